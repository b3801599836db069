"""From a list of layers to a network in equations, with its numbers as the very binary fractions that they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from math import isfinite, prod
from typing import TYPE_CHECKING, Any

from ..errors import SpecError, UsageError
from ..expression.tree import Index, Number
from ..graph.equations import Graph, bare
from ..graph.expand import NO_LABELS
from ..graph.given import Given, Stored
from ..graph.language import parse_equations
from ..graph.tokens import LanguageError
from ..models.literals import Literal, number
from ..models.network import Network
from ..models.value_files import MOST_STORED
from ..models.written import Array as Rows
from ..models.written import Written, written
from .activations import activation
from .equations import LOSS, OUTPUT, TARGET, Formulas, formulas
from .kinds import Activation, Layer, Sizes, Softmax
from .losses import LOSSES, loss_named

if TYPE_CHECKING:
    from .kinds import Array

HEADS: Mapping[str, tuple[str, ...]] = {"sigmoid": ("hard_sigmoid", "scaled_sigmoid", "sigmoid")}
"""From what a loss brings to the activations that it does not come behind."""

MOST_LAYERS = 500
LONGEST_SIDE = 10_000_000


def network_of(
    layers: Iterable[Layer | str],
    input_shape: Sequence[int],
    loss: str = "",
    learning_rate: float | None = None,
    title: str = "",
    source: str = "",
) -> Network:
    """Return the network of some layers.

    Args:
        layers: From input to output; an activation may be its name alone.
        input_shape: Of one sample.
        loss: A row of LOSSES, or one of its short names; without, by the last layer: the cross-entropy behind a
            softmax, the mean of binary cross-entropies behind a sigmoid, and else the mean squared error.
        learning_rate: η, or None.
        title: What it is called.
        source: What its numbers are said to be from.

    Raises:
        SpecError: A layer does not fit what comes before it, or there is none.
        UnknownNameError: There is no such activation or loss.
    """
    found = with_head([activation(layer) if isinstance(layer, str) else layer for layer in layers], loss)
    text = formulas(found[0], checked_shape(input_shape), found[1])
    return network_of_formulas(text, learning_rate, title or "A network of layers", source)


def with_head(layers: Sequence[Layer], loss: str) -> tuple[tuple[Layer, ...], str]:
    """Return layers with the softmax or the sigmoid that a loss brings, and the name of the loss."""
    if not layers:
        raise SpecError("there are no layers; expected one or more")
    if len(layers) > MOST_LAYERS:
        raise SpecError(f"there are {len(layers)} layers; at most {MOST_LAYERS} are read")
    *_, last = layers
    name = loss_named(loss) if loss else _loss_behind(last)
    head = LOSSES[name].head
    if head == "softmax":
        if isinstance(last, Softmax):
            # Its logarithm is part of the loss.
            return (*layers[:-1], Softmax()), name
        return (*layers, Softmax()), name
    if head and not (isinstance(last, Activation) and last.function in HEADS[head]):
        return (*layers, activation(head)), name
    return tuple(layers), name


def _loss_behind(last: Layer) -> str:
    if isinstance(last, Softmax):
        return "softmax-cross-entropy"
    is_sigmoid = isinstance(last, Activation) and last.function == "sigmoid"
    return "mean-binary-cross-entropy" if is_sigmoid else "mean-squared"


def checked_shape(given: Sequence[int]) -> Sizes:
    """Return the shape of one sample.

    Raises:
        UsageError: It is none.
    """
    shape = tuple(given)
    if not shape or any(type(size) is not int or not 0 < size <= LONGEST_SIDE for size in shape):
        raise UsageError(f"input_shape: expected the shape of one sample, as (3,) or (1, 28, 28), found {shape}")
    return shape


def network_of_formulas(text: Formulas, learning_rate: float | None, title: str, source: str) -> Network:
    """Return the network of some equations with their numbers; arguments as those of `network_of`.

    Raises:
        SpecError: An equation is not read, or a number is none.
    """
    indices = {name: Index(name, size) for name, size in text.sizes.items()}
    try:
        statements = parse_equations("\n".join(text.lines), indices, text.shapes)
    except LanguageError as error:
        raise SpecError(f"{title}: the layers make an equation that is not read: {error}") from error
    network = written(
        Written(
            equations=tuple(statement.equation for statement in statements),
            loss=LOSS,
            parameters=text.trained,
            values={name: _nested(array.tolist()) for name, array in text.tables.items()},
            learning_rate=_rate(learning_rate),
            title=title,
            shapes={name: shape for name, shape in text.shapes.items() if shape},
        )
    )
    declared = network.graph.declared
    return replace(
        network,
        values=_values(network.graph, text.arrays, source),
        predicted=tuple(symbol for symbol in declared.values() if bare(symbol).ascii == OUTPUT),
        sampled=tuple(symbol for symbol in network.graph.leaves if bare(symbol).ascii in (*text.inputs, TARGET)),
    )


def _nested(rows: Any) -> Rows:
    return tuple(map(_nested, rows)) if isinstance(rows, list) else number(Literal(str(rows)))


def _rate(given: float | None) -> Number | None:
    if given is None:
        return None
    if not isfinite(given) or given <= 0:
        raise UsageError(f"learning_rate: expected a number above 0, found {given}")
    return number(Literal(format(Decimal(repr(float(given))), "f")))


def _values(graph: Graph, arrays: Mapping[str, Array], source: str) -> Given:
    from ..models.array_files import fault_of

    if sum(prod(array.shape) for array in arrays.values()) > MOST_STORED:
        raise SpecError(f"the layers have more than {MOST_STORED:,} numbers; at most so many are read")
    stored = {}
    for leaf in graph.leaves:
        name = bare(leaf).ascii
        if name in arrays:
            fault = fault_of(arrays[name])
            if fault:
                raise SpecError(f"{name} {fault}")
            stored[leaf] = Stored(arrays[name], source, name)
    return Given({}, stored, NO_LABELS)
