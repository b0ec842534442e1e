"""Semantics 11 to 15: what a step writes."""

from engine.running.opening import Opening, open_case
from tests.running.stories import Story

FAMILY = """
facts:
  case: {paper: text, flight: date, seat: text, copy: text}
  person:
    born_on: {type: date, partial: true}
    name: text
    known_as: text
    status: {type: choice, of: [new, old]}
checklists: {all: [check]}
tracks:
  member:
    per: person
    states:
      listed: {waits_on: nobody}
    endings: {out: withdrawn_by_person, dead: deceased}
    anywhere:
      leave: {decision_of: person, never_blocked: true, may_be_private: true, to: out}
      die: {never_blocked: true, to: dead}
  check:
    per: person
    states:
      asked:
        actions:
          clear: {ask: [seen], to: cleared}
      cleared:
        forgets: []
        clears: true
        actions: {redo: {to: asked}}
    facts: {seen: date}
    when_changed: {facts: [name], to: asked, says: A new name}
  legacy:
    per: person
    outlives_person: true
    states:
      open: {actions: {settle: {to: done}}}
    endings: {done: done}
phases:
  work:
    desk:
      actions:
        book: {ask: [flight], may_ask: [seat], to: booked}
        label: {sets: {paper: fixed, copy: seat}, to: stay}
        seat_anew: {ask: [seat], sets: {copy: seat, paper: copy}, to: stay}
        name_all: {ask: [seat], sets_each: {known_as: seat}, to: stay}
        rename_twice: {ask_each: [name], sets_each: {known_as: name}, to: stay}
        join: {does: add_person, ask_each: [born_on], may_ask_each: [name], sets_each: {status: new}, to: stay}
        age_all: {people: chosen, sets_each: {status: old}, to: stay}
        lead: {does: change_principal, people: chosen, to: stay}
        waive: {people: chosen, waives: [check], to: stay}
        rename: {may_ask_each: [name], to: stay}
    booked:
      actions:
        cancel: {to: desk}
        go: {to: gone_by}
        rebook: {ask: [flight], to: booked}
      forgets: [seat, flight]
    gone_by:
      closes: [all]
      actions: {finish: {to: finished}, back: {to: desk}}
endings: {finished: completed, nobody: family_left, voided: entered_in_error}
when_empty: [{otherwise: nobody}]
anywhere:
  void: {to: voided}
  reopen: {in: [voided, nobody], does: reopen, to: desk}
"""


def family(**people):
    return Story(FAMILY).open(**(people or {"amina": {"name": "Amina"}, "yusuf": {}}))


def test_answers_are_written_and_the_old_value_stays_in_the_log():
    story = family()
    story.do("rename", each={"amina": {"name": "Aminah"}})
    assert story.fact("name", "amina") == "Aminah"
    assert "Amina" in [one.value for entry in story.entries for one in entry.written]


def test_an_action_sets_constants_and_copies_of_facts():
    story = family()
    story.do("book", flight="2026-04-01", seat="4a")
    story.do("cancel")
    story.do("label")
    assert (story.fact("paper"), story.fact("copy")) == ("fixed", "4a")


def test_a_copy_takes_the_answer_that_the_same_act_brings():
    story = family()
    story.do("seat_anew", seat="4a")
    assert (story.fact("copy"), story.fact("paper")) == ("4a", None)
    story.do("seat_anew", seat="7c")
    assert (story.fact("copy"), story.fact("paper")) == ("7c", "4a")
    story.do("name_all", seat="9d")
    assert (story.fact("known_as", "amina"), story.fact("known_as", "yusuf")) == ("9d", "9d")


def test_a_copy_for_each_person_takes_that_persons_answer():
    story = family()
    story.do("rename_twice", each={"amina": {"name": "Aminah"}, "yusuf": {"name": "Yousuf"}})
    assert (story.fact("known_as", "amina"), story.fact("known_as", "yusuf")) == ("Aminah", "Yousuf")


def test_a_copy_of_nothing_empties():
    story = family()
    story.do("label")
    assert story.fact("copy") is None


def test_a_newcomer_joins_with_facts_and_begins_like_everybody():
    story = family()
    story.wait("3 days")
    story.do("join", newcomers=("sara",), each={"sara": {"born_on": "2026-02"}})
    assert story.present() == ["amina", "yusuf", "sara"]
    assert story.fact("status", "sara") == "new" and str(story.fact("born_on", "sara")) == "2026-02"
    assert (story.state("member", "sara"), story.state("check", "sara")) == ("listed", "asked")


