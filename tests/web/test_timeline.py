"""The clearance timeline: where things stand and what they say. All people are invented."""

from dataclasses import replace
from datetime import date, timedelta
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.before_after import draw_before_after
from web.clearance_window import Bar, Group, find_window
from web.timeline import draw

TODAY = date(2026, 11, 24)
TRAVEL = date(2027, 2, 2)
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class English:
    rtl = False

    def gettext(self, text, **values):
        return text % values if values else text

    def ngettext(self, one, many, num, **values):
        return (one if num == 1 else many) % {"num": num, **values}

    def day_briefly(self, day):
        return f"{day.day} {MONTHS[day.month - 1]}"

    def day(self, day):
        return f"{self.day_briefly(day)} {day.year}"

    def days(self, first, last):
        return f"{self.day(first)} – {self.day(last)}"

    def days_briefly(self, first, last):
        return f"{self.day_briefly(first)} – {self.day_briefly(last)}"

    def month(self, day):
        return MONTHS[day.month - 1]

    def year(self, day):
        return str(day.year)


class RightToLeft(English):
    rtl = True


def cleared(person, clearance, begins, ends, **more):
    return Bar(person=person, clearance=clearance, status="cleared", begins=begins, ends=ends, **more)


PERMIT = cleared("Mariam", "Exit permit", date(2027, 1, 4), date(2027, 3, 5))
MEDICAL = cleared("Yusuf", "Medical exam", date(2026, 10, 27), date(2027, 1, 26))
SECURITY = Bar(person="Lina", clearance="Security check", status="awaited", expected=date(2026, 12, 8))
FINGERPRINTS = cleared("Lina", "Fingerprints", date(2026, 11, 3), date(2028, 2, 2))


def picture(*bars, travel=TRAVEL, tongue=None, **more):
    groups = [Group(name=bar.person, about="", bars=[bar]) for bar in bars]
    return draw(groups, today=TODAY, travel=travel, tongue=tongue or English(), **more)


def rows(drawn):
    return [row for group in drawn.groups for row in group.rows]


def percent(day, first=date(2026, 11, 1), after=date(2027, 5, 1)):
    return pytest.approx((day - first).days / (after - first).days * 100, abs=0.001)


def sentence(drawn, term):
    return next(one for one in drawn.sentences if one.term == term)


# the axis


def test_the_axis_runs_in_whole_months_around_today_travel_and_the_window():
    months = picture(PERMIT, MEDICAL).months
    assert [month.name for month in months] == ["Nov", "Dec", "Jan", "Feb", "Mar", "Apr"]
    assert months[0].x == 0


def test_the_axis_begins_earlier_when_the_window_began_before_today():
    drawn = picture(cleared("Rosa", "Medical exam", date(2026, 9, 10), date(2027, 3, 1)), travel=None)
    assert drawn.months[0].name == "Aug"


def test_the_year_stands_at_the_first_month_and_at_every_january():
    drawn = picture(PERMIT, MEDICAL)
    assert [(month.name, month.year) for month in drawn.months if month.year] == [("Nov", "2026"), ("Jan", "2027")]


def test_a_long_axis_names_fewer_months_on_a_narrow_page():
    drawn = picture(cleared("Rosa", "Medical exam", date(2026, 3, 1), date(2027, 3, 1)))
    narrow, wide = ([one for one in drawn.months if named(one)] for named in (on_narrow, on_wide))
    assert len(drawn.months) > len(wide) > 8 >= len(narrow) > 3


on_wide, on_narrow = attrgetter("on_wide"), attrgetter("on_narrow")


@pytest.mark.parametrize("length", [100, 300, 480, 700, 1500])
@pytest.mark.parametrize("longer", ["", "uary"])
def test_no_name_of_a_month_runs_into_the_next_or_off_the_page(length, longer):
    class Talker(English):
        def month(self, day):
            return super().month(day) + longer

    until = date(2026, 11, 1) + timedelta(days=length)
    months = picture(cleared("Rosa", "Medical exam", date(2026, 11, 1), until), tongue=Talker()).months
    for named, letters, end in ((on_wide, 88, 110), (on_narrow, 40, 100)):
        found = [one for one in months if named(one)]
        ends = [
            one.x + len(f"{one.name} {one.year if named is on_wide else ''}".strip()) / letters * 100 for one in found
        ]
        assert all(over < after.x for over, after in zip(ends, found[1:], strict=False)) and ends[-1] <= end


