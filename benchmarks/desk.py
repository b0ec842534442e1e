"""A Caseway with the programmes that the benchmarks act in, and the acts: each can be done again and again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from engine import Actor, Caller, Caseway, Opening, Step, open_caseway, texts_under
from tests.docs.guide import small_programme

ROOT = Path(__file__).resolve().parents[1]
NOBODY = Actor(user="", roles=frozenset())  # Casework puts the caller in its place
OFFICE = "amman-office"
STAFF = ("us-rsc:caseworker", "small-resettlement:caseworker", "small-resettlement:physician")
ALIKE = {"family_name": "Specimen", "nationality": "SY"}
FAMILY = {
    "amina": {"born_on": "1991-05-04", "sex": "female", "relationship": "principal"},
    "yusuf": {"born_on": "1988", "sex": "male", "relationship": "spouse"},
    "nour": {"born_on": "2014-09-12", "sex": "female", "relationship": "child"},
    "sami": {"born_on": "2023-01-20", "sex": "male", "relationship": "child"},
}
LETTER = {"decided_on": "2026-03-02", "source": "letter.pdf"}


class Repeated(Protocol):
    """An act that can be repeated: `prepare` makes ready what it needs and gives its case, `act` is what is timed.

    `cases`: on so many cases it is done before it comes back to one, or it takes new ones.
    """

    cases: int

    def prepare(self) -> str: ...

    def act(self) -> None: ...


class Ticking:
    """A clock that goes on by a hundredth of a second whenever it is asked: no benchmark meets a deadline."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=10)
        return self.now


@contextmanager
def at_work(address: str, home: Path) -> Iterator[tuple[Caseway, Caller]]:
    """A Caseway on a fresh database with everything published, and somebody who may do all that is done here."""
    caseway = open_caseway(address, home, Ticking())
    caseway.administration.first_start(texts_under(ROOT / "programmes") | small_programme())
    caseway.administration.add_user(None, "benchmark", STAFF, [OFFICE])
    try:
        yield caseway, caseway.administration.caller_named("benchmark")
    finally:
        caseway.close()


def open_family(caseway: Caseway, caller: Caller, size: int = 4) -> str:
    """A family on us-rsc, to be invited to the prescreening; beyond four they are as the last one."""
    known = {**FAMILY, **{f"child{one}": FAMILY["sami"] for one in range(5, size + 1)}}
    people = {name: {"given_names": name.title(), **ALIKE, **answers} for name, answers in known.items()}
    facts = {"referred_by": "unhcr", "host_country": "JO", "unhcr_case_number": "999-26C00004"}
    opening = Opening(actor=NOBODY, people=people, facts=facts)
    case = caseway.casework.open(caller, "us-rsc", OFFICE, opening).case.id
    act(caseway, caller, case, "grant_access", answers={"priority": "p1", **LETTER})
    return case


def open_small(caseway: Caseway, caller: Caller, people: int) -> str:
    """So many people on the small programme, all approved, none examined."""
    named = {f"p{one}": {"family_name": "Specimen", "given_names": "Amina", "born_on": "1991"} for one in range(people)}
    case = caseway.casework.open(caller, "small-resettlement", OFFICE, Opening(actor=NOBODY, people=named)).case.id
    act(caseway, caller, case, "member.decide", people=tuple(named), answers={"decision": "approved", **LETTER})
    return case


def act(caseway: Caseway, caller: Caller, case: str, action: str, **more: Any) -> None:
    caseway.casework.act(caller, case, Step(action=action, actor=NOBODY, **more))


class AmendPerson:
    """The name of one of a family of four is corrected, to one name and back."""

    cases = 1

    def __init__(self, caseway: Caseway, caller: Caller):
        self.caseway, self.caller = caseway, caller
        self.case, self.times = open_family(caseway, caller), 0

    def prepare(self) -> str:
        self.times += 1
        return self.case

    def step(self) -> Mapping[str, Any]:
        name = "Specimen" if self.times % 2 else "Exemplar"
        return {"people": ("yusuf",), "each": {"yusuf": {"family_name": name}}, "note": "As in the passport"}

    def act(self) -> None:
        act(self.caseway, self.caller, self.case, "amend_person", **self.step())


class AmendUnderHold(AmendPerson):
    """The same while a hold lies over the case."""

    def __init__(self, caseway: Caseway, caller: Caller):
        super().__init__(caseway, caller)
        act(caseway, caller, self.case, "place_missing_document", note="The passport is missing")


class RecordExam:
    """One of two people is examined: a track moves and counts as clear for six months. Each time another case.

    Cases are opened many at once, so that what is timed does not always come right after an opening.
    """

    cases = 50

    def __init__(self, caseway: Caseway, caller: Caller):
        self.caseway, self.caller = caseway, caller
        self.waiting: list[str] = []

    def prepare(self) -> str:
        if not self.waiting:
            self.waiting = [open_small(self.caseway, self.caller, 2) for _ in range(self.cases)]
        self.case = self.waiting.pop()
        return self.case

    def act(self) -> None:
        exam = {"examined_on": "2026-03-02"}
        act(self.caseway, self.caller, self.case, "medical.record_exam", people=("p0",), answers=exam)
