"""Answers made up at random, of the type that is asked for: mostly such as a careful person would give."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from engine.civil import Office, Span, shifted
from engine.model import Fact

DAYS = (0, 0, 0, 0, -1, -30, 14, 16, 20, 25, 60, 200)
HOURS = (0, 0, 0, -1, -30, 48, 400, 600)
MOST_PEOPLE = 12


def spans() -> tuple[Span, ...]:
    """How long nothing is done."""
    return (Span(1, "hour"), Span(1, "day"), Span(3, "day"), Span(2, "week"), Span(2, "month"))


def answer(random: Random, fact: Fact, office: Office, now: datetime, present: list[str]) -> Any:
    """An answer as it would be typed in."""
    if fact.type in ("choice", "choices"):
        code = random.choice(sorted(fact.codes))
        return code if fact.type == "choice" else [code]
    if fact.type == "date":
        days = random.choice(DAYS)
        return shifted(office.day_of(now), Span(abs(days), "day"), 1 if days > 0 else -1).isoformat()
    if fact.type == "moment":
        return (now + timedelta(hours=random.choice(HOURS))).isoformat()
    if fact.type == "integer":
        return random.choice((len(present), random.randint(0, MOST_PEOPLE)))
    if fact.type == "boolean":
        return random.random() < 0.8
    if fact.type == "person":
        return random.choice(present) if present else "nobody"
    return _PLAIN[fact.type]


_PLAIN = {
    "text": "Specimen",
    "number": "3.5",
    "span": "10 days",
    "money": "120.50 USD",
    "country": "sy",
    "language": "ar",
    "document": "paper.pdf",
    "list": ["Specimen"],
}
