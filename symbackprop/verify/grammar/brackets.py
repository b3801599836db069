"""Reading what brackets enclose: a group, a vector or a matrix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from .. import thresholds
from ..lexicon.languages import words_of
from ..lexicon.latex import CASES
from ..lexicon.prose import CONDITIONAL
from ..lexicon.words import FIXED
from ..reasons import Details, RefusalCode
from ..source import Span
from ..tree import Cases, Condition, Grid, Name, Node, Numeral, Omitted, Size, Times, Turned
from .environments import closing
from .fractions import RateParser
from .tokens import Sort, Unreadable

SHAPE = re.compile(r"(\d{1,3})\*(\d{1,3})")
"""What stands under a factor: its rows and columns."""

COMPARED = frozenset("<>≤≥=≠")

BRACKETS: Mapping[str, str] = MappingProxyType({"(": ")", "[": "]"})

JOINT = frozenset(words_of("prose", "and"))
ALTERNATIVE = frozenset(words_of("prose", "or"))
"""Words between conditions that both hold, and between those of which one holds."""


class GridParser(RateParser):
    """Reads groups and matrices."""

    def indicated(self, close: str, is_said: bool = False) -> Node | None:
        """Read `[z > 0]` as one where that holds and as zero elsewhere; None where brackets hold no comparison.

        Args:
            close: The bracket that closes.
            is_said: Whether a sign before it says that it is such a comparison.
        """
        ends = {"(": ")", "[": "]", "{": "}"}
        depth = 0
        compares = False
        for place in range(self.at, len(self.tokens)):
            token = self.tokens[place]
            if token.sort is Sort.SIGN and token.text in ends:
                depth += 1
            elif token.sort is Sort.SIGN and token.text in ends.values():
                depth -= 1
            elif token.sort is Sort.RELATION and depth == 1 and token.text in COMPARED:
                # A position, as in [t = 3], stands in square brackets.
                compares |= token.text != "=" or close == "]" or is_said
            elif token.sort in (Sort.RELATION, Sort.BREAK) and depth == 1:
                return None
            if depth == 0 or token.sort is Sort.END:
                break
        if not compares:
            return self._indicated_inside(close, is_said)
        start = self.now.span
        self.at += 1
        condition = self.condition()
        self.skip_words()
        span = start.to(self.now.span)
        self.take(close)
        one, zero = (Numeral(text, Fraction(text), span) for text in "10")
        return Cases((one, zero), (condition, None), span)

    def _indicated_inside(self, close: str, is_said: bool) -> Node | None:
        """Read a comparison in brackets that are shown below a one."""
        if not (self.is_sign("{") and (inside := BRACKETS.get(self.peek().text)) is not None):
            return None
        start = self.at
        self.at += 1
        inner = self.indicated(inside, is_said)
        if inner is None or not self.is_sign(close):
            self.at = start
            return None
        self.at += 1
        return inner

    def grouped(self, close: str) -> Node:
        """Read what brackets hold: a comparison, a formula alone, or the entries of a vector or a matrix."""
        opening = self.now.span
        indicator = self.indicated(close)
        if indicator is not None:
            return indicator
        listed = close == "]" and self.at > 0 and self.tokens[self.at - 1].text in ("[", ",")
        self.at += 1
        rows = self.rows_until(close)
        span = opening.to(self.now.span)
        self.at += 1
        if [len(row) for row in rows] == [1]:
            ((inner,),) = rows
            if listed:
                return Grid(((inner,),), span)
            spaced = spaced_numbers(inner) if close == "]" else None
            return inner if spaced is None else Grid((spaced,), span)
        if len(rows) == 1 and all(isinstance(entry, Grid) and len(entry.rows) == 1 for entry in rows[0]):
            rows = [list(entry.rows[0]) for entry in rows[0] if isinstance(entry, Grid)]
        else:
            rows = [list(spaced_numbers(row[0]) or row) if len(row) == 1 else row for row in rows]
        if len({len(row) for row in rows}) != 1:
            raise Unreadable(RefusalCode.ROWS_DIFFER, opening.start)
        return Grid(tuple(map(tuple, rows)), span)

    def rows_until(self, close: str) -> list[list[Node]]:
        """Read entries up to a bracket: commas part them, semicolons and breaks part their rows."""
        self.skip("&")
        rows: list[list[Node]] = [[self.sum()]]
        while not self.is_sign(close):
            if self.now.sort is not Sort.BREAK or self.now.text not in (",", ";", "\\"):
                raise self.fail(RefusalCode.OTHER_EXPECTED, Details(other=close, text=self.now.text))
            if self.now.text == "\\" and self.peek().text == close:
                self.at += 1
                break
            if self.now.text != ",":
                rows.append([])
            self.at += 1
            rows[-1].append(self.sum())
        return rows

    def matrix(self, kind: str) -> Node:
        start = self.now.span
        self.at += 1
        if kind in CASES:
            return self.by_cases(start)
        rows: list[list[Node]] = [[]]
        self.cells += 1
        while True:
            if self.now.sort is Sort.COMMAND and self.now.text.startswith("end:"):
                span = start.to(self.now.span)
                self.at += 1
                self.cells -= 1
                break
            if self.now.sort is Sort.BREAK:
                if self.now.text == "\\":
                    rows.append([])
                self.at += 1
                continue
            if self.now.sort is Sort.END:
                raise self.fail(RefusalCode.MATRIX_WITHOUT_END)
            rows[-1].append(self.sum())
        filled = [tuple(row) for row in rows if row]
        if not filled or len({len(row) for row in filled}) != 1:
            raise Unreadable(RefusalCode.ROWS_DIFFER, start.start)
        return Grid(tuple(filled), span)

    def shaped(self, inner: Node, note: str, start: Span) -> Node:
        """Return an array of ones as large as the note under it says; all else has a size of its own."""
        body = inner.body if isinstance(inner, Turned) else inner
        shape = SHAPE.fullmatch(note)
        if shape is None or not isinstance(body, Numeral) or body.value != 1:
            return inner
        rows, columns = int(shape[1]), int(shape[2])
        if rows * columns > thresholds.MOST_ONES or not rows * columns:
            return inner
        return Grid(((body,) * columns,) * rows, start.to(body.span))

    def by_cases(self, start: Span) -> Node:
        values: list[Node] = []
        conditions: list[Condition | None] = []
        self.cells += 1
        while not (self.now.sort is Sort.COMMAND and self.now.text.startswith("end:")):
            if self.now.sort is Sort.END:
                raise self.fail(RefusalCode.CASES_WITHOUT_END)
            if self.now.sort is Sort.BREAK:
                self.at += 1
                continue
            value = self.sum()
            self.skip_apart()
            alternatives = self.conditions()
            values += [value] * len(alternatives)
            conditions += alternatives
        span = start.to(self.now.span)
        self.at += 1
        self.cells -= 1
        if not values:
            raise Unreadable(RefusalCode.CASES_WITHOUT_CASE, start.start)
        return Cases(tuple(values), tuple(conditions), span)

    def skip_apart(self) -> None:
        """Skip what parts a case from its condition."""
        while self.now.sort is Sort.BREAK and self.now.text in "&,":
            self.at += 1

    def conditions(self) -> list[Condition | None]:
        """Read when a case holds, the alternatives one by one; None for the one that holds otherwise."""
        found = [self.condition()]
        while found[-1] is not None and self.joined(ALTERNATIVE):
            found.append(self.condition())
        self.skip_words()
        return found

    def condition(self) -> Condition | None:
        """Read what must hold together for a case; None for the one that holds otherwise."""
        self.skip_words()
        if not self.starts_factor() and not self.is_sign("-"):
            return None
        first = self.comparison()
        return replace(first, also=self.condition()) if self.joined(JOINT) else first

    def joined(self, words: frozenset[str]) -> bool:
        """Say whether one of some words and another comparison follow, and skip the word."""
        start = self.at
        if self.now.sort is Sort.COMMAND and self.peek().text == "{" and self.at_text():
            close = closing(self.tokens, self.at + 1)
            inside = [token.text.lower() for token in self.tokens[self.at + 2 : close]]
            self.at = close + 1
        else:
            inside = [self.now.text.lower()] if self.now.sort is Sort.WORD else []
            self.at += 1
        if inside and words.issuperset(inside) and self.compares():
            return True
        self.at = start
        return False

    def compares(self) -> bool:
        """Say whether a comparison follows before the next case, or the end."""
        depth = 0
        for token in self.tokens[self.at :]:
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if depth > 0 and token.sort is not Sort.END:
                # The comma in a_{1,2} ends nothing.
                continue
            if token.sort is Sort.RELATION:
                return token.text in COMPARED
            if token.sort in (Sort.BREAK, Sort.END) or (token.sort is Sort.COMMAND and token.text.startswith("end:")):
                break
        return False

    def comparison(self) -> Condition:
        """Read one side beside another."""
        left = self.sum()
        relation = self.now.text
        if self.now.sort is not Sort.RELATION or relation not in COMPARED:
            raise self.fail(RefusalCode.CONDITION_EXPECTED, Details(text=self.now.text))
        self.at += 1
        return Condition(left, relation, self.sum())

    def skip_words(self) -> None:
        """Skip words for the reader: if, for, otherwise."""
        while True:
            if self.now.sort is Sort.COMMAND and self.peek().text == "{" and self.at_text():
                self.at = closing(self.tokens, self.at + 1) + 1
            elif self.now.sort is Sort.WORD and self.now.text.lower() in CONDITIONAL:
                self.at += 1
            else:
                return

    def absolute(self) -> Node:
        bar = self.now.text
        self.at += 1
        self.bars += 1
        inner = self.sum()
        self.bars -= 1
        if not self.is_sign(bar) and not (self.is_sign("|") or self.is_sign("‖")):
            raise self.fail(RefusalCode.BAR_EXPECTED)
        self.at += 1
        # `||x||` in plain text
        if self.is_sign("_"):
            self.at += 1
            self.script()
        return Size(inner, double=bar == "‖")

    def held_fixed(self) -> tuple[Name | Omitted, ...]:
        """Read the names below a bar, each perhaps with `= const`; nothing where something else stands there."""
        found: list[Name | Omitted] = []
        several = self.skip_sign("{")
        with suppress(Unreadable):
            while True:
                name = self.node(self.atom())
                if not isinstance(name, (Name, Omitted)):
                    return ()
                if several and self.now.sort is Sort.RELATION:
                    self.at += 1
                    if self.script().lower() not in FIXED:
                        return ()
                found.append(name)
                if not several or self.skip_sign("}"):
                    return tuple(found)
                if not (self.now.text == "," and several):
                    return ()
                self.at += 1
        return ()


def spaced_numbers(node: Node) -> tuple[Node, ...] | None:
    """Return the entries of a row that only spaces part, or None where a node is no such row."""
    if not isinstance(node, Times) or not node.tight:
        return None
    plain = all(isinstance(factor, (Numeral, Name)) for factor in node.factors)
    return node.factors if plain and any(isinstance(factor, Numeral) for factor in node.factors[1:]) else None
