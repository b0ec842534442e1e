"""The auditor's first page: is the log whole, what was done to the system itself, and the way to a case's own log."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_babel import format_datetime, gettext, ngettext
from werkzeug.wrappers import Response

import engine
from web.absences import days_words
from web.case_facets import found_words
from web.door import current_caller, door
from web.entry_pages import entry_pages
from web.numbers import number_sent
from web.wording import listed, long_day, outcome_words

bp = Blueprint("audit", __name__, url_prefix="/audit")
PROOF = "audit_proof"
PAGE, CASES, LONGEST = 30, 20, 60
REGISTER = "register"


@bp.before_request
def _only_auditors() -> None:
    """For others the page does not exist."""
    if not current_caller().has("auditor"):
        abort(404)


@bp.get("")
def overview() -> str:
    """What the last check found, the register, and the cases."""
    caller, sought = current_caller(), _sought()
    proof: engine.Proof | None = current_app.extensions.get(PROOF)
    page, cases = _register(caller), _cases(caller, sought)
    return render_template(
        "audit/overview.html",
        heading=gettext("Read only: nothing on these pages changes a case."),
        log=_integrity(proof),
        check_url=url_for("audit.check"),
        breaches=[_breach(one) for one in proof.breaches] if proof else [],
        audit_url=url_for("audit.overview"),
        sought=sought,
        found=_found(cases),
        cases=[_case(one) for one in cases.cases] if cases else None,
        days=list(_days(page)) if page else None,
        pages=_pages(page) if page else None,
    )


@bp.post("/check")
def check() -> Response:
    """Proves the whole log now; the result stays until the next check or the next start of the server."""
    current_app.extensions[PROOF] = door().auditing.verify(current_caller())
    return redirect(url_for("audit.overview"), 303)


def _register(caller: engine.Caller) -> engine.RegisterPage | None:
    """None where it cannot be opened any more: what is broken must not hide that it is."""
    try:
        return door().auditing.register_page(caller, before=_before(), limit=PAGE)
    except engine.Broken:
        return None


def _cases(caller: engine.Caller, sought: str) -> engine.CasePage | None:
    """None where one of them cannot be opened any more."""
    try:
        return door().case_lists.cases(caller, engine.Wanted(reference=sought or None), limit=CASES)
    except engine.Broken:
        return None


def _sought() -> str:
    asked = request.args.get("reference", "").strip()
    return asked if len(asked) <= LONGEST and asked.isprintable() else ""


def _before() -> int | None:
    return number_sent(request.args.get("before", ""))


# the proof


def _integrity(proof: engine.Proof | None) -> dict[str, Any]:
    if proof is None:
        words, details, status = gettext("Not checked since the server started"), [], "unchecked"
    elif proof.is_whole:
        words, details, status = gettext("Log intact"), [_counted(proof), _checked(proof)], "intact"
    else:
        count = len(proof.breaches)
        words = ngettext("Log broken in %(num)s place", "Log broken in %(num)s places", count)
        details, status = [_counted(proof), _checked(proof)], "broken"
    return {"status": status, "words": words, "details": details, "last_hash": None, "links": []}


def _counted(proof: engine.Proof) -> str:
    cases = ngettext("%(num)s case", "%(num)s cases", proof.cases)
    entries = ngettext("%(num)s entry", "%(num)s entries", proof.entries)
    return gettext("%(entries)s of %(cases)s", entries=entries, cases=cases)


def _checked(proof: engine.Proof) -> str:
    return gettext("checked %(moment)s", moment=_moment(proof.at))


def _moment(moment: datetime) -> str:
    return gettext("%(moment)s UTC", moment=format_datetime(moment, "d MMM y HH:mm", rebase=False))


def _breach(one: engine.Breach) -> dict[str, str]:
    where = _where(one)
    words = gettext("%(where)s, entry %(number)s", where=where, number=one.entry) if one.entry else where
    return {
        "words": words,
        "kind": one.thing,
        "what": one.what,
        "holds": one.holds,
        "href": url_for("log.of_case", case_id=one.reference) if one.reference else "",
    }


def _where(one: engine.Breach) -> str:
    if one.case == REGISTER:
        return gettext("The register of the system")
    return gettext("Case %(reference)s", reference=one.reference or one.case)


# the cases


def _found(cases: engine.CasePage | None) -> str:
    return found_words(cases.tally) if cases else ""


def _case(one: engine.ListedCase) -> dict[str, str]:
    return {
        "reference": one.reference,
        "href": url_for("log.of_case", case_id=one.reference),
        "programme": one.programme_title,
        "standing": outcome_words(one.outcome) if one.outcome else one.state_title,
    }


# the register


def _pages(page: engine.RegisterPage) -> dict[str, Any]:
    numbers = [one.entry.seq for one in page.lines]
    return entry_pages(url_for("audit.overview"), numbers, page.before, later=bool(_before()), place="#register")


def _days(page: engine.RegisterPage) -> Iterator[dict[str, Any]]:
    """The entries by their day in UTC: the register belongs to no office."""
    names, days = door().administration.display_names(), dict[str, list[dict[str, Any]]]()
    for line in page.lines:
        days.setdefault(long_day(line.entry.recorded.date()), []).append(_line(line, names))
    yield from ({"day": day, "entries": lines} for day, lines in days.items())


def _line(line: engine.LogLine, names: Mapping[str, str]) -> dict[str, Any]:
    entry = line.entry
    words, reasons = _told(entry, names)
    if entry.note:
        reasons = [*reasons, gettext("Note: %(note)s", note=entry.note)]
    through = gettext("through %(who)s", who=entry.on_behalf_of) if entry.on_behalf_of else ""
    return {
        "number": str(entry.seq),
        "time": format_datetime(entry.recorded, "HH:mm", rebase=False),
        "words": words,
        "reasons": reasons,
        "by": names.get(entry.actor, entry.actor) if entry.actor else gettext("The system"),
        "by_about": through,
        "hash": f"{line.hash[:4]}…{line.hash[-4:]}",
    }


def _told(entry: engine.Entry, names: Mapping[str, str]) -> tuple[str, list[str]]:
    """What an entry of the register says was done, and the particulars."""
    if "published" in entry.inputs:
        return _published(entry.inputs["published"])
    if "rebuilt" in entry.inputs:
        told = entry.inputs["rebuilt"]
        return gettext("List rows made anew: %(reference)s", reference=told["reference"]), list(told["things"])
    change: Mapping[str, Any] = entry.changes[0] if entry.changes else {}
    if "placed" in change:
        placed = change["placed"]
        return gettext("Hold placed over %(programme)s", programme=placed["programme"]), [placed["hold"]["name"]]
    if "lifted" in change:
        lifted = change["lifted"]
        return gettext("Hold lifted from %(programme)s", programme=lifted["programme"]), [lifted["name"]]
    if "ended" in change:
        ended = change["ended"]
        return gettext("Hold over %(programme)s ended by itself", programme=ended["programme"]), [ended["name"]]
    if "absence" in change:
        return _absence(change["absence"], names)
    if "back" in change:
        return gettext("Absence ended early, entry %(number)s", number=change["back"]["entry"]), []
    if "account" in change:
        return _account(entry, change["account"])
    return (gettext("First start") if entry.cause == "opening" else entry.action or entry.cause), []


def _absence(told: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, list[str]]:
    cover = names.get(told["covered_by"], told["covered_by"])
    days = days_words(date.fromisoformat(told["first"]), date.fromisoformat(told["last"]))
    covers = gettext("%(name)s covers", name=cover) if cover else gettext("Nobody covers yet")
    programme = gettext("All programmes") if told["programme"] == "*" else told["programme"]
    return gettext("Absence of %(name)s", name=names.get(told["absent"], told["absent"])), [days, covers, programme]


def _published(told: Mapping[str, str]) -> tuple[str, list[str]]:
    kind = gettext("Calendar published") if told["kind"] == "office" else gettext("Programme published")
    return gettext("%(what)s: %(name)s", what=kind, name=told["name"]), [told["digest"][:16]]


def _account(entry: engine.Entry, told: Mapping[str, Any]) -> tuple[str, list[str]]:
    added = gettext("Account added: %(name)s", name=told["display_name"])
    changed = gettext("Account changed: %(name)s", name=told["display_name"])
    roles = (role if programme == "*" else f"{programme}:{role}" for programme, role, _ in told["grants"])
    closed = [] if told["active"] else [gettext("closed: may not sign in any more")]
    return (added if entry.action == "add" else changed), [told["name"], listed(dict.fromkeys(roles)), *closed]
