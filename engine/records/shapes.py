"""How a frozen dataclass is written as a JSON object and read again: by its fields' types, so that none is forgotten.

A field that holds its default is left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from engine.records import moments
from engine.values import Value, from_json, to_json


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of thing is written as JSON, and read again. None in place of a form: it is JSON already.

    `rewrite` writes a thing that another one has become, of which the JSON is at hand: parts that are the same object
    in both are taken from there.
    """

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]
    rewrite: Callable[[Any, Any, Any], Any] | None = None


_PLAIN = (str, int, bool, Any)
_KNOWN: dict[Any, Form] = {
    datetime: Form(moments.instant, moments.read_instant),
    date: Form(date.isoformat, date.fromisoformat),
    frozenset[str]: Form(sorted, frozenset),
}
_VALUE = Form(to_json, from_json)
_VALUES = frozenset(get_args(Value))


def form_of(hint: Any) -> Form | None:
    """The form of a type. Raises TypeError for one that has none."""
    if hint in _PLAIN:
        return None
    if is_dataclass(hint):
        return record(hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _either(inner)
    if origin is tuple and inner[1:] == (...,):
        return _each(form_of(inner[0]))
    if origin is Mapping and inner[0] is str:
        return _named(form_of(inner[1]))
    return _known(hint)


def _known(hint: Any) -> Form:
    if hint not in _KNOWN:
        raise TypeError(f"It is not settled how a {hint} is kept")
    return _KNOWN[hint]


def _either(kinds: tuple[Any, ...]) -> Form | None:
    """A value, or a thing that may be missing."""
    present = frozenset(kinds) - {NoneType}
    if present == _VALUES:
        return _VALUE
    (kind,) = present
    form = form_of(kind)
    return form and Form(
        lambda thing: None if thing is None else form.write(thing),
        lambda raw: None if raw is None else form.read(raw),
    )


def _each(form: Form | None) -> Form:
    if form is None:
        return Form(list, tuple)
    write, read = form.write, form.read
    return Form(lambda things: [write(thing) for thing in things], lambda raw: tuple([read(thing) for thing in raw]))


def _named(form: Form | None) -> Form:
    if form is None:
        return Form(dict, dict)
    write, read = form.write, form.read

    def rewrite(things: Mapping[str, Any], old: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
        return {name: raw[name] if old.get(name) is thing else write(thing) for name, thing in things.items()}

    return Form(
        lambda things: {name: write(thing) for name, thing in things.items()},
        lambda raw: {name: read(thing) for name, thing in raw.items()},
        rewrite,
    )


def record(kind: type, without: tuple[str, ...] = ()) -> Form:
    """A dataclass. `without` some of its fields, reading gives a mapping of the others in place of the thing."""
    hints = get_type_hints(kind)
    wanted = [part for part in fields(kind) if part.name not in without]
    forms = {part.name: form_of(hints[part.name]) for part in wanted}
    writes = [(part.name, _default(part), _write(forms[part.name])) for part in wanted]
    reads = {name: form.read for name, form in forms.items() if form}
    again = {name: form.rewrite for name, form in forms.items() if form and form.rewrite}
    of, make = attrgetter(*forms), dict if without else kind

    def write(thing: Any) -> dict[str, Any]:
        return {
            name: item if way is None else way(item)
            for (name, default, way), item in zip(writes, of(thing), strict=True)
            if item != default
        }

    def read(tree: Mapping[str, Any]) -> Any:
        return make(**{name: reads[name](item) if name in reads else item for name, item in tree.items()})

    def rewrite(thing: Any, old: Any, tree: Mapping[str, Any]) -> dict[str, Any]:
        now = dict(tree)
        for (name, default, way), item, was in zip(writes, of(thing), of(old), strict=True):
            if item is was:
                continue
            if item == default:
                now.pop(name, None)
            elif name in again and name in tree:
                now[name] = again[name](item, was, tree[name])
            else:
                now[name] = item if way is None else way(item)
        return now

    return Form(write, read, rewrite)


def _write(form: Form | None) -> Callable[[Any], Any] | None:
    return form and form.write


def _default(part: Field[Any]) -> Any:
    """The field's default; MISSING equals nothing, so that a field without one is always written."""
    return part.default_factory() if part.default_factory is not MISSING else part.default
