"""Who keeps a case: taken, given to a colleague, handed back; and who acts in a case that another keeps."""

from tests.running.stories import Story

TEAM = """
assigned_by: boss
facts:
  case: {paper: {type: text, max: 20}}
phases:
  work:
    desk:
      actions:
        complete: {to: stay}
        review: {by: [clerk, doctor], not_whoever_did: [complete], to: shelf}
    shelf: {actions: {back: {to: desk}}}
endings: {away: completed}
anywhere:
  drop: {by: boss, to: away}
holds:
  stop: {over: [case], placed_by: boss, lifted_by: doctor, blocks: everything}
"""
OWN_AFFAIR = TEAM.replace("assigned_by: boss\n", "")


def keepers(story):
    return {one.role: one.user for one in story.case.keepers}


def give(story, to, by="boss", **asked):
    return story.do("assign_case", by=by, to=to, colleague=story.actor(to), **asked)


def not_given(story, to, by="boss", **asked):
    return story.refused("assign_case", by=by, to=to, colleague=story.actor(to), **asked)


def test_whoever_has_the_role_takes_a_case_that_nobody_keeps_in_it():
    story = Story(TEAM).open()
    story.do("take_case", by="clerk")
    story.do("take_case", by="doctor")
    assert keepers(story) == {"clerk": "clerk", "doctor": "doctor"}
    assert story.refused("take_case", by="clerk2") == ["not_in_this_state"]
    assert story.refused("take_case", by="clerk2", role="doctor") == ["not_in_this_state", "not_your_role"]


def test_a_case_is_given_by_those_named_for_it_and_only_to_who_holds_the_role():
    story = Story(TEAM).open()
    assert not_given(story, "clerk2", by="clerk") == ["not_your_role"]
    assert not_given(story, "doctor", role="clerk") == ["answers_wrong"]
    assert story.refused("assign_case", by="boss", to="nobody", role="clerk") == ["answers_wrong"]
    give(story, "clerk2")
    assert keepers(story) == {"clerk": "clerk2"}
    assert not_given(story, "clerk2", note="Once more") == ["not_in_this_state"]


def test_who_keeps_a_case_hands_it_over_with_a_note_or_back_to_the_team():
    story = Story(TEAM).open()
    story.do("take_case", by="clerk")
    assert not_given(story, "clerk2", by="clerk") == ["answers_missing"]
    give(story, "clerk2", by="clerk", note="The family speaks Kurmanji")
    assert keepers(story) == {"clerk": "clerk2"}
    assert story.refused("hand_back_case", by="clerk") == ["not_your_role"]
    story.do("hand_back_case", by="clerk2")
    assert keepers(story) == {}
    assert story.refused("hand_back_case", by="boss") == ["not_in_this_state"]


def test_those_named_for_it_take_a_case_from_a_colleague_who_is_gone():
    story = Story(TEAM).open()
    story.do("take_case", by="clerk")
    story.do("hand_back_case", by="boss")
    assert keepers(story) == {}
    story.do("take_case", by="clerk2")


def test_where_nobody_is_named_for_it_the_team_does_it_among_themselves():
    story = Story(OWN_AFFAIR).open()
    give(story, "clerk2", by="clerk")
    assert not_given(story, "clerk3", by="doctor", role="clerk", note="Mine") == ["not_your_role"]
    give(story, "clerk3", by="clerk", note="Clerk 2 is ill")
    assert keepers(story) == {"clerk": "clerk3"}


def test_a_colleague_acts_for_the_one_who_keeps_the_case_and_the_duties_stay_apart():
    story = Story(TEAM).open()
    story.do("take_case", by="clerk")
    (own,) = story.do("complete", by="clerk")
    (covering,) = story.do("complete", by="clerk2")
    assert own.changes == ()
    assert covering.actor == "clerk2"
    assert covering.changes == ({"for_keeper": {"role": "clerk", "user": "clerk"}},)
    assert story.refused("review", by="clerk2") == ["same_person"]
    assert story.refused("review", by="clerk") == ["same_person"]
    (of_another_role, *_) = story.do("review", by="doctor")
    assert of_another_role.changes == ()


def test_neither_a_hold_nor_a_move_changes_who_keeps_the_case():
    story = Story(TEAM).open()
    story.do("place_stop", by="boss")
    story.do("take_case", by="clerk")
    story.do("lift_stop", by="doctor")
    story.do("review", by="doctor")
    assert keepers(story) == {"clerk": "clerk"}
    story.do("drop", by="boss")
    assert story.refused("hand_back_case", by="clerk") == ["not_in_this_state"]


