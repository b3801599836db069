"""Derivations of models that are not made of layers."""

from __future__ import annotations

from collections.abc import Iterator

from symbackprop.derive.backward import BackwardPass
from symbackprop.derive.narrate import Outline, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.derive.steps import Factor, PathSum
from symbackprop.document.blocks import Figure, Paragraph, Plot
from symbackprop.expression.tree import Sum
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example, parse
from symbackprop.render.documents.typst import typst
from symbackprop.render.inline.labels import walk
from symbackprop.render.inline.speech import spoken_inlines

UNUSED = """loss = "E"
parameters = ["a", "b"]
learning_rate = 1
equations = '''
y = 2*b
E = a^2
'''
[values]
a = 3
b = 4
"""


def test_a_skip_connection_sums_both_paths() -> None:
    network = example("skip-connection")
    backward = BackwardPass(network, Numbers(network, Rounding(9)))
    adjoint = backward.derive(network.parameter("w")).steps[0].factor
    assert isinstance(adjoint, PathSum)
    assert len(adjoint.branches) == 2
    assert backward.paths.count(network.parameter("w")) == 2


def test_shared_weights_sum_over_the_time_steps() -> None:
    network = example("recurrent")
    backward = BackwardPass(network, Numbers(network, Rounding(9)))
    (step,) = backward.derive(network.parameter("w")).steps
    assert isinstance(step.factor, PathSum)
    assert len(step.factor.branches) == 3
    assert backward.paths.count(network.parameter("w")) == 6


def test_a_parameter_that_does_not_reach_the_loss_is_said_to_have_no_influence() -> None:
    network = parse(UNUSED, "unused.toml")
    document = notes(Numbers(network, Rounding(6)), Outline(network.parameters, rounds=2))
    said = [spoken_inlines(block.content) for block in walk(document.blocks) if isinstance(block, Paragraph)]
    assert "Not at all: no path leads from b to E, so its gradient is zero." in said


AT_THE_KINK = '''loss = "E"
parameters = ["w", "b"]
learning_rate = 0.1
equations = """
net = w*x + b
out = relu(net)
E = (t - out)^2
"""
[values]
w = 0.1
x = 0.3
b = -0.03
t = 1
'''


def test_a_value_exactly_at_a_kink_takes_the_lower_branch() -> None:
    network = parse(AT_THE_KINK, "kink.toml")
    document = notes(Numbers(network, Rounding(6)), Outline(network.parameters, rounds=2))
    said = [spoken_inlines(block.content) for block in walk(document.blocks) if isinstance(block, Paragraph)]
    assert any("By convention we take the number nearest to 0" in sentence for sentence in said)
    assert "One round of updates takes E from 1 to 1.00000." in said
    assert BackwardPass(network, Numbers(network, Rounding(6))).derive(network.parameter("w")).value.text == "0"


def test_two_ways_through_one_error_do_not_share_a_name() -> None:
    # With D1 = ½(…o1…)² + ½(…o2…)², ∂D1/∂a is the sum of both ways; neither of them may be called by that name.
    network = example("attention-head")
    (step,) = BackwardPass(network, Numbers(network, Rounding(6))).derive(network.parameter("W_k_1_1")).steps
    heads = [branch.head for found in _path_sums(step.factor) for branch in found.branches if branch.head is not None]
    assert len(heads) == len(set(heads))


def _path_sums(step: Factor) -> Iterator[PathSum]:
    if isinstance(step, PathSum):
        yield step
        for branch in step.branches:
            for below in branch.steps:
                yield from _path_sums(below.factor)


def test_a_parameter_read_twice_is_similar_with_the_sum_of_its_shares() -> None:
    network = example("attention-head")
    similar = BackwardPass(network, Numbers(network, Rounding(5))).similar(network.parameter("W_v_1_2"))
    assert isinstance(similar.rule.links[0].side, Sum)


def test_parameters_without_influence_are_named_where_nobody_asked_for_them() -> None:
    network = parse(UNUSED, "unused.toml")
    document = notes(Numbers(network, Rounding(6)), Outline((network.parameter("a"),), rounds=2))
    said = [spoken_inlines(block.content) for block in walk(document.blocks) if isinstance(block, Paragraph)]
    assert any(sentence.startswith("No path leads from b to E") and "gradient is zero" in sentence for sentence in said)


def test_a_loss_that_leaves_all_doubles_is_not_drawn() -> None:
    text = """loss = "E"
parameters = ["w"]
learning_rate = 1000
equations = "E = w^2"
[values]
w = 1
"""
    network = parse(text, "far.toml")
    document = notes(Numbers(network, Rounding(6)), Outline(network.parameters, rounds=100))
    (plot,) = [at.drawing for at in walk(document.blocks) if isinstance(at, Figure) and isinstance(at.drawing, Plot)]
    assert max(error for _, error in plot.points) < float("inf")
    assert typst(document)


FIVE_LAYERS = '''loss = "E"
parameters = ["W"]
learning_rate = 0.1
equations = """
a[j] = sum(i, W[i,j]*x[i])
b[k] = sum(j, W[j,k]*tanh(a[j]))
c[l] = sum(k, W[k,l]*tanh(b[k]))
d[m] = sum(l, W[l,m]*tanh(c[l]))
e[n] = sum(m, W[m,n]*tanh(d[m]))
E = sum(n, 1/2*e[n]^2)
"""
[sizes]
i = 3
j = 3
k = 3
l = 3
m = 3
n = 3
[values]
x = [1, -2, 0.5]
W = [[0.1, 0.2, -0.3], [0.4, -0.5, 0.6], [0.7, 0.8, -0.9]]
'''


def test_where_a_parameter_acts_along_many_paths_each_adjoint_is_derived_once() -> None:
    network = parse(FIVE_LAYERS, "layers.toml")
    document = notes(Numbers(network, Rounding(6)), Outline(network.parameters[:1], rounds=0))
    said = [spoken_inlines(block.content) for block in walk(document.blocks) if isinstance(block, Paragraph)]
    asked = [text for text in said if text.startswith("How much does E change with ")]
    assert "".join(text.split()[6] for text in asked) == "edcba"
    assert any(text.startswith("Most quantities act on E along many paths.") for text in said)
