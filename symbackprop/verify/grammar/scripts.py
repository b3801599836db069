"""Reading what stands around a name: indices, layers, marks of an update, a T for the transpose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from .. import thresholds
from ..lexicon.prose import MARKED_NEW
from ..lexicon.words import BEFORE_NEW, BEFORE_OLD, CONSTANTS, LOSSES, NEW, OLD, is_digits, is_latin
from ..source import Span
from ..tree import Name, Node, Turned
from .cursor import Cursor
from .tokens import Sort
from .tree_places import pieces

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


Around: TypeAlias = tuple[Name, bool]
"""A name with more around it, and whether that says that it is transposed."""


LAYERS_ABOVE = re.compile(rf"((?:[(\[<][\w,+-]{{1,8}}[)\]>]){{1,3}})(\+|'|[-−]|{MARKED_NEW})?")
"""Layers and samples in brackets one after another above a name, and what marks it as updated behind them."""


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
        return Turned(name) if transposed else name

    def numbered(self, name: Name) -> Name:
        """Read the number right behind a name, as in `w5`."""
        token = self.now
        if token.sort is not Sort.NUMBER or token.spaced or not is_digits(token.text):
            return name
        if name.base in CONSTANTS or name.below:
            return name
        # Its span ends before the number, which is part of the word to those who write it.
        name = self.grown(name, below=(*name.below, token.text))
        self.at += 1
        return name

    def subscript(self, name: Name) -> Around:
        self.at += 1
        return self.below(name), False

    def updated(self, name: Name) -> Around:
        self.at += 1
        return self.grown(name, new=True), False

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
        if self.now.spaced:
            return None
        new = self.aside()
        if new is not None:
            return self.grown(name, new=new or name.new), False
        marked = self.in_brackets(name)
        if marked is not None:
            return marked, False
        if name.base not in LOSSES or not self.has_comma():
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
        new = any(part.lower() in NEW for part in found)
        kept = tuple(part for part in found if part.lower() not in NEW and not _is_old(part.lower()))
        return self.grown(name, below=(*name.below, *kept), new=name.new or new)

    def above(self, name: Name) -> tuple[Name | None, bool]:
        """Return a name with what stands above it, or None where that is a power, and whether a T stands there."""
        braced = self.is_sign("{")
        text = self.script().replace(" ", "")
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

    def marked(self, name: Name, text: str, braced: bool) -> Name | None:
        """Return a name with a mark above it, or None where that is a power."""
        plain = text.lower()
        if plain in NEW or plain in ("'", "*'"):
            return self.grown(name, new=True)
        if plain in ("-", "−"):
            return self.grown(name, above=(*name.above, "-"))
        if plain in STARS and name.base in ("t", "y"):
            return self.grown(name, above=(*name.above, "*"))
        is_old = plain in OLD and plain.strip("()") not in self.style.samples
        if is_old or (plain == FIRST_ROUND and name.below and name.base in PARAMETERS):
            return self.grown(name)
        groups = LAYERS_ABOVE.fullmatch(text)
        if groups is not None:
            stacked = re.findall(r"[(\[<][\w,+-]{1,8}[)\]>]", groups[1])
            if groups[2] in ("-", "−"):
                return self.grown(name, above=(*name.above, *stacked, "-"))
            return self.grown(name, above=(*name.above, *stacked), new=name.new or bool(groups[2]))
        if is_digits(text) and name.base in self.style.layered:
            return self.grown(name, above=(*name.above, text))
        if re.fullmatch(r"[lL]([-+]1)?", text) or (
            re.fullmatch(r"[A-Za-z]{2,}\w*", text) and braced and text not in ("in",)
        ):
            return self.grown(name, above=(*name.above, text))
        if re.fullmatch(r"[hoi]\d*", text) or (text == "y" and name.base not in CONSTANTS):
            return self.grown(name, above=(*name.above, text))
        return None

    def aside(self) -> bool | None:
        """Skip `(new)` or `(old)` after a name, and say whether it was the former; None where there is neither."""
        close = self.matching()
        text = "".join(token.text for token in self.tokens[self.at + 1 : close]).lower()
        if (len(text) < thresholds.SHORTEST_ASIDE and text not in STEPS_ON) or not (text in NEW or text in OLD):
            return None
        self.at = close + 1
        return text in NEW

    def grown(self, name: Name, **changes: object) -> Name:
        grown = replace(name, span=name.span.to(self.tokens[self.at - 1].span), **changes)  # type: ignore[arg-type]
        return replace(grown, text=written(grown))


AROUND: Mapping[str, Callable[[ScriptParser, Name], Around | None]] = MappingProxyType(
    {
        "'": ScriptParser.updated,
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
