"""C99 as loops: the functions of one sample, and what they share with those of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...expression.tree import Expression, Symbol, symbols_of
from ...graph.equations import bare
from ...graph.expand import elements
from ..program.invariants import hoisted
from ..program.lowering import needed, reads, size_of
from ..program.nests import passing_of, scheduled
from .frame import Frame
from .one import One
from .page import INDENT, Page
from .place import Place


def tables(page: Page) -> str:
    """Return the given quantities that are neither trained nor data, as tables, and where positions are looked up."""
    program = page.program
    used = {bare(read) for at in program.statements for read in reads(at)}
    text = ""
    for quantity, table in program.tables.items():
        rows = wrapped([str(number - 1) for number in table.numbers])
        text += f"static const size_t {page.names.table(quantity)}[{len(table.numbers)}] = {{\n{rows}\n}};\n\n"
    for symbol in program.constants:
        if bare(symbol) in used:
            values = [page.number(name) for name in elements(symbol, program.network.labels)]
            if symbol.indices:
                rows = wrapped(values)
                text += f"static const {page.real} {page.names.of(bare(symbol))}[{len(values)}] = {{\n{rows}\n}};\n\n"
    return text.rstrip()


def wrapped(values: Sequence[str]) -> str:
    """Return numbers in lines."""
    lines = [INDENT]
    for value in values:
        if len(lines[-1]) + len(value) > 110:
            lines.append(INDENT)
        lines[-1] += f"{value}, "
    return "\n".join(
        line.rstrip().rstrip(",") if at == len(lines) - 1 else line.rstrip() for at, line in enumerate(lines)
    )


def _scalar_constants(page: Page, used: set[Symbol]) -> list[str]:
    return [
        f"const {page.real} {page.names.of(symbol)} = {page.number(symbol)};"
        for symbol in page.program.constants
        if not symbol.indices and symbol in used
    ]


def given(frame: Frame, used: set[Symbol], unused: list[str]) -> list[str]:
    """Declare the parameters and constants that are used, and return the lines."""
    page, lines, at = frame.page, list[str](), 0
    for symbol in page.program.constants:
        frame.places[bare(symbol)] = Place(page.names.of(bare(symbol)), symbol, bool(symbol.indices))
    for symbol in page.program.parameters:
        name = page.names.of(bare(symbol))
        frame.places[bare(symbol)] = Place(name, symbol)
        if bare(symbol) in used:
            where = f"parameters + {at}" if at else "parameters"
            lines.append(f"const {page.real} *const {name} = {where};")
        at += size_of(symbol)
    if not lines:
        unused.append("parameters")
    return _scalar_constants(page, used) + lines


def sample(page: Page, results: Sequence[Expression], with_gradient: bool) -> tuple[list[str], int]:
    """Return the body of a function of one sample, and how much work it needs."""
    program, real = page.program, page.real
    kept = hoisted(needed(program.statements, results), page.has_kernels)
    used = {bare(read) for at in kept for read in reads(at)} | {
        bare(read) for result in results for read in symbols_of(result)
    }
    frame = One(page)
    unused: list[str] = []
    lines = given(frame, used, unused)
    for symbol in program.data:
        pointer = page.pointers[bare(symbol)]
        frame.places[bare(symbol)] = Place(pointer, symbol)
        if bare(symbol) not in used:
            unused.append(pointer)
    slots = gradient_slots(page)
    outputs = {bare(program.loss), *(slots if with_gradient else ())}
    passing = passing_of(scheduled(kept, outputs))
    size = 0
    for statement in kept:
        name, declared = page.names.of(bare(statement.target)), statement.target
        frame.places[bare(declared)] = Place(name, declared, bool(declared.indices))
        if with_gradient and bare(declared) in slots:
            at = slots[bare(declared)]
            lines.append(f"{real} *const {name} = gradient + {at};" if at else f"{real} *const {name} = gradient;")
            frame.places[bare(declared)] = Place(name, declared)
        elif not declared.indices:
            lines.append(f"{real} {name};")
        elif bare(declared) not in passing:
            lines.append(f"{real} *const {name} = work + {size};" if size else f"{real} *const {name} = work;")
            size += size_of(declared)
    lines = [*(f"(void){name};" for name in unused), *([] if size else ["(void)work;"]), *lines]
    lines += frame.lines(kept, outputs)
    if with_gradient:
        lines += constant_slopes(frame)
    return [*lines, f"return {frame.write(program.loss)};"], size


def gradient_slots(page: Page) -> Mapping[Symbol, int]:
    """Return where in the gradient each adjoint of a parameter is written, by the bare adjoint."""
    found, at = {}, 0
    for symbol in page.program.parameters:
        adjoint = page.program.adjoints[bare(symbol)]
        if isinstance(adjoint, Symbol):
            found[adjoint] = at
        at += size_of(symbol)
    return found


def constant_slopes(frame: Frame) -> list[str]:
    """Return what writes the slopes that are the same everywhere, which no equation is about."""
    lines, at = [], 0
    for symbol in frame.page.program.parameters:
        adjoint, size = frame.page.program.adjoints[bare(symbol)], size_of(symbol)
        if not isinstance(adjoint, Symbol):
            value = frame.write(adjoint)
            if size == 1:
                lines.append(f"gradient[{at}] = {value};")
            else:
                lines += [
                    f"for (size_t at = {at}; at < {at + size}; at++) {{",
                    f"{INDENT}gradient[at] = {value};",
                    "}",
                ]
        at += size
    return lines