def test_a_newcomer_is_not_called_like_somebody_in_the_case():
    story = family()
    for name in ("amina", "case", "a|b"):
        assert story.refused("join", newcomers=(name,), each={name: {"born_on": "2026"}}) == ["answers_wrong"]
    assert story.refused("join") == ["answers_missing"]


def test_only_somebody_else_who_is_in_the_case_becomes_the_principal():
    story = family()
    assert story.refused("lead", "amina") == ["answers_wrong"]
    story.do("lead", "yusuf")
    assert story.case.principal == "yusuf"
    story.do("member.leave", "amina", decided_on="2026-03-02")
    assert story.refused("lead", "amina") == ["answers_missing"]


def test_an_action_about_chosen_people_needs_somebody_chosen():
    story = family()
    assert story.refused("age_all") == ["answers_missing"]
    story.do("age_all", "yusuf")
    assert (story.fact("status", "amina"), story.fact("status", "yusuf")) == (None, "old")


def test_a_waiver_holds_for_those_it_was_given_to_and_stays_owed():
    story = family()
    story.do("waive", "amina")
    assert (story.case.person("amina").waived, story.case.person("yusuf").waived) == ({"check"}, frozenset())
    assert story.case.waived == frozenset()


TOGETHER = FAMILY.replace("waives: [check]", "waives: [all]").replace("all: [check]", "all: [check, papers]")
TOGETHER = TOGETHER.replace(
    "rename: {", "fly: {requires: {ok: {check: all.clear_on(today), says: Not yet}}, to: stay}\n        rename: {"
)
TOGETHER = TOGETHER.replace(
    "phases:", "  papers: {states: {asked: {actions: {bring: {to: brought}}}, brought: {clears: true}}}\nphases:"
)


def test_waiving_a_checklist_for_somebody_waives_its_tracks_of_the_case_too():
    story = Story(TOGETHER).open(amina={})
    assert story.refused("fly") == ["ok"]
    story.do("waive", "amina")
    assert (story.case.person("amina").waived, story.case.waived) == ({"check"}, {"papers"})
    story.do("fly")


def test_a_first_value_is_no_news_and_a_changed_one_is():
    story = family()
    story.do("check.clear", "amina", "yusuf", seen="2026-03-01")
    story.do("rename", each={"yusuf": {"name": "Yusuf"}})
    assert story.state("check", "yusuf") == "cleared"
    story.do("rename", each={"amina": {"name": "Amina"}})
    assert story.state("check", "amina") == "cleared"
    story.do("rename", each={"amina": {"name": "Aminah"}})
    assert (story.state("check", "amina"), story.state("check", "yusuf")) == ("asked", "cleared")
    assert story.entries[-1].ground == "A new name"


NEWS = """
facts: {case: {flight: date}, person: {name: text}}
tracks:
  ticket:
    states:
      wanted: {actions: {buy: {to: bought}}}
      bought: {waits_on: nobody}
    when_changed: {facts: [flight], to: wanted, says: Another flight}
  check:
    per: person
    states:
      asked: {actions: {clear: {to: cleared}}}
      cleared: {waits_on: nobody}
    when_changed: {facts: [name], to: asked, says: Another name}
phases:
  work:
    desk:
      actions: {plan: {may_ask: [flight], to: stay}, weigh: {to: weighed}, drop: {to: dropped}}
      timers: {slow: {after: 10 days, sets: {flight: due}, to: stay}}
    weighed: {automatically: [{when: ticket.at("bought"), to: dropped}], actions: {back: {to: desk}}}
    dropped:
      forgets: [flight, name]
      only_while: {ticketed: {check: nobody(check.at("cleared")) or ticket.at("bought"), says: No ticket, to: desk}}
      actions: {finish: {to: finished}}
endings: {finished: completed, nobody: family_left}
when_empty: [{otherwise: nobody}]
"""


def bought(**people: dict) -> Story:
    story = Story(NEWS).open(facts={"flight": "2026-03-20"}, **(people or {"amina": {}}))
    story.do("ticket.buy")
    return story


def test_what_silence_writes_is_news_too():
    story = bought()
    story.wait("10 days")
    assert (str(story.fact("flight")), story.state("ticket")) == ("2026-03-12", "wanted")
    assert story.causes()[-2:] == ["timer", "when_changed"]


