"""Formulas in LaTeX: what stands in a document as it stands there, and what was changed in it."""

from __future__ import annotations

import re

from ..lexicon.functions import ROOT
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

TURNING = re.compile(r"(?:T|⊤|\\top|\\intercal)\s*\}?\s*$")


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
    return _Writer(kept, text).of(node)


class _Writer:
    def __init__(self, kept: dict[Span, Name | Numeral | Rate], text: str) -> None:
        self.kept = kept
        self.text = text

    def of(self, node: Node) -> str:
        """Return a node as it stands in the document, or as it is to stand there."""
        match node:
            case Name(span=span) | Numeral(span=span) | Rate(span=span):
                if self.kept.get(span) == node:
                    return self.as_it_stands(node)
        match node:
            case Name(text=text) | Numeral(text=text):
                return text
            case Rate(of, by, _):
                return rf"\frac{{\partial {self.of(of)}}}{{\partial {self.of(by)}}}"
            case Applied(function, primes, _, arguments, span):
                return self.applied(function, primes, ", ".join(map(self.of, arguments)), span)
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
        if isinstance(node, Name) and self.turns(node):
            return node.text
        return _whole(self.text[node.span.start : node.span.end])

    def turns(self, name: Name) -> bool:
        """Say whether the stretch of a name holds the sign that transposes it, as `W^{[2]T}` does."""
        return bool(TURNING.search(self.text[name.span.start : name.span.end])) and not TURNING.search(name.text)

    def applied(self, function: str, primes: int, inner: str, span: Span) -> str:
        """Return a function of something, called as the document calls it."""
        name = self.text[span.start : span.end].strip()
        if function == ROOT:
            return rf"\sqrt{{{inner}}}"
        return (
            f"{name}^{{{inner}}}" if name == "e" else rf"{name.rstrip(chr(39))}{chr(39) * primes}\left({inner}\right)"
        )

    def term(self, node: Node, is_first: bool) -> str:
        """Return a term of a sum with its sign."""
        if isinstance(node, Minus):
            return f"{'-' if is_first else ' - '}{self.factor(node.body)}"
        inner = f"({self.of(node)})" if isinstance(node, Plus) else self.of(node)
        return inner if is_first else f" + {inner}"

    def factor(self, node: Node) -> str:
        """Return a factor of a product, in brackets where it needs them."""
        inner = self.of(node)
        return rf"\left({inner}\right)" if isinstance(node, (Minus, Plus)) else inner

    def base(self, node: Node) -> str:
        """Return what is raised or transposed, in brackets where it needs them."""
        inner = self.of(node)
        return inner if isinstance(node, Name) and "^" not in inner else rf"\left({inner}\right)"


def _whole(text: str) -> str:
    if text.count("{") != text.count("}"):
        # A name in a font of its own begins before the letter.
        raise NotWritten
    return text
