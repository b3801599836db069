"""Reading names: words, fonts, indices, layers, marks of an update, and calls of functions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from .. import thresholds
from ..lexicon.latex import COMMAND_LETTERS
from ..lexicon.words import (
    ACTIVATION,
    BEFORE_NEW,
    BEFORE_OLD,
    COMPOSED,
    CONSTANTS,
    HATTED,
    LOSSES,
    NEW,
    OLD,
    PLAIN_CALLS,
    SINGLES,
    function_of,
    is_digits,
)
from ..source import Span
from ..tree import Applied, Name, Node, Summed, Times, Turned
from .cursor import Cursor, Differential
from .environments import closing
from .tokens import Sort, Token
from .tree_places import pieces, span_of

TRANSPOSED = frozenset({"T", "⊤", "ᵀ"})
FIRST_ROUND = "(0)"
"""Above a single weight it is the round, above what a layer has it is the layer of the inputs."""

PARAMETERS = frozenset({"W", "b", "v", "w", "θ", "theta"})
STARS = frozenset({"*", "star", "⋆"})
"""What stands above a target where the letter alone is the output."""

STEPS_ON = frozenset({"t+1", "k+1", "n+1"})

LAYER_FIRST = re.compile(
    r"(?P<layer>[(\[<][\w+-]{1,8}[)\]>]|(?P<bare>\d|[lL](?:[-+]1)?)(?=[T⊤ᵀ,;+']))[,;]?(?P<mark>\D.{0,11})"
)
"""A layer and a mark above one name, as in `W^{[2]T}` or `w^{(1)+}`."""


ABOVE_FUNCTION = re.compile(r"(?P<layer>(?:[(\[](?:\d|[lL](?:[+-]1)?)[)\]])?)(?P<primes>'{0,2})")
"""A layer, primes or both above the name of a function, as in `g^{[1]}` and `g^{(2)}'`."""


class NameParser(Cursor):
    """Reads what begins with a word."""

    def word(self, word: str, bold: bool, one: bool = False) -> Node | Differential:
        token = self.now
        self.at += 1
        lower = word.lower()
        if (
            word in CONSTANTS
            and not bold
            and self.is_sign("^")
            and not (word in self.style.alone and self.is_squared())
        ):
            self.at += 1
            if self.skip_sign("{"):
                exponent = self.sum()
                self.take("}")
            else:
                exponent = self.node(self.signed())
            return Applied("exp", 0, (), (exponent,), token.span)
        if lower == "sum" and self.is_sign("(") and not self.style.known.intersection({word, lower}):
            return Summed((), self.node(self.factor()))
        if word in self.style.alone and self.is_sign("(") and self.is_list_of_names():
            self.at = self.matching() + 1
            return self.scripts(plain_name(word, token.span, bold))
        if word == "I" and (self.is_sign("(") or self.is_sign("[") or self.is_sign("_")):
            # `I(z > 0)` is one where that holds.
            start = self.at
            self.at += self.is_sign("_")
            indicator = self.indicated({"(": ")", "[": "]"}.get(self.now.text, "}"))
            if indicator is not None:
                return indicator
            self.at = start
        function = ACTIVATION if word == "S" and "S(" in self.style.alone else function_of(word)
        if function is not None:
            call = self.call(word, function, token)
            if call is not None:
                return call
        if word == "d" and self.now.sort in (Sort.WORD, Sort.COMMAND) and not one:
            body = self.node(self.factor())
            return Differential(body, token.span.to(span_of(body)))
        if (
            word == "d"
            and self.is_sign("(")
            and not self.now.spaced
            and self.tokens[self.at - 2].text == "/"
            and not one
        ):
            body = self.node(self.atom())
            return Differential(body, token.span.to(self.tokens[self.at - 1].span))
        if word in ("Delta", "delta") and self.now.sort in (Sort.WORD, Sort.COMMAND) and not self.at_text():
            inner = self.factor()
            if isinstance(inner, Name) and word not in self.style.alone:
                said = f"{'Δ' if word == 'Delta' else 'δ'}{inner.base}"
                return replace(
                    inner, base=said, text=f"{said}{inner.text[len(inner.base) :]}", span=token.span.to(inner.span)
                )
            return Times((plain_name(word, token.span, bold), self.node(inner)), tight=True)
        marks = self.is_sign("_") and self.peek().sort is Sort.WORD
        if (lower in BEFORE_NEW or lower in BEFORE_OLD) and (marks or self.now.sort is Sort.WORD):
            self.at += marks
            inner = self.factor()
            if not isinstance(inner, Name):
                return inner
            return replace(self.grown(inner, new=lower in BEFORE_NEW), span=token.span.to(inner.span))
        hatted = HATTED.fullmatch(word) if word not in self.style.known else None
        if hatted is not None:
            return self.scripts(self.grown(plain_name(hatted[1], token.span, bold), accent="hat"))
        composed = COMPOSED.fullmatch(word) if word not in self.style.known and not one else None
        if composed is not None:
            number = ""
            if self.now.sort is Sort.NUMBER and not self.now.spaced and is_digits(self.now.text):
                number = self.now.text
                self.at += 1
            base = {"err": "error"}.get(composed[1], composed[1])
            return self.scripts(self.grown(plain_name(base, token.span, bold), below=(composed[2] + number,)))
        pieces = [word] if one or self.is_word(word) else self.split(word)
        if len(pieces) == 1:
            return self.scripts(plain_name(word, token.span, bold))
        names: list[Node] = []
        start = token.span.start
        for piece in pieces:
            names.append(plain_name(piece, Span(start, start + len(piece)), bold))
            start += len(piece)
        last = names[-1]
        assert isinstance(last, Name)
        return Times((*names[:-1], self.scripts(last)), tight=True)

    def is_squared(self) -> bool:
        """Say whether a two stands above what was read."""
        return self.peek_raised() == "2"

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

    def call(self, word: str, function: str, token: Token) -> Node | None:
        """Read the argument of a function, or nothing where the word is a quantity here."""
        start = self.at
        primes = 0
        layer: tuple[str, ...] = ()
        while True:
            if self.skip_sign("'"):
                primes += 1
            elif self.is_sign("_") and word.lower() not in ("max", "min"):
                self.at += 1
                layer = pieces(self.script())
            elif self.is_sign("^") and (above := ABOVE_FUNCTION.fullmatch(self.peek_raised())) is not None:
                self.at += 1
                self.script()
                primes += len(above["primes"])
                layer = (above["layer"],) if above["layer"] else layer
            else:
                break
        if (
            self.is_sign("(")
            or (self.is_sign("{") and function in PLAIN_CALLS)
            or (self.is_sign("[") and function in PLAIN_CALLS)
        ):
            arguments = self.arguments()
        elif (function in PLAIN_CALLS and function not in ("sigmoid", "σ") and self.starts_factor()) or (
            word == "sigma" and not layer and self.starts_factor() and not primes and self.now.sort is Sort.WORD
        ):
            arguments = (self.node(self.factor()),)
        else:
            self.at = start
            return None
        return Applied(function, primes, layer, arguments, token.span)

    def peek_raised(self) -> str:
        at = self.at
        self.at += 1
        said = self.script()
        self.at = at
        return said

    def arguments(self) -> tuple[Node, ...]:
        close = {"(": ")", "[": "]", "{": "}"}[self.now.text]
        self.at += 1
        found = [self.sum()]
        while self.now.sort is Sort.BREAK and self.now.text in (",", ";"):
            self.at += 1
            found.append(self.sum())
        self.take(close)
        return tuple(found)

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
        return inner

    def braces(self) -> Node:
        self.at += 1
        inner = self.sum()
        self.take("}")
        return inner

    def scripts(self, name: Name) -> Node:
        """Read what stands around a name: indices, layers, marks of an update, powers."""
        if (
            self.now.sort is Sort.NUMBER
            and not self.now.spaced
            and is_digits(self.now.text)
            and name.base not in CONSTANTS
        ) and not name.below:
            name = self.grown(name, below=(*name.below, self.now.text))
            self.at += 1
        transposed = False
        while True:
            if self.skip_sign("_"):
                name = self.below(name)
            elif self.is_sign("'"):
                self.at += 1
                name = self.grown(name, new=True)
            elif self.is_sign("ᵀ"):
                self.at += 1
                transposed = True
            elif self.is_sign("⁺"):
                self.at += 1
                name = self.grown(name, new=True)
            elif self.is_sign("^"):
                start = self.at
                self.at += 1
                grown, turned = self.above(name)
                if grown is None:
                    self.at = start
                    break
                transposed = transposed or turned
                name = grown
            elif self.is_sign("[") and not self.now.spaced:
                indices = self.indices()
                if indices is None:
                    break
                name = self.grown(name, at=(*name.at, *indices))
            elif self.is_sign("(") and not self.now.spaced and (new := self.aside()) is not None:
                name = self.grown(name, new=new or name.new)
            elif self.is_sign("(") and not self.now.spaced and (marked := self.in_brackets(name)) is not None:
                name = marked
            elif self.is_sign("(") and name.base in LOSSES and not self.now.spaced and self.has_comma():
                self.at = self.matching() + 1
            else:
                break
        return Turned(name) if transposed else name

    def in_brackets(self, name: Name) -> Name | None:
        """Read `w5(old)` and `z(h1)`, whose brackets hold a mark or an index; None where they hold a factor."""
        inside = self.tokens[self.at + 1 : self.matching()]
        said = "".join(token.text for token in inside)
        if not inside or any(token.spaced for token in inside[1:]):
            return None
        is_mark = said.lower() in BEFORE_NEW | BEFORE_OLD
        if not is_mark and not (
            re.fullmatch(r"[ho]\d*", said) and not name.below and name.base.removeprefix("d") in INDEXED_BY_CALL
        ):
            return None
        self.at += len(inside) + 2
        if is_mark:
            return self.grown(name, new=name.new or said.lower() in NEW)
        return self.grown(name, below=(said,))

    def below(self, name: Name) -> Name:
        said = self.script()
        found = pieces(said)
        new = any(part.lower() in NEW for part in found)
        kept = tuple(part for part in found if part.lower() not in NEW and not _is_old(part.lower()))
        return self.grown(name, below=(*name.below, *kept), new=name.new or new)

    def above(self, name: Name) -> tuple[Name | None, bool]:
        """Return a name with what stands above it, or None where that is a power, and whether a T stands there."""
        braced = self.is_sign("{")
        said = self.script().replace(" ", "")
        layer = LAYER_FIRST.fullmatch(said)
        sample = layer is not None and layer["mark"].strip("()") in self.style.samples
        if layer is not None and not sample and not (layer["bare"] and name.base not in self.style.layered):
            inner = layer["layer"]
            mark, is_old = layer["mark"], layer["mark"].lower() in OLD
            if mark in TRANSPOSED:
                return self.grown(name, above=(*name.above, inner)), True
            if mark.lower() in NEW or mark in ("'", "*'") or is_old:
                return self.grown(name, above=(*name.above, inner), new=not is_old or name.new), False
        if said in TRANSPOSED:
            return name, True
        return self.marked(name, said, braced), False

    def marked(self, name: Name, said: str, braced: bool) -> Name | None:
        """Return a name with a mark above it, or None where that is a power."""
        plain = said.lower()
        if plain in NEW or plain in ("'", "*'"):
            return self.grown(name, new=True)
        if plain in ("-", "−"):
            return self.grown(name, above=(*name.above, "-"))
        if plain in STARS and name.base in ("t", "y"):
            return self.grown(name, above=(*name.above, "*"))
        is_old = plain in OLD and plain.strip("()") not in self.style.samples
        if is_old or (plain == FIRST_ROUND and name.below and name.base in PARAMETERS):
            return self.grown(name)
        groups = re.fullmatch(r"((?:[(\[<][\w,+-]{1,8}[)\]>]){1,3})(\+|'|new|neu|[-−])?", said)
        if groups is not None:
            stacked = re.findall(r"[(\[<][\w,+-]{1,8}[)\]>]", groups[1])
            if groups[2] in ("-", "−"):
                return self.grown(name, above=(*name.above, *stacked, "-"))
            return self.grown(name, above=(*name.above, *stacked), new=name.new or bool(groups[2]))
        if is_digits(said) and name.base in self.style.layered:
            return self.grown(name, above=(*name.above, said))
        if re.fullmatch(r"[lL]([-+]1)?", said) or (
            re.fullmatch(r"[A-Za-z]{2,}\w*", said) and braced and said not in ("in",)
        ):
            return self.grown(name, above=(*name.above, said))
        if re.fullmatch(r"[hoi]\d*", said) or (said == "y" and name.base not in CONSTANTS):
            return self.grown(name, above=(*name.above, said))
        return None

    def aside(self) -> bool | None:
        """Skip `(new)` or `(old)` after a name, and say whether it was the former; None where there is neither."""
        close = self.matching()
        said = "".join(token.text for token in self.tokens[self.at + 1 : close]).lower()
        if (len(said) < thresholds.SHORTEST_ASIDE and said not in STEPS_ON) or not (said in NEW or said in OLD):
            return None
        self.at = close + 1
        return said in NEW

    def grown(self, name: Name, **changes: object) -> Name:
        grown = replace(name, span=name.span.to(self.tokens[self.at - 1].span), **changes)  # type: ignore[arg-type]
        return replace(grown, text=written(grown))


INDEXED_BY_CALL = frozenset({"a", "delta", "in", "net", "out", "z"})
"""Names whose index may stand in brackets after them."""


def _is_old(word: str) -> bool:
    return word in OLD and (len(word) >= thresholds.SHORTEST_OLD or ord(word[0]) > LATIN) and "(" not in word


LATIN = 0x24F
"""The last letter of the Latin alphabets."""

MARKS = {"bar": "\u0304", "hat": "\u0302", "tilde": "\u0303"}


def written(name: Name) -> str:
    """Return a name in one line, the same however it is set."""
    below = ",".join(name.below)
    above = ",".join(name.above) + ("+" if name.new else "")
    marks = "".join(MARKS.get(accent, "") for accent in reversed(name.accent.split()))
    text = unicodedata.normalize("NFC", name.base + marks)
    text += f"_{{{below}}}" if len(below) > 1 else f"_{below}" if below else ""
    text += f"^{{{above}}}" if len(above) > 1 else f"^{above}" if above else ""
    return text + (f"[{','.join(name.at)}]" if name.at else "")


def plain_name(base: str, span: Span, bold: bool) -> Name:
    """Return a name with nothing around it."""
    return Name(base, (), (), (), "", False, bold, base, span)
