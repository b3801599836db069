"""Bad input to every backend: each case of a table is refused in words that name the argument, or does no harm.

The network is the example: 8 parameters, 2 inputs `i` and 2 targets `target_o` a sample. A call that is refused is
written in the language of the backend, and what it says is read.
"""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from symbackprop.export.backends import BACKENDS, exported
from symbackprop.models.spec import example

from .drivers import is_there, written
from .reading import julia_syntax_faults
from .test_backends import needed


@dataclass(frozen=True)
class Refused:
    """A call that must be refused with words that a pattern finds."""

    call: str
    message: str


@dataclass(frozen=True)
class Harmless:
    """A call that must give the loss of the example, since what would be bad elsewhere does no harm here."""

    call: str


@dataclass(frozen=True)
class Impossible:
    """Why nobody can write such a call."""

    reason: str


Case = Refused | Harmless | Impossible
CASES = (
    "shape",
    "data shape",
    "dtype",
    "gaps",
    "read-only",
    "aliased",
    "nan",
    "nan data",
    "nan rate",
    "no samples",
    "negative rounds",
)
LOSS = 0.29837110876000269
NOTHING_WRITTEN = Impossible("results are new arrays, so that nothing that is given is written to")


def whole_arrays(make: str, dtype: Case) -> dict[str, Case]:
    """Return the cases of a module that returns new arrays; `make` makes one of NumPy's into one of its own."""
    return {
        "shape": Refused(
            f"f.loss({make}(W[:7]), {make}(I), {make}(T))", r"parameters: expected shape \(8,\), given \(7,\)"
        ),
        "data shape": Refused(
            f"f.loss({make}(W), {make}(I[:1]), {make}(T))", r"i: expected shape \(2,\).* given \(1,\)"
        ),
        "dtype": dtype,
        "gaps": Harmless(f"f.loss({make}(np.repeat(W, 2))[::2], {make}(I), {make}(T))"),
        "read-only": NOTHING_WRITTEN,
        "aliased": NOTHING_WRITTEN,
        "nan": Refused(f"f.loss({make}(W * np.nan), {make}(I), {make}(T))", "parameters: expected numbers, given nan"),
        "nan data": Refused(f"f.gradient({make}(W), {make}(I * np.nan), {make}(T))", "i: expected numbers, given nan"),
        "nan rate": Refused(f"f.update({make}(W), np.nan, {make}(I), {make}(T))", "rate: expected a number, given nan"),
        "no samples": Refused(
            f"f.loss({make}(W), {make}(np.zeros((0, 2))), {make}(np.zeros((0, 2))))",
            "i: expected at least one sample, given none",
        ),
        "negative rounds": Refused(
            f"f.train({make}(W), 0.5, -1, {make}(I), {make}(T))", "rounds: expected 0 or more, given -1"
        ),
    }


