"""The numbers put into a line: whether each is what the formula before it, or an earlier line, asks for."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..graph.tape import Ball, exact
from .comparing import aligned, is_symbolic
from .digits import Fit, figures_of, fit, shown
from .draft import Draft, key_of
from .evaluate import Cells, Role, UnknownName
from .ledger import LONG, Ledger
from .naming import Naming
from .points import NotCheckable
from .syntax import (
    Chain,
    Grid,
    Node,
    Numeral,
    Plus,
    printed,
)
from .verdicts import Flag


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
        sides = [side.node for side in chain.sides if is_symbolic(side.node)]
        known = self.definitions.get(key_of(chain.sides[0].node), ())
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
        self.near(draft, line)

    def _old_value(self, draft: Draft, line: Node) -> None:
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

    def near(self, draft: Draft, line: Node) -> None:
        """Flag operands that come from nowhere and are one digit off a number printed before."""
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
                # What gives the printed digits as it stands is no slip of what does not.
                off = Flag.LINE_MISMATCH in draft.flags
                slip = long and (gives or off) if gives == draft.line_gives else gives and (long or off)
                if slip:
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
