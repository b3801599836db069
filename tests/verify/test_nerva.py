"""The layers of nerva-sympy, in matrix form: their equations follow from their definitions, and changed ones do not.

They are read from the tests of that project, which prove them with SymPy, where its folder is named by NERVA_SYMPY.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from symbackprop.errors import DocumentError
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import verify_alone

FOLDER = os.environ.get("NERVA_SYMPY", "")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not FOLDER, reason="nerva-sympy: NERVA_SYMPY names no folder")]

UNKNOWN = {"Dal", "Dar", "Dtl", "Dtr"}
"""Gradients that are given as functions of Python."""

MOST_RIGHT, MISSED = 45, 10
"""How many equations are right: all but one that the project doubts; and how many changed ones may be left open."""

NAMES = {"Dbeta": "beta", "Dgamma": "gamma", "inv_sqrt_Sigma": "V", "Sigma": "S"}
GREEK = {"beta", "gamma"}


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: what it defines, and the equations of its gradients."""

    definitions: tuple[tuple[str, ast.expr], ...]
    gradients: tuple[tuple[str, ast.expr], ...]


def layers() -> Iterator[Layer]:
    """Yield the layers of the tests, each once."""
    seen: set[str] = set()
    for path in sorted(Path(FOLDER, "tests").glob("test_layer_*.py")):
        for forward, backward in blocks(path.read_text(encoding="utf-8")):
            key = repr((forward, backward))
            if key not in seen:
                seen.add(key)
                yield Layer(assignments(forward), assignments(backward))


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield what a test computes forward and backward."""
    pattern = r"# feedforward\n(.*?)\n\n.*?# backpropagation\n(.*?)\n\n"
    yield from ((match[1], match[2]) for match in re.finditer(pattern, text, re.S))


def assignments(text: str) -> tuple[tuple[str, ast.expr], ...]:
    """Return the names of lines of Python, each with what it is."""
    found = [
        node for line in text.splitlines() for node in ast.parse(line.strip()).body if isinstance(node, ast.Assign)
    ]
    return tuple((target.id, node.value) for node in found for target in node.targets if isinstance(target, ast.Name))


def latex(node: ast.expr) -> str:
    """Return an expression of SymPy matrices as a formula."""
    match node:
        case ast.Name(name):
            return named(name)
        case ast.Constant(value):
            return str(value)
        case ast.Attribute(body, "T"):
            return rf"\left({latex(body)}\right)^T"
        case ast.UnaryOp(ast.USub(), body):
            return f"-{latex(body)}"
        case ast.BinOp(left, ast.Add(), right):
            return f"{latex(left)} + {latex(right)}"
        case ast.BinOp(left, ast.Sub(), right):
            return rf"{latex(left)} - \left({latex(right)}\right)"
        case ast.BinOp(left, ast.Mult(), right):
            return f"{factor(left)} {factor(right)}"
        case ast.Call(ast.Name("hadamard"), [left, right]):
            return rf"\left({operand(left)} \odot {operand(right)}\right)"
        case ast.Call(ast.Name("row_repeat"), [body, _]):
            return rf"\mathbf{{1}} {factor(body)}"
        case ast.Call(ast.Name("column_repeat"), [body, _]):
            return rf"{factor(body)} \mathbf{{1}}^T"
        case ast.Call(ast.Name("columns_sum"), [body]):
            return rf"\mathbf{{1}}^T {factor(body)}"
        case ast.Call(ast.Name("rows_sum"), [body]):
            return rf"{factor(body)} \mathbf{{1}}"
        case ast.Call(ast.Name("diag"), [body]):
            return rf"\mathrm{{diag}}\left({latex(body)}\right)"
        case ast.BinOp(top, ast.Div(), below):
            return rf"\frac{{{latex(top)}}}{{{latex(below)}}}"
        case ast.Call(ast.Name("ones"), [first, second]) if ast.dump(first) == ast.dump(second):
            return r"\mathbf{1} \mathbf{1}^T"
        case ast.Call(ast.Name("ones"), _):
            return "1"
        case ast.Call(ast.Name("identity"), _):
            return "I"
        case ast.Call(ast.Name("inv_sqrt"), [body]):
            return rf"\frac{{1}}{{\sqrt{{{latex(body)}}}}}"
        case ast.Call(ast.Name("columns_mean"), [body]):
            return rf"\frac{{1}}{{N}} \mathbf{{1}}^T {factor(body)}"
        case ast.Call(ast.Name("softmax"), [body]):
            return rf"\mathrm{{softmax}}\left({latex(body)}\right)"
        case ast.Call(ast.Name("log_softmax"), [body]):
            return rf"\log\left(\mathrm{{softmax}}\left({latex(body)}\right)\right)"
        case ast.Call(ast.Name("Sigmoid"), [body]):
            return rf"\sigma\left({latex(body)}\right)"
        case ast.Call(ast.Name("act"), [body]):
            return rf"f\left({latex(body)}\right)"
        case ast.Call(ast.Attribute(ast.Name("act"), "gradient"), [body]):
            return rf"f'\left({latex(body)}\right)"
        case _:
            raise ValueError(ast.unparse(node))


def factor(node: ast.expr) -> str:
    """Return a factor of a product."""
    is_sum = isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub))
    return rf"\left({latex(node)}\right)" if is_sum else latex(node)


def operand(node: ast.expr) -> str:
    """Return a factor of a product entry by entry."""
    is_softmax = isinstance(node, ast.Call) and ast.unparse(node.func) == "softmax"
    simple = isinstance(node, (ast.Name, ast.Attribute)) or is_softmax
    return latex(node) if simple else rf"\left({latex(node)}\right)"


def named(name: str) -> str:
    """Return how a formula calls what a test calls `name`; `DX` is a derivative."""
    if name[0] == "D" and len(name) > 1:
        of = NAMES.get(name, name[1:])
        return rf"\frac{{\partial L}}{{\partial {greek(of)}}}"
    return greek(NAMES.get(name, name))


def greek(name: str) -> str:
    """Return a name, that of a Greek letter as its command."""
    return f"\\{name}" if name in GREEK else name


def changed(formula: str) -> Iterator[str]:
    """Yield a formula with one change each: its sign, and a factor."""
    yield f"-({formula})"
    yield f"2 ({formula})"


def verdict(layer: Layer, name: str, formula: str) -> Verdict | None:
    """Return the verdict on one equation of a gradient; None where nothing is judged."""
    lines = ["A layer, one sample in each row."]
    lines += [f"$${named(of)} = {latex(body)}$$" for of, body in layer.definitions]
    lines.append(f"$${named(name)} = {formula}$$")
    try:
        claims = verify_alone("\n\n".join(lines).encode(), "x.md").claims
    except DocumentError:
        return None
    return claims[-1].verdict


def test_right_gradients_are_right_and_changed_ones_are_not() -> None:
    right: list[Verdict | None] = []
    wrong: list[Verdict | None] = []
    for layer in layers():
        for name, body in layer.gradients:
            if name not in UNKNOWN:
                formula = latex(body)
                right.append(verdict(layer, name, formula))
                wrong += [verdict(layer, name, other) for other in changed(formula)]
    assert Verdict.WRONG not in right
    assert right.count(Verdict.RIGHT) >= MOST_RIGHT
    assert Verdict.RIGHT not in wrong
    assert wrong.count(Verdict.WRONG) >= 2 * MOST_RIGHT - MISSED
