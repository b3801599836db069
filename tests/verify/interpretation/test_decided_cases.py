"""Cases whose conditions are between whole numbers, and those that no position decides."""

from __future__ import annotations

import pytest

from symbackprop.verify.interpretation.decided_cases import decided
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Cases, Condition

from ..formulas import node, shown


def left(*rows: str) -> str:
    """Return what is left of cases."""
    cases = node(r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}")
    assert isinstance(cases, Cases)
    return shown(decided(cases))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("2 = 2", True),
        ("1 = 2", False),
        (r"1 \neq 2", True),
        (r"2 \neq 1", True),
        (r"2 \neq 2", False),
        (r"1 \le 2", True),
        (r"2 \le 2", True),
        ("1 < 2", True),
        ("2 < 2", False),
        ("2 > 1", True),
        (r"3 \ge 2", True),
        (r"2 \ge 3", False),
        (r"3 = 2 \cdot 2 - 1", True),
        ("-1 > 0", False),
    ],
)
def test_whole_numbers_decide(condition: str, holds: bool) -> None:
    assert left(f"a & {condition}", r"b & \text{otherwise}") == ("a" if holds else "b")


def test_the_first_case_that_holds_is_meant() -> None:
    assert left("a & 1 = 2", "b & 2 = 2", "c & 1 < 2") == "b"


def test_cases_stay_where_a_letter_comes_first_or_none_holds() -> None:
    assert left("a & j = 2", "b & 2 = 2") == "a if j = 2; b if 2 = 2"
    assert left("a & 1 = 2", "b & 2 < 1") == "a if 1 = 2; b if 2 < 1"
    assert left("a & 2 = 2", "b & j = 2") == "a"


def test_every_condition_of_a_case_must_hold() -> None:
    one, two = node("1"), node("2")
    for relation, value in (("<", "a"), (">", "b")):
        both = Condition(one, "=", one, Condition(one, relation, two))
        assert shown(decided(Cases((node("a"), node("b")), (both, None), Span(0, 1)))) == value
