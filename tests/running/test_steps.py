"""Semantics 1 to 10: a step asked for by somebody."""

from engine.entries_seen import entry_as_seen
from tests.running.stories import Story

DESK = """
facts:
  case:
    paper: {type: text, max: 20}
    weight: integer
    letter: document
    seen_on: date
  person:
    finding: {type: choice, of: [good, bad]}
    born_on: {type: date, partial: true}
phases:
  work:
    desk:
      actions:
        file:
          by: clerk
          ask: [paper]
          may_ask: [weight]
          requires:
            light: {check: weight <= 10, says: It is too heavy}
            dated: {check: known(seen_on), says: Nobody has seen it}
          to: shelf
        see: {ask: [seen_on], to: stay}
        shelve: {not_whoever_did: [see], at_most: 1, to: stay}
        twice_a_visit: {at_most: {times: 2, per: visit}, to: stay}
        send: {reason: [lost, other], to: stay}
        explain_it: {note: required, to: stay}
        again: {to: desk}
        open_soon: {open_from: {before: 3 days, of: seen_on}, to: stay}
    shelf:
      only_while:
        is_good: {check: everyone(finding == "good"), says: Not everybody is good, to: desk}
      actions:
        take: {to: desk}
        file: {by: boss, to: away}
endings: {away: completed}
anywhere:
  judge: {ask_each: [finding], to: stay}
  drop: {by: boss, never_blocked: true, to: away}
"""


def desk(**people):
    return Story(DESK).open(**people)


def read_by(entry) -> dict[str, dict]:
    return {one["name"]: one["values"] for change in entry.changes for one in change.get("read", ())}


def test_an_entry_keeps_by_what_it_was_judged_and_the_values_that_were_read():
    story = desk(amina={"finding": "good"}, yusuf={"finding": "good"})
    story.do("see", seen_on="2026-03-01")
    (entry,) = story.do("file", paper="7", weight="5")
    told = [(one.name, one.person, one.truth) for one in entry.judged]
    assert told == [("light", None, "true"), ("dated", None, "true"), ("shelf.is_good", None, "true")]
    assert read_by(entry) == {
        "light": {"case": {"weight": 5}},
        "dated": {"case": {"seen_on": {"date": "2026-03-01"}}},
        "shelf.is_good": {"amina": {"finding": "good"}, "yusuf": {"finding": "good"}},
    }
    judging, falling = story.do("judge", each={"amina": {"finding": "bad"}, "yusuf": {"finding": "good"}})
    assert judging.judged == () and read_by(judging) == {}
    assert [(one.name, one.truth) for one in falling.judged] == [("shelf.is_good", "false")]
    assert read_by(falling)["shelf.is_good"]["amina"] == {"finding": "bad"}


def test_of_each_person_the_own_values_are_kept():
    story = two()
    story.do("member.approve", "amina", "yusuf", score="5")
    story.do("member.verify_approve", "amina", "yusuf", by="doctor")
    carried = [one for one in story.entries if one.cause == "action"]
    assert [[(one.name, one.person) for one in entry.judged] for entry in carried] == [
        [("enough", "amina"), ("no_risk", "amina")],
        [("enough", "yusuf"), ("no_risk", "yusuf")],
    ]
    assert [read_by(one)["enough"] for one in carried] == [{"amina": {"score": 5}}, {"yusuf": {"score": 5}}]
    assert [read_by(one)["no_risk"] for one in carried] == [{"amina": {"risk": False}}, {"yusuf": {"risk": False}}]


def test_who_may_not_read_a_value_does_not_read_it_in_what_was_judged_either():
    law = DESK.replace("weight: integer", "weight: {type: integer, may_read: [boss]}")
    story = Story(law).open(amina={"finding": "good"})
    story.do("see", seen_on="2026-03-01")
    (entry,) = story.do("file", paper="7", weight="5")
    assert read_by(entry_as_seen(story.law, entry, story.actor("clerk")))["light"] == {}
    assert read_by(entry_as_seen(story.law, entry, story.actor("boss")))["light"] == {"case": {"weight": 5}}


def test_where_the_reason_may_not_be_known_nothing_is_told_of_what_was_judged():
    law = DESK.replace("of: [good, bad]}", "of: [good, bad], may_read: [boss]}")
    story = Story(law).open(amina={"finding": "good"})
    story.do("see", seen_on="2026-03-01")
    story.do("file", paper="7", weight="5")
    _, falling = story.do("judge", each={"amina": {"finding": "bad"}})
    seen = entry_as_seen(story.law, falling, story.actor("clerk"))
    assert (seen.ground, seen.judged, read_by(seen)) == (None, (), {})
    assert entry_as_seen(story.law, falling, story.actor("boss")).judged == falling.judged != ()


