"""What a quantity is worked out from: by that, one of several results that are printed alike is chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ...expression.tree import Symbol
from ..interpretation.naming import Naming
from ..quantities.atoms import Atom, Meaning, Role
from ..quantities.refusals import UnknownName
from ..tree import Name, Node, Rate


@dataclass(frozen=True)
class Sources:
    """How many steps quantities are away from those that are worked out from them.

    Args:
        naming: What the names mean.
    """

    naming: Naming
    _steps: dict[Atom, dict[Atom, int]] = field(init=False, default_factory=dict)
    _readers: dict[Symbol, list[Symbol]] = field(init=False, default_factory=dict)

    def steps(self, of: Meaning | None, source: Meaning | None) -> int | None:
        """Return after how many steps back from a quantity another is met; None where it never is, or one is unknown.

        Args:
            of: The quantity that is worked out.
            source: What it may be worked out from.
        """
        if of is None or source is None or of.atom is None or source.atom is None:
            return None
        atom = _plain(of.atom)
        if atom not in self._steps:
            self._steps[atom] = self._back_from(atom)
        return self._steps[atom].get(_plain(source.atom))

    def _back_from(self, atom: Atom) -> dict[Atom, int]:
        found, edge = {atom: 0}, [atom]
        while edge:
            following: list[Atom] = []
            for at in edge:
                for read in self._reads(at):
                    if read not in found:
                        found[read] = found[at] + 1
                        following.append(read)
            edge = following
        return found

    def _reads(self, atom: Atom) -> Iterator[Atom]:
        """Yield what one step works a quantity out from."""
        symbol, of = atom.symbol, atom.of
        if symbol is None:
            return
        read = self.naming.truth.ways.reads
        match atom.role:
            case Role.VALUE:
                yield from (Atom(Role.VALUE, each) for each in read.get(symbol, ()))
            case Role.STEP:
                yield Atom(Role.ADJOINT, symbol)
            case Role.NEW if symbol in read:
                yield from (Atom(Role.NEW, each) for each in read[symbol])
            case Role.NEW:
                yield from (Atom(role, symbol) for role in (Role.VALUE, Role.STEP, Role.ADJOINT))
            case Role.ADJOINT if of is not None:
                yield from (Atom(Role.VALUE, each) for each in (of, *read.get(of, ())))
            case Role.ADJOINT:
                for reader in self._read_by(symbol):
                    yield Atom(Role.ADJOINT, reader)
                    yield Atom(Role.ADJOINT, symbol, reader)
                    yield from (Atom(Role.VALUE, each) for each in (reader, *read[reader]))

    def _read_by(self, symbol: Symbol) -> Sequence[Symbol]:
        if not self._readers:
            readers: dict[Symbol, list[Symbol]] = defaultdict(list)
            for target, reads in self.naming.truth.ways.reads.items():
                for each in reads:
                    readers[each].append(target)
            self._readers.update(readers)
        return self._readers.get(symbol, ())


def quantity_of(naming: Naming, meaning: Meaning | None, node: Node | None) -> Meaning | None:
    """Return the quantity that a side names, a derivative of a quantity included; None where it is a formula.

    Args:
        naming: What the names mean.
        meaning: What the side is known to mean, or None.
        node: The side.
    """
    if meaning is not None or not isinstance(node, Rate):
        return meaning
    if node.held or not isinstance(node.of, Name) or not isinstance(node.by, Name):
        return None
    try:
        of, by = naming.meaning(node.of).atom, naming.meaning(node.by).atom
    except UnknownName:
        return None
    if of is None or by is None or {of.role, by.role} != {Role.VALUE}:
        return None
    return Meaning(((Atom(Role.ADJOINT, by.symbol, None if of.symbol == naming.layers.loss else of.symbol),),))


def _plain(atom: Atom) -> Atom:
    return replace(atom, sign=1)
