"""Printed arrays: each entry beside its certified value and the arithmetic that it comes of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from ...graph.tape import Ball
from ..grammar.entries import entry_of
from ..grammar.forms import label
from ..interpretation.naming import Naming
from ..interpretation.strange_names import are_of_notation, unindexed
from ..quantities.atoms import Atom, Meaning, Role
from ..quantities.refusals import NotCheckable, UnknownName
from ..reasons import Details, Reason
from ..tree import Chain, Grid, Name, Node, Numeral, Rate, names_in, numerals_in, printed
from ..values.arithmetic import is_equal
from ..values.arrays import Cells, Worth
from ..values.digits import fit
from .claim import Draft
from .ledger import Ledger
from .occurrences import ArrayPlace, Occurrence, Subject
from .operands import Operands
from .single_numbers import SingleNumbers
from .slips import ARRAY_FOR_ENTRY
from .verdicts import FAULTS, ClaimKind, Flag, Verdict


@dataclass(frozen=True, slots=True)
class Array:
    """A printed array with the values that its entries should have.

    Args:
        numbers: Its entries, row by row.
        shape: Its rows and columns.
        cells: The certified array, in the shape of the printed one; None where there is none of that shape.
        is_transposed: Whether that is the transpose of what was asked for, of which more entries come true.
    """

    numbers: tuple[Numeral, ...]
    shape: tuple[int, int]
    cells: Cells | None
    is_transposed: bool = False


@dataclass(frozen=True)
class PrintedArrays:
    """Judges printed arrays entry by entry.

    Args:
        naming: What the names mean.
        ledger: What was printed so far.
        drafts: The claims so far.
        operands: Looks for slips in what is put into a line.
        single: Judges the entries.
    """

    naming: Naming
    ledger: Ledger
    drafts: list[Draft]
    operands: Operands
    single: SingleNumbers

    def judge(self, chain: Chain, at: int, line: Node | None, grid: Grid, subject: Subject) -> None:
        """Judge the entries of an array.

        Args:
            chain: Its equation.
            at: The side on which it stands.
            line: The arithmetic that is printed before it, or None.
            grid: The array.
            subject: What it is of.
        """
        array = array_of(grid, subject.truth)
        atoms = self._atoms(array, subject)
        first = len(self.drafts)
        for entry, atom in zip(_entries(chain, at, line, array), atoms, strict=True):
            assert entry.place is not None
            row, column = entry.place.row, entry.place.column
            truth = array.cells.rows[row][column] if array.cells is not None else None
            if truth is None and entry.line is None and line is not None:
                truth = self._unrounded(line, entry.place)
            if truth is None and entry.line is None:
                continue
            self.single.judge(entry, subject.entry(Meaning(((atom,),)) if atom is not None else None, truth))
            if array.is_transposed:
                self.drafts[-1].flag(Flag.TRANSPOSED)
        if at:
            self.single.carried.enter(chain, grid)
        if line is not None and not _has_shape(line, array.shape) and self.drafts and self.drafts[-1].chain is chain:
            last = self.drafts[-1]
            last.origins = [(numeral, self.ledger.origin(numeral)) for numeral in numerals_in(line)]
            for look in (self.operands.near, partial(self.operands.grids, chain=chain)):
                if not any(Flag.OPERAND in draft.flags for draft in self.drafts[first:]):
                    look(last, line=line)
        _point_to_one(self.drafts[first:])

    def judge_one_for_several(self, occurrence: Occurrence, node: Node) -> bool:
        """Record a single number that is printed for a whole array, where the document does not mean one of it.

        Args:
            occurrence: The number.
            node: What it is printed for.

        Returns:
            Whether there is one.
        """
        array = unindexed(self.naming, node)
        if array is not None and are_of_notation(self.naming, names_in(node)):
            draft = Draft(
                ClaimKind.NUMBER, occurrence.chain, occurrence.span, Verdict.WRONG, label(node), occurrence.number
            )
            draft.correction = Reason(ARRAY_FOR_ENTRY, Details(quantity=array.text))
            draft.reasons = [draft.correction]
            self.drafts.append(draft)
        return array is not None and are_of_notation(self.naming, names_in(node))

    def _atoms(self, array: Array, subject: Subject) -> Sequence[Atom | None]:
        """Return the quantity of each entry; None where that is not known."""
        count = len(array.numbers)
        if not array.is_transposed:
            if subject.meaning is not None and len(subject.meaning.flat) == count:
                return subject.meaning.flat
            if isinstance(subject.node, Rate) and array.cells is not None:
                return self._slopes(subject.node, array.cells, count)
        return [None] * count

    def _slopes(self, rate: Rate, cells: Cells, count: int) -> Sequence[Atom | None]:
        """Return the derivatives that a printed gradient holds, each by one quantity; None where that is not so."""
        none: Sequence[Atom | None] = [None] * count
        if not isinstance(rate.of, Name) or not isinstance(rate.by, Name):
            return none
        try:
            of, by = self.naming.meaning(rate.of), self.naming.meaning(rate.by)
        except UnknownName:
            return none
        if of.flat != (Atom(Role.VALUE, self.naming.layers.loss),) or len(by.flat) != count:
            return none
        slopes = [Atom(Role.ADJOINT, atom.symbol) if atom.role is Role.VALUE else None for atom in by.flat]
        known = [None if atom is None else self.naming.known(atom) for atom in slopes]
        same = all(slope is not None and is_equal(slope, value) for slope, value in zip(known, cells.flat, strict=True))
        return slopes if same else none

    def _unrounded(self, line: Node, place: ArrayPlace) -> Ball | None:
        """Return the entry of a line's array, had its operands not been rounded or mistaken."""
        try:
            worth = self.naming.at(self.naming.truth, number=lambda n: self.ledger.origin(n).truth).of(line)
        except NotCheckable:
            return None
        if not isinstance(worth, Cells):
            return None
        if worth.shape != place.shape:
            worth = worth.turned
        return worth.rows[place.row][place.column] if worth.shape == place.shape else None


