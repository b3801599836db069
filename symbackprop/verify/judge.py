"""The judge: every chain of a document against the network, line by line.

A printed number is held against the TRUTH, the certified value of the quantity that the line is about, and against the
LINE, the value of the expression printed just before it, whose operands are numbers printed earlier. A line that names
no quantity has a truth all the same: the value that its expression would have had if nothing before it had been rounded
or mistaken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise

from flint import arb, ctx, fmpq

from ..graph.rounding import decimals_of
from ..graph.tape import Ball, exact
from .digits import Fit, figures_of, fit, magnitude, shown, unit_of
from .evaluate import Atom, Cells, Meaning, NotCheckable, Role, UnknownName, Worth
from .general import instances, is_general
from .guard import SECONDS, TookTooLong, within
from .ledger import TELLING, Entry, Ledger, Origin, ball_of
from .naming import Naming, aligned, equal_worth, is_printed_grid, is_symbolic, same, symbolic_sides
from .points import BITS, Point, is_equal, random_points
from .rounds import Rounds
from .syntax import (
    Applied,
    Chain,
    Grid,
    Name,
    Node,
    Numeral,
    Picked,
    Plus,
    Rate,
    Span,
    Unread,
    names_in,
    numerals_in,
    printed,
    walk,
)
from .verdicts import Flag, Kind, Verdict

LONG = 6
"""Figures from which on a number that differs from another by one digit is a slip of it."""

MOST_SPREAD = 4
"""How many times as far as its operands reach a line may be from the truth before it is another line."""

EXCESS = 10
"""Units of the last place that operands may reach before it is one that they do not support."""

OVER_ROUNDED = Fraction(5, 100)
"""A number that is this far from the truth, relatively, was rounded to too few figures."""


@dataclass
class Draft:
    """A claim while it is judged: what a Claim says, with the certified values behind it."""

    kind: Kind
    chain: Chain
    focus: Span
    verdict: Verdict
    quantity: str = ""
    stated: Numeral | None = None
    truth: Ball | None = None
    line: Ball | None = None
    line_node: Node | None = None
    reach: Fraction = Fraction(0)
    flags: list[Flag] = field(default_factory=list)
    reason: str = ""
    correction: str = ""
    cause: Draft | None = None
    subject: Meaning | None = None
    subject_node: Node | None = None
    sides: tuple[Node, ...] = ()
    origins: list[tuple[Numeral, Origin]] = field(default_factory=list)
    line_gives: bool = False

    def flag(self, flag: Flag, reason: str = "") -> None:
        """Add a flag and say why."""
        if flag not in self.flags:
            self.flags.append(flag)
        if reason:
            self.reason = f"{self.reason}; {reason}" if self.reason else reason


@dataclass
class Judge:
    """Judges the chains of a document in their order.

    Args:
        naming: What the names mean.
        points: Random points, at which identities are tried.
    """

    naming: Naming
    points: Sequence[Point]
    drafts: list[Draft] = field(default_factory=list)
    definitions: dict[str, list[Node]] = field(default_factory=dict)
    rounds: Rounds | None = None
    printed: dict[tuple[str, int], Numeral] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.naming)

    def chain(self, chain: Chain) -> None:
        """Judge one chain, for as long as one equation may take; what was judged of it by then stands."""
        try:
            if chain.span in self.naming.slow:
                raise TookTooLong
            within(SECONDS, lambda: self._chain(chain))
        except TookTooLong:
            self.naming.slow.add(chain.span)
            reason = f"took longer than {SECONDS:g} s"
            self.drafts.append(Draft(Kind.EQUATION, chain, chain.span, Verdict.NOT_CHECKABLE, reason=reason))

    def _chain(self, chain: Chain) -> None:
        start = len(self.drafts)
        with ctx.workprec(BITS):
            self._names(chain)
            if len(chain.sides) > 1:
                if any(is_general(name) for side in chain.sides for name in names_in(side.node)):
                    self._general(chain)
                    plain = _without_general(chain)
                    if plain is not None:
                        self._numbers(plain)
                    return
                if len(symbolic_sides(chain)) >= 2:
                    self._identity(chain)
                self._numbers(chain)
                if len(self.drafts) == start and chain.relations:
                    self._no_claim(chain)
        first = chain.sides[0].node
        if isinstance(first, (Name, Rate)):
            for at in symbolic_sides(chain)[1:]:
                self.definitions.setdefault(_key(first), []).append(chain.sides[at].node)

    def unread(self, unread: Unread) -> None:
        """Record an equation that could not be read."""
        chain = Chain((), (), unread.span)
        reason = f"cannot be read: {unread.reason}"
        self.drafts.append(Draft(Kind.EQUATION, chain, unread.span, Verdict.NOT_CHECKABLE, reason=reason))

    # Names

    def _names(self, chain: Chain) -> None:
        wrong = [name for side in chain.sides for name in names_in(side.node) if name.text in self.naming.repaired]
        if wrong and len(chain.sides) == 1:
            name = wrong[0]
            self.drafts.append(self._notation(chain, name))

    def _notation(self, chain: Chain, name: Name) -> Draft:
        meant = self.naming.repaired[name.text]
        return Draft(
            Kind.NAME,
            chain,
            name.span,
            Verdict.NOTATION,
            quantity=name.text,
            reason=f"'{name.text}' is no quantity of the network",
            correction=f"write {meant.text}",
        )

    # Identities

    def _identity(self, chain: Chain) -> None:
        sides = symbolic_sides(chain)
        draft = Draft(Kind.IDENTITY, chain, chain.span, Verdict.RIGHT, quantity=_said(chain.sides[sides[0]].node))
        draft.sides = tuple(chain.sides[at].node for at in sides)
        draft.subject_node = draft.sides[0]
        self._with_updates(chain, draft)
        for before, after in pairwise(sides):
            left, right = chain.sides[before].node, chain.sides[after].node
            verdict, reason = self._compared(left, right, is_first=before == sides[0], draft=draft)
            if verdict is not Verdict.RIGHT:
                draft.verdict, draft.reason, draft.focus = verdict, reason, chain.sides[after].span
                draft.sides = (left, right)
                break
        self._slips_of_notation(chain, draft)
        self.drafts.append(draft)

    def _general(self, chain: Chain) -> None:
        """Judge a formula in index notation by all that it says."""
        if len(symbolic_sides(chain)) < 2:
            return
        draft = Draft(Kind.IDENTITY, chain, chain.span, Verdict.RIGHT, quantity=_said(chain.sides[0].node))
        try:
            for one in instances(chain, self.naming):
                sides = symbolic_sides(one)
                for before, after in pairwise(sides):
                    if not same(self.naming, one.sides[before].node, one.sides[after].node, self.points[:2]):
                        raise NotCheckable("a general formula that does not hold as it was read")
        except NotCheckable as error:
            draft.verdict, draft.reason = Verdict.NOT_CHECKABLE, str(error)
            if "does not hold" in draft.reason and self._is_declared(chain):
                draft.verdict, draft.reason = Verdict.WRONG, "it does not hold for all values of its indices"
        self.drafts.append(draft)

    def _is_declared(self, chain: Chain) -> bool:
        """Say whether all names of a chain are those of the spec, so that nothing is guessed."""
        declared = {symbol.base for symbol in self.naming.network.graph.declared}
        return all(name.base in declared for side in chain.sides for name in names_in(side.node))

    def _with_updates(self, chain: Chain, draft: Draft) -> None:
        """Read `w = w − η ∂E/∂w` as what it is, an update."""
        subject = self._subject(chain)
        draft.subject = subject
        if subject is not None and subject.flat[0].role is Role.NEW and ":=" in chain.relations:
            draft.quantity += " after the update"

    def _compared(self, left: Node, right: Node, is_first: bool, draft: Draft) -> tuple[Verdict, str]:
        try:
            if is_first and draft.subject is not None and draft.subject.flat[0].role is Role.NEW:
                return self._compared_update(draft.subject, right)
            if same(self.naming, left, right, self.points):
                return Verdict.RIGHT, ""
            if self._only_here(left, right):
                draft.flag(Flag.GIVEN_VALUES)
                return Verdict.RIGHT, "holds for the values given, not for all"
        except NotCheckable as error:
            return Verdict.NOT_CHECKABLE, str(error)
        return Verdict.WRONG, self._why_unequal(right)

    def _compared_update(self, subject: Meaning, right: Node) -> tuple[Verdict, str]:
        for point in self.points:
            evaluation = self.naming.at(point)
            if not equal_worth(evaluation.worth(subject), evaluation.of(right)):
                return Verdict.WRONG, ""
        return Verdict.RIGHT, ""

    def _only_here(self, left: Node, right: Node) -> bool:
        """Say whether an equation holds once the given zeros and ones are put in, which writers leave out."""
        network = self.naming.network
        held = [symbol for symbol, number in network.values.items() if number.value in (0, 1)]
        if not held:
            return False
        return same(self.naming, left, right, tuple(random_points(network, self.naming.cast, 2, held)))

    def _why_unequal(self, right: Node) -> str:
        for part in walk(right):
            if isinstance(part, Rate):
                try:
                    worth = self.naming.at(self.points[0]).of(part)
                except NotCheckable:
                    continue
                if isinstance(worth, fmpq) and worth == 0:
                    return f"{_said(part)} is 0: {_said(part.of)} does not depend on {_said(part.by)}"
        return ""

    def _slips_of_notation(self, chain: Chain, draft: Draft) -> None:
        names = [name for side in chain.sides for name in names_in(side.node) if name.text in self.naming.repaired]
        damages = [damage.message for damage in chain.damages]
        if names:
            meant = self.naming.repaired[names[0].text]
            draft.flag(Flag.NAME, f"'{names[0].text}' is no quantity of the network")
            draft.correction = f"write {meant.text}"
            if draft.verdict is not Verdict.WRONG:
                draft.focus = names[0].span
        elif damages:
            draft.reason = damages[0]
            draft.focus = chain.damages[0].span
            draft.correction = "mend the formula"
        if (names or damages) and draft.verdict in (Verdict.RIGHT, Verdict.NOT_CHECKABLE):
            draft.verdict = Verdict.NOTATION

    # Numbers

    def _subject(self, chain: Chain) -> Meaning | None:
        """Return what a chain is about, where that is a quantity; what it updates is meant after the update."""
        node = chain.sides[0].node
        if not isinstance(node, Name):
            return None
        try:
            meaning = self.naming.meaning(node)
        except UnknownName:
            return None
        parameters = set(self.naming.network.parameters)
        atoms = meaning.flat
        if all(atom.role is Role.VALUE and atom.symbol in parameters for atom in atoms) and self._updates(
            chain, meaning
        ):
            rows = tuple(tuple(Atom(Role.NEW, atom.symbol) for atom in row) for row in meaning.rows)
            return Meaning(rows, meaning.free)
        return meaning

    def _updates(self, chain: Chain, meaning: Meaning) -> bool:
        first, rest = chain.sides[0].node, chain.sides[1:]
        if any(isinstance(side.node, Plus) and _key(side.node.terms[0]) == _key(first) for side in rest):
            return True
        last = printed(chain.sides[-1].node)
        at = self.naming.at(self.naming.truth)
        for side in rest:
            if isinstance(side.node, Plus) and meaning.atom is not None:
                number = printed(side.node.terms[0])
                if number is not None and fit(number, at.atom(meaning.atom)) is Fit.EXACT:
                    return True
        if ":=" in chain.relations and last is not None and meaning.atom is not None:
            return fit(last, at.atom(meaning.atom)) is not Fit.EXACT
        if ":=" in chain.relations and len(rest) > 1:
            return True
        if last is not None and meaning.atom is not None and len(rest) == 1:
            new = Atom(Role.NEW, meaning.atom.symbol)
            return not fit(last, at.atom(meaning.atom)).good and fit(last, at.atom(new)).good
        return False

    def _numbers(self, chain: Chain) -> None:
        subject = self._subject(chain)
        node = chain.sides[0].node
        truth: Worth | None = None
        refusal = ""
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
        for at in range(len(chain.sides)):
            side = chain.sides[at]
            if at == 0 and truth is None:
                continue
            number = printed(side.node)
            line = self._line(chain, at)
            if number is not None:
                if isinstance(truth, Cells):
                    continue
                self._number(chain, at, number, truth, line, node, refusal, subject)
            elif isinstance(side.node, Grid) and is_printed_grid(side.node):
                self._grid(chain, at, side.node, truth, line, node, refusal, subject)

    def _line(self, chain: Chain, at: int) -> Node | None:
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
        same_line = isinstance(line, Grid) and (len(line.rows), len(line.rows[0])) == shape
        for place, number in enumerate(numbers):
            row, column = divmod(place, shape[1])
            entry_line: Node | None = None
            if same_line:
                assert isinstance(line, Grid)
                entry_line = line.rows[row][column]
                entry_line = entry_line if printed(entry_line) is None else None
            value = cells.rows[row][column] if cells is not None else None
            where = f"[{row + 1},{column + 1}]" if shape[0] > 1 and shape[1] > 1 else f"[{place + 1}]"
            atom = atoms[place]
            meaning = Meaning(((atom,),)) if atom is not None else None
            if value is None and entry_line is None and line is not None:
                value = self._entry_truth(line, row, column, shape)
            if value is None and entry_line is None:
                continue
            self._number(chain, at, number, value, entry_line, node, refusal, meaning, where)
            if transposed:
                self.drafts[-1].flag(Flag.TRANSPOSED)
        if line is not None and not same_line and self.drafts and self.drafts[-1].chain is chain:
            last = self.drafts[-1]
            last.origins = [(numeral, self.ledger.origin(numeral)) for numeral in numerals_in(line)]
            self._near_operands(last, line)

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
        where: str = "",
    ) -> None:
        quantity = (_said(node) if truth is not None else "") + where
        draft = Draft(Kind.NUMBER, chain, chain.sides[at].span, Verdict.NOT_CHECKABLE, quantity, number)
        if where:
            draft.focus = number.span
        draft.subject, draft.subject_node, draft.line_node = subject, node, line
        own: Ball | None = None if isinstance(truth, Cells) else truth
        draft.sides = tuple(chain.sides[i].node for i in symbolic_sides(chain))
        reach: Ball | None = None
        if line is not None:
            reach = self._operands(draft, line)
            traced = self._traced(line)
            if own is None and traced is not None and not isinstance(traced, Cells):
                own = traced
                if not (where or isinstance(node, (Name, Rate))):
                    draft.quantity = ""
            elif own is not None and traced is not None and not isinstance(traced, Cells):
                own = self._renamed(draft, number, own, traced, subject)
        if own is None:
            draft.reason = draft.reason or refusal or "nothing says what this should be"
            if line is None and (not refusal or (isinstance(node, Name) and len(node.base) > 2 and not node.below)):
                return
            self.drafts.append(draft)
            return
        draft.truth = own
        self._verdict(draft, number, own, reach)
        self._flags(draft, chain)
        self.drafts.append(draft)
        self._enter(draft)

    def _enter(self, draft: Draft) -> None:
        assert draft.stated is not None
        assert draft.truth is not None
        self._compare_with_earlier(draft, draft.stated, draft.truth)
        if printed(draft.chain.sides[0].node) is None or draft.line_node is not None:
            entry = Entry(len(self.drafts) - 1, draft.stated, draft.truth, draft.verdict, draft.reach)
            self.ledger.add(entry)

    def _compare_with_earlier(self, draft: Draft, stated: Numeral, truth: Ball) -> None:
        """Flag a number that differs from what was printed for the same value to as many decimals before."""
        key = arb(truth).str(20, radius=False), decimals_of(stated.text)
        earlier = self.printed.setdefault(key, stated)
        if earlier.value != stated.value and draft.verdict is not Verdict.WRONG:
            draft.flag(Flag.CONTRADICTION, f"{earlier.text} is printed for the same value before")

    def _operands(self, draft: Draft, line: Node) -> Ball | None:
        """Evaluate the line as printed and with its operands' balls; return how far the latter reach."""
        draft.origins = [(numeral, self.ledger.origin(numeral)) for numeral in numerals_in(line)]
        for numeral, _ in draft.origins:
            if figures_of(numeral.text) >= LONG:
                self.ledger.seen.setdefault(numeral.text, numeral)
        reaches = {id(numeral): origin.reach for numeral, origin in draft.origins}
        try:
            plain = self.naming.at(self.naming.truth).of(line)
            wide = self.naming.at(self.naming.truth, number=lambda n: ball_of(n, reaches.get(id(n), Fraction(0)))).of(
                line
            )
        except NotCheckable:
            try:
                plain = wide = self.naming.at(self.naming.truth).of(line)
            except NotCheckable as error:
                draft.reason = str(error)
                return None
        if isinstance(plain, Cells) or isinstance(wide, Cells):
            return None
        if isinstance(plain, arb) and not plain.is_finite():
            draft.reason = "the line overflows"
            return None
        draft.line = plain
        if isinstance(wide, fmpq):
            return fmpq(0)
        return wide.rad() if wide.is_finite() else None

    def _traced(self, line: Node) -> Worth | None:
        """Return the value of a line had its operands not been rounded or mistaken."""
        try:
            return self.naming.at(self.naming.truth, number=lambda n: self.ledger.origin(n).truth).of(line)
        except NotCheckable:
            return None

    def _renamed(self, draft: Draft, number: Numeral, own: Ball, traced: Ball, subject: Meaning | None) -> Ball:
        """Return the truth of the quantity that a line computes, where its left side names a neighbour of it."""
        atom = subject.atom if subject else None
        if atom is None or atom.role is not Role.VALUE or atom.symbol is None or fit(number, own).good:
            return own
        equation = self.naming.network.scalar.equation(atom.symbol)
        if equation is None or not fit(number, traced).good:
            return own
        for other in self.naming.network.scalar.equations:
            if other.target == atom.symbol:
                continue
            value = self.naming.truth.value(other.target)
            if _near(value, traced) and fit(number, value).good:
                draft.flag(Flag.NAME, f"the line computes {other.target.ascii}, not {atom.symbol.ascii}")
                draft.correction = f"write {other.target.ascii} on the left"
                draft.quantity = other.target.ascii
                draft.subject = Meaning(((Atom(Role.VALUE, other.target),),))
                return value
        return own

    def _verdict(self, draft: Draft, number: Numeral, truth: Ball, reach: Ball | None) -> None:
        how = fit(number, truth)
        if how is Fit.OFF and draft.subject is None:
            truth = self._read_locally(draft, number, truth)
            how = fit(number, truth)
        mistaken = [
            origin.entry for _, origin in draft.origins if origin.entry and origin.entry.verdict is Verdict.WRONG
        ]
        of_line = fit(number, draft.line) if draft.line is not None else Fit.OFF
        draft.line_gives = of_line.good
        half = unit_of(number) / 2
        within = False
        if reach is not None:
            within = bool(magnitude(exact(number.value) - truth) <= arb(reach) + arb(exact(half)) + arb(10) ** -30)
            draft.reach = _fraction(reach) + half
        if how in (Fit.EXACT, Fit.ROUNDED):
            draft.verdict = Verdict.RIGHT if how is Fit.EXACT else Verdict.ROUNDED
        elif within and not mistaken and of_line in (Fit.EXACT, Fit.ROUNDED):
            draft.verdict = Verdict.CARRIED
        elif how is Fit.TRUNCATED:
            draft.verdict = Verdict.TRUNCATED
        elif within and not mistaken and of_line is Fit.TRUNCATED:
            draft.verdict = Verdict.CARRIED
        elif how is Fit.UNIT and not mistaken and not self._same_wrong(draft, number):
            draft.verdict = Verdict.LAST_PLACE
        else:
            draft.verdict = Verdict.WRONG
        # Where only the sign of a result was wrong, whoever comes out right has put it right.
        wrong_in_size = any(not _has_right_size(entry) for entry in mistaken)
        if draft.verdict in (Verdict.RIGHT, Verdict.ROUNDED, Verdict.TRUNCATED) and wrong_in_size:
            draft.flag(Flag.BY_LUCK, "agrees although an operand shown is wrong")
        if draft.verdict is Verdict.CARRIED and draft.reach > EXCESS * unit_of(number):
            draft.flag(Flag.EXCESS_DIGITS)
        if draft.verdict is Verdict.WRONG and mistaken and draft.line_gives:
            draft.flag(Flag.INHERITED)
            draft.cause = self.drafts[mistaken[0].claim]
        if draft.verdict is Verdict.WRONG and draft.line is None and draft.cause is None:
            self._same_wrong(draft, number)
        if draft.line is not None and not of_line.good and reach is not None:
            off = magnitude(exact(number.value) - draft.line) > arb(reach) + arb(exact(unit_of(number)))
            if off:
                draft.flag(Flag.LINE_MISMATCH)
        good = draft.verdict in (Verdict.ROUNDED, Verdict.TRUNCATED)
        known = all(origin.known for _, origin in draft.origins)
        telling = figures_of(number.text) >= TELLING
        if (
            good
            and telling
            and of_line.good
            and known
            and not mistaken
            and draft.line is not None
            and reach is not None
        ):
            spread = MOST_SPREAD * arb(reach) + arb(10) ** -30
            if magnitude(draft.line - truth) > spread:
                draft.flag(Flag.LINE_MISMATCH, "the line rounds to the right digits, but is not what it should be")
        if good and _relative(number, truth) > OVER_ROUNDED:
            draft.flag(Flag.OVER_ROUNDED)

    def _read_locally(self, draft: Draft, number: Numeral, truth: Ball) -> Ball:
        """Return the value of derivatives that hold the other parents fixed, where that is what was meant."""
        # Only the left side says what is meant; the other sides may be what is wrong.
        if draft.subject_node is None or not any(isinstance(part, Rate) for part in walk(draft.subject_node)):
            return truth
        try:
            value = self.naming.at(self.naming.truth, local=True).of(draft.subject_node)
        except NotCheckable:
            return truth
        if not isinstance(value, Cells) and fit(number, value).good:
            draft.truth = value
            return value
        return truth

    def _same_wrong(self, draft: Draft, number: Numeral) -> bool:
        """Say whether the same wrong number was printed for the same thing before, and point to it."""
        entries = self.ledger.entries.get(abs(number.value), ())
        for entry in entries:
            earlier = self.drafts[entry.claim]
            if entry.verdict is Verdict.WRONG and is_equal(entry.truth, draft.truth or fmpq(0)):
                draft.flag(Flag.INHERITED)
                draft.cause = earlier
                return True
        return False

    def _flags(self, draft: Draft, chain: Chain) -> None:
        names = [name for side in chain.sides for name in names_in(side.node) if name.text in self.naming.repaired]
        if names:
            meant = self.naming.repaired[names[0].text]
            draft.flag(Flag.NAME, f"'{names[0].text}' is no quantity of the network")
            draft.correction = draft.correction or f"write {meant.text} for {names[0].text}"
        if chain.damages:
            draft.flag(Flag.NAME, chain.damages[0].message)
        if draft.line_node is not None:
            self._check_operands(draft, chain)

    def _check_operands(self, draft: Draft, chain: Chain) -> None:
        """Flag operands that are slips: of what stands for them, or of a number printed before."""
        line = draft.line_node
        assert line is not None
        self._check_old_value(draft, line)
        sides = [side.node for side in chain.sides if is_symbolic(side.node)]
        known = self.definitions.get(_key(chain.sides[0].node), ())
        for symbolic in (*sides, *reversed(known)):
            pairs = list(aligned(symbolic, line))
            if not pairs:
                continue
            off = []
            for name, numeral in pairs:
                try:
                    atom = self.naming.meaning(name).atom
                except UnknownName:
                    continue
                if atom is None or isinstance(numeral, Grid):
                    continue
                value = self.naming.at(self.naming.truth).atom(atom)
                origin = self.ledger.origin(numeral)
                if fit(numeral, value) in (Fit.OFF, Fit.UNIT) and origin.entry is None:
                    off.append((name, numeral, value))
            swapped = [
                numeral
                for _, numeral, _ in off
                if any(fit(numeral, value).good and other is not numeral for _, other, value in off)
            ]
            off = [found for found in off if found[1] not in swapped]
            if off and len(off) <= max(1, len(pairs) // 3):
                for name, numeral, value in off:
                    text = shown(value, numeral, more=0)
                    draft.flag(Flag.OPERAND, f"{numeral.text} is put in for {name.text}, which is {text}")
                    draft.correction = draft.correction or f"put in {text} for {name.text}"
                    draft.focus = numeral.span
            return
        self._near_operands(draft, line)

    def _check_old_value(self, draft: Draft, line: Node) -> None:
        """Flag an update that does not start from the old value."""
        atom = draft.subject.atom if draft.subject else None
        if atom is None or atom.role is not Role.NEW or atom.symbol is None or not isinstance(line, Plus):
            return
        first = printed(line.terms[0])
        value = self.naming.truth.value(atom.symbol)
        if first is not None and fit(first, value) in (Fit.OFF, Fit.UNIT) and not self.ledger.origin(first).entry:
            text = shown(value, first, more=0)
            draft.flag(Flag.OPERAND, f"{first.text} is put in for {atom.symbol.ascii}, which is {text}")
            draft.correction = draft.correction or f"start from {text}"
            draft.focus = first.span

    def _near_operands(self, draft: Draft, line: Node) -> None:
        unknown = [numeral for numeral, origin in draft.origins if not origin.known and numeral.value.denominator != 1]
        if not unknown:
            return
        texts = list(dict.fromkeys(self.ledger.texts()))
        for numeral in unknown:
            near = [text for text in texts if one_apart(numeral.text, text)]
            if figures_of(numeral.text) >= LONG:
                near += self.ledger.slips(numeral)
            for text in near:
                mended = self._with(line, numeral, text)
                gives = mended is not None and draft.stated is not None and fit(draft.stated, mended).good
                long = figures_of(numeral.text) >= LONG and figures_of(text) >= LONG
                if (gives and not draft.line_gives) or long:
                    draft.flag(Flag.OPERAND, f"{numeral.text} is printed where {text} is meant")
                    draft.correction = draft.correction or f"put in {text}"
                    draft.focus = numeral.span
                    break

    def _with(self, line: Node, numeral: Numeral, text: str) -> Ball | None:
        value = exact(Fraction(text))
        try:
            worth = self.naming.at(self.naming.truth, number=lambda n: value if n is numeral else exact(n.value)).of(
                line
            )
        except NotCheckable:
            return None
        return None if isinstance(worth, Cells) else worth

    def told(self, chain: Chain, quantity: str, stated: Numeral, truth: Ball | None) -> Draft:
        """Judge a number that is claimed in words."""
        draft = Draft(Kind.PROSE, chain, stated.span, Verdict.NOT_CHECKABLE, quantity, stated)
        draft.reason = "so many rounds take too long to simulate" if truth is None else ""
        if truth is not None:
            draft.truth = truth
            self._verdict(draft, stated, truth, None)
            self._enter_told(draft)
        self.drafts.append(draft)
        return draft

    def _enter_told(self, draft: Draft) -> None:
        assert draft.stated is not None
        assert draft.truth is not None
        self.ledger.add(Entry(len(self.drafts), draft.stated, draft.truth, draft.verdict, Fraction(0)))

    def _no_claim(self, chain: Chain) -> None:
        """Record a chain of which nothing could be judged, with the reason."""
        for side in chain.sides:
            try:
                self.naming.worth(side.node)
            except NotCheckable as error:
                known = any(self.naming.options(name) for side in chain.sides for name in names_in(side.node))
                numbers = any(numerals_in(side.node) for side in chain.sides)
                if known or numbers:
                    self.drafts.append(
                        Draft(Kind.EQUATION, chain, chain.span, Verdict.NOT_CHECKABLE, reason=str(error))
                    )
                return


def _without_general(chain: Chain) -> Chain | None:
    """Return a chain without its general formulas, or None where no quantity and no number are left."""
    kept = [side for side in chain.sides if not any(is_general(name) for name in names_in(side.node))]
    if len(kept) < 2 or kept[0] is not chain.sides[0]:
        return None
    return replace(chain, sides=tuple(kept), relations=chain.relations[: len(kept) - 1])


def one_apart(left: str, right: str) -> bool:
    """Say whether two texts differ by one sign changed, left out, put in or swapped with its neighbour.

    >>> one_apart("0.005", "0.05"), one_apart("0.15", "0.51"), one_apart("0.15", "0.24")
    (True, True, False)
    """
    if left == right:
        return False
    if len(left) == len(right):
        off = [at for at, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
        swapped = (
            len(off) == 2 and off[1] == off[0] + 1 and left[off[0]] == right[off[1]] and left[off[1]] == right[off[0]]
        )
        return len(off) == 1 or (swapped and "." not in (left[off[0]], left[off[1]]))
    if abs(len(left) - len(right)) != 1:
        return False
    short, long = sorted((left, right), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at:] == long[at + 1 :]


def _near(value: Ball, traced: Ball) -> bool:
    """Say whether a line traced back to its origins computes a value, but for rounded constants on the way."""
    return bool(magnitude(value - traced) <= (abs(arb(value)) + 1) * arb("1e-12"))


def _fitting(numbers: Sequence[Numeral], cells: Cells) -> int:
    return sum(fit(number, value).good for number, value in zip(numbers, cells.flat, strict=True))


def _fraction(ball: Ball) -> Fraction:
    if isinstance(ball, fmpq):
        return Fraction(int(ball.p), int(ball.q))
    return Fraction(float(ball.abs_upper())).limit_denominator(10**18) + Fraction(1, 10**18)


def _has_right_size(entry: Entry) -> bool:
    stated = entry.stated
    return fit(Numeral(stated.text.lstrip("-"), abs(stated.value), stated.span), magnitude(entry.truth)).good


def _relative(number: Numeral, truth: Ball) -> Fraction:
    size = abs(float(arb(truth).mid()))
    return Fraction(abs(float(number.value) - float(arb(truth).mid())) / size) if size else Fraction(0)


def _said(node: Node) -> str:
    match node:
        case Name(text=text):
            return text
        case Rate(of, by, _):
            return f"∂{_said(of)}/∂{_said(by)}"
        case Picked(body, at, _):
            return f"{_said(body)}[{','.join(at)}]"
        case Applied(function=function, primes=primes, arguments=arguments):
            inner = ", ".join(map(_said, arguments))
            return f"{function}{chr(39) * primes}({inner})"
        case _:
            return ""


def _key(node: Node) -> str:
    match node:
        case Name(base=base, below=below, above=above, at=at):
            return f"{base}|{below}|{above}|{at}"
        case Rate(of, by, _):
            return f"∂{_key(of)}/∂{_key(by)}"
        case _:
            return f"#{id(node)}"


said = _said
