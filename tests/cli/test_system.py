"""The operator's commands: users, proofs, settings, and what nobody expected."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest import mock

import pytest

import engine
from tests.cli.shell import Shell
from web import create_app
from web.accounts import give_first_password


def test_a_new_user_gets_one_link_that_sets_a_password_once(shell: Shell) -> None:
    added = shell("user", "add", "lina", "--role", "us-rsc:trainer", "--office", "amman-office")
    assert added.code == 0
    (link,) = [word for word in added.out.split() if word.startswith("http://127.0.0.1:8000/first/")]
    caseway = engine.open_caseway(f"sqlite:///{shell.home / 'caseway.sqlite'}", shell.home)
    app, token = create_app(caseway, shell.home, testing=True), link.rpartition("/")[2]
    assert app.test_client().get(f"/first/{token}").status_code == 200
    assert give_first_password(app, token, "lentils and olive oil").name == "lina"
    with pytest.raises(engine.NotFound):
        give_first_password(app, token, "lentils and olive oil")
    caseway.close()


def test_the_link_names_the_port_that_is_served(shell: Shell) -> None:
    assert (
        shell("user", "add", "lina", "--role", "auditor", "--json", PORT="8123")
        .json["link"]
        .startswith("http://127.0.0.1:8123/first/")
    )


def test_what_is_wrong_with_a_new_user_is_told_at_once_and_nobody_is_added(shell: Shell) -> None:
    wrong = ("--role", "us-rsc:pilot", "--role", "king", "--office", "atlantis")
    refused = shell("user", "add", "Lina L", *wrong, "--json")
    assert (refused.code, [one["field"] for one in refused.json["refused"]]) == (3, ["name", "role", "role", "office"])
    assert shell("user", "add", "lina", "--role", "us-rsc:trainer").code == 0
    assert shell("user", "add", "lina", "--role", "us-rsc:trainer").code == 3


def test_a_wrong_port_is_told_before_anybody_is_added(shell: Shell) -> None:
    for port in ("abc", "0", "65536", "-1", "²", "1e3"):
        wrong = shell("user", "add", "lina", "--role", "auditor", PORT=port)
        assert (wrong.code, wrong.err) == (2, f"caseway: PORT is '{port}'; it must be a number from 1 to 65535\n")
    assert shell("user", "add", "lina", "--role", "auditor").code == 0


def test_a_caseworker_adds_no_user(shell: Shell) -> None:
    refused = shell("user", "add", "lina", "--role", "auditor", "--as", "nadia", "--json")
    assert (refused.code, refused.codes) == (3, ["not_your_role"])


@contextmanager
def behind_everybodys_back(shell: Shell) -> Iterator[sqlite3.Connection]:
    """The database file, opened by somebody who drops its triggers first."""
    with closing(sqlite3.connect(shell.home / "caseway.sqlite")) as database, database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        yield database


def test_one_byte_changed_in_the_log_is_found(shell: Shell) -> None:
    case = shell.open().json["case"]
    shell.grant_access("nadia", case)
    whole = shell("log", "verify", "--json").json
    assert (whole["whole"], whole["breaches"]) == (True, [])
    with behind_everybodys_back(shell) as database:
        (kept,) = database.execute("SELECT entry FROM log WHERE case_id = ? AND seq = 2", (case,)).fetchone()
        assert kept.count(b"listed") == 1
        changed = kept.replace(b"listed", b"listeb")
        database.execute("UPDATE log SET entry = ? WHERE case_id = ? AND seq = 2", (changed, case))
    broken = shell("log", "verify", "--json")
    assert (broken.code, broken.json["whole"]) == (1, False)
    assert {"case", "entry", "thing", "what"} <= broken.json["breaches"][0].keys()
    assert broken.json["breaches"][0]["entry"] == 2
    assert shell("log", "verify").out.startswith("BROKEN")


def test_a_list_row_that_differs_from_its_log_is_found(shell: Shell) -> None:
    opened = shell.open().json
    assert shell("log", "rebuild", "--check").code == 0
    with behind_everybodys_back(shell) as database:
        change = "UPDATE track_row SET state = 'departed' WHERE case_id = ? AND track = 'member'"
        assert database.execute(change, (opened["case"],)).rowcount == 1
    broken = shell("log", "rebuild", "--check", "--json")
    assert (broken.code, broken.json["whole"]) == (1, False)
    assert {one["case"] for one in broken.json["breaches"]} <= {opened["case"], opened["reference"]}


WRONG_DATABASES = (
    "nonsense",
    "mysql://host/name",
    "sqlite://",
    "sqlite:////etc/passwd",
    "sqlite:////proc/1/nowhere/x.sqlite",
    "postgresql://127.0.0.1:1/nowhere",
    "postgresql://host:port/name",
)


@pytest.mark.parametrize("url", WRONG_DATABASES)
def test_a_database_that_cannot_be_had_is_one_line(empty: Shell, url: str) -> None:
    wrong = empty("show", "x", "--as", "nadia", "--json", CASEWAY_DATABASE_URL=url)
    assert (wrong.code, list(wrong.json)) == (2, ["error"])
    assert len(wrong.err.splitlines()) == 1


@pytest.mark.parametrize("proof", [("verify",), ("rebuild", "--check"), ("rebuild",)])
def test_where_no_database_is_nothing_is_called_whole_and_none_is_made(
    empty: Shell, tmp_path: Path, proof: tuple[str, ...]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    wrong = empty("log", *proof, CASEWAY_HOME=str(elsewhere))
    assert (wrong.code, wrong.out) == (2, "")
    assert f"no database {elsewhere}" in wrong.err
    assert not elsewhere.exists()


def test_commands_about_a_case_make_no_database_where_none_is(empty: Shell) -> None:
    for command in (("show", "x"), ("explain", "x"), ("act", "x", "y"), ("open", "us-rsc"), ("user", "close", "x")):
        wrong = empty(*command, "--as", "nadia")
        assert (wrong.code, "There is no database" in wrong.err) == (2, True)
    assert not empty.home.exists()


def test_a_new_home_is_closed_to_others(shell: Shell, tmp_path: Path) -> None:
    assert shell("user", "add", "lina", "--role", "auditor", CASEWAY_HOME=str(tmp_path / "new")).code == 0
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_a_home_that_cannot_be_had_is_one_line(empty: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for home in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/nowhere")):
        wrong = empty("log", "verify", CASEWAY_HOME=str(home))
        assert wrong.code == 2
        assert "CASEWAY_HOME" in wrong.err
        assert len(wrong.err.splitlines()) == 1


def test_the_unexpected_is_exit_70_with_a_number_and_tells_no_details(shell: Shell) -> None:
    with mock.patch("engine.Auditing.verify", side_effect=RuntimeError("Amina Specimen")):
        broken = shell("log", "verify", "--json")
    assert broken.code == 70
    number = broken.json["error"].partition("incident ")[2][:9]
    kept = (shell.home / "incidents.log").read_text(encoding="utf-8")
    assert number in kept
    assert "RuntimeError" in kept
    assert "Amina" not in kept + broken.out + broken.err
    assert len(broken.err.splitlines()) == 1


def test_an_unexpected_thing_whose_details_cannot_be_kept_is_told_all_the_same(shell: Shell) -> None:
    (shell.home / "incidents.log").mkdir()
    with mock.patch("engine.Auditing.verify", side_effect=RuntimeError):
        broken = shell("log", "verify")
    assert broken.code == 70
    assert "RuntimeError" in broken.err
    assert len(broken.err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [(), ("nonsense",), ("act",), ("show", "--as"), ("log", "rebuild", "x"), ("open", "x")]
)
def test_a_wrong_command_is_exit_2_and_says_what_to_do(empty: Shell, arguments: tuple[str, ...]) -> None:
    wrong = empty(*arguments)
    assert (wrong.code, wrong.out) == (2, "")
    assert wrong.err.startswith("Usage:" if not arguments else "caseway: ")


def test_as_a_process_it_ends_in_no_traceback_whatever_it_is_fed(empty: Shell) -> None:
    bad = empty.process("show", b"\xff\xfe", "--as", "nadia", "--json")
    assert (bad.code, bad.json) == (2, {"error": "Argument 2 is not UTF-8; write it in UTF-8"})
    version = empty.process("--version")
    assert (version.code, version.out) == (0, f"caseway {engine.__version__}\n")


def test_on_a_terminal_of_few_letters_json_stays_json(shell: Shell) -> None:
    found = shell.process("explain", "x", "--as", "zoë", "--json", PYTHONIOENCODING="iso8859-6")
    assert "zoë" in found.json["error"]


def test_whoever_stops_reading_gets_no_traceback(empty: Shell) -> None:
    command = f"{sys.executable} -m cli check --json programmes | true"
    ended = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")
