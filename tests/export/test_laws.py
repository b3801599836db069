"""The law of all backends: on networks that Hypothesis makes, saturated or not, they agree with ball arithmetic.

Several networks are drawn at once and compiled together, since starting a compiler takes longer than what it compiles.
"""

from __future__ import annotations

import ctypes
import math
import re
import subprocess
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

from symbackprop.errors import ExportError, SymbackpropError
from symbackprop.export.backends import BACKENDS
from symbackprop.export.check.certified_call import Check
from symbackprop.export.compiled.table import PREFERRED, compiled
from symbackprop.export.compiled.table import given as given_data
from symbackprop.export.program.lowering import Form, Program, lowered
from symbackprop.export.python.notes_module import PRINTER
from symbackprop.expression.tree import decimal
from symbackprop.graph.equations import bare
from symbackprop.graph.expand import element
from symbackprop.graph.values import Values
from symbackprop.models.network import Network

from ..conftest import missing
from ..reference import BALLS, AtKink, OutsideDomain, at_position, forward, positions
from ..strategies import Case, graphs
from .test_backends import is_there, needed, written

Results = Sequence[tuple[float, Sequence[float]]]
BITS = 640


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


def network_of(case: Case, scale: int) -> Network:
    """Return a case as a network; its numbers are rounded to sixteenths, so that short sums of them are exact."""
    values = {
        element(bare(leaf), at, {}): decimal(repr(round(float(case.values[at_position(leaf, at)]) * 16) / 16 * scale))
        for leaf in case.graph.leaves
        for at in positions(leaf)
    }
    return Network("drawn", case.graph, case.loss, None, case.parameters, values, decimal("0.1"), {})


def drawn(case: Case, scale: int, form: Form) -> Drawn | None:
    """Return what can be compared, or nothing where the loss is no number or is badly conditioned."""
    network = network_of(case, scale)
    program = lowered(network, form=form)
    if "log" in program.functions or not program.data:
        # A logarithm of anything but a sigmoid or a softmax loses digits next to zero, whoever computes it.
        return None
    at = {
        at_position(leaf, place): network.values[element(bare(leaf), place, {})].value
        for leaf in case.graph.leaves
        for place in positions(leaf)
    }
    try:
        with ctx.workprec(BITS):
            # Next to a kink doubles may take another branch than real numbers do.
            forward(case.graph, {name: BALLS.number(value) for name, value in at.items()}, BALLS)
        certain = Values(network.both, network.leaves)
        with ctx.workprec(BITS):
            loss = float(arb(certain.ball(network.loss, BITS)))
            slopes = [float(arb(certain.evaluate(slope, BITS))) for slope in network.gradient.values()]
    except (AtKink, OutsideDomain, SymbackpropError):
        return None
    if not all(math.isfinite(x) and abs(x) < 1e100 for x in (loss, *slopes)):
        return None
    return Drawn(program, loss, slopes)


@st.composite
def networks(draw: st.DrawFn, count: int) -> list[Drawn]:
    """Return several networks, some of them scaled so that their neurons are saturated."""
    found: list[Drawn] = []
    before = None
    for _ in range(20 * count):
        chosen = draw(graphs()), draw(st.sampled_from((1, 1, 32, 1024))), draw(st.sampled_from(Form))
        if chosen == before:
            # Hypothesis begins with the simplest choices, which make the same network each time.
            break
        before = chosen
        made = drawn(*chosen)
        found += [made] if made else []
        if len(found) == count:
            return found
    raise UnsatisfiedAssumption


def agree(found: Results, expected: Sequence[Drawn]) -> None:
    assert len(found) == len(expected)
    for (loss, gradient), certain in zip(found, expected, strict=True):
        size = max(map(abs, certain.gradient))
        assert loss == pytest.approx(certain.loss, rel=1e-9, abs=1e-13), repr(certain)
        assert gradient == pytest.approx(certain.gradient, rel=1e-7, abs=1e-11 * (1 + size)), repr(certain)


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


WAYS: Mapping[str, Way] = {
    "c": Way(as_c, 4, 1),
    "fortran": Way(as_fortran, 6, 1),
    "javascript": Way(as_javascript, 6, 2),
    "jax": Way(as_modules, 2, 1),
    "numba": Way(as_modules, 1, 1),
    "numpy": Way(as_modules, 2, 10),
    "python-extension": Way(lambda _, items, folder: as_compiled("c", items, folder), 4, 1),
    "rust": Way(as_rust, 6, 1),
    "torch": Way(as_modules, 2, 5),
    "compiled with llvm": Way(lambda _, items, folder: as_compiled("llvm", items, folder), 4, 3),
    "compiled with numpy": Way(lambda _, items, folder: as_compiled("numpy", items, folder), 4, 3),
}
QUIET = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate],
    "database": None,
}
"""Without shrinking, which would start a compiler hundreds of times."""


def test_every_backend_is_held_to_the_law() -> None:
    assert set(BACKENDS) - set(WAYS) == {"julia"}, "what no machine of the tests can run is read by test_backends"
    assert {f"compiled with {name}" for name in PREFERRED if name != "c"} <= set(WAYS)


@pytest.mark.parametrize("backend", WAYS)
def test_a_backend_agrees_with_ball_arithmetic(backend: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    way = WAYS[backend]
    if backend in BACKENDS:
        needed(backend)
        if not is_there(backend):
            missing(backend)

    @settings(max_examples=way.times, **QUIET)  # type: ignore[arg-type]
    @given(networks(way.at_once))
    def law(items: list[Drawn]) -> None:
        agree(way.run(backend, items, tmp_path_factory.mktemp("drawn")), items)

    law()


def test_a_slope_of_the_wrong_sign_breaks_the_law() -> None:
    @settings(max_examples=3, **QUIET)  # type: ignore[arg-type]
    @given(networks(1))
    def law(items: list[Drawn]) -> None:
        ((loss, gradient),) = as_modules("numpy", items, Path())
        assume(max(map(abs, gradient)) > 1e-3)
        with pytest.raises(AssertionError):
            agree([(loss, [-slope for slope in gradient])], items)

    law()
