from __future__ import annotations

from symbackprop.verify.interpretation.general_names import choose_general_schemes
from symbackprop.verify.quantities.patterns import pattern_of

from ..formulas import name
from .names import chains, interpreted, meaning_of, points, uninterpreted

SUM = r"z_j = \sum_i w_{ji} x_i + b_1"


def test_names_that_only_occur_in_general_formulas_are_read_alike() -> None:
    naming = interpreted(SUM)
    assert [meaning_of(naming, text) for text in ("z_1", "z_2")] == [["net_h1"], ["net_h2"]]


def test_the_order_of_indices_is_that_under_which_the_formula_holds() -> None:
    assert meaning_of(interpreted(SUM), "w_{1,2}") == ["w2"]
    assert meaning_of(interpreted(r"z_j = \sum_i w_{ij} x_i + b_1"), "w_{1,2}") == ["w3"]


def test_a_formula_of_the_last_layer_reads_its_letters_there() -> None:
    naming = interpreted(r"z_k = \sum_j v_{kj} h_j + b_2")
    assert (meaning_of(naming, "z_2"), meaning_of(naming, "v_{1,2}")) == (["net_o2"], ["w6"])


def test_what_is_chosen_already_stays() -> None:
    naming = interpreted("z_1 = 1.10590597", "z_2 = 1.2249214")
    pattern = pattern_of(name("z_1"))
    again = choose_general_schemes(naming, chains(r"z_j = \sum_i w_{ji} x_i + b_1"), points(naming.network))
    assert again.chosen[pattern] == naming.chosen[pattern]


def test_no_general_formula_chooses_nothing() -> None:
    naming = uninterpreted()
    assert choose_general_schemes(naming, chains("z_1 = w_1 x_1"), points(naming.network)) == naming
