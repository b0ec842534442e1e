"""Forms that somebody has begun: told when they were recorded already."""

from engine.caller import Caller
from engine.casework import Acted, Casework
from engine.records import idempotency


class Unfinished:
    """The door to the forms of whoever writes them. Each has a key, under which the step is recorded in the end."""

    def __init__(self, casework: Casework):
        self.casework, self.records = casework, casework.records

    def recorded(self, caller: Caller, key: str) -> Acted | None:
        """What a form came to that was sent under this key, as far as the caller may read it; None: not recorded."""
        with self.records.reading() as reading:
            found = idempotency.answer_to(reading, caller.user, key)
            acted = self.casework.acted_before(reading, caller, found) if found else None
        return self.casework.as_told(caller, acted) if acted else None