WORDS = Refused("f.loss(['a'] * 8, I, T)", "parameters: expected numbers, given <U1")
TABLE: Mapping[str, Mapping[str, Case]] = {
    "c": {
        "shape": Impossible("an array in C has no length; the header says what it must be"),
        "data shape": Impossible("an array in C has no length"),
        "dtype": Impossible("the compiler refuses other pointers"),
        "gaps": Impossible("a pointer says where an array begins, and nothing of gaps"),
        "read-only": Impossible("the compiler refuses a pointer to const"),
        "aliased": Refused(
            "backprop_fault(w, 1, i, t, w, work)", "gradient: expected memory of its own, .* overlaps another"
        ),
        "nan": Refused("backprop_fault(bad, 1, i, t, g, work)", "parameters: expected numbers, given nan"),
        "nan data": Refused("backprop_fault(w, 1, i, bad, g, work)", "target_o: expected numbers, given nan"),
        "nan rate": Impossible("a rate is one number, which the caller has before his eyes; nothing is read by it"),
        "no samples": Refused("backprop_fault(w, 0, i, t, g, work)", "samples: expected 1 or more, given 0"),
        "negative rounds": Impossible("rounds are a size_t"),
    },
    "fortran": {
        "shape": Refused("x = loss(w(1:7), i, t)", "parameters: expected 8 numbers, given 7"),
        "data shape": Refused("x = loss(w, i(1:1), t)", "i: expected 2 numbers, given 1"),
        "dtype": Impossible("the compiler refuses other kinds of numbers"),
        "gaps": Harmless("x = loss(wide(1:16:2), i, t)"),
        "read-only": Impossible("the compiler refuses an expression or a constant where an array is written to"),
        "aliased": Refused(
            "call loss_and_gradient(w, i, t, w, x)", "gradient: expected memory of its own, .* overlaps parameters"
        ),
        "nan": Refused("x = loss(bad, i, t)", "parameters: expected numbers, given nan"),
        "nan data": Refused("x = loss(w, bad(1:2), t)", "i: expected numbers, given nan"),
        "nan rate": Refused(
            "call update(w, 1, reshape(i, [2, 1]), reshape(t, [2, 1]), bad(1), x)", "rate: expected a number, given nan"
        ),
        "no samples": Refused(
            "call batch_loss_and_gradient(w, 0, reshape(i, [2, 0]), reshape(t, [2, 0]), g, x)",
            "samples: expected 1 or more, given 0",
        ),
        "negative rounds": Refused(
            "call train(w, 1, reshape(i, [2, 1]), reshape(t, [2, 1]), 0.5_wp, -1)",
            "rounds: expected 0 or more, given -1",
        ),
    },
    "javascript": {
        "shape": Refused("f.loss(w.slice(1), i, t)", "parameters: expected 8 numbers, given 7"),
        "data shape": Refused("f.loss(w, i.slice(1), t)", "i: expected 2 numbers, given 1"),
        "dtype": Refused(
            "f.loss(Float32Array.from(w), i, t)", "parameters: expected a Float64Array, given Float32Array"
        ),
        "gaps": Impossible("a typed array has no gaps"),
        "read-only": Impossible("a typed array with elements cannot be frozen"),
        "aliased": Refused(
            "f.lossAndGradient(w, i, t, w)", "gradient: expected memory of its own, .* overlaps parameters"
        ),
        "nan": Refused("f.loss(w.map(() => NaN), i, t)", "parameters: expected numbers, given NaN"),
        "nan data": Refused("f.loss(w, i, t.map(() => NaN))", "target_o: expected numbers, given NaN"),
        "nan rate": Refused("f.update(w, 1, i, t, NaN)", "rate: expected a number, given NaN"),
        "no samples": Refused("f.batchLossAndGradient(w, 0, i, t, g)", "samples: expected 1 or more, given 0"),
        "negative rounds": Refused("f.train(w, 1, i, t, 0.5, -1)", "rounds: expected 0 or more, given -1"),
    },
    "jax": whole_arrays("np.asarray", WORDS),
    "julia": {
        "shape": Refused("f.loss(w[1:7], i, t)", "parameters: expected 8 numbers, given 7"),
        "data shape": Refused("f.loss(w, i[1:1], t)", "i: expected 2 numbers, given 1"),
        "dtype": Refused("f.loss(Float32.(w), i, t)", "parameters: expected an array of Float64"),
        "gaps": Harmless("f.loss(view(repeat(w, inner=2), 1:2:16), i, t)"),
        "read-only": Impossible("arrays of Julia can be written to"),
        "aliased": Refused("f.loss_and_gradient!(w, w, i, t)", "gradient: expected memory of its own, .* overlaps"),
        "nan": Refused("f.loss(w .* NaN, i, t)", "parameters: expected numbers, given NaN"),
        "nan data": Refused("f.loss(w, i, t .* NaN)", "target_o: expected numbers, given NaN"),
        "nan rate": Refused("f.update!(w, 1, i, t, NaN)", "rate: expected a number, given NaN"),
        "no samples": Refused("f.batch_loss_and_gradient!(g, w, 0, i, t)", "samples: expected 1 or more, given 0"),
        "negative rounds": Refused("f.train!(w, 1, i, t, 0.5, -1)", "rounds: expected 0 or more, given -1"),
    },
    "numba": whole_arrays("np.asarray", WORDS),
    "numpy": whole_arrays("np.asarray", WORDS),
    "python-extension": {
        "shape": Refused("f.loss(W[:7], I, T)", r"parameters: expected shape \(8,\), given \(7,\)"),
        "data shape": Refused("f.loss(W, I[:1], T)", "i: expected shape"),
        "dtype": Refused(
            "f.loss(W.astype(np.float32), I, T)", "parameters: expected an array of float64, given one of"
        ),
        "gaps": Refused(
            "f.loss(np.repeat(W, 2)[::2], I, T)", "parameters: expected a C-contiguous array, given .* gaps"
        ),
        "read-only": Refused("f.train(LOCKED, 0.5, 1, I, T)", "parameters: expected .* written, given a read-only one"),
        "aliased": Refused("f.gradient(W, W, I, T)", "gradient: expected memory of its own, .* overlaps parameters"),
        "nan": Refused("f.loss(W * np.nan, I, T)", "parameters: expected numbers, given nan"),
        "nan data": Refused("f.loss(W, I * np.nan, T)", "i: expected numbers, given nan"),
        "nan rate": Refused("f.update(W.copy(), np.nan, I, T)", "rate: expected a number, given nan"),
        "no samples": Refused(
            "f.loss(W, np.zeros((0, 2)), np.zeros((0, 2)))", "i: expected at least one sample, given none"
        ),
        "negative rounds": Refused("f.train(W.copy(), 0.5, -1, I, T)", "rounds: expected 0 or more, given -1"),
    },
    "rust": {
        "shape": Refused("f::loss(&w[..7], &i, &t)", "parameters: expected 8 numbers, given 7"),
        "data shape": Refused("f::loss(&w, &i[..1], &t)", "i: expected 2 numbers, given 1"),
        "dtype": Impossible("the compiler refuses other types"),
        "gaps": Impossible("a slice has no gaps"),
        "read-only": Impossible("the compiler refuses a shared borrow where one writes"),
        "aliased": Impossible("the compiler refuses a second borrow of what is written to"),
        "nan": Refused("f::loss(&[f64::NAN; 8], &i, &t)", "parameters: expected numbers, given nan"),
        "nan data": Refused("f::loss(&w, &i, &[f64::NAN; 2])", "target_o: expected numbers, given nan"),
        "nan rate": Refused("f::update(&mut w.clone(), 1, &i, &t, f64::NAN)", "rate: expected a number, given nan"),
        "no samples": Refused(
            "f::batch_loss_and_gradient(&w, 0, &[], &[], &mut [0.0; 8])", "samples: expected at least one, given none"
        ),
        "negative rounds": Impossible("rounds are a usize"),
    },
    "torch": whole_arrays(
        "torch.tensor",
        Refused("f.loss(torch.tensor(W).float(), I, T)", "parameters: expected torch.float64, given torch.float32"),
    ),
}


