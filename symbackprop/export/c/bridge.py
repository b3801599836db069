"""What the Python extension has to know about the C functions of a network: a table of them, in C."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ...document.page import filled
from ...graph.equations import bare
from ..program.lowering import Program, size_of, sizes_of
from ..program.prediction import data_read
from . import Source, Unit
from .outlined import declared

FAMILIES: Mapping[Unit, tuple[tuple[str, str, bool], ...]] = MappingProxyType(
    {
        Unit.ALL: (("one", "", True), ("batch", "batch_", True)),
        Unit.ONE: (("one", "", True),),
        Unit.ONE_GRADIENT: (("one_gradient", "", False),),
        Unit.BATCH: (("batch", "batch_", True),),
        Unit.BATCH_GRADIENT: (("batch_gradient", "batch_", False),),
    }
)
"""The tables of functions of each unit: name, prefix, and whether all functions are there or the gradient alone."""


def bridge(source: Source, unit: Unit, is_linked: bool = False) -> str:
    """Return the table of a program's functions, in C."""
    page, program = source.page, source.page.program
    descriptions = [
        (bare(symbol).ascii, size_of(symbol), len(sizes_of(symbol)), ", ".join(map(str, sizes_of(symbol))))
        for symbol in program.data
    ]
    return filled(
        "extension/bridge.c",
        families=FAMILIES[unit],
        has_batch=any(prefix for _, prefix, _ in FAMILIES[unit]),
        has_description=unit not in (Unit.BATCH, Unit.BATCH_GRADIENT),
        real=page.real,
        data="".join(f"data[{at}], " for at in range(len(program.data))),
        is_single=int(page.is_single),
        operations=program.operations,
        part_work=source.body.part_work,
        worth_threads=page.worth_threads,
        descriptions=descriptions,
        starts=[repr(float(start)) for start in program.steps.state.values()],
        predicted=_predicted(program) if is_linked and program.outputs else None,
        has_rate=program.steps.has_rate,
        has_round=program.steps.has_round,
        visible="static " if is_linked else "",
    )


def _predicted(program: Program) -> list[tuple[int, str, int, int]]:
    """Return the data that outputs depend on: its number among all data, its name, its size, and its dimensions."""
    return [
        (program.data.index(symbol), bare(symbol).ascii, size_of(symbol), len(sizes_of(symbol)))
        for symbol in data_read(program)
    ]


def bridged(source: Source, unit: Unit) -> dict[str, str]:
    """Return the files of a library that the extension can call: functions, and a table of them."""
    return {
        "library.c": f'#include "table.h"\n{declared(source, unit)}#include "gradient.c"\n#include "bridge.c"\n',
        "gradient.c": source.code(unit, has_kernels=False),
        "gradient.h": source.header(),
        "bridge.c": bridge(source, unit),
        "table.h": filled("extension/table.h"),
    }
