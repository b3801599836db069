"""`model.compile`: gradient functions in this process, by the best means that the machine has."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..document.page import filled
from ..errors import ExportError, unknown
from ..graph.equations import bare
from ..graph.expand import elements
from ..models.network import Network
from .c import Page, Source, Unit
from .compiler import FAST, SAFE, glue, kernels, library
from .lowering import Form, Program, lowered, size_of, sizes_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .inplace import Means

    Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The functions of one network, ready to be called.

    Arrays are contiguous, of one type, of the shapes that `symbackprop check` prints; data may have one more axis in
    front, the samples of a batch, and where it is left out it is the model's. The gradient goes into an array of yours.

    Args:
        backend: What they run on, a row of COMPILERS.
        loss: (parameters, *data) to the loss; of a batch, the mean.
        gradient: (parameters, gradient, *data): fills `gradient`.
        loss_and_gradient: The same, and returns the loss.
        update: (parameters, rate, *data): one step of descent in place; returns the loss before.
        train: (parameters, rate, rounds, *data): many steps in place; returns the loss after.
        bind: (parameters, gradient, *data) to loss_and_gradient with its arrays fixed, the fastest call there is.
    """

    backend: str
    loss: Callable[..., float]
    gradient: Callable[..., None]
    loss_and_gradient: Callable[..., float]
    update: Callable[..., float]
    train: Callable[..., float]
    bind: Callable[..., Callable[[], float]]


def compiled(
    network: Network, backend: str | None = None, is_single: bool = False, data: Iterable[str] = ()
) -> Compiled:
    """Return the compiled functions of a network.

    Args:
        network: The network.
        backend: A row of COMPILERS; without, the first of PREFERRED that the machine has.
        is_single: Whether arrays are of float32 and not of float64.
        data: The names of what each sample has its own of; see `lowering.data_of`.

    Raises:
        ExportError: The backend cannot be had, or the network has no gradient.
        UnknownNameError: There is no such backend.
    """
    program = lowered(network, data)
    if backend is not None:
        if backend in EXPORTED_ONLY:
            raise ExportError(f"{backend} is not called from Python: export it, or compile with {', '.join(COMPILERS)}")
        if backend not in COMPILERS:
            raise unknown("backend", backend, list(COMPILERS))
        return COMPILERS[backend](program, is_single)
    refusals = []
    for name in PREFERRED:
        try:
            made = COMPILERS[name](program, is_single)
        except ExportError as error:
            refusals.append(f"{name}: {error}")
            continue
        if refusals:
            _say_once(f"compiling with {name} ({'; '.join(refusals)})")
        return made
    raise ExportError("; ".join(refusals))


@cache
def _say_once(message: str) -> None:
    import warnings

    warnings.warn(message, RuntimeWarning, stacklevel=4)


def with_c(program: Program, is_single: bool) -> Compiled:
    """Return functions that a C compiler has made; those of batches are made when they are first called."""
    source = Source(Page(program, is_single), program.network.title)

    def load(unit: str) -> int:
        return _address(_loaded(source, Unit(unit)), f"backprop_family_{unit}")

    with ThreadPoolExecutor(1) as beside:
        extension = beside.submit(glue)
        first = _loaded(source, Unit.ONE_GRADIENT)
    functions = extension.result().functions
    made = functions(_address(first, "backprop_description"), _address(first, "backprop_family_one_gradient"), load)
    return of_functions("c", made.with_data(*given(program, is_single)) if program.data else made)


def of_functions(backend: str, made: Any) -> Compiled:
    """Return the functions of an object that has them as methods."""
    return Compiled(backend, made.loss, made.gradient, made.loss_and_gradient, made.update, made.train, made.bind)


def given(program: Program, is_single: bool) -> list[Array]:
    """Return the data that the model itself has."""
    import numpy as np

    network = program.network
    return [
        np.array(
            [float(network.values[name].value) for name in elements(symbol, network.labels)],
            dtype=np.float32 if is_single else np.float64,
        ).reshape(sizes_of(symbol))
        for symbol in program.data
    ]


_LIBRARIES: list[ctypes.CDLL] = []
"""Loaded libraries, kept for as long as the process lives: functions hold bare addresses into them."""


def _loaded(source: Source, unit: Unit) -> ctypes.CDLL:
    sources: dict[str, str | bytes] = dict(bridged(source, unit))
    if source.calls_kernels(unit):
        sources["kernels.o"] = kernels(source.page.real)
    _LIBRARIES.append(ctypes.CDLL(str(library(sources, _options(source, unit)))))
    return _LIBRARIES[-1]


