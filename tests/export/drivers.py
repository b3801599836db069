"""How each backend is tested: a row a backend, which the tests of all backends read.

A new backend has its row here: how its check is run, how it is called with numbers, how its file is read without being
run, and which words it shares.
"""

from __future__ import annotations

import ctypes
import importlib.util
import re
import shutil
import subprocess
import sys
import sysconfig
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from hypothesis import assume

from symbackprop.errors import ExportError
from symbackprop.export.backends import BACKENDS
from symbackprop.export.check.certified_call import Check
from symbackprop.export.compiled.table import compiled
from symbackprop.export.compiled.table import given as given_data
from symbackprop.export.program.lowering import Program, lowered
from symbackprop.export.python.notes_module import PRINTER

from .reading import julia_faults, torch_faults

Results = Sequence[tuple[float, Sequence[float]]]


class Drawn:
    """A program, its numbers, and what ball arithmetic says of them."""

    # No dataclass, of which Hypothesis would print every field.
    def __init__(self, program: Program, loss: float, gradient: Sequence[float]) -> None:
        self.program, self.loss, self.gradient = program, loss, gradient
        values = program.network.values
        self.parameters = np.array([float(values[name].value) for name in program.network.parameters])
        self.data = tuple(given_data(program, False))

    def __repr__(self) -> str:
        terms = [(at.target, term) for at in self.program.network.graph.equations for term in at.terms]
        lines = [
            f"{target.ascii} += {PRINTER.write(term.body, attrgetter('ascii'))} over {', '.join(map(str, term.over))}"
            for target, term in terms
        ]
        values = {name.ascii: value.text for name, value in self.program.network.values.items()}
        return "\n".join(["", *lines, *map(str, (values, self.loss, self.gradient))])

    @property
    def check(self) -> Check:
        data = (tuple(map(repr, array.ravel().tolist())) for array in self.data)
        return Check(
            tuple(map(repr, self.parameters.tolist())), tuple(data), repr(self.loss), tuple(map(repr, self.gradient))
        )


def written(files: Mapping[str, str], folder: Path) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def emitted(backend: str, item: Drawn) -> Mapping[str, str]:
    row, program = BACKENDS[backend], item.program
    if row.form is not None and program.form is not row.form:
        program = lowered(program.network, form=row.form)
    return row.emit(program, item.check, False)


def as_modules(backend: str, items: Sequence[Drawn], folder: Path) -> Results:
    found = []
    for item in items:
        try:
            (source,) = emitted(backend, item).values()
        except ExportError as error:
            assume("diagonal" not in str(error))
            raise
        made: Any = ModuleType("gradient")
        exec(compile(source, "gradient.py", "exec"), made.__dict__)
        arguments: Sequence[Any] = (item.parameters, *item.data)
        if backend == "torch":
            arguments = [made.torch.tensor(array) for array in arguments]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            loss, gradient = made.loss_and_gradient(*arguments)
        found.append((float(loss), np.asarray(gradient).tolist()))
    return found


def as_compiled(backend: str, items: Sequence[Drawn], folder: Path) -> Results:
    found = []
    for item in items:
        gradient = np.zeros(len(item.parameters))
        functions = compiled(item.program.network, backend)
        with np.errstate(all="raise", under="ignore"):
            found.append((functions.loss_and_gradient(item.parameters, gradient), gradient.tolist()))
    return found


def as_c(backend: str, items: Sequence[Drawn], folder: Path) -> Results:
    found = []
    for at, item in enumerate(items):
        written(emitted("c", item), folder / str(at))
        command = [
            "gcc",
            "-std=c99",
            "-O1",
            "-DBACKPROP_FAST_EXP",
            "-shared",
            "-fPIC",
            "gradient.c",
            "-o",
            "g.so",
            "-lm",
        ]
        subprocess.run(command, cwd=folder / str(at), check=True)
        function = ctypes.CDLL(str(folder / str(at) / "g.so")).backprop_loss_and_gradient
        function.restype = ctypes.c_double
        gradient, work = np.zeros(len(item.parameters)), np.zeros(100_000)
        data = [np.ascontiguousarray(array) for array in item.data]
        pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in (item.parameters, *data, gradient, work)]
        found.append((function(*pointers), gradient.tolist()))
    return found


