"""The derivations of single weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

import pytest

from symbackprop.derive.backward import BackwardPass
from symbackprop.derive.numbers import Numbers
from symbackprop.derive.steps import Chain, LocalDerivative, PathSum, Relation, Reused, WeightDerivation
from symbackprop.errors import DerivationError
from symbackprop.expression import algebra, functions
from symbackprop.expression.tree import Number, Product, Sum, Symbol
from symbackprop.graph.rounding import Digits, Policy, Rounding
from symbackprop.graph.values import number_of
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.render.inline.tex import Tex

# From an independent computation at 50 digits; the first digits are those that the example publishes.
GRADIENT = {"w1": "0.000438567734474347", "w5": "0.0821670405642308"}
UPDATED = {
    "w1": "0.149780716132763",
    "w2": "0.199561432265526",
    "w3": "0.249751143632370",
    "w4": "0.299502287264739",
    "w5": "0.358916479717885",
    "w6": "0.408666186076233",
    "w7": "0.511301270238738",
    "w8": "0.561370121107989",
}


def derived(network: Network, name: str, digits: int = 15) -> WeightDerivation:
    backward = BackwardPass(network, Numbers(network, Rounding(digits)))
    if name != "w5":
        backward.derive(network.parameter("w5"))
    return backward.derive(network.parameter(name))


def lines(chain: Chain) -> str:
    tex = Tex(inline=True)
    return tex.write(chain.left) + "".join(f" {link.relation.value} {tex.write(link.side)}" for link in chain.links)


@pytest.mark.parametrize("name", GRADIENT)
def test_the_gradient_is_the_published_one(mazur: Network, name: str) -> None:
    assert derived(mazur, name).value.text == GRADIENT[name]


@pytest.mark.parametrize("name", UPDATED)
def test_the_new_weight_is_the_published_one(mazur: Network, name: str) -> None:
    new = derived(mazur, name).updated
    assert new is not None
    assert new.text == UPDATED[name]


def test_an_output_weight_takes_the_three_steps_of_the_lecture(mazur: Network) -> None:
    derivation = derived(mazur, "w5", digits=9)
    assert [type(step.factor) for step in derivation.steps] == [LocalDerivative] * 3
    first = derivation.steps[0].factor
    assert isinstance(first, LocalDerivative)
    assert lines(first.derivative) == (
        r"\partial E_{\mathrm{total}} / \partial \mathrm{out}_{o1}"
        r" = 2 \cdot \frac{1}{2} (\mathrm{target}_{o1} - \mathrm{out}_{o1})^{2 - 1} \cdot (-1) + 0"
        r" = -(\mathrm{target}_{o1} - \mathrm{out}_{o1})"
    )
    assert lines(derivation.together).endswith(
        r"\underbrace{0.741365070}_{\text{step 1}} \cdot \underbrace{0.186815602}_{\text{step 2}}"
        r" \cdot \underbrace{0.593269992}_{\text{step 3}} ≈ 0.0821670406"
    )


def test_a_hidden_weight_sums_both_paths_and_reuses_what_is_known(mazur: Network) -> None:
    derivation = derived(mazur, "w1")
    adjoint = derivation.steps[0].factor
    assert isinstance(adjoint, PathSum)
    assert adjoint.value.text == "0.0363503063931447"
    first, second = adjoint.branches
    assert [type(step.factor) for step in first.steps] == [Reused, Reused, LocalDerivative]
    assert not second.steps
    assert [branch.value.text[:7] for branch in (first, second)] == ["0.05539", "-0.0190"]


def test_a_wrong_slope_in_the_table_is_raised_and_never_shown(mazur: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    row = functions.FUNCTIONS["sigmoid"]
    wrong = replace(row, slope=Product((functions.Y, functions.Y)))
    monkeypatch.setattr(functions, "FUNCTIONS", MappingProxyType({**functions.FUNCTIONS, "sigmoid": wrong}))
    algebra._is_derivative.cache_clear()
    with pytest.raises(DerivationError, match=r"out_o1.*SymPy does not confirm"):
        derived(mazur, "w5")


@pytest.mark.parametrize("name", ["w1", "w4", "w5", "w8"])
@pytest.mark.parametrize(
    "rounding", [Rounding(3), Rounding(4), Rounding(9), Rounding(2, Digits.DECIMALS), Rounding(12)], ids=str
)
def test_a_line_says_equal_exactly_where_its_numbers_give_its_result(
    mazur: Network, name: str, rounding: Rounding
) -> None:
    backward = BackwardPass(mazur, Numbers(mazur, rounding))
    seen = set()
    for chain in numeric_chains(backward.derive(mazur.parameter(name))):
        put_in, result = chain.links[-2].side, chain.links[-1].side
        assert isinstance(result, Number)
        exact = number_of(put_in)
        mantissa, _, exponent = result.text.partition("e")
        places = len(mantissa.partition(".")[2]) - int(exponent or 0)
        gap = abs(Fraction(str(exact)) - result.value)
        holds = gap * 2 * 10**places <= 1
        assert (chain.links[-1].relation is Relation.EQUAL) == holds, lines(chain)
        seen.add(holds)
    assert seen


def numeric_chains(derivation: WeightDerivation) -> Iterator[Chain]:
    for step in (at.factor for at in derivation.steps):
        if isinstance(step, PathSum):
            yield step.together
            yield from (branch.numbers for branch in step.branches)
    yield derivation.together
    yield from derivation.update


def test_the_path_of_a_hidden_weight_holds_both_outputs(mazur: Network) -> None:
    path = {symbol.ascii for symbol in derived(mazur, "w1").path}
    assert {"w1", "net_h1", "out_h1", "out_o1", "out_o2", "E_total"} <= path
    assert not {"out_h2", "w5", "b1"} & path


def test_the_product_of_the_factors_is_held_against_reverse_accumulation(mazur: Network) -> None:
    backward = BackwardPass(mazur, Numbers(mazur, Rounding(9)))
    weight, other = mazur.parameter("w5"), mazur.parameter("w6")
    with pytest.raises(DerivationError, match="do not give the gradient"):
        backward._confirm(weight, backward.paths.partials(backward.paths.path_from(other)))


DECAYING = """
[network]
sizes = [1, 2, 2, 1]
activation = "sigmoid"
loss = "half-squared"
bias = "none"
learning_rate = 0.5
l2 = 0.01
[values]
inputs = [0.5]
targets = [1.0]
weights = [[[0.1], [0.2]], [[0.3, 0.4], [0.5, 0.6]], [[0.7, 0.8]]]
"""


def test_the_path_through_a_penalty_is_not_called_like_the_sum_of_all_paths() -> None:
    network = parse(DECAYING, "decaying.toml")
    path_sum = derived(network, "w1").steps[0].factor
    assert isinstance(path_sum, PathSum)
    whole, *shares = lines(path_sum.rule).split(" = ")[0], *lines(path_sum.rule).split(" = ")[1].split(" + ")
    assert shares[-1] == whole.replace(r"E_{\mathrm{total}}", "R")
    assert whole not in shares


@pytest.mark.parametrize("policy", [Policy.CARRIED, Policy.FULL])
def test_carried_shares_are_shown_before_they_are_added(policy: Policy) -> None:
    network = parse(DECAYING, "decaying.toml")
    backward = BackwardPass(network, Numbers(network, Rounding(4, policy=policy)))
    backward.derive(network.parameter("w1"))
    similar = backward.similar(network.parameter("w2"))
    shown = {chain.links[-1].side for _, chain in similar.factors}
    added = similar.rule.links[-2].side
    assert isinstance(added, Sum)
    assert (set(added.terms) <= shown) == (policy is Policy.CARRIED)


DIRECT = """
equations = '''
s = w*x
z = exp(s/2)
E = z + s^2
'''
loss = "E"
parameters = ["w"]

