"""The file check by commands: what must be there, ticks recorded from a file, and what the last look found."""

import json
from pathlib import Path

from tests.cli.shell import Shell
from tests.cli.test_cases import prescreened


def test_the_file_is_listed_ticked_and_told_by_commands_and_the_log_proves_it(shell: Shell, tmp_path: Path) -> None:
    case = shell.open().json["reference"]
    prescreened(shell, case)
    by = ("--as", "nadia", "--json")
    record = shell("file-check", case, *by).json["record"]
    assert record["complete"] == record["of"] == len(record["items"])
    (application,) = [one for one in record["items"] if one["name"] == "application"]
    assert (application["record"], application["asked_by"]["how"]) == ("no_file", "step")
    said = tmp_path / "ticks.json"
    said.write_text(json.dumps({"with": {"everything": "there", "application": "differs: unsigned"}}))
    assert shell("act", case, "check_paper_file", "--answers", str(said), *by).code == 0
    (check,) = shell("file-check", case, *by).json["paper"]
    assert (check["found"], check["of"]) == (record["of"] - 1, record["of"])
    words = shell("file-check", case, "--as", "nadia").out
    assert "differs       application: unsigned" in words
    assert shell("log", "verify").code == 0
