"""Characters that stand for signs."""

from __future__ import annotations

import pytest

from symbackprop.verify.grammar.tokens import Sort, tokens
from symbackprop.verify.lexicon.signs import ACCENTED, FRACTIONS, RELATIONS, SIGNS, SUBSCRIPTS, SUPERSCRIPTS

from ..formulas import plain, read


def first(text: str) -> tuple[Sort, str]:
    (token, *_), _ = tokens(plain(f"{text} a"), commas=False)
    return token.sort, token.text


@pytest.mark.parametrize("sign", sorted(SIGNS.keys() - ACCENTED.keys() - {chr(at) for at in SUPERSCRIPTS}))
def test_a_sign_is_read_as_the_one_that_it_stands_for(sign: str) -> None:
    assert first(sign) == (Sort.SIGN, SIGNS[sign])


@pytest.mark.parametrize("relation", sorted(RELATIONS))
def test_a_relation_is_read_as_the_one_that_it_stands_for(relation: str) -> None:
    assert first(relation) == (Sort.RELATION, RELATIONS[relation])


@pytest.mark.parametrize("fraction", FRACTIONS)
def test_a_fraction_of_one_character_is_a_quotient(fraction: str) -> None:
    assert read(f"{fraction} a") == ["({}/{} a)".format(*FRACTIONS[fraction])]


def test_small_digits_are_indices_and_powers() -> None:
    assert read("w₁₂") == ["w_{12}"]
    assert read("w²") == ["w^2"]
    assert len({*SUBSCRIPTS.values()}) == len(SUBSCRIPTS)
