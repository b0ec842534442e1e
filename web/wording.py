"""The words of the pages in the reader's language: days and moments, parties, values, endings."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_interval, format_skeleton, format_time
from babel.numbers import format_decimal
from flask_babel import get_locale, gettext, lazy_gettext, ngettext

import engine
from web.habits import in_my_calendar, in_my_digits
from web.languages import each_apart

LINEAR_ENGLISH = "en_GB"
EMPTY = "–"
SPAN = re.compile(r"forever|(\d+) (working day|day|hour|week|month|year)s?")
OUTCOMES: Mapping[str, Any] = {
    "completed": lazy_gettext("Completed"),
    "solved_elsewhere": lazy_gettext("Solved elsewhere"),
    "converted": lazy_gettext("Went on in another programme"),
    "denied": lazy_gettext("Denied"),
    "ineligible": lazy_gettext("Not eligible"),
    "excluded": lazy_gettext("Excluded"),
    "refused_at_entry": lazy_gettext("Refused at entry"),
    "revoked_after_approval": lazy_gettext("Revoked after approval"),
    "removed_by_authority": lazy_gettext("Removed by the authority"),
    "recalled_by_authority": lazy_gettext("Recalled by the authority"),
    "not_selected": lazy_gettext("Not selected"),
    "withdrawn_by_person": lazy_gettext("Withdrawn by the person"),
    "no_contact": lazy_gettext("No contact"),
    "no_show": lazy_gettext("Did not come"),
    "absconded": lazy_gettext("Absconded"),
    "deceased": lazy_gettext("Deceased"),
    "lost_to_follow_up": lazy_gettext("Lost to follow-up"),
    "aged_out": lazy_gettext("Aged out"),
    "custody_refused": lazy_gettext("Custody refused"),
    "not_in_best_interests": lazy_gettext("Not in the child's best interests"),
    "anchor_gone": lazy_gettext("The anchor relative is gone"),
    "family_left": lazy_gettext("The family left"),
    "split_off": lazy_gettext("Split off to another case"),
    "duplicate_merged": lazy_gettext("Merged with another case"),
    "entered_in_error": lazy_gettext("Entered in error"),
    "integrity_closed": lazy_gettext("Closed for integrity"),
    "programme_ended": lazy_gettext("The programme ended"),
    "time_lapsed": lazy_gettext("Time lapsed"),
}


def locale() -> Locale:
    return get_locale() or Locale.parse(LINEAR_ENGLISH)


@lru_cache(maxsize=4096)
def _day_said(skeleton: str, day: date, tongue: Locale) -> str:
    """A day as its language has it; the days of a page are few, and the same on the next."""
    return format_skeleton(skeleton, day, locale=tongue)


class Speech:
    """The reader's language, as the timeline asks for it (`web.timeline_words.Tongue`)."""

    def __init__(self) -> None:
        self.locale = locale()
        self.rtl = self.locale.text_direction == "rtl"

    def gettext(self, text: str, **values: object) -> str:
        return gettext(text, **values)

    def ngettext(self, one: str, many: str, num: int, **values: object) -> str:
        return ngettext(one, many, num, **values)

    def day(self, day: date) -> str:
        return self._in_digits("yMMMd", day)

    def day_briefly(self, day: date) -> str:
        return self._in_digits("MMMd", day)

    def days(self, first: date, last: date) -> str:
        return self._between("yMMMd", first, last)

    def days_briefly(self, first: date, last: date) -> str:
        return self._between("MMMd", first, last)

    def month(self, day: date) -> str:
        return self._in_digits("MMM", day)

    def year(self, day: date) -> str:
        return self._in_digits("y", day)

    def _in_digits(self, skeleton: str, day: date) -> str:
        return in_my_digits(_day_said(skeleton, day, self.locale))

    def _between(self, skeleton: str, first: date, last: date) -> str:
        if first == last:
            return self._in_digits(skeleton, first)
        return in_my_digits(format_interval(first, last, skeleton, locale=self.locale))


# days and moments


def month_words(day: date) -> str:
    return _day_said("yMMM", day, locale())


def day_words(day: date) -> str:
    """A day, with the calendar beside it that the reader chose."""
    return in_my_calendar(_day_said("yMMMd", day, locale()), day)


def weekday_words(day: date, today: date) -> str:
    """A day near today with its weekday, such as Thu 26 Nov; the year where it is another one."""
    words = _day_said("MMMEd" if day.year == today.year else "yMMMEd", day, locale())
    return in_my_digits(_without_comma(words))


def _without_comma(words: str) -> str:
    """English puts a comma after the weekday only where the year is told; in a column of days it jumps."""
    return words.replace(", ", " ") if locale().language == "en" else words


