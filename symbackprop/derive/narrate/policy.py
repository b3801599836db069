"""How the numbers of the notes are to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ...document.blocks import Block, Paragraph
from ...graph.equations import bare
from ...graph.given import arrays_in
from ...graph.rounding import Digits, Policy
from . import sentences
from .lecture import Form, Lecture
from .words import inlines, joined, listed, paragraph, sentence, words

PLACES: Mapping[Digits, str] = MappingProxyType(
    {Digits.DECIMALS: sentences.DECIMALS, Digits.SIGNIFICANT: sentences.SIGNIFICANT_DIGITS}
)
POLICIES: Mapping[Policy, str] = MappingProxyType(
    {
        Policy.CARRIED: sentences.RESULTS_CARRIED,
        Policy.FULL: sentences.RESULTS_ROUNDED,
        Policy.TRUNCATE: sentences.RESULTS_CUT,
    }
)
"""What is said of results, by what they are computed from and what becomes of further digits."""

SIGNS: Mapping[Policy, str] = MappingProxyType(
    {
        Policy.CARRIED: sentences.ABOUT_ELSEWHERE,
        Policy.FULL: sentences.ABOUT_WHERE_ROUNDED,
        Policy.TRUNCATE: sentences.ABOUT_WHERE_CUT,
    }
)
"""When a line has ≈ and not =."""


def policy(lecture: Lecture) -> Iterator[Block]:
    """Yield how the numbers are to be read, where there are any."""
    if not lecture.has_numbers or lecture.outline.forms == (Form.INDEX,):
        return
    numbers, rounding = lecture.numbers, lecture.numbers.rounding
    places = words(PLACES[rounding.digits], count=rounding.places)
    results, sign = POLICIES[rounding.policy], sentences.ABOUT_ALWAYS if numbers.approximate else SIGNS[rounding.policy]
    yield Paragraph(joined(sentence(results, places=places), inlines(sign)))
    if stored := arrays_in(lecture.network.values):
        files = listed(list(dict.fromkeys(array.file for array in stored.values())))
        yield paragraph(sentences.VALUES_OF_FILES, names=listed([bare(leaf) for leaf in stored]), files=files)
