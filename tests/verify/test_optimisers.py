"""The notes of every optimiser are judged by the spec's own update, and a changed digit is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.expression.tree import decimal
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.optimisers import OPTIMISERS, TRANSFORMS, optimiser
from symbackprop.models.spec import example
from symbackprop.verify.judging.verdicts import Report, Verdict
from symbackprop.verify.pipeline import verify

from ..formats import files_of

EXAMPLES = ("mazur-2-2-2", "single-neuron")
GIVEN = {"clip_norm": "0.05", "clip_value": "0.02", "weight_decay": "0.3"}


def trained_by(name: str, network: str, *transforms: str) -> Network:
    made = optimiser(name, {key: decimal(GIVEN[key]) for key in transforms})
    return replace(example(network), optimiser=made, learning_rate=decimal("0.1"), rounds_remark="")


def written(network: Network) -> str:
    document = notes(Numbers(network, Rounding(9)), Outline(default_weights(network), 3, (Form.SCALAR,)))
    text = files_of("md", document)["notes.md"]
    return text if isinstance(text, str) else text.decode()


def judged(text: str, network: Network) -> Report:
    return verify(text.encode(), "notes.md", network)


@pytest.mark.parametrize("network", EXAMPLES)
@pytest.mark.parametrize("name", [name for name in OPTIMISERS if name != "sgd"])
def test_nothing_is_wrong_in_the_notes_of_an_optimiser(name: str, network: str) -> None:
    made = trained_by(name, network, *(() if name == "adamw" else TRANSFORMS))
    report = judged(written(made), made)
    assert [(claim.equation, claim.reason) for claim in report.claims if claim.verdict is Verdict.WRONG] == []
    numbers = [claim for claim in report.claims if "^{+} &=" in claim.equation and claim.stated]
    assert len(numbers) >= 2
    assert all(claim.is_judged for claim in numbers)


def test_a_changed_digit_of_the_state_is_found() -> None:
    made = trained_by("adam", "mazur-2-2-2")
    text = written(made)
    changed = text.replace("= 0.00821670406", "= 0.00831670406", 1)
    assert changed != text
    assert any(claim.verdict is Verdict.WRONG for claim in judged(changed, made).claims)


def test_a_new_weight_of_another_optimiser_is_wrong() -> None:
    made = trained_by("adam", "mazur-2-2-2")
    other = trained_by("rmsprop", "mazur-2-2-2")
    # The first step of Adam is the rate, that of RMSProp by its root of a tenth more than three times as long.
    text = "$w_5^+ = 0.3000000$\n\n$w_7^+ = 0.600000$"
    assert [claim.verdict for claim in judged(text, made).claims] == [Verdict.ROUNDED] * 2
    assert [claim.verdict for claim in judged(text, other).claims] == [Verdict.WRONG] * 2


def test_a_rate_that_the_spec_leaves_open_is_that_of_the_document() -> None:
    open_rate = replace(example("mazur-2-2-2"), learning_rate=None)
    new = "$w_5^+ = 0.358916480$"
    assert [claim.verdict for claim in judged(f"We take eta = 0.5.\n\n{new}", open_rate).claims][-1] is Verdict.ROUNDED
    (claim,) = judged(new, open_rate).claims
    assert claim.verdict is Verdict.NOT_CHECKABLE
    assert claim.reason == "neither the spec nor the document gives a learning rate"
