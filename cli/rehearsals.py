"""Command of the designer: test, which plays the scenarios, weakens the programme, or walks through it at random."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from cli.programmes import DEFAULT, folder_and_programmes, placed, texts_of
from cli.telling import as_text, harmless
from engine import (
    Mutant,
    ProgrammeInvalid,
    Rehearsal,
    mutate,
    mutation_json,
    rehearsal_json,
    rehearse,
    render_mutation,
    render_rehearsal,
    render_text,
    render_walk,
    scenario_texts_under,
    walk,
    walk_json,
)

SEEDS = 2**32


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of one programme: whether all is well, in words and as JSON."""

    well: bool
    words: str
    as_json: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A programme with its texts, and those of its scenarios, by their paths in the folder."""

    folder: Path
    programme: str
    texts: Mapping[str, str]
    scenarios: Mapping[str, str]


@click.command("test")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--walk", "steps", type=click.IntRange(1, 10_000_000), metavar="N", help="Take N steps at random instead."
)
@click.option("--seed", type=click.IntRange(0), help="Take the same walk again.")
@click.option("--mutate", "mutating", is_flag=True, help="Leave out each safeguard in turn: does a scenario notice?")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def test_(paths: tuple[Path, ...], steps: int | None, seed: int | None, mutating: bool, as_json: bool) -> int:
    """Plays the scenarios of programmes on a virtual clock, through the same doors as the product."""
    if steps and mutating:
        raise click.UsageError("Choose one of --walk and --mutate")
    if seed is not None and not steps:
        raise click.UsageError("--seed belongs to --walk N")
    taken = seed if seed is not None else secrets.randbelow(SEEDS)
    way = (lambda one: _walked(one, steps, taken)) if steps else _mutated if mutating else _rehearsed
    came = [_come_of(way, one, as_json) for path in paths or (DEFAULT,) for one in _asked(path)]
    if as_json:
        click.echo(as_text({"passed": all(one.well for one in came), "programmes": [one.as_json for one in came]}))
    return 0 if all(one.well for one in came) else 1


def _come_of(way: Callable[[Asked], Came], asked: Asked, as_json: bool) -> Came:
    """What came of it, told at once where people read it."""
    try:
        came = way(asked)
    except ProgrammeInvalid as invalid:
        came = _invalid(asked, invalid)
    if not as_json:
        click.echo(harmless(came.words))
    return came


def _asked(path: Path) -> Iterable[Asked]:
    folder, names = folder_and_programmes(path)
    texts = texts_of(folder)
    for name in names:
        scenarios = scenario_texts_under(folder, name)
        yield Asked(folder=folder, programme=name, texts=texts, scenarios=_meant(scenarios, folder, path))


def _meant(scenarios: Mapping[str, str], folder: Path, path: Path) -> Mapping[str, str]:
    """All scenarios; where the path is the file of one, that one with the preludes that it may begin after."""
    own = path.resolve().relative_to(folder.resolve()).as_posix()
    if own not in scenarios:
        return scenarios
    return {one: text for one, text in scenarios.items() if one == own or "/preludes/" in one}


def _rehearsed(asked: Asked) -> Came:
    found = _placed(asked.folder, rehearse(asked.texts, asked.scenarios, asked.programme))
    sources = {(asked.folder / path).as_posix(): text for path, text in asked.scenarios.items()}
    return Came(well=found.passed, words=render_rehearsal(found, sources), as_json=rehearsal_json(found))


def _placed(folder: Path, found: Rehearsal) -> Rehearsal:
    """The rehearsal with paths as seen from here, so that an editor can open them."""
    played = tuple(
        replace(
            one,
            path=(folder / one.path).as_posix(),
            failures=tuple(replace(each, path=(folder / each.path).as_posix()) for each in one.failures),
        )
        for one in found.played
    )
    return replace(found, played=played, findings=placed(folder, found.findings))


def _mutated(asked: Asked) -> Came:
    """An untested safeguard is told and is no failure: whether one is worth a scenario, the designer decides."""
    found = mutate(asked.texts, asked.scenarios, asked.programme, _told)
    return Came(well=found.rehearsal.passed, words=render_mutation(found), as_json=mutation_json(found))


def _told(mutant: Mutant) -> None:
    came = f"noticed by {mutant.noticed_by}" if mutant.noticed_by else "not noticed"
    click.echo(f"without {mutant.kind} {mutant.name}: {came}", err=True)


def _walked(asked: Asked, steps: int, seed: int) -> Came:
    found = walk(asked.texts, asked.scenarios, asked.programme, steps, seed)
    return Came(well=not found.found, words=render_walk(found), as_json=walk_json(found))


def _invalid(asked: Asked, invalid: ProgrammeInvalid) -> Came:
    findings = placed(asked.folder, invalid.findings)
    sources = {(asked.folder / path).as_posix(): text for path, text in asked.texts.items()}
    told = [{name: getattr(one, name) for name in type(one).__slots__} for one in findings]
    parts = {"programme": asked.programme, "passed": False, "findings": told}
    return Came(well=False, words=f"{render_text(findings, sources)}\n{invalid}", as_json=parts)


COMMANDS = (test_,)
