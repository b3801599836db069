from __future__ import annotations

import pytest

from symbackprop.verify.interpretation.subject import subject_of

from ..formulas import chain
from .names import interpreted, shown

NAMING = interpreted("w_1 = 0.15")
NEW = ["new w5", "new w6", "new w7", "new w8"]


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("net_{h1} = 0.3775", ["net_h1"]),
        ("w_5 = 0.40", ["w5"]),
        (r"W_2 = \begin{pmatrix} 0.40 & 0.45 \\ 0.50 & 0.55 \end{pmatrix}", ["w5", "w6", "w7", "w8"]),
    ],
)
def test_an_equation_is_about_the_quantity_on_its_left(line: str, subject: list[str]) -> None:
    found = subject_of(NAMING, chain(line))
    assert found is not None
    assert [shown(atom) for atom in found.flat] == subject


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("w_5 = w_5 - 0.5 * 0.08", ["new w5"]),
        ("w_5 = 0.40 - 0.5 * 0.0822 = 0.3589", ["new w5"]),
        ("w_5 = 0.3589", ["new w5"]),
        ("w_5 := 0.36", ["new w5"]),
        (
            r"\begin{pmatrix} w_5 & w_6 \end{pmatrix} = \begin{pmatrix} 0.3589 & 0.4087 \end{pmatrix}",
            ["new w5", "new w6"],
        ),
        (
            r"W_2 = \begin{pmatrix} 0.3589 & 0.4087 \\ 0.5113 & 0.5614 \end{pmatrix}",
            [f"new w{at}" for at in (5, 6, 7, 8)],
        ),
    ],
)
def test_what_an_equation_updates_is_meant_after_the_update(line: str, subject: list[str]) -> None:
    found = subject_of(NAMING, chain(line))
    assert found is not None
    assert [shown(atom) for atom in found.flat] == subject


@pytest.mark.parametrize(
    "line", ["2 = 3", "w_5 + w_6 = 0.85", r"foo_{99} = 1", r"\begin{pmatrix} w_5 & 1 \end{pmatrix} = x"]
)
def test_a_formula_or_a_name_of_nothing_is_no_subject(line: str) -> None:
    assert subject_of(NAMING, chain(line)) is None
