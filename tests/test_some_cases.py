"""Of tests with many cases some are tried, spread evenly over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import MOST_SLOW_CASES, some_of


class Case:
    """A case of a test, as pytest collects it."""

    path = Path("tests/test_x.py")
    fixturenames = ()

    def __init__(self, test: str, case: int, *marks: pytest.MarkDecorator) -> None:
        self.nodeid = f"tests/test_x.py::{test}[{case}]"
        self.marks = {mark.name: mark.mark for mark in marks}

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return self.marks.get(name)


def cases(count: int, *marks: pytest.MarkDecorator) -> list[Case]:
    return [Case("test_a", at, *marks) for at in range(count)]


def tried(items: list[Case], of_any: int = 1000) -> list[int]:
    chosen = some_of(items, of_any)  # type: ignore[arg-type]
    return [int(item.nodeid.partition("[")[2].rstrip("]")) for item in chosen]


def test_a_test_that_says_so_tries_so_many_of_its_cases() -> None:
    assert tried(cases(10, pytest.mark.some(3))) == [0, 3, 6]


def test_of_fewer_cases_all_are_tried() -> None:
    assert tried(cases(2, pytest.mark.some(3))) == [0, 1]


def test_a_slow_test_tries_some_where_it_says_nothing() -> None:
    assert len(tried(cases(40, pytest.mark.slow))) == MOST_SLOW_CASES


def test_a_test_that_is_not_slow_tries_all() -> None:
    assert tried(cases(40)) == list(range(40))


def test_each_test_has_its_own_count() -> None:
    assert tried([*cases(4, pytest.mark.some(2)), Case("test_b", 7)]) == [0, 2, 7]


def test_where_few_are_wanted_of_any_test_none_tries_more() -> None:
    assert tried([*cases(8), Case("test_b", 9)], 2) == [0, 4, 9]
    assert tried(cases(8, pytest.mark.some(6)), 2) == [0, 4]
