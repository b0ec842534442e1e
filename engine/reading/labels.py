"""The words of programmes in other languages: gettext catalogues beside them, read as they are written.

`us-rsc/labels/fr.po` has the words of a programme, `modules/labels/fr.po` those of all modules, each entry with the
path of its word as `msgctxt` and its English as `msgid` (https://www.gnu.org/software/gettext/manual, PO Files). A
translation counts where its English is still that of the file and nobody marked it as `fuzzy`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import takewhile

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from engine.reading.finding import Finding
from engine.reading.place import Place

MODULES = "modules"
MOST_CHARACTERS, WIDTH = 1_000_000, 110
SHORT = 24  # characters of a short title, as in schemas/programme.schema.json
HEADS = frozenset(("title", "shown_as", "when_changed/says"))  # a programme may say these in its own words
_FILE = re.compile(r"([a-z0-9_-]+)/labels/([A-Za-z_]+)\.po")
_LINE = re.compile(r'\s*(?:#.*|(?:msgctxt|msgid|msgstr|)\s*"(?:[^"\\]|\\.)*"\s*|)')
_CONTEXT = re.compile(r'msgctxt\s+"(.*)"')
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd\ufeff\ufffe\uffff]")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One translation. `line` is that of its `msgid`, counted from 1; `doubtful`: marked as `fuzzy`."""

    path: str
    english: str
    words: str
    line: int
    doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """A catalogue: which folder's words, in which language, and its entries by the paths that they translate."""

    file: str
    folder: str
    language: str
    entries: Mapping[str, Entry]

    def words(self, path: str, english: str) -> str | None:
        """What is said for the word at a path; None where nobody has translated it, or another English."""
        entry = self.entries.get(path)
        return entry.words or None if entry and entry.english == english and not entry.doubtful else None


def file_of(folder: str, language: str) -> str:
    return f"{folder}/labels/{language}.po"


def catalogues(folders: Iterable[str], texts: Mapping[str, str]) -> tuple[list[Labels], list[Finding]]:
    """The catalogues of these folders among the texts, and what is wrong with them."""
    wanted, found, findings = frozenset(folders), [], []
    for file in texts:
        named = _FILE.fullmatch(file)
        if named and named[1] in wanted:
            wrong, entries = _read(file, named[2], texts[file])
            wrong += [one for entry in entries for one in _placeholders(file, texts[file], entry)]
            wrong += [one for entry in entries for one in _too_long(file, texts[file], entry)]
            by_path = {one.path: one for one in entries}
            found += [] if wrong else [Labels(file=file, folder=named[1], language=named[2], entries=by_path)]
            findings += wrong
    return found, findings


def language_name(language: str) -> str:
    """A language's name in English. Raises ValueError where there is no language of that code."""
    try:
        return Locale.parse(language).get_display_name("en") or language
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"'{language}' is no code of a language; write one such as 'fr' or 'ar'") from None


# reading


def _read(file: str, language: str, text: str) -> tuple[list[Finding], list[Entry]]:
    wrong = [*_language(file, language), *_text(file, text)]
    if wrong:
        return wrong[:1], []
    try:
        read = read_po(StringIO(text), abort_invalid=True)
    except PoFileError as error:
        return [_broken(file, error.lineno + 1, str(error).rpartition(" on ")[0])], []
    except (ValueError, LookupError) as error:
        return [_broken(file, 1, f"its header cannot be read, {error}")], []
    messages = [one for one in read if one.id]
    return [*_twice(file, text), *_without_path(file, messages)], [_entry(one) for one in messages if one.context]


def _language(file: str, language: str) -> Iterator[Finding]:
    try:
        language_name(language)
    except ValueError as error:
        yield Place(file, 1, 1).finding("wrong-labels", str(error), "Call the file by the code of its language")


def _text(file: str, text: str) -> Iterator[Finding]:
    """What is no line of a catalogue, and characters that hide or turn the text."""
    if len(text) >= MOST_CHARACTERS:
        yield _broken(file, 1, "it is too large")
    for number, line in enumerate(text.split("\n"), start=1):
        hidden = _HIDDEN.search(line.removesuffix("\r"))
        if hidden:
            what = f"The character U+{ord(hidden[0]):04X} hides or turns the text"
            yield Place(file, number, hidden.start() + 1).finding("hidden-character", what, "Take it out")
        elif not (_LINE.fullmatch(line) or line.startswith(("msgstr[", "msgid_plural"))):
            yield _broken(file, number, "this line is neither a comment nor a word with its text in quotation marks")


def _broken(file: str, line: int, why: str) -> Finding:
    hint = 'An entry is: msgctxt "path", msgid "English", msgstr "translation", each on a line of its own'
    return Place(file, line, 1).finding("wrong-labels", f"This is no gettext catalogue: {why}", hint)


def _twice(file: str, text: str) -> Iterator[Finding]:
    met: dict[str, int] = {}
    for number, column, length, path in _contexts(text.split("\n")):
        if met.setdefault(path, number) != number:
            place = Place(file, number, column, length)
            yield place.finding(
                "wrong-labels", f"'{path}' is translated twice", f"It stands in line {met[path]} already"
            )


def _contexts(lines: Sequence[str]) -> Iterator[tuple[int, int, int, str]]:
    """Line, column and length of each path, and the path with the lines on which a long one goes on."""
    for number, line in enumerate(lines, start=1):
        if context := _CONTEXT.match(line):
            further = takewhile(lambda one: one.lstrip().startswith('"'), lines[number:])
            path = context[1] + "".join(one.strip()[1:-1] for one in further)
            yield number, context.start(1) + 1, len(context[1]), path


