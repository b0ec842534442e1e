"""Opens cases and appends to them until it is killed, and says each entry that is kept: `case number`."""

import sys
from pathlib import Path

from engine.records.database import open_records
from tests.records.stories import a_case, go_on


def write(url: str, home: Path) -> None:
    records = open_records(url, home)
    while True:
        with records.writing() as writing:
            number = writing.connection.exec_driver_sql("SELECT count(*) FROM case_row").scalar_one()
        case = a_case(records, f"NOR-{number + 1}")
        for _ in range(4):
            print(case.id, case.version, flush=True)
            with records.writing() as writing:
                case = go_on(writing, case.id)


if __name__ == "__main__":
    write(sys.argv[1], Path(sys.argv[2]))
