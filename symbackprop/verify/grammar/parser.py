"""From a piece of mathematics to its statements, chains `a = b ≈ c`; what cannot be read costs nothing but itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .. import thresholds
from ..lexicon.latex import FONTS
from ..lexicon.roles import BIAS, WEIGHT, parts_of
from ..reasons import Details, Reason, RefusalCode
from ..source import Plain, Span
from ..tree import (
    Chain,
    Minus,
    Name,
    Node,
    Numeral,
    Picked,
    Rate,
    Side,
    Unread,
    printed,
)
from ..unjudged import Why
from .environments import closing, stripped
from .formulas import FormulaParser
from .style import WritingStyle
from .tokens import Sort, Unreadable, tokens


def parse(plain: Plain, style: WritingStyle) -> list[Chain | Unread]:
    """Return what a piece of mathematics says, statement by statement, in its order."""
    return [statement for statement in parse_all(plain, style) if isinstance(statement, Chain) or statement.claims]


def parse_all(plain: Plain, style: WritingStyle) -> list[Chain | Unread]:
    """Return what `parse` does, with what cannot be read and holds no relation."""
    whole = Span(plain.places[0], plain.places[len(plain.text)])
    if len(plain.text) > thresholds.LONGEST_PIECE:
        return [Unread(whole, Reason(RefusalCode.TOO_MANY_CHARACTERS, Details(count=thresholds.LONGEST_PIECE)))]
    try:
        found, damages = tokens(plain, style.commas)
    except Unreadable as error:
        return [Unread(whole, error.reason)]
    if len(found) > thresholds.MOST_TOKENS:
        return [Unread(whole, Reason(RefusalCode.TOO_MANY_SIGNS, Details(count=thresholds.MOST_TOKENS)))]
    return _Parser(stripped(found), style, damages).statements()


NEAR = "≈"
SPARE = re.compile(r"[1-9]\d+?(?P<zeros>0+)")
"""A whole number whose last zeros may only say how large it is; two digits are digits."""


def _with_spare(node: Node) -> Node:
    """Return what stands behind `≈` with the zeros of a whole number that need be no digits."""
    if isinstance(node, Minus) and isinstance(node.body, Numeral):
        return Minus(_with_spare(node.body))
    found = SPARE.fullmatch(node.text) if isinstance(node, Numeral) else None
    return replace(node, spare=len(found["zeros"])) if isinstance(node, Numeral) and found is not None else node


def _moved(before: Chain | Unread, after: Chain) -> Chain | None:
    """Return what an arrow from a weight to a number says: what the weight is after the update, as in `w_2 → 0.4`."""
    if not isinstance(before, Chain) or len(before.sides) != 1 or len(after.sides) != 1:
        return None
    weight, number = before.sides[0], after.sides[0]
    if not isinstance(weight.node, Name) or not {WEIGHT, BIAS} & {*parts_of(weight.node)[:1]}:
        return None
    if printed(number.node) is None:
        return None
    updated = replace(weight, node=replace(weight.node, new=True))
    return Chain((updated, number), ("=",), before.span.to(after.span), (*before.damages, *after.damages))


class _Parser(FormulaParser):
    """Reads statements: formulas with relations between them, one after another."""

    def statements(self) -> list[Chain | Unread]:
        found: list[Chain | Unread] = []
        arrow = 0
        while self.now.sort is not Sort.END:
            if self.now.sort is Sort.BREAK or (self.now.sort is Sort.RELATION and self.now.text == "⇒"):
                self.at += 1
                arrow = self.at if self.tokens[self.at - 1].text == "⇒" else arrow
                continue
            self.unbracket()
            start, first = self.at, self.now.span
            self.depth = self.bars = self.cells = self.relations_before = 0
            if self.skip_text():
                if not self.at_relation():
                    continue
                self.at = start
            try:
                chain = self.chain()
            except Unreadable as error:
                end = self.end_of_row(start, max(self.at, start + 1))
                unread = self.tokens[start:end]
                # A sign that a sentence mentions claims nothing.
                alone = all(token.sort is Sort.RELATION for token in unread)
                claims = not alone and any(token.sort is Sort.RELATION for token in unread)
                why = Why.EXPRESSION if alone else Why.UNREADABLE
                found.append(Unread(first.to(self.tokens[end - 1].span), error.reason, why, claims))
                self.at = end
                continue
            moved = _moved(found[-1], chain) if found and arrow == start else None
            found[len(found) - (moved is not None) :] = [moved or chain]
            if self.at == start:
                self.at += 1
        return found

    def end_of_row(self, start: int, least: int) -> int:
        """Return where the row ends in which something could not be read, past the matrices that begin in it."""
        depth = 0
        for place in range(start, len(self.tokens)):
            token = self.tokens[place]
            if token.sort is Sort.COMMAND and token.text.startswith(("begin:", "end:")):
                depth += 1 if token.text.startswith("begin:") else -1
            row_ends = depth <= 0 and token.text in ("\\", ";")
            if token.sort is Sort.END or (place >= least and row_ends):
                return place
        return len(self.tokens) - 1

    def unbracket(self) -> None:
        """Drop the brackets around a list of equations."""
        if not self.is_sign("["):
            return
        depth = 0
        for place in range(self.at, len(self.tokens)):
            token = self.tokens[place]
            if token.sort is Sort.SIGN and token.text in ("[", "]"):
                depth += 1 if token.text == "[" else -1
                if depth == 0:
                    inside = self.tokens[self.at + 1 : place]
                    ends = self.tokens[place + 1].sort in (Sort.END, Sort.BREAK)
                    if ends and any(t.sort is Sort.RELATION for t in inside):
                        del self.tokens[place], self.tokens[self.at]
                    return

    def chain(self) -> Chain:
        sides: list[Side] = []
        first = self.now.span
        relations = [self.relation()] if self.now.sort is Sort.RELATION else []
        starred = self.star()
        while True:
            is_near = len(relations) > 0 and relations[-1] == NEAR
            sides.append(self.side(starred and not sides, is_near))
            self.skip("&")
            remarked = self.skip_text() and not self.is_applied()
            self.skip("&")
            relation = self.next_relation(sides)
            if relation is None:
                break
            relations.append(relation)
        if self.now.sort not in (Sort.END, Sort.BREAK) and self.now.text != "⇒" and not remarked:
            raise self.fail(RefusalCode.OUT_OF_PLACE, Details(text=self.now.text))
        span = first.to(sides[-1].span)
        damages = tuple(d for d in self.damages if span.start <= d.span.start < span.end)
        return Chain(tuple(sides), tuple(relations), span, damages)

    def is_applied(self) -> bool:
        r"""Say whether the words just skipped call a function that is not known, as in `\text{Tr}(A)`."""
        text = self.tokens[self.at - 2]
        return self.is_sign("(") and not self.now.spaced and text.sort is Sort.WORD and not text.spaced

    def side(self, starred: bool, is_near: bool) -> Side:
        self.skip("&")
        start = self.now.span
        node = self.sum()
        if is_near:
            node = _with_spare(node)
        if starred and isinstance(node, Name):
            node = replace(node, new=True)
        return Side(node, start.to(self.tokens[self.at - 1].span))

    def next_relation(self, sides: Sequence[Side]) -> str | None:
        """Read what leads to another side, or nothing where the chain ends."""
        if self.is_sign(":") and len(sides) == 1 and isinstance(sides[0].node, (Name, Rate, Picked)):
            self.at += 1
            return None if self.is_explained() else "="
        if self.is_sign("(") and self.peek().sort is Sort.RELATION:
            del self.tokens[self.matching()], self.tokens[self.at]
        if not self.at_relation():
            return None
        relation = self.relation()
        self.skip("&")
        if self.at_relation():
            self.at += 1
        # A relation at the end of a row has its side in the next, if anywhere.
        return None if self.now.sort in (Sort.END, Sort.BREAK) else relation

    def is_explained(self) -> bool:
        """Skip the words that say what a name stands for, where nothing but words follows."""
        if self.now.sort is not Sort.COMMAND or self.now.text not in FONTS:
            return False
        after = closing(self.tokens, self.at + 1) + 1
        if after >= len(self.tokens) or self.tokens[after].sort not in (Sort.END, Sort.BREAK):
            return False
        self.at = after
        return True

    def star(self) -> bool:
        """Skip a star before the first name, which says that it is meant after the update."""
        at = self.at
        self.skip_sign("^")
        if self.skip_sign("*") and self.now.sort in (Sort.WORD, Sort.COMMAND):
            return True
        self.at = at
        return False

    def relation(self) -> str:
        text = self.now.text
        if self.now.sort is not Sort.RELATION:
            raise self.fail(RefusalCode.RELATION_EXPECTED)
        self.at += 1
        self.relations_before += 1
        return text
