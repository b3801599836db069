"""The numbers beside statements: those that are printed in the notes, beside equations about the same quantity."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

import pytest

from symbackprop.derive.narrate import Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.export.backends import BACKENDS, exported
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.render.formats import FORMATS

from .networks import layered

NETWORKS: Mapping[str, Callable[[], Network]] = {
    "straight": example,
    "loops": lambda: layered(12, 9, 5),
    "attention": lambda: example("attention"),
    "shifted": lambda: example("convolution"),
}


@cache
def printed(name: str) -> Mapping[int, str]:
    """Return the text of the notes' equations by their numbers, as it is printed in Markdown."""
    network = NETWORKS[name]()
    document = notes(Numbers(network, Rounding(9)), Outline(default_weights(network)))
    text = FORMATS["md"].files(document)["notes.md"].decode()
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
    found = [row for row in statements(code(name, backend)) if row[0] != "gradient"]
    assert len({target for target, _ in found}) >= 10
    assert not misplaced(found, printed(name))


@pytest.mark.parametrize("backend", ["c", "numpy"])
@pytest.mark.parametrize("name", ["attention", "shifted"])
def test_a_model_in_equations_is_numbered_too(backend: str, name: str) -> None:
    found = statements(code(name, backend))
    assert len({number for _, number in found}) >= 10
    assert not misplaced(found, printed(name))


def test_a_number_that_is_off_is_seen() -> None:
    found = statements(code("straight", "c"))
    assert misplaced([(target, number + 6) for target, number in found], printed("straight"))
    assert misplaced([("net_h1", 31)], printed("straight")) == [("net_h1", 31)]
    assert misplaced([("net_h1", 99)], printed("straight")) == [("net_h1", 99)]


LINES = {
    ("straight", "c"): ["out_h1 = sigmoid_of_one(net_h1); /* (1) */", "dE_dw5 = out_h1 * dE_dnet_o1; /* (7) */"],
    ("straight", "numpy"): ["net_h = i @ W1.T + b1  # (29)", "dE_dnet_o = dE_dout_o * out_o * (1.0 - out_o)  # (32)"],
    ("loops", "c"): ["/* net_h (28) */", "/* dE_dW2 (32) */"],
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
    assert r"\boldsymbol{\delta }_ {o} &=" in equations[32]
    assert r"\mathrm{out}_ {h1} &= \sigma" in equations[1]
