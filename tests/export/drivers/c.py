"""How the tests run C."""

from __future__ import annotations

import ctypes
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from symbackprop.export.syntax.keywords import C_PAGES

from .driver import (
    NUMBERS,
    BadInput,
    Drawn,
    Driver,
    Impossible,
    Refused,
    Results,
    Way,
    driven,
    emitted,
    written,
)

STRICT = "-Wall -Wextra -Werror -O0"


def as_c(backend: str, items: Sequence[Drawn], folder: Path) -> Results:
    found = []
    for at, item in enumerate(items):
        written(emitted("c", item), folder / str(at))
        command = [
            "gcc",
            "-std=c99",
            "-O1",
            "-DBACKPROP_FAST_EXP",
            "-shared",
            "-fPIC",
            "gradient.c",
            "-o",
            "g.so",
            "-lm",
        ]
        subprocess.run(command, cwd=folder / str(at), check=True)
        function = ctypes.CDLL(str(folder / str(at) / "g.so")).backprop_loss_and_gradient
        function.restype = ctypes.c_double
        gradient, work = np.zeros(len(item.parameters)), np.zeros(100_000)
        data = [np.ascontiguousarray(array) for array in item.data]
        pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in (item.parameters, *data, gradient, work)]
        found.append((function(*pointers), gradient.tolist()))
    return found


def program(calls: Mapping[str, str]) -> str:
    head = '#include "gradient.h"\n#include <math.h>\n#include <stdio.h>\nint main(void)\n{\n'
    head += "".join(f"    double {name}[] = {{{values}}};\n" for name, values in NUMBERS.items())
    head += "    double bad[8] = {NAN}, g[8];\n    static double work[BACKPROP_WORK];\n"
    return head + "".join(f'    printf("<{name}> %s\\n", {call});\n' for name, call in calls.items()) + "}\n"


BAD_INPUT = BadInput(
    {
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
    driven("bad.c", program, "gcc -std=c99 -Wall -Wextra -Werror bad.c gradient.c -o check -lm", "./check"),
)
DRIVER = Driver(
    needs="make",
    check="make -s check CFLAGS=-O1",
    pages=(C_PAGES,),
    bad_input=BAD_INPUT,
    law=Way(as_c, 4, 1),
    strict=f"gcc -std=c99 {STRICT} test_gradient.c gradient.c -o check -lm && ./check && "
    "gcc -std=gnu17 -fsyntax-only -Wall -Werror gradient.c && "
    "echo '#include \"gradient.hpp\"' > header.cpp && g++ -std=c++20 -fsyntax-only -Wall -Wextra -Werror header.cpp",
    needs_to_read="gcc",
    reads="gcc -std=c99 -Wall -Wextra -Wtrigraphs -Werror -fsyntax-only gradient.c && "
    "gcc -std=c99 -fsyntax-only test_gradient.c && clang -std=c99 -Wall -Werror -fsyntax-only gradient.c",
)
