"""The engine's own sentences, which are English, in the reader's language.

The engine says what stands in the way in words of its own, beside the sentences of a programme. Each of its sentences
is known here by its form; what stands in a blank is carried over, days and spans in the reader's words. A sentence
that is not known, such as a programme's own, stays as it is.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext

import engine
from web.wording import SPAN, day_words, either, locale, span_words

_BLANK = re.compile(r"%\((\w+)\)s")
_DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}( \d{2}:\d{2})?\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the engine with its blanks, as the catalogues hold it."""

    text: str
    form: re.Pattern[str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        said_and_blanks = _BLANK.split(self.text)
        parts = (f"(?P<{part}>.+)" if at % 2 else re.escape(part) for at, part in enumerate(said_and_blanks))
        object.__setattr__(self, "form", re.compile("".join(parts), re.DOTALL))

    def said(self, says: str) -> str | None:
        """`says` in the reader's language, where it has this form; else None."""
        match = self.form.fullmatch(says)
        if match is None:
            return None
        blanks = {name: _READ.get(name, str)(text) for name, text in match.groupdict().items()}
        return None if None in blanks.values() else gettext(self.text, **blanks)


def _moment_words(text: str) -> str | None:
    """`26 January 2027`, with or without a time of day; None where it is neither."""
    for form, timed in (("%d %B %Y %H:%M", True), ("%d %B %Y", False)):
        try:
            moment = datetime.strptime(text, form)
        except ValueError:
            continue
        day = day_words(moment.date())
        is_midnight = (moment.hour, moment.minute) == (0, 0)
        return gettext("%(day)s, %(time)s", day=day, time=f"{moment:%H:%M}") if timed and not is_midnight else day
    return None


def _span(text: str) -> str | None:
    return span_words(text) if SPAN.fullmatch(text) else None


def _roles(text: str) -> str:
    return either(text.split(" or "))


_READ: dict[str, Callable[[str], str | None]] = {"day": _moment_words, "span": _span, "roles": _roles}

REFUSALS = (
    Sentence("This was recorded already"),
    Sentence("Choose from 1 to %(most)s cases"),
    Sentence("This case is out of your reach now"),
    Sentence("Something went wrong in this case; nothing was recorded, and the operator is told"),
    Sentence("A draft has at most %(most)s characters"),
    Sentence("You have %(most)s drafts; finish one or discard one"),
    Sentence("This is done by: %(roles)s"),
    Sentence("A case is opened by: %(roles)s"),
    Sentence("Say for whom"),
    Sentence("Say over whom"),
    Sentence("Say who joins"),
    Sentence("Nobody called '%(name)s' is in this case"),
    Sentence("Nobody can be called '%(name)s'"),
    Sentence("A newcomer cannot be called '%(name)s' here"),
    Sentence("A case has at least one person, the principal applicant"),
    Sentence("Choose one person who is in the case"),
    Sentence("This person is the principal applicant already"),
    Sentence("Say where the case starts: %(states)s"),
    Sentence("'%(name)s' is not a link of this programme"),
    Sentence("There is no case %(reference)s of %(programme)s"),
    Sentence("Choose a reason"),
    Sentence("Write a note"),
    Sentence("'%(name)s' is not asked here"),
    Sentence("'%(name)s' is not among the people whom this is about"),
    Sentence("'%(name)s' is not asked of each person here"),
    Sentence("The log of this case has no such entry"),
    Sentence("Say which entry is corrected"),
    Sentence("This came about by itself; correct what it follows from"),
    Sentence("A wrong file stays in the log; attach the right one"),
    Sentence("A note stays as it was written; write another one"),
    Sentence("A note is written by who works in the case"),
    Sentence("Only what is corrected can be emptied"),
    Sentence("There is no such document in this case"),
    Sentence("Choose a file"),
    Sentence("The paper file is checked by who works in the case"),
    Sentence("Say of one thing at least whether it is in the paper file"),
    Sentence("Say what the paper says instead"),
    Sentence("Check the paper file once more"),
    Sentence("Say: there, missing, or differs: and what the paper says"),
    Sentence("Two people stand for this; it is decided anew by a step of the programme"),
    Sentence("There is no action '%(name)s'"),
    Sentence("The programme cannot come to rest: %(chain)s"),
    Sentence("The case has ended: %(state)s"),
    Sentence("Somebody else must do this than did: %(act)s"),
    Sentence("A second person must do this"),
    Sentence("You cover for whoever did this; somebody else must do it"),
    Sentence("An absence begins today or later"),
    Sentence("The last day lies before the first"),
    Sentence("An absence lasts a year at most; it can be entered anew"),
    Sentence("An absence on some of these days is entered already; end it first"),
    Sentence("Nobody covers for themselves"),
    Sentence("Whoever is to cover is away on some of these days"),
    Sentence("Whoever is to be away covers for somebody on some of these days; nobody covers at second hand"),
    Sentence("Whoever is to be away does not work there"),
    Sentence("%(name)s works in none of these roles here"),
    Sentence("%(name)s does not hold each role in which cases are kept: %(roles)s"),
    Sentence("An absence is entered and ended by whoever is away, or by whoever gives them cases"),
    Sentence("No such decision waits for a second person"),
    Sentence("Waits for a second person: %(act)s"),
    Sentence("This can be done once only"),
    Sentence("This can be done %(number)s times only"),
    Sentence("What has not happened yet cannot be recorded"),
    Sentence("This cannot have happened before %(day)s"),
    Sentence("The date it depends on is not known yet"),
    Sentence("Possible from %(day)s"),
    Sentence("This did not come about by silence"),
    Sentence("The time was over on %(day)s"),
    Sentence("This time does not run yet"),
    Sentence("This time cannot be extended again"),
    Sentence("Later than now, and not beyond %(span)s from its start"),
    Sentence("No time has run out that would have to be confirmed"),
    Sentence("On hold"),
    Sentence("On hold: %(hold)s"),
    Sentence("This hold lies over the case, not over a person"),
    Sentence("Already placed: %(hold)s"),
    Sentence("Not placed: %(hold)s"),
    Sentence("Whoever placed a hold does not lift it"),
    Sentence("Say in which role"),
    Sentence("Nobody keeps this case"),
    Sentence("Somebody keeps this case already"),
    Sentence("This case was not given to you, or you have accepted it already"),
    Sentence("This colleague keeps the case already"),
    Sentence("Nobody of that name works in this role at this office"),
    Sentence("'%(name)s' has left this case"),
    Sentence("Nobody would leave the case"),
    Sentence("Somebody has to stay in the case"),
    Sentence("Something that would go along waits for a second person"),
    Sentence("Name the other case"),
    Sentence("This is the same case; name the other one"),
    Sentence("There is no case %(reference)s"),
    Sentence("%(reference)s is a case of another programme"),
    Sentence("%(reference)s was opened under another version of the programme"),
    Sentence("%(reference)s has ended"),
    Sentence("Both cases have somebody called '%(name)s'"),
    Sentence("The two cases differ in something that you may not read"),
    Sentence("The priority of this case has not been worked out yet"),
    Sentence("These are the points of the case already"),
    Sentence("%(machine)s: not started"),
    Sentence("%(machine)s: %(state)s, since %(day)s"),
)
WRONG_ANSWERS = (
    Sentence("The file is not there any more; choose it again"),
    Sentence("The file has %(has)s megabytes; at most %(most)s are taken"),
    Sentence("The file is empty"),
    Sentence("Give an answer or empty it, not both"),
    Sentence("The file is of no kind that is taken: %(kinds)s"),
    Sentence("Write some words"),
    Sentence("The text holds a character that cannot be kept"),
    Sentence("Write a whole number"),
    Sentence("The number is too large"),
    Sentence("Write a number, with a point before the decimals"),
    Sentence("Answer yes or no"),
    Sentence("Choose a country"),
    Sentence("Choose a language"),
    Sentence("Write an amount and its currency, like 120.50 USD"),
    Sentence("Write one item a line"),
    Sentence("Choose one of: %(codes)s"),
    Sentence("This lies beyond the calendar"),
    Sentence("What has not happened yet cannot be recorded"),
    Sentence("At most %(most)s characters; this has %(has)s"),
    Sentence("At most %(most)s items; this has %(has)s"),
    Sentence("At least %(least)s characters"),
    Sentence("At most %(most)s characters"),
    Sentence("Write it like this: %(form)s"),
    Sentence("At least %(least)s items"),
    Sentence("At most %(most)s items"),
    Sentence("At least %(least)s"),
    Sentence("At most %(most)s"),
    Sentence("More than %(least)s"),
    Sentence("Less than %(most)s"),
    Sentence("A multiple of %(number)s"),
    Sentence("Each item once only"),
    Sentence("Only: %(values)s"),
    Sentence("'%(typed)s' is not a span; write it like '90 days', '10 working days', '72 hours' or 'forever'"),
    Sentence("'%(typed)s' is not a day of the calendar"),
    Sentence("'%(typed)s' is not a date; write it as year-month-day, like 2026-03-02"),
    Sentence(
        "'%(typed)s' is not a date; write it as year-month-day, like 2026-03-02"
        " or, where less is known, 1990, 2004-12, 2009~, unknown"
    ),
    Sentence("'%(typed)s' is not a moment; write it like 2026-03-08 10:00"),
)
TIMES = (
    Sentence("%(span)s after %(fact)s"),
    Sentence("%(span)s before %(fact)s"),
    Sentence("%(span)s from %(fact)s"),
    Sentence("until %(fact)s"),
    Sentence("as long as it stands"),
)


QUESTIONS = (
    Sentence("Decided on"),
    Sentence("Source of the decision"),
    Sentence("Extended until"),
    Sentence("Role"),
    Sentence("Colleague"),
    Sentence("Document"),
    Sentence("File"),
)
INSTEAD = (Sentence("On hold"), Sentence("A restricted document"))
SURE = (Sentence("Are you sure?"),)


def question_words(fact: engine.Fact) -> str:
    """The words of a question; one that belongs to the entry itself is the engine's."""
    return _question(fact.label) if fact.owner == "entry" else fact.label


def _question(label: str) -> str:
    return _found(label, QUESTIONS) or label


def instead_words(says: str) -> str:
    """What is shown of an entry that may not be read: the programme's words, or the engine's."""
    return _found(says, INSTEAD) or says


def wrong_words(says: str) -> str:
    """What is wrong with an answer, in the reader's language."""
    return _found(says, WRONG_ANSWERS) or says


def sure_words(confirm: str) -> str:
    """What is asked before the irreversible: the programme's words, or the engine's."""
    return _found(confirm, SURE) or confirm


def says_words(unmet: engine.Unmet) -> str:
    """What stands in the way, as the reader is told it."""
    says = unmet.says
    if locale().language == "en" or unmet.kind == "restricted":
        return says
    if unmet.unknown and says.startswith("Not known yet: "):
        return gettext("Not known yet: %(says)s", says=_with_days(says.removeprefix("Not known yet: ")))
    if unmet.code == "answers_missing" and says.startswith("Answer: "):
        return gettext("Answer: %(question)s", question=_question(says.removeprefix("Answer: ")))
    if unmet.kind == "rule" and unmet.code != "times_used":
        return _with_days(says)
    return _found(says, REFUSALS) or _wrong_answer(says)


def _with_days(says: str) -> str:
    """A programme's own sentence; the days that the engine put into its blanks are read in the reader's language."""
    return _DAY.sub(lambda day: _moment_words(day[0]) or day[0], says)


def _wrong_answer(says: str) -> str:
    """`Question: what is wrong with its answer`; a question may hold a colon itself."""
    for at in re.finditer(": ", says):
        wrong = _found(says[at.end() :], WRONG_ANSWERS)
        if wrong is not None:
            return gettext("%(question)s: %(wrong)s", question=_question(says[: at.start()]), wrong=wrong)
    return says


def time_words(text: str) -> str:
    """When something runs or counts, as the outline of a programme has it: `90 days after Date of the notice`."""
    return text if locale().language == "en" else _found(text, TIMES) or span_words(text)


def _found(says: str, sentences: Sequence[Sentence]) -> str | None:
    return next((words for one in sentences if (words := one.said(says)) is not None), None)
