"""Programmes by commands: checked, published, and played."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.shell import Shell

REFERRED, MISSPELT = "          to: access_granted", "          to: acess_granted"


def change(programmes: Path, old: str, new: str, file: str = "us-rsc/programme.yaml") -> tuple[int, int]:
    """Changes the first place where a text stands; gives its line and column."""
    path = programmes / file
    text = path.read_text(encoding="utf-8")
    before = text[: text.index(old)]
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def test_a_sound_programme_is_exit_0_and_says_nothing_on_stdout(empty: Shell, programmes: Path) -> None:
    for labels in programmes.glob("*/labels"):
        shutil.rmtree(labels)
    found = empty("check", str(programmes / "us-rsc"))
    assert (found.code, found.out) == (0, "")
    assert "1 sound (us-rsc); 0 errors" in found.err


def test_a_misspelt_state_is_told_by_path_line_and_column_with_what_was_meant(empty: Shell, programmes: Path) -> None:
    line, column = change(programmes, REFERRED, MISSPELT)
    place = f"{programmes}/us-rsc/programme.yaml:{line}:{column + len('          to: ')}: error "
    found = empty("check", str(programmes / "us-rsc" / "programme.yaml"))
    assert found.code == 1
    first, *others = found.out.splitlines()
    assert first.startswith(place)
    assert any("access_granted" in one for one in others)
    told = empty("check", str(programmes), "--json").json
    assert told["errors"] == 1
    assert (told["findings"][0]["line"], "us-rsc" in told["sound"]) == (line, False)


def test_sarif_is_one_object_that_points_at_the_place(empty: Shell, programmes: Path) -> None:
    line, _ = change(programmes, REFERRED, MISSPELT)
    found = json.loads(empty("check", str(programmes), "--format", "sarif").out)
    place = found["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"]["startLine"] == line
    assert place["artifactLocation"]["uri"].endswith("us-rsc/programme.yaml")


def test_any_file_of_a_programme_means_that_programme(empty: Shell, programmes: Path) -> None:
    change(programmes, REFERRED, MISSPELT)
    for path in ("us-rsc", "us-rsc/scenarios/a-family-arrives.yaml", "modules/travel.yaml"):
        assert empty("check", str(programmes / path)).code == 1


@pytest.mark.parametrize(("place", "meant"), [("us-rsc", "."), ("us-rsc/scenarios", "..")])
def test_a_programme_is_meant_by_a_dot_inside_it(
    empty: Shell, programmes: Path, place: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(programmes / place)
    assert "1 sound (us-rsc)" in empty("check", meant).err


def test_a_slip_in_a_story_is_told_by_check_with_its_line(empty: Shell, programmes: Path) -> None:
    line, _ = change(programmes, "by: nadia", "by: nadja", SCENARIO)
    found = empty("check", str(programmes / "us-rsc"))
    assert found.code == 1
    first, row, marks, hint = found.out.splitlines()
    assert f"{SCENARIO}:{line}:" in first
    assert row[marks.index("^") : len(marks)] == "nadja"
    assert hint.strip() == "Did you mean 'nadia'?"


def test_a_file_from_an_editor_that_begins_it_with_a_mark_is_read_as_it_looks(empty: Shell, programmes: Path) -> None:
    path = programmes / "us-rsc" / "programme.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode("utf-8-sig"))
    assert empty("check", str(path)).code == 0


def test_a_copied_programme_that_kept_its_name_is_not_published(shell: Shell, programmes: Path) -> None:
    (programmes / "us-rsc").rename(programmes / "my-rsc")
    found = shell("publish", str(programmes / "my-rsc"))
    assert (found.code, "misnamed" in found.out) == (1, True)


def test_a_place_without_programmes_is_one_line(empty: Shell, tmp_path: Path) -> None:
    found = empty("check", str(tmp_path))
    assert found.code == 2
    assert len(found.err.splitlines()) == 1


def test_what_is_no_file_is_one_line_that_names_it(empty: Shell, programmes: Path) -> None:
    (programmes / "modules" / "folder.yaml").mkdir()
    found = empty("check", str(programmes))
    assert found.code == 2
    assert f"{programmes}/modules/folder.yaml is no file" in found.err


@pytest.mark.parametrize("holds", [b"\x00\xff\xfe" * 999, b"a: &a [*a]", b"\x1b[2J: {", b"[" * 99_999, b"- " * 99_999])
def test_a_hostile_file_has_findings_and_steers_no_terminal(empty: Shell, programmes: Path, holds: bytes) -> None:
    (programmes / "us-rsc" / "programme.yaml").write_bytes(holds)
    for command in (("check",), ("test",), ("publish",)):
        found = empty(*command, str(programmes / "us-rsc"))
        assert found.code == 1
        assert "us-rsc/programme.yaml:1:" in found.out
        assert "\x1b" not in found.out + found.err


@pytest.mark.parametrize("beside", ["modules", "modules/travel.yaml", "offices"])
def test_what_lies_beside_the_programmes_publishes_none_of_them(shell: Shell, programmes: Path, beside: str) -> None:
    before = shell.open().json["digest"]
    found = shell("publish", str(programmes / beside))
    assert (found.code, found.err.count("\n")) == (2, 1)
    assert "is no programme; name one of " in found.err and "us-rsc" in found.err.partition("name one of")[2]
    assert shell.open().json["digest"] == before


def test_a_published_version_is_in_force_for_new_cases_and_open_ones_stay(shell: Shell, programmes: Path) -> None:
    opened = shell.open().json
    change(programmes, "due: 30 days", "due: 31 days")
    published = shell("publish", str(programmes / "us-rsc"), "--as", "dana", "--json").json["published"]
    assert [one["programme"] for one in published] == ["us-rsc"]
    assert published[0]["digest"] != opened["digest"]
    assert shell.open().json["digest"] == published[0]["digest"]
    assert shell.grant_access("nadia", opened["case"]).json["digest"] == opened["digest"]


@pytest.mark.parametrize("file", ["us-rsc/programme.yaml", "modules/travel.yaml", "offices/amman-office.yaml"])
def test_a_comment_more_is_the_same_version_and_is_published(shell: Shell, programmes: Path, file: str) -> None:
    digest = shell.open().json["digest"]
    with (programmes / file).open("a", encoding="utf-8") as text:
        text.write("# the figures were looked at again\n")
    published = shell("publish", str(programmes / "us-rsc"), "--json").json["published"]
    assert [one["digest"] for one in published] == [digest]
    assert shell("log", "verify").code == 0


def test_a_programme_with_findings_is_not_published(shell: Shell, programmes: Path) -> None:
    change(programmes, REFERRED, MISSPELT)
    found = shell("publish", str(programmes / "us-rsc"), "--json")
    assert (found.code, found.json["errors"]) == (1, 1)
    assert "nothing was published" in found.err
    assert shell.open().code == 0


def test_a_caseworker_publishes_nothing(shell: Shell) -> None:
    refused = shell("publish", "programmes/us-rsc", "--as", "nadia", "--json")
    assert (refused.code, refused.codes) == (3, ["not_your_role"])


SCENARIO = "us-rsc/scenarios/nobody-checks-their-own-work.yaml"


def test_one_scenario_is_played_with_its_preludes_and_the_coverage_names_what_is_untouched(empty: Shell) -> None:
    found = empty("test", f"programmes/{SCENARIO}")
    assert found.code == 0
    lines = found.out.splitlines()
    assert [one.split()[0] for one in lines[:4]] == ["holds"] * 4
    assert f"programmes/{SCENARIO}" in found.out
    for kind in ("states entered", "actions done", "timers that spoke", "requirements passed"):
        assert any(one.strip().startswith(kind) for one in lines)
    assert "    not: " in found.out


def test_a_scenario_that_does_not_hold_is_exit_1_with_its_place(empty: Shell, programmes: Path) -> None:
    line, _ = change(programmes, "refused: [", "refused: [seen_in_time, ", SCENARIO)
    found = empty("test", str(programmes / SCENARIO))
    assert found.code == 1
    assert f"{programmes / SCENARIO}:" in found.out
    assert "FAILS" in found.out
    told = empty("test", str(programmes / SCENARIO), "--json").json
    failed = [one for one in told["programmes"][0]["scenarios"] if not one["passed"]]
    assert (told["passed"], len(failed)) == (False, 1)
    assert failed[0]["failures"][0]["line"] <= line
    assert failed[0]["failures"][0]["path"] == str(programmes / SCENARIO)


def test_the_stories_that_cannot_be_read_are_counted(empty: Shell, programmes: Path) -> None:
    change(programmes, "by: nadia", "by: nadja", SCENARIO)
    found = empty("test", str(programmes / SCENARIO))
    assert "3 stories hold, 0 do not, 1 cannot be read" in found.out


def test_a_scenario_that_cannot_be_read_is_exit_1(empty: Shell, programmes: Path) -> None:
    change(programmes, "story:", "storry:", SCENARIO)
    found = empty("test", str(programmes / SCENARIO))
    assert found.code == 1
    assert "storry" in found.out


def test_the_same_seed_takes_the_same_walk(empty: Shell) -> None:
    path = f"programmes/{SCENARIO}"
    first, again = (empty("test", path, "--walk", "25", "--seed", "7", "--json").json for _ in range(2))
    assert first == again
    assert (first["programmes"][0]["seed"], first["programmes"][0]["steps"]) == (7, 25)
    assert "seed" in empty("test", path, "--walk", "1").out


@pytest.mark.parametrize(
    "arguments", [("--walk", "0"), ("--walk", "x"), ("--seed", "1"), ("--walk", "1", "--mutate"), ("/nowhere",)]
)
def test_a_wrong_way_of_testing_is_one_line(empty: Shell, arguments: tuple[str, ...]) -> None:
    found = empty("test", *arguments)
    assert found.code == 2
    assert len(found.err.splitlines()) == 1


def test_catalogues_of_a_language_are_written_beside_the_programme_and_its_modules(
    empty: Shell, programmes: Path
) -> None:
    found = empty("labels", str(programmes / "us-rsc"), "--language", "de")
    assert found.code == 0
    for folder, word in (("us-rsc", "us-rsc/states/clearing/title"), ("modules", "travel/states/booked/title")):
        assert f'msgctxt "{word}"\n' in (programmes / folder / "labels/de.po").read_text(encoding="utf-8")
        assert f"{programmes / folder / 'labels/de.po'} is written" in found.out.splitlines()
    checked = empty("check", str(programmes / "us-rsc"))
    assert checked.code == 0
    lines = [line for line in checked.out.splitlines() if "have no German" in line]
    assert len(lines) == 2
    assert all(len(line) < 400 for line in lines)


def test_a_code_of_no_language_is_a_wrong_argument_and_writes_nothing(empty: Shell, programmes: Path) -> None:
    found = empty("labels", str(programmes / "us-rsc"), "--language", "xx_yy")
    assert (found.code, "no code of a language" in found.err) == (2, True)
    assert not list(programmes.rglob("xx*.po"))


def test_a_translation_with_another_placeholder_is_told_at_its_line_and_not_published(
    empty: Shell, programmes: Path
) -> None:
    empty("labels", str(programmes / "us-rsc"), "--language", "de")
    english = 'msgid "{who} is not clear today"\nmsgstr "'
    line, _ = change(programmes, english, english + "{wer} ist heute nicht frei", "modules/labels/de.po")
    found = empty("check", str(programmes / "us-rsc"))
    assert found.code == 1
    assert f"modules/labels/de.po:{line + 2 - 1}:" in found.out
    assert empty("publish", str(programmes / "us-rsc")).code == 1
