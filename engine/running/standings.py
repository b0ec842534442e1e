"""Every machine that is open in a case: for whom, and where it stands."""

from collections.abc import Iterator

from engine.case import Standing
from engine.model import Machine
from engine.running.view import CaseView

Stands = tuple[Machine, str | None, Standing]


def standings(view: CaseView) -> tuple[Stands, ...]:
    """The case's own machine first, then the tracks as declared; of each person, in the order of joining."""
    found: tuple[Stands, ...] | None = view.shared.answers.get("standings")
    if found is None:
        found = view.shared.answers["standings"] = tuple(_standings(view))
    return found


def standings_of(view: CaseView, machine: str) -> tuple[Stands, ...]:
    """One machine, of everybody for whom it is open."""
    found: dict[str, list[Stands]] | None = view.shared.answers.get("standings of")
    if found is None:
        found = view.shared.answers["standings of"] = {}
        for stands in standings(view):
            found.setdefault(stands[0].name, []).append(stands)
    return tuple(found.get(machine, ()))


def _standings(view: CaseView) -> Iterator[Stands]:
    case, programme, present = view.shared.case, view.shared.programme, view.shared.case.present
    if not case.standing.closed and case.outcome is None:
        yield programme.case, None, case.standing
    for track in programme.tracks.values():
        if track.per == "case":
            if track.name in case.tracks:
                yield track, None, case.tracks[track.name]
            continue
        people = case.people if track.outlives_person else present
        yield from ((track, one.id, one.tracks[track.name]) for one in people if track.name in one.tracks)
