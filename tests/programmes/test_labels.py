"""The catalogues that are shipped: honest about who has read them, and sound."""

from pathlib import Path

import pytest

from engine import check, texts_under

PROGRAMMES = Path(__file__).resolve().parents[2] / "programmes"
SHIPPED = sorted(PROGRAMMES.glob("*/labels/*.po"))


TRANSLATED = (
    "us-rsc",
    "eu-relocation",
    "australia",
    "canada",
    "family-reunification",
    "family-anchor",
    "vhr",
    "modules",
)


def test_french_and_arabic_are_shipped_for_these_programmes_and_the_modules() -> None:
    wanted = {f"{folder}/labels/{language}.po" for folder in TRANSLATED for language in ("fr", "ar")}
    assert wanted <= {path.relative_to(PROGRAMMES).as_posix() for path in SHIPPED}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: "-".join(path.parts[-3::2]))
def test_a_catalogue_that_no_speaker_has_reviewed_says_so_in_its_first_lines(path: Path) -> None:
    head = path.read_text(encoding="utf-8").partition("msgid")[0]
    assert "Not yet reviewed by a speaker." in head or "Reviewed by " in head


def test_nothing_is_wrong_in_a_catalogue() -> None:
    wrong = [one for one in check(texts_under(PROGRAMMES)).findings if "/labels/" in one.path and one.is_error]
    assert [str(one) for one in wrong] == []