def test_every_backend_and_every_case_is_in_the_table() -> None:
    assert set(TABLE) == set(BACKENDS)
    assert all(tuple(cases) == CASES for cases in TABLE.values())


@cache
def answers(backend: str, folder: Path) -> Mapping[str, str]:
    """Return what each call said: a refusal, or the loss."""
    written(exported(example(), backend), folder)
    calls = {name: case.call for name, case in TABLE[backend].items() if not isinstance(case, Impossible)}
    return RUN[backend](backend, calls, folder)


def in_process(backend: str, calls: Mapping[str, str], folder: Path) -> Mapping[str, str]:
    made = ModuleType("gradient")
    (source,) = folder.iterdir()
    exec(compile(source.read_text(), str(source), "exec"), made.__dict__)
    return said_by(made, calls)


def said_by(made: Any, calls: Mapping[str, str]) -> Mapping[str, str]:
    locked = np.array(made.EXAMPLE if hasattr(made, "EXAMPLE") else np.zeros(8))
    locked.setflags(write=False)
    known: dict[str, Any] = {"f": made, "np": np, "LOCKED": locked}
    known |= {"W": np.array([0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55])}
    known |= {"I": np.array([0.05, 0.1]), "T": np.array([0.01, 0.99]), "torch": getattr(made, "torch", None)}
    found = {}
    for name, call in calls.items():
        try:
            found[name] = str(float(eval(call, known)))
        except (TypeError, ValueError) as error:
            found[name] = str(error)
    return found


