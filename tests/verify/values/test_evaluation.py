from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import arb, fmpq

from symbackprop.expression.tree import Symbol
from symbackprop.graph.tape import Ball
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.verify import thresholds
from symbackprop.verify.quantities.atoms import Atom, Meaning, Role
from symbackprop.verify.quantities.refusals import Misfit, NotCheckable, UnknownName
from symbackprop.verify.tree import Applied, Name
from symbackprop.verify.values.arrays import Cells
from symbackprop.verify.values.evaluation import Evaluation
from symbackprop.verify.values.points import Point

from ..formulas import node

POINT = Point(example())
RATE = Fraction(1, 2)


def value(base: str, number: str, role: Role = Role.VALUE) -> Atom:
    return Atom(role, Symbol(base, number))


MEANINGS = {
    "w_5": Meaning(((value("w", "5"),),)),
    "w_5^+": Meaning(((value("w", "5", Role.NEW),),)),
    "x": Meaning(((value("i", "1"),), (value("i", "2"),)), free=True),
    "W": Meaning(((value("w", "1"), value("w", "2")), (value("w", "3"), value("w", "4")))),
    "h": Meaning(((value("out", "h1"),), (value("out", "h2"),)), free=True),
    "z": Meaning(((value("net", "h1"),), (value("net", "h2"),)), free=True),
    "y": Meaning(((value("out", "o1"),),)),
    "E": Meaning(((Atom(Role.VALUE, Symbol("E", "total")),),)),
    "eta": Meaning(((Atom(Role.RATE),),)),
    "d": Meaning(((value("net", "o1", Role.ADJOINT),),)),
    "s": Meaning(((value("w", "5", Role.STEP),),)),
    "m": Meaning(((Atom(Role.VALUE, Symbol("w", "5"), sign=-1),),)),
}


def meaning(name: Name) -> Meaning:
    if name.text not in MEANINGS:
        raise UnknownName(name)
    return MEANINGS[name.text]


def evaluation(**changed: Any) -> Evaluation:
    functions = {"σ": "sigmoid"}
    return Evaluation(POINT, meaning, RATE, lambda call: functions.get(call.function, call.function), **changed)


def worth(text: str, **changed: Any) -> Any:
    """Return what a formula is worth: a double, or rows of them."""
    found = evaluation(**changed).of(node(text))
    if isinstance(found, Cells):
        return [[double(entry) for entry in row] for row in found.rows]
    return double(found)


def double(ball: Ball) -> float:
    return float(arb(ball).mid())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 \\cdot 3 - 4", 3),
        ("\\frac{1}{4}", 0.25),
        ("2^{10}", 1024),
        ("2^{-1}", 0.5),
        ("4^{0.5}", 2),
        ("w_5", 0.4),
        ("m", -0.4),
        ("eta", 0.5),
        ("w_5 - eta d \\cdot 0.593269992", 0.35891648),
        ("w_5^+", 0.35891648),
        ("w_5 + s", 0.35891648),
        ("\\sigma(0)", 0.5),
        ("\\sigma'(0)", 0.25),
        ("\\max(0, w_5)", 0.4),
        ("\\min(0, w_5)", 0),
        ("|m|", 0.4),
        ("e^{0}", 1),
        ("\\sqrt{4}", 2),
    ],
)
def test_a_formula_is_worth_what_it_says(text: str, expected: float) -> None:
    assert worth(text) == pytest.approx(expected, abs=1e-8)


def test_an_exact_formula_stays_exact() -> None:
    assert evaluation().of(node("\\frac{1}{3} + \\frac{1}{6}")) == fmpq(1, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", [[0.05], [0.1]]),
        ("W x", [[0.15 * 0.05 + 0.2 * 0.1], [0.25 * 0.05 + 0.3 * 0.1]]),
        ("W^T x", [[0.15 * 0.05 + 0.25 * 0.1], [0.2 * 0.05 + 0.3 * 0.1]]),
        ("x \\odot x", [[0.0025], [0.01]]),
        ("2 x", [[0.1], [0.2]]),
        ("x^T x", 0.0125),
        ("x x^T", [[0.0025, 0.005], [0.005, 0.01]]),
        ("\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix} x", [[0.25], [0.55]]),
        ("\\|x\\|", 0.0125**0.5),
        ("\\sigma(z) - h", [[0], [0]]),
    ],
)
def test_arrays_are_multiplied_and_taken_entry_by_entry(text: str, expected: list[list[float]] | float) -> None:
    rows = expected if isinstance(expected, list) else [[expected]]
    found = worth(text)
    assert (found if isinstance(found, list) else [[found]]) == [pytest.approx(row, abs=1e-9) for row in rows]


