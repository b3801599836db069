"""Parameters that nothing reads are said to have no influence, and are not derived like the others."""

from __future__ import annotations

import pytest

from symbackprop.derive.narrate import Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from symbackprop.render.documents.markdown import markdown


def part(length: int) -> Network:
    values = ", ".join(["0.5"] * length)
    return parse(
        f'equations = """\nm = sum(k, w[k+1]*x[k])\nE = 1/2*(m - t)^2\n"""\nloss = "E"\nparameters = ["w"]\n'
        f"learning_rate = 0.1\n[sizes]\nk = 2\n[shapes]\nw = {length}\n"
        f"[values]\nx = [1, 2]\nt = 0.5\nw = [{values}]\n",
        "part.toml",
    )


def test_the_entries_that_nothing_reads_are_known() -> None:
    assert [name.ascii for name in part(5).unread] == ["w1", "w4", "w5"]
    assert [name.ascii for name in part(3).unread] == ["w1"]


@pytest.mark.parametrize(
    ("length", "says"),
    [
        (3, "No path leads from $w_ {1}$ to $E$: nothing that $E$ is computed from uses it."),
        (5, "No path leads from $w_ {1}$, $w_ {4}$ and $w_ {5}$ to $E$: nothing"),
        (40, "No path leads from 38 of the parameters to $E$, since no equation reads them."),
    ],
)
def test_notes_say_which_entries_have_no_influence(length: int, says: str) -> None:
    network = part(length)
    weights = default_weights(network)[:1] if length > 20 else (network.parameters[1],)
    text = markdown(notes(Numbers(network, Rounding(6)), Outline(weights, 1)))

    assert says in text
    assert "$w_ {3}$ follows in the same way:" in text


def test_the_first_parameter_to_be_derived_is_one_that_is_read() -> None:
    assert [name.ascii for name in default_weights(part(40))] == ["w2"]


def test_what_no_lookup_reaches_has_no_influence() -> None:
    network = parse(
        'equations = """\ns = sum(t, e[t,tag[t]]) + A[tag[1],tag[2]] + A[tag[2],tag[3]]\nE = 1/2*(y - s)^2\n"""\n'
        'loss = "E"\nparameters = ["e", "A"]\nlearning_rate = 0.1\n[sizes]\nt = 3\n[values]\ntag = [2, 1, 2]\n'
        "e = [[0.1, 0.2], [0.3, -0.1], [0.5, 0.4]]\nA = [[0.2, -0.3], [0.4, 0.6]]\ny = 2\n",
        "tags.toml",
    )
    assert {name.ascii for name in network.unread} == {"e1_1", "e2_2", "e3_1", "A1_1", "A2_2"}
    assert [name.ascii for name in default_weights(network)] == ["e1_2", "A1_2"]
    notes(Numbers(network, Rounding(6)), Outline(default_weights(network), rounds=0))
