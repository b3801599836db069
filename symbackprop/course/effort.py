"""How much work a worksheet is by hand, so that all students get as much of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..document.blanks import answers, solved
from ..document.blocks import Display, Document
from ..document.rewriting import Rewriting
from ..expression.tree import Expression, Number, Product, children

CARRY, SIGN = 0.25, 1.0
"""What a carry and a minus count, where a digit to write counts 1."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What is to be done by hand.

    Args:
        digits: Digits to write into the blanks, zeros in front of a number left out.
        carries: Pairs of digits in products of two numbers whose product is 10 or more.
        signs: Negative numbers in the lines that are computed.
    """

    digits: int
    carries: int
    signs: int

    @property
    def score(self) -> float:
        """All of it in one number.

        >>> Effort(10, 4, 2).score
        13.0
        """
        return self.digits + CARRY * self.carries + SIGN * self.signs


def effort_of(sheet: Document) -> Effort:
    """Return how much work a worksheet is."""
    asked = (found.body for found in answers(sheet))
    digits = sum(len(_digits(number)) for body in asked for number in _numbers(body))
    sides: list[Expression] = []

    def display(shown: Display) -> Display:
        sides.extend(side for row in shown.rows for _, side in row.sides if any(_numbers(side)))
        return shown

    Rewriting(lambda expression: expression, display=display).of(solved(sheet))
    carries = sum(_carries(product) for side in sides for product in _products(side))
    signs = sum(number.text.startswith("-") for side in sides for number in _numbers(side))
    return Effort(digits, carries, signs)


def _numbers(expression: Expression) -> Iterator[Number]:
    if isinstance(expression, Number):
        yield expression
    for part in children(expression):
        yield from _numbers(part)


def _products(expression: Expression) -> Iterator[Product]:
    if isinstance(expression, Product):
        yield expression
    for part in children(expression):
        yield from _products(part)


def _carries(product: Product) -> int:
    numbers = [factor for factor in product.factors if isinstance(factor, Number)]
    return sum(int(a) * int(b) > 9 for one, other in pairwise(numbers) for a in _digits(one) for b in _digits(other))


def _digits(number: Number) -> str:
    return "".join(sign for sign in number.text.partition("e")[0] if sign.isdigit()).lstrip("0") or "0"
