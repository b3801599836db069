"""The numbers of a chain: each side that is a number or an array, and sides that mix names with numbers."""

from __future__ import annotations

import pytest

from symbackprop.verify.judging.slips import ARRAY_FOR_ENTRY
from symbackprop.verify.judging.verdicts import ClaimKind, Verdict
from symbackprop.verify.pipeline import verify_alone
from symbackprop.verify.reasons import Details, Reason

from .judged import draft_of, drafts_of

HALF = r"out_{h1} = 0.593269992"


def test_every_number_of_a_chain_is_judged() -> None:
    drafts = drafts_of(r"net_{h1} = 0.0075 + 0.37 = 0.3775 = 0.378")
    assert [(draft.stated.text, draft.verdict) for draft in drafts if draft.stated] == [
        ("0.3775", Verdict.RIGHT),
        ("0.378", Verdict.ROUNDED),
    ]


def test_a_number_on_the_left_is_judged_where_something_tells_its_value() -> None:
    (draft,) = drafts_of("0.3775 = net_{h1}")
    assert (draft.stated and draft.stated.text, draft.verdict) == ("0.3775", Verdict.RIGHT)
    (draft,) = drafts_of("0.3775 = R")
    assert draft.kind is ClaimKind.EQUATION


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"5 = 10 \cdot 0.5 + 0 \cdot (-0.5)", Verdict.RIGHT),
        (r"0.62 = \sigma(0.5)", Verdict.ROUNDED),
        (r"6 = 10 \cdot 0.5", Verdict.WRONG),
        ("3 = 3", None),
    ],
)
def test_a_number_on_the_left_is_judged_by_the_arithmetic_behind_it(line: str, verdict: Verdict | None) -> None:
    assert [draft.verdict for draft in drafts_of(line)] == ([] if verdict is None else [verdict])


def test_one_number_for_a_whole_array_says_that_it_is_an_array() -> None:
    draft = draft_of(
        "net_{h1} = 0.3775",
        "net_{h2} = 0.3925",
        HALF,
        "out_{h2} = 0.596884378",
        "out_{o1} = 0.751365070",
        "out_{o2} = 0.772928465",
        "w_1 = 0.15",
        "w_2 = 0.2",
        "net_h = 0.3775",
    )
    meant = Reason(ARRAY_FOR_ENTRY, Details(quantity="net_h"))
    assert (draft.verdict, draft.reasons, draft.correction) == (Verdict.WRONG, [meant], meant)


SPOKEN = ("net_{h2} = 0.3925", "out_{h2} = 0.596884378", "out_{o1} = 0.751365070", "w_1 = 0.15", "w_2 = 0.2", HALF)
"""Enough of the notation of the network that nothing is guessed of its names."""


def test_a_side_of_names_and_numbers_is_held_against_the_first_one() -> None:
    drafts = drafts_of(*SPOKEN, r"net_{h1} = w_1 \cdot 0.05 + w_2 \cdot 0.2 + 0.35")
    assert (drafts[-1].kind, drafts[-1].verdict) == (ClaimKind.IDENTITY, Verdict.WRONG)
    drafts = drafts_of(*SPOKEN, r"net_{h1} = w_1 \cdot 0.05 + w_2 \cdot 0.1 + 0.35")
    assert drafts[-1].verdict is not Verdict.WRONG


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("e = 1.5 + 3.0 = 4.5", "right"),
        ("e = 1.5 + 3.0 = 4.6", "wrong"),
        (r"\pi = 0.5 \cdot 0.5 = 0.25", "right"),
        ("e = 2.72", "rounded"),
    ],
)
def test_a_letter_that_is_given_another_number_is_no_constant(line: str, verdict: str) -> None:
    report = verify_alone(f"So:\n\n${line}$".encode(), "x.md")
    (claim,) = (claim for claim in report.claims if claim.place.line == 3)
    assert claim.verdict.value == verdict
