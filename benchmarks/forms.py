"""What the width of the layers costs the derivation in index notation, as a ratio measured in one run.

    python benchmarks/forms.py

Exit status 1 if the wide network takes more than a tenth longer than the narrow one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter

from symbackprop.derive.narrate import Form, Outline, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.expression import algebra
from symbackprop.expression.tree import Index, Symbol, decimal
from symbackprop.graph.equations import Graph
from symbackprop.graph.language import parse_equations
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.render.documents.markdown import markdown

REPEATS = 41
WIDE, NARROW, MOST = (1024, 1024, 1024, 10), (4, 4, 4, 2), 1.10

EQUATIONS = """
net_f[j] = sum(i, W_f[j,i]*x[i]) + b_f[j]
out_f[j] = sigmoid(net_f[j])
net_g[k] = sum(j, W_g[k,j]*out_f[j]) + b_g[k]
out_g[k] = sigmoid(net_g[k])
net_o[l] = sum(k, W_o[l,k]*out_g[k]) + b_o[l]
out_o[l] = sigmoid(net_o[l])
E = sum(l, 1/2*(t[l] - out_o[l])^2)
"""


def network(sizes: tuple[int, ...]) -> Network:
    """Return a network of three layers without values."""
    i, j, k, l = (Index(name, size) for name, size in zip("ijkl", sizes, strict=True))  # noqa: E741
    indices = {index.name: index for index in (i, j, k, l)}
    equations = tuple(statement.equation for statement in parse_equations(EQUATIONS, indices))
    weights = [Symbol("W", below, pair) for below, pair in zip("fgo", ((j, i), (k, j), (l, k)), strict=True)]
    biases = [Symbol("b", below, (own,)) for below, own in zip("fgo", (j, k, l), strict=True)]
    trained = (*weights, *biases)
    leaves = (Symbol("x", indices=(i,)), Symbol("t", indices=(l,)), *trained)
    return Network("Three layers", Graph(leaves, equations), Symbol("E"), None, trained, {}, decimal("0.1"), {})


def seconds(sizes: tuple[int, ...]) -> float:
    """Return how long it takes from the equations to the finished text, every step checked anew."""
    algebra._is_derivative.cache_clear()
    algebra._is_identical.cache_clear()
    start = perf_counter()
    fresh = network(sizes)
    markdown(notes(Numbers(fresh, Rounding(9)), Outline((), forms=(Form.INDEX,))))
    return perf_counter() - start


def medians(first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float]:
    """Return the medians of two measurements made in turn, so that a slow moment of the machine meets both."""
    pairs = [(first(), second()) for _ in range(REPEATS)]
    return sorted(a for a, _ in pairs)[REPEATS // 2], sorted(b for _, b in pairs)[REPEATS // 2]


def main() -> int:
    """Measure, print, and return the exit status."""
    seconds(NARROW)
    wide, narrow = medians(lambda: seconds(WIDE), lambda: seconds(NARROW))
    verdict = "holds" if wide / narrow <= MOST else "FAILS"
    names = ["-".join(map(str, sizes)) for sizes in (WIDE, NARROW)]
    print(f"index form of {names[0]}: {wide * 1000:.1f} ms; of {names[1]}: {narrow * 1000:.1f} ms")
    print(f"wide / narrow: {wide / narrow:.3f}, at most {MOST}: {verdict}")
    return int(wide / narrow > MOST)


if __name__ == "__main__":
    sys.exit(main())
