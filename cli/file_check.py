"""`caseway file-check`: what must be in the file of a case by now, and what the last look at the paper file found."""

from collections.abc import Iterator
from typing import Any

import click

from cli.place import caller, opened
from cli.telling import tell
from engine import FileCheck, Mandatory, PaperCheck, Tick, to_json

CASE = "case"


@click.command("file-check")
@click.argument("case")
@click.option("--as", "user", metavar="USER", help="In whose name; checked like a sign-in.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def file_check(case: str, user: str | None, as_json: bool) -> None:
    """What must be in the file of CASE by now: there, without its file, expired or missing; and on paper."""
    with opened(make=False) as caseway:
        found = caseway.file_checks.see(caller(caseway, user), case)
    tell(as_json, {"case": case, **_as_json(found)}, "\n".join(_in_words(found)))


def _as_json(found: FileCheck) -> dict[str, Any]:
    counted = {"complete": found.complete, "of": len(found.items)}
    return {
        "record": {**counted, "items": [_item_as_json(one) for one in found.items]},
        "paper": [_check_as_json(one) for one in found.checks],
    }


def _item_as_json(one: Mandatory) -> dict[str, Any]:
    asked = {"how": one.asked.how, "action": one.asked.action, "state": one.asked.state, "sop": one.asked.sop}
    return {
        "owner": one.owner,
        "name": one.name,
        "record": one.record,
        "value": to_json(one.value),
        "asked_by": {key: value for key, value in asked.items() if value is not None},
        "supplied_by": list(one.supplied_by),
    }


def _check_as_json(one: PaperCheck) -> dict[str, Any]:
    ticks = [
        {"owner": it.owner, "name": it.name, "record": it.record, "paper": it.paper, "says": it.says or None}
        for it in one.ticks
    ]
    return {
        "entry": one.entry,
        "by": one.by,
        "happened": one.happened.isoformat(),
        "recorded": one.recorded.isoformat(),
        "note": one.note,
        "found": one.found,
        "of": len(one.ticks),
        "ticks": [{key: value for key, value in it.items() if value is not None} for it in ticks],
    }


def _in_words(found: FileCheck) -> Iterator[str]:
    given = "given and not expired, of all that is mandatory by now"
    yield f"In the record: {found.complete} of {len(found.items)} ({given})"
    for one in found.items:
        asked = one.asked.action or one.asked.how
        sop = f"  {one.asked.sop}" if one.asked.sop else ""
        supply = f"  from: {', '.join(one.supplied_by)}" if one.record == "missing" else ""
        yield f"  {one.record:<8} {_named(one):<40} {one.asked.how}: {asked}{sop}{supply}".rstrip()
    yield from _checked(found.checks[0]) if found.checks else ("The paper file has not been checked yet",)


def _checked(last: PaperCheck) -> Iterator[str]:
    when = f"{last.happened:%Y-%m-%d %H:%M} UTC"
    same = "in the paper file without a difference, of all that was mandatory then"
    yield f"In the paper file on {when}: {last.found} of {len(last.ticks)} ({same}), entry {last.entry}"
    for one in last.mismatches:
        says = f": {one.says}" if one.says else ""
        yield f"  {one.paper:<13} {_named(one)}{says}"


def _named(one: Mandatory | Tick) -> str:
    return one.name if one.owner == CASE else f"{one.owner}.{one.name}"


COMMANDS = (file_check,)
