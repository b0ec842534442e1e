"""What a rehearsal came to, as text for people and as plain JSON for programs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.reading.finding import render_text
from engine.rehearsal.covers import KINDS
from engine.rehearsal.result import Coverage, Failure, Mutant, Mutation, Played, Rehearsal, Walked

KIND_WORDS = {
    "state": "states entered",
    "action": "actions done",
    "timer": "timers that spoke",
    "passed": "requirements passed",
    "refused": "requirements refused",
}


def render_failure(failure: Failure) -> str:
    """Where, the step as written, expected and found side by side, and the log."""
    return "\n".join(_failure(failure))


def _failure(failure: Failure) -> Iterator[str]:
    yield f"{failure.path}:{failure.line}:{failure.column}: {failure.what}"
    yield from (f"    {line}" for line in failure.step.split("\n"))
    yield f"  expected  {failure.expected}"
    yield f"  found     {failure.found}"
    yield from (f"    {line}" for line in (("the log:", *failure.log) if failure.log else ()))


def render_rehearsal(rehearsal: Rehearsal, sources: Mapping[str, str]) -> str:
    """What cannot be read, a line for each story, every failure below its own, then the coverage with its gaps.

    `sources` maps the paths of the findings to the texts of the scenarios.
    """
    lines = [render_text(rehearsal.findings, sources)] if rehearsal.findings else []
    for played in rehearsal.played:
        lines.append(_story(played))
        lines += [row for failure in played.failures for row in _failure(failure)]
    failed = sum(not one.passed for one in rehearsal.played)
    lines.append(
        f"{rehearsal.programme}: {len(rehearsal.played) - failed} stories hold, {failed} do not{_unread(rehearsal)}"
    )
    return "\n".join([*lines, *_coverage(rehearsal.coverage)])


def _unread(rehearsal: Rehearsal) -> str:
    unread = len({one.path for one in rehearsal.findings if one.is_error})
    return f", {unread} cannot be read" if unread else ""


def _story(played: Played) -> str:
    mark = "holds" if played.passed else "FAILS"
    return f"{mark}  {played.title} ({played.path}, {played.entries} entries)"


def _coverage(coverage: Coverage) -> Iterator[str]:
    for kind, (touched, known) in coverage.counts().items():
        share = f"{100 * touched // known}%" if known else "none there"
        yield f"  {KIND_WORDS[kind]}: {touched} of {known} ({share})"
        missing = coverage.missing(kind)
        if missing:
            yield f"    not: {', '.join(missing)}"


def rehearsal_json(rehearsal: Rehearsal) -> dict[str, Any]:
    return {
        "programme": rehearsal.programme,
        "passed": rehearsal.passed,
        "findings": [{name: getattr(one, name) for name in type(one).__slots__} for one in rehearsal.findings],
        "scenarios": [_played_json(one) for one in rehearsal.played],
        "coverage": _coverage_json(rehearsal.coverage),
    }


def _played_json(played: Played) -> dict[str, Any]:
    return {
        "path": played.path,
        "title": played.title,
        "prelude": played.is_prelude,
        "passed": played.passed,
        "entries": played.entries,
        "digest": played.digest,
        "rest": dict(played.rest),
        "failures": [failure_json(one) for one in played.failures],
    }


def failure_json(failure: Failure) -> dict[str, Any]:
    return {name: getattr(failure, name) for name in Failure.__slots__} | {"log": list(failure.log)}


def _coverage_json(coverage: Coverage) -> dict[str, Any]:
    counts = coverage.counts()
    return {
        kind: {"touched": counts[kind][0], "known": counts[kind][1], "missing": list(coverage.missing(kind))}
        for kind in KINDS
    }


def render_mutation(mutation: Mutation) -> str:
    """The safeguards whose loss no story notices, by kind; where stories fail already, those instead."""
    if not mutation.rehearsal.passed:
        return f"{render_rehearsal(mutation.rehearsal)}\nNothing was left out, since stories fail already"
    noticed = len(mutation.mutants) - len(mutation.untested)
    first = f"{mutation.programme}: of {len(mutation.mutants)} safeguards left out, stories noticed {noticed}"
    return "\n".join([first, *(_mutant(one) for one in mutation.untested)])


def _mutant(mutant: Mutant) -> str:
    why = f"{mutant.came_by} stories come by, none fails" if mutant.came_by else "no story comes by"
    return f"  untested {mutant.kind}: {mutant.name} ({why})"


def mutation_json(mutation: Mutation) -> dict[str, Any]:
    return {
        "programme": mutation.programme,
        "passed": mutation.rehearsal.passed,
        "mutants": [{name: getattr(one, name) for name in Mutant.__slots__} for one in mutation.mutants],
        "untested": [one.name for one in mutation.untested],
    }


def render_walk(walked: Walked) -> str:
    """The seed first, so that the walk can be taken again."""
    return "\n".join(_walk(walked))


def _walk(walked: Walked) -> Iterable[str]:
    done = f"{walked.done} done, {walked.refused} refused"
    yield f"{walked.programme}: {walked.steps} steps with seed {walked.seed}: {done}"
    ended = ", ".join(f"{count} {outcome}" for outcome, count in sorted(walked.outcomes.items()))
    yield f"  cases: {walked.opened} opened, {walked.ended} ended ({ended or 'none'})"
    yield f"  without an ending: {walked.open_at_the_end}"
    for found in walked.found:
        yield f"  {found.what}"
        yield from (f"      {step}" for step in found.steps)


def walk_json(walked: Walked) -> dict[str, Any]:
    return {
        "programme": walked.programme,
        "seed": walked.seed,
        "steps": walked.steps,
        "done": walked.done,
        "refused": walked.refused,
        "opened": walked.opened,
        "ended": walked.ended,
        "outcomes": dict(walked.outcomes),
        "found": [{"what": one.what, "steps": list(one.steps)} for one in walked.found],
    }
