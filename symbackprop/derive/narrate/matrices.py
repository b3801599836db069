"""The section in matrix form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ...document.blocks import Block, Display, Heading, Row
from ...expression.tree import (
    Call,
    Choice,
    Elementwise,
    Expression,
    Index,
    Matrix,
    Number,
    Partial,
    Power,
    Quotient,
    Sum,
    Symbol,
    children,
)
from ...graph.equations import bare
from ...models.network import Layout
from ..matrix import MOST_ENTRIES, MatrixEquation, MatrixForm, matrix_form
from ..recognition import ONES
from .lecture import Lecture
from .words import listed, paragraph, row, said, sides

MOST_TOGETHER = 2
"""More equations without numbers are displayed in groups of as many, between which a page may end."""


def matrices(lecture: Lecture) -> Iterator[Block]:
    """Yield the section with the matrix form."""
    form = matrix_form(lecture.network, lecture.numbers)
    again = len(lecture.outline.forms) > 1
    if not form.forward and not form.backward:
        if not lecture.is_scalar:
            yield Heading(1, said("In matrix form"))
            yield paragraph(
                "{}", "This model is made of single numbers; in matrix form its equations stay as they are."
            )
        return
    yield Heading(1, said("The same in matrix form" if again else "In matrix form"))
    yield from _weight_matrices(lecture)
    yield from _conventions(lecture, form)
    yield paragraph("The forward pass, with the shape under each factor:")
    with_numbers = not lecture.is_scalar
    yield from _displayed(form.forward, "eq-matrix-forward", with_numbers)
    yield from _signals(lecture, form)
    yield from _displayed(form.backward, "eq-matrix", True)
    if form.left_out:
        yield paragraph(
            "No product of matrices and vectors says what {} {}; {} left out here.",
            listed([bare(symbol) for symbol in form.left_out]),
            "is" if len(form.left_out) == 1 else "are",
            "it is" if len(form.left_out) == 1 else "they are",
        )


def _displayed(equations: Sequence[MatrixEquation], label: str, with_numbers: bool) -> Iterator[Display]:
    """Yield the equations; those without numbers stand together."""
    if not any(with_numbers and equation.numbers.links for equation in equations):
        rows = tuple(row(equation.symbols.left, *sides(equation.symbols)) for equation in equations)
        for start in range(0, len(rows), MOST_TOGETHER):
            yield Display(rows[start : start + MOST_TOGETHER], f"{label}-{start + 1}")
        return
    for at, equation in enumerate(equations, start=1):
        lines = [row(equation.symbols.left, *sides(equation.symbols))]
        lines += [row(None, side) for side in sides(equation.numbers)]
        yield Display(tuple(lines), f"{label}-{at}")


def _weight_matrices(lecture: Lecture) -> Iterator[Block]:
    """Yield how the single weights of layers stand in matrices."""
    if not lecture.layers:
        return
    rows = _named_entries(lecture)
    line = "row" if lecture.network.layout is Layout.COLUMNS else "column"
    yield paragraph(
        "The weights that lead into a layer form a matrix with one {} a neuron{}", line, ":" if rows else "."
    )
    if rows:
        yield Display(rows)


def _named_entries(lecture: Lecture) -> tuple[Row, ...]:
    found = []
    for layer in lecture.layers:
        height, width = (index.size for index in layer.weights.indices if isinstance(index, Index))
        if max(height, width) > MOST_ENTRIES:
            return ()
        labels = lecture.elements(layer.weights)
        matrix = Matrix(tuple(labels[at : at + width] for at in range(0, height * width, width)))
        found.append(row(replace(layer.weights, indices=(), bold=True), ("=", matrix)))
    return tuple(found)


def _conventions(lecture: Lecture, form: MatrixForm) -> Iterator[Block]:
    """Yield how the formulas are to be read, as far as they need it."""
    shown = [link.side for equation in (*form.forward, *form.backward) for link in equation.symbols.links]
    declared = lecture.network.graph.declared.values()
    sentences = []
    if any(len(symbol.indices) == 1 for symbol in declared):
        columns = lecture.network.layout is Layout.COLUMNS
        sentences.append("A vector is a column. " if columns else "A vector is a row. ")
    if any(len(symbol.indices) == 2 for symbol in declared):
        sentences.append("The first index of a matrix counts its rows. ")
    if any(_holds(side, lambda part: isinstance(part, Elementwise)) for side in shown):
        sentences.append("The sign ⊙ is the product entry by entry. ")
    if any(_holds(side, _is_entrywise) for side in shown):
        sentences.append("Functions, powers, fractions and sums with a number are taken entry by entry too. ")
    opening = said("".join(sentences))
    if any(_holds(side, lambda part: part == ONES) for side in shown):
        opening = (*opening, *said("All entries of {} are 1.", ONES))
    yield paragraph("{}", opening)


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
        yield paragraph(
            "Write {} for the **error signal** of a layer, the derivative of the error by its net inputs. Then {} a "
            "layer say all about the backward pass, from the {} back.",
            Symbol(signals[0].base, bold=True),
            "two or three lines" if len(form.backward) > 2 * len(signals) else "two lines",
            network.layers[-1].title.lower(),
        )
        return
    names = []
    if signals:
        names.append(said("{} for the **error signal**, the derivative of {} by {}", *_first_signal(lecture, form)))
    if barred:
        first = barred[0]
        assert isinstance(first, Symbol)
        others = "every other derivative" if signals else "the derivatives"
        names.append(said(f"a bar for {others} of {{}}, as in {{}}", loss, first))
    yield paragraph(
        "The backward pass takes the equations in reverse.{} A derivative of {} has the shape of what it is taken by.",
        said(" Write {}.", listed(names)) if names else "",
        loss,
    )


def _first_signal(lecture: Lecture, form: MatrixForm) -> tuple[Expression, ...]:
    signals = {equation.symbols.left: equation for equation in form.backward}
    for equation in signals.values():
        left, (named, *_) = equation.symbols.left, equation.symbols.links
        if isinstance(left, Symbol) and not left.mark and isinstance(named.side, Partial):
            return left, lecture.network.loss, named.side.by
    raise AssertionError("no error signal")
