"""What the address of the list of cases says: which ones; and the choices beside it with what each would leave."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from flask import request, url_for
from flask_babel import gettext, ngettext

import engine
from web.door import door, reach
from web.wording import Speech, month_words, number_words, outcome_words, party

FACETS = (
    *("programme", "office", "phase", "state", "waits_on", "standing", "lapses", "kept", "keeper", "points"),
    *("outcome", "opened", "ends", "turn", "case", "team"),
)
OF_A_PROGRAMME = ("phase", "state", "waits_on", "points", "turn")
NO_POINTS, LONGEST, MOST_CHOICES = "none", 60, 50
GIVEN, SINCE = "given", "since-"
Kept = Mapping[str, tuple[str, ...]]


def kept() -> Kept:
    """The choices of the address; what is longer than any name is none."""
    asked = {name: tuple(dict.fromkeys(one for one in request.args.getlist(name) if _is_name(one))) for name in FACETS}
    found = {name: values[:MOST_CHOICES] for name, values in asked.items() if values}
    return found if len(found.get("programme", ())) == 1 else _without(found, *OF_A_PROGRAMME)


def _is_name(sent: str) -> bool:
    return 0 < len(sent.strip()) <= LONGEST and sent.isprintable()


def _without(chosen: Kept, *names: str) -> dict[str, tuple[str, ...]]:
    return {name: values for name, values in chosen.items() if name not in names}


def wanted(chosen: Kept) -> engine.Wanted:
    return engine.Wanted(**chosen)


def law_of(chosen: Kept) -> engine.Programme | None:
    """The one programme that is chosen, whose phases, states and turns can be chosen then."""
    names = chosen.get("programme", ())
    return reach().programmes.get(names[0]) if len(names) == 1 else None


def address(chosen: Kept, state: Mapping[str, Any], **more: Any) -> str:
    """The list with these choices, and in this state: its order, columns and length."""
    return url_for("case_list.cases", **chosen, **{**state, **more})


def thresholds(law: engine.Programme | None) -> tuple[str, ...]:
    """The choices of points: every number that a line of the score gives, and none."""
    if law is None or law.priority is None:
        return ()
    numbers = sorted({line.points for line in law.priority.lines.values() if line.points > 0}, reverse=True)
    return (*map(str, numbers), NO_POINTS)


def found_words(tally: engine.Tally) -> str:
    """How many cases there are, of how many; of very many, that they are more than are counted."""
    most = number_words(engine.MOST_COUNTED)
    if tally.found > engine.MOST_COUNTED:
        return gettext("More than %(most)s cases", most=most)
    if tally.all > engine.MOST_COUNTED:
        return gettext("%(found)s of more than %(most)s cases", found=tally.found, most=most)
    return ngettext("%(found)s of %(num)s case", "%(found)s of %(num)s cases", tally.all, found=tally.found)


def facets(chosen: Kept, tally: engine.Tally) -> list[dict[str, Any]]:
    """The choices with how many cases each would leave, where that was counted."""
    found = ((name, title, options) for name, title, options in _offered(chosen) if options)
    return [_facet(name, title, options, chosen, tally) for name, title, options in found]


def _offered(chosen: Kept) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    law = law_of(chosen)
    yield "programme", gettext("Programme"), {one.id: one.called for one in reach().programmes.values()}
    if law is not None:
        yield "phase", gettext("Phase"), {one.name: one.title for one in law.phases.values()}
        yield "state", gettext("State"), _states(law, chosen.get("phase", ()), chosen.get("state", ()))
        yield "waits_on", gettext("Waits on"), _turns(law)
    yield "standing", gettext("Standing"), _standings()
    yield "lapses", gettext("First to lapse"), _lapses()
    yield "kept", gettext("Kept by"), _keepers()
    yield from _made(chosen)
    if law is not None:
        yield "points", gettext("Priority"), {one: _points(one) for one in thresholds(law)}
    if len(reach().offices) > 1:
        yield "office", gettext("Office"), {name: one.title for name, one in reach().offices.items()}


def _made(chosen: Kept) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Choices that are made on other pages, whose numbers lead here; only what is chosen can be chosen."""
    yield "keeper", gettext("Kept by colleague"), _colleagues(chosen.get("keeper", ()))
    law, of = law_of(chosen), {name: chosen.get(name, ()) for name in ("outcome", "opened", "ends", "turn", "case")}
    if law is not None and len(chosen.get("office", ())) == 1:
        yield "turn", gettext("Waits on"), {one: _in_any_part(law, one) for one in of["turn"]}
    yield "outcome", gettext("Outcome"), {one: outcome_words(one) for one in of["outcome"]}
    yield "opened", gettext("Opened"), {one: words for one in of["opened"] if (words := _opened(one))}
    yield "ends", gettext("First to lapse"), {one: words for one in of["ends"] if (words := _week(one))}
    yield "case", gettext("Case"), {one: one for one in of["case"]}
    if chosen.get("team") == (GIVEN,):
        yield "team", gettext("Team"), {GIVEN: gettext("Those that you give out")}


