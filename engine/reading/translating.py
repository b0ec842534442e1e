"""A programme with its catalogues: what it says in other languages, and what they lack, in a line for each catalogue.

Nothing that a translation lacks is an error: the word is shown in English. What is wrong in a catalogue itself is.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine.model import ENGLISH, Programme
from engine.reading.digest import with_labels
from engine.reading.finding import WARNING, Finding
from engine.reading.homes import Homes
from engine.reading.labels import HEADS, MODULES, Labels, catalogues, file_of, language_name, merged
from engine.reading.place import Place
from engine.reading.resolve import Resolved
from engine.reading.rewording import reworded, words_of

FIRST, KEPT = 3, 64
_reworded: OrderedDict[tuple[str, str, str], tuple[Programme, dict[str, str]]] = OrderedDict()


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """A programme with the words of its catalogues, what is wrong with these, and the catalogues that were read."""

    programme: Programme
    findings: tuple[Finding, ...]
    texts: Mapping[str, str]


def translated(programme: Programme, resolved: Resolved, texts: Mapping[str, str]) -> Translated:
    """The programme as it speaks in every language of its catalogues."""
    homes, words = Homes(resolved), words_of(programme)
    found, findings = catalogues((programme.id, MODULES), texts)
    spoken: dict[str, dict[str, str]] = {}
    for labels in found:
        spoken.setdefault(labels.language, {}).update(_said(labels, words, homes))
    spoken = {language: said for language, said in sorted(spoken.items()) if said}
    digest = with_labels(programme.labels_digest, spoken)
    return Translated(
        programme=replace(programme, spoken=spoken, labels_digest=digest),
        findings=(*findings, *_advice(programme.id, found, _by_folder(programme.id, words, homes), homes)),
        texts={one.file: texts[one.file] for one in found},
    )


def in_language(programme: Programme, language: str) -> Programme:
    """The same programme in the words of another language; what nobody has translated is said in English, apart."""
    return _in_other_words(programme, language)[0] if language != ENGLISH else programme


def in_other_words(programme: Programme, kept: str) -> str:
    """What was recorded in a programme's English, such as a notice, in the language in which the programme is."""
    if programme.language == ENGLISH:
        return kept
    return _in_other_words(programme, programme.language)[1].get(kept) or apart(kept)


def apart(english: str) -> str:
    """English words among others: between U+2066 and U+2069, so that their direction is right."""
    return f"\u2066{english}\u2069"


def _in_other_words(programme: Programme, language: str) -> tuple[Programme, dict[str, str]]:
    """The programme in another language, and what it says there by its English; kept by the digests of both."""
    key = (programme.digest, programme.labels_digest, language)
    found = _reworded.get(key)
    if found is None:
        found = _reworded[key] = _reword(programme, language)
        while len(_reworded) > KEPT:
            _reworded.popitem(last=False)
    return found


def _reword(programme: Programme, language: str) -> tuple[Programme, dict[str, str]]:
    spoken, by_english = programme.spoken.get(language, {}), dict[str, str]()

    def say(path: str, english: str) -> str:
        if path not in spoken:
            return apart(english)
        by_english.setdefault(english, spoken[path])
        return spoken[path]

    return replace(reworded(programme, say), language=language), by_english


def catalogue_texts(
    programme: Programme, resolved: Resolved, texts: Mapping[str, str], language: str
) -> dict[str, str]:
    """The catalogues of a programme and its modules with an entry for every word, by their files; translations are
    kept. Raises ValueError for no language.
    """
    found = {}
    for folder, words in _by_folder(programme.id, words_of(programme), Homes(resolved)).items():
        file = file_of(folder, language)
        found[file] = merged(folder, language, texts.get(file), words)
    return found


def _said(labels: Labels, words: Mapping[str, str], homes: Homes) -> dict[str, str]:
    """What a catalogue says, by the paths of the programme itself."""
    said = ((path, labels.words(homes(path, english), english)) for path, english in words.items())
    return {path: one for path, one in said if one}


def _by_folder(own: str, words: Mapping[str, str], homes: Homes) -> dict[str, dict[str, str]]:
    """The words by the folder in which they are translated, and there by their paths."""
    found: dict[str, dict[str, str]] = {own: {}}
    for path, english in words.items():
        home = homes(path, english)
        found.setdefault(own if home == path else MODULES, {}).setdefault(home, english)
    return found


# advice


def _advice(own: str, found: list[Labels], wanted: Mapping[str, Mapping[str, str]], homes: Homes) -> Iterator[Finding]:
    """For each language of the programme's own catalogues, what these and the modules' lack."""
    by_file = {one.file: one for one in found}
    for language in [one.language for one in found if one.folder == own]:
        for folder, words in wanted.items():
            file = file_of(folder, language)
            labels = by_file.get(file) or Labels(file=file, folder=folder, language=language, entries={})
            yield from _lacking(own, labels, words)
            yield from _unknown(labels, words, homes.modules())


def _lacking(own: str, labels: Labels, words: Mapping[str, str]) -> Iterator[Finding]:
    language = language_name(labels.language)
    hint = f"caseway labels {own} --language {labels.language} writes them there, to be translated"
    entries = labels.entries
    missing = [path for path in words if path not in entries or not entries[path].words]
    doubtful = [path for path in words if path not in missing and labels.words(path, words[path]) is None]
    if missing:
        what = f"{len(missing)} of {len(words)} words have no {language}: {_first(missing)}"
        yield Place(labels.file, 1, 1).finding("label-missing", what, hint, WARNING)
    if doubtful:
        what = f"{len(doubtful)} words have a doubtful {language}, and are shown in English: {_first(doubtful)}"
        hint = "Their English has changed, or they are marked as fuzzy; compare, then take out the mark"
        yield Place(labels.file, entries[doubtful[0]].line, 1).finding("label-doubtful", what, hint, WARNING)


def _unknown(labels: Labels, words: Mapping[str, str], modules: frozenset[str]) -> Iterator[Finding]:
    """Entries that speak of nothing here. Those of modules that this programme does not use are others' matter."""
    heads = {f"{module}/{name}" for module in modules for name in HEADS}
    others = [path for path in labels.entries if path not in words and path not in heads]
    own = [path for path in others if labels.folder != MODULES or path.partition("/")[0] in modules]
    unknown = [labels.entries[path] for path in own]
    if unknown:
        what = f"{len(unknown)} entries speak of nothing here: {_first([one.path for one in unknown])}"
        hint = "Mend their paths, or take them out"
        yield Place(labels.file, unknown[0].line, 1).finding("label-unknown", what, hint, WARNING)


def _first(paths: list[str]) -> str:
    shown = ", ".join(paths[:FIRST])
    return f"{shown} and {len(paths) - FIRST} more" if len(paths) > FIRST else shown
