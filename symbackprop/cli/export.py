"""`symbackprop export`."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer
import typer.core

from ..errors import UsageError, unknown
from . import limits
from .arguments import (
    DEFAULT_SECONDS,
    LimitOption,
    NotationOption,
    QuietOption,
    RandomOption,
    SpecArgument,
)
from .files import check_folder, write_files
from .inputs import read_network, with_values
from .streams import utf8
from .terminal import terminal, waiting

if TYPE_CHECKING:
    pass


class ExportCommand(typer.core.TyperCommand):
    """Lists the backends where help is asked for, and loads their table only there."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from ..export.backends import BACKENDS

        *names, last = BACKENDS
        for parameter in self.params:
            if parameter.name == "to" and isinstance(parameter, typer.core.TyperOption):
                parameter.help = f"{', '.join(names)} or {last}."
        super().format_help(ctx, formatter)


def export(
    spec: SpecArgument = "mazur-2-2-2",
    to: Annotated[
        str,
        typer.Option(
            "--to",
            "-t",
            metavar="BACKEND",
            help="What to write.",
        ),
    ] = "c",
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", metavar="DIR", help="Where to write it.  [default: output/BACKEND]"),
    ] = None,
    float32: Annotated[bool, typer.Option("--float32", help="Single precision instead of double.")] = False,
    data: Annotated[
        str,
        typer.Option(
            "--data",
            metavar="LIST",
            help="What each sample has its own of.  [default: inputs and targets, or all that is given]",
            show_default=False,
        ),
    ] = "",
    prefix: Annotated[
        str,
        typer.Option(
            "--prefix",
            metavar="NAME",
            help="What names begin with that your program sees.  [default: the name of SPEC]",
            show_default=False,
        ),
    ] = "",
    licence: Annotated[
        str,
        typer.Option(
            "--license",
            metavar="SPDX",
            help="What the first line of each file says that it is under.  [default: MIT-0]",
            show_default=False,
        ),
    ] = "",
    outputs: Annotated[
        str,
        typer.Option(
            "--outputs",
            metavar="LIST",
            help="What predict returns.  [default: the outputs of the last layer]",
            show_default=False,
        ),
    ] = "",
    functions: Annotated[
        str,
        typer.Option(
            "--functions",
            metavar="LIST",
            help="Other derivatives: hessian-vector, input-gradient, per-sample.",
            show_default=False,
        ),
    ] = "",
    notation: NotationOption = "",
    seed: RandomOption = None,
    force: Annotated[bool, typer.Option("--force", help="Write into a folder that is there already.")] = False,
    time_limit: LimitOption = DEFAULT_SECONDS,
    quiet: QuietOption = False,
) -> None:
    """Write a network's loss, gradient and training loop as code that checks itself.

    \b
    Examples:
      symbackprop export --to c
      symbackprop export network.toml --to rust --output rust
      symbackprop export softmax --to numpy --data x,t --force
      symbackprop export network.toml --to c --prefix net
      symbackprop export softmax --to rust --outputs p
      symbackprop export network.toml --to c --functions hessian-vector,per-sample
    """  # noqa: D301
    limits.start(time_limit, "a smaller network takes less")
    network = read_network(spec, notation)

    from ..export.backends import BACKENDS, export_of, prefix_for, run_of
    from ..export.licence import DEFAULT, checked_licence

    if to not in BACKENDS:
        raise unknown("backend", to, list(BACKENDS))
    shown = prefix_for(to, prefix, Path(spec).stem)
    licence = checked_licence(licence or DEFAULT)
    folder = output or Path("output") / to
    check_folder(folder)
    if folder.exists() and not force:
        raise UsageError(f"{folder}: is there already; --force writes into it, --output chooses another")
    lists = (data, outputs, functions)
    names, predicted, more = ([name.strip() for name in given.split(",") if name.strip()] for given in lists)
    network = with_values(network, spec, seed, quiet)
    network.demand_values()
    with waiting(f"Writing {to}", quiet):
        made = export_of(network, to, float32, names, shown, licence, predicted, more)
    write_files(folder, {name: utf8(text) for name, text in made.files.items()})
    if not quiet:
        console = terminal()
        console.print("Written:", ", ".join(str(folder / name) for name in sorted(made.files)), soft_wrap=True)
        if made.has_check:
            how = "" if made.is_certified else " against a complex step, being too large for certified values"
            console.print(f"It checks itself{how}: cd {quote(str(folder))} && {run_of(to, shown)}", soft_wrap=True)
        else:
            console.print(
                "It does not check itself: no call of the network is certified, and none has a value.", soft_wrap=True
            )
