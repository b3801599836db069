"""What the header of an export says."""

from __future__ import annotations

from symbackprop.export.check.certified_call import check_of
from symbackprop.export.check.header import WIDTH, described
from symbackprop.export.program.lowering import lowered
from symbackprop.models.network import Network

from ..networks import layered, regularised


def said(network: Network, is_single: bool = False, has_check: bool = True) -> str:
    program = lowered(network, ("x", "t") if network.title.startswith("E") else ())
    lines = described(program, check_of(program) if has_check else None, is_single)
    assert max(map(len, lines)) <= WIDTH
    return " ".join(" ".join(lines).split())


def test_the_header_names_layers_order_data_and_a_certain_call(mazur: Network) -> None:
    text = said(mazur)
    for part in (
        "Network: layers of 2-2-2, sigmoid, sigmoid; 8 parameters; 67 operations",
        "Parameters, in this order: w1, w2, w3, w4, w5, w6, w7, w8.",
        "Data of a sample: i (2), target_o (2); of a batch, one more axis in front.",
        "give the loss 0.29837110876000269",
        "numbers are float64",
        "named here: dE_dw1 is the derivative of the loss E_total with respect to w1.",
    ):
        assert part in text


def test_single_precision_and_a_missing_call_are_said(mazur: Network) -> None:
    text = said(mazur, is_single=True, has_check=False)
    assert "numbers are float32" in text
    assert "No call was certified" in text


def test_many_parameters_are_named_row_by_row() -> None:
    assert "row by row" in said(layered(12, 9, 5))


def test_a_model_in_equations_is_called_so() -> None:
    assert "Network: in equations;" in said(regularised())
