"""The files of papers: kept beside the log, sealed under the key of the case, each named by an entry with its digest.

A file has an opaque id, which tells nothing of it. Before it is recorded it waits among the uploads of whoever sent it,
sealed under a key of its own.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, insert, select

from engine.entry import Entry
from engine.errors import Broken, NotFound
from engine.records import canonical, moments
from engine.records.keys import key_of
from engine.records.sealing import CaseKey
from engine.records.tables import log_file, upload
from engine.records.transaction import Transaction
from engine.values import Document, File

_ITS = upload.c


def place(case_id: str, file: str) -> str:
    """Where a file stands, as it is authenticated."""
    return f"{case_id}:file:{file}"


def is_whole(content: bytes, document: Document) -> bool:
    """Whether these bytes are those to which an entry is committed."""
    return (len(content), sha256(content).hexdigest()) == (document.size, document.sha256)


# in the log


def documents_with_files(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Document]]:
    """What entries wrote that has a file, a decision that waits for a second person included."""
    for entry in entries:
        for one in entry.written:
            if type(one.value) is Document and one.value.file is not None:
                yield entry, one.value


def keep_named(transaction: Transaction, case_id: str, key: CaseKey, entries: Iterable[Entry]) -> None:
    """Keeps with a case every file that these entries name: from the uploads, or from the case out of which it comes.

    Raises ValueError where there is no such file.
    """
    for _, document in documents_with_files(entries):
        file = document.file or ""
        if not _is_kept(transaction, case_id, file):
            content = _taken(transaction, file) or _of_another_case(transaction, file)
            if content is None or not is_whole(content, document):
                raise ValueError(f"An entry of case {case_id} names a file that is not kept")
            row = {"case_id": case_id, "file": file, "sealed": key.seal(place(case_id, file), content)}
            transaction.connection.execute(insert(log_file).values(**row))


def content_of(transaction: Transaction, case_id: str, document: Document) -> bytes:
    """The bytes of a document's file. Raises NotFound, WrongKey; Broken where they are not those that were recorded."""
    file = document.file or ""
    found = read(transaction, case_id, file, key_of(transaction, case_id))
    if not is_whole(found, document):
        raise Broken(f"The file {file} of case {case_id} is not the one that was recorded")
    return found


def read(transaction: Transaction, case_id: str, file: str, key: CaseKey) -> bytes:
    """Raises NotFound, Broken."""
    wanted = select(log_file.c.sealed).where(log_file.c.case_id == case_id, log_file.c.file == file)
    sealed = transaction.connection.execute(wanted).scalar()
    if sealed is None:
        raise NotFound(f"Case {case_id} has no file {file}")
    return key.open(place(case_id, file), sealed)


def kept_with(transaction: Transaction, case_id: str) -> frozenset[str]:
    """The ids of the files that are kept with a case."""
    wanted = select(log_file.c.file).where(log_file.c.case_id == case_id)
    return frozenset(transaction.connection.execute(wanted).scalars())


def _is_kept(transaction: Transaction, case_id: str, file: str) -> bool:
    wanted = select(log_file.c.file).where(log_file.c.case_id == case_id, log_file.c.file == file)
    return transaction.connection.execute(wanted).first() is not None


def _of_another_case(transaction: Transaction, file: str) -> bytes | None:
    """What a split, a merge or a link brings along: from whichever case has it."""
    wanted = select(log_file.c.case_id).where(log_file.c.file == file).order_by(log_file.c.case_id).limit(1)
    case_id = transaction.connection.execute(wanted).scalar()
    return None if case_id is None else read(transaction, case_id, file, key_of(transaction, case_id))


# before it is recorded


def put(transaction: Transaction, actor: str, saved: datetime, file: File, content: bytes, most: int) -> None:
    """Keeps a file for whoever sent it; of more than `most` those sent first go."""
    about, sealed = _places(actor, file.id)
    key, wrapped = transaction.vault.new_key(about)
    told = {"name": file.name, "sha256": file.sha256, "size": file.size, "media": file.media}
    row = {"file": file.id, "actor": actor, "saved": moments.instant(saved), "key_id": transaction.vault.key_id}
    row["wrapped"] = wrapped
    row |= {"about": key.seal(about, canonical.canonical(told)), "sealed": key.seal(sealed, content)}
    transaction.connection.execute(insert(upload).values(**row))
    newest = select(_ITS.file).where(_ITS.actor == actor).order_by(_ITS.saved.desc(), _ITS.file).limit(most)
    transaction.connection.execute(delete(upload).where(_ITS.actor == actor, _ITS.file.not_in(newest)))


def uploaded(transaction: Transaction, actor: str, file: str, since: datetime) -> File | None:
    """What is known of a file that this person sent, if it is still there. Raises Broken, WrongKey."""
    wanted = select(_ITS.key_id, _ITS.wrapped, _ITS.about).where(
        _ITS.file == file, _ITS.actor == actor, _ITS.saved >= moments.instant(since)
    )
    row = transaction.connection.execute(wanted).first()
    if row is None:
        return None
    place, _ = _places(actor, file)
    told = canonical.read(transaction.vault.unwrap(place, row.key_id, row.wrapped).open(place, row.about))
    return File(id=file, **told)


def drop(transaction: Transaction, actor: str, file: str) -> None:
    """Deletes a file that this person sent and that is not recorded, if there is one."""
    transaction.connection.execute(delete(upload).where(_ITS.file == file, _ITS.actor == actor))


def forget(transaction: Transaction, before: datetime) -> int:
    """Deletes the uploads from before an instant; gives their number."""
    return transaction.connection.execute(delete(upload).where(_ITS.saved < moments.instant(before))).rowcount


def _taken(transaction: Transaction, file: str) -> bytes | None:
    """The bytes of an upload, which is deleted: from here on they are the log's."""
    row = transaction.connection.execute(select(upload).where(_ITS.file == file)).first()
    if row is None:
        return None
    about, sealed = _places(row.actor, file)
    content = transaction.vault.unwrap(about, row.key_id, row.wrapped).open(sealed, row.sealed)
    drop(transaction, row.actor, file)
    return content


def _places(actor: str, file: str) -> tuple[str, str]:
    """Where an upload stands, as it is authenticated: what is told of it, and its bytes."""
    return f"upload:{actor}:{file}", f"upload:{actor}:{file}:bytes"
