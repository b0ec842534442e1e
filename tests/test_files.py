"""Files of papers through their door: what is taken, what is kept, who may have it, and that each is proved whole."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import Acted, Actor, Caller, Caseway, NotFound, Opening, Paper, Refused, Step, WrongAnswer, open_caseway
from engine.file_kinds import OPEN_TEXT, WORD_TEXT, media_of
from tests.test_casework import Clock

NOBODY = Actor(user="", roles=frozenset())
OFFICE = "office: north\ntitle: North\nzone: Asia/Amman\nworking_days: [sunday, monday, tuesday]\nholidays: []\n"
PROGRAMME = """
programme: papers
title: Papers
reference: "{office}-{serial:06}"
usually_by: caseworker
roles: {caseworker: Caseworker, security: Security officer, checker: Second officer}
facts:
  case: {letter: {type: document, label: Letter}}
  person:
    given_names: text
    passport: {type: document, label: Passport}
    report: {type: document, label: Report, class: critical, may_read: [security, checker]}
tracks:
  consent:
    per: person
    title: Consent
    when_changed: {facts: [passport], to: to_sign, says: Another passport}
    facts: {form: {type: document, label: Form}}
    states:
      to_sign: {actions: {sign: {ask: [form], to: signed}}}
      signed: {clears: true, actions: {note_passport: {ask: [passport], to: stay}}}
  vetting:
    per: person
    title: Vetting
    shown_as: A restricted check
    facts: {finding: {type: document, label: Finding, may_read: [security, checker]}}
    states:
      to_ask: {actions: {answer: {by: security, countersigned_by: checker, ask: [finding], to: told}}}
      told: {waits_on: nobody}
checklists: {to_go: [consent]}
phases:
  all:
    begun:
      actions:
        receive: {ask: [letter], to: stay}
        receive_twice: {countersigned_by: checker, ask: [letter], to: stay}
        hear: {by: security, ask_each: [report], to: stay}
        leave: {people: chosen, does: split, into: begun, keeps: [consent, vetting], to: stay}
        finish: {requires: {all: {check: to_go.clear_on(today), says: Not signed}}, to: finished}
endings: {finished: completed, empty: family_left}
when_empty: [{otherwise: empty}]
"""
PDF = b"%PDF-1.7\nA letter that nobody wrote\n%%EOF"


def packed(**entries: str) -> bytes:
    """A packed file with these entries; two underscores in a name stand for the slash."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as file:
        for name, content in entries.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return into.getvalue()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def caseway(sqlite_url: str, tmp_path: Path, clock: Clock) -> Iterator[Caseway]:
    opened = open_caseway(sqlite_url, tmp_path / "home", clock, most_file=100_000)
    texts = {"papers/programme.yaml": PROGRAMME.lstrip(), "offices/north.yaml": OFFICE}
    assert opened.administration.first_start(texts) == ("papers",)
    for role in ("caseworker", "security", "checker"):
        opened.administration.add_user(None, role, [f"papers:{role}"], ["north"])
    opened.administration.add_user(None, "auditor", ["auditor"], [])
    yield opened
    opened.close()


def staff(caseway: Caseway, name: str) -> Caller:
    return caseway.administration.caller_named(name)


@pytest.fixture
def case(caseway: Caseway) -> str:
    opening = Opening(actor=NOBODY, people={"amina": {"given_names": "Amina"}, "sami": {"given_names": "Sami"}})
    return caseway.casework.open(staff(caseway, "caseworker"), "papers", "north", opening).case.id


def act(caseway: Caseway, who: str, case: str, action: str, **more: object) -> Acted:
    people = more.pop("people", ("amina",) if "." in action else ())
    step = Step(action=action, actor=NOBODY, people=people, **more)  # type: ignore[arg-type]
    return caseway.casework.as_told(staff(caseway, who), caseway.casework.act(staff(caseway, who), case, step))


def sent(caseway: Caseway, who: str, content: bytes = PDF, name: str = "scan.pdf") -> str:
    return caseway.files.put(staff(caseway, who), name, content).id


def received(caseway: Caseway, case: str, content: bytes = PDF) -> Acted:
    given = {"name": "The letter", "expires_on": "2026-09-01", "file": sent(caseway, "caseworker", content)}
    return act(caseway, "caseworker", case, "receive", answers={"letter": given})


