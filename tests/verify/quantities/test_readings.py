from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.quantities.readings import readings
from symbackprop.verify.quantities.scheme import Change, Changed, Scheme

from ..formulas import name
from .named import COLUMNS, all_meant, table


def found(text: str) -> list[str]:
    """Return what a name can stand for in the example, the likeliest first."""
    every = {}
    for reading in readings(name(text), example(), table(), COLUMNS):
        every.setdefault(reading.scheme, reading.meaning)
    return all_meant(every)


def schemes(text: str) -> list[Scheme]:
    return [reading.scheme for reading in readings(name(text), example(), table(), COLUMNS)]


@pytest.mark.parametrize(
    ("text", "likeliest"),
    [
        ("out_{h1}", "out_h1"),
        ("net_{o2}", "net_o2"),
        ("w_5", "w5"),
        ("E_{total}", "E_total"),
        ("E_{o1}", "E_o1"),
        ("i_1", "i1"),
        ("target_{o1}", "target_o1"),
        (r"\eta", "rate"),
        (r"\delta_{o1}", "dE/dnet_o1"),
        ("a_{h1}", "out_h1"),
        ("x_2", "i2"),
        ("y_1", "target_o1"),
        ("w_5^+", "w5+"),
        ("b_1", "b1"),
        ("h_{in}", "[net_h1; net_h2]"),
    ],
)
def test_the_likeliest_reading_comes_first(text: str, likeliest: str) -> None:
    assert found(text)[0] == likeliest


@pytest.mark.parametrize(
    ("text", "also"),
    [
        (r"\delta_{o1}", ["-dE/dnet_o1", "dE/dout_o1"]),
        ("w_{12}", ["w2", "w3"]),
        ("Δw_5", ["step of w5", "-step of w5", "dE/dw5"]),
        ("dw_5", ["dE/dw5"]),
        (r"\bar{w}_5", ["dE/dw5"]),
        ("y_1", ["out_o1"]),
        (r"\hat{y}_1", ["out_o1", "out_h1"]),
        ("q_1", ["net_h1", "out_h1"]),
    ],
)
def test_other_readings_are_kept(text: str, also: list[str]) -> None:
    assert set(also) <= set(found(text))


def test_what_is_new_is_the_value_after_the_update() -> None:
    assert all(meaning.endswith(("+", "+]")) for meaning in found("w_5^+"))


def test_a_mark_is_in_the_scheme() -> None:
    subjects = [scheme.subject for scheme in schemes("Δw_5")]
    assert {subject.change for subject in subjects if isinstance(subject, Changed)} == {
        Change.STEP,
        Change.NEGATIVE_STEP,
        Change.DELTA_DERIVATIVE,
    }


def test_a_letter_that_nobody_uses_so_is_a_guess() -> None:
    assert all(scheme.guessed for scheme in schemes("r_1"))
    assert not any(scheme.guessed for scheme in schemes("out_{h1}"))


def test_a_number_that_no_weight_has_stands_for_nothing() -> None:
    assert found("w_{99}") == []
