"""What is told of the days to come is what happens when they come and nobody acts (semantics 28, 36 to 39)."""

from copy import copy
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from engine.running.decide import decide
from engine.running.forecast import Forecast, Lapse, forecast
from engine.running.outlook import clearances
from tests.running.stories import Story

EVERYBODY = frozenset({"clerk", "doctor", "boss", "spy"})
JOURNEY = """
facts:
  case: {travel_date: date}
  person: {born_on: {type: date, partial: true}, seen_on: date, asked_at: moment, passport_ends_on: date}
checklists:
  to_go: [exam, paper, prints]
tracks:
  exam:
    per: person
    states:
      to_examine:
        actions:
          examine: {by: doctor, ask: [seen_on], may_ask: [passport_ends_on], to: fit}
      fit:
        waits_on: nobody
        clears: {from: seen_on, for: 30 days, until: passport_ends_on, warn: 10 days, then: to_examine}
        actions:
          examine_early: {by: doctor, to: to_examine}
  paper:
    per: person
    states:
      to_ask:
        actions:
          ask_for_it: {by: clerk, ask: [asked_at], to: given}
      given:
        waits_on: nobody
        clears: {from: asked_at, for: 500 hours}
        actions:
          ask_again: {by: boss, open_from: {before: 3 days, of: passport_ends_on}, to: to_ask}
  prints:
    per: person
    needed_if: age >= 14
    states:
      to_take:
        actions:
          take: {by: clerk, to: taken}
      taken: {clears: true}
phases:
  all:
    clearing:
      waits_on: nobody
      automatically: [{when: to_go.clear_on(today), to: ready}]
    ready:
      only_while:
        clear_today: {check: to_go.clear_on(today), says: Not clear, to: clearing}
      actions:
        plan: {ask: [travel_date], to: stay}
        book: {ask: [travel_date], to: booked}
    booked:
      only_while:
        clear_then: {check: to_go.clear_on(travel_date), says: Not clear on the day, to: unbooking}
        clear_today: {check: to_go.clear_on(today), says: Not clear, to: unbooking}
      actions:
        depart: {to: departed}
    unbooking:
      actions:
        give_back: {to: clearing}
endings: {departed: completed, empty: family_left}
when_empty: [{otherwise: empty}]
"""
FROM = date(2026, 3, 2)


def told(story: Story, days: int, roles: frozenset[str] = EVERYBODY) -> Forecast:
    story.make_up()
    until = story.inputs.office.day_of(story.now) + timedelta(days)
    return forecast(story.law, story.case, story.inputs, story.now, until, roles)


def clear(story: Story) -> set[tuple[str, str | None]]:
    """Who is clear today and has not come to an end, asked of the case as it stands."""
    found = clearances(story.law, story.case, story.inputs, story.now)
    stands = ((one, story.case.standing_of(one.track, one.person)) for one in found if one.answer.clear is True)
    return {(one.track, one.person) for one, standing in stands if not (standing and standing.closed)}


def comes_true(story: Story, days: int) -> Forecast:
    """Moves the clock through every day to come, and through every instant that was told, with nobody acting."""
    found = told(story, days)
    lost = {(one.track, one.person): one for one in found.lapses}
    office, at_first, later = story.inputs.office, clear(story), copy(story)
    later.entries = list(story.entries)
    ends = [office.ends(found.today + timedelta(n)) - timedelta(seconds=1) for n in range(days + 1)]
    for moment in sorted({*ends, *(one.lost_at for one in found.lapses if one.lost_at <= ends[-1])}):
        later.now = moment
        later.make_up()
        gone = {key for key, one in lost.items() if one.lost_at <= moment}
        assert clear(later) >= at_first - gone, moment
        assert clear(later).isdisjoint(key for key in gone if lost[key].lost_at == moment), moment
        falls(later, [one for one in lost.values() if one.lost_at == moment])
    assert at_first - clear(later) <= lost.keys()
    return found


def falls(story: Story, now: list[Lapse]) -> None:
    """Each fall that was told stands in the log, made at that very instant."""
    made = {(one.machine, one.person, one.origin, one.target) for one in story.entries if one.recorded == story.now}
    for lapse in now:
        assert {(one.machine, one.person, one.origin, one.target) for one in lapse.falls} <= made
        case_moves = {one for one in made if one[0] == "case" and one[2]}
        assert case_moves <= {(one.machine, one.person, one.origin, one.target) for one in lapse.falls}


def ready(seen: str = "2026-03-02", asked: str = "2026-03-02 12:00", zone: str = "UTC", **people: str) -> Story:
    """Everybody examined and with a paper; `people` by the day of their birth."""
    born = {name: {"born_on": day} for name, day in (people or {"amina": "1990-05-04"}).items()}
    story = Story(JOURNEY, at="2026-03-03 09:00", zone=zone).open(**born)
    for name in born:
        story.do("exam.examine", name, by="doctor", seen_on=seen, happened="2026-03-03 09:00")
        story.do("paper.ask_for_it", name, asked_at=asked)
    story.do("prints.take", "amina")
    return story


