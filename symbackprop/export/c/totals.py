"""C99 as loops: the greatest of some numbers, and sums that are added up where their terms are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...expression.tree import Index
from ..program.nests import Nest, Repeated
from ..program.totals import total_over
from ..saturation.normalise import Maximum
from .page import INDENT

if TYPE_CHECKING:
    from .one import One


def maximum(frame: One, statement: Maximum) -> list[str]:
    """Return the loops of a maximum."""
    real = frame.page.real
    inner = [f"const {real} value = {frame.write(statement.body)};", frame.page.greater.format("greatest", "value")]
    free = [index for index in statement.target.indices if isinstance(index, Index)]
    body = [
        f"{real} greatest = -({real})INFINITY;",
        *frame.loops(statement.over, inner, "BACKPROP_PRAGMA(omp simd reduction(max : greatest))"),
        f"{frame.read(statement.target)} = greatest;",
    ]
    return frame.loops(free, body) if free else ["{", *(INDENT + line for line in body), "}"]


def with_total(frame: One, nest: Nest, later: list[Nest | Repeated]) -> list[str]:
    """Return a nest with the sum over its positions that comes next, which is taken from the others; or nothing.

    What large arrays have just been given need not be fetched from memory once more.
    """
    following = later[0] if later else None
    if not isinstance(following, Nest) or not frame.is_known(nest.indices) or frame.called(nest):
        return []
    total = total_over(nest, following)
    if total is None:
        return []
    del later[0]
    (*start, term) = total.terms
    begun = f"{frame.page.real} sum = {frame.plain(start)};"
    flat, body = frame.pointwise(nest, [term])
    body.append(f"sum += {flat.frame.write(term.body)};")
    loops = flat.loops(body, "BACKPROP_PRAGMA(omp simd reduction(+ : sum))")
    lines = [begun, *loops, f"{frame.read(total.target)} = sum;"]
    return frame.page.titled(total, ["{", *(INDENT + line for line in lines), "}"])
