"""Another case, as it is seen through the link of an invented programme (semantics 49): its states at random."""

from random import Random
from typing import Any

from engine.case import Sight

STATES = {"a0": ("one", None), "a1": ("one", None), "b0": ("two", None), "e_closed": (None, "programme_ended")}
SEEN = ("state", "phase", "ending", "c_num")
REFERENCE = "NOR-2"


def links() -> dict[str, dict]:
    """A link to cases of the same programme."""
    return {"anchor": {"programme": "invented", "we_see": list(SEEN), "they_see": list(SEEN)}}


def sight(chance: Random, version: int) -> Sight:
    state = chance.choice(list(STATES))
    phase, ending = STATES[state]
    where = {"case": "case-2", "version": version, "reference": REFERENCE, "programme": "invented", "office": "office"}
    facts = {"c_num": chance.randint(0, 5)} if chance.random() < 0.7 else {}
    return Sight(**where, state=state, phase=phase, ended=ending is not None, ending=ending, facts=facts)


def as_seen(seen: Sight) -> dict[str, Any]:
    return {"state": seen.state, "phase": seen.phase, "ended": seen.ended, "facts": dict(seen.facts)}
