"""The program: its commands, its exit statuses, and how it says that something cannot be done."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from .. import __version__
from ..errors import ElsewhereError, SymbackpropError, in_words, place
from . import limits, stage, traces
from .export import ExportCommand, export
from .grade import grade
from .importing import import_
from .notes import notes
from .quiz import quiz
from .slips import VerifyCommand
from .specs import check, new
from .statuses import EXIT_FAILED, EXIT_FINE, EXIT_INTERRUPTED, EXIT_UNREAD
from .streams import complain, output_failure
from .supervisor import Stopped
from .train import train
from .verify import verify
from .worksheet import worksheet

# Typer uses the installed click or, in later releases, one of its own; both have this base.
ClickException: type[Exception] = next(
    base for base in typer.BadParameter.__mro__ if issubclass(base, Exception) and base.__name__ == "ClickException"
)

DEBUG = "--debug"
LONGEST_ERROR = 200

app = typer.Typer(
    name="symbackprop",
    help="Backpropagation, derived step by step: lecture notes, gradients and training with certified numbers.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def run(arguments: Sequence[str]) -> int:
    """Run the program on some arguments and return its exit status.

    Whatever goes wrong ends here, as one line: a status of 1 says that `verify` has found something, and nothing else.
    """
    arguments, debug = _without_debug(list(arguments))
    traces.want(debug)
    streams = sys.stdout, sys.stderr
    try:
        return _command(arguments)
    except Stopped:
        raise
    except BaseException as error:
        sys.stdout, sys.stderr = streams
        return _refused(error, debug)
    finally:
        limits.stop()


def _without_debug(arguments: list[str]) -> tuple[list[str], bool]:
    """Return the arguments without `--debug`, which may stand before a command or after it, and whether it does."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options = [argument for argument in arguments[:end] if argument != DEBUG]
    return options + arguments[end:], len(options) < end


def _command(arguments: list[str]) -> int:
    stage.begin("reading the arguments")
    command = typer.main.get_command(app)
    status = command.main(arguments or ["--help"], prog_name="symbackprop", standalone_mode=False)
    failure = output_failure()
    if failure is not None:
        raise failure
    return status if isinstance(status, int) else EXIT_FINE


def _refused(error: BaseException, debug: bool) -> int:
    """Say in one line why a command failed, and return the exit status."""
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return EXIT_INTERRUPTED
    # Where a pipe is closed, the libraries that print leave by an exit of their own.
    failure = output_failure()
    if isinstance(error, SystemExit) or isinstance(failure, BrokenPipeError):
        return EXIT_UNREAD
    if debug:
        _print_traceback(error)
    complain(f"standard output: cannot be written: {failure.strerror}" if failure else _line(error))
    return EXIT_FAILED


def _line(error: BaseException) -> str:
    match error:
        case SymbackpropError():
            return str(error)
        case limits.OutOfTime():
            return stage.now().too_long
        case OSError(filename=name, strerror=why) if why:
            return f"{name}: {why}" if name else f"{why}, while {stage.now().doing}"
        case MemoryError():
            return f"there is not enough memory, while {stage.now().doing}"
        case ElsewhereError(what=what, where=where):
            return _fault(what, where)
        case ClickException():
            return f"{_message(error)}; see 'symbackprop --help'"
        case _:
            return _fault(in_words(error), place(error.__traceback__))


def _fault(what: str, where: str) -> str:
    what = what if len(what) <= LONGEST_ERROR else f"{what[:LONGEST_ERROR]}…"
    at = f" at {where}" if where else ""
    return f"internal error while {stage.now().doing}: {what}{at}; {DEBUG} shows the traceback to report"


def _message(error: Exception) -> str:
    """Return what a click error would print."""
    return str(getattr(error, "format_message", error.__str__)()).rstrip(".")


def _print_traceback(error: BaseException) -> None:
    from traceback import format_exception

    trace = error.trace if isinstance(error, ElsewhereError) else "".join(format_exception(error))
    try:
        print(trace, file=sys.stderr)
    except (OSError, ValueError):
        return


def _version(wanted: bool) -> None:
    if wanted:
        print(f"symbackprop {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    debug: Annotated[
        bool, typer.Option(DEBUG, help="Show the traceback of what goes wrong; also after a command.")
    ] = False,
) -> None:
    pass


app.command()(notes)
app.command()(worksheet)
app.command()(quiz)
app.command()(grade)
app.command()(train)
app.command(cls=ExportCommand)(export)
app.command("import")(import_)
app.command()(new)
app.command()(check)
app.command(cls=VerifyCommand)(verify)