def test_where_there_is_room_for_few_names_the_years_keep_theirs():
    months = picture(cleared("Rosa", "Medical exam", date(2026, 11, 1), date(2030, 3, 1))).months
    assert {one.year for one in months if on_wide(one)} >= {"2027", "2028", "2029", "2030"}


# a last day counts whole


def test_a_bar_begins_at_its_first_day_and_ends_after_its_last():
    row = rows(picture(PERMIT, MEDICAL))[0]
    assert row.stretch.start == percent(date(2027, 1, 4))
    assert row.stretch.end == percent(date(2027, 3, 6))
    assert not row.beyond


def test_a_clearance_of_one_day_is_one_day_wide():
    row = rows(picture(cleared("Rosa", "Fit to fly", TRAVEL, TRAVEL), PERMIT))[0]
    assert row.stretch.width == pytest.approx(100 / 181, abs=0.001)


def test_the_band_ends_after_its_last_day():
    band = picture(PERMIT, MEDICAL).band
    assert (band.start, band.end) == (percent(date(2027, 1, 4)), percent(date(2027, 1, 27)))


def test_the_days_short_reach_from_the_day_after_the_end_to_travel():
    short = rows(picture(PERMIT, MEDICAL))[1].short
    assert (short.start, short.end) == (percent(date(2027, 1, 27)), percent(TRAVEL))


# the window


def test_the_window_is_from_the_latest_beginning_to_the_earliest_end():
    drawn = picture(PERMIT, MEDICAL, FINGERPRINTS)
    assert drawn.kind == "certain"
    assert sentence(drawn, "Everybody cleared").words == "4 Jan 2027 – 26 Jan 2027"
    assert sentence(drawn, "Everybody cleared").detail == "23 days"


def test_waived_and_not_required_clearances_do_not_bound_the_window():
    late = date(2027, 1, 20)
    waived = Bar(person="Adam", clearance="Orientation", status="waived", begins=late, ends=late)
    unneeded = Bar(person="Adam", clearance="Fingerprints", status="not_required", begins=late, ends=late)
    optional = cleared("Adam", "Loan", late, late, required=False)
    window = find_window([PERMIT, MEDICAL, waived, unneeded, optional])
    assert (window.first, window.last, window.length) == (date(2027, 1, 4), date(2027, 1, 26), 23)


def test_an_awaited_clearance_makes_the_window_provisional_from_its_expected_day():
    drawn = picture(MEDICAL, SECURITY)
    assert drawn.kind == "provisional"
    assert drawn.band.start == percent(date(2026, 12, 8))
    assert sentence(drawn, "Everybody cleared").detail == "50 days, if cleared: Security check, Lina"


def test_several_awaited_clearances_are_counted():
    assert sentence(picture(MEDICAL, SECURITY, SECURITY), "Everybody cleared").detail.endswith(
        "if 2 awaited are cleared"
    )


def test_no_common_day_draws_no_band_and_says_so():
    drawn = picture(MEDICAL, cleared("Daniel", "Exit permit", date(2027, 1, 27), date(2027, 4, 10)))
    assert (drawn.kind, drawn.band) == ("none", None)
    assert drawn.window_label.words == "No day on which everybody is cleared"
    assert sentence(drawn, "Everybody cleared").stop


def test_one_common_day_is_a_window_of_one_day():
    drawn = picture(MEDICAL, cleared("Daniel", "Exit permit", date(2027, 1, 26), date(2027, 4, 10)))
    assert drawn.kind == "certain"
    assert sentence(drawn, "Everybody cleared").detail == "1 day"


@pytest.mark.parametrize(
    ("status", "words"),
    [("lapsed", "No day yet: 1 lapsed"), ("not_started", "No day yet: 1 not started")],
)
def test_a_lapsed_or_missing_clearance_leaves_no_day_yet(status, words):
    drawn = picture(MEDICAL, Bar(person="Rosa", clearance="Exit permit", status=status))
    assert (drawn.kind, drawn.band, drawn.window_label.words) == ("incomplete", None, words)


def test_an_awaited_clearance_without_a_date_leaves_no_day_yet():
    drawn = picture(MEDICAL, replace(SECURITY, expected=None))
    assert drawn.window_label.words == "No day yet: 1 without a date"


