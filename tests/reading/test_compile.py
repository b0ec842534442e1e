"""A whole small programme, compiled: what the engine then finds under which name."""

import pytest

from engine.civil import Span
from engine.model import Programme
from engine.reading import read_programme
from tests.reading.texts import HERE, shipped, with_modules

PATH = "small-resettlement/programme.yaml"
TEXT = (HERE / "programmes/small-resettlement.yaml").read_text()


@pytest.fixture(scope="module")
def small() -> Programme:
    return compiled(TEXT)


def compiled(text: str) -> Programme:
    reading = read_programme(PATH, with_modules(text, PATH))
    assert reading.programme is not None, [str(one) for one in reading.findings]
    return reading.programme


def mended(old: str, new: str) -> Programme:
    assert old in TEXT
    return compiled(TEXT.replace(old, new, 1))


def test_the_machine_begins_in_the_first_state_written(small: Programme) -> None:
    assert small.case.initial == "interviewed" and small.starts_in == ("interviewed",)
    assert small.tracks["medical"].initial == "to_examine"
    assert list(small.tracks) == ["member", "medical", "fit_check"]


def test_a_tracks_facts_have_whole_names_and_are_asked_by_their_bare_ones(small: Programme) -> None:
    examine = small.tracks["medical"].states["to_examine"].actions["examine"]
    assert [(ask.key, ask.fact.name) for ask in examine.asks] == [
        ("examined_on", "medical.examined_on"),
        ("finding", "medical.finding"),
    ]
    assert small.facts["medical.finding"].may_read == {"physician"}
    assert small.tracks["medical"].states["to_examine"].forgets == ("medical.examined_on", "medical.finding")


def test_a_window_before_an_event_names_the_programmes_fact(small: Programme) -> None:
    window = small.tracks["fit_check"].states["fit"].clears
    assert window is not None
    assert (window.counts_from, window.before, window.within) == (
        "fit_check.checked_at",
        "departs_at",
        Span(72, "hour"),
    )


def test_a_decision_of_an_authority_brings_its_date_and_its_source(small: Programme) -> None:
    decide = small.case.states["interviewed"].actions["decide"]
    assert [ask.key for ask in decide.asks if ask.fact.owner == "entry"] == ["decided_on", "source"]


def test_a_decision_of_a_person_brings_its_date_alone(small: Programme) -> None:
    withdraw = small.tracks["member"].anywhere["withdraw_person"]
    assert [ask.key for ask in withdraw.asks] == ["decided_on"]


def test_whose_turn_it_is_follows_from_the_first_action(small: Programme) -> None:
    assert small.case.states["interviewed"].waits_on == "ministry"
    assert small.case.states["ready"].waits_on == "movement"
    assert small.case.states["clearing"].waits_on == "physician"


def test_the_usual_role_does_what_names_nobody(small: Programme) -> None:
    assert small.case.states["interviewed"].actions["decide"].by == ("caseworker",)


def test_the_usual_role_does_so_in_a_module_too() -> None:
    module = (HERE / "modules/health-assessment.yaml").read_text().replace("void: {by: $examiner, ", "void: {")
    reading = read_programme(PATH, {**with_modules(TEXT, PATH), "modules/health-assessment.yaml": module})
    assert reading.programme is not None
    assert reading.programme.tracks["medical"].states["examined"].actions["void"].by == ("caseworker",)


def test_a_module_asks_about_no_hold_of_the_programme_by_its_name() -> None:
    hold = "holds:\n  protection: {over: [case], placed_by: caseworker, lifted_by: movement, blocks: [book]}\n"
    text = TEXT.replace("checklists:\n", f"{hold}checklists:\n", 1)
    asked = "void: {requires: {free: {check: not held('protection'), says: Wait}}, by: $examiner, "
    module = (HERE / "modules/health-assessment.yaml").read_text().replace("void: {by: $examiner, ", asked)
    reading = read_programme(PATH, {**with_modules(text, PATH), "modules/health-assessment.yaml": module})
    assert [(one.code, one.path) for one in reading.findings] == [("hold", "modules/health-assessment.yaml")]


def test_titles_are_the_words_of_the_name(small: Programme) -> None:
    assert small.case.states["unbooking"].actions["confirm_cancelled"].title == "Confirm cancelled"
    assert small.facts["travel_date"].label == "Travel date"


