from __future__ import annotations

from pathlib import Path

import pytest

from symbackprop.errors import DocumentError
from symbackprop.models.spec import example
from symbackprop.verify import thresholds
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import verify, verify_alone

GIVEN = r"""
A sigmoid network with the error $E = \frac{1}{2}(t - o)^2$ and $\eta = 0.5$:
$i_1 = 0.05$, $i_2 = 0.10$; $w_1 = 0.15, w_2 = 0.20, w_3 = 0.25, w_4 = 0.30$,
$w_5 = 0.40, w_6 = 0.45, w_7 = 0.50, w_8 = 0.55$; $b_1 = 0.35$, $b_2 = 0.60$;
$target_{o1} = 0.01$, $target_{o2} = 0.99$.
"""

MATRICES = r"""
Everything is linear. $x = [1, 2]$, $W_1 = [[0.1, 0.3], [0.2, 0.4]]$, $W_2 = [[0.5], [0.6]]$, $y = [1]$, $\alpha = 0.1$,
and the loss is $L = \frac{1}{2}(y - \hat{y})^2$.
"""


def test_a_document_that_states_its_network_needs_no_spec() -> None:
    report = verify_alone((GIVEN + "$$out_{h1} = 0.593269992$$ $$w_5^+ = 0.35891648$$").encode(), "x.md")
    assert [claim.verdict.value for claim in report.claims[-2:]] == ["rounded", "rounded"]
    assert report.read[0] == (
        "Read from the document: a 2-2-2 network, sigmoid, sigmoid, half the squared error, η = 0.5"
    )
    assert "w5 = 0.40" in report.read[1]


def test_weights_are_counted_as_the_results_say() -> None:
    by_source = GIVEN.replace("w_2 = 0.20, w_3 = 0.25", "w_2 = 0.25, w_3 = 0.20")
    report = verify_alone((by_source + "$$net_{h2} = 0.3925$$ $$out_{h1} = 0.593269992$$").encode(), "x.md")
    assert [claim.verdict.value for claim in report.claims[-2:]] == ["right", "rounded"]


def test_matrices_say_the_layers() -> None:
    report = verify_alone((MATRICES + r"$$\hat{y} = 0.91$$").encode(), "x.md")
    assert report.read[0].startswith("Read from the document: a 2-2-1 network, identity, identity")
    assert report.claims[-1].verdict.value == "right"


@pytest.mark.parametrize("text", ["", "no formulas", "$w_1 = 0.15$"])
def test_what_does_not_suffice_is_refused_with_what_was_found(text: str) -> None:
    with pytest.raises(DocumentError, match=r"does not state its network in full .* give one with --spec"):
        verify_alone(text.encode(), "x.md")


BULLETS = r"""
- Input: $x = [1, 2]^T$, target $y = 1$
- $$W^{(1)} = \begin{bmatrix} 0.1 & 0.2 \\ -0.3 & 0.4 \\ 0.5 & 0.1 \end{bmatrix}, \quad b^{(1)} = [0.1, 0.2, 0.3]^T$$
- $W^{(2)} = [0.3, 0.2, -0.1]$, $b^{(2)} = 0.05$
- The hidden layer uses ReLU, the output is linear, the loss is $\frac{1}{2}(\hat{y} - y)^2$, $\eta = 0.1$.

$$z^{(1)} = \begin{bmatrix} 0.6 \\ 0.7 \\ 1.0 \end{bmatrix}, \quad \hat{y} = 0.27, \quad L = 0.26645$$
"""
PROGRAM = """
A sigmoid on both layers, and the loss $L = (y - a_2)^2$.

```python
W1 = [[0.5, -0.2],   # into the first hidden neuron
      [0.3, 0.1]]
b1 = [0.1, -0.1]
W2 = [[0.4, 0.7]]
b2 = [0.2]
X = [1, 0.5]
y = [1]
learning_rate = 0.25
```

$a_1 = \\begin{bmatrix} 0.6225 \\\\ 0.5622 \\end{bmatrix}$, $a_2 = 0.6990$, $L = 0.0906$
"""
TABLE = r"""
Everything through the logistic function; $E = \frac{1}{2}(t - o)^2$.

| Symbol | Value | Where |
|---|---|---|
| x₁ | 0.4 | first input |
| x₂ | -0.6 | second input |
| w₁ | 0.2 | x₁ to h |
| w₂ | 0.7 | x₂ to h |
| w₃ | -0.5 | h to o |
| t | 1 | target |
| η | 0.3 | learning rate |

$net_h = -0.34$, $out_h = 0.4158$, $out_o = 0.4482$, $E = 0.1523$
"""
COUNTED = r"""
Neurons 1 and 2 are the inputs, 3 and 4 hidden, 5 is the output; all are sigmoids, the error is $\frac{1}{2}(t - o)^2$.

| x1 | x2 | w13 | w14 | w23 | w24 | w35 | w45 | t |
|----|----|-----|-----|-----|-----|-----|-----|---|
| 1 | 0.5 | 0.2 | -0.4 | 0.6 | 0.8 | 0.3 | -0.7 | 1 |

The learning rate is 0.9. $net_3 = 0.5$, $out_3 = 0.6225$, $out_4 = 0.5$, $out_5 = 0.4594$
"""
TOLD = r"""
We feed the inputs 0.2 and 0.6, the desired output is 1, and we take a learning rate of 0.4. There is a single sigmoid
neuron with $w_1 = 0.3$, $w_2 = -0.1$ and a bias of 0.25; the error is half the square, ½(t − o)².

$net = 0.25$, $out = 0.5622$, $E = 0.0958$
"""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (BULLETS, "a 2-3-1 network, relu, identity, half the squared error, η = 0.1"),
        (PROGRAM, "a 2-2-1 network, sigmoid, sigmoid, the squared error, η = 0.25"),
        (TABLE, "a 2-1-1 network, sigmoid, sigmoid, half the squared error, η = 0.3"),
        (COUNTED, "a 2-2-1 network, sigmoid, sigmoid, half the squared error, η = 0.9"),
        (TOLD, "a 2-1 network, sigmoid, half the squared error, η = 0.4"),
    ],
    ids=["bullets", "program", "table", "counted through", "words"],
)
def test_a_network_is_read_however_it_is_written_down(text: str, read: str) -> None:
    report = verify_alone(text.encode(), "x.md")
    assert report.read[0] == f"Read from the document: {read}"
    assert not [claim.equation for claim in report.claims if claim.verdict is Verdict.WRONG]
    assert report.count(Verdict.RIGHT) + report.count(Verdict.ROUNDED) >= 3


