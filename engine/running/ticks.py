"""What is asked when the paper file is compared with what must be in it: of each thing, whether it is there."""

from engine.model import CASE, Ask, Fact
from engine.step import Listed

CAUSE = "paper_check"
THERE, MISSING, DIFFERS, NOT_LOOKED_AT = "there", "missing", "differs", "not_looked_at"
EVERYTHING, CHECKED = "everything", "checked"


def asks_of(listed: tuple[Listed, ...]) -> tuple[Ask, ...]:
    """A question for each thing that is to be in the file; of a person's, for each of them."""
    named = {(one.name, one.owner != CASE): None for one in listed}
    return tuple(
        Ask(key=name, fact=Fact(name=name, owner="entry", type="text", label=name), required=False, each=each)
        for name, each in named
    )


def people_of(listed: tuple[Listed, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.owner for one in listed if one.owner != CASE))
