"""The functions of one sample in a language that is a table of syntax."""

from __future__ import annotations

from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.python.numba import PYTHON
from symbackprop.export.single_file.fortran import FORTRAN
from symbackprop.export.syntax.loops import Writer, listed
from symbackprop.models.network import Network
from symbackprop.models.spec import example

from ..networks import layered


def test_straight_code_names_every_number(mazur: Network) -> None:
    lines, loss = Writer(lowered(mazur), PYTHON).loss()
    assert "net_h1 = w1 * i1 + w2 * i2 + b1" in lines
    assert loss == "E_total"


def test_a_gradient_is_stored_in_the_order_of_the_parameters(mazur: Network) -> None:
    lines, _ = Writer(lowered(mazur), PYTHON).loss_and_gradient()
    assert [line for line in lines if line.startswith("gradient[")][4] == "gradient[4] = dE_dw5"


def test_loops_run_over_arrays_without_a_copy_of_the_parameters() -> None:
    lines, _ = Writer(lowered(layered(7, 5, 3), form=Form.LOOPS), PYTHON).loss()
    assert "for j in range(5):" in lines
    assert any("parameters[7 * j + m]" in line for line in lines)


def test_a_greatest_number_is_found_by_comparing() -> None:
    lines, _ = Writer(lowered(example("softmax"), form=Form.LOOPS), PYTHON).loss()
    assert any("= max(" in line for line in lines)


def test_a_language_that_declares_does_so_before_all_statements() -> None:
    lines, _ = Writer(lowered(layered(7, 5, 3), form=Form.LOOPS), FORTRAN).loss()
    declared = [line for line in lines if "::" in line]
    assert declared == lines[: len(declared)]
    assert "integer :: j" in declared


def test_numbers_are_listed_in_lines_of_some_width() -> None:
    lines = listed(["0.25"] * 30, "  ", width=40).splitlines()
    assert max(map(len, lines)) <= 40
    assert sum(line.count("0.25") for line in lines) == 30
