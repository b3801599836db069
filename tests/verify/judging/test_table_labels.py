"""Rows and columns of a table that bear the name of another."""

from __future__ import annotations

from symbackprop.verify.judging.slips import COLUMN_OF_ANOTHER, ROW_OF_ANOTHER
from symbackprop.verify.judging.table_claims import claims_of
from symbackprop.verify.judging.table_labels import Mislabel, mislabels
from symbackprop.verify.reasons import Details, Reason

from ..interpretation.names import interpreted
from .judged import precise
from .tables import table


def found_in(text: str) -> list[Mislabel]:
    naming = interpreted()
    with precise():
        return list(mislabels(claims_of(table(text), naming).chains, naming))


def test_a_row_whose_numbers_are_all_those_of_another_weight_is_mislabelled() -> None:
    (found,) = found_in(
        "| weight | value | gradient | new |\n|---|---|---|---|\n"
        "| $w_6$ | 0.40 | 0.082167041 | 0.358916480 |\n| $w_7$ | 0.50 | -0.022602540 | 0.511301270 |"
    )
    assert found.draft.reasons == [Reason(ROW_OF_ANOTHER, Details(quantity="w5"))]
    assert len(found.cells) == 3


def test_a_column_that_holds_another_thing_of_the_same_weights_is_mislabelled() -> None:
    (found,) = found_in("| weight | gradient |\n|---|---|\n| $w_5$ | 0.400 |\n| $w_6$ | 0.450 |\n| $w_7$ | 0.500 |")
    assert found.draft.reasons == [Reason(COLUMN_OF_ANOTHER, Details(other="value"))]


def test_one_right_number_speaks_for_the_name() -> None:
    assert not found_in(
        "| weight | value | gradient |\n|---|---|---|\n| $w_6$ | 0.45 | 0.082167041 |\n| $w_7$ | 0.5 | -0.0226 |"
    )


def test_numbers_of_few_figures_do_not_tell_another_weight() -> None:
    assert not found_in("| weight | value | new |\n|---|---|---|\n| $w_6$ | 0.4 | 0.36 |\n| $w_7$ | 0.5 | 0.51 |")
