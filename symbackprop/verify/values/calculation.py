"""The value of what somebody wrote, from what its names and derivatives are worth; a long table of cases."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Any

from flint import arb, ctx, fmpq

from ...expression.functions import FUNCTIONS
from ...graph.tape import Ball, exact, raised
from .. import thresholds
from ..grammar.dots import written_out
from ..lexicon.functions import DIAGONAL, EXPONENTIAL, EXTREMES, IDENTITY, OTHERS, PLACES, ROOT, SOFTMAX
from ..lexicon.words import is_digits
from ..limits.steps import check
from ..quantities.refusals import Misfit, NotCheckable
from ..reasons import Details, RefusalCode
from ..tree import (
    Applied,
    Cases,
    Condition,
    Entrywise,
    Gathering,
    Grid,
    Minus,
    Name,
    Node,
    Numeral,
    Omitted,
    Over,
    Picked,
    Plus,
    Raised,
    Rate,
    Size,
    Summed,
    Times,
    Turned,
)
from .arithmetic import Arithmetic
from .arrays import Cells, Worth, added, cell, cell_at, diagonal, divided, each, paired, summed_down, times


def as_printed(numeral: Numeral) -> Ball:
    """Return the value of a number as it is printed, without what rounding may have changed."""
    return exact(numeral.value)


class Calculation(ABC):
    """Works out formulas; what names and derivatives are worth, and which function a letter is, comes from below.

    Attributes:
        point: What functions of numbers are worth.
        function: The function that is applied, where a letter may stand for several; raises NotCheckable.
        number: The ball of a printed number.
        entrywise: Whether a product of two vectors of one shape is entry by entry, and else the sum of its entries.
        across: Whether it is so as well where one of two vectors lies and the other stands.
        turned: Whether the entries of gradients are numbered the other way round than those of the weights.
        steps: How many nodes were worked out.
    """

    point: Arithmetic
    function: Callable[[Applied], str]
    number: Callable[[Numeral], Ball]
    entrywise: bool
    across: bool
    turned: bool
    steps: int

    @abstractmethod
    def _name(self, name: Name) -> Worth:
        """Return the value of a name."""

    @abstractmethod
    def _rate(self, of: Node, by: Node, held: tuple[Name | Omitted, ...] = ()) -> Worth:
        """Return the value of a derivative."""

    def of(self, node: Node) -> Worth:
        """Return the value of a node.

        Raises:
            NotCheckable: It has none here, or takes too long.
        """
        with ctx.workprec(thresholds.BITS):
            return self._of(node)

    def _of(self, node: Node) -> Worth:
        self.steps += 1
        if self.steps > thresholds.MOST_STEPS:
            raise NotCheckable(RefusalCode.TOO_LONG_TO_EVALUATE)
        check()
        match node:
            case Numeral():
                return self.number(node)
            case Name():
                return self._name(node)
            case Minus(body):
                return each(self._of(body), lambda x: -x)
            case Plus(terms):
                first, *others = self._terms(terms)
                total = self._of(first)
                for term in others:
                    total = paired(total, self._of(term), lambda x, y: x + y)
                return total
            case Times(factors):
                return self._product(factors)
            case Entrywise(factors):
                product = self._of(factors[0])
                for factor in factors[1:]:
                    product = paired(product, self._of(factor), lambda x, y: x * y)
                return product
            case Over(_, Numeral(value=0)):
                raise Misfit(RefusalCode.DIVISION_BY_ZERO)
            case Over(top, below):
                divisor = self._of(below)
                if isinstance(divisor, Cells):
                    return paired(self._of(top), divisor, divided)
                return each(self._of(top), lambda x: divided(x, divisor))
            case Raised(base, exponent):
                return self._power(base, exponent)
            case Applied():
                return self._applied(node)
            case Rate(of, by, _, held):
                return self._rate(of, by, held)
            case Summed(_, body, _, _, how):
                worth = self._of(body)
                return self._gathered(how, worth.flat) if isinstance(worth, Cells) else worth
            case Grid(rows, _):
                return self._grid(rows)
            case Cases(values, conditions, _):
                return self._cases(values, conditions)
            case Turned(body):
                worth = self._of(body)
                if not isinstance(worth, Cells):
                    return worth
                return worth.turned
            case Size(body, double):
                worth = self._of(body)
                if isinstance(worth, Cells) and (double or not self.entrywise):
                    return self.point.applied(ROOT, 0, added(tuple(x * x for x in worth.flat)))
                return each(worth, self.point.size)
            case Picked(body, at, _):
                turned = self.turned and isinstance(body, Rate) and len(at) == 2
                return self._picked(self._of(body), at[::-1] if turned else at)
            case Omitted():
                raise NotCheckable(RefusalCode.LEFT_OUT)

    def _terms(self, terms: tuple[Node, ...]) -> tuple[Node, ...]:
        """Return the terms of a sum, those as well that dots stand for."""
        if not any(isinstance(term, Omitted) for term in terms):
            return terms
        written = written_out(terms)
        if written is None:
            raise NotCheckable(RefusalCode.LEFT_OUT)
        return written

    def _product(self, factors: tuple[Node, ...]) -> Worth:
        product = self._of(factors[0])
        for before, factor in pairwise(factors):
            worth = self._of(factor)
            if _is_row_of_ones(before) and isinstance(worth, Cells):
                worth = summed_down(worth)
            product = times(product, worth, self.entrywise, self.across)
        is_repeated = _is_row_of_ones(factors[-1]) or (_is_one(factors[0]) and isinstance(factors[1], Turned))
        if is_repeated and isinstance(product, Cells) and 1 in product.shape:
            # How long the ones are, the other terms say.
            return Cells(product.rows, repeats=True)
        return product

    def _power(self, base: Node, exponent: Node) -> Worth:
        power = self._of(exponent)
        worth = self._of(base)
        # A number to the power of a matrix is a matrix by another rule.
        if isinstance(power, Cells) and not isinstance(worth, Cells) and 1 not in power.shape:
            raise NotCheckable(RefusalCode.EXPONENT_ARRAY)
        return paired(worth, power, self._raised)

    def _raised(self, base: Ball, power: Ball) -> Ball:
        if isinstance(power, fmpq) and power.q == 1:
            whole = int(power.p)
            if abs(whole) > thresholds.MOST_WHOLE_POWER:
                raise NotCheckable(RefusalCode.EXPONENT_TOO_LARGE)
            # A ball that holds zero, as two numbers that happen to be equal give, has no logarithm to be raised by.
            size = raised(Fraction(abs(whole)))(base) if isinstance(base, arb) else base ** abs(whole)
            return divided(fmpq(1), size) if whole < 0 else size
        return self.point.raised(base, power)

    def _applied(self, node: Applied) -> Worth:
        function = self.function(node)
        arguments = [self._of(argument) for argument in node.arguments]
        if function in EXTREMES:
            return self._extreme(EXTREMES[function], arguments)
        if function in PLACES:
            return self._place(PLACES[function], arguments)
        if function == DIAGONAL and len(arguments) == 1:
            return diagonal(arguments[0]) if isinstance(arguments[0], Cells) else arguments[0]
        if len(arguments) != 1:
            raise NotCheckable(RefusalCode.ONE_ARGUMENT, Details(node.function))
        (argument,) = arguments
        if function == SOFTMAX and not node.primes:
            if not isinstance(argument, Cells):
                raise NotCheckable(RefusalCode.SOFTMAX_OF_ONE)
            powers = each(argument, lambda x: self.point.applied(EXPONENTIAL, 0, x))
            assert isinstance(powers, Cells)
            total = added(powers.flat)
            return each(powers, lambda x: x / total)
        if function == IDENTITY:
            return argument if not node.primes else each(argument, lambda _: fmpq(1))
        if not (function in FUNCTIONS or function in OTHERS) or node.primes > 2:
            raise NotCheckable(RefusalCode.FUNCTION_UNKNOWN, Details(node.function + "'" * node.primes))
        return each(argument, lambda x: self.point.applied(function, node.primes, x))

    def _extreme(self, is_larger: bool, arguments: list[Worth]) -> Worth:
        first, *rest = arguments
        entries: tuple[Worth, ...] = first.flat if isinstance(first, Cells) and not rest else tuple(arguments)
        best = entries[0]
        for entry in entries[1:]:
            best = paired(best, entry, lambda x, y: self.point.extreme(is_larger, x, y))
        return best

    def _place(self, is_larger: bool, arguments: list[Worth]) -> Worth:
        """Return the place, from 1, of the largest or the smallest one of some numbers."""
        first, *rest = arguments
        entries: tuple[Worth, ...] = first.flat if isinstance(first, Cells) and not rest else tuple(arguments)
        numbers = [entry for entry in entries if not isinstance(entry, Cells)]
        if len(numbers) < len(entries):
            raise NotCheckable(RefusalCode.ONE_ARGUMENT, Details(text="argmax"))
        best: Ball = fmpq(1)
        held = numbers[0]
        for at, number in enumerate(numbers[1:], 2):
            best = self.point.case(number - held, ">" if is_larger else "<", fmpq(at), best)
            held = self.point.extreme(is_larger, held, number)
        return best

    def _gathered(self, how: Gathering, entries: tuple[Ball, ...]) -> Worth:
        """Return the sum of some numbers, or what else is made of them."""
        match how:
            case Gathering.SUM:
                return added(entries)
            case Gathering.PRODUCT:
                return prod(entries, start=fmpq(1))
            case Gathering.LARGEST | Gathering.SMALLEST:
                return self._extreme(EXTREMES[how.value], list(entries))
            case Gathering.FIRST_LARGEST | Gathering.FIRST_SMALLEST:
                return self._place(PLACES[how.value], list(entries))

    def _cases(self, values: tuple[Node, ...], conditions: tuple[Condition | None, ...]) -> Worth:
        """Return the value of the first case that holds, entry by entry."""
        chosen: Worth | None = None
        for value, condition in reversed(list(zip(values, conditions, strict=True))):
            chosen = self._where(condition, self._of(value), chosen)
        # That the last case does not hold tells nothing where one before it does.
        if chosen is None or (isinstance(chosen, Cells) and None in chosen.flat):
            raise NotCheckable(RefusalCode.NO_CASE_HOLDS)
        return chosen

    def _where(self, condition: Condition | None, worth: Worth, otherwise: Worth | None) -> Worth | None:
        """Return the value of a case where all its conditions hold; one without a condition holds."""
        for one in reversed(condition.all if condition else ()):
            margin = paired(self._of(one.left), self._of(one.right), lambda x, y: x - y)
            worth = self._case(margin, one.relation, worth, otherwise)
        return worth

    def _case(self, margin: Worth, relation: str, then: Worth, otherwise: Worth | None) -> Worth:
        arrays = [worth for worth in (margin, then, otherwise) if isinstance(worth, Cells)]
        if not arrays:
            single: Worth = self._single_case(margin, relation, then, otherwise)
            return single
        (rows, columns) = arrays[0].shape
        if any(array.shape != (rows, columns) for array in arrays):
            raise Misfit(RefusalCode.CASES_DIFFER)
        cells = tuple(
            tuple(
                self._single_case(
                    cell(margin, i, j),
                    relation,
                    cell(then, i, j),
                    None if otherwise is None else cell(otherwise, i, j),
                )
                for j in range(columns)
            )
            for i in range(rows)
        )
        return Cells(cells, free=1 in (rows, columns))

    def _single_case(self, margin: Any, relation: str, then: Any, otherwise: Any) -> Any:
        """Return the value of a case for single numbers; None where it does not hold and no other does."""
        try:
            return None if then is None else self.point.case(margin, relation, then, otherwise)
        except NotCheckable as error:
            if error.reason.code is not RefusalCode.NO_CASE_HOLDS:
                raise
            return None

    def _grid(self, rows: tuple[tuple[Node, ...], ...]) -> Worth:
        if sum(map(len, rows)) > thresholds.LARGEST_ARRAY:
            raise NotCheckable(RefusalCode.MATRIX_TOO_LARGE)
        cells: list[tuple[Ball, ...]] = []
        for row in rows:
            cells += _beside([self._of(entry) for entry in row])
        if len({len(row) for row in cells}) > 1:
            raise NotCheckable(RefusalCode.MATRIX_OF_ARRAYS)
        if len(cells) == 1 and len(cells[0]) == 1:
            return cells[0][0]
        return Cells(tuple(cells), free=len(cells) == 1 or len(cells[0]) == 1)

    def _picked(self, worth: Worth, at: tuple[str, ...]) -> Worth:
        if not isinstance(worth, Cells) or not all(is_digits(part) for part in at):
            raise NotCheckable(RefusalCode.INDEX_OF_SCALAR)
        numbers = [int(part) for part in at]
        if len(numbers) == 1 and 1 in worth.shape:
            return cell_at(worth.flat, numbers[0])
        if len(numbers) == 2:
            return cell_at(cell_at(worth.rows, numbers[0]), numbers[1])
        raise NotCheckable(RefusalCode.INDEX_UNFIT)


def _beside(blocks: Sequence[Worth]) -> list[tuple[Ball, ...]]:
    """Return the rows of arrays that stand side by side in a matrix; a number is an array of one.

    Raises:
        NotCheckable: They have not the same number of rows.
    """
    several = [block.rows if isinstance(block, Cells) else ((block,),) for block in blocks]
    if len({len(rows) for rows in several}) > 1:
        raise NotCheckable(RefusalCode.MATRIX_OF_ARRAYS)
    return [tuple(cell for row in level for cell in row) for level in zip(*several, strict=True)]


def _is_row_of_ones(node: Node) -> bool:
    """Say whether a factor is `1ᵀ`, which adds up the rows of what follows it."""
    return isinstance(node, Turned) and _is_one(node.body)


def _is_one(node: Node) -> bool:
    return isinstance(node, Numeral) and node.value == 1
