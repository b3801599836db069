"""Every threshold of verify, with another value of it under which a document or a call comes out differently.

A row names the other value, what is looked at, and what comes out with the value that holds and with the other one.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from unittest.mock import Mock, patch

import numpy as np
import pytest
from flint import arb
from rich.console import Console

from symbackprop.errors import DocumentError
from symbackprop.expression.tree import Number
from symbackprop.models.network import Network
from symbackprop.models.spec import example, load, parse
from symbackprop.verify import thresholds
from symbackprop.verify.document_refusals import DocumentRefusal
from symbackprop.verify.inference.scoring import Figure, figures, matching_digits
from symbackprop.verify.interpretation.definitions import define_local_names
from symbackprop.verify.interpretation.evidence import support
from symbackprop.verify.interpretation.misspellings import correct_misspellings
from symbackprop.verify.judging import rounds
from symbackprop.verify.judging.derivations import judged_by_definitions
from symbackprop.verify.judging.prose_claims import ProseClaim
from symbackprop.verify.judging.scores import (
    Score,
    holds,
    margin_of_a_rival,
    margin_of_another_example,
    margin_of_equations,
)
from symbackprop.verify.judging.verdicts import Report
from symbackprop.verify.judging.weighing import Evidence
from symbackprop.verify.limits import background, process
from symbackprop.verify.pipeline import infer, verify, verify_alone
from symbackprop.verify.pipeline import read as read_trials
from symbackprop.verify.quantities.layers import layers_of
from symbackprop.verify.reading.encodings import text_in
from symbackprop.verify.reading.html_pages import in_markdown
from symbackprop.verify.reading.scopes import scopes
from symbackprop.verify.reading.word import word_document
from symbackprop.verify.report import annotated, marks
from symbackprop.verify.report import text as terminal
from symbackprop.verify.report.document_words import refusal_reason
from symbackprop.verify.source import Plain
from symbackprop.verify.values.digits import Fit, fit, rounded_like, shown
from symbackprop.verify.values.partial_point import NoValues
from symbackprop.verify.values.random_points import random_points

from .calculus.letters import derivation
from .formulas import name
from .interpretation.names import chain, chains, interpreted, points, uninterpreted
from .judging.judged import judge_of, number
from .judging.test_hypotheses import TWO_EXAMPLES
from .limits import test_process, test_steps
from .reading.test_word import packed
from .test_pipeline import OTHER_LOSS

HERE = Path(__file__).parent


RELU = parse(
    """
[network]
sizes = [2, 2, 1]
activation = "relu"
loss = "half-squared"
bias = "none"
learning_rate = 1
[values]
inputs = [1, 2]
targets = [1]
weights = [[[1, 1], [1, -1]], [[1, -2]]]
""",
    "relu.toml",
)
PUT_IN = r"""
$x = 2$, $w = 0.4$, $b = -0.3$, target $t = 0$, $z = w x + b = 0.5$, $y = \tanh(z) = 0.4621$,
$E = \frac12 (y - t)^2 = \frac12 (0.4621 - 0.25)^2 = 0.0225$,
$\frac{\partial E}{\partial y} = y - t = 0.4621 - 0.25 = 0.2121$
"""
OTHER_SIGN = r"""
$\delta_{o1} = -\partial E/\partial net_{o1}$ so $\delta_{o1} = -0.1385$, $\delta_{o2} = 0.0381$,
$\delta_{h1} = -0.00877$, $\delta_{h2} = -0.00995$
"""
BY_SOURCE = r"""
$w_2 = 0.25$, $w_3 = 0.2$, $w_6 = 0.5$, $w_7 = 0.45$, $net_{h1} = w_1 i_1 + w_3 i_2 + b_1 = 0.3775$,
$net_{h2} = w_2 i_1 + w_4 i_2 + b_1 = 0.3925$
"""
LOGARITHM = parse(
    """
title = "A logarithm that few values have"
equations = "u = log(w*x - 5)@E = u^2"
loss = "E"
parameters = ["w"]
learning_rate = 0.1
[values]
w = 2
x = 3
""".replace("@", "\\n"),
    "logarithm.toml",
)


def network_of(spec: str) -> Network:
    """Return a built-in example, the one with a ReLU, or that of a spec beside a test document."""
    if spec == "relu":
        return RELU
    return load(HERE / spec) if spec.endswith(".toml") else example(spec)


def shifted() -> Network:
    """Return the example with another first input, so that net_h1 is 0.345485."""
    network = example()
    values = {symbol.ascii: symbol for symbol in network.values}
    moved = {values["i1"]: Number(Fraction("-0.0301"), "-0.0301"), values["i2"]: Number(Fraction(0), "0")}
    return network.at({**network.values, **moved})


def uncommon() -> Network:
    """Return the example without a half or a quarter among its numbers."""
    network = replace(example(), learning_rate=Number(Fraction("0.3"), "0.3"))
    others = {symbol: number for symbol, number in network.values.items() if number.text in ("0.25", "0.50", "0.5")}
    return network.at({**network.values, **dict.fromkeys(others, Number(Fraction("0.7"), "0.7"))})


def corrected(*texts: str) -> dict[str, str]:
    """Return which names are corrected in some equations, and to what."""
    naming = uninterpreted()
    found = correct_misspellings(naming, chains(*texts), points(naming.network)).corrections
    return {text: other.text for text, other in found.items()}


def defined(*texts: str) -> list[str]:
    """Return which names some equations define for themselves."""
    naming = uninterpreted()
    return sorted(define_local_names(naming, chains(*texts), points(naming.network)).defined)


def of(look: Callable[[Report], str], text: str, spec: str = "mazur-2-2-2") -> Callable[[], str]:
    """Return what a report on a document says, or why there is none."""

    def found() -> str:
        try:
            return look(verify(text.encode(), "x.md", network_of(spec)))
        except DocumentError as error:
            return str(error)

    return found


def read(text: str) -> Callable[[], str]:
    """Return which network a document states and what is doubtful about it, or why none is found."""

    def found() -> str:
        try:
            every = verify_alone(text.encode(), "x.md").read
        except DocumentError as error:
            return str(error).removeprefix("x.md:")[:70].strip()
        return f"{every[0].removeprefix('Read from the document: ')[:30]}; {every[-1][:40]}"

    return found


def networks_of(text: str) -> Callable[[], int]:
    """Return the number of networks by which a document is judged."""

    def found() -> int:
        return len(infer(read_trials(text.encode(), "x.md"))[0].layered)

    return found


def _of_word(body: str) -> str:
    """Return whether a document of Word is read, or why not."""
    try:
        word_document(packed(body), "x.docx")
    except DocumentRefusal as refusal:
        return refusal_reason(refusal).partition(";")[0]
    return "read"


corrections = partial(of, lambda report: "; ".join(claim.correction for claim in report.claims if claim.correction))
flags = partial(of, lambda report: " ".join(flag.value for claim in report.claims for flag in claim.flags))
lines = partial(of, lambda report: "; ".join(claim.line for claim in report.claims))
notes = partial(of, lambda report: " ".join(report.conventions))
places = partial(of, lambda report: " ".join(item.why.value for item in report.coverage.items))
proofs = partial(of, lambda report: " ".join(str(claim.proved) for claim in report.claims))
codes = partial(of, lambda report: " ".join(reason.code.value for claim in report.claims for reason in claim.reasons))
verdicts = partial(of, lambda report: " ".join(claim.verdict.value for claim in report.claims))


def report(text: str) -> Report:
    """Return the report on a document of the example."""
    return verify(text.encode(), "x.md", example())


def printed(text: str, line: int) -> Callable[[], str]:
    """Return the beginning of a line that is printed of a document in a terminal."""

    def found() -> str:
        console = Console(file=StringIO(), width=200)
        with console.capture() as shown_there:
            for renderable in terminal.text(report(text)):
                console.print(renderable)
        return shown_there.get().splitlines()[line][:30]

    return found


def limit_set(act: Callable[[], object]) -> int:
    """Return the limit that something sets for its process."""
    with patch("resource.setrlimit") as setting:
        act()
    limit: int = setting.call_args.args[1][0]
    return limit


def moved() -> Number:
    """Return what one round leaves of w5 of the example."""
    network = rounds.after_rounds(example(), 1)
    assert network is not None
    return next(number for symbol, number in network.values.items() if symbol.ascii == "w5")


def opened(text: str) -> Callable[[], str]:
    """Return the titles of the scopes of a text."""
    return lambda: "; ".join(scope.title for scope in scopes(Plain(text, range(len(text) + 1)))[1:])


def starts() -> int:
    """Return how often a child is started that always dies."""
    with patch.object(process, "_run", return_value=None) as run, pytest.raises(DocumentRefusal):
        process.apart(lambda: None, 1.0)
    return run.call_count


def is_simulated_ahead() -> bool:
    """Say whether another process counts a hundred rounds of the example."""
    claim = ProseClaim(example().loss, 100, number("0.2"))
    with patch.object(rounds.ahead, "Ahead"), patch.object(rounds.ahead, "is_worth_it", return_value=True):
        return rounds.Rounds.of(example(), [claim])._ahead is not None


def after(count: int, figures: int, places: int) -> Callable[[], int]:
    """Return how many bits of the loss are known after some rounds."""
    network = example()

    def found() -> int:
        ball = rounds.Rounds(network, frozenset({count}), figures, places).value(network.loss, count)
        return ball.rel_accuracy_bits() // 64 if isinstance(ball, arb) else 0

    return found


def in_letters(*formulas: str) -> Callable[[], object]:
    """Return what is found out about the last of some formulas, and with which letters."""

    def found() -> object:
        last = derivation(*formulas).findings()[-1]
        return last.standing.value if last.against is None else tuple(last.against.letters)

    return found


def by_formulas(text: str) -> Callable[[], object]:
    """Return the verdicts on the formulas of a document by what it defines; nothing where it is not about formulas."""

    def found() -> object:
        trials = read_trials(text.encode(), "x.md")
        judged = judged_by_definitions(trials.reading, trials.statements())
        return "" if judged is None else " ".join(draft.verdict.value for draft in judged.drafts)

    return found


def alone_in_letters(text: str) -> Callable[[], object]:
    """Return what the report on a document of formulas says first, without a spec; nothing where it is refused."""

    def found() -> object:
        try:
            claims = verify_alone(text.encode(), "x.md").claims
        except DocumentError:
            return ""
        return " ".join(claim.reason or claim.verdict.value for claim in claims)

    return found


OUTPUT = np.array([0.562177])
"""What a candidate computes."""

SINGLE = """
We feed the inputs 0.2 and 0.6, the desired output is 1, and we take a learning rate of 0.4. There is a single sigmoid
neuron with $w_1 = 0.3$, $w_2 = -0.1$ and a bias of 0.25; the error is half the square, ½(t − o)².

