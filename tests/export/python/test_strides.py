"""Adjoints of strided reads over arrays: as much work as there are positions and places of the filter, and no more."""

from __future__ import annotations

import re

import numpy as np
import pytest

from symbackprop.export.backends import exported
from symbackprop.export.python.strides import over_places
from symbackprop.expression.tree import Affine, Index, Product, Symbol
from symbackprop.graph.equations import Term
from symbackprop.graph.windows import Window
from symbackprop.models.spec import parse

m, i, k = Index("m", 20), Index("i", 10), Index("k", 3)
PLACE = Affine(((1, m), (-2, i)), 1)
G, W = Symbol("g", indices=(i,)), Symbol("w", indices=(PLACE,))
TERM = Term(Product((G, W)), (i,), (Window(PLACE, 3),))


def test_a_sum_over_steps_becomes_one_over_places_which_says_which_step_each_is() -> None:
    term, divided = over_places(TERM)

    (places,) = term.over
    quotient = divided[i]
    assert (places.size, term.within, quotient.below) == (3, (), 2)
    found = set()
    for at in range(1, 21):
        for place in range(1, 4):
            above = quotient.above.offset + sum(
                coefficient * ((at if index == m else place) - 1) for coefficient, index in quotient.above.parts
            )
            if above % 2 == 0 and 0 <= above <= 2 * 9:
                found.add((at, above // 2 + 1, place))
    assert found == {(at, s, at - 2 * s + 1) for at in range(1, 21) for s in range(1, 11) if 1 <= at - 2 * s + 1 <= 3}


@pytest.mark.parametrize(
    "term",
    [
        Term(TERM.body, (i,), (Window(PLACE, 12),)),
        Term(Product((Symbol("g", indices=(Affine(((1, i),), -1),)), W)), (i,), TERM.within),
        Term(TERM.body, (i,), (*TERM.within, Window(Affine(((1, i),), -1), 9))),
        Term(Product((G, W)), (i,), (Window(Affine(((1, m), (-1, i)), 1), 3),)),
    ],
    ids=["more places than steps", "another shift", "another window", "no stride"],
)
def test_any_other_sum_stays(term: Term) -> None:
    assert over_places(term) == (term, {})


MODELS = {
    "a line": (
        "a[i] = v*p[i]\nh[m] = tanh(sum(k, w[k]*a[2*m+k-2]))\nE = sum(m, h[m]^2)",
        "w v",
        "i = 202\nm = 100\nk = 4",
    ),
    "padded, three apart": (
        "a[i] = v*p[i]\nh[m] = tanh(sum(k, w[k]*a[3*m+k-4 else 0]))\nE = sum(m, h[m]^2)",
        "w v",
        "i = 90\nm = 30\nk = 5",
    ),
    "a picture": (
        "a[i,j] = v*p[i,j]\nh[c,m,n] = tanh(sum(k, l, w[c,k,l]*a[2*m+k-2,2*n+l-2]))\nE = sum(c, m, n, h[c,m,n]^2)",
        "w v",
        "i = 21\nj = 31\nm = 10\nn = 15\nk = 3\nl = 3\nc = 2",
    ),
    "backwards": (
        "a[i] = v*p[i]\nh[m] = tanh(sum(k, w[k]*a[80-2*m+k]))\nE = sum(m, h[m]^2)",
        "w v",
        "i = 81\nm = 40\nk = 3",
    ),
}


@pytest.mark.parametrize(("name", "backend"), [*((name, "numpy") for name in MODELS), ("a picture", "jax")])
def test_gradients_of_strided_reads_are_the_certified_ones_and_no_product_of_lengths_is_formed(
    name: str, backend: str
) -> None:
    equations, parameters, sizes = MODELS[name]
    names = ", ".join(f'"{parameter}"' for parameter in parameters.split())
    head = f'equations = """\n{equations}\n"""\nloss = "E"\nparameters = [{names}]\nlearning_rate = 1\n'
    (text,) = exported(parse(f"{head}[sizes]\n{sizes}\n", "strided.toml"), backend).values()
    if backend == "jax":
        pytest.importorskip("jax")
    module: dict[str, object] = {"__name__": "__main__"}

    with np.errstate(all="raise"):
        exec(compile(text, f"{name}.py", "exec"), module)  # its check ends the program where a number is wrong

    (line,) = (line for line in text.splitlines() if re.match(r"\s*dE_da = ", line))
    assert " // " in line
    assert "% " in line
