"""Rules for any letters in documents about a network."""

from __future__ import annotations

import pytest

from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import verify

PRODUCTS = parse(
    'equations = """\nu = p*q\nL = u*r\n"""\nloss = "L"\nparameters = ["p", "q", "r"]\nlearning_rate = 0.01\n'
    "[values]\np = 3.0\nq = -1.0\nr = 2.0\n",
    "products.toml",
)
RULES = (
    r"For a product $z = x y$: $\frac{\partial z}{\partial x} = y$. "
    r"For a sum $z = x + y$: $\frac{\partial z}{\partial x} = 1$."
)


def verdicts(text: str, network: Network) -> list[Verdict]:
    return [claim.verdict for claim in verify(text.encode(), "x.md", network).claims]


@pytest.mark.parametrize("network", [PRODUCTS, example()], ids=["products", "layers"])
@pytest.mark.parametrize(
    "text",
    [
        RULES,
        r"Für $g = h s$ gilt $\frac{\partial g}{\partial h} = s$.",
        r"If $f(x) = x^3$ then $f'(x) = 3 x^2$.",
        r"$\frac{d}{dx} (x y) = y$ and $\frac{\partial (x + y)}{\partial y} = 1$",
    ],
)
def test_rules_for_any_letters_are_right_whatever_the_network(text: str, network: Network) -> None:
    assert set(verdicts(text, network)) == {Verdict.RIGHT}


@pytest.mark.parametrize(
    "text",
    [
        r"For a product $z = x y$: $\frac{\partial z}{\partial x} = x$.",
        r"$net_{h1} = w_1 i_1 + w_2 i_2 - b_1$, so $\frac{\partial net_{h1}}{\partial b_1} = -1$.",
        r"$E_{o1} = 3 (target_{o1} - out_{o1})$, so $\frac{\partial E_{o1}}{\partial out_{o1}} = -3$.",
        r"$f(x) = \tanh(x)$, so $f'(x) = 1 - f(x)^2$.",
    ],
    ids=["false rule", "false net", "false error", "false activation"],
)
def test_what_is_false_of_the_network_is_no_rule(text: str) -> None:
    assert verdicts(text, example()).count(Verdict.RIGHT) <= 1
    assert Verdict.WRONG in verdicts(text, example()) or Verdict.NOT_CHECKABLE in verdicts(text, example())
