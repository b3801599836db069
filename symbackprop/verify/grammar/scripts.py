"""Reading what stands around a name: indices, layers, marks of an update, a T for the transpose.

A long module: what may stand above a name is decided in one order, from the surest reading to the last.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from .. import thresholds
from ..lexicon.latex import FRACTIONS
from ..lexicon.prose import MARKED_NEW
from ..lexicon.words import BEFORE_NEW, BEFORE_OLD, CONSTANTS, LOSSES, NEW, OLD, is_digits, is_latin
from ..source import Span
from ..tree import Name, Node, Rate, Turned
from .cursor import Cursor
from .environments import closing
from .style import WritingStyle
from .tokens import Sort
from .tree_places import pieces

TRANSPOSED = frozenset({"T", "⊤", "ᵀ"})
COMPUTED = frozenset({*FRACTIONS, "sqrt"})
FIRST_ROUND = "(0)"
"""Above a single weight it is the round, above what a layer has it is the layer of the inputs."""

PARAMETERS = frozenset({"W", "b", "v", "w", "θ", "theta"})
STARS = frozenset({"*", "star", "⋆"})
"""What stands above a target where the letter alone is the output."""

SIGNAL = "delta"
"""A letter above it says by what the loss is differentiated, as in `δ_3^a`."""

COUNTERS = frozenset("ijklmnt")
"""What stands in brackets behind an updated quantity is one of these where it says which one, as in `w'(t)`."""

STEPS = re.compile(r"[tkn]([-+]\d)?")
"""How often a rate was applied, above it."""

STEPS_ON = frozenset({"t+1", "k+1", "n+1"})

FACTORS_BEHIND_T = re.compile("T[A-Za-z]{1,2}")
"""A T above a name with the names of factors behind it: without braces only the T stands above, as in `x^TAx`."""

LAYER_FIRST = re.compile(
    r"(?P<layer>[(\[<][\w+-]{1,8}[)\]>]|(?P<bare>\d|[lL](?:[-+]1)?)(?=[T⊤ᵀ,;+']))[,;]?(?P<mark>\D.{0,11})"
)
"""A layer and a mark above one name, as in `W^{[2]T}` or `w^{(1)+}`."""


Around: TypeAlias = tuple[Name, bool]
"""A name with more around it, and whether that says that it is transposed."""


LAYER_ABOVE = re.compile(r"[(\[<][\w,+-]{1,8}[)\]>]")
LETTER_OF_A_LAYER = re.compile(r"[lL]([-+]1)?")
WORD_ABOVE = re.compile(r"[A-Za-z]{2,}\w*")
NEURON_ABOVE = re.compile(r"[hoi]\d*")
MINUSES = frozenset({"-", "−"})
LAYERS_ABOVE = re.compile(rf"((?:[(\[<][\w,+-]{{1,8}}[)\]>]){{1,3}})(\+|'|[-−]|{MARKED_NEW})?")
"""Layers and samples in brackets one after another above a name, and what marks it as updated behind them."""


LAYER_ENDS = frozenset("ho")
"""Letters of layers that may be written behind the number of a weight."""


class ScriptParser(Cursor):
    """Reads what stands around a name."""

    def scripts(self, name: Name) -> Node:
        """Read what stands around a name: indices, layers, marks of an update, a T for the transpose."""
        name = self.numbered(name)
        transposed = False
        while self.now.sort is Sort.SIGN and (read := AROUND.get(self.now.text)) is not None:
            found = read(self, name)
            if found is None:
                break
            name, turned = found
            transposed |= turned
        return Turned(name) if transposed else self.slope(name)

    def slope(self, name: Name) -> Node:
        """Read by what a name with a stroke is differentiated, in brackets right behind it, as in `C'(W)`."""
        if not (self.is_stroked(name) and self.is_sign("(")) or self.now.spaced or not self.is_list_of_names():
            return name
        start = self.at
        self.at += 1
        by = self.sum()
        if not isinstance(by, Name) or by.base in COUNTERS or not self.skip_sign(")"):
            self.at = start
            return name
        return Rate(self.grown(name, new=False), by, name.span.to(self.tokens[self.at - 1].span))

    def is_stroked(self, name: Name) -> bool:
        """Say whether a stroke stands last behind a name."""
        return name.new and self.tokens[self.at - 1].text == "'"

    def numbered(self, name: Name) -> Name:
        """Read the number right behind a name, as in `w5`."""
        token = self.now
        if token.sort is not Sort.NUMBER or token.spaced or not is_digits(token.text):
            return name
        if name.base in CONSTANTS or name.below:
            return name
        self.at += 1
        # A weight may say by a letter where it leads, as in `w1o`.
        end = self.now if self.now.sort is Sort.WORD and not self.now.spaced and self.now.text in LAYER_ENDS else None
        self.at += end is not None
        # Its span ends before the number, which is part of the word to those who write it.
        return self.grown(name, below=(*name.below, token.text + (end.text if end is not None else "")))

    def subscript(self, name: Name) -> Around:
        self.at += 1
        return self.below(name), False

    def updated(self, name: Name) -> Around:
        self.at += 1
        return self.grown(name, new=True), False

    def primed(self, name: Name) -> Around:
        """Read strokes behind a name, which say that it is updated unless they are part of what it is called."""
        strokes = 1 + (self.peek().text == self.now.text)
        for mark in ("'" * count for count in range(strokes, 0, -1)):
            if (name.base, mark) in self.style.marked and not name.above:
                self.at += len(mark)
                return self.grown(name, above=(mark,)), False
        return self.updated(name)

    def differentiated(self, name: Name) -> Around:
        """Read `u.grad`, the derivative of the loss by u."""
        self.at += 1
        return self.grown(replace(name, base=f"d{name.base}")), False

    def transposed(self, name: Name) -> Around:
        self.at += 1
        return name, True

    def superscript(self, name: Name) -> Around | None:
        start = self.at
        self.at += 1
        grown, turned = self.above(name)
        if grown is None:
            self.at = start
            return None
        return grown, turned

    def position(self, name: Name) -> Around | None:
        indices = None if self.now.spaced else self.indices()
        return None if indices is None else (self.grown(name, at=(*name.at, *indices)), False)

    def bracketed(self, name: Name) -> Around | None:
        """Read a mark, an index or what a loss depends on, in brackets right behind a name."""
        if self.now.spaced or (self.is_stroked(name) and self.is_list_of_names()):
            return None
        new = self.aside()
        if new is not None:
            return self.grown(name, new=new or name.new), False
        marked = self.in_brackets(name)
        if marked is not None:
            return marked, False
        if name.base not in LOSSES or not (self.has_comma() or self.is_list_of_names()):
            return None
        self.at = self.matching() + 1
        return name, False

    def in_brackets(self, name: Name) -> Name | None:
        """Read `w5(old)` and `z(h1)`, whose brackets hold a mark or an index; None where they hold a factor."""
        inside = self.tokens[self.at + 1 : self.matching()]
        text = "".join(token.text for token in inside)
        if not inside or any(token.spaced for token in inside[1:]):
            return None
        is_mark = text.lower() in BEFORE_NEW | BEFORE_OLD
        if not is_mark and not (
            re.fullmatch(r"[ho]\d*", text) and not name.below and name.base.removeprefix("d") in INDEXED_BY_CALL
        ):
            return None
        self.at += len(inside) + 2
        if is_mark:
            return self.grown(name, new=name.new or text.lower() in NEW)
        return self.grown(name, below=(text,))

    def below(self, name: Name) -> Name:
        text = self.script()
        found = pieces(text)
        own = [part for part in found if (name.base, part.lower()) in self.style.labelled]
        marks = [part for part in found if part.lower() in NEW and part[:1] not in self.style.runs and part not in own]
        new = bool(marks)
        kept = tuple(part for part in found if part in own or (part not in marks and not _is_old(part.lower())))
        return self.grown(name, below=(*name.below, *kept), new=name.new or new)

    def above(self, name: Name) -> tuple[Name | None, bool]:
        """Return a name with what stands above it, or None where that is a power, and whether a T stands there."""
        braced = self.is_sign("{")
        if self.is_computed():
            return None, False
        if FACTORS_BEHIND_T.fullmatch(self.now.text):
            self.split_token(1)
        text = self.script().replace(" ", "")
        own = next((mark for base, mark in self.style.marked if base == name.base and text in (mark, f"{mark}+")), None)
        if own is not None and not name.above:
            return self.grown(name, above=(own,), new=name.new or text != own), False
        layer = LAYER_FIRST.fullmatch(text)
        sample = layer is not None and layer["mark"].strip("()") in self.style.samples
        if layer is not None and not sample and not (layer["bare"] and name.base not in self.style.layered):
            inner = layer["layer"]
            mark, is_old = layer["mark"], layer["mark"].lower() in OLD
            if mark in TRANSPOSED:
                return self.grown(name, above=(*name.above, inner)), True
            if mark.lower() in NEW or mark in ("'", "*'") or is_old:
                return self.grown(name, above=(*name.above, inner), new=not is_old or name.new), False
        if text in TRANSPOSED:
            return name, True
        return self.marked(name, text, braced), False

    def is_computed(self) -> bool:
        """Say whether what stands above a name is worked out, as a fraction or a root, so that it is a power."""
        close = closing(self.tokens, self.at) if self.is_sign("{") else self.at
        inside = self.tokens[self.at : close + 1]
        return any(token.sort is Sort.COMMAND and token.text in COMPUTED for token in inside)

    def marked(self, name: Name, text: str, braced: bool) -> Name | None:
        """Return a name with a mark above it, or None where that is a power."""
        if name.base in self.style.rates and STEPS.fullmatch(text):
            return None
        mark = MarkAbove(name, text, braced, self.style)
        growth = next((found for row in MARKS_ABOVE if (found := row(mark)) is not None), None)
        if growth is None:
            return None
        return self.grown(name, above=(*name.above, *growth.above), new=name.new or growth.new)

    def aside(self) -> bool | None:
        """Skip `(new)` or `(old)` after a name, and say whether it was the former; None where there is neither."""
        close = self.matching()
        text = "".join(token.text for token in self.tokens[self.at + 1 : close]).lower()
        if (len(text) < thresholds.SHORTEST_ASIDE and text not in STEPS_ON) or not (text in NEW or text in OLD):
            return None
        self.at = close + 1
        return text in NEW

    def grown(
        self,
        name: Name,
        *,
        below: tuple[str, ...] | None = None,
        above: tuple[str, ...] | None = None,
        at: tuple[str, ...] | None = None,
        new: bool | None = None,
        accent: str | None = None,
    ) -> Name:
        """Return a name with what was read last behind it; what is None stays."""
        grown = replace(
            name,
            below=name.below if below is None else below,
            above=name.above if above is None else above,
            at=name.at if at is None else at,
            new=name.new if new is None else new,
            accent=name.accent if accent is None else accent,
            span=name.span.to(self.tokens[self.at - 1].span),
        )
        return replace(grown, text=written(grown))


@dataclass(frozen=True, slots=True)
class MarkAbove:
    """A mark above a name.

    Args:
        name: The name.
        text: What stands above it, without white space.
        braced: Whether in braces.
        style: How the document writes.
    """

    name: Name
    text: str
    braced: bool
    style: WritingStyle

    @property
    def plain(self) -> str:
        """The mark in lower case."""
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Growth:
    """What a mark adds to a name: what stands above it, and whether it is the one after the update."""

    above: tuple[str, ...] = ()
    new: bool = False


def _updated(mark: MarkAbove) -> Growth | None:
    return Growth(new=True) if mark.plain in NEW or mark.plain in ("'", "*'") else None


def _minus(mark: MarkAbove) -> Growth | None:
    return Growth(("-",)) if mark.plain in MINUSES else None


def _star(mark: MarkAbove) -> Growth | None:
    return Growth(("*",)) if mark.plain in STARS and mark.name.base in ("t", "y") else None


def _before_the_update(mark: MarkAbove) -> Growth | None:
    is_old = mark.plain in OLD and mark.plain.strip("()") not in mark.style.samples
    is_first = mark.plain == FIRST_ROUND and mark.name.below and mark.name.base in PARAMETERS
    return Growth() if is_old or is_first else None


def _layers(mark: MarkAbove) -> Growth | None:
    groups = LAYERS_ABOVE.fullmatch(mark.text)
    if groups is None:
        return None
    stacked = tuple(LAYER_ABOVE.findall(groups[1]))
    return Growth((*stacked, "-")) if groups[2] in MINUSES else Growth(stacked, new=bool(groups[2]))


def _number_of_a_layer(mark: MarkAbove) -> Growth | None:
    return Growth((mark.text,)) if is_digits(mark.text) and mark.name.base in mark.style.layered else None


def _letter_of_a_layer(mark: MarkAbove) -> Growth | None:
    return Growth((mark.text,)) if LETTER_OF_A_LAYER.fullmatch(mark.text) else None


def _word(mark: MarkAbove) -> Growth | None:
    is_word = WORD_ABOVE.fullmatch(mark.text) and mark.braced and mark.text not in ("in", "pi")
    return Growth((mark.text,)) if is_word else None


def _neuron(mark: MarkAbove) -> Growth | None:
    is_target = mark.text == "y" and mark.name.base not in CONSTANTS
    return Growth((mark.text,)) if NEURON_ABOVE.fullmatch(mark.text) or is_target else None


def _quantity_of_a_signal(mark: MarkAbove) -> Growth | None:
    is_letter = mark.name.base == SIGNAL and len(mark.text) == 1 and mark.text.isalpha()
    return Growth((mark.text,)) if is_letter else None


def _optimum(mark: MarkAbove) -> Growth | None:
    # Nothing is raised to a star, so that it is part of what any letter is called: `w^*`, the best w.
    return Growth(("*",)) if mark.plain in STARS else None


MARKS_ABOVE: Sequence[Callable[[MarkAbove], Growth | None]] = (
    _updated,
    _minus,
    _star,
    _before_the_update,
    _layers,
    _number_of_a_layer,
    _letter_of_a_layer,
    _word,
    _neuron,
    _quantity_of_a_signal,
    _optimum,
)
"""What a mark above a name can be; the first that it is holds, and what is none of them is a power."""


AROUND: Mapping[str, Callable[[ScriptParser, Name], Around | None]] = MappingProxyType(
    {
        "'": ScriptParser.primed,
        ".grad": ScriptParser.differentiated,
        "(": ScriptParser.bracketed,
        "[": ScriptParser.position,
        "^": ScriptParser.superscript,
        "_": ScriptParser.subscript,
        "ᵀ": ScriptParser.transposed,
        "⁺": ScriptParser.updated,
    }
)
"""What reads a sign behind a name: it returns nothing where the sign does not belong to the name."""

INDEXED_BY_CALL = frozenset({"a", "delta", "in", "net", "out", "z"})
"""Names whose index may stand in brackets after them."""


def _is_old(word: str) -> bool:
    return word in OLD and (len(word) >= thresholds.SHORTEST_OLD or not is_latin(word[0])) and "(" not in word


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
