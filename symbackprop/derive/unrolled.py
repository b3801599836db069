"""The backward pass of a model with recurrences, with numbers: each adjoint once, from the loss back to the parameters.

What is shown does not grow with the length of a recurrence: the adjoints of a position are asked for one by one, and of
a long sum only the terms that are shown are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from ..errors import DerivationError
from ..expression.differentiate import derivative, rational, tidied
from ..expression.tree import (
    ONE,
    ZERO,
    Call,
    Dots,
    Expression,
    Index,
    Negative,
    Number,
    Partial,
    Position,
    Product,
    Sum,
    Symbol,
    plus,
    rebuilt,
    symbols_of,
    times,
)
from ..graph.adjoint import Contribution
from ..graph.equations import bare
from ..graph.expand import At
from ..graph.shifts import indices_in, indices_of, moved, shifted
from ..models.network import Network
from .backward import MOST_SHARES, BackwardPass
from .first_round import lines
from .softmax import shortcut
from .steps import Chain, Link, LocalDerivative, Relation, Shortcut, Similar, elided, equal

MOST_WANTED = 2
"""So many elements of a quantity are shown, beside those of a few positions of a recurrence, for the chosen weights."""


@dataclass(frozen=True, slots=True)
class Direct:
    """What the loss adds to the adjoint of a quantity that other equations read too.

    Args:
        body: The terms of the loss that read it.
        slope: Their derivative.
    """

    body: Expression
    slope: Expression


@dataclass(frozen=True, slots=True)
class AdjointStep:
    """The adjoint of a single quantity as the sum of what its readers contribute.

    Args:
        partial: ∂E/∂h.
        derived: The local derivatives that no step before has derived for another position.
        direct: What the loss adds, where it is not the only reader and no step before has said it.
        rule: The chain rule with named local derivatives; no links where none is derived here.
        together: The same with the derivatives put in, with numbers, and the result; no links where the only local
            derivative, that of the loss, has said it.
        is_split: Whether several equations read the quantity.
    """

    partial: Partial
    derived: tuple[LocalDerivative, ...]
    direct: Direct | None
    rule: Chain
    together: Chain
    is_split: bool


@dataclass
class ReversePass:
    """Reverse accumulation over the single quantities of a network, of which only that is made which is asked for.

    Args:
        steps: The local derivatives of the network, which are checked when they are made.
    """

    steps: BackwardPass
    _known: set[tuple[object, ...]] = field(init=False, default_factory=set)
    _short: set[Symbol] = field(init=False, default_factory=set)

    def value(self, name: Symbol) -> Number:
        """Return the adjoint of a single quantity."""
        return self.steps.numbers.of(self.steps.network.adjoints[name])

    def is_passed_over(self, quantity: Symbol) -> bool:
        """Say whether the short form of softmax with cross-entropy goes past a bare quantity."""
        return any(
            quantity in (bare(at.exponentials), bare(at.total), bare(at.outputs))
            for at in self.steps.paths.softmax.values()
        )

    def shortcut(self, name: Symbol) -> Shortcut | None:
        """Return the short form of the adjoint of a logit under softmax and cross-entropy, or None of anything else."""
        loss = self.steps.paths.softmax.get(self.steps.paths.declared(name))
        return shortcut(self.steps.network, self.steps.numbers, loss, name) if loss is not None else None

    def is_first_short(self, name: Symbol) -> bool:
        """Say whether no step before has derived the short form for an element of the same quantity."""
        quantity = self.steps.paths.declared(name)
        is_first = quantity not in self._short
        self._short.add(quantity)
        return is_first

    def adjoint(self, name: Symbol) -> AdjointStep:
        """Return how the adjoint of a single quantity follows from those of its readers.

        Raises:
            DerivationError: A step does not hold; a bug, never hidden.
        """
        network, loss = self.steps.network, self.steps.loss
        readers = self.readers(name)
        fresh = self._not_derived(name, readers)
        is_split = len(readers) > 1
        direct = None
        if loss in fresh and is_split:
            direct = Direct(self._read_in_loss(name), self._slope(loss, name))
            fresh.remove(loss)
        partials = [Partial(reader, name, local=True) for reader in fresh]
        derived = [step for step in map(self.steps.local, partials) if isinstance(step, LocalDerivative)]
        partial = Partial(loss, name)
        shown = self.steps.paths.shown(partial)
        value = self.steps.numbers.of(network.adjoints[name])
        is_named = bool(partials) and readers != (loss,)
        if derived and self._is_all(readers):
            # The only local derivative is the adjoint itself.
            whole = tuple(self._as_whole(step, shown) for step in derived)
            return AdjointStep(partial, whole, None, Chain(shown, ()), Chain(shown, ()), False)
        rule = Chain(shown, equal(self._named(name, readers)) if is_named else ())
        return AdjointStep(partial, tuple(derived), direct, rule, self._together(shown, name, readers, value), is_split)

    def _is_all(self, readers: Sequence[Symbol]) -> bool:
        """Say whether the local derivative of the only reader is the adjoint, as that of an error which is added up."""
        if len(readers) != 1:
            return False
        return readers[0] == self.steps.loss or rational(self.steps.network.adjoints[readers[0]]) == 1

    def _as_whole(self, step: LocalDerivative, shown: Expression) -> LocalDerivative:
        """Return a local derivative as the derivative of the whole loss, which it equals."""
        if step.partial.of == self.steps.loss:
            return step
        links = (*equal(step.partial), *step.derivative.links)
        return replace(step, derivative=Chain(shown, links))

    def similar(self, weight: Symbol) -> Similar:
        """Return the gradient and the update of a weight in two lines, for "similarly"."""
        value = self.steps.numbers.of(self.steps.network.gradient[weight])
        together = self._together(Partial(self.steps.loss, weight), weight, self.readers(weight), value)
        return Similar(weight, together, lines(self.steps.numbers, weight)[-1:])

    def readers(self, name: Symbol) -> tuple[Symbol, ...]:
        """Return what reads a single quantity and reaches the loss: kind by kind, the nearest to the loss first."""
        network = self.steps.network
        place = network.single.place(name)
        assert place is not None, f"{name.ascii} is no quantity of the network"
        quantity, at = place
        own = network.graph.declared[quantity].indices
        here: dict[Index, Position] = {index: i for index, i in zip(own, at, strict=True) if isinstance(index, Index)}
        found: dict[Symbol, set[At]] = {}
        for contribution in network.backward.contributions.get(quantity, ()):
            found.setdefault(bare(contribution.target), set()).update(self._targets(contribution, here))
        return tuple(network.named(target, at) for target, places in found.items() for at in sorted(places))

    def _targets(self, contribution: Contribution, here: Mapping[Index, Position]) -> Iterator[At]:
        """Yield the positions of a target at which it reads one element of the quantity."""
        deciding = {
            *indices_of(contribution.target),
            *(index for window in contribution.term.within for index in indices_in(window.position)),
        }
        summed = [index for index in contribution.term.over if index in deciding]
        for at in product(*(range(1, index.size + 1) for index in summed)):
            by: dict[Index, Position] = {**here, **dict(zip(summed, at, strict=True))}
            places = [(shifted(window.position, by), window.size) for window in contribution.term.within]
            if all(isinstance(place, int) and 1 <= place <= size for place, size in places):
                target = moved(contribution.target, by).indices
                yield tuple(position for position in target if isinstance(position, int))

    def _not_derived(self, name: Symbol, readers: Sequence[Symbol]) -> list[Symbol]:
        """Return the first reader of each kind whose local derivative no step has shown for any position."""
        found = []
        for reader in readers:
            kind = self._kind(reader, name)
            if kind not in self._known:
                self._known.add(kind)
                found.append(reader)
        return found

    def _kind(self, reader: Symbol, name: Symbol) -> tuple[object, ...]:
        """Return what makes two local derivatives alike: the quantities, or the function where that is all there is."""
        body = self.steps.paths.equation(reader).body
        if isinstance(body, Call) and body.argument == name and reader != self.steps.loss:
            return (body.function,)
        return self.steps.paths.declared(reader), self.steps.paths.declared(name)

    def _slope(self, reader: Symbol, name: Symbol) -> Expression:
        if reader == self.steps.loss:
            return tidied(derivative(self._read_in_loss(name), name))
        return self.steps.slope(Partial(reader, name, local=True))

    def _read_in_loss(self, name: Symbol) -> Expression:
        """Return the terms of the loss that read a quantity."""
        body = self.steps.paths.equation(self.steps.loss).body
        terms = body.terms if isinstance(body, Sum) else (body,)
        return plus(*(term for term in terms if name in symbols_of(term)))

    def _named(self, name: Symbol, readers: Sequence[Symbol]) -> Expression:
        """Return the sum of what the readers contribute, with local derivatives by their names."""
        kept = readers if len(readers) <= MOST_SHARES else (*readers[:2], readers[-1])
        factors = [self._factor(reader, name, self.steps.loss in readers) for reader in kept]
        terms = [self._shown(self._weighted(reader, factor)) for reader, factor in zip(kept, factors, strict=True)]
        return elided(_added(terms)) if len(kept) == len(readers) else Sum((*terms[:2], Dots(), terms[2]))

    def _factor(self, reader: Symbol, name: Symbol, among: bool) -> Expression:
        """Return a local derivative by its name; that of the loss has none beside others, since its sum has it."""
        return self._slope(reader, name) if among and reader == self.steps.loss else Partial(reader, name, local=True)

    def _weighted(self, reader: Symbol, factor: Expression) -> Expression:
        """Return what a reader contributes: its adjoint times a local derivative."""
        seed = ONE if reader == self.steps.loss else self.steps.network.adjoints[reader]
        if rational(seed) == 1:
            return factor
        if factor == ONE:
            return seed
        if isinstance(factor, Negative):
            return Negative(seed if factor.body == ONE else Product((seed, factor.body)))
        return times(seed, factor)

    def _shown(self, expression: Expression) -> Expression:
        """Return an expression with the adjoints in it as derivatives of the loss."""
        if isinstance(expression, Symbol) and expression.mark:
            return self.steps.paths.shown(Partial(self.steps.loss, expression.marked("")))
        return rebuilt(expression, self._shown)

    def _together(self, left: Expression, name: Symbol, readers: Sequence[Symbol], value: Number) -> Chain:
        if len(readers) > MOST_SHARES:
            kept = [self._weighted(reader, self._slope(reader, name)) for reader in (*readers[:2], readers[-1])]
            terms = [*map(self._shown, kept)]
            numbers = [*map(self.steps.numbers.put_in, kept)]
            symbols, put_in = (Sum((*part[:2], Dots(), part[2])) for part in (terms, numbers))
            return Chain(left, (*equal(symbols, put_in), Link(Relation.ABOUT, value)))
        whole = _added(self._weighted(reader, self._slope(reader, name)) for reader in readers)
        if not self.steps.network.agree(whole, self.steps.network.adjoints[name]):
            raise DerivationError(f"∂E/∂{name.ascii}: the terms do not give the derivative; please report this")
        if not symbols_of(whole):
            return Chain(left, equal(value))
        return Chain(left, (*equal(elided(self._shown(whole))), *self.steps.numbers.links(whole)))


def _added(terms: Iterable[Expression]) -> Expression:
    found = tuple(terms)
    return plus(*found) if found else ZERO


def wanted_elements(network: Network, weights: Sequence[Symbol]) -> Mapping[Symbol, tuple[tuple[int | None, ...], ...]]:
    """Return which elements of each bare quantity the gradients of some weights are computed from, a few of them.

    Args:
        network: The network.
        weights: Single parameters.

    Returns:
        By bare quantity, positions; None for an index along which a recurrence runs.
    """
    runs = {equation.along.index for equation in network.graph.equations if equation.along is not None}
    found: dict[Symbol, list[tuple[int | None, ...]]] = {}
    waiting: list[tuple[Symbol, tuple[int | None, ...]]] = [
        place for weight in weights if (place := network.single.place(weight)) is not None
    ]
    while waiting:
        quantity, at = waiting.pop(0)
        own = network.graph.declared[quantity].indices
        for contribution in network.backward.contributions.get(quantity, ()):
            target = bare(contribution.target)
            known = {index: place for index, place in zip(own, at, strict=True) if place is not None}
            declared = network.graph.declared[target].indices
            pairs = zip(contribution.target.indices, declared, strict=True)
            there = tuple(None if index in runs else _place(position, known, index) for position, index in pairs)
            seen = found.setdefault(target, [])
            if there not in seen and len(seen) < MOST_WANTED:
                seen.append(there)
                waiting.append((target, there))
    return {quantity: tuple(places) for quantity, places in found.items()}


def _place(position: Position, known: Mapping[Position, int], index: Position) -> int:
    """Return where a position lies, with the first place for what is summed over."""
    assert isinstance(index, Index)
    by: dict[Index, Position] = {at: known.get(at, 1) for at in indices_in(position)}
    found = shifted(position, by)
    assert isinstance(found, int)
    return min(max(found, 1), index.size)
