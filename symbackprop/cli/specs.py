"""`symbackprop new` and `symbackprop check`."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UsageError, unknown
from . import limits, stage
from .arguments import (
    DEFAULT_SECONDS,
    LimitOption,
    NotationOption,
    QuietOption,
    RandomOption,
    SpecArgument,
)
from .files import check_file, write_files
from .inputs import read_network, with_values
from .streams import utf8
from .terminal import terminal

if TYPE_CHECKING:
    from ..expression.tree import Symbol
    from ..models.network import Network


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, ending in .toml.")],
    form: Annotated[
        str, typer.Option("--form", metavar="NAME", help="layers, or equations for any other model.")
    ] = "layers",
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it is there.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Write a commented spec to start from.

    \b
    Examples:
      symbackprop new network.toml
      symbackprop new model.toml --form equations
    """  # noqa: D301
    from ..models.starter import FORMS, starter

    if form not in FORMS:
        raise unknown("form", form, list(FORMS))
    if file.suffix != ".toml":
        raise UsageError(f"{file}: a spec must end in .toml")
    check_file(file)
    if file.exists() and not force:
        raise UsageError(f"{file}: is there already; --force overwrites it")
    write_files(file.parent, {file.name: utf8(starter(form, str(file)))})
    if not quiet:
        terminal().print(f"Written: {file}. Next: symbackprop check {quote(str(file))}", soft_wrap=True)


def check(
    spec: SpecArgument = "mazur-2-2-2",
    notation: NotationOption = "",
    seed: RandomOption = None,
    time_limit: LimitOption = DEFAULT_SECONDS,
    quiet: QuietOption = False,
) -> None:
    """Say what a spec holds: its quantities, their shapes, what is trained; with --random, the values drawn.

    \b
    Examples:
      symbackprop check network.toml
      symbackprop check recurrent
      symbackprop check network.toml --random 7
    """  # noqa: D301
    limits.start(time_limit, "a smaller network takes less")
    network = with_values(read_network(spec, notation), spec, seed, quiet)
    stage.begin("listing what it holds")
    if not quiet:
        _print_quantities(network)
    if seed is not None and not quiet:
        from ..models.table import values_table

        print(f"\n# Drawn with --random {seed}; to keep these values, paste them into the spec.")
        print(values_table(network))


def _print_quantities(network: Network) -> None:
    from rich.table import Table

    from ..expression.tree import Index
    from ..graph.equations import bare
    from ..graph.given import stored_in
    from ..models.axes import parts_read

    table = Table(title=network.title, title_justify="left")
    for column in ("quantity", "shape", "role"):
        table.add_column(column)
    trained = set(network.trained)
    missing = set(network.missing)
    read = {symbol: f", read at {part}" for symbol, part in parts_read(network.graph).items()}
    for leaf in network.graph.leaves:
        role = "trained" if leaf in trained else "given"
        stored = stored_in(network.values, leaf)
        where = ", no values" if bare(leaf) in missing else f", in {stored.file}" if stored else ""
        table.add_row(bare(leaf).ascii, _shape(leaf), f"{role}{where}{read.get(bare(leaf), '')}")
    for equation in network.graph.equations:
        role = "loss" if equation.target == network.loss else "computed"
        part = read.get(bare(equation.target), "")
        table.add_row(bare(equation.target).ascii, _shape(equation.target), f"{role}{part}")
    console = terminal()
    console.print(table)
    indices = {index for leaf in network.graph.leaves for index in leaf.indices if isinstance(index, Index)}
    sizes = ", ".join(f"{index.name} = 1…{index.size}" for index in sorted(indices, key=lambda index: index.name))
    count = f"{network.parameter_count:,} trained parameters, {len(network.graph.equations):,} equations"
    console.print(f"{count}{'; ' + sizes if sizes else ''}", soft_wrap=True)


def _shape(symbol: Symbol) -> str:
    from ..expression.tree import Index

    return " × ".join(str(index.size) for index in symbol.indices if isinstance(index, Index)) or "scalar"
