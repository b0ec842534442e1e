"""What somebody may see of a case, as words: staff by the sheet of the product, a person by the paper for them."""

from collections.abc import Iterator

from engine.case import Case
from engine.family import NOBODY, FamilyPage, page_for
from engine.model import Programme
from engine.rehearsal.stage import Stage
from engine.running.links import sight_through
from engine.running.words import worded
from engine.seeing import CaseSheet, as_seen, reason_words, sheet_of
from engine.step import Inputs


def words_seen(stage: Stage, case: Case, law: Programme, inputs: Inputs, viewer: str) -> tuple[str, ...]:
    """Every text on this viewer's sheet: facts, states, holds; for staff what may be done, what is unmet, the log."""
    if viewer in law.links:
        return tuple(_behind_the_link(law, case, inputs, viewer))
    if viewer in stage.callers:
        return tuple(dict.fromkeys(_words(stage.casework.read(stage.callers[viewer], case.id))))
    page = _page(stage, case, law, inputs, viewer)
    return tuple(dict.fromkeys(_told_words(page))) if page else ()


def facts_seen(stage: Stage, case: Case, law: Programme, inputs: Inputs, viewer: str) -> tuple[str, ...]:
    """The facts that this viewer may read now: `fact`, `nick.fact`, and both without their track."""
    if viewer in law.links:
        return tuple(sight_through(viewer, law, case).facts)
    caller = stage.callers.get(viewer)
    if caller is None:
        page = _page(stage, case, law, inputs, viewer)
        return tuple(path for name in (page.facts if page else ()) for path in (name, f"{viewer}.{name}"))
    seen = as_seen(law, case, caller.actor_in(case))
    names = [(None, name) for name in seen.facts] + [(one.id, name) for one in seen.people for name in one.facts]
    return tuple(path for nick, name in names for path in ((name, f"{nick}.{name}") if nick else (name,)))


def _page(stage: Stage, case: Case, law: Programme, inputs: Inputs, person: str) -> FamilyPage | None:
    """The paper for a person; none for who is not of this case."""
    sheet = sheet_of(law, case, inputs, stage.clock(), NOBODY, ())
    return page_for(sheet, person) if person in sheet.names else None


def _told_words(page: FamilyPage) -> Iterator[str]:
    """What the paper for a person of the case says."""
    for one in page.stands:
        yield f"{one.track}: {one.state}" if one.track else one.state
        yield from (one.says,) if one.says else ()
    for name, value in page.facts.items():
        yield f"{page.programme.facts[name].label}: {worded(value, page.office)}"
    yield from page.holds
    yield from (part for one in page.others for part in (one.name, one.outcome) if part)


def _behind_the_link(law: Programme, case: Case, inputs: Inputs, link: str) -> Iterator[str]:
    """What the case behind a link sees of this one."""
    sight = sight_through(link, law, case)
    yield from (part for part in (sight.state_title, sight.phase_title, sight.ending) if part)
    yield from (f"{law.facts[name].label}: {worded(value, inputs.office)}" for name, value in sight.facts.items())


def _words(sheet: CaseSheet) -> Iterator[str]:
    law, case = sheet.programme, sheet.case
    yield law.case.state_title(case.standing.state)
    yield from _facts(sheet)
    for name, state in _tracks(sheet):
        track = law.tracks[name]
        hidden = name in sheet.restricted
        yield (track.shown_as or "") if hidden else f"{track.title}: {track.state_title(state)}"
    for hold in sheet.holds:
        yield from (part for part in (hold.title, hold.note, *hold.blocks) if part)
    yield from (one.title for one in sheet.deadlines)
    yield from (reason_words(law, one) for one in (case.score.reasons if case.score else ()))
    yield from _offers(sheet)
    yield from _latest(sheet)


def _facts(sheet: CaseSheet) -> Iterator[str]:
    owners = (sheet.case.facts, *(one.facts for one in sheet.case.people))
    for facts in owners:
        for name, value in facts.items():
            yield f"{sheet.programme.facts[name].label}: {worded(value, sheet.inputs.office)}"


def _tracks(sheet: CaseSheet) -> Iterator[tuple[str, str]]:
    for tracks in (sheet.case.tracks, *(one.tracks for one in sheet.case.people)):
        yield from ((name, standing.state) for name, standing in tracks.items())


def _offers(sheet: CaseSheet) -> Iterator[str]:
    """What this viewer may do by their roles, and what stands in its way; others' actions are not shown."""
    for offer in sheet.offers:
        if not any(one.code == "not_your_role" for one in offer.unmet):
            yield offer.title
            yield from (one.says for one in offer.unmet)


def _latest(sheet: CaseSheet) -> Iterator[str]:
    for entry in sheet.latest:
        found = sheet.programme.find_action(entry.action) if entry.action else None
        yield from (part for part in (found[1].title if found else None, entry.note) if part)
