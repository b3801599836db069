from __future__ import annotations

import pytest

from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.statements import read_statements

HEAD = "| formula | value |\n|---|---|\n"


def said(text: str) -> list[str]:
    """Return the statements of a document, each as it stands there."""
    statements = read_statements(read(text.encode(), "x.md"), ()).every
    return [" ".join(text[at.span.start : at.span.end].split()) for at in statements]


def test_a_number_behind_an_equation_is_its_value() -> None:
    assert said(f"{HEAD}| $z = wx + b$ | $0.7$ |\n| $a = \\sigma(z)$ | 0.668 |") == [
        "z = wx + b$ | $0.7$",
        "a = \\sigma(z)$ | 0.668",
    ]


def test_cells_on_the_way_are_sides_of_the_same_equation() -> None:
    row = "| $z = wx + b$ | $0.3 + 0.4$ | 0.7 | 9 |"
    assert said(f"| a | b | c | d |\n|---|---|---|---|\n{row}") == ["z = wx + b$ | $0.3 + 0.4$ | 0.7"]


@pytest.mark.parametrize("row", ["| $z = wx$ | $w$ |", "| $z = wx$ | the sum |", "| $z = 0.7$ | 3 |"])
def test_what_is_no_value_stays_by_itself(row: str) -> None:
    assert said(HEAD + row)[0] == row.split("|")[1].strip(" $")


def test_two_equations_in_a_cell_leave_open_whose_value_follows() -> None:
    assert said(f"{HEAD}| $z = wx, a = z$ | 0.7 |") == ["z = wx", "a = z"]


def test_in_a_table_of_latex_it_is_the_same() -> None:
    assert said("\\begin{tabular}{ll}\nformula & value \\\\\n$z = wx$ & 0.7 \\\\\n\\end{tabular}") == ["z = wx$ & 0.7"]


def test_in_a_row_each_equation_has_the_value_behind_it() -> None:
    head = "| step | function | output | slope | value |\n|---|---|---|---|---|\n"
    row = "| 1 | p(s) = s + 3 | **4.5** | q = 2s | 3.0 |"
    assert said(head + row) == ["p(s) = s + 3 | **4.5", "q = 2s | 3.0"]
