"""The backward pass for single weights: the chain rule along a path, and the sum over paths.

A weight that reaches the error in one way has a product of local partials as its gradient. Where ways
part, the adjoint of that quantity is a sum with one share a way, and each share is such a product again.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from flint import arb, ctx

from ..errors import DerivationError
from ..expression.algebra import is_derivative, is_identical
from ..expression.differentiate import derivative, tidied
from ..expression.tree import (
    ZERO,
    Braced,
    Expression,
    Negative,
    Number,
    Partial,
    Product,
    Sum,
    Symbol,
    plus,
    size_of,
    substitute,
    symbols_of,
    times,
    updated,
)
from ..graph.equations import Equation, Graph
from ..graph.rounding import LADDER
from ..models.network import Network
from .forward import written_out
from .numbers import Numbers, is_number, relation
from .steps import (
    Branch,
    Chain,
    Factor,
    Link,
    LocalDerivative,
    PathSum,
    Relation,
    Reused,
    Similar,
    WeightDerivation,
    elided,
    equal,
)

BRANCHES_IN_FULL = 4
"""A quantity with more ways to the error shows its first way in full and the others in the sum alone."""

LONGEST_ERROR = 5
"""Numbers and symbols in an error up to which the total writes out even those that do not matter: ½(t − o)²."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""The factors of one path, steps within a step."""


