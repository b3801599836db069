from __future__ import annotations

import pytest

from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.statements import Statements, read_statements
from symbackprop.verify.unjudged import Why


def statements(text: str) -> Statements:
    return read_statements(read(text.encode(), "x.md"), ())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("the slope is steepest at $z = 0$", Why.CONDITION),
        ("if $x = 1$ then", Why.CONDITION),
        ("for $i = 2$ inputs", Why.CONDITION),
        (r"where $2 \cdot n - j + 1 = 1$", Why.CONDITION),
        ("with $d_{in} = 3$ inputs", Why.CONDITION),
        ("there are $L = 2$ layers, as in $a^{(L)}$", Why.CONDITION),
        ("try it: change $w_1$ to $w_1 = 0.7$", Why.SUPPOSED),
    ],
)
def test_what_a_sentence_supposes_or_tells_to_try_is_no_claim(text: str, why: Why) -> None:
    found = statements(text)
    assert [chain for chain in found.chains if chain.relations] == []
    assert why in [passed.why for passed in found.passed]


@pytest.mark.parametrize(
    "text", ["we get $z = 0.7$", "$$z = 0$$", "so $w_1 = 0.15$", "so $2w - j = 1$", "the loss is $L = 2.5$"]
)
def test_what_is_said_to_be_so_is_a_claim(text: str) -> None:
    assert len(statements(text).chains) == 1


def test_a_second_value_that_is_supposed_goes_with_the_first() -> None:
    found = statements("the function is flat at $z = 0$ and $z = 6$")
    assert [passed.why for passed in found.passed] == [Why.CONDITION] * 2
    assert len(statements("it is flat at $z = 0$. We have $z = 6$").chains) == 1


def test_what_is_to_be_tried_is_kept_apart() -> None:
    assert len(statements("Change `η = 0.5` to `η = 0.25` and see.").supposed) >= 1
