"""Commands as somebody types them: in this process for speed, in one of their own where the process matters."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import cli.main

ROOT = Path(__file__).resolve().parents[2]
STAFF = {
    "nadia": (["us-rsc:caseworker"], "amman-office"),
    "carla": (["us-rsc:caseworker"], "cairo-office"),
    "rana": (["us-rsc:reviewer"], "amman-office"),
    "selim": (["us-rsc:caseworker", "us-rsc:reviewer"], "amman-office"),
    "idris": (["us-rsc:physician"], "amman-office"),
    "tala": (["us-rsc:trainer"], "amman-office"),
    "omar": (["us-rsc:movement"], "amman-office"),
    "aziz": (["auditor"], None),
    "dana": (["designer"], None),
}
"""By user name: the roles, and the office; none: everywhere."""
AMINA = {
    "family_name": "Specimen",
    "given_names": "Amina",
    "born_on": "1991-05-04",
    "sex": "female",
    "nationality": "SY",
    "relationship": "principal",
}
OPENING = {
    "case": {"referred_by": "unhcr", "host_country": "JO", "unhcr_case_number": "999-26C00001"},
    "people": {"amina": AMINA},
}


def day(after: int = 0) -> str:
    """A date at the Amman office, so many days from now."""
    return (datetime.now(ZoneInfo("Asia/Amman")).date() + timedelta(days=after)).isoformat()


def decided(source: str = "letter.pdf") -> dict[str, str]:
    return {"decided_on": day(), "source": source}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def codes(self) -> list[str]:
        return [one["code"] for one in self.json["refused"]]


@dataclass(slots=True, kw_only=True)
class Shell:
    """Commands over one deployment."""

    home: Path
    database: str = ""
    files: int = field(default=0)

    def __call__(self, *arguments: str, **settings: str) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with mock.patch.dict(os.environ, self.environment(settings)), redirect_stdout(out), redirect_stderr(err):
            code = cli.main.run([str(one) for one in arguments])
        return Ran(code=code, out=out.getvalue(), err=err.getvalue())

    def environment(self, settings: dict[str, str]) -> dict[str, str]:
        return {"CASEWAY_HOME": str(self.home), "CASEWAY_DATABASE_URL": self.database, **settings}

    def start(self, *arguments: str | bytes, **settings: str) -> subprocess.Popen[bytes]:
        """A command in a process of its own."""
        command = [sys.executable, "-m", "cli", *arguments]
        pipe, environment = subprocess.PIPE, os.environ | self.environment(settings)
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, stdin=subprocess.DEVNULL)

    def process(self, *arguments: str | bytes, **settings: str) -> Ran:
        """The same as a call, in a process of its own."""
        started = self.start(*arguments, **settings)
        out, err = started.communicate(timeout=120)
        return Ran(code=started.returncode, out=out.decode(), err=err.decode())

    def file(self, holds: Any) -> str:
        """A JSON file with this in it."""
        self.files += 1
        path = self.home.parent / f"{self.files}.json"
        path.write_text(holds if isinstance(holds, str) else json.dumps(holds), encoding="utf-8")
        return str(path)

    def open(self, by: str = "nadia", *more: str, holds: Any = OPENING) -> Ran:
        return self("open", "us-rsc", "--as", by, "--facts", self.file(holds), "--json", *more)

    def act(self, by: str, case: str, action: str, *more: str, each: Any = None, **answers: Any) -> Ran:
        file = self.file({"with": answers, "each": each or {}})
        return self("act", case, action, "--as", by, "--answers", file, "--json", *more)

    def grant_access(self, by: str, case: str, *more: str) -> Ran:
        return self.act(by, case, "grant_access", *more, priority="p1", decided_on=day(-1), source="access.pdf")
