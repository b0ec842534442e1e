"""What stands in the way of an action before its answers are looked at (semantics 3, 4 and 32 to 34)."""

from collections.abc import Iterator, Set
from datetime import timedelta

from engine.case import Case, Done, Pending, Standing, action_key
from engine.model import ANYONE, CASE, DUPLICATE_MERGED, MEMBER, Hold, OpenFrom
from engine.running import blocking, laid
from engine.running.asked import Asked, brings_back, offered
from engine.running.corrected import CORRECT
from engine.running.draft import Draft
from engine.running.passing import opens_at
from engine.running.returning import was_inside
from engine.running.secrecy import ON_HOLD, may_see_hold
from engine.running.view import CaseView, concerned
from engine.running.words import FOR_WHO_DID, state_words, worded
from engine.why_not import Unmet

SECOND = ("verify", "countersign", "reject")


def before_answers(draft: Draft, asked: Asked) -> list[Unmet]:
    """All that can be said without the answers: role, people, state, separation, counts, time, holds, pending."""
    unmet = [*_role(draft, asked), *_whom(draft, asked)]
    for person in concerned(asked.machine, asked.known(draft)):
        unmet += _of_one(draft, asked, person)
    unmet += holds(draft, asked, None)
    unmet += () if asked.asking_only else _reason_and_note(asked)
    return unmet + list(_corrected(draft, asked))


