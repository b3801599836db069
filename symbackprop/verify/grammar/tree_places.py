"""Where the parts of a tree stand in the document."""

from __future__ import annotations

import re

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
)
from .cursor import Differential


def pieces(text: str) -> tuple[str, ...]:
    """Return the single indices of a text, which commas, spaces and arrows part."""
    return tuple(part for part in re.split(r"[,.;:\s←→]+|->|<-", text.strip()) if part)


def span_of(node: Node | Differential) -> Span:
    """Return where in the file something stands."""
    match node:
        case Numeral() | Name() | Applied() | Rate() | Grid() | Cases() | Picked() | Omitted() | Differential():
            return node.span
        case Minus(body) | Summed(_, body, _) | Turned(body) | Size(body, _):
            return span_of(body)
        case Over(first, second) | Raised(first, second):
            return span_of(first).to(span_of(second))
        case Plus(several) | Times(several, _) | Entrywise(several):
            return span_of(several[0]).to(span_of(several[-1]))
