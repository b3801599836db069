"""How the tests run JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from symbackprop.export.single_file.javascript import PAGES

from ..lexer import STRING, Lexer
from .driver import (
    NUMBERS,
    BadInput,
    Drawn,
    Driver,
    Impossible,
    Refused,
    Results,
    Way,
    built,
    driven,
    emitted,
    numbers,
    written,
)


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


def program(calls: Mapping[str, str]) -> str:
    head = "const f = require('./gradient.js');\nconst g = new Float64Array(8);\n"
    head += "".join(f"const {name} = Float64Array.of({values});\n" for name, values in NUMBERS.items())
    return head + "".join(
        f"try {{ console.log('<{name}>', {call}); }} catch (error) {{ console.log('<{name}>', error.message); }}\n"
        for name, call in calls.items()
    )


LEXER = Lexer("//", ("/*", "*/"), False, rf"{STRING}|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`", ends="\n\r\u2028\u2029")


BAD_INPUT = BadInput(
    {
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
    driven("bad.js", program, "", "node bad.js"),
)
DRIVER = Driver(
    needs="node",
    check="node gradient.js",
    pages=(PAGES,),
    bad_input=BAD_INPUT,
    law=Way(as_javascript, 6, 2),
    strict="node gradient.js",
    needs_to_read="node",
    reads="node gradient.js",
    lexers={".js": LEXER, ".mjs": LEXER, ".mts": LEXER, ".ts": LEXER},
)
