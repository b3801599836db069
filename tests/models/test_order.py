"""What needs itself becomes a recurrence where each position is computed from others; all else is refused."""

from __future__ import annotations

import pytest

from symbackprop.errors import GraphError
from symbackprop.expression.tree import Index
from symbackprop.graph.equations import Equation, Recurrence
from symbackprop.graph.language import parse_equations
from symbackprop.models.order import ordered
from symbackprop.models.starts import is_start

T, J = Index("t", 5), Index("j", 2)


def lines(text: str) -> tuple[Equation, ...]:
    parsed = parse_equations(text, {"t": T, "j": J})
    return tuple(at.equation for at in parsed if not is_start(at.equation))


def names(equations: tuple[Equation, ...]) -> list[str]:
    return [equation.target.ascii for equation in equations]


def test_the_equations_of_a_recurrence_stand_side_by_side_whatever_is_between_them() -> None:
    found = ordered(lines("a[t] = x[t] + h[t-1]\ny[t] = 2*a[t]\nh[t] = tanh(a[t])\nE = h[5] + y[5]"))
    assert names(found) == ["a[t]", "h[t]", "y[t]", "E"]
    assert [equation.along for equation in found] == [Recurrence(T), Recurrence(T), None, None]


def test_a_recurrence_may_run_from_the_last_position_to_the_first() -> None:
    (found,) = ordered(lines("g[t] = x[t] + g[t+1]"))
    assert found.along == Recurrence(T, -1)


def test_two_recurrences_are_told_apart() -> None:
    found = ordered(lines("h[t] = x[t] + h[t-1]\ng[t] = h[t] + g[t-1]"))
    assert [equation.along and equation.along.number for equation in found] == [1, 2]


def test_quantities_that_need_each_other_at_one_position_are_sorted() -> None:
    """A gate stands below what reads it, as in many textbooks."""
    found = ordered(lines("h[t] = o[t]*tanh(c[t])\nc[t] = c[t-1] + o[t]\no[t] = x[t] + h[t-1]"))
    assert names(found) == ["o[t]", "c[t]", "h[t]"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("h[t] = tanh(h[t])", "cycle, each computed from the next: h → h; a recurrence reads itself only at"),
        ("h[t] = h[t-1] + h[t+1]", "only at positions before, as in 'h\\[t-1\\]', or only at positions after"),
        ("a[t] = h[t]\nh[t] = a[t]", "a → h → a"),
        ("h[t,j] = h[j,t-1]", "cycle"),
        ("h[t] = h[2*t-4]", "cycle"),
        ("a = b\nb = a", "each computed from the next: a → b → a$"),
        ("a = b\nb = 1", "used before its definition"),
    ],
)
def test_a_cycle_that_is_no_recurrence_is_refused(text: str, says: str) -> None:
    with pytest.raises(GraphError, match=says):
        ordered(lines(text))


def test_many_cycles_that_meet_are_one_block_in_little_time() -> None:
    chain = "\n".join(f"q{at}[t] = q{at + 1}[t-1]" for at in range(300))
    found = ordered(lines(f"{chain}\nq300[t] = q0[t-1]"))
    assert len({equation.along for equation in found}) == 1
