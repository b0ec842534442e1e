"""Commands of the caseworker: open, act, explain, show, forecast."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from cli.place import caller, json_file, mapping, mappings, only, opened
from cli.telling import (
    case_as_json,
    case_in_words,
    correcting_as_json,
    correcting_in_words,
    entry_as_json,
    entry_in_words,
    forecast_as_json,
    forecast_in_words,
    other_as_json,
    other_in_words,
    tell,
    unmet_as_json,
    unmet_in_words,
)
from engine import Actor, Caller, Caseway, NotFound, Office, Opening, Step, parse_moment

NOBODY = Actor(user="", roles=frozenset())
FILE = click.Path(path_type=Path, dir_okay=False)
in_whose_name = click.option("--as", "user", metavar="USER", help="In whose name; checked like a sign-in.")
for_scripts = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")


@click.command("open")
@click.argument("programme")
@click.option("--facts", type=FILE, help="A JSON file: case, people (the first is the principal), starts_in, links.")
@click.option("--office", help="The office at which the case is kept, if the user works at several.")
@click.option("--idempotency-key", "key", help="Makes a repetition harmless.")
@in_whose_name
@for_scripts
def open_(
    programme: str, facts: Path | None, office: str | None, key: str | None, user: str | None, as_json: bool
) -> None:
    """Opens a case of PROGRAMME."""
    given = json_file(facts)
    only(given, ("case", "people", "starts_in", "links"), facts)
    with opened(make=False) as caseway:
        who = caller(caseway, user)
        opening = _opening(given, facts)
        made = caseway.casework.open(who, programme, office or _office(caseway, who, programme), opening, key)
        acted = caseway.casework.as_told(who, made)
    entries = [entry_as_json(entry) for entry in acted.entries]
    tell(as_json, {**case_as_json(acted.case), "entries": entries}, case_in_words(acted.case))


def _opening(given: dict[str, Any], path: Path | None) -> Opening:
    starts_in = given.get("starts_in")
    if starts_in is not None and not isinstance(starts_in, str):
        raise click.UsageError(f"'starts_in' in {path} is not a word; write the name of a state")
    people, links = mappings(given, "people", path), mapping(given, "links", path)
    if not all(isinstance(reference, str) for reference in links.values()):
        raise click.UsageError(f"'links' in {path} holds something that is no reference; write the case's reference")
    facts = mapping(given, "case", path)
    return Opening(actor=NOBODY, people=people, facts=facts, starts_in=starts_in, links=links)


def _office(caseway: Caseway, who: Caller, programme: str) -> str:
    """The one office at which this user works in the programme."""
    offices = who.offices_in(programme)
    if "*" in offices:
        offices = frozenset(caseway.administration.offices())
    if len(offices) == 1:
        return next(iter(offices))
    if not offices:
        raise NotFound(f"There is no programme {programme} for this user")
    raise click.UsageError(f"Say at which office: --office {' | '.join(sorted(offices))}")


@click.command()
@click.argument("case")
@click.argument("action")
@click.option(
    "--answers", type=FILE, help="A JSON file: with (answers), each (answers by person), other (the case to merge)."
)
@click.option("--person", "people", multiple=True, help="Whom it is about; repeatable.")
@click.option("--happened", help="When it happened, if earlier: 2026-03-08 10:00, in the office's time.")
@click.option("--reason")
@click.option("--note")
@click.option("--corrects", type=click.IntRange(1), help="With correct_entry: the number of the entry that was wrong.")
@click.option(
    "--empty", "empties", multiple=True, help="With --corrects: an answer taken away, KEY or PERSON.KEY; repeatable."
)
@click.option("--expect-version", "expected", type=int, help="Refuse (exit 4) if the case has moved on.")
@click.option("--expect-other-version", "expected_other", type=int, help="The same of the case to merge.")
@click.option("--idempotency-key", "key", help="Makes a repetition harmless.")
@in_whose_name
@for_scripts
def act(
    case: str,
    action: str,
    answers: Path | None,
    people: tuple[str, ...],
    happened: str | None,
    reason: str | None,
    note: str | None,
    corrects: int | None,
    empties: tuple[str, ...],
    expected: int | None,
    expected_other: int | None,
    key: str | None,
    user: str | None,
    as_json: bool,
) -> None:
    """Does ACTION in CASE (an id or a reference). A track's action is written track.action."""
    given = json_file(answers)
    only(given, ("with", "each", "other"), answers)
    with opened(make=False) as caseway:
        who = caller(caseway, user)
        step = Step(
            action=action,
            actor=NOBODY,
            people=people,
            answers=mapping(given, "with", answers),
            each=mappings(given, "each", answers),
            reason=reason,
            note=note,
            happened=_moment(caseway, who, case, happened),
            other=_other(given, answers),
            corrects=corrects,
            empties=empties,
        )
        made = caseway.casework.act(who, case, step, expected=expected, expected_other=expected_other, key=key)
        acted = caseway.casework.as_told(who, made)
    entries = [entry_as_json(entry) for entry in acted.entries]
    recorded = ("Recorded:", *(entry_in_words(entry) for entry in acted.entries))
    words = "\n".join((case_in_words(acted.case), *recorded, *other_in_words(acted.other_case)))
    found = {**case_as_json(acted.case), "entries": entries, "repeated": acted.repeated}
    tell(as_json, {**found, **other_as_json(acted.other_case)}, words)