def long_day(day: date) -> str:
    return in_my_calendar(_without_comma(_day_said("yMMMMEEEEd", day, locale())), day)


def clock_words(moment: datetime, office: engine.Office) -> str:
    """The time of day at the office."""
    return in_my_digits(format_time(moment.astimezone(office.zone).time(), "HH:mm", locale=locale()))


def moment_words(moment: datetime, office: engine.Office) -> str:
    """Day and time at the office."""
    return gettext("%(day)s, %(time)s", day=day_words(office.day_of(moment)), time=clock_words(moment, office))


def moment_iso(moment: datetime, office: engine.Office) -> str:
    """ISO 8601 with the office's distance from UTC, the same in every language."""
    return moment.astimezone(office.zone).isoformat(timespec="seconds")


def near_words(moment: datetime, office: engine.Office, now: datetime) -> str:
    """A moment as a list of latest things says it: with the time today and yesterday, else the day and the time."""
    day, today = office.day_of(moment), office.day_of(now)
    if day == today:
        return gettext("Today %(time)s", time=clock_words(moment, office))
    briefly = _day_said("MMMd" if day.year == today.year else "yMMMd", day, locale())
    return gettext("%(day)s %(time)s", day=in_my_digits(briefly), time=clock_words(moment, office))


def last_day_of(ends: datetime, office: engine.Office) -> date:
    """The last civil day before an end that is exclusive."""
    return office.day_of(ends - timedelta(seconds=1))


def distance(days: int) -> str:
    if days < 0:
        return ngettext("%(num)s day late", "%(num)s days late", -days)
    return ngettext("in %(num)s day", "in %(num)s days", days) if days else gettext("today")


def since_words(days: int) -> str:
    return ngettext("%(num)s day", "%(num)s days", days) if days > 0 else gettext("since today")


# people and parties


def listed(words: Iterable[str]) -> str:
    """`Amina, Yusuf`; here and below each word keeps its own direction, and empty ones are left out."""
    found = each_apart(words)
    return gettext(", ").join(found) if len(found) > 1 else "".join(found)


def dotted(words: Iterable[str]) -> str:
    """`Amina · 4 people`."""
    found = each_apart(words)
    return gettext(" · ").join(found) if len(found) > 1 else "".join(found)


def either(words: Iterable[str]) -> str:
    """`Caseworker or Supervisor`."""
    found = each_apart(words)
    return gettext(" or ").join(found) if len(found) > 1 else "".join(found)


def joined(words: Iterable[str]) -> str:
    """`Amina, Yusuf and Nour`."""
    *most, last = list(words) or [""]
    return gettext("%(most)s and %(last)s", most=listed(most), last=last) if most else last


def party(programme: engine.Programme, name: str | None) -> str:
    """Whose turn it is: a role, an authority, a track, a linked case, the person, nobody."""
    if name in (None, "nobody"):
        return gettext("nobody")
    if name == "anyone":
        return gettext("everybody who works in the case")
    if name == "person":
        return gettext("the person concerned")
    if name == "member":
        return gettext("each person's own decision")
    if name in programme.links:
        return gettext("the linked case: %(link)s", link=programme.links[name].title)
    track = programme.tracks.get(name or "")
    named = programme.roles.get(name or "") or programme.authorities.get(name or "")
    return named or (track.title if track else str(name))


def parties(programme: engine.Programme, names: Iterable[str]) -> str:
    return either(dict.fromkeys(party(programme, one) for one in names))


_KEEPING = {
    "take": lambda: gettext("Take the case"),
    "assign": lambda: gettext("Assign the case"),
    "accept": lambda: gettext("Accept the case"),
    "return": lambda: gettext("Return the case"),
    "hand_back": lambda: gettext("Hand back the case"),
    "change_priority": lambda: gettext("Change the priority"),
    "correct": lambda: gettext("Correct an entry"),
    "attach": lambda: gettext("Attach a file"),
    "paper_check": lambda: gettext("Check the paper file"),
    "note": lambda: gettext("Write a note"),
}


def step_title(programme: engine.Programme, machine: engine.Machine, action: engine.Action) -> str:
    """The act's own words; where several tracks have an act of these words, after the title of its track.

    What the engine derives is there in every programme, so its own words are in the reader's language.
    """
    title = own_words(action)
    if machine.name in ("case", "member"):
        return title
    others = (one for one in programme.machines() if one.name != machine.name)
    shared = any(other.title == action.title for one in others for other in one.every_action())
    return gettext("%(track)s: %(step)s", track=machine.title, step=title) if shared else title


def own_words(action: engine.Action) -> str:
    """The title of an act; of one that the engine derives, in the reader's words for what it does."""
    if action.kind in _KEEPING:
        return str(_KEEPING[action.kind]())
    concerned = action.title.partition(": ")[2]
    return str(_DERIVED[action.kind](concerned)) if action.kind in _DERIVED else action.title


