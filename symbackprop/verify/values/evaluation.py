"""The value of what somebody wrote, at a point: certified numbers, vectors and matrices; a long table of cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction

from ...expression.tree import Symbol
from ...graph.tape import Ball
from ..quantities.atoms import Atom, Meaning, Role
from ..quantities.refusals import NotCheckable, UnknownName
from ..reasons import Details, RefusalCode
from ..tree import (
    Applied,
    Minus,
    Name,
    Node,
    Numeral,
    Omitted,
    Plus,
)
from .arrays import Cells, Worth, each
from .atom_values import value_of
from .calculation import Calculation, as_printed
from .derivatives import derived
from .own_functions import OwnFunction, key_of_call
from .points import Point
from .slopes import slopes


@dataclass
class Evaluation(Calculation):
    """What names mean, at one point.

    Args:
        point: Where.
        meanings: From a name to what it stands for; raises UnknownName.
        rate: The learning rate.
        function: The function that is applied, where a letter may stand for several; raises NotCheckable.
        number: The ball of a printed number.
        entrywise: Whether a product of two vectors of one shape is entry by entry, and else the sum of its entries.
        across: Whether it is so as well where one of two vectors lies and the other stands.
        local: Whether derivatives hold the other parents fixed.
        of_loss: Whether those of the loss do not for all that, as in a sum over the readers of a quantity.
        turned: Whether the entries of gradients are numbered the other way round than those of the weights.
        defined: What names mean that the document defines itself.
        functions: The functions that it defines, by their keys.
    """

    point: Point
    meanings: Callable[[Name], Meaning]
    rate: Fraction
    function: Callable[[Applied], str]
    number: Callable[[Numeral], Ball] = as_printed
    entrywise: bool = True
    across: bool = False
    local: bool = False
    of_loss: bool = False
    turned: bool = False
    defined: Mapping[str, Node] = field(default_factory=dict)
    functions: Mapping[str, OwnFunction] = field(default_factory=dict)
    steps: int = 0

    def _name(self, name: Name) -> Worth:
        if name.text in self.defined:
            return self._of(self.defined[name.text])
        if name.base in ("e", "pi") and not (name.below or name.above or name.at or name.new):
            try:
                return self.worth(self.meanings(name))
            except UnknownName:
                return self.point.constant(name.base)
        return self.worth(self.meanings(name))

    def _applied(self, node: Applied) -> Worth:
        own = self.functions.get(key_of_call(node))
        if own is not None and len(own.parameters) == len(node.arguments):
            return self._of(own.of(node.arguments, node.primes))
        return super()._applied(node)

    def worth(self, meaning: Meaning) -> Worth:
        """Return the certified numbers that a meaning asks for."""
        atom = meaning.atom
        if atom is not None:
            return self.atom(atom)
        return Cells(tuple(tuple(map(self.atom, row)) for row in meaning.rows), meaning.free)

    def atom(self, atom: Atom) -> Ball:
        """Return one certified number."""
        known = self.point.known.get((atom, self.rate))
        if known is None:
            known = self.point.known[atom, self.rate] = value_of(atom, self.point, self.rate)
        return known

    def _rate(self, of: Node, by: Node, held: tuple[Name | Omitted, ...] = ()) -> Worth:
        if isinstance(of, Name) and of.text in self.defined and of != by:
            of = self.defined[of.text]
        if isinstance(by, Name) and by.text in self.defined and isinstance(of, Name):
            return self._by_defined(of, self.defined[by.text])
        if not isinstance(of, Name) and isinstance(by, Name):
            return self._of(derived(of, by))
        top, below = self._quantities(of), self._quantities(by)
        is_loss = below.flat[0].symbol == self.point.network.loss
        if is_loss and top.flat == below.flat and isinstance(of, Name) and isinstance(by, Name):
            _refuse_two_names(of, by)
        if any(isinstance(at, Omitted) for at in held):
            return slopes(self.point, top, below, local=True)
        if fixed := self._fixed(held) - {atom.symbol for meaning in (top, below) for atom in meaning.flat}:
            return slopes(self.point, top, below, local=False, fixed=fixed)
        is_total = self.of_loss and top.flat[0].symbol == self.point.network.loss
        return slopes(self.point, top, below, self.local and not is_total)

    def _fixed(self, held: tuple[Name | Omitted, ...]) -> frozenset[Symbol]:
        """Return the quantities that names stand for, where they do for some."""
        found: set[Symbol] = set()
        for name in held:
            with suppress(UnknownName):
                found |= {atom.symbol for atom in self._quantities(name).flat if atom.symbol is not None}
        return frozenset(found)

    def _by_defined(self, of: Name, by: Node) -> Worth:
        """Return the derivative by what is a quantity but for a given number, as by `ŷ - y`."""
        computed = [
            (name, sign)
            for term in (by.terms if isinstance(by, Plus) else (by,))
            for name, sign in [(term.body, -1) if isinstance(term, Minus) else (term, 1)]
            if not (isinstance(name, Numeral) or (isinstance(name, Name) and self._is_given(name)))
        ]
        if len(computed) == 1 and isinstance(computed[0][0], Name):
            name, sign = computed[0]
            return each(self._rate(of, name), lambda x: x * sign)
        raise NotCheckable(RefusalCode.BY_EXPRESSION)

    def _is_given(self, name: Name) -> bool:
        atoms = self.meanings(name).flat
        return all(at.symbol in self.point.network.values and at.role is Role.VALUE for at in atoms)

    def _quantities(self, node: Node) -> Meaning:
        if not isinstance(node, Name):
            raise NotCheckable(RefusalCode.OF_EXPRESSION)
        meaning = self.meanings(node)
        if any(atom.role is not Role.VALUE for atom in meaning.flat):
            raise NotCheckable(RefusalCode.DERIVATIVE_UNKNOWN, Details(node.text))
        return meaning


def _refuse_two_names(of: Name, by: Name) -> None:
    """Refuse the derivative of the loss by itself, where it is called by two names, of which one may be another's.

    Raises:
        NotCheckable: It is.
    """
    if of.base != by.base and of.text != by.text:
        raise NotCheckable(RefusalCode.SAME_QUANTITY, Details(by.text, of.text))
