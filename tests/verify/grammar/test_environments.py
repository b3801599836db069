from __future__ import annotations

import pytest

from symbackprop.verify.grammar.environments import closing, stripped
from symbackprop.verify.grammar.tokens import tokens

from ..formulas import plain, read


def kept(text: str) -> str:
    found, _ = tokens(plain(text), commas=False)
    return " ".join(token.text for token in stripped(found)).strip()


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (r"\begin{aligned} a \end{aligned}", "a"),
        (r"\begin{equation*} a \end{equation*}", "a"),
        (r"a \tag{7} \label{eq:a}", "a"),
        (r"\textcolor{red}{a}", "{ a }"),
        (r"\boxed{a = 1}", "a = 1"),
        (r"{} + c", "+ c"),
        (r"\begin{bmatrix} a & b \end{bmatrix}", "begin:bmatrix a & b end:bmatrix"),
        (r"\begin{cases} a & b \end{cases}", "begin:cases a & b end:cases"),
        (r"{\Large a = b + c}", "a = b + c"),
        (r"a^{(l = 1)}", "a ^ { ( l = 1 ) }"),
        (r"[\begin{aligned} a \quad b \\ c \quad d \end{aligned}]", "[ begin:matrix a & b \\ c & d end:matrix ]"),
        (r"[\begin{aligned} a &= b \end{aligned}]", "[ a & = b ]"),
    ],
)
def test_what_only_lays_out_is_left_out_and_matrices_and_cases_stay(text: str, rest: str) -> None:
    assert kept(text) == rest


def test_a_group_without_a_brace_ends_before_it_begins_and_one_without_an_end_at_the_last_token() -> None:
    found, _ = tokens(plain("{ a { b } c } d"), commas=False)
    assert found[closing(found, 0)].text == "}"
    assert closing(found, 0) == 6
    assert closing(found, 1) == 0
    broken, _ = tokens(plain("{ a b"), commas=False)
    assert closing(broken, 0) == len(broken) - 2


def test_a_wide_gap_parts_equations_and_not_what_stands_in_brackets_or_beside_a_relation() -> None:
    assert read(r"a = 1 \qquad b = 2") == ["a = 1", "b = 2"]
    assert read(r"a = \quad 1") == ["a = 1"]
    assert read(r"a = (1 \quad + 2)") == ["a = (1 + 2)"]


def test_an_array_of_equations_lines_them_up_and_another_is_a_matrix() -> None:
    assert read(r"\begin{array}{rl} a &= 1 \\ b &= 2 \end{array}") == ["a = 1", "b = 2"]
    assert read(r"a = \begin{array}{rl} 1 & 2 \\ 3 & 4 \end{array}") == ["a = [['1', '2'], ['3', '4']]"]


def test_frames_within_frames_are_dropped_however_many_there_are() -> None:
    assert kept("\\boxed{" * 900 + "a" + "}" * 900) == "a"
    assert kept("\\underset{b}{" * 900 + "a" + "}" * 900) == "a"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (r"z = a \cdot \\ b", "z = a * b"),
        (r"z = a + \\ & \quad b", "z = a + b"),
        (r"w^+ \\ b", r"w ^ + \ b"),
        (r"z = a \\ + b", r"z = a \ + b"),
    ],
)
def test_a_row_that_ends_with_a_sign_goes_on_in_the_next(text: str, rest: str) -> None:
    assert kept(text) == rest
