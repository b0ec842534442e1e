"""A hold over a whole programme: on every case of it at once, each left where it is (reference, Hold)."""

from engine.caller import Caller
from engine.case import PlacedHold
from engine.casework import Casework
from engine.civil import NO_OFFICE, days_now, moved, shifted
from engine.errors import NotFound, Refused
from engine.model import Hold, Programme
from engine.reading.translating import in_language
from engine.records import absences, programme_holds, waking
from engine.records.database import Writing
from engine.records.register import Doing
from engine.running.secrecy import may_see_hold
from engine.running.words import FOR_WHO_DID
from engine.why_not import Unmet


class Holding:
    """The door through which a programme is suspended and goes on."""

    def __init__(self, casework: Casework):
        self.casework = casework
        self.records, self.published, self.now = casework.records, casework.published, casework.now

    def place(self, caller: Caller, programme: str, hold: str, note: str | None = None) -> None:
        """Lays a hold over every case of a programme at once. Raises Refused, NotFound."""
        with self.records.writing() as writing:
            law = self._law(writing, caller, programme)
            meant = _held_by(law, caller, hold, "placed_by")
            if meant.note_required and not (note or "").strip():
                raise Refused((Unmet(code="answers_missing", kind="answer", says="Write a note", field="note"),))
            placed = self._placed(meant, caller, note)
            try:
                programme_holds.place_hold(writing, self._doing(caller, note), programme, placed)
            except ValueError as already:
                raise Refused((Unmet(code="not_in_this_state", kind="state", says=str(already)),)) from None
            self._wake(writing, programme)

    def lift(self, caller: Caller, programme: str, hold: str, note: str | None = None) -> None:
        """Lifts a hold from a programme, never by whoever placed it. Raises Refused, NotFound."""
        with self.records.writing() as writing:
            law = self._law(writing, caller, programme)
            meant = _held_by(law, caller, hold, "lifted_by")
            placed = next((one for one in programme_holds.holds_over(writing, programme) if one.name == hold), None)
            if placed and not meant.same_person:
                self._not_by_who_placed(writing, caller, programme, placed)
            programme_holds.lift_hold(writing, self._doing(caller, note), programme, hold)
            self._wake(writing, programme)

    def over(self, caller: Caller, programme: str) -> tuple[PlacedHold, ...]:
        """The holds that lie over a programme now and that this caller may see. Raises NotFound."""
        law = self.casework.programme_for(caller, programme)
        roles = _roles(caller, law)
        with self.records.reading() as reading:
            placed = programme_holds.holds_over(reading, programme)
        lying = (one for one in placed if one.lies_at(self.now()) and one.name in law.holds)
        return tuple(one for one in lying if may_see_hold(law.holds[one.name], roles))

    def _law(self, writing: Writing, caller: Caller, programme: str) -> Programme:
        """The live version in the caller's language, with what has ended by itself told first."""
        self.casework.end_holds(writing)
        return in_language(self.published.current(writing, programme), caller.language)

    def _placed(self, hold: Hold, caller: Caller, note: str | None) -> PlacedHold:
        now = self.now()
        return PlacedHold(
            name=hold.name,
            over="programme",
            by=caller.user,
            happened=now,
            note=note,
            review_on=shifted(now.date(), hold.review, 1, NO_OFFICE) if hold.review else None,
            ends=moved(now, hold.at_most, NO_OFFICE) if hold.at_most else None,
        )

    def _not_by_who_placed(self, writing: Writing, caller: Caller, programme: str, placed: PlacedHold) -> None:
        """Nor by whoever covers for them somewhere by now."""
        covers = placed.by in absences.covered(writing, caller.user, programme, *days_now(self.now()))
        if placed.by == caller.user or covers:
            says = FOR_WHO_DID if covers else "Whoever placed a hold does not lift it"
            raise Refused((Unmet(code="same_person", kind="separation", says=says),))

    def _wake(self, writing: Writing, programme: str) -> None:
        """A hold over a programme may change what every open case of it rests on: they fall due at once."""
        waking.wake(writing, self.now(), programme=programme)

    def _doing(self, caller: Caller, note: str | None) -> Doing:
        return Doing(actor=caller.user, now=self.now(), note=note, on_behalf_of=caller.through)


def _held_by(law: Programme, caller: Caller, name: str, duty: str) -> Hold:
    """The hold, if it may lie over a programme and this caller has the duty; nobody moves what they may not see."""
    hold = law.holds.get(name)
    if hold is None or "programme" not in hold.over or not may_see_hold(hold, _roles(caller, law)):
        raise NotFound(f"{law.id} knows no hold '{name}' over the programme")
    by: tuple[str, ...] = getattr(hold, duty)
    if _roles(caller, law).isdisjoint(by):
        titles = " or ".join(law.roles.get(role, role) for role in by)
        raise Refused((Unmet(code="not_your_role", kind="role", says=f"This is done by: {titles}"),))
    return hold


def _roles(caller: Caller, law: Programme) -> frozenset[str]:
    return frozenset(one.role for one in caller.duties if one.programme == law.id)
