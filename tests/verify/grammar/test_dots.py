from __future__ import annotations

import pytest

from symbackprop.models.spec import parse
from symbackprop.verify.grammar.dots import as_sums, written_out
from symbackprop.verify.pipeline import verify
from symbackprop.verify.tree import Plus

from ..formulas import chain, node, shown

LETTERS = frozenset("ijkn")

LAYER = parse(
    'equations = """\nz[j] = sum(i, W[j,i]*x[i]) + b\ny = sum(j, v[j]*z[j])\nE[n] = 1/2*(t[n] - y)^2\n'
    'L = sum(n, E[n])\n"""\nloss = "L"\nparameters = ["W", "v", "b"]\nlearning_rate = 0.1\n'
    "[sizes]\ni = 4\nj = 5\nn = 3\n",
    "layer.toml",
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        (r"E_1 + \cdots + E_4", "E_1, E_2, E_3, E_4"),
        (r"w_1 x_1 + w_2 x_2 + \dots + w_4 x_4", "(w_1 x_1), (w_2 x_2), (w_3 x_3), (w_4 x_4)"),
        (r"b + w_1 x_4 + \dots + w_3 x_2 + c", "b, (w_1 x_4), (w_2 x_3), (w_3 x_2), c"),
        (r"x_1 + x_3 + \dots + x_7", "x_1, x_3, x_5, x_7"),
        (r"-x_1 - x_2 + \cdots - x_4", "-x_1, -x_2, -x_3, -x_4"),
        (r"x + x^2 + \cdots + x^4", "x, x^2, x^3, x^4"),
        (r"x_{1,1} + x_{1,2} + \cdots + x_{2,3}", "x_{1,1}, x_{1,2}, x_{1,3}, x_{2,1}, x_{2,2}, x_{2,3}"),
        (r"x_{1,1} + x_{2,2} + \cdots + x_{4,4}", "x_{1,1}, x_{2,2}, x_{3,3}, x_{4,4}"),
        (r"0 + \cdots + x_3 + 0", "x_3"),
        (r"0 + \cdots + x_3 + x_4 + \cdots + x_6 + \cdots + 0", "x_3, x_4, x_5, x_6"),
        (r"2x_1 + \cdots + 0", "(2 x_1)"),
        (r"0 + \cdots + x_3 + \cdots + y_2 + 0", "x_3, y_2"),
        (
            r"x_{1,1} y_2 + x_{1,2} y_3 + \cdots + x_{2,2} y_3",
            "(x_{1,1} y_2), (x_{1,2} y_3), (x_{2,1} y_2), (x_{2,2} y_3)",
        ),
        (
            r"x_{1,1} y_{2,1} + x_{1,2} y_{2,3} + \cdots + x_{2,2} y_{3,3}",
            "(x_{1,1} y_{2,1}), (x_{1,2} y_{2,3}), (x_{2,1} y_{3,1}), (x_{2,2} y_{3,3})",
        ),
        (r"v_1 h_2 + v_2 h_2 + \dots + v_4 h_4", "(v_1 h_2), (v_2 h_2), (v_3 h_3), (v_4 h_4)"),
    ],
)
def test_terms_are_known_where_the_dots_follow_one_pattern(text: str, terms: str) -> None:
    found = node(text)
    assert isinstance(found, Plus)
    assert ", ".join(map(shown, written_out(found.terms) or ())) == terms


@pytest.mark.parametrize(
    "text",
    [
        r"x_{1,1} + \cdots + x_{3,3}",
        r"x_{11} + x_{12} + \cdots + y_{35}",
        r"x_1 + x_3 + \cdots + x_8",
        r"w_{11}^{[1]} + w_{12}^{[1]} + \cdots + w_{22}^{[2]}",
        r"x_2 + \cdots + x_2",
        r"0.1 \cdot 0.2 + \cdots + 0.3 \cdot 0.4",
        r"1 \cdot w_1 + 2 \cdot w_2 + \cdots + 4 \cdot w_4",
        r"x_1 + \cdots + x_3 + \cdots + x_9",
        r"x_1 + \cdots + x_{999}",
        r"x_1 + \cdots",
        r"0 + \cdots + 0",
        r"-0.3 + 0 + \cdots + 0",
        r"x_1 + 0 + \cdots + y_2",
        r"\cdots + x_3",
    ],
)
def test_terms_are_not_known_where_several_patterns_fit_or_none(text: str) -> None:
    found = node(text)
    assert isinstance(found, Plus)
    assert written_out(found.terms) is None


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        (r"E = E_1 + E_2 + \cdots + E_n", "(E_1 + E_2 + Σn E_n)"),
        (r"E = E_1 + \dots + E_T", "(E_1 + Σi E_i)"),
        (r"z_j = w_{j1} x_1 + \dots + w_{jn} x_n + b", "((w_{j1} x_1) + Σn (w_{jn} x_n) + b)"),
        (r"E = E_1 + \dots + F_n", "(E_1 + Omitted + F_n)"),
        (r"E = E_1 + E_2", "(E_1 + E_2)"),
    ],
)
def test_a_sum_up_to_a_letter_is_written_with_a_sign(text: str, sums: str) -> None:
    assert shown(as_sums(chain(text), LETTERS).sides[1].node) == sums


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"y = v_1 z_1 + v_2 z_2 + \dots + v_5 z_5", "right"),
        (r"y = v_1 z_1 + \dots + v_5 z_5", "right"),
        (r"y = v_1 z_1 + \dots + v_4 z_4", "wrong"),
        (r"y = v_1 z_2 + v_2 z_2 + \dots + v_5 z_5", "wrong"),
        (r"y = v_1 z_1 + v_2 z_2 + \dots + v_n z_n", "right"),
        (r"y = v_1 z_1 - v_2 z_2 + \dots + v_n z_n", "wrong"),
        (r"L = E_1 + \cdots + E_N", "right"),
        (r"L = E_1 + \cdots + E_2", "wrong"),
        (r"z_2 = W_{2,1} x_1 + \dots + W_{2,4} x_4 + b", "right"),
        (r"z_2 = W_{2,1} x_1 + \dots + W_{2,4} x_4", "wrong"),
        (r"z_j = W_{j1} x_1 + W_{j2} x_2 + \dots + W_{jn} x_n + b", "right"),
        (r"z_j = W_{1j} x_1 + W_{2j} x_2 + \dots + W_{nj} x_n + b", "wrong"),
        (r"\frac{\partial y}{\partial v_2} = 0 + z_2 + 0 + \cdots + 0", "right"),
        (r"\frac{\partial y}{\partial v_2} = 0 + 2 z_2 + 0 + \cdots + 0", "wrong"),
        (r"y = v_1 z_1 + \dots + z_5 v_5", "not_checkable"),
    ],
)
def test_a_sum_with_dots_is_judged_by_all_its_terms(line: str, verdict: str) -> None:
    (claim,) = verify(f"$${line}$$".encode(), "line.md", LAYER).claims
    assert claim.verdict.value == verdict