def test_a_hold_brings_placing_and_lifting_which_nothing_blocks() -> None:
    hold = "holds:\n  protection: {over: [person, case], placed_by: caseworker, lifted_by: movement, blocks: [book]}\n"
    programme = mended("checklists:\n", f"{hold}checklists:\n")
    place, lift = (programme.case.anywhere[f"{word}_protection"] for word in ("place", "lift"))
    assert (place.kind, place.concerns, place.by, place.people) == ("place", "protection", ("caseworker",), "chosen")
    assert (lift.kind, lift.by) == ("lift", ("movement",))
    assert place.never_blocked and lift.never_blocked
    assert programme.holds["protection"].blocked_actions == {"book"}


def test_a_hold_over_the_programme_alone_is_placed_by_another_door() -> None:
    hold = "holds:\n  stop: {over: [programme], placed_by: caseworker, lifted_by: caseworker, blocks: [book]}\n"
    programme = mended("checklists:\n", f"{hold}checklists:\n")
    assert not any(action.concerns == "stop" for action in programme.case.anywhere.values())


def test_a_verified_decision_brings_verifying_and_rejecting_beside_it() -> None:
    programme = mended("decide: {decision_of: ministry,", "decide: {decision_of: ministry, verified_by: movement,")
    actions = programme.case.states["interviewed"].actions
    verify, reject = actions["verify_decide"], actions["reject_decide"]
    assert (verify.kind, verify.concerns, verify.by, verify.never_blocked) == ("verify", "decide", ("movement",), False)
    assert (reject.kind, reject.concerns, reject.never_blocked) == ("reject", "decide", True)


def test_a_countersigned_action_of_a_track_is_concerned_by_its_whole_name() -> None:
    warn = "warn_person: {countersigned_by: {role: movement, at_least: 2}, note: required, to: stay}"
    programme = mended("record_death: {", f"{warn}\n      record_death: {{")
    agree = programme.tracks["member"].anywhere["countersign_warn_person"]
    assert (agree.kind, agree.concerns) == ("countersign", "member.warn_person")


def test_a_timer_that_can_be_extended_brings_an_action_that_asks_until_when() -> None:
    extended = "{by: movement, times: 2, up_to: 30 days}"
    timer = f"timers:\n        answer: {{after: 10 days, tells: caseworker, extended: {extended}}}"
    programme = mended("      due: 30 days\n", f"      due: 30 days\n      {timer}\n")
    extend = programme.case.states["interviewed"].actions["extend_answer"]
    assert (extend.kind, extend.concerns, [ask.key for ask in extend.asks]) == ("extend", "answer", ["until"])


def test_a_condition_is_of_the_case_where_it_can_be_and_else_of_each_person() -> None:
    text = TEXT.replace(
        "checklists:\n", "conditions:\n  told: known(decision)\n  all_told: everyone(told)\nchecklists:\n", 1
    )
    programme = compiled(text.replace("opens_when: case.at", "opens_when: told and all_told and case.at"))
    opens = programme.tracks["fit_check"].opens_when
    assert opens is not None and opens.reads == {("person", "decision")}


def test_a_member_track_is_there_though_nobody_wrote_one() -> None:
    start, end = TEXT.index("  member:\n"), TEXT.index("  medical:\n")
    text = TEXT[:start] + TEXT[end:]
    text = text.replace('    opens_when: member.at("approved")\n', "")
    text = text.replace('anyone_ever(member.at("out_denied"))', 'anyone_ever(member.at("out_deceased"))')
    member = compiled(text).tracks["member"]
    assert set(member.endings) == {"out_withdrawn", "out_deceased"}
    assert all(action.never_blocked for action in member.anywhere.values())


def test_a_chapter_is_entered_at_its_first_state_and_left_by_its_exit() -> None:
    text = """
programme: small-resettlement
title: Small
usually_by: clerk
roles: {clerk: Clerk}
facts: {case: {seen_on: date}}
phases:
  one:
    open: {actions: {set_out: {ask: [seen_on], to: journey}}}
    journey: {use: one-journey, with: {mover: clerk}, exits: {arrived: closed}}
endings: {closed: completed, everybody_left: family_left}
when_empty: [{otherwise: everybody_left}]
"""
    programme = compiled(text)
    assert programme.case.states["open"].actions["set_out"].to[0].to == "journey.waiting"
    arrive = programme.case.states["journey.travelling"].actions["journey.arrive"]
    assert (arrive.to[0].to, arrive.not_whoever_did) == ("closed", ("journey.leave",))
    assert programme.phases["one"].states == ("open", "journey.waiting", "journey.travelling")
    assert programme.facts["left_on"].owner == "case"


