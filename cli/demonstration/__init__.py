"""Demonstration: clearly fictitious cases of every programme, made through the front door's own acts, and sign-ins."""

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from cli.demonstration import australia, canada, eu_relocation, family, us_rsc, vhr
from cli.demonstration.sign_ins import SignIn, add_colleagues, add_sign_ins, keep
from cli.demonstration.stage import BEGINS, Course, PastClock, Stage, Telling
from engine import Caller, Caseway, Programme, Unavailable

__all__ = ["FILE", "STORIES", "as_it_began", "fill"]

FILE = "demonstration.txt"
STORIES = {
    "us-rsc": us_rsc.STORIES,
    "vhr": vhr.STORIES,
    "eu-relocation": eu_relocation.STORIES,
    "australia": australia.STORIES,
    "canada": canada.STORIES,
    "family-anchor": family.ANCHORS,
    "family-reunification": family.FAMILIES,
}
COMPLETE = "All demonstration cases are there."
INCOMPLETE = "Making the demonstration cases was interrupted: for all of them, remove the database and start again."
FOREIGN = "This database is in use already; no demonstration was made."


def as_it_began(caseway: Caseway) -> Caseway:
    """The same deployment at the moment at which the demonstration begins, about fourteen months ago."""
    return caseway.by_clock(PastClock(caseway.casework.now() - BEGINS))


def fill(caseway: Caseway, home: Path) -> str:
    """Fills a database without cases and users; gives the sign-ins in words, kept in `demonstration.txt` under `home`.

    A database with cases stays as it is. Everything is counted back from now, and the same every time but for the
    password. Raises Unavailable where the file cannot be written.
    """
    file = home / FILE
    try:
        with _alone(home):
            if caseway.cases() or caseway.administration.display_names():
                return file.read_text(encoding="utf-8") if file.is_file() else FOREIGN
            return _filled(caseway, home, file)
    except OSError as error:
        raise Unavailable(f"{file} cannot be kept: {error.strerror}; set CASEWAY_HOME to a folder of yours") from None


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Of two servers that start at once over one home, the second waits until the first has made everything."""
    folder = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _filled(caseway: Caseway, home: Path, file: Path) -> str:
    ends, programmes = caseway.casework.now(), caseway.drafting.programmes()
    clock = PastClock(ends - BEGINS)
    past = caseway.by_clock(clock)
    sign_ins = add_sign_ins(past, home, programmes)
    keep(file, _words(sign_ins, INCOMPLETE))
    colleagues = add_colleagues(past, programmes)
    staff = _staff(past, sign_ins, colleagues)
    stage = Stage(caseway=past, clock=clock, ends=ends, staff=staff)
    unfinished = stage.play([course for one in programmes for course in _courses(stage, one)])
    _some_are_kept(caseway, colleagues)
    words = _words(sign_ins, *unfinished, COMPLETE)
    keep(file, words)
    return words


def _some_are_kept(caseway: Caseway, colleagues: Mapping[str, Caller]) -> None:
    """The colleague of each office keeps the first two cases of its queue."""
    for caller in colleagues.values():
        for _ in range(2):
            caseway.keeping.take_next(caller)


def _staff(
    caseway: Caseway, sign_ins: Sequence[SignIn], colleagues: Mapping[str, Caller]
) -> dict[tuple[str, str], Caller]:
    """Who acts, by role and office."""
    offices = caseway.administration.offices()
    by_role = {(one.name, office): one.caller for one in sign_ins for office in offices}
    return by_role | {("caseworker", office): caller for office, caller in colleagues.items()}


def _courses(stage: Stage, programme: Programme) -> list[tuple[str, Course]]:
    offices = {name: stage.caseway.administration.office(name) for name in stage.caseway.administration.offices()}
    return [
        (
            story.family.name,
            story.told(
                Telling(
                    stage=stage,
                    programme=programme.id,
                    office=offices[story.office],
                    family=story.family,
                    number=number,
                    opened=story.opened,
                )
            ),
        )
        for number, story in enumerate(STORIES.get(programme.id, ()), start=1)
        if story.office in offices
    ]


def _words(sign_ins: Sequence[SignIn], *notes: str) -> str:
    width = max(len(one.name) for one in sign_ins)
    lines = [f"  {one.name:<{width}}  {one.password}  {one.title}" for one in sign_ins]
    head = "Demonstration sign-ins (name, password, role). Everybody in these cases is fictitious."
    return "\n".join((head, *lines, *notes))
