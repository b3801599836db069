from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.quantities.outside import is_beyond, outside
from symbackprop.verify.quantities.vocabulary import Vocabulary
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Name, Numeral
from tests.derive.narrate.test_recurrences import FILTER, NEURON, network

STARTED = Vocabulary(network(NEURON.format(start="h0")))
AT_ZERO = Vocabulary(network(NEURON.format(start="0")))
PADDED = Vocabulary(network(FILTER))


def name(base: str, *below: str, accent: str = "") -> Name:
    return Name(base, below, (), (), accent, False, False, base, Span(0, 1))


@pytest.mark.parametrize(
    ("vocabulary", "read", "stands"),
    [
        (AT_ZERO, name("h", "0"), "0"),
        (AT_ZERO, name("h", "1"), None),
        (AT_ZERO, name("h", "4"), None),
        (AT_ZERO, name("a", "4", accent="bar"), "0"),
        (PADDED, name("x", "0"), "0"),
        (PADDED, name("y", "0"), None),
        (PADDED, name("x", "-1"), "0"),
    ],
)
def test_outside_of_a_quantity_stands_what_the_network_says(
    vocabulary: Vocabulary, read: Name, stands: str | None
) -> None:
    found = outside(read, vocabulary)
    assert (found.text if isinstance(found, Numeral) else None) == stands


def test_a_start_with_a_name_like_a_position_is_that_quantity() -> None:
    assert outside(name("h", "0"), STARTED) is None
    assert not is_beyond(name("h", "0"), STARTED)


def test_a_network_that_reads_nothing_outside_has_no_ends() -> None:
    assert not Vocabulary(example("mazur-2-2-2")).has_ends
    assert not is_beyond(name("x", "9"), Vocabulary(example("mazur-2-2-2")))


def test_derivatives_of_a_window_reach_beyond_their_quantity() -> None:
    pooled = Vocabulary(example("pooling"))
    assert outside(name("max", "p", "2", "1", "0", accent="bar"), pooled) is not None
    assert outside(name("h", "2", "9"), pooled) is None
