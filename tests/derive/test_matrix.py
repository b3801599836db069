"""The matrix form."""

from __future__ import annotations

from symbackprop.derive.matrix import matrix_form
from symbackprop.derive.numbers import Numbers
from symbackprop.expression.tree import Matrix, Number
from symbackprop.models.network import Network
from symbackprop.render.tex import Tex


def test_the_four_equations_are_those_of_the_textbooks(mazur: Network, numbers: Numbers) -> None:
    written = [Tex().write(equation.symbols.links[-1].side) for equation in matrix_form(mazur, numbers)]
    assert written[1] == (
        r"\underbrace{\boldsymbol{\delta }_{o}}_{2 \times 1} \thinspace "
        r"\underbrace{\mathbf{out}_{h}^{\mathsf{T}}}_{1 \times 2}"
    )
    assert r"\mathbf{W}_{2}^{\mathsf{T}}" in written[2]
    assert written[2].count(r"\odot") == 2
    assert len(written) == 4


def test_the_entries_are_the_gradients_of_the_single_weights(mazur: Network, numbers: Numbers) -> None:
    for equation, names in zip(matrix_form(mazur, numbers)[1::2], (("w5", "w8"), ("w1", "w4")), strict=True):
        entries = equation.numbers.links[-1].side
        assert isinstance(entries, Matrix)
        corners = (entries.rows[0][0], entries.rows[-1][-1])
        for corner, name in zip(corners, names, strict=True):
            assert isinstance(corner, Number)
            assert corner == numbers.of(mazur.gradient[mazur.parameter(name)])
