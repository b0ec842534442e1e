"""A process that is killed while it writes loses nothing that it said was kept, and leaves nothing half done."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from engine.records.database import open_records
from engine.records.verify import verify
from tests.records.stories import fold

ROOT = Path(__file__).parents[2]
KILLS = 4


def killed(url: str, home: Path, seconds: float) -> list[tuple[str, int]]:
    """What a writer said it kept until it was killed, so many seconds after its first word."""
    command = [sys.executable, "-m", "tests.records.writer", url, str(home)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        said = [writer.stdout.readline()]
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.readlines()
    whole = [line.split() for line in said if line.endswith("\n")]
    return [(case, int(version)) for case, version in whole]


def test_no_entry_that_was_said_to_be_kept_is_lost(database_url: str, home: Path) -> None:
    chance = random.Random(4)
    said = [one for _ in range(KILLS) for one in killed(database_url, home, chance.uniform(0.05, 0.3))]
    records = open_records(database_url, home)
    with records.reading() as reading:
        kept = {case: len(reading.entries(case)) for case, _ in said}
        assert verify(reading, fold) == ()
    records.close()
    assert len(said) > KILLS
    assert [(case, version) for case, version in said if kept[case] < version] == []
