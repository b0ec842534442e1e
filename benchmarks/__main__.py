"""Runs the benchmarks: prints one table, and writes the same figures to `benchmarks/latest.json`."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import act, bulk, pages, reading

LATEST = Path(__file__).with_name("latest.json")
Found = dict[str, list[dict[str, Any]]]


def main() -> None:
    asked = _asked()
    found: Found = {}
    for name in asked.parts or PARTS:
        found |= PARTS[name](asked)
    print(table(found))
    machine = {"python": platform.python_version(), "system": platform.system(), "machine": platform.machine()}
    machine |= {"load": [round(one, 1) for one in os.getloadavg()]}
    LATEST.write_text(json.dumps({"on": machine, "figures": found}, indent=2) + "\n")


PARTS: Mapping[str, Callable[[argparse.Namespace], Found]] = {
    "act": lambda asked: act.run(),
    "reading": lambda asked: reading.run(),
    "bulk": lambda asked: bulk.run(),
    "pages": lambda asked: pages.run(asked.cases, asked.rounds, tuple(asked.on)),
}


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all unless named")
    parser.add_argument("--cases", type=int, default=pages.CASES, help="pages: with how many cases (%(default)s)")
    parser.add_argument("--rounds", type=int, default=pages.ROUNDS, help="pages: how often each (%(default)s)")
    parser.add_argument("--on", nargs="+", choices=pages.KINDS, default=pages.KINDS, help="pages: on which (both)")
    asked = parser.parse_args()
    if unknown := [name for name in asked.parts if name not in PARTS]:
        parser.error(f"there is no part {unknown[0]}; there are {', '.join(PARTS)}")
    return asked


def table(found: Found) -> str:
    lines = []
    for title, figures in found.items():
        columns = PAGES if "cpu_ms" in figures[0] else TIMES
        lines += ["", f"{title:<64}" + "".join(f"{head:>{width}}" for head, width in columns.values())]
        lines += [f"  {it['contender']:<62}" + "".join(_cells(it, columns)) for it in figures]
    return "\n".join(lines[1:])


Columns = Mapping[str, tuple[str, int]]
TIMES: Columns = {"median_us": ("median µs", 12), "p95_us": ("p95 µs", 10), "times": ("×", 8)}
PAGES: Columns = {
    "cpu_ms": ("CPU ms", 10),
    "wall_ms": ("wall ms", 10),
    "times": ("× CPU", 8),
    "statements": ("statements", 12),
    "kilobytes": ("kB", 8),
}


def _cells(line: Mapping[str, Any], columns: Columns) -> list[str]:
    """What a contender has not is left empty."""
    return [f"{'' if line.get(name) is None else line[name]:>{width}}" for name, (_, width) in columns.items()]


if __name__ == "__main__":
    sys.exit(main())
