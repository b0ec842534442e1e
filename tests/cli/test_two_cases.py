"""A split and a merge by commands: the other case is told, its version can be expected, and a refusal is in words."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.test_two_cases import texts


@pytest.fixture
def shell(empty: Shell, tmp_path: Path) -> Shell:
    folder = tmp_path / "programmes"
    for path, text in texts().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    assert empty("publish", str(folder)).code == 0
    assert empty("user", "add", "clara", "--role", "families:clerk", "--office", "amman-office").code == 0
    return empty


def opened(shell: Shell, *names: str, **facts: str) -> str:
    file = shell.file({"people": {name: {"name": name.title()} for name in names}, "case": facts})
    reference = shell("open", "families", "--as", "clara", "--facts", file, "--json").json["reference"]
    return str(reference)


def merge(shell: Shell, here: str, other: object, *more: str, **answers: str) -> tuple[str, ...]:
    return ("act", here, "join", "--as", "clara", "--answers", shell.file({"with": answers, "other": other}), *more)


def test_a_split_tells_the_new_case_in_words_and_for_scripts(shell: Shell) -> None:
    old = opened(shell, "amina", "salma", "omar")
    told = shell("act", old, "part", "--person", "salma", "--as", "clara", "--json").json["new_case"]
    assert told["people"] == ["salma"] and told["reference"] != old
    shown = shell("show", told["reference"], "--as", "clara", "--json").json
    assert (shown["case"], shown["state"], list(shown["people"])) == (told["case"], "apart", ["salma"])
    words = shell("act", old, "part", "--person", "omar", "--as", "clara").out
    assert "New case: " in words and words.rstrip().endswith("omar")


def test_a_merge_tells_the_case_that_it_has_emptied(shell: Shell) -> None:
    here, there = opened(shell, "amina"), opened(shell, "salma")
    told = shell(*merge(shell, here, there, "--json")).json
    assert (told["merged_case"]["reference"], told["merged_case"]["people"]) == (there, ["salma"])
    assert list(told["people"]) == ["amina", "salma"]
    assert shell("show", there, "--as", "clara", "--json").json["outcome"] == "duplicate_merged"
    third = opened(shell, "omar")
    assert f"Merged, and ended: {third}  omar" in shell(*merge(shell, here, third)).out


def test_a_merge_expects_the_version_of_the_other_case(shell: Shell) -> None:
    here, there = opened(shell, "amina"), opened(shell, "salma")
    seen = shell("show", there, "--as", "clara", "--json").json["version"]
    assert shell("act", there, "note_it", "--as", "clara").code == 0
    late = shell(*merge(shell, here, there, "--expect-other-version", str(seen), "--json"))
    assert late.code == 4 and late.json["version"] == seen + 1
    assert shell(*merge(shell, here, there, "--expect-other-version", str(seen + 1))).code == 0


def test_a_refused_split_and_a_refused_merge_are_told_in_words(shell: Shell) -> None:
    here, there = opened(shell, "amina", interpreter="Sami"), opened(shell, "salma", interpreter="Rana")
    everybody = shell("act", here, "part", "--person", "amina", "--as", "clara")
    assert (everybody.code, everybody.err) == (3, "Refused:\n  answers_wrong: Somebody has to stay in the case\n")
    for other, words in (
        (None, "Name the other case"),
        ("X-1", "There is no case X-1"),
        (there, "Answer: Interpreter"),
    ):
        refused = shell(*merge(shell, here, other))
        assert refused.code == 3 and words in refused.err
    assert shell(*merge(shell, here, there, interpreter="Rana")).code == 0


def test_an_other_case_that_is_no_text_is_told_by_its_file(shell: Shell) -> None:
    wrong = shell(*merge(shell, opened(shell, "amina"), 7))
    assert wrong.code == 2 and "'other' in" in wrong.err
