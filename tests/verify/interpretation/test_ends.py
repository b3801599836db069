from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.interpretation.ends import at_the_ends
from symbackprop.verify.quantities.vocabulary import Vocabulary
from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.statements import Statements, read_statements
from symbackprop.verify.unjudged import Why
from tests.derive.narrate.test_recurrences import NEURON, network

AT_ZERO = Vocabulary(network(NEURON.format(start="0")))


def statements(text: str) -> Statements:
    return read_statements(read(text.encode(), "notes.md"), ())


@pytest.mark.parametrize(
    ("text", "why", "left"),
    [
        ("$t = 2$", Why.CONDITION, 0),
        ("$h_0 = 0$", Why.GIVEN, 0),
        ("$h_0 = 0.5$", None, 1),
        ("$h_1 = 0.5$", None, 1),
    ],
)
def test_positions_and_known_starts_are_no_claims(text: str, why: Why | None, left: int) -> None:
    found, passed = at_the_ends(statements(text), AT_ZERO, text)
    assert [at.why for at in passed] == ([] if why is None else [why])
    assert len(found.chains) == left


def test_a_start_in_a_formula_is_put_in() -> None:
    text = "$a_1 = w x_1 + u h_0$"
    (chain,) = at_the_ends(statements(text), AT_ZERO, text)[0].chains
    assert "Numeral" in repr(chain.sides[1].node)
    assert chain != statements(text).chains[0]


def test_of_other_networks_nothing_is_changed() -> None:
    said = statements("$t = 2$")
    assert at_the_ends(said, Vocabulary(example("mazur-2-2-2")), "$t = 2$") == (said, ())