def test_an_action_of_another_state_is_refused_and_says_where_the_case_stands():
    story = desk()
    (unmet,) = story.refusal("take")
    assert unmet.code == "not_in_this_state"
    assert unmet.says == "Case: Desk, since 2 March 2026"


def test_an_action_nobody_wrote_is_refused():
    assert desk().refused("fly") == ["not_in_this_state"]


def test_everything_unmet_is_told_at_once():
    story = desk()
    assert story.refused("file", by="doctor", weight="11") == [
        "answers_missing",
        "dated",
        "light",
        "not_your_role",
        "shelf.is_good",
    ]


def test_what_hangs_on_an_answer_still_missing_is_not_told_twice():
    story = desk()
    story.do("see", seen_on="2026-03-02")
    assert story.refused("file", weight="heavy") == ["answers_missing", "answers_wrong", "shelf.is_good"]


def test_a_question_that_was_not_asked_is_refused():
    (unmet,) = desk().refusal("see", seen_on="2026-03-02", weight="3")
    assert (unmet.code, unmet.field) == ("answers_wrong", "weight")


def test_the_same_name_in_two_states_means_the_action_of_the_state_it_stands_in():
    story = desk()
    story.do("judge", each={"amina": {"finding": "good"}})
    story.do("see", seen_on="2026-03-02")
    story.do("file", paper="a", weight="3")
    assert story.refused("file", by="clerk") == ["not_your_role"]
    story.do("file", by="boss")
    assert story.case.outcome == "completed"


def test_whoever_did_one_thing_does_not_do_the_other():
    story = desk()
    story.do("see", seen_on="2026-03-01")
    assert story.refused("shelve") == ["same_person"]
    story.do("shelve", by="clerk2")


def test_what_may_be_done_once_is_done_once_in_the_life_of_the_case():
    story = desk()
    story.do("shelve")
    story.do("again")
    assert story.refused("shelve") == ["times_used"]


def test_what_may_be_done_twice_a_visit_may_be_done_again_in_the_next():
    story = desk()
    story.do("twice_a_visit")
    story.do("twice_a_visit")
    assert story.refused("twice_a_visit") == ["times_used"]
    story.do("again")
    story.do("twice_a_visit")


def test_a_reason_is_one_of_those_offered_and_other_needs_a_note():
    story = desk()
    assert story.refused("send") == ["answers_missing"]
    assert story.refused("send", reason="stolen") == ["answers_wrong"]
    assert story.refused("send", reason="other") == ["answers_missing"]
    story.do("send", reason="other", note="Eaten")


def test_a_note_of_blanks_is_no_note():
    assert desk().refused("explain_it", note="  ") == ["answers_missing"]


def test_an_action_opens_so_long_before_its_event():
    story = desk()
    assert story.refused("open_soon") == ["not_open_yet"]
    story.do("see", seen_on="2026-03-10")
    (unmet,) = story.refusal("open_soon")
    assert unmet.possible_from == story.moment("2026-03-07 00:00")
    story.at("2026-03-06 23:59")
    assert story.refused("open_soon") == ["not_open_yet"]
    story.at("2026-03-07 00:00").do("open_soon")


def test_the_target_is_asked_as_it_would_stand_there():
    story = desk()
    story.do("see", seen_on="2026-03-01")
    assert story.refused("file", paper="a", weight="1") == ["shelf.is_good"]
    story.do("judge", each={"amina": {"finding": "good"}})
    story.do("file", paper="a", weight="1")
    assert story.state() == "shelf"


def test_a_refusal_writes_nothing():
    story = desk()
    before = story.case
    story.refused("file", paper="a", weight="11")
    assert story.case is before and story.fact("paper") is None


def test_one_answer_is_asked_for_each_of_the_people():
    story = desk(amina={}, yusuf={})
    unmet = story.refusal("judge", each={"amina": {"finding": "good"}})
    assert [(one.code, one.person, one.field) for one in unmet] == [("answers_missing", "yusuf", "yusuf.finding")]


def test_an_answer_for_somebody_unknown_is_refused():
    story = desk()
    each = {"amina": {"finding": "good"}, "nobody": {"finding": "bad"}}
    assert story.refused("judge", each=each) == ["answers_wrong"]


def test_nobody_is_born_after_today():
    for day in ("2026-03-03", "2026-04", "2027"):
        assert Story(DESK).opening_refused(amina={"born_on": day}) == ["answers_wrong"]