$net = 0.25$, $out = 0.5622$, $E = 0.0958$
"""
FACTORS = r"""
Take $q = x + y$ and $f = q z$ at x = -2, y = 5, z = -4. Then $q = 3$ and $f = -12$, and backwards
$\frac{\partial f}{\partial q} = -4$, $\frac{\partial f}{\partial z} = 3$, $\frac{\partial f}{\partial x} = -4$.
"""
BY_HAND = r"$h_1 = w x_1$, $h_2 = w x_2 + h_1$, $L = \sum_{t=1}^{2} h_t$, $w = 2$, $x_1 = 1$, $x_2 = 3$"
LAYER = r"$z_j = \sum_i w_{ji} x_i$, $w_{11} = 1$, $w_{12} = 2$, $x_1 = 5$, $x_2 = 6$"
PUBLISHED = (
    "$i_1 = 0.05$, $i_2 = 0.1$, $w_1 = 0.15$, $w_2 = 0.2$, $w_3 = 0.25$, $w_4 = 0.3$, $w_5 = 0.4$, $w_8 = 0.55$.\n\n"
    "$out_{h1} = 0.593269992$, $out_{o1} = 0.75136507$"
)
BORNE_OUT = f"{PUBLISHED}, $out_{{h2}} = 0.596884378$, $net_{{h1}} = 0.3775$, $E = 0.777777777$"
TABLE = "| weight | value |\n|---|---|\n| $w_1$ | 0.15 |\n| $w_2$ | 0.2 |"
VALUES = (
    "Everything through the logistic function; $E = \\frac{1}{2}(t - o)^2$.\n\n"
    "| x₁ | x₂ | w₁ | w₂ | b | t | η |\n|---|---|---|---|---|---|---|\n| 0.2 | 0.6 | 0.3 | -0.1 | 0.25 | 1 | 0.4 |\n\n"
    "$out = 0.5622$, $E = 0.0958$"
)
MISLABELLED = (
    "| weight | value | gradient | new |\n|---|---|---|---|\n"
    "| $w_6$ | 0.40 | 0.082167041 | 0.358916480 |\n| $w_7$ | 0.50 | -0.022602540 | 0.511301270 |"
)
SWAPPED = (
    r"$out_{h2} = 0.596884378$, $out_{h1} = 0.593269992$, $\frac{\partial E_{total}}{\partial w_5} = "
    r"0.741365070 \cdot 0.186815602 \cdot 0.593269992 = 0.082667628$"
)
SIGMOID_CASES = (
    r"$out_{h1} = \begin{cases} \frac{1}{1 + e^{-net_{h1}}} & net_{h1} > -2 \\ 0 & \text{otherwise} \end{cases}$"
)
SPOKEN = (
    "$net_{h1} = 0.3775$, $net_{h2} = 0.3925$, $out_{h1} = 0.593269992$, $out_{h2} = 0.596884378$, "
    "$out_{o1} = 0.751365070$, $w_1 = 0.15$, $w_2 = 0.2$, $net_h = 0.3775$"
)
DELTA = r"$$\delta^L_j = (a^L_j - y_j)\, a^L_j (1 - a^L_j)$$"
FOUR = "$out_{h1} = 0.5933$, $out_{h2} = 0.5969$, $out_{o1} = 0.7514$, $out_{o2} = 0.7729$, "
GERMAN = r"$$o_2 = \sigma(net_2) = 0{,}6673$$"
SLOPES = r"$$f'_2(z_2) = a_2 \odot (1 - a_2) = \begin{bmatrix} 0.0983 & 0.1598 \end{bmatrix}$$"
LEARNT = r"$w_1 = 0.5$, $x_1 = 1$, $b_1 = 0$, target $t = 0$, sigmoid, $\eta = 0.3$. So $z = 0.77$."
BENT = r"$out_{h1} = \begin{cases} net_{h1} & net_{h1} > 0.01 \\ 0 & \text{otherwise} \end{cases}$"
NEVER = (
    r"$E_{o1} = \begin{cases} \frac12 (target_{o1} - out_{o1})^2 & out_{o1} < 1 + target_{o1} \\ "
    r"0 & \text{otherwise} \end{cases}$"
)
KINKED = "$out_{o1} = w_5 out_{h1} + w_6 out_{h2}$"
HABITUAL = r"""
$\frac{\partial E}{\partial w_5} =
\frac{\partial E}{\partial out_{o1}} \frac{\partial out_{o1}}{\partial net_{o1}} out_{h1}$

$net_{h1} = w_1 i_1 + w_2 i_2 + b_{h1}$ and $w_5^+ = w_5 - \eta \frac{\partial E}{\partial w_5}$ and $out_{h1} = 0.5$

