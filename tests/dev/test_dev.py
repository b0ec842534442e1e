"""The set-up script `dev`: what it skips and repeats, what it refuses, and that it says so in one line."""

import os
import runpy
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def dev() -> SimpleNamespace:
    """The script's functions; read as a file, since `dev` is not an importable name."""
    return SimpleNamespace(**runpy.run_path(str(ROOT / "dev"), run_name="dev"))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the script and the two files that an installation depends on, and nothing installed."""
    for name in ("dev", "setup.cfg", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def started(checkout: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(checkout / "dev"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env={**os.environ, **settings})


def program(path: Path, lines: str) -> str:
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def installed(dev: SimpleNamespace, checkout: Path) -> Path:
    """A checkout that passes for installed; its `caseway` tells what it was started with, and ends with 7."""
    programs = checkout / ".venv" / "bin"
    programs.mkdir(parents=True)
    program(programs / "python", "exit 0")
    program(programs / "caseway", 'echo "$*|$PWD|$CASEWAY_HOME|$PORT"; exit 7')
    (checkout / ".venv" / "installed-postgres").write_text(dev.stamp(checkout))
    return checkout


def wait_for(path: Path) -> None:
    end = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < end, f"{path.name} was not made within 30 seconds"
        time.sleep(0.01)


def test_help_needs_nothing_but_the_standard_library(checkout: Path) -> None:
    told = started(checkout, "help")
    assert told.returncode == 0
    assert [line.split()[1] for line in told.stdout.splitlines()] == ["run", "test", "bench", "soak", "check", "help"]


def test_an_unknown_command_is_one_line_and_exit_2(checkout: Path) -> None:
    told = started(checkout, "launch")
    assert told.returncode == 2
    assert told.stderr.splitlines() == ["dev: there is no command 'launch'; `./dev help` lists them"]


def test_the_stamp_stays_while_nothing_changes(dev: SimpleNamespace, checkout: Path) -> None:
    assert dev.stamp(checkout) == dev.stamp(checkout)


@pytest.mark.parametrize("name", ["setup.cfg", "pyproject.toml"])
def test_a_changed_requirement_changes_the_stamp(dev: SimpleNamespace, checkout: Path, name: str) -> None:
    before = dev.stamp(checkout)
    with (checkout / name).open("a") as file:
        file.write("\n# changed\n")
    assert dev.stamp(checkout) != before


def test_a_new_room_changes_the_stamp(dev: SimpleNamespace, checkout: Path) -> None:
    before = dev.stamp(checkout)
    (checkout / "web").mkdir()
    assert dev.stamp(checkout) != before


@pytest.mark.parametrize(("version", "fit"), [((3, 10, 14), False), ((3, 11, 0), True), ((4, 0, 0), True)])
def test_a_python_too_old_is_refused(dev: SimpleNamespace, version: tuple[int, ...], fit: bool) -> None:
    assert (dev.unfit_python(version) is None) is fit


def test_the_refusal_of_an_old_python_names_both_versions(dev: SimpleNamespace) -> None:
    told = dev.unfit_python((3, 9, 2))
    assert "3.11" in told
    assert "3.9:" in told


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_what_to_install(dev: SimpleNamespace, missing: str) -> None:
    assert "python3-venv" in dev.unfit_venv(lambda name: name != missing)


def test_a_whole_python_may_make_an_environment(dev: SimpleNamespace) -> None:
    assert dev.unfit_venv(lambda name: True) is None


def test_the_first_browser_that_starts_is_taken_and_the_later_ones_not_asked_for(
    dev: SimpleNamespace, tmp_path: Path
) -> None:
    broken = program(tmp_path / "broken", "exit 1")
    sound = program(tmp_path / "sound", "exit 0")
    asked = []

    def source(answer: str | None):
        return lambda: asked.append(answer) or answer

    assert dev.find_browser([source(None), source(broken), source(sound), source("/later")]) == sound
    assert asked == [None, broken, sound]


def test_no_browser_at_all_is_one_line_that_says_what_to_install(dev: SimpleNamespace) -> None:
    with pytest.raises(dev.Refusal) as refusal:
        dev.find_browser([lambda: None])
    assert "\n" not in str(refusal.value)
    assert "apt-get install chromium" in str(refusal.value)


def test_a_named_browser_that_is_not_there_is_refused_before_anything_is_installed(checkout: Path) -> None:
    told = started(checkout, "test", CASEWAY_BROWSER=str(checkout / "absent"))
    assert told.returncode == 1
    assert told.stdout == ""
    assert told.stderr.splitlines() == [
        f"dev: CASEWAY_BROWSER names {checkout / 'absent'}, which does not start: correct it or unset it."
    ]
    assert not (checkout / ".venv").exists()


def test_a_failed_installation_shows_its_reason_and_is_tried_again(checkout: Path) -> None:
    (checkout / "pyproject.toml").write_text("[build-system]\nrequires = 5\n")
    for _ in range(2):
        told = started(checkout, "run")
        assert told.returncode == 1
        assert "build-system.requires" in told.stderr
        assert told.stderr.splitlines()[-1].startswith("dev: pip failed, as told above")


@pytest.mark.parametrize(("given", "home"), [("", "{checkout}/var"), ("here/cases", "{cwd}/here/cases"), ("/x", "/x")])
def test_run_hands_over_to_caseway_with_its_home_and_port_and_gives_back_its_exit_code(
    installed: Path, given: str, home: str
) -> None:
    told = started(installed, "run", "--verbose", CASEWAY_HOME=given, PORT="8123")
    expected = home.format(checkout=installed, cwd=Path.cwd())
    assert told.stdout == f"run --demonstration --verbose|{installed}|{expected}|8123\n"
    assert told.returncode == 7


def test_the_tests_may_keep_what_was_compiled_whatever_is_set_outside(
    dev: SimpleNamespace, checkout: Path, installed: Path
) -> None:
    program(installed / ".venv" / "bin" / "python", 'echo "$CASEWAY_BROWSER|$PYTHONDONTWRITEBYTECODE"')
    (installed / ".venv" / "installed-test").write_text(dev.stamp(checkout))
    browser = program(installed / "browser", "exit 0")
    told = started(checkout, "test", CASEWAY_BROWSER=browser, PYTHONDONTWRITEBYTECODE="1", CI="")
    assert told.stdout.splitlines()[-1] == f"{browser}|"


def test_ctrl_c_during_the_set_up_ends_in_one_line_and_ends_what_was_under_way(checkout: Path) -> None:
    command = [sys.executable, str(checkout / "dev"), "run"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        wait_for(checkout / ".venv" / "pyvenv.cfg")
        os.killpg(running.pid, signal.SIGINT)
        _, told = running.communicate(timeout=30)
    assert running.returncode == 130
    assert told.splitlines() == ["", "dev: stopped"]
    assert not (checkout / ".venv" / "bin" / "pip").exists()


def test_the_script_names_no_package_host() -> None:
    assert "https://" not in (ROOT / "dev").read_text()