def test_somebody_may_be_born_in_a_year_that_is_not_over():
    assert str(desk(amina={"born_on": "2026"}).case.people[0].facts["born_on"]) == "2026"


def test_a_correction_names_an_entry_that_exists():
    story = desk()
    assert story.refused("see", seen_on="2026-03-01", corrects=99) == ["answers_wrong"]
    story.do("see", seen_on="2026-03-01", corrects=1)
    assert story.entries[-1].corrects == 1


SECOND = """
facts: {case: {paper: text}, person: {score: integer, risk: boolean}}
tracks:
  member:
    per: person
    states:
      waiting:
        actions:
          approve:
            by: clerk
            verified_by: doctor
            ask: [score]
            requires: {enough: {check: score > 3, says: Too little}, no_risk: {check: not risk, says: There is a risk}}
            to: approved
        timers: {patience: {after: 10 days, to: out_denied}}
      approved: {waits_on: nobody}
    endings: {out_denied: denied, out_withdrawn: withdrawn_by_person, out_deceased: deceased}
    anywhere:
      withdraw: {decision_of: person, never_blocked: true, to: out_withdrawn}
      die: {never_blocked: true, to: out_deceased}
phases:
  work:
    desk:
      actions:
        close: {by: clerk, countersigned_by: {role: boss, at_least: 2}, to: closed}
        note_risk: {may_ask_each: [risk], to: stay}
endings: {closed: completed, empty: family_left}
when_empty: [{otherwise: empty}]
"""


def two():
    return Story(SECOND).open(amina={"risk": False}, yusuf={"risk": False})


def test_a_verified_decision_is_pending_and_moves_nothing():
    story = two()
    (entry,) = story.do("member.approve", "amina", score="5")
    assert entry.cause == "pending" and story.state("member") == "waiting"
    assert story.fact("score", "amina") is None
    assert story.refused("member.approve", "amina", score="5") == ["pending"]


def test_the_verifier_carries_it_out_with_the_first_doers_event_time():
    story = two()
    story.do("member.approve", "amina", score="5")
    story.wait("2 days")
    confirmation, entry = story.do("member.verify_approve", "amina", by="doctor")
    assert confirmation.cause == "confirmation"
    assert (entry.actor, entry.confirmed_by, entry.target) == ("clerk", ("doctor",), "approved")
    assert story.since("member") == "2026-03-02 09:00" and story.fact("score", "amina") == 5
    assert story.case.pending == ()


def test_nobody_verifies_their_own_decision():
    story = Story(SECOND.replace("verified_by: doctor", "verified_by: clerk")).open(amina={"risk": False})
    story.do("member.approve", "amina", score="5")
    assert story.refused("member.verify_approve", "amina") == ["same_person"]
    story.do("member.verify_approve", "amina", by="clerk2")


def test_several_must_agree_and_each_only_once():
    story = two()
    story.do("close")
    story.do("countersign_close", by="boss")
    assert story.case.outcome is None
    assert story.refused("countersign_close", by="boss") == ["same_person"]
    story.do("countersign_close", by="boss2")
    assert story.case.outcome == "completed" and story.entries[-1].confirmed_by == ("boss", "boss2")


def test_what_has_changed_meanwhile_refuses_the_confirmation_and_it_stays_pending():
    story = two()
    story.do("member.approve", "amina", score="5")
    story.do("note_risk", each={"amina": {"risk": True}})
    assert story.refused("member.verify_approve", "amina", by="doctor") == ["no_risk"]
    assert len(story.case.pending) == 1
    story.do("note_risk", each={"amina": {"risk": False}})
    story.do("member.verify_approve", "amina", by="doctor")


def test_a_rejected_decision_falls():
    story = two()
    story.do("member.approve", "amina", score="5")
    story.do("member.reject_approve", "amina", by="doctor")
    assert story.case.pending == () and story.state("member") == "waiting"


def test_a_pending_decision_keeps_a_later_end_silent():
    story = two()
    story.do("member.approve", "amina", score="5")
    story.wait("20 days")
    assert (story.state("member", "amina"), story.state("member", "yusuf")) == ("waiting", "out_denied")
    story.do("member.verify_approve", "amina", by="doctor")
    assert story.state("member") == "approved"


def test_rejected_a_silenced_timer_speaks_with_its_own_end():
    story = two()
    story.do("member.approve", "amina", score="5")
    story.wait("20 days")
    story.do("member.reject_approve", "amina", by="doctor")
    assert story.state("member") == "out_denied" and story.since("member") == "2026-03-12 09:00"


