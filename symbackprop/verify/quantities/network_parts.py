"""What a name stands for by the part that its letter plays in every network: inputs, net inputs, targets, errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from types import MappingProxyType
from typing import TypeAlias

from ...expression.tree import Symbol
from ..lexicon.roles import BIAS, DELTA, HIDDEN, INPUT, LOSS, NET, OUT, OUTPUT, RATE, TARGET, TOTAL, WEIGHT
from ..tree import Name
from .atoms import Atom, Layout, Meaning, Role, in_row_or_column, one
from .counting import Layer, LayerFrom, NeuronPlace, Numbering
from .layers import LayerTable
from .positions import ints, letters_of, level_of, pieces_of, spots, symbols_at
from .scheme import LEARNING_RATE, Quantity, Scheme, SchemeReading, Signal
from .weights import numberless, weights

PartReadings: TypeAlias = Callable[[Name, LayerTable, Layout], Iterator[SchemeReading]]


ALWAYS_ONE = Atom(Role.ONE)
"""The constant input x_0, which a bias written as the weight w_0 weighs."""


def entries_of(
    subject: Quantity, atoms: tuple[Atom, ...], layout: Layout, numbers: Sequence[int]
) -> Iterator[SchemeReading]:
    """Yield the entry of a vector that the last of some numbers points to, or the vector where there are none."""
    if not atoms:
        return
    if not numbers:
        yield SchemeReading(Scheme(subject, Numbering.WHOLE), in_row_or_column(atoms, layout))
        return
    for offset, numbering in ((0, Numbering.FROM_ONE), (1, Numbering.FROM_ZERO)):
        if 1 <= numbers[-1] + offset <= len(atoms):
            yield SchemeReading(Scheme(subject, numbering), Meaning(((atoms[numbers[-1] + offset - 1],),)))


def named_signals(name: Name, layers: LayerTable) -> Iterator[SchemeReading]:
    """Yield the derivatives by the pre-activation of the same index, where a spec of equations has one."""
    index = "".join(pieces_of(name))
    for letter in ("net", "z"):
        found = layers.named.get(f"{letter}{index}") if index and not name.above else None
        if found is not None:
            for negative in (False, True):
                signal = Scheme(Signal(Quantity.NET, negative))
                yield SchemeReading(signal, one(found, Role.ADJOINT, -1 if negative else 1))


def _neurons(subject: Quantity, name: Name, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    for spot in spots(name, layers):
        scheme = Scheme(subject, spot.place)
        inner = subject is Quantity.OUT and 0 < spot.layer < layers.depth
        if inner and spot.neuron == 0 and layers.stages[spot.layer].bias:
            yield SchemeReading(scheme, Meaning(((ALWAYS_ONE,),)))
        symbols = symbols_at(spot, layers, subject)
        if symbols is not None:
            yield SchemeReading(scheme, in_row_or_column(_values(symbols), layout))


def _values(symbols: Iterable[Symbol]) -> tuple[Atom, ...]:
    return tuple(Atom(Role.VALUE, symbol) for symbol in symbols)


def _inputs(name: Name, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    level = level_of(name)
    if level not in (None, 0) or letters_of(name) & (OUTPUT | HIDDEN):
        return
    numbers = ints(pieces_of(name))
    atoms = _values(layers.inputs)
    yield from entries_of(Quantity.INPUT, atoms, layout, numbers)
    if layers.stages and layers.stages[0].bias:
        if numbers[-1:] == [0]:
            yield SchemeReading(Scheme(Quantity.INPUT, Numbering.FROM_ONE), Meaning(((ALWAYS_ONE,),)))
        elif not numbers:
            with_one = Scheme(Quantity.INPUT, Numbering.WHOLE_WITH_ONE)
            yield SchemeReading(with_one, in_row_or_column((ALWAYS_ONE, *atoms), layout))


def _targets(name: Name, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    if letters_of(name) & HIDDEN:
        return
    atoms = _values(layers.targets)
    numbers = ints(pieces_of(name))
    yield from entries_of(Quantity.TARGET, atoms, layout, numbers)
    # Neurons may be counted through from the inputs on, and the targets with the outputs.
    before = len(layers.inputs) + sum(len(stage.out) for stage in layers.stages[:-1])
    if numbers and 1 <= numbers[-1] - before <= len(atoms):
        counted = Scheme(Quantity.TARGET, Numbering.THROUGH_INPUTS)
        yield SchemeReading(counted, Meaning(((atoms[numbers[-1] - before - 1],),)))


def _losses(name: Name, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    words = {part.lower() for part in (*name.below, *name.above)}
    numbers = ints(pieces_of(name))
    loss = SchemeReading(Scheme(Quantity.LOSS), one(layers.loss))
    if words & TOTAL or not (numbers or name.below):
        yield loss
        if not words and layers.errors and name.base in ("E", "L", "e"):
            yield SchemeReading(Scheme(Quantity.ERRORS), in_row_or_column(_values(layers.errors), layout))
        return
    if letters_of(name) & HIDDEN:
        return
    if layers.errors:
        yield from entries_of(Quantity.ERROR, _values(layers.errors), layout, numbers)
    # `e_t` is what a document makes of it.
    if len(layers.errors) <= 1 and (numbers or name.base != "e"):
        yield loss


def _signals(name: Name, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    for by, negative in product((Quantity.NET, Quantity.OUT), (False, True)):
        for spot in spots(name, layers):
            symbols = symbols_at(spot, layers, by)
            if symbols is not None and spot.layer > 0:
                atoms = [Atom(Role.ADJOINT, symbol, None, -1 if negative else 1) for symbol in symbols]
                signal = Scheme(Signal(by, negative), spot.place)
                yield SchemeReading(signal, in_row_or_column(atoms, layout))


def _rates(name: Name, _layers: LayerTable, _layout: Layout) -> Iterator[SchemeReading]:
    if (not name.below or name.below == ("rate",)) and not name.at:
        yield SchemeReading(LEARNING_RATE, Meaning(((Atom(Role.RATE),),)))


def _biases(name: Name, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    yield from _neurons(Quantity.BIAS, name, layers, layout)
    numbers = ints(pieces_of(name))
    distinct = list(dict.fromkeys(b for stage in layers.stages for b in stage.bias))
    if len(numbers) == 1 and 1 <= numbers[0] <= len(distinct):
        yield SchemeReading(
            Scheme(Quantity.BIAS, NeuronPlace(Layer(LayerFrom.COUNT), Numbering.THROUGH_LAYERS)),
            one(distinct[numbers[0] - 1]),
        )
    if not numbers and not name.above and len(distinct) == 1:
        yield SchemeReading(Scheme(Quantity.BIAS), one(distinct[0]))
    elif not numbers and not name.above and not name.below:
        yield from numberless(Quantity.BIAS, distinct)


NETWORK_PARTS: Mapping[str, PartReadings] = MappingProxyType(
    {
        BIAS: _biases,
        DELTA: _signals,
        INPUT: _inputs,
        LOSS: _losses,
        NET: partial(_neurons, Quantity.NET),
        OUT: partial(_neurons, Quantity.OUT),
        RATE: _rates,
        TARGET: _targets,
        WEIGHT: weights,
    }
)
"""What a name can stand for by each of the parts that its letter can play."""
