"""Predictions: the statements of a program that compute quantities of the model, without what comes after them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...errors import UsageError, repeated, unknown
from ...expression.tree import Symbol
from ...graph.equations import bare
from ...graph.expand import elements
from ...models.network import Network
from ..saturation.stabilise import prepared, stabilised
from .elements import written_out
from .lowering import Form, Program, changed, data_of, needed, reads, size_of


def outputs_of(network: Network, names: Iterable[str] = ()) -> tuple[Symbol, ...]:
    """Return quantities that a network computes, as declared.

    Args:
        network: The network.
        names: What they are called; without, what the network says of itself: those of the last layer, or nothing.

    Raises:
        UnknownNameError: The network computes no such quantity.
        UsageError: A name stands there twice.
    """
    wanted = tuple(names)
    if not wanted:
        wanted = tuple(bare(symbol).ascii for symbol in network.outward)
    computed = {bare(equation.target).ascii: equation.target for equation in network.graph.equations}
    if (twice := repeated(wanted)) is not None:
        raise UsageError(f"outputs: {twice!r} stands there twice; name each quantity once")
    for name in wanted:
        if name not in computed:
            raise unknown("computed quantity", name, list(computed))
    return tuple(computed[name] for name in wanted)


def predicting(network: Network, outputs: Sequence[Symbol], data: Iterable[str] = ()) -> Program:
    """Return the program that computes some quantities, in loop form, without what comes after them.

    Args:
        network: The network.
        outputs: Quantities that it computes, one or more, as declared.
        data: The names of what each sample has its own of; see `data_of`. What no output reads is not among its data.
    """
    stable = stabilised(network.graph, *outputs)
    read = network.graph.ancestors(outputs)
    trained = {bare(symbol) for symbol in network.trained}
    sampled = data_of(network, data)
    given = {bare(symbol) for symbol in sampled}
    return Program(
        network=network,
        form=Form.LOOPS,
        parameters=network.trained,
        data=tuple(symbol for symbol in sampled if bare(symbol) in read),
        constants=tuple(leaf for leaf in network.graph.leaves if bare(leaf) in read - trained - given),
        forward=tuple(changed(statement, prepared) for statement in stable.forward),
        backward=(),
        loss=outputs[0],
        adjoints={},
    )


def with_prediction(program: Program, names: Iterable[str] = ()) -> Program:
    """Return a program that has outputs, too, and what computes them; without outputs, as it is.

    Args:
        program: The program of a network.
        names: What its outputs are called; see `outputs_of`.
    """
    network = program.network
    outputs = outputs_of(network, names)
    if not outputs:
        return program
    forward = stabilised(network.graph, *outputs).forward
    loops = tuple(changed(statement, prepared) for statement in forward)
    predicted = written_out(loops, network.labels) if program.form is Form.STRAIGHT else needed(loops, outputs)
    return replace(program, outputs=outputs, predicted=predicted)


def data_read(program: Program) -> tuple[Symbol, ...]:
    """Return the data that the outputs depend on, as declared, in the order of the program's."""
    used = {bare(read) for statement in program.predicted for read in reads(statement)}
    labels = program.network.labels
    return tuple(
        symbol
        for symbol in program.data
        if (used.intersection(elements(symbol, labels)) if program.form is Form.STRAIGHT else bare(symbol) in used)
    )


def output_size(program: Program) -> int:
    """Return how many numbers the outputs of a sample are."""
    return sum(map(size_of, program.outputs))
