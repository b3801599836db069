from __future__ import annotations

import pytest

from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.statements import Statements, read_statements
from symbackprop.verify.tree import Chain, Unread, names_in
from symbackprop.verify.unjudged import Why

from ..formulas import shown


def statements(text: str) -> Statements:
    return read_statements(read(text.encode(), "x.md"), ())


def said(text: str) -> list[str]:
    """Return what claims something, or could not be read."""
    return [
        " = ".join(shown(side.node) for side in one.sides) if isinstance(one, Chain) else "?"
        for one in statements(text).every
    ]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("$a = 1$ and $b = 2$", ["a = 1", "b = 2"]),
        ("$$a = b$$\n$$= 2$$", ["a = b = 2"]),
        ("$$a = b$$\n$$+ c$$", ["a = (b + c)"]),
        ("$a = 0.5 + 0.2$\n\n$a = 0.7$", ["a = (0.5 + 0.2) = 0.7"]),
        ("the sum $a$ is $0.7$", ["a = 0.7"]),
        ("inputs: x = 1", ["x = 1"]),
        (r"the size of $a$ is $3 \times 1$", ["a", "(3 1)"]),
        (r"die Größe von $a$ ist $3 \times 1$", ["a", "(3 1)"]),
    ],
)
def test_equations_that_go_on_are_one(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("so $w_1 < 0.5$", Why.COMPARISON),
        ("the slope at $z = 0$", Why.CONDITION),
        ("where t1 = output1", Why.LEGEND),
        (r"here $\sigma = \tanh$", Why.LEGEND),
        ("try it: change $w_1$ to $w_1 = 0.7$", Why.SUPPOSED),
    ],
)
def test_what_claims_nothing_is_passed_with_the_reason(text: str, why: Why) -> None:
    found = statements(text)
    assert why in [passed.why for passed in found.passed]
    assert not [one for one in found.every if isinstance(one, Chain) and one.relations]


def test_a_function_that_a_letter_is_said_to_stand_for_is_kept() -> None:
    assert list(statements(r"here $\sigma = \tanh$").legend.values()) == ["tanh"]


def test_what_is_to_be_tried_is_kept_apart() -> None:
    assert [shown(chain.sides[0].node) for chain in statements("try it: change $w_1$ to $w_1 = 0.7$").supposed] == [
        "w_1"
    ]


def test_an_equation_that_cannot_be_read_is_listed_and_a_fragment_is_not() -> None:
    (unread,) = statements("$a = (1$").every
    assert isinstance(unread, Unread)
    assert said("$(1$") == []


def test_an_update_by_a_nabla_is_by_what_is_updated() -> None:
    assert said(r"$w = w - \eta \nabla E$") == ["w = (w + -(eta ∇E))"]
    (chain,) = statements(r"$w = w - \eta \nabla E$").chains
    assert names_in(chain.sides[1].node)[-1].base == "dw"
