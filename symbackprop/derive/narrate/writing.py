"""The last pass over a document: the signs that its network wants."""

from __future__ import annotations

from ...document.blocks import Document
from ...document.numerals import with_crosses, with_decimal_comma
from ...models.network import Network
from ...models.writing import CROSS


def written(document: Document, network: Network) -> Document:
    """Return a document with the signs of its network."""
    found = with_decimal_comma(document) if network.decimal_comma else document
    return with_crosses(found) if network.writing.times == CROSS else found
