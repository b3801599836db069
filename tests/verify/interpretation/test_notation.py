"""Which notation a document speaks, and what follows from that for its names, indices, shapes and cases."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.grammar.parser import parse
from symbackprop.verify.grammar.style import WritingStyle
from symbackprop.verify.judging.verdicts import Claim, Flag, Verdict
from symbackprop.verify.pipeline import verify
from symbackprop.verify.quantities.vocabulary import Vocabulary
from symbackprop.verify.source import Plain
from symbackprop.verify.tree import Chain, Name

SPOKEN = r"""
$$net_{h1} = w_1 i_1 + w_2 i_2 + b_1$$
$$net_{h2} = w_3 i_1 + w_4 i_2 + b_1$$
$$out_{h1} = \sigma(net_{h1})$$
$$net_{o1} = w_5 out_{h1} + w_6 out_{h2} + b_2$$
$$out_{o1} = \sigma(net_{o1})$$
"""


def name(text: str) -> Name:
    (chain,) = parse(Plain(text, range(len(text) + 1)), WritingStyle(samples=frozenset("n")))
    assert isinstance(chain, Chain)
    node = chain.sides[0].node
    assert isinstance(node, Name)
    return node


def last(line: str) -> Claim:
    return verify(f"{SPOKEN}$${line}$$".encode(), "x.md", example()).claims[-1]


@pytest.mark.parametrize(
    ("text", "school", "quantity", "at"),
    [
        ("net_{h1}", "spec", "net_h", ("1",)),
        ("W_{1,ji}", "spec", "W1", ("j", "i")),
        ("w_5", "spec", "W2", ("1", "1")),
        (r"\delta_{o2}", "spec", "net_o", ("2",)),
        ("w_{21}^{(1)}", "z-a", "W1", ("2", "1")),
        (r"\hat{y}_k", "h-y", "out_o", ("k",)),
    ],
)
def test_a_name_of_a_notation_says_which_quantity_is_read_where(
    text: str, school: str, quantity: str, at: tuple[str, ...]
) -> None:
    found = Vocabulary(example(), school).find(name(text))
    assert found is not None
    assert found.entry.quantity.ascii.partition("[")[0] == quantity
    assert found.at == at


def test_a_sample_stands_above_a_name() -> None:
    found = Vocabulary(example("layers-batch")).find(name("net_{h1}^{(2)}"))
    assert found is not None
    assert (found.at, found.sample) == (("1",), "2")


@pytest.mark.parametrize("text", ["net_{q1}", "net_{h1}^{(2)}", "x_1", "w_{21}^{(1)}"])
def test_a_name_of_another_notation_is_none_of_this_one(text: str) -> None:
    assert Vocabulary(example()).find(name(text)) is None


def test_an_element_out_of_range_is_not_known() -> None:
    assert not Vocabulary(example()).knows(name("net_{h3}"))


def test_a_general_formula_is_judged_by_all_that_it_says() -> None:
    assert last(r"net_{h_j} = \sum_{i=1}^{2} W_{1,ji} \cdot i_i + b_1").verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    "line",
    [
        r"net_{h_j} = \sum_{i=1}^{1} W_{1,ji} \cdot i_i + b_1",
        r"net_{h_j} = \sum_{i=1}^{2} W_{1,ij} \cdot i_i + b_1",
        r"out_{h_j} = net_{h_j}",
        r"\frac{\partial net_{h_j}}{\partial net_{h_j}} = 0",
        r"out_{h_j} = \sigma(net_{h_k})",
    ],
)
def test_a_general_formula_that_does_not_hold_is_wrong(line: str) -> None:
    assert last(line).verdict is Verdict.WRONG


def test_a_name_that_the_notation_does_not_have_is_a_slip_of_notation() -> None:
    claim = last(r"target_{h_j} = \sum_{i=1}^{2} W_{1,ji} \cdot i_i + b_1")
    assert claim.verdict is Verdict.NOTATION
    assert "target" in claim.reason


def test_a_letter_that_is_derived_is_not_eulers_number() -> None:
    claim = last(r"\frac{\partial e}{\partial out_{o1}} = out_{o1} - target_{o1}")
    assert (claim.verdict, claim.quantity) == (Verdict.NOTATION, "e")
    assert last(r"\frac{1}{1 + e} = 0.268941421").verdict is Verdict.ROUNDED


@pytest.mark.parametrize(("sign", "is_slip"), [("+", False), ("-", True)])
def test_a_sign_before_a_coarse_share_of_a_sum_must_be_that_of_the_formula(sign: str, is_slip: bool) -> None:
    rates = (rf"\frac{{\partial {error}}}{{\partial out_{{h1}}}}" for error in ("E_{total}", "E_{o1}", "E_{o2}"))
    claim = last("{} = {} + {}".format(*rates) + f" = 0.1 {sign} (-0.02) = 0.04")
    assert (Flag.OPERAND in claim.flags) is is_slip


CASES = r"out_{1} = \begin{cases} net_{1} & \text{if } net_{1} %s 0 \\ %s & \text{otherwise} \end{cases}"


@pytest.mark.parametrize(
    ("relation", "otherwise", "verdict"), [(">", "0", "right"), ("<", "0", "wrong"), (">", "1", "wrong")]
)
def test_a_definition_by_cases_is_judged_by_the_case_that_holds(relation: str, otherwise: str, verdict: str) -> None:
    document = f"$${CASES % (relation, otherwise)}$$"
    (claim,) = verify(document.encode(), "x.md", example("linear-layer")).claims
    assert claim.verdict.value == verdict


def test_a_letter_that_a_writer_uses_again_and_again_is_no_slip_of_notation() -> None:
    inputs = SPOKEN.replace("i_1", "x_1").replace("i_2", "x_2") + "$$x_1 = 0.05, x_2 = 0.10$$"
    verdicts = [claim.verdict for claim in verify(inputs.encode(), "x.md", example()).claims]
    assert verdicts == [Verdict.RIGHT] * 7
    assert last("net_{h1} = w_1 x_1 + w_2 i_2 + b_1").verdict is Verdict.NOTATION
