"""What each part of a document is judged against: its own network, that of the whole, or arithmetic alone."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.judging.verdicts import Report, Verdict
from symbackprop.verify.pipeline import verify, verify_alone

CHAIN_RULE = r"""
## Exercise 1 (chain rule)

Let $u = 3x + 1$ and $y = u^2$ at $x = 1$. Then $u = 4$ and $\frac{dy}{dx} = 2u \cdot 3 = 24$.
"""
NEURON = r"""
## Exercise 2 (one neuron)

$x = 2$, $w = 0.5$, $b = -0.5$, $y = 1$.

$z = wx + b = 0.5$, $\hat{y} = \sigma(z) = 0.6225$, $L = (\hat{y} - y)^2 = 0.1425$

$\frac{\partial L}{\partial w} = 2(\hat{y} - y)\hat{y}(1 - \hat{y})x = -0.3549$
"""
IN_A_ROW = r"""
## Exercise 3 (two neurons in a row)

$x = 1$, $w_1 = 0.5$, $b_1 = 0$, $w_2 = -1$, $b_2 = 0.5$, $y = 0$.

$a_1 = \sigma(w_1 x + b_1) = 0.6225$, $\hat{y} = \sigma(w_2 a_1 + b_2) = 0.4694$, $L = (\hat{y} - y)^2 = 0.2204$

$\frac{\partial L}{\partial w_2} = 2(\hat{y} - y)\hat{y}(1 - \hat{y}) a_1 = 0.1456$
"""
GERMAN = r"""
\section*{Aufgabe 1}
Sei $t = 0$, $v = 0{,}4$, $x = 1{,}5$. Dann $s = v x = 0{,}6$, $p = \sigma(s) = 0{,}6457$, $E = (p - t)^2 = 0{,}4169$,
$\frac{\partial E}{\partial v} = 2(p - t) p (1 - p) x = 0{,}4431$.
\section*{Aufgabe 2}
Sei $t = 1$, $v = -0{,}2$, $x = 0{,}5$. Dann $s = v x = -0{,}1$, $p = \tanh(s) = -0{,}0997$, $E = (p - t)^2 = 1{,}2093$,
$\frac{\partial E}{\partial v} = 2(p - t)(1 - p^2) x = -1{,}0887$.
"""
MIXED = r"""
# Problem 1

$x = 0.3$, $w = 2$, $y = 1$. With $a = w x = 0.6$ and $C = \frac{1}{2}(a - y)^2 = 0.08$ we get
$\frac{\partial C}{\partial w} = (a - y) x = -0.12$.

# Problem 2

