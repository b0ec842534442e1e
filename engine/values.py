"""The values that facts may have: how an answer becomes one, and how one is written as JSON and read again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from engine.civil import Days, Office, Span, parse_date, parse_span
from engine.json_schema import Schema


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str  # ISO 4217

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


@dataclass(frozen=True, slots=True)
class File:
    """The file of a paper, as it is kept: opaque id, name where it came from, SHA-256 (hex), bytes, media type."""

    id: str
    name: str
    sha256: str
    size: int
    media: str


@dataclass(frozen=True, slots=True)
class Document:
    """A paper: its name, what it says of itself, and of its file, where one is kept, what tells whether it is whole."""

    name: str
    sha256: str | None = None
    signed_on: date | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    language: str | None = None
    file: str | None = None
    size: int | None = None
    media: str | None = None

    def __str__(self) -> str:
        return self.name

    def with_file_of(self, other: "Document") -> "Document":
        """The same paper with the file of another value of it."""
        return replace(self, file=other.file, sha256=other.sha256, size=other.size, media=other.media)


Value: TypeAlias = str | int | bool | Decimal | date | datetime | Days | Span | Money | Document | tuple[Any, ...]


# Unseen signs that turn the direction of the writing after them, so that a name would be shown as another one.
_UNSEEN = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
FILE_GONE = "The file is not there any more; choose it again"
_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


class WrongAnswer(ValueError):
    """An answer that is not of the fact's type; the text says what to write instead."""


