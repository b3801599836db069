"""C for microcontrollers: single precision, no heap, a named part of the library; run on boards that QEMU has."""

from __future__ import annotations

import re
import struct
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from symbackprop.export.backends import exported
from symbackprop.export.check.certified_call import check_of
from symbackprop.export.program.lowering import lowered, size_of
from symbackprop.export.program.prediction import data_read, with_prediction
from symbackprop.models.network import Network
from symbackprop.models.spec import example

from .drivers import written
from .networks import layered
from .test_backends import NETWORKS

pytestmark = pytest.mark.slow
"""Each test compiles."""

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "export.md"
BOARDS = {
    "Cortex-M4F": ("mps2-an386", ("-mcpu=cortex-m4", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16")),
    "Cortex-M3": ("mps2-an385", ("-mcpu=cortex-m3",)),
}
CODE = ("-std=c99", "-mthumb", "-Wall", "-Wextra", "-Wdouble-promotion", "-Werror", "-ffunction-sections")
LINKED = ("-fdata-sections", "-Wl,--gc-sections", "-nostartfiles", "--specs=nano.specs", "--specs=nosys.specs")
INSTRUCTIONS = 40
"""How many the counter of a board takes for one: 25 MHz, where QEMU takes a nanosecond an instruction."""

DOCUMENTED: Mapping[str, Callable[[], Network]] = {
    "2-2-2": example,
    "64-32-10": lambda: layered(64, 32, 10, activation="tanh", loss="half-squared"),
}
CASES = {**DOCUMENTED, **{name: NETWORKS[name] for name in ("softmax", "attention", "recurrence") if name in NETWORKS}}


@dataclass(frozen=True)
class Run:
    """What a board says, and how large the program is.

    Args:
        flash: The bytes of code, constants and parameters.
        memory: The bytes of static memory.
        training: The instructions for the loss and the gradient.
        prediction: Those for the outputs.
        numbers: The loss, the gradient and the outputs.
    """

    flash: int
    memory: int
    training: float
    prediction: float
    numbers: np.ndarray


@cache
def calls(name: str) -> tuple[Sequence[np.ndarray], float, Sequence[float], bool, Sequence[int]]:
    """Return the certified call: arguments, loss, gradient, whether that is along a direction; and what predicts."""
    program = with_prediction(lowered(CASES[name]()))
    check = check_of(program)
    sizes = [program.count, *map(size_of, program.data)]
    if check.is_formula:
        added = float(check.addition.replace(" ", ""))
        numbers = [((37 * at + 11) % 101 + added) / 128 for at in range(sum(sizes))]
    else:
        numbers = [float(text) for row in (check.parameters, *check.data) for text in row]
    arrays = np.split(np.array(numbers), np.cumsum(sizes)[:-1])
    read = [program.data.index(symbol) for symbol in data_read(program)]
    return arrays, float(check.loss), [float(text) for text in check.gradient], check.is_formula, read


def run_on(board: str, name: str, folder: Path, tool: Callable[[str], str]) -> Run:
    machine, options = BOARDS[board]
    compiler, emulator = tool("arm-none-eabi-gcc"), tool("qemu-system-arm")
    written(exported(CASES[name](), "c", is_single=True), folder)
    arrays, _, _, _, read = calls(name)
    names = ["parameters", *(f"data_{at}" for at in range(len(arrays) - 1))]
    lines = [
        f"static const float {own}[] = {{{', '.join(f'(float){float(value)!r}' for value in array)}}};"
        for own, array in zip(names, arrays, strict=True)
    ]
    lines += [f"#define DATA {', '.join(names[1:])}", f"#define PREDICTED {', '.join(names[1 + at] for at in read)}"]
    (folder / "call.h").write_text("\n".join(lines) + "\n")
    command = [compiler, *options, "-Os", *CODE, *LINKED, "-T", str(HERE / "board.ld"), "-I.", str(HERE / "board.c")]
    made = subprocess.run(
        [*command, "gradient.c", "-lm", "-o", "board.elf"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr[:3000]
    size = subprocess.run(["arm-none-eabi-size", "board.elf"], cwd=folder, capture_output=True, text=True, check=True)
    text, data, bss = map(int, size.stdout.splitlines()[1].split()[:3])
    command = [emulator, "-M", machine, "-display", "none", "-semihosting-config", "enable=on,target=native"]
    command += ["-icount", "shift=0", "-kernel", "board.elf"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    training, prediction, *bits = (int(line, 16) for line in (done.stdout or done.stderr).split())
    numbers = np.array([struct.unpack("<f", struct.pack("<I", one))[0] for one in bits])
    return Run(text + data, data + bss, training * INSTRUCTIONS / 25, prediction * INSTRUCTIONS / 25, numbers)


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("name", CASES)
def test_a_board_finds_what_is_certain_as_fast_as_the_page_says(
    name: str, board: str, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    arrays, loss, gradient, is_along, _ = calls(name)
    found = run_on(board, name, tmp_path, tool)
    count = len(arrays[0])
    slopes = found.numbers[1 : 1 + count]
    size = np.abs(slopes).max()
    assert found.numbers[0] == pytest.approx(loss, rel=2e-6)
    if is_along:
        direction = np.array([((53 * at + 29) % 97 - 48) / 64 for at in range(count)])
        assert slopes @ direction == pytest.approx(gradient[0], abs=2e-6 * size * np.sqrt(count))
    else:
        np.testing.assert_allclose(slopes, gradient, rtol=0, atol=2e-6 * size)
    if name in DOCUMENTED:
        # Another compiler of the same kind takes a little more or less.
        size_and_time = [found.flash, found.memory, found.training, found.prediction]
        assert size_and_time == pytest.approx(documented(name, board), rel=0.05)


def documented(name: str, board: str) -> list[float]:
    """Return the sizes and numbers of instructions that the page states."""
    row = re.search(rf"^\| {re.escape(name)} \| {re.escape(board)} \|(.*)\|$", PAGE.read_text(), re.MULTILINE)
    assert row
    return [float(cell.replace(",", "")) for cell in row[1].split("|")]


def library_of(header: str) -> set[str]:
    """Return the functions of C's library that a header says are called."""
    found = re.search(r"Of the library of C they call (.*?)(?:, and\n \* nothing else)?, apart", header, re.DOTALL)
    assert found
    return set() if found[1] == "nothing" else set(found[1].split(", "))


NAMED = {"cosf", "erfcf", "expf", "expm1f", "fabsf", "logf", "log1pf", "powf", "sinf", "sqrtf", "tanhf"}
COMPILERS_OWN = re.compile(r"mem(cpy|move|set)|__aeabi_(f\w+|u?i2f|f2u?iz|u?idiv\w*|u?l\w+|mem\w+)")
"""What compilers call by themselves: copies, and arithmetic that a processor lacks, none of it in double precision."""


@pytest.mark.parametrize("name", NETWORKS)
def test_nothing_is_called_but_what_the_header_names(name: str, tmp_path: Path, tool: Callable[[str], str]) -> None:
    written(exported(NETWORKS[name](), "c", is_single=True), tmp_path)
    compiler = tool("arm-none-eabi-gcc")
    command = [compiler, *BOARDS["Cortex-M3"][1], "-O0", *CODE, "-c", "gradient.c", "-o", "gradient.o"]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[:3000]
    said = subprocess.run(
        ["arm-none-eabi-nm", "-u", "gradient.o"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    called = {word for word in said.stdout.split() if word != "U" and not COMPILERS_OWN.fullmatch(word)}
    assert called <= library_of((tmp_path / "gradient.h").read_text()) <= NAMED
