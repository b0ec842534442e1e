"""`caseway`: the commands put together, and what happens to whatever goes wrong."""

import sys
import warnings
from collections.abc import Sequence

import click

from cli import cases, drawing, file_check, files, programmes, rehearsals, system
from cli.place import home
from cli.telling import tell_error
from engine import AuthorError, Broken, CasewayError, OutOfDate, Refused, __version__, note_incident

WRONG, WRONG_ARGUMENT, REFUSED, CONFLICT, UNEXPECTED, STOPPED = 1, 2, 3, 4, 70, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="caseway", message="%(prog)s %(version)s")
def caseway() -> None:
    """The workflow engine for organisations that move refugees and migrants in safety."""


for room in (programmes, drawing, rehearsals, cases, files, file_check, system):
    for command in room.COMMANDS:
        caseway.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script. Every error becomes one line and an exit code; never a traceback."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(run(list(arguments) if arguments is not None else sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of one command line."""
    as_json = "--json" in arguments
    try:
        _check_encoding(arguments)
        result = caseway.main(args=arguments, prog_name="caseway", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.NoArgsIsHelpError as helped:
        click.echo(helped.format_message(), err=True)
        return WRONG_ARGUMENT
    except click.ClickException as wrong:
        return tell_error(as_json, wrong.format_message(), WRONG_ARGUMENT)
    except (click.Abort, KeyboardInterrupt):
        return STOPPED
    except CasewayError as error:
        return _told(as_json, error)
    except SystemExit:  # how click ends where whoever read our output has gone
        return 0
    except Exception as error:  # a defect of ours: the person gets a number, whoever mends it gets the details
        return _incident(as_json, arguments, error)


def _check_encoding(arguments: list[str]) -> None:
    for number, argument in enumerate(arguments, start=1):
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise click.UsageError(f"Argument {number} is not UTF-8; write it in UTF-8") from None


def _told(as_json: bool, error: CasewayError) -> int:
    if isinstance(error, Refused):
        return tell_error(as_json, str(error), REFUSED, error.unmet)
    if isinstance(error, OutOfDate):
        return tell_error(as_json, str(error), CONFLICT, version=error.actual)
    return tell_error(as_json, str(error), WRONG if isinstance(error, (AuthorError, Broken)) else WRONG_ARGUMENT)


def _incident(as_json: bool, arguments: list[str], error: Exception) -> int:
    what = arguments[0] if arguments and arguments[0] in caseway.commands else None
    try:
        where = f"incident {note_incident(home(), error, command=what)}; the details are in {home() / 'incidents.log'}"
    except OSError:
        where = f"{type(error).__name__}; its details could not be kept in {home()}: set CASEWAY_HOME to another folder"
    return tell_error(as_json, f"Something went wrong that should not: {where}", UNEXPECTED)
