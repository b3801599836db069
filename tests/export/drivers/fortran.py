"""How the tests run Fortran."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from symbackprop.export.single_file.fortran import PAGES

from ..lexer import Lexer
from .driver import (
    CASES,
    NUMBERS,
    BadInput,
    Drawn,
    Driver,
    Harmless,
    Impossible,
    Refused,
    Results,
    Way,
    built,
    driven,
    emitted,
)

ONE_BY_ONE = "; ".join(f"echo \"<{name}> $(./check '{name}' 2>&1 | tr '\\n' ' ')\"" for name in CASES)


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


def program(calls: Mapping[str, str]) -> str:
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


BAD_INPUT = BadInput(
    {
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
    driven(
        "bad.f90",
        program,
        "sed '/^program check_gradient/,$d' gradient.f90 > module.f90 && "
        "gfortran -std=f2018 -O1 module.f90 bad.f90 -o check",
        ONE_BY_ONE,
    ),
)
DRIVER = Driver(
    needs="gfortran",
    check="gfortran -std=f2018 -Wall -Wextra -Werror -fsyntax-only gradient.f90 && "
    "gfortran -std=f2008 -Wall -Wextra -Werror -O1 gradient.f90 -o check && ./check",
    pages=(PAGES,),
    bad_input=BAD_INPUT,
    law=Way(as_fortran, 6, 1),
    strict="gfortran -std=f2008 -O0 gradient.f90 -o check && ./check",
    is_slow=True,
    needs_to_read="gfortran",
    reads="gfortran -std=f2018 -Wall -fsyntax-only gradient.f90",
    lexers={".f90": Lexer("!", None, False, r"'(?:[^'\n])*'|\"[^\"\n]*\"", lambda text: re.sub(r" &\n\s*", " ", text))},
)
