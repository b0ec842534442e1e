"""The demonstration's sign-ins: one of each role, all with one random password, in a file that only its owner reads."""

import os
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine import Caller, Caseway, Programme, caller_of
from web import accounts, create_app

OF_THE_SYSTEM = {"auditor": "Auditor", "designer": "Programme designer", "administrator": "Administrator"}
COLLEAGUES = {"amman-office": "Nadia Sample", "beirut-office": "Rami Sample", "cairo-office": "Dina Sample"}
"""Caseworkers who act in one office and never sign in, so that not all is done by one hand."""
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """An account made for the demonstration, with its password in plain words."""

    name: str
    title: str
    password: str
    caller: Caller


def add_sign_ins(caseway: Caseway, home: Path, programmes: Iterable[Programme]) -> tuple[SignIn, ...]:
    """One account for each role, at every office. One password for all is hashed once, which takes a while."""
    password = _password()
    kept = accounts.hash_of(create_app(caseway, home), password)
    made = []
    for name, (title, roles) in _roles(programmes).items():
        added = caseway.administration.add_user(None, name, roles, display_name=f"Demo {title}")
        caseway.signing_in.set_first_password(added.token, kept)
        made.append(SignIn(name=name, title=title, password=password, caller=caller_of(added.account)))
    return tuple(made)


def add_colleagues(caseway: Caseway, programmes: Iterable[Programme]) -> Mapping[str, Caller]:
    """A caseworker at each office that is published, by office."""
    roles = [f"{one.id}:caseworker" for one in programmes if "caseworker" in one.roles]
    found = {}
    for office in caseway.administration.offices() if roles else ():
        full_name = COLLEAGUES.get(office, f"{office.partition('-')[0].title()} Sample")
        name = full_name.lower().replace(" ", ".")
        added = caseway.administration.add_user(None, name, roles, [office], display_name=full_name)
        found[office] = caller_of(added.account)
    return found


def _roles(programmes: Iterable[Programme]) -> dict[str, tuple[str, list[str]]]:
    """By sign-in name: its title, and the roles it is given. A role of several programmes is one sign-in, and where
    they call it differently it has the title of none."""
    titles, given = dict[str, set[str]](), dict[str, list[str]]()
    for programme in programmes:
        for role, title in programme.roles.items():
            titles.setdefault(role, set()).add(title)
            given.setdefault(role, []).append(f"{programme.id}:{role}")
    found = {role: (_title(role, titles[role]), roles) for role, roles in given.items()}
    return found | {role: (title, [role]) for role, title in OF_THE_SYSTEM.items()}


def _title(role: str, titles: Collection[str]) -> str:
    return min(titles) if len(titles) == 1 else role.replace("_", " ").capitalize()


def _password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))


def keep(path: Path, text: str) -> None:
    """Writes a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)
