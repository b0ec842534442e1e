"""Runs the benchmarks: prints one table, and writes the same figures to `benchmarks/latest.json`."""

import json
import platform
import sys
from pathlib import Path
from typing import Any

from benchmarks import act

LATEST = Path(__file__).with_name("latest.json")


def main() -> None:
    found = act.run()
    print(table(found))
    machine = {"python": platform.python_version(), "system": platform.system(), "machine": platform.machine()}
    LATEST.write_text(json.dumps({"on": machine, "figures": found}, indent=2) + "\n")


def table(found: dict[str, list[dict[str, Any]]]) -> str:
    lines = []
    for title, figures in found.items():
        lines += ["", f"{title:<48}{'median µs':>12}{'p95 µs':>10}{'× floor':>9}"]
        lines += [
            f"  {it['contender']:<46}{it['median_us']:>12}{it['p95_us']:>10}{it['times_floor']:>9.2f}" for it in figures
        ]
    return "\n".join(lines[1:])


if __name__ == "__main__":
    sys.exit(main())
