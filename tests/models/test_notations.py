"""Notations: what the quantities of a network are called, and which names are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from symbackprop.errors import SpecError, UnknownNameError
from symbackprop.expression.tree import Symbol
from symbackprop.models.network import Network
from symbackprop.models.notations import NOTATIONS, ROLES, Names, renamed
from symbackprop.models.spec import example
from symbackprop.models.weight_names import WeightNames

EXPECTED: Mapping[str, Mapping[str, list[str]]] = {
    "net-out": {
        "mazur-2-2-2": [
            "i1",
            "i2",
            "target_o1",
            "w1",
            "w2",
            "w3",
            "w4",
            "b1",
            "w5",
            "w6",
            "w7",
            "w8",
            "b2",
            "net_h1",
            "net_h2",
            "out_h1",
            "out_h2",
            "net_o1",
            "net_o2",
            "out_o1",
            "out_o2",
            "E_o1",
            "E_o2",
            "E_total",
        ],
        "layers-softmax": ["e1", "e2", "e3", "s", "p1", "p2", "p3"],
        "layers-batch": ["i1_s1", "i2_s3", "target_o1_s3", "net_h2_s1", "out_o1_s2", "E_o1_s3", "R", "λ2", "λ1"],
    },
    "z-a": {
        "mazur-2-2-2": [
            "x1",
            "x2",
            "y1",
            "w1_1_1",
            "w1_1_2",
            "w1_2_1",
            "w1_2_2",
            "b1",
            "w2_1_1",
            "b2",
            "z1_1",
            "z1_2",
            "a1_1",
            "a1_2",
            "z2_1",
            "z2_2",
            "a2_1",
            "a2_2",
            "c1",
            "c2",
            "C",
        ],
        "deep-4-2-2-1": ["a3_1", "b1_1", "b1_2", "b3_1", "w3_1_2"],
        "layers-softmax": ["z2_3", "e1", "s", "p3"],
        "layers-batch": ["x1_s1", "z1_2_s3", "a2_1_s3", "c1_s2"],
    },
    "h-y": {
        "mazur-2-2-2": ["x1", "y1", "z1_1", "h1", "h2", "z2_1", "y_hat_1", "y_hat_2", "E1", "E2", "L"],
        "deep-4-2-2-1": ["h1_1", "h2_2", "z3_1", "y_hat_1"],
        "layers-softmax": ["y_hat_3"],
        "layers-batch": ["h1_s1", "y_hat_1_s3"],
    },
    "delta": {"mazur-2-2-2": ["w5", "net_o1", "out_o1", "E_total"]},
}


def names(network: Network) -> set[str]:
    return {symbol.ascii for symbol in (*network.scalar.leaves, *(at.target for at in network.scalar.equations))}


@pytest.mark.parametrize("notation", NOTATIONS)
def test_the_quantities_have_the_names_of_the_notation(notation: str) -> None:
    for name, expected in EXPECTED[notation].items():
        assert set(expected) - names(example(name, notation)) == set()


@pytest.mark.slow
@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", ["mazur-2-2-2", "deep-4-2-2-1", "layers-softmax", "layers-batch", "single-neuron"])
def test_a_notation_changes_names_and_nothing_else(name: str, notation: str) -> None:
    plain, other = example(name), example(name, notation)

    assert len(names(other)) == len(names(plain)) == len(other.scalar.leaves) + len(other.scalar.equations)
    assert [at.text for at in other.values.values()] == [at.text for at in plain.values.values()]
    for one, two in zip(plain.gradient.values(), other.gradient.values(), strict=True):
        assert plain.certified.evaluate(one, 128).overlaps(other.certified.evaluate(two, 128))


def test_only_delta_names_the_error_signals() -> None:
    assert {name: row.signal for name, row in NOTATIONS.items() if row.signal} == {"delta": "δ"}
    assert (example("mazur-2-2-2", "delta").signal, example("softmax", "delta").signal) == ("δ", "δ")


def test_an_unknown_notation_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"no notation is called 'za'.*\(nearest: z-a\)"):
        example("mazur-2-2-2", "za")


def test_single_roles_are_renamed() -> None:
    found = Names(renamed(NOTATIONS["z-a"], {"loss": "J", "weight": "θ", "out": "act"}), 2)

    assert (found.loss.ascii, found.weights(1).ascii, found.out(2).ascii) == ("J", "Θ1", "act2")


def test_a_layer_stands_in_square_brackets_where_a_sample_stands_in_round_ones() -> None:
    assert Names(NOTATIONS["z-a"], 2).net(1).superscript == "(1)"
    assert Names(NOTATIONS["z-a"], 2, "n").net(1).superscript == "[1]"


REFUSED: Mapping[str, tuple[Mapping[str, str], str]] = {
    "a subscript": ({"net": "net_1"}, "names.net: 'net_1' has a subscript"),
    "no name at all": ({"net": "a b"}, "names.net: 'a b' is not a name"),
    "nothing": ({"net": ""}, "names.net: '' is not a name"),
    "mathematics": ({"net": r"\frac"}, "is not a name"),
    "too long": ({"net": "a" * 21}, "too long"),
    "a word of Python": ({"loss": "lambda"}, "reserved"),
    "the learning rate": ({"net": "η"}, "reserved"),
    "the learning rate by its name": ({"net": "eta"}, "reserved"),
    "the learning rate as in LaTeX": ({"net": r"\eta"}, "reserved"),
    "a hat over a weight": ({"weight": "w_hat"}, "has a mark, which this role cannot have"),
    "a star above": ({"out": "a^*"}, "has a mark, which this role cannot have"),
    "the penalty's weight": ({"input": "λ"}, "reserved"),
    "a name of two roles": ({"net": "out"}, "names.net: 'out' is the name of the out already"),
    "a loss like a weight": ({"loss": "w_1"}, "could be taken for one weight of several"),
    "a loss like an error": ({"loss": "E_o1"}, "could be taken for one error of several"),
    "a loss like all errors": ({"loss": "E_o"}, "could be taken for one error of several"),
    "one tag for all layers": ({"hidden": "o"}, "the tag of the output layer already"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_name_that_could_not_be_told_apart_is_refused(case: str) -> None:
    given, message = REFUSED[case]

    with pytest.raises(SpecError) as refused:
        renamed(NOTATIONS["net-out"], given)

    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_unknown_role_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"no role is called 'wieght'.*\(nearest: weight\)"):
        renamed(NOTATIONS["net-out"], {"wieght": "w"})


def test_every_role_can_be_renamed_and_none_but_names() -> None:
    assert {"title", "hat", "layer_above", "one_hidden_plain"}.isdisjoint(ROLES)
    for role in ROLES:
        assert getattr(renamed(NOTATIONS["net-out"], {role: "own"}), role) == "own"


def test_weights_are_named_when_they_are_asked_for() -> None:
    matrix = Symbol("W", "2")
    found = WeightNames("w", {Symbol("W", "1"): (0, 10**9, 10**9), matrix: (10**18, 2, 3)}, numbered=True)

    assert found[replace(matrix, indices=(2, 1))] == Symbol("w", str(10**18 + 4))
    assert found.get(Symbol("b", "1", (1, 1))) is None
    assert [key.indices for key in WeightNames("w", {matrix: (0, 1, 2)}, numbered=True)] == [(1, 1), (1, 2)]


@pytest.mark.parametrize("typed", ["y_hat", r"\hat{y}", r"\widehat{y}"])
def test_a_role_may_have_a_hat(typed: str) -> None:
    names = Names(renamed(NOTATIONS["net-out"], {"prediction": typed, "target": "y", "net": r"\theta"}), 2)

    assert names.out(2) == Symbol("y", "o", accent="hat")
    assert names.target == Symbol("y", "o")
    assert names.net(1) == Symbol("theta", "h")
    assert names.error.accent == ""
