"""The error of one sample of a batch: the sum of its parts, whatever it is called."""

from __future__ import annotations

import pytest

from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from symbackprop.verify.pipeline import verify

TWO_OUTPUTS = """
[network]
sizes = [2, 2, 2]
activation = "sigmoid"
loss = "half-squared"
bias = "per-neuron"
learning_rate = 0.5
[values]
inputs = [[0.05, 0.1], [0.3, -0.2]]
targets = [[0.01, 0.99], [0.5, 0.2]]
weights = [[[0.15, 0.2], [0.25, 0.3]], [[0.4, 0.45], [0.5, 0.55]]]
biases = [[0.35, 0.35], [0.6, 0.6]]
"""
ONE_OUTPUT = (
    TWO_OUTPUTS.replace("[2, 2, 2]", "[2, 2, 1]")
    .replace("[[0.01, 0.99], [0.5, 0.2]]", "[[0.01], [0.5]]")
    .replace("[[0.4, 0.45], [0.5, 0.55]]", "[[0.4, 0.45]]")
    .replace("[0.6, 0.6]", "[0.6]")
)
"""The published example with a second sample; the errors below were worked out in floating point."""


def network(spec: str) -> Network:
    return parse(spec, "x.toml")


def judged(text: str, spec: str) -> list[tuple[str, str]]:
    report = verify(text.encode(), "x.md", network(spec))
    return [(claim.stated or claim.equation, claim.verdict.value) for claim in report.claims]


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("$E^{(1)} = 0.298371$, $E^{(2)} = 0.194833$, $E = 0.493204$", TWO_OUTPUTS),
        (r"$E^{(1)} = 0.274811 + 0.023560 = 0.298371$", TWO_OUTPUTS),
        (r"$L_1 = 0.298371$, $L_2 = 0.194833$", TWO_OUTPUTS),
        (r"$E_{total}^{(2)} = 0.194833$", TWO_OUTPUTS),
        (r"$E_{\text{sample 1}} = 0.298371$", TWO_OUTPUTS),
        ("$E^{(1)} = 0.274811$, $E^{(2)} = 0.031350$, $E = 0.306161$", ONE_OUTPUT),
        (r"$E_1 = 0.274811$, $E_2 = 0.031350$", ONE_OUTPUT),
        (r"$\frac{\partial E^{(1)}}{\partial w_5} = 0.082167$", TWO_OUTPUTS),
    ],
)
def test_the_error_of_a_sample_is_the_sum_of_its_parts(text: str, spec: str) -> None:
    assert {verdict for _, verdict in judged(text, spec)} == {"rounded"}


def test_the_error_of_an_output_stays_what_it_is() -> None:
    text = "$E_{o1}^{(1)} = 0.274811$, $E_{o2}^{(1)} = 0.023560$, $E_{o1}^{(2)} = 0.031350$"
    assert {verdict for _, verdict in judged(text, TWO_OUTPUTS)} == {"rounded"}


@pytest.mark.parametrize("number", ["0.289371", "0.493204", "0.194833"])
def test_a_wrong_error_of_a_sample_is_wrong(number: str) -> None:
    assert judged(f"$E^{{(1)}} = {number}$, $E^{{(2)}} = 0.194833$", TWO_OUTPUTS)[0] == (number, "wrong")


def test_what_stands_below_is_an_output_where_that_gives_the_numbers() -> None:
    text = "Of the first sample: $E_{1} = 0.274811$."
    assert judged(text, TWO_OUTPUTS) == [("0.274811", "rounded")]
