"""About to lapse: which cases lose a clearance in the days to come if nobody acts. What is shown is in the address."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext, ngettext

import engine
from web.door import current_caller, door, reach
from web.identity import case_url
from web.wording import EMPTY, Speech, day_words, distance, joined, parties, weekday_words

bp = Blueprint("lapsing", __name__)
DAYS = (14, 30, 60, 90)
USUAL = 30
SPLIT = "~"
LONGEST, PAGE = 60, 10
HEIGHT = 48  # of the highest bar, pixels


@bp.get("/lapsing")
def ahead() -> str:
    """The cases in reach that lose something, the first to lapse first."""
    caller, kept = current_caller(), _kept()
    programmes, offices = _programmes(caller), _offices(caller)
    if not programmes:
        abort(404)
    days = int(kept.get("days", USUAL))
    page = door().forecasting.cases(
        caller, days, programme=kept.get("programme"), office=kept.get("office"), after=_after(), limit=PAGE
    )
    facets = list(_facets(programmes, offices, kept))
    return render_template(
        "work/lapsing.html",
        heading=ngettext("Within %(num)s day, if nobody acts", "Within %(num)s days, if nobody acts", days),
        list_url=url_for("lapsing.ahead"),
        facets=facets,
        chips=_chips(facets, kept),
        weeks=_weeks(kept),
        rows=[row for case in sorted(page.cases, key=_first_day) for row in _rows(case)],
        pages=_pages(page, kept),
        empty_words=_empty(page, days),
    )


# what the address says


def _kept() -> dict[str, str]:
    """The filters of the address; days that are not among those to choose from are the usual ones."""
    asked = {name: request.args.get(name, "").strip() for name in ("days", "programme", "office")}
    kept = {name: one for name, one in asked.items() if 0 < len(one) <= LONGEST and "\x00" not in one}
    if kept.get("days") not in {str(one) for one in DAYS} - {str(USUAL)}:
        kept.pop("days", None)
    return kept


def _after() -> tuple[str, str] | None:
    """The key of the case before this page."""
    day, split, case = request.args.get("after", "").partition(SPLIT)
    return (day, case) if split and len(day) + len(case) < 100 and (day + case).isprintable() else None


def _address(kept: Mapping[str, str], **more: str) -> str:
    return url_for("lapsing.ahead", **{**kept, **more})


# filters


def _programmes(caller: engine.Caller) -> dict[str, str]:
    own = caller.programmes()
    return {one.id: one.called for one in reach().programmes.values() if one.id in own}


def _offices(caller: engine.Caller) -> dict[str, str]:
    own = [one for programme in caller.programmes() for one in reach().offices_of(caller, programme)]
    return {one.name: one.title for one in sorted(own, key=lambda one: one.name)}


def _facets(
    programmes: Mapping[str, str], offices: Mapping[str, str], kept: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    days = {str(one): ngettext("%(num)s day", "%(num)s days", one) for one in DAYS}
    chosen = kept.get("days", str(USUAL))
    options = [{"value": one, "label": label, "chosen": one == chosen} for one, label in days.items()]
    yield {"title": gettext("Days ahead"), "name": "days", "options": options}
    yield _facet("programme", gettext("Programme"), programmes, kept)
    yield _facet("office", gettext("Office"), offices, kept)


def _facet(name: str, title: str, options: Mapping[str, str], kept: Mapping[str, str]) -> dict[str, Any]:
    every = [{"value": "", "label": gettext("All"), "chosen": kept.get(name) not in options}]
    shown = [{"value": one, "label": label, "chosen": kept.get(name) == one} for one, label in options.items()]
    return {"title": title, "name": name, "options": every + shown}


def _chips(facets: Iterable[Mapping[str, Any]], kept: Mapping[str, str]) -> list[dict[str, str]]:
    """What is filtered, each with the address without it."""
    found = []
    for facet in facets:
        label = next((one["label"] for one in facet["options"] if one["chosen"]), "")
        if facet["name"] in kept:
            without = {name: value for name, value in kept.items() if name != facet["name"]}
            found.append({"facet": facet["title"], "value": label, "href": _address(without)})
    return found


# weeks


def _weeks(kept: Mapping[str, str]) -> list[dict[str, Any]]:
    """How many cases lose their first clearance in each of the weeks to come; each number leads to these cases."""
    where = {name: kept[name] for name in ("programme", "office") if name in kept}
    weeks = door().forecasting.weeks(current_caller(), where.get("programme"), where.get("office"))
    most = max(one.cases for one in weeks)
    return [
        {
            "words": Speech().days_briefly(one.first, one.first),
            "count": one.cases,
            "href": url_for("case_list.cases", ends=one.first.isoformat(), **where) if one.cases else None,
            "height": round(HEIGHT * one.cases / most) if most else 0,
        }
        for one in weeks
    ]


# rows


def _rows(case: engine.Foreseen) -> Iterator[dict[str, Any]]:
    """One row for everybody in the case whose clearance ends alike."""
    for _, lapses in groupby(case.forecast.lapses, key=_alike):
        yield _row(case, list(lapses))


def _first_day(case: engine.Foreseen) -> date:
    """The day that orders a page: of what is shown, so that the reader sees why a case comes first."""
    return min((one.last_day for one in case.forecast.lapses), default=date.max)


def _alike(lapse: engine.Lapse) -> tuple[Any, ...]:
    return lapse.track, lapse.lost_at, lapse.state, lapse.renewed_by, lapse.renewed_from


def _row(case: engine.Foreseen, lapses: list[engine.Lapse]) -> dict[str, Any]:
    listed, lapse = case.case, lapses[0]
    track, left = listed.law.tracks[lapse.track], (lapse.last_day - listed.today).days
    needed = gettext("Needed from the day after") if lapse.state is None else track.state_title(lapse.state)
    return {
        "person": listed.principal or listed.reference,
        "href": case_url(listed.reference),
        "reference": listed.reference,
        "programme": listed.programme_title,
        "office": listed.office_title,
        "clearance": track.title,
        "about": needed,
        "people": joined(case.names.get(one.person or "", "") for one in lapses) if lapse.person else "",
        "day": weekday_words(lapse.last_day, listed.today),
        "kind": "due_soon" if left <= DAYS[0] else "due",
        "distance": distance(left),
        "falls": list(_falls(listed.law, lapses)),
        "travel": _travel(case.forecast),
        "renewed_by": parties(listed.law, lapse.renewed_by) if lapse.renewed_by else EMPTY,
        "renewed_from": _from(lapse, case.forecast) if lapse.renewed_by else "",
    }


def _falls(law: engine.Programme, lapses: Iterable[engine.Lapse]) -> Iterator[dict[str, str]]:
    """Where the case and the clearance go, each said once."""
    for name, origin, target in dict.fromkeys(
        (one.machine, one.origin, one.target) for it in lapses for one in it.falls
    ):
        machine = law.machine(name)
        title = gettext("The case") if name == "case" else machine.title
        yield {
            "from_state": gettext("%(track)s: %(state)s", track=title, state=machine.state_title(origin)),
            "to_state": machine.state_title(target),
        }


def _travel(ahead: engine.Forecast) -> str:
    if ahead.travels_on is None:
        return EMPTY
    day = day_words(ahead.travels_on)
    return gettext("Booked for %(day)s", day=day) if ahead.is_booked else gettext("Planned for %(day)s", day=day)


def _from(lapse: engine.Lapse, ahead: engine.Forecast) -> str:
    if lapse.renewed_from <= ahead.today:
        return gettext("now")
    return gettext("from %(day)s", day=day_words(lapse.renewed_from))


def _pages(page: engine.ForecastPage, kept: Mapping[str, str]) -> dict[str, Any]:
    key = SPLIT.join(page.next) if page.next else ""
    return {
        "words": ngettext("%(num)s case on this page", "%(num)s cases on this page", len(page.cases)),
        "previous": _address(kept) if request.args.get("after") else None,
        "next": _address(kept, after=key) if key else None,
        "sizes": None,
        "links": None,
    }


def _empty(page: engine.ForecastPage, days: int) -> str:
    if page.next:
        return gettext("Nothing lapses in these cases. Go on to the next page.")
    return ngettext(
        "No clearance lapses within %(num)s day. Look further ahead, or remove a filter.",
        "No clearance lapses within %(num)s days. Look further ahead, or remove a filter.",
        days,
    )
