"""The numbers put into a line: whether each is what the formula before it, or an earlier line, asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from ...graph.tape import Ball, exact
from .. import thresholds
from ..grammar.alignment import aligned, put_in
from ..grammar.forms import is_symbolic, key_of, label
from ..interpretation.naming import Naming
from ..quantities.atoms import Atom, Meaning, Role
from ..quantities.refusals import NotCheckable
from ..reasons import Details, Reason
from ..tree import Chain, Grid, Node, Numeral, Plus, Rate, numerals_in, printed, walk
from ..values.arithmetic import is_equal
from ..values.arrays import Cells, Worth
from ..values.digits import Fit, figures_of, fit, is_near, magnitude, shown, unit_of, upper
from .claim import Draft
from .commuted import in_order_of
from .ledger import Ledger
from .slips import OLD_VALUE_WRONG, OPERAND_MISPRINTED, OPERAND_WRONG
from .verdicts import Flag, Verdict


@dataclass
class Operands:
    """Flags operands that are slips.

    Args:
        naming: What the names mean.
        ledger: What was printed so far.
        definitions: The formulas that the document gave for a quantity, by its key.
    """

    naming: Naming
    ledger: Ledger
    definitions: dict[str, list[Node]]

    def check(self, draft: Draft, chain: Chain) -> None:
        """Flag operands that are slips: of what stands for them, or of a number printed before."""
        line = draft.line_node
        assert line is not None
        self._old_value(draft, line)
        atom = draft.subject.atom if draft.subject else None
        renewed = atom is not None and atom.role is Role.NEW and atom.symbol not in self.naming.network.parameters
        # What is computed anew after the update puts in other values than the network has.
        shaped: list[list[tuple[Node, Numeral | Grid]]] = []
        for symbolic in self._formulas(chain):
            pairs: list[tuple[Node, Numeral | Grid]] = (
                [*aligned(symbolic, line)] if renewed else self._pairs(symbolic, line)
            )
            shaped += [pairs] if pairs else []
        if not shaped:
            self.near(draft, line)
            return
        # A number that was printed for something else explains a result that is wrong by it.
        is_wrong = draft.verdict is Verdict.WRONG and draft.line_gives and draft.cause is None
        off = [self._off(pairs, is_wrong) for pairs in shaped]
        # Of several formulas of one shape, the numbers are put into the one that they fit.
        at = next((at for at, wrong in enumerate(off) if not wrong), 0)
        self._flag(draft, off[at], len(shaped[at]))
        _spare_result(draft, off[at])
        if Flag.OPERAND not in draft.flags:
            self.near(draft, line, [numeral for _, put in shaped[at] for numeral in numerals_in(put)])

    def check_before(self, draft: Draft, chain: Chain, line: Node) -> None:
        """Flag operands of arithmetic before the last that are slips of what stands for them."""
        shaped = [pairs for symbolic in self._formulas(chain) if (pairs := self._pairs(symbolic, line))]
        off = [self._off(pairs) for pairs in shaped]
        if off and all(off):
            self._flag(draft, off[0], len(shaped[0]))

    def trace(self, chain: Chain, line: Node, subject: Meaning | None = None) -> None:
        """Tell the ledger what the numbers of a line are put in for, of those that it is in doubt about.

        Args:
            chain: The equation.
            line: The line.
            subject: The quantity that it works out; None where it is of a formula.
        """
        doubtful = {numeral.span for numeral in numerals_in(line) if self.ledger.is_doubtful(numeral)}
        if not doubtful:
            return
        if subject is not None:
            self.ledger.used.update(dict.fromkeys(doubtful, subject))
        for part, numeric in self._first_pairs(chain, line):
            for numeral, values in _beside(numeric, self._worths(part)):
                if numeral.span in doubtful and values:
                    self.ledger.asked[numeral.span] = magnitude(values[0])

    def grids(self, draft: Draft, chain: Chain, line: Node) -> None:
        """Flag entries of the arrays put into a line that are not those of what stands for them."""
        pairs = self._first_pairs(chain, line)
        self._flag(draft, self._off(pairs), sum(len(numerals_in(numeric)) for _, numeric in pairs))

    def _first_pairs(self, chain: Chain, line: Node) -> list[tuple[Node, Numeral | Grid]]:
        """Return the parts of the first formula that a line has the shape of, beside what is put in for them."""
        found = (self._pairs(symbolic, line) for symbolic in self._formulas(chain))
        return next(filter(None, found), [])

    def _formulas(self, chain: Chain) -> Iterator[Node]:
        """Yield the formulas that a line can have put numbers into: those of its chain, and earlier ones."""
        yield from (side.node for side in chain.sides if is_symbolic(side.node))
        yield from reversed(self.definitions.get(key_of(chain.sides[0].node), ()))

    def _pairs(self, symbolic: Node, line: Node) -> list[tuple[Node, Numeral | Grid]]:
        """Return the parts of a formula beside what is put in for them."""
        line = in_order_of(symbolic, line, self._worths)
        # Who works out a product or a slope between the lines may do so with rounded numbers.
        return list(put_in(symbolic, line) if self.naming.keeps_notation else aligned(symbolic, line))

    def _off(self, pairs: Iterable[tuple[Node, Numeral | Grid]], is_wrong: bool = False) -> list[WrongOperand]:
        """Return the numbers that are none of what they are put in for, and were printed for nothing else.

        Args:
            pairs: The parts of a formula beside what is put in for them.
            is_wrong: Whether the result is wrong, which a number that was printed for something else explains.
        """
        off = []
        for part, numeric in pairs:
            worths = self._worths(part)
            for numeral, values in _beside(numeric, worths):
                fits = (fit(numeral, value) for value in values)
                wrong = bool(values) and all(how in (Fit.OFF, Fit.UNIT) for how in fits)
                if wrong and not self._is_of_another(numeral, values, is_wrong):
                    off.append(WrongOperand(part, numeral, values[0]))
        return off

    def _is_of_another(self, numeral: Numeral, values: Sequence[Ball], is_wrong: bool) -> bool:
        """Say whether a number was printed as a result; where little is guessed, one of the same quantity."""
        origin = self.ledger.origin(numeral)
        if origin.entry is None and not self.ledger.is_worked_out(numeral):
            return False
        if not (self.naming.keeps_notation or is_wrong):
            return True
        size = magnitude(origin.truth)
        return any(is_equal(size, magnitude(value)) for value in values)

    def _worths(self, part: Node) -> list[Worth]:
        """Return the value of a part of a formula; of a derivative also that with the other parents held fixed."""
        found: list[Worth] = []
        for local in (False, True) if any(isinstance(node, Rate) for node in walk(part)) else (False,):
            with suppress(NotCheckable):
                found.append(self.naming.at(self.naming.truth, local=local).of(part))
        return found

    def _flag(self, draft: Draft, off: Sequence[WrongOperand], count: int) -> None:
        swapped = [
            slip.numeral
            for slip in off
            if any(fit(slip.numeral, other.value).good and other is not slip for other in off)
        ]
        off = [slip for slip in off if slip.numeral not in swapped]
        if len(off) > max(1, count // thresholds.ONE_OFF_IN):
            return
        for slip in off:
            right = shown(slip.value, slip.numeral, more=0)
            details = Details(quantity=label(slip.part), number=slip.numeral.text, right=right)
            _name(draft, Reason(OPERAND_WRONG, details), slip.numeral)

    def _old_value(self, draft: Draft, line: Node) -> None:
        """Flag an update that does not start from the old value."""
        atom = draft.subject.atom if draft.subject else None
        if atom is None or atom.role is not Role.NEW or atom.symbol is None or not isinstance(line, Plus):
            return
        first = printed(line.terms[0])
        value = self.naming.known(Atom(Role.VALUE, atom.symbol))
        if first is None or value is None or self.ledger.origin(first).entry:
            return
        terms = filter(None, map(printed, line.terms))
        # The old value may stand behind its change.
        if all(fit(term, value) in (Fit.OFF, Fit.UNIT) for term in terms):
            details = Details(quantity=atom.symbol.ascii, number=first.text, right=shown(value, first, more=0))
            _name(draft, Reason(OLD_VALUE_WRONG, details), first)

    def near(self, draft: Draft, line: Node, known: Sequence[Numeral] = ()) -> None:
        """Flag operands that come from nowhere and are one digit off a number printed before.

        Args:
            draft: The claim.
            line: The line.
            known: Those of which a formula tells what they are put in for.
        """
        unknown = [
            numeral
            for numeral, origin in draft.origins
            if not origin.known and numeral.value.denominator != 1 and numeral not in known
        ]
        if not unknown:
            return
        texts = list(dict.fromkeys(self.ledger.texts()))
        for numeral in unknown:
            near = [text for text in texts if is_near(numeral.text, text)]
            if figures_of(numeral.text) >= thresholds.LONG_NUMBER:
                near += self.ledger.slips(numeral)
            for text in near:
                corrected = self._with(line, numeral, text)
                gives = corrected is not None and draft.stated is not None and fit(draft.stated, corrected).good
                long = figures_of(numeral.text) >= thresholds.LONG_NUMBER and figures_of(text) >= thresholds.LONG_NUMBER
                # What gives the printed digits as it stands is no slip of what does not.
                off = Flag.LINE_MISMATCH in draft.flags
                slip = long and (gives or off) if gives == draft.line_gives else gives and (long or off)
                if slip:
                    details = Details(number=numeral.text, right=text)
                    _name(draft, Reason(OPERAND_MISPRINTED, details), numeral)
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


def _spare_result(draft: Draft, off: Sequence[WrongOperand]) -> None:
    """Call no result wrong that a line gives whose operands are off in their last places alone, as by a poor table."""
    stated, truth = draft.stated, draft.truth
    is_wrong = draft.verdict is Verdict.WRONG and draft.line_gives and draft.cause is None
    is_flagged = bool(off) and Flag.OPERAND in draft.flags and all(slip.is_of_hand for slip in off)
    if is_wrong and is_flagged and stated is not None and truth is not None:
        draft.verdict = Verdict.LAST_PLACE
        # What is worked out from it is as far from what it should be.
        draft.reach = upper(magnitude(exact(stated.value) - truth))


def _name(draft: Draft, slip: Reason, numeral: Numeral) -> None:
    draft.flag(Flag.OPERAND, slip)
    draft.correction = draft.correction or slip
    draft.focus = numeral.span


@dataclass(frozen=True, slots=True)
class WrongOperand:
    """A number that is put in for a part of a formula, and the value of that part."""

    part: Node
    numeral: Numeral
    value: Ball

    @property
    def is_of_hand(self) -> bool:
        """Whether it has the figures of the value but for its last place."""
        size = exact(thresholds.UNITS_BY_HAND * unit_of(self.numeral))
        is_near = bool(arb(magnitude(exact(self.numeral.value) - self.value)) <= arb(size))
        return is_near and figures_of(self.numeral.text) >= thresholds.TELLING_FIGURES


def _beside(numeric: Numeral | Grid, worths: Sequence[Worth]) -> Iterator[tuple[Numeral, list[Ball]]]:
    """Yield the printed numbers with what each may be."""
    if isinstance(numeric, Numeral):
        yield numeric, [worth for worth in worths if not isinstance(worth, Cells)]
        return
    shape = len(numeric.rows), len(numeric.rows[0])
    arrays = [worth for worth in worths if isinstance(worth, Cells)]
    arrays = [array if array.shape == shape else array.turned for array in arrays]
    arrays = [array for array in arrays if array.shape == shape]
    for i, row in enumerate(numeric.rows):
        for j, entry in enumerate(row):
            number = printed(entry)
            if number is not None:
                yield number, [array.rows[i][j] for array in arrays]
