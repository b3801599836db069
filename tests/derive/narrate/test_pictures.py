"""Pictures in words: inputs, biases, targets, and both ends of each arrow."""

from __future__ import annotations

from symbackprop.derive.diagram import diagram
from symbackprop.derive.narrate.pictures import model_in_words, network_in_words
from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example


def test_a_network_is_told_with_all_that_is_given_and_both_ends_of_each_weight(mazur: Network) -> None:
    drawing = diagram(Numbers(mazur, Rounding(9)))
    assert drawing is not None
    told = network_in_words(drawing, (2, 2, 2))
    for part in (
        "Inputs: i1 0.05, i2 0.10.",
        "b1 0.35, b2 0.60.",
        "targets: out_o1 0.01, out_o2 0.99.",
        "w1 from i1 to out_h1 is 0.15",
        "w8 from out_h2 to out_o2 is 0.55",
    ):
        assert part in told


def test_a_network_without_values_has_no_targets_beside_it(mazur: Network) -> None:
    drawing = diagram(Numbers(mazur, Rounding(9)), values=False)
    assert drawing is not None
    told = network_in_words(drawing, (2, 2, 2))
    assert "w1 from i1 to out_h1," in told
    assert "target" not in told


def test_a_recurrence_is_told_with_its_axis() -> None:
    drawing = diagram(Numbers(example("recurrent"), Rounding(9)))
    assert drawing is not None
    told = model_in_words(drawing)
    assert "h[1] to a[2]" in told
    assert "t = 1, t = 2, t = 3" in told
