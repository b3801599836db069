"""The C sources of one program: header and code, whole or by unit."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from types import MappingProxyType

from ...document.escape import Inert, in_code
from ...document.page import filled
from ...expression.tree import functions_of
from ...graph.equations import bare
from ..program.derivatives import PER_SAMPLE
from ..program.lowering import Form, bodies, size_of, sizes_of
from ..program.prediction import data_read, output_size
from ..saturation.stabilise import prepared
from .kernels import called_in, declarations, definitions
from .loops import loops
from .page import Body, Page
from .ranges import macros
from .straight import straight

MATHEMATICS = frozenset(
    name + kind
    for name in ("cos", "erfc", "exp", "expm1", "fabs", "log", "log1p", "pow", "sin", "sqrt", "tanh")
    for kind in ("", "f")
)
"""What code calls of C's library: nothing else is in any export."""

ABIS = 65_535
"""How many numbers there are of what callers must know: as many as formats of libraries have room for."""


class Unit(Enum):
    """What a source file holds: all that is about one sample, about a batch, or no more of them than the gradient."""

    ALL = "all"
    ONE = "one"
    ONE_GRADIENT = "one_gradient"
    BATCH = "batch"
    BATCH_GRADIENT = "batch_gradient"


PARTS: Mapping[Unit, tuple[str, ...]] = MappingProxyType(
    {
        Unit.ALL: ("loss", "both", "batch_loss", "batch_both", "prediction"),
        Unit.ONE: ("loss", "both"),
        Unit.ONE_GRADIENT: ("both",),
        Unit.BATCH: ("batch_loss", "batch_both"),
        Unit.BATCH_GRADIENT: ("batch_both",),
    }
)
"""The functions of a body that each unit holds."""


@dataclass(frozen=True)
class Source:
    """The C source of one program.

    Args:
        page: Its names and types.
        title: What it is called.
        about: The lines of the header's comment.
    """

    page: Page
    title: Inert
    about: Sequence[str] = ()

    @cached_property
    def body(self) -> Body:
        """The functions."""
        return straight(self.page) if self.page.program.form is Form.STRAIGHT else loops(self.page)

    def header(self) -> str:
        """Return gradient.h."""
        return filled("c/gradient.h", **self._blanks, abi=self.abi, library=self.library)

    def header_of_cpp(self) -> str:
        """Return gradient.hpp."""
        return filled("c/gradient.hpp", **self._blanks, prefix=self.page.program.prefix)

    @cached_property
    def library(self) -> list[str]:
        """The functions of C's library that the code calls; with BACKPROP_FAST_EXP it calls no exp and no tanh."""
        found = re.findall(r"\w+", re.sub(r"/\*.*?\*/", "", self.code(), flags=re.DOTALL))
        return sorted(MATHEMATICS.intersection(found))

    @cached_property
    def abi(self) -> int:
        """The number of what callers must know: all in the header that is no comment, and the order of parameters."""
        seen = re.sub(r"/\*.*?\*/", "", filled("c/gradient.h", **self._blanks, abi=0, library=()), flags=re.DOTALL)
        order = [f"{bare(symbol).ascii}{sizes_of(symbol)}" for symbol in self.page.program.parameters]
        return 1 + zlib.crc32(" ".join([*seen.split(), *order]).encode()) % ABIS

    def code(self, unit: Unit = Unit.ALL, has_kernels: bool = True) -> str:
        """Return gradient.c.

        Args:
            unit: Which functions it holds.
            has_kernels: Whether it holds the functions for matrices that it calls, or only declares them.
        """
        shown = {name: getattr(self.body, name) if name in PARTS[unit] else "" for name in PARTS[Unit.ALL]}
        called = called_in("".join(shown.values()))
        kernels = ""
        if called:
            kernels = definitions(called, self.page.real) if has_kernels else declarations(self.page.real)
        return filled(
            "c/gradient.c",
            **self._blanks | shown,
            kernels=kernels,
            ranges=macros("".join(shown.values())),
            is_whole=unit is Unit.ALL,
        )

    def calls_kernels(self, unit: Unit) -> bool:
        """Say whether a unit calls functions for matrices."""
        return bool(called_in("".join(getattr(self.body, name) for name in PARTS[unit])))

    @cached_property
    def _blanks(self) -> dict[str, object]:
        page, program, body = self.page, self.page.program, self.body
        pointers = page.pointers.values()
        return {
            "title": self.title,
            "about": self.about,
            "real": page.real,
            "form": program.form.value,
            "operations": f"{program.operations:,}",
            "count": program.count,
            "sizes": [(name, size_of(symbol)) for symbol, name in zip(program.data, pointers, strict=True)],
            "inputs": page.inputs,
            "batch_inputs": page.batch_inputs,
            "updated_inputs": page.updated_inputs,
            "updated_batch_inputs": page.updated_batch_inputs,
            "control": page.control,
            "control_passed": page.control_passed,
            "control_of_many": page.control.replace("round", "first"),
            "updated_passed": page.updated_passed(),
            "updated_batch_passed": page.updated_passed(is_batch=True),
            "update": page.update,
            "starts": starts_of(page),
            "optimiser": in_code(program.network.optimiser.title or "the update"),
            "has_rate": program.steps.has_rate,
            "has_round": program.steps.has_round,
            "is_descent": program.steps.is_descent,
            "passed": page.passed,
            "batch_passed": page.batch_passed,
            "per_sample": PER_SAMPLE in program.more,
            "outputs": output_size(program),
            "output_names": [bare(symbol).ascii for symbol in program.outputs],
            "predicted_sizes": [(page.pointers[bare(at)], size_of(at)) for at in data_read(program)],
            "predicted_inputs": page.predicted_inputs(False) if program.outputs else "",
            "predicted_batch_inputs": page.predicted_inputs(True) if program.outputs else "",
            "shared_work": body.shared_work,
            "part_work": body.part_work,
            "work_of_one": body.work_of_one,
            "functions": page.sources(),
            "has_bits": not {"exp", "tanh"}.isdisjoint(program.functions),
            "exponential": _exponential(page),
            "sigmoid_of_one": filled("c/sigmoid-float64.c").strip() if page.has_sigmoid_of_one else "",
            "tile": body.tile,
            "tables": body.tables,
            "train": body.train,
            "batch_train": "",
        }


def starts_of(page: Page) -> list[tuple[str, str]]:
    """Return the parts of the state with their values before the first round."""
    return [(symbol.ascii, page.printer.number(start)) for symbol, start in page.program.steps.state.items()]


def _exponential(page: Page) -> str:
    """Return the inline exp and tanh; exp not where only the sigmoid calls it, which has its own."""
    bits = 32 if page.is_single else 64
    pieces = [filled(f"c/bits-float{bits}.c").strip()]
    definitions = {name: page.program.definition(name) for name in page.program.functions}
    inner = [prepared(body) for name, body in definitions.items() if body and (name != "sigmoid" or page.is_single)]
    statements = (*page.program.statements, *page.program.predicted)
    outer = [body for statement in statements for body in bodies(statement)]
    if any("exp" in functions_of(body) for body in (*inner, *outer)):
        pieces.append(filled(f"c/exp-float{bits}.c").strip())
    if "tanh" in page.program.functions:
        pieces.append(filled(f"c/tanh-float{bits}.c").strip())
    return "\n\n".join(pieces)
