"""Why a wrong formula is wrong: known slips, each of which must make both sides equal before it is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from .. import thresholds
from ..grammar.edits import (
    FACTOR_LEFT_OUT,
    HALF,
    POWER_NOT_TAKEN,
    PRODUCT_FOR_SUM,
    REVERSED,
    SIGNS,
    SQUARE_MISSING,
    SQUARE_OF_TERM,
    SQUARE_TOO_MUCH,
    SUM_FOR_PRODUCT,
    TERM_NOT_ADDED,
    TRANSPOSE_MISPLACED,
    TRANSPOSE_MISSING,
    TRANSPOSE_TOO_MUCH,
    Edit,
    alike,
    edits,
    one_renamed,
    resubscripted,
    split_products,
    with_one_scaled,
    with_one_turned,
    with_square_changed,
)
from ..grammar.forms import label
from ..interpretation.equality import equal_worth
from ..judging.verdicts import Verdict
from ..quantities.atoms import Atom, Meaning, Role, stand_in
from ..quantities.refusals import NotCheckable
from ..reasons import Details, Reason, SlipCode, slip_code
from ..tree import Applied, Minus, Node, Numeral, Plus, Times, Turned, names_in
from ..values.arrays import Cells
from .case import FormulaCase, OtherSide
from .gradient_slips import HALF_TOO_MUCH, SLOPE_MISSING
from .planted_formulas import (
    added_factors,
    added_squares,
    added_terms,
    added_transposes,
    cubes,
    dropped_biases,
    dropped_halves,
    dropped_slopes,
    dropped_squares,
    dropped_transposes,
    halved_sides,
    lost_minuses,
    moved_transposes,
    multiplied_terms,
    repeated_factors,
    squared_brackets,
    turned_signs,
    wrong_indices,
)
from .slip import FormulaSlip, Of, Slip, Unplantable

BIAS_MISSING = slip_code(
    "bias-missing",
    "the bias is missing in a net input",
    "The net input of a neuron is the weighted sum of its inputs plus its bias.",
    ("the bias {quantity} is left out",),
    ("add {quantity}",),
)
DERIVATIVE_OF_ANOTHER = slip_code(
    "derivative-of-another",
    "the derivative with respect to another quantity",
    "The right side is a derivative of the error, but not the one that the left side names.",
    ("the right side is {quantity}",),
    (),
)
FACTOR_TOO_MUCH = slip_code(
    "factor-too-much",
    "a formula has a factor too many",
    "Name for each factor of the chain rule the step it stands for; one of these stands for none.",
    ("the factor {quantity} is too much",),
    (),
)
HALF_MISSING = slip_code(
    "half-missing",
    "a factor 1/2 is missing in a formula",
    "Keep the factor 1/2 of the error until it cancels the 2 from the derivative of the square.",
    ("a factor 1/2 is missing",),
    ("halve the right side",),
)
INDEX_WRONG = slip_code(
    "index-wrong",
    "a wrong index in a formula",
    "Follow the arrows of the network: each index says which neuron a factor belongs to.",
    ("the index {index} should be {quantity}", "{other} should be {quantity}"),
    ("write {quantity} for {index}", "write {quantity} for {other}"),
)
MINUS_MISSING = slip_code(
    "minus-missing",
    "a minus is missing between two names",
    "Two names side by side are a product; write the minus of a difference.",
    ("a minus is missing between {quantity} and {other}",),
    ("write {quantity} - {other}",),
)
PART_WRONG = slip_code(
    "part-wrong",
    "a part of a formula is missing or too much",
    "Derive the formula again, one factor at a time.",
    ("something is missing or too much",),
    (),
)
SIDE_TRANSPOSED = slip_code(
    "side-transposed",
    "the right side is the transpose of the left side",
    "Write down the shapes: a gradient has the shape of what it is the gradient of.",
    ("the right side is the transpose",),
    ("transpose it",),
)
SIGN_IN_FORMULA = slip_code(
    "sign-in-formula",
    "a sign within a formula is wrong",
    "Derive the term again with its inner derivative; that of -x is -1.",
    ("a sign is wrong",),
    (),
)
SIGN_OF_SIDE = slip_code(
    "sign-of-side",
    "the whole right side has the wrong sign",
    "The derivative of 1/2 (t - o)² with respect to o is -(t - o), which is o - t.",
    ("the sign is wrong",),
    ("change the sign of the right side",),
)
TERM_TOO_MUCH = slip_code(
    "term-too-much",
    "a formula has a term too many",
    "Each term stands for one path; this one stands for none.",
    ("the term {quantity} is too much",),
    (),
)


def _corrected(side: Node, code: SlipCode, quantity: str = "", other: str = "", index: str = "") -> OtherSide:
    return OtherSide(side, Reason(code, Details(quantity, other, index=index)))


def missing_minuses(case: FormulaCase) -> Iterator[OtherSide]:
    """Two names that stand side by side, of which the second is to be subtracted."""
    for edited, (first, second) in split_products(case.right):
        yield _corrected(edited, MINUS_MISSING, label(first), label(second))


def mistaken_parts(case: FormulaCase) -> Iterator[OtherSide]:
    """A sign that is wrong, or a part that is too much."""
    yield _corrected(Minus(case.right), SIGN_OF_SIDE)
    for edit in islice(edits(case.right), thresholds.MOST_FORMULA_EDITS):
        yield _corrected(edit.node, _code_of(edit), edit.quantity, edit.other if edit.code in REVERSED else "")


def _code_of(edit: Edit) -> SlipCode:
    """Return what an edit means in a formula, which nobody computed."""
    if edit.code in SIGNS:
        return SIGN_IN_FORMULA
    if edit.code == POWER_NOT_TAKEN and edit.other == "2":
        return SQUARE_TOO_MUCH
    if edit.code == FACTOR_LEFT_OUT and edit.other == HALF:
        return HALF_TOO_MUCH
    if edit.code in REVERSED:
        return REVERSED[edit.code]
    return TOO_MUCH.get(edit.code, PART_WRONG) if edit.quantity else PART_WRONG


TOO_MUCH = {FACTOR_LEFT_OUT: FACTOR_TOO_MUCH, TERM_NOT_ADDED: TERM_TOO_MUCH}
"""What is too much in a formula that holds once it is left out."""


def mistaken_halves(case: FormulaCase) -> Iterator[OtherSide]:
    """A factor 1/2 that is too much or missing, in the whole or in one term of it."""
    two = Numeral("2", Fraction(2), case.draft.focus)
    half = Numeral("0.5", Fraction(1, 2), case.draft.focus)
    codes = ((two, HALF_TOO_MUCH), (half, HALF_MISSING))
    for factor, code in codes:
        yield _corrected(Times((factor, case.right)), code)
    for factor, code in codes:
        for scaled in islice(with_one_scaled(case.right, factor), thresholds.FEW_EDITS):
            yield _corrected(scaled, code)


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
            yield _corrected(edited, BIAS_MISSING, name)
    for symbol in dict.fromkeys(symbol for bias in biases for symbol in bias):
        marker = stand_in(symbol.ascii, Meaning(((Atom(Role.VALUE, symbol),),)), case.draft.focus)
        for edited in _with_term(case.right, marker):
            yield _corrected(edited, BIAS_MISSING, symbol.ascii)


def _with_term(node: Node, term: Node) -> Iterator[Node]:
    terms = node.terms if isinstance(node, Plus) else (node,)
    yield Plus((*terms, term))
    if isinstance(node, Applied) and len(node.arguments) == 1:
        (inner,) = node.arguments
        terms = inner.terms if isinstance(inner, Plus) else (inner,)
        yield replace(node, arguments=(Plus((*terms, term)),))


def mistaken_transposes(case: FormulaCase) -> Iterator[OtherSide]:
    """A transpose that is missing, too much or at the other factor."""
    yield _corrected(Turned(case.right), SIDE_TRANSPOSED)
    for edit in islice(with_one_turned(case.right), thresholds.FEW_EDITS):
        yield _corrected(edit.node, edit.code, edit.quantity, edit.other)


def _likely(case: FormulaCase, old: str) -> list[str]:
    """Return the subscripts that another can be a slip of: those of its own make first, in the document or the network.

    The one that should stand there may stand nowhere else.
    """
    network = case.naming.network
    every = (*network.values, *(equation.target for equation in network.scalar.equations))
    near = (*alike(case.subscripts, old), *alike([symbol.subscript for symbol in every], old))
    likely = dict.fromkeys((*near, *(new for new in case.subscripts if new != old)))
    return list(likely)[: thresholds.MOST_ALIKE]


def mistaken_indices(case: FormulaCase) -> Iterator[OtherSide]:
    """An index that should be another one, in all names or in one of them."""
    indices = dict.fromkeys(part for name in names_in(case.right) for part in name.below)
    for old in list(indices)[: thresholds.MOST_INDICES]:
        for new in _likely(case, old):
            yield _corrected(resubscripted(case.right, old, new), INDEX_WRONG, new, index=old)
    for name in names_in(case.right)[: thresholds.MOST_NAMES_EXCHANGED]:
        for new in _likely(case, name.below[0] if name.below else ""):
            if name.below and name.below != (new,):
                edited = one_renamed(case.right, name, new)
                yield _corrected(edited, INDEX_WRONG, f"{name.base}_{new}", name.text)


def missing_slopes(case: FormulaCase) -> Iterator[OtherSide]:
    """The derivative of an activation that is left out of a product."""
    for stage in case.naming.layers.stages:
        if not stage.bends:
            continue
        for net, out in list(zip(stage.net, stage.out, strict=True))[: thresholds.MOST_INDICES]:
            name = f"∂{out.ascii}/∂{net.ascii}"
            slope = stand_in(name, Meaning(((Atom(Role.ADJOINT, net, out),),)), case.draft.focus)
            yield _corrected(Times((case.right, slope)), SLOPE_MISSING, name)
            for edited in islice(with_one_scaled(case.right, slope), thresholds.FEW_EDITS):
                yield _corrected(edited, SLOPE_MISSING, name)


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
    for symbol in [*symbols, *case.naming.network.parameters][: thresholds.MOST_OTHER_SYMBOLS]:
        with suppress(NotCheckable):
            if all(map(equal_worth, (point.adjoint(symbol) for point in case.points), values)):
                yield _corrected(case.left, DERIVATIVE_OF_ANOTHER, f"∂{loss.base}/∂{symbol.ascii}")
                return


FORMULA_SLIPS: Sequence[FormulaSlip] = (
    Slip(MINUS_MISSING, Of.FORMULA, missing_minuses, verdict=Verdict.NOTATION, plant=lost_minuses),
    Slip(FACTOR_TOO_MUCH, Of.FORMULA, mistaken_parts, plant=repeated_factors),
    Slip(PART_WRONG, Of.FORMULA, mistaken_parts, plant=cubes),
    Slip(PRODUCT_FOR_SUM, Of.FORMULA, mistaken_parts, plant=multiplied_terms),
    Slip(SUM_FOR_PRODUCT, Of.FORMULA, mistaken_parts, plant=added_factors),
    Slip(
        SIGN_IN_FORMULA,
        Of.FORMULA,
        mistaken_parts,
        plant=turned_signs,
        same_as=frozenset({SIGN_OF_SIDE}),
    ),
    Slip(SIGN_OF_SIDE, Of.FORMULA, mistaken_parts),
    Slip(TERM_TOO_MUCH, Of.FORMULA, mistaken_parts, plant=added_terms),
    Slip(HALF_MISSING, Of.FORMULA, mistaken_halves, plant=dropped_halves),
    Slip(HALF_TOO_MUCH, Of.FORMULA, mistaken_halves, plant=halved_sides),
    Slip(SQUARE_MISSING, Of.FORMULA, mistaken_squares, plant=dropped_squares),
    Slip(SQUARE_OF_TERM, Of.FORMULA, mistaken_squares, plant=squared_brackets),
    Slip(SQUARE_TOO_MUCH, Of.FORMULA, mistaken_squares, plant=added_squares),
    Slip(BIAS_MISSING, Of.FORMULA, missing_biases, any_layout=True, plant=dropped_biases),
    Slip(SIDE_TRANSPOSED, Of.FORMULA, mistaken_transposes),
    Slip(TRANSPOSE_MISPLACED, Of.FORMULA, mistaken_transposes, plant=moved_transposes),
    Slip(TRANSPOSE_MISSING, Of.FORMULA, mistaken_transposes, plant=dropped_transposes),
    Slip(
        TRANSPOSE_TOO_MUCH,
        Of.FORMULA,
        mistaken_transposes,
        plant=added_transposes,
        same_as=frozenset({SIDE_TRANSPOSED}),
    ),
    Slip(INDEX_WRONG, Of.FORMULA, mistaken_indices, plant=wrong_indices),
    Slip(SLOPE_MISSING, Of.FORMULA, missing_slopes, plant=dropped_slopes),
    Slip(DERIVATIVE_OF_ANOTHER, Of.FORMULA, derivatives_of_others, plant=Unplantable.ANOTHER_LINE),
)
"""Slips that make a formula wrong."""
