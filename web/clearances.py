"""The clearances of a case as the timeline takes them: per person one bar for each track of a checklist."""

from collections.abc import Iterator
from datetime import date, datetime

from flask_babel import gettext

import engine
from web.clearance_window import Bar, Group, Status, all_bars, find_window
from web.wording import day_words, dotted, last_day_of, listed, people_count

Sheet = engine.CaseSheet | engine.Clearing


def groups(sheet: Sheet) -> list[Group]:
    """The whole case first, then everybody in the order of joining. Tracks known only by other words are left out."""
    shown, whole_case = [one for one in sheet.clearances if one.track not in sheet.restricted], gettext("Whole case")
    whole = [_bar(sheet, one, whole_case) for one in shown if one.person is None]
    count = people_count(len(sheet.case.present))
    found = [Group(name=whole_case, about=count, bars=whole)] if whole else []
    for person in sheet.case.present:
        bars = [_bar(sheet, one, sheet.names[person.id]) for one in shown if one.person == person.id]
        if bars:
            found.append(Group(name=sheet.names[person.id], about=about_person(sheet, person), bars=bars))
    return found


def counted_bars(sheet: Sheet) -> list[Bar]:
    """Those of the bars that count, without their groups: of the whole case, and of everybody in it."""
    names = {None: gettext("Whole case"), **{one.id: sheet.names[one.id] for one in sheet.case.present}}
    shown = (one for one in sheet.clearances if one.person in names and one.track not in sheet.restricted)
    return [_bar(sheet, one, names[one.person]) for one in shown if is_asked(sheet, one)]


def have_started(sheet: Sheet) -> bool:
    """Whether any clearance stands anywhere yet."""
    return any(one.state is not None for one in sheet.clearances if one.track not in sheet.restricted)


def about_person(sheet: Sheet, person: engine.Person) -> str:
    """Relationship and age, as far as they are known: `Spouse, 38`."""
    return listed(_about(sheet, person))


def _about(sheet: Sheet, person: engine.Person) -> Iterator[str]:
    fact, code = sheet.programme.facts.get("relationship"), person.facts.get("relationship")
    if fact is not None and code is not None:
        yield fact.codes.get(str(code), str(code))
    elif person.id == sheet.case.principal:
        yield gettext("Principal")
    age = age_words(person.facts.get("born_on"), sheet.inputs.office.day_of(sheet.now))
    if age:
        yield age


def age_words(born: object, today: date) -> str:
    """Completed years; of a birth date known in part from the youngest that the person may be to the oldest."""
    least, most = _years(getattr(born, "last", born), today), _years(getattr(born, "first", born), today)
    if least is None or most is None:
        return ""
    return str(least) if least == most else gettext("%(least)s to %(most)s", least=least, most=most)


def _years(born: object, today: date) -> int | None:
    if not isinstance(born, date) or born.year < 1800 or born > today:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _bar(sheet: Sheet, cleared: engine.Cleared, whose: str) -> Bar:
    track, answer = sheet.programme.tracks[cleared.track], cleared.answer
    status = _status(cleared, track)
    return Bar(
        person=whose,
        clearance=track.title,
        status=status,
        begins=answer.first_day if status in ("cleared", "lapsed") else None,
        ends=_end(answer.last_day) if status in ("cleared", "lapsed") else None,
        expected=_expected(sheet, cleared.due) if status == "awaited" else None,
        required=_is_required(status, cleared, track),
    )


def is_asked(sheet: Sheet, cleared: engine.Cleared) -> bool:
    """Whether a clearance is among those that are counted: asked, not waived, and not one that comes with a flight."""
    track = sheet.programme.tracks[cleared.track]
    return not cleared.answer.waived and _is_required(_status(cleared, track), cleared, track)


def _is_required(status: Status, cleared: engine.Cleared, track: engine.Machine) -> bool:
    return cleared.answer.required and not (status == "not_started" and _hangs_on_departure(track))


def _hangs_on_departure(track: engine.Machine) -> bool:
    """A check that can only be had shortly before an event is not missing until it has begun."""
    return any(state.clears is not None and state.clears.before is not None for state in track.states.values())


def _end(day: date | None) -> date | None:
    return None if day is None or day == date.max else day


def _expected(sheet: Sheet, due: datetime | None) -> date | None:
    """The day by which it is to be there; a day that has passed promises nothing."""
    office = sheet.inputs.office
    day = last_day_of(due, office) if due is not None else None
    return day if day is not None and day >= office.day_of(sheet.now) else None


def _status(cleared: engine.Cleared, track: engine.Machine) -> Status:
    answer = cleared.answer
    if answer.waived:
        return "waived"
    if not answer.required:
        return "not_required"
    if answer.clear or answer.answer == "too_early":
        return "cleared"
    if answer.answer in ("lapsed", "used_up"):
        return "lapsed"
    return "not_started" if cleared.state in (None, track.initial) else "awaited"


def travel_day(sheet: Sheet) -> date | None:
    """The planned day of travel, where the programme knows one and it is set."""
    day = next((value for name, value in sheet.case.facts.items() if is_travel_day(name)), None)
    return day if isinstance(day, date) else None


def is_travel_day(fact: str) -> bool:
    """Whether a fact, by its whole name, is the planned day of travel."""
    return fact.rpartition(".")[2] == "travel_date"


def common_days(sheet: Sheet) -> str:
    """On which days everybody is cleared, in words; empty while something is missing or nothing ends."""
    window = find_window(all_bars(groups(sheet)))
    if window.kind != "certain" or window.last is None:
        return ""
    left_out = gettext("checks that your role may not see are left out") if sheet.restricted else ""
    words = gettext("Everybody is cleared until %(day)s", day=day_words(window.last))
    return f"{dotted((words, left_out))}."


def warn_days(sheet: Sheet) -> int:
    """So many days ahead a clearance that ends is named: the longest warning that the programme gives, 30 at least."""
    states = [state for track in sheet.programme.tracks.values() for state in track.states.values()]
    spans = [state.clears.warn for state in states if state.clears and state.clears.warn]
    return max([30, *(span.count for span in spans if span.unit == "day")])