def attach(caseway: Caseway, who: str, case: str, owner: str, fact: str, content: bytes = PDF + b"2") -> Acted:
    return caseway.files.attach(staff(caseway, who), case, owner, fact, sent(caseway, who, content))


def papers(caseway: Caseway, case: str, who: str = "caseworker") -> dict[str, Paper]:
    return {f"{one.owner}.{one.fact}": one for one in caseway.files.papers(staff(caseway, who), case)}


def fetched(caseway: Caseway, case: str, entry: int, owner: str, fact: str, who: str = "caseworker") -> bytes:
    return caseway.files.fetch(staff(caseway, who), case, entry, owner, fact).content


def codes(found: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in found.value.unmet]


TAKEN = {
    "application/pdf": PDF,
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "image/png": b"\x89PNG\r\n\x1a\n\x00",
    "image/tiff": b"MM\x00*\x00\x00",
    "image/heic": b"\x00\x00\x00\x18ftypheic\x00\x00",
    OPEN_TEXT: packed(mimetype=OPEN_TEXT, content_dot_xml="<a/>"),
    WORD_TEXT: packed(**{"[Content_Types]_dot_xml": "<a/>", "word__document_dot_xml": "<a/>"}),
}
WORD_WITH_MACROS = packed(
    **{"[Content_Types]_dot_xml": "<a/>", "word__document_dot_xml": "<a/>", "word__vbaProject_dot_bin": "x"}
)
NOT_TAKEN = {
    "a page": b"<html><script>alert(1)</script>%PDF-1.7",
    "a drawing that can run": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "a program": b"MZ\x90\x00",
    "packed files": packed(readme="hello"),
    "a document with macros": WORD_WITH_MACROS,
    "the beginning of a packed file": b"PK\x03\x04 and nothing more",
    "a film": b"\x00\x00\x00\x18ftypmp42\x00\x00",
}


@pytest.mark.parametrize("media", TAKEN)
def test_a_file_is_of_the_kind_that_its_bytes_tell(media: str) -> None:
    assert media_of(TAKEN[media]) == media


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_anything_else_is_of_no_kind(name: str) -> None:
    assert media_of(NOT_TAKEN[name]) is None


def test_what_is_of_no_kind_too_large_or_empty_is_refused_in_words_whatever_it_is_called(caseway: Caseway) -> None:
    who = staff(caseway, "caseworker")
    with pytest.raises(WrongAnswer, match="of no kind that is taken: PDF, JPEG, PNG"):
        caseway.files.put(who, "passport.pdf", NOT_TAKEN["a page"])
    caseway.files.put(who, "a.pdf", PDF.ljust(100_000))
    with pytest.raises(WrongAnswer, match=r"has 0.2 megabytes; at most 0.1 are taken"):
        caseway.files.put(who, "a.pdf", PDF.ljust(150_001))
    with pytest.raises(WrongAnswer, match="is empty"):
        caseway.files.put(who, "a.pdf", b"")


def test_a_file_is_recorded_with_the_answer_and_the_log_proves_it(caseway: Caseway, case: str) -> None:
    acted = received(caseway, case)
    version = papers(caseway, case)["case.letter"].versions[0]
    paper = version.document
    assert (paper.name, paper.size, paper.media) == ("The letter", len(PDF), "application/pdf")
    assert (version.entry, version.by) == (acted.entries[0].seq, acted.entries[0].actor)
    found = caseway.files.fetch(staff(caseway, "caseworker"), case, version.entry, "case", "letter")
    assert (found.content, found.name, found.media) == (PDF, "The letter.pdf", "application/pdf")
    assert caseway.auditing.verify(None).is_whole


def test_the_paper_of_a_decision_that_waits_is_no_paper_of_the_case_yet(caseway: Caseway, case: str) -> None:
    letter = {"name": "The letter", "file": sent(caseway, "caseworker")}
    act(caseway, "caseworker", case, "receive_twice", answers={"letter": letter})
    assert papers(caseway, case) == {}
    act(caseway, "checker", case, "countersign_receive_twice")
    assert list(papers(caseway, case)) == ["case.letter"]


