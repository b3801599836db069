"""The backward pass for single weights: the chain rule along a path, and the sum over paths.

A weight with one path to the error has a product of local partials as its gradient. Where the path splits, the adjoint
of that quantity is a sum with one term per path, and each term is such a product again. A long module: the one
class shares what it has derived already among all weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..errors import DerivationError
from ..expression.differentiate import derivative, tidied
from ..expression.tree import (
    ZERO,
    Braced,
    Dots,
    Expression,
    Number,
    Partial,
    Sum,
    Symbol,
    plus,
    size_of,
    substitute,
    symbols_of,
    times,
)
from ..graph.equations import bare
from ..graph.proofs import is_derivative, is_identical
from ..models.network import Network
from .error_signal import ShortSignal, short_signals
from .first_round import lines
from .forward import with_ones, written_out
from .numbers import Numbers, is_number
from .paths import Paths
from .softmax import shortcut
from .step_labels import StepLabel, step_labels
from .steps import (
    Branch,
    Chain,
    Factor,
    FactorStep,
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
"""A quantity with more paths to the error shows its first path in full and the others in the sum alone."""

LONGEST_ERROR = 5
"""Numbers and symbols in an error up to which the total writes out even those that do not matter: ½(t − o)²."""

MOST_SHARES = 100
"""Shares of an adjoint up to which all are computed, though few are shown."""

MOST_NESTED = 2
"""Derivations within one another; where there would be more, they come before, the one nearest to the loss first."""


@dataclass
class BackwardPass:
    """The derivations of one network, which refer to one another: what is derived once is reused.

    Args:
        network: What is derived.
        numbers: How its numbers are shown.
    """

    network: Network
    numbers: Numbers
    paths: Paths = field(init=False)
    _derived: dict[Expression, Partial] = field(init=False, default_factory=dict)
    _slopes: dict[Partial, Expression] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.paths = Paths(self.network)

    @property
    def loss(self) -> Symbol:
        """The scalar that is differentiated."""
        return self.network.loss

    def derive(self, weight: Symbol) -> WeightDerivation:
        """Return the derivation of a weight's gradient and of its update.

        Raises:
            DerivationError: A step does not hold; a bug, never hidden.
        """
        partials = self.paths.partials(self.paths.path_from(weight))
        # What is derived here in full is not derived before.
        nested = [partial for partial in self._nested_in(partials) if partial.by != weight]
        labels = step_labels()
        # From the loss back, so that each of them finds the next one derived.
        before = self._steps(nested[::-1], labels) if len(nested) > MOST_NESTED else ()
        steps = self._steps(partials, labels)
        gradient = Partial(self.loss, weight)
        rule = Chain(gradient, equal(times(*map(self.paths.shown, partials))))
        values = [self.value(partial) for partial in partials]
        value = self.numbers.of(self.network.gradient[weight])
        if len(partials) == 1:
            together = Chain(gradient, equal(value))
        else:
            put_in = _braced(steps, values, "step {}")
            together = Chain(gradient, (*equal(put_in), Link(self.numbers.relation(times(*values), value), value)))
            self._confirm(weight, partials)
        return WeightDerivation(
            weight=weight,
            path=self.paths.on_path(weight),
            before=before,
            rule=rule,
            steps=steps,
            together=together,
            value=value,
            update=lines(self.numbers, weight),
            updated=self.numbers.updated(weight),
        )

    def similar(self, weight: Symbol) -> Similar:
        """Return the gradient and the update of a weight in two lines, for "similarly"."""
        partials = self.paths.partials(self.paths.path_from(weight))
        value = self.numbers.of(self.network.gradient[weight])
        if len(partials) == 1 and self.paths.readers(weight) and not partials[0].local:
            shares = tuple(self._carried_shares(partials[0]))
            return Similar(weight, self._shares_added(partials[0]), lines(self.numbers, weight)[-1:], shares)
        rule = self._multiplied(Partial(self.loss, weight), partials, value)
        return Similar(weight, rule, lines(self.numbers, weight)[-1:], tuple(self._new_factors(partials)))

    def _new_factors(self, partials: Sequence[Partial]) -> Iterator[tuple[Partial, Chain]]:
        """Yield the factors that have not been derived, in one line each; what is a name or a number says itself."""
        for partial in partials:
            if not partial.local:
                if partial not in self._derived:
                    yield from self._new_adjoint(partial)
                continue
            if isinstance(self.slope(partial), Symbol | Number):
                continue
            found = self.local(partial)
            if isinstance(found, LocalDerivative):
                yield partial, Chain(partial, (*found.derivative.links[-1:], *found.numbers.links))

    def _carried_shares(self, partial: Partial) -> Iterator[tuple[Partial, Chain]]:
        """Yield what each path contributes where results are carried, since the sum is computed from these numbers."""
        if not self.numbers.is_carried:
            return
        for head, factors in self.paths.shares(partial.by):
            yield from self._new_factors([factor for factor in factors if len(factors) > 1 or not factor.local])
            share = self._branch(head, factors, None).numbers
            if len(factors) == 1 and factors[0].local:
                found = self.local(factors[0])
                if isinstance(found, LocalDerivative):
                    yield factors[0], Chain(share.left, (*found.derivative.links[-1:], *found.numbers.links))
            else:
                yield factors[0], share

    def _new_adjoint(self, partial: Partial) -> Iterator[tuple[Partial, Chain]]:
        if self.paths.declared(partial.by) in self.paths.softmax:
            short = self._shortcut(partial)
            yield partial, Chain(partial, ((short.short or short.forms[-1]).links[-1], *short.numbers.links))
            return
        self._derived[partial] = partial
        if self.paths.is_signal(partial.by) and len(self.paths.readers(partial.by)) == 1:
            inner = self.paths.partials(self.paths.path_from(partial.by))
            yield from self._new_factors(inner)
            yield partial, self._multiplied(self.paths.shown(partial), inner, self.value(partial))
            return
        yield from self._carried_shares(partial)
        yield partial, self._shares_added(partial)

    def _multiplied(self, left: Expression, partials: Sequence[Partial], value: Number) -> Chain:
        values = [self.value(partial) for partial in partials]
        sides = [times(*map(self.paths.shown, partials))] + ([times(*values)] if len(values) > 1 else [])
        last = self.numbers.relation(times(*values), value) if len(values) > 1 else Relation.EQUAL
        return Chain(left, (*equal(*sides), Link(last, value)))

    @cached_property
    def short_signals(self) -> Mapping[Symbol, ShortSignal]:
        """The error signals that have a short form, by the bare pre-activations, without those of softmax."""
        return short_signals(self.network)

    def short_signal(self, net: Symbol) -> tuple[Chain, ...]:
        """Return how the derivative by a pre-activation becomes the output minus the target, or nothing."""
        forms = self.short_forms(net)
        if not forms:
            return ()
        whole = self.paths.shown(Partial(self.loss, net))
        value = self.numbers.of(self.network.adjoints[net])
        if not self.network.agree(forms[-1], self.network.adjoints[net]):
            raise DerivationError(f"∂E/∂{net.ascii}: out − target is not the derivative; please report this")
        *steps, short = (Chain(whole, equal(form)) for form in forms)
        return (*steps, Chain(whole, (*short.links, *self.numbers.result_links(self.numbers.put_in(forms[-1]), value))))

    def short_forms(self, net: Symbol) -> tuple[Expression, ...]:
        """Return what the derivative by a pre-activation is on the way to the output minus the target, or nothing."""
        place = self.network.single.place(net)
        signal = self.short_signals.get(place[0]) if place is not None else None
        if place is None or signal is None:
            return ()
        out, target = (self.network.named(bare(symbol), place[1]) for symbol in (signal.out, signal.target))
        return signal.of(net, out, target)

    def splits(self, weight: Symbol) -> int:
        """Return at how many quantities, one after the other, the path from a weight to the loss splits."""
        return len(self._nested_in(self.paths.partials(self.paths.path_from(weight))))

    def _nested_in(self, partials: Sequence[Partial]) -> list[Partial]:
        """Return the adjoints that are derived one within the other, from the first of a product towards the loss."""
        found: list[Partial] = []
        while adjoint := next((at for at in partials if not at.local and at not in self._derived), None):
            found.append(adjoint)
            if self.paths.declared(adjoint.by) in self.paths.softmax:
                break
            alone = self.paths.is_signal(adjoint.by) and len(self.paths.readers(adjoint.by)) == 1
            partials = (
                self.paths.partials(self.paths.path_from(adjoint.by)) if alone else self.paths.shares(adjoint.by)[0][1]
            )
        return found

    def _steps(self, partials: Iterable[Partial], labels: Iterator[StepLabel]) -> tuple[FactorStep, ...]:
        """Return how factors are found, each with the next label."""
        return tuple(FactorStep(label, self._factor(at, label)) for at, label in zip(partials, labels, strict=False))

    def _factor(self, partial: Partial, label: StepLabel) -> Factor:
        if partial.local:
            return self.local(partial)
        if partial in self._derived:
            return Reused(partial, self._derived[partial], self.value(partial))
        if self.paths.declared(partial.by) in self.paths.softmax:
            return self._shortcut(partial)
        if self.paths.is_signal(partial.by) and len(self.paths.readers(partial.by)) == 1:
            return self._nested(partial, label)
        return self._path_sum(partial, label)

    def _shortcut(self, partial: Partial) -> Shortcut:
        self._derived[partial] = partial
        return shortcut(self.network, self.numbers, self.paths.softmax[self.paths.declared(partial.by)], partial.by)

    def _nested(self, partial: Partial, label: StepLabel) -> Nested:
        self._derived[partial] = partial
        partials = self.paths.partials(self.paths.path_from(partial.by))
        values = [self.value(inner) for inner in partials]
        value = self.value(partial)
        name = self.paths.shown(partial)
        steps = self._steps(partials, label.within())
        put_in = _braced(steps, values) if len(values) > 1 else values[0]
        links = (Link(self.numbers.relation(times(*values), value), value),) if len(values) > 1 else ()
        self._confirm(partial.by, partials)
        return Nested(
            partial=partial,
            rule=Chain(name, equal(partial, times(*map(self.paths.shown, partials)))),
            steps=steps,
            together=Chain(name, (*equal(put_in), *links)),
            value=value,
        )

    def _body(self, partial: Partial) -> Expression:
        """Return what a local partial differentiates; an error that is merely added up stands in the loss."""
        body = self.paths.equation(partial.of).body
        if partial.of == self.loss and partial.by not in symbols_of(body):
            return substitute(body, {error: self.paths.equation(error).body for error in self._written_out(partial.by)})
        return body

    def _written_out(self, met_by: Symbol) -> Iterable[Symbol]:
        """Return the errors to write out in the total: all if they are short, and else those that matter."""
        bodies = {error: self.paths.equation(error).body for error in self.paths.split_loss}
        short = all(size_of(body) <= LONGEST_ERROR for body in bodies.values())
        return [error for error, body in bodies.items() if short or met_by in symbols_of(body)]

    def slope(self, partial: Partial) -> Expression:
        """Return a local partial, tidied."""
        if partial not in self._slopes:
            part = self.network.single.part_reading(partial.of, partial.by)
            if part is None or partial.of == self.loss:
                slope = derivative(self._body(partial), partial.by, partial.of)
            else:
                slope = derivative(part, partial.by)
            self._slopes[partial] = tidied(slope)
        return self._slopes[partial]

    def local(self, partial: Partial) -> Factor:
        """Return the derivation of a local partial, or where it has been derived before.

        Raises:
            DerivationError: SymPy does not confirm it; a bug, never hidden.
        """
        slope = self.slope(partial)
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
            equal(
                *(
                    elided(side, lambda term: partial.by in symbols_of(term))
                    for side in written_out(with_ones(body, self.network))
                )
            ),
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
        if partial.of in self.paths.split_loss:
            readers = self.paths.readers(partial.by)
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

    def _path_sum(self, partial: Partial, label: StepLabel) -> PathSum:
        value = self.value(partial)
        readers, shares = self.paths.readers(partial.by), self.paths.shares(partial.by)
        # The path through the penalty and the direct one go like no other, so they are always shown, and in full.
        direct = [at for at, reader in enumerate(readers) if reader in (self.network.penalty, self.loss)]
        shown = [*range(len(readers))] if len(readers) <= BRANCHES_IN_FULL else sorted({0, *direct})
        labels = label.within()
        branches = [self._branch(*shares[at], labels if at == 0 or at in direct else None) for at in shown]
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
        shares = self.paths.shares(partial.by)
        value = self.value(partial)
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
            first, second, last = (self.share_value(shares[at][1]) for at in (0, 1, -1))
            return Sum((first, second, Dots(), last)), Relation.ABOUT
        put_in = plus(*(self.share_value(factors) for _, factors in shares))
        return elided(put_in), self.numbers.relation(put_in, value)

    def _share(self, head: Partial | None, factors: Sequence[Partial]) -> Expression:
        return head or times(*map(self.paths.shown, factors))

    def _branch(self, head: Partial | None, factors: tuple[Partial, ...], labels: Iterator[StepLabel] | None) -> Branch:
        """Return a path; with labels for its steps, in full."""
        steps = self._steps(factors, labels) if labels is not None else ()
        values = [self.value(factor) for factor in factors]
        value = self.share_value(factors)
        left = self._share(head, factors)
        shown = _braced(steps, values) if steps and len(values) > 1 else times(*values)
        links = equal(shown) if shown != value else ()
        numbers = Chain(left, (*links, Link(self.numbers.relation(times(*values), value), value)))
        return Branch(head, tuple(map(self.paths.shown, factors)), steps, numbers, value)

    def value(self, partial: Partial) -> Number:
        """Return the number shown for a local partial or an adjoint."""
        return self.numbers.of(self._expression(partial))

    def share_value(self, factors: Sequence[Partial]) -> Number:
        """Return the number shown for the product of some factors."""
        if self.numbers.is_carried:
            return self.numbers.rounded(times(*map(self.value, factors)))
        return self.numbers.of(times(*map(self._expression, factors)))

    def _expression(self, partial: Partial) -> Expression:
        """Return the value of a partial as an expression over the quantities of both passes."""
        if partial.local:
            return self.slope(partial)
        return self.network.adjoints[partial.by]

    def _confirm(self, quantity: Symbol, partials: Sequence[Partial]) -> None:
        """Hold the product of the factors against the adjoint that reverse accumulation gives."""
        product = times(*(self._expression(partial) for partial in partials))
        if not self.network.agree(product, self.network.adjoints[quantity]):
            raise DerivationError(f"∂E/∂{quantity.ascii}: the factors do not give the gradient; please report this")


def _braced(steps: Sequence[FactorStep], values: Sequence[Number], note: str = "{}") -> Expression:
    """Return the product of some values, each with the label of its step."""
    return times(*(Braced(value, note.format(step.label)) for step, value in zip(steps, values, strict=True)))
