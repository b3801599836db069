"""A network's functions in C, compiled, loaded, and handed to the extension by their addresses."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from ...document.escape import in_code
from ..c import Page, Source, Unit
from ..c.bridge import bridged
from ..c.outlined import outlined
from ..program.lowering import Form, Program
from .compiler import FAST, SAFE, end_compilers, limit_of
from .libraries import glue, kernels, library

S = TypeVar("S")
T = TypeVar("T")

_LIBRARIES: list[ctypes.CDLL] = []
"""Loaded libraries, kept for as long as the process lives: functions hold bare addresses into them."""


def functions(
    program: Program, is_single: bool, threads: int | None = None, compiler_limit: float | None = None
) -> Any:
    """Return an object of the extension, whose methods are a program's functions.

    The gradient of one sample is compiled at once, and what else there is when it is first called.

    Args:
        program: What to compile.
        is_single: Whether numbers are of single precision.
        threads: On how many threads a batch runs at most; without, OpenMP decides.
        compiler_limit: How many seconds the compiler may take; see `compiler.limit_of`.

    Raises:
        ExportError: No compiler is there, or it refuses the sources.
    """
    source, limit = Source(Page(program, is_single), in_code("A network")), limit_of(compiler_limit)

    def load(unit: str) -> int:
        return _address(_loaded(source, Unit(unit), limit), f"backprop_family_{unit}")

    extension, first = _beside(lambda: glue(limit), lambda: _loaded(source, Unit.ONE_GRADIENT, limit))
    made = extension.functions(
        _address(first, "backprop_description"), _address(first, "backprop_family_one_gradient"), load
    )
    return made if threads is None else made.with_threads(threads)


def _beside(other: Callable[[], T], own: Callable[[], S]) -> tuple[T, S]:
    """Return what two functions return, the other of which runs in a thread where the system has one to give."""
    with ThreadPoolExecutor(1) as threads:
        try:
            running = threads.submit(other)
        except RuntimeError:
            return other(), own()
        try:
            made = own()
            return running.result(), made
        except KeyboardInterrupt:
            end_compilers()
            raise


def _loaded(source: Source, unit: Unit, limit: float) -> ctypes.CDLL:
    sources: dict[str, str | bytes] = dict(bridged(source, unit))
    if source.calls_kernels(unit):
        sources["kernels.o"] = kernels(source.page.real, limit)
    _LIBRARIES.append(library(sources, _options(source, unit), lambda path: ctypes.CDLL(str(path)), limit=limit))
    return _LIBRARIES[-1]


def _options(source: Source, unit: Unit) -> list[tuple[str, ...]]:
    simd, plain = ("-fopenmp-simd", "-DBACKPROP_SIMD"), (*SAFE, "-O2")
    if unit in (Unit.BATCH, Unit.BATCH_GRADIENT):
        return [(*FAST, "-O2", "-fopenmp"), (*FAST, "-O2", *simd), plain]
    if source.page.program.form is Form.STRAIGHT:
        # Statements that wait for each other gain nothing from being packed into vectors two by two.
        return [(*FAST, "-O2", "-fno-tree-slp-vectorize", *simd), plain]
    if outlined(source, unit):
        return [(*FAST, "-O2", *simd), plain]
    # gcc spends a third of its time on outer loops that it could unroll, and finds none.
    return [(*FAST, "-O3", "-fno-loop-unroll-and-jam", *simd), (*FAST, "-O3", *simd), plain]


def _address(loaded: ctypes.CDLL, name: str) -> int:
    return ctypes.addressof(ctypes.c_char.in_dll(loaded, name))
