"""`./dev soak [SEED]`: hostile texts, bytes flipped, writers killed, random walks, a stopped programme, the model."""

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Engine, create_engine, select, text, update

from engine import programmes_in, render_walk, scenario_texts_under, texts_under, walk
from engine.expressions import read
from engine.records.database import Records, open_records
from engine.records.tables import metadata
from engine.records.verify import verify
from tests.expressions.test_against_python import PIECES
from tests.expressions.views import Facts, names
from tests.model.playing import RARE, play_piece
from tests.moratorium import PROGRAMME, Counted, a_place, cases, open_cases, pass_all, staff
from tests.programmes.twice import stories_twice
from tests.records.stories import a_case, fold
from tests.records.test_crash import killed
from tests.test_casework import Clock

PROGRAMMES = Path(__file__).resolve().parents[2] / "programmes"
MODEL_STEPS, PARTS = 200_000, 100
TEXTS, SLOWEST = 100_000, 0.010
STEPS, KILLS, FLIPS, STOPPED = 3_000, 60, 400, 10_000
FLIPPED = {
    "log": ("entry", "hash"),
    "log_value": ("sealed",),
    "case_key": ("wrapped",),
    "case_row": ("head", "snapshot", "summary"),
}


def hostile_expressions(chance: random.Random) -> Iterator[str]:
    """Generated and hostile texts: no escape, no crash, none slower than 10 ms."""
    known, view, sound = names(), Facts(n=1, p=True, d=date(2026, 1, 1)), 0
    for _ in range(TEXTS):
        hostile = chance.choice(("", " ")).join(chance.choices(PIECES, k=chance.randint(1, 14)))
        began = time.perf_counter()
        expression, faults = read(hostile, known, "boolean")
        if expression is not None:
            expression.ask(view)
        took, sound = time.perf_counter() - began, sound + (expression is not None)
        if (expression is None) != bool(faults):
            yield f"{hostile!r} has neither an expression nor a fault"
        if took > SLOWEST and _slow_again(hostile, known):
            yield f"{hostile!r} took {took * 1000:.1f} ms"
    print(f"  {TEXTS} texts, {sound} of them expressions")


def _slow_again(hostile: str, known: object) -> bool:
    """Whether it is the text that is slow, and not the machine that was busy: the best of three."""
    best = SLOWEST + 1
    for _ in range(3):
        began = time.perf_counter()
        read(hostile, known, "boolean")  # type: ignore[arg-type]
        best = min(best, time.perf_counter() - began)
    return best > SLOWEST


def random_walks(chance: random.Random) -> Iterator[str]:
    """Random steps through every programme: each comes to rest, each refusal has words, what is offered is accepted."""
    texts = texts_under(PROGRAMMES)
    for path in sorted(PROGRAMMES.glob("*/programme.yaml")):
        programme = path.parent.name
        walked = walk(texts, scenario_texts_under(PROGRAMMES, programme), programme, STEPS, chance.randrange(2**32))
        print("  " + render_walk(walked).replace("\n", "\n  "))
        yield from (str(one) for one in walked.found)


def stories_both_ways(chance: random.Random) -> Iterator[str]:
    """Every story comes to the same whether all is asked after a step or only what the step touched."""
    for programme in programmes_in(texts_under(PROGRAMMES)):
        spared, failed = stories_twice(programme)
        print(f"  {programme}: {spared['decisions']} decisions and {spared['rows']} rows spared")
        yield from failed


def flipped_bytes(chance: random.Random) -> Iterator[str]:
    """A byte changed anywhere in what is hashed or sealed is found."""
    with tempfile.TemporaryDirectory() as folder:
        url, home = f"sqlite:///{folder}/records.sqlite", Path(folder) / "home"
        records = open_records(url, home)
        for number in range(3):
            a_case(records, f"NOR-{number}", entries=9)
        database = create_engine(url)
        with database.begin() as connection:
            for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        for _ in range(FLIPS):
            yield from _flip(chance, database, records)
        database.dispose()
        records.close()
    print(f"  {FLIPS} bytes flipped")


