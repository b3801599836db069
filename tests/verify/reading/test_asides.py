from __future__ import annotations

import pytest

from symbackprop.verify.reading.asides import aside, headings, is_whole, outside
from symbackprop.verify.unjudged import Why

NUMBERS: dict[str, Why | None] = {
    "after «10,000» rounds": Why.COUNT,
    "a «2»-2-1 network": Why.COUNT,
    "a 2-«2»-1 network": Why.COUNT,
    "with «3» neurons": Why.COUNT,
    "the «2»nd layer": Why.COUNT,
    "\n«3». first": Why.LABEL,
    "\n(«4») first": Why.LABEL,
    "\n- **«1»a-ii.** first": Why.LABEL,
    "\n**«2»b.** first": Why.LABEL,
    "\n«2»ab = 4": None,
    "\n«3.2» The error\n": Why.LABEL,
    "x is so   («12»)": Why.LABEL,
    "see Figure «3» and": Why.REFERENCE,
    "in lecture «6.5» of": Why.REFERENCE,
    "in part «0.5» of": None,
    "algorithm «1».": Why.REFERENCE,
    "see eq. («7») there": Why.REFERENCE,
    "as shown in [«4»].": Why.REFERENCE,
    "in «2019» they": Why.DATE,
    "on «2024»-03-12": Why.DATE,
    "on 12. March «2024»": Why.DATE,
    "the error is «0.3»": None,
    "it is «0.25» then": None,
    "we get w = «3» there": None,
}
"""A number in a sentence, and what it is that no claim is made with."""


@pytest.mark.parametrize("marked", NUMBERS)
def test_what_a_number_in_a_sentence_is_that_nothing_is_claimed_with(marked: str) -> None:
    start, end = marked.index("«"), marked.index("»") - 1
    assert aside(marked.replace("«", "").replace("»", ""), start, end) is NUMBERS[marked]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("a\n## Part 2\nb", "## Part 2"),
        ("Part 2\n======\nb", "Part 2\n======"),
        ("a\n**Step 2:**\nb", "**Step 2:**"),
        (r"a \section{Part 2} b", r"\section{Part 2}"),
        ("a <h2>Part 2</h2>", "<h2>Part 2"),
    ],
)
def test_headings_are_found(text: str, heading: str) -> None:
    assert [text[start:end].strip() for start, end in headings(text)] == [heading]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (r"\label{eq:1}", Why.LABEL),
        (r"\\[0.8em]", Why.LAYOUT),
        (r"\vspace{3mm}", Why.LAYOUT),
        (r"\abovedisplayskip=", Why.LAYOUT),
        (r"\step{1}", Why.LABEL),
        (r"\eqref{eq:6}", Why.REFERENCE),
        ("https://example.org/a?x=0.599", Why.ADDRESS),
        ("](net-0.5.png)", Why.ADDRESS),
    ],
)
def test_what_belongs_to_no_formula_is_known_wherever_it_stands(text: str, why: Why) -> None:
    assert {kind for (start, end), kind in outside(f"a {text} b") if (start, end) != (0, 0)} == {why}


@pytest.mark.parametrize(("number", "whole"), [("12", True), ("10,000", True), ("0.5", False), ("1e5", False)])
def test_a_whole_number_has_no_decimals(number: str, whole: bool) -> None:
    assert is_whole(number) is whole
