"""Numbers that follow from wrong ones printed before them by the equations of the network, whether a line shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from ...errors import SymbackpropError
from ...expression.tree import Expression, Negative, Number, Product, Sum, Symbol, children, substitute, symbols_of
from ...graph.tape import Ball
from .. import thresholds
from ..interpretation.naming import Naming
from ..quantities.atoms import Atom, Meaning, Role
from ..quantities.refusals import NotCheckable
from ..tree import Numeral
from ..values.digits import Fit, fit
from .claim import Draft
from .verdicts import Verdict


@dataclass(frozen=True)
class Recomputed:
    """The last number that a document printed for each quantity.

    Args:
        naming: What the names mean.
    """

    naming: Naming
    _printed: dict[Atom, tuple[Numeral, Draft]] = field(init=False, default_factory=dict)

    def enter(self, quantity: Meaning | None, number: Numeral, draft: Draft) -> None:
        """Enter a number that was judged.

        Args:
            quantity: What it is of; None where that is a formula.
            number: The number.
            draft: What was judged of it.
        """
        if quantity is not None and quantity.atom is not None:
            self._printed[replace(quantity.atom, sign=1)] = number, draft

    @property
    def good(self) -> Mapping[Symbol, Number]:
        """The numbers that are not wrong, by what the equations of both passes call their quantities."""
        found: dict[Symbol, Number] = {}
        for atom, (numeral, draft) in self._printed.items():
            symbol: object = atom.symbol if atom.role is Role.VALUE else None
            if atom.role is Role.ADJOINT and atom.of is None and atom.symbol is not None:
                symbol = self.naming.network.adjoints.get(atom.symbol)
            if isinstance(symbol, Symbol) and (draft.verdict.is_good or draft.verdict is Verdict.LAST_PLACE):
                found[symbol] = Number(numeral.value, numeral.text)
        return found

    def value(self, quantity: Meaning | None) -> Ball | None:
        """Return what a quantity comes to by the numbers that were printed for it, or for what it is worked out from.

        Args:
            quantity: The quantity; None where that is a formula.

        Returns:
            None where nothing was printed of it, where any of these numbers is wrong, or where others are needed.
        """
        atom = quantity.atom if quantity is not None else None
        if atom is None:
            return None
        if atom in self._printed:
            return _by_itself(self._printed[atom][1])[1]
        body = self._body(atom)
        printed = (
            {read: self._printed[at] for read in symbols_of(body) if (at := _atom(read)) in self._printed}
            if body
            else {}
        )
        if body is None or not printed or any(draft.verdict is Verdict.WRONG for _, draft in printed.values()):
            return None
        numbers = {read: Number(numeral.value, numeral.text) for read, (numeral, _) in printed.items()}
        with suppress(SymbackpropError, NotCheckable):
            return self.naming.truth.evaluate(substitute(body, numbers))
        return None

    def repeated(self, quantity: Meaning | None, number: Numeral) -> Verdict | None:
        """Return the verdict on the number that was printed last for a quantity, where it is the same; None else."""
        numeral, draft = self._printed.get(quantity.atom, (None, None)) if quantity and quantity.atom else (None, None)
        same = numeral is not None and draft is not None and numeral.value == number.value
        return _by_itself(draft)[0] if same and draft is not None else None

    def cause(self, quantity: Meaning | None, number: Numeral) -> Draft | None:
        """Return the last wrong number from which another one follows, with all others as they were printed.

        Args:
            quantity: What the number is of; None where that is a formula.
            number: The number.
        """
        atom = quantity.atom if quantity is not None else None
        body = self._body(atom) if atom is not None else None
        if body is None:
            return None
        printed = {read: self._printed[at] for read in symbols_of(body) if (at := _atom(read)) in self._printed}
        wrong = [draft for _, draft in printed.values() if draft.verdict is Verdict.WRONG]
        if not wrong:
            return None
        with suppress(SymbackpropError):
            numbers = {read: Number(numeral.value, numeral.text) for read, (numeral, _) in printed.items()}
            value = self.naming.truth.evaluate(substitute(body, numbers))
            if fit(number, value) is not Fit.OFF:
                return max(wrong, key=lambda draft: draft.focus.start)
        return None

    def _body(self, atom: Atom) -> Expression | None:
        """Return what a quantity is worked out by, over quantities of which numbers are printed as far as may be."""
        network = self.naming.network
        match atom:
            case Atom(Role.VALUE, Symbol() as symbol):
                return self._written_out(symbol, thresholds.MOST_LEVELS_WRITTEN_OUT)
            case Atom(Role.ADJOINT, Symbol() as symbol, None):
                slope = network.adjoints.get(symbol)
                return (
                    self._written_out(slope, thresholds.MOST_LEVELS_WRITTEN_OUT) if isinstance(slope, Symbol) else None
                )
            case Atom(Role.NEW, Symbol() as symbol) if symbol in network.parameters and network.optimiser.is_descent:
                slope = network.adjoints.get(symbol)
                if not isinstance(slope, Symbol) or network.update is None:
                    return None
                step = Product((Number(self.naming.layers.rate.value, ""), self._over_printed(slope)))
                return Sum((symbol, Negative(step)))
            case _:
                return None

    def _over_printed(self, symbol: Symbol) -> Expression:
        if _atom(symbol) in self._printed:
            return symbol
        return self._written_out(symbol, thresholds.MOST_LEVELS_WRITTEN_OUT) or symbol

    def _written_out(self, symbol: Symbol, levels: int) -> Expression | None:
        """Return the equation of a quantity, with those of what it reads put in of which no numbers are printed."""
        equation = self.naming.network.single.equation(symbol)
        if equation is None or len(symbols_of(equation.body)) > thresholds.MOST_NODES:
            return None
        inner = {read: self._inner(read, levels) for read in symbols_of(equation.body)} if levels else {}
        body = substitute(equation.body, {read: found for read, found in inner.items() if found is not None})
        return body if sum(1 for _ in _parts(body)) <= thresholds.MOST_STEPS else None

    def _inner(self, read: Symbol, levels: int) -> Expression | None:
        return None if _atom(read) in self._printed else self._written_out(read, levels - 1)


def _by_itself(draft: Draft) -> tuple[Verdict, Ball | None]:
    """Return the verdict on a number and its value, by its line where nothing else is known of it."""
    return draft.by_line or (draft.verdict, draft.truth)


def _atom(read: Symbol) -> Atom:
    return Atom(Role.ADJOINT, read.marked("")) if read.mark else Atom(Role.VALUE, read)


def _parts(expression: Expression) -> Iterator[Expression]:
    yield expression
    for part in children(expression):
        yield from _parts(part)