def test_death_stays_possible_while_a_decision_waits_and_lets_it_fall():
    story = two()
    story.do("member.approve", "amina", "yusuf", score="5")
    story.do("member.die", "amina")
    assert [one.people for one in story.case.pending] == [("yusuf",)]


def test_each_persons_decision_is_confirmed_by_itself():
    story = two()
    story.do("member.approve", "amina", "yusuf", score="5")
    assert story.refused("member.verify_approve", by="doctor") == ["answers_missing"]
    story.do("member.verify_approve", "yusuf", by="doctor")
    assert (story.state("member", "amina"), story.state("member", "yusuf")) == ("waiting", "approved")


def test_several_are_confirmed_in_one_step():
    story = two()
    story.do("member.approve", "amina", "yusuf", score="5")
    story.do("member.verify_approve", "amina", "yusuf", by="doctor")
    assert story.state("member", "amina") == story.state("member", "yusuf") == "approved"


def test_an_ending_of_the_case_lets_everything_pending_fall():
    story = two()
    story.do("member.approve", "amina", score="5")
    story.do("close")
    story.do("countersign_close", by="boss")
    story.do("countersign_close", by="boss2")
    assert story.case.pending == ()


MOVED_ON = """
facts: {case: {paper: text}}
tracks:
  check:
    per: person
    states:
      asked:
        actions: {pass: {countersigned_by: boss, to: passed}, drop: {never_blocked: true, to: dropped}}
        timers: {slow: {after: 5 days, to: dropped}}
      dropped: {actions: {ask_again: {to: asked}}}
      passed: {waits_on: nobody}
phases:
  work:
    desk: {actions: {send: {countersigned_by: boss, to: sent}, lose: {never_blocked: true, to: lost}}}
    lost: {actions: {find: {to: desk}}}
endings: {sent: completed, nobody: family_left}
when_empty: [{otherwise: nobody}]
"""


def test_a_pending_decision_falls_when_its_machine_moves_and_no_other_does():
    story = Story(MOVED_ON).open(amina={}, yusuf={})
    story.do("send")
    story.do("check.pass", "amina", "yusuf")
    story.do("check.drop", "amina")
    assert [(one.machine, one.people) for one in story.case.pending] == [("case", ()), ("check", ("yusuf",))]
    story.do("lose")
    assert [(one.machine, one.people) for one in story.case.pending] == [("check", ("yusuf",))]
    story.do("find")
    story.do("check.ask_again", "amina")
    assert story.refused("countersign_send", by="boss") == ["not_in_this_state"]
    assert story.refused("check.countersign_pass", "amina", by="boss") == ["not_in_this_state"]


def test_nothing_to_confirm_is_refused():
    assert two().refused("member.verify_approve", "amina", by="doctor") == ["not_in_this_state"]


def test_an_answer_that_the_schema_of_its_fact_does_not_take_is_refused_at_its_field():
    story = Story("""
    facts:
      case: {number: {type: text, label: Number, schema: {pattern: "^[A-Z]{2}-[0-9]{6}$", title: like JO-000001}}}
    phases: {work: {desk: {actions: {file: {ask: [number], to: end}}}}}
    endings: {end: completed, empty: family_left}
    when_empty: [{otherwise: empty}]
    """).open()
    (unmet,) = story.refusal("file", number="JO-1")
    assert (unmet.field, unmet.says) == ("number", "Number: Write it like this: like JO-000001")
    story.do("file", number="JO-000001")
    assert story.fact("number") == "JO-000001"


EXCUSED = """
facts: {case: {risky: boolean, seen: date}}
checklists: {all: [check]}
tracks:
  check:
    needed_if: risky
    states:
      asked: {actions: {clear: {ask: [seen], to: cleared}}}
      cleared: {clears: {from: seen, for: 10 days, then: asked}}
phases:
  work:
    desk:
      actions:
        go: {ask: [risky], to: away}
        note: {ask: [seen], requires: {clear: {check: all.clear_on(today), says: Not clear}}, to: stay}
    away:
      only_while: {clear: {check: all.clear_on(today), says: Not clear, to: desk}}
      actions: {finish: {to: end}}
endings: {end: completed}
"""


def test_a_clearance_that_hangs_on_an_answer_is_not_told_before_it_is_given():
    story = Story(EXCUSED).open()
    assert story.refused("go") == ["answers_missing"]
    assert story.offer("go").status == "possible after answers"
    assert story.refused("go", risky=True) == ["away.clear"]
    assert story.refused("note") == ["answers_missing"]
    story.do("go", risky=False)
