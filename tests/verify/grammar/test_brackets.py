from __future__ import annotations

import pytest

from symbackprop.verify import thresholds
from symbackprop.verify.tree import Cases, Grid

from ..formulas import node, read, shown, unread


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("(a + b) c", "((a + b) c)"),
        ("[0.1, 0.2]", "[['0.1', '0.2']]"),
        ("[[1, 2], [3, 4]]", "[['1', '2'], ['3', '4']]"),
        ("[1 2; 3 4]", "[['1', '2'], ['3', '4']]"),
        ("[1; 2]", "[['1'], ['2']]"),
        ("[0.5]", "0.5"),
        (r"\begin{pmatrix} a & -1 \\ b & 2 \end{pmatrix}", "[['a', '-1'], ['b', '2']]"),
        (r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}^T", "[['1'], ['2']]ᵀ"),
        (r"\left[ \begin{aligned} a \quad b \\ c \quad d \\ \end{aligned} \right]", "[['a', 'b'], ['c', 'd']]"),
        (r"[ 0.1 \qquad -0.2 ]", "[['0.1', '-0.2']]"),
        (r"[ a + b \quad c ]^T", "[['(a + b)', 'c']]ᵀ"),
        (r"\begin{matrix} c & d \end{matrix}", "[['c', 'd']]"),
        ("|a - b|", "|(a + -b)|"),
        (r"\|x\|", "|x|"),
    ],
)
def test_what_brackets_enclose_is_a_group_a_vector_or_a_matrix(text: str, meant: str) -> None:
    assert read(text) == [meant]


@pytest.mark.parametrize(
    ("text", "values", "conditions"),
    [
        (r"\begin{cases} z & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}", ["z", "0"], ["z > 0", "else"]),
        (
            r"\begin{cases} 0 & \text{if } z_{1,2} > 1 \text{ or } z_{1,2} < 1 \\ s & \text{otherwise} \end{cases}",
            ["0", "0", "s"],
            ["z_{1,2} > 1", "z_{1,2} < 1", "else"],
        ),
        (r"\begin{cases} 1, & z \ge 0 \\ 0, & z < 0 \end{cases}", ["1", "0"], ["z ≥ 0", "z < 0"]),
        ("I[z > 0]", ["1", "0"], ["z > 0", "else"]),
        ("I(z > 0)", ["1", "0"], ["z > 0", "else"]),
    ],
)
def test_a_definition_by_cases_has_a_condition_a_value(text: str, values: list[str], conditions: list[str]) -> None:
    cases = node(text)
    assert isinstance(cases, Cases)
    assert [shown(value) for value in cases.values] == values
    said = ["else" if at is None else f"{shown(at.left)} {at.relation} {shown(at.right)}" for at in cases.conditions]
    assert said == conditions


def test_ones_are_as_many_as_the_note_under_them_says() -> None:
    ones = node(r"\underbrace{1}_{2 \times 3} x")
    grid = ones.factors[0] if hasattr(ones, "factors") else ones
    assert isinstance(grid, Grid)
    assert (len(grid.rows), len(grid.rows[0])) == (2, 3)
    many = thresholds.MOST_ONES + 1
    assert "Grid" not in read(rf"\underbrace{{1}}_{{1 \times {many}}} x")[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a = (1", "expected ')', found 'the end'"),
        ("W = [1 2; 3]", "the rows of a matrix differ in length"),
        (r"W = \begin{bmatrix} 1 & 2", "a matrix has no end"),
        (r"f = \begin{cases} 1 & z > 0", "a definition by cases has no end"),
        (r"a = |b", "expected the other bar"),
    ],
)
def test_what_has_no_end_is_not_read_and_says_so(text: str, reason: str) -> None:
    assert unread(text) == reason


def test_square_brackets_with_an_equation_are_one_where_it_holds() -> None:
    found = node("[t = 3] x")
    assert shown(found) == shown(node("[t ≥ 3] x")).replace("≥", "=")


def test_values_in_a_list_are_no_bracket() -> None:
    assert not any(isinstance(part, Cases) for part in (node("[0.1, 0.2]"), node("[1; 2]")))