def test_a_window_that_ends_says_its_last_day_what_falls_and_who_can_renew_it() -> None:
    (paper, exam) = comes_true(ready(), 40).lapses
    assert (paper.track, paper.person, paper.state) == ("paper", "amina", "given")
    assert (paper.last_day, paper.answer) == (date(2026, 3, 22), "lapsed")
    assert [(one.machine, one.origin, one.target) for one in paper.falls] == [("case", "ready", "clearing")]
    assert (exam.last_day, exam.answer, exam.renewed_by, exam.renewed_from) == (
        date(2026, 4, 1),
        "missing",
        ("doctor",),
        date(2026, 3, 3),
    )
    assert [(one.machine, one.target) for one in exam.falls] == [("exam", "to_examine")]


def test_what_ends_after_the_days_asked_for_is_not_told() -> None:
    story = ready()
    assert [one.track for one in told(story, 18).lapses] == []
    assert [one.track for one in told(story, 19).lapses] == ["paper"]
    assert [one.track for one in told(story, 28).lapses] == ["paper"]
    assert [one.track for one in told(story, 29).lapses] == ["paper", "exam"]


def test_a_renewal_that_is_not_possible_yet_says_from_when() -> None:
    story = Story(JOURNEY, at="2026-03-03 09:00").open(amina={"born_on": "1990"})
    story.do("exam.examine", "amina", by="doctor", seen_on="2026-03-02", passport_ends_on="2026-03-20")
    story.do("paper.ask_for_it", "amina", asked_at="2026-03-02 12:00")
    exam, paper = told(story, 30).lapses
    assert (exam.track, exam.last_day) == ("exam", date(2026, 3, 20))
    assert (paper.renewed_by, paper.renewed_from) == (("boss",), date(2026, 3, 17))


def test_a_birthday_that_makes_a_check_needed_is_told() -> None:
    story = ready(amina="1990-05-04", nour="2012-03-12")
    found = comes_true(story, 15).lapses
    assert [(one.track, one.person, one.last_day, one.answer) for one in found] == [
        ("prints", "nour", date(2026, 3, 11), "missing")
    ]
    assert [(one.machine, one.target) for one in found[0].falls] == [("case", "clearing")]
    assert found[0].renewed_by == ("clerk",)


def test_a_planned_day_and_a_booked_one_are_told_apart_and_looked_ahead_to() -> None:
    story = ready()
    assert (told(story, 14).travels_on, told(story, 14).is_booked) == (None, False)
    story.do("plan", travel_date="2026-03-25")
    planned = told(story, 14)
    assert (planned.travels_on, planned.is_booked, planned.until) == (date(2026, 3, 25), False, date(2026, 3, 25))
    assert [one.track for one in planned.lapses] == ["paper"]
    story.do("book", travel_date="2026-03-20")
    booked = comes_true(story, 30)
    assert (booked.travels_on, booked.is_booked) == (date(2026, 3, 20), True)
    assert [(one.machine, one.target) for one in booked.lapses[0].falls] == [("case", "unbooking")]


def test_a_case_that_has_ended_loses_nothing() -> None:
    story = ready()
    story.do("book", travel_date="2026-03-20")
    story.do("depart")
    assert told(story, 90).lapses == ()


def test_nothing_is_written_by_looking_ahead() -> None:
    story = ready()
    case = story.case
    told(story, 90)
    assert story.case is case and told(story, 90) == told(story, 90)


def tries(story: Story, action: str, flight: str) -> None:
    """Plans or books the flight, where that may be."""
    step = story.step(action, (), "clerk", {"travel_date": flight})
    if not decide(story.law, story.case, step, story.inputs, story.now).refused:
        story.do(action, travel_date=flight)


@settings(max_examples=40, deadline=None)
@given(
    some.dates(FROM - timedelta(25), FROM),
    some.datetimes(datetime(2026, 2, 20), datetime(2026, 3, 3, 9)),
    some.dates(date(2012, 2, 20), date(2012, 5, 1)) | some.just("2012") | some.just("2012-03"),
    some.sampled_from(["UTC", "Asia/Amman", "America/New_York"]),
    some.none() | some.integers(1, 40),
    some.integers(0, 20),
)
def test_what_is_told_is_what_happens_when_the_clock_is_moved(seen, asked, born, zone, flies, waits) -> None:
    story = ready(str(seen), asked.isoformat(" "), zone, amina="1990", nour=str(born))
    if flies is not None:
        tries(story, "plan" if flies % 2 else "book", (FROM + timedelta(flies)).isoformat())
    story.wait(f"{waits} days")
    comes_true(story, 45)