def as_extension(backend: str, calls: Mapping[str, str], folder: Path) -> Mapping[str, str]:
    paths = sysconfig.get_paths()
    command = f"gcc -O1 -shared -fPIC -I{paths['include']} -Isrc src/extension.c src/gradient.c"
    subprocess.run([*command.split(), "-o", "backprop_gradient/_gradient.so", "-lm"], cwd=folder, check=True)
    sys.path.insert(0, str(folder))
    try:
        import backprop_gradient  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(folder))
        sys.modules.pop("backprop_gradient", None)
    return said_by(backprop_gradient, calls)


NUMBERS = {"w": "0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55", "i": "0.05, 0.1", "t": "0.01, 0.99"}


def driven(
    file: str, program: Callable[[Mapping[str, str]], str], build: str, run: str
) -> Callable[..., Mapping[str, str]]:
    """Return what writes a program that makes all calls, builds it, and reads its lines, `name: what was said`."""

    def answered(backend: str, calls: Mapping[str, str], folder: Path) -> Mapping[str, str]:
        (folder / file).write_text(program(calls))
        if build:
            subprocess.run(["bash", "-c", build], cwd=folder, check=True, capture_output=True)
        done = subprocess.run(["bash", "-c", run], cwd=folder, check=True, capture_output=True, text=True)
        return dict(re.findall(r"^<(.*?)> *(.*)$", done.stdout, re.MULTILINE))

    return answered


def javascript(calls: Mapping[str, str]) -> str:
    head = "const f = require('./gradient.js');\nconst g = new Float64Array(8);\n"
    head += "".join(f"const {name} = Float64Array.of({values});\n" for name, values in NUMBERS.items())
    return head + "".join(
        f"try {{ console.log('<{name}>', {call}); }} catch (error) {{ console.log('<{name}>', error.message); }}\n"
        for name, call in calls.items()
    )


def rust(calls: Mapping[str, str]) -> str:
    head = '#[path = "gradient.rs"]\nmod f;\nfn main() {\n    std::panic::set_hook(Box::new(|_| {}));\n'
    head += "".join(f"    let {name} = [{values}];\n" for name, values in NUMBERS.items())
    said = (
        "    match std::panic::catch_unwind(|| {{ {call}; }}) {{\n"
        '        Ok(_) => println!("<{name}> fine"),\n'
        '        Err(e) => println!("<{name}> {{}}", e.downcast_ref::<String>().cloned().or_else('
        "|| e.downcast_ref::<&str>().map(|s| s.to_string())).unwrap()),\n    }}\n"
    )
    return head + "".join(said.format(name=name, call=call) for name, call in calls.items()) + "}\n"


def c(calls: Mapping[str, str]) -> str:
    head = '#include "gradient.h"\n#include <math.h>\n#include <stdio.h>\nint main(void)\n{\n'
    head += "".join(f"    double {name}[] = {{{values}}};\n" for name, values in NUMBERS.items())
    head += "    double bad[8] = {NAN}, g[8];\n    static double work[BACKPROP_WORK];\n"
    return head + "".join(f'    printf("<{name}> %s\\n", {call});\n' for name, call in calls.items()) + "}\n"