def _in_any_part(law: engine.Programme, role: str) -> str:
    return gettext("%(role)s, in the case or one of its tracks", role=party(law, role))


def _opened(choice: str) -> str:
    first = _day(f"{choice.removeprefix(SINCE)}-01")
    if first is None:
        return ""
    month = month_words(first)
    return gettext("since %(day)s", day=month) if choice.startswith(SINCE) else month


def _week(choice: str) -> str:
    first = _day(choice)
    return "" if first is None else Speech().days_briefly(first, first + timedelta(6))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _states(law: engine.Programme, phases: tuple[str, ...], chosen: tuple[str, ...]) -> dict[str, str]:
    """The states of the phases that are chosen, and those that are chosen already."""
    near = [name for phase in phases if phase in law.phases for name in law.phases[phase].states]
    near += [name for name in chosen if name in law.case.states]
    return {name: law.case.state_title(name) for name in near}


def _turns(law: engine.Programme) -> dict[str, str]:
    names = dict.fromkeys(name for state in law.case.states.values() for name in state.turns)
    return {name: party(law, name) for name in names}


def _points(choice: str) -> str:
    if choice == NO_POINTS:
        return gettext("Not worked out yet")
    return ngettext("%(num)s point or more", "%(num)s points or more", int(choice))


def _standings() -> dict[str, str]:
    return {
        "open": gettext("Open"),
        "overdue": gettext("Overdue"),
        "soon": gettext("Due in 7 days"),
        "on_hold": gettext("On hold"),
        "closed": gettext("Closed"),
    }


def _lapses() -> dict[str, str]:
    return {
        "past": gettext("Already lapsed"),
        "30": gettext("In 30 days or less"),
        "90": gettext("In 31 to 90 days"),
        "later": gettext("Later"),
    }


def _keepers() -> dict[str, str]:
    return {"me": gettext("Me"), "nobody": gettext("Nobody"), "others": gettext("Colleagues")}


def _colleagues(chosen: tuple[str, ...]) -> dict[str, str]:
    """Those who are named in the address, as the page of the team does; nobody is to be chosen from a list of all."""
    names = door().administration.display_names() if chosen else {}
    return {one: names[one] for one in chosen if one in names}


def _facet(name: str, title: str, options: Mapping[str, str], chosen: Kept, tally: engine.Tally) -> dict[str, Any]:
    counts, ours = tally.choices.get(name, {}), chosen.get(name, ())
    shown = [
        {"value": one, "label": label, "chosen": one in ours, "count": counts.get(one, 0) if counts else ""}
        for one, label in options.items()
    ]
    return {"title": title, "name": name, "options": shown}


def chips(chosen: Kept, state: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is chosen, each with the address without it. A programme takes along what belongs to it."""
    labels = {name: (title, options) for name, title, options in _offered(chosen)}
    return [
        {"facet": labels[name][0], "value": labels[name][1][one], "href": address(_less(chosen, name, one), state)}
        for name in labels
        for one in chosen.get(name, ())
        if one in labels[name][1]
    ]


def _less(chosen: Kept, name: str, value: str) -> dict[str, tuple[str, ...]]:
    rest = tuple(one for one in chosen[name] if one != value)
    found = {**chosen, name: rest} if rest else _without(chosen, name)
    gone = {"programme": OF_A_PROGRAMME, "phase": ("state",)}.get(name, ())
    return _without(found, *gone)
