"""The gradients of many weights as heat maps, one figure per layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Context, Decimal
from fractions import Fraction
from math import ceil
from typing import TypeAlias

from ...document.blocks import Block, Figure, HeatMap, HeatMatrix, Inlines, Math, Paragraph, Relate
from ...expression.tree import Index, Number, Partial, Symbol, whole
from ...graph.equations import bare
from ...graph.rounding import Rounding
from ...graph.tape import exact
from ...models.network import Layer
from ..update import MOST_ROWS, gradients_as_floats
from . import sentences
from .lecture import Lecture
from .words import called, inlines, joined, listed, paragraph, sentence, words

Matrix: TypeAlias = tuple[tuple[float, ...], ...]

MOST_CELLS = 48
"""A matrix with more rows or columns is drawn in blocks, each in the colour of its entry of largest magnitude."""

LEAST_ELEMENTS = 5
"""A quantity of a model in equations with fewer elements stands in the table in full and has no heat map."""

MOST_MAPS = 8
"""More layers or quantities than these are left to the code."""

VANISHING = 100
"""A layer whose largest gradient is smaller than that of another by this factor is pointed out."""

LIMIT_DIGITS = 2
"""Digits of the limit of a colour scale, which is rounded up."""


@dataclass(frozen=True, slots=True)
class Gradient:
    """The gradient with respect to one trained quantity.

    Args:
        symbol: As declared.
        values: Row by row.
    """

    symbol: Symbol
    values: Matrix

    @property
    def largest(self) -> float:
        """The largest magnitude."""
        return max(abs(value) for row in self.values for value in row)

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of the entry of largest magnitude, from 1."""
        _, row, column = max(
            (abs(value), -row, -column)
            for row, entries in enumerate(self.values)
            for column, value in enumerate(entries)
        )
        return 1 - row, 1 - column


def heat_maps(lecture: Lecture) -> Iterator[Block]:
    """Yield the figures of all gradients of a network with many parameters, and a word on those that vanish."""
    named = _drawn(lecture)
    if not named:
        return
    groups = [
        tuple(Gradient(symbol, gradients_as_floats(lecture.network, symbol)) for symbol in symbols)
        for symbols in named[:MOST_MAPS]
    ]
    count, left_out = len(lecture.network.parameters), len(named) - len(groups)
    shown = sentence(sentences.HEAT_MAPS, count=f"{count:,}", most=str(MOST_ROWS), parameter=lecture.parameter)
    few = sentence(sentences.HEAT_MAPS_LEFT_OUT, all=str(len(named)), shown=str(MOST_MAPS)) if left_out else ()
    yield Paragraph(joined(shown, few))
    for at, group in enumerate(groups, start=1):
        yield from _figure(lecture, group, f"fig-gradients-{at}")
    yield from _vanishing(lecture, groups)


def _drawn(lecture: Lecture) -> list[tuple[Symbol, ...]]:
    """Return the trained quantities that have heat maps, those of one figure together."""
    network = lecture.network
    trained = {bare(symbol): symbol for symbol in network.trained}
    if network.layers:
        found = []
        for layer in network.layers:
            own = [trained.get(bare(layer.weights)), trained.get(bare(layer.bias)) if layer.bias else None]
            drawn = tuple(symbol for symbol in own if symbol is not None and _indices(symbol))
            found += [drawn] if drawn else []
        return found
    return [
        (symbol,)
        for symbol in network.trained
        if len(_indices(symbol)) in (1, 2) and len(lecture.elements(symbol)) >= LEAST_ELEMENTS
    ]


def _indices(symbol: Symbol) -> tuple[Index, ...]:
    return tuple(index for index in symbol.indices if isinstance(index, Index))


def _figure(lecture: Lecture, group: tuple[Gradient, ...], label: str) -> Iterator[Block]:
    largest = max(gradient.largest for gradient in group)
    names = listed([_partial(lecture, gradient.symbol) for gradient in group])
    if largest == 0:
        yield paragraph(sentences.ALL_ZERO, names=names)
        return
    limit = limit_above(largest)
    first = group[0].symbol
    layer = _layer(lecture, first)
    caption = (
        sentence(sentences.GRADIENTS_OF_LAYER, layer=called(layer), names=names)
        if layer
        else sentence(sentences.GRADIENTS, names=names)
    )
    stacked = len(group) > 1 and _indices(group[1].symbol) == _indices(first)[1:]
    matrices = tuple(
        _matrix(lecture, gradient, named=gradient.symbol == first, lying=stacked or not lecture.layers)
        for gradient in group
    )
    yield Figure(
        HeatMap(matrices, limit, stacked),
        joined(caption, inlines(_axes(layer, first)), inlines(_cells(group[0].values))),
        " ".join(_in_words(lecture, gradient, limit) for gradient in group),
        label,
    )


def _matrix(lecture: Lecture, gradient: Gradient, named: bool, lying: bool) -> HeatMatrix:
    """Return one matrix, a vector as a column or, lying, as a row."""
    title = _partial(lecture, gradient.symbol)
    first, *second = (_ends(lecture, gradient.symbol, index) if named else None for index in _indices(gradient.symbol))
    if lying and not second:
        return HeatMatrix(title, reduced(tuple(zip(*gradient.values, strict=True))), None, first)
    return HeatMatrix(title, reduced(gradient.values), first, second[0] if second else None)


