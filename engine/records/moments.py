"""Instants and days as the tables keep them: text of one width that sorts as time does, alike in both databases."""

from datetime import UTC, date, datetime
from functools import lru_cache


@lru_cache(maxsize=4096)
def instant(moment: datetime) -> str:
    """`2026-03-08T10:00:00.000000Z`. Raises ValueError for a moment without an offset."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} is no instant: it has no offset")
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")[:-6] + "Z"


def maybe_instant(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)


def read_instant(text: str) -> datetime:
    """The inverse of `instant`."""
    return datetime.fromisoformat(text)


def read_maybe_instant(text: str | None) -> datetime | None:
    return None if text is None else read_instant(text)


def maybe_day(day: date | None) -> str | None:
    """`2026-03-08`, or None."""
    return None if day is None else day.isoformat()


def read_maybe_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