def test_a_case_without_clearances_has_no_day_yet():
    assert picture().kind == "incomplete"


def test_a_window_that_nothing_ends_is_told_by_its_first_day():
    drawn = picture(cleared("Rosa", "Consent", date(2026, 12, 1), None))
    assert sentence(drawn, "Everybody cleared").words == "From 1 Dec 2026"
    assert drawn.band.end == 100


# first to lapse


def test_the_first_to_lapse_is_named_with_its_last_day_and_the_days_left():
    first = sentence(picture(PERMIT, MEDICAL), "First to lapse")
    assert (first.words, first.detail) == ("Yusuf, Medical exam", "26 Jan 2027, in 63 days")


def test_of_those_that_lapse_together_all_are_marked_and_one_is_labelled():
    twin = replace(MEDICAL, person="Mariam")
    drawn = picture(MEDICAL, twin, PERMIT)
    assert [row.first_to_lapse for row in rows(drawn)] == [True, True, False]
    assert [row.label is not None for row in rows(drawn)] == [True, False, False]
    assert sentence(drawn, "First to lapse").words == "Yusuf, Medical exam and 1 more"


def test_lapsed_and_awaited_clearances_are_never_the_first_to_lapse():
    lapsed = Bar(person="Rosa", clearance="X-ray", status="lapsed", begins=TODAY, ends=date(2026, 11, 25))
    awaited = replace(SECURITY, ends=date(2026, 12, 20))
    assert [row.first_to_lapse for row in rows(picture(lapsed, awaited, MEDICAL))] == [False, False, True]


def test_the_first_to_lapse_before_travel_says_how_many_days_are_missing():
    row = rows(picture(PERMIT, MEDICAL))[1]
    assert (row.status, row.words) == ("runs_out", "Runs out first")
    assert (row.label.words, row.label.narrow) == ("first to lapse, 7 days short", "7 days short")
    assert row.label.x == percent(TRAVEL)


def test_travel_on_the_last_day_is_not_short():
    row = rows(picture(PERMIT, MEDICAL, travel=date(2027, 1, 26)))[1]
    assert (row.short, row.words, row.label.words) == (None, "Cleared", "first to lapse")


@pytest.mark.parametrize(("warn_days", "words"), [(62, "Cleared"), (63, "Runs out first")])
def test_within_the_warn_period_the_first_to_lapse_is_named_though_travel_fits(warn_days, words):
    assert rows(picture(PERMIT, MEDICAL, travel=None, warn_days=warn_days))[1].words == words


# rows


def test_a_clearance_that_begins_later_says_so():
    assert rows(picture(PERMIT, MEDICAL))[0].words == "Cleared, starts later"


def test_an_awaited_clearance_is_drawn_from_its_expected_day_and_names_it():
    row = rows(picture(MEDICAL, SECURITY))[1]
    assert (row.shape, row.words, row.valid_until) == ("awaited", "Awaited, by 8 Dec", "–")
    assert (row.stretch.start, row.stretch.end, row.beyond) == (percent(date(2026, 12, 8)), 100, True)


def test_a_clearance_that_ends_after_the_axis_goes_beyond_it():
    row = rows(picture(PERMIT, MEDICAL, FINGERPRINTS))[2]
    assert (row.beyond, row.stretch.end, row.valid_until) == (True, 100, "2 Feb 2028")


def test_a_clearance_that_began_before_the_axis_is_cut():
    assert rows(picture(PERMIT, MEDICAL))[1].stretch.start == 0


@pytest.mark.parametrize("status", ["not_started", "waived", "not_required"])
def test_what_does_not_run_has_words_and_no_bar(status):
    row = rows(picture(MEDICAL, Bar(person="Adam", clearance="Orientation", status=status)))[1]
    assert (row.shape, row.stretch, row.status) == ("", None, "none")


def test_a_clearance_without_last_day_says_so():
    assert rows(picture(MEDICAL, cleared("Rosa", "Consent", TODAY, None)))[1].valid_until == "no last day"


# travel