def test_every_programme_of_the_repository_is_read_without_a_finding() -> None:
    texts = shipped()
    programmes = [path for path in texts if path.endswith("/programme.yaml")]
    assert programmes
    assert {path: [str(one) for one in read_programme(path, texts).findings] for path in programmes} == {
        path: [] for path in programmes
    }


CHAPTER = """
chapter: one-stay
title: One stay
parameters: {clerk: {type: role}}
exits: [over]
conditions: {twice: times("knock") >= 2}
states:
  outside:
    actions:
      knock: {by: $clerk, to: stay}
    automatically: [{when: twice and not case.was("inside"), to: inside}]
  inside:
    actions:
      leave: {by: $clerk, requires: {here: {check: case.at("inside or outside"), says: Not here}}, to: exit over}
"""
STAYS = """
programme: small
title: A small programme
usually_by: clerk
roles: {clerk: Clerk}
facts: {case: {x: text}}
phases:
  one:
    first: {use: one-stay, with: {clerk: clerk}, exits: {over: second}}
    second: {use: one-stay, with: {clerk: clerk}, exits: {over: closed}}
endings: {closed: completed, everybody_left: family_left}
when_empty: [{otherwise: everybody_left}]
"""


def test_a_chapter_asks_about_its_own_states_and_actions_by_the_names_that_it_gives_them():
    texts = {"small/programme.yaml": STAYS, "modules/one-stay.yaml": CHAPTER}
    reading = read_programme("small/programme.yaml", texts)
    assert [str(one) for one in reading.findings] == [] and reading.programme is not None
    states = reading.programme.case.states
    for prefix in ("first", "second"):
        check = states[f"{prefix}.inside"].actions[f"{prefix}.leave"].requires[0].check
        assert check.node.words == (f"{prefix}.inside", f"{prefix}.outside")
        when = states[f"{prefix}.outside"].automatically[0].when
        place = Knocking(prefix)
        assert (when.ask(place), place.asked) == (True, [f"{prefix}.knock"])


class Knocking:
    """A case of which it is only known how often something was done in it."""

    person_id = office = None

    def __init__(self, prefix):
        self.asked, self.been = [], f"{prefix}.outside"

    def whole(self):
        return self

    def times(self, action):
        self.asked.append(action)
        return 2

    def been_in(self, machine):
        return (self.been,)


HANDED_IN = """
chapter: stopped-journeys
title: Journeys that may be stopped
parameters: {where: {type: states}, stops: {type: actions}, after: {type: turn}, kinds: {type: codes}}
facts:
  case: {kind: {type: choice, of: $kinds}}
holds:
  danger: {title: Danger, over: [case], placed_by: movement, lifted_by: movement, blocks: $stops}
anywhere:
  tell:
    {by: movement, in: $where, ask: [kind], to: stay, requires: {told: {check: known(kind), says: N, waits_on: $after}}}
"""


def with_chapter(**given: str) -> tuple[Programme | None, set[str]]:
    """The small programme with that chapter: what comes of it, and the codes of what is wrong."""
    given = {"where": "[phase travel, clearing]", "stops": "[book]", "after": "ministry", "kinds": "[weather]"} | given
    use = ", ".join(f"{name}: {value}" for name, value in given.items())
    text = TEXT.replace("checklists:\n", f"includes: [{{use: stopped-journeys, with: {{{use}}}}}]\nchecklists:\n", 1)
    chapter = HANDED_IN.replace("movement", "$by").replace("parameters: {", "parameters: {by: {type: role}, ")
    text = text.replace("with: {where", "with: {by: movement, where")
    reading = read_programme(PATH, {**with_modules(text, PATH), "modules/stopped-journeys.yaml": chapter})
    return reading.programme, {one.code for one in reading.findings if one.is_error}


def test_a_chapter_is_handed_states_what_a_hold_blocks_whose_turn_it_is_and_codes() -> None:
    law, wrong = with_chapter()
    assert law is not None and not wrong
    tell = law.case.anywhere["tell"]
    assert tell.offered_in == {"ready", "booked", "unbooking", "clearing"}
    assert tell.requires[0].waits_on == "ministry" and list(law.facts["kind"].codes) == ["weather"]
    assert law.holds["danger"].blocked_actions == {"book"}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("where", "[claering]", "unknown-state"),
        ("where", "[phase tarvel]", "unknown-phase"),
        ("stops", "[bok]", "unknown-action"),
        ("after", "minstry", "unknown-role"),
    ],
)
def test_what_a_chapter_is_handed_and_is_not_there_is_told(name: str, value: str, code: str) -> None:
    law, wrong = with_chapter(**{name: value})
    assert law is None and code in wrong