def fortran(calls: Mapping[str, str]) -> str:
    lines = [
        "program bad_input",
        "use gradient_of_network",
        "use, intrinsic :: ieee_arithmetic",
        "implicit none",
        "real(wp) :: w(8), i(2), t(2), bad(8), wide(16), g(8), x",
        "character(30) :: which",
        *(f"{name} = [{', '.join(value + '_wp' for value in values.split(', '))}]" for name, values in NUMBERS.items()),
        "bad = ieee_value(1.0_wp, ieee_quiet_nan)",
        "wide(1:16:2) = w",
        "wide(2:16:2) = bad",
        "call get_command_argument(1, which)",
        "select case (which)",
    ]
    for name, call in calls.items():
        lines += [f"case ('{name}')", f"    {call}"]
    return "\n".join([*lines, "end select", "print *, x", "end program"]) + "\n"


def julia(calls: Mapping[str, str]) -> str:
    head = 'include("gradient.jl")\nconst f = Gradient\ng = zeros(8)\n'
    head += "".join(f"{name} = [{values}]\n" for name, values in NUMBERS.items())
    return head + "".join(
        f'try\n    println("<{name}> ", {call})\ncatch error\n    println("<{name}> ", error)\nend\n'
        for name, call in calls.items()
    )


ONE_BY_ONE = "; ".join(f"echo \"<{name}> $(./check '{name}' 2>&1 | tr '\\n' ' ')\"" for name in CASES)
RUN: Mapping[str, Callable[..., Mapping[str, str]]] = {
    "c": driven("bad.c", c, "gcc -std=c99 -Wall -Wextra -Werror bad.c gradient.c -o check -lm", "./check"),
    "fortran": driven(
        "bad.f90",
        fortran,
        "sed '/^program check_gradient/,$d' gradient.f90 > module.f90 && "
        "gfortran -std=f2018 -O1 module.f90 bad.f90 -o check",
        ONE_BY_ONE,
    ),
    "javascript": driven("bad.js", javascript, "", "node bad.js"),
    "jax": in_process,
    "julia": driven("bad.jl", julia, "", "julia bad.jl"),
    "numba": in_process,
    "numpy": in_process,
    "python-extension": as_extension,
    "rust": driven("bad.rs", rust, "rustc -A warnings bad.rs -o check", "./check"),
    "torch": in_process,
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    return cache(lambda backend: tmp_path_factory.mktemp(backend))


@pytest.mark.parametrize("backend", BACKENDS)
def test_bad_input_is_named_or_does_no_harm(backend: str, folders: Callable[[str], Path]) -> None:
    needed(backend)
    if not is_there(backend):
        # What the file says is read by test_backends; here, that the calls could be made of it.
        calls = {name: case.call for name, case in TABLE[backend].items() if isinstance(case, Refused)}
        assert backend == "torch" or not julia_syntax_faults(julia(calls))
        return
    said = answers(backend, folders(backend))
    for name, case in TABLE[backend].items():
        match case:
            case Refused(_, message):
                assert re.search(message, said[name]), f"{name}: {said[name]!r}"
            case Harmless():
                assert float(said[name]) == pytest.approx(LOSS, rel=1e-12), f"{name}: {said[name]!r}"


def test_a_check_that_is_left_out_is_missed(tmp_path: Path) -> None:
    source = exported(example(), "numpy")["gradient.py"]
    broken = source.replace("if np.isnan(array).any():", "if False:")
    assert broken != source
    made = ModuleType("gradient")
    exec(compile(broken, "gradient.py", "exec"), made.__dict__)
    case = TABLE["numpy"]["nan"]
    assert isinstance(case, Refused)
    assert not re.search(case.message, said_by(made, {"nan": case.call})["nan"])
