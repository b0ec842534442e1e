"""Each file beside this one is a test: a `good-` file is read without a finding, a `bad-` file tells what is wrong.

A bad line ends in `# error: code: part of the message` (or `# warning: …`). The finding must be in that line, and begin
at the word that the message quotes, or at the words after an `@` behind the code.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.reading import Finding, read_programme
from tests.reading.texts import with_modules

HERE = Path(__file__).parent
PATH = "small/programme.yaml"
EXPECTED = re.compile(r"# (error|warning): ([a-z-]+)(?: @(.+?))?: (.+)$")


def files(kind: str) -> list[Path]:
    return sorted(HERE.glob(f"*/{kind}-*.yaml"))


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def read(path: Path) -> tuple[tuple[Finding, ...], dict[str, str]]:
    reading = read_programme(PATH, with_modules(path.read_text()))
    return reading.findings, dict(reading.texts)


def expected(texts: dict[str, str]) -> Iterator[tuple[str, int, int, str, str, str]]:
    for path, text in texts.items():
        for number, line in enumerate(text.split("\n"), 1):
            found = EXPECTED.search(line)
            if found:
                severity, code, at, part = found.groups()
                word = at or re.findall(r"'([^']+)'", part)[-1]
                yield path, number, line.index(word) + 1, severity, code, part


@pytest.mark.parametrize("path", files("good"), ids=name_of)
def test_a_sound_file_is_read_without_a_finding(path: Path) -> None:
    findings, _ = read(path)
    assert [str(one) for one in findings] == []


@pytest.mark.parametrize("path", files("bad"), ids=name_of)
def test_a_wrong_file_is_told_where_and_what(path: Path) -> None:
    findings, texts = read(path)
    wanted = list(expected(texts))
    assert wanted, "a bad file says in a comment what is wrong with it"
    told = [(one.path, one.line, one.column, one.severity, one.code) for one in findings]
    assert sorted(told) == sorted(one[:5] for one in wanted), [str(one) for one in findings]
    for _, line, _, _, code, part in wanted:
        assert any(one.line == line and one.code == code and part in one.message for one in findings)


def test_every_rule_has_both_a_good_and_a_bad_file() -> None:
    good, bad = ({path.parent.name for path in files(kind)} for kind in ("good", "bad"))
    rules = {path.stem for path in (HERE.parents[2] / "engine/reading/rules").glob("[a-z]*.py")}
    assert good == bad
    assert len(good) >= len(rules)
