"""A programme is known by what it does; its words for people are counted apart."""

import pytest

from engine.model import Programme
from engine.reading import read_programme
from tests.reading.texts import HERE, with_modules

PATH = "small-resettlement/programme.yaml"
TEXT = (HERE / "programmes/small-resettlement.yaml").read_text()


def compiled(text: str, **modules: str) -> Programme:
    texts = {
        **with_modules(text, PATH),
        **{f"modules/{name.replace('_', '-')}.yaml": one for name, one in modules.items()},
    }
    reading = read_programme(PATH, texts)
    assert reading.programme is not None, [str(one) for one in reading.findings]
    return reading.programme


def digests(text: str, **modules: str) -> tuple[str, str]:
    programme = compiled(text, **modules)
    return programme.digest, programme.labels_digest


def replaced(old: str, new: str, count: int = -1) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, count)


def test_the_same_text_gives_the_same_digests() -> None:
    assert digests(TEXT) == digests(TEXT)


def test_a_comment_and_a_moved_key_change_neither() -> None:
    roles = next(line for line in TEXT.split("\n") if line.startswith("roles:"))
    moved = TEXT.replace(f"{roles}\n", "", 1) + f"{roles}   # moved to the end\n"
    assert digests(moved) == digests(TEXT)


def test_keys_inside_an_action_may_change_places() -> None:
    old = "{by: movement, ask: [travel_date, departs_at], to: booked}"
    new = "{to: booked, ask: [travel_date, departs_at], by: movement}"
    assert digests(replaced(old, new)) == digests(TEXT)


def test_a_changed_name_of_a_state_changes_the_digest() -> None:
    assert digests(replaced("unbooking", "giving_back"))[0] != digests(TEXT)[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Resettlement, a small example", "title: Another title"),
        ("title: Resettlement, a small example", "title: Resettlement, a small example\nshort: Resettlement"),
        ("says: A clearance has run out", "says: A clearance is over"),
        ("caseworker: Caseworker", "caseworker: Case officer"),
    ],
)
def test_changed_words_change_the_digest_of_the_words_alone(old: str, new: str) -> None:
    digest, labels = digests(replaced(old, new))
    assert digest == digests(TEXT)[0] and labels != digests(TEXT)[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("window: 6 months", "window: 7 months"),
        ("due: 30 days", "due: 31 days"),
        ("check: to_travel.clear_on(travel_date)", "check: to_travel.clear_on(today)"),
        ("not_whoever_did: [book]", "not_whoever_did: [decide]"),
        ("class: sensitive", "class: critical"),
    ],
)
def test_whatever_the_engine_does_is_covered(old: str, new: str) -> None:
    digest, labels = digests(replaced(old, new, 1))
    assert digest != digests(TEXT)[0] and labels == digests(TEXT)[1]


def test_the_words_of_a_code_are_words_and_the_code_is_covered() -> None:
    plain = "of: [approved, denied]"
    named = replaced(plain, "of: {approved: Approved, denied: Denied}")
    other = replaced(plain, "of: {approved: Approved by the ministry, denied: Denied}")
    assert digests(named)[0] == digests(other)[0] == digests(TEXT)[0]
    assert digests(named)[1] != digests(other)[1]
    assert digests(replaced(plain, "of: {approved: Approved, denied: Denied, returned: Denied}"))[0] != digests(TEXT)[0]
    assert compiled(other).facts["decision"].codes == {"approved": "Approved by the ministry", "denied": "Denied"}


def test_a_changed_module_changes_the_digest_of_the_programme_that_uses_it() -> None:
    module = (HERE / "modules/health-assessment.yaml").read_text()
    assert digests(TEXT, health_assessment=module.replace("note: required", "note: optional"))[0] != digests(TEXT)[0]


def test_changed_words_in_a_module_change_the_digest_of_the_words_alone() -> None:
    module = (HERE / "modules/fit-check.yaml").read_text()
    digest, labels = digests(TEXT, fit_check=module.replace("The check comes before", "A check comes before"))
    assert digest == digests(TEXT)[0] and labels != digests(TEXT)[1]


def test_a_parameter_that_only_an_expression_reads_is_covered() -> None:
    module = (HERE / "modules/health-assessment.yaml").read_text()
    module = module.replace("parameters:\n", "parameters:\n  waivers: {type: boolean, default: false}\n")
    module = module.replace(
        "note: required, to: to_examine}", "note: required, to: [{when: waivers, to: stay}, {otherwise: to_examine}]}"
    )
    waiving = replaced(
        "with: {examiner: physician, window: 6 months}", "with: {examiner: physician, window: 6 months, waivers: true}"
    )
    assert digests(waiving, health_assessment=module)[0] != digests(TEXT, health_assessment=module)[0]


def test_the_order_of_automatic_moves_and_the_first_state_are_covered() -> None:
    first = '          - {when: decision == "approved", to: approved}\n'
    second = '          - {when: decision == "denied", to: out_denied}\n'
    assert digests(replaced(first + second, second + first))[0] != digests(TEXT)[0]


def test_the_first_state_written_is_covered() -> None:
    listed, approved = TEXT.index("      listed:\n"), TEXT.index("      approved: {waits_on: nobody}\n")
    block, after = TEXT[listed:approved], TEXT[approved:]
    line, rest = after.split("\n", 1)
    swapped = f"{TEXT[:listed]}{line}\n{block}{rest}".replace(
        "waits_on: nobody}\n", "actions: {begin: {to: listed}}}\n", 1
    )
    plain = replaced("approved: {waits_on: nobody}", "approved: {actions: {begin: {to: listed}}}")
    assert digests(swapped)[0] != digests(plain)[0]
