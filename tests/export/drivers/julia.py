"""How the tests run Julia."""

from __future__ import annotations

from collections.abc import Mapping

from symbackprop.export.single_file.julia import PAGES

from ..lexer import CHARACTER, STRING, Lexer
from ..reading import julia_faults, julia_syntax_faults
from .driver import (
    NUMBERS,
    BadInput,
    Driver,
    Harmless,
    Impossible,
    Refused,
    driven,
)


def program(calls: Mapping[str, str]) -> str:
    head = 'include("gradient.jl")\nconst f = Gradient\ng = zeros(8)\n'
    head += "".join(f"{name} = [{values}]\n" for name, values in NUMBERS.items())
    return head + "".join(
        f'try\n    println("<{name}> ", {call})\ncatch error\n    println("<{name}> ", error)\nend\n'
        for name, call in calls.items()
    )


BAD_INPUT = BadInput(
    {
        "shape": Refused("f.loss(w[1:7], i, t)", "parameters: expected 8 numbers, given 7"),
        "data shape": Refused("f.loss(w, i[1:1], t)", "i: expected 2 numbers, given 1"),
        "dtype": Refused("f.loss(Float32.(w), i, t)", "parameters: expected an array of Float64"),
        "gaps": Harmless("f.loss(view(repeat(w, inner=2), 1:2:16), i, t)"),
        "read-only": Impossible("arrays of Julia can be written to"),
        "aliased": Refused("f.loss_and_gradient!(w, i, t, w)", "gradient: expected memory of its own, .* overlaps"),
        "nan": Refused("f.loss(w .* NaN, i, t)", "parameters: expected numbers, given NaN"),
        "nan data": Refused("f.loss(w, i, t .* NaN)", "target_o: expected numbers, given NaN"),
        "nan rate": Refused("f.update!(w, 1, i, t, NaN)", "rate: expected a number, given NaN"),
        "no samples": Refused("f.batch_loss_and_gradient!(w, 0, i, t, g)", "samples: expected 1 or more, given 0"),
        "negative rounds": Refused("f.train!(w, 1, i, t, 0.5, -1)", "rounds: expected 0 or more, given -1"),
    },
    driven("bad.jl", program, "", "julia bad.jl"),
    read=lambda calls: julia_syntax_faults(program(calls)),
)
DRIVER = Driver(
    "julia",
    "julia gradient.jl",
    (PAGES,),
    BAD_INPUT,
    None,
    read=julia_faults,
    lexers={".jl": Lexer("#(?!=)", ("#=", "=#"), True, f'""".*?"""|{STRING}|{CHARACTER}')},
)
