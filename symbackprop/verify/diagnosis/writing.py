"""Formulas in LaTeX: what stands in a document as it stands there, and what was changed in it."""

from __future__ import annotations

import re
from dataclasses import replace

from ..lexicon.functions import ROOT
from ..lexicon.latex import BOLD
from ..source import Span
from ..tree import (
    Applied,
    Cases,
    Entrywise,
    Grid,
    Minus,
    Name,
    Node,
    Numeral,
    Omitted,
    Over,
    Picked,
    Plus,
    Raised,
    Rate,
    Size,
    Summed,
    Times,
    Turned,
    walk,
)

SIGN = r"(?:T|⊤|\\top|\\intercal)"
TURNING = re.compile(rf"{SIGN}\s*\}}*\s*$")
ALONE = re.compile(rf"\^\s*\{{?\s*(?:\\[a-z]+\s*\{{?)?\s*{SIGN}\s*\}}*\s*$")
"""The sign that transposes a name, where nothing else stands above it."""

FONT = re.compile(rf"\\(?:{'|'.join(sorted(BOLD))})\s*\{{\s*")
"""What stands before a letter in bold type, where the place of its name begins with the letter."""

INDEX = re.compile(r"_\s*(?:\{[^{}]*\}|\w)")


class NotWritten(Exception):
    """A part of a formula that cannot be written again once something in it has changed."""


def written(node: Node, original: Node, text: str) -> str:
    """Return a formula in LaTeX.

    Args:
        node: The formula.
        original: The formula of the document from which it was made.
        text: The document.

    Raises:
        NotWritten: It was changed within a sum, a matrix or the like.
    """
    kept = {part.span: part for part in walk(original) if isinstance(part, (Name, Numeral, Rate))}
    return _NodeWriter(kept, text).of(node)


class _NodeWriter:
    def __init__(self, kept: dict[Span, Name | Numeral | Rate], text: str) -> None:
        self.kept = kept
        self.text = text

    def of(self, node: Node) -> str:
        """Return a node as it stands in the document, or as it is to stand there."""
        match node:
            case Rate(held=held) if held:
                # Its `\left.` may stand before its place.
                fixed = ", ".join(at.text if isinstance(at, Name) else r"\text{direct}" for at in held)
                return rf"\left. {self.of(replace(node, held=()))} \right|_{{{fixed}}}"
            case Name(span=span) | Numeral(span=span) | Rate(span=span):
                before = self.kept.get(span)
                if before == node:
                    return self.as_it_stands(node)
                if isinstance(node, Name) and isinstance(before, Name) and node.below != before.below:
                    return _with_index(self.as_it_stands(before), ",".join(node.below))
        match node:
            case Name(text=text) | Numeral(text=text):
                return text
            case Rate(of, by, _):
                return rf"\frac{{\partial {self.of(of)}}}{{\partial {self.of(by)}}}"
            case Applied(function, _, _, arguments, span):
                return self.applied(function, ", ".join(map(self.of, arguments)), span)
            case Minus(body):
                return f"-{self.factor(body)}"
            case Plus(terms):
                return "".join(self.term(term, at == 0) for at, term in enumerate(terms))
            case Times(factors, tight):
                return (" " if tight else r" \cdot ").join(map(self.factor, factors))
            case Entrywise(factors):
                return r" \odot ".join(map(self.factor, factors))
            case Over(top, below):
                return rf"\frac{{{self.of(top)}}}{{{self.of(below)}}}"
            case Raised(base, exponent):
                return f"{self.base(base)}^{{{self.of(exponent)}}}"
            case Turned(Name(span=span) as body) if self.kept.get(span) == body and self.turns(body):
                return _whole(self.text[span.start : span.end])
            case Turned(body):
                return f"{self.base(body)}^T"
            case Cases() | Grid() | Omitted() | Picked() | Size() | Summed():
                raise NotWritten

    def as_it_stands(self, node: Name | Numeral | Rate) -> str:
        """Return a part that was not changed."""
        text = self.text[node.span.start : node.span.end]
        if not isinstance(node, Name):
            return _whole(text)
        text = _whole(_unturned(text) if self.turns(node) else text)
        before = max(self.text.rfind("\\", 0, node.span.start), 0)
        font = FONT.fullmatch(self.text, before, node.span.start)
        return f"{font[0]}{text}}}" if font is not None and self.text[node.span.end :].lstrip()[:1] == "}" else text

    def turns(self, name: Name) -> bool:
        """Say whether the stretch of a name holds the sign that transposes it, as `W^{[2]T}` does."""
        return bool(TURNING.search(self.text[name.span.start : name.span.end])) and not TURNING.search(name.text)

    def applied(self, function: str, inner: str, span: Span) -> str:
        """Return a function of something, called as the document calls it."""
        if function == ROOT:
            return rf"\sqrt{{{inner}}}"
        name = _whole(self.text[span.start : span.end].strip())
        return f"{name}^{{{inner}}}" if name == "e" else rf"{name}\left({inner}\right)"

    def term(self, node: Node, is_first: bool) -> str:
        """Return a term of a sum with its sign."""
        if isinstance(node, Minus):
            return f"{'-' if is_first else ' - '}{self.factor(node.body)}"
        inner = f"({self.of(node)})" if isinstance(node, Plus) else self.of(node)
        return inner if is_first else f" + {inner}"

    def factor(self, node: Node) -> str:
        """Return a factor of a product, in brackets where it needs them."""
        inner = self.of(node)
        is_one = isinstance(node, (Minus, Plus)) or (isinstance(node, Times) and node.tight)
        return rf"\left({inner}\right)" if is_one else inner

    def base(self, node: Node) -> str:
        """Return what is raised or transposed, in brackets where it needs them."""
        inner = self.of(node)
        return inner if isinstance(node, Name) and "^" not in inner else rf"\left({inner}\right)"


def _whole(text: str) -> str:
    if text.count("{") != text.count("}"):
        # A name in a font of its own begins before the letter.
        raise NotWritten
    return text


def _unturned(text: str) -> str:
    """Return a name as it stands, without the sign that transposes it."""
    return ALONE.sub("", text) if ALONE.search(text) else re.sub(rf"{SIGN}(?=\s*\}}*\s*$)", "", text)


def _with_index(text: str, index: str) -> str:
    """Return a name as it stands, with another subscript."""
    if len(INDEX.findall(text)) != 1:
        raise NotWritten
    return INDEX.sub(f"_{{{index}}}", text)