_DERIVED: Mapping[str, Callable[[str], str]] = {
    "place": lambda what: gettext("Put on hold: %(hold)s", hold=what),
    "lift": lambda what: gettext("Lift the hold: %(hold)s", hold=what),
    "verify": lambda what: gettext("Verify: %(act)s", act=what),
    "countersign": lambda what: gettext("Countersign: %(act)s", act=what),
    "reject": lambda what: gettext("Reject: %(act)s", act=what),
    "extend": lambda what: gettext("Extend: %(time)s", time=what),
    "confirm_end": lambda what: gettext("Confirm that time ran out: %(time)s", time=what),
}


def people_count(count: int) -> str:
    return ngettext("%(num)s person", "%(num)s people", count)


def outcome_words(outcome: str) -> str:
    """What an ending came to; apart from one another: completed, withdrawn, refused, lapsed, entered in error."""
    return str(OUTCOMES.get(outcome, outcome.replace("_", " ").capitalize()))


def reason_words(action: engine.Action | None, code: str) -> str:
    """A reason in the words of the act for which it is given."""
    words = action.reasons.get(code) if action else None
    return words or code_words(code)


def code_words(code: str) -> str:
    """A code of which nothing more is known."""
    return code.replace("_", " ").capitalize()


# values


def value_words(value: Any, fact: engine.Fact | None, office: engine.Office, names: Mapping[str, str]) -> str:
    """A value of a fact in words; `names` are the people's names by id."""
    if value is None:
        return EMPTY
    if isinstance(value, tuple):
        return listed(value_words(one, fact, office, names) for one in value) or EMPTY
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, datetime):
        return gettext("%(moment)s, %(office)s time", moment=moment_words(value, office), office=office.title)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, engine.Document):
        return document_words(value)
    return _text_words(str(value), fact, names)


def document_words(document: engine.Document) -> str:
    """Its name, and what it says of itself."""
    days = (
        gettext("signed on %(day)s", day=day_words(document.signed_on)) if document.signed_on else "",
        gettext("issued on %(day)s", day=day_words(document.issued_on)) if document.issued_on else "",
        gettext("valid until %(day)s", day=day_words(document.expires_on)) if document.expires_on else "",
    )
    language = locale().languages.get(document.language or "", document.language or "")
    file = file_words(document.media, document.size or 0) if document.file else ""
    return listed((document.name, *days, language, file))


def file_words(media: str | None, size: int) -> str:
    """`file: PDF, 1.2 MB`."""
    kind = engine.FILE_KINDS.get(media or "")
    return gettext("file: %(kind)s, %(size)s MB", kind=kind.title if kind else media, size=megabytes(size))


def number_words(number: int) -> str:
    return in_my_digits(format_decimal(number, locale=locale()))


def megabytes(size: int) -> str:
    """To one decimal, and never none at all."""
    return format_decimal(max(size / 10**6, 0.1), "0.#", locale=locale())


def _text_words(text: str, fact: engine.Fact | None, names: Mapping[str, str]) -> str:
    kind = (fact.of if fact and fact.type == "list" else fact.type if fact else None) or "text"
    if fact and fact.type in ("choice", "choices"):
        return fact.codes.get(text, text)
    if kind == "country":
        return locale().territories.get(text.upper(), text)
    if kind == "language":
        return locale().languages.get(text, text)
    if kind == "date":
        return _partly_known(text)
    if kind == "span":
        return span_words(text)
    return names.get(text, text) if kind == "person" else text


def span_words(text: str) -> str:
    """A length of time as the engine writes it, such as `10 working days`; what is none stays as it is."""
    match = SPAN.fullmatch(text)
    if match is None:
        return text
    count = int(match[1] or 0)
    return {
        "working day": ngettext("%(num)s working day", "%(num)s working days", count),
        "day": ngettext("%(num)s day", "%(num)s days", count),
        "hour": ngettext("%(num)s hour", "%(num)s hours", count),
        "week": ngettext("%(num)s week", "%(num)s weeks", count),
        "month": ngettext("%(num)s month", "%(num)s months", count),
        "year": ngettext("%(num)s year", "%(num)s years", count),
        None: gettext("forever"),
    }[match[2]]


def _partly_known(text: str) -> str:
    """A date known in part: 1990, 2004-12, 2009~, unknown."""
    if text == "unknown":
        return gettext("not known")
    year, _, month = text.rstrip("~").partition("-")
    words = _day_said("yMMM", date(int(year), int(month), 1), locale()) if month.isdigit() else year
    return gettext("about %(day)s", day=words) if text.endswith("~") else words