def array_of(grid: Grid, truth: Worth | None) -> Array:
    """Return a printed array beside the certified one, turned where only that has its shape, or fits better.

    Args:
        grid: The printed array.
        truth: What it should be; None where that is not known.
    """
    entries = (printed(entry) for row in grid.rows for entry in row)
    numbers = tuple(number for number in entries if number is not None)
    shape = (len(grid.rows), len(grid.rows[0]))
    if truth is not None and not isinstance(truth, Cells) and shape == (1, 1):
        truth = Cells(((truth,),))
    if not isinstance(truth, Cells):
        return Array(numbers, shape, None)
    if truth.shape != shape:
        return Array(numbers, shape, truth.turned if truth.shape == shape[::-1] else None)
    if min(shape) > 1 and truth.turned.shape == shape and _fitting(numbers, truth.turned) > _fitting(numbers, truth):
        return Array(numbers, shape, truth.turned, is_transposed=True)
    return Array(numbers, shape, truth)


def _entries(chain: Chain, at: int, line: Node | None, array: Array) -> Iterator[Occurrence]:
    """Yield the entries of an array, each with the part of the line that it comes of."""
    for place, number in enumerate(array.numbers):
        row, column = divmod(place, array.shape[1])
        part: Node | None = None
        if isinstance(line, Grid) and _has_shape(line, array.shape):
            part = line.rows[row][column]
            part = part if printed(part) is None else None
        elif line is not None and not names_in(line):
            part = entry_of(line, row, column, array.shape)
        yield Occurrence(chain, at, number, part, ArrayPlace(row, column, array.shape))


def _has_shape(line: Node, shape: tuple[int, int]) -> bool:
    return isinstance(line, Grid) and (len(line.rows), len(line.rows[0])) == shape


def _fitting(numbers: Sequence[Numeral], cells: Cells) -> int:
    return sum(fit(number, value).good for number, value in zip(numbers, cells.flat, strict=True))


def _point_to_one(drafts: Sequence[Draft]) -> None:
    """Point the entries of one array that are right, but not what its line gives, to the one that tells why."""
    off = [draft for draft in drafts if FAULTS.intersection(draft.flags) and draft.verdict is not Verdict.WRONG]
    root = next((draft for draft in off if Flag.OPERAND in draft.flags), off[0] if off else None)
    for draft in off:
        if draft is not root and draft.cause is None:
            draft.cause = root
            draft.flag(Flag.INHERITED)
