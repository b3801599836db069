"""What all C of one program shares: names, types, arguments."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symbackprop.export.c.page import INDENT, Page, function
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.expression.tree import Index, Symbol
from symbackprop.models.network import Network

from ..networks import deep, layered, taken


@pytest.mark.parametrize(("is_single", "real", "power"), [(False, "double", "pow"), (True, "float", "powf")])
def test_one_precision_decides_types_suffixes_and_functions(
    is_single: bool, real: str, power: str, mazur: Network
) -> None:
    page = Page(lowered(mazur), is_single)
    assert page.real == real
    assert page.printer.primitives["power"] == power
    assert page.number(Symbol("w", "1")) == ("0.15f" if is_single else "0.15")


def test_data_are_arrays_beside_the_names_of_their_elements(mazur: Network) -> None:
    assert list(Page(lowered(mazur)).pointers.values()) == ["i", "target_o"]
    assert list(Page(lowered(layered(12, 9, 5))).pointers.values()) == ["i_rows", "target_o_rows"]


def test_names_of_c_and_of_the_page_are_not_given_to_quantities() -> None:
    page = Page(lowered(taken()))
    assert page.names.of(Symbol("complex")) == "complex_"
    assert page.names.of(Symbol("exact")) == "exact"
    assert page.variable(Index("i'", 3)) == "i_"


def test_arguments_go_on_in_a_new_line_before_they_are_too_long() -> None:
    text = Page(lowered(layered(12, 9, 5))).updated_batch_inputs
    assert max(map(len, text.splitlines())) <= 94 + len(INDENT)
    assert text.startswith("double *BACKPROP_RESTRICT parameters, size_t samples,")


def test_a_sigmoid_of_lanes_serves_where_numbers_are_doubles() -> None:
    program = lowered(deep("sigmoid"), form=Form.STRAIGHT)
    assert Page(program).has_sigmoid_of_one
    assert not Page(program, is_single=True).has_sigmoid_of_one
    assert not Page(replace(program, form=Form.LOOPS)).has_sigmoid_of_one


def test_a_function_is_its_head_and_its_lines() -> None:
    assert function("int f(void)", ["", "return 1;"]) == "int f(void)\n{\n\n    return 1;\n}"
