"""Certified values: a scalar graph and the values of its leaves, evaluated in ball arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from flint import arb, ctx, fmpq

from ..errors import CertificationError, GraphError
from ..expression.tree import Expression, Number, Symbol, symbols_of
from .arrays import Array, evaluated, evaluated_block
from .domain import are_fine, is_fine, refusal
from .effort import operations
from .equations import Equation, Graph, Term, bare
from .expand import Expansion
from .given import Exact, Given, all_of
from .rounding import LADDER, Rounding
from .tape import Ball, Tape, exact, exact_all
from .ties import Traces, balls_of
from .traces import is_affine

DECISIVE_BITS = LADDER[-1]
"""Below this precision a ball may be infinite because it is wide, not because its value is."""


@dataclass
class Values:
    """The values of the elements of a graph, each quantity at whatever precision is asked for.

    Args:
        graph: Equations with or without indices, or a view of them that knows the names of elements.
        leaves: The value of each element of the leaves, exactly; what is not read may be missing.
        may_overflow: Whether values may be larger than any double, as long as they are finite.

    Raises:
        GraphError: A leaf that an equation reads has no value.
    """

    graph: Graph | Expansion
    leaves: Mapping[Symbol, Fraction]
    may_overflow: bool = False
    _view: Expansion = field(init=False)
    _given: dict[Symbol, Array] = field(init=False, default_factory=dict)
    _computed: dict[int, dict[Symbol, Array]] = field(init=False, default_factory=dict)
    _traced: dict[int, Traces] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._view = self.graph if isinstance(self.graph, Expansion) else Expansion(self.graph, {})
        whole = self._view.graph
        read = {bare(symbol) for at in whole.equations for term in at.terms for symbol in symbols_of(term.body)}
        for leaf in whole.leaves:
            if bare(leaf) in read and whole.equation(leaf) is None:
                self._given[bare(leaf)] = [*(all_of(self.leaves, bare(leaf)) or self._looked_up(leaf))]

    def _looked_up(self, leaf: Symbol) -> list[fmpq]:
        return exact_all([self._leaf(name) for name in self._view.elements(leaf)])

    def _leaf(self, name: Symbol) -> Fraction:
        value = self.leaves.get(name)
        if value is None:
            raise GraphError(f"{name.ascii!r} has no value; every quantity given from outside needs one")
        return value

    def ball(self, symbol: Symbol, bits: int) -> Ball:
        """Return the value of an element, computed with a working precision in bits.

        Raises:
            DomainError: A function is given a value outside its domain, or a value overflows.
        """
        place = self._view.place(symbol)
        if place is None or self._view.graph.equation(place[0]) is None:
            return exact(self.leaves[symbol])
        return self.array(place[0], bits)[self._view.offset(*place)]

    def array(self, quantity: Symbol, bits: int) -> Array:
        """Return the values of all elements of a bare quantity, the last index fastest.

        Raises:
            DomainError: As for `ball`.
        """
        if quantity in self._given:
            return self._given[quantity]
        known = self._computed.setdefault(bits, {})
        with ctx.workprec(bits):
            for block, reads in self._waiting(quantity, known):
                given = {symbol: self._given.get(symbol) or known[symbol] for symbol in reads}
                known.update(evaluated_block(block, self._view.graph.declared, given))
                if bits >= DECISIVE_BITS and not all(are_fine(known[bare(at.target)]) for at in block):
                    known.update(self._proven(block, bits))
                for equation in block:
                    self._check(equation, known[bare(equation.target)], bits)
        return known[quantity]

    def _waiting(
        self, quantity: Symbol, known: Mapping[Symbol, Array]
    ) -> Iterator[tuple[Sequence[Equation], set[Symbol]]]:
        """Yield the blocks that must be computed for a quantity, each when all that it reads is known, and that."""
        waiting = [quantity]
        while waiting:
            block = self._view.graph.block(waiting[-1])
            assert block, f"{waiting[-1].ascii} has neither an equation nor a value"
            reads = {bare(symbol) for at in block for term in at.terms for symbol in symbols_of(term.body)}
            reads -= {bare(equation.target) for equation in block}
            missing = [symbol for symbol in reads if symbol not in known and symbol not in self._given]
            if missing:
                waiting += missing
                continue
            if waiting[-1] not in known:
                yield block, reads
            waiting.pop()

    def _proven(self, block: Sequence[Equation], bits: int) -> Mapping[Symbol, Array]:
        """Return the values of a block, in which branches are chosen by proofs that two numbers are equal."""
        if work_of(self._view.graph) > MOST_TRACED:
            return {}
        for equation in block:
            self._traced_array(bare(equation.target), bits)
        known = self._traced[bits].known
        return {bare(at.target): balls_of(known[bare(at.target)]) for at in block}

    def _traced_array(self, quantity: Symbol, bits: int) -> Array:
        """Return the elements of a bare quantity with formulas."""
        tracing = self._traced.setdefault(bits, Traces())
        if quantity in self._given:
            return tracing.of(self._given[quantity])
        for block, reads in self._waiting(quantity, tracing.known):
            given = {symbol: tracing.known.get(symbol) or tracing.of(self._given[symbol]) for symbol in reads}
            tracing.known.update(evaluated_block(block, self._view.graph.declared, given, tracing.arithmetic))
        return tracing.known[quantity]

    def _traced_element(self, symbol: Symbol, bits: int) -> Array:
        place = self._view.place(symbol)
        if place is None or self._view.graph.equation(place[0]) is None:
            return self._traced.setdefault(bits, Traces()).of([exact(self.leaves[symbol])])
        return [self._traced_array(place[0], bits)[self._view.offset(*place)]]

    def check_all(self) -> None:
        """Look at all quantities once, so that one without a value is found where it arises.

        Raises:
            DomainError: As for `ball`, naming the first equation whose value is missing.
        """
        for equation in self._view.graph.equations:
            if not are_fine(self.array(bare(equation.target), LADDER[0])):
                self.array(bare(equation.target), DECISIVE_BITS)

    def evaluate(self, expression: Expression, bits: int) -> Ball:
        """Return the value of an expression over elements."""
        tape = Tape()
        register = tape.add(expression)
        with ctx.workprec(bits):
            registers = tape.registers([self.ball(symbol, bits) for symbol in tape.inputs])
            tape.run(registers)
            found = registers[register]
            return found if bits < DECISIVE_BITS or is_fine(found) else self._traced_value(expression, bits, found)

    def _traced_value(self, expression: Expression, bits: int, ball: Ball) -> Ball:
        """Return a value that a ball does not decide, by proofs that two numbers are equal, where these are short."""
        if work_of(self._view.graph) > MOST_TRACED:
            return ball
        elements = {symbol: self._traced_element(symbol, bits) for symbol in symbols_of(expression)}
        whole = Equation(Symbol("value"), (Term(expression),))
        arithmetic = self._traced.setdefault(bits, Traces()).arithmetic
        return balls_of(evaluated(whole, {}, elements, arithmetic))[0]

    def is_positive(self, expression: Expression) -> bool | None:
        """Say whether the value of an expression over elements is positive; None where that cannot be decided."""
        for bits in LADDER:
            ball = self.evaluate(expression, bits)
            if ball > 0 or ball <= 0:
                return bool(ball > 0)
        with ctx.workprec(LADDER[-1]):
            proven = self._traced_value(expression, LADDER[-1], ball)
            return bool(proven > 0) if proven > 0 or proven <= 0 else None

    def show(self, expression: Expression, rounding: Rounding) -> Number:
        """Return the value of an expression as it is to be printed, every digit proven."""
        return rounding.show(lambda bits: self.evaluate(expression, bits))

    def _check(self, equation: Equation, values: Array, bits: int) -> None:
        if are_fine(values):
            return
        for at, value in enumerate(values):
            decided = bits >= DECISIVE_BITS or isinstance(value, fmpq) or value.is_finite()
            if decided and not (is_fine(value) or (self.may_overflow and arb(value).is_finite())):
                graph = self._view.graph
                name = self._view.elements(equation.target)[at]
                scalar = self._view.equation(name)
                assert scalar is not None, f"{name.ascii} has no equation"
                raise refusal(scalar, graph, equation.target, lambda symbol: self.ball(symbol, bits))


MOST_TRACED = 100_000
"""Operations up to which values are computed once more to prove that two numbers are equal: about two seconds."""

MOST_OPERATIONS = 40_000_000
"""Operations that all values of a graph may take: some ten seconds, and two gigabytes for the terms of a sum."""


BEGINNING = 100
"""Operations that take as long as to begin with one part of an expression, at each step that looks positions up."""


def work_of(graph: Graph) -> int:
    """Return about how many operations it takes to compute all values of a graph."""
    return sum(
        operations(equation, 0 if equation.along is None or is_affine(equation) else BEGINNING)
        for equation in graph.equations
    )


def demand_few(graph: Graph) -> None:
    """Refuse a graph whose values would take too long to certify, and fill the memory.

    Raises:
        CertificationError: With the number of operations.
    """
    count = work_of(graph)
    if count > MOST_OPERATIONS:
        raise CertificationError(
            f"the values take {count:,} operations; at most {MOST_OPERATIONS:,} are certified, "
            "so give fewer samples or positions"
        )


def certified_values(view: Expansion, leaves: Mapping[Symbol, Fraction]) -> Values:
    """Return the values of a graph that is not too large.

    Raises:
        CertificationError: It is.
        GraphError: A leaf that an equation reads has no value.
    """
    demand_few(view.graph)
    return Values(view, leaves)


def number_of(expression: Expression) -> Ball:
    """Return the value of an expression that is made of numbers alone, at the current precision."""
    tape = Tape()
    register = tape.add(expression)
    registers = tape.registers([])
    tape.run(registers)
    return registers[register]


def fractions(values: Mapping[Symbol, Number]) -> Mapping[Symbol, Fraction]:
    """Return the exact values of given numbers."""
    return Exact(values) if isinstance(values, Given) else {name: number.value for name, number in values.items()}


def merged(graph: Graph, more: Iterable[Graph]) -> Graph:
    """Return one graph that evaluates a graph and then others that read its quantities."""
    equations = list(graph.equations)
    for other in more:
        equations.extend(other.equations)
    return Graph(graph.leaves, tuple(equations))
