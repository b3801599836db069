"""What the templates of a check in Python have blanks for."""

from __future__ import annotations

from symbackprop.export.check.certified_call import check_of
from symbackprop.export.program.lowering import lowered
from symbackprop.export.python.page import check_blanks, data_rows
from symbackprop.models.network import Network

from ..networks import deep, layered


def test_without_a_certified_call_there_is_no_check(mazur: Network) -> None:
    assert check_blanks(lowered(mazur), None, False) == {"has_check": False, "is_formula": False, "needs_math": False}


def test_tolerances_are_those_of_the_precision(mazur: Network) -> None:
    program = lowered(mazur)
    found = [check_blanks(program, check_of(program), is_single)["tolerance"] for is_single in (False, True)]
    assert found == ["1e-12", "2e-4"]


def test_functions_that_python_has_for_real_numbers_alone_come_along() -> None:
    program = lowered(deep("gelu"))
    blanks = check_blanks(program, check_of(program), False)
    sources = "\n".join(map(str, blanks["complex_functions"]))  # type: ignore[call-overload]
    assert "def erfc(x):" in sources
    assert "def log1p(x):" not in sources
    assert blanks["needs_math"]


def test_data_have_names_shapes_sizes_and_dimensions() -> None:
    assert data_rows(lowered(layered(3, 2)), ["x", "t"]) == [("x", "(3,)", 3, 1), ("t", "(2,)", 2, 1)]
