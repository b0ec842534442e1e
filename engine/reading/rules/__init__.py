"""The rules, one file each."""

from engine.model import Programme
from engine.reading.finding import Finding
from engine.reading.resolve import Resolved


def check(programme: Programme, resolved: Resolved) -> list[Finding]:
    return []
