"""Reading what begins with a word: names, products of names, and differentials."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from .. import thresholds
from ..lexicon.latex import COMMAND_LETTERS
from ..lexicon.words import (
    BEFORE_NEW,
    BEFORE_OLD,
    COMPOSED,
    HATTED,
    SINGLES,
    function_of,
    is_digits,
)
from ..source import Span
from ..tree import Name, Node, Times
from .calls import CallParser
from .code_names import Begun
from .cursor import Differential
from .environments import closing
from .scripts import plain_name, written
from .tokens import Sort, Token
from .tree_places import span_of


class NameParser(CallParser):
    """Reads what begins with a word."""

    def word(self, word: str, bold: bool, one: bool = False) -> Node | Differential:
        """Read what a word begins.

        Args:
            word: The word.
            bold: Whether it is set in bold type.
            one: Whether it is one name, however many letters it has.
        """
        begun = Begun(word, self.now, bold, one)
        self.at += 1
        for read in READERS_OF_WORDS:
            found = read(self, begun)
            if found is not None:
                return found
        names = [word] if one or self.is_word(word) else self.split(word)
        return self.multiplied(names, begun)

    def multiplied(self, words: list[str], begun: Begun) -> Node:
        """Return the product of names that stand side by side; what follows stands around the last."""
        names: list[Node] = []
        start = begun.token.span.start
        for word in words:
            span = begun.token.span if len(words) == 1 else Span(start, start + len(word))
            names.append(plain_name(word, span, begun.bold))
            start += len(word)
        last = names[-1]
        assert isinstance(last, Name)
        if len(names) == 1:
            return self.scripts(last)
        power = self.exponential(Begun(last.base, replace(begun.token, span=last.span), begun.bold, one=False))
        return Times((*names[:-1], power or self.with_powers(self.scripts(last))), tight=True)

    def dependent(self, begun: Begun) -> Node | None:
        """Read a letter before the list of what it depends on, as in `f(x, w)`, or an entry of what it is: `s(x)_i`."""
        if not self.is_sign("(") or not self.is_list_of_names():
            return None
        end = self.matching()
        behind = self.tokens[end + 1]
        is_entry = (
            behind.text == "_"
            and not (behind.spaced or self.now.spaced)
            and len(begun.word) == 1
            and function_of(begun.word) is None
        )
        if begun.word not in self.style.alone and not is_entry:
            return None
        self.at = end + 1
        return self.scripts(begun.name(begun.word))

    def probability(self, begun: Begun) -> Node | None:
        """Read `P(Y = k | X)`, a probability, as a quantity whose entries are those of the values that it is about."""
        if begun.word not in PROBABILITIES or not self.is_sign("("):
            return None
        end = self.matching()
        inside = self.tokens[self.at + 1 : end]
        texts = [token.text for token in inside]
        if not inside or texts.count("=") + texts.count("|") == 0 or not {*texts}.isdisjoint({"<", ">", "≤", "≥"}):
            return None
        bar = texts.index("|") if "|" in texts else len(texts)
        event, given = texts[:bar], texts[bar:]
        value = event[event.index("=") + 1 :] if "=" in event else []
        named = event[: event.index("=")] if "=" in event else event
        index = "".join(_indices(named))
        outcome = ("".join(value),) if value else ()
        of = "".join(part for part in (*named[:1], *given) if part not in SHIFTED)
        self.at = end + 1
        below = (*((index,) if index else ()), *outcome)
        span = begun.token.span.to(self.tokens[end].span)
        return Name(begun.word, below, (), (of,), "", False, begun.bold, f"{begun.word}({''.join(texts)})", span)

    def connection(self, begun: Begun) -> Node | None:
        """Read a name before what it leads from and to, as in `w(x_1 → h_1)`, as one with two indices."""
        if not self.is_sign("(") or self.now.spaced:
            return None
        end = self.matching()
        inside = [token for token in self.tokens[self.at + 1 : end] if token.text not in SHIFTED]
        arrows = [at for at, token in enumerate(inside) if token.text == "⇒"]
        if len(arrows) != 1 or any(token.sort not in (Sort.WORD, Sort.NUMBER) for token in inside if token.text != "⇒"):
            return None
        ends = ("".join(token.text for token in side) for side in (inside[: arrows[0]], inside[arrows[0] + 1 :]))
        self.at = end + 1
        return self.scripts(self.grown(begun.name(begun.word), below=tuple(filter(None, ends))))

    def differential(self, begun: Begun) -> Differential | None:
        """Read a straight d before what is differentiated, or before brackets below a line."""
        if begun.word != "d" or begun.one:
            return None
        start = begun.token.span
        if self.now.sort in (Sort.WORD, Sort.COMMAND) and not self.now.text.startswith("end:"):
            body = self.node(self.factor())
            return Differential(body, start.to(span_of(body)))
        if self.is_sign("(") and not self.now.spaced and self.tokens[self.at - 2].text == "/":
            body = self.node(self.atom())
            return Differential(body, start.to(self.tokens[self.at - 1].span))
        return None

    def difference(self, begun: Begun) -> Node | None:
        """Read a Δ or δ before a name: a name of its own, or a factor where the letter names a quantity itself."""
        word, start = begun.word, begun.token.span
        if word not in DIFFERENCES or self.now.sort not in (Sort.WORD, Sort.COMMAND) or self.at_text():
            return None
        inner = self.factor()
        if not isinstance(inner, Name) or word in self.style.alone:
            return Times((begun.name(word), self.node(inner)), tight=True)
        difference = replace(inner, base=f"{DIFFERENCES[word]}{inner.base}", span=start.to(inner.span))
        return replace(difference, text=written(difference))

    def marked_before(self, begun: Begun) -> Node | Differential | None:
        """Read `new w5`, whose first word says that the weight is meant after the update."""
        marks = self.is_sign("_") and self.peek().sort is Sort.WORD
        if not (begun.lower in BEFORE_NEW or begun.lower in BEFORE_OLD) or not (marks or self.now.sort is Sort.WORD):
            return None
        self.at += marks
        inner = self.factor()
        if not isinstance(inner, Name):
            return inner
        return replace(self.grown(inner, new=begun.lower in BEFORE_NEW), span=begun.token.span.to(inner.span))

    def hatted(self, begun: Begun) -> Node | None:
        """Read `yhat`."""
        found = HATTED.fullmatch(begun.word) if begun.word not in self.style.known else None
        return self.scripts(self.grown(begun.name(found[1]), accent="hat")) if found is not None else None

    def composed(self, begun: Begun) -> Node | None:
        """Read `outh1`, a word with the letter of a layer written on to it."""
        found = COMPOSED.fullmatch(begun.word) if begun.word not in self.style.known and not begun.one else None
        if found is None:
            return None
        number = ""
        if self.now.sort is Sort.NUMBER and not self.now.spaced and is_digits(self.now.text):
            number = self.now.text
            self.at += 1
        base = {"err": "error"}.get(found[1], found[1])
        return self.scripts(self.grown(begun.name(base), below=(found[2] + number,)))

    def split(self, word: str) -> list[str]:
        """Return the quantities that letters without spaces stand for: the word itself, or a product."""
        if word in COMMAND_LETTERS or re.fullmatch(r"d[A-Za-z]{1,6}", word):
            return [word]
        pieces: list[str] = []
        at = 0
        while at < len(word):
            if len(pieces) == thresholds.MOST_LETTERS_MULTIPLIED:
                return [word]
            ends = range(len(word), at, -1)
            end = next((e for e in ends if e - at > 1 and self.is_word(word[at:e]) and e - at < len(word)), None)
            if end is None:
                if word[at] not in SINGLES:
                    return [word]
                end = at + 1
            pieces.append(word[at:end])
            at = end
        return pieces

    def font(self, bold: bool) -> Node | Differential:
        start = self.now.span
        self.at += 1
        if not self.is_sign("{"):
            found = self.atom()
            return replace(found, bold=True) if bold and isinstance(found, Name) else found
        close = closing(self.tokens, self.at)
        inside = self.tokens[self.at + 1 : close]
        if inside and all(token.sort is Sort.WORD for token in inside):
            word = "".join(token.text for token in inside)
            self.at = close
            token = Token(Sort.WORD, word, start.to(self.now.span), spaced=False)
            self.tokens[close] = token
            return self.word(word, bold, one=True)
        inner = self.braces()
        if isinstance(inner, Name):
            return self.scripts(replace(inner, bold=bold or inner.bold))
        return self.indicated_by(inner)

    def braces(self) -> Node:
        self.at += 1
        inner = self.sum()
        self.take("}")
        return inner

    def group(self) -> Node:
        """Read a group in braces; around one that is a name stands what would stand around the name."""
        inner = self.braces()
        return self.scripts(inner) if isinstance(inner, Name) else inner


PROBABILITIES = frozenset({"P", "p", "Pr"})
"""Letters before brackets in which it is said what something is the probability of."""


def _indices(named: list[str]) -> list[str]:
    """Return what stands below the first name of some texts."""
    return [text for text in named[2:] if text not in SHIFTED] if named[1:2] == ["_"] else []


SHIFTED = frozenset("_{}")
"""What indices are written with."""

DIFFERENCES: Mapping[str, str] = MappingProxyType({"Delta": "Δ", "delta": "δ"})
"""Letters before a name that stand for a difference or a derivative."""

READERS_OF_WORDS: tuple[Callable[[NameParser, Begun], Node | Differential | None], ...] = (
    NameParser.exponential,
    NameParser.sum_in_words,
    NameParser.gradient_in_code,
    NameParser.slope_in_code,
    NameParser.probability,
    NameParser.dependent,
    NameParser.connection,
    NameParser.indicator,
    NameParser.called,
    NameParser.differential,
    NameParser.difference,
    NameParser.marked_before,
    NameParser.hatted,
    NameParser.composed,
)
"""What a word may begin; the first that reads something holds, and what none reads is a name or a product of names."""
