"""Lines with numbers: what is substituted, the result, and whether the numbers shown give it.

Under the policy `carried` a result is what the numbers shown give: exact arithmetic on decimals, and balls where a
function stands between. So each quantity has one line that gives its number: its equation, and for a derivative of the
loss what the story puts together, which is its route.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from flint import arb, ctx, fmpq

from ..errors import CertificationError, DomainError
from ..expression.differentiate import rational, tidied
from ..expression.functions import computed_as
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
from ..graph.rounding import LADDER, Policy, Rounding, gives
from ..graph.tape import Ball, exact
from ..graph.update import LENGTH, NORM, PARAMETER, ROUND, SLOPE
from ..graph.values import Values, number_of
from ..models.network import Network
from .steps import Link, Relation, elided

WIDER = (12, 15, 20, 25, 30, 40)
"""So many digits are tried where the usual ones leave nothing of a number, as 9 do of 1 − 0.9999999999958."""


Route: TypeAlias = Callable[[Symbol], "Expression | None"]
"""From a quantity to the numbers that are put together for the derivative of the loss by it, or None."""


@dataclass
class Numbers:
    """The numbers of one network under one rounding policy, as they stand in the text.

    Args:
        network: Where the values come from.
        rounding: How they are shown.
        approximate: Whether `=` stands before exact results alone, and `≈` before every rounded one.
        route: How derivatives are put together, where results are carried; without, by their equations.
    """

    network: Network
    rounding: Rounding
    approximate: bool = False
    route: Route | None = field(init=False, default=None)
    _shown: dict[Expression, Number] = field(init=False, default_factory=dict)

    @property
    def values(self) -> Values:
        """The certified values behind the numbers."""
        return self.network.certified

    def of(self, expression: Expression) -> Number:
        """Return the number shown for a quantity or an expression over quantities; given ones as given."""
        if expression in self._shown:
            return self._shown[expression]
        if self.is_carried:
            self._carry(self._read_by(expression) if isinstance(expression, Symbol) else symbols_of(expression))
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
            if self.is_carried:
                return self.rounded(self._carried_from(expression))
            return self.values.show(expression, self.rounding)
        except CertificationError as error:
            raise CertificationError(f"{_named(expression)}: {error}") from error

    @property
    def is_carried(self) -> bool:
        """Whether results are computed from the numbers shown."""
        return self.rounding.policy is Policy.CARRIED

    def result(self, put_in: Expression, of: Expression) -> Number:
        """Return the result of a line: what is shown for an expression, or what the numbers put in give.

        Args:
            put_in: The numbers on the line.
            of: What they stand for.
        """
        return self.rounded(put_in) if self.is_carried else self.of(of)

    def _carry(self, needed: Iterable[Symbol]) -> None:
        """Compute numbers from numbers, those first that others are computed from, however far that goes."""
        waiting = [symbol for symbol in needed if symbol not in self._shown]
        while waiting:
            symbol = waiting[-1]
            missing = [read for read in self._read_by(symbol) if read not in self._shown]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            self.of(symbol)

    def _read_by(self, symbol: Symbol) -> tuple[Symbol, ...]:
        """Return the quantities that the equation of one reads, where its number comes from that."""
        if symbol in self._shown or symbol in self.network.values:
            return ()
        equation = self.network.single.equation(symbol)
        return symbols_of(equation.body) if equation is not None else ()

    def _carried_from(self, expression: Expression) -> Expression:
        """Return the numbers that give the number of an expression."""
        if not isinstance(expression, Symbol):
            return self.put_in(expression)
        found = self.route(expression.marked("")) if expression.mark and self.route is not None else None
        if found is not None:
            return found
        equation = self.network.single.equation(expression)
        assert equation is not None, f"{expression.ascii} has neither an equation nor a value"
        body = equation.body
        return self.put_in((computed_as(body) if isinstance(body, Call) else None) or body)

    def rounded(self, put_in: Expression) -> Number:
        """Return what numbers alone give, rounded, each digit decided.

        Raises:
            CertificationError: They give nothing, as a division by what was rounded to zero.
        """

        def value(bits: int) -> Ball:
            with ctx.workprec(bits):
                return number_of(put_in)

        try:
            return self.rounding.show(value)
        except (CertificationError, ZeroDivisionError) as error:
            policy = Policy.FULL.value
            raise CertificationError(
                f"the rounded numbers give no result; give more --digits, or choose --rounding {policy}"
            ) from error

    def first_round(self, weight: Symbol) -> dict[Symbol, Expression]:
        """Return what the first round of training makes of a weight: each target of the update, over quantities."""
        known = {PARAMETER: weight, SLOPE: self.network.gradient[weight], ROUND: ONE, NORM: LENGTH}
        return self.network.demand_update().values(known)

    def updated(self, weight: Symbol) -> Number | None:
        """Return the number shown for a weight after one update; None where there is no learning rate."""
        return self.after_first_round(weight)[updated(PARAMETER)] if self.network.update is not None else None

    def after_first_round(self, weight: Symbol) -> dict[Symbol, Number]:
        """Return the numbers shown for what the first round makes of a weight: each target of the update."""
        return {target: result for target, _, result in self.steps_of_first_round(weight)}

    def steps_of_first_round(
        self, weight: Symbol, slope: Number | None = None
    ) -> Iterator[tuple[Symbol, Expression, Number]]:
        """Yield each target of the update in the first round of a weight, the numbers put in, and the result.

        Args:
            weight: The weight.
            slope: What is taken for its gradient, where that is not its gradient; all results follow from the numbers.
        """
        update, values = self.network.demand_update(), self.first_round(weight)
        shown: dict[Symbol, Expression] = {
            **update.constants,
            **update.state,
            ROUND: ONE,
            PARAMETER: self.of(weight),
            SLOPE: slope or self.of(self.network.gradient[weight]),
        }
        if NORM in update.reads:
            shown[NORM] = self.of(LENGTH)
        for equation in update.equations:
            put_in = substitute(equation.body, shown)
            result = self.rounded(put_in) if slope else self.result(put_in, values[equation.target])
            yield equation.target, put_in, result
            shown[equation.target] = result

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
        links = self.result_links(put_in, self.of(expression))
        # What holds numbers alone has been written already.
        return links[-1:] if put_in == expression else links

    def result_links(self, put_in: Expression, result: Number) -> tuple[Link, ...]:
        """Return the links `= numbers` and `= result`, or `≈ result` where the numbers do not give it."""
        if is_number(put_in, result):
            return (Link(Relation.EQUAL, result),)
        return (Link(Relation.EQUAL, elided(put_in)), Link(self.relation(put_in, result), result))

    def relation(self, put_in: Expression, result: Number) -> Relation:
        """Return `=` where the numbers shown give the result shown, rounded like it or cut off, and `≈` elsewhere.

        Where every rounded result has `≈`, they must give it without that.
        """
        with ctx.workprec(LADDER[2]):
            given = number_of(put_in)
            if self.approximate:
                follows = isinstance(given, fmpq) and given == exact(result.value)
            else:
                follows = gives(result, given, self.rounding.is_cut)
        return Relation.EQUAL if follows else Relation.ABOUT


def _named(expression: Expression) -> str:
    """Return how a message names an expression."""
    if not isinstance(expression, Symbol):
        return f"what is computed from {', '.join(symbol.ascii for symbol in symbols_of(expression)[:4])}"
    plain = replace(expression, mark="").ascii
    return f"the derivative of {expression.mark!r} with respect to {plain!r}" if expression.mark else repr(plain)


def is_number(expression: Expression, number: Number) -> bool:
    """Say whether an expression is written like a number, its sign included.

    >>> from symbackprop.expression.tree import decimal, whole
    >>> is_number(Negative(whole(1)), decimal("-1")), is_number(Negative(whole(1)), whole(1))
    (True, False)
    """
    if isinstance(expression, Negative) and isinstance(expression.body, Number):
        return f"-{expression.body.text}" == number.text
    return expression == number