def test_what_a_state_forgets_is_news_and_what_it_would_forget_is_asked_before_it_admits():
    story = bought(amina={"name": "Amina"}, yusuf={})
    for person in ("amina", "yusuf"):
        story.do("check.clear", person)
    assert story.refused("drop") == ["dropped.ticketed"]  # without its flight there is no ticket, and Yusuf is checked
    story.do("weigh")
    assert (story.state(), story.state("ticket")) == ("weighed", "bought")
    story = bought(amina={"name": "Amina"})
    story.do("check.clear", "amina")
    story.do("drop")
    assert (story.state("ticket"), story.state("check", "amina")) == ("wanted", "asked")
    assert story.causes()[-2:] == ["when_changed", "when_changed"]
    story.do("check.clear", "amina")
    assert story.state() == "desk"


def test_what_a_state_forgets_that_nobody_knew_is_no_news():
    story = Story(NEWS).open()
    story.do("ticket.buy")
    story.do("drop")
    assert (story.state(), story.state("ticket")) == ("dropped", "bought")


def test_a_state_forgets_what_it_says_save_what_the_step_has_just_asked():
    story = family()
    story.do("book", flight="2026-04-01", seat="4a")
    assert (str(story.fact("flight")), story.fact("seat")) == ("2026-04-01", "4a")
    story.do("rebook", flight="2026-05-01")
    assert (str(story.fact("flight")), story.fact("seat")) == ("2026-05-01", None)


def test_stay_begins_no_visit_and_a_state_that_names_itself_does():
    story = family()
    story.do("label")
    assert story.standing().visit == 1
    story.do("book", flight="2026-04-01")
    story.wait("1 day").do("rebook", flight="2026-04-02")
    assert story.standing().visit == 3 and story.since() == "2026-03-03 09:00"


def test_the_new_visit_begins_at_event_time():
    story = family()
    story.wait("5 days").do("book", flight="2026-04-01", happened="2026-03-04 10:00")
    assert story.since() == "2026-03-04 10:00"


def test_what_a_state_closes_stays_closed_for_good():
    story = family()
    story.do("book", flight="2026-04-01")
    story.do("go")
    assert story.refused("check.clear", "amina", seen="2026-03-01") == ["not_in_this_state"]
    story.do("back")
    assert story.refused("check.clear", "amina", seen="2026-03-01") == ["not_in_this_state"]


CLOSED = """
facts: {person: {paid: boolean}}
tracks:
  loan:
    per: person
    opens_when: paid
    states: {open: {actions: {settle: {to: settled}}}, settled: {waits_on: nobody}}
phases:
  work:
    desk: {actions: {pay: {may_ask_each: [paid], to: stay}, fly: {to: air}}}
    air:
      closes: [loan]
      actions: {land: {to: landed}, collect: {may_ask_each: [paid], to: stay}, turn_back: {does: reopen, to: desk}}
    landed: {actions: {finish: {to: finished}, take_off: {to: air}}}
endings: {finished: completed, nobody: family_left}
when_empty: [{otherwise: nobody}]
"""


def test_a_track_that_was_not_open_stays_so_while_the_case_stands_in_the_state_that_closes_it_and_no_longer():
    story = Story(CLOSED).open(amina={"paid": True}, yusuf={})
    story.do("fly")
    story.do("collect", each={"yusuf": {"paid": True}})
    assert story.standing("loan", "amina").closed and story.state("loan", "yusuf") is None
    story.do("land")
    assert story.standing("loan", "amina").closed and not story.standing("loan", "yusuf").closed
    story.do("take_off")
    story.do("turn_back")
    assert story.standing("loan", "amina").closed and not story.standing("loan", "yusuf").closed


def test_an_ending_of_a_person_takes_them_out_and_closes_their_tracks():
    story = family()
    story.do("member.leave", "amina", decided_on="2026-03-02", private=True)
    amina = story.case.person("amina")
    assert story.present() == ["yusuf"] and (amina.left.outcome, amina.left.private) == ("withdrawn_by_person", True)
    assert amina.tracks["check"].closed and not amina.tracks["legacy"].closed
    assert story.refused("check.clear", "amina", seen="2026-03-01") == ["not_in_this_state"]


def test_a_track_that_outlives_its_person_goes_on():
    story = family()
    story.do("member.die", "amina")
    story.do("legacy.settle", "amina")
    assert story.state("legacy", "amina") == "done"


