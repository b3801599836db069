"""What a chain is about: the quantity on its left, before or after an update."""

from __future__ import annotations

from ..grammar.forms import key_of
from ..quantities.atoms import Atom, Meaning, Role
from ..quantities.refusals import NotCheckable, UnknownName
from ..tree import Chain, Grid, Name, Node, Numeral, Plus, printed
from ..values.digits import Fit, fit
from .naming import Naming


def subject_of(naming: Naming, chain: Chain) -> Meaning | None:
    """Return what a chain is about, where that is a quantity; what it updates is meant after the update."""
    node = chain.sides[0].node
    try:
        meaning = _meaning(naming, node)
    except UnknownName:
        return None
    if meaning is None:
        return None
    parameters = naming.parameters
    atoms = meaning.flat
    if all(atom.role is Role.VALUE and atom.symbol in parameters for atom in atoms) and _updates(
        naming, chain, meaning
    ):
        rows = tuple(tuple(Atom(Role.NEW, atom.symbol) for atom in row) for row in meaning.rows)
        return Meaning(rows, meaning.free)
    return meaning


def _meaning(naming: Naming, node: Node) -> Meaning | None:
    """Return what a name stands for, or what the names in a matrix do."""
    if isinstance(node, Name):
        return naming.meaning(node)
    if not isinstance(node, Grid):
        return None
    rows: list[tuple[Atom, ...]] = []
    for row in node.rows:
        atoms = [naming.meaning(entry).atom if isinstance(entry, Name) else None for entry in row]
        if None in atoms:
            return None
        rows.append(tuple(atom for atom in atoms if atom is not None))
    return Meaning(tuple(rows), free=1 in (len(rows), len(rows[0])))


def _fit(naming: Naming, number: Numeral, atom: Atom, role: Role | None = None) -> Fit:
    """Return how a number comes from what an atom stands for; not at all where that has no value."""
    try:
        return fit(number, naming.at(naming.truth).atom(Atom(role, atom.symbol) if role is not None else atom))
    except NotCheckable:
        return Fit.OFF


def _updates_all(naming: Naming, chain: Chain, meaning: Meaning) -> bool:
    """Say whether an array is printed as it is after the update, not before."""
    last = chain.sides[-1].node
    numbers = [printed(entry) for row in last.rows for entry in row] if isinstance(last, Grid) else []
    if len(numbers) != len(meaning.flat):
        return False
    old = new = 0
    for number, atom in zip(numbers, meaning.flat, strict=True):
        if number is not None:
            old += _fit(naming, number, atom).good
            new += _fit(naming, number, atom, Role.NEW).good
    return new > old or (old < len(numbers) and any(isinstance(side.node, Plus) for side in chain.sides[1:]))


def _updates(naming: Naming, chain: Chain, meaning: Meaning) -> bool:
    if meaning.atom is None and _updates_all(naming, chain, meaning):
        return True
    first, rest = chain.sides[0].node, chain.sides[1:]
    if any(isinstance(side.node, Plus) and key_of(side.node.terms[0]) == key_of(first) for side in rest):
        return True
    last = printed(chain.sides[-1].node)
    for side in rest:
        if isinstance(side.node, Plus) and meaning.atom is not None:
            number = printed(side.node.terms[0])
            if number is not None and _fit(naming, number, meaning.atom) is Fit.EXACT:
                return True
    grid = chain.sides[-1].node
    if isinstance(grid, Grid) and meaning.atom is None and len(rest) == 1:
        return _is_new_grid(naming, grid, meaning)
    if ":=" in chain.relations and last is not None and meaning.atom is not None:
        return _fit(naming, last, meaning.atom) is not Fit.EXACT
    if ":=" in chain.relations and len(rest) > 1:
        return True
    if last is not None and meaning.atom is not None and len(rest) == 1:
        return not _fit(naming, last, meaning.atom).good and _fit(naming, last, meaning.atom, Role.NEW).good
    return False


def _is_new_grid(naming: Naming, grid: Grid, meaning: Meaning) -> bool:
    """Say whether an array is what a vector or matrix of parameters becomes, and not what it is."""
    entries = [printed(entry) for row in grid.rows for entry in row]
    if len(entries) != len(meaning.flat) or None in entries:
        return False
    pairs = [(entry, atom) for entry, atom in zip(entries, meaning.flat, strict=True) if entry is not None]
    new = sum(_fit(naming, entry, atom, Role.NEW).good for entry, atom in pairs)
    old = sum(_fit(naming, entry, atom).good for entry, atom in pairs)
    return new > old and 2 * new >= len(pairs)
