"""What templates look up is what pages handed them."""

import pytest
from flask import Flask
from jinja2 import UndefinedError

from web.templating import Templates


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("{{ one.words }}", "Cases"), ("{{ one.items is callable }}", "True"), ("{{ word.upper() }}", "AMMAN")],
)
def test_a_template_finds_what_a_page_hands_it(app: Flask, asked: str, expected: str) -> None:
    assert isinstance(app.jinja_env, Templates)
    handed = {"one": {"words": "Cases", "items": "three"}, "word": "Amman"}
    assert app.jinja_env.from_string(asked).render(**handed) == expected


def test_what_a_page_forgot_to_hand_over_is_an_error(app: Flask) -> None:
    with pytest.raises(UndefinedError, match="words"):
        app.jinja_env.from_string("{{ one.words }}").render(one={})
