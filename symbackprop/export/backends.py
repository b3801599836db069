"""The table of backends: what `symbackprop export --to` can write, a row each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from types import MappingProxyType

from ..errors import CertificationError, UsageError, unknown
from ..models.network import Network
from .c.names import in_c
from .c.package import package
from .c.package import renamed as in_package
from .c.project import project
from .check.certified_call import Check, check_of
from .check.uncertified_call import uncertified_call
from .licence import DEFAULT, checked_licence, licensed
from .prefix import checked, longer, prefix_of
from .program.derivatives import OTHERS, PER_SAMPLE
from .program.lowering import PREFIX, Form, Program, lowered
from .program.numbering import equation_numbers
from .program.prediction import with_prediction
from .python.derivative_functions import module_with_derivatives
from .python.numba import numba_module
from .single_file.fortran import fortran
from .single_file.fortran import renamed as in_fortran
from .single_file.javascript import javascript
from .single_file.julia import julia
from .single_file.julia import renamed as in_julia
from .single_file.rust import rust

Emit = Callable[[Program, Check | None, bool], Mapping[str, str]]
Rename = Callable[[str, str, str], str]


class Others(Enum):
    """Where other derivatives are that somebody asks for: see `program.derivatives`."""

    FUNCTIONS = "functions of the same module"
    FOLDERS = "a folder each, and functions for each sample"
    FOLDERS_ALONE = "a folder each"


@dataclass(frozen=True, slots=True)
class Backend:
    """One thing that a network can be written as.

    Args:
        title: What it is.
        emit: From a program, a certified call and whether numbers are of single precision to files by name.
        form: The form that it needs, or None where the size of the network decides.
        run: How its check is run.
        others: Where other derivatives are.
        rename: Where the language has one place for the names of all files: from a text, another prefix and the name of
            the file to the text with that prefix.
    """

    title: str
    emit: Emit
    form: Form | None
    run: str
    others: Others
    rename: Rename | None = None


def _itself(text: str, _prefix: str, _name: str) -> str:
    return text


BACKENDS: Mapping[str, Backend] = MappingProxyType(
    {
        "c": Backend(
            "C99 without allocation or state, with CMake and make", project, None, "make check", Others.FOLDERS, in_c
        ),
        "fortran": Backend(
            "a Fortran module", fortran, None, "gfortran gradient.f90 && ./a.out", Others.FOLDERS, in_fortran
        ),
        # Its template has a blank for the name of the global.
        "javascript": Backend("a JavaScript module", javascript, None, "node gradient.js", Others.FOLDERS, _itself),
        "jax": Backend(
            "JAX functions, to be jitted",
            partial(module_with_derivatives, name="jax"),
            Form.LOOPS,
            "python gradient_jax.py",
            Others.FUNCTIONS,
        ),
        "julia": Backend("a Julia module", julia, None, "julia gradient.jl", Others.FOLDERS, in_julia),
        "numba": Backend(
            "loops in Python, compiled by Numba", numba_module, None, "python gradient_numba.py", Others.FOLDERS_ALONE
        ),
        "numpy": Backend(
            "NumPy alone, by matrix products",
            partial(module_with_derivatives, name="numpy"),
            Form.LOOPS,
            "python gradient.py",
            Others.FUNCTIONS,
        ),
        "python-extension": Backend(
            "a Python package with a C extension",
            package,
            None,
            "pip install . && python -m backprop_gradient",
            Others.FOLDERS_ALONE,
            in_package,
        ),
        "rust": Backend("a Rust file", rust, None, "rustc -O --test gradient.rs && ./gradient", Others.FOLDERS),
        "torch": Backend(
            "PyTorch functions, differentiable to any order",
            partial(module_with_derivatives, name="torch"),
            Form.LOOPS,
            "python gradient_torch.py",
            Others.FUNCTIONS,
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Export:
    """What a network is exported to.

    Args:
        files: Their texts, by name.
        has_check: Whether they check themselves, against a certified call or at least against a complex step.
        is_certified: Whether there is a certified call, for which a network may be too large.
    """

    files: dict[str, str]
    has_check: bool
    is_certified: bool


def exported(
    network: Network,
    backend: str,
    is_single: bool = False,
    data: Iterable[str] = (),
    prefix: str = PREFIX,
    licence: str = DEFAULT,
    outputs: Iterable[str] = (),
    functions: Iterable[str] = (),
) -> dict[str, str]:
    """Return the files that a network is exported to, by name; see `export_of`."""
    return export_of(network, backend, is_single, data, prefix, licence, outputs, functions).files


def export_of(
    network: Network,
    backend: str,
    is_single: bool = False,
    data: Iterable[str] = (),
    prefix: str = PREFIX,
    licence: str = DEFAULT,
    outputs: Iterable[str] = (),
    functions: Iterable[str] = (),
) -> Export:
    """Return what a network is exported to.

    Args:
        network: The network.
        backend: A row of BACKENDS.
        is_single: Whether numbers are of single precision.
        data: The names of what each sample has its own of; see `lowering.data_of`.
        prefix: What names begin with that the program around the code sees; see `prefix`.
        licence: What the first line of each file says that it is under, as SPDX has it.
        outputs: The names of what `predict` returns; see `prediction.outputs_of`.
        functions: Other derivatives that the code computes: rows of `derivatives.OTHERS`, PER_SAMPLE.

    Raises:
        ExportError: The network cannot be written so.
        UnknownNameError: There is no such backend.
        UsageError: The prefix cannot be one, or the backend has no use for it; or the licence is none.
    """
    if backend not in BACKENDS:
        raise unknown("backend", backend, list(BACKENDS))
    checked_licence(licence)
    row, names = BACKENDS[backend], tuple(data)
    inside, folders = _others(backend, functions)
    program = with_prediction(lowered(network, names, row.form), outputs)
    found = _written(row, replace(program, more=inside), is_single, prefix, licence)
    for name in folders:
        folder = name.replace("-", "_")
        other = OTHERS[name](network, names, row.form)
        part = _written(row, other, is_single, longer(prefix, folder), licence)
        files = {f"{folder}/{file}": text for file, text in part.files.items()}
        found = Export(
            found.files | files, found.has_check and part.has_check, found.is_certified and part.is_certified
        )
    return found


def _written(row: Backend, program: Program, is_single: bool, prefix: str, licence: str) -> Export:
    program = replace(program, prefix=checked(prefix))
    try:
        check: Check | None = check_of(program)
    except CertificationError:
        check = uncertified_call(program)
    else:
        program = replace(program, numbers=equation_numbers(program))
    files = licensed(_renamed(row, row.emit(program, check, is_single), prefix), licence)
    return Export(files, check is not None, check is not None and check.is_certified)


def _others(backend: str, functions: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which other derivatives are functions of the same module, and which have a folder each."""
    names = tuple(dict.fromkeys(functions))
    for name in names:
        if name not in (*OTHERS, PER_SAMPLE):
            raise unknown("function", name, sorted((*OTHERS, PER_SAMPLE)))
    others = BACKENDS[backend].others
    if PER_SAMPLE in names and others is Others.FOLDERS_ALONE:
        raise UsageError(f"{backend} has no {PER_SAMPLE}: its gradient of one sample, called for each, is that")
    inside = names if others is Others.FUNCTIONS else tuple(name for name in names if name == PER_SAMPLE)
    return inside, tuple(name for name in names if name not in inside)


def run_of(backend: str, prefix: str = PREFIX) -> str:
    """Return how the check of an export is run."""
    row = BACKENDS[backend]
    return _renamed(row, {"run.py": row.run}, prefix)["run.py"]


def prefix_for(backend: str, asked: str, name: str) -> str:
    """Return the prefix of an export.

    Args:
        backend: What the network is exported to.
        asked: The prefix that somebody asks for, or nothing.
        name: The name of the network.

    Raises:
        UsageError: It cannot be one, or the backend has no use for it.
    """
    if BACKENDS[backend].rename is not None:
        return checked(asked) if asked else prefix_of(name)
    if asked:
        raise UsageError(f"{backend} takes no prefix: each of its files is a module, which is named where it is read")
    return PREFIX


def _renamed(row: Backend, files: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Return the files of an export with a prefix for PREFIX, in their names, too."""
    rename = _itself if row.rename is None or prefix == PREFIX else row.rename
    return {rename(name, prefix, name): rename(text, prefix, name) for name, text in files.items()}
