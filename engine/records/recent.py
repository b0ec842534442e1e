"""Cases opened lately in this process, by the sealed bytes that they were read from: the same bytes are opened once.

Bytes that differ in one bit, or stand at another place, are not found here and must open for themselves.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from engine.case import Case
from engine.records.rows import CaseRows


@dataclass(frozen=True, slots=True)
class Opened:
    """A case, and what its snapshot holds: `case` as JSON, `tracks` and `timers` as they stand in the tables.

    `rows`: from which these were made, where that was done in this process.
    """

    case: Case
    tree: Mapping[str, Any]
    rows: CaseRows | None = None


class Recent:
    """Holds at most so many cases, each as it was last read or written; those used longest ago give way."""

    __slots__ = ("_kept", "_lock", "_most", "_subjects")

    def __init__(self, most: int = 200) -> None:
        self._kept: OrderedDict[str, tuple[int, bytes, Opened]] = OrderedDict()
        self._subjects: OrderedDict[str, tuple[tuple[Any, ...], bytes]] = OrderedDict()
        self._lock = Lock()
        self._most = most

    def get(self, case_id: str, version: int, sealed: bytes) -> Opened | None:
        with self._lock:
            kept, of, found = self._kept.get(case_id, (None, None, None))
            if (kept, of) != (version, sealed):
                return None
            self._kept.move_to_end(case_id)
            return found

    def put(self, case_id: str, version: int, sealed: bytes, opened: Opened) -> None:
        with self._lock:
            self._kept[case_id] = (version, sealed, opened)
            self._kept.move_to_end(case_id)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def subjects_of(self, case_id: str) -> tuple[tuple[Any, ...], bytes]:
        """What the first entries of a case are about, as far as they were read, and the hash of the last of them."""
        with self._lock:
            return self._subjects.get(case_id, ((), b""))

    def keep_subjects(self, case_id: str, subjects: tuple[Any, ...], head: bytes) -> None:
        with self._lock:
            self._subjects[case_id] = (subjects, head)
            self._subjects.move_to_end(case_id)
            while len(self._subjects) > self._most:
                self._subjects.popitem(last=False)
