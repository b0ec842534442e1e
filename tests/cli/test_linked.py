"""A case opened by a command with the reference of another, and shown with what is seen of it."""

import json
from pathlib import Path

from tests.cli.shell import Shell
from tests.linked.texts import linked_texts


def furnished(shell: Shell, folder: Path) -> Shell:
    for path, text in linked_texts().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    published = shell("publish", str(folder))
    assert published.code == 0, published.err
    roles = ("--role", "petition:clerk", "--role", "joining:clerk", "--office", "amman-office")
    assert shell("user", "add", "clara", *roles).code == 0
    return shell


def opened(shell: Shell, programme: str, **more: object) -> dict[str, object]:
    facts = shell.file({"people": {"amina": {}}, **more})
    return shell("open", programme, "--as", "clara", "--facts", facts, "--json").json


def test_a_case_is_opened_with_the_reference_of_another_and_shows_it(empty: Shell, tmp_path: Path) -> None:
    shell = furnished(empty, tmp_path / "linked")
    petition = opened(shell, "petition")["reference"]
    family = opened(shell, "joining", links={"anchor": petition})
    seen = {
        "reference": petition,
        "programme": "petition",
        "state": "filed",
        "phase": None,
        "ended": False,
    }
    assert family["links"] == {"anchor": seen}
    assert shell("act", str(petition), "approve", "--as", "clara").code == 0
    shown = shell("show", str(family["case"]), "--as", "clara")
    assert f"linked as anchor: {petition}  filed" in shown.out


def test_a_reference_of_no_case_is_refused_with_its_name(empty: Shell, tmp_path: Path) -> None:
    shell = furnished(empty, tmp_path / "linked")
    told = opened(shell, "joining", links={"anchor": "NONE-1"})
    assert [(one["code"], one["field"], one["says"]) for one in json.loads(json.dumps(told["refused"]))] == [
        ("answers_wrong", "links.anchor", "There is no case NONE-1 of petition")
    ]
