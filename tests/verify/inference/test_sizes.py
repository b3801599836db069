"""How far the indices of a document run."""

from __future__ import annotations

from symbackprop.verify.inference.assignments import find_assignments
from symbackprop.verify.inference.definitions import definitions_in
from symbackprop.verify.inference.families import families_of
from symbackprop.verify.inference.givens import givens_of
from symbackprop.verify.inference.sizes import sizes_of
from symbackprop.verify.pipeline import read


def sizes(text: str) -> tuple[dict[str, tuple[int, ...]], list[dict[str, int]]]:
    """Return how long the families of a document are, and how far the letters of its definitions run."""
    trials = read(text.encode(), "x.md")
    chains = trials.statements().chains
    families = families_of(chains)
    givens = givens_of(find_assignments(trials.reading, trials.statements()), families)
    definitions = list(definitions_in(chains, givens.starts, families, {}).values())
    return sizes_of(definitions, chains, families, givens)


def test_indices_run_as_far_as_what_is_given() -> None:
    lengths, letters = sizes(r"$z_i = \sum_j w_{ij} x_j$, $w = [[1, 2, 3], [4, 5, 6]]$, $x = [1, 2, 3]$")
    assert lengths == {"z": (2,), "w": (2, 3), "x": (3,)}
    assert letters == [{"i": 2, "j": 3}]


def test_an_end_of_a_sum_says_how_far_its_letter_runs() -> None:
    lengths, letters = sizes(r"$z_i = \sum_{j=1}^{4} w_{ij} x_j$")
    assert (lengths["x"], lengths["w"][1], letters[0]["j"]) == ((4,), 4, 4)


def test_members_that_are_named_say_how_many_there_are() -> None:
    lengths, _ = sizes(r"$y_i = u_i^2$, $q = u_5$")
    assert lengths == {"y": (5,), "u": (5,)}


def test_no_two_lengths_that_nothing_says_are_alike() -> None:
    lengths, letters = sizes(r"$z_i = \sum_j w_{ij} x_j$")
    assert lengths["w"] == (*lengths["z"], *lengths["x"])
    assert lengths["z"] != lengths["x"]
    assert letters == [{"i": lengths["z"][0], "j": lengths["x"][0]}]
