"""The one place where the time of day comes in; everything else is handed the moment."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def clock() -> datetime:
    """The instant now, in UTC."""
    return datetime.now(UTC)
