"""The arithmetic that is printed before a number: its value, and how far its rounded operands can take that."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice
from math import isfinite

from flint import fmpq

from ...graph.tape import Ball
from .. import thresholds
from ..grammar.forms import is_symbolic
from ..interpretation.naming import Naming
from ..quantities.refusals import NotCheckable
from ..reasons import Reason, ReasonCode
from ..source import Span
from ..tree import Chain, Node, Numeral, numerals_in, printed, walk
from ..values.arrays import Cells
from ..values.digits import Fit, approximate, figures_of, fit, is_finite, magnitude, unit_of, unsigned, upper
from .ledger import Ledger, Origin, ball_of
from .verdicts import Verdict


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """The arithmetic before a printed number.

    Args:
        node: The arithmetic.
        value: Its value; None where it has none that is a single number.
        reach: How far the rounding of its operands can take the value; None where that is not known.
        origins: Its operands, and where each comes from.
        earlier: Those of the arithmetic before it, where an operand comes from nowhere else.
        refusal: Why it has no value.
    """

    node: Node
    value: Ball | None = None
    reach: Ball | None = None
    origins: tuple[tuple[Numeral, Origin], ...] = ()
    earlier: tuple[tuple[Numeral, Origin], ...] = ()
    refusal: Reason | None = None


@dataclass(frozen=True)
class PrintedLines:
    """Works out the arithmetic that a document prints.

    Args:
        naming: What the names mean.
        ledger: What was printed so far.
    """

    naming: Naming
    ledger: Ledger
    _traced: set[Span] = field(init=False, default_factory=set)

    def read(self, chain: Chain, node: Node, start: int) -> PrintedLine:
        """Return the arithmetic before a number, worked out; its long operands are entered in the ledger.

        Args:
            chain: Its equation.
            node: The arithmetic.
            start: Where the number stands.
        """
        self._trace_steps(chain, start)
        origins = self._origins(node)
        line = PrintedLine(node, origins=origins)
        # What a line takes from nowhere was worked out from the sides before it.
        given = self.ledger.network_numbers
        if any(origin.entry is None and abs(numeral.value) not in given for numeral, origin in origins):
            sides = [side.node for side in chain.sides if side.span.end <= start and side.node is not node]
            worked = [side for side in sides if not is_symbolic(side) and printed(side) is None]
            line = replace(line, earlier=tuple(pair for side in worked for pair in self._origins(side)))
        for numeral, _ in origins:
            if figures_of(numeral.text) >= thresholds.LONG_NUMBER:
                self.ledger.seen.setdefault(numeral.text, numeral)
        return self._worked_out(line)

    def _trace_steps(self, chain: Chain, start: int) -> None:
        """Tell the ledger of numbers in a chain that come from nowhere, where a part of the side before gives them."""
        before: Node | None = None
        for side in chain.sides:
            if side.span.start >= start:
                return
            if is_symbolic(side.node) or not numerals_in(side.node):
                before = None
                continue
            if before is not None and side.span not in self._traced:
                self._trace_step(before, side.node)
            self._traced.add(side.span)
            before = side.node

    def _trace_step(self, before: Node, node: Node) -> None:
        copied = {numeral.text.lstrip("-") for numeral in numerals_in(before)}
        unknown = [
            numeral
            for numeral, origin in self._origins(node)
            if origin.entry is None
            and numeral.value.denominator != 1
            and numeral.text.lstrip("-") not in copied
            and abs(numeral.value) not in self.ledger.network_numbers
        ]
        steps = (part for part in walk(before) if unknown and not isinstance(part, Numeral) and printed(part) is None)
        for part in islice(steps, thresholds.MOST_OPERANDS):
            origins = self._origins(part)
            if any(origin.entry is not None and origin.entry.verdict is Verdict.WRONG for _, origin in origins):
                # What comes of a wrong result is told by that.
                continue
            step = self._worked_out(PrintedLine(part, origins=origins))
            truth = self.unrounded(part) if step.value is not None else None
            if step.value is None or step.reach is None or truth is None:
                continue
            for numeral in unknown:
                how = fit(unsigned(numeral), magnitude(step.value))
                if how.good and numeral.span not in self.ledger.worked:
                    shortened = Fraction(0) if how is Fit.EXACT else unit_of(numeral)
                    sign = 1 if (numeral.value >= 0) == (step.value > 0) else -1
                    self.ledger.add_step(numeral, Origin(sign * truth, upper(step.reach) + shortened))

    def _origins(self, node: Node) -> tuple[tuple[Numeral, Origin], ...]:
        return tuple((numeral, self.ledger.origin(numeral)) for numeral in numerals_in(node))

    def worked_out(self, node: Node) -> PrintedLine:
        """Return some arithmetic, or a part of it, worked out."""
        return self._worked_out(PrintedLine(node, origins=self._origins(node)))

    def _worked_out(self, line: PrintedLine) -> PrintedLine:
        """Return a line with its value as printed, and how far that reaches with its operands as balls."""
        at, truth = self.naming.at, self.naming.truth
        reaches = {id(numeral): origin.reach for numeral, origin in line.origins}
        try:
            plain = at(truth).of(line.node)
        except NotCheckable as error:
            return replace(line, refusal=error.reason)
        try:
            wide = at(truth, number=lambda n: ball_of(n, reaches.get(id(n), Fraction(0)))).of(line.node)
        except NotCheckable:
            wide = plain
        if isinstance(plain, Cells) or isinstance(wide, Cells):
            return line
        if not is_finite(plain):
            return replace(line, refusal=Reason(ReasonCode.LINE_OVERFLOWS))
        if isinstance(wide, fmpq):
            return replace(line, value=plain, reach=fmpq(0))
        # A value beyond the range of doubles decides nothing about the result.
        return replace(line, value=plain, reach=wide.rad() if isfinite(approximate(wide.rad())) else None)

    def unrounded(self, node: Node) -> Ball | None:
        """Return the value that a line would have had its operands not been rounded or mistaken."""
        try:
            worth = self.naming.at(self.naming.truth, number=lambda n: self.ledger.origin(n).truth).of(node)
        except NotCheckable:
            return None
        return None if isinstance(worth, Cells) or not is_finite(worth) else worth
