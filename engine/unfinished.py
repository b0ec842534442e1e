"""Forms that somebody has begun: kept as drafts for whoever writes them, gone when they are recorded or grow old."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from engine.caller import Caller
from engine.case import Case
from engine.casework import UNFINISHED_ARE_KEPT, Acted, Casework
from engine.errors import NotFound, Refused
from engine.records import bulk, idempotency, unfinished
from engine.records.database import Writing
from engine.records.unfinished import Kept
from engine.up_to_now import visible
from engine.why_not import Unmet

MOST, LONGEST = 60, 200_000
Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as far as somebody has typed it: of a step of a case, of a case to be opened (`case`, `action` None), or
    of any other page (`page`: its address), such as a run over many cases.

    `fields` are its names and values in their order. `saved` is when it was kept last (UTC); it is gone after `ends`.
    """

    key: str
    fields: Fields
    programme: str = ""
    office: str = ""
    case: str | None = None
    action: str | None = None
    page: str | None = None
    reference: str | None = None
    saved: datetime = datetime.min.replace(tzinfo=UTC)

    @property
    def ends(self) -> datetime:
        return self.saved + UNFINISHED_ARE_KEPT


class Unfinished:
    """The door to the forms of whoever writes them. Each has a key, under which the step is recorded in the end."""

    def __init__(self, casework: Casework):
        self.casework, self.records, self.now = casework, casework.records, casework.now

    def recorded(self, caller: Caller, key: str) -> Acted | None:
        """What a form came to that was sent under this key, as far as the caller may read it; None: not recorded."""
        with self.records.reading() as reading:
            found = idempotency.answer_to(reading, caller.user, key)
            acted = self.casework.acted_before(reading, caller, found) if found else None
        return self.casework.as_told(caller, acted) if acted else None

    def keep(self, caller: Caller, form: Form) -> Form:
        """Keeps a form for the caller alone, in the place of an earlier one of the same key; gives it as kept.

        Raises Refused where it was recorded already, is too long or one too many; NotFound where the case, or for a new
        one the office, is not the caller's.
        """
        if sum(len(name) + len(value) for name, value in form.fields) > LONGEST:
            raise Refused([_unmet(f"A draft has at most {LONGEST} characters")])
        with self.records.writing() as writing:
            kept = replace(form, saved=self.now(), reference=_reference(writing, caller, form))
            if idempotency.answer_to(writing, caller.user, form.key) or bulk.run_of(writing, form.key):
                raise Refused([_unmet("This was recorded already")])
            unfinished.drop(writing, caller.user, form.key)
            if unfinished.how_many(writing, caller.user) >= MOST:
                raise Refused([_unmet(f"You have {MOST} drafts; finish one or discard one")])
            unfinished.keep(writing, caller.user, Kept(key=form.key, saved=kept.saved, content=_content(form)))
        return kept

    def form(self, caller: Caller, key: str) -> Form | None:
        """The caller's form under this key; None where there is none, or none any more."""
        with self.records.reading() as reading:
            kept = unfinished.found(reading, caller.user, key, self._oldest())
        return _form(kept) if kept else None

    def forms(self, caller: Caller) -> tuple[Form, ...]:
        """The caller's forms, the last kept first; those of cases that are not the caller's any more are left out."""
        with self.records.reading() as reading:
            found = [_form(one) for one in unfinished.all_of(reading, caller.user, self._oldest())]
            cases = reading.cases(list({one.case for one in found if one.case}))
        return tuple(_of_case(one, cases) for one in found if _is_theirs(one, caller, cases))

    def discard(self, caller: Caller, key: str) -> None:
        """Deletes the caller's form under this key, if there is one."""
        with self.records.writing() as writing:
            unfinished.drop(writing, caller.user, key)

    def _oldest(self) -> datetime:
        return self.now() - UNFINISHED_ARE_KEPT


def _reference(writing: Writing, caller: Caller, form: Form) -> str | None:
    """Of which case the form is; None for one to be opened, and for another page. Raises NotFound."""
    if form.case is not None:
        return visible(writing, caller, form.case).reference
    if form.page is None and not caller.roles_at(form.programme, form.office):
        raise NotFound(f"There is no programme {form.programme} at {form.office}")
    return None


def _is_theirs(form: Form, caller: Caller, cases: Mapping[str, Case]) -> bool:
    if form.case is None:
        return form.page is not None or bool(caller.roles_at(form.programme, form.office))
    return form.case in cases and caller.may_see(cases[form.case])


def _of_case(form: Form, cases: Mapping[str, Case]) -> Form:
    return replace(form, reference=cases[form.case].reference) if form.case else form


def _unmet(says: str) -> Unmet:
    return Unmet(code="answers_wrong", kind="answer", says=says)


def _content(form: Form) -> dict[str, object]:
    about = {"case": form.case, "programme": form.programme, "office": form.office, "action": form.action}
    about["page"] = form.page
    return {**about, "fields": [list(one) for one in form.fields]}


def _form(kept: Kept) -> Form:
    content = kept.content
    return Form(
        key=kept.key,
        programme=content["programme"],
        office=content["office"],
        fields=tuple((name, value) for name, value in content["fields"]),
        case=content["case"],
        action=content["action"],
        page=content.get("page"),
        saved=kept.saved,
    )