def test_a_case_is_opened_with_a_file(caseway: Caseway) -> None:
    letter = {"name": "The letter", "expires_on": "2026-09-01", "file": sent(caseway, "caseworker")}
    opening = Opening(actor=NOBODY, people={"amina": {"given_names": "Amina"}}, facts={"letter": letter})
    case = caseway.casework.open(staff(caseway, "caseworker"), "papers", "north", opening).case.id
    assert fetched(caseway, case, 1, "case", "letter") == PDF


def test_the_bytes_of_a_file_stand_nowhere_in_clear(caseway: Caseway, case: str, tmp_path: Path) -> None:
    sent(caseway, "caseworker", PDF + b"only sent")
    received(caseway, case)
    with caseway.records.writing() as writing:
        for table in ("log_file", "upload"):
            (kept,) = writing.connection.execute(text(f"SELECT sealed FROM {table}")).scalars()
            assert b"nobody wrote" not in kept


def test_a_file_that_was_sent_is_nobody_elses_and_goes_after_two_weeks(
    caseway: Caseway, case: str, clock: Clock
) -> None:
    theirs = {"letter": {"name": "x", "file": sent(caseway, "security")}}
    with pytest.raises(Refused) as found:
        act(caseway, "caseworker", case, "receive", answers=theirs)
    assert [(one.code, one.field) for one in found.value.unmet] == [("answers_wrong", "letter")]
    own = sent(caseway, "caseworker")
    clock.now += timedelta(days=15)
    with pytest.raises(Refused):
        act(caseway, "caseworker", case, "receive", answers={"letter": {"name": "x", "file": own}})
    caseway.casework.let_due_pass()
    with caseway.records.reading() as reading:
        assert reading.connection.execute(text("SELECT count(*) FROM upload")).scalar_one() == 0


def test_a_file_that_was_discarded_is_gone_and_only_ones_own_is(caseway: Caseway) -> None:
    file = sent(caseway, "caseworker")
    caseway.files.discard(staff(caseway, "security"), file)
    assert caseway.files.sent(staff(caseway, "caseworker"), file) is not None
    caseway.files.discard(staff(caseway, "caseworker"), file)
    assert caseway.files.sent(staff(caseway, "caseworker"), file) is None


def test_a_refused_step_keeps_the_file_for_the_next_try(caseway: Caseway, case: str) -> None:
    answer = {"letter": {"name": "x", "expires_on": "soon", "file": sent(caseway, "caseworker")}}
    with pytest.raises(Refused):
        act(caseway, "caseworker", case, "receive", answers=answer)
    act(caseway, "caseworker", case, "receive", answers={"letter": {**answer["letter"], "expires_on": "2027-01-01"}})
    assert papers(caseway, case)["case.letter"].versions[0].document.size == len(PDF)


def test_a_new_version_replaces_none_and_nothing_follows_from_it(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "consent.sign", answers={"form": "Form"})
    given = {"name": "Passport", "file": sent(caseway, "caseworker")}
    act(caseway, "caseworker", case, "consent.note_passport", answers={"passport": given})
    acted = attach(caseway, "caseworker", case, "amina", "passport")
    assert [(one.cause, one.ground, one.person, one.target) for one in acted.entries] == [
        ("attachment", "passport", "amina", None)
    ]
    now, before = papers(caseway, case)["amina.passport"].versions
    assert [fetched(caseway, case, one.entry, "amina", "passport") for one in (now, before)] == [PDF + b"2", PDF]
    assert caseway.auditing.verify(None).is_whole


def test_a_file_is_put_to_what_is_recorded_by_who_may_be_asked_for_it(caseway: Caseway, case: str) -> None:
    with pytest.raises(Refused) as missing:
        attach(caseway, "caseworker", case, "case", "letter")
    received(caseway, case)
    assert papers(caseway, case, "security")["case.letter"].may_attach is False
    with pytest.raises(Refused) as others:
        attach(caseway, "security", case, "case", "letter")
    with pytest.raises(Refused) as gone:
        caseway.files.attach(staff(caseway, "caseworker"), case, "case", "letter", "no such file")
    assert (codes(missing), codes(others), codes(gone)) == (["answers_wrong"], ["not_your_role"], ["answers_wrong"])


