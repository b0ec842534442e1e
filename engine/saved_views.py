"""Lists of cases that somebody has named, for themselves or for everybody of a role at an office."""

import uuid

from engine.caller import Caller
from engine.errors import NotFound, Refused
from engine.reach import grants_of
from engine.records import accounts, saved_views
from engine.records.accounts import Grant
from engine.records.database import Records
from engine.records.saved_views import SavedView
from engine.why_not import Unmet

MOST, LONGEST_NAME, LONGEST_ADDRESS = 40, 60, 2000


class SavedViews:
    """The door to the lists that were kept. A view shows nothing: whoever opens it sees what they may see."""

    def __init__(self, records: Records):
        self.records = records

    def seen(self, caller: Caller) -> tuple[tuple[SavedView, str], ...]:
        """The caller's own views and those shared with them, by name, each with the name of its owner."""
        with self.records.reading() as reading:
            found = saved_views.seen_by(reading, caller.user, grants_of(caller))
            others = [one.owner for one in found if one.owner != caller.user]
            names = accounts.display_names(reading, others) if others else {}
        return tuple(sorted(((one, names.get(one.owner, caller.name)) for one in found), key=lambda it: it[0].name))

    def keep(self, caller: Caller, name: str, address: str, shared: Grant | None = None) -> SavedView:
        """Names a list. `shared`: one of the caller's own duties, with whose holders it is shared. Raises Refused."""
        view = SavedView(id=uuid.uuid4().hex, owner=caller.user, name=name.strip(), address=address, shared=shared)
        with self.records.writing() as writing:
            says = _wrong(view, saved_views.how_many(writing, caller.user))
            if says or (shared is not None and shared not in grants_of(caller)):
                says = says or "A list is shared with those of one of your own roles"
                raise Refused((Unmet(code="answers_wrong", kind="answer", says=says, field="name"),))
            saved_views.keep(writing, view)
        return view

    def delete(self, caller: Caller, view_id: str) -> None:
        """Raises NotFound, for another's view as for one that is not there."""
        with self.records.writing() as writing:
            if not saved_views.drop(writing, caller.user, view_id):
                raise NotFound("There is no such view of yours")


def _wrong(view: SavedView, there_are: int) -> str | None:
    if not view.name or len(view.name) > LONGEST_NAME or not view.name.isprintable():
        return f"Give the list a name of at most {LONGEST_NAME} letters"
    if len(view.address) > LONGEST_ADDRESS:
        return "Choose fewer filters"
    return f"You keep {MOST} lists; delete one first" if there_are >= MOST else None
