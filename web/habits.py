"""How somebody likes the pages to be: single-key shortcuts, a calendar beside the Gregorian one, the digits of dates.

Kept like the language, in cookies of their own that outlive the sign-in. Single keys are off until somebody switches
them on (WCAG 2.1.4).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, g, has_request_context, redirect, request, url_for
from flask_babel import get_locale, gettext

from web.calendars import ARABIC, CALENDARS, DIGITS, LATIN
from web.languages import COOKIE_LASTS

bp = Blueprint("habits", __name__)
KEYS, CALENDAR, FIRST, NUMERALS = "caseway_keys", "caseway_calendar", "caseway_calendar_first", "caseway_digits"
ON = "on"
_WESTERN = DIGITS["latn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """`calendar` and `digits`: names of CALENDARS and DIGITS, or empty. `first`: that calendar stands first."""

    keys: bool = False
    calendar: str = ""
    first: bool = False
    digits: str = ""


def habits() -> Habits:
    """Those of whoever is asking."""
    if not has_request_context():
        return Habits()
    if "habits" not in g:
        g.habits = _read()
    return g.habits


def _read() -> Habits:
    kept = request.cookies
    calendar, digits = kept.get(CALENDAR, ""), kept.get(NUMERALS, "")
    return Habits(
        keys=kept.get(KEYS) == ON,
        calendar=calendar if calendar in CALENDARS else "",
        first=kept.get(FIRST) == ON,
        digits=digits if digits in DIGITS else "",
    )


@bp.post("/account/habits")
def keep() -> Response:
    """Keeps what the settings page sends; what is not among its choices is as if nothing was chosen."""
    answer = redirect(url_for("own_account.settings"), 303)
    for name in (KEYS, CALENDAR, FIRST, NUMERALS):
        kept = request.form.get(name, "")[:20]
        answer.set_cookie(name, kept, max_age=COOKIE_LASTS, httponly=True, samesite="Lax", secure=request.is_secure)
    flash(gettext("Your settings are kept in this browser."))
    return answer


def settings_of(kept: Habits, today: date) -> dict[str, Any]:
    """The choices as the settings page takes them; each other calendar says what today is in it."""
    shown = {name: CALENDARS[name].words(today, _script()) for name in CALENDARS}
    others = [(name, gettext("%(what)s: %(example)s", what=what, example=shown[name])) for name, what in _calendars()]
    digits = [("", gettext("As the language of the page has them")), *((one, digits) for one, digits in DIGITS.items())]
    return {
        "keep_url": url_for("habits.keep"),
        "single": {"name": KEYS, "value": ON, "chosen": kept.keys},
        "calendar": _choice(CALENDAR, [("", gettext("Gregorian only")), *others], kept.calendar),
        "first": {"name": FIRST, "value": ON, "chosen": kept.first},
        "digits": _choice(NUMERALS, digits, kept.digits),
    }


def _calendars() -> tuple[tuple[str, str], ...]:
    return (
        ("afghan", gettext("Solar Hijri, Afghan months")),
        ("iranian", gettext("Solar Hijri, Iranian months")),
        ("islamic", gettext("Islamic, worked out")),
    )


def _choice(name: str, options: Iterable[tuple[str, str]], chosen: str) -> dict[str, Any]:
    return {"name": name, "options": [{"value": one, "label": label} for one, label in options], "value": chosen}


def in_my_calendar(gregorian: str, day: date) -> str:
    """A day in words, with the chosen calendar after it or before it, in the chosen digits."""
    mine = habits()
    if not mine.calendar and not mine.digits:
        return gregorian
    calendar = CALENDARS.get(mine.calendar)
    other = calendar.words(day, _script()) if calendar else ""
    first, second = (other, gregorian) if mine.first and other else (gregorian, other)
    words = gettext("%(day)s (%(other)s)", day=first, other=second) if second else first
    return in_my_digits(words)


def in_my_digits(words: str) -> str:
    """What says a day or a time of day, in the chosen digits; Latin letters keep their own."""
    chosen = habits().digits
    return words.translate(str.maketrans(_WESTERN, DIGITS[chosen])) if chosen and _script() == ARABIC else words


def _script() -> str:
    return ARABIC if get_locale().text_direction == "rtl" else LATIN
