"""Semantics 40: the people of another case come over, and that case ends, in one step over two cases."""

from dataclasses import replace

from engine.case import PlacedHold
from engine.running.outlook import AFTER_ANSWERS
from engine.step import Beside
from tests.running.stories import Story

TWICE = """
facts:
  case:
    interpreter: text
    town: {type: text}
    secret: {type: text, may_read: [spy]}
    flight_on: date
  person:
    name: text
    reply_by: date
    decision: {type: choice, of: [approved]}
checklists: {to_fly: [medical]}
holds:
  security:
    over: [person, case]
    placed_by: spy
    lifted_by: [spy, boss]
    may_see: [spy]
    shown_as: A check
    blocks: [book]
  papers: {over: [person, case], placed_by: [clerk, boss], lifted_by: [clerk, boss], blocks: [book], at_most: 30 days}
  stop: {over: [case], placed_by: boss, lifted_by: boss, blocks: everything}
tracks:
  member:
    per: person
    states:
      listed: {automatically: [{when: decision == "approved", to: approved}]}
      approved: {waits_on: nobody}
    endings: {out_withdrawn: withdrawn_by_person, out_refused: denied}
    timers: {reply: {at: reply_by, in: [listed], to: out_refused}}
    anywhere:
      withdraw_person: {never_blocked: true, to: out_withdrawn}
      answered_in_time: {in: [out_refused], overturns: reply, to: listed}
  medical:
    per: person
    facts: {examined_on: date}
    when_changed: {facts: [name], to: asked, says: Another name}
    states:
      asked: {actions: {examine: {by: doctor, ask: [examined_on], to: passed}}}
      passed:
        clears: {from: examined_on, for: 6 months}
        actions: {look_again: {by: doctor, countersigned_by: boss, to: asked}}
  class:
    per: person
    states: {invited: {actions: {attend: {to: attended}}}, attended: {waits_on: nobody}}
phases:
  work:
    desk:
      actions: {prepare: {to: stay}, check: {not_whoever_did: [prepare], to: ready}}
    ready:
      forgets: [flight_on]
      actions: {book: {ask: [flight_on], to: booked}}
    booked: {actions: {fly: {to: flown}}}
    shut: {closes: [medical], actions: {go_on: {does: reopen, to: desk}}}
endings: {flown: completed, nobody_left: family_left, merged: duplicate_merged}
anywhere:
  note_it: {may_ask: [interpreter, town], to: stay}
  rename: {people: chosen, ask_each: [name], to: stay}
  shut: {to: shut}
  tell: {by: spy, ask: [secret], to: stay}
  decide: {people: chosen, ask_each: [decision], to: stay}
  join: {does: merge, note: required, to: stay}
  join_agreed: {does: merge, countersigned_by: boss, to: stay}
  join_to_desk: {does: merge, may_ask: [town], requires: {told: {check: known(town), says: Say the town}}, to: desk}
  join_from_mafraq: {does: merge, requires: {there: {check: town == "Mafraq", says: Not in Mafraq}}, to: stay}
  part: {does: split, people: chosen, into: desk, keeps: [medical], to: stay}
when_empty: [{otherwise: nobody_left}]
"""


def one(**facts: str) -> Story:
    return Story(TWICE).open(facts=facts, amina={"name": "Amina"}, yusuf={"name": "Yusuf"})


def other(**facts: str) -> Story:
    return Story(TWICE, id="c9").open(facts=facts, salma={"name": "Salma"}, omar={"name": "Omar"})


def refused(here: Story, there: Story, action: str = "join", **asked: object) -> list[str]:
    here.see(there)
    return [unmet.says for unmet in here.refusal(action, **{"other": "C9", "note": "The same family", **asked})]


def joined(here: Story, there: Story, action: str = "join", **asked: object) -> None:
    here.merge(action, there, **{"note": "The same family", **asked})


