"""A new case whose people might be known already: both side by side, and why they are not the same.

The reason is asked for each other case; it stands in the note of the opening. Its field is `u-<reference>`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext, ngettext

import engine
from web import forms, opening_parts
from web.at_hand import PART
from web.door import current_caller, door
from web.engine_words import question_words
from web.forms import Typed
from web.identity import case_url, link
from web.opening_parts import SAME, UNLIKE
from web.typed_words import typed_words
from web.wording import value_words

MOST_ROWS, WRONG = 8, 422
Row = dict[str, Any]


def found(law: engine.Programme, place: engine.Office, asked: engine.Opening) -> tuple[engine.Alike, ...]:
    return door().intake.alike(current_caller(), law.id, place.name, asked)


def undecided(alike: Sequence[engine.Alike], typed: Typed) -> list[str]:
    """The cases of which it was not said yet why nobody of them is meant."""
    return [one for one in dict.fromkeys(it.reference for it in alike) if not typed.unlike.get(one, "").strip()]


def note(typed: Typed) -> str | None:
    """What the opening says of them for good."""
    lines = (
        gettext("Not the same as in case %(reference)s: %(reason)s", reference=one, reason=reason.strip())
        for one, reason in typed.unlike.items()
        if reason.strip()
    )
    return "\n".join(lines) or None


def same_page(
    law: engine.Programme,
    place: engine.Office,
    typed: Typed,
    alike: Sequence[engine.Alike],
    missing: Sequence[str],
    saved: str,
) -> Any:
    """The page. `missing`: the cases for which a reason is asked once more."""
    names = opening_parts.people_names(law, typed)
    cases = [
        _case(law, place, typed, names, reference, [one for one in alike if one.reference == reference], missing)
        for reference in dict.fromkeys(one.reference for one in alike)
    ]
    page = render_template(
        "cases/new_same.html",
        crumbs=[
            {"words": gettext("Cases"), "href": url_for("case_list.cases")},
            {"words": gettext("Open a case"), "href": ""},
        ],
        about=ngettext(
            "%(num)s case may be about the same people", "%(num)s cases may be about the same people", len(cases)
        ),
        problems=[{"words": _why(one), "href": f"#f-{UNLIKE}{one}"} for one in missing],
        cases=cases,
        action=url_for("opening.form", programme=law.id, office=place.name),
        hidden=[forms.key_field(), {"name": PART, "value": SAME}, *opening_parts.newcomer_fields(typed)],
        saved=saved,
        back_url=url_for("case_list.cases"),
    )
    return page, WRONG if missing else 200


def _why(reference: str) -> str:
    return gettext("Say why it is not the same as in case %(reference)s", reference=reference)


def _case(
    law: engine.Programme,
    place: engine.Office,
    typed: Typed,
    names: Mapping[str, str],
    reference: str,
    alike: Sequence[engine.Alike],
    missing: Sequence[str],
) -> Row:
    """A case with everybody in it who might be one of the newcomers."""
    label = gettext("If it is not the same: why?")
    hint = gettext("For example: other parents, another place of birth. It is kept with the opening of this case.")
    asked = forms.plain_field(f"{UNLIKE}{reference}", label, "text", hint, typed.unlike.get(reference, ""))
    return {
        "reference": reference,
        "programme": alike[0].law.called,
        "link": link(gettext("Look at case %(reference)s", reference=reference), case_url(reference)),
        "pairs": [{"title": names[one.newcomer], "rows": list(_rows(law, place, typed, one))} for one in alike],
        "field": asked | {"error": _why(reference) if reference in missing else ""},
    }


def _rows(law: engine.Programme, place: engine.Office, typed: Typed, one: engine.Alike) -> Iterator[Row]:
    """What is known on both sides, the facts that agree among it."""
    given = typed.each.get(one.newcomer, {})
    each = [(ask, given.get(ask.key)) for ask in law.opening.asks if ask.each and ask.fact.type != "document"]
    own = [(ask, typed.answers.get(ask.key)) for ask in law.opening.asks if not ask.each and ask.fact.name in one.same]
    there = ((ask, value) for ask, value in (*own, *each) if ask.fact.name in one.facts and value)
    for ask, value in list(there)[:MOST_ROWS]:
        name = ask.fact.name
        yield {
            "question": question_words(ask.fact),
            "typed": typed_words(ask, value, place, {}),
            "there": value_words(one.facts[name], one.law.facts[name], place, {}),
            "agrees": name in one.same,
        }
