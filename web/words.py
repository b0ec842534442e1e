"""`python -m web.words`: the words of the pages that a language still lacks; `--add` puts them into its catalogue."""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from web.languages import FOLDER, read_catalogue

ROOM = Path(__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
OPTIONS = {one: {"extensions": "jinja2.ext.i18n", "silent": "false"} for one in ("**.html", "**.txt")}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "Sentence": None,
}
Message = tuple[str | tuple[str, ...], str | None]


def used() -> Catalog:
    """Every text that the pages ask to have translated, with the files that ask."""
    catalogue = Catalog()
    found = extract_from_dir(ROOM, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",))
    for file, _, message, comments, context in found:
        catalogue.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    return catalogue


def lacking(catalogue: Catalog, wanted: Catalog) -> Iterator[Message]:
    """What is used and has no translation in this catalogue, or not in all its plural forms."""
    for message in wanted:
        if message.id:
            kept = catalogue.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
            if kept is None or not _is_whole(kept.string):
                yield message.id, message.context


def _is_whole(string: str | tuple[str, ...]) -> bool:
    return bool(string) and (isinstance(string, str) or all(string))


def paths() -> list[Path]:
    return sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def add_to(path: Path, wanted: Catalog) -> None:
    """Brings a catalogue up to what is used: new texts come in empty, texts no longer used go out."""
    catalogue = read_catalogue(path)
    catalogue.update(wanted, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=True, width=110, include_lineno=False, ignore_obsolete=True)


def main(arguments: list[str]) -> int:
    """0 where every language has every word, 1 where one lacks some."""
    wanted, missing = used(), 0
    for path in paths():
        if "--add" in arguments:
            add_to(path, wanted)
        for message, context in lacking(read_catalogue(path), wanted):
            missing += 1
            print(f"{path.parts[-3]}: {message!r}{f' ({context})' if context else ''}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
