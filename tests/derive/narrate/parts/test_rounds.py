"""The first rounds, side by side."""

from __future__ import annotations

import pytest

from symbackprop.cli.inputs import parts_of
from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Table
from symbackprop.errors import UnknownNameError, UsageError
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.render.inline.labels import walk
from symbackprop.render.inline.speech import spoken_inlines


def table(network: Network, count: int) -> list[list[str]]:
    outline = Outline(default_weights(network), 0, (Form.SCALAR,), parts=("rounds",), show_rounds=count)
    document = notes(Numbers(network, Rounding(9)), outline)
    (found,) = [at for at in walk(document.blocks) if isinstance(at, Table) and at.label == "tab-first-rounds"]
    heads = [spoken_inlines(head) for head, _ in found.columns]
    return [heads, *([spoken_inlines(cell) for cell in row] for row in found.rows)]


def test_the_rounds_of_the_published_network_stand_side_by_side(mazur: Network) -> None:
    heads, *rows = table(mazur, 3)
    assert heads == ["quantity", "start", "after 1 round", "after 2 rounds", "after 3 rounds"]
    known = {row[0]: row[1:] for row in rows}
    assert known["w 5"][:2] == ["0.40", "0.358916480"]
    assert known["E total"][:2] == ["0.298371109", "0.291027774"]
    assert len(known) == 8 + 1 + 2


def test_as_many_rounds_are_shown_as_are_asked_for(mazur: Network) -> None:
    assert len(table(mazur, 1)[0]) == 3


def test_rounds_to_show_ask_for_their_part() -> None:
    assert parts_of("none") == ()
    assert parts_of("checks", 2) == ("checks", "rounds")
    assert "exercises" in parts_of("all")


@pytest.mark.parametrize("given", [-1, 6])
def test_too_many_rounds_to_show_are_refused(given: int) -> None:
    with pytest.raises(UsageError, match="--show-rounds must be from 1 to 5"):
        parts_of("none", given)


def test_none_beside_others_and_unknown_parts_are_refused() -> None:
    with pytest.raises(UsageError, match="none beside others"):
        parts_of("none,checks")
    with pytest.raises(UnknownNameError, match="no part is called 'chekcs'"):
        parts_of("chekcs")
