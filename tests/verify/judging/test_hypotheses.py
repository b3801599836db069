"""The hypotheses of a document: one judgement each, and the choices between them."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from symbackprop.expression.tree import Number
from symbackprop.models.spec import example
from symbackprop.verify.inference.network import inferred
from symbackprop.verify.judging.choice import likeliest
from symbackprop.verify.judging.hypotheses import Hypothesis, Trials, judge_document
from symbackprop.verify.judging.remarks import Remark, RemarkCode
from symbackprop.verify.pipeline import read

from ..test_pipeline import GIVEN, OTHER_LOSS

TWO_EXAMPLES = r"""
$i_1 = 0.05$, $i_2 = 0.10$, $target_{o1} = 0.01$, $target_{o2} = 0.99$: $net_{h1} = 0.3775$, $net_{h2} = 0.3925$.

Now with $i_1 = 0.5$, $i_2 = 1$, $target_{o1} = 0.01$: $net_{h1} = 0.625$, $net_{h2} = 0.775$.
"""


def trials(text: str) -> Trials:
    return read(text.encode(), "x.md")


def test_a_hypothesis_is_a_value() -> None:
    network = example()
    one, same = Hypothesis(network), Hypothesis(replace(network))
    assert one == same
    assert hash(one) == hash(same)
    other = replace(network, learning_rate=Number(network.learning_rate.value / 2, "0.25"))
    assert len({one, same, Hypothesis(other), replace(one, until=9)}) == 3
    with pytest.raises(FrozenInstanceError):
        one.since = 1  # type: ignore[misc]


def test_a_hypothesis_with_other_values_is_another_one() -> None:
    network = example()
    first = next(iter(network.values))
    moved = network.at({**network.values, first: Number(network.values[first].value + 1, "1.05")})
    assert Hypothesis(network) != Hypothesis(moved)


def test_what_is_asked_for_again_is_not_judged_again() -> None:
    tried = trials("$out_{h1} = 0.593269992$")
    assert tried.of(Hypothesis(example())) is tried.of(Hypothesis(replace(example())))


def test_statements_are_read_again_only_where_the_words_of_a_network_change_how_a_document_writes() -> None:
    tried = trials("$out_{h1} = 0.593269992$")
    assert tried.statements() is tried.statements(example())
    assert tried.statements() is not tried.statements(example("batch-norm"))


def test_a_loss_with_another_factor_is_taken_where_it_is_clear_and_said() -> None:
    parts, remarks = judge_document(Hypothesis(example()), trials(OTHER_LOSS))
    assert [part.score.mistakes for part in parts] == [0]
    assert remarks == [Remark(RemarkCode.NO_FACTOR_OF_THE_SQUARE)]


def test_one_doubled_number_is_a_mistake_and_no_other_loss() -> None:
    parts, remarks = judge_document(Hypothesis(example()), trials("$E_{total} = 0.596742218$"))
    assert [part.score.mistakes for part in parts] == [1]
    assert not remarks


def test_two_examples_are_two_hypotheses_side_by_side() -> None:
    parts, _ = judge_document(Hypothesis(example()), trials(TWO_EXAMPLES))
    first, second = (part.hypothesis for part in parts)
    assert (first.since, second.until) == (0, Hypothesis(example()).until)
    assert first.until == second.since == TWO_EXAMPLES.index("$i_1 = 0.5$") + 1
    assert first.network.values != second.network.values
    assert [part.score.mistakes for part in parts] == [0, 0]


def test_a_single_value_that_is_another_is_a_mistake_and_no_other_example() -> None:
    text = TWO_EXAMPLES.replace("$i_1 = 0.5$, $i_2 = 1$, $target_{o1} = 0.01$", "$i_1 = 0.06$")
    parts, _ = judge_document(Hypothesis(example()), trials(text))
    assert len(parts) == 1


def test_of_the_networks_that_a_document_may_state_the_one_that_comes_out_best_is_taken() -> None:
    tried = trials(GIVEN + "$net_{h1} = 0.3775$, $net_{h2} = 0.3925$, $out_{h1} = 0.593269992$")
    found = inferred(tried.reading, tried.statements())
    network = likeliest(found, tried).network
    scores = [tried.of(tried.with_its_rate(one)).score.worth for one in found.layered]
    assert tried.of(tried.with_its_rate(network)).score.worth == max(scores)
