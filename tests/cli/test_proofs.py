"""What the operator keeps against the day on which something is gone: heads kept elsewhere, rows made anew, backups."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import engine
from tests.cli.shell import STAFF, Shell


def harmed(shell: Shell, *harms: tuple[str, str]) -> None:
    """SQL by somebody who drops the triggers first, each with a case."""
    with closing(sqlite3.connect(shell.home / "caseway.sqlite")) as database, database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for sql, case in harms:
            assert database.execute(sql, (case,)).rowcount > 0


def rebuilt_in_the_register(shell: Shell) -> list[tuple[str, list[str]]]:
    caseway = engine.open_caseway(f"sqlite:///{shell.home / 'caseway.sqlite'}", shell.home)
    lines = caseway.auditing.register_page(caseway.administration.caller_named("aziz")).lines
    caseway.close()
    told = [line.entry.inputs["rebuilt"] for line in lines if line.entry.action == "rebuild"]
    return [(one["case"], one["things"]) for one in told]


def test_rows_that_differ_from_their_log_are_made_anew_and_the_register_tells(shell: Shell) -> None:
    case, other = shell.open().json["case"], shell.open().json["case"]
    harmed(
        shell,
        ("UPDATE case_row SET summary = head, state = 'x' WHERE id = ?", case),
        ("DELETE FROM track_row WHERE case_id = ?", case),
        ("INSERT INTO notice_row VALUES (?, 99, 'trainer', 'Look', '2026-01-01T00:00:00.000000Z')", case),
    )
    assert shell("log", "rebuild", "--check").code == 1
    anew = shell("log", "rebuild", "--json")
    assert (anew.code, anew.json["whole"], anew.json["made_anew"]) == (0, True, 1)
    assert shell("log", "rebuild", "--json").json["made_anew"] == 0
    assert rebuilt_in_the_register(shell) == [(case, ["case row", "notice row", "track row"])]
    assert [shell.grant_access("nadia", one).code for one in (case, other)] == [0, 0]
    assert shell("log", "verify").code == 0


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE log SET hash = x'00' WHERE case_id = ? AND seq = 1",
        "UPDATE log_value SET sealed = x'00' WHERE case_id = ? AND seq = 1",
        "UPDATE case_row SET version = version + 1 WHERE id = ?",
        "UPDATE case_row SET head = x'00' WHERE id = ?",
    ],
)
def test_rows_are_not_made_anew_from_a_log_that_does_not_hold(shell: Shell, harm: str) -> None:
    case = shell.open().json["case"]
    harmed(shell, (harm, case), ("UPDATE track_row SET state = 'x' WHERE case_id = ?", case))
    broken = shell("log", "rebuild", "--json")
    assert (broken.code, broken.json["made_anew"], broken.json["whole"]) == (1, 0, False)
    assert rebuilt_in_the_register(shell) == []


def test_heads_that_were_kept_show_what_was_cut_off_since(shell: Shell, tmp_path: Path) -> None:
    file, case = tmp_path / "heads.json", shell.open().json
    shutil.copytree(shell.home, tmp_path / "older")
    shell.grant_access("nadia", case["case"])
    kept = shell("log", "verify", "--heads", str(file), "--json").json
    assert json.loads(file.read_text())["digest"] == kept["heads_digest"]
    shell.open()
    assert shell("log", "verify", "--against", str(file)).code == 0
    older = {"CASEWAY_HOME": str(tmp_path / "older")}
    restored = shell("log", "verify", "--against", str(file), "--json", **older)
    found = [(one["case"], one["thing"]) for one in restored.json["breaches"]]
    assert (restored.code, found) == (1, [(case["reference"], "kept head")])
    assert shell("log", "verify", **older).code == 0


def test_heads_that_were_kept_show_a_case_that_is_gone_and_a_log_written_anew(shell: Shell, tmp_path: Path) -> None:
    file, case = tmp_path / "heads.json", shell.open().json
    assert shell("log", "verify", "--heads", str(file)).code == 0
    others = Shell(home=tmp_path / "others")
    assert others("publish", "programmes/us-rsc").code == 0
    for name in STAFF:
        assert others("user", "add", name, "--role", "auditor").code == 0
    found = others("log", "verify", "--against", str(file), "--json").json["breaches"]
    assert [(one["case"], one["what"].rpartition(":")[2]) for one in found] == [
        ("register", " the log was written anew"),
        (case["reference"], " it was cut"),
    ]


def test_a_broken_log_leaves_no_heads_to_be_kept(shell: Shell, tmp_path: Path) -> None:
    harmed(shell, ("UPDATE log SET hash = x'00' WHERE case_id = ? AND seq = 1", shell.open().json["case"]))
    assert shell("log", "verify", "--heads", str(tmp_path / "heads.json")).code == 1
    assert not (tmp_path / "heads.json").exists()


def test_heads_that_were_changed_or_are_none_are_told_in_one_line(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "heads.json"
    assert shell("log", "verify", "--heads", str(file)).code == 0
    whole = json.loads(file.read_text())
    for holds in ({}, {"heads": [1], "digest": ""}, {**whole, "heads": []}, {**whole, "digest": "0"}, {"heads": 7}):
        file.write_text(json.dumps(holds))
        wrong = shell("log", "verify", "--against", str(file))
        assert (wrong.code, "does not hold the heads" in wrong.err) == (2, True)
    assert shell("log", "verify", "--against", str(tmp_path / "none")).code == 2
    assert shell("log", "verify", "--heads", "/proc/nowhere").code == 2


def test_a_backup_made_while_somebody_works_is_restored_as_the_operators_guide_says(
    shell: Shell, tmp_path: Path
) -> None:
    """`VACUUM INTO` beside an open server; the heads tell what was recorded after it."""
    backup, heads = tmp_path / "backup" / "caseway.sqlite", tmp_path / "heads.json"
    backup.parent.mkdir()
    caseway = engine.open_caseway(f"sqlite:///{shell.home / 'caseway.sqlite'}", shell.home)
    first = shell.open().json
    with caseway.records.writing(), closing(sqlite3.connect(shell.home / "caseway.sqlite")) as database:
        database.execute("VACUUM INTO ?", (str(backup),))
    later = shell.open().json
    assert shell("log", "verify", "--heads", str(heads)).code == 0
    caseway.close()
    shutil.copytree(shell.home / "keys", backup.parent / "keys")
    restored = {"CASEWAY_HOME": str(backup.parent)}
    assert shell("log", "verify", **restored).code == 0
    found = shell("log", "verify", "--against", str(heads), "--json", **restored).json["breaches"]
    assert {one["case"] for one in found} == {later["reference"]}
    assert shell("show", first["case"], "--as", "nadia", **restored).code == 0