def _flip(chance: random.Random, database: Engine, records: Records) -> Iterator[str]:
    table = metadata.tables[chance.choice(tuple(FLIPPED))]
    column = table.c[chance.choice(FLIPPED[table.name])]
    with database.begin() as connection:
        rows = connection.execute(select(*table.primary_key, column).where(column.is_not(None))).all()
        *keys, kept = chance.choice(rows)
        own = [one == value for one, value in zip(table.primary_key, keys, strict=True)]
        at = chance.randrange(len(kept))
        spoiled = kept[:at] + bytes([kept[at] ^ 1 << chance.randrange(8)]) + kept[at + 1 :]
        connection.execute(update(table).where(*own).values({column.name: spoiled}))
    with records.reading() as reading:
        found = verify(reading, fold)
    with database.begin() as connection:
        connection.execute(update(table).where(*own).values({column.name: kept}))
    if not found:
        yield f"byte {at} of {table.name}.{column.name} at {keys} changed, and nothing was found"


def killed_writers(chance: random.Random) -> Iterator[str]:
    """A writer killed at a random moment loses nothing that it said was kept."""
    with tempfile.TemporaryDirectory() as folder:
        url, home = f"sqlite:///{folder}/records.sqlite", Path(folder) / "home"
        said = [one for _ in range(KILLS) for one in killed(url, home, chance.uniform(0.0, 0.4))]
        records = open_records(url, home)
        with records.reading() as reading:
            kept = {case: len(reading.entries(case)) for case, _ in said}
            yield from (str(breach) for breach in verify(reading, fold))
        records.close()
    yield from (f"{case}: entry {version} was said to be kept" for case, version in said if kept[case] < version)
    print(f"  {KILLS} kills, {len(said)} entries said to be kept")


def stopped_programme(chance: random.Random) -> Iterator[str]:
    """A programme with 10,000 open cases is stopped and goes on; every case stands where it stood."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        caseway = a_place(f"sqlite:///{folder}/records.sqlite", Path(folder) / "home", clock)
        ids = open_cases(caseway, STOPPED)
        seen, before = chance.choice(ids), {one.id: one for one in cases(caseway, ids)}
        for word, act, who in (("placed", caseway.holding.place, "boss"), ("lifted", caseway.holding.lift, "chief")):
            clock.now += timedelta(days=5)
            with Counted(caseway) as acting:
                act(staff(caseway, who), PROGRAMME, "moratorium")
            with Counted(caseway) as reading:
                caseway.casework.see(staff(caseway, "clerk"), seen)
            with Counted(caseway) as passing:
                looks = pass_all(caseway)
            print(f"  {word} over {STOPPED} cases in {acting.seconds:.2f} s, {acting.statements} statements")
            print(f"  a case read in {reading.seconds * 1000:.1f} ms, all in {passing.seconds:.0f} s, {looks} looks")
        for now in cases(caseway, ids):
            still, was = {one.seconds for one in now.standing.paused.values()}, before[now.id]
            if (now.standing.state, now.standing.since, still) != ("asked", was.standing.since, {5 * 86_400.0}):
                yield f"{now.reference} stands in {now.standing}"
        yield from (str(breach) for breach in caseway.auditing.verify(None).breaches)
        caseway.close()


def invented_programmes(chance: random.Random) -> Iterator[str]:
    """Random steps through invented programmes: the kernel and its model never say anything else."""
    seeds = [f"{chance.randrange(2**32)}" for _ in range(PARTS)]
    seen: Counter[str] = Counter()
    with ProcessPoolExecutor() as pool:
        for counted, disagreement in pool.map(play_piece, seeds, [MODEL_STEPS // PARTS] * PARTS):
            seen += counted
            if disagreement:
                yield disagreement
    steps, refused = seen["accepted"] + seen["refused"] + seen["waited"], seen["refused"]
    print(f"  {steps} steps, {refused} of them refused, through {seen['programmes']} programmes")
    yield from (f"never in all these steps: {name}" for name in RARE if not seen[name])


RUNS: tuple[Callable[[random.Random], Iterator[str]], ...] = (
    hostile_expressions,
    flipped_bytes,
    killed_writers,
    random_walks,
    stories_both_ways,
    stopped_programme,
    invented_programmes,
)


def main() -> int:
    seed = int(sys.argv[1]) if sys.argv[1:] else random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    failed = 0
    for run in RUNS:
        print(run.__name__.replace("_", " "), flush=True)
        for wrong in run(random.Random(f"{seed} {run.__name__}")):
            failed += 1
            print(f"  FAILED: {wrong}", flush=True)
    print(f"{'failed: ' + str(failed) if failed else 'all held'} (seed {seed})")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