def _partial(lecture: Lecture, symbol: Symbol) -> Partial:
    named = Symbol(symbol.base, symbol.subscript, bold=True) if lecture.layers else symbol
    return Partial(lecture.network.loss, named)


def _layer(lecture: Lecture, symbol: Symbol) -> Layer | None:
    """Return the layer that a trained quantity belongs to."""
    for layer in lecture.layers:
        if bare(symbol) in (bare(layer.weights), bare(layer.bias) if layer.bias else None):
            return layer
    return None


def _axes(layer: Layer | None, symbol: Symbol) -> str:
    if layer is None or len(_indices(symbol)) < 2:
        return ""
    by_row = _indices(symbol)[0] == _indices(layer.net)[0]
    return sentences.ROWS_ARE_NET_INPUTS if by_row else sentences.ROWS_ARE_MULTIPLIED


def _ends(lecture: Lecture, symbol: Symbol, index: Index) -> tuple[Inlines, Inlines]:
    """Return what the first and the last position of an index are called."""
    layer = _layer(lecture, symbol)
    for quantity in (layer.net, layer.source) if layer else ():
        if quantity.indices == (index,):
            names = lecture.elements(quantity)
            return (Math(names[0]),), (Math(names[-1]),)
    name = Symbol(index.name)
    return (Relate(name, "=", whole(1)),), (Relate(name, "=", whole(index.size)),)


def _cells(values: Matrix) -> str:
    """Return what one cell stands for, where that is more than one entry."""
    height, width = len(values), len(values[0])
    down, across = block_size(height), block_size(width)
    if down == across == 1:
        return ""
    if 1 in (height, width):
        return words(sentences.CELLS_OF_VECTOR, count=f"{height * width:,}", block=down * across)
    return words(sentences.CELLS_OF_MATRIX, height=f"{height:,}", width=f"{width:,}", down=down, across=across)


def _in_words(lecture: Lecture, gradient: Gradient, limit: Number) -> str:
    """Return what stands for one matrix where it cannot be seen."""
    symbol, network = gradient.symbol, lecture.network
    row, column = gradient.place
    entries = [value for values in gradient.values for value in values]
    height, width = len(gradient.values), len(gradient.values[0])
    weight = lecture.elements(symbol)[(row - 1) * width + column - 1]
    is_matrix = width > 1
    least = float(limit.value) / 1000
    return words(
        sentences.HEAT_MAP_IN_WORDS,
        entries=words(
            sentences.HEAT_MAP_OF_MATRIX if is_matrix else sentences.HEAT_MAP_OF_VECTOR, height=height, width=width
        ),
        loss=network.loss.ascii,
        symbol=bare(symbol).ascii,
        limit=limit.text,
        least=f"{min(entries):.3g}",
        most=f"{max(entries):.3g}",
        largest=lecture.numbers.of(network.gradient[weight]).text,
        place=words(sentences.PLACE_IN_MATRIX if is_matrix else sentences.PLACE_IN_VECTOR, row=row, column=column),
        weight=weight.ascii,
        negative=f"{sum(value < 0 for value in entries):,}",
        faint=f"{sum(abs(value) < least for value in entries):,}",
    )


def _vanishing(lecture: Lecture, groups: Sequence[tuple[Gradient, ...]]) -> Iterator[Block]:
    """Yield a sentence on each weight matrix whose gradients are far smaller than another's."""
    firsts = [group[0] for group in groups]
    strongest = max(firsts, key=lambda gradient: gradient.largest)
    for gradient in firsts:
        if 0 < gradient.largest * VANISHING <= strongest.largest:
            yield paragraph(
                sentences.VANISHING,
                small=_partial(lecture, gradient.symbol),
                limit=limit_above(gradient.largest),
                large=_partial(lecture, strongest.symbol),
                most=limit_above(strongest.largest),
            )


def block_size(count: int) -> int:
    """Return how many rows or columns one cell stands for.

    >>> block_size(48), block_size(49), block_size(1000)
    (1, 2, 21)
    """
    return ceil(count / MOST_CELLS)


def reduced(values: Matrix) -> Matrix:
    """Return a matrix of at most MOST_CELLS rows and columns: of each block its entry of largest magnitude.

    >>> reduced(((1.0,) * 50 + (-3.0,),))[0][23:]
    (1.0, 1.0, -3.0)
    """
    down, across = block_size(len(values)), block_size(len(values[0]))
    return tuple(
        tuple(
            max((value for row in values[top : top + down] for value in row[left : left + across]), key=abs)
            for left in range(0, len(values[0]), across)
        )
        for top in range(0, len(values), down)
    )


def limit_above(largest: float) -> Number:
    """Return the limit of a colour scale: the largest magnitude, rounded up to two digits.

    >>> limit_above(0.02311).text, limit_above(3.14e-9).text
    ('0.024', '3.2e-9')
    """
    up = Context(prec=LIMIT_DIGITS, rounding=ROUND_UP).create_decimal(Decimal(largest))
    value = Fraction(up)
    return Rounding(LIMIT_DIGITS).show(lambda _: exact(value))
