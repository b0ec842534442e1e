"""Files that come with a form: taken in before the page is made, so that the form holds their ids from then on.

A file goes from the request to the records without touching the disk. One that is too large is read to its end and not
kept, so that the rest of the form is not lost with it.
"""

from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, current_app, flash, g, request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict

import engine
from web import problems
from web.door import EXTENSION, current_caller, door
from web.engine_words import wrong_words
from web.wording import megabytes

SENT, FILE, WITHOUT = ".upload", ".file", ".without"
TAKES_FILES = frozenset({"steps.take", "opening.take", "documents.attach"})
AT_ONCE = 4
"""How many files of the largest size one form may bring."""


class Upload(BytesIO):
    """The bytes of one file as they come in: at most `most` and one more are kept; `size` counts all of them."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most, self.size = most, 0

    def write(self, content: Any) -> int:
        self.size += len(content)
        super().write(content[: max(self.most + 1 - self.tell(), 0)])
        return len(content)


class _RequestWithFiles(Request):
    """A request that may be larger where a form takes files; no file of it is written to the disk."""

    @property
    def max_content_length(self) -> int | None:
        return most_at_once(current_app.extensions[EXTENSION]) if self.endpoint in TAKES_FILES else problems.MOST_BYTES

    def _get_file_stream(self, *told: Any, **more: Any) -> IO[bytes]:
        return Upload(current_app.extensions[EXTENSION].files.most_bytes)


def most_at_once(caseway: engine.Caseway) -> int:
    """Bytes that a request may have which brings files."""
    return AT_ONCE * caseway.files.most_bytes + problems.MOST_BYTES


def install(app: Flask) -> None:
    app.request_class = _RequestWithFiles
    app.before_request(_take_in)


def _take_in() -> None:
    """Keeps each file that was sent, and puts its id into the form beside the question."""
    sent = [one for one in request.files.items(multi=True) if one[0].endswith(SENT) and one[1].filename]
    if request.method != "POST" or request.endpoint not in TAKES_FILES or not sent:
        return
    form, g.refused_files = MultiDict(request.form), {}
    for field, file in sent:
        _keep(form, field.removesuffix(SENT), file)
    request.form = ImmutableMultiDict(form)
    if request.endpoint != "steps.take" or form.get("then", "check") != "check":
        for words in g.refused_files.values():
            flash(words, "stop")


def _keep(form: MultiDict[str, str], name: str, file: FileStorage) -> None:
    stream: Any = file.stream
    before = form.get(name + FILE)
    try:
        kept = door().files.put(current_caller(), file.filename or "", stream.getvalue(), stream.size)
    except engine.WrongAnswer as wrong:
        g.refused_files[name] = wrong_words(str(wrong))
        return
    if before:
        door().files.discard(current_caller(), before)
    form[name + FILE] = kept.id
    form.poplist(name + WITHOUT)


def refused(name: str) -> str | None:
    """Why the file that was sent for this question was not kept."""
    return g.get("refused_files", {}).get(name)


def discard_all(form: MultiDict[str, str]) -> None:
    """Deletes every file that a form holds."""
    files = [value for name, value in form.items(multi=True) if name.endswith(FILE) and value]
    if files:
        door().files.discard(current_caller(), *files)


def sent_file(file: str) -> engine.File | None:
    """What is known of a file that waits to be recorded; asked once a request."""
    known = g.setdefault("sent_files", {})
    if file not in known:
        known[file] = door().files.sent(current_caller(), file)
    return known[file]


def what_is_taken() -> str:
    """What is told beside the field before anything is sent."""
    *kinds, last = (kind.title for kind in engine.FILE_KINDS.values())
    return gettext(
        "%(kinds)s or %(last)s; at most %(most)s MB.",
        kinds=", ".join(kinds),
        last=last,
        most=megabytes(door().files.most_bytes),
    )


ACCEPTED = ",".join(engine.FILE_KINDS)
