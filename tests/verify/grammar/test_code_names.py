from __future__ import annotations

import pytest

from ..formulas import read


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("u.grad", "du"),
        ("w5.grad", "dw_5"),
        ("W1.grad[0, 1]", "dW_1[0,1]"),
        ("W1[0, 1].grad.item()", "dW_1[0,1]"),
        ("loss.grad", "dloss"),
        ("grad_w5", "dw_5"),
        ("grad_W1[0, 1]", "dW_1[0,1]"),
        ("gradient_b", "db"),
        ("dE_dw5", "∂E/∂w_5"),
        ("dE_dW2[1, 1]", "∂E/∂W_2[1,1]"),
        ("dE_total_dw5", "∂E_{total}/∂w_5"),
        ("dout_o1_dnet_o1", "∂out_{o1}/∂net_{o1}"),
        ("d_loss_d_w", "∂loss/∂w"),
        ("da1_dz1 * dz1_dw1", "(∂a_1/∂z_1 ∂z_1/∂w_1)"),
    ],
)
def test_derivatives_are_read_as_programs_call_them(text: str, meant: str) -> None:
    assert read(text) == [meant]


@pytest.mark.parametrize("text", ["dw_5", "dE_total", "d_1", "dW_{2,1}", "grad_{out}"])
def test_a_name_of_one_quantity_stays_one(text: str) -> None:
    (found,) = read(text)
    assert "∂" not in found


def test_a_sentence_may_end_before_the_word() -> None:
    assert read("u. grad") != read("u.grad")
