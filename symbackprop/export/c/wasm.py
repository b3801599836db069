"""WebAssembly of a C project: a module of JavaScript that loads what `make gradient.wasm` builds, and its types."""

from __future__ import annotations

from ...document.page import filled
from ...graph.equations import bare
from ..program.derivatives import PER_SAMPLE
from ..program.lowering import size_of
from ..program.prediction import data_read, output_size
from ..single_file.javascript import PAGES
from ..syntax.keywords import reserved
from .source import Source, starts_of

PARTS = 16
"""Into how many parts the header cuts a batch where nobody says otherwise."""


def exported_names(source: Source) -> list[str]:
    """Return what the module calls, without the prefix."""
    program = source.page.program
    families = ("", "batch_")
    return [
        "abi",
        *(family + name for family in families for name in ("loss", "loss_and_gradient")),
        *("gradient", "batch_update", "batch_train"),
        *(["start"] if program.steps.state else []),
        *(["per_sample_gradients"] if PER_SAMPLE in program.more else []),
        *(["predict", "batch_predict"] if program.outputs else []),
    ]


def loader(source: Source) -> dict[str, str]:
    """Return gradient.mjs and gradient.d.mts."""
    page, program, body = source.page, source.page.program, source.body
    pointers, read = page.pointers, data_read(program)
    outputs = output_size(program)
    blanks = {
        "array": "Float32Array" if page.is_single else "Float64Array",
        "abi": source.abi,
        "count": program.count,
        "sizes": [(pointers[bare(symbol)], size_of(symbol)) for symbol in program.data],
        "work": body.shared_work + PARTS * body.part_work,
        "starts": starts_of(page),
        "has_rate": program.steps.has_rate,
        "has_round": program.steps.has_round,
        "per_sample": PER_SAMPLE in program.more,
        "outputs": outputs,
        "output_names": [bare(symbol).ascii for symbol in program.outputs],
        "predicted_places": "".join(f"{program.data.index(symbol)}, " for symbol in read),
        "typed_data": [_typed(pointers[bare(symbol)]) for symbol in program.data],
        "typed_predicted": [_typed(pointers[bare(symbol)]) for symbol in read],
    }
    return {name: filled(f"c/{name}", **blanks) for name in ("gradient.mjs", "gradient.d.mts")}


def _typed(name: str) -> str:
    """Return a name that TypeScript may have for an argument."""
    return f"{name}_" if name in reserved(PAGES) else name
