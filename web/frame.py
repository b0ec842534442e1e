"""The frame of every page: the menu of whoever is signed in, the languages, the time at the office."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import format_datetime, gettext, lazy_gettext

import engine
from web import help, languages
from web.door import current_account, door, gives_out, reach
from web.going_back import HOME
from web.habits import habits
from web.shortcuts import key_rows
from web.wording import dotted, listed

CASEWORK, GIVES_OUT, EVERYWHERE = "casework", "gives out", "*"
MOST_OFFICES = 2
WITHOUT_PROGRAMME = {
    "auditor": lazy_gettext("Auditor"),
    "designer": lazy_gettext("Programme designer"),
    "administrator": lazy_gettext("Administrator"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A way in the menu: to the first page of a room, for whoever holds one of the roles."""

    href: str
    words: Any
    roles: tuple[str, ...]


MENU = (
    Item(href="/", words=lazy_gettext("My work"), roles=(CASEWORK,)),
    Item(href="/queue", words=lazy_gettext("Team queue"), roles=(CASEWORK,)),
    Item(href="/team", words=lazy_gettext("Team"), roles=(GIVES_OUT,)),
    Item(href="/lapsing", words=lazy_gettext("About to lapse"), roles=(CASEWORK,)),
    Item(href="/cases", words=lazy_gettext("Cases"), roles=(CASEWORK, "auditor")),
    Item(
        href="/programmes",
        words=lazy_gettext("Programmes"),
        roles=(CASEWORK, "designer", "administrator", "auditor"),
    ),
    Item(href="/audit", words=lazy_gettext("Audit"), roles=("auditor",)),
)


def home_of(account: engine.Account | None) -> str:
    """The first page of somebody's menu."""
    return next((item["href"] for item in _menu(account)), url_for("own_account.settings") if account else HOME)


def _menu(account: engine.Account | None) -> list[dict[str, Any]]:
    held = _held(account) if account else frozenset()
    held |= {GIVES_OUT} if gives_out() else set()
    return [
        {"words": str(item.words), "href": item.href, "current": _is_at(item)}
        for item in MENU
        if _exists(item.href) and not held.isdisjoint(item.roles)
    ]


def _exists(href: str) -> bool:
    return current_app.url_map.bind("").test(href, "GET")


def _held(account: engine.Account) -> frozenset[str]:
    return frozenset(grant.role if grant.programme == EVERYWHERE else CASEWORK for grant in account.grants)


def _is_at(item: Item) -> bool:
    return request.path == item.href or (item.href != HOME and request.path.startswith(f"{item.href}/"))


def frame(account: engine.Account | None) -> dict[str, Any]:
    """Everything that `frame.html` asks for."""
    return {
        "lang": languages.current_code(),
        "direction": languages.direction(),
        "home_url": home_of(account),
        "menu": _menu(account),
        "reader": _reader(account),
        "search_url": url_for("search.cases") if account and _may_search(account) else None,
        "search": request.args.get("q", ""),
        "languages": languages.links(),
        "links": list(_links(account)),
        "time": dotted(_times(account, door().signing_in.now())),
        "printed": _printed(account),
        "here": request.base_url,
        "shortcuts": key_rows() if account and habits().keys else [],
    }


def _links(account: engine.Account | None) -> Iterator[dict[str, str]]:
    yield from help.links()
    if account is not None:
        yield {"words": gettext("What is recorded about you"), "href": url_for("recorded.about_oneself")}


def _may_search(account: engine.Account) -> bool:
    """Whoever finds cases in the menu."""
    return not _held(account).isdisjoint((CASEWORK, "auditor"))


def _reader(account: engine.Account | None) -> dict[str, Any] | None:
    if account is None:
        return None
    return {
        "name": account.display_name,
        "about": listed(_about(account)),
        "settings_url": url_for("own_account.settings"),
        "sign_out_url": url_for("accounts.sign_out"),
    }


def _about(account: engine.Account) -> Iterator[str]:
    """What somebody is, and where: `Caseworker, Amman`."""
    yield from dict.fromkeys(role_title(grant) for grant in account.grants)
    yield from (office.title for office in _offices(account))


def role_title(grant: engine.Grant) -> str:
    """A role as pages name it, be it one of a programme or one of none."""
    if grant.programme == EVERYWHERE:
        return str(WITHOUT_PROGRAMME.get(grant.role, grant.role))
    roles = reach().programmes[grant.programme].roles
    return roles[grant.role] if grant.role in roles else grant.role


def _offices(account: engine.Account) -> list[engine.Office]:
    names = sorted({grant.office for grant in account.grants if grant.office != EVERYWHERE})
    return [reach().offices[name] for name in names[:MOST_OFFICES]]


def _times(account: engine.Account | None, now: datetime) -> Iterator[str]:
    for office in _offices(account) if account else ():
        yield f"{office.title} {format_datetime(now.astimezone(office.zone), 'HH:mm', rebase=False)}"
    yield f"{format_datetime(now, 'HH:mm', rebase=False)} UTC"


def _printed(account: engine.Account | None) -> str:
    if account is None:
        return ""
    when = format_datetime(door().signing_in.now(), "d MMM y HH:mm", rebase=False)
    return gettext("Printed by %(name)s, %(when)s UTC", name=account.display_name, when=when)


def install(app: Flask) -> None:
    @app.context_processor
    def around_every_page() -> dict[str, Any]:
        if "frame" not in g:
            g.frame = frame(current_account())
        return {"frame": g.frame}