@pytest.mark.parametrize(
    ("travel", "detail", "stop"),
    [
        (date(2027, 1, 3), "1 day before the first possible day", True),
        (date(2027, 1, 4), "Everybody is cleared on that day", False),
        (date(2027, 1, 26), "Everybody is cleared on that day", False),
        (date(2027, 1, 27), "1 day after the last possible day", True),
        (date(2027, 2, 2), "7 days after the last possible day", True),
    ],
)
def test_planned_travel_is_measured_against_both_ends_of_the_window(travel, detail, stop):
    told = sentence(picture(PERMIT, MEDICAL, travel=travel), "Planned travel")
    assert (told.detail, told.stop) == (detail, stop)


def test_without_a_travel_day_there_is_no_flag():
    drawn = picture(PERMIT, MEDICAL, travel=None)
    assert drawn.travel is None
    assert sentence(drawn, "Planned travel").words == "No date yet"


# flags and labels


def test_flags_stand_after_their_lines():
    drawn = picture(PERMIT, MEDICAL)
    assert (drawn.today.x, drawn.today.words, drawn.today.anchor) == (percent(TODAY), "Today 24 Nov", "start")
    assert (drawn.travel.x, drawn.travel.words, drawn.travel.anchor) == (percent(TRAVEL), "Travel 2 Feb", "start")


def test_of_two_flags_too_close_the_earlier_one_stands_before_its_line():
    soon = picture(PERMIT, MEDICAL, travel=TODAY + timedelta(days=10))
    assert (soon.today.anchor, soon.travel.anchor) == ("end", "start")
    past = picture(PERMIT, MEDICAL, travel=TODAY - timedelta(days=10))
    assert (past.today.anchor, past.travel.anchor) == ("start", "end")


def test_travel_near_the_end_of_a_long_axis_stands_before_its_line():
    old = cleared("Rosa", "Medical exam", date(2024, 1, 10), date(2027, 1, 26))
    assert picture(old).travel.anchor == "end"


def test_the_window_label_is_centred_over_the_band():
    drawn = picture(PERMIT, MEDICAL)
    middle = (drawn.band.start + drawn.band.end) / 2
    assert drawn.window_label.x == pytest.approx(middle, abs=0.01)
    assert (drawn.window_label.anchor, drawn.window_label.narrow) == ("middle", "4 Jan – 26 Jan")


def test_a_window_at_the_beginning_carries_its_label_from_its_edge():
    drawn = picture(cleared("Rosa", "X-ray", date(2026, 11, 22), date(2026, 11, 26)), travel=date(2027, 3, 1))
    assert (drawn.window_label.anchor, drawn.window_label.x) == ("start", drawn.band.start)


# right to left


def test_right_to_left_every_place_is_mirrored():
    there, here = picture(PERMIT, MEDICAL), picture(PERMIT, MEDICAL, tongue=RightToLeft())
    assert [month.x for month in here.months] == [pytest.approx(100 - month.x) for month in there.months]
    assert here.today.x == pytest.approx(100 - there.today.x)
    for ours, theirs in zip(rows(here), rows(there), strict=True):
        assert ours.stretch.start == pytest.approx(100 - theirs.stretch.start)
        assert ours.stretch.x == pytest.approx(ours.stretch.end)
        assert ours.stretch.width == theirs.stretch.width


# many rows


def many(people):
    kinds = ("Medical exam", "Security check", "Fingerprints", "Exit permit", "Orientation")
    return [
        Group(
            name=f"Person {n}",
            about="",
            bars=[cleared(f"Person {n}", kind, date(2026, 10, 1 + n), date(2027, 5, 1 + n)) for kind in kinds],
        )
        for n in range(people)
    ]


def folded(groups, **more):
    return draw(groups, today=TODAY, travel=TRAVEL, tongue=English(), **more)


def test_up_to_24_rows_all_are_shown():
    groups = many(5)
    groups[0] = replace(groups[0], bars=groups[0].bars[1:])
    drawn = folded(groups)
    assert (len(rows(drawn)), drawn.rows_hidden) == (24, 0)


def test_beyond_24_rows_each_person_gets_one_bar_for_all_in_order():
    groups = many(8)
    groups[7] = replace(groups[7], bars=[*groups[7].bars[1:], replace(SECURITY, person="Person 7")])
    drawn = folded(groups)
    last = drawn.groups[7].rows
    assert [row.clearance for row in last] == ["All 4 cleared", "Security check"]
    assert (drawn.rows, drawn.rows_hidden) == (40, 40 - len(rows(drawn)))
    assert drawn.rows_hidden > 20


