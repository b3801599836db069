"""The section in matrix form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ...document.blocks import Block, Display, Heading, Inlines, Paragraph, Row
from ...document.rank import Rank
from ...expression.tree import (
    Affine,
    Call,
    Choice,
    Dots,
    Elementwise,
    Expression,
    Index,
    Matrix,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    children,
    symbols_of,
)
from ...graph.equations import bare
from ..boundaries import brackets, contributions, left_windows
from ..entries import ONES
from ..index import index_form
from ..matrix import MatrixEquation, MatrixForm, matrix_form
from ..matrix_numbers import MOST_ENTRIES
from ..recognition import Recognition
from ..stepwise import Stepwise
from . import sentences
from .lecture import Form, Lecture
from .windows import windows
from .words import called, first_bracket, inlines, joined, listed, meaning, paragraph, row, sentence, sides, thick

MOST_TOGETHER = 2
"""More equations without numbers are displayed in groups of as many, between which a page may end."""


def matrices(lecture: Lecture) -> Iterator[Block]:
    """Yield the section with the matrix form."""
    form = matrix_form(lecture.network, lecture.numbers)
    again = len(lecture.outline.forms) > 1
    if not form.forward and not form.backward:
        if not lecture.is_scalar:
            yield Heading(1, sentence(sentences.MATRIX_FORM))
            yield paragraph(sentences.SINGLE_NUMBERS)
        return
    rank = Rank.FORM if lecture.is_scalar else Rank.MAIN
    yield Heading(1, sentence(sentences.MATRIX_FORM_AGAIN if again else sentences.MATRIX_FORM), rank)
    yield from _weight_matrices(lecture)
    yield from _conventions(lecture, form)
    for index in sorted(Stepwise(lecture.network).runs, key=lambda index: index.name):
        yield paragraph(sentences.STEP_INDEX, index=Symbol(index.name))
    yield paragraph(sentences.MATRIX_FORWARD)
    yield from _displayed(form.forward, "eq-matrix-forward")
    lecture.printed.update(_printed(lecture, form))
    yield from _signals(lecture, form)
    yield from _displayed(form.backward, "eq-matrix")
    yield from _counted(lecture, form)
    yield from _left_out(lecture, form)


def _printed(lecture: Lecture, form: MatrixForm) -> Iterator[Symbol]:
    """Yield the elements of the quantities whose matrices are shown whole."""
    named: dict[Expression, Symbol] = {thick(at): at for at in lecture.network.graph.declared.values()}
    for equation in form.forward:
        sides_of = [link.side for link in equation.numbers.links]
        whole = [side for side in sides_of if not _holds(side, lambda part: isinstance(part, Dots))]
        if whole and sides_of[-1] == whole[-1] and equation.symbols.left in named:
            yield from lecture.elements(named[equation.symbols.left])
        if len(sides_of) > 1 and whole[:1] == sides_of[:1]:
            # The first line has the matrix of each factor in place of its name.
            for read in symbols_of(equation.symbols.links[-1].side):
                yield from lecture.elements(named[read]) if read in named else ()


def _counted(lecture: Lecture, form: MatrixForm) -> Iterator[Block]:
    """Yield where the terms of the adjoints of a recurrence count."""
    network = lecture.network
    if not network.graph.has_recurrences:
        return
    steps = Stepwise(network)
    reading = Recognition(network.layout, form.signals, timed=steps.timed, runs=steps.runs, labels=network.labels)

    def named(adjoint: Symbol) -> Symbol:
        return reading.name(steps.standing(adjoint))

    left_out = {bare(symbol) for symbol in form.left_out}
    explained = False
    for equation in network.backward.graph.equations:
        if bare(equation.target) in left_out:
            continue
        terms = contributions(network, bare(equation.target).marked(""))
        where = windows(network, [(term.target, left_windows(term)) for term in terms], named)
        bracket = next((at for term in terms for at in brackets(term)), None)
        if bracket is not None and not explained:
            explained = True
            yield Paragraph(meaning(bracket))
        if where:
            yield Paragraph(joined(sentence(sentences.IN_THE_EQUATION_OF, quantity=named(equation.target)), where))


def _left_out(lecture: Lecture, form: MatrixForm) -> Iterator[Block]:
    """Yield why some quantities are not shown."""
    crossed = [symbol for symbol in form.left_out if _is_cross_correlation(lecture, symbol)]
    others = [symbol for symbol in form.left_out if symbol not in crossed]
    for symbols, one, many in (
        (crossed, sentences.CROSS_CORRELATION, sentences.CROSS_CORRELATIONS),
        (others, sentences.NO_PRODUCT, sentences.NO_PRODUCTS),
    ):
        if len(symbols) == 1:
            yield paragraph(one, symbol=bare(symbols[0]))
        elif symbols:
            yield paragraph(many, symbols=listed([bare(symbol) for symbol in symbols]))
        if symbols and Form.INDEX not in lecture.outline.forms:
            yield from _with_indices(lecture, symbols)


def _with_indices(lecture: Lecture, symbols: Sequence[Symbol]) -> Iterator[Block]:
    """Yield the equations of some quantities and adjoints in index form."""
    network = lecture.network
    form = index_form(network)
    known = {bare(equation.target): row(equation.target, ("=", equation.body)) for equation in form.equations}
    adjoints = {bare(at.quantity): at for at in (*form.adjoints, *form.gradients)}
    left_out = [adjoints[bare(symbol).marked("")] for symbol in symbols if symbol.mark]
    rows = [known[bare(symbol)] for symbol in symbols if not symbol.mark]
    rows += [row(at.rule.left, ("=", at.result)) for at in left_out]
    for at in range(0, len(rows), MOST_TOGETHER):
        yield Display(tuple(rows[at : at + MOST_TOGETHER]), f"eq-matrix-left-out-{bare(symbols[0]).ascii}-{at + 1}")
    bracket = next(filter(None, (first_bracket(adjoint.result) for adjoint in left_out)), None)
    if bracket is not None:
        yield Paragraph(meaning(bracket))
    for adjoint in left_out:
        where = windows(network, [(share.reader, share.within) for share in adjoint.shares])
        if where:
            yield Paragraph(joined(sentence(sentences.IN_THE_EQUATION_OF, quantity=adjoint.rule.left), where))


def _is_cross_correlation(lecture: Lecture, symbol: Symbol) -> bool:
    """Return whether a quantity adds products whose one factor is shifted along the other, as w[k]·x[i+k-1]."""
    network = lecture.network
    equation = network.graph.equation(symbol) or network.backward.graph.equation(symbol)
    shifted = [term for term in equation.terms if any(map(_shifts, symbols_of(term.body)))] if equation else []
    return bool(shifted) and all(
        isinstance(term.body, Product)
        and len(term.body.factors) == 2
        and all(isinstance(factor, Symbol) for factor in term.body.factors)
        and len(term.over) == 1
        for term in shifted
    )


def _shifts(symbol: Symbol) -> bool:
    """Return whether a quantity is read at a sum of indices."""
    return any(
        isinstance(at, Affine) and len(at.parts) > 1 and all(coefficient == 1 for coefficient, _ in at.parts)
        for at in symbol.indices
    )


def _displayed(equations: Sequence[MatrixEquation], label: str) -> Iterator[Display]:
    """Yield the equations; those without numbers stand together."""
    if not any(equation.numbers.links for equation in equations):
        rows = tuple(row(equation.symbols.left, *sides(equation.symbols)) for equation in equations)
        for start in range(0, len(rows), MOST_TOGETHER):
            yield Display(rows[start : start + MOST_TOGETHER], f"{label}-{start + 1}")
        return
    for at, equation in enumerate(equations, start=1):
        symbols, put_in = sides(equation.symbols), sides(equation.numbers)
        apart = (row(equation.symbols.left, *symbols), row(None, *put_in))
        together = (row(equation.symbols.left, *symbols, *put_in),)
        yield Display(apart if len(put_in) > 1 else together, f"{label}-{at}")


def _weight_matrices(lecture: Lecture) -> Iterator[Block]:
    """Yield how the single weights of layers stand in matrices."""
    if not lecture.layers:
        return
    rows = _named_entries(lecture)
    if all(index.size == 1 for layer in lecture.layers for index in layer.weights.indices if isinstance(index, Index)):
        return
    line = sentences.COLUMN if lecture.network.layout.leads_away else sentences.ROW
    yield paragraph(sentences.WEIGHT_MATRICES_SHOWN if rows else sentences.WEIGHT_MATRICES, line=line)
    if rows:
        yield Display(rows)


def _named_entries(lecture: Lecture) -> tuple[Row, ...]:
    found = []
    for layer in lecture.layers:
        height, width = (index.size for index in layer.weights.indices if isinstance(index, Index))
        if max(height, width) > MOST_ENTRIES:
            return ()
        if height == width == 1:
            continue
        labels = lecture.elements(layer.weights)
        matrix = Matrix(tuple(labels[at : at + width] for at in range(0, height * width, width)))
        found.append(row(replace(layer.weights, indices=(), bold=True), ("=", matrix)))
    return tuple(found)


def _conventions(lecture: Lecture, form: MatrixForm) -> Iterator[Block]:
    """Yield how the formulas are to be read, as far as they need it."""
    shown = [link.side for equation in (*form.forward, *form.backward) for link in equation.symbols.links]
    steps = Stepwise(lecture.network)
    declared = [steps.standing(symbol) for symbol in lecture.network.graph.declared.values()]
    found = []
    if any(len(symbol.indices) == 1 for symbol in declared):
        columns = lecture.network.layout.has_columns
        found.append(sentences.COLUMN_VECTORS if columns else sentences.ROW_VECTORS)
    if any(len(symbol.indices) == 2 for symbol in declared):
        found.append(sentences.FIRST_INDEX)
    if any(_holds(side, lambda part: isinstance(part, Elementwise)) for side in shown):
        found.append(sentences.PRODUCT_SIGN)
    if any(_holds(side, _is_entrywise) for side in shown):
        found.append(sentences.ENTRY_BY_ENTRY)
    has_ones = any(_holds(side, lambda part: part == ONES) for side in shown)
    ones = sentence(sentences.ALL_ONES, ones=ONES) if has_ones else ()
    yield Paragraph(joined(*map(inlines, found), ones))


def _is_entrywise(part: Expression) -> bool:
    with_number = isinstance(part, Sum) and any(isinstance(term, Number) for term in part.terms)
    own = with_number or isinstance(part, Call | Choice | Power | Quotient)
    return own and any(_holds(inner, lambda leaf: isinstance(leaf, Symbol) and leaf.bold) for inner in children(part))


def _holds(expression: Expression, wanted: Callable[[Expression], bool]) -> bool:
    return wanted(expression) or any(_holds(part, wanted) for part in children(expression))


def _signals(lecture: Lecture, form: MatrixForm) -> Iterator[Block]:
    """Yield what the adjoints are called."""
    loss, network = lecture.network.loss, lecture.network
    yielded = [equation.symbols.left for equation in form.backward]
    barred = [left for left in yielded if isinstance(left, Symbol) and left.mark]
    signals = [left for left in yielded if isinstance(left, Symbol) and not left.mark]
    if network.layers and signals:
        has_three = len(form.backward) > 2 * len(signals)
        yield paragraph(
            sentences.SIGNALS_IN_THREE_LINES if has_three else sentences.SIGNALS_IN_TWO_LINES,
            signal=Symbol(signals[0].base, bold=True),
            layer=called(network.layers[-1]),
        )
        return
    signal: Inlines = ()
    if signals:
        letter, quantity = _first_signal(form)
        signal = sentence(sentences.SIGNAL_IS, signal=letter, loss=loss, quantity=quantity)
    bars = sentences.OTHER_BARS_ARE if signals else sentences.BARS_ARE
    yield Paragraph(
        joined(
            inlines(sentences.REVERSE),
            signal,
            sentence(bars, loss=loss, barred=barred[0]) if barred else (),
            sentence(sentences.SHAPE_OF_DERIVATIVE, loss=loss),
        )
    )


def _first_signal(form: MatrixForm) -> tuple[Expression, Expression]:
    """Return the first error signal and the quantity whose derivative it is."""
    signals = {equation.symbols.left: equation for equation in form.backward}
    for equation in signals.values():
        left, (named, *_) = equation.symbols.left, equation.symbols.links
        if isinstance(left, Symbol) and not left.mark and isinstance(named.side, Partial):
            return left, named.side.by
    raise AssertionError("no error signal")