VETTING = """tracks:
  vetting:
    per: person
    shown_as: A restricted check
    facts:
      answered_on: {type: date, may_read: [spy]}
    states:
      to_vet:
        actions:
          answer: {by: spy, ask: [answered_on], to: vetted}
      vetted:
        waits_on: nobody
        clears: {from: answered_on, for: 20 days, then: to_vet}
"""
GUARDED = JOURNEY.replace("tracks:\n", VETTING).replace("[exam, paper", "[vetting, exam, paper")
SECRETLY_HELD = GUARDED.replace(
    "phases:\n",
    """holds:
  quiet: {over: [case], placed_by: spy, lifted_by: spy, may_see: [spy], shown_as: A restricted check, at_most: 7 days}
phases:
""",
    1,
).replace(
    "says: Not clear, to: clearing}",
    'says: Not clear, to: clearing}\n        held: {check: held("quiet"), says: Not held, to: clearing}',
)


def vetted(answered: str) -> Story:
    story = Story(GUARDED, at="2026-03-03 09:00").open(amina={"born_on": "1990"})
    story.do("exam.examine", "amina", by="doctor", seen_on="2026-03-02")
    story.do("paper.ask_for_it", "amina", asked_at="2026-03-02 12:00")
    story.do("vetting.answer", "amina", by="spy", answered_on=answered)
    story.do("prints.take", "amina")
    return story


def test_when_a_restricted_check_ends_is_told_to_none_who_may_not_know_it_nor_what_falls_with_it() -> None:
    early, late = vetted("2026-02-15"), vetted("2026-03-01")
    spied = told(early, 40, frozenset({"spy"})).lapses
    assert (spied[0].track, [one.target for one in spied[0].falls]) == ("vetting", ["to_vet", "clearing"])
    clerks = [told(one, 40, frozenset({"clerk"})) for one in (early, late)]
    assert clerks[0] == clerks[1]
    assert [one.track for one in clerks[0].lapses] == ["paper", "exam"]
    assert [one.target for one in clerks[0].lapses[0].falls] == ["clearing"]


def test_a_hidden_hold_that_falls_by_itself_moves_nothing_that_is_told_to_others() -> None:
    story = Story(SECRETLY_HELD, at="2026-03-03 09:00").open(amina={"born_on": "1990"})
    story.do("place_quiet", by="spy")
    story.do("exam.examine", "amina", by="doctor", seen_on="2026-02-09")
    story.do("paper.ask_for_it", "amina", asked_at="2026-02-18 04:00")
    story.do("vetting.answer", "amina", by="spy", answered_on="2026-03-01")
    story.do("prints.take", "amina")
    assert story.case.standing.state == "ready"
    spied, others = (told(story, 40, frozenset({role})).lapses for role in ("spy", "clerk"))
    assert [[one.target for one in lapse.falls] for lapse in spied][:2] == [[], ["to_examine"]]
    assert [[one.target for one in lapse.falls] for lapse in others][:2] == [["clearing"], ["to_examine"]]


def test_a_day_that_only_one_of_two_steps_of_a_name_asks_for_is_a_day_of_travel() -> None:
    asking = "requires: {clear_then: {check: to_go.clear_on(travel_date), says: Not clear}}, to: "
    law = JOURNEY.replace(
        "clear_then: {check: to_go.clear_on(travel_date), says: Not clear on the day, to: unbooking}", ""
    )
    law = law.replace("book: {ask: [travel_date], to: booked}", "book: {ask: [travel_date], " + asking + "booked}")
    law = law.replace("depart: {to: departed}", "depart: {to: departed}\n        book: {to: stay}")
    story = Story(law, at="2026-03-03 09:00").open(amina={"born_on": "2020"})
    story.do("exam.examine", "amina", by="doctor", seen_on="2026-03-02")
    story.do("paper.ask_for_it", "amina", asked_at="2026-03-02 12:00")
    story.do("book", travel_date="2026-03-12")
    assert (told(story, 5).travels_on, told(story, 5).is_booked) == (date(2026, 3, 12), False)


def test_a_case_whose_missed_times_are_not_made_up_yet_is_told_like_one_that_is_up_to_date() -> None:
    story = ready()
    stale, later = story.case, story.at("2026-03-28 09:00")
    until = date(2026, 4, 30)
    found = [forecast(story.law, one, story.inputs, later.now, until, EVERYBODY) for one in (stale, later.case)]
    assert found[0] == found[1]
    assert [[one.target for one in lapse.falls] for lapse in found[0].lapses] == [["to_examine"]]


def test_a_move_that_follows_from_where_a_restricted_check_goes_is_told_to_none_who_may_not_know_it() -> None:
    law = GUARDED.replace(
        "says: Not clear, to: clearing}",
        "says: Not clear, to: clearing}\n"
        '        vetted: {check: nobody(vetting.at("to_vet")), says: Not vetted, to: clearing}',
    )
    story = Story(law, at="2026-03-03 09:00").open(amina={"born_on": "1990"})
    story.do("exam.examine", "amina", by="doctor", seen_on="2026-03-02")
    story.do("paper.ask_for_it", "amina", asked_at="2026-03-02 12:00")
    story.do("vetting.answer", "amina", by="spy", answered_on="2026-02-15")
    story.do("prints.take", "amina")
    assert [one.target for one in told(story, 40, frozenset({"clerk"})).lapses[0].falls] == ["clearing"]
