from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify.reading.code_lines import (
    as_formula,
    calls_unknown,
    commented,
    equation,
    expression,
    is_value,
    names_assigned,
    names_used,
    printing,
)
from symbackprop.verify.reading.code_words import CodeFunction, CodeWords
from symbackprop.verify.source import Plain, Replacement


def edited(text: str, edits: list[Replacement] | None) -> str | None:
    return None if edits is None else Plain(text, range(len(text) + 1)).edited(edits).text


EXPRESSIONS = {
    "x.T @ delta": "x^T * delta",
    "np.dot(W, x) + b": "(W)(x) + b",
    "x.dot(W)": "x * (W)",
    "np.exp(-z)": "exp(-z)",
    "1. / (1. + math.exp(-z))": "1 / (1 + exp(-z))",
    "np.array([[0.1, 0.2], [0.3, 0.4]], dtype=np.float32)": "[[0.1, 0.2], [0.3, 0.4]]",
    "torch.tensor(1.5, requires_grad=True)": "1.5",
    "np.outer(delta, h)": "(delta)(h)^T",
    "np.square(y - t)": "(y - t)^2",
    "np.maximum(0, z)": "max(0, z)",
    "(y - t) * y * (1 - y)": "(y - t) ⊙ y ⊙ (1 - y)",
    "x ** 2": "x ** 2",
    "A %*% c(1, 2)": "A  *  [1, 2]",
    "A .* B": "A ⊙ B",
    "W.grad": "W.grad",
    "expit(z)": "sigmoid(z)",
}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_of_a_program_is_written_as_a_formula(text: str) -> None:
    assert edited(text, expression(text, 0, len(text), arrays=True)) == EXPRESSIONS[text]


NO_FORMULAS = ["model(x)", "x.reshape(2, 1)", "W[:, 0]", "W[0]", "'text'", "[w for w in x]", "x == y", "{1: 2}", ""]


@pytest.mark.parametrize("text", NO_FORMULAS)
def test_what_a_formula_cannot_have_is_none(text: str) -> None:
    assert expression(text, 0, len(text), arrays=True) is None


EQUATIONS = {
    "w = 0.5": "w = 0.5",
    "double w = 0.5;": "w = 0.5;",
    "w <- 0.5": "w = 0.5",
    "self.w = 0.5": "w = 0.5",
    "a, b = 0.5, exp(1)": "a = 0.5; b = exp(1)",
    "w -= lr * dw": "w := w - ( lr * dw)",
    "w = w - lr * dw": "w := w - lr * dw",
    "y = model(x)": None,
    "x = sigmoid(x)": None,
    "a, b = f()": None,
    "plt.show()": None,
}


@pytest.mark.parametrize("text", EQUATIONS)
def test_an_assignment_is_an_equation(text: str) -> None:
    assert edited(text, equation(text, 0, len(text), is_valued=False, arrays=False)) == EQUATIONS[text]


def test_of_what_cannot_be_read_the_value_in_a_comment_can() -> None:
    text = "y = model(x)  # 0.5"
    assert edited(text, equation(text, 0, 14, is_valued=True, arrays=False)) == "y  # 0.5"


PRINTED = {
    "print(y)": "y",
    'print("y =", y)': "y",
    "print(y, end='')": "y",
    "print(a, b)": None,
    "print('a')": None,
    "show(y": None,
    "y": None,
}


@pytest.mark.parametrize("text", PRINTED)
def test_what_is_printed_is_one_value_or_nothing(text: str) -> None:
    assert edited(text, printing(text, 0, len(text), arrays=False)) == PRINTED[text]


COMMENTS = {
    "# 0.5": " = 0.5",
    "# = 0.5 (rounded)": " = 0.5",
    "// -> -1.5e-3": " = -1.5e-3",
    "# ≈ 0.5": " ≈ 0.5",
    "# [0.1 0.2]": " = [0.1, 0.2]",
    "# tensor([[1., 2.],\n#         [3., 4.]])": " = [[1, 2], [3, 4]]",
    "# = 0.2 * 0.1 + 0.3": " =  0.2 * 0.1 + 0.3",
    "# 2 hidden units": "  2 hidden units",
    "# a step": "  a step",
    "": "",
}


@pytest.mark.parametrize("text", COMMENTS)
def test_a_number_in_a_comment_is_a_value_and_anything_else_a_sentence(text: str) -> None:
    assert edited(text, commented(text, 0, len(text))) == COMMENTS[text]


def test_a_value_is_whole() -> None:
    assert is_value("# [1, 2]", 0, 8)
    assert not is_value("# [[1, 2],", 0, 10)
    assert not is_value("# two", 0, 5)


def test_names_are_told_from_values() -> None:
    assert names_assigned("a, self.b = c") == {"a", "b"}
    assert names_used("a = b + c.T") == {"b", "c", "T"}
    assert names_used("a += b") == {"a", "b"}


def test_a_word_that_calls_no_function_is_unknown() -> None:
    assert calls_unknown("x = train(y)", 0, 12)
    assert not calls_unknown("x = sigmoid(y) + f(x)", 0, 21)


LINES = st.text(alphabet="ab1.,=()[]@*# -<'np", max_size=30)


@given(LINES)
def test_changes_stand_apart_and_within_the_line(line: str) -> None:
    for edits in (equation(line, 0, len(line), False, True), expression(line, 0, len(line), True)):
        for before, after in zip(edits or [], (edits or [])[1:], strict=False):
            assert 0 <= before.start <= before.end <= after.start <= after.end <= len(line)


@pytest.mark.parametrize(
    ("line", "formula"),
    [
        ("o = n.tanh()", "o = tanh(n)"),
        ("p = (u + v).exp() * w", "p = exp((u + v)) * w"),
        ("o = n.fit()", None),
        ("y = gap(np.dot(W, x) + b, 2)", "y = (((W)(x) + b) - (2))"),
        ("d = sigmoid_prime(z)", "d = sigmoid′(z)"),
    ],
)
def test_calls_of_a_value_and_of_functions_of_the_program_are_formulas(line: str, formula: str | None) -> None:
    words = CodeWords({"gap": CodeFunction(("z", "k"), "z - k")})
    edits = equation(line, 0, len(line), is_valued=False, arrays=False, words=words)
    assert (None if edits is None else as_formula(line, 0, len(line), edits)) == formula
