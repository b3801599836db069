"""What else a printed number may be, where it is not the value of what its line names: each with the case for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from flint import arb

from ...expression.tree import Symbol
from ...graph.tape import Ball
from .. import thresholds
from ..grammar.edits import edits
from ..interpretation.naming import Naming
from ..lexicon.prose import SPOKEN_OUTPUT
from ..quantities.atoms import Atom, Meaning, Role
from ..quantities.refusals import NotCheckable
from ..tree import Name, Numeral, Rate, names_in, walk
from ..values.arrays import Cells
from ..values.digits import Fit, figures_of, fit, magnitude
from .claim import Draft
from .ledger import Ledger
from .printed_lines import PrintedLines


@dataclass(frozen=True, slots=True)
class OtherMeaning:
    """Another quantity that a number is printed for.

    Args:
        truth: Its value.
        subject: The quantity; None where it is the one that the line names.
        is_updated: Whether it is the value after the update.
    """

    truth: Ball
    subject: Meaning | None = None
    is_updated: bool = False


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A line that computes another quantity than its left side names, and the value of that."""

    named: Symbol
    computed: Symbol
    value: Ball


@dataclass(frozen=True)
class OtherMeanings:
    """Finds what else printed numbers may be.

    Args:
        naming: What the names mean.
        ledger: What was printed so far.
        lines: Works out the arithmetic before them.
    """

    naming: Naming
    ledger: Ledger
    lines: PrintedLines

    def find(self, draft: Draft, number: Numeral) -> OtherMeaning | None:
        """Return the first other meaning by which a number is right, or None."""
        for look in (self._others_held, self._target, self._after_the_update, self._with_an_edit):
            found = look(draft, number)
            if found is not None:
                return found
        return None

    def held_exactly(self, draft: Draft, number: Numeral) -> OtherMeaning | None:
        """Return the derivative that holds the other parents fixed, where a short number is just that: ∂a/∂b = 1 + 0.

        The number may be a rounded total derivative as well, which its few figures do not tell.
        """
        if figures_of(number.text) >= thresholds.TELLING:
            return None
        value = with_others_held(self.naming, draft)
        return OtherMeaning(value) if value is not None and fit(number, value) is Fit.EXACT else None

    def misnamed(self, number: Numeral, unrounded: Ball, subject: Meaning | None) -> Misnamed | None:
        """Return which quantity a line computes, where its left side names a neighbour of it."""
        symbol = _computed(self.naming, subject)
        if symbol is None or not fit(number, unrounded).good:
            return None
        for equation in self.naming.network.scalar.equations:
            value = self.naming.known(Atom(Role.VALUE, equation.target)) if equation.target != symbol else None
            if value is not None and _is_same(value, unrounded) and fit(number, value).good:
                return Misnamed(symbol, equation.target, value)
        return None

    def _others_held(self, draft: Draft, number: Numeral) -> OtherMeaning | None:
        """A derivative that holds the other parents fixed."""
        value = with_others_held(self.naming, draft)
        if value is None or not (fit(number, value).good or _is_computed(draft, value)):
            return None
        return OtherMeaning(value)

    def _target(self, draft: Draft, number: Numeral) -> OtherMeaning | None:
        """The target that a table of samples calls the output, printed to its last digit and without a line."""
        node, atom = draft.subject_node, draft.subject.atom if draft.subject else None
        if not isinstance(node, Name) or not SPOKEN_OUTPUT.fullmatch(node.base) or draft.line_node is not None:
            return None
        stages, targets = self.naming.layers.stages, self.naming.layers.targets
        outs = stages[-1].out if stages else ()
        if atom is None or atom.symbol not in outs or len(outs) != len(targets):
            return None
        target = Atom(Role.VALUE, targets[outs.index(atom.symbol)])
        value = self.naming.known(target)
        if value is None or fit(number, value) is not Fit.EXACT:
            return None
        return OtherMeaning(value, Meaning(((target,),)))

    def _after_the_update(self, draft: Draft, number: Numeral) -> OtherMeaning | None:
        """An output or the error after the update, where a second forward pass is shown."""
        symbol = _computed(self.naming, draft.subject)
        new = Atom(Role.NEW, symbol) if symbol is not None else None
        value = self.naming.known(new) if new is not None else None
        if new is None or value is None or not fit(number, value).good:
            return None
        unrounded = self.lines.unrounded(draft.line_node) if draft.line_node is not None else None
        if figures_of(number.text) < thresholds.TELLING and (unrounded is None or not fit(number, unrounded).good):
            # Few figures may be so by chance, unless the line computes just that.
            return None
        before = self.naming.known(Atom(Role.VALUE, symbol)) if symbol is not None else None
        if unrounded is not None and before is not None and _is_same(unrounded, before):
            # The line computes the value before the update, which a slip of the pen made look like the other.
            return None
        return OtherMeaning(value, Meaning(((new,),)), is_updated=True)

    def _with_an_edit(self, draft: Draft, number: Numeral) -> OtherMeaning | None:
        """A value of the network that a line would give which names nothing and has lost a sign."""
        line = draft.line_node
        if draft.subject is not None or draft.quantity or line is None or names_in(line):
            return None
        if draft.line is None or fit(number, draft.line).good:
            return None
        for value in self.ledger.near(number):
            if any(fit(number, edited).good for edited in self._edited(draft)):
                return OtherMeaning(value)
        return None

    def _edited(self, draft: Draft) -> Iterator[Ball]:
        """Yield the values of a line with one thing changed."""
        assert draft.line_node is not None
        for edit in islice(edits(draft.line_node), thresholds.MOST_EDITS):
            try:
                worth = self.naming.worth(edit.node)
            except NotCheckable:
                continue
            if not isinstance(worth, Cells):
                yield worth


def with_others_held(naming: Naming, draft: Draft) -> Ball | None:
    """Return the value of a product of derivatives that hold the other parents fixed; None where it is no such."""
    node = draft.subject_node
    # Only the left side says what is meant; the other sides may be what is wrong.
    if draft.subject is not None or node is None or not any(isinstance(part, Rate) for part in walk(node)):
        return None
    try:
        value = naming.at(naming.truth, local=True).of(node)
    except NotCheckable:
        return None
    return None if isinstance(value, Cells) else value


def _is_computed(draft: Draft, value: Ball) -> bool:
    """Say whether a line computes a value, and not the one that its number is held against."""
    if draft.line is None or draft.truth is None:
        return False
    return _is_near(draft.line, value) and not _is_near(draft.line, draft.truth)


def _is_near(line: Ball, value: Ball) -> bool:
    return bool(magnitude(line - value) * thresholds.NEAR_THE_TRUTH < magnitude(value))


def _computed(naming: Naming, subject: Meaning | None) -> Symbol | None:
    """Return the quantity that a number is printed for, where an equation of the network computes it."""
    atom = subject.atom if subject is not None else None
    if atom is None or atom.role is not Role.VALUE or atom.symbol is None:
        return None
    return atom.symbol if naming.network.scalar.equation(atom.symbol) is not None else None


def _is_same(value: Ball, unrounded: Ball) -> bool:
    """Say whether a line with unrounded operands computes a value, but for rounded constants on the way."""
    return bool(magnitude(value - unrounded) <= (abs(arb(value)) + 1) * arb(thresholds.SAME_LINE))
