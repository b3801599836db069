"""What a part of a document inherits from the scopes around it."""

from __future__ import annotations

from symbackprop.verify.inference.assignments import Assignments, find_assignments
from symbackprop.verify.inference.inheritance import NOTHING_INHERITED, Inherited, inherited
from symbackprop.verify.pipeline import read
from symbackprop.verify.reading.document import Reading
from symbackprop.verify.reading.statements import Statements

from ..formulas import chain, shown


def stretch(text: str) -> tuple[Reading, Statements]:
    trials = read(text.encode(), "x.md")
    return trials.reading, trials.statements()


def given(text: str) -> Assignments:
    return find_assignments(*stretch(text))


def values(found: Assignments | None) -> dict[str, str]:
    return {} if found is None else {at.name.text: at.rows[0][0].text for at in found.every}


def formulas(found: Inherited, *own: str) -> list[str]:
    return [" = ".join(shown(side.node) for side in at.sides) for at in found.before([*map(chain, own)])]


NEAR, FAR = "Here $w = 2$ and $z = w x$.", "First $w = 1$, $x = 3$ and $q = z^2$."


def test_the_nearest_number_counts_and_formulas_come_in_the_order_of_the_document() -> None:
    found = inherited([stretch(NEAR), stretch(FAR)])
    assert values(found.assignments) == {"w": "2", "x": "3"}
    assert formulas(found) == ["x = 3", "q = z^2", "w = 2", "z = (w x)"]
    assert found.text.split("\n") == [NEAR, FAR]


def test_what_a_part_says_anew_is_not_inherited() -> None:
    found = inherited([stretch(FAR)])
    assert values(found.given(given("$w = 5$"))) == {"w": "5", "x": "3"}
    assert formulas(found, "w = 5", "q = z", "x") == ["x = 3"]


def test_a_number_of_what_a_formula_defines_is_what_comes_out_and_defines_nothing() -> None:
    found = inherited([stretch(NEAR)])
    assert formulas(found, "z = 0.5") == ["w = 2", "z = (w x)"]
    assert formulas(found, "w = v") == ["z = (w x)"]


def test_without_a_scope_around_it_a_part_has_what_it_states() -> None:
    own = given(NEAR)
    assert inherited([]) == NOTHING_INHERITED
    assert NOTHING_INHERITED.given(own) is own
    assert formulas(NOTHING_INHERITED, "w = 5") == []
