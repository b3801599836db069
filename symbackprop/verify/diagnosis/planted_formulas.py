"""Slips made in right formulas, where what their finder yields is not what they make of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from ..grammar.edits import (
    PRODUCT_FOR_SUM,
    SIGNS,
    SUM_FOR_PRODUCT,
    TRANSPOSE_MISPLACED,
    TRANSPOSE_MISSING,
    TRANSPOSE_TOO_MUCH,
    alike,
    edits,
    is_half,
    one_renamed,
    renamed,
    with_one_turned,
)
from ..grammar.forms import label
from ..lexicon.roles import LOSS, parts_of
from ..quantities.atoms import Role
from ..quantities.refusals import NotCheckable
from ..reasons import Details, SlipCode
from ..source import Span
from ..tree import Minus, Name, Node, Numeral, Over, Plus, Raised, Rate, Times, names_in, parts, with_parts
from .case import FormulaCase, WrongSide

NOWHERE = Span(0, 0)
CUBE = Numeral("3", Fraction(3), NOWHERE)
TWO = Numeral("2", Fraction(2), NOWHERE)
SQUARE = Numeral("2", Fraction(2), NOWHERE)


def _wrong(side: Node, quantity: str = "", other: str = "") -> WrongSide:
    return WrongSide(side, Details(quantity, other))


def _changed(node: Node, change: Callable[[Node], Iterator[tuple[Node, str]]]) -> Iterator[tuple[Node, str]]:
    """Yield a formula with one of its parts changed, and what the part is called; derivatives stay whole."""
    yield from change(node)
    inner = parts(node) if not isinstance(node, Rate) else ()
    for at, part in enumerate(inner):
        for edited, name in _changed(part, change):
            yield with_parts(node, (*inner[:at], edited, *inner[at + 1 :])), name


def turned_signs(case: FormulaCase) -> Iterator[WrongSide]:
    """A formula in which one sign is turned."""
    for edit in edits(case.right):
        if edit.code in SIGNS:
            yield _wrong(edit.node)


def repeated_factors(case: FormulaCase) -> Iterator[WrongSide]:
    """A product with one of its factors twice, or twice a sum."""
    if isinstance(case.right, Times):
        for factor in case.right.factors:
            if label(factor):
                yield _wrong(Times((*case.right.factors, factor)), label(factor))
    else:
        yield _wrong(Times((TWO, case.right)), TWO.text)


def added_terms(case: FormulaCase) -> Iterator[WrongSide]:
    """A sum with one of its quantities added once more."""
    terms = case.right.terms if isinstance(case.right, Plus) else (case.right,)
    for name in names_in(case.right):
        yield _wrong(Plus((*terms, name)), label(name))


def multiplied_terms(case: FormulaCase) -> Iterator[WrongSide]:
    """A formula in which two terms that stand side by side are multiplied."""
    return (_wrong(edit.node, edit.quantity, edit.other) for edit in edits(case.right) if edit.code == PRODUCT_FOR_SUM)


def added_factors(case: FormulaCase) -> Iterator[WrongSide]:
    """A formula in which the two factors of a product are added."""
    return (_wrong(edit.node, edit.quantity, edit.other) for edit in edits(case.right) if edit.code == SUM_FOR_PRODUCT)


def cubes(case: FormulaCase) -> Iterator[WrongSide]:
    """A formula to the power of three."""
    yield _wrong(Raised(case.right, CUBE))


def lost_minuses(case: FormulaCase) -> Iterator[WrongSide]:
    """A difference of two quantities that stand side by side."""

    def change(node: Node) -> Iterator[tuple[Node, str]]:
        match node:
            case Plus((Name() as first, Minus(Name() as second))):
                yield Times((first, second), tight=True), f"{label(first)} {label(second)}"

    for side, name in _changed(case.right, change):
        first, _, second = name.partition(" ")
        yield _wrong(side, first, second)


def dropped_halves(case: FormulaCase) -> Iterator[WrongSide]:
    """A formula without a factor 1/2 that it has; in the definition of an error that makes another error."""
    if isinstance(case.left, Name) and LOSS in parts_of(case.left):
        return iter(())
    return (_wrong(side) for side, _ in _changed(case.right, _without(is_half)))


def _without(is_it: Callable[[Node], bool]) -> Callable[[Node], Iterator[tuple[Node, str]]]:
    """Return a change that leaves out a factor of a product."""

    def change(node: Node) -> Iterator[tuple[Node, str]]:
        if isinstance(node, Times):
            for at, factor in enumerate(node.factors):
                if is_it(factor):
                    rest = (*node.factors[:at], *node.factors[at + 1 :])
                    yield rest[0] if len(rest) == 1 else Times(rest), label(factor)

    return change


def halved_sides(case: FormulaCase) -> Iterator[WrongSide]:
    """A formula over 2."""
    yield _wrong(Over(case.right, SQUARE))


def dropped_squares(case: FormulaCase) -> Iterator[WrongSide]:
    """A formula in which a quantity stands for its square."""

    def change(node: Node) -> Iterator[tuple[Node, str]]:
        match node:
            case Raised(Name() as base, Numeral(value=value)) if value == SQUARE.value:
                yield base, label(base)

    return (_wrong(side, name) for side, name in _changed(case.right, change))


def added_squares(case: FormulaCase) -> Iterator[WrongSide]:
    """A formula in which the square of a quantity stands for it."""

    def change(node: Node) -> Iterator[tuple[Node, str]]:
        if isinstance(node, Name):
            yield Raised(node, SQUARE), label(node)

    return (_wrong(side, name) for side, name in _changed(case.right, change))


def squared_brackets(case: FormulaCase) -> Iterator[WrongSide]:
    """A sum that is squared as a whole, where its last term is a square."""

    def change(node: Node) -> Iterator[tuple[Node, str]]:
        match node:
            case Plus((*terms, Minus(Raised(body, Numeral(value=value))))) if value == SQUARE.value:
                yield Raised(Plus((*terms, Minus(body))), SQUARE), label(body)

    return (_wrong(side, name) for side, name in _changed(case.right, change))


def dropped_biases(case: FormulaCase) -> Iterator[WrongSide]:
    """A sum without its bias."""
    biases = {symbol for stage in case.naming.layers.stages for symbol in stage.bias}

    def is_bias(node: Node) -> bool:
        if not isinstance(node, Name):
            return False
        try:
            atoms = case.naming.meaning(node).flat
        except NotCheckable:
            return False
        return all(atom.role is Role.VALUE and atom.symbol in biases for atom in atoms)

    def change(node: Node) -> Iterator[tuple[Node, str]]:
        if isinstance(node, Plus):
            for at, term in enumerate(node.terms):
                if is_bias(term):
                    rest = (*node.terms[:at], *node.terms[at + 1 :])
                    yield rest[0] if len(rest) == 1 else Plus(rest), label(term)

    return (_wrong(side, name) for side, name in _changed(case.right, change))


def dropped_transposes(case: FormulaCase) -> Iterator[WrongSide]:
    """A formula without one of its transposes."""
    return _turned(case, TRANSPOSE_TOO_MUCH)


def added_transposes(case: FormulaCase) -> Iterator[WrongSide]:
    """A formula with one transpose more."""
    return _turned(case, TRANSPOSE_MISSING)


def moved_transposes(case: FormulaCase) -> Iterator[WrongSide]:
    """A product with its transpose at the other factor."""
    return _turned(case, TRANSPOSE_MISPLACED)


def _turned(case: FormulaCase, corrected_by: SlipCode) -> Iterator[WrongSide]:
    for edit in with_one_turned(case.right):
        if edit.code is corrected_by:
            quantity, other = (edit.other, edit.quantity) if edit.other else (edit.quantity, "")
            yield _wrong(edit.node, quantity, other)


def dropped_slopes(case: FormulaCase) -> Iterator[WrongSide]:
    """A product without the derivative of an activation."""
    slopes = {(net, out) for stage in case.naming.layers.stages for net, out in zip(stage.net, stage.out, strict=True)}

    def is_slope(node: Node) -> bool:
        if not isinstance(node, Rate) or not isinstance(node.of, Name) or not isinstance(node.by, Name):
            return False
        try:
            of, by = case.naming.meaning(node.of).atom, case.naming.meaning(node.by).atom
        except NotCheckable:
            return False
        return of is not None and by is not None and (by.symbol, of.symbol) in slopes

    return (_wrong(side, name) for side, name in _changed(case.right, _without(is_slope)))


def wrong_indices(case: FormulaCase) -> Iterator[WrongSide]:
    """A formula in which one name has another index."""
    for name in names_in(case.right):
        for new in alike(case.subscripts, name.below[0] if name.below else ""):
            other = renamed(name, new)
            if len(name.below) == 1 and name.below != (new,) and _is_known(case, other):
                yield _wrong(one_renamed(case.right, name, new), name.text, f"{name.base}_{new}")


def _is_known(case: FormulaCase, name: Name) -> bool:
    try:
        return bool(case.naming.meaning(name).flat)
    except NotCheckable:
        return False
