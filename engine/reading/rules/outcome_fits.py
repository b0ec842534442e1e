"""`outcome`: an ending has an outcome of its kind.

The case and its people end with an outcome of the common list, which reports count; a side track ends `done` or
`refused`, since it ends nobody's case.

PASS  tracks: {consent: {endings: {taken_back: refused}}}
FAIL  tracks: {consent: {endings: {taken_back: withdrawn_by_person}}}
"""

from collections.abc import Iterator

from engine.model import CASE, MEMBER, Programme
from engine.reading.finding import Finding
from engine.reading.sites import Sites

ID = "outcome"
OF_TRACKS = frozenset({"done", "refused"})
OF_CASES = frozenset(
    {
        "completed",
        "solved_elsewhere",
        "converted",
        "denied",
        "ineligible",
        "excluded",
        "refused_at_entry",
        "revoked_after_approval",
        "removed_by_authority",
        "recalled_by_authority",
        "not_selected",
        "withdrawn_by_person",
        "no_contact",
        "no_show",
        "absconded",
        "deceased",
        "lost_to_follow_up",
        "aged_out",
        "custody_refused",
        "not_in_best_interests",
        "anchor_gone",
        "family_left",
        "split_off",
        "duplicate_merged",
        "entered_in_error",
        "integrity_closed",
        "programme_ended",
        "time_lapsed",
    }
)


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        known = OF_CASES if machine.name in (CASE, MEMBER) else OF_TRACKS
        for ending in machine.endings.values():
            if ending.outcome not in known:
                whose = "a case or a person" if known is OF_CASES else "a side track"
                place = sites.ending(machine.name, ending.name)
                yield place.finding(
                    ID, f"'{ending.outcome}' is no outcome of {whose}", f"The outcomes are: {', '.join(sorted(known))}"
                )