$net_{h1} = w_1 i_1 - w_2 i_2 + b_{h1}$
"""
HOMONYM = ("s_1 = out_{o1} - target_{o1}", "E_{o1} = s_1^2/2", r"\delta_{o1} = s_1 out_{o1} (1 - out_{o1})")
TWINS = (*3 * ("out_{o1} = 0.75",), *3 * ("out_{h1} = 0.59",), "out_{b1} = 3")
TURNED = r"""
$$dz^{[3]} = a^{[3]} - y = -0.4234$$
$$dW^{[3]} = dz^{[3]} a^{[2]T} = \begin{bmatrix} -0.2783 & -0.2105 \end{bmatrix},\qquad db^{[3]} = -0.4234$$
$$dz^{[2]} = W^{[3]T} dz^{[3]} \odot a^{[2]} \odot (1 - a^{[2]}) = \begin{bmatrix} -0.0954 \\ 0.1052 \end{bmatrix}$$
$$dW^{[2]} = dz^{[2]} a^{[1]T} = \begin{bmatrix} -0.0658 & -0.0360 \\ 0.0365 & 0.0200 \end{bmatrix}$$
$$dz^{[1]} = W^{[2]T} dz^{[2]} \odot a^{[1]} \odot (1 - a^{[1]}) = \begin{bmatrix} -0.0168 \\ 0.0065 \end{bmatrix}$$
$$dW^{[1]} = dz^{[1]T} x = \begin{bmatrix} -0.0168 & 0.0168 \\ 0.0065 & -0.0065 \end{bmatrix}$$
$$db^{[1]} = dz^{[1]}$$
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A threshold with another value of it.

    Args:
        other: The other value.
        look: Returns what comes out.
        usual: What comes out with the value that holds.
        changed: What comes out with the other one.
    """

    other: object
    look: Callable[[], object]
    usual: object
    changed: object


ROWS: Mapping[str, Row] = MappingProxyType(
    {
        "BITS": Row(20, verdicts("$out_{h1} = 0.593269992107$"), "rounded", "right"),
        "BITS_A_FIGURE": Row(20.0, after(50, figures=9, places=50), 0, 3),
        "BITS_OF_ROUNDS": Row((4,), verdicts("After 1 round the error is 0.291027774."), "rounded", "not_checkable"),
        "BORNE_OUT": Row(3.6, verdicts("a = 0.5"), "right", ""),
        "CLEARLY": Row(1.2, corrections(GERMAN, "kinds/german.toml"), "write 0.6637", "write 0.6903"),
        "COMMON_NUMBERS": Row(
            frozenset(),
            lambda: judge_of("out_{h1} = 0.499", network=uncommon()).ledger.origin(number("0.50")).known,
            False,
            True,
        ),
        "CONSTANTS_OF_FORMULAS": Row(frozenset(), verdicts(r"$E_{o1} = 0.5 (target_{o1} - out_{o1})^2$"), "right", ""),
        "CONTEXT_AFTER": Row(0, places("it has 3 neurons"), "count", "sentence"),
        "CONTEXT_BEFORE": Row(0, places("as in Table 5"), "reference", "sentence"),
        "COST_OF_ANOTHER_RATE": Row(
            3.0, verdicts(r"$\alpha = 0.9$ and $\eta = 0.5$, $w_5 = 0.40$."), "not_checkable right right", "right right"
        ),
        "COST_OF_A_TWIN": Row(2.0, lambda: corrected(*TWINS), {"out_{b1}": "out_{h1}"}, {"out_{b1}": "out_{o1}"}),
        "CUT_WITHIN": Row(0.51, lambda: matching_digits(OUTPUT, [Figure(0.5621, 0.0001, 4)]), 4, 1),
        "DECIMALS_SHOWN": Row(0, lambda: shown(arb("0.123456789")), "0.12345679", "0.1235"),
        "DIGITS_BEHIND_A_CUT": Row(0, codes("$E_{total} = 0.298731108$"), "digits-swapped", ""),
        "DRIFT": Row(0.00001, lambda: matching_digits(OUTPUT, [Figure(0.5626, 0.0001, 4)]), 1, 0),
        "EQUAL_SCORES": Row(0.0, verdicts("a = 0.5"), "right", ""),
        "EQUATIONS_FOR_ANOTHER_PART": Row(
            6.0,
            verdicts("outh1 = sig(h1) = 0.50812\nouth2 = sig(h2) = 0.51062", "documents/typed.toml"),
            "right wrong right rounded",
            "wrong wrong wrong rounded",
        ),
        "EXCESS_UNITS": Row(
            10**6,
            flags(
                r"$out_{h1} = 0.5933$, $out_{h2} = 0.5969$, $net_{o1} = 0.4 \cdot "
                r"0.5933 + 0.45 \cdot 0.5969 + 0.6 = 1.105925000$"
            ),
            "excess_digits",
            "",
        ),
        "FEW_EDITS": Row(
            0,
            codes(TURNED, "slips/deep.toml"),
            "slope-in-part array-beside-number transpose-misplaced",
            "slope-in-part array-beside-number",
        ),
        "FIGURES_OF_A_DOUBLE": Row(20, verdicts("$net_{h2} = 0.39249999999999996$"), "rounded", "wrong"),
        "FIGURES_OF_A_SINGLE": Row(20, verdicts("$net_{h2} = 0.39250001311302185$"), "rounded", "wrong"),
        "FIGURES_OF_AN_EXAMPLE": Row(1, networks_of(BORNE_OUT), 1, 5),
        "FIGURES_SHOWN": Row(4, lambda: rounded_like(arb(10) ** 70 / 3, 2), "3.33333333333e+69", "3.333e+69"),
        "FINEST_REACH": Row(
            1, lambda: Evidence(number("0.5"), arb("0.5"), None, (), arb("0.001"), (), (), ()).allowed < 1, True, False
        ),
        "FORGOTTEN_AFTER": Row(
            0,
            verdicts("After 1 round the error is 0.2910. Then the outputs are 0.7420 and 0.7753."),
            "rounded truncated rounded",
            "rounded",
        ),
        "HABIT": Row(
            2,
            codes(HABITUAL),
            ("name-unknown name-unknown"),
            "sign-in-formula",
        ),
        "HALVINGS": Row(0, verdicts(BENT, "relu"), "wrong", "right"),
        "LARGEST_ARRAY": Row(
            1,
            verdicts(
                r"$\begin{pmatrix} 0.15 & 0.2 \end{pmatrix} \begin{pmatrix} 0.05 \\ 0.1 "
                r"\end{pmatrix} = 0.0275$"
            ),
            "right",
            "not_checkable",
        ),
        "LARGEST_INDEX": Row(0, verdicts(DELTA), "right", "not_checkable"),
        "LEAST_AHEAD": Row(1, is_simulated_ahead, False, True),
        "LEAST_BEFORE_A_POWER": Row(5, verdicts(r"After 50 rounds the loss is $1.4 \cdot 10^{-5}$."), "wrong", ""),
        "LEAST_CHANGED": Row(
            3, notes(TWO_EXAMPLES), "The document goes on to another example, which is judged by its own values.", ""
        ),
        "HUNDREDTHS_OF_LETTERS": Row(
            (51, 52),
            alone_in_letters(r"$z = x y$ and $\frac{\partial z}{\partial x} = x$"),
            "at x = 0.69, y = 0.5 the left side is 0.5, this one 0.69",
            "at x = -0.51, y = 0.51 the left side is 0.51, this one -0.51",
        ),
        "LABELS_OF_LETTERS": Row(
            3,
            lambda: in_letters(r"L = \sum_k u_k^T v", r"\frac{\partial L}{\partial v} = u_1 + u_2")() == "proved",
            True,
            False,
        ),
        "LAYERS_OF_LETTERS": Row(1, in_letters("z^l = w^{l+1} + z^{l+1}"), "defines", "open"),
        "RATES_OF_AVERAGES": Row(
            (Fraction(1, 2), Fraction(1, 4)),
            alone_in_letters(
                r"$z = x y$, $\frac{\partial z}{\partial x} = y$, $m_t = \beta_1 m_{t-1} + (1-\beta_2) g_t$"
            ),
            "right at input = 1, beta_1 = 0.9, beta_2 = 0.8 the left side is 1, this one 1.1",
            "right at input = 1, beta_1 = 0.5, beta_2 = 0.25 the left side is 1, this one 1.25",
        ),
        "GRADIENT_OF_STEPS": Row(
            Fraction(9),
            alone_in_letters(
                r"$z = x y$, $\frac{\partial z}{\partial x} = y$, $s_t = s_{t-1} + g_t^2$, "
                r"$w_t = w_{t-1} - \frac{\eta}{s_t + c} g_t$"
            ),
            "right at gradient = 4, rate = 1 the left side is -1, this one -0.25",
            "right at gradient = 9, rate = 1 the left side is -1, this one -0.11111111",
        ),
        "LARGEST_EPSILON": Row(
            Fraction(1, 10**9),
            by_formulas(r"$z = x y + 0.00001$, $\frac{\partial z}{\partial x} = y$"),
            "right",
            "",
        ),
        "MOST_LETTERS_SHOWN": Row(
            1,
            alone_in_letters(r"$z = w x$ and $\frac{\partial z}{\partial w} = w$"),
            "at w = 0.38, x = 0.69 the left side is 0.69, this one 0.38",
            "at w = 0.38 and 1 more the left side is 0.69, this one 0.38",
        ),
        "MOST_NUMBERLESS": Row(1, verdicts("$w_{new} = 0.3589164797$"), "rounded", ""),
        "NUMBERS_OF_FORMULAS": Row(
            0, by_formulas(r"$z = x y$, $\frac{\partial z}{\partial x} = y$, $a = z^2$, $x = 0.5$"), "right", ""
        ),
        "SHORTEST_SWAPPED": Row(9, verdicts("$E_{toatl} = 0.298371109$"), "rounded", ""),
        "SIZES_OF_LETTERS": Row(
            (1,),
            in_letters("z = W x", r"\frac{\partial z}{\partial x} = W^T W"),
            "open",
            (("W", "0.47"), ("x", "0.69")),
        ),
        "LEAST_DOUBLED": Row(9, notes(OTHER_LOSS), "The document's error has no factor before the square.", ""),
        "LEAST_ELSEWHERE": Row(
            0,
            read(LEARNT),
            "a 1-1 network, sigmoid, half t; 1 of 1 equations do not come true for it",
            "1: 1 of 1 equations do not come true for the 1-1 network that the docu",
        ),
        "LEAST_FIGURES_IN_WORDS": Row(12, verdicts("Originally, the error was 0.298371109."), "rounded", ""),
        "LEAST_FIGURES_OF_A_SLIP": Row(12, codes("$net_{h1} = 3.770$"), "decimal-point", ""),
        "LEAST_FIGURES_SHOWN": Row(6, lambda: shown(arb("0.5932699921"), number("0.6")), "0.5933", "0.5932700"),
        "LEAST_KNOWN_NAMES": Row(0, verdicts("$a = 1$"), "", "wrong"),
        "LEAST_KNOWN_ROWS": Row(
            0.9, verdicts("| x | value |\n|---|---|\n| $w_1$ | 0.15 |\n| $w_2$ | 0.2 |\n| $R$ | 7 |"), "right right", ""
        ),
        "LEAST_MEMORY": Row(2**40, lambda: limit_set(process._limit_memory) >= 2**40, False, True),
        "LEAST_NAMES": Row(0, verdicts("$a = 1$"), "", "wrong"),
        "LEAST_PUT_IN": Row(
            9,
            read(PUT_IN),
            "a 1-1 network, tanh, half the ; i1 = 2, target_o1 = 0.25, w1 = 0.4, b_o1",
            "a 1-1 network, tanh, half the ; i1 = 2, target_o1 = 0, w1 = 0.4, b_o1 = ",
        ),
        "LEAST_REMARK": Row(9, verdicts(r"$w_1 = 0.15 \text{ where net is the sum}$"), "right", "not_checkable"),
        "LEAST_SHORTENED": Row(9, notes(FOUR + "$E_{total} = 0.2984$"), "The document rounds to 4 decimals.", ""),
        "LEAST_SPARE": Row(99, lambda: limit_set(lambda: process._limit_time(1.0)), 4, 100),
        "LEAST_SIGNALS": Row(
            9, notes(OTHER_SIGN), "δ is the negative derivative of the error, so that updates add it.", ""
        ),
        "LEAST_SPARED": Row(1, lambda: holds(Score(0, 3), Score(0, 4), margin_of_another_example()), False, True),
        "LEAST_STATED_OF_AN_EXAMPLE": Row(
            100,
            read(PUBLISHED),
            "It looks like the built-in exa; i1 = 0.05, i2 = 0.10, target_o1 = 0.01, ",
            "a 2-2-2 network, sigmoid, sigm; 1 of 1 equations do not come true for it",
        ),
        "LEAST_TRUE": Row(
            9,
            read((HERE / "documents" / "typed.md").read_text(encoding="utf-8")),
            "a 2-2-1 network, sigmoid, sigm; i1 = 0.05, i2 = 0.10, target_o1 = 0.6065",
            "a 2-2-1 network, sigmoid, sigm; 3 of 21 equations do not come true for i",
        ),
        "LIKELY": Row(0.9, verdicts("$i_1 = 0.5$"), "last_place", "wrong"),
        "LITTLE": Row(
            -1.0,
            lambda: support(uninterpreted(), uninterpreted().meaning(name("w_5")), chain("w_5 = 0.35891648")),
            1.0,
            -0.5,
        ),
        "LONGEST_BARE_CELL": Row(1, verdicts("| w5 | 0.4 |\n|---|---|\n| w6 | 0.45 |"), "right right", ""),
        "LONGEST_CELL": Row(3, verdicts(TABLE), "right right", ""),
        "LONGEST_DATE": Row(0, places("on 2024-03-12"), "date date date", "date count count"),
        "LONGEST_GUESSED_NAME": Row(0, verdicts("$a = 0.5$"), "right", ""),
        "LONGEST_END": Row(0, verdicts(r"$C = C_1 + \dots + C_n$"), "right", "not_checkable"),
        "LONGEST_INDEX": Row(1, verdicts("$net_{h1} = 0.3775$"), "right", "not_checkable"),
        "LONGEST_ITEM": Row(5, lambda: report("the rest is 0.1234567").coverage.items[0].text, "0.1234567", "0.12…"),
        "LONGEST_LEAD": Row(0, verdicts("try it: change $w_1$ to $w_1 = 0.7$"), "", "wrong"),
        "LONGEST_OPENING": Row(10, opened("Exercise 1: one"), "Exercise 1: one", "Exercise 1"),
        "LONGEST_LETTERS": Row(0, verdicts("w1 = w2"), "wrong", ""),
        "LONGEST_LIST": Row(
            0,
            read("inputs = [1, 2]\ntargets = [1]\nweights = [[[1, 1], [1, -1]], [[1, -2]]]"),
            "does not state its network in full (its 6 weights join no 2 inputs to",
            "does not state its network in full (no weights found); give one with",
        ),
        "MOST_BYTES_UNPACKED": Row(9, lambda: _of_word("<w:p/>"), "read", "the document has 10 bytes"),
        "LONGEST_DECLARATION": Row(
            5, lambda: text_in("charset=koi8-r вес".encode("koi8-r")), "charset=koi8-r вес", "charset=koi8-r ЧЕУ"
        ),
        "MOSTLY_LATIN": Row(1, lambda: text_in("w = 1".encode("utf-16-le")), "w = 1", None),
        "MOSTLY_ALONE": Row(1, lambda: text_in("Größe".encode("latin-1")), "Größe", "GrцЯe"),
        "LEAST_OF_WORDS": Row(1, lambda: text_in("权重".encode("gbk")), "权重", None),
        "DEEPEST_ELEMENT": Row(
            1, lambda: in_markdown("<math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>").text, r"$\frac{ a}{2}$", "$ a2$"
        ),
        "MOST_LINES_JOINED": Row(0, verdicts("```python\nw5 = np.float64(\n  0.4)\n```"), "right", ""),
        "LONGEST_MARK_AHEAD": Row(
            0,
            read("new w_1 = 0.9\n" + SINGLE.replace("$w_1 = 0.3$", "")),
            "a 2-1 network, sigmoid, half t; i1 = 0.2, i2 = 0.6, target_o1 = 1, w2 = ",
            "6: 1 of 2 equations do not come true for the 2-1 network that the docu",
        ),
        "LONGEST_NUMBER": Row(3, verdicts("$net_{h1} = 0.37750$"), "right", "not_checkable"),
        "LONGEST_PIECE": Row(5, verdicts("$w_1 = 0.15$"), "right", "not_checkable"),
        "LONGEST_SENTENCE": Row(9, verdicts("After 1 round the error is 0.291027774."), "rounded", ""),
        "LONGEST_SHOWN": Row(3, printed("$w_1 = 0.16$", 2), "    w_1 = 0.16", "     = 0.1"),
        "LONGEST_SIZED": Row(0, verdicts(r"$w_1 = \left. 0.15 \right|$"), "not_checkable", ""),
        "LONGEST_SUPPOSING": Row(0, verdicts("If $w_1 = 1$, then"), "", "wrong"),
        "LONGEST_TITLE": Row(5, lambda: annotated.shortened("w_1 = 0.1499"), "w_1 = 0.1499", "w_1 …"),
        "LONG_INDEX": Row(
            99,
            verdicts(r"$\frac{\partial E_{total}}{\partial w_5} = \delta_{receiver} out_{sender}$"),
            "not_checkable",
            "wrong",
        ),
        "LEAST_TURNED": Row(
            99, notes(BY_SOURCE), "The document numbers the weights of a layer by the neuron they come from.", ""
        ),
        "LONG_NUMBER": Row(
            12, flags(r"$out_{h1} = 0.593269992$ and $0.4 \cdot 0.593269982 = 0.2373080$"), "operand", ""
        ),
        "LONG_WORD": Row(
            12, verdicts("t1 = output1 (what is expected)\nhere $d_{in} = 2$ and $d_{out} = 2$"), "", "wrong"
        ),
        "MISFIT": Row(1.5, verdicts("X = [1, 0.5]"), "wrong wrong", "rounded wrong"),
        "MISPRINTS_OF_A_FIGURE": Row(400, codes("$out_{h1} = 0.5993$"), "digit-changed", ""),
        "MISTAKES_LEFT_BY_A_CONVENTION": Row(
            Fraction(0),
            notes(OTHER_LOSS + " $net_{h1} = 0.9$"),
            "The document's error has no factor before the square.",
            "",
        ),
        "MISTAKES_LEFT_BY_EQUATIONS": Row(
            Fraction(1), lambda: holds(Score(9, 2), Score(5, 4), margin_of_equations()), False, True
        ),
        "MISTAKES_OF_A_RIVAL": Row(
            Fraction(3), lambda: holds(Score(0, 4), Score(9, 2), margin_of_a_rival()), False, True
        ),
        "MOSTLY_CUT": Row(
            0.1,
            notes(FOUR.replace("0.5933", "0.5932") + "$E_{total} = 0.2984$"),
            "The document mostly rounds to 4 decimals, and truncates now and then.",
            "The document truncates to 4 decimals more often than it rounds.",
        ),
        "MOST_ALIKE": Row(0, codes("$net_{h1} = w_1 i_2 + w_2 i_2 + b_1$"), "index-wrong", "counterexample"),
        "MOST_BOUNDS": Row(0, verdicts(BENT, "relu"), "wrong", "right"),
        "MOST_BYTES": Row(9, verdicts("$w_1 = 0.15$"), "right", "x.md: the document has 12 bytes; at most 9 are read"),
        "MOST_CANDIDATES": Row(
            0,
            read(SINGLE),
            "a 2-1 network, sigmoid, half t; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
            "does not state its network in full (its 0 biases fit no layers of its",
        ),
        "MOST_CELLS": Row(3, verdicts(TABLE), "right right", ""),
        "MOST_CHAINS_OF_A_LETTER": Row(
            0,
            notes(r"\Phi(z) = \frac12 (1 + \mathrm{erf}(\frac{z}{\sqrt2})); out = 0.0687"),
            "Φ stands for the distribution function of the standard normal distribution.",
            "",
        ),
        "MOST_CHAINS_OF_A_SLIP": Row(
            0,
            corrections("$net_{h7} = w_3 i_1 + w_4 i_2 + b_1$ and $net_{h1} = 0.3775$, $net_{h2} = 0.3925$"),
            "write net_{h2}",
            "write net_{h1}",
        ),
        "MOST_CHAINS_OF_VECTORS": Row(0, verdicts(SLOPES, "documents/matrices.toml"), "right rounded rounded", "right"),
        "MOST_CHARACTERS": Row(
            9, verdicts("$w_1 = 0.15$"), "right", "x.md: the document has 12 characters; at most 9 are read"
        ),
        "MOST_CONVENTIONS": Row(
            0, notes(OTHER_SIGN), "δ is the negative derivative of the error, so that updates add it.", ""
        ),
        "MOST_CORRECTED": Row(
            0, corrections("$net_{h1} = 0.3775$, $net_{h7} = 0.3925$"), "write net_{h1} for net_{h7}", ""
        ),
        "MOST_DEFINED": Row(
            0, verdicts("$q = 2 w_1$ and $r = q + 1 = 1.3$"), "not_checkable right", "not_checkable not_checkable"
        ),
        "MOST_DEPTH": Row(3, verdicts(r"$w_1 = ((((0.15))))$"), "right", "not_checkable"),
        "MOST_DIGITS": Row(3, verdicts("$net_{h1} = 0.37750$"), "right", "not_checkable"),
        "MOST_DIGITS_SHOWN": Row(1, lambda: rounded_like(arb("0.5932699921"), 4), "0.5933", "0.6"),
        "MOST_BY_CHANCE": Row(0, codes("$out_{h1} = -0.593$"), "sign-added", ""),
        "MOST_BY_CHANCE_AGAIN": Row(
            0,
            codes("delta1 = [0.0333, -0.0064]", "slips/arrays.toml"),
            "weights-transposed weights-transposed",
            "weights-transposed",
        ),
        "MOST_EDITS": Row(
            0,
            codes(r"$net_{h1} = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 - 0.35 = 0.3775$"),
            "minus-read-as-plus",
            "line-gives",
        ),
        "MOST_ENTRIES_APART": Row(
            1,
            lines(
                r"$\begin{pmatrix} 0.15 \\ 0.2 \end{pmatrix} + \begin{pmatrix} 0.1 \\ "
                r"0.1 \end{pmatrix} = \begin{pmatrix} 0.25 \\ 0.4 \end{pmatrix}$"
            ),
            "0.25; 0.3",
            "; ",
        ),
        "MOST_ENTRIES_SWAPPED": Row(0, codes(SWAPPED), "operand-of-another-line", "another-quantity"),
        "MOST_EQUAL_SCHEMES": Row(
            0,
            verdicts("outh1 = sig(h1) = 0.50812\nouth2 = sig(h2) = 0.51062", "documents/typed.toml"),
            "right wrong right rounded",
            "wrong wrong wrong rounded",
        ),
        "MOST_EQUATIONS": Row(
            0,
            read(FACTORS),
            "q = x + y; f = q*z; x = -2, y = 5, z = -4",
            "does not state its network in full (no weights found); give one with",
        ),
        "MOST_EXAMPLES": Row(
            1,
            verdicts(TWO_EXAMPLES),
            "right right right right right right right right right right right",
            "right right right right right right wrong wrong right wrong wrong",
        ),
        "MOST_EXPONENT": Row(3, verdicts("$w_1 = 1.5e-4$"), "wrong", "not_checkable"),
        "MOST_FIGURES": Row(1, lambda: len(figures("0.25 and 0.5622 and 0.0958", ())), 3, 1),
        "MOST_FORMULA_EDITS": Row(
            0, codes("$net_{h1} = w_1 i_1 - w_2 i_2 + b_1$"), "sign-in-formula", "counterexample"
        ),
        "MOST_GENERAL_FORMULAS": Row(0, verdicts(DELTA), "right", "not_checkable"),
        "BITS_OF_PASSES": Row(8, lambda: rounds.after_rounds(example(), 1) is None, False, True),
        "PLACES_OF_PASSES": Row(3, lambda: str(moved().value)[:6], "358916", "359/10"),
        "PLACES_SHOWN_OF_PASSES": Row(2, lambda: moved().text, "0.358916480", "0.36"),
        "MOST_SCOPES": Row(1, opened("# Exercise 1\n# Exercise 2"), "Exercise 1; Exercise 2", "Exercise 1"),
        "MOST_GRIDS": Row(
            0,
            notes(
                (
                    r"$$W_2 := W_2 - \alpha \frac{\partial J}{\partial W_2} = "
                    r"\begin{bmatrix} 0.6992 & 0.7988 \\ 0.89923 & 0.0988 \end{bmatrix}$$"
                ),
                "documents/matrices.toml",
            ),
            "Vectors lie, as in x W.",
            "",
        ),
        "MOST_GROUPS": Row(0, codes(MISLABELLED), "row-of-another", "another-quantity updated-quantity"),
        "MOST_INDICES": Row(
            0,
            codes(
                r"$\frac{\partial E_{total}}{\partial w_5} = \frac{\partial "
                r"E_{total}}{\partial out_{o1}} \frac{\partial net_{o1}}{\partial w_5}$"
            ),
            "slope-missing",
            "counterexample",
        ),
        "MOST_INDICES_SIDE_BY_SIDE": Row(
            1,
            read(LAYER),
            "z[j] = sum(i, w[j,i]*x[i]); w1_1 = 1, w1_2 = 2, x1 = 5, x2 = 6",
            "z_j = sum(i, w_j[i]*x[i]); x1 = 5, x2 = 6",
        ),
        "MOST_INSTANCES": Row(0, verdicts(DELTA.replace("- y", "+ y")), "not_checkable", "right"),
        "MOST_INSTANCES_OF_A_LETTER": Row(0, verdicts(r"$a_j = \phi(z_j)$"), "right", "not_checkable"),
        "MOST_IN_A_ROW": Row(1, verdicts("$net_{h1} = 3.02 / 2 / 2 / 2 = 0.3775$"), "right", "not_checkable"),
        "MOST_IN_PART_JUDGED": Row(
            0,
            read(SINGLE.replace("w_2", "w_3")),
            "a 2-1-1 network, identity, sig; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
            "does not state its network in full (no number found for w2); give one",
        ),
        "MOST_KERNELS": Row(1, proofs("$net_{h1} = w_1 i_1 + w_2 i_2 + b_1$"), "True", "False"),
        "MOST_LAYOUT_TESTS": Row(0, verdicts("z = w x + b_1"), "right", "not_checkable"),
        "MOST_LETTERS_MULTIPLIED": Row(0, verdicts("$y = wx = 1$", "slips/starred.toml"), "wrong wrong", "right wrong"),
        "MOST_LEVELS": Row(0, proofs("$net_{h1} = w_1 i_1 + w_2 i_2 + b_1$"), "True", "False"),
        "MOST_LINES_ANNOTATED": Row(1, lambda: len(annotated.lines(report("$w_1 = 0.15$\n\n$w_2 = 0.2$"))), 2, 1),
        "MOST_OTHERS_SHOWN": Row(
            0,
            printed("$net_{h1} = 0.4$", 1),
            "x.md:1:13: rounded  net_{h1} =",
            "x.md: 1 more remark; --all sho",
        ),
        "MOST_ROOTS_SHOWN": Row(
            0,
            printed("$net_{h1} = 0.9$", 1),
            "x.md:1:13: wrong  net_{h1} = 0",
            "x.md: 1 more mistake; --all sh",
        ),
        "MOST_LINES_NAMED": Row(
            1,
            printed("\n\n".join(f"the rest is 0.{at}" for at in range(123, 143)), 1),
            "x.md: not read in the lines 1,",
            "x.md: not read in the lines 1 ",
        ),
        "MOST_LEVELS_WRITTEN_OUT": Row(1, codes("$out_{h1} = 0.506874567$"), "bias-missing", ""),
        "MOST_LISTED": Row(
            0,
            printed("the rest is 0.123", 1),
            "x.md:1:13: not read  0.123: th",
            "x.md: not read in the lines 1;",
        ),
        "MOST_CORRECTIONS": Row(
            0, corrections("$net_{h1} = 0.3775$, $net_{h7} = 0.3925$"), "write net_{h1} for net_{h7}", ""
        ),
        "MOST_MEMORY": Row(2**40, lambda: limit_set(process._limit_memory) >= 2**40, False, True),
        "MOST_MENTIONED": Row(
            0,
            read(SINGLE.replace("w_2", "w_3")),
            "a 2-1-1 network, identity, sig; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
            "a 2-1 network, sigmoid, half t; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
        ),
        "MOST_MISSING": Row(
            1,
            read(FACTORS.replace("x = -2, y = 5, z = -4", "")),
            "does not state its network in full (no number found for x, y); give o",
            "does not state its network in full (no number found for x); give one",
        ),
        "MOST_MISSING_NAMED": Row(
            1,
            lambda: NoValues(example().leaves).reason.details.text,
            "i1, i2, target_o1, target_o2, w1, w2 and 8 more",
            "i1 and 13 more",
        ),
        "MOST_MORE_DIGITS": Row(0, lambda: shown(arb("0.0000123456"), number("0.0")), "0.00001235", "0.000"),
        "MOST_MOVES": Row(
            0,
            lambda: [
                number.text
                for number in next(iter(random_points(LOGARITHM, layers_of(LOGARITHM), 1))).network.values.values()
            ],
            ["231/122", "333/122"],
            ["70/61", "51/61"],
        ),
        "MOST_NAMES_EXCHANGED": Row(0, codes("$net_{h1} = w_1 i_2 + w_2 i_2 + b_1$"), "index-wrong", "counterexample"),
        "MOST_NAMES_OF_A_PATTERN": Row(0, verdicts("a = 0.5"), "right", ""),
        "MOST_NAMES_OF_A_ROW": Row(0, codes(MISLABELLED), "row-of-another", "another-quantity updated-quantity"),
        "MOST_NEAR": Row(0, lambda: "0.15" in set(judge_of().ledger.texts()), True, False),
        "MOST_NETWORKS_JUDGED": Row(
            0,
            read(SINGLE),
            "a 2-1 network, sigmoid, half t; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
            "does not state its network in full (its 0 biases fit no layers of its",
        ),
        "MOST_NEURONS": Row(
            0,
            read(SINGLE),
            "a 2-1 network, sigmoid, half t; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
            "does not state its network in full (its 0 biases fit no layers of its",
        ),
        "MOST_NODES": Row(
            0,
            read(FACTORS),
            "q = x + y; f = q*z; x = -2, y = 5, z = -4",
            "does not state its network in full (no weights found); give one with",
        ),
        "MOST_NUMERALS_SWAPPED": Row(0, codes(SWAPPED), "operand-of-another-line", "another-quantity"),
        "MOST_ONES": Row(1, verdicts(r"$\underbrace{1}_{2 \times 1} = 1$"), "not_checkable", ""),
        "MOST_OPEN_ENDS": Row(
            0,
            read(SINGLE.replace("the desired output is 1, ", "")),
            "a 2-1 network, sigmoid, half t; i1 = 0.2, i2 = 0.6, w1 = 0.3, w2 = -0.1,",
            "does not state its network in full (no targets found); give one with",
        ),
        "MOST_OPERANDS": Row(
            0,
            codes(r"$\frac{\partial E_{total}}{\partial w_5} = 0.0069249$"),
            "another-operand",
            "",
        ),
        "MOST_OPERATIONS": Row(1, proofs("$net_{h1} = w_1 i_1 + w_2 i_2 + b_1$"), "True", "False"),
        "MOST_PAIRS": Row(0, verdicts("a = 0.5"), "right", ""),
        "MOST_PARAMETERS": Row(
            1,
            verdicts("$w_1 = 0.15$"),
            "right",
            "x.md: the network has 8 parameters; documents are judged by one of at most 1",
        ),
        "MOST_PASSAGES": Row(
            0,
            lambda: marks.passed_over(report("<!-- w = 0.5 -->").coverage),
            "a comment, line 1",
            "and 1 more, which --format json lists",
        ),
        "MOST_PIECES": Row(
            1,
            verdicts("$w_1 = 0.15$ and $w_2 = 0.2$"),
            "right right",
            "x.md: the document has 2 formulas; at most 1 are judged",
        ),
        "MOST_PLACES_LISTED": Row(1, lambda: len(report("0.1, 0.2 and 0.3").coverage.items), 3, 1),
        "MOST_PLACES_MOVED": Row(0, codes("$out_{h1} = 5.93269992$"), "decimal-point", ""),
        "MOST_PLAIN_ARRAYS": Row(-1, lambda: interpreted(*SPOKEN.replace("$", "").split(", ")).bold, True, False),
        "MOST_POWER_PROVED": Row(1, proofs(r"$E_{o1} = \frac12 (target_{o1} - out_{o1})^2$"), "True", "False"),
        "MOST_PRODUCTS": Row(1, proofs("$net_{h1} = w_1 i_1 + w_2 i_2 + b_1$"), "True", "False"),
        "MOST_PROVED": Row(0, proofs(DELTA), "True", "False"),
        "MOST_QUANTITIES": Row(0, lambda: judge_of().ledger.origin(number("0.593")).known, True, False),
        "MOST_OTHER_QUANTITIES": Row(0, codes("$out_{h1} = 0.772928465$"), "another-quantity", ""),
        "MOST_RATES": Row(
            0,
            read(SINGLE.replace("and we take a learning rate of 0.4", "")),
            "a 2-1 network, sigmoid, half t; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
            "does not state its network in full (its 0 biases fit no layers of its",
        ),
        "MOST_RATES_TRIED": Row(
            0,
            codes(r"With $\eta = 0.1$: $w_5^+ = 0.391783296$."),
            "another-learning-rate other-rate",
            "",
        ),
        "MOST_RECENT": Row(
            0, lambda: judge_of("out_{h1} = 0.593269992").ledger.origin(number("0.406730008")).known, True, False
        ),
        "MOST_ROUNDS": Row(0, verdicts("After 1 round the error is 0.291027774."), "rounded", ""),
        "MOST_ROWS": Row(1, verdicts(TABLE), "right right", "right"),
        "MOST_SCHEMES": Row(0, verdicts(DELTA), "right", "not_checkable"),
        "MOST_SCHEMES_TRIED": Row(0, verdicts("a = 0.5"), "right", ""),
        "MOST_SECONDS_AHEAD": Row(1, lambda: limit_set(lambda: background._work(lambda: None, Mock())), 10, 1),
        "MOST_SEEN": Row(
            0,
            codes(
                r"$0.5 \cdot 0.019049119 = 0.0095245595$, $\frac{\partial "
                r"E_{o2}}{\partial out_{h1}} = -0.01904919$"
            ),
            "digit-dropped",
            "",
        ),
        "MOST_SIGNIFICANT": Row(
            0,
            read(SINGLE),
            "a 2-1 network, sigmoid, half t; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
            "5: 2 of 3 equations do not come true for the 2-1 network that the docu",
        ),
        "MOST_SIGNS_IN_A_ROW": Row(0, verdicts("$R = 2^2^2^2 = 4$"), "wrong", "not_checkable"),
        "MOST_SLIPS_OF_TYPE": Row(0, codes(SPOKEN.replace("net_h = 0.3775", "target = 0.5")), "array-for-entry", ""),
        "MOST_SPREAD": Row(0, flags(r"$out_{h1} = 0.59327$ and $0.4 \cdot 0.59327 = 0.2373$"), "", "line_mismatch"),
        "MOST_STARTS": Row(1, starts, 4, 1),
        "MOST_STEPS": Row(1, verdicts("$net_{h1} = w_1 i_1 + w_2 i_2 + b_1$"), "right", "not_checkable"),
        "MOST_OTHER_SYMBOLS": Row(
            0,
            codes(
                r"$\frac{\partial E_{total}}{\partial w_5} = (out_{o2} - target_{o2}) "
                r"out_{o2} (1 - out_{o2}) out_{h2}$"
            ),
            "derivative-of-another",
            "counterexample",
        ),
        "MOST_TABLES": Row(0, verdicts(TABLE), "right right", ""),
        "MOST_TERMS": Row(1, proofs("$net_{h1} = w_1 i_1 + w_2 i_2 + b_1$"), "True", "False"),
        "MOST_TERMS_WRITTEN": Row(
            1,
            read(BY_HAND),
            "h1 = w*x1; h2 = w*x2 + h1; L =; w = 2, x1 = 1, x2 = 3",
            "does not state its network in full (no targets found); give one with",
        ),
        "MOST_TOKENS": Row(3, verdicts("$w_1 = 0.15$"), "right", "not_checkable"),
        "MOST_TURNED": Row(0, lambda: verdicts(TURNED, "slips/deep.toml")().count("wrong"), 2, 1),
        "MOST_USES": Row(0, lambda: defined(*HOMONYM), ["s_1"], []),
        "MOST_VALUES_STATED": Row(
            1,
            read(SINGLE),
            "a 2-1 network, sigmoid, half t; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
            "does not state its network in full (no weights found); give one with",
        ),
        "MOST_VECTOR_OPTIONS": Row(0, verdicts(SLOPES, "documents/matrices.toml"), "right rounded rounded", "right"),
        "MOST_WAYS_OF_VECTORS": Row(0, verdicts(SLOPES, "documents/matrices.toml"), "right rounded rounded", "right"),
        "MOST_WAYS_OF_WEIGHTS": Row(
            0,
            read(SINGLE),
            "a 2-1 network, sigmoid, half t; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
            "does not state its network in full (no inputs and no targets found);",
        ),
        "MOST_WEIGHTS": Row(
            1,
            read(SINGLE),
            "a 2-1 network, sigmoid, half t; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
            "states 2 weights; at most 1 are put together, give the network with -",
        ),
        "MOST_WEIGHTS_LEFT_OUT": Row(
            0,
            read(SINGLE.replace("w_2", "w_3")),
            "a 2-1-1 network, identity, sig; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
            "a 2-1 network, sigmoid, half t; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
        ),
        "MOST_WHOLE_POWER": Row(1, verdicts("$R = 0.5^2 = 0.25$"), "right", "not_checkable"),
        "MOST_WORK": Row(1, verdicts("After 1 round the error is 0.291027774."), "rounded", "not_checkable"),
        "NEARBY": Row(0.09, corrections(GERMAN, "kinds/german.toml"), "write 0.6637", "write 0.6903"),
        "NEAR_THE_BEST": Row(
            2,
            read(SINGLE),
            "a 2-1 network, sigmoid, half t; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
            "does not state its network in full (its 0 biases fit no layers of its",
        ),
        "NEAR_THE_TRUTH": Row(
            0,
            codes("new w1 = w1 - 0.1 * dL/dw1 = 0.5063"),
            "line-gives",
            "digit-changed",
        ),
        "NEGLIGIBLE": Row(
            0.1, verdicts(r"$net_{h1} = 0.15 \cdot 0.05 + 0.25 \cdot 0.1 + 0.35 = 0.3825$"), "wrong", "carried"
        ),
        "OFTEN": Row(
            99, lambda: corrected(*3 * ("out_{h1} = 0.593",), "out_{01} = 0.59"), {"out_{01}": "out_{h1}"}, {}
        ),
        "ONE_OFF_IN": Row(
            1,
            flags(
                r"$net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = 0.25 \cdot 0.06 + 0.3 \cdot 0.2 "
                r"+ 0.45 = 0.525$"
            ),
            "",
            "operand",
        ),
        "OVER_ROUNDED": Row(0.5, flags("$net_{h1} = 0.4$"), "over_rounded", ""),
        "POINTS_OF_CASES": Row(1, verdicts(BENT, "relu"), "wrong", "right"),
        "POINTS_OF_CUT_CASES": Row(0, verdicts(NEVER), "wrong", "right"),
        "POINTS_OF_KINKS": Row(0, verdicts(KINKED, "relu"), "wrong", "right"),
        "POINTS_WITH_VALUES_HELD": Row(
            0, verdicts(r"$E_{o1} = \frac12 out_{o1}$", "slips/starred.toml"), "wrong", "right"
        ),
        "RANDOM_POINTS": Row(0, verdicts("da/dw1 = x1"), "not_checkable", "right"),
        "READING_SHARE": Row(-1.0, verdicts("$w_1 = 0.15$"), "right", "not_checkable"),
        "ROUNDED_WITHIN": Row(0.1, lambda: matching_digits(OUTPUT, [Figure(0.5622, 0.0001, 4)]), 7, 4),
        "ROUNDINGS_NEAR_ONE": Row(0, lambda: fit(number("1.1102230246251565e-16"), arb(0)), Fit.ROUNDED, Fit.OFF),
        "ROUNDINGS_OF_A_DOUBLE": Row(0, verdicts("$net_{h2} = 0.39249999999999918$"), "rounded", "wrong"),
        "SAME_FIGURES": Row(1, flags("$out_{h1} = 0.5933$, $out_{h2} = 0.5969$"), "", "contradiction"),
        "SAME_LINE": Row(0.0, flags(r"$net_{h1} = \frac{1}{1 + e^{-0.3775}} = 0.593269992$"), "name", ""),
        "SHARE_OF_AN_EXAMPLE": Row(
            2,
            read(PUBLISHED),
            "It looks like the built-in exa; i1 = 0.05, i2 = 0.10, target_o1 = 0.01, ",
            "a 2-2-2 network, sigmoid, sigm; 1 of 1 equations do not come true for it",
        ),
        "SHARE_OF_NOTATION": Row(2.55, verdicts("h_2 = 0.7"), "last_place", "truncated"),
        "SHARE_TURNED": Row(
            1.0, notes(BY_SOURCE), "The document numbers the weights of a layer by the neuron they come from.", ""
        ),
        "SHORTENED_BY": Row(0.0, lambda: len(list(judge_of(network=shifted()).ledger.near(number("0.345")))), 1, 0),
        "SHORTEST_ASIDE": Row(1, verdicts("$w_5(k) = 0.4$"), "not_checkable", "right"),
        "SHORTEST_OLD": Row(
            0, verdicts(r"$$\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j$$"), "right", "not_checkable"
        ),
        "SHORT_CLAUSE": Row(
            0, verdicts("The error falls from 0.29837 to 0.29103 after one update."), "rounded rounded", "rounded"
        ),
        "SPARE_BITS": Row(200, after(50, figures=9, places=50), 0, 3),
        "SPARE_PLACES": Row(500, after(50, figures=200, places=9), 0, 15),
        "SPARE_SHARE": Row(99, lambda: limit_set(lambda: process._limit_time(1.0)), 4, 100),
        "SPREAD": Row((1,), verdicts(SIGMOID_CASES), "wrong", "right"),
        "TELLING": Row(2, lambda: judge_of().ledger.origin(number("0.59")).known, False, True),
        "TELLING_FIGURES": Row(12, codes("$out_{h1} = 0.593269982$"), "digit-changed", ""),
        "TELLING_ZEROS": Row(
            3, lambda: judge_of().ledger.origin(number("0.00")).reach, Fraction(1, 100), Fraction(0, 1)
        ),
        "UNITS_BY_HAND": Row(
            0,
            verdicts(
                r"$net_{o1} = w_5 out_{h1} + w_6 out_{h2} + b_2 = 0.4 \cdot 0.5935 + 0.45 \cdot 0.5969 + 0.6 = 1.10601$"
            ),
            "right last_place",
            "right wrong",
        ),
        "USUAL_PLACES": Row(
            0.9, notes(FOUR + "$E_{total} = 0.298$"), "The document rounds to 4 decimals.", "The document rounds."
        ),
        "WIDEST_ROW_OF_VALUES": Row(
            1,
            read(VALUES),
            "a 2-1 network, sigmoid, half t; i1 = 0.2, i2 = 0.6, target_o1 = 1, w1 = ",
            "does not state its network in full (no number found for t); give one",
        ),
        "WIDEST_TABLE": Row(1, verdicts(TABLE), "right right", ""),
        "WORTH_NEARBY": Row(0.6, verdicts(r"out_{h1} = \boxed{0.593269993}"), "last_place", "wrong"),
        "WORTH_OF_A_ROUNDED_ZERO": Row(1.5, verdicts("$$dM_1 = 0$$", "documents/rectified.toml"), "right", "rounded"),
        "WORTH_OF_ONE_FIGURE": Row(0.3, verdicts("$y = wx = 1$", "slips/starred.toml"), "wrong wrong", "right right"),
        "WORTH_OF_THE_RATE": Row(1.2, verdicts("b = 0.5"), "wrong", "right"),
        "WORTH_OF_TWO_FIGURES": Row(1.8, verdicts("X = [1, 0.5]"), "wrong wrong", "rounded wrong"),
        "WORTH_OF_ZERO": Row(0.0, verdicts("$$dM_1 = 0$$", "documents/rectified.toml"), "right", "rounded"),
        "WORTH_ONE_OFF": Row(
            1.0,
            verdicts("$i_1 = 0.5$, $i_2 = 1$, $target_{o1} = 0.01$"),
            "wrong rounded right",
            "last_place wrong right",
        ),
        "WORTH_PUT_IN": Row(
            1.2,
            verdicts(r"$z_1 = w_1 \cdot x = 1.0 \cdot 0.5 = 0.5$", "documents/tiny.toml"),
            "right right",
            "wrong right",
        ),
    }
)

ELSEWHERE: Mapping[str, object] = MappingProxyType({"SECONDS": test_steps, "SILENCE": test_process})
"""Thresholds of which the test needs a process or a clock of its own, with the tests that change them."""


@pytest.mark.some(50)
@pytest.mark.slow
@pytest.mark.parametrize("threshold", ROWS)
def test_with_another_value_of_a_threshold_something_else_comes_out(
    threshold: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ROWS[threshold]
    assert row.usual != row.changed
    assert row.look() == row.usual
    monkeypatch.setattr(thresholds, threshold, row.other)
    assert row.look() == row.changed


@pytest.mark.parametrize("threshold", ELSEWHERE)
def test_what_is_tested_elsewhere_is_changed_there(threshold: str) -> None:
    assert f'setattr(thresholds, "{threshold}"' in inspect.getsource(ELSEWHERE[threshold])  # type: ignore[arg-type]


def test_every_threshold_has_a_row() -> None:
    assert {*ROWS, *ELSEWHERE} == {each for each in vars(thresholds) if each.isupper()}


VERIFY = Path(thresholds.__file__).parent
SOURCES = {path.relative_to(VERIFY).as_posix(): path.read_text(encoding="utf-8") for path in VERIFY.rglob("*.py")}
SMALL = frozenset({0, 1, 2})
"""Numbers that count sides, signs and indices everywhere, with either sign."""

BASE = 10
"""What numbers are printed in powers of: it is no limit where it is raised, divided by, or made a fraction of."""

PASSED: Mapping[tuple[str, float], str] = MappingProxyType(
    {
        ("diagnosis/planted_formulas.py", 3): "the exponent of a cube, which is planted for a square",
        (
            "diagnosis/planted_numbers.py",
            5,
        ): "what makes another digit of one, when a slip is planted",
        ("grammar/numerals.py", 3): "the power of ten of per mille",
        ("inference/arithmetic.py", 37): "a fraction that nobody writes, for whatever a number may be",
        ("inference/arithmetic.py", 61): "the same fraction",
        ("interpretation/value_lists.py", 3): "the sides of an equation in which one stands between two others",
        ("limits/process.py", 5): "the place of the data segment in what Linux says of the memory of a process",
        ("quantities/weights.py", 3): "the indices of a weight that has one for its layer",
        ("reading/rewriting.py", 0xFEE0): "how far wide signs are from the usual ones in Unicode",
        ("reading/labels.py", 3): "the sides of an equation in which one stands between two others",
        ("report/annotated.py", 3): "the least signs of a fence in Markdown",
        ("report/record.py", 5): "the version of the record",
        ("values/digits.py", 3): "a member of an enumeration",
        ("values/digits.py", 4): "a member of an enumeration",
        ("values/digits.py", 23): "the bits of single precision behind the first one",
        ("values/digits.py", 52): "the bits of double precision behind the first one",
        ("values/random_points.py", 3): "a bound of what is drawn",
        ("values/random_points.py", 7): "a bound of what is drawn",
        ("values/random_points.py", 20): "a bound of what is drawn",
        ("values/random_points.py", 61): "a prime, by which what is drawn is divided",
        ("values/random_points.py", 83): "a bound of what is drawn",
    }
)
"""Numbers that decide nothing, each with what it is."""


def numbers_in(text: str) -> Iterator[float]:
    """Yield the numbers in a module by which something may be decided."""
    tree = ast.parse(text)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value not in SMALL:
            assert isinstance(node.value, (int, float))
            if not _is_of_another_kind(node.value, parents[node]):
                yield node.value


def _is_of_another_kind(number: float, parent: ast.AST) -> bool:
    """Say whether a number is a power of ten, the number of a character, or the size of a cache."""
    match parent:
        case ast.BinOp(op=ast.Pow() | ast.Mod()):
            return number == BASE
        case ast.Call(func=ast.Name(id="Fraction" | "arb" | "fmpq")):
            return number == BASE
        case ast.Call(func=ast.Name(id="chr")) | ast.keyword(arg="maxsize"):
            return True
    return False


@pytest.mark.some(50)
@pytest.mark.slow
@pytest.mark.parametrize("threshold", sorted({*ROWS, *ELSEWHERE}))
def test_every_threshold_is_read_where_it_decides(threshold: str) -> None:
    asked = re.compile(rf"\bthresholds\.{threshold}\b")
    assert any(asked.search(text) for text in SOURCES.values())


@pytest.mark.parametrize("path", sorted(SOURCES.keys() - {"thresholds.py"}))
def test_no_other_module_keeps_a_number_of_its_own(path: str) -> None:
    assert {number for number in numbers_in(SOURCES[path]) if (path, number) not in PASSED} == set()


def test_no_number_is_let_pass_that_is_not_there() -> None:
    assert {(path, number) for path, text in SOURCES.items() for number in numbers_in(text)} >= PASSED.keys()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def f(x):\n    return x > 3", [3]),
        ("LEAST = 0.5", [0.5]),
        ("for shift in (1, -1, 2, -2, 3, -3):\n    pass", [3, 3]),
        ("def f(x=9):\n    return x[:-6]", [9, 6]),
        ("text[max(start - 20, 0) : start]", [20]),
        ("if x > 10:\n    pass", [10]),
        ("x = Fraction(1, 4)", [4]),
        ("x = y * 10 ** -places + chr(39) + Fraction(1, 10)", []),
        ("x = y[0] - 1 if len(y) > 2 else -1", []),
    ],
)
def test_a_number_in_a_function_is_found_as_well(text: str, found: list[float]) -> None:
    assert sorted(numbers_in(text)) == sorted(found)
