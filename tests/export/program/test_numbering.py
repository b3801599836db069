"""The numbers beside statements: those that are printed in the notes, beside equations about the same quantity."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise

import pytest

from symbackprop.derive.narrate import Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.export.backends import BACKENDS, exported
from symbackprop.export.program import numbering
from symbackprop.export.program.lowering import Form, Program, lowered
from symbackprop.export.program.numbering import equation_numbers
from symbackprop.graph.equations import bare
from symbackprop.graph.rounding import Rounding
from symbackprop.models.draw import drawn
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse

from ...formats import files_of
from ..networks import layered

pytestmark = pytest.mark.slow
"""Each test makes whole notes."""

HEAD = """
equations = \"\"\"
q[m,c] = sum(d, X[m,d]*W_q[d,c])
k[n,c] = sum(d, Y[n,d]*W_k[d,c])
s[m,n] = sum(c, q[m,c]*k[n,c])
e[m,n] = exp(s[m,n])
z[m] = sum(n, e[m,n])
a[m,n] = e[m,n]/z[m]
D[m] = sum(n, 1/2*(T[m,n] - a[m,n])^2)
L = sum(m, D[m])
\"\"\"
loss = "L"
parameters = ["W_q", "W_k"]
learning_rate = 0.1
[sizes]
m = 3
n = 26
d = 40
c = 2
"""
SOFTMAX = """
activation = ["tanh", "identity"]
loss = "softmax-cross-entropy"
bias = "per-neuron"
train_biases = true
"""
PENALISED = """
activation = ["relu", "sigmoid"]
loss = "half-squared"
bias = "none"
convention = "x W"
reduction = "mean"
l2 = 0.01
l1 = 0.001
"""


def of_layers(options: str, sizes: tuple[int, int, int], samples: int) -> Network:
    """Return a network in a text with numbers from a formula; the targets of each sample are one class."""

    def numbers(rows: int, columns: int) -> list[list[float]]:
        return [[round((7 * row + 3 * at) % 11 / 50 - 0.09, 2) for at in range(columns)] for row in range(rows)]

    inputs, targets = numbers(samples, sizes[0]), [[float(at == 0) for at in range(sizes[2])]] * samples
    shapes = [(after, before) for before, after in pairwise(sizes)]
    weights = [numbers(*(shape[::-1] if "x W" in options else shape)) for shape in shapes]
    values = [f"inputs = {inputs if samples > 1 else inputs[0]}", f"targets = {targets if samples > 1 else targets[0]}"]
    values += [f"weights = {weights}"]
    values += [] if "none" in options else [f"biases = {[numbers(1, size)[0] for size in sizes[1:]]}"]
    head = f"[network]\nlearning_rate = 0.5\nsizes = {list(sizes)}"
    return parse("\n".join([head, options, "[values]", *values]), "layers.toml")


WIDE: Mapping[str, Callable[[], Network]] = {
    "batch": lambda: of_layers(PENALISED, (26, 3, 2), 26),
    "deep": lambda: layered(25, 26, 40, 27),
    "head": lambda: drawn(parse(HEAD, "head.toml"), 1),
    "inputs": lambda: layered(40, 3, 2),
    "layers": lambda: layered(40, 26, 33),
    "letters": lambda: of_layers(SOFTMAX + 'notation = "z-a"\n', (3, 27, 31), 1),
    "outputs": lambda: layered(3, 2, 40, loss="binary-cross-entropy"),
    "signals": lambda: of_layers(SOFTMAX + 'notation = "delta"\n', (27, 26, 31), 30),
    "softmax": lambda: of_layers(SOFTMAX, (3, 27, 31), 1),
}

NETWORKS: Mapping[str, Callable[[], Network]] = {
    "straight": example,
    "loops": lambda: layered(12, 9, 5),
    "attention": lambda: example("attention"),
    "shifted": lambda: example("convolution"),
    "wide": WIDE["layers"],
}


@cache
def printed(name: str) -> Mapping[int, str]:
    """Return the text of the notes' equations by their numbers, as it is printed in Markdown."""
    network = NETWORKS[name]()
    document = notes(Numbers(network, Rounding(9)), Outline(default_weights(network)))
    text = files_of("md", document)["notes.md"].decode()
    return {int(number): body for body, number in re.findall(r"\$\$\n((?:(?!\$\$).)*?)\\tag\{(\d+)\}", text, re.DOTALL)}


def code(name: str, backend: str) -> str:
    files = exported(NETWORKS[name](), backend)
    return next(text for file, text in files.items() if re.search(r"gradient\w*\.(c|py|rs|js|jl|f90)$", file))


