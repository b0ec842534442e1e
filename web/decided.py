"""What a first person decided, for the second who compares it: the answers, by whom, when, and where it leads."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext

import engine
from web.documents import file_url
from web.engine_words import question_words
from web.step_form import Asking
from web.wording import dotted, either, joined, listed, moment_words, parties, party, reason_words, value_words

Said = tuple[str, str, str]  # question, answer, the address of its file


def decided(
    asked: Asking, entries: Sequence[engine.Entry], people: Sequence[str], users: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What was decided for these people, as far as the second person may read it. `users`: display names by account."""
    found = asked.sheet.programme.find_action(asked.of.concerns or "")
    if found is None:
        return []
    waiting = [one for one in asked.sheet.case.pending if one.action == asked.of.concerns]
    meant = [one for one in waiting if asked.machine.per == "case" or not set(people).isdisjoint(one.people)]
    rows: dict[Said, list[str]] = {}
    answers = _answers(asked, found[1], entries, meant)
    for said, whose in (*answers, *_circumstances(asked, *found, entries, meant, users)):
        rows.setdefault(said, []).extend(whose)
    return [_row(asked, said, whose) for said, whose in rows.items()]


def _answers(
    asked: Asking, of: engine.Action, entries: Sequence[engine.Entry], meant: Sequence[engine.Pending]
) -> Iterator[tuple[Said, list[str]]]:
    facts = {ask.key: ask.fact for ask in of.asks if _may_read(ask.fact, asked.sheet.actor.roles)}
    pending = {one.entry: one for one in meant}
    for entry in entries:
        for written in entry.written if entry.seq in pending else ():
            if written.fact in facts:
                fact = facts[written.fact]
                answer = value_words(written.value, fact, asked.office, asked.sheet.names)
                yield (question_words(fact), answer, _file(asked, entry, written)), _whose(pending[entry.seq], written)


def _file(asked: Asking, entry: engine.Entry, written: engine.Written) -> str:
    if not isinstance(written.value, engine.Document) or written.value.file is None:
        return ""
    return file_url(asked.sheet.case.reference, entry.seq, written.owner, written.fact)


def _may_read(fact: engine.Fact, roles: frozenset[str]) -> bool:
    return fact.may_read is None or not roles.isdisjoint(fact.may_read)


def _whose(pending: engine.Pending, written: engine.Written) -> list[str]:
    own = written.owner.partition(":")[2]
    return [own] if own else list(pending.people)


def _circumstances(
    asked: Asking,
    machine: engine.Machine,
    of: engine.Action,
    entries: Sequence[engine.Entry],
    meant: Sequence[engine.Pending],
    users: Mapping[str, str],
) -> Iterator[tuple[Said, list[str]]]:
    """Reason, note, who decided, who recorded it and when, who has confirmed it already, and where it leads."""
    programme, recorded = asked.sheet.programme, {one.seq: one.recorded for one in entries}
    for one in meant:
        who = listed((users.get(one.actor, one.actor), parties(programme, one.roles)))
        when = recorded.get(one.entry, one.happened)
        told = (
            (gettext("Reason"), reason_words(of, one.reason) if one.reason else ""),
            (gettext("Note"), one.note or ""),
            (gettext("Who decides"), party(programme, of.decision_of) if of.decision_of else ""),
            (gettext("When it happened"), moment_words(one.happened, asked.office) if one.happened != when else ""),
            (gettext("Recorded by"), dotted((who, moment_words(when, asked.office)))),
            (gettext("Confirmed already by"), joined(users.get(user, user) for user in one.confirmed_by)),
            (gettext("Leads to"), _leads(machine, of)),
        )
        for question, answer in told:
            if answer:
                yield (question, answer, ""), list(one.people)


def _leads(machine: engine.Machine, of: engine.Action) -> str:
    """Where the machine goes when it is confirmed; of several arms each, since the answers choose among them."""
    titles = (gettext("no change of state") if move.to == "stay" else machine.state_title(move.to) for move in of.to)
    return either(dict.fromkeys(titles))


def _row(asked: Asking, said: Said, people: Sequence[str]) -> dict[str, Any]:
    """The same answer for several people is told once, in the order in which the case names them."""
    question, answer, file = said
    whose = joined(name for one, name in asked.sheet.names.items() if one in people)
    told = gettext("%(person)s: %(question)s", person=whose, question=question) if whose else question
    return {"question": told, "answer": answer, "href": None, "lang": None, "file": file}
