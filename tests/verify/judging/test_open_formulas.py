"""Formulas that a network leaves open are judged by the document, and sections without numbers by themselves."""

from __future__ import annotations

from symbackprop.verify.judging.verdicts import Report, Verdict
from symbackprop.verify.pipeline import verify_alone
from symbackprop.verify.unjudged import Why

NETWORK = """
## Numbers

A 1-1-1 network with sigmoids, $x = 0.5$, $w_1 = 0.4$, $b_1 = 0.1$, $w_2 = 0.6$, $b_2 = 0.2$ and target $y = 1$.
$z_1 = w_1 x + b_1 = 0.3$, $a_1 = \\sigma(z_1) = 0.574443$, $z_2 = w_2 a_1 + b_2 = 0.544666$,
$a_2 = \\sigma(z_2) = 0.632897$ and $E = \\frac{1}{2} (y - a_2)^2 = 0.067382$.
"""

THEORY = """
## One neuron

Suppose $z = u_1 x_1 + u_2 x_2 + b$ and $a = f(z)$.

$\\frac{\\partial z}{\\partial u_1} = x_1$ and $\\frac{\\partial a}{\\partial z} = f'(z)$
"""


def claims(report: Report, text: str) -> list[Verdict]:
    return [claim.verdict for claim in report.claims if claim.equation.replace(" ", "").startswith(text)]


def test_a_section_without_numbers_has_letters_of_its_own() -> None:
    report = verify_alone(f"{THEORY}{NETWORK}".encode(), "notes.md")
    assert claims(report, r"\frac{\partialz}{\partialu_1}") == [Verdict.RIGHT]
    assert Verdict.WRONG not in [claim.verdict for claim in report.claims]
    assert claims(report, "z=u_1") == []


def test_what_a_letter_is_defined_as_is_no_claim_that_is_left_open() -> None:
    text = "$s_j = \\sum_i v_{ij} h_i$ and $\\frac{\\partial s_j}{\\partial v_{ij}} = h_i$, as $0.5 \\cdot 0.4 = 0.2$."
    numbers = " ".join(f"$0.{digit} + 0.1 = 0.{digit + 1}$." for digit in range(1, 9))
    report = verify_alone(f"{text}\n\n{numbers}".encode(), "notes.md")
    assert claims(report, r"\frac{\partials_j}") == [Verdict.RIGHT]
    assert claims(report, "s_j") == []
    assert Why.DEFINITION in {item.why for item in report.coverage.items}


SUMS = " ".join(f"$0.{digit} + 0.1 = 0.{digit + 1}$." for digit in range(1, 9))

MEMORY = """
$z = w x + b$, $a = \\sigma(z)$ and $E = \\frac{1}{2} (t - a)^2$. So $\\frac{\\partial a}{\\partial z} = a (1 - a)$
and $\\frac{\\partial E}{\\partial a} = RIGHT$.
"""


def by_the_document(right: str) -> list[Verdict]:
    report = verify_alone(f"{MEMORY.replace('RIGHT', right)}\n\n{SUMS}".encode(), "notes.md")
    return claims(report, r"\frac{\partialE}")


def test_a_formula_among_numbers_is_wrong_where_it_fails_by_letters_that_others_are_made_of() -> None:
    assert by_the_document("t - a") == [Verdict.WRONG]
    assert by_the_document("a - t") == [Verdict.RIGHT]
    assert by_the_document("a - d") == [Verdict.NOT_CHECKABLE]


def test_a_letter_before_brackets_may_be_a_function_of_which_nothing_is_said() -> None:
    text = "$s_1 = v_1 u$, $y_j = F(s_j)$ and $y_j = F(s_j) = \\frac{1}{1 + e^{-s_1}}$."
    report = verify_alone(f"{text}\n\n{SUMS}".encode(), "notes.md")
    assert Verdict.WRONG not in [claim.verdict for claim in report.claims]


def test_a_step_by_the_derivative_by_another_weight_is_wrong_among_numbers() -> None:
    text = r"$w_{12}^{+} = w_{12} - \eta \frac{\partial E}{\partial w_{11}}$."
    report = verify_alone(f"{text}\n\n{SUMS}".encode(), "notes.md")
    assert claims(report, "w_{12}^{+}") == [Verdict.WRONG]
