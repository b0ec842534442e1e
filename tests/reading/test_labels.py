"""What a programme says in other languages: catalogues beside it, what they lack, what is wrong with them."""

import re
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from engine.model import Programme
from engine.reading import read_programme
from engine.reading.digest import WORDS
from engine.reading.finding import Finding
from engine.reading.programme import Reading, resolved_texts
from engine.reading.source import parse
from engine.reading.translating import catalogue_texts, in_language, in_other_words
from tests.docs.guide import every_key
from tests.reading.texts import HERE, modules, with_modules

PATH = "small-resettlement/programme.yaml"
OWN, SHARED = "small-resettlement/labels/fr.po", "modules/labels/fr.po"
TEXT = (HERE / "programmes/small-resettlement.yaml").read_text()
CLEARING = ("small-resettlement/states/clearing/title", "Clearing", "Vérifications")
CLEAR_THAT_DAY = "small-resettlement/states/booked/only_while/clear_that_day/says"
SENTENCE = "{who} is not clear on the day of travel"
EXAMINED = ("health-assessment/states/examined/title", "Examined", "Examiné")
LRI, PDI = "\u2066", "\u2069"


def entry(path: str, english: str, words: str, flags: str = "") -> str:
    return f'{flags}msgctxt "{path}"\nmsgid "{english}"\nmsgstr "{words}"\n\n'


def catalogue(*entries: tuple[str, ...]) -> str:
    return "".join(('msgid ""\nmsgstr "Language: fr\\n"\n\n', *(entry(*one) for one in entries)))


def reading(own: str, text: str = TEXT, **more: str) -> Reading:
    return read_programme(PATH, {**with_modules(text, PATH), OWN: own, **more})


def spoken(*entries: tuple[str, ...], text: str = TEXT) -> Programme:
    found = reading(catalogue(*entries), text).programme
    assert found is not None
    return found


def told(found: Reading, code: str) -> list[Finding]:
    return [one for one in found.findings if one.code == code]


def every_text(noun: Any) -> list[str]:
    """Every text in a programme, wherever it stands."""
    if isinstance(noun, str):
        return [noun]
    if isinstance(noun, dict):
        return [text for inner in noun.values() for text in every_text(inner)]
    if isinstance(noun, (tuple, list)):
        return [text for inner in noun for text in every_text(inner)]
    if is_dataclass(noun):
        own = [one.name for one in fields(noun) if one.name not in ("resolved", "spoken", "sop")]
        return [text for name in own for text in every_text(getattr(noun, name))]
    return []


def written_words(tree: Any) -> list[str]:
    """What a file says to people, under the keys that are words; codes and roles are looked at by other tests."""
    if isinstance(tree, list):
        return [text for inner in tree for text in written_words(inner)]
    if not isinstance(tree, dict):
        return []
    own = [one for key, one in tree.items() if key in WORDS - {"sop", "because"} and isinstance(one, str)]
    return own + [text for inner in tree.values() for text in written_words(inner)]


# what is said


def test_a_state_is_told_in_the_words_of_the_catalogue_and_another_apart_in_english() -> None:
    french = in_language(spoken(CLEARING), "fr")
    assert french.case.state_title("clearing") == "Vérifications"
    assert french.case.state_title("booked") == f"{LRI}Booked{PDI}"


def test_english_stays_as_it_is_written() -> None:
    law = spoken(CLEARING)
    assert in_language(law, "en") is law
    assert law.case.state_title("clearing") == "Clearing"


def test_a_module_is_translated_once_beside_the_modules() -> None:
    found = reading(catalogue(), **{SHARED: catalogue(EXAMINED)}).programme
    assert found is not None
    assert in_language(found, "fr").tracks["medical"].state_title("examined") == "Examiné"