def test_only_what_can_be_done_is_offered():
    story = Story(TEAM).open()

    def offered(by):
        return {action for action, _ in story.offers(by) if action.endswith("_case")}

    assert offered("clerk") == {"take_case"}
    assert offered("boss") == {"take_case", "assign_case"}
    story.do("take_case", by="clerk")
    assert offered("clerk") == {"assign_case", "hand_back_case"}
    assert offered("clerk2") == set()
    assert offered("boss") == {"take_case", "assign_case", "hand_back_case"}


EVERY_ACT = """
assigned_by: clerk
facts:
  case: {answer_by: date}
  person: {born_on: {type: date, partial: true}}
phases:
  work:
    desk:
      actions:
        decide: {countersigned_by: clerk, to: stay}
        think: {ask: [answer_by], to: stay}
      timers:
        silence: {at: answer_by, to: away}
        answer: {after: 10 days, to: away, extended: {by: clerk, times: 1, up_to: 60 days}}
endings: {away: completed}
priority:
  score: {young: {points: 5, when: age < 18, because: A child}}
  scored_at: [think]
  changed_by: {role: clerk}
holds:
  stop: {over: [case], placed_by: clerk, lifted_by: clerk}
"""


def test_whatever_a_colleague_does_in_a_case_that_another_keeps_is_told_as_done_for_that_one():
    story = Story(EVERY_ACT).open()
    story.do("take_case", by="clerk")
    acts = (
        ("place_stop", "clerk2", {}),
        ("lift_stop", "clerk3", {}),
        ("extend_answer", "clerk2", {"until": "2026-04-01"}),
        ("decide", "clerk2", {}),
        ("reject_decide", "clerk3", {}),
        ("decide", "clerk2", {}),
        ("countersign_decide", "clerk3", {}),
        ("think", "clerk2", {"answer_by": "2026-01-15"}),
        ("change_priority", "clerk2", {"points": 3, "note": "A newborn child"}),
        ("hand_back_case", "clerk2", {}),
        ("take_case", "clerk", {}),
        ("confirm_silence", "clerk2", {}),
    )
    for action, by, asked in acts:
        (entry, *_) = story.do(action, by=by, **asked)
        covered = {"for_keeper": {"role": "clerk", "user": "clerk"}} in entry.changes
        assert covered == (by != "clerk"), action


# what is given is accepted or returned


def given(story):
    return {one.user: (one.given_by, one.before) for one in story.case.keepers}


def test_what_is_given_is_kept_at_once_and_waits_to_be_accepted_by_whoever_was_given_it():
    story = Story(TEAM).open()
    story.do("take_case", by="clerk")
    give(story, "clerk2", by="clerk", note="The family speaks Kurmanji")
    assert given(story) == {"clerk2": ("clerk", "clerk")}
    for other in ("clerk", "clerk3", "boss"):
        assert story.refused("accept_case", by=other) == ["not_in_this_state"]
    story.do("accept_case", by="clerk2")
    assert given(story) == {"clerk2": (None, None)}
    assert story.refused("accept_case", by="clerk2") == ["not_in_this_state"]


def test_what_is_returned_needs_a_note_and_goes_back_never_to_whoever_was_given_it():
    story = Story(TEAM).open()
    story.do("take_case", by="clerk")
    give(story, "clerk2", by="clerk", note="The family speaks Kurmanji")
    back = {"by": "clerk2", "colleague": story.actor("clerk")}
    assert story.refused("return_case", **back) == ["answers_missing"]
    (entry,) = story.do("return_case", **back, note="I leave on Monday")
    assert given(story) == {"clerk": (None, None)}
    assert entry.changes == ({"kept": {"role": "clerk", "user": "clerk"}},)
    assert story.refused("return_case", **back, note="Once more") == ["not_in_this_state"]


def test_what_nobody_may_keep_goes_back_to_the_queue():
    story = Story(TEAM).open()
    give(story, "clerk2")
    story.do("return_case", by="clerk2", colleague=story.actor("boss"), note="Not mine")
    assert keepers(story) == {}


def test_whoever_acts_in_what_they_were_given_has_accepted_it_and_whoever_gives_it_to_themselves_too():
    story = Story(OWN_AFFAIR).open()
    give(story, "clerk", by="clerk")
    assert given(story) == {"clerk": (None, None)}
    give(story, "clerk2", by="clerk", note="Yours")
    story.do("complete", by="clerk3")
    assert given(story) == {"clerk2": ("clerk", "clerk")}
    story.do("complete", by="clerk2")
    assert given(story) == {"clerk2": (None, None)}
    assert story.refused("return_case", by="clerk2", note="Too late") == ["not_in_this_state"]