def _role(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    by = asked.action.by
    if ANYONE not in by and asked.step.actor.roles.isdisjoint(by):
        titles = " or ".join(draft.programme.roles.get(role, role) for role in by)
        yield asked.unmet("not_your_role", "role", f"This is done by: {titles}", waits_on=by[0] if by else None)


def _whom(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    if asked.chooses and not asked.people and asked.action.kind not in ("place", "lift", "attach"):
        yield Unmet(code="answers_missing", kind="answer", says="Say for whom", field="people")
    if not asked.adds:
        for one in set(asked.people) - set(asked.known(draft)):
            says = f"Nobody called '{one}' is in this case"
            yield Unmet(code="answers_wrong", kind="answer", says=says, field="people")


def _reason_and_note(asked: Asked) -> Iterator[Unmet]:
    action, step = asked.action, asked.step
    if action.reasons and step.reason not in action.reasons:
        code = "answers_missing" if step.reason is None else "answers_wrong"
        yield Unmet(code=code, kind="answer", says="Choose a reason", field="reason")
    if (action.note_required or step.reason == "other") and not (step.note or "").strip():
        yield Unmet(code="answers_missing", kind="answer", says="Write a note", field="note")


def _corrected(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    corrects = asked.step.corrects
    if asked.step.empties and asked.action.kind != CORRECT:
        yield asked.unmet("answers_wrong", "answer", "Only what is corrected can be emptied", field="empties")
    if corrects is not None and not 1 <= corrects <= draft.case.version:
        yield asked.unmet("answers_wrong", "answer", "The log of this case has no such entry", field="corrects")


def _of_one(draft: Draft, asked: Asked, person: str | None) -> Iterator[Unmet]:
    standing = draft.case.standing_of(asked.machine.name, person)
    if standing is None or not offered(draft, asked.machine, asked.action, person):
        words = state_words(draft.programme, asked.machine.name, draft.view().of(person))
        yield asked.unmet("not_in_this_state", "state", f"{asked.machine.title}: {words}", person)
        return
    place = draft.view(asked.happened).of(person).at_machine(asked.machine)
    yield from _ended_with_others(draft, asked, person, standing)
    yield from _separation(draft, asked, person)
    yield from _count(draft, asked, person, standing)
    yield from _time(draft, asked, place, standing)
    yield from _pending(draft, asked, person)


def _ended_with_others(draft: Draft, asked: Asked, person: str | None, standing: Standing) -> Iterator[Unmet]:
    """Nobody is brought back into a case that ended with others in it, or that a merge has emptied."""
    back = asked.machine.name == MEMBER and brings_back(asked.machine, asked.action, standing)
    if not back or draft.case.outcome is None:
        return
    if draft.case.outcome == DUPLICATE_MERGED or any(was_inside(draft.programme, one) for one in draft.case.people):
        title = draft.programme.case.state_title(draft.case.standing.state)
        yield asked.unmet("not_in_this_state", "state", f"The case has ended: {title}", person)


def _separation(draft: Draft, asked: Asked, person: str | None) -> Iterator[Unmet]:
    for name in asked.action.not_whoever_did:
        if (says := same_person(draft, asked, name, person)) is not None:
            yield asked.unmet("same_person", "separation", says, person, waits_on=asked.action.by[0])


def same_person(draft: Draft, asked: Asked, name: str, person: str | None) -> str | None:
    """Why the actor may not act where somebody else must than did that; None where they may."""
    found, actor = doers(draft, name, person), asked.step.actor
    if found.isdisjoint(actor.counts_as):
        return None
    return f"Somebody else must do this than did: {title_of(draft, name)}" if actor.user in found else FOR_WHO_DID


def doers(draft: Draft, whole_name: str, person: str | None) -> frozenset[str]:
    """Who ever did an action in this case; asked about somebody, for that person where it is done per person."""
    done, per_person = draft.case.done, draft.programme.split(whole_name)[0].per == "person"
    if per_person and person is None:
        return frozenset(user for key, one in done.items() if key.startswith(f"{whole_name}|") for user in one.by)
    return frozenset(done.get(action_key(whole_name, person if per_person else None), Done()).by)


def title_of(draft: Draft, whole_name: str) -> str:
    found = draft.programme.find_action(whole_name)
    return found[1].title if found else whole_name


def _count(draft: Draft, asked: Asked, person: str | None, standing: Standing) -> Iterator[Unmet]:
    action = asked.action
    if action.at_most is None:
        return
    done = draft.case.done.get(action_key(asked.whole, person), Done())
    times = done.visits.count(standing.visit) if action.at_most_per_visit else done.times
    if times >= action.at_most:
        word = "once" if action.at_most == 1 else f"{action.at_most} times"
        yield asked.unmet("times_used", "rule", f"This can be done {word} only", person)


# time


def _time(draft: Draft, asked: Asked, place: CaseView, standing: Standing) -> Iterator[Unmet]:
    action, happened = asked.action, asked.happened
    if happened > draft.now:
        yield asked.unmet(
            "in_the_future", "time", "What has not happened yet cannot be recorded", place.person_id, field="happened"
        )
    if happened < standing.since and not action.overturns and not action.never_blocked and action.kind not in SECOND:
        says = f"This cannot have happened before {worded(standing.since, place.office)}"
        yield asked.unmet("before_the_visit", "time", says, place.person_id, field="happened")
    if action.open_from is not None:
        yield from _not_open_yet(asked, place, action.open_from)
    if action.overturns is not None:
        yield from _too_late(asked, standing, place)


def _not_open_yet(asked: Asked, place: CaseView, opens: OpenFrom) -> Iterator[Unmet]:
    first = opens_at(place, opens)
    if first is None:
        says = "The date it depends on is not known yet"
        yield asked.unmet("not_open_yet", "time", says, place.person_id, unknown=True)
    elif asked.happened < first:
        says = f"Possible from {worded(first, place.office)}"
        yield asked.unmet("not_open_yet", "time", says, place.person_id, possible_from=first)


def _too_late(asked: Asked, standing: Standing, place: CaseView) -> Iterator[Unmet]:
    """Overturning is allowed where that silence has led, if the event lies before the timer's end (semantics 34)."""
    ended = standing.silence_ended
    if standing.silence != asked.machine.whole(asked.action.overturns or "") or ended is None:
        yield asked.unmet("not_in_this_state", "state", "This did not come about by silence", place.person_id)
    elif asked.happened >= ended:
        says = f"The time was over on {worded(ended - timedelta(seconds=1), place.office)}"
        yield asked.unmet("time_is_over", "time", says, place.person_id, field="happened")


# what others have done


def _pending(draft: Draft, asked: Asked, person: str | None) -> Iterator[Unmet]:
    if asked.action.never_blocked or asked.action.kind in (*SECOND, "place", "lift"):
        return
    for one in draft.case.pending:
        if one.machine == asked.machine.name and (person is None or person in one.people):
            says = f"Waits for a second person: {title_of(draft, one.action)}"
            yield asked.unmet("pending", "pending", says, person, waits_on=confirmer_of(draft, one))


def waiting(asked: Asked, case: Case, people: tuple[str, ...], tracks: Set[str]) -> Iterator[Unmet]:
    """What waits for a second person in a track that these people would take along is to be decided first."""
    for one in case.pending:
        whose = None if not one.people else next((who for who in one.people if who in people), "")
        if one.machine in (MEMBER, *tracks) and whose != "":
            yield asked.unmet("pending", "pending", "Something that would go along waits for a second person", whose)


def confirmer_of(draft: Draft, pending: Pending) -> str | None:
    """The role that a pending decision waits for: whoever verifies, then whoever countersigns."""
    return next((role for _, role, missing in confirmations(draft, pending) if missing > 0), None)


def confirmations(draft: Draft, pending: Pending) -> list[tuple[str, str, int]]:
    """What a pending decision needs: the kind, the role, and how many are still missing."""
    found = draft.programme.find_action(pending.action)
    action = found[1] if found else None
    wanted = (("verify", action.verified_by), ("countersign", action.countersigned_by)) if action else ()
    given = [name.partition(":")[0] for name in pending.confirmed_by]
    return [(kind, one.role, one.at_least - given.count(kind)) for kind, one in wanted if one is not None]


def holds(draft: Draft, asked: Asked, target: str | None) -> list[Unmet]:
    """Holds that stop the action itself, or (once the target is known) its entering a phase."""
    programme, case = draft.programme, draft.case
    entered = programme.phase_of(target) if target and asked.machine.name == CASE else None
    if target is not None and (entered is None or entered == programme.phase_of(case.standing.state)):
        return []
    people = asked.known(draft)
    found = blocking.blocking(programme, case, draft.inputs, asked.machine, asked.action, people, entered)
    own = laid.lifted(draft, asked)
    told = (told_of_hold(asked, programme.holds[hold.name], hold.over) for hold in found if hold not in own)
    return list(dict.fromkeys(told))


def told_of_hold(asked: Asked, hold: Hold, over: str) -> Unmet:
    """A hidden hold is told in its `shown_as` words, and whom it lies over is not."""
    if not may_see_hold(hold, asked.step.actor.roles):
        return Unmet(code="held", kind="hold", says=hold.shown_as or ON_HOLD)
    person = None if over in (CASE, "programme") else over
    return asked.unmet("held", "hold", f"On hold: {hold.title}", person, waits_on=hold.lifted_by[0])