def test_what_the_engine_derives_is_told_by_its_word_and_the_translation() -> None:
    text = TEXT.replace(
        "anywhere:\n  amend",
        "holds:\n  stop: {over: [case], placed_by: caseworker, lifted_by: movement,"
        " blocks: [book]}\nanywhere:\n  amend",
    )
    french = in_language(spoken(("small-resettlement/holds/stop/title", "Stop", "Arrêt"), text=text), "fr")
    assert french.case.anywhere["place_stop"].title == "Put on hold: Arrêt"


def test_a_notice_that_was_kept_in_english_is_told_in_the_language() -> None:
    french = in_language(spoken(CLEARING), "fr")
    assert in_other_words(french, "Clearing") == "Vérifications"
    assert in_other_words(french, "Gone since") == f"{LRI}Gone since{PDI}"


@pytest.mark.parametrize(
    "entries",
    [
        [("small-resettlement/states/clearing/title", "Clearing up", "Vérifications")],
        [(*CLEARING, "#, fuzzy\n")],
    ],
    ids=["the English has changed", "it is marked as fuzzy"],
)
def test_a_doubtful_translation_is_shown_in_english_and_told(entries: list[tuple[str, ...]]) -> None:
    found = reading(catalogue(*entries))
    assert found.programme is not None
    assert in_language(found.programme, "fr").case.state_title("clearing") == f"{LRI}Clearing{PDI}"
    (doubtful,) = told(found, "label-doubtful")
    assert "small-resettlement/states/clearing/title" in doubtful.message
    assert (doubtful.path, doubtful.is_error) == (OWN, False)


def test_no_word_of_any_kind_stays_in_english_when_all_are_translated() -> None:
    path, (texts, _) = "every-key/programme.yaml", every_key()
    english = read_programme(path, texts)
    assert english.programme is not None
    files = catalogue_texts(english.programme, resolved_texts(path, texts), texts, "fr")
    whole = read_programme(path, {**texts, **{file: _translated(text) for file, text in files.items()}})
    assert whole.programme is not None, [str(one) for one in whole.findings]
    said = every_text(in_language(whole.programme, "fr"))
    assert [one for one in said if LRI in one] == []
    written = {word for text in english.texts.values() for word in written_words(parse("", text).tree)}
    assert len(written) > 40
    assert written & set(said) == set()


def _translated(text: str) -> str:
    """A catalogue in which every translation is `FR` and the English."""
    return re.sub(r'(msgctxt .*\nmsgid )((?:".*"\n)+)msgstr ""\n', r'\1\2msgstr "FR "\n\2', text)


# digests


def test_translations_have_no_part_in_the_digest_of_what_a_programme_does() -> None:
    bare = read_programme(PATH, with_modules(TEXT, PATH)).programme
    told_so, told_otherwise = spoken(CLEARING), spoken((*CLEARING[:2], "Contrôles"))
    assert bare is not None
    assert bare.digest == told_so.digest == told_otherwise.digest
    assert len({bare.labels_digest, told_so.labels_digest, told_otherwise.labels_digest}) == 3


def test_an_entry_that_is_not_used_leaves_both_digests() -> None:
    other = ("no-such-module/title", "A title", "Un titre")
    found = reading(catalogue(CLEARING), **{SHARED: catalogue(other)}).programme
    assert found is not None
    assert found.labels_digest == spoken(CLEARING).labels_digest


# what is lacking, and what is wrong


def test_what_has_no_translation_is_one_line_of_advice_for_each_catalogue() -> None:
    found = reading(catalogue(CLEARING))
    missing = told(found, "label-missing")
    assert [one.path for one in missing] == [SHARED, OWN]
    assert not any(one.is_error for one in missing)
    assert "have no French: " in missing[1].message and "more" in missing[1].message
    assert CLEARING[0] not in missing[1].message


def test_a_programme_without_catalogues_is_told_nothing_of_them() -> None:
    assert read_programme(PATH, with_modules(TEXT, PATH)).findings == ()


def test_an_entry_of_nothing_is_told_at_its_line() -> None:
    found = reading(catalogue(CLEARING, ("small-resettlement/states/cleering/title", "Clearing", "Vérifications")))
    (unknown,) = told(found, "label-unknown")
    assert "cleering" in unknown.message
    assert unknown.line == catalogue(CLEARING).count("\n") + 2


