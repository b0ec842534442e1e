"""`file-agrees`: what the engine writes after a check of the paper file, nobody answers.

To the fact `file_agrees` of the case, where a programme declares it, each `check_paper_file` writes whether the record
and the paper file are both whole and agree. A requirement can ask it, and a state that begins anew `forgets` it.

PASS  facts: {case: {file_agrees: boolean}}   send: {requires: {checked: {check: file_agrees, …}}, to: sent}
FAIL  facts: {case: {file_agrees: boolean}}   send: {ask: [file_agrees], to: sent}
"""

from collections.abc import Iterator

from engine.model import CASE, FILE_AGREES, Programme
from engine.reading.finding import Finding
from engine.reading.rules.unasked_fact import answered
from engine.reading.sites import Sites

ID = "file-agrees"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    fact = programme.facts.get(FILE_AGREES)
    if fact is None:
        return
    place = sites.fact(FILE_AGREES)
    if (fact.owner, fact.type, fact.default) != (CASE, "boolean", None):
        message = (
            f"The engine writes to '{FILE_AGREES}' whether the paper file agrees, and it is no such fact of the case"
        )
        yield place.finding(ID, message, f"Write facts: {{case: {{{FILE_AGREES}: boolean}}}}, or choose another name")
    elif FILE_AGREES in answered(programme) or not programme.opening.asks:
        message = f"Somebody can answer '{FILE_AGREES}', which only a check of the paper file may"
        hint = "Leave it out of every ask and sets, and write an opening that says what is asked"
        yield place.finding(ID, message, hint)
