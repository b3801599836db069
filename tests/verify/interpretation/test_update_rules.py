from __future__ import annotations

import pytest

from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.verify.interpretation.update_rules import with_rules
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import read, verify
from symbackprop.verify.quantities.atoms import StandIn
from symbackprop.verify.tree import Chain, names_in

ADAM = example("adam")


def judged(text: str, network: Network = ADAM) -> list[Verdict]:
    return [claim.verdict for claim in verify(text.encode(), "a.md", network).claims]


@pytest.mark.parametrize(
    ("rule", "verdict"),
    [
        (r"$m^+ = \beta_1 m + (1 - \beta_1) g$", Verdict.RIGHT),
        (r"$m^+ = \beta_1 m + (1 - \beta_2) g$", Verdict.WRONG),
        (r"$v^+ = \beta_2 v + (1 - \beta_2) g^2$", Verdict.RIGHT),
        (r"$v^+ = \beta_2 v + (1 - \beta_2) g$", Verdict.WRONG),
        (r"$\hat{m} = \frac{m^+}{1 - \beta_1^n}$", Verdict.RIGHT),
        (r"$w^+ = w - \eta \frac{\hat{m}}{\sqrt{\hat{v}} + \epsilon}$", Verdict.RIGHT),
        (r"$w^+ = w + \eta \frac{\hat{m}}{\sqrt{\hat{v}} + \epsilon}$", Verdict.WRONG),
        ("$v = 0$", Verdict.RIGHT),
    ],
)
def test_a_rule_is_judged_for_any_parameter(rule: str, verdict: Verdict) -> None:
    assert judged(rule) == [verdict]


def chains(text: str, network: Network) -> tuple[Chain, ...]:
    return with_rules(read(text.encode(), "a.md").statements(network), network).chains


def is_rule(text: str, network: Network = ADAM) -> bool:
    (chain,) = chains(text, network)
    return any(isinstance(name, StandIn) for side in chain.sides for name in names_in(side.node))


@pytest.mark.parametrize("text", ["$m = 0.5$", "$m^+ = 0.9 m + 0.1 g = 0.2$", "$m^+ = x_1$", r"$\beta_1 = 0.9$"])
def test_what_is_no_rule_stays_as_it_is(text: str) -> None:
    assert not is_rule(text)


def test_plain_descent_has_no_rules_of_its_own() -> None:
    assert is_rule("$m^+ = m + g$")
    assert not is_rule("$m^+ = m + g$", example("single-neuron"))
