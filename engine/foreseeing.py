"""What a case would look like after a step that was only tried: for the check before confirming."""

from engine.case import Case
from engine.running.decide import Decision
from engine.seeing import CaseSheet, sheet_of


def sheet_after(sheet: CaseSheet, decision: Decision) -> CaseSheet:
    """The sheet of the same reader after the step; `latest` are the step's entries, in their order.

    Raises ValueError for a decision that was refused.
    """
    if decision.case is None:
        raise ValueError("A refused step leads nowhere")
    return _sheet(sheet, decision, decision.case)


def sheet_opened(sheet: CaseSheet, decision: Decision) -> CaseSheet | None:
    """The case that a split would open, as the same reader would see it; None for any other step."""
    beside = decision.beside
    opens = beside is not None and beside.case is not None and beside.entries[0].seq == 1
    return _sheet(sheet, beside, beside.case) if opens else None  # type: ignore[union-attr, arg-type]


def _sheet(sheet: CaseSheet, decision: Decision, case: Case) -> CaseSheet:
    law, inputs, actor = sheet.programme, sheet.inputs, sheet.actor
    return sheet_of(law, case, inputs, sheet.now, actor, decision.entries, numbers=sheet.numbers)
