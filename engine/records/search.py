"""By which words and numbers a case is found. Each stands there as a keyed digest, of its programme alone: who has the
database and not the key file learns how many cases of a programme share a word, and no word.

`engine.sought` says which words there are; they are folded so far that spellings and scripts of one name are one word.
"""

from collections.abc import Iterator, Sequence

from engine.case import Case
from engine.records.transaction import Transaction


def words_of(transaction: Transaction, case: Case, sought: Sequence[str]) -> Iterator[bytes]:
    """How these words stand in the index."""
    return (transaction.vault.sought(case.programme, word) for word in sought)


def put(transaction: Transaction, case: Case, old: Sequence[str], new: Sequence[str]) -> None:
    """Writes the words of a case that are new and takes away those that it has no more."""
    does = transaction.statements
    for statement, words in ((does.drop_word, _without(old, new)), (does.add_word, _without(new, old))):
        rows = [{"case_id": case.id, "word": word} for word in words_of(transaction, case, words)]
        transaction.run_each(statement, rows)


def _without(some: Sequence[str], others: Sequence[str]) -> list[str]:
    return [word for word in some if word not in others]
