"""Results: the arrays that functions of a program fill, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...expression.tree import Expression, Symbol
from ...graph.equations import bare
from ...graph.expand import elements
from .lowering import Form, Program


@dataclass(frozen=True, slots=True)
class Results:
    """What a function fills.

    Args:
        array: What the array is called.
        values: What is put into it, one after the other; each has the shape of the quantity before it, as declared.
    """

    array: str
    values: Mapping[Symbol, Expression]


NOTHING = Results("", {})


def gradient_in(program: Program) -> Results:
    """Return the gradient, in straight-line code by the elements of the parameters."""
    if program.form is Form.STRAIGHT:
        return Results("gradient", program.adjoints)
    return Results("gradient", {symbol: program.adjoints[bare(symbol)] for symbol in program.parameters})


def outputs_in(program: Program) -> Results:
    """Return the outputs of a prediction, in straight-line code by their elements."""
    if program.form is Form.LOOPS:
        return Results("outputs", {symbol: bare(symbol) for symbol in program.outputs})
    labels = program.network.labels
    return Results("outputs", {name: name for symbol in program.outputs for name in elements(symbol, labels)})
