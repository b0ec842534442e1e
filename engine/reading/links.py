"""What a programme may see of another through a link, as far as both name it."""

from collections.abc import Iterator

from engine.expressions.walk import nearest
from engine.model import CASE, LINK, Fact, Link
from engine.reading.outline import Declared, Desk, Linked
from engine.reading.place import Block, Place
from engine.reading.resolve import Resolved

WORDS = ("state", "phase", "ending")
OF_THE_CASE = "Only facts of the case are seen through a link"


def seen_facts(named: Declared) -> dict[str, Fact]:
    """The facts of linked cases by their whole names here, `link.fact`."""
    return {fact.name: fact for linked in named.links.values() for fact in linked.facts.values() if fact.owner == LINK}


def check_links(resolved: Resolved, named: Declared, desk: Desk) -> None:
    """Every link names a programme that can be read, and of both sides only what is there and shown."""
    for name, block in resolved.own.block.blocks("links"):
        linked = named.links[name]
        _they_see(block, named, desk)
        if linked.shown is None:
            _no_programme(block, linked.link, resolved, desk)
        else:
            _we_see(block, linked, resolved.own.block["programme"], desk)


def _no_programme(block: Block, link: Link, resolved: Resolved, desk: Desk) -> None:
    known = [*resolved.others, resolved.own.block["programme"], *resolved.beside]
    hint = nearest(link.programme, known) or f"It would be the file {link.programme}/programme.yaml"
    at, what = block.values_at["programme"], f"There is no programme '{link.programme}' to link to"
    if link.programme in resolved.beside:
        what, hint = f"'{link.programme}' cannot be read", "Mend the findings in its own file first"
    desk.tell(at, "unknown-programme", what, hint)


def _they_see(block: Block, named: Declared, desk: Desk) -> None:
    for word, at in block.row("they_see").placed():
        fact = named.facts.get(word)
        if word in WORDS:
            continue
        if fact is None:
            _unknown(word, at, [name for name in named.facts if "." not in name], desk)
        elif _wrong_scope(fact):
            desk.tell(at, "wrong-scope", f"'{word}' does not belong to the case", OF_THE_CASE)
        elif "linked" in fact.kept_from:
            desk.tell(at, "kept-from", f"'{word}' is kept from linked cases", "Take one of the two out")


def _wrong_scope(fact: Fact) -> bool:
    return fact.owner not in (CASE, LINK) or (fact.owner == CASE and fact.track is not None)


def _we_see(block: Block, linked: Linked, ours: str, desk: Desk) -> None:
    shown, theirs = linked.shown or frozenset(), linked.link.programme
    for word, at in block.row("we_see").placed():
        fact = linked.facts.get(word)
        if fact is not None and _wrong_scope(fact):
            desk.tell(at, "wrong-scope", f"'{word}' does not belong to the case", OF_THE_CASE)
        elif fact is None and word not in WORDS:
            _unknown(word, at, list(_there(linked)), desk)
        elif word not in shown:
            hint = f"Add it there to they_see of a link to {ours}"
            desk.tell(at, "not-shown", f"The programme {theirs} does not show '{word}' to this one", hint)


def _there(linked: Linked) -> Iterator[str]:
    yield from (*WORDS, *(linked.shown or ()))


def _unknown(word: str, at: Place, known: list[str], desk: Desk) -> None:
    names = sorted({*known, *WORDS})
    hint = nearest(word, names) or f"There are: {', '.join(names[:12])}"
    desk.tell(at, "unknown-fact", f"'{word}' is neither a fact nor state, phase or ending", hint)
