"""Training on samples, batch by batch, in every language whose export has a loop: written, built, and run."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import numpy as np

from symbackprop.export.backends import exported
from symbackprop.export.compiled.table import compiled
from symbackprop.export.program.lowering import data_of, lowered, sizes_of
from symbackprop.export.program.steps import Steps
from symbackprop.models.network import Network


@dataclass(frozen=True)
class Loop:
    """A training.

    Args:
        network: The model; its data are inputs and targets.
        parameters: Those before the first round.
        data: Inputs and targets, with a sample a row.
        epochs: How often all samples are seen, in their order.
        batch: Samples a round; the last one of an epoch may have fewer.
        rate: The learning rate, where the optimiser takes one.
    """

    network: Network
    parameters: np.ndarray
    data: tuple[np.ndarray, ...]
    epochs: int
    batch: int
    rate: float

    @property
    def rounds(self) -> int:
        """How many rounds there are."""
        return self.epochs * -(-len(self.data[0]) // self.batch)

    @cached_property
    def steps(self) -> Steps:
        """What an update needs."""
        return lowered(self.network).steps

    def parts(self) -> list[tuple[np.ndarray, ...]]:
        """Return the batches of an epoch."""
        starts = range(0, len(self.data[0]), self.batch)
        return [tuple(np.ascontiguousarray(array[at : at + self.batch]) for array in self.data) for at in starts]

    def control(self, rate: str | float, number: str | int) -> list[Any]:
        """Return what an update takes after the state."""
        return [*([rate] if self.steps.has_rate else []), *([number] if self.steps.has_round else [])]

    @property
    def has_state(self) -> bool:
        """Whether the optimiser keeps something."""
        return bool(self.steps.state)

    @property
    def sizes(self) -> list[int]:
        """How many numbers a sample has of each kind of data."""
        return [prod(sizes_of(symbol)) for symbol in data_of(self.network)]


def in_c(loop: Loop) -> str:
    state, start = ("state, ", "    backprop_start(state);\n") if loop.has_state else ("", "")
    array = "static double state[BACKPROP_STATE];\n" if loop.has_state else ""
    control = "".join(f"{one}, " for one in loop.control(repr(loop.rate), "++number"))
    x, t = loop.sizes
    return f"""#include "gradient.h"
#include <stdio.h>
#include <stdlib.h>
enum {{ SAMPLES = {len(loop.data[0])}, BATCH = {loop.batch} }};
static double w[BACKPROP_PARAMETERS], x[SAMPLES * {x}], t[SAMPLES * {t}], slopes[BACKPROP_PARAMETERS];
static double work[BACKPROP_WORK];
{array}
static void take(const char *name, double *to, size_t count)
{{
    FILE *file = fopen(name, "rb");
    if (file == NULL || fread(to, sizeof *to, count, file) != count)
        exit(1);
    fclose(file);
}}
int main(void)
{{
    size_t number = 0;
    take("w.bin", w, BACKPROP_PARAMETERS);
    take("x.bin", x, SAMPLES * {x});
    take("t.bin", t, SAMPLES * {t});
{start}    for (int epoch = 0; epoch < {loop.epochs}; ++epoch)
        for (size_t at = 0; at < SAMPLES; at += BATCH)
        {{
            const size_t count = SAMPLES - at < BATCH ? SAMPLES - at : BATCH;
            (void)backprop_batch_update(w, {state}count, x + at * {x}, t + at * {t}, {control}slopes, work);
        }}
    FILE *file = fopen("out.bin", "wb");
    return fwrite(w, sizeof *w, BACKPROP_PARAMETERS, file) != BACKPROP_PARAMETERS || fclose(file) || !(number + 1);
}}
"""


def in_javascript(loop: Loop) -> str:
    state = "state, " if loop.has_state else ""
    control = "".join(f", {one}" for one in loop.control(repr(loop.rate), "++number"))
    x, t = loop.sizes
    return f"""const f = require('./gradient.js'), fs = require('fs');
const take = name => new Float64Array(new Uint8Array(fs.readFileSync(name)).buffer);
const w = take('w.bin'), x = take('x.bin'), t = take('t.bin');
{"const state = f.start();" if loop.has_state else ""}
let number = 0;
for (let epoch = 0; epoch < {loop.epochs}; ++epoch)
  for (let at = 0; at < {len(loop.data[0])}; at += {loop.batch}) {{
    const end = Math.min(at + {loop.batch}, {len(loop.data[0])});
    f.update(w, {state}end - at, x.subarray(at * {x}, end * {x}), t.subarray(at * {t}, end * {t}){control});
  }}
fs.writeFileSync('out.bin', new Uint8Array(w.buffer));
"""


def in_rust(loop: Loop) -> str:
    state = "&mut state, " if loop.has_state else ""
    control = "".join(f", {one}" for one in loop.control(repr(float(loop.rate)), "number"))
    x, t = loop.sizes
    return f"""#[path = "gradient.rs"]
