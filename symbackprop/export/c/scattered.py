"""C99 as loops: adjoints of reads in strides, added from where they were read to each place that was read there.

Of `g[m] = sum(u, h[2*m+u-2])` the adjoint of h[i] is a sum over those m for which i − 2m is a position of u: one, or
none, to be looked for at each i. Along m instead, with a statement for each position of u, nothing is looked for.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from ...expression.tree import Index, Position, Symbol
from ...graph.equations import Term
from ...graph.shifts import coefficient_of, moved, reindexed, solved_for
from ...graph.windows import Window
from .frame import SIMD

if TYPE_CHECKING:
    from .frame import Frame

MOST_PLACES = 16
"""How many places that were read at once are written one by one."""


def scattered(frame: Frame, target: Symbol, term: Term) -> list[str]:
    """Return loops along what was read in strides, or nothing where a term is no adjoint of such a read.

    Args:
        frame: What writes the lines.
        target: What the term is added to.
        term: The term.
    """
    free = [index for index in target.indices if isinstance(index, Index)]
    found: dict[Index, tuple[Index, Index, Window]] = {}
    for window in term.within:
        strided = [index for index in term.over if abs(coefficient_of(window.position, index)) > 1]
        plain = [index for index in free if coefficient_of(window.position, index) in (1, -1)]
        if len(strided) == 1 and len(plain) == 1 and plain[0] not in found and free.count(plain[0]) == 1:
            found[plain[0]] = (strided[0], Index(f"{plain[0].name}'", window.size), window)
    total = 1
    for _, place, _ in found.values():
        total *= place.size
    if not found or total > MOST_PLACES:
        return []
    last = found[free[-1]][0] if free[-1] in found else free[-1]
    order = [*(index for index in free if index not in found), *term.over]
    order = [*(index for index in order if index != last), last]
    statements = list[tuple[str, tuple[Window, ...]]]()
    for at in product(*(range(1, place.size + 1) for _, place, _ in found.values())):
        by: dict[Index, Position] = {
            index: solved_for(index, window.position, value)
            for (index, (_, _, window)), value in zip(found.items(), at, strict=True)
        }
        used = [window for _, _, window in found.values()]
        windows = [window.moved(by) for window in term.within if window not in used]
        windows += [Window(position, index.size) for index, position in by.items()]
        if any(window.is_never for window in windows):
            continue
        line = f"{frame.read(moved(target, by))} += {frame.write(reindexed(term.body, by))};"
        statements.append((line, tuple(window for window in windows if not window.is_always)))
    inner = found.get(free[-1])
    apart = inner is None or inner[1].size <= abs(coefficient_of(inner[2].position, inner[0]))
    if apart and not any(windows for _, windows in statements):
        return frame.loops(order, [line for line, _ in statements], SIMD)
    return [line for text, windows in statements for line in frame.loops(order, [text], SIMD, windows)]
