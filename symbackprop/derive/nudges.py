"""What the loss becomes when some quantities are moved a little, certified like every other value.

Only what depends on the moved quantities is computed anew. A quantity may be moved for one of its readers alone, which
shows what a single path contributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from flint import arb, ctx, fmpq

from ..errors import CertificationError, DomainError
from ..expression.tree import ZERO, Expression, Number, Symbol, decimal
from ..graph.rounding import LADDER, Rounding
from ..graph.tape import Ball, Tape
from ..models.network import Network

STEPS = ("0.01", "0.001", "0.0001", "0.00001")
"""How far a quantity is moved: the first of them for which the derivative foretells what happens."""

NEAR = fmpq(1, 20)
"""The derivative foretells a change when it misses it by less than this part of the change."""

MOST_MOVED = 400
"""Of a network in which more quantities depend on one, none is moved."""


@dataclass(frozen=True)
class Nudge:
    """A network with some quantities moved.

    Args:
        network: The network.
        moves: How far each quantity is moved, over quantities of the network.
        through: The only reader that sees them moved; without, all do.
    """

    network: Network
    moves: Mapping[Symbol, Expression]
    through: Symbol | None = None
    _known: dict[int, dict[Symbol, Ball]] = field(init=False, default_factory=dict, compare=False)

    @cached_property
    def _dependent(self) -> frozenset[Symbol]:
        """All that the moved quantities influence on their way to the loss."""
        waiting = [self.through] if self.through is not None else self._readers(*self.moves)
        found = set(waiting)
        while waiting:
            new = [reader for reader in self._readers(waiting.pop()) if reader not in found]
            found.update(new)
            waiting += new
        return frozenset(found)

    def _readers(self, *names: Symbol) -> list[Symbol]:
        return [reader for name in names for reader in self.network.readers(name)]

    @property
    def is_short(self) -> bool:
        """Whether few enough quantities depend on the moved ones."""
        return len(self._dependent) <= MOST_MOVED

    def loss(self, bits: int) -> Ball:
        """Return the loss after the move, computed with a working precision in bits."""
        known = self._known.setdefault(bits, {})
        with ctx.workprec(bits):
            waiting = [self.network.loss] if self.network.loss in self._dependent else []
            while waiting:
                tape = self._tapes[waiting[-1]]
                missing = [name for name in tape[0].inputs if name in self._dependent and name not in known]
                if missing:
                    waiting += missing
                    continue
                name = waiting.pop()
                registers = tape[0].registers([self._input(name, read, bits, known) for read in tape[0].inputs])
                tape[0].run(registers)
                known[name] = registers[tape[1]]
        return known.get(self.network.loss, self.network.certified.ball(self.network.loss, bits))

    @cached_property
    def _tapes(self) -> Mapping[Symbol, tuple[Tape, int]]:
        found: dict[Symbol, tuple[Tape, int]] = {}
        for name in self._dependent:
            equation = self.network.single.equation(name)
            assert equation is not None, f"{name.ascii} has no equation"
            tape = Tape()
            found[name] = (tape, tape.add(equation.body))
        return found

    def _input(self, reader: Symbol, read: Symbol, bits: int, known: Mapping[Symbol, Ball]) -> Ball:
        value = known[read] if read in known else self.network.certified.ball(read, bits)
        if read in self.moves and self.through in (None, reader):
            return value + self.network.certified.evaluate(self.moves[read], bits)
        return value

    def change(self, bits: int) -> Ball:
        """Return how much the loss changes."""
        with ctx.workprec(bits):
            return self.loss(bits) - self.network.certified.ball(self.network.loss, bits)

    def shown_loss(self, rounding: Rounding) -> Number:
        """Return the loss after the move as it is printed.

        Raises:
            CertificationError: It has no value there.
        """
        return rounding.show(self.loss)

    def shown_change(self, rounding: Rounding) -> Number:
        """Return the change of the loss as it is printed; one that no precision tells from zero is 0.

        Raises:
            CertificationError: The loss has no value there.
        """
        shown = rounding.show(self.change)
        return shown if shown.value else ZERO


def telling_step(network: Network, quantity: Symbol, through: Symbol | None = None) -> Number | None:
    """Return how far a quantity can be moved so that its derivative foretells the change of the loss.

    Args:
        network: The network.
        quantity: A parameter, or what an equation computes.
        through: The only reader that sees it moved; without, all do.

    Returns:
        A step; None where the derivative is zero, where too much depends on the quantity, or where no step tells.
    """
    slope = network.adjoints[quantity]
    bits = LADDER[0]
    for step in map(decimal, STEPS):
        nudge = Nudge(network, {quantity: step}, through)
        if not nudge.is_short:
            return None
        try:
            change = arb(nudge.change(bits))
            with ctx.workprec(bits):
                foretold = arb(network.certified.evaluate(slope, bits)) * fmpq(
                    step.value.numerator, step.value.denominator
                )
                if foretold == 0 or not change.is_finite():
                    return None
                if through is not None or abs(change - foretold) < NEAR * abs(change):
                    return step
        except (CertificationError, DomainError):
            continue
    return None
