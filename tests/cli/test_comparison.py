"""`notes --compare`: another run beside that of the notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbackprop.cli.comparison import comparison_of
from symbackprop.errors import SymbackpropError
from symbackprop.models.spec import example

MAZUR = "mazur-2-2-2"


@pytest.mark.parametrize(
    ("asked", "name", "other"),
    [
        ("learning_rate=5", "η = 0.5", "η = 5"),
        ("optimiser=adam", "gradient descent, η = 0.5", "Adam, η = 0.001"),
        ("optimiser=adam, learning_rate=0.1", "gradient descent, η = 0.5", "Adam, η = 0.1"),
        ("random=7", "the values above", "the values of seed 7"),
    ],
)
def test_a_run_is_named_by_what_is_changed(asked: str, name: str, other: str) -> None:
    network = example(MAZUR)
    found = comparison_of(network, MAZUR, asked, quiet=True)
    assert found is not None
    assert (found.name, found.other_name) == (name, other)


def test_another_spec_is_named_by_its_title() -> None:
    found = comparison_of(example(MAZUR), MAZUR, "adam", quiet=True)
    assert found is not None
    assert (found.name, found.other_name) == (example(MAZUR).title, example("adam").title)


def test_nothing_asked_is_no_other_run() -> None:
    assert comparison_of(example(MAZUR), MAZUR, " ", quiet=True) is None


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("learning_rate", "no example is called"),
        ("learning_rate=", "is no change; expected as learning_rate=0.1"),
        ("learning_rate=fast", "learning_rate: "),
        ("learning_rate=0.5", "both runs would be the same, η = 0.5"),
        ("learning_rate=1,learning_rate=2", "learning_rate is changed twice"),
        ("momentum=0.9", "momentum"),
        ("optimiser=adamm", "adamm"),
        ("random=-1", "expected a seed of 0 or more"),
    ],
)
def test_what_is_no_run_gets_a_line(asked: str, message: str) -> None:
    with pytest.raises(SymbackpropError) as refused:
        comparison_of(example(MAZUR), MAZUR, asked, quiet=True)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_spec_without_a_learning_rate_trains_nothing(tmp_path: Path) -> None:
    path = tmp_path / "still.toml"
    path.write_text('equations = "E = w^2"\nloss = "E"\nparameters = ["w"]\nvalues.w = 2\n')
    with pytest.raises(SymbackpropError, match="has no learning rate"):
        comparison_of(example(MAZUR), MAZUR, str(path), quiet=True)