def test_two_vectors_side_by_side_are_a_sum_of_products_only_where_that_is_said() -> None:
    assert worth("x h", entrywise=True) == [pytest.approx([0.05 * 0.593269992]), pytest.approx([0.1 * 0.596884378])]
    assert worth("x h", entrywise=False) == pytest.approx(0.05 * 0.593269992 + 0.1 * 0.596884378)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\\frac{\\partial E}{\\partial w_5}", 0.082167041),
        ("\\frac{\\partial E}{\\partial y}", 0.74136507),
        ("\\frac{\\partial y}{\\partial w_5}", 0.186815602 * 0.593269992),
        ("\\frac{\\partial w_5}{\\partial w_5}", 1),
        ("\\frac{\\partial w_5}{\\partial y}", 0),
        ("\\frac{\\partial (w_5^2 + 1)}{\\partial w_5}", 0.8),
    ],
)
def test_a_derivative_is_that_of_the_network(text: str, expected: float) -> None:
    assert worth(text) == pytest.approx(expected, abs=1e-8)


def test_the_derivative_of_activations_by_their_net_inputs_is_taken_entry_by_entry() -> None:
    slopes = worth("\\frac{\\partial h}{\\partial z}")
    assert slopes == [pytest.approx([0.241300709]), pytest.approx([0.240613417])]


def test_the_gradient_by_an_array_has_its_shape() -> None:
    gradient = worth("\\frac{\\partial E}{\\partial W}")
    assert gradient[0] == pytest.approx([0.000438568, 0.000877135], abs=1e-8)
    assert len(gradient) == 2


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("W + x^T x x", Misfit, "shapes-differ"),
        ("\\frac{1}{0}", Misfit, "division-by-zero"),
        ("\\frac{1}{w_5 - w_5}", NotCheckable, "division-by-zero"),
        ("2^{100000}", NotCheckable, "exponent-too-large"),
        ("2^W", NotCheckable, "exponent-array"),
        ("\\log(m)", NotCheckable, "logarithm"),
        ("\\sigma'''(w_5)", NotCheckable, "function-unknown"),
        ("1 + \\dots", NotCheckable, "left-out"),
        ("q", UnknownName, "name-without-meaning"),
    ],
)
def test_what_has_no_value_is_refused_with_the_reason(text: str, kind: type[Exception], says: str) -> None:
    with pytest.raises(kind, match=says):
        worth(text)


def test_a_formula_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "MOST_STEPS", 20)
    with pytest.raises(NotCheckable, match="too-long-to-evaluate"):
        worth(" + ".join(["1"] * 30))


def test_what_the_document_defines_itself_comes_first() -> None:
    assert worth("w_5 + q", defined={"q": node("2 \\cdot 3"), "w_5": node("1")}) == 7


def test_e_and_pi_are_numbers_where_the_network_has_no_such_names() -> None:
    assert worth("\\pi") == pytest.approx(3.14159265)
    assert worth("e") == pytest.approx(2.718281828)


def test_a_printed_number_may_be_a_ball() -> None:
    found = evaluation(number=lambda numeral: arb(numeral.value.numerator, 0.5)).of(node("3 + 4"))
    assert isinstance(found, arb)
    assert float(found.rad()) >= 1


def test_a_function_that_has_two_arguments_too_many_is_refused() -> None:
    (call,) = [at for at in [node("\\tanh(w_5)")] if isinstance(at, Applied)]
    two = Applied(call.function, 0, (), (node("w_5"), node("y")), call.span)
    with pytest.raises(NotCheckable, match="one-argument"):
        evaluation().of(two)


def test_a_network_is_not_changed_by_being_looked_at(mazur: Network) -> None:
    before = dict(mazur.values)
    Evaluation(Point(mazur), meaning, RATE, lambda applied: applied.function).of(node("w_5^+ + d"))
    assert dict(mazur.values) == before


def test_a_power_of_two_numbers_that_happen_to_be_equal_has_a_value() -> None:
    zero = arb(0, 1e-30)
    found = evaluation(number=lambda numeral: zero if numeral.text == "0.5" else fmpq(int(numeral.value)))
    assert found.of(node("0.5^2 + 1")).contains(1)


def test_a_product_with_a_row_of_ones_is_repeated_beside_a_matrix() -> None:
    assert worth(r"x \mathbf{1}^T + W") == worth(r"W + x \mathbf{1}^T")
    assert worth(r"\mathbf{1} x^T - W") == [pytest.approx([-0.1, -0.1]), pytest.approx([-0.2, -0.2])]
    assert worth(r"x \mathbf{1}^T - W") == [pytest.approx([-0.1, -0.15]), pytest.approx([-0.15, -0.2])]