mod f;
use std::convert::TryInto;
fn take(name: &str) -> Vec<f64> {{
    std::fs::read(name).unwrap().chunks(8).map(|one| f64::from_le_bytes(one.try_into().unwrap())).collect()
}}
fn main() {{
    let (mut w, x, t) = (take("w.bin"), take("x.bin"), take("t.bin"));
    {"let mut state = f::start();" if loop.has_state else ""}
    let mut number: usize = 0;
    for _ in 0..{loop.epochs} {{
        for (x, t) in x.chunks({loop.batch * x}).zip(t.chunks({loop.batch * t})) {{
            number += 1;
            f::update(&mut w, {state}x.len() / {x}, x, t{control});
        }}
    }}
    assert!(number == {loop.rounds});
    std::fs::write("out.bin", w.iter().flat_map(|one| one.to_le_bytes()).collect::<Vec<u8>>()).unwrap();
}}
"""


def in_fortran(loop: Loop) -> str:
    state = "state, " if loop.has_state else ""
    control = "".join(f"{one}, " for one in loop.control(f"{loop.rate!r}_wp", "number"))
    x, t = loop.sizes
    count, parameters = len(loop.data[0]), len(loop.parameters)
    return f"""program called
    use gradient_of_network
    implicit none
    real(wp), allocatable :: w(:), x(:, :), t(:, :){", state(:)" if loop.has_state else ""}
    real(wp) :: before
    integer :: epoch, at, last, number, unit
    allocate (w({parameters}), x({x}, {count}), t({t}, {count}))
    {"allocate (state(state_count)); call start(state)" if loop.has_state else ""}
    open (newunit=unit, file="w.bin", access="stream"); read (unit) w; close (unit)
    open (newunit=unit, file="x.bin", access="stream"); read (unit) x; close (unit)
    open (newunit=unit, file="t.bin", access="stream"); read (unit) t; close (unit)
    number = 0
    do epoch = 1, {loop.epochs}
        do at = 1, {count}, {loop.batch}
            number = number + 1
            last = min(at + {loop.batch} - 1, {count})
            call update(w, {state}last - at + 1, x(:, at:last), t(:, at:last), {control}before)
        end do
    end do
    open (newunit=unit, file="out.bin", access="stream"); write (unit) w; close (unit)
end program called
"""


PROGRAMS: Mapping[str, tuple[Callable[[Loop], str], str, str]] = MappingProxyType(
    {
        "c": (in_c, "called.c", "gcc -std=c99 -Wall -Wextra -Werror -O2 called.c gradient.c -lm -o called && ./called"),
        "fortran": (in_fortran, "called.f90", "gfortran -O2 module.f90 called.f90 -o called && ./called"),
        "javascript": (in_javascript, "called.js", "node called.js"),
        "rust": (in_rust, "called.rs", "rustc -A warnings -O called.rs -o called && ./called"),
    }
)
"""By language: what calls the export, its file, and the command that builds and runs it."""

LIBRARIES = ("jax", "numba", "numpy", "torch")


def by_program(language: str, loop: Loop, folder: Path) -> np.ndarray:
    """Return the parameters after a training by the exported code of a language."""
    caller, name, command = PROGRAMS[language]
    files = exported(loop.network, language)
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
    if language == "fortran":
        (folder / "module.f90").write_text(files["gradient.f90"].partition("program check_gradient")[0])
    for file, array in zip(("w.bin", "x.bin", "t.bin"), (loop.parameters, *loop.data), strict=True):
        (folder / file).write_bytes(np.ascontiguousarray(array, "<f8").tobytes())
    (folder / name).write_text(caller(loop), encoding="utf-8")
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:3000]
    return np.fromfile(folder / "out.bin", "<f8")


def by_library(library: str, loop: Loop) -> np.ndarray:
    """Return the parameters after a training by the exported module of a library."""
    (source,) = exported(loop.network, library).values()
    made: Any = ModuleType("gradient")
    exec(compile(source, f"{library}.py", "exec"), made.__dict__)
    turn = made.torch.as_tensor if library == "torch" else np.asarray
    update = made.update
    if library == "jax":
        import jax

        update = jax.jit(made.update)
    w, state = turn(loop.parameters.copy()), made.start() if loop.has_state else None
    number = 0
    for _ in range(loop.epochs):
        for part in loop.parts():
            number += 1
            given = [turn(array) for array in part]
            if state is None:
                w = update(w, *given, *loop.control(loop.rate, number))
            else:
                w, state = update(w, state, *given, *loop.control(loop.rate, number))
    return np.asarray(w)


def by_compiled(backend: str, loop: Loop) -> np.ndarray:
    """Return the parameters after a training by what `compile` makes."""
    functions = compiled(loop.network, backend)
    w, state = loop.parameters.copy(), functions.start()
    number = 0
    for _ in range(loop.epochs):
        for part in loop.parts():
            number += 1
            functions.update(w, *([state] if loop.has_state else []), *part, *loop.control(loop.rate, number))
    return w