@dataclass
class BackwardPass:
    """The derivations of one network, which refer to one another: what is derived once is reused.

    Args:
        network: What is derived.
        numbers: How its numbers are shown.
    """

    network: Network
    numbers: Numbers
    _derived: dict[Expression, Partial] = field(init=False, default_factory=dict)
    _slopes: dict[Partial, Expression] = field(init=False, default_factory=dict)

    @property
    def graph(self) -> Graph:
        """The scalar forward graph."""
        return self.network.scalar

    @property
    def loss(self) -> Symbol:
        """The scalar that is differentiated."""
        return self.network.loss

    @cached_property
    def readers(self) -> dict[Symbol, tuple[Symbol, ...]]:
        """From each quantity to those that read it and reach the loss."""
        active = self.graph.ancestors([self.loss])
        found: dict[Symbol, list[Symbol]] = {}
        for equation in self.graph.equations:
            if equation.target in active:
                for symbol in symbols_of(equation.body):
                    found.setdefault(symbol, []).append(equation.target)
        return {symbol: tuple(targets) for symbol, targets in found.items()}

    @cached_property
    def split_loss(self) -> frozenset[Symbol]:
        """The errors that the loss merely adds up, so that one may speak of ∂E_o1 where only E_o1 is met."""
        body = self._equation(self.loss).body
        terms = body.terms if isinstance(body, Sum) else (body,)
        names = [term for term in terms if isinstance(term, Symbol) and self.readers.get(term) == (self.loss,)]
        return frozenset(names) if len(names) == len(terms) == len(set(terms)) else frozenset()

    def derive(self, weight: Symbol) -> WeightDerivation:
        """Return the derivation of a weight's gradient and of its update.

        Raises:
            DerivationError: A step does not hold; a bug, never hidden.
        """
        way = self._way(weight)
        partials = self._partials(way)
        steps = tuple(step for partial in partials for step in self._steps(partial))
        gradient = Partial(self.loss, weight)
        rule = Chain(gradient, equal(times(*partials)))
        values = [self._value(partial) for partial in partials]
        value = self.numbers.of(self.network.gradient[weight])
        if len(partials) == 1:
            together = Chain(gradient, equal(value))
        else:
            braced = times(*(Braced(number, f"step {at}") for at, number in enumerate(values, start=1)))
            together = Chain(gradient, (*equal(braced), Link(relation(times(*values), value), value)))
            self._confirm(weight, partials)
        return WeightDerivation(
            weight=weight,
            path=self.path(weight),
            rule=rule,
            steps=steps,
            together=together,
            value=value,
            update=self.update(weight),
            updated=self.numbers.updated(weight),
        )

    def similar(self, weight: Symbol) -> Similar:
        """Return the gradient and the update of a weight in two lines, for "similarly"."""
        way = self._way(weight)
        value = self.numbers.of(self.network.gradient[weight])
        if way == (weight,):
            return Similar(weight, self._summed(weight, value), self.update(weight))
        partials = self._partials(way)
        values = [self._value(partial) for partial in partials]
        sides = [times(*partials)] + ([times(*values)] if len(values) > 1 else [])
        last = relation(times(*values), value) if len(values) > 1 else Relation.EQUAL
        rule = Chain(Partial(self.loss, weight), (*equal(*sides), Link(last, value)))
        return Similar(weight, rule, self.update(weight))

    def _summed(self, weight: Symbol, value: Number) -> Chain:
        """Return the gradient of a weight that is read in several places, as the sum of its shares."""
        shares = [self._share((weight, *self._way(reader))) for reader in self.readers[weight]]
        put_in = plus(*(self._share_value(factors) for _, factors in shares))
        rule = elided(plus(*(head or times(*factors) for head, factors in shares)))
        return Chain(Partial(self.loss, weight), (*equal(rule, elided(put_in)), Link(relation(put_in, value), value)))

    def update(self, weight: Symbol) -> Chain:
        """Return the line `w⁺ = w − η ∂E/∂w` with its numbers."""
        rate = Symbol("η")
        step = Product((rate, Partial(self.loss, weight)))
        value = self.numbers.of(self.network.gradient[weight])
        put_in = Sum((self.numbers.of(weight), Negative(Product((self.network.learning_rate, value)))))
        result = self.numbers.updated(weight)
        return Chain(
            updated(weight),
            (*equal(Sum((weight, Negative(step))), put_in), Link(relation(put_in, result), result)),
        )

    def path(self, weight: Symbol) -> frozenset[Symbol]:
        """Return all quantities on the ways from a weight to the loss, both ends included."""
        return self.graph.descendants([weight]) & self.graph.ancestors([self.loss])

    def paths(self, weight: Symbol) -> int:
        """Return in how many ways a weight reaches the loss; 0 if it does not."""
        counts = {self.loss: 1}
        for equation in reversed(self.graph.equations):
            target = equation.target
            if target not in counts and target in self.readers:
                counts[target] = sum(counts.get(reader, 0) for reader in self.readers[target])
        return sum(counts.get(reader, 0) for reader in self.readers.get(weight, ()))

    def _equation(self, symbol: Symbol) -> Equation:
        equation = self.graph.equation(symbol)
        assert equation is not None, f"{symbol.ascii} has no equation"
        return equation

    def _way(self, start: Symbol) -> tuple[Symbol, ...]:
        """Return the quantities from `start` to the first one that is read twice, or to the loss."""
        way = [start]
        while way[-1] != self.loss and len(self.readers.get(way[-1], ())) == 1:
            way.append(self.readers[way[-1]][0])
        return tuple(way)

    def _partials(self, way: Sequence[Symbol]) -> tuple[Partial, ...]:
        """Return the factors of the chain rule along a way, the one nearest to the error first."""
        nodes = list(way)
        factors: list[Partial] = []
        if nodes[-1] != self.loss:
            factors.append(Partial(self.loss, nodes[-1]))
        elif len(nodes) > 2 and nodes[-2] in self.split_loss:
            factors.append(Partial(self.loss, nodes[-3], local=True))
            nodes = nodes[:-2]
        return (*factors, *_local_partials(nodes))

    def _steps(self, partial: Partial) -> tuple[Factor, ...]:
        if not partial.local:
            return (self._path_sum(partial),)
        return (self._local(partial),)

    def _body(self, partial: Partial) -> Expression:
        """Return what a local partial differentiates; an error that is merely added up stands in the loss."""
        body = self._equation(partial.of).body
        if partial.of == self.loss and partial.by not in symbols_of(body):
            return substitute(body, {error: self._equation(error).body for error in self._written_out(partial.by)})
        return body

    def _written_out(self, met_by: Symbol) -> Iterable[Symbol]:
        """Return the errors to write out in the total: all if they are short, and else those that matter."""
        bodies = {error: self._equation(error).body for error in self.split_loss}
        short = all(size_of(body) <= LONGEST_ERROR for body in bodies.values())
        return [error for error, body in bodies.items() if short or met_by in symbols_of(body)]

    def _slope(self, partial: Partial) -> Expression:
        if partial not in self._slopes:
            self._slopes[partial] = tidied(derivative(self._body(partial), partial.by, partial.of))
        return self._slopes[partial]

    def _local(self, partial: Partial) -> Factor:
        slope = self._slope(partial)
        name = self._name_of(partial)
        value = self.numbers.of(slope)
        if name in self._derived:
            return Reused(partial, self._derived[name], value)
        self._derived[name] = partial
        body = self._body(partial)
        raw = derivative(body, partial.by, partial.of)
        self._check(partial, body, raw, slope)
        statement = Chain(
            partial.of,
            equal(*(elided(side, lambda term: partial.by in symbols_of(term)) for side in written_out(body))),
        )
        forms = [elided(raw, lambda term: term != ZERO)] if raw != slope else []
        return LocalDerivative(
            partial=partial,
            statement=statement,
            derivative=Chain(partial, equal(*forms, elided(slope))),
            numbers=Chain(partial, self.numbers.links(slope) if not is_number(slope, value) else ()),
            value=value,
        )

    def _name_of(self, partial: Partial) -> Expression:
        """Return what two partials share when they are one and the same: ∂E_total/∂out_o1 = ∂E_o1/∂out_o1."""
        if partial.of in self.split_loss:
            readers = self.readers.get(partial.by, ())
            if readers == (partial.of,):
                return Partial(self.loss, partial.by, local=True)
        return partial

    def _check(self, partial: Partial, body: Expression, *claims: Expression) -> None:
        output = {partial.of: body}
        for claim in claims:
            if not is_derivative(substitute(claim, output), body, partial.by):
                raise DerivationError(
                    f"∂{partial.of.ascii}/∂{partial.by.ascii}: SymPy does not confirm the derivative; "
                    "this is a bug of ours, please report it"
                )
        if not is_identical(substitute(claims[0], output), substitute(claims[-1], output)):
            raise DerivationError(f"∂{partial.of.ascii}/∂{partial.by.ascii}: two forms of one line differ")

    def _path_sum(self, partial: Partial) -> Factor:
        value = self._value(partial)
        if partial in self._derived:
            return Reused(partial, self._derived[partial], value)
        readers = self.readers[partial.by]
        shares = [self._share((partial.by, *self._way(reader))) for reader in readers]
        # A path through the penalty goes like no other, so it is always shown, and in full.
        direct = [at for at, reader in enumerate(readers) if reader == self.network.penalty]
        shown = [*range(len(readers))] if len(readers) <= BRANCHES_IN_FULL else sorted({0, *direct})
        branches = [self._branch(*shares[at], in_full=at == 0 or at in direct) for at in shown]
        values = [self._share_value(factors) for _, factors in shares]
        self._derived[partial] = partial
        put_in = Sum(tuple(values))
        return PathSum(
            partial=partial,
            rule=Chain(partial, equal(elided(plus(*(head or times(*factors) for head, factors in shares))))),
            branches=tuple(branches),
            together=Chain(partial, (*equal(elided(put_in)), Link(relation(put_in, value), value))),
            value=value,
        )

    def _share(self, way: tuple[Symbol, ...]) -> tuple[Partial | None, tuple[Partial, ...]]:
        """Return the name and the factors of the share that one way contributes to an adjoint."""
        if way[-1] == self.loss and way[-2] in self.split_loss:
            return Partial(way[-2], way[0]), _local_partials(way[:-1])
        return None, self._partials(way)

    def _branch(self, head: Partial | None, factors: tuple[Partial, ...], in_full: bool) -> Branch:
        steps = tuple(step for factor in factors for step in self._steps(factor)) if in_full else ()
        values = [self._value(factor) for factor in factors]
        value = self._share_value(factors)
        left: Expression = head or times(*factors)
        put_in = times(*(Braced(number, letter) for letter, number in zip(LETTERS, values, strict=False)))
        shown = put_in if in_full and len(values) > 1 else times(*values)
        links = equal(shown) if shown != value else ()
        numbers = Chain(left, (*links, Link(relation(times(*values), value), value)))
        return Branch(head, factors, steps, numbers, value)

    def _value(self, partial: Partial) -> Number:
        return self.numbers.of(self._expression(partial))

    def _share_value(self, factors: Sequence[Partial]) -> Number:
        return self.numbers.of(times(*(self._expression(factor) for factor in factors)))

    def _expression(self, partial: Partial) -> Expression:
        """Return the value of a partial as an expression over the quantities of both passes."""
        if partial.local:
            return self._slope(partial)
        return self.network.adjoints[partial.by]

    def _confirm(self, weight: Symbol, partials: Sequence[Partial]) -> None:
        """Hold the product of the factors against the adjoint that reverse accumulation gives."""
        product = times(*(self._expression(partial) for partial in partials))
        values = self.network.certified
        with ctx.workprec(LADDER[0]):
            left = arb(values.evaluate(product, LADDER[0]))
            right = arb(values.evaluate(self.network.gradient[weight], LADDER[0]))
            if not left.overlaps(right):
                raise DerivationError(f"∂E/∂{weight.ascii}: the factors do not give the gradient; please report this")


def _local_partials(way: Sequence[Symbol]) -> tuple[Partial, ...]:
    """Return the local partials from each quantity of a way to the next, the last one first."""
    return tuple(Partial(of, by, local=True) for by, of in reversed(list(itertools.pairwise(way))))