def parse_moment(text: str, office: Office) -> datetime:
    """`2026-03-08 10:00` at the office, or an instant with its offset, as UTC. Raises ValueError in words."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a moment; write it like 2026-03-08 10:00") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=office.zone)
    return moment.astimezone(UTC)


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise WrongAnswer("Write some words")
    if "\x00" in raw:
        raise WrongAnswer("The text holds a character that cannot be kept")
    return raw.translate(_UNSEEN).strip() or _text("")


def _integer(raw: Any) -> int:
    text = str(raw).strip()
    if not _INTEGER.fullmatch(text):
        raise WrongAnswer("Write a whole number")
    if len(text) > 16 or abs(int(text)) >= 2**53:
        raise WrongAnswer("The number is too large")
    return int(text)


def _number(raw: Any) -> Decimal:
    text = str(raw).strip()
    if not _NUMBER.fullmatch(text) or len(text) > 30:
        raise WrongAnswer("Write a number, with a point before the decimals")
    return Decimal(text)


def _boolean(raw: Any) -> bool:
    if raw is True or raw in ("true", "yes"):
        return True
    if raw is False or raw in ("false", "no"):
        return False
    raise WrongAnswer("Answer yes or no")


def _code(width: tuple[int, ...], words: str) -> Callable[[Any], str]:
    def read(raw: Any) -> str:
        text = str(raw).strip().lower()
        if len(text) not in width or not (text.isascii() and text.isalpha()):
            raise WrongAnswer(words)
        return text

    return read


def _money(raw: Any) -> Money:
    amount, _, currency = str(raw).strip().partition(" ")
    if len(currency) != 3 or not currency.isalpha():
        raise WrongAnswer("Write an amount and its currency, like 120.50 USD")
    return Money(_number(amount), currency.upper())


def _document(raw: Any) -> Document:
    """A document as typed. `file` in it is a `File`; why none was kept, `{"refused": …}`; or the id of one that is
    gone."""
    if isinstance(raw, Document):
        return raw
    if isinstance(raw, Mapping):
        file, named = raw.get("file"), raw.get("name")
        if file and not isinstance(file, File):
            raise WrongAnswer(file["refused"] if isinstance(file, Mapping) and "refused" in file else FILE_GONE)
        found = _paper(raw, _text(file.name if file and not str(named or "").strip() else named))
        return replace(found, file=file.id, sha256=file.sha256, size=file.size, media=file.media) if file else found
    return Document(name=_text(raw))


def _paper(raw: Mapping[str, Any], name: str) -> Document:
    words: dict[str, Any] = {key: _text(raw[key]) for key in ("sha256", "language") if raw.get(key)}
    days = {key: _whole_date(raw[key]) for key in ("signed_on", "issued_on", "expires_on") if raw.get(key)}
    return Document(name=name, **words, **days)


def _kept_document(raw: Mapping[str, Any]) -> Document:
    """A document as `to_json` wrote it."""
    paper = _paper(raw, raw["name"])
    if "file" not in raw:
        return paper
    return replace(paper, file=raw["file"], size=int(raw["size"]), media=raw["media"])


def _whole_date(raw: Any) -> Any:
    return parse_date(str(raw).strip())


_PLAIN: Mapping[str, Callable[[Any], Value]] = {
    "text": _text,
    "person": _text,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "country": _code((2,), "Choose a country"),
    "language": _code((2, 3), "Choose a language"),
    "money": _money,
    "document": _document,
    "span": lambda raw: parse_span(str(raw).strip()),
}


def _all(raw: Any, read: Callable[[Any], Value]) -> tuple[Value, ...]:
    items = raw.splitlines() if isinstance(raw, str) else raw
    if not isinstance(items, (list, tuple)):
        raise WrongAnswer("Write one item a line")
    return tuple(read(item) for item in items if str(item).strip())


def _choice(codes: Mapping[str, str]) -> Callable[[Any], str]:
    def read(raw: Any) -> str:
        if not isinstance(raw, str) or raw not in codes:
            raise WrongAnswer(f"Choose one of: {', '.join(codes)}")
        return raw

    return read


def read_value(
    kind: str,
    raw: Any,
    office: Office,
    *,
    codes: Mapping[str, str] | None = None,
    of: str | None = None,
    partial: bool = False,
    most: int | None = None,
    schema: Schema | None = None,
) -> Value:
    """An answer as typed in (text from a form, or JSON) as a value of the fact type `kind`.

    Moments without an offset are taken in the office's zone. Raises WrongAnswer in words for the person who typed.
    """
    try:
        value = _read(kind, raw, office, codes or {}, of, partial)
    except WrongAnswer:
        raise
    except OverflowError:
        raise WrongAnswer("This lies beyond the calendar") from None
    except ValueError as wrong:
        raise WrongAnswer(str(wrong)) from None
    _within(value, most)
    if schema is not None and (wrong := schema.wrong(value)):
        raise WrongAnswer(wrong)
    return value


def _read(kind: str, raw: Any, office: Office, codes: Mapping[str, str], of: str | None, partial: bool) -> Value:
    if kind == "date":
        return parse_date(str(raw).strip(), partial)
    if kind == "moment":
        return parse_moment(str(raw).strip().replace("T", " "), office)
    if kind == "choice":
        return _choice(codes)(raw)
    if kind == "choices":
        return _all(raw, _choice(codes))
    if kind == "list":
        return _all(raw, lambda item: _read(of or "text", item, office, codes, None, partial))
    return _PLAIN[kind](raw)


def _within(value: Value, most: int | None) -> None:
    if most is None:
        return
    if isinstance(value, (str, tuple)) and len(value) > most:
        raise WrongAnswer(
            f"At most {most} {'characters' if isinstance(value, str) else 'items'}; this has {len(value)}"
        )
    if isinstance(value, (int, Decimal)) and value > most:
        raise WrongAnswer(f"At most {most}")


def is_of_type(kind: str, value: Value, codes: Mapping[str, str]) -> bool:
    """Whether a value that was read elsewhere can be one of the fact type `kind`, with these codes if it has any."""
    if kind in ("choice", "choices"):
        return set(value if isinstance(value, tuple) else (value,)) <= set(codes) and (kind == "choices") is isinstance(
            value, tuple
        )
    return type(value) in _KINDS.get(kind, (str,))


_KINDS: Mapping[str, tuple[type, ...]] = {
    "number": (int, Decimal),
    "integer": (int,),
    "boolean": (bool,),
    "date": (date, Days),
    "moment": (datetime,),
    "span": (Span,),
    "money": (Money,),
    "document": (Document,),
    "list": (tuple,),
}


def to_json(value: Value | None) -> Any:
    """A value as JSON that says its own type, so that the log can be read without the programme."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, datetime):
        return {"moment": value.astimezone(UTC).isoformat().replace("+00:00", "Z")}
    if isinstance(value, Document):
        return {"document": {name: str(part) for name, part in _parts(value) if part is not None}}
    return {_TAGS[type(value)]: str(value)}


def _parts(document: Document) -> list[tuple[str, Any]]:
    return [(name, getattr(document, name)) for name in Document.__slots__]


_TAGS = {date: "date", Days: "days", Span: "span", Decimal: "number", Money: "money"}


def from_json(raw: Any) -> Value | None:
    """The inverse of `to_json`."""
    if isinstance(raw, list):
        return tuple(from_json(item) for item in raw)
    if raw is None or isinstance(raw, str | int):
        return raw
    ((tag, inner),) = raw.items()
    return _FROM[tag](inner)


_FROM: Mapping[str, Callable[[Any], Value]] = {
    "date": date.fromisoformat,
    "days": lambda text: parse_date(text, partial=True),
    "moment": datetime.fromisoformat,
    "span": parse_span,
    "number": Decimal,
    "money": _money,
    "document": _kept_document,
}
