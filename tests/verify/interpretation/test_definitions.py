from __future__ import annotations

import pytest

from symbackprop.verify.interpretation.definitions import define_local_names, define_unknown_names
from symbackprop.verify.interpretation.naming import Naming
from symbackprop.verify.quantities.refusals import UnknownName

from ..formulas import name, shown
from .names import chains, points, uninterpreted

HOMONYM = ("s_1 = out_{o1} - target_{o1}", "E_{o1} = s_1^2/2", r"\delta_{o1} = s_1 out_{o1} (1 - out_{o1})")
"""A name that could be a net input, but is what the output is off."""


def local(*lines: str) -> Naming:
    naming = uninterpreted()
    return define_local_names(naming, chains(*lines), points(naming.network))


def unknown(*lines: str) -> Naming:
    naming = uninterpreted()
    return define_unknown_names(naming, chains(*lines), points(naming.network))


def test_a_letter_means_what_it_is_defined_as_where_more_holds_so() -> None:
    naming = local(*HOMONYM)
    assert {text: shown(node) for text, node in naming.defined.items()} == {"s_1": "(out_{o1} + -target_{o1})"}
    with pytest.raises(UnknownName):
        naming.meaning(name("s_1"))


def test_a_letter_that_is_not_used_keeps_its_meaning() -> None:
    assert dict(local(HOMONYM[0]).defined) == {}


def test_a_definition_by_which_no_more_holds_is_none() -> None:
    assert dict(local(HOMONYM[0], "foo_{99} = s_1 + w_1").defined) == {}


def test_a_wrong_formula_of_a_quantity_defines_nothing() -> None:
    assert dict(local("net_{h1} = w_1 i_1 - w_2 i_2 + b_1", r"out_{h1} = \sigma(net_{h1})").defined) == {}


def test_a_name_that_is_nothing_else_means_the_formula_beside_it() -> None:
    naming = unknown(r"momentum_1 = out_{o1} (1 - out_{o1})", "momentum_1 = 0.187")
    assert list(naming.defined) == ["momentum_1"]
    assert float(naming.worth(naming.defined["momentum_1"]).mid()) == pytest.approx(0.186815602)  # type: ignore[union-attr]


@pytest.mark.parametrize("line", ["momentum_1 = 0.187", "momentum_1 = 2 momentum_1 + w_1", "momentum_1 = foo_1 + w_1"])
def test_what_has_no_value_of_its_own_defines_nothing(line: str) -> None:
    assert dict(unknown(line).defined) == {}


def test_the_first_formula_defines_a_name() -> None:
    naming = unknown("momentum_1 = w_1 + w_2", "momentum_1 = w_1 + w_3")
    assert shown(naming.defined["momentum_1"]) == "(w_1 + w_2)"
