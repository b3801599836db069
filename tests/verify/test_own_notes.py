"""The law of own notes: whatever the program writes of a network, its verifier reads, and finds nothing to correct in.

Which options stand together is chosen so that every pair of them does; `make laws` draws them at random for longer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache

import pytest

from symbackprop.errors import CertificationError, DrawError
from symbackprop.graph.rounding import Digits, Policy, Rounding
from symbackprop.verify.diagnosis.digit_slips import SIGN_LOST

from ..combinations import Choices, Combination, covering
from . import laws
from .diagnosis.planted import Outcome
from .own_notes import CHANGES, EQUATIONS, LAYERED, Notes, alarms, changed, is_noticed, passed_over, written

PARTS = 6
"""Into so many tests each kind is parted, which processes share."""

SEEDS = 5
"""How often values are drawn anew for options of which some draws fit nothing."""

ROUNDINGS = (
    Rounding(3),
    Rounding(7),
    Rounding(12, policy=Policy.TRUNCATE),
    Rounding(4, Digits.DECIMALS),
    Rounding(5, Digits.DECIMALS, Policy.TRUNCATE),
)

SHORTER = {
    "rounding": ROUNDINGS,
    "forms": ("index", "matrix", "scalar", "scalar matrix"),
    "weights": ("first", ""),
}
SIMPLER = {"error": ("half-squared", "absolute", "logistic")}
SMALLER = {"sizes": ((1, 1), (2, 2, 1), (2, 2, 2), (3, 2, 2, 1), (1, 1, 1, 1)), "samples": (0, 2)}

KINDS: dict[str, tuple[Choices, frozenset[str]]] = {
    "equations": ({**EQUATIONS, **SHORTER, **SIMPLER}, frozenset({"first", "last"})),
    "layers": ({**LAYERED, **SHORTER, **SMALLER}, frozenset({"hidden", "last"})),
}
"""By the kind of spec: its options, and the two of them that need not be paired, since they ask for the same."""


@cache
def combinations_of(kind: str) -> Sequence[Combination]:
    choices, alike = KINDS[kind]
    return tuple(covering(choices, but={alike}))


def with_values(options: Combination) -> Notes | None:
    for seed in range(SEEDS):
        try:
            return written(options, seed)
        except (CertificationError, DrawError):
            # Refused in words: an output of exactly 0 below a logarithm, say.
            continue
    return None


@pytest.mark.some(4)
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_the_program_writes_it_reads_and_accepts(kind: str, part: int) -> None:
    chosen = combinations_of(kind)[part::PARTS]
    every = [found for options in chosen if (found := with_values(options)) is not None]
    assert len(every) > 0.9 * len(chosen)
    for notes in every:
        report = notes.judged()
        assert not alarms(report), notes.options
        assert not passed_over(notes, report), notes.options


PLAIN: dict[str, Combination] = {
    "equations": {
        "first": "tanh",
        "last": "sigmoid",
        "shape": "one neuron",
        "error": "half-squared",
    },
    "layers": {
        "hidden": "sigmoid",
        "last": "sigmoid",
        "loss": "half-squared",
        "sizes": (1, 1),
        "bias": "none",
        "train_biases": False,
        "penalty": "",
        "samples": 0,
        "reduction": "sum",
        "convention": "W x",
    },
}
WRITTEN: Combination = {
    "format": "md",
    "forms": "scalar",
    "rounding": Rounding(6),
    "weights": "first",
    "comma": False,
    "notation": "",
    "told": False,
}

FOUND: dict[str, tuple[Combination, int]] = {
    "a letter that is another one itself, of one layer": (
        {"hidden": "identity", "last": "relu", "notation": "z-a", "sizes": (1, 1, 1)},
        1,
    ),
    "a penalty in a deep network": ({"penalty": "l2", "sizes": (1, 2, 2, 1)}, 1),
    "a rounded output like an exact one": (
        {"last": "hard_sigmoid", "rounding": Rounding(3), "bias": "per-neuron", "sizes": (2, 1, 1, 1, 2), "samples": 3}
        | {"hidden": "relu", "convention": "x W", "notation": "z-a"},
        135207,
    ),
    "a signal of a quantity whose letter counts": ({"shape": "layers", "notation": "delta"}, 1),
    "arrays by the name of e": (
        {"loss": "softmax-cross-entropy", "notation": "z-a", "samples": 3, "forms": "index matrix", "sizes": (2, 1, 2)}
        | {"bias": "per-neuron", "convention": "x W"},
        1,
    ),
    "definitions over arrays": ({"last": "gelu", "notation": "z-a", "sizes": (2, 2), "samples": 2}, 1),
    "hard sigmoids of sums": ({"first": "hard_sigmoid", "shape": "in a sum"}, 1),
    "kinks at other places than 0": ({"last": "hard_sigmoid"}, 1),
    "logarithms of outputs of any size": ({"loss": "binary-cross-entropy", "last": "silu", "forms": "index"}, 1),
    "no point at all with a value": ({"loss": "binary-cross-entropy", "last": "relu", "forms": "index"}, 1),
    "outputs next to 0": ({"last": "gelu", "penalty": "l2", "bias": "per-layer", "train_biases": True}, 900530),
    "powers of e to 1": ({"shape": "samples", "first": "exp", "last": "elu"}, 760569),
    "ReLUs that pass nothing on": ({"shape": "steps", "first": "relu", "last": "relu"}, 1),
    "shares of which the carried numbers were not shown": (
        {
            "penalty": "l2",
            "hidden": "tanh",
            "sizes": (2, 1),
            "weights": "",
            "rounding": Rounding(4, policy=Policy.CARRIED),
        },
        3,
    ),
    "shares of each sample": ({"loss": "softmax-cross-entropy", "samples": 2, "sizes": (1, 2)}, 1),
    "targets beside a penalty": ({"penalty": "l2"}, 1),
}
"""What was called wrong or crashed once, by what it was about: the options that are not plain, and the seed."""


@pytest.mark.some(8)
@pytest.mark.parametrize("what", sorted(FOUND))
def test_what_was_called_wrong_once_is_accepted(what: str) -> None:
    options, seed = FOUND[what]
    notes = written({**WRITTEN, **PLAIN["equations" if "shape" in options else "layers"], **options}, seed)
    assert not alarms(notes.judged())


CURVED = ("elu", "gelu", "hard_sigmoid", "leaky_relu", "silu", "softplus")
"""Activations whose slopes are written with other functions, or by cases."""


@pytest.mark.some(3)
@pytest.mark.parametrize("activation", CURVED)
def test_one_change_in_notes_of_a_curved_network_is_reported_there(activation: str) -> None:
    draw = random.Random(activation)
    options: Combination = {"hidden": activation, "last": activation, "sizes": (2, 2, 1), "bias": "per-layer"}
    notes = written({**WRITTEN, **PLAIN["layers"], **options}, 1)
    missed = []
    for what in sorted(CHANGES) * 2:
        found = changed(notes.text, what, draw)
        if found is not None and not is_noticed(notes.judged(found[0]), found[1]):
            missed.append((what, found[0][max(found[1] - 90, 0) : found[1] + 40]))
    assert not missed


def run(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["laws", "--seed", "7", "--only", "8"])
    return laws.main()


def test_a_run_of_the_laws_says_its_totals(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch) == 0
    printed = capsys.readouterr().out
    assert re.search(r"^documents 1 .*false alarms 0$", printed, re.M)
    planted = re.search(r"^slips planted (\d+), found by their code (\d+), ", printed, re.M)
    assert planted is not None
    assert planted[1] == planted[2] != "0"


def test_a_run_of_the_laws_that_finds_something_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(laws, "outcome", lambda *_: Outcome(SIGN_LOST, "x = 1", frozenset(), True, ""))
    assert run(monkeypatch) == 1
    assert re.search(r"^8: .* not named", capsys.readouterr().out, re.M)
    monkeypatch.undo()
    monkeypatch.setattr(laws, "alarms", lambda _: [(3, "x = 1", "wrong")])
    assert run(monkeypatch) == 1
    assert "false alarms 1" in capsys.readouterr().out
