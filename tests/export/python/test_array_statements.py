"""Statements over whole arrays: axes brought in line, and sums as products of matrices where indices allow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.python.array_statements import ArrayStatements
from symbackprop.export.python.libraries import LIBRARIES
from symbackprop.export.syntax.naming import Names
from symbackprop.expression.tree import Index, Symbol
from symbackprop.graph.equations import Equation, Term
from symbackprop.graph.language import parse_equations
from symbackprop.models.network import Network

INDICES = {name: Index(name, size) for name, size in (("i", 2), ("j", 3), ("k", 4))}
SUMS = [
    ("y[i,k] = sum(j, A[i,j]*B[j,k])", "A @ B", "ij,jk->ik"),
    ("y[i,k] = sum(j, A[j,i]*B[j,k])", "A.T @ B", "ji,jk->ik"),
    ("y[i,k] = sum(j, A[i,j]*B[k,j])", "A @ B.T", "ij,kj->ik"),
    ("y[i] = sum(j, A[i,j]*B[j])", 'np.einsum("ab,b->a", A, B)', "ij,j->i"),
    ("y = sum(i, A[i]*B[i])", 'np.einsum("a,a->", A, B)', "i,i->"),
    ("y[i,k] = sum(j, A[i,j]*B[i,j,k])", 'np.einsum("ac,acb->ab", A, B)', "ij,ijk->ik"),
    ("y[i,j] = A[i]*B[j]", "A[:, None] * B", "i,j->ij"),
    ("y[i,j] = A[j,i]*B[j]", "np.transpose(A, (1, 0)) * B", "ji,j->ij"),
    ("y[i] = sum(j, A[i,j]*B[1])", 'np.einsum("ab,->a", A, B[0])', ""),
]


def statements(network: Network, data: Sequence[Symbol] = ()) -> ArrayStatements:
    program = replace(lowered(network, form=Form.LOOPS), data=tuple(data), forward=(), backward=())
    library = LIBRARIES["numpy"]
    return ArrayStatements(program, library, library.printer, Names())


def equation(text: str) -> Equation:
    (statement,) = parse_equations(text, INDICES)
    return statement.equation


@pytest.mark.parametrize(("text", "written", "contraction"), SUMS, ids=[text for text, _, _ in SUMS])
def test_a_sum_is_written_as_briefly_as_its_indices_allow(
    text: str, written: str, contraction: str, mazur: Network
) -> None:
    assert statements(mazur).lines([equation(text)]) == [f"y = {written}"]
    if contraction:
        draw = np.random.default_rng(1)
        sizes = [[INDICES[letter].size for letter in part] for part in contraction.split("->")[0].split(",")]
        a, b = (draw.normal(size=size) for size in sizes)
        assert np.allclose(eval(written, {"np": np, "A": a, "B": b}), np.einsum(contraction, a, b))


def test_samples_are_the_first_axis(mazur: Network) -> None:
    x = Symbol("x", indices=(INDICES["j"],))
    made = statements(mazur, [x])
    assert made.is_sampled(x)
    program = replace(made.program, forward=(equation("y[i] = sum(j, A[i,j]*x[j])"),))
    sampled = ArrayStatements(program, made.dialect, made.printer, Names())
    assert sampled.lines(program.forward) == ["y = x @ A.T"]


def test_a_constant_has_the_shape_of_what_it_defines(mazur: Network) -> None:
    assert statements(mazur).lines([equation("y[i,k] = 2")]) == ["y = np.full((2, 4,), 2.0, dtype=DTYPE)"]


def test_a_diagonal_is_gathered(mazur: Network) -> None:
    i = INDICES["i"]
    diagonal = Equation(Symbol("y", indices=(i,)), (Term(Symbol("W", "1", indices=(i, i))),))
    assert statements(mazur).lines([diagonal]) == ["y = W1[np.arange(2), np.arange(2)]"]
