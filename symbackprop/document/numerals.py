"""Signs of other schools: decimal commas, in a document and in a line on a terminal, and crosses between factors."""

from __future__ import annotations

import re

from ..expression.tree import Expression, Number, Product, rebuilt
from .blocks import Document
from .rewriting import Rewriting

NARROW = "\u202f"
"""The space between groups of three digits, where the comma is taken."""

WRITTEN = re.compile(r"(?<![\w.,/-])-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.]*[/\w]|,\d)")
"""A number in a sentence, its thousands parted by commas; not a part of a word, a date or an address."""


def comma(text: str) -> str:
    """Return a text with each number in it written with a decimal comma.

    >>> comma("0.35 after 10,000 rounds").replace(NARROW, "_")
    '0,35 after 10_000 rounds'
    """
    return WRITTEN.sub(lambda found: found[0].replace(",", NARROW).replace(".", ","), text)


def with_decimal_comma(document: Document) -> Document:
    """Return a document whose numbers are written with a decimal comma, in formulas, words, tables and pictures."""
    return Rewriting(_expression, comma).of(document)


def with_crosses(document: Document) -> Document:
    """Return a document with a cross between factors, and not a dot."""
    return Rewriting(_crossed).of(document)


def _expression(expression: Expression) -> Expression:
    if isinstance(expression, Number):
        return Number(expression.value, expression.text.replace(".", ","))
    return rebuilt(expression, _expression)


def _crossed(expression: Expression) -> Expression:
    if isinstance(expression, Product):
        return Product(tuple(map(_crossed, expression.factors)), is_crossed=True)
    return rebuilt(expression, _crossed)