@pytest.mark.parametrize(
    ("words", "missing"), [("{qui} n’est pas en règle", "{who}"), ("Quelqu’un n’est pas en règle", "{who}")]
)
def test_a_placeholder_that_differs_is_an_error_at_its_line(words: str, missing: str) -> None:
    found = reading(catalogue(CLEARING, (CLEAR_THAT_DAY, SENTENCE, words)))
    assert found.programme is None
    wrong = told(found, "label-placeholder")
    assert any(missing in one.message for one in wrong)
    assert {one.line for one in wrong} == {catalogue(CLEARING).count("\n") + 3}
    if "{qui}" in words:
        assert [one.column for one in wrong if "{qui}" in one.message] == [len('msgstr "') + 1]


def test_a_programme_is_called_by_its_short_title_in_every_language_that_has_one() -> None:
    short = TEXT.replace("\nusually_by", "\nshort: Resettlement\nusually_by", 1)
    law = spoken(("small-resettlement/short", "Resettlement", "Réinstallation"), text=short)
    assert (law.called, in_language(law, "fr").called) == ("Resettlement", "Réinstallation")
    bare = spoken(CLEARING)
    assert bare.called == "Resettlement, a small example"
    assert in_language(bare, "fr").called == f"{LRI}Resettlement, a small example{PDI}"


def test_a_short_title_that_is_translated_by_a_long_one_is_an_error_at_its_line() -> None:
    short = TEXT.replace("\nusually_by", "\nshort: Resettlement\nusually_by", 1)
    path = ("small-resettlement/short", "Resettlement")
    found = reading(catalogue(CLEARING, (*path, "Réinstallation et installation")), short)
    (wrong,) = told(found, "label-too-long")
    assert found.programme is None and wrong.is_error
    assert wrong.line == catalogue(CLEARING).count("\n") + 3
    assert told(reading(catalogue(CLEARING, (*path, "R" * 24)), short), "label-too-long") == []
    assert "small-resettlement/short" in told(reading(catalogue(CLEARING), short), "label-missing")[1].message


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ('msgid ""\nmsgstr ""\n\nmsgctxt "a/b"\nmsgid "A"\nmsgstr "B\n', 6),
        ('msgid ""\nmsgstr ""\n\nmsgctxt "a/b"\nmsgid "A"\n', 5),
        ("clearing: Vérifications\n", 1),
        (catalogue(CLEARING, CLEARING), 8),
        ('msgctxt ""\n"a/"\n"b"\nmsgid "A"\nmsgstr "B"\n\nmsgctxt "a/b"\nmsgid "A"\nmsgstr "C"\n', 7),
        ('msgid "Clearing"\nmsgstr "Vérifications"\n', 1),
        (f'msgctxt "a/b"\nmsgid "A"\nmsgstr "{LRI}B"\n', 3),
    ],
    ids=[
        "an open quotation mark",
        "no translation",
        "no catalogue",
        "twice",
        "twice, over lines",
        "no path",
        "a turning character",
    ],
)
def test_a_broken_catalogue_is_an_error_at_its_line(broken: str, line: int) -> None:
    found = reading(broken)
    assert found.programme is None
    assert [(one.path, one.line) for one in found.findings if one.is_error] == [(OWN, line)]


def test_two_long_paths_that_go_on_over_lines_are_two_paths() -> None:
    long = 'msgctxt ""\n"a/"\n"{0}"\nmsgid "A"\nmsgstr "B"\n'
    assert not [one for one in reading("\n".join(map(long.format, "bc"))).findings if one.is_error]


def test_a_catalogue_of_no_language_is_an_error() -> None:
    found = reading(catalogue(), **{"small-resettlement/labels/francais.po": catalogue()})
    assert found.programme is None
    assert [one.path for one in found.findings if one.is_error] == ["small-resettlement/labels/francais.po"]


# writing


