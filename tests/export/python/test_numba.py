from __future__ import annotations

import ast

import pytest

from symbackprop.export.backends import exported
from symbackprop.models.network import Network
from symbackprop.models.spec import example


def module(network: Network, **options: object) -> str:
    (text,) = exported(network, "numba", **options).values()  # type: ignore[arg-type]
    return text


@pytest.mark.parametrize("name", ["mazur-2-2-2", "softmax", "deep-4-2-2-1"])
def test_the_loops_are_python_and_compiled_when_they_are_called(name: str) -> None:
    tree = ast.parse(module(example(name)))
    compiled = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and any("njit" in ast.unparse(at) for at in node.decorator_list)
    ]
    assert compiled
    assert any(isinstance(node, ast.For) for node in ast.walk(tree))


def test_no_loop_divides_with_an_error_where_numpy_has_infinity(mazur: Network) -> None:
    assert 'error_model="numpy"' in module(mazur)


def test_arguments_are_named_as_in_the_notes(mazur: Network) -> None:
    functions = {node.name: node for node in ast.walk(ast.parse(module(mazur))) if isinstance(node, ast.FunctionDef)}
    assert "loss_and_gradient" in functions
    assert functions["loss_and_gradient"].args.args[0].arg == "parameters"
