from __future__ import annotations

from symbackprop.verify.diagnosis.case import value_of_line
from symbackprop.verify.diagnosis.digit_slips import SIGN_LOST
from symbackprop.verify.interpretation.naming import Naming
from symbackprop.verify.reasons import Details, Reason

from ..formulas import node
from ..interpretation.names import interpreted
from .cases import number_case, precise


def test_the_right_value_has_as_many_places_as_were_printed() -> None:
    assert number_case("out_{h1} = 0.7").right == "0.6"
    assert number_case("out_{h1} = 0.700000").right == "0.593270"


def test_the_quantity_of_a_number_is_known_where_it_is_one() -> None:
    atom = number_case("out_{h1} = 0.7").atom
    assert atom is not None
    assert atom.symbol is not None
    assert atom.symbol.ascii == "out_h1"


def test_a_line_is_open_that_does_not_give_its_number() -> None:
    line = r"net_{h1} = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35 = "
    assert number_case(f"{line}0.3775").open_line is None
    assert number_case(f"{line}0.9").open_line is not None


def test_a_slip_carries_the_digits_that_should_stand_there() -> None:
    case = number_case("out_{h1} = 0.7000")
    slip = Reason(SIGN_LOST, Details("a", "b", right="0.5933"))
    assert case.slip(SIGN_LOST, "a", other="b") == slip


def test_a_line_has_a_value_unless_it_cannot_be_checked_or_is_an_array() -> None:
    naming: Naming = interpreted()
    with precise():
        assert value_of_line(naming, node("1 + 2")) == 3
        assert value_of_line(naming, node(r"\frac{1}{0}")) is None
        assert value_of_line(naming, node("[1, 2]")) is None
