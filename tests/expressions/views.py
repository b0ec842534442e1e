"""A place from which expressions are asked: facts of a case and of some people, and a clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from engine.civil import Office
from engine.expressions import Names, Symbol, read

OFFICE = Office("office", "Office", ZoneInfo("Africa/Cairo"), frozenset(range(5)), frozenset(), "digest")
TODAY = date(2026, 3, 2)

FACTS = {
    "n": "integer",
    "m": "number",
    "p": "boolean",
    "q": "boolean",
    "d": "date",
    "e": "date",
    "t": "moment",
    "word": "text",
    "land": "country",
    "paper": "document",
    "finding": "choice",
    "several": "choices",
}
OF_A_PERSON = {"score": "integer", "fit": "boolean", "born_on": "date"}
CODES = {"good": "Good", "bad": "Bad"}


def names(person=False):
    def symbol(name, kind, owner):
        codes = CODES if kind in ("choice", "choices") else {}
        return Symbol(kind="fact", whole=name, type=kind, owner=owner, codes=codes)

    case = {name: symbol(name, kind, "case") for name, kind in FACTS.items()}
    people = {name: symbol(name, kind, "person") for name, kind in OF_A_PERSON.items()}
    more = {
        "medical": Symbol(kind="track", whole="medical", owner="person", states=("to_do", "cleared")),
        "to_travel": Symbol(kind="checklist", whole="to_travel", owner="person"),
        "patience": Symbol(kind="timer", whole="patience"),
    }
    return Names(
        symbols={**case, **people, **more},
        case_states=("desk", "hall"),
        phases=("work",),
        holds=("paper_hold",),
        actions=("book",),
        own_actions=("book",),
        person=person,
    )


class Facts:
    """One case: its own facts, those of its people, and those of people who left."""

    def __init__(self, people=(), left=(), of=None, now=datetime(2026, 3, 2, 9, tzinfo=UTC), **case):
        self.case, self.people, self.left, self.own = case, people, left, of or {}
        self.office, self.now, self.today, self.age_day = OFFICE, now, TODAY, TODAY
        self.person_id = self.own.get("id")
        self.failures = []

    def fact(self, owner, name):
        return (self.case if owner == "case" else self.own).get(name)

    def whole(self):
        return self

    def person_views(self):
        return tuple(Facts(self.people, self.left, one, self.now, **self.case) for one in self.people)

    def ever_views(self):
        return tuple(Facts(self.people, self.left, one, self.now, **self.case) for one in (*self.people, *self.left))

    def last_to_leave_views(self):
        return tuple(Facts(self.people, self.left, one, self.now, **self.case) for one in self.left[-1:])

    def principal_view(self):
        return self.person_views()[0] if self.people else None

    def failed(self, text, error):
        self.failures.append((text, error))


def sound(text, wanted="boolean", person=False):
    expression, faults = read(text, names(person), wanted)
    assert expression is not None, [one.message for one in faults]
    return expression


def wrong(text, wanted="boolean", person=False):
    """The faults of a text that is refused."""
    expression, faults = read(text, names(person), wanted)
    assert expression is None and faults
    return faults
