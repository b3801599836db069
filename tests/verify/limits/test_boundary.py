"""An error of this program costs the step in which it happens, and nothing else: a crash is no verdict."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from symbackprop.errors import SymbackpropError
from symbackprop.models.spec import example
from symbackprop.verify import pipeline
from symbackprop.verify.diagnosis import causes, explanations
from symbackprop.verify.inference import network as infer
from symbackprop.verify.interpretation import interpret
from symbackprop.verify.judging import hypotheses, identities, numbers, part, single_numbers
from symbackprop.verify.judging import prose_claims as prose
from symbackprop.verify.judging.verdicts import Report, Verdict
from symbackprop.verify.limits.boundary import Doing, contained, recording
from symbackprop.verify.pipeline import verify_alone
from symbackprop.verify.reading import statements, tables
from symbackprop.verify.report import assembly, claims
from symbackprop.verify.report.record import record
from symbackprop.verify.source import Span

from ..fixtures import unmarked

pytestmark = pytest.mark.slow
"""Each test judges a whole document."""

DOCUMENT = r"""
$out_{h1} = 0.593269992$ and $out_{h2} = 0.596884387$ and $out_{o1} = 0.76$

$\frac{\partial E_{total}}{\partial w_5} = \delta_{o1} out_{h1}$ and $\delta_{o1} = out_{o1}$

| $w_5$ | 0.4 |
|---|---|
| $w_6$ | 0.45 |

