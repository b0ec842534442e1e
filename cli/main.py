"""`caseway`: the commands put together, and what happens to whatever goes wrong."""

import sys
import traceback
import uuid
from collections.abc import Sequence

import click

from cli import cases, programmes, system
from cli.place import home
from cli.telling import tell_error
from engine import AuthorError, CasewayError, NotFound, OutOfDate, Refused, clock

REFUSED, CONFLICT, WRONG_ARGUMENT, UNEXPECTED = 3, 4, 2, 70


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def caseway() -> None:
    """The workflow engine for organisations that move refugees and migrants in safety."""


for command in (*programmes.COMMANDS, *cases.COMMANDS, *system.COMMANDS):
    caseway.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script. Every error becomes one line and an exit code; never a traceback."""
    sys.exit(run(list(arguments) if arguments is not None else sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of one command line."""
    as_json = "--json" in arguments
    try:
        result = caseway.main(args=arguments, prog_name="caseway", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as wrong:
        return tell_error(as_json, wrong.format_message(), WRONG_ARGUMENT)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except CasewayError as error:
        return _told(as_json, error)
    except BrokenPipeError:
        return 0
    except Exception:  # a defect of ours: the person gets a number, whoever mends it gets the details
        return _incident(as_json)


def _told(as_json: bool, error: CasewayError) -> int:
    if isinstance(error, Refused):
        return tell_error(as_json, str(error), REFUSED, error.unmet)
    if isinstance(error, OutOfDate):
        return tell_error(as_json, str(error), CONFLICT)
    return tell_error(
        as_json,
        str(error),
        WRONG_ARGUMENT if isinstance(error, NotFound) else 1 if isinstance(error, AuthorError) else WRONG_ARGUMENT,
    )


def _incident(as_json: bool) -> int:
    number = uuid.uuid4().hex[:8]
    place = home() / "incidents.log"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("a", encoding="utf-8") as log:
            log.write(f"{clock().isoformat()} {number}\n{traceback.format_exc()}\n")
    except OSError:
        place = None  # type: ignore[assignment]
    where = f"; the details are in {place}" if place else ""
    return tell_error(as_json, f"Something went wrong that should not: incident {number}{where}", UNEXPECTED)
