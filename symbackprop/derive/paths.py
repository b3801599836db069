"""The paths from a quantity to the loss, and what the chain rule makes of each: its local partials and adjoints.

A path ends at the first quantity whose adjoint is derived for itself: one that several equations read, or one whose
adjoint has a name.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..expression.functions import FUNCTIONS
from ..expression.tree import Call, Dots, Expression, Partial, Sum, Symbol, symbols_of
from ..graph.equations import Equation, Graph, bare
from ..models.network import Network
from .softmax import SoftmaxLoss, softmax_losses

MOST_HELD = 3
"""Of more quantities that are held fixed, the first and the last are named."""


@dataclass
class Paths:
    """The paths of one network; what is found once is kept.

    Args:
        network: The network.
    """

    network: Network
    _readers: dict[Symbol, tuple[Symbol, ...]] = field(init=False, default_factory=dict)
    _counts: dict[Symbol, int] = field(init=False, default_factory=dict)

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
        """The errors that the loss merely adds up, so that ∂E_o1 can stand where only E_o1 matters."""
        body = self.equation(self.loss).body
        terms = body.terms if isinstance(body, Sum) else (body,)
        names = [term for term in terms if isinstance(term, Symbol) and self.readers(term) == (self.loss,)]
        # What is given is no error that could be worked out.
        computed = [name for name in names if self.network.single.equation(name) is not None]
        return frozenset(computed) if len(computed) == len(terms) == len(set(terms)) else frozenset()

    def on_path(self, weight: Symbol) -> frozenset[Symbol]:
        """Return all quantities on the paths from a weight to the loss, both ends included."""
        found = {weight} if self.network.reaches_loss(weight) else set()
        waiting = [*found]
        while waiting:
            for reader in self.readers(waiting.pop()):
                if reader not in found:
                    found.add(reader)
                    waiting.append(reader)
        return frozenset(found)

    def links(self, weight: Symbol) -> int:
        """Return how many links the first path from a weight to the loss has, each of them a step or more."""
        found, at = 0, weight
        while at != self.loss and (readers := self.readers(at)):
            found, at = found + 1, readers[0]
        return found

    def count(self, weight: Symbol) -> int:
        """Return how many paths lead from a weight to the loss."""
        counts = self._counts
        counts[self.loss] = 1
        waiting = [weight]
        while waiting:
            readers = () if waiting[-1] == self.loss else self.readers(waiting[-1])
            missing = [reader for reader in readers if reader not in counts]
            if missing:
                waiting += missing
                continue
            counts.setdefault(waiting[-1], sum(counts[reader] for reader in readers))
            waiting.pop()
        return counts[weight]

    def equation(self, symbol: Symbol) -> Equation:
        """Return the equation of a quantity that has one."""
        equation = self.network.single.equation(symbol)
        assert equation is not None, f"{symbol.ascii} has no equation"
        return equation

    def shown(self, partial: Partial) -> Expression:
        """Return a factor as it is written: an error signal by its name."""
        if partial.local or not self.is_signal(partial.by):
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
    def softmax(self) -> Mapping[Symbol, SoftmaxLoss]:
        """The losses with softmax, by the net inputs under it."""
        return softmax_losses(self.network)

    def declared(self, name: Symbol) -> Symbol:
        """Return the bare quantity to which a single one belongs."""
        place = self.network.single.place(name)
        assert place is not None, f"{name.ascii} is no quantity of the network"
        return place[0]

    def is_signal(self, name: Symbol) -> bool:
        """Return whether the adjoint of a quantity has a name."""
        return bool(self._signals) and self.declared(name) in self._signals

    def _is_named(self, name: Symbol) -> bool:
        """Say whether the adjoint of a quantity is derived for itself, so that paths end there."""
        return self.is_signal(name) or (bool(self.softmax) and self.declared(name) in self.softmax)

    def path_from(self, start: Symbol) -> tuple[Symbol, ...]:
        """Return the quantities from `start`, whatever it is, to the first one at which its path ends."""
        readers = self.readers(start)
        return (start, *self._path(readers[0])) if start != self.loss and len(readers) == 1 else (start,)

    def _path(self, start: Symbol) -> tuple[Symbol, ...]:
        """Return the quantities from `start` to the first one with an adjoint of its own, or to the loss.

        Those are the ones that are read twice, and those whose adjoint has a name.
        """
        path = [start]
        while path[-1] != self.loss and len(self.readers(path[-1])) == 1 and not self._is_named(path[-1]):
            path.append(self.readers(path[-1])[0])
        return tuple(path)

    def partials(self, path: Sequence[Symbol]) -> tuple[Partial, ...]:
        """Return the factors of the chain rule along a path, the one nearest to the error first."""
        nodes = list(path)
        factors: list[Partial] = []
        if nodes[-1] != self.loss:
            factors.append(Partial(self.loss, nodes[-1]))
        elif len(nodes) > 2 and nodes[-2] in self.split_loss:
            # What acts along other paths as well changes the total by more than this error, and so has no such name.
            alone = self.readers(nodes[-3]) == (nodes[-2],)
            factors += [Partial(self.loss, nodes[-3], local=True)] if alone else []
            nodes = nodes[: -2 if alone else -1]
        return (*factors, *self._local_partials(nodes))

    def held(self, of: Symbol, by: Symbol) -> tuple[Symbol | Dots, ...]:
        """Return what a local partial holds fixed; only where the loss reads what acts on it along other paths too.

        There, its name without that is the name of the sum over all paths.
        """
        others = tuple(reader for reader in self.readers(by) if reader != of) if of == self.loss else ()
        return others if len(others) <= MOST_HELD else (others[0], Dots(), others[-1])

    def shares(self, of: Symbol) -> list[tuple[Partial | None, tuple[Partial, ...]]]:
        """Return the name and the factors of the share that each path contributes to an adjoint."""
        paths = [(of, *self._path(reader)) for reader in self.readers(of)]
        errors = {path[-2] for path in paths if path[-1] == self.loss and path[-2] in self.split_loss}
        if len(errors) == len(paths):
            return [(Partial(path[-2], of), self._local_partials(path[:-1])) for path in paths]
        # Where two paths meet in one error, neither of them alone is the derivative of that error.
        return [(None, self.partials(path)) for path in paths]

    def _local_partials(self, path: Sequence[Symbol]) -> tuple[Partial, ...]:
        """Return the local partials from each quantity of a path to the next, the last one first."""
        pairs = reversed(list(itertools.pairwise(path)))
        return tuple(Partial(of, by, local=True, held=self.held(of, by)) for by, of in pairs)


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