def _options(source: Source, unit: Unit) -> list[tuple[str, ...]]:
    simd, plain = ("-fopenmp-simd", "-DBACKPROP_SIMD"), (*SAFE, "-O2")
    if unit in (Unit.BATCH, Unit.BATCH_GRADIENT):
        return [(*FAST, "-O2", "-fopenmp"), (*FAST, "-O2", *simd), plain]
    # Statements that wait for each other gain nothing from being packed into vectors two by two.
    level = ("-O2", "-fno-tree-slp-vectorize") if source.page.program.form is Form.STRAIGHT else ("-O3",)
    return [(*FAST, *level, *simd), plain]


def _address(loaded: ctypes.CDLL, name: str) -> int:
    return ctypes.addressof(ctypes.c_char.in_dll(loaded, name))


def bridged(source: Source, unit: Unit) -> dict[str, str]:
    """Return the files of a library that the extension can call: functions, and a table of them."""
    return {
        "library.c": '#include "table.h"\n#include "gradient.c"\n#include "bridge.c"\n',
        "gradient.c": source.code(unit, has_kernels=False),
        "gradient.h": source.header(),
        "bridge.c": bridge(source, unit),
        "table.h": filled("extension/table.h"),
    }


FAMILY = ("loss", "loss_and_gradient", "update", "train")
FAMILIES: Mapping[Unit, tuple[tuple[str, str, tuple[str, ...]], ...]] = MappingProxyType(
    {
        Unit.ALL: (("one", "", FAMILY), ("batch", "batch_", FAMILY)),
        Unit.ONE: (("one", "", FAMILY),),
        Unit.ONE_GRADIENT: (("one_gradient", "", ("loss_and_gradient",)),),
        Unit.BATCH: (("batch", "batch_", FAMILY),),
        Unit.BATCH_GRADIENT: (("batch_gradient", "batch_", ("loss_and_gradient",)),),
    }
)
"""The tables of functions of each unit: name, prefix, and which functions are there."""


def bridge(source: Source, unit: Unit, is_linked: bool = False) -> str:
    """Return the table of a program's functions, in C."""
    page, program = source.page, source.page.program
    descriptions = [
        (bare(symbol).ascii, size_of(symbol), len(sizes_of(symbol)), ", ".join(map(str, sizes_of(symbol))) or "0")
        for symbol in program.data
    ]
    limits = "too many kinds of data" if len(descriptions) > 32 else ""
    limits = "too many indices" if any(len(row[3].split(",")) > 8 for row in descriptions) else limits
    if limits:
        raise ExportError(f"{program.network.title}: {limits} for the Python extension")
    return filled(
        "extension/bridge.c",
        families=FAMILIES[unit],
        has_description=unit not in (Unit.BATCH, Unit.BATCH_GRADIENT),
        real=page.real,
        data="".join(f"data[{at}], " for at in range(len(program.data))),
        is_single=int(page.is_single),
        operations=program.operations,
        descriptions=descriptions,
        visible="static " if is_linked else "",
    )


def with_llvm(program: Program, is_single: bool) -> Compiled:
    """Return functions that LLVM has made, from straight-line code."""
    from .llvm import jitted

    return _in_place("llvm", jitted(program, is_single), program, is_single)


def with_library(library: str) -> Callable[[Program, bool], Compiled]:
    """Return what makes functions by a library of Python."""

    def made(program: Program, is_single: bool) -> Compiled:
        from .imported import imported

        return _in_place(library, imported(library, program, is_single), program, is_single)

    return made


def _in_place(backend: str, means: Means, program: Program, is_single: bool) -> Compiled:
    import numpy as np

    from .inplace import InPlace

    dtype = np.float32 if is_single else np.float64
    return of_functions(backend, InPlace(means, program, given(program, is_single), dtype))


COMPILERS: Mapping[str, Callable[[Program, bool], Compiled]] = MappingProxyType(
    {"c": with_c, "llvm": with_llvm, "python-extension": with_c}
    | {library: with_library(library) for library in ("numpy", "numba", "jax", "torch")}
)
PREFERRED = ("c", "llvm", "numpy")
EXPORTED_ONLY = frozenset({"fortran", "javascript", "julia", "rust"})
"""Rows of BACKENDS that are no libraries of Python."""
