"""A finished document as a worksheet: what is to be found becomes blanks, counted through, and the key fills them in.

A view of a document, which knows of no network: what is asked is seen from where a side stands in its equation. A
number that is asked for is not shown after that; where others are computed from it, the number of its blank stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from types import MappingProxyType

from ..expression.tree import (
    Blank,
    Braced,
    Expression,
    Negative,
    Number,
    Partial,
    Product,
    Symbol,
    children,
    rebuilt,
    symbols_of,
)
from .blocks import Display, Document, Row
from .handwriting import number_in, sizes
from .rewriting import Rewriting

TELLING = 3
"""A number with fewer digits may stand for many things: it is not hidden where it is not asked for."""

RELATIONS = ("=", "≈")
"""What stands before a side that says what another one is."""

SIGNALS = ("δ", "delta")


class Blanks(Enum):
    """What of a document becomes blanks."""

    RESULTS = "results"
    FACTORS = "factors"
    STEPS = "steps"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Answer:
    """What belongs into a blank.

    Args:
        number: Which blank it is.
        of: What the line is about: its left side.
        body: What belongs there.
    """

    number: int
    of: Expression | None
    body: Expression


@dataclass(frozen=True, slots=True)
class Place:
    """A side of an equation where it stands.

    Args:
        side: The side.
        before: The side before it.
        about: The left side of the line, or of the line that it goes on with.
    """

    side: Expression
    before: Expression | None
    about: Expression | None

    @property
    def is_result(self) -> bool:
        """Whether it is a number that comes out."""
        return number_in(self.side) is not None

    @property
    def is_about_derivative(self) -> bool:
        """Whether the line says what a derivative is."""
        match self.about:
            case Symbol(base, mark=mark):
                return base in SIGNALS or mark not in ("", "+")
            case _:
                return isinstance(self.about, Partial)

    @property
    def is_statement(self) -> bool:
        """Whether it repeats an equation of the model."""
        about = self.about
        is_plain = isinstance(about, Symbol) and not self.is_about_derivative and about.mark != "+"
        return is_plain and bool(symbols_of(self.side)) and not self.is_result


Ask = Callable[[Expression], Expression]
"""Makes a blank of an expression."""


def with_blanks(
    document: Document, which: Blanks, given: Collection[Row] = (), least: Fraction = Fraction(0)
) -> Document:
    """Return a document with blanks: equally wide for all its numbers, so that no width tells an answer.

    Args:
        document: The document, whose look says how wide its lines are.
        which: What becomes blanks.
        given: Lines of equations that stay as they are.
        least: No number but 0 is asked for that is smaller in magnitude.
    """
    counted = _Counted(ASKED[which], given, least)
    asked = Rewriting(_same, display=counted.display).of(document)
    if not counted.count:
        return document
    return replace(_Hidden(counted.numbers, sizes(counted.numbers, document.look.room)).of(asked), has_blanks=True)


def filled(document: Document) -> Document:
    """Return the key of a worksheet: the same pages with the blanks and the spaces filled in."""
    return Rewriting(_filled, space=lambda space: replace(space, filled=True)).of(document)


def solved(document: Document) -> Document:
    """Return the document that a worksheet was made of."""
    return replace(Rewriting(_solved).of(document), has_blanks=False)


def answers(document: Document) -> tuple[Answer, ...]:
    """Return what belongs into the blanks of a worksheet or of its key, in their order."""
    found: list[Answer] = []

    def display(shown: Display) -> Display:
        about: Expression | None = None
        for row in shown.rows:
            about = about if row.left is None else row.left
            for _, side in row.sides:
                found.extend(Answer(blank.number, about, blank.body) for blank in _blanks_in(side))
        return shown

    def alone(expression: Expression) -> Expression:
        found.extend(Answer(blank.number, None, blank.body) for blank in _blanks_in(expression))
        return expression

    Rewriting(alone, display=display).of(document)
    return tuple(sorted(found, key=lambda answer: answer.number))


def _results(place: Place, ask: Ask) -> Expression:
    return ask(place.side) if place.is_result else place.side


def _factors(place: Place, ask: Ask) -> Expression:
    if not place.is_about_derivative:
        return place.side
    if isinstance(place.side, Product) and _are_factors(place.side):
        return replace(place.side, factors=tuple(_in_brace(factor, ask) for factor in place.side.factors))
    is_product = isinstance(place.before, Product) and _are_factors(place.before)
    return ask(place.side) if place.is_result and not is_product else place.side


def _steps(place: Place, ask: Ask) -> Expression:
    return place.side if place.is_statement else ask(place.side)


def _all(place: Place, ask: Ask) -> Expression:
    return ask(place.side)


ASKED: Mapping[Blanks, Callable[[Place, Ask], Expression]] = MappingProxyType(
    {Blanks.RESULTS: _results, Blanks.FACTORS: _factors, Blanks.STEPS: _steps, Blanks.ALL: _all}
)
"""What becomes of a side of an equation in which something is derived or computed."""


@dataclass
class _Counted:
    """The first pass: makes blanks, and counts them."""

    asked: Callable[[Place, Ask], Expression]
    given: Collection[Row]
    least: Fraction
    count: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    found: dict[Expression, tuple[int, str]] = field(default_factory=dict)

    def display(self, display: Display) -> Display:
        if not any(_is_work(row) for row in display.rows):
            return display
        rows: list[Row] = []
        about: Expression | None = None
        before: Expression | None = None
        for row in display.rows:
            if row.left is not None:
                about, before = row.left, None
            if row in self.given:
                rows.append(row)
                continue
            sides: list[tuple[str, Expression]] = []
            for relation, side in row.sides:
                shown = self.asked(Place(side, before, about), self.ask) if relation in RELATIONS else side
                if shown is side and before is not None:
                    shown = self._put_in(before, side)
                if isinstance(shown, Blank) and about is not None and (number := number_in(side)) is not None:
                    self.found[about] = shown.number, number.text
                sides.append((relation, shown))
                before = side
            rows.append(replace(row, sides=tuple(sides)))
        return replace(display, rows=tuple(rows))

    def _put_in(self, symbols: Expression, numbers: Expression) -> Expression:
        """Return a side with numbers, and of what was asked for on the side before, the number of its blank."""
        number = number_in(numbers)
        if number is not None:
            at, text = self.found.get(symbols, (0, ""))
            return Blank(numbers, at, 0) if text == number.text else numbers
        if type(symbols) is not type(numbers):
            is_in_brace = isinstance(numbers, Braced)
            return rebuilt(numbers, lambda body: self._put_in(symbols, body)) if is_in_brace else numbers
        parts = iter(children(symbols))
        if len(children(symbols)) != len(children(numbers)):
            return numbers
        return rebuilt(numbers, lambda part: self._put_in(next(parts), part))

    def ask(self, expression: Expression) -> Expression:
        number = number_in(expression)
        if number is not None and 0 < abs(number.value) < self.least:
            return expression
        self.count += 1
        if number is not None:
            self.numbers.setdefault(number.text, self.count)
        return Blank(expression, self.count, 1)


@dataclass
class _Hidden:
    """The second pass: gives blanks their size, and hides what is asked for where it stands again.

    Args:
        numbers: The first blank of each number, by its text.
        sizes: How wide and how high the blank of an expression is.
    """

    numbers: Mapping[str, int]
    sizes: Callable[[Expression], tuple[int, float]]
    reached: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)

    def of(self, document: Document) -> Document:
        return Rewriting(self._expression).of(document)

    def _expression(self, expression: Expression) -> Expression:
        match expression:
            case Blank(width=0):
                return expression
            case Blank(body):
                number = number_in(body)
                if number is not None:
                    self.reached.add(number.text)
                return replace(expression, width=self.sizes(body)[0], height=self.sizes(body)[1])
            case Number(_, text):
                return self._cited(expression, text)
            case Negative(Number(_, text)) if f"-{text}" in self.numbers:
                return self._cited(expression, f"-{text}")
            case _:
                return rebuilt(expression, self._expression)

    def _cited(self, expression: Expression, text: str) -> Expression:
        """Return the number of the blank in place of a number, unless readers have seen it before they were asked."""
        if text not in self.numbers or not _is_telling(text):
            return expression
        if text not in self.reached:
            self.known.add(text)
        return expression if text in self.known else Blank(expression, self.numbers[text], 0)


def _same(expression: Expression) -> Expression:
    return expression


def _filled(expression: Expression) -> Expression:
    return replace(expression, filled=True) if isinstance(expression, Blank) else rebuilt(expression, _filled)


def _solved(expression: Expression) -> Expression:
    return _solved(expression.body) if isinstance(expression, Blank) else rebuilt(expression, _solved)


def _blanks_in(expression: Expression) -> Iterator[Blank]:
    if isinstance(expression, Blank):
        if expression.width:
            yield expression
        return
    for part in children(expression):
        yield from _blanks_in(part)


def _is_work(row: Row) -> bool:
    """Say whether something is derived or computed on a line, and not only named or defined."""
    return isinstance(row.left, Partial) or (bool(row.sides) and number_in(row.sides[-1][1]) is not None)


def _are_factors(product: Product) -> bool:
    """Say whether a product is of derivatives alone, or of numbers alone."""
    bodies = [factor.body if isinstance(factor, Braced) else factor for factor in product.factors]
    return all(isinstance(body, Partial) for body in bodies) or all(isinstance(body, Number) for body in bodies)


def _in_brace(factor: Expression, ask: Ask) -> Expression:
    return replace(factor, body=ask(factor.body)) if isinstance(factor, Braced) else ask(factor)


def _is_telling(text: str) -> bool:
    digits = text.partition("e")[0].replace(".", "").replace(",", "").lstrip("-0")
    return len(digits) >= TELLING