def test_the_first_to_lapse_is_never_folded_away():
    drawn = folded(many(8))
    assert [row.first_to_lapse for row in drawn.groups[0].rows] == [True] * 5
    assert not any(row.first_to_lapse for group in drawn.groups[1:] for row in group.rows)


def test_beyond_24_rows_whoever_has_nothing_started_gets_one_row_that_says_so():
    groups = many(8)
    none = [Bar(person="Person 7", clearance=one.clearance, status="not_started") for one in groups[7].bars]
    drawn = folded([*groups[:7], replace(groups[7], bars=none)])
    assert [(row.clearance, row.words) for row in drawn.groups[7].rows] == [("5 clearances", "Not started")]
    begun = folded([*groups[:7], replace(groups[7], bars=[*none[1:], replace(SECURITY, person="Person 7")])])
    assert len(begun.groups[7].rows) == 5
    assert drawn.window_label.words == "No day yet: 5 not started"


def test_folding_changes_the_rows_and_not_the_window():
    short, full = folded(many(8)), folded(many(8), show_all=True)
    assert (short.band, short.sentences) == (full.band, full.sentences)
    assert len(rows(full)) == 40


# before and after a step


def compared(before, after, travel=TRAVEL, tongue=None):
    whole = [[Group(name="Everybody", about="", bars=bars)] for bars in (before, after)]
    return draw_before_after(*whole, today=TODAY, travel=travel, tongue=tongue or English())


def test_before_and_after_stand_on_one_axis():
    repeated = replace(MEDICAL, ends=date(2027, 5, 23))
    drawn = compared([PERMIT, MEDICAL], [PERMIT, repeated])
    assert [(row.name, row.words) for row in drawn.rows] == [
        ("Before", "4 Jan – 26 Jan, 23 days"),
        ("After", "4 Jan – 5 Mar, 61 days"),
    ]
    before, after = (row.band for row in drawn.rows)
    assert before.start == after.start
    assert after.width == pytest.approx(before.width * 61 / 23, abs=0.01)


def test_before_and_after_say_what_is_still_awaited():
    assert compared([MEDICAL], [MEDICAL, SECURITY]).title == (
        "Days on which everybody is cleared, if cleared: Security check, Lina"
    )


def test_a_step_that_leaves_no_common_day_draws_no_box_after():
    late = cleared("Daniel", "Exit permit", date(2027, 4, 1), date(2027, 6, 1))
    drawn = compared([MEDICAL], [MEDICAL, late])
    assert [row.band is not None for row in drawn.rows] == [True, False]
    assert drawn.rows[1].words == "No common day"
    assert drawn.months[-1].name == "Jun"


def test_before_and_after_are_mirrored_right_to_left():
    there, here = compared([PERMIT], [MEDICAL]), compared([PERMIT], [MEDICAL], tongue=RightToLeft())
    assert here.travel.x == pytest.approx(100 - there.travel.x)
    assert [row.band.start for row in here.rows] == [pytest.approx(100 - row.band.start) for row in there.rows]


# whatever the dates

days = st.dates(date(2026, 6, 1), date(2028, 6, 1))
bars = st.builds(
    Bar,
    person=st.just("Rosa"),
    clearance=st.just("Medical exam"),
    status=st.sampled_from(["cleared", "awaited", "lapsed", "not_started", "waived", "not_required"]),
    begins=st.none() | days,
    ends=st.none() | days,
    expected=st.none() | days,
    required=st.booleans(),
)


@given(st.lists(bars, max_size=6), st.none() | days)
def test_everything_stands_on_the_picture(some, travel):
    drawn = picture(*some, travel=travel)
    places = [month.x for month in drawn.months] + [drawn.today.x, drawn.window_label.x]
    for row in rows(drawn):
        places += [row.stretch.x, row.stretch.x + row.stretch.width] if row.stretch else []
    assert all(-0.01 <= x <= 100.01 for x in places)


held = st.builds(replace, bars, status=st.just("cleared"), required=st.just(True))


@given(st.lists(held, min_size=1, max_size=4), days)
def test_a_day_is_in_the_window_exactly_when_every_clearance_counts_on_it(some, day):
    window = find_window(some)
    inside = (not window.first or window.first <= day) and (not window.last or day <= window.last)
    assert (window.stands and inside) == all(
        (bar.begins is None or bar.begins <= day) and (bar.ends is None or day <= bar.ends) for bar in some
    )
