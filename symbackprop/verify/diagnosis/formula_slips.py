"""Why a wrong formula is wrong: known slips, each of which must make both sides equal before it is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from .. import thresholds
from ..grammar.edits import (
    HALF,
    Edit,
    edits,
    one_renamed,
    resubscripted,
    split_products,
    with_one_turned,
    with_square_changed,
)
from ..grammar.forms import label
from ..interpretation.equality import equal_worth
from ..quantities.atoms import Atom, Meaning, Role, stand_in
from ..quantities.refusals import NotCheckable
from ..reasons import Details, Reason, SlipCode
from ..tree import Applied, Minus, Node, Numeral, Plus, Times, Turned, names_in
from ..values.arrays import Cells
from .case import FormulaCase, OtherSide


def _corrected(side: Node, code: SlipCode, quantity: str = "", other: str = "", index: str = "") -> OtherSide:
    return OtherSide(side, Reason(code, Details(quantity, other, index=index)))


def missing_minuses(case: FormulaCase) -> Iterator[OtherSide]:
    """Two names that stand side by side, of which the second is to be subtracted."""
    for edited, (first, second) in split_products(case.right):
        yield _corrected(edited, SlipCode.MINUS_MISSING, label(first), label(second))


def mistaken_parts(case: FormulaCase) -> Iterator[OtherSide]:
    """A sign that is wrong, or a part that is too much."""
    yield _corrected(Minus(case.right), SlipCode.SIGN_OF_SIDE)
    for edit in islice(edits(case.right), thresholds.MOST_FORMULA_EDITS):
        yield _corrected(edit.node, _code_of(edit), edit.quantity)


def _code_of(edit: Edit) -> SlipCode:
    """Return what an edit means in a formula, which nobody computed."""
    if edit.code in SIGNS:
        return SlipCode.SIGN_IN_FORMULA
    if edit.code is SlipCode.POWER_NOT_TAKEN and edit.other == "2":
        return SlipCode.SQUARE_TOO_MUCH
    if edit.code is SlipCode.FACTOR_LEFT_OUT and edit.other == HALF:
        return SlipCode.HALF_TOO_MUCH
    return TOO_MUCH.get(edit.code, SlipCode.PART_WRONG) if edit.quantity else SlipCode.PART_WRONG


SIGNS = frozenset(
    {
        SlipCode.EXPONENT_MINUS_IGNORED,
        SlipCode.EXPONENT_MINUS_MISSING,
        SlipCode.MINUS_READ_AS_PLUS,
        SlipCode.SIGN_IN_LINE,
    }
)
TOO_MUCH = {SlipCode.FACTOR_LEFT_OUT: SlipCode.FACTOR_TOO_MUCH, SlipCode.TERM_NOT_ADDED: SlipCode.TERM_TOO_MUCH}
"""What is too much in a formula that holds once it is left out."""


def mistaken_halves(case: FormulaCase) -> Iterator[OtherSide]:
    """A factor 1/2 that is too much or missing."""
    two = Numeral("2", Fraction(2), case.draft.focus)
    yield _corrected(Times((two, case.right)), SlipCode.HALF_TOO_MUCH)
    half = Numeral("0.5", Fraction(1, 2), case.draft.focus)
    yield _corrected(Times((half, case.right)), SlipCode.HALF_MISSING)


def mistaken_squares(case: FormulaCase) -> Iterator[OtherSide]:
    """A square that is missing, too much or of another part."""
    for edit in islice(with_square_changed(case.right), thresholds.FEW_EDITS):
        yield _corrected(edit.node, edit.code, edit.quantity)


def missing_biases(case: FormulaCase) -> Iterator[OtherSide]:
    """A bias that is left out of a sum, or of the sum that a function is of."""
    biases = dict.fromkeys(stage.bias for stage in case.naming.layers.stages if stage.bias)
    for at, bias in enumerate(biases):
        name = bias[0].ascii if len(set(bias)) == 1 else f"b_{at + 1}"
        rows = tuple((Atom(Role.VALUE, symbol),) for symbol in bias)
        marker = stand_in(name, Meaning(rows, free=len(rows) > 1), case.draft.focus)
        for edited in _with_term(case.right, marker):
            yield _corrected(edited, SlipCode.BIAS_MISSING, name)
    for symbol in dict.fromkeys(symbol for bias in biases for symbol in bias):
        marker = stand_in(symbol.ascii, Meaning(((Atom(Role.VALUE, symbol),),)), case.draft.focus)
        for edited in _with_term(case.right, marker):
            yield _corrected(edited, SlipCode.BIAS_MISSING, symbol.ascii)


def _with_term(node: Node, term: Node) -> Iterator[Node]:
    terms = node.terms if isinstance(node, Plus) else (node,)
    yield Plus((*terms, term))
    if isinstance(node, Applied) and len(node.arguments) == 1:
        (inner,) = node.arguments
        terms = inner.terms if isinstance(inner, Plus) else (inner,)
        yield replace(node, arguments=(Plus((*terms, term)),))


def mistaken_transposes(case: FormulaCase) -> Iterator[OtherSide]:
    """A transpose that is missing, too much or at the other factor."""
    yield _corrected(Turned(case.right), SlipCode.SIDE_TRANSPOSED)
    for edit in islice(with_one_turned(case.right), thresholds.FEW_EDITS):
        yield _corrected(edit.node, edit.code, edit.quantity, edit.other)


def alike(subscripts: Sequence[str], old: str) -> list[str]:
    """Return the subscripts that differ from another in their digits alone."""
    return [new for new in subscripts if new != old and re.sub(r"\d", "#", new) == re.sub(r"\d", "#", old)]


def _likely(subscripts: Sequence[str], old: str) -> list[str]:
    """Return the subscripts that another can be a slip of, those of its own make first."""
    near = alike(subscripts, old)
    return [*near, *(new for new in subscripts if new != old and new not in near)][: thresholds.MOST_ALIKE]


def mistaken_indices(case: FormulaCase) -> Iterator[OtherSide]:
    """An index that should be another one, in all names or in one of them."""
    indices = dict.fromkeys(part for name in names_in(case.right) for part in name.below)
    for old in list(indices)[: thresholds.MOST_INDICES]:
        for new in _likely(case.subscripts, old):
            yield _corrected(resubscripted(case.right, old, new), SlipCode.INDEX_WRONG, new, index=old)
    for name in names_in(case.right)[: thresholds.MOST_NAMES_EXCHANGED]:
        for new in _likely(case.subscripts, name.below[0] if name.below else ""):
            if name.below and name.below != (new,):
                edited = one_renamed(case.right, name, new)
                yield _corrected(edited, SlipCode.INDEX_WRONG, f"{name.base}_{new}", name.text)


def missing_slopes(case: FormulaCase) -> Iterator[OtherSide]:
    """The derivative of an activation that is left out of a product."""
    for stage in case.naming.layers.stages:
        if stage.function in ("identity", "softmax"):
            continue
        for net, out in list(zip(stage.net, stage.out, strict=True))[: thresholds.MOST_INDICES]:
            name = f"∂{out.ascii}/∂{net.ascii}"
            slope = stand_in(name, Meaning(((Atom(Role.ADJOINT, net, out),),)), case.draft.focus)
            yield _corrected(Times((case.right, slope)), SlipCode.SLOPE_MISSING, name)


def derivatives_of_others(case: FormulaCase) -> Iterator[OtherSide]:
    """The derivative by another quantity than the one on the left."""
    loss = case.naming.layers.loss
    symbols = [equation.target for equation in case.naming.network.scalar.equations if equation.target != loss]
    try:
        worths = [case.naming.at(point).of(case.right) for point in case.points]
    except NotCheckable:
        return
    values = [worth for worth in worths if not isinstance(worth, Cells)]
    if len(values) < len(worths):
        return
    for symbol in [*symbols, *case.naming.network.parameters][: thresholds.MOST_SYMBOLS_MEANT]:
        with suppress(NotCheckable):
            if all(map(equal_worth, (point.adjoint(symbol) for point in case.points), values)):
                yield _corrected(case.left, SlipCode.DERIVATIVE_OF_ANOTHER, f"∂{loss.base}/∂{symbol.ascii}")
                return
