"""What a quantity or a derivative is over others, by the equations of a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from ..derive.first_round import named_for
from ..expression.differentiate import slope
from ..expression.tree import (
    ONE,
    ZERO,
    Expression,
    Index,
    Matrix,
    Partial,
    Symbol,
    plus,
    substitute,
    symbols_of,
    times,
)
from ..graph.equations import Equation, bare
from ..graph.expand import element
from ..graph.update import LENGTH, NORM, RATE, ROUND
from ..models.network import Layout, Network
from .printed import is_printed


class UnknownError(Exception):
    """An expression reads what has no value here."""


class Definitions:
    """The equations of both passes and of a round of training, one quantity at a time.

    Args:
        network: The network, with its values.
    """

    def __init__(self, network: Network) -> None:
        self._network = network

    def of(self, key: Expression) -> Expression:
        """Return what a quantity or a derivative is, over others, by the equations of the network.

        Raises:
            UnknownError: They do not say.
        """
        network = self._network
        match key:
            case Symbol() if key.bold:
                return Matrix(self.entries(key))
            case Symbol():
                equation = network.single.equation(key)
                found = network.values.get(key) if equation is None else equation.body
                found = self._updates.get(key) if found is None else found
                if found is None:
                    raise UnknownError
                return found
            case Partial(of, by) if by.bold:
                return Matrix(tuple(tuple(replace(key, by=entry) for entry in row) for row in self.entries(by)))
            case Partial(of, by, local=False) if of == network.loss and network.single.place(by) is not None:
                return network.adjoints[by] if network.single.equation(by) else network.gradient[by]
            case Partial(of, by):
                equation = network.single.equation(of)
                if equation is None or network.single.place(by) is None:
                    raise UnknownError
                if key.local and by in symbols_of(equation.body):
                    return slope(equation.body, by, of)
                shares = tuple(self._chained(equation, by))
                return plus(*shares) if shares else ZERO
        if is_printed(key):
            raise UnknownError
        return key

    def at(self, key: Symbol | Partial, position: int) -> Expression:
        """Return a quantity, or the derivative by one, where its running index has a value."""
        if isinstance(key, Partial):
            by = self.at(key.by, position)
            return replace(key, by=by) if isinstance(by, Symbol) else key
        at = tuple(index if isinstance(index, int) else position for index in key.indices)
        return element(bare(key), at, self._network.labels)

    @cached_property
    def _updates(self) -> Mapping[Symbol, Expression]:
        """What a round of training computes and what it reads, by the names that these have for each parameter."""
        network, update = self._network, self._network.update
        found: dict[Symbol, Expression] = {RATE: network.rate}
        if update is None:
            return found
        starts: dict[Symbol, Expression] = {**update.constants, **update.state, ROUND: ONE, NORM: LENGTH}
        for parameter in network.parameters:
            names = named_for(network, update, parameter)
            given = {shown: starts[name] for name, shown in names.items() if name in starts}
            rows = {names[at.target]: substitute(at.body, names) for at in update.equations}
            found |= {name: body for name, body in {**given, **rows}.items() if isinstance(name, Symbol)}
        return found

    @cached_property
    def _declared(self) -> Mapping[Symbol, Symbol]:
        """What is declared, by what it is written as where it stands for all its elements."""
        graph = self._network.single.graph
        return {replace(bare(at), bold=True, sample=""): at for at in graph.declared.values() if at.indices}

    def entries(self, symbol: Symbol) -> tuple[tuple[Symbol, ...], ...]:
        """Return the elements of an array row by row: what has one index is a column, or a row beside samples in rows.

        Raises:
            UnknownError: It has more than two indices, or is none of the network's.
        """
        declared = self._declared.get(symbol.marked(""))
        if declared is None or len(declared.indices) > 2:
            raise UnknownError
        names = tuple(name.marked(symbol.mark) for name in self._network.elements(declared))
        last = declared.indices[-1]
        columns = last.size if isinstance(last, Index) and len(declared.indices) == 2 else 1
        if len(declared.indices) == 1 and self._network.layout is Layout.ROWS and not declared.sample:
            columns = len(names)
        return tuple(names[at : at + columns] for at in range(0, len(names), columns))

    def _chained(self, equation: Equation, by: Symbol) -> Iterator[Expression]:
        """Yield what a quantity's derivative by another adds up, one step back from the quantity."""
        for read in symbols_of(equation.body):
            local = slope(equation.body, read, equation.target)
            if read == by:
                yield local
            elif self._depends(read, by):
                yield times(local, Partial(read, by))

    def _depends(self, quantity: Symbol, by: Symbol) -> bool:
        """Whether one quantity is computed from another."""
        seen, ahead = {quantity}, [quantity]
        while ahead:
            equation = self._network.single.equation(ahead.pop())
            found = set(symbols_of(equation.body)) - seen if equation is not None else set()
            if by in found:
                return True
            seen |= found
            ahead += found
        return False