def printed(text: str) -> Results:
    """Return what the programs print: a line a network, the loss and then the gradient."""
    rows = [[float(word) for word in re.split(r"[,\s]+", line.strip())] for line in text.splitlines()]
    return [(row[0], row[1:]) for row in rows]


def numbers(array: np.ndarray) -> str:
    return ", ".join(map(repr, map(float, array.ravel())))


def built(command: str, folder: Path) -> Results:
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:3000]
    return printed(done.stdout)


def as_javascript(backend: str, items: Sequence[Drawn], folder: Path) -> Results:
    lines = []
    for at, item in enumerate(items):
        written(emitted(backend, item), folder / str(at))
        arguments = ", ".join(f"Float64Array.of({numbers(array)})" for array in (item.parameters, *item.data))
        lines += [
            f"g = new Float64Array({len(item.parameters)});",
            f"loss = require('./{at}/gradient.js').lossAndGradient({arguments}, g);",
            "console.log([loss, ...g].join(' '));",
        ]
    (folder / "all.js").write_text("let g, loss;\n" + "\n".join(lines))
    return built("node all.js", folder)


def as_rust(backend: str, items: Sequence[Drawn], folder: Path) -> Results:
    head, lines = "", []
    for at, item in enumerate(items):
        written(emitted(backend, item), folder / str(at))
        arguments = ", ".join(f"&[{numbers(array)}]" for array in (item.parameters, *item.data))
        head += f'#[path = "{at}/gradient.rs"]\nmod n{at};\n'
        lines += [
            f"let mut g = vec![0.0; {len(item.parameters)}];",
            f"let loss: f64 = n{at}::loss_and_gradient({arguments}, &mut g);",
            'println!("{:e} {}", loss, g.iter().map(|x: &f64| format!("{:e}", x)).collect::<Vec<_>>().join(" "));',
        ]
    (folder / "all.rs").write_text(head + "fn main() {\n" + "\n".join(lines) + "\n}\n")
    return built("rustc -A warnings -C opt-level=1 all.rs -o all && ./all", folder)


def as_fortran(backend: str, items: Sequence[Drawn], folder: Path) -> Results:
    source, calls = "", []
    for at, item in enumerate(items):
        module, _, _ = emitted(backend, item)["gradient.f90"].partition("program check_gradient")
        source += module.replace("gradient_of_network", f"network_{at}") + "\n"
        arrays = [
            f"reshape([{', '.join(f'{x!r}_real64' for x in map(float, array.ravel()))}], [{array.size}])"
            for array in (item.parameters, *item.data)
        ]
        calls += [
            "block",
            f"use network_{at}, only: loss_and_gradient",
            f"real(real64) :: g({len(item.parameters)}), total",
            f"call loss_and_gradient({', '.join(arrays)}, g, total)",
            "print '(*(es27.17e3))', total, g",
            "end block",
        ]
    main = ["program all", "use, intrinsic :: iso_fortran_env, only: real64", "implicit none", *calls, "end program"]
    (folder / "all.f90").write_text(source + "\n".join(main) + "\n")
    return built("gfortran -std=f2018 -ffree-line-length-none -O1 all.f90 -o all && ./all", folder)


@dataclass(frozen=True)
class Way:
    """How the networks of a backend are run: so many at once, so many times."""

    run: Callable[[str, Sequence[Drawn], Path], Results]
    at_once: int
    times: int


@dataclass(frozen=True, slots=True)
class Driver:
    """How a backend is tested.

    Args:
        needs: The program or the module of Python that its check needs.
        check: How its check is run.
        pages: The pages of words that names of networks must not meet in its files.
        law: How it is called with numbers of random networks, or None where no machine of the tests can run it.
        read: What finds faults in its files where they cannot be run.
        strict: How its check is run where every warning is an error, to try all words as names.
        is_slow: Whether a compiler takes long, so that straight-line code is tried in one turn.
        needs_to_read: What a file needs to be read by a compiler that makes no program of it.
        reads: How that is done; JavaScript is run.
    """

    needs: str
    check: str
    pages: tuple[str, ...]
    law: Way | None
    read: Callable[[Path], Sequence[str]] | None = None
    strict: str = ""
    is_slow: bool = False
    needs_to_read: str = ""
    reads: str = ""


