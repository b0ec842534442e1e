"""Tables written as text: people in rows, tracks or answers in columns, each cell with its place in the file."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.reading.place import Place

OF_THE_CASE = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell. `row` is what stands in the first column, `column` the heading above; the text may be empty."""

    row: str
    column: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`headings` are the first line, `rows` the first column, with their places; `ragged`: rows of another width."""

    headings: tuple[tuple[str, Place], ...]
    rows: tuple[tuple[str, Place], ...]
    cells: tuple[Cell, ...]
    ragged: tuple[Place, ...]


def read_table(text: str, at: Place, source: str) -> Table:
    """A table from its text, which begins in the line below `at` of the file `source`."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    split = [list(_cells(line, number, at, source)) for number, line in lines]
    head, *body = split or [[]]
    headings = tuple(head[1:])
    cells = tuple(
        Cell(row=row[0][0], column=heading[0], text=cell[0], place=cell[1])
        for row in body
        for heading, cell in zip(headings, row[1:], strict=False)
    )
    ragged = tuple(row[0][1] for row in body if len(row) != len(head))
    return Table(headings=headings, rows=tuple(row[0] for row in body), cells=cells, ragged=ragged)


def _cells(line: str, number: int, at: Place, source: str) -> Iterator[tuple[str, Place]]:
    """The cells of a line. The line's indent in the file is found again, since a block of text has lost it."""
    rows = source.split("\n")
    raw = rows[at.line + number - 1] if at.line + number <= len(rows) else line
    column = max(raw.find(line.strip()), 0)
    for part in line.strip().split("|"):
        text = part.strip()
        begins = column + len(part) - len(part.lstrip())
        yield text, Place(at.path, at.line + number, (begins if text else column) + 1, max(len(text), 1))
        column += len(part) + 1
