from __future__ import annotations

import pytest

from symbackprop.verify import thresholds
from symbackprop.verify.interpretation.evidence import Slope, best_schemes, evidence_of, support
from symbackprop.verify.quantities.atoms import Atom, Layout, Meaning, Role, one
from symbackprop.verify.quantities.counting import WeightOrder, WeightThrough
from symbackprop.verify.quantities.scheme import DECLARED
from symbackprop.verify.tree import Chain, Grid, Numeral, Rate

from ..formulas import name, node, numeral
from .names import chains, uninterpreted

NAMING = uninterpreted()
LAYERS = NAMING.layers
W2, LOSS = LAYERS.stages[0].weights[0][1], LAYERS.loss


def test_what_is_printed_for_a_name_is_found_at_the_start_and_inside_of_equations() -> None:
    evidence = evidence_of(chains("w_2 = 0.20", "z = w_2 x_1 = 0.20 * 0.05"))
    assert [type(item) for _, item in evidence["w_2"]] == [Chain, Numeral]
    assert [type(item) for _, item in evidence["x_1"]] == [Numeral]
    assert "z" not in evidence


def test_a_number_that_is_only_repeated_counts_once() -> None:
    assert len(evidence_of(chains("w_2 = 0.20", "w_2 = 0.20", "w_2 = 0.25"))["w_2"]) == 2


def test_a_slope_is_printed_for_what_it_is_by() -> None:
    ((by, item),) = evidence_of(chains(r"\frac{\partial E}{\partial w_5} = 0.0822"))["w_5"]
    assert by == name("w_5") or by.text == "w_5"
    assert isinstance(item, Slope)


def test_what_is_printed_for_a_transpose_is_turned_for_the_name() -> None:
    ((_, item),) = evidence_of(chains(r"x^T = \begin{bmatrix} 0.05 & 0.10 \end{bmatrix}"))["x"]
    assert isinstance(item, Grid)
    assert [len(row) for row in item.rows] == [1, 1]


def test_a_formula_is_no_evidence() -> None:
    assert evidence_of(chains("a_1 = b_1 + c")) == {}


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("0.20", 0.5, 1.0),
        ("0.200", 1.0, 1.0),
        ("0.205", 0.1, 0.3),
        ("0.731", -0.6, -0.4),
        ("7", -0.3, 0.0),
    ],
)
def test_a_number_supports_a_meaning_by_its_figures_and_its_distance(text: str, least: float, most: float) -> None:
    assert least <= support(NAMING, one(W2), numeral(text)) <= most


def test_a_number_supports_no_array() -> None:
    assert support(NAMING, Meaning(((Atom(Role.VALUE, W2),) * 2,)), numeral("0.20")) == -1


def test_a_chain_supports_what_it_ends_with_also_after_the_update() -> None:
    before, after = chains("w_5 = 0.40", "w_5 = 0.40 - 0.5 * 0.0822 = 0.3589")
    w5 = LAYERS.stages[1].weights[0][0]
    assert support(NAMING, one(w5), before) > 0.5
    assert support(NAMING, one(w5), after) > 0.5


def test_an_array_supports_the_array_of_its_shape() -> None:
    grid = node(r"\begin{pmatrix} 0.15 & 0.20 \\ 0.25 & 0.30 \end{pmatrix}")
    assert isinstance(grid, Grid)
    matrix = NAMING.options(name("W_1"))[DECLARED]
    assert support(NAMING, matrix, grid) > 0.5
    turned = NAMING.with_layout(Layout(weights=True)).options(name("W_1"))[DECLARED]
    assert support(NAMING, turned, grid) < support(NAMING, matrix, grid)


def test_a_slope_supports_the_quantity_that_the_loss_has_it_by() -> None:
    rate = node(r"\frac{\partial E}{\partial w_5}")
    assert isinstance(rate, Rate)
    w5, w6 = LAYERS.stages[1].weights[0]
    slope = Slope(rate, numeral("0.082167"))
    assert support(NAMING, one(w5), slope) > 0.9
    assert support(NAMING, one(w6), slope) < 0.5


def test_the_learning_rate_is_what_has_its_digits() -> None:
    rate = Meaning(((Atom(Role.RATE),),))
    assert support(NAMING, rate, numeral("0.5")) == thresholds.WORTH_OF_THE_RATE
    assert support(NAMING, rate, numeral("0.4")) == -thresholds.COST_OF_ANOTHER_RATE


def test_the_best_schemes_are_those_that_all_numbers_fit() -> None:
    evidence = evidence_of(chains("w_1 = 0.15", "w_2 = 0.25", "w_3 = 0.20"))
    names = [name(text) for text in ("w_1", "w_2", "w_3")]
    best = best_schemes(NAMING, names, evidence)
    assert best
    assert all(
        isinstance(scheme.counting, WeightThrough)
        and scheme.counting.order in (WeightOrder.BY_SOURCE, WeightOrder.BY_SOURCE_THEN_TARGET)
        for scheme in best
        if isinstance(scheme.counting, WeightThrough)
    )
    assert DECLARED not in best


def test_a_guess_needs_numbers() -> None:
    assert best_schemes(NAMING, [name("r_1")], {}) == []
    evidence = evidence_of(chains("r_1 = 0.593269992", "r_2 = 0.596884378"))
    best = best_schemes(NAMING, [name("r_1"), name("r_2")], evidence)
    assert best[0].guessed


def test_the_old_value_of_an_update_is_its_first_term_alone() -> None:
    update, sum_of_others = chains("v = 0.2 - 0.5 * 0.0822 = 0.1589", "v = u + 0.2 = 0.9")
    assert support(NAMING, one(W2), update) > thresholds.LITTLE
    assert support(NAMING, one(W2), sum_of_others) <= 0
