from __future__ import annotations

from symbackprop.verify.lexicon.parts import NET, OUT, PARTS, RATE
from symbackprop.verify.quantities.network_parts import NETWORK_PARTS


def test_every_part_of_a_network_has_quantities() -> None:
    assert NETWORK_PARTS.keys() == PARTS
    assert {NET, OUT, RATE} <= PARTS
