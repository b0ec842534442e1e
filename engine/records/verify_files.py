"""Whether the files beside the log are those that the entries of a case name: each there, whole, and no other."""

from collections.abc import Iterator

from sqlalchemy import Row

from engine.errors import Broken, NotFound
from engine.records import files
from engine.records.breach import Breach
from engine.records.sealing import CaseKey
from engine.records.transaction import Transaction
from engine.records.verify_chain import Chain
from engine.values import Document


def check_files(transaction: Transaction, row: Row[tuple[object, ...]], chain: Chain) -> Iterator[Breach]:
    """Reads every file of a case whose entries hold, one after the other."""
    if chain.entries is None or chain.key is None:
        return
    named = dict[str, tuple[int, Document]]()
    for entry, document in files.documents_with_files(chain.entries):
        named.setdefault(document.file or "", (entry.seq, document))
    for seq, document in named.values():
        what = _fault(transaction, row.id, document, chain.key)
        if what is not None:
            yield Breach(case=row.id, reference=row.reference, entry=seq, thing="file", what=what, holds=_HOLDS)
    for _ in sorted(files.kept_with(transaction, row.id) - named.keys()):
        what = "There is a file of which no entry tells"
        yield Breach(case=row.id, reference=row.reference, thing="file", what=what, holds=_HOLDS)


_HOLDS = "the chain of entries holds"


def _fault(transaction: Transaction, case_id: str, document: Document, key: CaseKey) -> str | None:
    try:
        content = files.read(transaction, case_id, document.file or "", key)
    except NotFound:
        return "The file that the entry names is not there"
    except Broken as error:
        return str(error)
    return None if files.is_whole(content, document) else "The file is not the one to which the entry is committed"
