"""`file-agrees`: what the engine writes after a check of the paper file, nobody answers.

To the fact `file_agrees` of each person, where a programme declares it, each `check_paper_file` writes whether the
record and the paper file are both whole and agree, in what is the case's own and in what is that person's. Of who
joins after the check it is not known: `everyone(file_agrees)` is not true then. A requirement can ask it, and a state
that begins anew `forgets` it.

PASS  facts: {person: {file_agrees: boolean}}   send: {requires: {checked: {check: everyone(file_agrees), …}}, to: sent}
FAIL  facts: {case: {file_agrees: boolean}}   since nobody who joins later would be missing in it
FAIL  facts: {person: {file_agrees: boolean}}   send: {ask_each: [file_agrees], to: sent}
"""

from collections.abc import Iterator

from engine.model import FILE_AGREES, PERSON, Programme
from engine.reading.finding import Finding
from engine.reading.rules.unasked_fact import answered
from engine.reading.sites import Sites

ID = "file-agrees"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    fact = programme.facts.get(FILE_AGREES)
    if fact is None:
        return
    place = sites.fact(FILE_AGREES)
    if (fact.owner, fact.type, fact.default) != (PERSON, "boolean", None):
        message = (
            f"The engine writes to '{FILE_AGREES}' of whom the paper file agrees, and it is no such fact of each person"
        )
        yield place.finding(ID, message, f"Write facts: {{person: {{{FILE_AGREES}: boolean}}}}, or choose another name")
    elif FILE_AGREES in answered(programme) or not programme.opening.asks:
        message = f"Somebody can answer '{FILE_AGREES}', which only a check of the paper file may"
        hint = "Leave it out of every ask and sets, and write an opening that says what is asked"
        yield place.finding(ID, message, hint)
