"""Lists kept under a name: for oneself, or for everybody of one's role at one's office."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

import engine
from tests.web.conftest import token_of

Clients = Callable[[str], FlaskClient]


def saves(client: FlaskClient, address: str, name: str, shared: str = "") -> str:
    """Keeps the list at an address as its form does; gives the page that follows."""
    page = client.get(address.replace("/cases", "/cases/view", 1))
    form = re.search(r'<form class="picks" method="post" action="([^"]+)"', page.text)
    assert form
    sent = {"csrf_token": token_of(page), "name": name, "shared": shared}
    return client.post(form[1].replace("&amp;", "&"), data=sent, follow_redirects=True).text


def views(client: FlaskClient) -> list[tuple[str, str]]:
    """Name and address of each view that is offered."""
    page = client.get("/cases").text
    offered = re.search(r'<ul class="picks">.*?</ul>', page, flags=re.S)
    found = re.findall(r'<a href="([^"]+)"[^>]*><bdi>([^<]+)<', offered[0]) if offered else []
    return [(name, href.replace("&amp;", "&")) for href, name in found]


def test_a_list_is_kept_with_what_it_shows_and_opened_again_by_its_name(caseworker: FlaskClient) -> None:
    page = saves(caseworker, "/cases?standing=on_hold&cols=due&sort=due&rows=50&other=x", "Held & late")
    assert "View saved: Held &amp; late" in page
    assert views(caseworker) == [("Held &amp; late", "/cases?standing=on_hold&cols=due&sort=due&rows=50")]
    opened = caseworker.get(views(caseworker)[0][1]).text
    assert 'name="standing" value="on_hold" checked' in opened and 'name="sort" value="due"' in opened


def test_a_view_is_seen_by_those_with_whom_it_is_shared_and_deleted_by_its_owner_alone(signed_in: Clients) -> None:
    nadia, rana, cairo = signed_in("nadia"), signed_in("rana"), signed_in("nadia_in_cairo")
    saves(nadia, "/cases?standing=open", "Mine alone")
    page = saves(nadia, "/cases?standing=overdue", "Ours", "us-rsc caseworker amman-office")
    assert [name for name, _ in views(nadia)] == ["Mine alone", "Ours"]
    assert views(rana) == views(cairo) == []
    assert "shared with: RSC caseworker" in page
    deleting = re.findall(r'action="(/cases/views/[^"]+/delete)"', nadia.get("/cases/view").text)
    assert len(deleting) == 2
    for other in (rana, cairo):
        answer = other.post(deleting[0], data={"csrf_token": token_of(other.get("/cases"))})
        assert answer.status_code == 404
    for one in deleting:
        assert nadia.post(one, data={"csrf_token": token_of(nadia.get("/cases"))}).status_code == 303
    assert views(nadia) == []


def test_a_view_is_shared_with_nobody_but_those_of_a_role_of_ones_own(
    signed_in: Clients, caseway: engine.Caseway
) -> None:
    nadia = caseway.administration.caller_named("nadia")
    shared = engine.Grant(programme="us-rsc", role="reviewer", office="*")
    rana = caseway.administration.caller_named("rana")
    own = engine.Grant(programme="us-rsc", role="reviewer", office="amman-office")
    caseway.saved_views.keep(rana, "For reviewers", "standing=open", own)
    assert [(one.name, by) for one, by in caseway.saved_views.seen(rana)] == [("For reviewers", rana.name)]
    assert caseway.saved_views.seen(nadia) == ()
    with pytest.raises(engine.Refused):
        caseway.saved_views.keep(nadia, "Not hers to share", "", shared)
    assert caseway.saved_views.seen(rana)[1:] == caseway.saved_views.seen(nadia) == ()


def test_a_view_without_a_name_is_not_kept(caseworker: FlaskClient) -> None:
    for name in ("", "   ", "x" * 61, "a\x00b"):
        assert "was not saved" in saves(caseworker, "/cases", name)
    assert views(caseworker) == []


def test_the_name_of_a_view_stands_nowhere_open(caseworker: FlaskClient, caseway: engine.Caseway) -> None:
    saves(caseworker, "/cases?standing=open", "Families of the Specimens")
    with caseway.records.reading() as reading:
        (row,) = reading.connection.execute(text("SELECT * FROM saved_view"))
    assert b"Specimens" not in b"".join(part if isinstance(part, bytes) else str(part).encode() for part in row)
