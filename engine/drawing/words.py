"""The words that a drawing adds to those of the programme, in English; pages hand in their own language's."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`drawing_of` takes `{title}`, `about` `{states}` and `{endings}`, `beside` `{state}`."""

    drawing_of: str = "Diagram of {title}"
    about: str = "{states} states and {endings} endings. The outline says the same in words."
    anywhere: str = "From many states"
    stays: str = "the state stays"
    nobody_left: str = "When nobody is left"
    news: str = "When data on which it rests change"
    lapses: str = "When it lapses"
    by_itself: str = "by itself"
    beside: str = "Beside “{state}”:"
    beside_phase: str = "Beside this phase:"
    from_the_beginning: str = "Beside, from the beginning:"
    conditional: str = "Beside, once each is called for:"
    per_person: str = "each person"
    per_case: str = "the case"
    now: str = "now"
    between: str = " · "
    colon: str = ": "
    leads_to: str = "→"


ENGLISH = Words()
