"""The backward pass for single weights: the chain rule along a path, and the sum over paths.

A weight that reaches the error in one way has a product of local partials as its gradient. Where ways
part, the adjoint of that quantity is a sum with one share a way, and each share is such a product again.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from string import ascii_lowercase

from ..errors import DerivationError
from ..expression.differentiate import derivative, tidied
from ..expression.functions import FUNCTIONS
from ..expression.tree import (
    ZERO,
    Braced,
    Call,
    Dots,
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
from ..graph.equations import Equation, Graph, bare
from ..graph.proofs import is_derivative, is_identical
from ..models.network import Network
from .forward import written_out
from .numbers import Numbers, is_number, relation
from .softmax import SoftmaxLoss, shortcut, softmax_losses
from .steps import (
    Branch,
    Chain,
    Factor,
    Link,
    LocalDerivative,
    Nested,
    PathSum,
    Relation,
    Reused,
    Shortcut,
    Similar,
    WeightDerivation,
    elided,
    equal,
)

BRANCHES_IN_FULL = 4
"""A quantity with more ways to the error shows its first way in full and the others in the sum alone."""

LONGEST_ERROR = 5
"""Numbers and symbols in an error up to which the total writes out even those that do not matter: ½(t − o)²."""

MOST_SHARES = 100
"""Shares of an adjoint up to which all are computed, though few are shown."""

MOST_NESTED = 8
"""Derivations within one another; where there would be more, they come before, the one nearest to the loss first."""


def letters() -> Iterator[str]:
    """Yield the names of the factors of one path, which are steps within a step: a to z, then aa, ab and so on.

    >>> [*itertools.islice(letters(), 28)][-3:]
    ['z', 'aa', 'ab']
    """
    for length in itertools.count(1):
        yield from map("".join, itertools.product(ascii_lowercase, repeat=length))


@dataclass
class BackwardPass:
    """The derivations of one network, which refer to one another: what is derived once is reused.

    Args:
        network: What is derived.
        numbers: How its numbers are shown.
    """

    network: Network
    numbers: Numbers
    _readers: dict[Symbol, tuple[Symbol, ...]] = field(init=False, default_factory=dict)
    _ways: dict[Symbol, int] = field(init=False, default_factory=dict)
    _derived: dict[Expression, Partial] = field(init=False, default_factory=dict)
    _slopes: dict[Partial, Expression] = field(init=False, default_factory=dict)

    @property
    def loss(self) -> Symbol:
        """The scalar that is differentiated."""
        return self.network.loss

    def readers(self, quantity: Symbol) -> tuple[Symbol, ...]:
        """Return what reads a quantity and reaches the loss, in evaluation order."""
        if quantity not in self._readers:
            self._readers[quantity] = self.network.readers(quantity)
        return self._readers[quantity]

    @cached_property
    def split_loss(self) -> frozenset[Symbol]:
        """The errors that the loss merely adds up, so that one may speak of ∂E_o1 where only E_o1 is met."""
        body = self._equation(self.loss).body
        terms = body.terms if isinstance(body, Sum) else (body,)
        names = [term for term in terms if isinstance(term, Symbol) and self.readers(term) == (self.loss,)]
        # What is given is no error that could be worked out.
        computed = [name for name in names if self.network.single.equation(name) is not None]
        return frozenset(computed) if len(computed) == len(terms) == len(set(terms)) else frozenset()

    def derive(self, weight: Symbol) -> WeightDerivation:
        """Return the derivation of a weight's gradient and of its update.

        Raises:
            DerivationError: A step does not hold; a bug, never hidden.
        """
        partials = self._partials(self._from(weight))
        nested = self._nested_in(partials)
        # From the loss back, so that each of them finds the next one derived.
        before = tuple(map(self._step, reversed(nested))) if len(nested) > MOST_NESTED else ()
        steps = tuple(self._step(partial) for partial in partials)
        gradient = Partial(self.loss, weight)
        rule = Chain(gradient, equal(times(*map(self.shown, partials))))
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
            before=before,
            rule=rule,
            steps=steps,
            together=together,
            value=value,
            update=self.update(weight),
            updated=self.numbers.updated(weight),
        )

    def similar(self, weight: Symbol) -> Similar:
        """Return the gradient and the update of a weight in two lines, for "similarly"."""
        partials = self._partials(self._from(weight))
        value = self.numbers.of(self.network.gradient[weight])
        if len(partials) == 1 and self.readers(weight) and not partials[0].local:
            return Similar(weight, self._shares_added(partials[0]), self.update(weight))
        values = [self._value(partial) for partial in partials]
        sides = [times(*map(self.shown, partials))] + ([times(*values)] if len(values) > 1 else [])
        last = relation(times(*values), value) if len(values) > 1 else Relation.EQUAL
        rule = Chain(Partial(self.loss, weight), (*equal(*sides), Link(last, value)))
        return Similar(weight, rule, self.update(weight))

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
        found = {weight} if self.network.reaches_loss(weight) else set()
        waiting = [*found]
        while waiting:
            for reader in self.readers(waiting.pop()):
                if reader not in found:
                    found.add(reader)
                    waiting.append(reader)
        return frozenset(found)

    def links(self, weight: Symbol) -> int:
        """Return how many links the first way from a weight to the loss has, each of them a step or more."""
        found, at = 0, weight
        while at != self.loss and (readers := self.readers(at)):
            found, at = found + 1, readers[0]
        return found

    def paths(self, weight: Symbol) -> int:
        """Return in how many ways a weight reaches the loss; 0 if it does not."""
        ways = self._ways
        ways[self.loss] = 1
        waiting = [weight]
        while waiting:
            readers = () if waiting[-1] == self.loss else self.readers(waiting[-1])
            missing = [reader for reader in readers if reader not in ways]
            if missing:
                waiting += missing
                continue
            ways.setdefault(waiting[-1], sum(ways[reader] for reader in readers))
            waiting.pop()
        return ways[weight]

    def _equation(self, symbol: Symbol) -> Equation:
        equation = self.network.single.equation(symbol)
        assert equation is not None, f"{symbol.ascii} has no equation"
        return equation

    def shown(self, partial: Partial) -> Expression:
        """Return a factor as it is written: an error signal by its name."""
        if partial.local or not self._is_signal(partial.by):
            return partial
        by, letter = partial.by, self.network.signal
        return replace(by, base=letter) if self.network.layers else Symbol(letter, by.base + by.subscript)

    @cached_property
    def _signals(self) -> frozenset[Symbol]:
        """The bare quantities whose adjoints have a name: pre-activations, which only an activation reads."""
        network = self.network
        if not network.signal:
            return frozenset()
        if network.layers:
            return frozenset(bare(layer.net) for layer in network.layers)
        return frozenset(bare(net) for net in pre_activations(network.graph))

    @cached_property
    def _softmax(self) -> Mapping[Symbol, SoftmaxLoss]:
        return softmax_losses(self.network)

    def _bare(self, name: Symbol) -> Symbol:
        place = self.network.single.place(name)
        assert place is not None, f"{name.ascii} is no quantity of the network"
        return place[0]

    def _is_signal(self, name: Symbol) -> bool:
        return bool(self._signals) and self._bare(name) in self._signals

    def _is_named(self, name: Symbol) -> bool:
        """Say whether the adjoint of a quantity is derived for itself, so that ways end there."""
        return self._is_signal(name) or (bool(self._softmax) and self._bare(name) in self._softmax)

    def _from(self, start: Symbol) -> tuple[Symbol, ...]:
        """Return the quantities from `start`, whatever it is, to the first one at which its way ends."""
        readers = self.readers(start)
        return (start, *self._way(readers[0])) if start != self.loss and len(readers) == 1 else (start,)

    def _way(self, start: Symbol) -> tuple[Symbol, ...]:
        """Return the quantities from `start` to the first one with an adjoint of its own, or to the loss.

        Those are the ones that are read twice, and those whose adjoint has a name.
        """
        way = [start]
        while way[-1] != self.loss and len(self.readers(way[-1])) == 1 and not self._is_named(way[-1]):
            way.append(self.readers(way[-1])[0])
        return tuple(way)

    def _partials(self, way: Sequence[Symbol]) -> tuple[Partial, ...]:
        """Return the factors of the chain rule along a way, the one nearest to the error first."""
        nodes = list(way)
        factors: list[Partial] = []
        if nodes[-1] != self.loss:
            factors.append(Partial(self.loss, nodes[-1]))
        elif len(nodes) > 2 and nodes[-2] in self.split_loss:
            # What acts in other ways as well changes the total by more than this error, and so has no such name.
            alone = self.readers(nodes[-3]) == (nodes[-2],)
            factors += [Partial(self.loss, nodes[-3], local=True)] if alone else []
            nodes = nodes[: -2 if alone else -1]
        return (*factors, *_local_partials(nodes))

    def _nested_in(self, partials: Sequence[Partial]) -> list[Partial]:
        """Return the adjoints that are derived one within the other, from the first of a product towards the loss."""
        found: list[Partial] = []
        while adjoint := next((at for at in partials if not at.local and at not in self._derived), None):
            found.append(adjoint)
            if self._bare(adjoint.by) in self._softmax:
                break
            alone = self._is_signal(adjoint.by) and len(self.readers(adjoint.by)) == 1
            partials = self._partials(self._from(adjoint.by)) if alone else self._shares(adjoint.by)[0][1]
        return found

    def _step(self, partial: Partial) -> Factor:
        if partial.local:
            return self._local(partial)
        if partial in self._derived:
            return Reused(partial, self._derived[partial], self._value(partial))
        if self._bare(partial.by) in self._softmax:
            return self._shortcut(partial)
        if self._is_signal(partial.by) and len(self.readers(partial.by)) == 1:
            return self._nested(partial)
        return self._path_sum(partial)

    def _shortcut(self, partial: Partial) -> Shortcut:
        self._derived[partial] = partial
        return shortcut(self.network, self.numbers, self._softmax[self._bare(partial.by)], partial.by)

    def _nested(self, partial: Partial) -> Nested:
        self._derived[partial] = partial
        partials = self._partials(self._from(partial.by))
        values = [self._value(inner) for inner in partials]
        value = self._value(partial)
        name = self.shown(partial)
        braced = times(*(Braced(number, letter) for letter, number in zip(letters(), values, strict=False)))
        put_in = braced if len(values) > 1 else values[0]
        links = (Link(relation(times(*values), value), value),) if len(values) > 1 else ()
        self._confirm(partial.by, partials)
        return Nested(
            partial=partial,
            rule=Chain(name, equal(partial, times(*map(self.shown, partials)))),
            steps=tuple(self._step(inner) for inner in partials),
            together=Chain(name, (*equal(put_in), *links)),
            value=value,
        )

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
            part = self.network.single.part_reading(partial.of, partial.by)
            if part is None or partial.of == self.loss:
                slope = derivative(self._body(partial), partial.by, partial.of)
            else:
                slope = derivative(part, partial.by)
            self._slopes[partial] = tidied(slope)
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
            readers = self.readers(partial.by)
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

    def _path_sum(self, partial: Partial) -> PathSum:
        value = self._value(partial)
        readers, shares = self.readers(partial.by), self._shares(partial.by)
        # A path through the penalty goes like no other, so it is always shown, and in full.
        direct = [at for at, reader in enumerate(readers) if reader == self.network.penalty]
        shown = [*range(len(readers))] if len(readers) <= BRANCHES_IN_FULL else sorted({0, *direct})
        branches = [self._branch(*shares[at], in_full=at == 0 or at in direct) for at in shown]
        self._derived[partial] = partial
        put_in, how = self._added(shares, value)
        return PathSum(
            partial=partial,
            rule=Chain(partial, equal(elided(plus(*(self._share(head, factors) for head, factors in shares))))),
            branches=tuple(branches),
            together=Chain(partial, (*equal(put_in), Link(how, value))),
            value=value,
        )

    def _shares_added(self, partial: Partial) -> Chain:
        """Return the adjoint as the sum of its shares, in symbols, in numbers, and its value."""
        shares = self._shares(partial.by)
        value = self._value(partial)
        put_in, how = self._added(shares, value)
        sides = [elided(plus(*(self._share(head, factors) for head, factors in shares)))]
        sides += [put_in] if put_in != value else []
        return Chain(partial, (*equal(*sides), Link(how, value)))

    def _added(
        self, shares: Sequence[tuple[Partial | None, tuple[Partial, ...]]], value: Number
    ) -> tuple[Expression, Relation]:
        """Return the sum of the shares in numbers, as it is shown, and how the value follows from it.

        Of very many, those alone are computed that are shown; their sum is then not known to give the value.
        """
        if len(shares) > MOST_SHARES:
            first, second, last = (self._share_value(shares[at][1]) for at in (0, 1, -1))
            return Sum((first, second, Dots(), last)), Relation.ABOUT
        put_in = plus(*(self._share_value(factors) for _, factors in shares))
        return elided(put_in), relation(put_in, value)

    def _share(self, head: Partial | None, factors: Sequence[Partial]) -> Expression:
        return head or times(*map(self.shown, factors))

    def _shares(self, of: Symbol) -> list[tuple[Partial | None, tuple[Partial, ...]]]:
        """Return the name and the factors of the share that each way contributes to an adjoint."""
        ways = [(of, *self._way(reader)) for reader in self.readers(of)]
        errors = {way[-2] for way in ways if way[-1] == self.loss and way[-2] in self.split_loss}
        if len(errors) == len(ways):
            return [(Partial(way[-2], of), _local_partials(way[:-1])) for way in ways]
        # Where two ways meet in one error, neither of them alone is the derivative of that error.
        return [(None, self._partials(way)) for way in ways]

    def _branch(self, head: Partial | None, factors: tuple[Partial, ...], in_full: bool) -> Branch:
        steps = tuple(map(self._step, factors)) if in_full else ()
        values = [self._value(factor) for factor in factors]
        value = self._share_value(factors)
        left = self._share(head, factors)
        put_in = times(*(Braced(number, letter) for letter, number in zip(letters(), values, strict=False)))
        shown = put_in if in_full and len(values) > 1 else times(*values)
        links = equal(shown) if shown != value else ()
        numbers = Chain(left, (*links, Link(relation(times(*values), value), value)))
        return Branch(head, tuple(map(self.shown, factors)), steps, numbers, value)

    def _value(self, partial: Partial) -> Number:
        return self.numbers.of(self._expression(partial))

    def _share_value(self, factors: Sequence[Partial]) -> Number:
        return self.numbers.of(times(*(self._expression(factor) for factor in factors)))

    def _expression(self, partial: Partial) -> Expression:
        """Return the value of a partial as an expression over the quantities of both passes."""
        if partial.local:
            return self._slope(partial)
        return self.network.adjoints[partial.by]

    def _confirm(self, quantity: Symbol, partials: Sequence[Partial]) -> None:
        """Hold the product of the factors against the adjoint that reverse accumulation gives."""
        product = times(*(self._expression(partial) for partial in partials))
        if not self.network.agree(product, self.network.adjoints[quantity]):
            raise DerivationError(f"∂E/∂{quantity.ascii}: the factors do not give the gradient; please report this")


def pre_activations(graph: Graph) -> tuple[Symbol, ...]:
    """Return the quantities that one function reads and nothing else, as declared."""
    readers: dict[Symbol, list[Expression]] = {}
    for equation in graph.equations:
        for term in equation.terms:
            for read in symbols_of(term.body):
                readers.setdefault(bare(read), []).append(term.body)
    computed = {bare(equation.target): equation.target for equation in graph.equations}
    return tuple(
        target
        for symbol, target in computed.items()
        if len(readers.get(symbol, ())) == 1 and _is_activation_of(readers[symbol][0], symbol)
    )


def _is_activation_of(body: Expression, symbol: Symbol) -> bool:
    match body:
        case Call(function, Symbol() as argument):
            return FUNCTIONS[function].activation and bare(argument) == symbol
        case _:
            return False


def _local_partials(way: Sequence[Symbol]) -> tuple[Partial, ...]:
    """Return the local partials from each quantity of a way to the next, the last one first."""
    return tuple(Partial(of, by, local=True) for by, of in reversed(list(itertools.pairwise(way))))
