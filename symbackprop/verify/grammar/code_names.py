"""Reading derivatives as programs call them: `u.grad`, `grad_w5`, `dE_dw5`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..lexicon.words import LOSSES, QUANTITIES
from ..source import Span
from ..tree import Name, Node, Rate
from .scripts import ScriptParser, plain_name, written
from .tokens import Sort, Token

GRADIENTS = frozenset({"grad", "gradient"})
"""Words before the name of a quantity, for the derivative of the loss by it."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A word that something begins with.

    Args:
        word: The word.
        token: Its token.
        bold: Whether it is set in bold type.
        one: Whether it is one name, however many letters it has.
    """

    word: str
    token: Token
    bold: bool
    one: bool

    @property
    def lower(self) -> str:
        return self.word.lower()

    def name(self, base: str) -> Name:
        """Return a name with nothing around it where the word stands."""
        return plain_name(base, self.token.span, self.bold)


class CodeNameParser(ScriptParser):
    """Reads what programs call a derivative, in which words are joined by underscores."""

    def gradient_in_code(self, begun: Begun) -> Node | None:
        """Read `grad_w5`, the derivative of the loss by what is called w5."""
        if begun.lower not in GRADIENTS or not self.is_sign("_") or self.peek().sort is not Sort.WORD:
            return None
        self.at += 1
        inner = self._called(self.now.text)
        return self._grown_from(inner, f"d{inner.base}", begun.token.span)

    def slope_in_code(self, begun: Begun) -> Node | None:
        """Read `dE_dw5`, `dout_o1_dnet_o1` or `d_E_d_w5`, one quantity differentiated by another."""
        numbered = self.now.sort is Sort.NUMBER and not self.now.spaced and self.peek().text == "_"
        if begun.one or not begun.word.startswith("d") or not (self.is_sign("_") or numbered):
            return None
        start = self.at
        of = self._differentiated(begun.word, self.at - 1)
        if of is not None and self.is_sign("_") and self.peek().sort is Sort.WORD and self.peek().text.startswith("d"):
            self.at += 1
            by = self._differentiated(self.now.text, self.at)
            if by is not None:
                return Rate(of, by, begun.token.span.to(by.span))
        self.at = start
        return None

    def _differentiated(self, word: str, at: int) -> Name | None:
        """Return the quantity in `dE` or `d_E`, up to the next that is differentiated; None where there is none."""
        self.at = at
        if word == "d":
            if self.peek().text != "_" or self.peek(2).sort is not Sort.WORD:
                return None
            self.at += 2
            return self._called(self.now.text)
        return self._called(word[1:]) if self.is_quantity(word[1:]) else None

    def is_quantity(self, word: str) -> bool:
        """Say whether a word behind a d names what is differentiated."""
        return self.is_word(word) or word in LOSSES or word.lower() in QUANTITIES

    def _called(self, base: str) -> Name:
        """Read the name of the word at the place with the indices that underscores join to it; its letter is given."""
        token = self.now
        self.at += 1
        name = self.numbered(plain_name(base, token.span, bold=False))
        while self.is_sign("_") and not self._goes_on_with_d():
            self.at += 1
            name = self.below(name)
        return name

    def _goes_on_with_d(self) -> bool:
        """Say whether the next word is differentiated by, as the last in `dE_total_dw5`."""
        word = self.peek()
        if word.sort is not Sort.WORD or not word.text.startswith("d"):
            return False
        return self.peek(2).text == "_" if word.text == "d" else self.is_quantity(word.text[1:])

    def _grown_from(self, name: Name, base: str, start: Span) -> Node:
        derivative = replace(name, base=base, span=start.to(name.span))
        return self.scripts(replace(derivative, text=written(derivative)))
