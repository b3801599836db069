"""The printed numbers of a chain, and what each should be."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial

from flint import arb

from ...graph.rounding import decimals_of
from ...graph.tape import Ball, exact
from ..grammar.alignment import is_printed_grid
from ..grammar.entries import entry_of
from ..grammar.forms import is_symbolic, key_of, label, symbolic_sides
from ..interpretation.equality import equal_worth
from ..interpretation.naming import Naming
from ..interpretation.notation import is_spoken, unindexed
from ..interpretation.subject import subject_of
from ..quantities.atoms import Atom, Meaning, Role
from ..quantities.refusals import NotCheckable, UnknownName
from ..tree import (
    Chain,
    Grid,
    Name,
    Node,
    Numeral,
    Rate,
    Times,
    Turned,
    names_in,
    numerals_in,
    parts,
    printed,
    walk,
    with_parts,
)
from ..values.arrays import Cells, Worth
from ..values.digits import Fit, fit, is_finite, magnitude, unit_of
from ..values.partial_point import NoValues
from ..values.points import is_equal
from .claim import Draft
from .ledger import Ledger, LedgerEntry, ball_of
from .operands import Operands
from .verdicts import FAULTS, ClaimKind, Flag, Verdict
from .weighing import Scales

NOT_FINITE = "its right value is no finite number"
"""Why a number is not checked that would have to be infinite, or where a quantity has no value."""


@dataclass(frozen=True, slots=True)
class ArrayPlace:
    """Where in a printed array a number stands.

    Args:
        text: How a report says it.
        row: Its row, from 0.
        column: Its column, from 0.
        shape: The rows and columns of the array.
    """

    text: str
    row: int
    column: int
    shape: tuple[int, int]


@dataclass
class Numbers:
    """Judges the numbers of chains in their order.

    Args:
        naming: What the names mean.
        ledger: What was printed so far.
        drafts: The claims so far.
        definitions: The formulas that the document gave for a quantity, by its key.
    """

    naming: Naming
    ledger: Ledger
    drafts: list[Draft]
    definitions: dict[str, list[Node]]
    printed: dict[tuple[str, int], Numeral] = field(default_factory=dict)
    latest: dict[str, Node] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.operands = Operands(self.naming, self.ledger, self.definitions)
        self.scales = Scales(self.naming, self.ledger, self.drafts)

    def judge(self, chain: Chain) -> None:
        """Judge all numbers of a chain."""
        subject = subject_of(self.naming, chain)
        node = chain.sides[0].node
        truth: Worth | None = None
        refusal, lacking = "", False
        for at, side in enumerate(chain.sides):
            if not names_in(side.node) and not any(isinstance(part, Rate) for part in walk(side.node)):
                continue
            if not is_symbolic(side.node) and at > 0:
                continue
            try:
                if at == 0 and subject is not None:
                    truth = self.naming.at(self.naming.truth).worth(subject)
                else:
                    truth = self.naming.worth(side.node)
                node = side.node
                break
            except NotCheckable as error:
                refusal = refusal or str(error)
                lacking = lacking or isinstance(error, NoValues)
        before = len(self.drafts)
        for at in range(len(chain.sides)):
            side = chain.sides[at]
            if at == 0 and truth is None:
                continue
            number = printed(side.node)
            line = _line(chain, at)
            if number is not None:
                if isinstance(truth, Cells):
                    self._one_for_several(chain, at, number, node)
                    continue
                self._number(chain, at, number, truth, line, node, refusal, subject)
            elif isinstance(grid := _laid_out(side.node), Grid) and is_printed_grid(grid):
                self._grid(chain, at, grid, truth, line, node, refusal, subject)
        if lacking and truth is None:
            _leave_open(self.drafts[before:], refusal)
        if truth is not None and not any(draft.is_slip for draft in self.drafts[before:]):
            for at, side in enumerate(chain.sides):
                if names_in(side.node) and not is_symbolic(side.node):
                    self._mixed(chain, at, truth)

    def _mixed(self, chain: Chain, at: int, truth: Worth) -> None:
        """Judge a side of names and rounded numbers, where nothing is guessed of the names."""
        node = chain.sides[at].node
        if not is_spoken(self.naming, names_in(node)):
            return
        origins = {numeral.span: self.ledger.origin(numeral) for numeral in numerals_in(node)}
        mistaken = any(origin.entry and origin.entry.verdict is Verdict.WRONG for origin in origins.values())
        if mistaken:
            return
        reaching = self.naming.at(self.naming.truth, number=lambda n: ball_of(n, origins[n.span].reach))
        with suppress(NotCheckable):
            if not equal_worth(truth, reaching.of(node)):
                draft = Draft(
                    ClaimKind.IDENTITY, chain, chain.sides[at].span, Verdict.WRONG, label(chain.sides[0].node)
                )
                draft.sides = (chain.sides[0].node, node)
                draft.reason = "with the numbers put in, this side is not what the first one is"
                self.drafts.append(draft)

    def _one_for_several(self, chain: Chain, at: int, number: Numeral, node: Node) -> None:
        """Record a single number that is printed for a whole array, where the document does not mean one of it."""
        array = unindexed(self.naming, node)
        if array is not None and is_spoken(self.naming, names_in(node)):
            draft = Draft(ClaimKind.NUMBER, chain, chain.sides[at].span, Verdict.WRONG, label(node), number)
            draft.reason, draft.correction = f"{array.text} is an array", "write which entry is meant"
            self.drafts.append(draft)

    def told(self, chain: Chain, quantity: str, stated: Numeral, truth: Ball | None) -> Draft:
        """Judge a number that is claimed in words."""
        draft = Draft(ClaimKind.PROSE, chain, stated.span, Verdict.NOT_CHECKABLE, quantity, stated)
        draft.reason = self._no_truth() if truth is None else "" if is_finite(truth) else NOT_FINITE
        if truth is not None and is_finite(truth):
            draft.truth = truth
            self.scales.weigh(draft, stated, truth, None)
            self._enter_told(draft)
        self.drafts.append(draft)
        return draft

    def _no_truth(self) -> str:
        missing = self.naming.network.missing
        return str(NoValues(missing)) if missing else "so many rounds take too long to simulate"

    def _grid(
        self,
        chain: Chain,
        at: int,
        grid: Grid,
        truth: Worth | None,
        line: Node | None,
        node: Node,
        refusal: str,
        subject: Meaning | None,
    ) -> None:
        entries = [[printed(entry) for entry in row] for row in grid.rows]
        numbers = [number for row in entries for number in row if number is not None]
        shape = (len(grid.rows), len(grid.rows[0]))
        if truth is not None and not isinstance(truth, Cells) and shape == (1, 1):
            truth = Cells(((truth,),))
        cells = truth if isinstance(truth, Cells) else None
        transposed = False
        if cells is not None and cells.shape != shape:
            cells = cells.turned if cells.shape == shape[::-1] else None
        elif cells is not None and shape[0] > 1 and shape[1] > 1:
            turned = cells.turned
            if turned.shape == shape and _fitting(numbers, turned) > _fitting(numbers, cells):
                cells, transposed = turned, True
        atoms: Sequence[Atom | None] = [None] * len(numbers)
        if subject is not None and not transposed and len(subject.flat) == len(numbers):
            atoms = subject.flat
        elif isinstance(node, Rate) and cells is not None and not transposed:
            atoms = self._slopes(node, cells, len(numbers))
        first = len(self.drafts)
        same_line = isinstance(line, Grid) and (len(line.rows), len(line.rows[0])) == shape
        for place, number in enumerate(numbers):
            row, column = divmod(place, shape[1])
            entry_line: Node | None = None
            if same_line:
                assert isinstance(line, Grid)
                entry_line = line.rows[row][column]
                entry_line = entry_line if printed(entry_line) is None else None
            elif line is not None and not names_in(line):
                entry_line = entry_of(line, row, column, shape)
            value = cells.rows[row][column] if cells is not None else None
            where = f"[{row + 1},{column + 1}]" if shape[0] > 1 and shape[1] > 1 else f"[{place + 1}]"
            atom = atoms[place]
            meaning = Meaning(((atom,),)) if atom is not None else None
            if value is None and entry_line is None and line is not None:
                value = self._entry_truth(line, row, column, shape)
            if value is None and entry_line is None:
                continue
            self._number(
                chain, at, number, value, entry_line, node, refusal, meaning, ArrayPlace(where, row, column, shape)
            )
            if transposed:
                self.drafts[-1].flag(Flag.TRANSPOSED)
        if at:
            self.latest[key_of(chain.sides[0].node)] = grid
        if line is not None and not same_line and self.drafts and self.drafts[-1].chain is chain:
            last = self.drafts[-1]
            last.origins = [(numeral, self.ledger.origin(numeral)) for numeral in numerals_in(line)]
            for look in (self.operands.near, partial(self.operands.grids, chain=chain)):
                if not any(Flag.OPERAND in draft.flags for draft in self.drafts[first:]):
                    look(last, line=line)
        _point_to_one(self.drafts[first:])

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

    def _entry_truth(self, line: Node, row: int, column: int, shape: tuple[int, int]) -> Ball | None:
        try:
            worth = self.naming.at(self.naming.truth, number=lambda n: self.ledger.origin(n).truth).of(line)
        except NotCheckable:
            return None
        if not isinstance(worth, Cells):
            return None
        if worth.shape != shape:
            worth = worth.turned
        return worth.rows[row][column] if worth.shape == shape else None

    def _number(
        self,
        chain: Chain,
        at: int,
        number: Numeral,
        truth: Worth | None,
        line: Node | None,
        node: Node,
        refusal: str,
        subject: Meaning | None,
        cell: ArrayPlace | None = None,
    ) -> None:
        where = cell.text if cell is not None else ""
        quantity = (label(node) if truth is not None else "") + where
        draft = Draft(ClaimKind.NUMBER, chain, chain.sides[at].span, Verdict.NOT_CHECKABLE, quantity, number)
        if where:
            draft.focus = number.span
        draft.subject, draft.subject_node, draft.line_node = subject, node, line
        own: Ball | None = None if isinstance(truth, Cells) else truth
        if own is not None and not is_finite(own):
            own, refusal = None, NOT_FINITE
        draft.sides = tuple(chain.sides[i].node for i in symbolic_sides(chain))
        reach: Ball | None = None
        if line is not None:
            self.operands.trace(chain, line)
            reach = self.scales.load(draft, line)
            traced = self.scales.traced(line)
            if isinstance(traced, arb) and not traced.is_finite():
                traced = None
            if own is None and traced is not None and not isinstance(traced, Cells):
                own = traced
                if not (where or isinstance(node, (Name, Rate))):
                    draft.quantity = ""
            elif own is not None and traced is not None and not isinstance(traced, Cells):
                own = self.scales.renamed(draft, number, own, traced, subject)
        if _is_another_rate(subject, number, own):
            return
        if own is None:
            draft.reason = draft.reason or refusal or "nothing says what this should be"
            if line is None and (not refusal or (isinstance(node, Name) and len(node.base) > 2 and not node.below)):
                return
            self.drafts.append(draft)
            return
        draft.truth = own
        self.scales.weigh(draft, number, own, reach)
        if line is None and draft.verdict in (Verdict.WRONG, Verdict.LAST_PLACE) and draft.cause is None:
            self._work_out(draft, chain, at, number, own, cell)
            self._pass_on(draft, number)
        if cell is None and draft.verdict is not Verdict.WRONG:
            self._earlier_lines(draft, chain, at, number)
        self._flags(draft, chain)
        self.drafts.append(draft)
        self._enter(draft)
        if at and not where:
            self.latest[key_of(chain.sides[0].node)] = number

    def _earlier_lines(self, draft: Draft, chain: Chain, at: int, number: Numeral) -> None:
        """Flag the lines before the last one of a result that do not give it."""
        for before in range(at - 1, 0, -1):
            side = chain.sides[before]
            if is_symbolic(side.node) or printed(side.node) is not None:
                return
            decimals = any(numeral.value.denominator != 1 for numeral in numerals_in(side.node))
            if side.node is draft.line_node or not decimals or Flag.LINE_MISMATCH in draft.flags:
                continue
            other = replace(draft, flags=[], origins=[], earlier=[], reason="")
            reach = self.scales.load(other, side.node)
            if other.line is None or reach is None or fit(number, other.line).good:
                continue
            if magnitude(exact(number.value) - other.line) > arb(reach) + arb(exact(unit_of(number))):
                draft.flag(Flag.LINE_MISMATCH)
                draft.line, draft.focus = other.line, side.span

    def _work_out(
        self, draft: Draft, chain: Chain, at: int, number: Numeral, own: Ball, cell: ArrayPlace | None
    ) -> None:
        """Weigh a number again by the formula before it, with the values that the document printed for its names."""
        first = 0 if not isinstance(chain.sides[0].node, (Name, Rate)) else 1
        for before in range(at - 1, first - 1, -1):
            formula = chain.sides[before].node
            if not is_symbolic(formula):
                return
            line: Node | None = self._put_in(formula)
            if line == formula:
                continue
            if line is not None and cell is not None:
                line = entry_of(line, cell.row, cell.column, cell.shape)
            if line is None or not numerals_in(line):
                continue
            again = replace(draft, flags=[], reason="", line=None, line_node=line, origins=[], earlier=[])
            reach = self.scales.load(again, line)
            if again.line is None or not fit(number, again.line).good:
                return
            self.scales.weigh(again, number, own, reach)
            if again.verdict is Verdict.CARRIED or Flag.INHERITED in again.flags:
                draft.verdict, draft.flags, draft.cause, draft.reach = (
                    again.verdict,
                    again.flags,
                    again.cause,
                    again.reach,
                )
            return

    def _pass_on(self, draft: Draft, number: Numeral) -> None:
        """Point a wrong output of which no line is shown to the wrong pre-activation that gives it."""
        atom = draft.subject.atom if draft.subject is not None else None
        if draft.verdict is not Verdict.WRONG or draft.cause is not None or atom is None or atom.role is not Role.VALUE:
            return
        for stage in self.naming.layers.stages:
            if atom.symbol not in stage.out or stage.function in ("", "softmax"):
                continue
            net = Meaning(((Atom(Role.VALUE, stage.net[stage.out.index(atom.symbol)]),),))
            wrong = [other for other in self.drafts if other.subject == net and other.verdict is Verdict.WRONG]
            for other in reversed(wrong):
                if other.stated is not None and fit(number, self._output(stage.function, other.stated)).good:
                    draft.flag(Flag.INHERITED)
                    draft.cause = other
                    return

    def _output(self, function: str, net: Numeral) -> Ball:
        given = exact(net.value)
        return given if function == "identity" else self.naming.truth.applied(function, 0, given)

    def _put_in(self, node: Node) -> Node:
        """Return a formula with the last printed value for every quantity, or product of some, that has one."""
        if isinstance(node, (Name, Rate)):
            return self.latest.get(key_of(node), node)
        if isinstance(node, Times) and (known := self.latest.get(key_of(node))) is not None:
            return known
        own = parts(node)
        return with_parts(node, tuple(map(self._put_in, own))) if own else node

    def _enter(self, draft: Draft) -> None:
        assert draft.stated is not None
        assert draft.truth is not None
        self._compare_with_earlier(draft, draft.stated, draft.truth)
        if printed(draft.chain.sides[0].node) is None or draft.line_node is not None:
            entry = LedgerEntry(len(self.drafts) - 1, draft.stated, draft.truth, draft.verdict, draft.reach)
            self.ledger.add(entry)

    def _compare_with_earlier(self, draft: Draft, stated: Numeral, truth: Ball) -> None:
        """Flag a number that differs from what was printed for the same value to as many decimals before."""
        key = arb(truth).str(20, radius=False), decimals_of(stated.text)
        earlier = self.printed.setdefault(key, stated)
        if earlier.value != stated.value and draft.verdict is not Verdict.WRONG:
            draft.flag(Flag.CONTRADICTION, f"{earlier.text} is printed for the same value before")

    def _flags(self, draft: Draft, chain: Chain) -> None:
        names = [name for side in chain.sides for name in names_in(side.node) if name.text in self.naming.repaired]
        if names:
            meant = self.naming.repaired[names[0].text]
            draft.flag(Flag.NAME, f"'{names[0].text}' is no quantity of the network")
            draft.correction = draft.correction or f"write {meant.text} for {names[0].text}"
        if chain.damages:
            draft.flag(Flag.NAME, chain.damages[0].message)
        if draft.line_node is not None:
            self.operands.check(draft, chain)

    def _enter_told(self, draft: Draft) -> None:
        assert draft.stated is not None
        assert draft.truth is not None
        self.ledger.add(LedgerEntry(len(self.drafts), draft.stated, draft.truth, draft.verdict, Fraction(0)))


def _leave_open(drafts: Sequence[Draft], refusal: str) -> None:
    """Say of lines whose arithmetic is right that the right value of what they work out is not known."""
    for draft in drafts:
        if draft.truth is not None and not draft.is_slip:
            draft.verdict, draft.truth, draft.flags = Verdict.NOT_CHECKABLE, None, []
            draft.reason = f"{refusal}; the arithmetic of the line is right"


def _laid_out(node: Node) -> Node:
    """Return a side with its entries where a transpose puts them: `(1, 2)ᵀ` is a column."""
    if isinstance(node, Turned) and isinstance(node.body, Grid) and len({*map(len, node.body.rows)}) == 1:
        return replace(node.body, rows=tuple(zip(*node.body.rows, strict=True)))
    return node


def _is_another_rate(subject: Meaning | None, number: Numeral, own: Ball | None) -> bool:
    """Say whether another learning rate is given here than the one that is judged by."""
    atom = subject.atom if subject is not None else None
    return atom is not None and atom.role is Role.RATE and own is not None and fit(number, own) is not Fit.EXACT


def _line(chain: Chain, at: int) -> Node | None:
    """Return the expression with numbers that is printed before a result."""
    for before in range(at - 1, -1, -1):
        node = chain.sides[before].node
        if is_symbolic(node):
            return None
        if printed(node) is not None:
            continue
        if numerals_in(node):
            return node
    return None


def _point_to_one(drafts: Sequence[Draft]) -> None:
    """Point the entries of one array that are right, but not what its line gives, to the one that tells why."""
    off = [draft for draft in drafts if FAULTS.intersection(draft.flags) and draft.verdict is not Verdict.WRONG]
    root = next((draft for draft in off if Flag.OPERAND in draft.flags), off[0] if off else None)
    for draft in off:
        if draft is not root and draft.cause is None:
            draft.cause = root
            draft.flag(Flag.INHERITED)


def _fitting(numbers: Sequence[Numeral], cells: Cells) -> int:
    return sum(fit(number, value).good for number, value in zip(numbers, cells.flat, strict=True))
