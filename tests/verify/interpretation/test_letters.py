"""σ, φ and Φ: functions of their own or the activation, as a document bears out; functions by each of their words."""

from __future__ import annotations

import pytest

from symbackprop.expression.algebra import to_sympy
from symbackprop.expression.functions import FUNCTIONS
from symbackprop.expression.tree import Call, decimal
from symbackprop.models.spec import parse
from symbackprop.verify.judging.verdicts import Report, Verdict
from symbackprop.verify.lexicon.words import OF_LETTERS
from symbackprop.verify.pipeline import verify


def judged(activation: str, text: str) -> Report:
    """Judge lines about a network of one neuron, of which net is 0.125."""
    spec = f"""
        [network]
        sizes = [1, 1]
        activation = "{activation}"
        loss = "half-squared"
        bias = "none"
        learning_rate = 0.5
        [values]
        inputs = [0.5]
        targets = [1.0]
        weights = [[[0.25]]]
    """
    lines = text.replace("slope", r"\frac{\partial out_{o1}}{\partial net_{o1}}").replace("net ", "net_{o1} ")
    lines = lines.replace("(net)", "(net_{o1})").replace("^{net}", "^{net_{o1}}").replace("out ", "out_{o1} ")
    return verify("\n\n".join(f"${line}$" for line in lines.split("; ")).encode(), "x.md", parse(spec, "x.toml"))


IN_ORDER = {
    "the slope of softplus": ("softplus", r"out = \ln(1 + e^{net}) = 0.7576; slope = σ(net) = σ(0.125) = 0.5312"),
    "softplus called σ": ("softplus", r"out = σ(net) = 0.7576; slope = 1 - e^{-σ(net)} = 0.5312"),
    "softplus defined as σ": ("softplus", r"σ(x) = \ln(1 + e^x); out = σ(net) = σ(0.125) = 0.7576; slope = 0.5312"),
    "SiLU": ("silu", r"out = net \cdot σ(net) = 0.125 \cdot σ(0.125) = 0.0664; slope = σ(net)(1 + net (1 - σ(net)))"),
    "GELU": ("gelu", r"out = net \cdot \Phi(net) = 0.0687; slope = Φ(net) + net \cdot \varphi(net) = 0.5992"),
    "GELU by its error function": ("gelu", r"\Phi(z) = \frac12 (1 + \mathrm{erf}(\frac{z}{\sqrt2})); out = 0.0687"),
    "tanh called σ": ("tanh", r"out = σ(net) = σ(0.125) = 0.1244; slope = 1 - σ(net)^2 = 0.9845"),
    "tanh called φ": ("tanh", r"out = \phi(net) = 0.1244; slope = 1 - \phi(net)^2 = 0.9845"),
    "tanh said to be σ": ("tanh", r"σ = \tanh; out = σ(net) = 0.1244"),
    "tanh by hyperbolic functions": ("tanh", r"out = \frac{\sinh(net)}{\cosh(net)} = 0.1244"),
    "ReLU by signs": ("relu", r"out = \max(0, net) = 0.125; slope = \frac12 (1 + \operatorname{sgn}(net)) = 1"),
}
"""By what they say: the activation, and lines that are in order."""


@pytest.mark.parametrize("what", sorted(IN_ORDER))
def test_a_letter_means_what_makes_the_document_come_true(what: str) -> None:
    report = judged(*IN_ORDER[what])
    assert report.claims
    assert {claim.verdict for claim in report.claims} <= {Verdict.RIGHT, Verdict.ROUNDED}


SLIPS = {
    "softplus for its own slope": ("softplus", r"out = σ(net) = σ(0.125) = 0.7576; slope = σ(net) = 0.7576", 2),
    "defined as σ and then taken for its slope": ("softplus", r"σ(x) = \ln(1 + e^x); slope = σ(net)", 1),
    "the slope of the logistic function for that of softplus": ("softplus", r"slope = σ(net)(1 - σ(net)) = 0.5312", 1),
    "a sign before the slope of softplus": ("softplus", r"slope = -σ(net) = -0.5312", 1),
    "a sign in the slope of GELU": ("gelu", r"slope = Φ(net) - net \cdot φ(net) = 0.5003", 1),
    "the density for the distribution": ("gelu", r"out = net \cdot φ(net) = 0.0495", 1),
    "a sign in the slope of SiLU": ("silu", r"slope = σ(net)(1 + net (1 + σ(net)))", 1),
    "the logistic function where tanh was said": ("tanh", r"σ = \tanh; out = σ(0.125) = 0.5312", 1),
    "a digit of a logistic value": ("softplus", r"slope = σ(net) = σ(0.125) = 0.5332", 1),
}
"""By the slip: the activation, the lines, and in how many of them something is wrong."""


@pytest.mark.parametrize("what", sorted(SLIPS))
def test_a_letter_is_not_read_so_that_a_slip_comes_true(what: str) -> None:
    activation, text, wrong = SLIPS[what]
    report = judged(activation, text)
    assert {claim.place.line for claim in report.faults} == {2 * (text.count("; ")) + 1}
    assert len(report.faults) >= wrong


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("softplus called σ", "σ stands for the softplus function."),
        ("tanh called φ", "φ stands for the hyperbolic tangent."),
        ("the slope of softplus", "σ stands for the sigmoid function."),
    ],
)
def test_what_a_letter_stands_for_is_said_once(what: str, said: str) -> None:
    assert judged(*IN_ORDER[what]).conventions.count(said) == 1


WORDS = [(name, word) for name, row in FUNCTIONS.items() for word in (row.symbol, *row.spellings)]


@pytest.mark.parametrize(("name", "word"), WORDS)
def test_every_function_of_the_table_is_read_by_each_of_its_words(name: str, word: str) -> None:
    value = float(to_sympy(Call(name, decimal("0.7"))).evalf())
    spec = f'equations = "y = {name}(w*x)"\nloss = "y"\nparameters = ["w"]\nlearning_rate = 1\n[values]\nw = 1\nx = 0.7'
    written = word if word in OF_LETTERS else rf"\mathrm{{{word}}}"
    for digits, verdicts in (
        (f"{value:.9f}", {Verdict.RIGHT, Verdict.ROUNDED}),
        (f"{value + 0.01:.9f}", {Verdict.WRONG}),
    ):
        report = verify(f"$y = {written}(0.7) = {digits}$".encode(), "x.md", parse(spec, "x.toml"))
        assert {claim.verdict for claim in report.claims} <= verdicts
        assert report.claims


def test_a_letter_beside_that_of_the_function_may_be_the_activation_where_a_writer_says_so() -> None:
    assert not judged("sigmoid", r"\varphi(z) = σ(z) = \frac{1}{1 + e^{-z}}; out = \varphi(net) = 0.5312").faults