def _without_path(file: str, messages: Iterable[Message]) -> Iterator[Finding]:
    for one in messages:
        if not one.context or not isinstance(one.id, str):
            what = "A translation has no path" if not one.context else "A word of a programme has one form only"
            hint = 'Write msgctxt "path", msgid "English", msgstr "translation"; caseway labels writes them'
            yield Place(file, one.lineno or 1, 1).finding("wrong-labels", what, hint)


def _entry(message: Message) -> Entry:
    return Entry(
        path=str(message.context),
        english=str(message.id),
        words=str(message.string),
        line=message.lineno or 1,
        doubtful=message.fuzzy,
    )


def _placeholders(file: str, text: str, entry: Entry) -> Iterator[Finding]:
    """`{name}` stands in a translation exactly where it stands in the English."""
    if entry.doubtful or not entry.words:
        return
    english, words = (frozenset(_PLACEHOLDER.findall(one)) for one in (entry.english, entry.words))
    named = ", ".join(f"{{{one}}}" for one in sorted(english)) or "none"
    for name in sorted(words - english):
        what = f"'{{{name}}}' does not stand in the English"
        yield _place(file, text, entry, name).finding("label-placeholder", what, f"There stands: {named}")
    for name in sorted(english - words):
        what = f"'{{{name}}}' of the English is missing"
        yield _place(file, text, entry, "").finding("label-placeholder", what, "Write it into the translation")


def _too_long(file: str, text: str, entry: Entry) -> Iterator[Finding]:
    """A short title is short in every language."""
    folder = file.partition("/")[0]
    if entry.path == f"{folder}/short" and len(entry.words) > SHORT and not entry.doubtful:
        what = f"This short title has {len(entry.words)} characters, and {SHORT} are allowed"
        yield _place(file, text, entry, "").finding("label-too-long", what, "Write it shorter")


def _place(file: str, text: str, entry: Entry, name: str) -> Place:
    """Where a placeholder stands in the translation of an entry; without one, where the translation begins."""
    lines = text.split("\n")
    begins = next(at for at in range(entry.line - 1, len(lines)) if lines[at].startswith("msgstr"))
    sought = f"{{{name}}}" if name else "msgstr"
    at = next((at for at in range(begins, len(lines)) if sought in lines[at]), begins)
    return Place(file, at + 1, lines[at].find(sought) + 1, len(sought))


# writing


def merged(folder: str, language: str, text: str | None, words: Mapping[str, str]) -> str:
    """A catalogue with an entry for each of these words by their paths; `text` is the catalogue as it was, if any.

    Translations are kept. Where the English has changed they are marked as `fuzzy`, the former English above them.
    What speaks of a word that is there no more is kept as a comment. Raises ValueError for no language.
    """
    head, old = _head(folder, language), Catalog()
    if text is not None:
        head = text[: text.find("\n\n")] + "\n\n" if "\n\n" in text else head
        old = read_po(StringIO(text))
    kept = {str(one.context): one for one in old if one.id}
    entries = [(path, english, kept.pop(path, None)) for path, english in words.items()]
    new = Catalog()
    for one in (*kept.values(), *old.obsolete.values()):
        if folder == MODULES and _is_of_others(str(one.context), words):
            entries.append((str(one.context), str(one.id), one))
        elif one.string:
            new.obsolete[(one.id, one.context)] = _plain(one)
    for path, english, former in sorted(entries, key=_module) if folder == MODULES else entries:
        _carry(new, former, path, english)
    written = BytesIO()
    write_po(written, new, width=WIDTH, omit_header=True, include_previous=True)
    return head + written.getvalue().decode().lstrip("\n")


def _is_of_others(path: str, words: Mapping[str, str]) -> bool:
    """Beside the modules stand the words of all of them; those of modules that are not asked about now stay, and so
    do the words of a module in whose place this programme has its own.
    """
    module, _, rest = path.partition("/")
    return rest in HEADS or not any(one.startswith(f"{module}/") for one in words)


def _module(entry: tuple[str, str, Message | None]) -> str:
    """Whichever programme asks: module by module, each in its own order."""
    return entry[0].partition("/")[0]


def _head(folder: str, language: str) -> str:
    of = "the modules" if folder == MODULES else folder
    return (
        f"# {language_name(language)} words of {of}.\n"
        "# Not yet reviewed by a speaker.\n"
        'msgid ""\n'
        'msgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )


def _plain(message: Message) -> Message:
    """The entry without what was kept of its former English, which is written anew."""
    message.user_comments = [one for one in message.user_comments if not one.startswith("|")]
    return message


def _carry(new: Catalog, old: Message | None, path: str, english: str) -> None:
    if old is None:
        new.add(english, "", context=path)
        return
    changed = bool(old.string) and str(old.id) != english
    flags = {*old.flags, *(("fuzzy",) if changed else ())}
    former = (str(old.id),) if changed else tuple(_former(old))
    comments = _plain(old).user_comments
    new.add(english, old.string, flags=flags, user_comments=comments, previous_id=former, context=path)


def _former(message: Message) -> Iterator[str]:
    """The former English above an entry that is marked as `fuzzy` already."""
    lines = [one.removeprefix("|").strip() for one in message.user_comments if one.startswith("|")]
    if lines and message.fuzzy:
        yield "".join(one.removeprefix("msgid").strip().strip('"') for one in lines)
