"""Derivations that others have published, reproduced number for number by specs that anybody could write.

The figures are those of the sources, in their order; where a source is off in the last place, the row says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from symbackprop.cli.inputs import rounding_of
from symbackprop.derive.narrate import Form, Outline, Story, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Block, Display, Document, Step, Substep, Together
from symbackprop.expression.tree import Bold, Expression, Number, Partial, Symbol
from symbackprop.models.network import Network
from symbackprop.models.spec import load
from symbackprop.render.documents.markdown import markdown

FOLDER = Path(__file__).parent / "anchors"


@dataclass(frozen=True)
class Anchor:
    """A published derivation.

    Args:
        source: Where it stands.
        figures: What it computes, in its order, each with what it prints.
        written: What stands so in its formulas.
        story: How it goes back; without, as our notes do.
        every: Whether it derives all parameters in full.
        parts: What it has beside the derivation.
    """

    source: str
    figures: str
    written: tuple[str, ...] = ()
    story: Story | None = None
    every: bool = False
    parts: tuple[str, ...] = ()


ANCHORS = {
    "adam-by-hand": Anchor(
        "gbasran.github.io/ADAM-Machine-Learning-Deepdive, The Full Adam Algorithm, first step",
        "df/dt 10, m_t_new 1, v_t_new 0.1, m_hat_t 10, v_hat_t 100, t_new 4.9",
        (r"5 - \frac{0.1 \times 10}{\sqrt{100} + 1 \times 10^{-8}}",),
        parts=("rounds",),
    ),
    "cs231n-circuit": Anchor(
        "cs231n.github.io/optimization-2, compound expressions with the chain rule",
        "q 3, f -12, df/dz 3, df/dq -4, dq/dy 1, df/dy -4, dq/dx 1, df/dx -4",
    ),
    "cs231n-sigmoid": Anchor(
        "cs231n.github.io/optimization-2, modularity: sigmoid example, forward in green and backward in red",
        "p -2.00, r 6.00, s 4.00, t 1.00, n -1.00, e 0.37, d 1.37, f 0.73, df/dd -0.53, df/de -0.53, df/dn -0.20, "
        "df/dt 0.20, df/ds 0.20, df/dr 0.20, df/dp 0.20, df/dw2 0.20, df/dx1 -0.59, df/dw1 -0.39, df/dx0 0.39, "
        "df/dw0 -0.20",
        story=Story.BACKWARD,
        every=True,
    ),
    "lecture": Anchor(
        "slides after Mazur, with digits cut off; they print 0.00043 for the gradient of w1, to two significant digits",
        "net_h1 0.3775, out_h1 0.5932, out_h2 0.5968, net_o1 1.1059, out_o1 0.7513, out_o2 0.7729, E_o1 0.2748, "
        "E_o2 0.0235, E_total 0.2983, dE_total/dout_o1 0.7413, dout_o1/dnet_o1 0.1868, dnet_o1/dw5 0.5932, "
        "dE_total/dw5 0.0821, w5_new 0.3589, w6_new 0.4086, w7_new 0.5113, w8_new 0.5613, dnet_o1/dout_h1 0.40, "
        "dE_o1/dout_h1 0.0553, dE_o2/dout_h1 -0.0190, dE_total/dout_h1 0.0363, dout_h1/dnet_h1 0.2413, "
        "dnet_h1/dw1 0.05, dE_total/dw1 0.0004, w1_new 0.1497, w2_new 0.1995, w3_new 0.2497, w4_new 0.2995",
        (
            r"w_ {1} \times i_ {1} + w_ {2} \times i_ {2} + b_ {1} \times 1",
            r"0.15 \times 0.05 + 0.20 \times 0.10 + 0.35 \times 1 = 0.3775",
            r"\mathbf{W}_ {1}^{\mathsf{T}}",
            r"0.40 - 0.5 \times 0.0821",
        ),
    ),
    "mazur": Anchor(
        "mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example; it prints -0.019049119 for E_o2 by out_h1",
        "net_h1 0.3775, out_h1 0.593269992, out_h2 0.596884378, net_o1 1.105905967, out_o1 0.75136507, "
        "out_o2 0.772928465, E_o1 0.274811083, E_o2 0.023560026, E_total 0.298371109, dE_total/dout_o1 0.74136507, "
        "dout_o1/dnet_o1 0.186815602, dnet_o1/dw5 0.593269992, dE_total/dw5 0.082167041, w5_new 0.35891648, "
        "w6_new 0.408666186, w7_new 0.511301270, w8_new 0.561370121, dE_o1/dout_h1 0.055399425, "
        "dE_o2/dout_h1 -0.019049118, dE_total/dout_h1 0.036350306, dout_h1/dnet_h1 0.241300709, dnet_h1/dw1 0.05, "
        "dE_total/dw1 0.000438568, w1_new 0.149780716, w2_new 0.199561432, w3_new 0.249751144, w4_new 0.299502287",
        (r"b_ {1} \cdot 1",),
    ),
    "tanh-carried": Anchor(
        "worked out with a calculator, each result written down with four decimals",
        "z1_1 0.2, a1_1 0.1974, z1_2 0.9, a1_2 0.7163, z2_1 -0.2065, a2_1 0.4486, C 0.1520, dC/da2_1 -0.5514, "
        "da2_1/dz2_1 0.2474, dC/dw2_1_1 -0.0269, w2_1_1_new 0.7135, dC/dw2_1_2 -0.0977, w2_1_2_new -0.8512, "
        "dC/db2_1 -0.1364, b2_1_new 0.3682, da1_1/dz1_1 0.9610, dC/dw1_1_1 -0.0918, w1_1_1_new 0.3459, "
        "dC/dw1_1_2 -0.0459, da1_2/dz1_2 0.4869, dC/dw1_2_1 0.0598, dC/dw1_2_2 0.0299",
        (r"z_ {1}^{[1]}", r"a_ {1}^{[2]}", r"\mathrm{tanh}"),
    ),
}


def document(name: str, anchor: Anchor) -> Document:
    network = load(FOLDER / f"{name}.toml")
    rounding = rounding_of(None, None, writing=network.writing)
    weights = network.parameters[::-1] if anchor.every else default_weights(network)
    outline = Outline(weights, 0, (Form.SCALAR, Form.MATRIX), story=anchor.story, parts=anchor.parts, show_rounds=2)
    return notes(Numbers(network, rounding), outline)


def displays(blocks: Iterable[Block]) -> Iterator[Display]:
    for block in blocks:
        match block:
            case Display():
                yield block
            case Step(_, _, inner) | Substep(_, _, inner) | Together(_, inner):
                yield from displays(inner)


def named(left: Expression | None) -> str:
    match left:
        case Symbol():
            return left.ascii
        case Partial(of, by):
            return f"d{of.ascii}/d{by.ascii}"
        case _:
            return ""


def results(made: Document) -> Iterator[tuple[str, str]]:
    """Yield what a document computes and the numbers that it prints, in its order."""
    for shown in displays(made.blocks):
        left: Expression | None = None
        for row in shown.rows:
            left, last = row.left or left, row.sides[-1][1]
            last = last.body if isinstance(last, Bold) else last
            if isinstance(last, Number):
                yield named(left), last.text


def missing(expected: Sequence[tuple[str, str]], found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what is not found in the order in which it is expected, from the first one on."""
    rest = list(expected)
    for name, text in found:
        if rest and rest[0][0] == name and Fraction(rest[0][1]) == Fraction(text):
            rest.pop(0)
    return rest


