"""Semantics 16 to 25: how a case comes to rest."""

from itertools import permutations

from tests.running.stories import Story


def told(text, **people):
    return Story(text).open(**people)


LAYERS = """
facts:
  case: {go: boolean}
  person: {ready: boolean, kind: {type: choice, of: [a, b]}}
tracks:
  side:
    per: person
    opens_when: ready
    needed_if: kind == "a"
    states:
      begun: {automatically: [{when: go, to: done_with}]}
      done_with: {clears: true}
checklists: {sides: [side]}
phases:
  work:
    waiting:
      automatically:
        - {when: go, to: strict}
        - {when: go, to: loose}
      actions:
        say: {may_ask: [go], may_ask_each: [ready, kind], to: stay}
    strict:
      only_while: {all_done: {check: sides.clear_on(today), says: Not done, to: waiting}}
      actions: {unsay: {may_ask_each: [ready, kind], to: stay}, finish: {to: end}}
    loose: {actions: {back: {to: waiting}}}
endings: {end: completed}
"""


def test_side_tracks_come_to_rest_before_the_case_is_looked_at():
    story = told(LAYERS, amina={"ready": True, "kind": "a"})
    story.do("say", go=True)
    assert (story.state("side"), story.state()) == ("done_with", "strict")
    assert story.causes()[-3:] == ["action", "automatic", "automatic"]


def test_of_several_true_automatics_the_first_whose_target_admits_moves():
    story = told(LAYERS, amina={"ready": False, "kind": "a"})
    story.do("say", go=True)
    assert story.state() == "loose"


def test_a_track_opens_when_it_is_first_true_and_needed():
    story = told(LAYERS, amina={"ready": False, "kind": "a"}, yusuf={"ready": True, "kind": "b"}, sara={"ready": True})
    assert [story.state("side", one) for one in ("amina", "yusuf", "sara")] == [None, None, None]
    story.do("say", each={"amina": {"ready": True}, "yusuf": {}, "sara": {}})
    assert [story.state("side", one) for one in ("amina", "yusuf", "sara")] == ["begun", None, None]


def test_an_unknown_need_neither_opens_nor_excuses():
    story = told(LAYERS, amina={"ready": True})
    story.do("say", go=True)
    assert story.state() == "loose" and story.state("side") is None


def test_a_track_no_longer_needed_keeps_its_state_and_counts_as_clear():
    story = told(LAYERS, amina={"ready": True, "kind": "a"})
    story.do("say", each={"amina": {"kind": "b"}})
    story.do("say", go=True)
    assert story.state() == "strict" and story.state("side") == "done_with"


def test_a_state_is_left_by_itself_when_its_only_while_is_no_longer_true():
    story = told(LAYERS, amina={"ready": True, "kind": "b"})
    story.do("say", go=True)
    entries = story.do("unsay", each={"amina": {"kind": "a"}})
    moved = [(one.cause, one.machine, one.target) for one in entries]
    assert ("only_while", "case", "waiting") not in moved
    assert story.state() == "strict" and story.state("side") == "done_with"


FAMILY_LEAVES = """
facts: {case: {x: text}}
tracks:
  member:
    per: person
    states: {listed: {waits_on: nobody}}
    endings: {out_denied: denied, out_left: withdrawn_by_person, out_dead: deceased}
    anywhere:
      deny: {to: out_denied}
      leave: {to: out_left, never_blocked: true}
      die: {to: out_dead, never_blocked: true}
phases: {work: {desk: {actions: {a: {to: end}}}}}
endings: {end: completed, died: deceased, denied_all: denied, left_all: family_left}
when_empty:
  - {when: last_to_leave(member.at("out_dead")), to: died}
  - {when: anyone_ever(member.at("out_denied")), to: denied_all}
  - {otherwise: left_all}
"""


def test_nobody_left_goes_where_when_empty_says():
    story = told(FAMILY_LEAVES, amina={}, yusuf={})
    story.do("member.deny", "amina")
    assert story.case.outcome is None
    story.do("member.leave", "yusuf")
    assert story.state() == "denied_all"


