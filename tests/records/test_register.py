"""The system's own chain: first start, publishing, accounts, programme holds; and what is counted or asked twice."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.case import PlacedHold
from engine.errors import NotFound, Refused
from engine.records import absences, accounts, definitions, idempotency
from engine.records.accounts import Account, Grant, SignIns
from engine.records.canonical import canonical
from engine.records.database import Records
from engine.records.definitions import OFFICE, PROGRAMME, Definition, publish
from engine.records.log import entries
from engine.records.programme_holds import holds_over, lift_hold, place_hold
from engine.records.references import allocate, check
from engine.records.register import REGISTER, Doing, first_start, started
from engine.records.sealing import open_vault
from engine.records.verify import verify
from tests.records.stories import BEGAN, a_case, fold
from tests.records.test_database import in_threads

DAY = timedelta(1)
DOING = Doing(actor="u1", now=BEGAN, reason="asked for")
ADA = Account(
    id="u1",
    name="ada",
    display_name="Ada Example",
    fs_uniquifier="f1",
    created=BEGAN,
    password_hash="hash",
    grants=(Grant(programme="*", role="auditor"), Grant(programme="resettle", role="clerk", office="north")),
)


def version(digest: str, words: str = "l1", text: str = "title: Resettle") -> Definition:
    texts = {"programme.yaml": text, "labels/fr.po": words}
    return Definition(kind=PROGRAMME, name="resettle", digest=digest, labels_digest=words, texts=texts)


def test_the_first_start_is_the_registers_first_entry(records: Records) -> None:
    with records.writing() as writing:
        assert not started(writing)
        first_start(writing, Doing(actor=None, now=BEGAN))
        assert started(writing)
        kept = entries(writing, REGISTER)
    assert [(it.entry.seq, it.entry.cause, it.entry.recorded) for it in kept] == [(1, "opening", BEGAN)]


def test_what_is_published_last_is_current(records: Records) -> None:
    with records.writing() as writing:
        publish(writing, DOING, version("d1"))
        publish(writing, DOING, version("d2", text="title: Resettled"))
        assert definitions.current(writing, PROGRAMME, "resettle") == version("d2", text="title: Resettled")
        assert definitions.find(writing, PROGRAMME, "resettle", "d1") == version("d1")
        assert [it.digest for it in definitions.versions(writing, PROGRAMME, "resettle")] == ["d2", "d1"]
        assert definitions.names(writing, PROGRAMME) == ("resettle",)


def test_an_earlier_version_can_become_current_again(records: Records) -> None:
    with records.writing() as writing:
        for digest in ("d1", "d2", "d1"):
            publish(writing, DOING, version(digest))
        assert definitions.current(writing, PROGRAMME, "resettle").digest == "d1"
        assert [it.entry for it in definitions.versions(writing, PROGRAMME)] == [3, 2, 1]


def test_of_a_version_with_mended_words_the_newest_words_are_given(records: Records) -> None:
    with records.writing() as writing:
        publish(writing, DOING, version("d1", "l1"))
        publish(writing, DOING, version("d1", "l2"))
        assert definitions.find(writing, PROGRAMME, "resettle", "d1").labels_digest == "l2"
        assert definitions.find(writing, PROGRAMME, "resettle", "d1", "l1") == version("d1", "l1")


def test_of_texts_that_are_one_version_the_first_stay_whatever_is_published_under_its_digest(records: Records) -> None:
    with records.writing() as writing:
        first_start(writing, DOING)
        for text in ("title: Resettle", "title: Resettle  # mended", "title: Forged"):
            publish(writing, DOING, version("d1", text=text))
        kept = definitions.current(writing, PROGRAMME, "resettle")
        assert kept == version("d1", text="title: Resettle")
        said = {it.entry.inputs["published"]["sha256"] for it in entries(writing, REGISTER) if it.entry.inputs}
        assert len(said) == 1


def test_what_was_never_published_is_not_found(records: Records) -> None:
    with records.reading() as reading:
        with pytest.raises(NotFound, match="No office north"):
            definitions.current(reading, OFFICE, "north")
        with pytest.raises(NotFound, match="of digest d9"):
            definitions.find(reading, PROGRAMME, "resettle", "d9")


def test_a_programme_hold_lies_there_until_it_is_lifted(records: Records) -> None:
    flood = PlacedHold(name="flood", over="programme", by="u1", happened=BEGAN, note="The river", ends=BEGAN)
    with records.writing() as writing:
        place_hold(writing, DOING, "resettle", flood)
    with records.reading() as reading:
        assert holds_over(reading, "resettle") == (flood,)
        assert holds_over(reading, "another") == ()
    with records.writing() as writing:
        lift_hold(writing, DOING, "resettle", "flood")
        assert holds_over(writing, "resettle") == ()
        with pytest.raises(NotFound, match="No hold flood"):
            lift_hold(writing, DOING, "resettle", "flood")


def test_a_hold_is_not_placed_twice(records: Records) -> None:
    flood = PlacedHold(name="flood", over="programme", by="u1", happened=BEGAN)
    with records.writing() as writing:
        place_hold(writing, DOING, "resettle", flood)
        with pytest.raises(ValueError, match="already"):
            place_hold(writing, DOING, "resettle", flood)


def test_an_account_is_found_by_name_id_and_session(records: Records) -> None:
    with records.writing() as writing:
        accounts.add_account(writing, DOING, ADA)
    with records.reading() as reading:
        found = (
            accounts.account_named(reading, "ada"),
            accounts.account_of(reading, "u1"),
            accounts.account_of_session(reading, "f1"),
            *accounts.every_account(reading),
        )
        assert found == (ADA,) * 4
        for asking in (accounts.account_named, accounts.account_of, accounts.account_of_session):
            with pytest.raises(NotFound):
                asking(reading, "eve")


def test_roles_and_offices_are_those_of_the_programme_and_of_all() -> None:
    assert ADA.roles_in("resettle") == {"auditor", "clerk"}
    assert ADA.roles_in("another") == {"auditor"}
    assert ADA.offices_in("resettle") == {"*", "north"}


def test_a_name_is_given_once(records: Records) -> None:
    with records.writing() as writing:
        accounts.add_account(writing, DOING, ADA)
        with pytest.raises(ValueError, match="a user ada already"):
            accounts.add_account(writing, DOING, replace(ADA, id="u2", fs_uniquifier="f2"))


def test_changed_roles_are_told_by_the_register_and_passwords_are_not(records: Records) -> None:
    with records.writing() as writing:
        accounts.add_account(writing, DOING, ADA)
        accounts.change_account(writing, DOING, replace(ADA, active=False, grants=()))
        accounts.set_password(writing, "u1", "another hash", "f2")
        signed_in = SignIns(current_login_at=BEGAN, current_login_ip="192.0.2.1", login_count=1)
        accounts.note_sign_in(writing, "u1", signed_in)
        told = [it.entry.changes[0]["account"] for it in entries(writing, REGISTER)]
        now = accounts.account_of(writing, "u1")
        assert verify(writing, fold) == ()
    assert [(it["active"], it["grants"]) for it in told] == [
        (True, [["*", "auditor", "*"], ["resettle", "clerk", "north"]]),
        (False, []),
    ]
    assert "hash" not in str(told)
    assert (now.password_hash, now.fs_uniquifier, now.sign_ins, now.active) == ("another hash", "f2", signed_in, False)


def test_a_one_time_link_works_once_for_its_purpose_until_it_expires(records: Records) -> None:
    later = BEGAN + timedelta(hours=1)
    with records.writing() as writing:
        accounts.add_account(writing, DOING, ADA)
        token = accounts.issue_one_time(writing, "u1", "sign in", later)
        for given, purpose, now in ((token, "reset", BEGAN), (token, "sign in", later), ("guess", "sign in", BEGAN)):
            with pytest.raises(NotFound, match="not valid"):
                accounts.redeem_one_time(writing, given, purpose, now)
        assert accounts.redeem_one_time(writing, token, "sign in", BEGAN) == ADA
        with pytest.raises(NotFound, match="not valid"):
            accounts.redeem_one_time(writing, token, "sign in", BEGAN)


def test_the_register_takes_entries_from_several_at_once(records: Records) -> None:
    with records.writing() as writing:
        first_start(writing, DOING)

    def publish_some() -> None:
        for _ in range(5):
            with records.writing() as writing:
                publish(writing, DOING, version("d1"))

    with records.writing() as writing:
        publish(writing, DOING, version("d1"))
    assert in_threads(3, publish_some) == []
    with records.reading() as reading:
        assert [it.entry.seq for it in entries(reading, REGISTER)] == list(range(1, 18))
        assert verify(reading, fold) == ()


def test_references_count_apart_for_each_text_around_the_serial(records: Records) -> None:
    def reference(office: str, pattern: str = "{office}-{year}-{serial:06}") -> str:
        with records.writing() as writing:
            return allocate(writing, pattern, {"office": office, "year": "2026"})

    assert [reference("NOR"), reference("NOR"), reference("SOU")] == [
        "NOR-2026-000001",
        "NOR-2026-000002",
        "SOU-2026-000001",
    ]
    assert reference("NOR", "{serial}/{year}") == "1/2026"


def test_a_reference_of_a_case_that_was_not_kept_is_given_again(records: Records) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), records.writing() as writing:
            assert allocate(writing, "{serial}", {}) == "1"
            1 / 0  # noqa: B018


def test_no_reference_is_given_twice(records: Records) -> None:
    given: list[str] = []

    def take() -> None:
        for _ in range(5):
            with records.writing() as writing:
                given.append(allocate(writing, "{serial:03}", {}))

    assert in_threads(3, take) == []
    assert sorted(given) == [f"{number:03}" for number in range(1, 16)]


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{office}",
        "{serial}{serial}",
        "{office.name}-{serial}",
        "{serial!r}",
        "{other}-{serial}",
        "{serial",
        "{office:9}{serial}",
        "{office:03}{serial}",
        "{serial:x}",
        "{serial:6}",
        "}{serial}",
    ],
)
def test_a_pattern_that_names_anything_else_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="The reference"):
        check(pattern, frozenset({"office"}))


def test_the_same_request_twice_gives_the_earlier_answer(records: Records) -> None:
    request = idempotency.digest_of(records.vault, {"action": "refer", "version": 3})
    case = a_case(records, entries=3)
    answer = idempotency.Answer(case=case.id, first=2, last=3)
    with records.writing() as writing:
        assert idempotency.recall(writing, "u1", "k1", request) is None
        idempotency.remember(writing, "u1", "k1", request, answer, BEGAN)
    with records.writing() as writing:
        assert idempotency.recall(writing, "u1", "k1", request) == answer
        assert idempotency.recall(writing, "u2", "k1", request) is None


def test_old_requests_are_forgotten(records: Records) -> None:
    case = a_case(records)
    answer = idempotency.Answer(case=case.id, first=1, last=1)
    with records.writing() as writing:
        idempotency.remember(writing, "u1", "old", "r", answer, BEGAN)
        idempotency.remember(writing, "u1", "new", "r", answer, BEGAN + timedelta(days=40))
        assert idempotency.forget(writing, BEGAN + timedelta(days=30)) == 1
        assert idempotency.recall(writing, "u1", "old", "another") is None
        assert idempotency.recall(writing, "u1", "new", "r") == answer


def test_a_key_that_stood_for_another_request_is_refused(records: Records) -> None:
    case = a_case(records)
    answer = idempotency.Answer(case=case.id, first=1, last=1)
    with records.writing() as writing:
        digest = idempotency.digest_of(records.vault, {"action": "refer"})
        idempotency.remember(writing, "u1", "k1", digest, answer, BEGAN)
        with pytest.raises(Refused, match="another request") as told:
            idempotency.recall(writing, "u1", "k1", idempotency.digest_of(records.vault, {"action": "close"}))
    assert [it.code for it in told.value.unmet] == ["key_reused"]


def test_of_two_equal_requests_at_once_the_second_gets_the_answer_of_the_first(records: Records) -> None:
    case = a_case(records)
    answer = idempotency.Answer(case=case.id, first=1, last=1)
    seen: list[idempotency.Answer | None] = []

    def ask() -> None:
        with records.writing() as writing:
            earlier = idempotency.recall(writing, "u1", "k1", "r")
            seen.append(earlier)
            if earlier is None:
                idempotency.remember(writing, "u1", "k1", "r", answer, BEGAN)

    assert in_threads(3, ask) == []
    assert sorted(seen, key=str) == [answer, answer, None]


def test_what_was_asked_cannot_be_guessed_without_the_key_file(records: Records, tmp_path: Path) -> None:
    asked = {"action": "decide", "answers": "approved"}
    own, elsewhere = records.vault, open_vault(tmp_path / "elsewhere", None)
    digests = {idempotency.digest_of(vault, asked) for vault in (own, elsewhere)}
    assert len(digests) == 2
    assert sha256(canonical(asked)).hexdigest() not in digests
    assert idempotency.digest_of(own, dict(asked)) in digests


def test_an_absence_lasts_through_its_last_day_and_is_covered_for_its_programme_alone(records: Records) -> None:
    first, last = date(2026, 3, 9), date(2026, 3, 12)
    with records.writing() as writing:
        entry = absences.begin(writing, replace(DOING, note="A wedding far away"), "u1", "u2", "resettle", first, last)
        open_bytes = [bytes(row.sealed) for row in writing.connection.execute(text("SELECT sealed FROM absence"))]
        assert open_bytes and not any(b"wedding far" in one for one in open_bytes)
        assert absences.lasting(writing, last)[0].note == "A wedding far away"
        absences.begin(writing, DOING, "u3", "u2", "*", last, last)
        own = [absences.covered(writing, "u2", "resettle", day, day) for day in (first - DAY, first, last, last + DAY)]
        assert own == [{}, {"u1": entry}, {"u1": entry, "u3": entry + 1}, {}]
        assert absences.covered(writing, "u2", "another", last, last) == {"u3": entry + 1}
        assert absences.covered(writing, "u1", "resettle", first, last) == {}
        assert [one.absent for one in absences.lasting(writing, last)] == ["u1", "u3"]


def test_an_absence_that_was_ended_is_covered_no_more_and_ends_once(records: Records) -> None:
    day = date(2026, 3, 9)
    with records.writing() as writing:
        entry = absences.begin(writing, DOING, "u1", "u2", "*", day, day)
        absences.end(writing, DOING, entry)
        assert absences.covered(writing, "u2", "resettle", day, day) == {}
        assert absences.lasting(writing, day) == ()
        (kept,) = absences.concerning(writing, "u1", day)
        assert (kept.ended, kept.by, kept.note) == (BEGAN, "u1", None)
        with pytest.raises(NotFound):
            absences.end(writing, DOING, entry)
    with records.reading() as reading:
        assert list(verify(reading, fold)) == []
