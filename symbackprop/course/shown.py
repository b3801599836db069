"""What a document shows for a quantity or a derivative: another number beside its name says something else of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from ..derive.first_round import named_for
from ..derive.numbers import Numbers
from ..expression.differentiate import slope
from ..expression.tree import Expression, Matrix, Negative, Number, Partial, Symbol, symbols_of
from .definitions import Definitions, UnknownError


class Shown:
    """The numbers of a document.

    Args:
        numbers: The network, and how its numbers are shown.
        definitions: The equations of the network.
    """

    def __init__(self, numbers: Numbers, definitions: Definitions) -> None:
        self._numbers = numbers
        self._definitions = definitions

    def allows(self, key: Expression, printed: Expression) -> bool:
        """Whether a printed result may be the value of something: it is shown so, or nothing here says how it is."""
        try:
            shown = self._of(key)
        except UnknownError:
            return True
        return shown is None or _same(shown, printed)

    def _of(self, key: Expression) -> Expression | None:
        numbers, network = self._numbers, self._numbers.network
        match key:
            case Symbol(bold=True):
                return self._matrix([list(row) for row in self._definitions.entries(key)])
            case Partial(of, by) if by.bold:
                entries = self._definitions.entries(by)
                return self._matrix([[replace(key, by=entry) for entry in row] for row in entries])
            case Symbol() if key in self._updated:
                parameter, target = self._updated[key]
                return numbers.after_first_round(parameter).get(target)
            case Symbol():
                is_known = network.single.equation(key) is not None or key in network.values
                return numbers.of(key) if is_known else None
            case Partial(of, by):
                equation = network.single.equation(of)
                if equation is not None and key.local and by in symbols_of(equation.body):
                    return numbers.of(slope(equation.body, by, of))
                is_adjoint = of == network.loss and network.single.place(by) is not None
                return numbers.of(self._definitions.of(replace(key, local=False))) if is_adjoint else None
            case _:
                return None

    def _matrix(self, keys: list[list[Expression]]) -> Matrix | None:
        found = [[self._of(key) for key in row] for row in keys]
        rows = [tuple(entry for entry in row if entry is not None) for row in found]
        return Matrix(tuple(rows)) if all(map(all, found)) else None

    @cached_property
    def _updated(self) -> Mapping[Symbol, tuple[Symbol, Symbol]]:
        """From what a round makes of each parameter to the parameter and the target of the update."""
        network, update = self._numbers.network, self._numbers.network.update
        found: dict[Symbol, tuple[Symbol, Symbol]] = {}
        if update is None:
            return found
        for parameter in network.parameters:
            names = named_for(network, update, parameter)
            named = ((names.get(at.target), at.target) for at in update.equations)
            found |= {name: (parameter, target) for name, target in named if isinstance(name, Symbol)}
        return found


def _same(shown: Expression, printed: Expression) -> bool:
    match shown, printed:
        case Number(), Negative(Number() as body):
            return shown.value == -body.value
        case Number(), Number():
            return shown.value == printed.value
        case Matrix(rows), Matrix(others):
            if [len(row) for row in rows] != [len(row) for row in others]:
                return False
            pairs = zip((at for row in rows for at in row), (at for row in others for at in row), strict=True)
            return all(_same(*pair) for pair in pairs)
        case _:
            return False
