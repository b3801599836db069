"""What of a document is judged, and why the rest is not."""

from __future__ import annotations

import pytest

from symbackprop.verify.judging.claim import Draft
from symbackprop.verify.judging.uses import judged, network_values_in_words, taken, unjudged
from symbackprop.verify.judging.verdicts import ClaimKind, Verdict
from symbackprop.verify.reading.document import read
from symbackprop.verify.source import Span
from symbackprop.verify.tree import printed
from symbackprop.verify.unjudged import Why

from ..interpretation.names import chain, interpreted, stated

LINE = "net_{h1} = w_1 i_1 = 0.0075 = 0.01"


def draft(kind: ClaimKind, verdict: Verdict = Verdict.RIGHT, at: int = 2) -> Draft:
    found = chain(LINE)
    side = found.sides[at]
    return Draft(kind, found, side.span, verdict, stated=printed(side.node))


def text(spans: object) -> list[str]:
    document = f"$${LINE}$$"
    assert isinstance(spans, (list, tuple))
    return [document[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (draft(ClaimKind.NUMBER), ["net_{h1} = w_1 i_1 = 0.0075"]),
        (draft(ClaimKind.IDENTITY, at=1), ["net_{h1} = w_1 i_1"]),
        (draft(ClaimKind.NAME, at=0), ["net_{h1}"]),
        (draft(ClaimKind.EQUATION), [LINE]),
    ],
    ids=lambda found: found.kind.value if isinstance(found, Draft) else "",
)
def test_a_claim_takes_its_equation_up_to_what_is_judged(claim: Draft, expected: list[str]) -> None:
    assert text(taken(claim)) == expected


def test_what_could_not_be_checked_is_not_judged() -> None:
    assert not list(judged([draft(ClaimKind.NUMBER, Verdict.NOT_CHECKABLE)]))
    assert list(judged([draft(ClaimKind.NUMBER)]))


def test_what_stands_alone_claims_nothing_and_arithmetic_is_not_worked_out() -> None:
    def reasons(*lines: str) -> list[Why]:
        return [passed.why for passed in unjudged([stated(*lines)], (), (), ())]

    assert Why.EXPRESSION in reasons("2 + 3")
    assert Why.NOT_WORKED_OUT in reasons(r"R = 2 \cdot 3")
    assert Why.NOT_WORKED_OUT not in reasons("R = 6")


def test_words_that_give_a_value_as_the_network_has_it_are_not_claims() -> None:
    document = "The learning rate is 0.5 and the output is 0.77 (target 0.99)."
    reading = read(document.encode(), "x.md")
    spans = [passed.span for passed in network_values_in_words(reading, interpreted())]
    assert {document[span.start : span.end] for span in spans} == {"0.5", "0.99"}
    assert all(isinstance(span, Span) for span in spans)