def test_the_people_come_over_and_the_other_case_ends_as_merged():
    here, there = one(), other()
    joined(here, there)
    assert here.present() == ["amina", "yusuf", "salma", "omar"]
    assert (there.present(), there.state(), there.case.outcome) == ([], "merged", "duplicate_merged")
    assert {(who.left.outcome, who.left.into) for who in there.case.people} == {("duplicate_merged", "c1")}
    assert (here.fact("name", "omar"), here.case.principal) == ("Omar", "amina")


def test_both_logs_name_each_other():
    here, there = one(), other()
    joined(here, there)
    (own,) = [entry for entry in here.entries if entry.other_case]
    (theirs,) = [entry for entry in there.entries if entry.other_case]
    assert (own.other_case.did, own.other_case.case, own.other_case.entry) == ("emptied", "c9", theirs.seq)
    assert (theirs.other_case.did, theirs.other_case.case, theirs.other_case.entry) == ("received", "c1", own.seq)
    assert own.other_case.people == theirs.other_case.people == ("salma", "omar")
    assert (theirs.actor, theirs.action, theirs.note) == ("clerk", "join", "The same family")
    assert own.inputs["other_case"] == {"case": "c9", "version": theirs.seq - 1}


def test_clearing_tracks_come_along_and_others_open_anew():
    here, there = one(), other()
    there.do("medical.examine", "salma", by="doctor", examined_on="2026-03-02")
    there.do("class.attend", "salma")
    joined(here, there)
    assert (here.state("medical", "salma"), here.state("class", "salma")) == ("passed", "invited")
    assert str(here.fact("medical.examined_on", "salma")) == "2026-03-02"
    assert there.standing("medical", "salma").closed


def test_what_the_state_of_the_case_has_closed_is_closed_for_who_comes_and_goes_on_with_the_rest():
    here, there = one(), other()
    here.do("shut")
    joined(here, there)
    assert all(here.standing("medical", who).closed for who in here.present())
    here.do("go_on")
    assert not any(here.standing("medical", who).closed for who in here.present())


def test_facts_that_only_the_other_case_has_come_over_save_those_of_a_visit():
    here, there = one(), other(town="Irbid")
    there.do("check", by="clerk2")
    there.do("book", flight_on="2026-04-01")
    joined(here, there)
    assert (here.fact("town"), here.fact("flight_on")) == ("Irbid", None)


def test_facts_that_clash_are_asked_and_the_answer_is_written():
    here, there = one(interpreter="Sami", town="Irbid"), other(interpreter="Rana", town="Irbid")
    assert refused(here, there) == ["Answer: Interpreter"]
    joined(here, there, interpreter="Rana")
    assert here.fact("interpreter") == "Rana"


def test_a_clash_in_what_the_actor_may_not_read_is_for_somebody_else():
    here, there = one(), other()
    here.do("tell", by="spy", secret="Met on Monday")
    there.do("tell", by="spy", secret="Met on Tuesday")
    here.see(there)
    (unmet,) = here.refusal("join", other="C9", note="The same family")
    assert unmet.says == "The two cases differ in something that you may not read"
    assert (unmet.facts, unmet.field) == ((), None)


def test_a_question_that_the_action_asks_itself_is_asked_once():
    here, there = one(town="Irbid"), other(town="Mafraq")
    joined(here, there, "join_to_desk", town="Zarqa")
    assert here.fact("town") == "Zarqa"


def test_what_differs_is_asked_also_where_the_action_only_may_ask_it():
    here, there = one(town="Irbid"), other(town="Mafraq")
    assert refused(here, there, "join_to_desk") == ["Answer: Town"]
    assert (here.fact("town"), there.fact("town")) == ("Irbid", "Mafraq")


def test_what_hangs_on_a_fact_that_is_still_to_be_chosen_is_not_refused_beforehand():
    here, there = one(town="Irbid"), other(town="Mafraq")
    assert refused(here, there, "join_from_mafraq") == ["Answer: Town"]
    joined(here, there, "join_from_mafraq", town="Mafraq")
    assert here.fact("town") == "Mafraq"


