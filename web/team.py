"""The team: how many open cases each colleague keeps, and what stands still, why, and what would help."""

from typing import Any

from flask import Blueprint, abort, render_template, url_for
from flask_babel import gettext, ngettext

import engine
from web.door import current_caller, door, gives_out
from web.identity import case_url
from web.wording import day_words, dotted, listed, party

bp = Blueprint("team", __name__)
COUNTS = ("open", "overdue", "soon", "on_hold")


@bp.get("/team")
def board() -> str:
    """For whoever gives cases to colleagues; to others there is no such page."""
    if not gives_out():
        abort(404)
    seen = door().team.board(current_caller())
    most = max((one.open for one in seen.members if one.user), default=0)
    idle = [one.name for one in seen.members if one.user and not one.open]
    return render_template(
        "work/team.html",
        heading=_heading(seen),
        members=[_member(one, most) for one in seen.members if one.open or not one.user],
        idle={"count": len(idle), "names": listed(sorted(idle))},
        stuck=[_stuck(one) for one in seen.stuck],
        statistics_url=url_for("statistics.figures"),
        lapsing_url=url_for("lapsing.ahead"),
        queue_url=url_for("work.mine", all="second") + "#second",
    )


def _heading(seen: engine.Board) -> str:
    cases = sum(one.open for one in seen.members if one.user is not None)
    nobody = next((one.open for one in seen.members if one.user is None), 0)
    kept = ngettext("%(num)s case kept", "%(num)s cases kept", cases)
    return dotted((kept, ngettext("%(num)s by nobody yet", "%(num)s by nobody yet", nobody)))


def _member(member: engine.Member, most: int) -> dict[str, Any]:
    counts = {name: {"count": getattr(member, name), "href": _list_url(member, name)} for name in COUNTS}
    width = round(100 * member.open / most) if most and member.user else 0
    give = url_for("sharing.choose", user=member.user) if member.user and member.open else None
    name = member.name or gettext("Nobody yet")
    return {"name": name, "nobody": member.user is None, "width": width, "give_url": give, **counts}


def _list_url(member: engine.Member, count: str) -> str:
    """The list of the cases that are counted."""
    whose = {"keeper": member.user} if member.user else {"kept": "nobody"}
    return url_for("case_list.cases", standing=count, **whose)


def _stuck(stuck: engine.Stuck) -> dict[str, Any]:
    case = stuck.case
    what, helps = _words(stuck)
    role = {"programme": stuck.law.id, "waits_on": stuck.role, "standing": "open"}
    return {
        "what": what,
        "helps": helps,
        "person": (case.principal or case.reference) if case else "",
        "reference": case.reference if case else "",
        "href": case_url(case.reference) if case else url_for("case_list.cases", **role) if stuck.role else None,
        "cases": ngettext("%(num)s case", "%(num)s cases", stuck.cases),
        "place": dotted((stuck.law.title, stuck.office)) if case or stuck.role else "",
        "since": gettext("since %(day)s", day=day_words(stuck.since)) if stuck.since else "",
    }


def _words(stuck: engine.Stuck) -> tuple[str, str]:
    """What is wrong, and what would help."""
    if stuck.kind == "nobody":
        role = party(stuck.law, stuck.role or "")
        what = gettext("Nobody at this office is %(role)s, and cases wait for one", role=role)
        return what, gettext("Ask the administrator to give somebody this role")
    if stuck.kind == "review":
        what = gettext("%(hold)s: this hold was to be looked at again", hold=stuck.says)
        return what, gettext("Lift the hold, or place it anew with a later day")
    if stuck.kind == "cannot_rest":
        what = dotted((gettext("The programme goes round in a ring here"), stuck.says))
        return what, gettext("Tell the programme designer; the case goes on when a mended version is published")
    return gettext("Something fell due and is not recorded yet"), gettext(
        "Ask the administrator whether the clock runs"
    )