def written(text: str, **catalogues: str) -> dict[str, str]:
    texts = {**with_modules(text, PATH), **catalogues}
    law = read_programme(PATH, texts).programme
    assert law is not None
    return catalogue_texts(law, resolved_texts(PATH, texts), texts, "fr")


def test_a_written_catalogue_has_every_word_once_and_lacks_them_all() -> None:
    files = written(TEXT)
    assert set(files) == {OWN, SHARED}
    assert "Not yet reviewed by a speaker" in files[OWN]
    found = read_programme(PATH, {**with_modules(TEXT, PATH), **files})
    assert {one.code for one in found.findings} == {"label-missing"}
    assert len(told(found, "label-missing")) == 2


@pytest.mark.parametrize(
    ("asked", "own", "home"), [("busy", "", "health-assessment"), ("too_far", ", excuses: [busy, too_far]", "small-")]
)
def test_a_code_that_a_programme_hands_in_is_its_own_word_unless_the_module_has_it(
    asked: str, own: str, home: str
) -> None:
    module = "modules/health-assessment.yaml"
    text = TEXT.replace("window: 6 months}", f"window: 6 months{own}}}")
    changed = modules()[module].replace("parameters:\n", "parameters:\n  excuses: {type: codes, default: [busy]}\n")
    changed = changed.replace("actions:\n", "actions:\n      excuse: {by: $examiner, reason: $excuses, to: stay}\n", 1)
    found = "".join(written(text, **{module: changed}).values())
    (path,), (kept,) = (re.findall(f'msgctxt "(.*)/reason/{code}"', found) for code in (asked, "busy"))
    assert path.startswith(home) and kept.startswith("health-assessment")


def test_writing_again_keeps_translations_comments_and_heads() -> None:
    files = written(TEXT)
    translated = files[OWN].replace('msgid "Clearing"\nmsgstr ""', 'msgid "Clearing"\nmsgstr "Vérifications"', 1)
    translated = translated.replace("# Not yet reviewed by a speaker.", "# Reviewed by Specimen, Amina.")
    translated = translated.replace(f'msgctxt "{CLEARING[0]}"', f'# as on the posters\nmsgctxt "{CLEARING[0]}"')
    again = written(TEXT, **{OWN: translated, SHARED: files[SHARED]})
    assert again == {OWN: translated, SHARED: files[SHARED]}


def test_writing_after_a_change_marks_the_old_translation_and_keeps_what_is_gone() -> None:
    gone = ("small-resettlement/states/no_more/title", "No more", "Plus rien")
    changed = TEXT.replace("says: A clearance has run out", "says: A clearance is over")
    path = "small-resettlement/states/ready/only_while/all_clear/says"
    old = catalogue((path, "A clearance has run out", "Une vérification a expiré"), gone)
    again = written(changed, **{OWN: old})[OWN]
    assert '#, fuzzy\n#| msgid "A clearance has run out"\n' in again
    assert 'msgid "A clearance is over"\nmsgstr "Une vérification a expiré"' in again
    assert '#~ msgstr "Plus rien"' in again
    assert written(changed, **{OWN: again})[OWN] == again


def test_writing_leaves_the_words_of_modules_that_this_programme_does_not_use() -> None:
    other = ("plain-check/states/to_check/title", "To check", "À vérifier")
    again = written(TEXT, **{SHARED: catalogue(other)})[SHARED]
    assert entry(*other).strip() in again


def test_the_words_of_modules_stand_in_one_order_whoever_asks_first() -> None:
    heads = ("fit-check/shown_as", "A check", "Un contrôle"), ("plain-check/title", "Check", "Vérification")
    one, other = (written(TEXT, **{SHARED: catalogue(*two)})[SHARED] for two in (heads, heads[::-1]))
    assert one == other
    folders = [path.partition("/")[0] for path in re.findall('msgctxt "([^"]*)"', one)]
    assert folders == sorted(folders) and {"fit-check", "health-assessment", "plain-check"} <= {*folders}
    assert all(entry(*head).strip() in one for head in heads)