HERE = sys.executable
INCLUDE = sysconfig.get_paths()["include"]
STRICT = "-Wall -Wextra -Werror -O0"
DRIVERS: Mapping[str, Driver] = {
    "c": Driver(
        needs="make",
        check="make -s check CFLAGS=-O1",
        pages=("c",),
        law=Way(as_c, 4, 1),
        strict=f"gcc -std=c99 {STRICT} test_gradient.c gradient.c -o check -lm && ./check && "
        "gcc -std=gnu17 -fsyntax-only -Wall -Werror gradient.c && "
        "echo '#include \"gradient.h\"' > header.cpp && g++ -std=c++20 -fsyntax-only -Wall -Wextra -Werror header.cpp",
        needs_to_read="gcc",
        reads="gcc -std=c99 -Wall -Wextra -Wtrigraphs -Werror -fsyntax-only gradient.c && "
        "gcc -std=c99 -fsyntax-only test_gradient.c && clang -std=c99 -Wall -Werror -fsyntax-only gradient.c",
    ),
    "fortran": Driver(
        needs="gfortran",
        check="gfortran -std=f2018 -Wall -Wextra -Werror -fsyntax-only gradient.f90 && "
        "gfortran -std=f2008 -Wall -Wextra -Werror -O1 gradient.f90 -o check && ./check",
        pages=("fortran",),
        law=Way(as_fortran, 6, 1),
        strict="gfortran -std=f2008 -O0 gradient.f90 -o check && ./check",
        is_slow=True,
        needs_to_read="gfortran",
        reads="gfortran -std=f2018 -Wall -fsyntax-only gradient.f90",
    ),
    "javascript": Driver(
        needs="node",
        check="node gradient.js",
        pages=("javascript",),
        law=Way(as_javascript, 6, 2),
        strict="node gradient.js",
        needs_to_read="node",
        reads="node gradient.js",
    ),
    "jax": Driver("jax", f"{HERE} gradient_jax.py", ("python",), Way(as_modules, 2, 1)),
    "julia": Driver("julia", "julia gradient.jl", ("julia",), None, read=julia_faults),
    "numba": Driver("numba", f"{HERE} gradient_numba.py", ("python",), Way(as_modules, 1, 1)),
    "numpy": Driver("numpy", f"{HERE} -W error gradient.py", ("python",), Way(as_modules, 2, 10)),
    "python-extension": Driver(
        needs="gcc",
        check=f"gcc -Wall -Wextra -O1 -shared -fPIC -I{INCLUDE} -Isrc src/extension.c src/gradient.c -o "
        f"backprop_gradient/_gradient.so -lm && {HERE} -m backprop_gradient",
        pages=("c", "python"),
        law=Way(lambda _, items, folder: as_compiled("c", items, folder), 4, 1),
        needs_to_read="gcc",
        reads="gcc -std=c99 -trigraphs -fsyntax-only -Isrc src/gradient.c",
    ),
    "rust": Driver(
        needs="rustc",
        check="rustc --test gradient.rs -o check && ./check",
        pages=("rust",),
        law=Way(as_rust, 6, 1),
        strict="rustc -A warnings --test gradient.rs -o check && ./check",
        is_slow=True,
        needs_to_read="rustc",
        reads="rustc --test --emit=metadata -A warnings gradient.rs",
    ),
    "torch": Driver("torch", f"{HERE} gradient_torch.py", ("python",), Way(as_modules, 2, 5), read=torch_faults),
}


def is_there(backend: str) -> bool:
    """Say whether what a backend's check needs is on this machine."""
    what = DRIVERS[backend].needs
    return shutil.which(what) is not None or importlib.util.find_spec(what) is not None
