from __future__ import annotations

import pytest

from symbackprop.verify.limits.boundary import Doing
from symbackprop.verify.limits.steps import Phase
from symbackprop.verify.report.doing_words import DOING_WORDS, PHASE_WORDS


def test_every_step_and_every_phase_has_words_of_its_own() -> None:
    assert set(DOING_WORDS) == set(Doing)
    assert len(set(DOING_WORDS.values())) == len(Doing)
    assert set(PHASE_WORDS) == set(Phase)
    assert len(set(PHASE_WORDS.values())) == len(Phase)


@pytest.mark.parametrize("words", DOING_WORDS.values())
def test_the_words_of_a_step_go_on_a_sentence(words: str) -> None:
    first, *_ = words.split()
    assert words.islower()
    assert first.endswith("ing")
