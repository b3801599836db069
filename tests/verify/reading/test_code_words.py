from __future__ import annotations

import pytest

from symbackprop.verify.pipeline import verify_alone
from symbackprop.verify.reading.code_words import CodeFunction, CodeWords, called_in, derived_function


def test_a_call_is_the_formula_with_its_arguments_in_brackets() -> None:
    function = CodeFunction(("z", "zz"), "z - zz * z1")
    assert function.of(["a + 1", "b"]) == "((a + 1) - (b) * z1)"
    assert function.of(["a"]) is None


@pytest.mark.parametrize(
    ("called", "name", "written"),
    [
        ({"y_": "y_hat"}, "dL_dy_", "dL_dy_hat"),
        ({"y_": "y_hat"}, "dy_dz", "dy_hat_dz"),
        ({"y": "y_hat", "t": "y"}, "dE_dy", "dE_dy_hat"),
        ({"y": "y_hat", "t": "y"}, "t", "y"),
        ({}, "y_", "y_"),
        ({}, "dJ_dahat", "dJ_da_hat"),
        ({}, "what", "what"),
    ],
)
def test_names_of_a_program_are_those_of_its_document(called: dict[str, str], name: str, written: str) -> None:
    assert CodeWords(called=called).written(name) == written


@pytest.mark.parametrize(
    ("text", "program", "called"),
    [
        ("", "y_ = sigmoid(z)", {"y_": "y_hat"}),
        ("", "y_ = 0.5", {}),
        (r"$\hat{y}$", "t = 1.0\ny = W @ h", {"y": "y_hat", "t": "y"}),
        ("$y$", "t = 1.0\ny = W @ h", {}),
        ("ŷ", "y = W @ h", {}),
    ],
)
def test_what_a_program_computes_for_y_is_told_from_the_target(text: str, program: str, called: dict[str, str]) -> None:
    assert called_in(text, program) == called


@pytest.mark.parametrize(
    ("name", "function"), [("sigmoid_prime", "sigmoid"), ("relu_grad", "relu"), ("dtanh", "tanh"), ("delta", None)]
)
def test_a_name_may_say_the_derivative_of_a_function(name: str, function: str | None) -> None:
    assert derived_function(name) == function


PROGRAM = r"""
Sei $z = w x + b$, $\hat{y} = \tanh(z)$, $L = (y - \hat{y})^2$ mit $w = 0.5$, $x = 2$, $b = -0.5$, $y = 1$.

```python
tanh = np.tanh
dtanh = lambda z: 1 - np.tanh(z)**2
w, x, b = 0.5, 2, -0.5
t = 1.0
z = w*x + b
y = tanh(z)
dL_dy = 2*(y - t)
dL_dz = dL_dy * dtanh(z)
dL_dw = dL_dz * x
print("Ausgabe:", y)
print(f"nach w: {dL_dw:.4f}")
```

```
Ausgabe: 0.46211715726000973
nach w: {}
```
"""


@pytest.mark.parametrize(("value", "wrong"), [("-1.6921", 0), ("-1.6912", 1)])
def test_a_program_with_names_and_functions_of_its_own_is_judged_whole(value: str, wrong: int) -> None:
    report = verify_alone(PROGRAM.replace("nach w: {}", f"nach w: {value}").encode(), "x.md")
    lines = {claim.place.line for claim in report.judged}
    assert lines >= {*range(9, 14), 19, 20}
    assert sum(claim.is_fault for claim in report.claims) == wrong
