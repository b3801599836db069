"""Lines with numbers: what is substituted, the result, and whether the numbers shown give it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from flint import arb, ctx, fmpq

from ..errors import CertificationError, DomainError
from ..expression.differentiate import rational, tidied
from ..expression.tree import (
    ONE,
    Call,
    Choice,
    Expression,
    Negative,
    Number,
    Power,
    Quotient,
    Symbol,
    rebuilt,
    substitute,
    symbols_of,
    updated,
)
from ..graph.given import is_stored
from ..graph.rounding import LADDER, Rounding, gives
from ..graph.tape import exact
from ..graph.update import LENGTH, NORM, PARAMETER, ROUND, SLOPE
from ..graph.values import Values, number_of
from ..models.network import Network
from .steps import Link, Relation, elided

WIDER = (12, 15, 20, 25, 30, 40)
"""So many digits are tried where the usual ones leave nothing of a number, as 9 do of 1 − 0.9999999999958."""


@dataclass
class Numbers:
    """The numbers of one network under one rounding policy, as they stand in the text.

    Args:
        network: Where the values come from.
        rounding: How they are shown.
    """

    network: Network
    rounding: Rounding
    _shown: dict[Expression, Number] = field(init=False, default_factory=dict)

    @property
    def values(self) -> Values:
        """The certified values behind the numbers."""
        return self.network.certified

    def of(self, expression: Expression) -> Number:
        """Return the number shown for a quantity or an expression over quantities; given ones as given."""
        if expression in self._shown:
            return self._shown[expression]
        if isinstance(expression, Symbol) and expression in self.network.values:
            shown = self._given(expression, self.rounding)
        elif isinstance(expression, Number):
            shown = expression
        else:
            shown = self._computed(expression)
        self._shown[expression] = shown
        return shown

    def _given(self, symbol: Symbol, rounding: Rounding) -> Number:
        """Return the number shown for a given quantity: as it was written, but a binary fraction of a file rounded."""
        number = self.network.values[symbol]
        return rounding.show(lambda _: exact(number.value)) if is_stored(self.network.values, symbol) else number

    def _computed(self, expression: Expression) -> Number:
        try:
            return self.values.show(expression, self.rounding)
        except CertificationError as error:
            raise CertificationError(f"{_named(expression)}: {error}") from error

    def first_round(self, weight: Symbol) -> dict[Symbol, Expression]:
        """Return what the first round of training makes of a weight: each target of the update, over quantities."""
        known = {PARAMETER: weight, SLOPE: self.network.gradient[weight], ROUND: ONE, NORM: LENGTH}
        return self.network.demand_update().values(known)

    def updated(self, weight: Symbol) -> Number | None:
        """Return the number shown for a weight after one update; None where there is no learning rate."""
        return self.of(self.first_round(weight)[updated(PARAMETER)]) if self.network.update is not None else None

    def put_in(self, expression: Expression) -> Expression:
        """Return an expression with the numbers shown in place of its symbols, and of each choice what applies.

        Where they would leave the logarithm of zero or a division by zero, which the values themselves do not, or the
        logarithm of one, numbers stand there that tell: with more digits, or the value itself.
        """
        return self._with_numbers(self.chosen(expression))

    def _with_numbers(self, expression: Expression) -> Expression:
        match expression:
            case Symbol():
                return self.of(expression)
            case Call("log", argument):
                return Call("log", self._telling(argument, (0, 1)))
            case Quotient(above, below):
                return Quotient(self._with_numbers(above), self._telling(below, (0,)))
            case Power(base, exponent) if (rational(tidied(exponent)) or 0) < 0:
                return Power(self._telling(base, (0,)), exponent)
            case _:
                return rebuilt(expression, self._with_numbers)

    def _telling(self, expression: Expression, lost: Collection[int]) -> Expression:
        """Return an expression with enough digits that its value does not become 0 or infinite, unless it is."""
        shown = self._with_numbers(expression)
        given = number_of(shown)
        if not (isinstance(given, fmpq) and given in lost) or not symbols_of(expression):
            return shown
        true = self.values.evaluate(expression, LADDER[-1])
        if given == true:
            return shown
        for places in (places for places in WIDER if places > self.rounding.places):
            wide = Rounding(places)
            by = {symbol: self._wider(symbol, wide) for symbol in symbols_of(expression)}
            closer = substitute(expression, by)
            with ctx.workprec(LADDER[-1]):
                far, near = arb(given - true), arb(number_of(closer) - true)
                if abs(near) < abs(far) / 100:
                    return closer
        itself = self.values.show(expression, Rounding(max(1, self.rounding.places)))
        return shown if itself.value in lost else itself

    def _wider(self, symbol: Symbol, rounding: Rounding) -> Number:
        return self._given(symbol, rounding) if symbol in self.network.values else self.values.show(symbol, rounding)

    def chosen(self, expression: Expression) -> Expression:
        """Return an expression with each choice replaced by the branch that the values take.

        Raises:
            DomainError: A value cannot be distinguished from the kink at which it lies.
        """
        if isinstance(expression, Choice):
            branch = expression.then if self._is_positive(expression.positive) else expression.otherwise
            return self.chosen(branch)
        return rebuilt(expression, self.chosen)

    def _is_positive(self, expression: Expression) -> bool:
        found = self.values.is_positive(expression)
        if found is not None:
            return found
        reads = ", ".join(symbol.ascii for symbol in symbols_of(expression))
        raise DomainError(f"{reads}: the value lies at a kink, or too near to it to decide on which side")

    def links(self, expression: Expression) -> tuple[Link, ...]:
        """Return the numbers put into an expression and the result, with the relation that holds."""
        put_in = self.put_in(expression)
        links = result_links(put_in, self.of(expression))
        # What holds numbers alone has been written already.
        return links[-1:] if put_in == expression else links


def _named(expression: Expression) -> str:
    """Return how a message names an expression."""
    if not isinstance(expression, Symbol):
        return f"what is computed from {', '.join(symbol.ascii for symbol in symbols_of(expression)[:4])}"
    plain = replace(expression, mark="").ascii
    return f"the derivative of {expression.mark!r} with respect to {plain!r}" if expression.mark else repr(plain)


def result_links(put_in: Expression, result: Number) -> tuple[Link, ...]:
    """Return the links `= numbers` and `= result`, or `≈ result` where the numbers do not give it."""
    if is_number(put_in, result):
        return (Link(Relation.EQUAL, result),)
    return (Link(Relation.EQUAL, elided(put_in)), Link(relation(put_in, result), result))


def is_number(expression: Expression, number: Number) -> bool:
    """Say whether an expression is written like a number, its sign included.

    >>> from symbackprop.expression.tree import decimal, whole
    >>> is_number(Negative(whole(1)), decimal("-1")), is_number(Negative(whole(1)), whole(1))
    (True, False)
    """
    if isinstance(expression, Negative) and isinstance(expression.body, Number):
        return f"-{expression.body.text}" == number.text
    return expression == number


def relation(put_in: Expression, result: Number) -> Relation:
    """Return `=` where the numbers shown, rounded like the result, give the result shown, and `≈` elsewhere."""
    with ctx.workprec(LADDER[2]):
        return Relation.EQUAL if gives(result, number_of(put_in)) else Relation.ABOUT
