"""Signing in and out, passwords, and who is let in at all."""

from flask.testing import FlaskClient


def test_whoever_signed_in_sees_their_settings(caseworker: FlaskClient) -> None:
    page = caseworker.get("/account")
    assert page.status_code == 200
    assert "RSC caseworker, Amman" in page.text
