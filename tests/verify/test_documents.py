"""Derivations that people published, in prose of our own: every verdict was computed independently of this program.

The equations, the figures and the verdicts in `documents/expected.json` are facts about those documents; the sentences
around them were written for these tests.
"""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import pytest

from symbackprop.models.spec import example, load
from symbackprop.verify.judging.verdicts import Claim, Flag, Report, Verdict
from symbackprop.verify.pipeline import verify

FOLDER = Path(__file__).parent / "documents"
EXPECTED: dict[str, list[tuple[str, str, str]]] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
DOCUMENTS = sorted(EXPECTED)


@cache
def report(name: str) -> Report:
    spec = FOLDER / f"{Path(name).stem}.toml"
    network = load(spec) if spec.exists() else example()
    return verify((FOLDER / name).read_bytes(), name, network)


def pairs(name: str) -> list[tuple[tuple[str, str, str], Claim | None]]:
    """Return the expected claims beside those that were found, in the order of both."""
    left = list(report(name).claims)
    found: list[tuple[tuple[str, str, str], Claim | None]] = []
    for row in EXPECTED[name]:
        stated, _, equation = row
        if stated:
            fitting = [claim for claim in left if claim.stated == stated]
            claim = fitting[0] if fitting else None
        else:
            claim = max((c for c in left if not c.stated), key=lambda c: alike(equation, c.equation), default=None)
        if claim is not None and stated:
            left.remove(claim)
        found.append((tuple(row), claim))  # type: ignore[arg-type]
    return found


def alike(left: str, right: str) -> float:
    return SequenceMatcher(None, plain(left), plain(right)).ratio()


def plain(equation: str) -> str:
    return "".join(character for character in equation if not character.isspace() and character != "\\")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_claim_is_found(name: str) -> None:
    missing = [row for row, claim in pairs(name) if claim is None]
    assert not missing


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_verdict_is_the_one_that_was_computed_independently(name: str) -> None:
    others = [(row, claim.verdict.value) for row, claim in pairs(name) if claim and claim.verdict.value != row[1]]
    assert not others


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_correct_claim_is_called_wrong(name: str) -> None:
    expected = {id(claim) for row, claim in pairs(name) if claim and row[1] in ("wrong", "notation")}
    equations = {plain(row[2] or row[0]) for row, _ in pairs(name) if row[1] in ("wrong", "notation")}
    for claim in report(name).claims:
        if claim.verdict is Verdict.WRONG and id(claim) not in expected:
            # What is not on the list repeats a slip that is.
            assert claim.cause is not None or plain(claim.stated) in equations or "bias" in claim.reason


def test_nearly_every_equation_is_read() -> None:
    claims = [claim for name in DOCUMENTS for claim in report(name).claims]
    unread = [claim for claim in claims if claim.verdict is Verdict.NOT_CHECKABLE]
    assert len(unread) <= 0.03 * len(claims)


SLIPS = {
    37: "bias b1",
    44: "0.005",
    60: "net_o1, not out_o1",
    61: "the exponent lacks its minus",
    69: "a minus is missing",
    98: "out_{01}",
    102: r"\frac",
    110: "net_{01}",
    166: "out_{b1}",
    171: "out_{11}",
    208: "output weights updated before the hidden error signals are computed",
    209: "one round too few",
    211: "output weights updated before the hidden error signals are computed",
    212: "output weights updated before the hidden error signals are computed",
}
"""By the line of the lecture, a slip that somebody found by hand, and a telling part of what must be said of it."""

REPEATED = frozenset({38, 55, 56, 106})
"""Lines that repeat a slip of the lecture which is listed once: the missing bias, and net_{01}."""


@pytest.mark.parametrize("line", sorted(SLIPS))
def test_every_slip_of_the_lecture_is_found_and_explained(line: int) -> None:
    said = " ".join(claim.reason for claim in report("lecture.txt").faults if claim.place.line == line)
    assert SLIPS[line] in said


def test_the_lost_digit_and_the_lost_minus_of_one_line_are_both_told() -> None:
    (claim,) = [claim for claim in report("lecture.txt").faults if claim.place.line == 45]
    assert claim.verdict is Verdict.WRONG
    assert "a digit is dropped: 0.593269992" in claim.reason
    assert Flag.LINE_MISMATCH in claim.flags


def test_nothing_else_in_the_lecture_is_called_a_slip() -> None:
    assert {claim.place.line for claim in report("lecture.txt").faults} == {*SLIPS, *REPEATED, 45}


def test_an_error_is_the_root_once_and_what_inherits_it_points_to_it() -> None:
    claims = report("chinese.md").claims
    root = next(claim for claim in claims if claim.stated == "0.9084")
    heir = next(claim for claim in claims if claim.stated == "1.1835")
    assert root.cause is None
    assert heir.cause == root.number
    assert Flag.INHERITED in heir.flags


def test_a_result_that_is_right_although_an_operand_is_wrong_is_right_by_luck() -> None:
    claim = next(claim for claim in report("chinese.md").claims if claim.stated == "0.035")
    assert claim.verdict is Verdict.ROUNDED
    assert Flag.BY_LUCK in claim.flags


def test_a_gradient_taken_for_another_is_named() -> None:
    wrong = [claim for claim in report("tiny.md").claims if claim.equation.endswith("a_2 - y")]
    assert "∂E/∂net_o1" in wrong[0].reason


def test_the_house_style_is_said_once() -> None:
    assert report("lecture.txt").conventions == (
        "The document mostly rounds to 4 decimals, and truncates now and then.",
    )


def test_a_document_that_contradicts_itself_is_told_so() -> None:
    claim = next(claim for claim in report("matrices.md").claims if claim.stated == "0.0775")
    assert claim.verdict is Verdict.TRUNCATED
    assert Flag.CONTRADICTION in claim.flags
    assert "0.0776" in claim.reason


def test_digits_that_the_operands_do_not_support_are_told() -> None:
    claim = next(claim for claim in report("solver.md").claims if claim.stated == "0.248014762")
    assert claim.verdict is Verdict.CARRIED
    assert Flag.EXCESS_DIGITS in claim.flags
