"""Cases opened lately in this process, by the sealed bytes that they were read from: the same bytes are opened once.

Bytes that differ in one bit, or stand at another place, are not found here and must open for themselves.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from engine.case import Case


@dataclass(frozen=True, slots=True)
class Opened:
    """A case, and what its snapshot holds: `case` as JSON, `tracks` and `timers` as they stand in the tables."""

    case: Case
    tree: Mapping[str, Any]


class Recent:
    """Holds at most so many cases; those used longest ago give way."""

    __slots__ = ("_kept", "_lock", "_most")

    def __init__(self, most: int = 200) -> None:
        self._kept: OrderedDict[tuple[str, bytes], Opened] = OrderedDict()
        self._lock = Lock()
        self._most = most

    def get(self, place: str, sealed: bytes) -> Opened | None:
        with self._lock:
            found = self._kept.get((place, sealed))
            if found is not None:
                self._kept.move_to_end((place, sealed))
            return found

    def put(self, place: str, sealed: bytes, opened: Opened) -> None:
        with self._lock:
            self._kept[place, sealed] = opened
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
