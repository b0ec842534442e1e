"""My work: what waits for somebody's roles at their offices, what waits for others, what they were told."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext, ngettext

import engine
from web import covered, drafts, forms
from web.door import current_caller, door
from web.identity import case_url
from web.opening import may_open
from web.priority import points_words
from web.wording import (
    distance,
    dotted,
    listed,
    long_day,
    own_words,
    party,
    people_count,
    step_title,
    weekday_words,
)

bp = Blueprint("work", __name__)
SHOWN = 4
ALWAYS = ("new", "overdue", "soon", "waiting", "on-hold")
IN_STRIP = ("returned", "given", "review", "yours", "second", *ALWAYS)
Row = dict[str, str]


@bp.get("/")
def mine() -> str:
    """The list that a day begins with."""
    caller = current_caller()
    work = door().worklist.work(caller)
    g.reach = work.reach
    return render_template(
        "work/my_work.html",
        queue=len(work.queue),
        rest=_rest(work),
        heading=_heading(work),
        new_case_url=url_for("opening.choose") if may_open() else None,
        tabs=covered.tabs(work, None),
        away_url=url_for("absences.of_somebody", user=caller.user) if caller.programmes() else None,
        blocks=list(_blocks(work)),
        drafts=drafts.panel(),
    )


@bp.get("/for/<user>")
def for_absent(user: str) -> str:
    """The work of somebody away, for whoever covers for them."""
    work = door().worklist.in_place_of(current_caller(), user)
    seen = next(one for one in work.covers if one.user == user)
    return render_template(
        "work/my_work.html",
        queue=0,
        rest="",
        heading=_heading_for(seen, work),
        new_case_url=None,
        tabs=covered.tabs(work, user),
        away_url=None,
        blocks=list(_blocks_for(user, work)),
        drafts=None,
    )


def _heading_for(seen: engine.Covers, work: engine.Work) -> str:
    cases = len({one.case.id for one in work.queue})
    needs = ngettext("%(num)s case needs something", "%(num)s cases need something", cases)
    return dotted((covered.until_words(seen), needs, seen.note or ""))


def _blocks_for(user: str, work: engine.Work) -> Iterator[dict[str, Any]]:
    here = url_for("work.for_absent", user=user)
    for name, word, title, items, empty, tone in _groups(work):
        if name in ALWAYS or items:
            yield _block(name, word, title, items, empty, tone, len(items), here)


def _heading(work: engine.Work) -> str:
    count = ngettext("%(num)s case needs something from you", "%(num)s cases need something from you", work.cases)
    return gettext("%(day)s · %(count)s", day=long_day(work.today), count=count)


def _rest(work: engine.Work) -> str:
    """That the queue is longer than what is shown here; nothing where all of it is."""
    if work.queue_in_all <= work.queue_here:
        return ""
    return gettext("Of the queue the first %(num)s cases are here.", num=work.queue_here)


def _blocks(work: engine.Work) -> Iterator[dict[str, Any]]:
    if work.was_away and (away := covered.while_away()) is not None:
        yield away
    for name, word, title, items, empty, tone in _groups(work):
        if items or name in (*ALWAYS, request.args.get("all")):
            there_are = work.waiting_in_all if name == "waiting" else len(items)
            yield _block(name, word, title, items, empty, tone, there_are)
    if work.told:
        yield _told_block(work.told)


def _groups(work: engine.Work) -> tuple[tuple[str, str, str, Sequence[engine.WorkItem], str, str], ...]:
    """Id, word in the strip, title, items, why nothing is there, tone."""
    _ = gettext
    second, nobody = _("Waiting for you as a second person"), _("No decision waits for you as a second person.")
    yours, colleagues = _("Cases that you keep"), _("Kept by colleagues")
    soon = _("Due in 7 days, or about to lapse")
    return (
        ("returned", _("Returned"), _("Returned to you"), work.returned, _("Nothing came back to you."), ""),
        ("given", _("Given to you"), _("Given to you"), work.given, _("No case was given to you."), ""),
        ("review", _("To look at"), _("Holds to look at again"), work.review, _("No hold is to be looked at."), "warn"),
        ("yours", _("Yours"), yours, work.mine, _("You keep no case in which something is to do."), ""),
        ("second", _("To confirm"), second, work.to_confirm, nobody, ""),
        ("new", _("New"), _("New since the last working day"), work.new, _("Nothing is new."), ""),
        ("overdue", _("Overdue"), _("Overdue"), work.overdue, _("Nothing is overdue."), "stop"),
        ("soon", _("Due soon"), soon, work.soon, _("Nothing is due soon, and nothing is about to lapse."), "warn"),
        ("later", _("Later"), _("Later"), work.later, _("Nothing else waits for you."), ""),
        ("colleagues", colleagues, colleagues, work.colleagues, _("Colleagues keep no case."), ""),
        ("waiting", _("On others"), _("Waiting on others"), work.waiting, _("No case waits on others."), ""),
        ("on-hold", _("On hold"), _("On hold"), work.on_hold, _("Nothing is on hold."), ""),
    )


def _block(
    name: str,
    word: str,
    title: str,
    items: Sequence[engine.WorkItem],
    empty: str,
    tone: str,
    there_are: int,
    here: str | None = None,
) -> dict[str, Any]:
    """A block of rows. Where there are more than are handed in, the list of cases has them all."""
    everything = request.args.get("all") == name
    shown = items if everything else items[:SHOWN]
    first = {one.case.id: one for one in reversed(shown)}
    return {
        "id": name,
        "word": word if name in IN_STRIP else "",
        "title": title,
        "count": there_are,
        "tone": tone,
        "rows": [row(one, name) | _given(one, first[one.case.id] is one) for one in shown],
        "all_url": _all_url(here or url_for("work.mine"), name, len(shown), len(items), there_are),
        "empty": empty,
    }


def _all_url(here: str, name: str, shown: int, handed_in: int, there_are: int) -> str | None:
    if handed_in > shown:
        return f"{here}?all={name}#{name}"
    return url_for("case_list.cases", standing="open") if there_are > shown else None


def row(item: engine.WorkItem, block: str) -> Row:
    """One thing to do as the tables of work show it."""
    kind, status, day = _status(item, block)
    return {
        "words": _title(item),
        "href": _href(item),
        "why": _why(item, block),
        "person": item.case.principal or item.case.reference,
        "reference": item.case.reference,
        "programme": item.case.programme_title,
        "points": points_words(item.case.points) if item.case.points else "",
        "kind": kind,
        "status": status,
        "day": day,
    }


def _given(item: engine.WorkItem, first: bool) -> dict[str, Any]:
    """The note with which a case came, and how it is answered: once for each case."""
    came = item.came if first else None
    note = came.note if came is not None else None
    answered = came is not None and came.given
    return {
        "note": gettext("Note: %(note)s", note=note) if note else "",
        "answers": _answers(item, came.role or "") if came is not None and answered else None,
    }


def _answers(item: engine.WorkItem, role: str) -> dict[str, Any]:
    """A button that accepts the case at once, and the way to the form that returns it."""
    case = item.case.reference
    sent = (("then", "record"), ("key", forms.new_key()), ("a-role", role))
    return {
        "accept": url_for("steps.take", case_id=case, action="accept_case"),
        "hidden": [{"name": name, "value": value} for name, value in sent],
        "give_back": url_for("steps.form", case_id=case, action="return_case"),
    }


def _title(item: engine.WorkItem) -> str:
    found = item.case.law.find_action(item.action) if item.action else None
    if found is None and item.lapses:
        return gettext("About to lapse: %(clearance)s", clearance=item.track)
    return step_title(item.case.law, *found) if found else item.place


def _href(item: engine.WorkItem) -> str:
    if item.action is None:
        return case_url(item.case.reference)
    people = list(item.people)
    return url_for("steps.form", case_id=item.case.reference, action=item.action, person=people)


def _why(item: engine.WorkItem, block: str) -> str:
    """Why it is here: how it came, where the case or track stands, for how many, or on whom it waits since when."""
    still = _still_words(item.case) if block == "waiting" else ""
    return dotted((_came_words(item), _stands(item), still))


def _still_words(case: engine.ListedCase) -> str:
    """Since when nothing has happened in the case that everybody may see."""
    return gettext("nothing new since %(day)s", day=weekday_words(case.shown_on, case.today))


def _came_words(item: engine.WorkItem) -> str:
    """From whom it came back, or who gave it, and what they did."""
    if item.came is None:
        return gettext("Given away, not accepted yet") if item.given_away else ""
    if item.came.given:
        return gettext("Given by %(name)s, not accepted yet", name=item.came.by)
    found = item.case.law.find_action(item.came.action) if item.came.action else None
    if item.came.by and found:
        return gettext("Back from %(name)s: %(act)s", name=item.came.by, act=own_words(found[1]))
    return gettext("Back from %(name)s", name=item.came.by) if item.came.by else gettext("Back by itself")


def _stands(item: engine.WorkItem) -> str:
    """Where the case or track stands, for how many, or on whom it waits."""
    whom = [party(item.case.law, one) for one in item.waits_on]
    waits = gettext("Waits on: %(party)s", party=listed(whom)) if whom else ""
    if item.track is None:
        return dotted((item.place if item.action else "", waits))
    is_said = (item.action or "").startswith("member.") or _title(item).startswith(item.track)
    where = item.place if is_said else gettext("%(track)s: %(state)s", track=item.track, state=item.place)
    people = people_count(len(item.people)) if item.people else ""
    return dotted((gettext("About to lapse") if item.lapses and item.action else "", where, people, waits))


def _status(item: engine.WorkItem, block: str) -> tuple[str, str, str]:
    if block == "on-hold":
        return "hold", "", _look_again(item) or _due(item.due, item.case.today)
    days = (item.due - item.case.today).days if item.due else 0
    if item.lapses and item.due:
        return "runs_out", distance(days), weekday_words(item.due, item.case.today)
    if block == "waiting" and days >= 0:
        return "waiting", "", _due(item.due, item.case.today)
    if item.due is None:
        return ("new", "", "") if block == "new" else ("todo", "", "")
    kind = "late" if days < 0 else "due" if days <= 2 else "new" if block == "new" else "todo"
    words = "" if block == "new" and days > 2 else distance(days)
    return kind, words, weekday_words(item.due, item.case.today)


def _look_again(item: engine.WorkItem) -> str:
    if item.review_on is None:
        return ""
    return gettext("look again %(day)s", day=weekday_words(item.review_on, item.case.today))


def _due(due: date | None, today: date) -> str:
    return gettext("due %(day)s", day=weekday_words(due, today)) if due else ""


def _told_block(told: Sequence[engine.Told]) -> dict[str, Any]:
    shown = told if request.args.get("all") == "told" else told[:SHOWN]
    return {
        "id": "told",
        "word": "",
        "title": gettext("Told to you in the last 14 days"),
        "count": len(told),
        "tone": "",
        "rows": [_told_row(one) for one in shown],
        "all_url": url_for("work.mine", all="told") + "#told" if len(told) > len(shown) else None,
        "empty": gettext("Nothing was told to your roles."),
    }


def _told_row(told: engine.Told) -> Row:
    return {
        "words": told.text,
        "href": case_url(told.case.reference),
        "why": gettext("Told to: %(role)s", role=party(told.case.law, told.role)),
        "person": told.case.principal or told.case.reference,
        "reference": told.case.reference,
        "programme": told.case.programme_title,
        "points": "",
        "kind": "new",
        "status": gettext("Told"),
        "day": weekday_words(told.since.date(), told.case.today),
    }
