"""The engine's English sentences, on a page in another language."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

import engine
from engine import json_schema
from engine.reading import read_programme
from engine.seeing import sheet_of
from tests.running.test_holds import to_cure
from web import priority, words
from web.engine_words import REFUSALS, TIMES, WRONG_ANSWERS, says_words, time_words
from web.entry_words import what_words
from web.languages import END_OF_ISOLATE, ISOLATE
from web.why_not import why_not

RUNNING = sorted(Path(engine.__file__).parent.glob("running/*.py"))
TAKEN_APART = ("Answer: X", "X: X", "Not known yet: X", "This can be done X only")
"""What is more than one sentence; each is tried below."""


def unmet(says: str, code: str = "not_your_role", kind: str = "role", **more: object) -> engine.Unmet:
    return engine.Unmet(code=code, kind=kind, says=says, **more)


def sample(text: ast.expr) -> Iterator[str]:
    """The text of a literal or f-string, with something in each blank that any blank takes."""
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        yield text.value
    if isinstance(text, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in text.values)


def sentences() -> Iterator[str]:
    """Every sentence that the running engine says in a refusal: `says`, or the third of `asked.unmet(...)`."""
    for path in RUNNING:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "says":
                yield from sample(node.value)
            if isinstance(node, ast.Assign) and "says" in (one.id for one in node.targets if isinstance(one, ast.Name)):
                yield from sample(node.value)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "unmet":
                yield from (one for text in node.args[2:3] for one in sample(text))


def test_every_refusal_of_the_running_engine_has_its_words() -> None:
    found = set(sentences()) - set(TAKEN_APART)
    assert len(found) > 30
    known = [one.form for one in (*REFUSALS, *WRONG_ANSWERS)]
    bare = sorted(text.removeprefix("X: ") for text in found)
    assert [text for text in bare if not any(form.fullmatch(text) for form in known)] == []


def test_every_fault_of_an_answer_has_its_words() -> None:
    tree = ast.parse((Path(engine.__file__).parent / "values.py").read_text())
    raised = [node.args[0] for node in ast.walk(tree) if isinstance(node, ast.Call) and _raises_wrong_answer(node)]
    found = [text for argument in raised for text in sample(argument)]
    found += [form.format("X") for form in json_schema.WORDS.values()]
    assert len(found) > 10
    known = [one.form for one in WRONG_ANSWERS]
    assert [text for text in found if not any(form.fullmatch(text.replace("X X;", "X items;")) for form in known)] == []


def _raises_wrong_answer(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "WrongAnswer"


@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        (unmet("This is done by: Physician or Clinic"), "À faire par : Physician ou Clinic"),
        (
            unmet("This cannot have happened before 8 March 2026 10:00", "before_the_visit", "time"),
            "Ceci n'a pu arriver avant : 8 mars 2026, 10:00",
        ),
        (unmet("Possible from 8 March 2026 00:00", "not_open_yet", "time"), "Possible dès le 8 mars 2026"),
        (
            unmet("Later than now, and not beyond 10 working days from its start", "extension_too_long", "answer"),
            "Plus tard que l'échéance actuelle, sans dépasser la durée totale : 10 jours ouvrables",
        ),
        (
            unmet("Court: day: Write a whole number", "answers_wrong", "answer"),
            "Court: day : Écrivez un nombre entier",
        ),
        (unmet("This can be done once only", "times_used", "rule"), "Ceci n'est possible qu'une fois"),
        (unmet("This can be done 3 times only", "times_used", "rule"), "Ceci n'est possible que 3 fois"),
        (unmet("Answer: Date of birth", "answers_missing", "answer"), "Répondez : Date of birth"),
        (unmet("Not known yet: He may", "may", "rule", unknown=True), "Pas encore connu : He may"),
    ],
)
def test_a_refusal_is_said_in_the_readers_language(app: Flask, refused: engine.Unmet, expected: str) -> None:
    with app.test_request_context(), force_locale("fr"):
        assert says_words(refused).replace("\u00a0", " ") == expected


def test_a_programmes_own_sentence_stays_as_its_author_wrote_it(app: Flask) -> None:
    with app.test_request_context(), force_locale("fr"):
        assert says_words(unmet("Write a note", "wants_note", "rule")) == "Write a note"


def test_a_sentence_about_a_day_that_is_none_stays_as_it_is(app: Flask) -> None:
    with app.test_request_context(), force_locale("fr"):
        assert (
            says_words(unmet("The time was over on Tuesday", "time_is_over", "time")) == "The time was over on Tuesday"
        )


def test_an_english_reader_reads_the_engines_own_words(app: Flask) -> None:
    with app.test_request_context(), force_locale("en_GB"):
        assert says_words(unmet("Possible from 8 March 2026 00:00")) == "Possible from 8 March 2026 00:00"


def test_a_length_of_time_is_counted_in_the_readers_language(app: Flask) -> None:
    with app.test_request_context(), force_locale("ar_JO"):
        assert time_words("2 working days") == "يوما عمل"
        assert time_words("90 days after Notice") == f"90 يومًا بعد: {ISOLATE}Notice{END_OF_ISOLATE}"


def test_a_day_in_a_sentence_of_the_programme_is_read_in_the_readers_language(app: Flask) -> None:
    says = "اليوم هو 6 December 2026، و6 Remembers 2026"
    with app.test_request_context(), force_locale("ar_JO"):
        told = says_words(unmet(says, code="in_time", kind="rule"))
    assert told == "اليوم هو 6 كانون الأول 2026، و6 Remembers 2026"


def test_a_name_in_latin_letters_stands_apart_on_an_arabic_page(app: Flask) -> None:
    with app.test_request_context(), force_locale("ar_JO"):
        assert says_words(unmet("This is done by: Physician")) == f"يقوم به: {ISOLATE}Physician{END_OF_ISOLATE}"


def test_a_template_sets_names_apart_as_the_views_do(app: Flask) -> None:
    with app.test_request_context(), force_locale("ar_JO"):
        shown = app.jinja_env.from_string("{{ _('Procedure: %(sop)s', sop='8 CFR') }}").render()
    assert shown.endswith(f"{ISOLATE}8 CFR{END_OF_ISOLATE}")


def test_why_not_is_read_in_arabic(caseworker: FlaskClient) -> None:
    caseworker.get("/language/ar")
    page = caseworker.get("/cases/new/us-rsc/amman-office").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = caseworker.post("/cases/new/us-rsc/amman-office", data={"csrf_token": token, "then": "open"})
    assert answer.status_code == 422
    assert "أجب عن" in answer.text and "Answer: " not in answer.text


def test_every_sentence_of_the_engine_is_among_the_words_to_translate() -> None:
    wanted = words.used()
    known = (*REFUSALS, *WRONG_ANSWERS, *TIMES)
    assert [one.text for one in known if wanted.get(one.text) is None] == []


ROUNDS = """
programme: rounds
title: Rounds
usually_by: clerk
roles: {clerk: Clerk}
facts: {case: {arrived_on: date}}
tracks:
  report:
    title: Report
    repeats: {at: [1 month, 3 months], after: arrived_on}
    facts: {round_due_on: date}
    states: {open: {title: To write, actions: {send: {to: sent}}}}
    endings: {sent: done}