def statements(text: str) -> list[tuple[str, int]]:
    """Return the targets of numbered statements; a loop's is that of the statement inside."""
    found = []
    lines = text.splitlines()
    for at, line in enumerate(lines):
        marked = re.search(r"(?:# |! |// |/\* (\w+ )?)\((\d+)\)(?: \*/)?$", line)
        if marked is None:
            continue
        if marked[1]:
            found.append((marked[1].strip(), int(marked[2])))
            continue
        inside = next(other for other in lines[at:] if not re.match(r"\s*(for|do|BACKPROP_PRAGMA|/\*|\{|!)", other))
        target = re.search(r"\w+", re.sub(r"^\s*(const |let |mut |double |float )*", "", inside))
        assert target is not None
        found.append((target[0], int(marked[2])))
    return found


def misplaced(found: list[tuple[str, int]], equations: Mapping[int, str]) -> list[tuple[str, int]]:
    """Return the targets whose equation does not speak of them."""
    return [
        (target, number)
        for target, number in found
        if not re.search(rf"(?<![a-z]){base_of(target)}", equations.get(number, ""))
    ]


def base_of(target: str) -> str:
    """Return the letter or word of a quantity, or of the one by which an adjoint is taken."""
    word = re.sub(r"^d[A-Z]\w*?_d(?=\w)", "", target)
    base = re.match(r"[A-Za-z]+", word)
    assert base is not None
    return f"[{base[0]}{base[0].swapcase()}]" if len(base[0]) == 1 else base[0]


@pytest.mark.parametrize("backend", [name for name in BACKENDS if name != "python-extension"])
@pytest.mark.parametrize("name", ["straight", "loops"])
def test_every_backend_numbers_its_statements_as_the_notes_do(backend: str, name: str) -> None:
    found = [row for row in statements(code(name, backend)) if row[0] not in ("gradient", "outputs")]
    assert len({target for target, _ in found}) >= 10
    assert not misplaced(found, printed(name))


@pytest.mark.parametrize("backend", ["c", "numpy"])
@pytest.mark.parametrize("name", ["attention", "shifted", "wide"])
def test_another_model_is_numbered_too(backend: str, name: str) -> None:
    found = statements(code(name, backend))
    assert len({number for _, number in found}) >= 10
    assert not misplaced(found, printed(name))


def equations_of(program: Program) -> dict[str, int | None]:
    numbers = equation_numbers(program)
    return {at.target.ascii: numbers.get(at.target, numbers.get(bare(at.target))) for at in program.statements}


@pytest.mark.parametrize("name", WIDE)
def test_a_wide_network_has_the_numbers_of_its_whole_notes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = lowered(WIDE[name]())
    assert program.form is Form.LOOPS
    found = equations_of(program)
    monkeypatch.setattr(numbering, "WIDEST", 1_000)
    assert found == equations_of(program)
    assert len({number for number in found.values() if number}) >= 7


def test_notes_that_are_narrowed_too_far_have_other_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    program = lowered(WIDE["layers"]())
    found = equations_of(program)
    monkeypatch.setattr(numbering, "WIDEST", 1)
    assert found != equations_of(program)


def test_a_number_that_is_off_is_seen() -> None:
    found = statements(code("straight", "c"))
    assert misplaced([(target, number + 6) for target, number in found], printed("straight"))
    assert misplaced([("net_h1", 34)], printed("straight")) == [("net_h1", 34)]
    assert misplaced([("net_h1", 99)], printed("straight")) == [("net_h1", 99)]


LINES = {
    ("straight", "c"): ["out_h1 = sigmoid_of_one(net_h1); /* (1) */", "dE_dw5 = out_h1 * dE_dnet_o1; /* (7) */"],
    ("straight", "numpy"): ["net_h = i @ W1.T + b1  # (29)", "dE_dnet_o = dE_dout_o * out_o * (1.0 - out_o)  # (35)"],
    ("loops", "c"): ["/* net_h (28) */", "/* dE_dW2 (35) */"],
    ("loops", "fortran"): ["do j = 0, 8  ! (28)"],
    ("loops", "numba"): ["for j in range(9):  # (28)"],
}


@pytest.mark.parametrize("case", LINES, ids="-".join)
def test_the_numbers_are_those_that_were_read_in_the_notes(case: tuple[str, str]) -> None:
    text = code(*case)
    for line in LINES[case]:
        assert line in text


def test_every_number_in_the_notes_of_the_example_is_the_equation_that_was_read_there() -> None:
    equations = printed("straight")
    assert r"\mathbf{net}_ {h} &=" in equations[29]
    assert r"\boldsymbol{\delta }_ {o} =" in equations[35]
    assert r"\mathrm{out}_ {h1} &= \sigma" in equations[1]
