"""What stands outside of the quantities of a network: starts of recurrences, zeros beyond ends, no derivatives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from ...expression.tree import ZERO, Affine, Index, Symbol, Table, symbols_of
from ...graph.equations import bare
from ...graph.shifts import combined
from ...models.network import Network
from ..lexicon.words import is_digits
from ..tree import Grid, Name, Node, Numeral
from .known_names import NameMatch
from .vocabulary import Vocabulary


def outside(name: Name, vocabulary: Vocabulary) -> Node | None:
    """Return what stands where a name is, if that is outside of its quantity: a number, or another name.

    Args:
        name: As a document writes it, or with numbers put in for its indices.
        vocabulary: The names of the network.

    Returns:
        None where the name is of an element inside, or nothing stands there.
    """
    network = vocabulary.network
    if not vocabulary.has_ends:
        return None
    found = vocabulary.find(name)
    if found is not None and (table := network.looked_up.get(bare(found.entry.quantity).ascii)) is not None:
        return _given(name, found, table)
    beyond = [] if found is None else list(_beyond(found))
    if found is None or not beyond:
        return None
    zero = Numeral("0", Fraction(0), name.span)
    if "bar" in name.accent.split() or found.entry.signal:
        # Nothing reads what is beyond the ends, so the loss does not change with it.
        return zero
    padded = [at for at in beyond if _is_padded(network, found.entry.quantity, at)]
    if padded and len(beyond) > 1:
        # Beyond a padded end stands zero at the start of a recurrence too.
        return zero
    equation = network.graph.equation(found.entry.quantity)
    for symbol, value in equation.outside if equation is not None else ():
        if all(not isinstance(at, int) or text == str(at) for at, text in zip(symbol.indices, found.at, strict=False)):
            return zero if value == ZERO else _named(name, found, value, network) if isinstance(value, Symbol) else None
    return zero if padded else None


def _given(name: Name, found: NameMatch, table: Table) -> Node | None:
    """Return the number that says a position, or None where it is not known which."""
    if not found.at or not all(map(is_digits, found.at)):
        return None
    number = table.at(list(map(int, found.at)))
    return Numeral(str(number), Fraction(number), name.span) if number else None


def is_beyond(name: Name, vocabulary: Vocabulary) -> bool:
    """Say whether a name is of a position that its quantity does not have."""
    found = vocabulary.find(name) if vocabulary.has_ends else None
    return found is not None and bool(list(_beyond(found)))


def _beyond(found: NameMatch) -> Iterator[int]:
    """Yield the dimensions in which a name is outside of its quantity."""
    for dimension, (text, index) in enumerate(found.pairs):
        signed = text.removeprefix("-").removeprefix("−")
        if is_digits(signed) and not (signed == text and 1 <= int(text) <= index.size):
            yield dimension


def _is_padded(network: Network, quantity: Symbol, dimension: int) -> bool:
    """Say whether zeros stand beyond the ends of a dimension, as some equation reads them."""
    for equation in network.graph.equations:
        for term in equation.written:
            for read in symbols_of(term.body):
                if bare(read) == bare(quantity):
                    position = read.indices[dimension]
                    if isinstance(position, Affine) and position.is_padded:
                        return True
    return False


def _named(name: Name, found: NameMatch, value: Symbol, network: Network) -> Node:
    """Return the name of what a recurrence starts with, at the other positions of a name.

    What starts a recurrence may be longer than it, and is read in part then; of a vector, that part is a column.
    """
    by = {index: text for text, index in found.pairs}
    plain = [index for at in value.indices if isinstance(index := combined((1, at)), Index)]

    def at(places: Mapping[Index, str]) -> Name:
        below = (*filter(None, (value.subscript,)), *(places.get(index, "") for index in plain))
        return Name(value.base, below, (), (), value.accent, False, False, name.text, name.span)

    left = [index for index in plain if index not in by]
    if len(left) == 1 and isinstance(own := network.graph.declared[bare(value)].indices[plain.index(left[0])], Index):
        (index,) = left
        if own.size > index.size:
            return Grid(tuple((at({**by, index: str(place)}),) for place in range(1, index.size + 1)), name.span)
    return at(by)
