"""A place among the tokens of a formula, and what can be said of what follows it without reading it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from .. import thresholds
from ..lexicon.latex import ACCENTS, COMMAND_LETTERS, FONTS, REMARKS
from ..lexicon.words import BELOW, FUNCTIONS, INDEX, QUANTITIES, SINGLES, is_digits
from ..reasons import NOTHING, Details, RefusalCode
from ..source import Span
from ..tree import (
    Damage,
    Node,
    Numeral,
    Raised,
)
from .environments import closing
from .style import WritingStyle
from .tokens import Sort, Token, Unreadable

ORDERS: Mapping[str, int] = MappingProxyType({"2": 2})
"""How often is differentiated, by what stands above the sign."""


@dataclass(frozen=True, slots=True)
class Differential:
    """∂ before a quantity, or before nothing; becomes half of a Rate.

    Args:
        body: The quantity.
        span: Where it stands.
        order: How often is differentiated, as `∂²` says above.
        more: The quantities behind further signs, as in `∂w_1 ∂w_2` below.
    """

    body: Node | None
    span: Span
    order: int = 1
    more: tuple[Node, ...] = ()

    @property
    def several(self) -> tuple[Node, ...]:
        """By what is differentiated, one after another, where it stands below; `∂w²` is w twice."""
        found: list[Node] = []
        for node in (self.body, *self.more):
            match node:
                case Raised(base, Numeral(value=times)) if times in ORDERS.values():
                    found += [base] * int(times)
                case None:
                    pass
                case _:
                    found.append(node)
        return tuple(found)


INDICES = MappingProxyType({"ell": "l"})
"""What stands for a letter where it is an index, and else is a letter of its own."""

NAMING = frozenset({*ACCENTS, *COMMAND_LETTERS, *FONTS})
"""Commands that a name is written with."""

OPERANDS = frozenset("([{∂∇∑∏√…‖")
"""Signs that a factor may begin with."""


class Cursor(ABC):
    """Reads tokens from the left; the parts of the parser build on it."""

    def __init__(self, found: list[Token], style: WritingStyle, damages: list[Damage]) -> None:
        self.tokens = found
        self.style = style
        self.damages = damages
        self.at = 0
        self.depth = 0
        self.bars = 0
        self.cells = 0
        self.relations_before = 0

    @abstractmethod
    def sum(self) -> Node:
        """Read a sum."""

    @abstractmethod
    def factor(self) -> Node | Differential:
        """Read one factor with its powers."""

    @abstractmethod
    def with_powers(self, base: Node) -> Node:
        """Read the powers and indices behind what was read."""

    @abstractmethod
    def signed(self) -> Node | Differential:
        """Read one factor with a sign before it."""

    @abstractmethod
    def indicated(self, close: str, is_said: bool = False) -> Node | None:
        """Read a comparison in brackets, or nothing."""

    @abstractmethod
    def term(self) -> Node:
        """Read a term of a sum, with its sign."""

    @abstractmethod
    def product(self) -> Node:
        """Read a product."""

    @abstractmethod
    def atom(self) -> Node | Differential:
        """Read what has no operator in it."""

    @property
    def now(self) -> Token:
        """The token at the place; past the last one it is that one, which is the end of the formula."""
        return self.tokens[self.at] if self.at < len(self.tokens) else self.tokens[-1]

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def is_sign(self, text: str) -> bool:
        return self.now.sort is Sort.SIGN and self.now.text == text

    def skip(self, text: str) -> None:
        while not self.cells and self.now.sort is Sort.BREAK and self.now.text == text:
            self.at += 1

    def skip_sign(self, text: str) -> bool:
        if self.is_sign(text):
            self.at += 1
            return True
        return False

    def fail(self, code: RefusalCode, details: Details = NOTHING) -> Unreadable:
        return Unreadable(code, self.now.span.start, details)

    def take(self, text: str) -> None:
        self.skip("&")
        if not self.skip_sign(text):
            raise self.fail(RefusalCode.OTHER_EXPECTED, Details(other=text, text=self.now.text))

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > thresholds.MOST_DEPTH:
            raise self.fail(RefusalCode.NESTED_TOO_DEEP, Details(count=thresholds.MOST_DEPTH))

    def at_relation(self) -> bool:
        return self.now.sort is Sort.RELATION and self.now.text != "⇒"

    def starts_factor(self) -> bool:
        token = self.now
        if token.text == "(" and self.peek().sort is Sort.RELATION:
            # What a side is equal to stands in brackets behind it.
            return False
        if token.sort in (Sort.NUMBER, Sort.WORD):
            return not self.at_text()
        if token.sort is Sort.COMMAND:
            return not token.text.startswith("end:") and not self.at_text()
        if token.sort is Sort.SIGN:
            return (token.text in OPERANDS and not (token.text == "‖" and self.bars)) or (
                token.text == "|" and not self.bars and self.peek().text not in ("_", "^")
            )
        return False

    def at_text(self) -> bool:
        """Say whether words for the reader follow, which end an equation."""
        if self.now.sort is not Sort.COMMAND or self.now.text not in REMARKS:
            return False
        close = closing(self.tokens, self.at + 1)
        inside = self.tokens[self.at + 2 : close]
        words = [t.text for t in inside if t.sort is Sort.WORD and len(t.text) > 1]
        if len(words) >= thresholds.LEAST_REMARK or (len(words) > 1 and inside[0].text == "("):
            return True
        return bool(words) and not any(self.is_word(word) for word in words)

    def skip_text(self) -> bool:
        """Skip words for the reader, and say whether there were any."""
        start = self.at
        while self.at_text():
            close = closing(self.tokens, self.at + 1)
            # `\text{(precisely } 0.2 \text{)}`: what is between the brackets is part of the remark.
            signs = [token.text for token in self.tokens[self.at : close]]
            if signs.count("(") > signs.count(")"):
                close = max(close, self._bracketed(close) - 1)
            self.at = close + 1
        return self.at > start

    def _bracketed(self, at: int) -> int:
        """Return where the group begins after that in which a bracket closes that a group before opened."""
        for place in range(at, len(self.tokens)):
            token = self.tokens[place]
            if token.sort is Sort.SIGN and token.text == ")":
                return place + (2 if self.tokens[min(place + 1, len(self.tokens) - 1)].text == "}" else 1)
        return 0

    def is_word(self, word: str) -> bool:
        lower = word.lower()
        return word in self.style.known or lower in QUANTITIES or lower in FUNCTIONS or len(word) == 1

    def node(self, found: Node | Differential) -> Node:
        if isinstance(found, Differential):
            raise Unreadable(RefusalCode.PARTIAL_ALONE, found.span.start)
        return found

    def script(self) -> str:
        """Read a group or one sign as text."""
        text = self._script()
        if len(text) > thresholds.LONGEST_INDEX:
            raise self.fail(RefusalCode.INDEX_TOO_LONG, Details(count=thresholds.LONGEST_INDEX))
        return text

    def _script(self) -> str:
        if not self.is_sign("{"):
            token = self.now
            if token.sort is Sort.END:
                raise self.fail(RefusalCode.INDEX_EXPECTED)
            self.at += 1
            if token.sort is Sort.COMMAND and token.text in FONTS and self.is_sign("{"):
                return self._script()
            if token.sort is Sort.WORD and len(token.text) > 1 and token.text not in BELOW:  # noqa: SIM102
                if not self.is_index(token.text) or self.is_power_behind(token.text, self.now.text):
                    # In `w_ix_i` the index is one letter, and a factor follows.
                    self.at -= 1
                    self.split_token(1)
                    self.at += 1
                    return token.text[0]
            text = INDICES.get(token.text, token.text)
            if token.sort is Sort.WORD and self.now.sort is Sort.NUMBER and not self.now.spaced:
                text += self.now.text
                self.at += 1
            return text
        close = closing(self.tokens, self.at)
        text = ""
        for token in self.tokens[self.at + 1 : close]:
            if token.sort is Sort.COMMAND and token.text in FONTS:
                continue
            if token.sort is Sort.SIGN and token.text in "{}_":
                continue
            separate = token.spaced and text[-1:].isalnum() and token.text[:1].isalnum()
            text += ("," if separate else "") + INDICES.get(token.text, token.text)
        self.at = close + 1
        return text

    def is_power_behind(self, word: str, after: str = "") -> bool:
        """Say whether a letter stands before a power of e, as in `Xe^{-x}`, where one letter alone is raised."""
        raised = (after or self.peek().text) == "^"
        return raised and len(word) == len("Xe") and word[1] == "e" and not self.is_word(word) and word[0] != "d"

    def split_token(self, length: int) -> None:
        """Make two tokens of the word that is read next, of which the first has so many letters."""
        token = self.now
        rest = Token(Sort.WORD, token.text[length:], Span(token.span.start + length, token.span.end), spaced=False)
        self.tokens[self.at : self.at + 1] = [replace(token, text=token.text[:length]), rest]

    def is_index(self, word: str) -> bool:
        return not (len(word) == 2 and word[1] in SINGLES and word[0] in "ijkln")

    def peeked(self) -> str:
        at = self.at
        raw = self.script()
        self.at = at
        return raw

    def indices(self) -> tuple[str, ...] | None:
        """Read `[1, 2]` after a name, or nothing where it is no index."""
        start = self.at
        self.at += 1
        found: list[str] = []
        while True:
            token = self.now
            if token.sort not in (Sort.NUMBER, Sort.WORD) and token.text != ":":
                break
            if not INDEX.fullmatch(token.text):
                break
            found.append(token.text)
            self.at += 1
            if self.now.text == ",":
                self.at += 1
                continue
            if self.skip_sign("]"):
                return tuple(found)
            break
        self.at = start
        return None

    def has_comma(self) -> bool:
        return any(token.text in (",", ";") for token in self.tokens[self.at : self.matching()])

    def is_list_of_names(self) -> bool:
        """Say whether brackets hold nothing but names, as those of what a quantity depends on."""
        inside = self.tokens[self.at + 1 : self.matching()]
        return bool(inside) and all(
            token.sort is Sort.WORD
            or token.text in (",", "_", "{", "}")
            or (token.sort is Sort.COMMAND and token.text in NAMING)
            or (is_digits(token.text) and at > 0)
            for at, token in enumerate(inside)
        )

    def matching(self) -> int:
        depth = 0
        for place in range(self.at, len(self.tokens)):
            if self.tokens[place].sort is Sort.SIGN:
                depth += {"(": 1, ")": -1}.get(self.tokens[place].text, 0)
                if depth == 0:
                    return place
        return len(self.tokens) - 2

    def go_on(self, signs: str) -> None:
        """Skip the break of a row whose next one goes on with one of some signs."""
        if self.cells or self.now.sort is not Sort.BREAK or self.now.text != "\\":
            return
        ahead = 1
        while self.peek(ahead).sort is Sort.BREAK and self.peek(ahead).text == "&":
            ahead += 1
        if self.peek(ahead).sort is Sort.SIGN and self.peek(ahead).text in signs:
            self.at += ahead

    def thin_space(self) -> bool:
        r"""Skip a comma that is what is left of `\,`: right between two factors, the last of an equation."""
        comma, ahead = self.now, self.peek()
        if comma.sort is not Sort.BREAK or comma.text != "," or comma.spaced or ahead.spaced or self.cells:
            return False
        if self.tokens[self.at - 1].text != ")" or self.relations_before == 0:
            return False
        rest = self.tokens[self.at + 1 :]
        end = next((at for at, token in enumerate(rest) if token.sort in (Sort.BREAK, Sort.END)), len(rest))
        if end == 0 or any(token.sort is Sort.RELATION for token in rest[:end]) or rest[end].text == ",":
            return False
        self.at += 1
        return self.starts_factor()
