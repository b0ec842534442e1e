"""What is wrong in a text, where, and what to write instead; and the forms in which findings are shown."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

ERROR, WARNING = "error", "warning"
WIDTH = 160


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding. `line` and `column` count from 1, `length` is that of the offending word in characters."""

    path: str
    line: int
    column: int
    severity: str
    code: str
    message: str
    hint: str | None = None
    length: int = 1

    @property
    def is_error(self) -> bool:
        return self.severity == ERROR

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.severity} {self.code}: {self.message}"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By file and place, each finding once."""
    return tuple(sorted(set(findings), key=lambda one: (one.path, one.line, one.column, one.code, one.message)))


def render_text(findings: Iterable[Finding], sources: Mapping[str, str]) -> str:
    """A line for each finding, the line of the file with the word marked below it, and the hint.

    `sources` maps the paths of the findings to their texts; a path that is not there is told without its line.
    """
    return "\n".join(_lines(one, sources.get(one.path, "")) for one in findings)


def _lines(finding: Finding, text: str) -> str:
    rows = text.split("\n")
    shown = [str(finding)]
    if text and finding.line <= len(rows):
        shown += _marked(rows[finding.line - 1], finding.column - 1, finding.length)
    if finding.hint:
        shown.append(f"    {finding.hint}")
    return "\n".join(shown)


def _marked(row: str, at: int, length: int) -> list[str]:
    """The row, or as much of it around the word as a screen takes, with the word marked below it."""
    start = max(0, at - WIDTH // 2) if len(row) > WIDTH else 0
    part = row[start : start + WIDTH].rstrip("\r")
    if not part.strip():
        return []
    marks = "^" * max(1, min(length, len(part) - (at - start)))
    return [f"    {part}", f"    {' ' * (at - start)}{marks}"]


def render_json(findings: Iterable[Finding]) -> str:
    """A JSON list, one object for each finding."""
    return json.dumps([_parts(one) for one in findings], ensure_ascii=False, indent=1)


def _parts(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in Finding.__slots__}


def render_sarif(findings: Iterable[Finding]) -> str:
    """The findings as SARIF 2.1.0 (OASIS), which editors and code hosts show beside the lines."""
    results = [_result(one) for one in findings]
    driver = {"name": "caseway check", "rules": [{"id": code} for code in sorted({one["ruleId"] for one in results})]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _result(finding: Finding) -> dict[str, Any]:
    end = finding.column + finding.length
    region = {"startLine": finding.line, "startColumn": finding.column, "endColumn": end}
    place = {"physicalLocation": {"artifactLocation": {"uri": _uri(finding.path)}, "region": region}}
    words = f"{finding.message}. {finding.hint}" if finding.hint else finding.message
    words = words.replace("{", "{{").replace("}", "}}")  # SARIF 2.1.0, 3.11.5: alone they stand for an argument
    return {"ruleId": finding.code, "level": finding.severity, "message": {"text": words}, "locations": [place]}


def _uri(path: str) -> str:
    """A path as a reference that may stand in a URI."""
    return f"file://{quote(path)}" if path.startswith("/") else quote(path)