How much is it? $0.5 \cdot 0.25 + 0.1 = 0.225$, and $\delta = 0.3 \cdot 0.7 = 0.21$.
"""


def faults(report: Report) -> list[tuple[str, str]]:
    return [(claim.stated or claim.equation, claim.truth) for claim in report.faults]


def alone(text: str, name: str = "x.md") -> Report:
    return verify_alone(text.encode(), name)


@pytest.mark.parametrize(
    ("text", "name", "parts"),
    [(CHAIN_RULE + NEURON + IN_A_ROW, "x.md", 3), (GERMAN, "x.tex", 2), (MIXED, "x.md", 2)],
    ids=["three exercises", "two in German", "one without a network"],
)
def test_each_exercise_is_judged_against_its_own_network(text: str, name: str, parts: int) -> None:
    report = alone(text, name)
    assert not faults(report)
    assert len(report.scopes) == parts
    assert not [claim for claim in report.claims if not claim.is_judged and claim.stated]


@pytest.mark.parametrize(
    ("text", "right", "wrong", "truth"),
    [
        (CHAIN_RULE + NEURON + IN_A_ROW, "= -0.3549", "= -0.3594", "-0.354894"),
        (CHAIN_RULE + NEURON + IN_A_ROW, "= 0.1456", "= 0.1546", "0.145552"),
        (CHAIN_RULE + NEURON + IN_A_ROW, "= 24", "= 42", "24"),
        (MIXED, "= -0.12", "= -0.21", "-0.12"),
        (MIXED, "= 0.225", "= 0.255", "0.225"),
    ],
)
def test_a_wrong_number_of_an_exercise_is_found(text: str, right: str, wrong: str, truth: str) -> None:
    assert right in text
    found = alone(text.replace(right, wrong))
    assert [(stated, value[: len(truth)]) for stated, value in faults(found)] == [(wrong[2:], truth)]


def test_the_report_says_of_each_part_what_it_is_judged_against() -> None:
    report = alone(NEURON + IN_A_ROW)
    assert [scope.title for scope in report.scopes] == [
        "Exercise 2 (one neuron)",
        "Exercise 3 (two neurons in a row)",
    ]
    assert [(scope.first, scope.last) for scope in report.scopes] == [(1, 8), (10, 16)]
    assert report.read[0].startswith("Lines 1 to 8 (Exercise 2 (one neuron)): Read from the document: ")


def test_with_a_spec_only_what_is_plainly_about_something_else_is_judged_by_itself() -> None:
    own = "## Exercise 1\n\n$i_1 = 0.05$, $net_{h1} = 0.3775$, $out_{h1} = 0.593269992$, $out_{o1} = 0.7513650$\n"
    report = verify((own + NEURON).encode(), "x.md", example())
    assert not faults(report)
    assert len(report.scopes) == 2
    mistaken = own.replace("$i_1", "## Exercise 2\n\n$i_1").replace("0.3775", "0.3757")
    report = verify((own + mistaken).encode(), "x.md", example())
    assert [stated for stated, _ in faults(report)] == ["0.3757"]
    assert len(report.scopes) == 1


def test_without_any_network_each_line_is_judged_by_its_own_arithmetic() -> None:
    text = r"$q = 0.4 \cdot 0.5932 + 0.6 = 0.8373$, $p = \sigma(0.8373) = 0.6979$, $r = 0.6979 \cdot 2 = 1.3985$"
    report = alone(text)
    assert [claim.verdict for claim in report.claims] == [Verdict.ROUNDED, Verdict.ROUNDED, Verdict.WRONG]
    assert "No network is known" in report.read[0]


def test_what_is_worked_out_with_more_digits_than_are_printed_is_in_order_by_itself() -> None:
    report = alone(r"$a = \sigma(0.428) = 0.605$, $b = -\ln 0.605 = 0.502$, $c = -\ln 0.605 = 0.512$")
    assert [claim.verdict for claim in report.claims] == [Verdict.ROUNDED, Verdict.CARRIED, Verdict.WRONG]


def test_two_hundred_exercises_are_judged_in_time_in_proportion_to_their_number() -> None:
    text = "".join(f"{NEURON.replace('Exercise 2', f'Exercise {n}')}" for n in range(1, 9))
    assert not faults(alone(text))


SHEET = """
### Exercise 1.1 Solution: linear combination

Inputs: x = [2, 3, -1], weights: w = [0.5, -0.3, 0.8], bias: b = 0.1

```
z = (0.5)(2) + (-0.3)(3) + (0.8)(-1) + 0.1
  = 1.0 - 0.9 - 0.8 + 0.1
  = -0.6
```

### Exercise 1.2 Solution: sigmoid

```
σ(-0.6) = 1/(1 + e^0.6)
        = 1/2.8221
        = 0.3543
```

### Exercise 2.4 Solution: softmax

z = [2.0, 1.0, 0.1]

```
∑ e^z = 7.389 + 2.718 + 1.105 = 11.212
7.389/11.212 = 0.659
```

### Exercise 3.1 Solution: forward pass

Input: x = [1, 2]

