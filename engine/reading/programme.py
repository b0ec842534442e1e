"""The whole journey of a file: text, shape, names, types, graph, policy; a tier only on what the last found sound."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePosixPath

from engine.expressions.walk import nearest
from engine.model import Programme
from engine.reading import rules, shape
from engine.reading.compile import compile_programme
from engine.reading.finding import Finding, in_order
from engine.reading.place import Block, Place
from engine.reading.resolve import Resolved, resolve, uses
from engine.reading.source import Source, parse
from engine.reading.translating import translated

MODULES = "modules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of reading a programme. `programme` is there when no finding is an error; `texts` are those read."""

    programme: Programme | None
    findings: tuple[Finding, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


def read_programme(path: str, texts: Mapping[str, str]) -> Reading:
    """A programme from its text and those of its modules, by their paths relative to the programmes' folder.

    Never raises for what a text says: everything wrong is among the findings.
    """
    if path not in texts:
        return Reading(programme=None, findings=(Place(path, 1, 1).finding("no-file", f"There is no file '{path}'"),))
    resolved, findings, read = _resolved(path, texts)
    if resolved is None or findings:
        return Reading(programme=None, findings=in_order(findings), texts=read)
    resolved, beside = _with_others(resolved, texts)
    programme, findings = _tiers(resolved)
    if programme is None:
        return Reading(programme=None, findings=in_order(findings), texts={**beside, **read})
    spoken = translated(programme, resolved, texts)
    sound = None if any(one.is_error for one in spoken.findings) else spoken.programme
    every = in_order((*findings, *spoken.findings))
    return Reading(programme=sound, findings=every, texts={**beside, **read, **spoken.texts})


def resolved_texts(path: str, texts: Mapping[str, str]) -> Resolved:
    """The same of a programme that was read without findings, as far as its names can be looked up."""
    resolved, _, _ = _resolved(path, texts)
    assert resolved is not None
    return _with_others(resolved, texts)[0]


def _resolved(path: str, texts: Mapping[str, str]) -> tuple[Resolved | None, list[Finding], dict[str, str]]:
    """A programme with its modules, what is wrong with either, and the texts that were read."""
    own, used, findings = _sources(path, texts)
    read = {source.path: texts[source.path] for source in (own, *used.values())}
    if own.tree is None or findings:
        return None, findings, read
    files = {name: source.tree for name, source in used.items() if source.tree is not None}
    return *resolve(own.tree, files), read


def _with_others(resolved: Resolved, texts: Mapping[str, str]) -> tuple[Resolved, dict[str, str]]:
    """With the programmes that it links to, as their own files tell them, and the texts of these."""
    others: dict[str, Resolved] = {}
    unsound, read = set[str](), dict[str, str]()
    own = resolved.own.block["programme"]
    for name in {link["programme"] for _, link in resolved.own.block.blocks("links")} - {own}:
        if f"{name}/programme.yaml" not in texts:
            continue
        other, findings, used = _resolved(f"{name}/programme.yaml", texts)
        if other is None or findings:
            unsound.add(name)
        else:
            others[name], read = other, {**read, **used}
    return replace(resolved, others=others, beside=frozenset(unsound)), read


def _sources(path: str, texts: Mapping[str, str]) -> tuple[Source, dict[str, Source], list[Finding]]:
    """Tiers 1 and 2 of the programme, then of the modules it uses."""
    own = _source(path, texts[path], "programme")
    if own.tree is None or own.findings:
        return own, {}, list(own.findings)
    findings = _misnamed(own.tree, path)
    used: dict[str, Source] = {}
    for name, place in uses(own.tree):
        module = f"{MODULES}/{name}.yaml"
        if module not in texts:
            findings.append(_no_module(name, place, texts))
        elif name not in used:
            used[name] = _source(module, texts[module], "module")
            findings += used[name].findings
    return own, used, findings


def _misnamed(tree: Block, path: str) -> list[Finding]:
    """A programme is found by its id, so its folder has that name."""
    folder, name = PurePosixPath(path).parent.name, tree["programme"]
    if folder == name:
        return []
    hint = f"Write programme: {folder}, or call the folder {name}"
    message = f"'{name}' stands in the folder '{folder}'"
    return [tree.values_at["programme"].finding("misnamed", message, hint)]


@lru_cache(maxsize=128)  # programmes share modules, and are read again for their stories and after each change
def _source(path: str, text: str, kind: str) -> Source:
    source = parse(path, text)
    if source.tree is None:
        return source
    return Source(path, source.tree, tuple(shape.check(source.tree, kind)))


def _no_module(name: str, place: Place, texts: Mapping[str, str]) -> Finding:
    known = [PurePosixPath(path).stem for path in texts if path.startswith(f"{MODULES}/")]
    hint = nearest(name, known) or f"It would be the file {MODULES}/{name}.yaml"
    return place.finding("unknown-module", f"There is no module '{name}'", hint)


def _tiers(resolved: Resolved) -> tuple[Programme | None, list[Finding]]:
    """Tiers 3 to 9: compile, and the rules over the compiled programme."""
    findings = rules.before_names(resolved)
    if findings:
        return None, findings
    programme, findings = compile_programme(resolved)
    if programme is None:
        return None, findings
    findings = rules.check(programme, resolved)
    return (None if any(one.is_error for one in findings) else programme), findings