def test_the_last_to_leave_decides_and_of_several_in_one_step_any():
    story = told(FAMILY_LEAVES, amina={}, yusuf={})
    story.do("member.deny", "amina")
    story.do("member.die", "yusuf")
    assert story.state() == "died"


CYCLE = """
facts: {case: {go: boolean}}
phases:
  work:
    one: {automatically: [{when: go, to: two}], actions: {say: {ask: [go], to: stay}}}
    two: {automatically: [{when: go, to: one}], actions: {finish: {to: end}}}
endings: {end: completed}
"""


def test_an_authors_cycle_fails_the_step_with_the_chain_and_writes_nothing():
    story = told(CYCLE)
    (unmet,) = story.refusal("say", go=True)
    assert unmet.code == "cannot_rest"
    assert "one to two → two to one → one to two" in unmet.says
    assert story.fact("go") is None


SAFETY = """
facts: {case: {day: date, ok: {type: boolean, default: true}}}
phases:
  work:
    start: {actions: {begin: {ask: [day], to: running}}}
    running:
      clears: {from: day, for: 10 days, then: lapsed}
      only_while: {fine: {check: ok, says: Not fine, to: unsafe}}
      timers: {end_of_it: {after: 10 days, from: day, to: timed}}
      automatically: [{when: not ok, to: onward}, {when: day <= today.minus("11 days"), to: onward}]
      actions: {spoil: {ask: [ok], to: stay}, backdate: {ask: [day], to: stay}}
    lapsed: {actions: {r: {to: end}}}
    unsafe: {actions: {r: {to: end}}}
    timed: {actions: {r: {to: end}}}
    onward: {actions: {r: {to: end}}}
endings: {end: completed}
"""


def test_safety_comes_before_progress():
    story = told(SAFETY)
    story.do("begin", day="2026-03-02")
    story.do("spoil", ok=False)
    assert story.state() == "unsafe"


def test_a_lapse_comes_before_a_timer_at_the_same_instant():
    story = told(SAFETY)
    story.do("begin", day="2026-03-02")
    story.wait("20 days")
    assert story.state() == "lapsed" and story.entries[-1].due_at == story.moment("2026-03-13 00:00")


TWO_TIMERS = """
facts: {case: {x: text}}
phases:
  work:
    desk:
      timers:
        late: {after: 5 days, to: by_late}
        early: {after: 3 days, to: by_early}
        same: {after: 3 days, to: by_late}
    by_late: {actions: {r: {to: end}}}
    by_early: {actions: {r: {to: end}}}
endings: {end: completed}
"""


def test_among_due_timers_the_earlier_end_speaks_then_the_declared_order():
    story = told(TWO_TIMERS)
    story.wait("9 days")
    assert story.state() == "by_early"


SHUFFLED = """
facts: {person: {go: boolean, hurt: boolean}, case: {x: text}}
tracks:
%s
checklists: {all: [first, second]}
phases:
  work:
    desk:
      automatically: [{when: all.clear_on(today), to: ready}]
      actions: {say: {may_ask_each: [go, hurt], to: stay}}
    ready:
      only_while: {clear: {check: all.clear_on(today), says: No, to: desk}}
      actions: {say: {may_ask_each: [go, hurt], to: stay}, finish: {to: end}}
endings: {end: completed}
"""
TRACKS = (
    """
  first:
    per: person
    states:
      asked: {automatically: [{when: go, to: cleared}]}
      cleared: {clears: true, only_while: {well: {check: not hurt, says: Hurt, to: asked}}}
""",
    """
  second:
    per: person
    opens_when: first.at("cleared")
    states:
      asked: {automatically: [{when: go and first.clear_on(today), to: cleared}]}
      cleared: {clears: true, only_while: {first_stands: {check: first.clear_on(today), says: No, to: asked}}}
""",
    """
  third:
    per: person
    states:
      asked: {automatically: [{when: anyone(second.at("cleared")), to: seen}]}
      seen: {waits_on: nobody}
""",
)
PEOPLE = {
    "amina": {"go": True, "hurt": False},
    "yusuf": {"go": True, "hurt": True},
    "sara": {"go": False, "hurt": False},
}


