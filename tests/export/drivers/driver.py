"""What a driver says of a backend, and what drivers share.

The network of the calls with bad input is the example: 8 parameters, 2 inputs `i` and 2 targets `target_o` a sample.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from symbackprop.export.backends import BACKENDS
from symbackprop.export.check.certified_call import Check
from symbackprop.export.compiled.table import given as given_data
from symbackprop.export.program.lowering import Program, lowered
from symbackprop.export.python.notes_module import PRINTER
from symbackprop.export.syntax.keywords import PageWords

from ..lexer import Lexer

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


@dataclass(frozen=True)
class Way:
    """How the networks of a backend are run: so many at once, so many times."""

    run: Callable[[str, Sequence[Drawn], Path], Results]
    at_once: int
    times: int


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


Case: TypeAlias = Refused | Harmless | Impossible
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
NUMBERS = {"w": "0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55", "i": "0.05, 0.1", "t": "0.01, 0.99"}
"""The arguments of the example."""


Answers: TypeAlias = Callable[[Mapping[str, str], Path], Mapping[str, str]]


@dataclass(frozen=True)
class BadInput:
    """What a backend does with arguments that are wrong.

    Args:
        cases: A row for each of CASES, in its order.
        answers: Makes calls in a folder with an export; returns what each said by name: a refusal, or the loss.
        read: What finds faults in a program that makes these calls, where no machine of the tests can run it.
    """

    cases: Mapping[str, Case]
    answers: Answers
    read: Callable[[Mapping[str, str]], Sequence[str]] | None = None


def driven(file: str, program: Callable[[Mapping[str, str]], str], build: str, run: str) -> Answers:
    """Return what writes a program that makes all calls, builds it, and reads its lines, `name: what was said`."""

    def answered(calls: Mapping[str, str], folder: Path) -> Mapping[str, str]:
        (folder / file).write_text(program(calls))
        if build:
            subprocess.run(["bash", "-c", build], cwd=folder, check=True, capture_output=True)
        done = subprocess.run(["bash", "-c", run], cwd=folder, check=True, capture_output=True, text=True)
        return dict(re.findall(r"^<(.*?)> *(.*)$", done.stdout, re.MULTILINE))

    return answered


@dataclass(frozen=True, slots=True)
class Driver:
    """How a backend is tested.

    Args:
        needs: The program or the module of Python that its check needs.
        check: How its check is run.
        pages: The words that names of networks must not meet in its files.
        bad_input: What it does with arguments that are wrong.
        lexers: How its files are read as tokens, by their endings; those of Python, TOML and C are known.
        law: How it is called with numbers of random networks, or None where no machine of the tests can run it.
        read: What finds faults in its files where they cannot be run.
        strict: How its check is run where every warning is an error, to try all words as names.
        is_slow: Whether a compiler takes long, so that straight-line code is tried in one turn.
        needs_to_read: What a file needs to be read by a compiler that makes no program of it.
        reads: How that is done; JavaScript is run.
    """

    needs: str
    check: str
    pages: tuple[PageWords, ...]
    bad_input: BadInput
    law: Way | None
    lexers: Mapping[str, Lexer] = field(default_factory=lambda: MappingProxyType({}))
    read: Callable[[Path], Sequence[str]] | None = None
    strict: str = ""
    is_slow: bool = False
    needs_to_read: str = ""
    reads: str = ""
