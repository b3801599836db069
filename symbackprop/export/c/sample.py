"""C99 as loops: the functions of one sample, and what they share with those of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...expression.tree import Symbol, symbols_of
from ...graph.equations import bare
from ...graph.expand import elements
from ..program.invariants import hoisted
from ..program.lowering import needed, reads, size_of
from ..program.nests import passing_of, scheduled
from ..program.prediction import data_read, output_size
from ..program.results import NOTHING, Results
from .frame import Frame
from .one import One
from .page import INDENT, Page, function
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


def sample(page: Page, stored: Results = NOTHING, is_prediction: bool = False) -> tuple[list[str], int]:
    """Return the body of a function of one sample, and how much work it needs.

    Args:
        page: Its names and types.
        stored: What it fills.
        is_prediction: Whether it computes outputs, and not the loss.
    """
    program, real = page.program, page.real
    results = (*(() if is_prediction else (program.loss,)), *stored.values.values())
    statements, data = (program.predicted, data_read(program)) if is_prediction else (program.statements, program.data)
    kept = hoisted(needed(statements, results), page.has_kernels)
    used = {bare(read) for at in kept for read in reads(at)} | {
        bare(read) for result in results for read in symbols_of(result)
    }
    frame = One(page)
    unused: list[str] = []
    lines = given(frame, used, unused)
    for symbol in data:
        pointer = page.pointers[bare(symbol)]
        frame.places[bare(symbol)] = Place(pointer, symbol)
        if bare(symbol) not in used:
            unused.append(pointer)
    slots = slots_in(stored)
    outputs = {bare(result) for result in results if isinstance(result, Symbol)}
    passing = passing_of(scheduled(kept, outputs))
    size = 0
    for statement in kept:
        name, declared = page.names.of(bare(statement.target)), statement.target
        frame.places[bare(declared)] = Place(name, declared, bool(declared.indices))
        if bare(declared) in slots:
            at = slots[bare(declared)]
            where = f"{stored.array} + {at}" if at else stored.array
            lines.append(f"{real} *const {name} = {where};")
            frame.places[bare(declared)] = Place(name, declared)
        elif not declared.indices:
            lines.append(f"{real} {name};")
        elif bare(declared) not in passing:
            lines.append(f"{real} *const {name} = work + {size};" if size else f"{real} *const {name} = work;")
            size += size_of(declared)
    lines = [*(f"(void){name};" for name in unused), *([] if size else ["(void)work;"]), *lines]
    lines += frame.lines(kept, outputs)
    lines += constants_of(frame, stored)
    return [*lines, *([] if is_prediction else [f"return {frame.write(program.loss)};"])], size


def slots_in(stored: Results) -> Mapping[Symbol, int]:
    """Return where in what a function fills each quantity is written, by the bare quantity."""
    found, at = {}, 0
    for symbol, value in stored.values.items():
        if isinstance(value, Symbol):
            found[bare(value)] = at
        at += size_of(symbol)
    return found


def constants_of(frame: Frame, stored: Results) -> list[str]:
    """Return what writes the results that are the same everywhere, as some slopes are, which no equation is about."""
    lines, at = [], 0
    for symbol, found in stored.values.items():
        size = size_of(symbol)
        if not isinstance(found, Symbol):
            value = frame.write(found)
            if size == 1:
                lines.append(f"{stored.array}[{at}] = {value};")
            else:
                lines += [
                    f"for (size_t at = {at}; at < {at + size}; at++) {{",
                    f"{INDENT}{stored.array}[at] = {value};",
                    "}",
                ]
        at += size
    return lines


def predicting(page: Page, lines: Sequence[str]) -> str:
    """Return the functions that predict: of one sample with its lines, and of a batch, which calls it; or nothing."""
    program, real = page.program, page.real
    if not program.outputs:
        return ""
    out = f"{real} *BACKPROP_RESTRICT outputs, {real} *BACKPROP_RESTRICT work"
    rows = "".join(f", {page.pointers[bare(at)]} + {size_of(at)}u * sample" for at in data_read(program))
    each = f"backprop_predict(parameters{rows}, outputs + {output_size(program)}u * sample, work);"
    batch = ["for (size_t sample = 0; sample < samples; sample++) {", INDENT + each, "}"]
    return "\n\n".join(
        [
            function(f"void backprop_predict({page.predicted_inputs(False)},\n    {out})", lines),
            function(f"void backprop_batch_predict({page.predicted_inputs(True)},\n    {out})", batch),
        ]
    )
