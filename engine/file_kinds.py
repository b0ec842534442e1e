"""Of which kind a file is: told by its first bytes and, of a packed one, by what is packed in it; never by its name or
by what a browser says of it.

The signatures are those of the formats' own specifications: PDF (ISO 32000), JPEG (ISO 10918), PNG (ISO 15948), TIFF
6.0, HEIF brands (ISO 23008-12), OpenDocument (ISO 26300, the entry `mimetype` stored first), Office Open XML
(ECMA-376).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

ZIP = b"PK\x03\x04"
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")
OPEN_TEXT = "application/vnd.oasis.opendocument.text"
WORD_TEXT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken: its media type, how it is called, the ending of its names."""

    media: str
    title: str
    ending: str


KINDS: Mapping[str, Kind] = {
    kind.media: kind
    for kind in (
        Kind("application/pdf", "PDF", ".pdf"),
        Kind("image/jpeg", "JPEG", ".jpg"),
        Kind("image/png", "PNG", ".png"),
        Kind("image/tiff", "TIFF", ".tif"),
        Kind("image/heic", "HEIC", ".heic"),
        Kind(WORD_TEXT, "DOCX", ".docx"),
        Kind(OPEN_TEXT, "ODT", ".odt"),
    )
}


def media_of(content: bytes) -> str | None:
    """The media type of a file; None where it is of no kind that is taken."""
    return next((media for media, is_one in _SIGNS.items() if is_one(content)), None)


def _begins(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signs)


def _is_heif(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS


def _is_open_text(content: bytes) -> bool:
    """The first entry is called `mimetype` and stored as it is, so that it stands at a fixed place."""
    said = OPEN_TEXT.encode()
    return content.startswith(ZIP) and content[30:38] == b"mimetype" and content[38 : 38 + len(said)] == said


def _is_word_text(content: bytes) -> bool:
    """A document without macros. Only the directory is read; nothing is unpacked."""
    if not content.startswith(ZIP):
        return False
    try:
        with ZipFile(BytesIO(content)) as packed:
            names = set(packed.namelist())
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    return {"[Content_Types].xml", "word/document.xml"} <= names and "word/vbaProject.bin" not in names


_SIGNS: Mapping[str, Callable[[bytes], bool]] = {
    "application/pdf": _begins(b"%PDF-"),
    "image/jpeg": _begins(b"\xff\xd8\xff"),
    "image/png": _begins(b"\x89PNG\r\n\x1a\n"),
    "image/tiff": _begins(b"II*\x00", b"MM\x00*"),
    "image/heic": _is_heif,
    OPEN_TEXT: _is_open_text,
    WORD_TEXT: _is_word_text,
}
