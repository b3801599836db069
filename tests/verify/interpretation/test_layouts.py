from __future__ import annotations

import pytest

from symbackprop.verify.quantities.atoms import Layout

from .names import interpreted, meaning_of

STANDING = r"W_1 = \begin{pmatrix} 0.15 & 0.20 \\ 0.25 & 0.30 \end{pmatrix}"
LYING = r"W_1 = \begin{pmatrix} 0.15 & 0.25 \\ 0.20 & 0.30 \end{pmatrix}"


@pytest.mark.parametrize(("line", "by_source"), [(STANDING, False), (LYING, True)])
def test_a_printed_matrix_tells_how_weights_stand(line: str, by_source: bool) -> None:
    naming = interpreted(line)
    assert naming.layout.weights is by_source
    assert meaning_of(naming, "W_1") == (["w1", "w3", "w2", "w4"] if by_source else ["w1", "w2", "w3", "w4"])


def test_a_printed_vector_and_a_product_tell_that_vectors_lie() -> None:
    naming = interpreted(r"x = \begin{pmatrix} 0.05 & 0.10 \end{pmatrix}", LYING, "net_h = x W_1 + b_1")
    assert naming.layout == Layout(rows=True, weights=True)


def test_nothing_printed_is_the_layout_of_the_network() -> None:
    assert interpreted("w_1 = 0.15").layout == Layout()


@pytest.mark.parametrize(("index", "turned"), [("[1,2]", False), ("[2,1]", True)])
def test_the_entries_of_a_gradient_tell_how_they_are_numbered(index: str, turned: bool) -> None:
    lines = (STANDING, rf"\frac{{\partial E}}{{\partial W_1}}{index} = 0.000877135")
    assert interpreted(*lines).turned is turned
