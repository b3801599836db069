"""C99 as loops: one sample, and what of it goes through functions for matrices."""

from __future__ import annotations

from symbackprop.export.c.page import Page
from symbackprop.export.c.sample import sample, slots_in, wrapped
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.program.prediction import with_prediction
from symbackprop.export.program.results import NOTHING, gradient_in, outputs_in
from symbackprop.models.spec import example

from ..networks import layered

WIDE = lowered(layered(18, 17, 16), form=Form.LOOPS)


def lines(with_gradient: bool) -> list[str]:
    return sample(Page(WIDE), gradient_in(WIDE) if with_gradient else NOTHING)[0]


def test_sums_over_rows_of_wide_matrices_are_calls() -> None:
    found = "\n".join(lines(True))
    for call in (
        "add_row_sums(17, 18, W1, i_rows, net_h);",
        "add_column_sums(16, 17, W2, dE_dnet_o, dE_dout_h, out_h, dE_dW2);",
        "write_products(17, 18, dE_dnet_h, i_rows, dE_dW1);",
    ):
        assert call in found


def test_small_matrices_are_loops() -> None:
    small = lowered(layered(3, 2, 2), form=Form.LOOPS)
    assert "add_" not in "\n".join(sample(Page(small), gradient_in(small))[0])


def test_slopes_are_written_where_they_stay() -> None:
    slots = {symbol.ascii: at for symbol, at in slots_in(gradient_in(WIDE)).items()}
    assert slots == {"dE_dW1": 0, "dE_dW2": 306, "dE_db_h": 578, "dE_db_o": 595}
    assert "double *const dE_dW2 = gradient + 306;" in lines(True)


def test_work_is_as_large_as_what_is_kept_there() -> None:
    assert sample(Page(WIDE))[1] < sample(Page(WIDE), gradient_in(WIDE))[1]


def test_outputs_are_written_where_they_stay_and_targets_are_not_asked_for() -> None:
    program = with_prediction(WIDE, ["out_h", "out_o"])
    found = "\n".join(sample(Page(program), outputs_in(program), is_prediction=True)[0])
    assert "double *const out_h = outputs;" in found
    assert "double *const out_o = outputs + 17;" in found
    assert "target" not in found
    assert "return" not in found


def test_a_greatest_number_begins_below_all() -> None:
    program = lowered(example("softmax"), form=Form.LOOPS)
    found = "\n".join(sample(Page(program))[0])
    assert "double greatest = -(double)INFINITY;" in found
    assert "greatest = value > greatest ? value : greatest;" in found


def test_lists_of_numbers_are_cut_between_numbers() -> None:
    text = wrapped(["0.125"] * 60)
    assert text.replace("\n", " ").count("0.125") == 60
    assert max(map(len, text.splitlines())) <= 110