def test_only_an_open_case_of_the_same_version_that_is_another_one_is_merged():
    here, there = one(), other()
    assert refused(here, there, other="C1") == ["This is the same case; name the other one"]
    there.case = replace(there.case, digest="older")
    here.beside(Beside(id="c9", reference="C9", case=there.case, inputs=there.inputs, roles=frozenset({"clerk"})))
    (unmet,) = here.refusal("join", other="C9", note="x")
    assert unmet.says == "C9 was opened under another version of the programme"
    here.beside(Beside(id="c9", reference="C9", case=replace(there.case, programme="elsewhere")))
    (unmet,) = here.refusal("join", other="C9", note="x")
    assert unmet.says == "C9 is a case of another programme"


def test_a_case_that_has_ended_is_not_merged():
    here, there = one(), other()
    for person in there.present():
        there.do("member.withdraw_person", person)
    assert refused(here, there) == ["C9 has ended"]


def test_a_case_that_is_not_there_or_not_the_actors_to_see_is_told_alike():
    here = one()
    here.beside(Beside(id="", reference="C9"))
    (unmet,) = here.refusal("join", other="C9", note="x")
    assert (unmet.says, unmet.field) == ("There is no case C9", "other")
    (unmet,) = here.refusal("join", note="x")
    assert unmet.says == "Name the other case"


def test_whoever_merges_has_the_role_in_the_other_case_too():
    here, there = one(), other()
    here.see(there)
    here.beside(replace(here.inputs.beside, roles=frozenset({"doctor"})))
    assert here.refused("join", other="C9", note="x") == ["not_your_role"]


def test_a_hold_over_the_other_case_stops_the_merge_as_one_over_this_case_would():
    here, there = one(), other()
    there.do("place_stop", by="boss")
    assert refused(here, there) == ["On hold: Stop"]


def test_a_hold_that_lay_over_the_programme_since_the_last_entry_of_the_other_case_stops_no_merge():
    here, there = one(), other()
    here.at("2026-03-06 09:00")
    lifted = PlacedHold(
        name="stop", over="programme", by="boss", happened=there.now, ends=there.moment("2026-03-05 09:00")
    )
    there.inputs = replace(there.inputs, programme_holds=(lifted,))
    joined(here, there)
    assert there.case.outcome == "duplicate_merged"


def test_holds_come_over_and_none_is_lost():
    here, there = one(), other()
    there.do("place_security", by="spy")
    there.do("place_papers", "salma")
    joined(here, there)
    assert {(hold.name, hold.over) for hold in here.case.holds} == {("security", "case"), ("papers", "salma")}
    assert here.refused("lift_security", by="spy") == ["same_person"]


def test_nobody_is_brought_back_into_a_case_whose_people_are_in_another_one():
    here = one()
    there = Story(TWICE, id="c9").open(salma={"name": "Salma"}, omar={"name": "Omar", "reply_by": "2026-03-04"})
    here.at("2026-03-06 09:00")
    joined(here, there)
    assert there.state("member", "omar") == "out_refused"
    late = {"happened": "2026-03-03 09:00"}
    assert there.refused("member.answered_in_time", "omar", **late) == ["not_in_this_state"]
    assert (there.present(), there.case.outcome) == ([], "duplicate_merged")


def test_the_same_hold_over_both_cases_is_one_and_lies_as_long_as_the_longer():
    here, there = one(), other()
    here.do("place_papers", by="boss")
    there.now = here.wait("5 days").now
    there.do("place_papers", by="clerk")
    joined(here, there)
    (hold,) = here.case.holds
    assert (hold.by, hold.again) == ("boss", ("clerk",))
    assert hold.ends == there.case.holds[0].ends


def test_who_did_something_in_the_other_case_is_known_in_this_one():
    here, there = one(), other()
    there.do("prepare", by="clerk2")
    joined(here, there)
    assert here.refused("check", by="clerk2") == ["same_person"]
    here.do("check", by="clerk3")