@pytest.mark.parametrize(
    ("text", "gone", "missing"),
    [
        (BULLETS, "$W^{(2)} = [0.3, 0.2, -0.1]$, ", "its 6 weights join no 2 inputs to 1 targets"),
        (PROGRAM, "b2 = [0.2]\n", "its 2 biases fit no layers of its 6 weights"),
    ],
)
def test_what_is_missing_is_named(text: str, gone: str, missing: str) -> None:
    assert gone in text
    with pytest.raises(DocumentError, match=rf"state its network in full \({missing}\); give one with --spec"):
        verify_alone(text.replace(gone, "").encode(), "x.md")


@pytest.mark.parametrize(
    ("text", "gone", "missing", "judged"),
    [
        (BULLETS, ", target $y = 1$", "target_o", 4),
        (PROGRAM, "X = [1, 0.5]\n", "i", 0),
        (TABLE, "| t | 1 | target |\n", "target_o", 3),
        (TABLE, "| w₂ | 0.7 | x₂ to h |\n", "W1", 0),
        (TOLD, "the desired output is 1, ", "target_o", 2),
        (TOLD, "We feed the inputs 0.2 and 0.6, ", "i", 0),
    ],
)
def test_what_does_not_depend_on_what_is_missing_is_judged_in_full(
    text: str, gone: str, missing: str, judged: int
) -> None:
    assert gone in text
    shorter = text.replace(gone, "").rstrip()
    last = shorter.count("\n") + 1
    report = verify_alone(shorter.encode(), "x.md")
    assert f"No number is given for {missing}" in report.read
    assert not [claim.equation for claim in report.claims if claim.verdict is Verdict.WRONG]
    of_results = [claim for claim in report.claims if claim.place.line == last]
    assert sum(claim.is_judged for claim in of_results) == judged
    assert len(of_results) > judged


def test_a_bias_that_is_added_to_numbers_and_has_none_itself_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "LEAST_STATED_OF_AN_EXAMPLE", 100)
    text = GIVEN.replace("$b_1 = 0.35$, $b_2 = 0.60$;", "") + "$$net_{h1} = 0.15(0.05) + 0.2(0.1) + b_1$$"
    report = verify_alone(text.encode(), "x.md")
    assert "No number is given for b1" in "".join(report.read) or "No number is given for b_h" in "".join(report.read)
    assert not report.faults


LECTURE = (Path(__file__).parents[1] / "documents" / "lecture.txt").read_text(encoding="utf-8")


def test_what_a_document_does_not_state_is_taken_from_the_example_that_it_is_about() -> None:
    text = "\n".join(line for line in LECTURE.splitlines() if not line.startswith("#"))
    report = verify_alone(text.encode(), "lecture.txt")
    assert report.read[0] == ("It looks like the built-in example mazur-2-2-2; what is not stated is taken from there")
    alike = verify(text.encode(), "lecture.txt", example())
    assert [(claim.stated, claim.verdict) for claim in report.claims] == [
        (claim.stated, claim.verdict) for claim in alike.claims
    ]


