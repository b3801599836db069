from __future__ import annotations

import pytest

from symbackprop.models.network import Network
from symbackprop.verify.interpretation import interpret as stage
from symbackprop.verify.interpretation.naming import Naming
from symbackprop.verify.limits.boundary import recording

from .names import interpreted, meaning_of

LINES = ("w_1 = 0.15", "w_2 = 0.25", "w_3 = 0.20")
STEPS = ("choose_schemes", "correct_misspellings", "define_local_names", "define_unknown_names", "infer_notation")


def broken(*_arguments: object, **_named: object) -> Naming:
    raise ZeroDivisionError


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_breaks_off_leaves_what_the_others_find(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, step, broken)
    with recording() as found:
        naming = interpreted(*LINES)
    assert [each.error for each in found()] == ["ZeroDivisionError"]
    assert meaning_of(naming, "w_2") == (["w2"] if step == "choose_schemes" else ["w3"])


def test_a_document_without_equations_is_read_as_the_network_is_written(mazur: Network) -> None:
    naming = interpreted(network=mazur)
    assert dict(naming.chosen) == {}
    assert meaning_of(naming, "w_2") == ["w2"]


def test_the_legend_says_what_letters_stand_for() -> None:
    assert interpreted(r"\sigma = \tanh").letters["σ"] == "tanh"
