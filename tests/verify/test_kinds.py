"""Documents of other kinds, each with one slip put in: it is found and named, and nothing else is called a slip.

The right values were computed with mpmath.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from symbackprop.models.spec import load
from symbackprop.verify.judging.verdicts import Flag, Report, Verdict
from symbackprop.verify.pipeline import verify

FOLDER = Path(__file__).parent / "kinds"

PLANTED = {
    "blog.txt": (21, "a square is missing", "-0.24817"),
    "german.md": (14, "two digits are swapped: 0.6637", "0.66373"),
    "homework.tex": (13, "the sign is wrong", "-0.47502"),
}
"""By the document: the line of the slip, what is said of it, and how the right value starts."""


@cache
def report(name: str) -> Report:
    path = FOLDER / name
    return verify(path.read_bytes(), name, load(path.with_suffix(".toml")))


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_the_slip_is_found_and_named(name: str) -> None:
    line, said, truth = PLANTED[name]
    wrong = [claim for claim in report(name).claims if claim.verdict is Verdict.WRONG]
    assert {claim.place.line for claim in wrong} == {line}
    assert said in wrong[0].reason
    assert wrong[-1].truth.startswith(truth)


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_a_number_that_a_wrong_formula_gives_points_to_it(name: str) -> None:
    first, *rest = (claim for claim in report(name).claims if claim.verdict is Verdict.WRONG)
    assert all(claim.cause == first.number for claim in rest)


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_everything_is_judged_and_nothing_else_is_remarked(name: str) -> None:
    claims = report(name).claims
    assert not [claim for claim in claims if claim.verdict is Verdict.NOT_CHECKABLE]
    assert {flag for claim in claims for flag in claim.flags} <= {Flag.INHERITED}


def test_without_the_slip_nothing_is_wrong() -> None:
    text = (FOLDER / "german.md").read_text(encoding="utf-8").replace("0{,}6673", "0{,}6637")
    assert not verify(text.encode(), "german.md", load(FOLDER / "german.toml")).faults
