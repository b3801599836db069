"""Layers that stand in brackets on the line, `W[1] = [[0.1, 0.2], [0.3, 0.4]]`, as they stand above: `W^{[1]}`."""

from __future__ import annotations

import re

from ..source import Plain, Replacement

MATRIX = re.compile(r"(?<![\w\\\]^])[A-Z]\[[1-9]\][ \t]*=[ \t]*\[[ \t]*\[")
"""A whole matrix that a letter with one number in brackets is given: the number is a layer, and no row."""

LAYER = re.compile(r"(?<![\w\\\]^.])(?P<name>d?[WwBbZzAa]|δ|delta)\[(?P<layer>[1-9])\](?![\[\w])")


def with_layers_above(plain: Plain) -> Plain:
    """Return a text in which layers that stand in brackets behind a letter stand above it."""
    if MATRIX.search(plain.text) is None:
        return plain
    return plain.edited(
        Replacement(found.end("name"), found.end(), f"^{{[{found['layer']}]}}") for found in LAYER.finditer(plain.text)
    )
