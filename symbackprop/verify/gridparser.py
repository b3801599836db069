"""Reading what brackets enclose: a group, a vector or a matrix."""

from __future__ import annotations

from .rateparser import RateParser
from .syntax import (
    Grid,
    Name,
    Node,
    Numeral,
    Size,
    Times,
)
from .tokens import Sort, Unreadable


class GridParser(RateParser):
    """Reads groups and matrices."""

    def grouped(self, close: str) -> Node:
        opening = self.now.span
        listed = close == "]" and self.at > 0 and self.tokens[self.at - 1].text in ("[", ",")
        self.at += 1
        self.skip("&")
        rows: list[list[Node]] = [[self.sum()]]
        while True:
            if self.now.sort is Sort.BREAK and self.now.text == ",":
                self.at += 1
                rows[-1].append(self.sum())
            elif self.now.sort is Sort.BREAK and self.now.text in (";", "\\"):
                self.at += 1
                rows.append([self.sum()])
            elif self.is_sign(close):
                break
            else:
                raise self.fail(f"expected '{close}', found '{self.now.text or 'the end'}'")
        span = opening.to(self.now.span)
        self.at += 1
        if len(rows) == 1 and len(rows[0]) == 1:
            (inner,) = rows[0]
            if listed:
                return Grid(((inner,),), span)
            spaced = spaced_numbers(inner) if close == "]" else None
            return inner if spaced is None else Grid((spaced,), span)
        if len(rows) == 1 and all(isinstance(entry, Grid) and len(entry.rows) == 1 for entry in rows[0]):
            return Grid(tuple(entry.rows[0] for entry in rows[0] if isinstance(entry, Grid)), span)
        rows = [list(spaced_numbers(row[0]) or row) if len(row) == 1 else row for row in rows]
        if len({len(row) for row in rows}) != 1:
            raise Unreadable("the rows of a matrix differ in length", opening.start)
        return Grid(tuple(map(tuple, rows)), span)

    def matrix(self, kind: str) -> Node:
        start = self.now.span
        self.at += 1
        if kind in ("cases", "dcases"):
            raise self.fail("definitions by cases are not read")
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
                raise self.fail("a matrix has no end")
            rows[-1].append(self.sum())
        filled = [tuple(row) for row in rows if row]
        if not filled or len({len(row) for row in filled}) != 1:
            raise Unreadable("the rows of a matrix differ in length", start.start)
        return Grid(tuple(filled), span)

    def absolute(self) -> Node:
        bar = self.now.text
        self.at += 1
        self.bars += 1
        inner = self.sum()
        self.bars -= 1
        if not self.is_sign(bar) and not (self.is_sign("|") or self.is_sign("‖")):
            raise self.fail("expected the other bar")
        self.at += 1
        # `||x||` in plain text
        if self.is_sign("_"):
            self.at += 1
            self.script()
        return Size(inner)


def spaced_numbers(node: Node) -> tuple[Node, ...] | None:
    """Return the entries of a row that only spaces part, or None where a node is no such row."""
    if not isinstance(node, Times) or not node.tight:
        return None
    plain = all(isinstance(factor, (Numeral, Name)) for factor in node.factors)
    return node.factors if plain and any(isinstance(factor, Numeral) for factor in node.factors[1:]) else None
