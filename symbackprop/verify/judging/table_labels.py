"""A row or a column of a table that bears the name of another: one slip, from which all its numbers seem wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from .. import thresholds
from ..interpretation.naming import Naming
from ..quantities.atoms import Atom, Role
from ..quantities.refusals import NotCheckable, UnknownName
from ..reading.tables import TableCell
from ..reasons import Details, Reason
from ..source import Span
from ..tree import Chain, Name, Node, Numeral, Rate, printed
from ..values.digits import figures_of, fit
from .claim import Draft
from .slips import COLUMN_OF_ANOTHER, ROW_OF_ANOTHER
from .table_claims import Claimed
from .verdicts import ClaimKind, Verdict


@dataclass(frozen=True, slots=True)
class Mislabel:
    """A name in the first column or the head, what is meant, and the cells that it makes seem wrong."""

    draft: Draft
    cells: frozenset[Span]


@dataclass(frozen=True, slots=True)
class LabelledNumber:
    """A number in a table with the quantity it is claimed of and what is claimed of it."""

    claimed: Claimed
    number: Numeral
    atom: Atom


def mislabels(claimed: Sequence[Claimed], naming: Naming) -> Iterator[Mislabel]:
    """Yield the rows and columns whose numbers are all wrong, and all right for another name.

    Args:
        claimed: What the numbers of a table claim.
        naming: What names mean.
    """
    entries = list(_entries(claimed, naming))
    rows: dict[Span, list[LabelledNumber]] = defaultdict(list)
    columns: dict[Span, list[LabelledNumber]] = defaultdict(list)
    for entry in entries:
        rows[entry.claimed.label.span].append(entry)
        columns[entry.claimed.head.span].append(entry)
    taken: set[Span] = set()
    for groups, actual in ((rows, _of_another), (columns, _otherwise)):
        for every in islice(groups.values(), thresholds.MOST_GROUPS):
            group = [entry for entry in every if entry.claimed.chain.span not in taken]
            found = actual(group, naming) if _all_wrong(group, naming) else None
            if found is not None:
                taken |= found.cells
                yield found


def _entries(claimed: Iterable[Claimed], naming: Naming) -> Iterator[LabelledNumber]:
    for one in claimed:
        number = printed(one.chain.sides[-1].node)
        atom = _atom(one.chain.sides[0].node, naming)
        if number is not None and atom is not None and atom.symbol is not None:
            yield LabelledNumber(one, number, atom)


def _atom(node: Node, naming: Naming) -> Atom | None:
    """Return what a cell claims a number of: a quantity before or after the update, or the slope of the loss by it."""
    try:
        if isinstance(node, Name):
            return naming.meaning(node).atom
        if isinstance(node, Rate) and isinstance(node.of, Name) and isinstance(node.by, Name):
            of, by = naming.meaning(node.of).atom, naming.meaning(node.by).atom
            plain = of is not None and by is not None and of.role is by.role is Role.VALUE
            return Atom(Role.ADJOINT, by.symbol, of.symbol) if plain and of and by else None
    except UnknownName:
        return None
    return None


def _all_wrong(group: Sequence[LabelledNumber], naming: Naming) -> bool:
    several = len(group) > 1 and sum(figures_of(entry.number.text) >= thresholds.TELLING for entry in group) > 0
    return several and not any(_fits(entry, entry.atom, naming) for entry in group)


def _fits(entry: LabelledNumber, atom: Atom, naming: Naming) -> bool:
    try:
        value = naming.at(naming.truth).atom(atom)
    except NotCheckable:
        return False
    return fit(entry.number, value).good


def _of_another(group: Sequence[LabelledNumber], naming: Naming) -> Mislabel | None:
    """Return what a row is about, where it is another quantity of the network."""
    network = naming.network
    for symbol in (*network.parameters, *network.leaves)[: thresholds.MOST_NAMES_OF_A_ROW]:
        if all(_fits(entry, replace(entry.atom, symbol=symbol), naming) for entry in group):
            reason = Reason(ROW_OF_ANOTHER, Details(quantity=symbol.ascii))
            return _mislabel(group[0].claimed.label, reason, group)
    return None


def _otherwise(group: Sequence[LabelledNumber], naming: Naming) -> Mislabel | None:
    """Return what a column is about, where it is another thing of the same quantities."""
    for role in ROLES_OF_COLUMNS:
        if all(_fits(entry, Atom(role, entry.atom.symbol), naming) for entry in group):
            reason = Reason(COLUMN_OF_ANOTHER, Details(other=role.value))
            return _mislabel(group[0].claimed.head, reason, group)
    return None


ROLES_OF_COLUMNS = (Role.VALUE, Role.NEW, Role.ADJOINT)
"""What a column can hold of the quantities before its rows."""


def _mislabel(cell: TableCell, reason: Reason, group: Sequence[LabelledNumber]) -> Mislabel:
    draft = Draft(ClaimKind.NAME, Chain((), (), cell.span), cell.span, Verdict.WRONG, reasons=[reason])
    draft.correction = reason
    return Mislabel(draft, frozenset(entry.claimed.chain.span for entry in group))
