"""Derivations in many hands, each with a few slips put in: all are found and named, and nothing else is called one.

The right values were computed with NumPy; the slips were put in by hand, each of a kind that people make.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from symbackprop.models.spec import load
from symbackprop.verify.judging.verdicts import Claim, Report, Verdict
from symbackprop.verify.pipeline import verify, verify_alone

FOLDER = Path(__file__).parent / "slips"

PLANTED = {
    "absorbed.tex": {(14, "0.25059"): "the line gives 0.249694", (17, "0.18072"): "the sign is lost"},
    "arrays.md": {
        (38, "0.0333"): "the weights are transposed",
        (38, "-0.0064"): "the weights are transposed",
        (42, "0.6781"): "the gradient is added, not subtracted",
    },
    "batch.md": {(14, "-0.1355"): "a sign on the line is wrong", (17, "0.1002"): "the decimal point of one term"},
    "chain.md": {
        (19, "e·v·h·(1 − h)·x"): "the factor x is too much",
        (20, "-0.3596"): "h stands for ∂h/∂u",
        (22, "-0.2239"): "the gradient is added, not subtracted",
    },
    "commas.md": {
        (25, "-0{,}009065"): "output weights updated before the hidden error signals are computed",
        (27, "0{,}03700"): "the decimal point is 1 place off",
    },
    "deep.md": {
        (22, "0.1052"): "stands for ∂out_h2_2/∂net_h2_2",
        (25, "dz^{[1]T} x"): "x must be transposed, not dz^{[1]}",
        (32, "0.0159"): "the sign is lost",
    },
    "formulas.tex": {
        (13, r"(W^2 \delta^2) \odot f_1'(z^1)"): "W^2 must be transposed",
        (19, "0.6190"): "one digit is another: 0.5190",
        (24, r"a^1 (\delta^2)^T"): "the right side is the transpose",
    },
    "kinks.md": {
        (23, "0.325"): "the factor ∂out_h2/∂net_h2 is missing, which is 0 here",
        (24, "-1.170"): "there is a minus too many",
    },
    "layers.md": {
        (13, "0.2949"): "two digits are swapped: 0.2994",
        (26, "0.0761"): "the factor ∂out_h2/∂net_h2 is missing",
        (30, "-0.0104"): "there is a minus too many",
    },
    "marked.md": {
        (13, "0.8176"): "the sign is lost",
        (14, "0.1219"): "the factor ∂out_o1/∂net_o1 is applied twice",
        (18, "-0.3088"): "the decimal point of one term",
    },
    "notebook.ipynb": {
        (41, "0.3321"): "one digit is another: 0.3221",
        (60, "-0.0801"): "only the path through net_o1 is counted",
    },
    "raised.txt": {
        (13, "0.4970"): "the line gives 0.47004",
        (26, "0.0179"): "only the path through net_o1 is counted",
        (33, "0.5827"): "a minus on the line was taken for a plus",
    },
    "residual.md": {
        (18, r"e\, v_2 (1 - a_2)^2"): "the square is that of a_2 alone",
        (20, "-0.1529"): "there is a minus too many",
    },
    "second.md": {(14, "0.0543"): "the sign is lost"},
    "starred.md": {(17, "-0.2"): "there is a minus too many"},
    "tensors.md": {
        (30, "-1.692"): "there is a minus too many",
        (32, "1.692"): "",
        (44, "2.9200"): "the learning rate is forgotten",
    },
}
"""By the document, the slips: the line and what is printed there, and a telling part of what must be said of it."""

WITH_A_BATCH = frozenset({"batch.md"})
"""Documents whose network is not read from them."""


@cache
def report(name: str) -> Report:
    path = FOLDER / name
    return verify(path.read_bytes(), name, load(path.with_suffix(".toml")))


@cache
def alone(name: str) -> Report:
    return verify_alone((FOLDER / name).read_bytes(), name)


def about(claim: Claim, report: Report, slips: Iterable[tuple[int, str]]) -> tuple[int, str] | None:
    """Return the slip that a claim is about, or None."""
    said = report.text[claim.focus.start : claim.focus.end]
    for line, printed in slips:
        if claim.place.line == line and (claim.stated == printed or printed in said or said in printed):
            return line, printed
        if claim.place.line == line and claim.stated == printed.replace("{,}", "."):
            return line, printed
    return None


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_every_slip_is_found_and_named(name: str) -> None:
    found: dict[tuple[int, str], str] = {}
    for claim in report(name).faults:
        slip = about(claim, report(name), PLANTED[name])
        if slip is not None:
            found[slip] = found.get(slip, "") + claim.reason
    assert found.keys() == PLANTED[name].keys()
    assert [slip for slip, said in PLANTED[name].items() if said not in found[slip]] == []


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_nothing_else_is_called_a_slip(name: str) -> None:
    others = [
        (claim.place.line, claim.equation, claim.reason)
        for claim in report(name).faults
        if claim.cause is None and about(claim, report(name), PLANTED[name]) is None
    ]
    assert others == []


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_nearly_everything_is_judged(name: str) -> None:
    assert report(name).count(Verdict.NOT_CHECKABLE) <= 0.03 * len(report(name).claims)


@pytest.mark.parametrize("name", sorted(set(PLANTED) - WITH_A_BATCH))
def test_without_a_spec_the_same_is_said(name: str) -> None:
    with_spec = [(claim.place.line, claim.stated) for claim in report(name).faults]
    assert [(claim.place.line, claim.stated) for claim in alone(name).faults] == with_spec