```
z2 = 0.5×0.8 + 0.2×0 + (-0.1)×0.6 + 0.1
   = 0.4 + 0 - 0.06 + 0.1 = 0.44
```
"""


def test_a_sheet_of_small_exercises_is_judged_line_by_line() -> None:
    report = alone(SHEET)
    assert not report.faults
    assert {claim.verdict for claim in report.claims if claim.stated} <= {Verdict.RIGHT, Verdict.ROUNDED}
    assert len([claim for claim in report.claims if claim.is_judged]) >= 8


@pytest.mark.parametrize(
    ("right", "wrong"), [("= -0.6", "= -0.5"), ("= 0.3543", "= 0.3453"), ("= 11.212", "= 11.122"), ("= 0.44", "= 0.46")]
)
def test_a_wrong_line_of_such_a_sheet_is_found(right: str, wrong: str) -> None:
    start = SHEET.rindex(right)
    report = alone(SHEET[:start] + wrong + SHEET[start + len(right) :])
    assert wrong[2:] in [claim.stated for claim in report.faults]


def test_formulas_with_a_number_beside_are_judged_by_what_they_define() -> None:
    report = alone(r"$z = x y$, $\frac{\partial z}{\partial x} = y$, $a = z^2$, $x = 0.5$")
    assert not report.faults
    assert [claim.equation for claim in report.judged] == [r"\frac{\partial z}{\partial x} = y"]


def test_the_same_letters_may_have_other_values_in_each_of_many_exercises() -> None:
    text = "".join(f"## Exercise {n}\n\n$x = {n}$, $y = 2 x = {2 * n}$, $w = 0.5$\n\n" for n in range(1, 9))
    report = alone(text)
    assert not report.faults
    assert len(report.scopes) == 8


FIRST_OF_TWO = r"""
## {0} 1

$w = 0.5$, $x = 2$, $b = 0.1$, $y = 1$, $\eta = 0.3$. $z = w x + b = 1.1$, $a = \sigma(z) = 0.7503$,
$E = \frac{{1}}{{2}}(y - a)^2 = 0.0312$.

## {0} 2

{1}
"""


@pytest.mark.parametrize(
    ("word", "second", "faults"),
    [
        ("Exercise", r"A net with $h = 8$ units, $\eta = 0.3$, dropout $p = 0.2$.", 0),
        ("Aufgabe", r"Ein Netz, $\eta = 0.3$, Dropout $p = 0.2$.", 0),
        # What goes on with numbers of the first one is about that.
        ("Exercise", r"With $\eta = 0.3$, $a = 0.7503$ and $z = 1.1$ the error is $E = 0.312$.", 1),
    ],
)
def test_an_exercise_of_other_settings_is_not_about_the_network_of_the_one_before(
    word: str, second: str, faults: int
) -> None:
    report = verify_alone(FIRST_OF_TWO.format(word, second).encode(), "x.md")
    assert sum(claim.verdict is Verdict.WRONG for claim in report.claims) == faults
    assert sum(claim.verdict.is_good for claim in report.claims) >= 8


ONE_AFTER_THE_OTHER = r"""
All {0}s use $x = 0.5$ and $E = \frac{{1}}{{2}}(t - y)^2$ with $t = 1$, $\sigma$ the sigmoid and $\eta = 0.1$.

## {0} 1

With $w = 0.3$ and $b = 0.1$ we have $z = w x + b = 0.25$, $y = \sigma(z) = 0.5622$, $E = 0.0958$ and
$\frac{{\partial E}}{{\partial w}} = (y - t) y (1 - y) x = -0.0539$.

## {0} 2

With $w_1 = 0.3$, $b_1 = 0.1$, $w_2 = 0.2$ and $b_2 = 0.4$ we have $h = \sigma(w_1 x + b_1) = 0.5622$,
$y = \sigma(w_2 h + b_2) = 0.6254$, $E = 0.0702$ and
$\frac{{\partial E}}{{\partial b_2}} = (y - t) y (1 - y) = -0.0878$.

## {0} 3

Two of them side by side, without numbers: $y = \sigma(v_1 h_1 + v_2 h_2)$ and
$$v_1^{{new}} = v_1 - \eta \frac{{\partial E}}{{\partial v_1}}$$
"""


@pytest.mark.parametrize("word", ["Example", "Aufgabe"])
def test_no_part_is_judged_against_what_the_numbers_of_all_of_them_make(word: str) -> None:
    report = verify_alone(ONE_AFTER_THE_OTHER.format(word).encode(), "x.md")
    assert not any(claim.is_fault for claim in report.claims)
    networks = [scope.network for scope in report.scopes]
    assert [network for network in networks if "1-1 " in network or "1-1-1 " in network] == [
        "the 1-1 network that the document states",
        "the 1-1-1 network that the document states",
    ]
