from __future__ import annotations

import pytest

from symbackprop.verify import thresholds
from symbackprop.verify.grammar.style import WritingStyle
from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.tables import Table, TableCell, tables

from ..formulas import shown

PIPED = r"""
| weight | before | gradient $\frac{\partial E}{\partial w}$ |
|--------|-------:|:---:|
| $w_1$ | 0.15 | 0.000438 |
| $w_2$ | 0.20 | \|x\| = 2 |

after
"""
TABULAR = r"""
\begin{tabular}{l|rr}
\hline
weight & before & after \\ \hline
$w_1$ & 0.15 & 0.1498 \\
$w_2$ & 0.20 & 0.1996 \\
\end{tabular}
"""


def found(text: str, name: str = "x.md", style: WritingStyle | None = None) -> list[Table]:
    return list(tables(read(text.encode(), name), style or WritingStyle()))


def said(cell: TableCell) -> str:
    return shown(cell.node) if cell.node is not None else cell.words


def test_a_table_of_bars_has_a_head_and_rows_of_formulas_numbers_and_words() -> None:
    (table,) = found(PIPED)
    assert [said(cell) for cell in table.head][:2] == ["weight", "before"]
    assert shown(table.head[2].node) == "∂E/∂w"  # type: ignore[arg-type]
    assert table.head[2].words == "gradient"
    assert [said(cell) for cell in table.rows[0]] == ["w_1", "0.15", "0.000438"]
    assert len(table.rows) == 2


def test_a_table_of_latex_is_read_alike() -> None:
    (table,) = found(TABULAR, "x.tex")
    assert [[said(cell) for cell in row] for row in (table.head, *table.rows)] == [
        ["weight", "before", "after"],
        ["w_1", "0.15", "0.1498"],
        ["w_2", "0.20", "0.1996"],
    ]


def test_a_cell_knows_where_it_stands() -> None:
    (table,) = found(PIPED)
    cell = table.rows[0][1]
    assert PIPED[cell.span.start : cell.span.end].strip() == "0.15"


def test_a_turned_table_has_its_first_column_for_a_head() -> None:
    turned = found(PIPED)[0].turned
    assert [said(cell) for cell in turned.head] == ["weight", "w_1", "w_2"]
    assert [said(cell) for cell in turned.rows[0]] == ["before", "0.15", "0.20"]


def test_a_row_of_another_width_is_left_out() -> None:
    (table,) = found("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |\n| 4 | 5 |\n")
    assert [said(row[0]) for row in table.rows] == ["1", "4"]


@pytest.mark.parametrize("text", ["| a | b |\n| 1 | 2 |\n", "| a |\n|---|\n| 1 |\n", "| a | b |\n|---|---|\n", "a | b"])
def test_what_has_no_rule_no_rows_or_one_column_is_no_table(text: str) -> None:
    assert found(text) == []


def test_numbers_are_read_as_the_document_writes_them() -> None:
    (table,) = found("| a | b |\n|---|---|\n| 0,5 | 2 |\n", style=WritingStyle(commas=True))
    assert said(table.rows[0][0]) == "0.5"


def test_of_a_long_table_the_first_rows_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "MOST_ROWS", 3)
    (table,) = found("| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 10)
    assert len(table.rows) == 3


def test_a_head_in_brackets_or_with_its_definition_names_a_column() -> None:
    (table,) = found("| t | (a_t = u x_t) | target (y_t) |\n|--|--|--|\n| 1 | 0.5 | 1.0 |\n")
    assert [said(cell) for cell in table.head] == ["t", "a_t", "y_t"]
