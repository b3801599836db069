"""The law of the verifier: it accepts what the derivation writes, and reports the place where one thing is changed."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Digits, Rounding
from symbackprop.models.draw import drawn, emptied
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.verify.judging.verdicts import Report, Verdict
from symbackprop.verify.pipeline import verify
from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.pieces import PieceKind

from ..formats import files_of

FOLDER = Path(str(files("symbackprop.models"))) / "examples"
EXAMPLES = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
NOTATIONS = ("", "delta", "h-y", "z-a")
NINE_DIGITS = Rounding(9)
ALL_FORMS = (Form.SCALAR, Form.INDEX, Form.MATRIX)
NAMES = {"md": "notes.md", "tex": "notes.tex"}


@dataclass(frozen=True)
class Writing:
    """How notes are written: what can be asked for on the command line."""

    name: str
    form: str = "md"
    rounding: Rounding = NINE_DIGITS
    notation: str = ""
    forms: tuple[Form, ...] = ALL_FORMS
    weights: str = ""
    comma: bool = False
    seed: int | None = None


@cache
def network(name: str, notation: str = "", comma: bool = False, seed: int | None = None) -> Network:
    found = replace(example(name, notation), decimal_comma=comma)
    return found if seed is None else drawn(emptied(found), seed)


@cache
def written(writing: Writing) -> str:
    of = network(writing.name, writing.notation, writing.comma, writing.seed)
    weights = {"": default_weights(of), "all": of.parameters, "one": of.parameters[:1]}[writing.weights]
    chosen = weights if Form.SCALAR in writing.forms else ()
    document = notes(Numbers(of, writing.rounding), Outline(chosen, 20, writing.forms), None)
    return files_of(writing.form, document)[NAMES[writing.form]].decode("utf-8")


def judged(writing: Writing, text: str = "") -> Report:
    # The notation is not told: the document itself shows which one it speaks.
    of = network(writing.name, seed=writing.seed)
    return verify((text or written(writing)).encode("utf-8"), NAMES[writing.form], of)


def faults(report: Report) -> list[tuple[int, str, str]]:
    return [(claim.place.line, claim.equation, claim.reason) for claim in report.faults]


def unread(report: Report) -> list[tuple[str, str]]:
    # Sums that the notes cut short with dots are the one thing that is left out.
    return [
        (claim.equation, claim.reason)
        for claim in report.claims
        if claim.verdict is Verdict.NOT_CHECKABLE and "left out" not in claim.reason
    ]


@pytest.mark.some(8)
@pytest.mark.parametrize("name", EXAMPLES)
def test_what_the_derivation_writes_is_read_and_accepted(name: str) -> None:
    report = judged(Writing(name, "md" if EXAMPLES.index(name) % 2 else "tex"))
    assert not faults(report)
    assert not unread(report)


def sampled(name: str) -> Writing:
    """Return one of the many ways to write the notes of an example, always the same one."""
    draw = random.Random(name)
    several = [(Form.SCALAR,), (Form.INDEX, Form.MATRIX), (Form.SCALAR, Form.MATRIX), (Form.MATRIX,), (Form.INDEX,)]
    return Writing(
        name,
        draw.choice(sorted(NAMES)),
        Rounding(draw.randint(2, 15)),
        draw.choice(NOTATIONS if example(name).layers else NOTATIONS[:2]),
        draw.choice(several),
        draw.choice(("", "all", "one")),
        draw.random() < 0.5,
        draw.choice((None, 1, 2, 3)),
    )


@pytest.mark.some(8)
@pytest.mark.parametrize("name", EXAMPLES)
def test_notes_in_any_form_and_notation_with_any_digits_are_accepted(name: str) -> None:
    report = judged(sampled(name))
    assert not faults(report)
    assert not unread(report)


@pytest.mark.parametrize("notation", NOTATIONS[1:])
def test_the_notation_of_a_document_is_heard_and_not_told(notation: str) -> None:
    report = judged(Writing("mazur-2-2-2", notation=notation))
    assert not faults(report)
    assert not unread(report)


@given(places=st.integers(1, 30), digits=st.sampled_from(Digits), form=st.sampled_from(sorted(NAMES)))
@settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_what_the_derivation_writes_is_accepted_at_any_number_of_digits(places: int, digits: Digits, form: str) -> None:
    places = max(places, 3) if digits is Digits.DECIMALS else places
    rounding = Rounding(places, digits)
    assert not faults(judged(Writing("mazur-2-2-2", form, rounding, forms=(Form.SCALAR, Form.MATRIX))))


CHANGES = {
    "digit": (re.compile(r"(?<![\w{}^.])\d+\.\d{2,}(?!\d)"), None),
    "index": (re.compile(r"(?<=[ho])[12](?=\})"), {"1": "2", "2": "1"}),
    "letter": (re.compile(r"(?<=_ \{W_ \{1,)[ij](?=[ij])|(?<=[ho]_ \{)[jk](?=\}\})"), {"i": "q", "j": "k", "k": "j"}),
    "name": (re.compile(r"(?<=mathrm\{)(?:net|out)(?=\})"), {"net": "target", "out": "target"}),
    "sign": (re.compile(r"(?<=[\w})] )[-+](?= [\w\\(](?!\s*(?:\\\\|\+|$|\n)))"), {"-": "+", "+": "-"}),
}
"""By what is changed, where that can be done in a formula, and what is put there."""


LESS_THAN_WRONG = (Verdict.CARRIED, Verdict.LAST_PLACE, Verdict.TRUNCATED)


def formulas(text: str) -> list[tuple[int, int]]:
    """Return where the displayed equations of some notes stand, without their labels and notes under braces."""
    reading = read(text.encode("utf-8"), "notes.md")
    pieces = [piece for piece in reading.pieces if piece.kind is PieceKind.DISPLAY and "=" in piece.plain.text]
    return [(piece.plain.places[0], piece.plain.places[-1]) for piece in pieces]


def changed(text: str, change: str, draw: random.Random) -> tuple[str, int] | None:
    """Return a text with one thing changed, and where; None where there is nothing of the kind."""
    pattern, table = CHANGES[change]
    places = [
        (start + found.start(), found[0])
        for start, end in formulas(text)
        for found in pattern.finditer(text[start:end])
    ]
    if not places:
        return None
    at, old = draw.choice(places)
    if table is None:
        digit = draw.choice([n for n, character in enumerate(old) if character.isdigit()])
        new = old[:digit] + draw.choice(sorted(set("0123456789") - {old[digit]})) + old[digit + 1 :]
    else:
        new = table[old]
    return text[:at] + new + text[at + len(old) :], at


CHANGED = (
    "attention",
    "huber",
    "layers-batch",
    "layers-softmax",
    "mazur-2-2-2",
    "mean-squared",
    "residual-block",
    "softmax",
)


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_one_change_is_reported_there_and_nowhere_else(change: str) -> None:
    draw = random.Random(change)
    tried = missed = 0
    for name in draw.sample(CHANGED, 5):
        writing = Writing(name, weights="one")
        found = changed(written(writing), change, draw)
        if found is None:
            continue
        text, at = found
        report = judged(writing, text)
        # A last digit that is one off, or cut instead of rounded, is said to be that and is no fault.
        hit = [
            claim
            for claim in report.claims
            if claim.span.start <= at <= claim.span.end and (claim.is_fault or claim.verdict in LESS_THAN_WRONG)
        ]
        roots = [c for c in report.faults if c.cause is None and not c.span.start <= at <= c.span.end]
        assert not roots, (name, text[max(at - 80, 0) : at + 60])
        tried += 1
        missed += not hit
    # What is multiplied by 0, or equal to what it was taken for, does not show: of linear outputs net and out.
    assert missed <= 1 + tried // 8


TABLE_CELL = re.compile(r"(?<=\| \$)-?\d+\.\d+(?=\$ \|)")
"""A number with decimals in a table of the notes in Markdown."""


def one_digit_changed(text: str, draw: random.Random) -> tuple[str, int]:
    """Return a text with one digit of one number in its tables changed, and where; not the last digit, which rounds."""
    found = draw.choice(list(TABLE_CELL.finditer(text)))
    at = found.start() + draw.choice([n for n, sign in enumerate(found[0]) if sign.isdigit()][:-1] or [0])
    new = draw.choice(sorted(set("123456789") - {text[at]}))
    return text[:at] + new + text[at + 1 :], at


@pytest.mark.parametrize("name", ["batch", "layers-batch", "mazur-2-2-2", "softmax", "tied-autoencoder"])
def test_one_digit_changed_in_a_table_is_reported_in_its_cell(name: str) -> None:
    draw = random.Random(name)
    writing = Writing(name, forms=(Form.SCALAR,), weights="one")
    for _ in range(4):
        text, at = one_digit_changed(written(writing), draw)
        (fault,) = [claim for claim in judged(writing, text).faults if claim.cause is None]
        assert fault.span.start <= at <= fault.span.end


def test_a_name_changed_before_a_row_is_reported_there_and_its_numbers_point_to_it() -> None:
    writing = Writing("mazur-2-2-2", forms=(Form.SCALAR,), weights="one")
    text = written(writing).replace("| $w_ {6}$ | $0.45$", "| $w_ {5}$ | $0.45$")
    label, *cells = judged(writing, text).faults
    assert text[label.span.start : label.span.end].strip("$") == "w_ {5}"
    assert label.reason == "this row is that of w6"
    assert [cell.cause for cell in cells] == [label.number] * 3


HEAD = r"gradient $\partial E_ {\mathrm{total}} / \partial w$"


def test_a_changed_head_of_a_column_is_reported_there() -> None:
    writing = Writing("mazur-2-2-2", forms=(Form.SCALAR,), weights="one")
    text = written(writing).replace(HEAD, "old value")
    roots = [claim for claim in judged(writing, text).faults if claim.cause is None]
    assert [root.reason for root in roots] == ["this column holds the derivatives of the error"]


CHANGED_OPERANDS = {
    "the gradient of an update": ("0.5 \\cdot 0.0821670406 =", "0.5 \\cdot 0.0821670416 ="),
    "an entry of a factor": ("0.593269992 & 0.596884378\n", "0.593269992 & 0.596884388\n"),
    "an entry of a result": ("-0.0226025405 & -0.0227402422\n", "-0.0226025405 & -0.0227402522\n"),
    "the start of a sum": ("\\sum_ {k=1}^{2}", "\\sum_ {k=2}^{2}"),
    "the end of a sum": ("\\sum_ {k=1}^{2}", "\\sum_ {k=1}^{3}"),
    "a mark of the update": ("w_ {5}^{+}", "w_ {5}^{-}"),
}
"""What is changed, from what, and to what."""


@pytest.mark.parametrize("what", sorted(CHANGED_OPERANDS))
def test_one_change_is_reported_once(what: str) -> None:
    old, new = CHANGED_OPERANDS[what]
    text = written(Writing("mazur-2-2-2"))
    at = text.index(old)
    report = judged(Writing("mazur-2-2-2"), text[:at] + new + text[at + len(old) :])
    (fault,) = [claim for claim in report.faults if claim.cause is None]
    assert fault.span.start <= at + len(new)
    assert fault.span.end >= at


CHANGED_ONCE = {
    "a matrix that must be transposed": (
        "binary-cross-entropy",
        Form.MATRIX,
        r"\underbrace{\mathbf{W}_ {2}^{\mathsf{T}}}",
        r"\underbrace{\mathbf{W}_ {2}}",
    ),
    "an array derived by a number": (
        "batch-norm",
        Form.SCALAR,
        r"\partial L}{\partial y_ {4}} \cdot",
        r"\partial d}{\partial y_ {4}} \cdot",
    ),
    "a bound of a case": (
        "hinge",
        Form.INDEX,
        r"\mathrm{out}_ {o1} < 1 \\",
        r"\mathrm{out}_ {o1} < 9 \\",
    ),
    "a constant beside arrays": ("attention", Form.MATRIX, r"\mathbf{s} = 0.7071", r"\mathbf{s} = 3.7071"),
    "a divisor that is nothing": ("deep-4-2-2-1", Form.INDEX, r"\frac{1}{2} (", r"\frac{1}{0} ("),
    "an index beyond those that there are": (
        "shared-weights",
        Form.SCALAR,
        r"w \cdot x_ {1} + b",
        r"w \cdot x_ {3} + b",
    ),
    "an index of no layer": (
        "mazur-2-2-2",
        Form.SCALAR,
        r"\partial \mathrm{out}_ {h1}}{\partial \mathrm{net}_ {h1}} &=",
        r"\partial \mathrm{out}_ {h1}}{\partial \mathrm{net}_ {k1}} &=",
    ),
    "a letter of the spec": ("shared-weights", Form.SCALAR, r"w \cdot x_ {1} + b", r"x \cdot x_ {1} + b"),
    "a letter of a weight": ("softmax", Form.INDEX, r"\partial W_ {ki}} =", r"\partial w_ {ki}} ="),
    "what an update goes against": (
        "squared",
        Form.SCALAR,
        r"- \eta  \cdot \frac{\partial E_ {\mathrm{total}}}",
        r"- \eta  \cdot \frac{\partial i}",
    ),
    "the rate of an update": ("huber", Form.SCALAR, r"- \eta", r"- \sigma"),
    "an array to derive by": (
        "attention",
        Form.SCALAR,
        r"{\partial a_ {3}}{\partial z}",
        r"{\partial a_ {3}}{\partial s}",
    ),
    "the old value of an update": ("skip-connection", Form.INDEX, "v^{+} &= v -", "v^{+} &= E -"),
}
"""By what is changed, where, from what, and to what."""


@pytest.mark.parametrize("what", sorted(CHANGED_ONCE))
def test_what_is_changed_once_is_reported_there(what: str) -> None:
    name, form, old, new = CHANGED_ONCE[what]
    writing = Writing(name, forms=(form,), weights="all")
    at = written(writing).index(old)
    (fault,) = [c for c in judged(writing, written(writing).replace(old, new, 1)).faults if c.cause is None]
    assert fault.span.start <= at + len(new)
    assert fault.span.end >= at


def test_an_index_changed_in_short_notes_is_reported_there() -> None:
    writing = Writing("single-neuron", notation="z-a", forms=(Form.MATRIX,))
    text = written(writing).replace("w_ {11}^{(1)} &", "w_ {21}^{(1)} &")
    (fault,) = judged(writing, text).faults
    assert (fault.verdict, fault.quantity) == (Verdict.NOTATION, "w_{21}^{(1)}")


def test_digits_that_are_given_and_those_of_a_rounded_result_are_told_apart() -> None:
    # Of two digits, 1.0 is the bias, and the pre-activation of 1.04 that a tanh is taken of.
    writing = Writing("shared-weights", rounding=Rounding(2), forms=(Form.SCALAR,), weights="one", seed=2)
    assert r"\mathrm{tanh}(1.0) \approx 0.78" in written(writing)
    assert not faults(judged(writing))


def test_the_single_entry_of_a_matrix_is_a_claim() -> None:
    assert verify(b"$net_{o1} = [5.2]$", "a.md", example("single-neuron")).faults


@pytest.mark.parametrize(
    ("old", "new"),
    [("{2} < 1 ", "{2} < 6 "), ("- \\frac{1}{2} & \\text{otherwise}", "- \\frac{1}{3} & \\text{otherwise}")],
)
def test_a_case_that_the_given_values_do_not_reach_is_a_claim(old: str, new: str) -> None:
    writing = Writing("huber", forms=(Form.SCALAR,), weights="one")
    text = written(writing)
    at = text.index(old, text.index("Total error"))
    assert judged(writing, text[:at] + new + text[at + len(old) :]).faults


def test_a_change_of_the_network_is_noticed_everywhere() -> None:
    report = verify(written(Writing("mazur-2-2-2")).encode("utf-8"), "notes.md", example("single-neuron"))
    assert report.faults or report.count(Verdict.NOT_CHECKABLE)