@pytest.mark.slow
def test_without_the_example_it_is_judged_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "LEAST_STATED_OF_AN_EXAMPLE", 100)
    text = "\n".join(line for line in LECTURE.splitlines() if not line.startswith("#"))
    report = verify_alone(text.encode(), "lecture.txt")
    assert "No number is given for target_o, W1, W2" in report.read
    # Its own line shows them.
    assert "w6 = 0.45" in report.read[-1]
    assert "b2 = 0.6" in report.read[-1]
    of_first = [claim for claim in report.claims if claim.stated in ("0.59326992", "1.1059")]
    # What the second should be, nobody knows; its line gives it.
    assert [claim.verdict for claim in of_first] == [Verdict.WRONG, Verdict.ROUNDED]
    assert "the arithmetic of the line is right" in of_first[1].reason


def test_weights_of_which_only_the_new_ones_are_printed_are_missed() -> None:
    text = r"$x = 1$, $t = 0$, $\eta = 0.1$. $w_1 = 0.5 - 0.1 \cdot 0.2 = 0.48$, so from here on $w_1 = 0.48$."
    report = verify_alone(text.encode(), "x.md")
    assert "no weights found" in report.read[0]
    assert "judged by its own arithmetic" in report.read[0]
    assert [claim.verdict.value for claim in report.judged] == ["right"]


def test_a_network_for_which_hardly_anything_comes_true_is_refused() -> None:
    false = r"$$net_{h1} = 1.25$$ $$out_{h1} = 0.81$$ $$net_{o1} = 2.2$$ $$out_{o1} = 0.9002$$"
    with pytest.raises(DocumentError, match=r"x.md:6: 3 of 3 equations do not come true for the 2-2-2 network"):
        verify_alone((GIVEN + false).encode(), "x.md")


CIRCUIT = r"""
Take $q = x + y$ and $f = q z$ at x = -2, y = 5, z = -4. Then $q = 3$ and $f = -12$, and backwards
$\frac{\partial f}{\partial q} = -4$, $\frac{\partial f}{\partial z} = 3$, $\frac{\partial f}{\partial x} = -4$.
"""
CHAIN = r"""
With $u = 2$, $k = 0.5$, $m = -0.3$ and the wanted $r = 1$ we have $s = k u + m$, $g = \tanh(s)$ and $D = (g - r)^2$.
$$s = 0.7 \qquad g = 0.6044 \qquad D = 0.1565$$
$$\frac{\partial D}{\partial g} = -0.7913 \qquad \frac{\partial D}{\partial k} = -1.0044$$
"""


@pytest.mark.parametrize(
    ("text", "equations", "trained"),
    [
        (CIRCUIT, "q = x + y; f = q*z", "z, x"),
        (CHAIN, "s = k*u + m; g = tanh(s); D = (g + (-r))^2", "k"),
    ],
    ids=["circuit", "chain"],
)
def test_a_model_is_read_from_the_formulas_that_define_it(text: str, equations: str, trained: str) -> None:
    report = verify_alone(text.encode(), "x.md")
    assert report.read[0] == f"Read from the document: {equations}"
    assert f"the parameters are {trained}, η = 0.5 (assumed: none is stated)" in report.read[1]
    assert not [claim.equation for claim in report.claims if claim.verdict is not Verdict.RIGHT and claim.is_fault]


def test_a_wrong_figure_is_found_without_a_spec() -> None:
    report = verify_alone(CHAIN.replace("-1.0044", "-1.0440").encode(), "x.md")
    assert [claim.stated for claim in report.claims if claim.verdict is Verdict.WRONG] == ["-1.0440"]


def test_a_formula_that_reads_what_has_no_number_is_judged_by_algebra() -> None:
    text = (
        CHAIN.replace("$k = 0.5$, ", "").replace("$k", "$w").replace("k u", "w u").replace(r"\partial k", r"\partial w")
    )
    report = verify_alone(text.encode(), "x.md")
    assert "No number is given for w" in report.read
    assert [claim.stated for claim in report.claims if not claim.is_judged]
    assert not report.faults


def test_a_thousand_unfinished_lists_take_no_time() -> None:
    with pytest.raises(DocumentError):
        verify_alone(("w = [1," * 1000 + "w = [" * 1000 + "| w | 1" * 1000).encode(), "x.md")


@pytest.mark.slow
def test_more_weights_than_can_be_put_together_are_refused_at_once() -> None:
    weights = ", ".join(f"$w_{{{at}}} = 0.5$" for at in range(1, 602))
    with pytest.raises(DocumentError, match=r"states 601 weights; at most 256"):
        verify_alone(f"$x = 1$, $t = 0$, {weights}".encode(), "x.md")
