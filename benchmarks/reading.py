"""What it costs to read a programme, to be told what may be done, and whether a long log makes deciding slower."""

from collections.abc import Callable
from typing import Any

from benchmarks.desk import NOBODY, ROOT, AmendPerson, at_work, open_family, open_small
from benchmarks.large import large_programme
from benchmarks.places import on_sqlite
from benchmarks.timing import ROUNDS, figures, measured
from engine import Caller, Caseway, Step, check, texts_under

SHORT, LONG = 10, 5_000
READINGS = 20


class Asked:
    """A question about a case, asked again and again."""

    def __init__(self, case: str, ask: Callable[[], Any]):
        self.case, self.ask = case, ask

    def prepare(self) -> str:
        return self.case

    def act(self) -> None:
        self.ask()


def run(rounds: int = ROUNDS, long: int = LONG) -> dict[str, list[dict[str, Any]]]:
    return _read() | _on_cases(rounds, long)


def _read() -> dict[str, list[dict[str, Any]]]:
    """A programme is read and checked, as `caseway check` does."""
    texts = {"large/programme.yaml": large_programme()}
    if found := check(texts).findings:
        raise ValueError(f"The large programme is not clean: {found[0]}")
    read = {
        "just over sixty states, six tracks": Asked("", lambda: check(texts)),
        "us-rsc with its modules": Asked("", lambda: check(texts_under(ROOT / "programmes"), "us-rsc")),
    }
    return {"Read and check a programme (300,000 µs at most)": figures(measured(read, READINGS, warm_up=2))}


def _on_cases(rounds: int, long: int) -> dict[str, list[dict[str, Any]]]:
    with on_sqlite() as where, at_work(where.ours, where.home / "ours") as (caseway, caller):
        explained = {
            "us-rsc, four people": _explained(caseway, caller, open_family(caseway, caller)),
            "us-rsc, eight people": _explained(caseway, caller, open_family(caseway, caller, 8)),
            "small programme, eight people": _explained(caseway, caller, open_small(caseway, caller, 8)),
        }
        names = [f"a log of {entries:,} entries" for entries in (SHORT, long)]
        decided = {name: _decided(caseway, caller, entries) for name, entries in zip(names, (SHORT, long), strict=True)}
        return {
            "Casework.explain, everything (5,000 µs at most)": figures(measured(explained, rounds)),
            "Casework.foresee: read the case and decide, us-rsc": figures(measured(decided, rounds), names[0]),
        }


def _explained(caseway: Caseway, caller: Caller, case: str) -> Asked:
    return Asked(case, lambda: caseway.casework.explain(caller, case))


def _decided(caseway: Caseway, caller: Caller, entries: int) -> Asked:
    """On a case whose log has grown to so many entries."""
    amended = AmendPerson(caseway, caller)
    for _ in range(entries - caseway.casework.see(caller, amended.case).case.version):
        amended.prepare()
        amended.act()
    step = Step(action="amend_person", actor=NOBODY, **amended.step())
    return Asked(amended.case, lambda: caseway.casework.foresee(caller, amended.case, step))
