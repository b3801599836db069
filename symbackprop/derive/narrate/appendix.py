"""The appendix: the numbers of what the sections before do not show, as matrices, so that all can be computed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil, prod

from ...document.blocks import Block, Display, Heading, Inlines, Paragraph, Row
from ...document.rank import Rank
from ...expression.tree import Dots, Expression, Index, Matrix, Number, Partial, Symbol, Transposed, updated
from ...graph.equations import bare
from ..update import MOST_ROWS
from . import sentences
from .lecture import Lecture
from .tables import pairs
from .words import inlines, joined, listed, paragraph, row, sentence, thick

MOST_ELEMENTS = 4
"""Of quantities with so many elements or fewer the sections before show each."""

MOST_NUMBERS = 1_500
"""Of networks with more numbers in the appendix, the module beside the notes has them."""

MOST_DIGITS = 84
"""A matrix whose entries are wider together is parted into groups of columns."""


MOST_LINES = 12
"""Lines of matrices that are displayed in one piece, between which no page ends."""


def appendix(lecture: Lecture) -> Iterator[Block]:
    """Yield the section with the numbers of large quantities, where there are any."""
    network = lecture.network
    # A table has all parameters of a small network, with their gradients.
    trained = network.trained if len(network.parameters) > MOST_ROWS else ()
    most = 0 if trained else MOST_ELEMENTS
    given = [leaf for leaf in network.graph.leaves if _count(leaf) > most and (trained or leaf not in network.trained)]
    computed = [at.target for at in network.graph.equations if _count(at.target) > most]
    if not trained:
        given, computed = ([at for at in own if not _is_printed(lecture, at)] for own in (given, computed))
    if not given and not computed:
        return
    yield Heading(1, sentence(sentences.ALL_NUMBERS), Rank.APPENDIX)
    count = sum(map(_count, (*given, *computed))) + (1 + (network.update is not None)) * sum(map(_count, trained))
    if count > MOST_NUMBERS:
        yield paragraph(sentences.NUMBERS_IN_MODULE, count=f"{count:,}")
        return
    yield Paragraph(joined(sentence(sentences.NUMBERS_IN_FULL), _names(lecture, given)))
    numbers = lecture.numbers
    yield from _shown(lecture, sentences.NUMBERS_GIVEN, given, lambda name: name, numbers.of)
    yield from _shown(lecture, sentences.NUMBERS_COMPUTED, computed, lambda name: name, numbers.of)
    yield from _shown(
        lecture,
        sentences.NUMBERS_OF_GRADIENTS,
        trained,
        lambda name: Partial(network.loss, name),
        lambda name: numbers.of(network.gradient[name]),
    )
    if network.update is not None:
        yield from _shown(lecture, sentences.NUMBERS_UPDATED, trained, updated, lambda name: _updated(lecture, name))


def _is_printed(lecture: Lecture, quantity: Symbol) -> bool:
    """Say whether all numbers of a quantity stand in the sections before, one by one or as a matrix."""
    return lecture.printed.issuperset(lecture.elements(quantity))


def _updated(lecture: Lecture, name: Symbol) -> Number:
    after = lecture.numbers.updated(name)
    assert after is not None
    return after


def _count(symbol: Symbol) -> int:
    return prod(index.size for index in symbol.indices if isinstance(index, Index))


def _names(lecture: Lecture, given: Sequence[Symbol]) -> Inlines:
    """Return which names the entries of a matrix have, where they are numbered through."""
    found = [
        sentence(sentences.ENTRIES_NAMED, matrix=thick(leaf), names=listed(lecture.elements(leaf), 3))
        for leaf in given
        if len(leaf.indices) > 1 and not lecture.elements(leaf)[0].ascii.startswith(bare(leaf).ascii)
    ]
    return joined(*found)


def _shown(
    lecture: Lecture,
    title: str,
    quantities: Sequence[Symbol],
    named: Callable[[Symbol], Expression],
    number: Callable[[Symbol], Number],
) -> Iterator[Block]:
    """Yield the numbers of some quantities: matrices, and tables of what has three indices or more."""
    if quantities:
        yield paragraph(title)
    waiting: list[Row] = []
    for quantity in quantities:
        names = lecture.elements(quantity)
        if len(quantity.indices) > 2:
            yield from _together(waiting)
            cells = [(inlines(named(name)), inlines(number(name))) for name in names]
            caption = sentence(sentences.ELEMENTS_OF, quantity=named(bare(quantity)))
            label = f"tab-numbers-{bare(quantity).ascii}"
            yield pairs((sentences.QUANTITY_HEAD, sentences.VALUE), cells, caption, label)
            continue
        left = named(thick(quantity))
        if len(quantity.indices) == 1 and lecture.network.layout.has_columns:
            left = Transposed(left)
        entries = [number(name) for name in names]
        across = _count(quantity.read_at(quantity.indices[-1:]))
        parts = _parts([entries[at : at + across] for at in range(0, len(entries), across)])
        if len(parts) == 1:
            waiting.append(row(left, ("=", parts[0][2])))
            continue
        yield from _together(waiting)
        for first, last, part in parts:
            yield paragraph(sentences.COLUMNS_OF, first=str(first), last=str(last), quantity=left)
            yield Display((row(left, ("=", part)),))
    yield from _together(waiting)


def _together(waiting: list[Row]) -> Iterator[Display]:
    """Yield rows that wait, as many in one display as a page may have in one piece."""
    while waiting:
        lines, taken = 0, 0
        while taken < len(waiting) and (not taken or lines + _height(waiting[taken]) <= MOST_LINES):
            lines += _height(waiting[taken])
            taken += 1
        yield Display(tuple(waiting[:taken]))
        del waiting[:taken]


def _height(shown: Row) -> int:
    (_, side), *_ = shown.sides
    return len(side.rows) if isinstance(side, Matrix) else 1


def _parts(rows: Sequence[Sequence[Number]]) -> list[tuple[int, int, Expression]]:
    """Return a matrix, or where it is too wide its columns in groups, each with its first and its last one.

    Dots stand for the columns of the other groups.
    """
    if len(rows) == 1 and len(rows[0]) == 1:
        return [(1, 1, rows[0][0])]
    widest = max(len(number.text) for entries in rows for number in entries) + 2
    width = len(rows[0])
    step = ceil(width / ceil(width * widest / MOST_DIGITS))
    found: list[tuple[int, int, Expression]] = []
    for first in range(0, width, step):
        last = min(first + step, width)
        before, after = ((Dots(),) if hidden else () for hidden in (first > 0, last < width))
        part = Matrix(tuple((*before, *entries[first:last], *after) for entries in rows))
        found.append((first + 1, last, part))
    return found
