"""Office files: the zone that decides what `today` is, and the calendar of working days."""

import hashlib
import json
from datetime import date
from zoneinfo import ZoneInfo

from engine.civil import Office
from engine.expressions.walk import nearest
from engine.reading import shape
from engine.reading.finding import Finding, in_order
from engine.reading.place import Block
from engine.reading.source import parse

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_office(path: str, text: str) -> tuple[Office | None, tuple[Finding, ...]]:
    """The office, or what is wrong with its file. Its digest covers the zone and the calendar, not the words."""
    source = parse(path, text)
    findings = list(source.findings)
    if source.tree is not None:
        findings += shape.check(source.tree, "office") or _wrong(source.tree)
    if source.tree is None or findings:
        return None, in_order(findings)
    return _office(source.tree), ()


def _wrong(tree: Block) -> list[Finding]:
    findings = []
    if _zone(tree["zone"]) is None:
        at = tree.values_at["zone"]
        findings.append(at.finding("zone", f"'{tree['zone']}' is no time zone", "Write a name such as Africa/Cairo"))
    for day, at in tree.row("working_days").placed():
        if day not in WEEK:
            findings.append(at.finding("day", f"'{day}' is no day of the week", nearest(str(day), WEEK)))
    for holiday in tree.row("holidays"):
        if _day(holiday["day"]) is None:
            at = holiday.values_at["day"]
            findings.append(
                at.finding("day", "This is no day of the calendar", "Write year-month-day, like 2026-05-01")
            )
    return findings


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except (ValueError, TypeError):
        return None


def _office(tree: Block) -> Office:
    zone = ZoneInfo(tree["zone"])
    days = frozenset(WEEK.index(day) for day in tree.row("working_days"))
    holidays = frozenset(date.fromisoformat(one["day"]) for one in tree.row("holidays"))
    covered = {"zone": zone.key, "working_days": sorted(days), "holidays": sorted(day.isoformat() for day in holidays)}
    digest = hashlib.sha256(json.dumps(covered, sort_keys=True).encode()).hexdigest()
    return Office(tree["office"], tree["title"], zone, days, holidays, digest)
