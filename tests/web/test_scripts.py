"""Names in two scripts: which one stands first, and what a screen reader is told of each."""

import pytest
from flask import Flask
from flask_babel import force_locale

from web.scripts import both_names, name_in, script_of

LATIN, ARABIC = "Mariam Rainbarrel", "مريم برميل المطر"
IN_LATIN, IN_ARABIC = {"text": LATIN, "lang": "und-Latn"}, {"text": ARABIC, "lang": "und-Arab"}


@pytest.mark.parametrize(
    ("words", "script"),
    [
        (LATIN, "Latn"),
        (ARABIC, "Arab"),
        ("Мария", "Cyrl"),
        ("O’Neill-Šaša 2", "Latn"),
        (f"{LATIN} مريم", ""),
        ("…", ""),
    ],
)
def test_a_name_is_of_one_script_or_of_none(words: str, script: str) -> None:
    assert script_of(words) == script


def test_the_script_of_the_page_stands_first(app: Flask) -> None:
    named = ((LATIN, ("Miriam", ARABIC)), (ARABIC, (LATIN,)), (LATIN, ("Miriam", "…", None)), ("…", (ARABIC,)))
    told = {}
    for locale in ("en_GB", "ar_JO"):
        with app.test_request_context(), force_locale(locale):
            told[locale] = [both_names(*one) for one in named]
    alone = [(IN_LATIN, None), ({"text": "…", "lang": ""}, None)]
    assert told["en_GB"] == [(IN_LATIN, IN_ARABIC), (IN_LATIN, IN_ARABIC), *alone]
    assert told["ar_JO"] == [(IN_ARABIC, IN_LATIN), (IN_ARABIC, IN_LATIN), *alone]


def test_a_name_in_a_script_that_is_not_known_here_has_no_language() -> None:
    assert name_in("山田") == {"text": "山田", "lang": ""}
