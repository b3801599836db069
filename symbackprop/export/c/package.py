"""A Python package with a C extension: what `model.compile` uses, for a product that goes without us."""

from __future__ import annotations

import re

from ...document.escape import in_code
from ...document.page import filled
from ...graph.equations import bare
from ..check.certified_call import Check
from ..check.header import described
from ..program.lowering import PREFIX, Program, size_of
from ..program.prediction import data_read, output_size
from ..python.page import check_blanks, data_rows
from ..syntax.arguments import moving_arguments
from . import Page, Source, Unit
from .bridge import bridge


def package(program: Program, check: Check | None, is_single: bool) -> dict[str, str]:
    """Return the files of the package."""
    title = in_code(program.network.title)
    about = described(program, check, is_single)
    source = Source(Page(program, is_single), title, about[2:])
    pointers, steps = source.page.pointers.values(), program.steps
    found = {
        "pyproject.toml": filled("package/pyproject.toml", title=title),
        "setup.py": filled("package/setup.py"),
        "src/bridge.c": bridge(source, Unit.ALL, is_linked=True),
        "src/extension.c": filled("extension/extension.c", is_linked=True, module="_gradient", outputs=program.outputs),
        "src/gradient.c": source.code(),
        "src/gradient.h": source.header(),
        "src/table.h": filled("extension/table.h"),
        "backprop_gradient/__init__.py": filled(
            "package/init.py",
            about=about,
            count=program.count,
            arguments="".join(f", {name}" for name in pointers),
            outputs=output_size(program),
            output_names=[bare(symbol).ascii for symbol in program.outputs],
            predicted_arguments="".join(f", {source.page.pointers[bare(at)]}" for at in data_read(program)),
            starts=[symbol.ascii for symbol in steps.state],
            **moving_arguments(steps, ", ".join(pointers)),
            is_descent=steps.is_descent,
            optimiser=in_code(program.network.optimiser.title or "the update"),
        ),
    }
    if check is not None:
        found["backprop_gradient/__main__.py"] = filled(
            "package/main.py",
            kind="f" if is_single else "d",
            count=program.count,
            total=sum(map(size_of, program.data)),
            data=data_rows(program, pointers),
            predicted=[program.data.index(symbol) for symbol in data_read(program)],
            expected_outputs=check.predicted,
            **check_blanks(program, check, is_single),
        )
    return found


def renamed(text: str, prefix: str, name: str) -> str:
    """Return a file of the package, or its name, with another name for it."""
    if name.endswith((".c", ".h")):
        return text
    dashed = prefix.replace("_", "-")
    text = re.sub(rf"\b{PREFIX}_gradient\b", f"{prefix}_gradient", text)
    return re.sub(rf"\b{PREFIX}-gradient\b", f"{dashed}-gradient", text)
