"""`symbackprop train`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from . import limits
from .arguments import (
    DEFAULT_ROUNDS,
    DEFAULT_SECONDS,
    CommaOption,
    DecimalsOption,
    DigitsOption,
    LimitOption,
    NotationOption,
    QuietOption,
    RandomOption,
    SpecArgument,
)
from .inputs import check_rounds, read_network, rounding_of, with_values
from .terminal import counting, terminal

if TYPE_CHECKING:
    pass


def train(
    spec: SpecArgument = "mazur-2-2-2",
    rounds: Annotated[
        int, typer.Option("--rounds", metavar="N", help="How many rounds of gradient descent.")
    ] = DEFAULT_ROUNDS,
    digits: DigitsOption = None,
    decimals: DecimalsOption = None,
    notation: NotationOption = "",
    decimal_comma: CommaOption = False,
    seed: RandomOption = None,
    time_limit: LimitOption = DEFAULT_SECONDS,
    quiet: QuietOption = False,
) -> None:
    """Train a network and print the final error and outputs, every digit certain.

    \b
    Examples:
      symbackprop train
      symbackprop train network.toml --rounds 500 --digits 15
    """  # noqa: D301
    limits.start(time_limit, "fewer --rounds or --digits take less")
    rounding = rounding_of(digits, decimals)
    check_rounds(rounds, least=0)
    network = with_values(read_network(spec, notation, decimal_comma), spec, seed, quiet)
    network.demand_values()
    with counting("Training", rounds, quiet) as tick:
        final = network.descent().show(rounds, rounding, tick=tick)
    if quiet:
        return
    from rich.table import Table

    from ..document.numerals import comma
    from ..graph.expand import elements

    sign = comma if network.decimal_comma else str
    table = Table(title=sign(f"After {rounds:,} rounds"), title_justify="left")
    table.add_column("quantity")
    table.add_column("value", justify="right")
    table.add_column("target", justify="right")
    wanted = elements(network.target, network.labels) if network.target is not None else ()
    targets = {out: network.values[target].text for out, target in zip(network.outputs, wanted, strict=True)}
    for symbol, number in final.items():
        # A zero with a power of ten says no more than to how many decimals it is one.
        value = f"less than 1{number.text[1:]}" if number.text.startswith("0e") else sign(number.text)
        table.add_row(symbol.ascii, value, sign(targets.get(symbol, "")))
    terminal().print(table)
