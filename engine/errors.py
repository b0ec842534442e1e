"""What can go wrong, divided by who must act on it. Every text says what, where, and what now."""

from collections.abc import Sequence
from typing import Any

from engine.why_not import Unmet


class CasewayError(Exception):
    """Anything that Caseway tells as an error of its own; the text is meant for the person named in the subclass."""


class AuthorError(CasewayError):
    """A programme or an office is wrong: whoever wrote it must mend it."""


class ProgrammeInvalid(AuthorError):
    """A programme with findings was to be used. `findings` are those of `engine.reading`, all of them."""

    def __init__(self, says: str, findings: Sequence[Any] = ()) -> None:
        super().__init__(says)
        self.findings = tuple(findings)


class Refused(CasewayError):
    """What was asked for may not happen now; nothing was written. The person at the screen acts on `unmet`."""

    def __init__(self, unmet: Sequence[Unmet]) -> None:
        super().__init__("; ".join(item.says for item in unmet))
        self.unmet = tuple(unmet)


class OutOfDate(CasewayError):
    """Somebody else was faster: the case is not at the version that the person saw, who must look again and decide.

    Both versions as the person counts them. `actual` is None where somebody was faster by less than can be told.
    """

    def __init__(self, case: str, expected: int | None, actual: int | None) -> None:
        now = "has moved on" if actual is None else f"is at version {actual}"
        shown = "" if expected is None else f", not at version {expected} as shown"
        super().__init__(f"The case {now}{shown}; nothing was written. Look at it again")
        self.case = case
        self.expected = expected
        self.actual = actual


class Overtaken(OutOfDate):
    """Two wrote at once: the records were not at the version from which a step began, both by the log's own count."""


class NotFound(CasewayError):
    """There is no such thing, or it is not for this person to see: the person at the screen must ask for another."""


class WrongKey(CasewayError):
    """The key file is missing or is not the one this database was sealed with: the operator must bring it back."""


class Unavailable(CasewayError):
    """The database cannot be used as it is: not reachable, or not of this version. The operator must act."""


class Broken(CasewayError):
    """What is kept is not what was written: the operator must stop, and call whoever audits."""
