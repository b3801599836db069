"""`model.compile`: gradient functions in this process, by the best means that the machine has."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from ...errors import ExportError, unknown
from ...graph.equations import bare
from ...models.network import Network
from ..program.lowering import Program, lowered
from .derivatives import Derivatives
from .prediction import Prediction, own_data

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .in_place import Means

    Array = NDArray[Any]


THREADS_VARIABLE = "SYMBACKPROP_THREADS"
"""The variable of the environment that says on how many threads a batch runs at most."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a program is compiled.

    Args:
        is_single: Whether numbers are of single precision.
        threads: On how many threads a batch runs at most; without, the environment or OpenMP decides.
        compiler_limit: How many seconds a C compiler may take; without, the environment decides.
    """

    is_single: bool
    threads: int | None = None
    compiler_limit: float | None = None


Compiler: TypeAlias = "Callable[[Program, Options], Compiled]"


@dataclass(frozen=True, slots=True)
class Compiled:
    """The functions of one network, ready to be called.

    Arrays are contiguous, of one type, of the shapes that `symbackprop check` prints; data may have one more axis in
    front, the samples of a batch, and where it is left out it is the model's, if that has values. The gradient goes
    into an array of yours. Arguments stand in the order of `syntax.arguments`.

    Args:
        backend: What they run on, a row of COMPILERS.
        loss: (parameters, *data) to the loss; of a batch, the mean.
        gradient: (parameters, *data, gradient): fills `gradient`.
        loss_and_gradient: (parameters, *data, gradient): the same, and returns the loss.
        update: (parameters, *data, rate): one step of descent in place; returns the loss before. An optimiser that has
            them takes its state after the parameters, which changes in place too, and the number of the round after the
            rate, from 1; one whose rate depends on the round takes no rate.
        train: (parameters, *data, rate, rounds): many steps in place; returns the loss after. State and rate as above;
            the number is that of the first round.
        bind: (parameters, *data, gradient) to loss_and_gradient with its arrays fixed, the fastest call there is.
        predict: (parameters, *data, of=…): quantities by name, of a sample or of each sample of a batch; without a name
            the outputs of the last layer. Of the data only what these depend on is given: see `predict.inputs`.
        input_gradient: (parameters, *data, by=…): derivatives of the loss by data, arrays by name; without names all.
        per_sample_gradients: (parameters, *data): the gradient of the loss of each sample, a row each.
        hessian_vector_product: (parameters, direction, *data): the Hessian of the loss times a vector.
        start: () to the state before the first round, an array of one number a parameter for each of its parts.
    """

    backend: str
    loss: Callable[..., float]
    gradient: Callable[..., None]
    loss_and_gradient: Callable[..., float]
    update: Callable[..., float]
    train: Callable[..., float]
    bind: Callable[..., Callable[[], float]]
    start: Callable[[], Array]
    predict: Prediction
    input_gradient: Callable[..., Mapping[str, Array]]
    per_sample_gradients: Callable[..., Array]
    hessian_vector_product: Callable[..., Array]


def compiled(
    network: Network,
    backend: str | None = None,
    is_single: bool = False,
    data: Iterable[str] = (),
    threads: int | None = None,
    compiler_limit: float | None = None,
) -> Compiled:
    """Return the compiled functions of a network.

    Args:
        network: The network.
        backend: A row of COMPILERS; without, the first of PREFERRED that the machine has.
        is_single: Whether arrays are of float32 and not of float64.
        data: The names of what each sample has its own of; see `lowering.data_of`.
        threads: On how many threads a batch runs at most, with C; without, THREADS_VARIABLE decides, or what is faster.
        compiler_limit: How many seconds a C compiler may take; see `compiler.limit_of`.

    Raises:
        ExportError: The backend cannot be had, or the network has no gradient.
        MissingValuesError: What is neither trained nor data has no values.
        UnknownNameError: There is no such backend.
        ValueError: There cannot be so many threads.
    """
    if threads is not None and threads < 1:
        raise ValueError(f"threads: expected 1 or more, given {threads}")
    if compiler_limit is not None and not 0 < compiler_limit < inf:
        raise ValueError(f"compiler_limit: expected seconds above 0, given {compiler_limit}")
    options = Options(is_single, threads, compiler_limit)
    program = lowered(network, data)
    network.demand_values(program.constants)
    if backend is not None:
        if backend not in COMPILERS:
            raise unknown("backend", backend, list(COMPILERS))
        if threads is not None and backend not in THREADED:
            raise ExportError(f"{backend} takes no number of threads; compile with c, or ask {backend} itself")
        return _made(backend, program, options)
    refusals = []
    for name in PREFERRED:
        try:
            made = _made(name, program, options)
        except ExportError as error:
            refusals.append(f"{name}: {error}")
            continue
        if refusals:
            _say_once(f"compiling with {name} ({'; '.join(refusals)})")
        return made
    raise ExportError("; ".join(refusals))


def _made(backend: str, program: Program, options: Options) -> Compiled:
    try:
        return COMPILERS[backend](program, options)
    except OSError as error:
        # Too few files may be open, say, to read what code is made from.
        raise ExportError(f"{error.filename or 'the system'}: {error.strerror or error}") from error


@cache
def _say_once(message: str) -> None:
    import warnings

    warnings.warn(message, RuntimeWarning, stacklevel=4)


def of_functions(backend: str, made: Any, program: Program, options: Options) -> Compiled:
    """Return the functions of an object that has them as methods."""

    def start() -> Array:
        import numpy as np

        values = [float(value) for value in program.steps.state.values()]
        return np.repeat(np.array(values, dtype=np.float32 if options.is_single else np.float64), program.count)

    calls = (made.loss, made.gradient, made.loss_and_gradient, made.update, made.train, made.bind)
    names = tuple(bare(symbol).ascii for symbol in program.data)
    more = Derivatives(
        program.network,
        names,
        options.is_single,
        backend,
        lambda other: _made(backend, other, options),
        made.gradient,
    )
    predict = Prediction(program.network, names, options.is_single)
    return Compiled(backend, *calls, start, predict, more.by_data, more.of_samples, more.hessian_vector)


def given(program: Program, is_single: bool) -> Sequence[Array] | None:
    """Return the data that the model itself has, or nothing where it has not all of it."""
    import numpy as np

    return own_data(program, np.float32 if is_single else np.float64)


def with_c(program: Program, options: Options) -> Compiled:
    """Return functions that a C compiler has made."""
    from .native import functions

    made = functions(program, options.is_single, options.threads or _threads_wanted(), options.compiler_limit)
    own = given(program, options.is_single)
    return of_functions("c", made.with_data(*own) if own else made, program, options)


def _threads_wanted() -> int | None:
    """Return on how many threads a batch runs at most, by THREADS_VARIABLE."""
    wanted = os.environ.get(THREADS_VARIABLE, "")
    if not wanted:
        return None
    if not (wanted.isascii() and wanted.isdecimal()) or int(wanted) == 0:
        raise ExportError(f"{THREADS_VARIABLE}: expected a whole number of 1 or more, given {wanted!r}")
    return int(wanted)


def with_llvm(program: Program, options: Options) -> Compiled:
    """Return functions that LLVM has made, from straight-line code."""
    from ..llvm.functions import jitted

    return _in_place("llvm", jitted(program, options.is_single), program, options)


def with_library(library: str) -> Compiler:
    """Return what makes functions by a library of Python."""

    def made(program: Program, options: Options) -> Compiled:
        from .imported import imported

        return _in_place(library, imported(library, program, options.is_single), program, options)

    return made


def _in_place(backend: str, means: Means, program: Program, options: Options) -> Compiled:
    import numpy as np

    from .in_place import InPlace

    dtype = np.float32 if options.is_single else np.float64
    made = InPlace(means, program, given(program, options.is_single), dtype)
    return of_functions(backend, made, program, options)


COMPILERS: Mapping[str, Compiler] = MappingProxyType(
    {"c": with_c, "llvm": with_llvm, "python-extension": with_c}
    | {library: with_library(library) for library in ("numpy", "numba", "jax", "torch")}
)
PREFERRED = ("c", "llvm", "numpy")
THREADED = frozenset({"c", "python-extension"})
"""Which of them run a batch on several threads of ours."""
