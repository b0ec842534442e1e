"""Files of documents by commands: attached, listed, fetched, in somebody's name."""

import hashlib
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.cli.test_cases import prescreened

PDF = b"%PDF-1.7\nA form that nobody signed"


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(PDF)
    return path


def test_a_file_is_attached_listed_and_fetched_by_commands_and_the_log_proves_it(
    shell: Shell, scan: Path, tmp_path: Path
) -> None:
    case = shell.open().json["reference"]
    prescreened(shell, case)
    by = ("--as", "nadia", "--json")
    made = shell("file", "attach", case, "application", str(scan), "--note", "Scanned today", *by)
    assert (made.code, made.json["sha256"]) == (0, hashlib.sha256(PDF).hexdigest())
    (found,) = [it for it in shell("file", "list", case, *by).json["documents"] if it["document"] == "application"]
    assert [it["document"]["document"].get("media") for it in found["versions"]] == ["application/pdf", None]
    number, into = str(found["versions"][0]["entry"]), tmp_path / "out.pdf"
    assert shell("file", "fetch", case, number, "application", "--to", str(into), *by).code == 0
    assert into.read_bytes() == PDF
    assert shell("file", "fetch", case, number, "application", "--to", str(into), *by).code == 2
    assert shell("log", "verify").code == 0


def test_a_file_that_is_not_taken_is_refused_in_one_line(shell: Shell, scan: Path, tmp_path: Path) -> None:
    case = shell.open().json["reference"]
    page = tmp_path / "scan.html"
    page.write_bytes(b"<html>")
    wrong = shell("file", "attach", case, "application", str(page), "--as", "nadia")
    assert (wrong.code, wrong.err.count("\n")) == (2, 1)
    assert "of no kind that is taken" in wrong.err
    refused = shell("file", "attach", case, "application", str(scan), "--as", "nadia")
    assert (refused.code, "no such document" in refused.err) == (3, True)
    assert shell("file", "list", case, "--as", "nadia").out.strip() == "No document is recorded"


@pytest.mark.parametrize("given", ["0", "51", "ten", "1.5"])
def test_the_operator_says_how_large_a_file_may_be_and_a_wrong_setting_is_told(shell: Shell, given: str) -> None:
    wrong = shell("file", "list", "AMM-000001", "--as", "nadia", CASEWAY_MOST_FILE_MB=given)
    assert (wrong.code, "a number from 1 to 50" in wrong.err) == (2, True)


def test_a_file_larger_than_the_operator_lets_it_be_is_refused(shell: Shell, scan: Path) -> None:
    case = shell.open().json["reference"]
    scan.write_bytes(PDF.ljust(1_200_000))
    wrong = shell("file", "attach", case, "application", str(scan), "--as", "nadia", CASEWAY_MOST_FILE_MB="1")
    assert (wrong.code, "has 1.2 megabytes; at most 1.0 are taken" in wrong.err) == (2, True)
