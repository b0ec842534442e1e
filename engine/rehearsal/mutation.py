"""Each safeguard of a programme left out in turn, and the stories played again: what no story misses is untested."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from engine.rehearsal.mutants import Weakened, weakened
from engine.rehearsal.rehearse import Company, company
from engine.rehearsal.result import Mutant, Mutation, Played

Progress = Callable[[Mutant], None]


def mutate(
    texts: Mapping[str, str], scenario_texts: Mapping[str, str], programme: str, progress: Progress | None = None
) -> Mutation:
    """Leaves out each requirement, `only_while`, separation of duties, second person, window and timer in turn.

    Only stories that can tell the difference are played again, the quickest first, until one fails. `progress` hears of
    each mutant as soon as it is judged. Where stories fail already, nothing is left out. Raises ProgrammeInvalid.
    """
    with company(texts, scenario_texts, programme) as ready:
        rehearsal = ready.play_all()
        mutants = tuple(_judged(ready, rehearsal.played, progress)) if rehearsal.passed else ()
    return Mutation(programme=programme, mutants=mutants, rehearsal=rehearsal)


def _judged(ready: Company, played: tuple[Played, ...], progress: Progress | None) -> Iterator[Mutant]:
    quickest = sorted(played, key=lambda one: one.seconds)
    for weaker in weakened(ready.law):
        mutant = _judge(ready, weaker, quickest)
        if progress is not None:
            progress(mutant)
        yield mutant


def _judge(ready: Company, weaker: Weakened, played: list[Played]) -> Mutant:
    near = [one for one in played if weaker.near is None or weaker.near & one.touched]
    telling = [one for one in near if weaker.telling is None or weaker.telling & one.touched]
    mutant = Mutant(kind=weaker.kind, name=weaker.name, came_by=len(near), replayed=len(telling))
    for number, one in enumerate(telling, start=1):
        again = ready.play(ready.stories.by_path[one.path], weaker.programme)
        if not again.passed:
            return replace(mutant, noticed_by=one.path, replayed=number)
    return mutant
