"""Which story is told: path by path in small networks, each quantity once elsewhere, and what is asked for."""

from __future__ import annotations

import pytest

from symbackprop.derive.narrate import Outline, Story, default_weights, notes
from symbackprop.derive.narrate.lecture import Lecture
from symbackprop.derive.narrate.stories import story_of
from symbackprop.derive.numbers import Numbers
from symbackprop.errors import UsageError
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example
from symbackprop.render.documents.markdown import markdown

STORIES = {
    "attention": Story.BACKWARD,
    "batch-norm": Story.BACKWARD,
    "deep-4-2-2-1": Story.BACKWARD,
    "layers-batch": Story.BACKWARD,
    "layers-softmax": Story.PATHS,
    "mazur-2-2-2": Story.PATHS,
    "recurrent": Story.BACKWARD,
    "single-neuron": Story.PATHS,
    "softmax": Story.PATHS,
}


def lecture(name: str, story: Story | None = None) -> Lecture:
    network = example(name)
    return Lecture(Numbers(network, Rounding(9)), Outline(default_weights(network), rounds=0, story=story))


def written(name: str, story: Story | None = None) -> str:
    network = example(name)
    outline = Outline(default_weights(network), rounds=0, story=story)
    return markdown(notes(Numbers(network, Rounding(9)), outline))


@pytest.mark.parametrize("name", STORIES)
def test_a_network_is_told_as_suits_it(name: str) -> None:
    assert story_of(lecture(name)) is STORIES[name]


def test_what_is_asked_for_is_told() -> None:
    assert story_of(lecture("mazur-2-2-2", Story.BACKWARD)) is Story.BACKWARD
    assert story_of(lecture("deep-4-2-2-1", Story.PATHS)) is Story.PATHS


def test_a_recurrence_has_no_paths_to_be_written_out() -> None:
    with pytest.raises(UsageError, match="--story paths: a recurrence has too many paths"):
        story_of(lecture("recurrent", Story.PATHS))


def test_backward_each_layer_has_its_quantities_and_one_of_its_weights() -> None:
    text = written("deep-4-2-2-1")
    backward = text[text.index("## Backward pass") : text.index("## All gradients")]
    titles = [line.strip("# ") for line in backward.splitlines() if line.startswith("### ")]
    assert titles == ["Output layer", "Hidden layer 2", "Hidden layer 1"]
    for weight in ("w_ {13}", "w_ {9}", "w_ {1}"):
        assert f"${weight}$ appears in the equation of" in text
    for base, below in (("net", "o1"), ("out", "h2,1"), ("net", "h2,2"), ("net", "h1,1")):
        adjoint = rf"\frac{{\partial E_ {{\mathrm{{total}}}}}}{{\partial \mathrm{{{base}}}_ {{{below}}}}} &="
        assert backward.count(adjoint) == 1


def test_what_holds_the_product_is_together_and_never_the_update_alone() -> None:
    for name in ("batch-norm", "recurrent", "deep-4-2-2-1"):
        parts = written(name).split("**Putting it together**")[1:]
        assert parts
        for part in parts:
            assert part.index(r"\partial") < part.index("To lower the error")


def test_signs_are_clean() -> None:
    for name in ("batch-norm", "recurrent", "layers-softmax"):
        text = written(name)
        assert "+ (-0." not in text
        assert "+ (-1" not in text
        assert r"-0 \cdot" not in text
