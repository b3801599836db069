"""`symbackprop train`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

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
    data: Annotated[
        Optional[Path],  # noqa: UP045  (typer reads it at run time)
        typer.Option("--data", metavar="FILE", help="Samples to train on: .csv, .npz or .safetensors."),
    ] = None,
    inputs: Annotated[str, typer.Option("--inputs", metavar="LIST", help="Columns of a .csv that are inputs.")] = "",
    targets: Annotated[
        str, typer.Option("--targets", metavar="LIST", help="Those that are targets; one may hold numbers of classes.")
    ] = "",
    outputs: Annotated[
        str,
        typer.Option("--outputs", metavar="NAME", help="In equations: the quantity whose greatest entry is a class."),
    ] = "",
    epochs: Annotated[int, typer.Option("--epochs", metavar="N", help="How often each sample is seen.")] = 30,
    batch: Annotated[int, typer.Option("--batch", metavar="N", help="Samples a round.")] = 32,
    validation: Annotated[
        float, typer.Option("--validation", metavar="PART", help="Keep out a part of the samples, as 0.2.")
    ] = 0.0,
    patience: Annotated[
        int, typer.Option("--patience", metavar="N", help="Stop after N epochs without a lower loss; 0 is never.")
    ] = 0,
    optimiser: Annotated[
        str, typer.Option("--optimiser", metavar="NAME", help="In place of the spec's: sgd, momentum, adam, …")
    ] = "",
    learning_rate: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option("--learning-rate", metavar="N", help="In place of the spec's."),
    ] = None,
    shuffle: Annotated[int, typer.Option("--seed", metavar="N", help="Draws weights, shuffles and splits.")] = 0,
    save: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--save", metavar="FILE", help="Keep the weights, as .npz."),
    ] = None,
    resume: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--resume", metavar="FILE", help="Go on with what --save has kept."),
    ] = None,
    plot: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--plot", metavar="FILE", help="Write the curve of the loss, as .svg or .csv."),
    ] = None,
    backend: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--backend", metavar="NAME", help="What it runs on: c, numpy, numba, jax, torch or llvm."),
    ] = None,
    float32: Annotated[bool, typer.Option("--float32", help="Single precision instead of double.")] = False,
    time_limit: LimitOption = DEFAULT_SECONDS,
    quiet: QuietOption = False,
) -> None:
    """Train a network and print the final error and outputs, every digit certain.

    With --data it is trained on samples instead, by compiled code in floating point: minibatches, shuffled by a seed,
    until --epochs are over or the time limit is reached.

    \b
    Examples:
      symbackprop train
      symbackprop train network.toml --rounds 500 --digits 15
      symbackprop train digits.toml --data digits.csv --validation 0.2
      symbackprop train digits.toml --data digits.npz --optimiser adam --save weights.npz --plot curve.svg
    """  # noqa: D301
    if data is not None:
        from ..training.rounds import Plan
        from .data_training import Request, train_on_data

        limits.start(time_limit, "--resume goes on with what --save has kept, and --time-limit 0 is none")
        network = read_network(spec, notation, decimal_comma)
        plan = Plan(epochs, batch, shuffle, validation, patience, learning_rate, outputs)
        request = Request(data, inputs, targets, plan, optimiser, backend, float32, save, resume, plot)
        train_on_data(network, request, quiet)
        return
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
    expected = {out: network.values[target].text for out, target in zip(network.outputs, wanted, strict=True)}
    for symbol, number in final.items():
        # A zero with a power of ten says no more than to how many decimals it is one.
        value = f"less than 1{number.text[1:]}" if number.text.startswith("0e") else sign(number.text)
        table.add_row(symbol.ascii, value, sign(expected.get(symbol, "")))
    terminal().print(table)
