from __future__ import annotations

from symbackprop.verify.interpretation.examples import Example, between, other_example

from .names import interpreted, stated

FIRST = ("i_1 = 0.05", "i_2 = 0.10", "target_{o1} = 0.01", "target_{o2} = 0.99")
BETWEEN = r"net_{h1} = w_1 i_1 + w_2 i_2 + b_1"
OTHER = ("i_1 = 0.20", "i_2 = 0.30", "target_{o1} = 0.50", "target_{o2} = 0.60")


def example_of(*lines: str) -> Example | None:
    return other_example(interpreted(*lines), stated(*lines))


def test_values_that_are_given_anew_are_another_example() -> None:
    found = example_of(*FIRST, BETWEEN, *OTHER)
    assert found is not None
    assert found.start == stated(*FIRST, BETWEEN, *OTHER).chains[5].span.start
    assert {symbol.ascii: number.text for symbol, number in found.values.items() if symbol.base == "i"} == {
        "i1": "0.20",
        "i2": "0.30",
    }


def test_one_value_that_is_another_is_a_mistake() -> None:
    assert example_of(*FIRST, BETWEEN, OTHER[0], *FIRST[1:]) is None


def test_values_that_are_only_given_once_are_no_other_example() -> None:
    assert example_of(*OTHER, BETWEEN) is None


def test_weights_alone_are_no_other_example() -> None:
    weights = ("w_1 = 0.15", "w_2 = 0.20")
    assert example_of(*weights, BETWEEN, "w_1 = 0.55", "w_2 = 0.66") is None


def test_a_document_is_cut_by_places() -> None:
    whole = stated(*FIRST, BETWEEN, *OTHER)
    start = whole.chains[5].span.start
    before, after = between(whole, 0, start), between(whole, start, 10**6)
    assert [*before.every, *after.every] == list(whole.every)
    assert (len(before.chains), len(after.chains)) == (5, 4)