def test_an_ending_of_the_case_closes_every_track_and_gives_everybody_its_outcome():
    story = family()
    story.do("member.die", "yusuf")
    story.do("void")
    assert [one.left.outcome for one in story.case.people] == ["entered_in_error", "deceased"]
    assert all(one.closed for who in story.case.people for name, one in who.tracks.items() if name != "member")


def test_reopening_brings_back_who_was_in_the_case_when_it_closed():
    story = family()
    story.do("member.die", "yusuf")
    story.do("check.clear", "amina", seen="2026-03-01")
    story.do("void")
    story.wait("1 day").do("reopen")
    assert story.present() == ["amina"] and story.case.outcome is None and story.state() == "desk"
    assert story.state("check", "amina") == "cleared" and not story.standing("check", "amina").closed
    story.do("check.redo", "amina")


def test_reopening_brings_back_who_left_last_where_nobody_was_left():
    story = family()
    story.do("member.die", "amina")
    story.wait("1 day").do("member.leave", "yusuf", decided_on="2026-03-03")
    assert story.case.outcome == "family_left"
    story.do("reopen")
    assert story.present() == ["yusuf"] and story.state("member", "yusuf") == "listed"


def test_reopening_brings_back_who_left_last_also_where_the_case_closed_later():
    law = FAMILY.replace("when_empty: [{otherwise: nobody}]", "when_empty: [{otherwise: emptied}]")
    story = Story(
        law.replace("endings: {finished", "    emptied: {actions: {close: {to: nobody}}}\nendings: {finished")
    )
    story.open(amina={}, yusuf={})
    story.do("check.clear", "amina", "yusuf", seen="2026-03-01")
    story.do("member.leave", "amina", decided_on="2026-03-02")
    story.do("member.leave", "yusuf", decided_on="2026-03-02")
    assert (story.state(), story.present()) == ("emptied", [])
    story.wait("1 day").do("close")
    story.do("reopen")
    assert (story.state(), story.present()) == ("desk", ["yusuf"])
    assert story.standing("check", "yusuf").closed == 0 and story.standing("check", "amina").closed


def test_several_people_leave_in_one_step_each_with_an_entry():
    story = family()
    entries = story.do("member.leave", "yusuf", "amina", decided_on="2026-03-02")
    assert [one.person for one in entries[:2]] == ["yusuf", "amina"] and story.case.outcome == "family_left"
    assert [one.step for one in entries] == [entries[0].seq] * len(entries)


def test_all_or_nothing_for_several_people():
    story = family()
    story.do("member.die", "yusuf")
    unmet = story.refusal("member.leave", "amina", "yusuf", decided_on="2026-03-02")
    assert [(one.code, one.person) for one in unmet] == [("not_in_this_state", "yusuf")]


def test_a_case_is_opened_with_its_people_and_settles():
    story = family()
    assert story.case.principal == "amina"
    assert story.causes() == ["opening"] + ["opens_when"] * 6
    assert {one.step for one in story.entries} == {1}


def test_a_case_has_at_least_one_person():
    assert Story(FAMILY).opening_refused() == ["answers_missing"]


OPENING = """
facts: {case: {country: country}, person: {origin: country}}
opening:
  by: clerk
  ask: [country]
  ask_each: [origin]
  requires: {not_here: {check: country != "xx", says: Not from there}}
  requires_each: {abroad: {check: origin != country, says: At home}}
starts_in: [front, back]
phases: {work: {front: {actions: {a: {to: end}}}, back: {actions: {b: {to: end}}}}}
endings: {end: completed}
"""


def test_an_opening_says_who_is_not_eligible_by_name():
    story = Story(OPENING)
    assert story.opening_refused(amina={"origin": "sy"}) == ["answers_missing", "answers_missing"]


def test_a_door_is_chosen_where_there_are_several():
    story = Story(OPENING)

    def opened(door, origin):
        opening = Opening(
            actor=story.actor("clerk"), people={"a": {"origin": origin}}, facts={"country": "jo"}, starts_in=door
        )
        return open_case(story.law, "c", "r", opening, story.inputs, story.now)

    assert opened("back", "sy").case.standing.state == "back"
    assert [(one.code, one.person) for one in opened("front", "jo").refused] == [("abroad", "a")]
    assert [one.field for one in opened("side", "sy").refused] == ["starts_in"]
