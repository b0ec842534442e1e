"""A small deployment whose programme hides something, and people who see more or less of it."""

from collections.abc import Iterable
from pathlib import Path

from engine import Actor, Caller, Caseway, Opening, Step, open_caseway

NOBODY = Actor(user="", roles=frozenset())
OFFICE = "office: north\ntitle: North\nzone: Asia/Amman\nworking_days: [sunday, monday, tuesday]\nholidays: []\n"


def opened(url: str, home: Path, programme: str, roles: Iterable[str]) -> Caseway:
    """A deployment with this one programme and somebody of each role, named by it, and an auditor."""
    caseway, name = open_caseway(url, home), programme.split()[1]
    texts = {f"{name}/programme.yaml": programme.lstrip(), "offices/north.yaml": OFFICE}
    assert caseway.administration.first_start(texts) == (name,)
    for role in roles:
        caseway.administration.add_user(None, role, [f"{name}:{role}"], ["north"])
    caseway.administration.add_user(None, "auditor", ["auditor"], [])
    return caseway


def staff(caseway: Caseway, name: str) -> Caller:
    return caseway.administration.caller_named(name)


def open_case(caseway: Caseway, who: str, programme: str, *people: str) -> str:
    named = {one: {"given_names": one.title()} for one in people or ("amina",)}
    opening = Opening(actor=NOBODY, people=named)
    return caseway.casework.open(staff(caseway, who), programme, "north", opening).case.id


def act(caseway: Caseway, who: str, case: str, action: str, *people: str, **more: object) -> None:
    step = Step(action=action, actor=NOBODY, people=people, **more)  # type: ignore[arg-type]
    caseway.casework.act(staff(caseway, who), case, step)
