"""What a role may read, and what it sees instead (semantics 47 to 51)."""

from collections.abc import Iterable
from dataclasses import replace

from engine.case import Counted
from engine.expressions import Expression
from engine.model import Hold, Machine, Programme, Requirement, ScoreLine
from engine.why_not import Reason, Unmet

ON_HOLD = "On hold"  # of a hidden hold that has no words of its own
RESTRICTED_DOCUMENT = "A restricted document"  # of a file put to what may not be read


def may_read(programme: Programme, roles: frozenset[str], fact: str) -> bool:
    """Whether somebody with these roles may read a fact (whole name): of a restricted track, who may see that."""
    found = programme.facts.get(fact)
    if found is None or not _is_among(roles, found.may_read):
        return found is None
    track = programme.tracks.get(found.track) if found.track else None
    return track is None or may_see_track(programme, roles, track)


def may_see_track(programme: Programme, roles: frozenset[str], track: Machine) -> bool:
    """A track with `shown_as` is seen in its own words only by who may read all its facts."""
    return track.shown_as is None or all(_is_among(roles, programme.facts[one].may_read) for one in track.facts)


def _is_among(roles: frozenset[str], readers: frozenset[str] | None) -> bool:
    return readers is None or not roles.isdisjoint(readers)


def may_see_hold(hold: Hold, roles: frozenset[str]) -> bool:
    return hold.may_see is None or not roles.isdisjoint(hold.may_see)


def may_know(programme: Programme, roles: frozenset[str], expression: Expression) -> bool:
    """Whether what an expression reads may be read: its facts, and the tracks and holds about which it asks."""
    if not all(may_read(programme, roles, fact) for _, fact in expression.reads):
        return False
    if "holds" in expression.asks and not all(may_see_hold(hold, roles) for hold in programme.holds.values()):
        return False
    return all(may_see_track(programme, roles, track) for track in _asked_about(programme, expression))


def _asked_about(programme: Programme, expression: Expression) -> Iterable[Machine]:
    for asked in expression.asks:
        _, _, target = asked.partition(":")
        for name in programme.checklists.get(target, (target,)):
            if name in programme.tracks:
                yield programme.tracks[name]


def reasons_seen(programme: Programme, roles: frozenset[str], reasons: Iterable[Counted]) -> tuple[Counted, ...]:
    """The reasons of a score: whatever shares its words with a hidden one only as their sum, and of nobody."""
    lines = programme.priority.lines if programme.priority else {}
    veiling = [line.shown_as for line in lines.values() if not _may_know_line(programme, roles, line)]
    told, sums = list[Counted](), dict[str | None, int]()
    for one in reasons:
        words = lines[one.line].shown_as if one.line in lines else one.shown_as
        if words in veiling:
            sums[words] = sums.get(words, 0) + one.points
        else:
            told.append(one)
    return (*told, *(Counted(line=None, points=points, shown_as=words) for words, points in sums.items()))


def _may_know_line(programme: Programme, roles: frozenset[str], line: ScoreLine) -> bool:
    return may_know(programme, roles, line.when)


def veiled(programme: Programme, roles: frozenset[str], requirement: Requirement, unmet: Unmet) -> Unmet:
    """The unmet thing as somebody with these roles may see it: where it reads what they may not, only `shown_as`."""
    reasons = tuple(_veiled_reason(programme, roles, reason) for reason in unmet.reasons)
    read = (requirement.check, *requirement.where.values())
    if requirement.shown_as is None or all(may_know(programme, roles, one) for one in read):
        facts = tuple(fact for fact in unmet.facts if may_read(programme, roles, fact[0]))
        waits_on = requirement.waits_on or next((one.waits_on for one in reasons if one.waits_on), None)
        return replace(unmet, facts=facts, reasons=reasons, waits_on=waits_on)
    return replace(
        unmet, says=requirement.shown_as, facts=(), reasons=(), waits_on=None, possible_from=None, kind="restricted"
    )


def _veiled_reason(programme: Programme, roles: frozenset[str], reason: Reason) -> Reason:
    track = programme.tracks[reason.track]
    if not may_see_track(programme, roles, track):
        answer = reason.otherwise.answer if reason.otherwise else reason.answer
        return Reason(person=reason.person, track=reason.track, answer=answer, shown_as=track.shown_as)
    if reason.otherwise is not None:
        return _veiled_hold(programme, roles, reason, reason.otherwise)
    missing = tuple(fact for fact in reason.missing if may_read(programme, roles, fact))
    return replace(reason, shown_as=None, missing=missing)


def _veiled_hold(programme: Programme, roles: frozenset[str], held: Reason, otherwise: Reason) -> Reason:
    """The holds that may be seen; where none may, the reason as if there were none."""
    seen = tuple(name for name in held.holds if may_see_hold(programme.holds[name], roles))
    if not seen:
        return _veiled_reason(programme, roles, otherwise)
    waits_on = programme.holds[seen[0]].lifted_by[0]
    return replace(held, holds=seen, waits_on=waits_on, otherwise=None, shown_as=None)
