"""The program: its commands, its exit statuses, and how it says that something cannot be done."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from .. import __version__
from ..errors import SymbackpropError
from .export import ExportCommand, export
from .notes import notes
from .specs import check, new
from .statuses import EXIT_FAILED, EXIT_FINE, EXIT_INTERRUPTED
from .train import train
from .verify import verify

# Typer uses the installed click or, in later releases, one of its own; both have this base.
ClickException: type[Exception] = next(
    base for base in typer.BadParameter.__mro__ if issubclass(base, Exception) and base.__name__ == "ClickException"
)

app = typer.Typer(
    name="symbackprop",
    help="Backpropagation, derived step by step: lecture notes, gradients and training with certified numbers.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def main() -> NoReturn:
    """Run the program; every expected error becomes one line and exit status 2."""
    # A run makes many small objects that live to its end; looking for garbage among them is a tenth of its time,
    # and so is taking them apart one by one before the process ends.
    gc.set_threshold(200_000, 20, 20)
    status = run(sys.argv[1:])
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


def run(arguments: Sequence[str]) -> int:
    """Run the program on some arguments and return its exit status."""
    try:
        command = typer.main.get_command(app)
        status = command.main(list(arguments) or ["--help"], prog_name="symbackprop", standalone_mode=False)
        return status if isinstance(status, int) else EXIT_FINE
    except ClickException as error:
        return _failed(f"{_message(error)}; see 'symbackprop --help'")
    except (typer.Abort, KeyboardInterrupt):
        return _failed("interrupted; nothing was written", EXIT_INTERRUPTED)
    except SymbackpropError as error:
        return _failed(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FINE


def _message(error: Exception) -> str:
    """Return what a click error would print."""
    return str(getattr(error, "format_message", error.__str__)()).rstrip(".")


def _failed(message: str, status: int = EXIT_FAILED) -> int:
    print(f"symbackprop: {' '.join(message.split())}", file=sys.stderr)
    return status


def _version(wanted: bool) -> None:
    if wanted:
        print(f"symbackprop {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


app.command()(notes)
app.command()(train)
app.command(cls=ExportCommand)(export)
app.command()(new)
app.command()(check)
app.command()(verify)
