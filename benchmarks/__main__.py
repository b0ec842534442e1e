"""Runs the benchmarks: prints one table, and writes the same figures to `benchmarks/latest.json`."""

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from benchmarks import act, many, reading

LATEST = Path(__file__).with_name("latest.json")


def main() -> None:
    found = act.run() | reading.run() | many.run()
    print(table(found))
    machine = {"python": platform.python_version(), "system": platform.system(), "machine": platform.machine()}
    machine |= {"load": [round(one, 1) for one in os.getloadavg()]}
    LATEST.write_text(json.dumps({"on": machine, "figures": found}, indent=2) + "\n")


def table(found: dict[str, list[dict[str, Any]]]) -> str:
    lines = []
    for title, figures in found.items():
        asks = any("statements" in line for line in figures)
        more = f"{'statements':>12}{'kB':>8}" if asks else ""
        lines += ["", f"{title:<64}{'median µs':>12}{'p95 µs':>10}{'×':>8}{more}"]
        lines += [
            f"  {it['contender']:<62}{it['median_us']:>12}{it['p95_us']:>10}{_times(it):>8}{_asks(it)}"
            for it in figures
        ]
    return "\n".join(lines[1:])


def _times(line: dict[str, Any]) -> str:
    return "" if line["times"] is None else f"{line['times']:.2f}"


def _asks(line: dict[str, Any]) -> str:
    """Of a page: how many statements it asks, and how long it is."""
    return f"{line['statements']:>12}{line['kilobytes']:>8}" if "statements" in line else ""


if __name__ == "__main__":
    sys.exit(main())
