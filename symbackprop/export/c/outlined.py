"""C99 as loops: whether functions such as exp are called, and not written again wherever they are needed.

Inline, loops keep their numbers in registers. But each copy of some dozen instructions is compiled apart, with its
remainders: six layers of long short-term memory have 160 of them, and take gcc three times as long as with calls.
"""

from __future__ import annotations

import re

from ...expression.tree import functions_of
from ..program.lowering import Form
from .source import PARTS, Source, Unit

MOST_COPIES = 40
"""How many copies there are at most before a function is called instead."""

LANES = (8, 4)
"""How many numbers of double precision a call takes, a vector of the widest or half of one."""


def outlined(source: Source, unit: Unit) -> tuple[str, ...]:
    """Return the functions that a unit calls, where the copies of them would be many.

    Only of the gradient of one sample, which is compiled before anything runs: what trains has them inline.
    """
    page = source.page
    if unit is not Unit.ONE_GRADIENT or page.program.form is Form.STRAIGHT:
        return ()
    names = [page.printer.primitives[name] for name in ("exp", "tanh")]
    for name in page.program.functions:
        definition = page.program.definition(name)
        if definition is not None and not {"exp", "tanh"}.isdisjoint(functions_of(definition)):
            names.append(page.function_name(name))
    text = "".join(getattr(source.body, part) for part in PARTS[unit])
    counts = {name: len(re.findall(rf"\b{name}\(", text)) for name in dict.fromkeys(names)}
    return tuple(name for name, count in counts.items() if count) if sum(counts.values()) > MOST_COPIES else ()


def declared(source: Source, unit: Unit) -> str:
    """Return what stands before a unit so that it calls such functions, a vector of numbers at once, or nothing.

    clang has no such calls in loops and keeps them inline.
    """
    real, names = source.page.real, outlined(source, unit)
    if not names:
        return ""
    by = 2 if source.page.is_single else 1
    clones = [f"#pragma omp declare simd simdlen({by * lanes})" for lanes in LANES]
    lines = [
        line for name in names for line in (*clones, f"static {real} {name}({real}) __attribute__((noinline, const));")
    ]
    head = "#if defined(BACKPROP_FAST_EXP) && defined(__GNUC__) && !defined(__clang__)"
    return "\n".join([head, *lines, "#endif", ""])
