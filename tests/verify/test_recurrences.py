"""Notes of models with recurrences and padding: the verifier reads all of them and finds nothing to correct."""

from __future__ import annotations

import re

import pytest

from symbackprop.derive.narrate import Form, Outline, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.render.documents.markdown import markdown
from symbackprop.verify.judging.verdicts import Flag, Report, Verdict
from symbackprop.verify.pipeline import verify
from tests.derive.narrate.test_recurrences import BACKWARDS, NEURON
from tests.derive.narrate.test_recurrences import network as neuron
from tests.derive.test_boundaries import CONVOLUTIONS, convolution
from tests.graph.test_recurrences import CELLS, network

GATES = '''
equations = """
f[t] = sigmoid(r*x[t] + s*h[t-1] + b)
g[t] = tanh(v*x[t] + u*h[t-1])
c[t] = f[t]*c[t-1] + (1 - f[t])*g[t]
h[t] = f[t]*tanh(c[t])
h[0] = 0
c[0] = 0
E = sum(t, 1/2*(y[t] - h[t])^2)
"""
loss = "E"
parameters = ["r", "s", "b", "v", "u"]
learning_rate = 0.1
[sizes]
t = 3
[values]
r = 0.3
s = -0.4
b = 0.2
v = 0.7
u = 0.5
x = [0.5, -1, 0.25]
y = [0.1, 0.2, 0.3]
'''

EULER = '''
equations = """
k[n] = -a*y[n-1] + b*f[n]
y[n] = y[n-1] + d*k[n]
y[0] = y0
E = sum(n, (y[n] - m[n])^2)
"""
loss = "E"
parameters = ["a", "b", "y0"]
learning_rate = 0.1
[sizes]
n = 4
[values]
a = 1.5
b = 0.7
d = 0.1
y0 = 1
f = [0.3, -0.2, 0.6, 0.1]
m = [0.9, 0.8, 0.7, 0.5]
'''

MODELS: dict[str, Network] = {
    "a neuron": neuron(NEURON.format(start="h0")),
    "a neuron that starts with 0": neuron(NEURON.format(start="0")),
    "a neuron backwards": neuron(BACKWARDS.format(start="u")),
    "a long neuron": neuron(NEURON.format(start="h0"), 30),
    "gates": parse(GATES, "net.toml"),
    "an equation by Euler's method": parse(EULER, "net.toml"),
    **{f"a cell: {name}": network(name, 3) for name in CELLS},
    **{f"a convolution: {name}": convolution(name) for name in CONVOLUTIONS},
}


SPLIT = {"a neuron backwards"}
"""Of this, the start is also what it is multiplied by, so that its last term stands apart with a condition in words."""


def judged(made: Network, *forms: Form) -> Report:
    document = notes(Numbers(made, Rounding(9)), Outline(made.parameters[:3], rounds=0, forms=forms))
    return verify(markdown(document).encode(), "notes.md", made)


@pytest.mark.some(6)
@pytest.mark.parametrize("name", MODELS)
def test_the_notes_with_numbers_are_read_and_right(name: str) -> None:
    report = judged(MODELS[name], Form.SCALAR)
    wrong = [claim for claim in report.claims if claim.verdict in (Verdict.WRONG, Verdict.NOTATION)]
    assert wrong == []
    assert [claim for claim in report.claims if Flag.OPERAND in claim.flags] == []
    assert len([claim for claim in report.claims if claim.verdict is Verdict.RIGHT]) > 10


@pytest.mark.some(6)
@pytest.mark.parametrize("name", sorted(MODELS.keys() - SPLIT))
def test_the_notes_in_index_form_are_read_and_right(name: str) -> None:
    report = judged(MODELS[name], Form.INDEX)
    wrong = [claim for claim in report.claims if claim.verdict in (Verdict.WRONG, Verdict.NOTATION)]
    assert wrong == []


def test_a_wrong_position_in_a_recurrence_is_found() -> None:
    document = notes(Numbers(MODELS["a neuron"], Rounding(9)), Outline((), rounds=0, forms=(Form.INDEX,)))
    text = markdown(document)
    for right, wrong in (("h_ {t-1}", "h_ {t}"), ("\\overline{a}_ {t+1}", "\\overline{a}_ {t}")):
        assert right in text
        report = verify(text.replace(right, wrong).encode(), "notes.md", MODELS["a neuron"])
        assert any(claim.verdict is Verdict.WRONG for claim in report.claims)