phases: {one: {start: {actions: {close: {ask: [arrived_on], to: closed}}}}}
endings: {closed: completed, everybody_left: family_left}
when_empty: [{otherwise: everybody_left}]
"""


def test_a_round_of_a_track_that_repeats_is_told_in_words(app: Flask) -> None:
    law = read_programme("rounds/programme.yaml", {"rounds/programme.yaml": ROUNDS}).programme
    assert law is not None
    moment = datetime(2026, 2, 1, tzinfo=UTC)
    common = {"case": "c", "seq": 2, "step": 2, "cause": "round", "machine": "report", "round": 2}
    common |= {"happened": moment, "recorded": moment, "digest": "", "labels_digest": ""}
    with app.test_request_context():
        assert what_words(law, engine.Entry(**common, target="open")) == "Report, round 2: opened"
        assert what_words(law, engine.Entry(**common)) == "Report, round 2: its day has moved"


def test_a_time_that_passed_without_effect_reads_otherwise_than_one_that_did_something(app: Flask) -> None:
    timer = "{title: Patience, after: 2 days, from: arrived_on, unless: arrived_on > today, tells: clerk}"
    text = f"{ROUNDS}timers: {{patience: {timer}}}\n"
    law = read_programme("rounds/programme.yaml", {"rounds/programme.yaml": text}).programme
    assert law is not None
    moment = datetime(2026, 2, 1, tzinfo=UTC)
    common = {"case": "c", "seq": 2, "step": 2, "cause": "timer", "machine": "case", "ground": "patience"}
    common |= {"happened": moment, "recorded": moment, "digest": "", "labels_digest": ""}
    with app.test_request_context():
        assert what_words(law, engine.Entry(**common)) == "Patience: the time is over"
        without_effect = engine.Entry(**common, reason="unless")
        assert what_words(law, without_effect) == "Patience: the time is over, and nothing follows from it"


def test_points_given_for_other_reasons_read_as_what_they_are(app: Flask) -> None:
    entry = engine.Entry(
        case="c",
        seq=2,
        step=2,
        cause="act",
        machine="case",
        happened=(moment := datetime(2026, 2, 1, tzinfo=UTC)),
        recorded=moment,
        digest="",
        labels_digest="",
        changes=({"scored": {"before": 30, "points": 30}},),
    )
    with app.test_request_context():
        assert priority.told(entry) == "Priority: 30, as before"


def test_why_a_clearance_does_not_count_names_the_missing_fact_and_the_hold(app: Flask) -> None:
    story = to_cure(born_on="2008")
    story.do("place_papers", "amina", by="boss")
    sheet = sheet_of(story.law, story.case, story.inputs, story.now, story.actor("clerk"), ())
    with app.test_request_context():
        told = why_not(sheet, story.refusal("go"))
    (box,) = [*told["mine"], *told["others"]]
    assert "amina: Course, not known: Born on (Clerk)" in box["now"]
    assert "amina: Medical, on hold: Papers (Boss)" in box["now"]


def test_the_same_thing_of_several_people_stands_in_the_way_once_with_their_names(app: Flask) -> None:
    story = to_cure(born_on="2008")
    sheet = sheet_of(story.law, story.case, story.inputs, story.now, story.actor("clerk"), ())
    sheet = replace(sheet, names={"amina": "Amina", "yusuf": "Yusuf"})
    same = [unmet("No check", "seen", "rule", person=one, waits_on="boss") for one in ("amina", "yusuf")]
    other = unmet("No booking", "booked", "rule")
    with app.test_request_context():
        told = why_not(sheet, (*same, other, same[0]))
    assert [one["says"] for one in told["others"]] == ["No check (Amina and Yusuf)"]
    assert [one["says"] for one in told["mine"]] == ["No booking"]
