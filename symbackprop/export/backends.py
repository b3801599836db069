"""The table of backends: what `symbackprop export --to` can write, a row each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from ..errors import CertificationError, unknown
from ..models.network import Network
from .c.package import package
from .c.project import project
from .check.certified_call import Check, check_of
from .program.lowering import PREFIX, Form, Program, lowered
from .program.numbering import equation_numbers
from .python.arrays import array_module
from .python.numba import numba_module
from .single_file.fortran import fortran
from .single_file.javascript import javascript
from .single_file.julia import julia
from .single_file.rust import rust
from .syntax.prefix import checked, renamed

Emit = Callable[[Program, Check | None, bool], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Backend:
    """One thing that a network can be written as.

    Args:
        title: What it is.
        emit: From a program, a certified call and whether numbers are of single precision to files by name.
        form: The form that it needs, or None where the size of the network decides.
        run: How its check is run.
    """

    title: str
    emit: Emit
    form: Form | None
    run: str


BACKENDS: Mapping[str, Backend] = MappingProxyType(
    {
        "c": Backend("C99 without allocation or state, with CMake and make", project, None, "make check"),
        "fortran": Backend("a Fortran module", fortran, None, "gfortran gradient.f90 && ./a.out"),
        "javascript": Backend("a JavaScript module", javascript, None, "node gradient.js"),
        "jax": Backend(
            "JAX functions, to be jitted", partial(array_module, name="jax"), Form.LOOPS, "python gradient_jax.py"
        ),
        "julia": Backend("a Julia module", julia, None, "julia gradient.jl"),
        "numba": Backend("loops in Python, compiled by Numba", numba_module, None, "python gradient_numba.py"),
        "numpy": Backend(
            "NumPy alone, by matrix products", partial(array_module, name="numpy"), Form.LOOPS, "python gradient.py"
        ),
        "python-extension": Backend(
            "a Python package with a C extension", package, None, "pip install . && python -m backprop_gradient"
        ),
        "rust": Backend("a Rust file", rust, None, "rustc -O --test gradient.rs && ./gradient"),
        "torch": Backend(
            "PyTorch functions, differentiable to any order",
            partial(array_module, name="torch"),
            Form.LOOPS,
            "python gradient_torch.py",
        ),
    }
)


def exported(
    network: Network, backend: str, is_single: bool = False, data: Iterable[str] = (), prefix: str = PREFIX
) -> dict[str, str]:
    """Return the files that a network is exported to, by name.

    Args:
        network: The network.
        backend: A row of BACKENDS.
        is_single: Whether numbers are of single precision.
        data: The names of what each sample has its own of; see `lowering.data_of`.
        prefix: What names begin with that the program around the code sees; see `prefix`.

    Raises:
        ExportError: The network cannot be written so.
        UnknownNameError: There is no such backend.
        UsageError: The prefix cannot be one, or the backend has no use for it.
    """
    if backend not in BACKENDS:
        raise unknown("backend", backend, list(BACKENDS))
    row = BACKENDS[backend]
    program = replace(lowered(network, data, row.form), prefix=checked(prefix))
    try:
        check = check_of(program)
    except CertificationError:
        check = None
    else:
        program = replace(program, numbers=equation_numbers(program))
    return renamed(backend, row.emit(program, check, is_single), prefix)


def run_of(backend: str, prefix: str = PREFIX) -> str:
    """Return how the check of an export is run."""
    return renamed(backend, {"run.py": BACKENDS[backend].run}, prefix)["run.py"]