The error is 0.298371109 at first and 0.291027774 after one round.
"""

FAULTS = (ArithmeticError, AssertionError, IndexError, KeyError, MemoryError, RecursionError, ValueError)

PLACES: dict[str, tuple[object, str]] = {
    "choosing the conventions": (hypotheses, "_with_its_conventions"),
    "describing the notation": (assembly, "notation"),
    "explaining a formula": (causes, "explain_formula"),
    "explaining a number": (causes, "explain_number"),
    "explaining a number in words": (explanations, "explain_number_in_words"),
    "finding definitions": (interpret, "define_local_names"),
    "finding misspelt names": (interpret, "correct_misspellings"),
    "finding other examples": (hypotheses, "other_example"),
    "finding the notation": (interpret, "infer_notation"),
    "finding what names mean": (interpret, "choose_schemes"),
    "finding what unknown names mean": (interpret, "define_unknown_names"),
    "following repeated claims": (causes, "_adopt"),
    "judging a formula": (identities.Identities, "special"),
    "judging a number": (numbers.Numbers, "judge"),
    "judging a number in words": (single_numbers.SingleNumbers, "judge_in_words"),
    "reading a cell": (tables, "_cell"),
    "reading a formula": (statements, "parse_all"),
    "reading a sentence": (prose._SentenceReader, "sentence"),
    "reading a table": (part, "claims_of"),
    "taking a statement": (statements, "_add"),
    "writing a claim": (claims, "_claim"),
}
"""By what is done there, every place where a step or a stage is carried out."""


def broken(error: type[BaseException], at: int, true: Callable[..., object]) -> Callable[..., object]:
    """Return a function that fails when it is called for a given time, from 0."""
    calls = 0

    def act(*arguments: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == at + 1:
            raise error("planted")
        return true(*arguments, **named)

    return act


def plant(patch: pytest.MonkeyPatch, place: str, error: type[BaseException], at: int = 0) -> None:
    owner, name = PLACES[place]
    patch.setattr(owner, name, broken(error, at, getattr(owner, name)))


def judged(text: str = DOCUMENT) -> Report:
    return pipeline.verify(text.encode(), "x.md", example())


def row(report: Report) -> dict[tuple[int, str], str]:
    return {(claim.focus.start, claim.stated): claim.verdict.value for claim in report.claims}


@pytest.mark.parametrize("error", FAULTS, ids=lambda error: error.__name__)
@pytest.mark.parametrize("place", sorted(PLACES))
def test_a_step_that_breaks_off_costs_itself(
    place: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = row(judged())
    plant(monkeypatch, place, error)
    report = judged()
    kept = row(report)
    lost = [key for key, verdict in whole.items() if kept.get(key) != verdict]
    # What is worked out once for the whole document may cost more than one statement, but never the report.
    assert len(lost) <= len(whole) / 2
    json.loads(record(report))
    assert error is MemoryError or "planted" in report.broken[0].traceback


@pytest.mark.parametrize("place", ["judging a formula", "judging a number", "reading a formula", "writing a claim"])
def test_a_statement_that_breaks_off_is_listed_with_its_place(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, place, ZeroDivisionError)
    report = judged()
    listed = [claim for claim in report.claims if claim.reason == "internal error (ZeroDivisionError)"]
    assert [claim.verdict for claim in listed] == [Verdict.NOT_CHECKABLE]
    assert listed[0].place.line in (2, 4)
    (found,) = report.broken
    assert found.error == "ZeroDivisionError"
    assert "planted" in found.traceback


@pytest.mark.parametrize("at", range(6))
def test_whichever_statement_it_is_the_others_are_judged(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    values = ("0.15", "0.20", "0.25", "0.30", "0.40", "0.45")
    text = "\n\n".join(f"$w_{number} = {value}$" for number, value in enumerate(values, start=1))
    plant(monkeypatch, "judging a number", OverflowError, at)
    report = judged(text)
    verdicts = [claim.verdict for claim in report.claims]
    assert verdicts == [Verdict.NOT_CHECKABLE if number == at else Verdict.RIGHT for number in range(6)]
    assert report.claims[at].place.line == 2 * at + 1


@pytest.mark.parametrize("place", sorted(PLACES))
def test_an_interruption_is_no_error(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, place, KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        judged()


def alone_or_refused(content: bytes, name: str) -> tuple[str, list[str]]:
    """Return why a document is refused that is judged without a spec, and the errors that were contained."""
    try:
        return "", [found.error for found in verify_alone(content, name).broken]
    except SymbackpropError as error:
        return str(error), []


LECTURE = "lecture.txt"
"""It leaves open what a built-in example has, so that no layers are looked for."""

STAGES_ALONE: dict[str, tuple[object, str, str]] = {
    "doubting": (pipeline, "doubt_in", LECTURE),
    "equations": (infer, "model_of_equations", LECTURE),
    "layers": (infer, "_shortlist", "exact.md"),
    "the choice": (pipeline, "likeliest", LECTURE),
    "the whole": (infer, "inferred", LECTURE),
}


@pytest.mark.parametrize("stage", sorted(STAGES_ALONE))
def test_a_network_that_cannot_be_found_by_an_error_leaves_one_line(
    stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, name, document = STAGES_ALONE[stage]
    monkeypatch.setattr(owner, name, broken(AssertionError, 0, getattr(owner, name)))
    said, errors = alone_or_refused((unmarked("documents") / document).read_bytes(), document)
    assert errors == ["AssertionError"] or "give one with --spec" in said


def test_the_same_error_at_the_same_place_is_counted_once_and_outer_blocks_have_it_too() -> None:
    with recording() as outer:
        with recording() as inner:
            for _ in range(3):
                contained(Doing.READING, Span(1, 2), lambda: 1 / 0, lambda _: 0.0)
        assert len(inner()) == 1
    assert outer() == inner()


CRASHED = {
    "a fraction too large for a double": "w8=1e400",
    "a fraction too large for a double, alone": r"\(eta=0{,}1e400\)",
    "a frame that does not end": r"$\boxed{{N$",
    "a frame within a frame": r"$\boxed{\boxed{{}$",
    "a brace below that does not end": r"=\underbrace",
    "a product too large for a double": r"\frac{\partial}{\partial2}[2]=.8\times4e999\approx0",
    "a ratio too small for a double": r"$out_{h1} = 4e-999 \cdot 4e-999 \approx 0.59$",
    "a root that is not there": r"$w_1=\sqrt",
    "a superscript": "0.²=",
    "digits of another script": "$w_1 = ٠.١٥$ and $w_২ = 0.2$",
    "half of a character": '{"cells":[{"cell_type":"markdown","source":["$w_1 = 0.15 \\ud800$"]}]}',
    "many digits below": "$x" + "₁" * 5000 + " = 1$",
}


@pytest.mark.parametrize("text", CRASHED.values(), ids=CRASHED)
def test_what_broke_the_judge_is_judged_without_an_error_with_and_without_a_spec(text: str) -> None:
    name = "x.ipynb" if text.startswith("{") else "x.md"
    report = pipeline.verify(text.encode(), name, example())
    assert not report.broken
    record(report).encode("utf-8")
    said, errors = alone_or_refused(text.encode(), name)
    assert not errors
    assert "internal error" not in said


def test_digits_of_another_script_are_the_same_numbers() -> None:
    report = judged("$w_1 = ٠.١٥$, $out_{h1} = ０.５９３$")
    assert [claim.verdict for claim in report.claims] == [Verdict.RIGHT, Verdict.ROUNDED]
