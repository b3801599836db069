"""Proofs that two formulas are equal for every network of the kind, by exact algebra over its quantities.

At first each quantity that is named stands for itself. Where that does not make both sides equal, the quantities
that were asked for are replaced by their equations, and so on down to what is given: `E_total = ½(t₁ − out₁)² + …`
holds by the equations of the errors, `out = 1/(1 + e^{−net})` by that of the output.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ...expression.tree import Expression, Symbol
from ...models.network import Network
from .. import thresholds
from ..quantities.refusals import NotCheckable
from .algebra import formula
from .formal_arithmetic import FormalArithmetic
from .points import Point
from .quotients import Crowded, Field, Formula, Unproved


class Formal(FormalArithmetic, Point):
    """A point at which quantities are formulas and not numbers.

    Args:
        network: The network.
        replaced: The quantities that stand for their equations.
    """

    def __init__(self, network: Network, replaced: frozenset[Symbol]) -> None:
        super().__init__(network)
        self.replaced = replaced
        self.asked: set[Symbol] = set()
        self.field = Field()
        self._formulas: dict[Symbol, Formula] = {}

    def begin(self) -> None:
        """Begin another proof with what is known from those before."""
        self.field.operations = 0
        self.asked.clear()
        self.known.clear()

    def value(self, symbol: Symbol) -> Any:
        """Return the formula of a quantity."""
        found = self._formulas.get(symbol)
        if found is None:
            found = self._formulas[symbol] = self._formula(symbol)
        if symbol not in self.replaced and self.network.scalar.equation(symbol) is not None:
            self.asked.add(symbol)
        return found

    def _formula(self, symbol: Symbol) -> Formula:
        forward = self.network.scalar.equation(symbol)
        if forward is None and (adjoint := self.network.both.equation(symbol)) is not None:
            return formula(adjoint.body, self.field, self.value)
        if forward is not None and symbol in self.replaced:
            return formula(forward.body, self.field, self.value)
        return self.field.kernel(symbol)[1]

    def evaluate(self, expression: Expression) -> Any:
        """Return the formula of an expression over quantities."""
        return formula(expression, self.field, self.value)

    def of_update(self, parameter: Symbol | None, name: Symbol | None, rate: Fraction) -> Any:
        """Return a constant of the optimiser; what a round computes is no polynomial of the gradient."""
        if name not in self.network.optimiser.constants:
            raise Unproved("what the optimiser keeps")
        return super().of_update(parameter, name, rate)

    def updated(self, symbol: Symbol, rate: Fraction) -> Any:
        """Return the formula of a parameter after one update."""
        if symbol not in self.network.parameters:
            raise Unproved("a quantity after an update")
        if not self.network.optimiser.is_descent:
            raise Unproved("an update that is no polynomial of the gradient")
        return super().updated(symbol, rate)


class Prover:
    """Proves that two sides are equal for every network of the kind.

    Args:
        network: The network.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        # Most formulas need no equation replaced, and share much.
        self._first = Formal(network, frozenset())

    def proves(self, equal_at: Callable[[Point], bool]) -> bool:
        """Return whether two sides are equal as formulas; False decides nothing.

        Args:
            equal_at: Says whether they are equal at a point.
        """
        replaced = frozenset[Symbol]()
        try:
            self._first.begin()
            if equal_at(self._first):
                return True
            # What lies behind quantities that were known before comes with the next step, where it is needed.
            replaced = frozenset(self._first.asked)
        except Crowded:
            self._first = Formal(self._network, frozenset())
        except (NotCheckable, Unproved):
            pass
        for _ in range(thresholds.MOST_LEVELS):
            point = Formal(self._network, replaced)
            try:
                if equal_at(point):
                    return True
            except (NotCheckable, Unproved):
                return False
            if not point.asked:
                return False
            replaced |= point.asked
        return False
