"""Formulas for the tests, as the reader reads them."""

from __future__ import annotations

from symbackprop.verify.grammar.parser import parse
from symbackprop.verify.grammar.style import WritingStyle
from symbackprop.verify.source import Plain
from symbackprop.verify.tree import Chain, Name, Node, Numeral


def plain(text: str) -> Plain:
    """Return a text that stands at the start of a file."""
    return Plain(text, range(len(text) + 1))


def chain(text: str) -> Chain:
    """Return what is read of a piece that is one chain."""
    (only,) = parse(plain(text), WritingStyle())
    assert isinstance(only, Chain), only
    return only


def node(text: str) -> Node:
    """Return what is read of an expression."""
    return chain(text).sides[0].node


def name(text: str) -> Name:
    """Return what is read of a name."""
    found = node(text)
    assert isinstance(found, Name), found
    return found


def numeral(text: str) -> Numeral:
    """Return what is read of a number without its sign."""
    found = node(text)
    assert isinstance(found, Numeral), found
    return found
