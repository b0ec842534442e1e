"""How a frozen dataclass is written as a JSON object and read again, field by field, none forgotten.

A field that holds its default is left out. A field without a `Form` of its own holds plain JSON.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any

from engine.records import moments
from engine.values import from_json, to_json


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of thing is written as JSON, and read again."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


VALUE = Form(to_json, from_json)
MOMENT = Form(moments.maybe_instant, moments.read_maybe_instant)
DAY = Form(moments.maybe_day, moments.read_maybe_day)
LIST = Form(list, tuple)
NAMES = Form(sorted, frozenset)
TREE = Form(dict, dict)


def each(form: Form) -> Form:
    """A tuple of things."""
    write, read = form.write, form.read
    return Form(lambda items: [write(item) for item in items], lambda raw: tuple([read(item) for item in raw]))


def named(form: Form) -> Form:
    """A mapping from names to things."""
    write, read = form.write, form.read
    return Form(
        lambda items: {name: write(item) for name, item in items.items()},
        lambda raw: {name: read(item) for name, item in raw.items()},
    )


def maybe(form: Form) -> Form:
    """A thing or None."""
    write, read = form.write, form.read
    return Form(
        lambda item: None if item is None else write(item),
        lambda raw: None if raw is None else read(raw),
    )


def record(kind: type, *, without: tuple[str, ...] = (), **forms: Form) -> Form:
    """A dataclass. `without` some of its fields, reading gives a mapping of the others in place of the thing."""
    parts = [(part.name, _default(part), forms.get(part.name)) for part in fields(kind) if part.name not in without]

    def write(thing: Any) -> dict[str, Any]:
        tree = {}
        for name, default, form in parts:
            item = getattr(thing, name)
            if item != default:
                tree[name] = form.write(item) if form else item
        return tree

    def read(tree: Mapping[str, Any]) -> Any:
        return make(**{name: forms[name].read(item) if name in forms else item for name, item in tree.items()})

    make = dict if without else kind
    return Form(write, read)


def _default(part: Field[Any]) -> Any:
    """The field's default; MISSING equals nothing, so a field without one is always written."""
    return part.default_factory() if part.default_factory is not MISSING else part.default