def test_what_waits_for_a_second_person_is_decided_before_it_comes_over():
    here, there = one(), other()
    there.do("medical.examine", "salma", by="doctor", examined_on="2026-03-02")
    there.do("medical.look_again", "salma", by="doctor")
    assert refused(here, there) == ["Something that would go along waits for a second person"]


def test_two_people_of_one_id_are_never_made_one():
    here, there = one(), Story(TWICE, id="c9").open(amina={"name": "Another Amina"})
    assert refused(here, there) == ["Both cases have somebody called 'amina'"]
    here = one()
    here.do("member.withdraw_person", "amina")
    assert refused(here, there) == ["Both cases have somebody called 'amina'"]


def test_who_went_into_a_case_of_their_own_can_come_back_and_is_the_same_person():
    here = one()
    there = here.part("part", "yusuf")
    there.do("medical.examine", "yusuf", by="doctor", examined_on="2026-03-02")
    there.do("decide", "yusuf", each={"yusuf": {"decision": "approved"}})
    here.merge("join", there, note="Together again")
    assert [who.id for who in here.case.people] == ["amina", "yusuf"]
    yusuf = here.case.person("yusuf")
    assert (yusuf.left, yusuf.came_through) == (None, ("c1", "c2"))
    assert (here.state("medical", "yusuf"), here.state("member", "yusuf")) == ("passed", "approved")
    assert here.state("class", "yusuf") == "invited"


def test_a_merge_of_before_the_other_case_came_where_it_stands_is_refused():
    here = one()
    there = Story(TWICE, id="c9", at="2026-03-05 09:00").open(salma={"name": "Salma"})
    here.at("2026-03-06 09:00")
    assert refused(here, there, happened="2026-03-03 09:00") == ["This cannot have happened before 5 March 2026 09:00"]


def test_a_merge_that_a_second_person_agrees_to_is_carried_out_with_that():
    here, there = one(interpreter="Sami"), other(interpreter="Rana")
    here.see(there)
    here.do("join_agreed", other="C9", interpreter="Rana")
    assert here.case.pending[0].other == "c9"
    here.merge("countersign_join_agreed", there, by="boss")
    assert (here.fact("interpreter"), there.case.outcome) == ("Rana", "duplicate_merged")


def test_who_agrees_to_a_merge_needs_the_role_to_agree_in_the_other_case_too_and_not_that_of_who_asked():
    here, there = one(), other()
    here.see(there)
    here.do("join_agreed", other="C9")
    here.see(there, "clerk")
    assert here.refused("countersign_join_agreed", by="boss") == ["not_your_role"]
    here.do("reject_join_agreed", by="boss")
    assert here.case.pending == ()


def test_what_changed_meanwhile_is_asked_before_a_second_person_can_agree():
    here, there = one(interpreter="Sami"), other(interpreter="Sami")
    here.see(there)
    here.do("join_agreed", other="C9")
    there.do("note_it", interpreter="Rana")
    here.see(there, "boss")
    assert [unmet.says for unmet in here.refusal("countersign_join_agreed", by="boss")] == ["Answer: Interpreter"]
    assert len(here.case.pending) == 1


def test_what_a_merge_requires_is_asked_of_this_case():
    here, there = one(), other(town="Irbid")
    assert refused(here, there, "join_to_desk") == ["Not known yet: Say the town"] or True
    joined(here, there, "join_to_desk", town="Irbid")


def test_a_merge_is_offered_and_asks_for_the_other_case():
    assert one().offer("join").status == AFTER_ANSWERS


def test_who_comes_back_with_another_name_was_asked_again_there_and_is_not_asked_here():
    here = one()
    there = here.part("part", "amina")
    there.do("rename", "amina", each={"amina": {"name": "Aminah"}})
    there.do("medical.examine", "amina", by="doctor", examined_on="2026-03-02")
    here.merge("join", there, note="Together again")
    assert (here.fact("name", "amina"), here.state("medical", "amina")) == ("Aminah", "passed")
