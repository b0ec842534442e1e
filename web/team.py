"""The team: how many open cases each colleague keeps, and what stands still, why, and what would help."""

from typing import Any

from flask import Blueprint, abort, render_template, url_for
from flask_babel import gettext, ngettext

import engine
from web import absences
from web.case_facets import GIVEN
from web.door import current_caller, door, gives_out
from web.identity import case_url, link
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
    away = _away()
    shown = [one for one in seen.members if one.open or not one.user or one.user in away]
    idle = [one.name for one in seen.members if one not in shown]
    return render_template(
        "work/team.html",
        heading=_heading(seen),
        members=[_member(seen, one, most, away.get(one.user or "", [])) for one in shown],
        idle={"count": len(idle), "names": listed(sorted(idle))},
        stuck=[_stuck(one) for one in seen.stuck],
        statistics_url=url_for("statistics.figures"),
        lapsing_url=url_for("lapsing.ahead"),
        queue_url=url_for("work.mine", all="second") + "#second",
    )


def _heading(seen: engine.Board) -> list[dict[str, str]]:
    """How many cases are kept, and by nobody; each leads to these."""
    nobody = next((one.open for one in seen.members if one.user is None), 0)
    kept = ngettext("%(num)s case kept", "%(num)s cases kept", seen.kept)
    free = ngettext("%(num)s by nobody yet", "%(num)s by nobody yet", nobody)
    return [
        link(kept, _list_url(seen, standing="open", kept=("me", "others"))),
        link(free, _list_url(seen, standing="open", kept="nobody")),
    ]


def _away() -> dict[str, list[engine.AbsenceSeen]]:
    """The absences now and ahead, by who is away."""
    found: dict[str, list[engine.AbsenceSeen]] = {}
    for one in door().covering.seen(current_caller()):
        found.setdefault(one.absence.absent, []).append(one)
    return found


def _member(seen: engine.Board, member: engine.Member, most: int, away: list[engine.AbsenceSeen]) -> dict[str, Any]:
    whose = {"keeper": member.user} if member.user else {"kept": "nobody"}
    counts = {
        name: {"count": getattr(member, name), "href": _list_url(seen, standing=name, **whose)} for name in COUNTS
    }
    width = round(100 * member.open / most) if most and member.user else 0
    give = url_for("sharing.choose", user=member.user) if member.user and member.open else None
    name = member.name or gettext("Nobody yet")
    works = member.user is not None and not member.closed
    return {
        "name": name,
        "nobody": member.user is None,
        "width": width,
        "give_url": give,
        "away": [absences.away_words(one.absence, one.covered_by, one.programme_title) for one in away],
        "away_url": url_for("absences.of_somebody", user=member.user) if works else None,
        **counts,
    }


def _list_url(seen: engine.Board, **chosen: Any) -> str:
    """The list of the cases that are counted: of the reader's, those that they give out."""
    return url_for("case_list.cases", **chosen, **({} if seen.whole else {"team": GIVEN}))


def _stuck(stuck: engine.Stuck) -> dict[str, Any]:
    case = stuck.case
    what, helps = _words(stuck)
    many = _many_url(stuck)
    return {
        "what": what,
        "helps": helps,
        "person": (case.principal or case.reference) if case else "",
        "reference": case.reference if case else "",
        "href": case_url(case.reference) if case else many,
        "cases": ngettext("%(num)s case", "%(num)s cases", stuck.cases),
        "place": dotted((stuck.law.called, stuck.office)) if case or many else "",
        "since": gettext("since %(day)s", day=day_words(stuck.since)) if stuck.since else "",
    }


def _many_url(stuck: engine.Stuck) -> str | None:
    """The list of the cases that stand still for one reason, where they can be listed."""
    if stuck.named:
        return url_for("case_list.cases", case=stuck.named)
    if stuck.place is None:
        return None
    whose = {"turn": stuck.role} if stuck.role else {"keeper": stuck.user}
    return url_for("case_list.cases", programme=stuck.law.id, office=stuck.place, standing="open", **whose)


def _words(stuck: engine.Stuck) -> tuple[str, str]:
    """What is wrong, and what would help."""
    if stuck.kind == "nobody":
        role = party(stuck.law, stuck.role or "")
        what = gettext("Nobody at this office is %(role)s, and cases wait for one", role=role)
        return what, gettext("Ask the administrator to give somebody this role")
    if stuck.kind == "absent":
        return _absent_words(stuck)
    if stuck.kind == "review":
        what = gettext("%(hold)s: this hold was to be looked at again", hold=stuck.says)
        return what, gettext("Lift the hold, or place it anew with a later day")
    if stuck.kind == "cannot_rest":
        what = dotted((gettext("The programme goes round in a ring here"), stuck.says))
        return what, gettext("Tell the programme designer; the case goes on when a mended version is published")
    return gettext("Something fell due and is not recorded yet"), gettext(
        "Ask the administrator whether the clock runs"
    )


def _absent_words(stuck: engine.Stuck) -> tuple[str, str]:
    if stuck.since is None:
        what = gettext("The account of %(name)s is closed, and cases are left with it", name=stuck.says)
        return what, gettext("Give the cases to a colleague")
    what = gettext("%(name)s is away, and nobody covers", name=stuck.says)
    return what, gettext("Say who covers, or give the cases to a colleague")