def rests(tracks, people):
    story = told(SHUFFLED % "".join(tracks), **{one: PEOPLE[one] for one in people})
    story.do("say", each={one: {"go": True, "hurt": False} for one in people})
    story.do("say", each={one: {"hurt": one == "sara"} for one in people})
    return {(track, one): story.state(track, one) for track in ("first", "second", "third") for one in people} | {
        "case": story.state()
    }


def test_the_order_of_people_and_tracks_does_not_change_where_it_rests():
    expected = rests(TRACKS, tuple(PEOPLE))
    assert expected["case"] == "desk" and expected["second", "sara"] == "asked"
    for tracks in permutations(TRACKS):
        for people in permutations(PEOPLE):
            assert rests(tracks, people) == expected


PASSING = """
facts: {case: {told: boolean}}
tracks:
%s
phases:
  work:
    desk:
      actions: {say: {ask: [told], to: stay}, finish: {to: end}}
endings: {end: completed}
"""
PASSES = (
    """
  passes:
    states:
      before: {automatically: [{when: told, to: through}]}
      through: {automatically: [{when: told, to: after}]}
      after: {waits_on: nobody}
""",
    """
  waits:
    opens_when: passes.at("through or after")
    states:
      open:
        automatically: [{when: passes.at("through"), to: saw_it_pass}, {when: passes.at("after"), to: saw_it_rest}]
      saw_it_pass: {waits_on: nobody}
      saw_it_rest: {waits_on: nobody}
""",
)


def test_what_hangs_on_another_track_sees_it_at_rest_whichever_is_written_first():
    for tracks in permutations(PASSES):
        story = told(PASSING % "".join(tracks))
        story.do("say", told=True)
        assert (story.state("passes"), story.state("waits")) == ("after", "saw_it_rest")


ENDS = """
facts: {case: {told_on: date, ended_on: date}}
tracks:
%s
phases:
  work:
    desk:
      actions: {say: {ask: [told_on], to: stay}, finish: {to: end}}
endings: {end: completed}
"""
TIMED = tuple(
    f"""
  {name}:
    opens_when: known(told_on)
    states:
      open:
        timers: {{ends: {{after: {after}, to: over, sets: {{ended_on: due}}}}}}
      over: {{waits_on: nobody}}
"""
    for name, after in (("shorter", "10 days"), ("longer", "20 days"))
)


def test_of_two_ends_in_one_fact_the_later_stays_when_both_ran_out_before_they_could_be_seen():
    for tracks in permutations(TIMED):
        story = told(ENDS % "".join(tracks)).at("2026-05-01 09:00")
        story.do("say", told_on="2026-04-01", happened="2026-04-01 09:00")
        assert (story.state("shorter"), story.state("longer")) == ("over", "over")
        assert str(story.fact("ended_on")) == "2026-04-21"


TOGETHER = """
facts: {person: {hurt: boolean}}
tracks:
  member:
    per: person
    states:
      listed: {timers: {patience: {after: 10 days, to: gone}}}
    endings: {gone: no_contact}
  care:
    states:
      asked: {automatically: [{when: nobody(hurt), to: not_needed}]}
      not_needed: {waits_on: nobody}
phases:
  work:
    desk: {actions: {finish: {to: end}}}
endings: {end: completed, left: no_contact}
when_empty: [{otherwise: left}]
"""


def test_those_who_leave_at_the_same_instant_leave_together_whoever_joined_first():
    for people in permutations({"amina": True, "yusuf": False}.items()):
        story = told(TOGETHER, **{one: {"hurt": hurt} for one, hurt in people})
        story.wait("11 days")
        assert (story.case.outcome, story.state("care")) == ("no_contact", "asked")