def test_a_restricted_document_is_nobody_elses_and_its_files_are_not_counted(caseway: Caseway, case: str) -> None:
    given = {"amina": {"report": {"name": "Report", "file": sent(caseway, "security")}}, "sami": {"report": "Report"}}
    written = act(caseway, "security", case, "hear", each=given).entries[0]
    before = caseway.casework.see(staff(caseway, "caseworker"), case).case.version
    attach(caseway, "security", case, "amina", "report")
    assert papers(caseway, case) == {}
    lines = caseway.auditing.log_page(staff(caseway, "caseworker"), case).lines
    (own,) = (line.entry.seq for line in lines if line.entry.action == "hear")
    assert own != written.seq
    for number in (own, written.seq):
        with pytest.raises(NotFound):
            fetched(caseway, case, number, "amina", "report")
    assert caseway.casework.see(staff(caseway, "caseworker"), case).case.version == before
    seen = caseway.auditing.log_page(staff(caseway, "caseworker"), case).lines
    assert "attachment" not in {line.entry.cause for line in seen}
    with pytest.raises(Refused) as found:
        attach(caseway, "caseworker", case, "amina", "report")
    assert [one.says for one in found.value.unmet] == ["There is no such document in this case"]
    audited = caseway.auditing.log_page(staff(caseway, "auditor"), case).lines[0]
    assert (audited.entry.ground, audited.entry.written, audited.shown_as) == (None, (), "A restricted document")


def test_a_file_on_a_restricted_track_is_seen_by_its_readers_alone(caseway: Caseway, case: str) -> None:
    paper = {"name": "Finding", "file": sent(caseway, "security")}
    pending = act(caseway, "security", case, "vetting.answer", answers={"finding": paper}).entries[0]
    assert fetched(caseway, case, pending.seq, "pending", "finding", "checker") == PDF
    act(caseway, "checker", case, "vetting.countersign_answer")
    attach(caseway, "security", case, "amina", "vetting.finding")
    assert list(papers(caseway, case, "checker")) == ["amina.vetting.finding"]
    assert papers(caseway, case) == {}
    causes = {line.entry.cause for line in caseway.auditing.log_page(staff(caseway, "caseworker"), case).lines}
    assert "attachment" not in causes
    assert caseway.auditing.verify(None).is_whole


def test_who_has_a_critical_file_is_on_record(caseway: Caseway, case: str) -> None:
    given = {"amina": {"report": {"name": "Report", "file": sent(caseway, "security")}}, "sami": {"report": "Report"}}
    written = act(caseway, "security", case, "hear", each=given).entries[0]
    fetched(caseway, case, written.seq, "amina", "report", "checker")
    (line,) = caseway.auditing.readings_page(staff(caseway, "auditor"), case).lines
    assert line.user == staff(caseway, "checker").user


def test_who_goes_into_a_case_of_their_own_takes_the_file_along(caseway: Caseway, case: str) -> None:
    act(
        caseway,
        "caseworker",
        case,
        "consent.sign",
        answers={"form": {"name": "F", "file": sent(caseway, "caseworker")}},
    )
    received(caseway, case, PDF + b"case")
    acted = act(caseway, "caseworker", case, "leave", people=("amina",))
    assert acted.other_case is not None
    theirs = papers(caseway, acted.other_case.case)
    assert set(theirs) == {"case.letter", "amina.consent.form"}
    version = theirs["amina.consent.form"].versions[0]
    assert fetched(caseway, acted.other_case.case, version.entry, "amina", "consent.form") == PDF
    assert caseway.auditing.verify(None).is_whole


def test_a_paper_put_right_keeps_its_file_and_no_file_is_corrected(caseway: Caseway, case: str) -> None:
    first = received(caseway, case).entries[0].seq
    attach(caseway, "caseworker", case, "case", "letter")
    attached = papers(caseway, case)["case.letter"].versions[0].entry
    right = {"letter": {"name": "The letter", "expires_on": "2026-10-01"}}
    act(caseway, "caseworker", case, "correct_entry", corrects=first, answers=right, note="Misread")
    paper = papers(caseway, case)["case.letter"].versions[0].document
    assert (str(paper.expires_on), paper.size) == ("2026-10-01", len(PDF) + 1)
    with pytest.raises(Refused) as found:
        act(caseway, "caseworker", case, "correct_entry", corrects=attached, answers={}, note="Wrong file")
    assert [one.says for one in found.value.unmet] == ["A wrong file stays in the log; attach the right one"]