def test_a_start_that_the_model_does_not_have_is_no_given_value() -> None:
    report = verify(b"It starts with $h_0 = 0.7$.", "notes.md", MODELS["a neuron that starts with 0"])
    assert all(claim.verdict is not Verdict.RIGHT for claim in report.claims)
    report = verify(b"It starts with $h_0 = 0.7$.", "notes.md", MODELS["a neuron"])
    assert [claim.verdict for claim in report.claims] == [Verdict.WRONG]


def test_positions_are_no_claims() -> None:
    report = verify(b"For $t = 1, \\ldots, 3$ in turn. For $t = 2$:", "notes.md", MODELS["a neuron"])
    assert report.claims == ()
    assert report.coverage.unread == ()


@pytest.mark.parametrize("made", [example("gru"), example("lstm")], ids=["gru", "lstm"])
def test_in_matrix_form_what_stands_at_a_position_is_a_vector(made: Network) -> None:
    report = judged(made, Form.MATRIX)
    at_position = re.compile(r"\\mathbf\{\w\}_ \{t")
    vectors = [claim for claim in report.claims if at_position.search(claim.equation)]
    assert vectors
    assert {claim.verdict for claim in vectors} <= {Verdict.RIGHT, Verdict.ROUNDED}
    assert not [claim for claim in report.claims if claim.verdict in (Verdict.WRONG, Verdict.NOTATION)]


def test_a_vector_at_a_wrong_position_is_found() -> None:
    document = notes(Numbers(example("gru"), Rounding(9)), Outline((), rounds=0, forms=(Form.MATRIX,)))
    text = markdown(document)
    right = r"\mathbf{h}_ {t-1}"
    assert right in text
    report = verify(text.replace(right, r"\mathbf{h}_ {t}").encode(), "notes.md", example("gru"))
    assert any(claim.verdict is Verdict.WRONG for claim in report.claims)


def test_a_letter_above_an_error_signal_says_by_what_it_is() -> None:
    text = r"""
        $$\delta_3^h = h_3 - y_3 = -0.183825$$ $$\delta_3^a = -0.183825 \times (1 - 0.416175^2) = -0.151986$$
        $$\delta^a_2 = -0.323087$$ $$\delta^a_t = \delta^h_t (1 - h_t^2)$$
    """
    report = verify(text.encode(), "x.md", example("recurrent"))
    assert len(report.claims) == 5
    assert not report.faults
    (fault,) = verify(text.replace("-0.323087", "-0.332087").encode(), "x.md", example("recurrent")).faults
    assert fault.truth.startswith("-0.32308")


BY_HAND = '''
equations = """
h1 = tanh(w*h0 + v*x1)
h2 = tanh(w*h1 + v*x2)
y2 = u*h2
L = 1/2*(y2 - t)^2
"""
loss = "L"
parameters = ["w", "v", "u"]
learning_rate = 0.1
[values]
w = 0.5
v = 1
u = 2
h0 = 0
x1 = 1
x2 = -1
t = 0
'''


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"h_t = \tanh(w h_{t-1} + v x_t)", Verdict.RIGHT),
        (r"h_{t} = \tanh(v x_{t} + w h_{t-1})", Verdict.RIGHT),
        ("y_t = u h_t", Verdict.RIGHT),
        (r"h_t = \tanh(w h_{t-1} - v x_t)", Verdict.WRONG),
        ("y_t = v h_t", Verdict.WRONG),
    ],
)
def test_a_letter_counts_what_is_unrolled_by_hand(formula: str, verdict: Verdict) -> None:
    (claim,) = verify(f"${formula}$".encode(), "x.md", parse(BY_HAND, "net.toml")).claims
    assert claim.verdict is verdict


@pytest.mark.parametrize("above", [r"\langle {} \rangle", "({})", "<{}>"])
def test_a_position_may_stand_above_a_name(above: str) -> None:
    def at(position: str) -> str:
        return "^{" + above.format(position) + "}"

    text = (
        rf"$a{at('t')} = w x{at('t')} + u h{at('t-1')} + b$, $h{at('t')} = \tanh(a{at('t')})$, "
        rf"$a{at('1')} = 0.6$, $h{at('1')} = 0.537$, $h{at('2')} = 0.537$"
    )
    report = verify(text.encode(), "x.md", example("recurrent"))
    assert [claim.verdict for claim in report.claims] == [
        Verdict.RIGHT,
        Verdict.RIGHT,
        Verdict.RIGHT,
        Verdict.ROUNDED,
        Verdict.WRONG,
    ]
