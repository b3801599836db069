from __future__ import annotations

import pytest

from symbackprop.export import gradient
from symbackprop.export.gradient import gradient_module
from symbackprop.models.network import Network


def run(text: str) -> dict[str, object]:
    made: dict[str, object] = {"__name__": "gradient"}
    exec(text, made)
    return made


def test_the_module_of_a_small_network_has_a_statement_a_line_and_checks_itself(mazur: Network) -> None:
    text = gradient_module(mazur)
    assert "out_h1 = " in text
    assert run(text)


def test_with_more_statements_than_anybody_reads_it_is_that_of_whole_arrays(
    mazur: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gradient, "MOST_STATEMENTS", 10)
    text = gradient_module(mazur)
    assert "out_h1 = " not in text
    assert "W1" in text
    assert "loss_and_gradient" in run(text)