[values]
x = 0.5
w = 0.8
"""


def test_the_direct_path_into_the_loss_is_not_called_like_the_sum_of_all_paths() -> None:
    network = parse(DIRECT, "direct.toml")
    path_sum = BackwardPass(network, Numbers(network, Rounding(15))).derive(network.parameter("w")).steps[0].factor
    assert isinstance(path_sum, PathSum)
    whole, sides = lines(path_sum.rule).split(" = ")
    assert sides.split(" + ")[-1] == rf"\left. {whole} \right\rvert_{{z}}"
    (step,) = path_sum.branches[-1].steps
    assert isinstance(step.factor, LocalDerivative)
    assert (step.factor.value.text, path_sum.value.text[:5]) == ("0.8", "1.410")


def test_what_would_be_nested_in_what_is_nested_is_derived_before() -> None:
    network = example("layer-norm")
    derivation = BackwardPass(network, Numbers(network, Rounding(6))).derive(network.first(network.trained[0]))
    assert len(derivation.before) > 2
    before = [step.factor for step in derivation.before]
    inner = [step.factor for at in before if isinstance(at, PathSum) for step in at.branches[0].steps]
    assert inner
    assert not any(isinstance(step, PathSum) for step in inner)


@pytest.mark.parametrize("notation", ["net-out", "delta"])
def test_what_follows_in_the_same_way_shows_where_each_factor_comes_from(notation: str) -> None:
    steps = BackwardPass(network := example(notation=notation), Numbers(network, Rounding(9)))
    steps.derive(Symbol("w", "5"))
    shown = {of: len(steps.similar(Symbol("w", of)).factors) for of in ("6", "7", "8")}
    assert shown == {"6": 0, "7": 2 if notation == "net-out" else 3, "8": 0}
