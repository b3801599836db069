"""Matrix equations with their entries."""

from __future__ import annotations

import pytest

from symbackprop.derive.matrix import matrix_form
from symbackprop.derive.numbers import Numbers
from symbackprop.derive.steps import Relation
from symbackprop.expression.tree import Braced, Matrix, MatrixProduct, Number, Sum, children
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.render.inline.tex import DISPLAY


def written(network: Network, digits: int = 9) -> dict[str, list[tuple[str, str]]]:
    """Return the sides with numbers of each equation, each with the relation before it."""
    form = matrix_form(network, Numbers(network, Rounding(digits)))
    return {
        DISPLAY.write(at.symbols.left): [(link.relation.value, DISPLAY.write(link.side)) for link in at.numbers.links]
        for at in (*form.forward, *form.backward)
    }


def flat(tex: str) -> str:
    return tex.replace("\n", " ").replace("\\begin{bmatrix} ", "[").replace(" \\end{bmatrix}", "]")


def test_a_layer_shows_its_matrices_then_the_product_then_the_sum(mazur: Network) -> None:
    sides = [(sign, flat(side)) for sign, side in written(mazur)[r"\mathbf{net}_{h}"]]
    assert sides == [
        ("=", r"[0.15 & 0.20 \\ 0.25 & 0.30] \thinspace [0.05 \\ 0.10] + [0.35 \\ 0.35]"),
        ("=", r"[0.0275 \\ 0.0425] + [0.35 \\ 0.35]"),
        ("=", r"[0.3775 \\ 0.3925]"),
    ]


def test_a_line_says_about_where_its_numbers_do_not_give_the_next_ones(mazur: Network) -> None:
    form = matrix_form(mazur, Numbers(mazur, Rounding(3)))
    signs = {link.relation for at in (*form.forward, *form.backward) for link in at.numbers.links}
    assert signs == {Relation.EQUAL, Relation.ABOUT}


@pytest.mark.parametrize("name", ["deep-4-2-2-1", "single-neuron", "binary-cross-entropy", "batch"])
def test_what_has_one_entry_is_a_number_and_has_no_brace(name: str) -> None:
    form = matrix_form(network := example(name), Numbers(network, Rounding(9)))
    waiting = [link.side for at in (*form.forward, *form.backward) for link in (*at.symbols.links, *at.numbers.links)]
    while waiting:
        part = waiting.pop()
        assert not (isinstance(part, Braced) and part.note == "1 × 1")
        assert not (isinstance(part, Matrix) and len(part.rows) == len(part.rows[0]) == 1)
        waiting += children(part)


def test_a_neuron_of_one_output_is_added_up_in_numbers() -> None:
    sides = written(example("deep-4-2-2-1"))["\\mathrm{net}_{o1}"]
    assert [sign for sign, _ in sides] == ["=", "=", "="]
    assert sides[1][1] == "-0.116265249 + 0.3"


def test_a_product_alone_is_shown_without_a_sum(mazur: Network) -> None:
    form = matrix_form(mazur, Numbers(mazur, Rounding(9)))
    first = [at.numbers.links[0].side for at in form.backward if len(at.numbers.links) == 2]
    assert first
    assert all(isinstance(side, MatrixProduct) and not isinstance(side, Sum | Number) for side in first)