def figures(text: str) -> list[tuple[str, str]]:
    return [(name, number) for name, number in (entry.split() for entry in text.split(","))]


@pytest.mark.parametrize("name", sorted(ANCHORS))
def test_published_figures_come_out_in_their_order_and_notation(name: str) -> None:
    anchor = ANCHORS[name]
    made = document(name, anchor)
    assert missing(figures(anchor.figures), results(made)) == [], anchor.source
    text = markdown(made)
    assert [formula for formula in anchor.written if formula not in text] == []


def test_a_figure_that_is_another_or_stands_elsewhere_is_missed() -> None:
    anchor = ANCHORS["cs231n-circuit"]
    found = list(results(document("cs231n-circuit", anchor)))
    assert missing([("q", "3"), ("f", "-11")], found) == [("f", "-11")]
    assert missing([("f", "-12"), ("q", "3")], found) == [("q", "3")]


FORMULAS = (
    r"z^{(1)} &= W^{(1)} x",
    r"h &= σ(z^{(1)})",
    r"z^{(2)} &= W^{(2)} h",
    r"J = 1^T l + s",
    r"∂J/∂W^{(2)} &= λ_2 · W^{(2)} + δ^{(2)} h^T",
    r"∂J/∂W^{(1)} &= λ_2 · W^{(1)} + δ^{(1)} x^T",
    r"((W^{(2)})^T δ^{(2)}) ⊙ h ⊙ (1 - h)",
)
"""Dive into Deep Learning, 5.3.2 and 5.3.3: its z, h, o, J and s, with a sigmoid for φ and δ for what it writes out."""


def plain(text: str) -> str:
    """Return formulas of Markdown without shapes, type and spaces."""
    text = re.sub(r"\\underbrace\{|\}_ \{\d+ \\times \d+\}|\\left|\\right|\\thinspace|\\mathbf|\\boldsymbol", "", text)
    for before, after in {r"\sigma": "σ", r"\lambda": "λ", r"\delta": "δ", r"\cdot": "·", r"\odot": "⊙"}.items():
        text = text.replace(before, after)
    text = re.sub(r"\\frac\{\\partial J\}\{\\partial ([^ ]+)\}", r"∂J/∂\1", text).replace(r"\mathsf{T}", "T")
    return re.sub(r"[{}\s]", "", text)


def test_weight_decay_in_matrix_form_is_that_of_dive_into_deep_learning() -> None:
    network: Network = load(FOLDER / "d2l-l2.toml")
    made = notes(Numbers(network, rounding_of(None, None)), Outline((), 0, (Form.MATRIX,)))
    text = plain(markdown(made))
    assert [formula for formula in FORMULAS if plain(formula) not in text] == []