def _other(given: dict[str, Any], path: Path | None) -> str | None:
    other = given.get("other")
    if other is not None and not isinstance(other, str):
        raise click.UsageError(f"'other' in {path} is not a text; write the reference of the case to merge")
    return other


def _moment(caseway: Caseway, who: Caller, case: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return parse_moment(text, caseway.casework.see(who, case).inputs.office)
    except (ValueError, OverflowError) as wrong:
        raise click.UsageError(f"--happened: {wrong}") from None


@click.command()
@click.argument("case")
@click.argument("action", required=False)
@click.option("--corrects", type=click.IntRange(1), help="What of this entry can be put right, and what hangs on it.")
@in_whose_name
@for_scripts
def explain(case: str, action: str | None, corrects: int | None, user: str | None, as_json: bool) -> None:
    """What may be done in CASE, and for what may not, everything that is missing."""
    with opened(make=False) as caseway:
        if corrects is not None:
            found = caseway.casework.correcting(caller(caseway, user), case, corrects)
            tell(as_json, {"case": case, **correcting_as_json(found)}, correcting_in_words(found))
            return
        offers = caseway.casework.explain(caller(caseway, user), case, action)
    found = [
        {
            "action": one.action,
            "title": one.title,
            "person": one.person,
            "status": one.status,
            "unmet": [unmet_as_json(each) for each in one.unmet],
        }
        for one in offers
    ]
    tell(as_json, {"case": case, "actions": found}, "\n".join(line for one in offers for line in _lines(one)))


def _lines(one: Any) -> list[str]:
    who = f" ({one.person})" if one.person else ""
    return [
        f"{one.status:<23} {one.action}{who}: {one.title}",
        *(f"{'':<25}{unmet_in_words(each)}" for each in one.unmet),
    ]


@click.command()
@click.argument("case")
@click.option("--as-of", "as_of", help="As its log told it then: a date, or an instant with its offset.")
@in_whose_name
@for_scripts
def show(case: str, as_of: str | None, user: str | None, as_json: bool) -> None:
    """CASE as its log tells it."""
    with opened(make=False) as caseway:
        who = caller(caseway, user)
        sheet = caseway.casework.see(who, case)
        due = sheet.due if as_of is None else ()
        at = sheet.now if as_of is None else _instant(as_of, sheet.inputs.office)
        seen, _ = caseway.auditing.as_of(who, case, at)
    told = {**case_as_json(seen), **({"due": [entry_as_json(one) for one in due]} if due else {})}
    words = (case_in_words(seen), *(("Due by now, not recorded yet:",) if due else ()), *map(entry_in_words, due))
    tell(as_json, told, "\n".join(words))


def _instant(text: str, office: Office) -> datetime:
    """The end of a day at the office, or the instant that is written."""
    try:
        return office.ends(date.fromisoformat(text)) if len(text) == 10 else parse_moment(text, office)
    except (ValueError, OverflowError):
        raise click.UsageError(
            f"'{text}' is no date and no instant; write 2026-03-08 or 2026-03-08T10:00+02:00"
        ) from None


@click.command()
@click.argument("programme", required=False)
@click.option("--days", type=click.IntRange(0, 366), default=30, show_default=True, help="How far ahead.")
@click.option("--office", help="Only the cases of this office.")
@in_whose_name
@for_scripts
def forecast(programme: str | None, days: int, office: str | None, user: str | None, as_json: bool) -> None:
    """The open cases (of PROGRAMME) in which a clearance lapses soon, and what follows if nobody acts."""
    with opened(make=False) as caseway:
        who = caller(caseway, user)
        if programme is not None:
            caseway.casework.programme_for(who, programme)
        page = caseway.forecasting.cases(who, days, programme=programme, office=office)
        found = [*page.cases]
        while page.next is not None:
            page = caseway.forecasting.cases(who, days, programme=programme, office=office, after=page.next)
            found += page.cases
    lines = [line for one in found for line in forecast_in_words(one)]
    words = "\n".join(lines) or f"Nothing lapses within {days} days"
    tell(as_json, {"days": days, "cases": [forecast_as_json(one) for one in found]}, words)


COMMANDS = (open_, act, explain, show, forecast)
