"""The published texts of programmes and offices: immutable, known by their digests, and which is the current one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, Select, insert, select

from engine.errors import NotFound
from engine.records import canonical, moments
from engine.records.register import Doing, record
from engine.records.tables import definition, publication
from engine.records.transaction import Transaction

PROGRAMME = "programme"
OFFICE = "office"
_NOTHING = (None, None, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """The texts (by path) of one version of a programme or office. `labels_digest` is empty where words have none."""

    kind: str
    name: str
    digest: str
    labels_digest: str = ""
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """That a version became the current one: by which entry of the register, and when."""

    kind: str
    name: str
    digest: str
    labels_digest: str
    entry: int
    published: datetime


def publish(transaction: Transaction, doing: Doing, new: Definition) -> int:
    """Makes a version the current one of its kind and name; gives the number of the register's entry.

    A version that was published before, and left, may become current again. Texts that differ in what no digest covers,
    such as a comment or the order of keys, are the same version: those that were published first stay.
    """
    names = {"kind": new.kind, "name": new.name, "digest": new.digest, "labels_digest": new.labels_digest}
    digest = _keep(transaction, names, canonical.canonical(new.texts))
    entry = record(transaction, doing, "publishing", "publish", inputs={"published": {**names, "sha256": digest}})
    published = moments.instant(doing.now)
    transaction.connection.execute(insert(publication).values(**names, entry=entry, published=published))
    return entry


def _keep(transaction: Transaction, names: Mapping[str, str], texts: bytes) -> str:
    """The digest of the texts that are kept under these names; these ones, if none were."""
    own = (definition.c[name] == value for name, value in names.items())
    kept = transaction.connection.execute(select(definition.c.sha256).where(*own)).scalar()
    if kept is not None:
        return str(kept)
    digest = sha256(texts).hexdigest()
    transaction.connection.execute(insert(definition).values(**names, sha256=digest, texts=texts))
    return digest


def current(transaction: Transaction, kind: str, name: str) -> Definition:
    """The version that new cases get. Raises NotFound."""
    newest = _published(kind, name).limit(1)
    row = transaction.connection.execute(newest).first()
    if row is None:
        raise NotFound(f"No {kind} {name} is published")
    return find(transaction, kind, name, row.digest, row.labels_digest)


def find(transaction: Transaction, kind: str, name: str, digest: str, labels_digest: str | None = None) -> Definition:
    """A version by its digest; where its words were mended since, the newest. Raises NotFound."""
    wanted = _published(kind, name).where(publication.c.digest == digest)
    if labels_digest is not None:
        wanted = wanted.where(publication.c.labels_digest == labels_digest)
    row = transaction.connection.execute(wanted.limit(1)).first()
    if row is None:
        raise NotFound(f"No {kind} {name} of digest {digest} was published")
    return _read(transaction, row)


def _read(transaction: Transaction, row: Row[Any]) -> Definition:
    names = {"kind": row.kind, "name": row.name, "digest": row.digest, "labels_digest": row.labels_digest}
    wanted = select(definition.c.texts).where(*(definition.c[name] == value for name, value in names.items()))
    texts = transaction.connection.execute(wanted).scalar_one()
    return Definition(**names, texts=canonical.read(texts))


def in_force(
    transaction: Transaction, programme: str, digest: str, office: str, since: datetime
) -> tuple[str, str, bool]:
    """The digest of the office's current calendar, that of the newest words of a version, and whether a hold
    lies over the programme, or has lain `since`; of a case that was read, as found with it. Raises NotFound.
    """
    asked = {"programme": programme, "digest": digest, "office": office, "since": moments.instant(since)}
    found = transaction.in_force.get(tuple(asked.values()))
    calendar, words, held = found or transaction.first(transaction.statements.read_in_force, asked) or _NOTHING
    if calendar is None or words is None:
        raise NotFound(f"No {'office ' + office if calendar is None else 'programme ' + programme} is published")
    return calendar, words, bool(held)


@dataclass(frozen=True, slots=True)
class Newest:
    """The digests that are in force: of each kind and name, and of the newest words of each version of a programme."""

    versions: Mapping[tuple[str, str], tuple[str, str]]
    words: Mapping[tuple[str, str], str]

    def names(self, kind: str) -> tuple[str, ...]:
        return tuple(sorted(name for of, name in self.versions if of == kind))


def newest(transaction: Transaction) -> Newest:
    """Everything that is in force, in one question."""
    its = publication.c
    rows = transaction.connection.execute(select(its.kind, its.name, its.digest, its.labels_digest).order_by(its.entry))
    versions, words = {}, {}
    for kind, name, digest, labels_digest in rows:
        versions[kind, name] = digest, labels_digest
        if kind == PROGRAMME:
            words[name, digest] = labels_digest
    return Newest(versions, words)


def versions(transaction: Transaction, kind: str, name: str | None = None) -> tuple[Publication, ...]:
    """What was published, newest first; of one name or of all."""
    rows = transaction.connection.execute(_published(kind, name))
    return tuple(
        Publication(
            kind=row.kind,
            name=row.name,
            digest=row.digest,
            labels_digest=row.labels_digest,
            entry=row.entry,
            published=moments.read_instant(row.published),
        )
        for row in rows
    )


def names(transaction: Transaction, kind: str) -> tuple[str, ...]:
    """The names of everything of this kind that is published."""
    wanted = select(publication.c.name).where(publication.c.kind == kind).distinct().order_by(publication.c.name)
    return tuple(transaction.connection.execute(wanted).scalars())


def _published(kind: str, name: str | None) -> Select[Any]:
    wanted = select(publication).where(publication.c.kind == kind).order_by(publication.c.entry.desc())
    return wanted if name is None else wanted.where(publication.c.name == name)
