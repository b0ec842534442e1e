"""What a case would look like after a step that was only tried: for the check before confirming."""

from engine.running.decide import Decision
from engine.seeing import CaseSheet, entry_as_seen, entry_hidden, sheet_of


def sheet_after(sheet: CaseSheet, decision: Decision) -> CaseSheet:
    """The sheet of the same reader after the step; `latest` are the step's entries, in their order.

    Raises ValueError for a decision that was refused.
    """
    if decision.case is None:
        raise ValueError("A refused step leads nowhere")
    seen = tuple(
        entry_as_seen(sheet.programme, one, sheet.actor)
        for one in decision.entries
        if not entry_hidden(sheet.programme, one, sheet.actor)
    )
    return sheet_of(sheet.programme, decision.case, sheet.inputs, sheet.now, sheet.actor, seen)
