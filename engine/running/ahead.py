"""A track that is needed only on a day ahead opens before it, so that somebody can still do it (semantics 19).

The days ahead are those for which the programme asks a track, or a checklist with it, to be clear: `clear_on` of a date
or moment that is computed from facts. What is needed then and not today hangs on an age.
"""

from datetime import date, datetime
from typing import Any

from engine.civil import Days
from engine.expressions import Expression
from engine.looking.days_asked import days_asked
from engine.model import Machine
from engine.running import validity


def needed_ahead(place: Any, track: Machine) -> bool:
    """Whether the track is needed on a day that is known already and has not passed."""
    return any(
        validity.needed_on(place, track, day) is True
        for asked in days_asked(place.shared.programme).get(track.name, ())
        if (day := day_asked(place, asked)) is not None and day >= place.today
    )


def day_asked(place: Any, asked: Expression) -> date | None:
    """The day for which it is asked; one that is not known to the day opens nothing."""
    found = asked.ask(place.whole())
    if isinstance(found, datetime):
        return place.office.day_of(found)  # type: ignore[no-any-return]
    return found if isinstance(found, date) and not isinstance(found, Days) else None
