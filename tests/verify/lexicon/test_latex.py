"""The commands of LaTeX that documents use."""

from __future__ import annotations

import re

import pytest

from symbackprop.verify.grammar.tokens import Sort, tokens
from symbackprop.verify.lexicon import latex
from symbackprop.verify.lexicon.latex import COMMANDS_AS_RELATIONS, COMMANDS_AS_SIGNS, PARTING, SPACES

from ..formulas import plain


@pytest.mark.parametrize(
    ("commands", "sort"),
    [(COMMANDS_AS_RELATIONS, Sort.RELATION), (COMMANDS_AS_SIGNS, Sort.SIGN), (PARTING, Sort.BREAK)],
    ids=["relations", "signs", "gaps"],
)
def test_a_command_is_the_token_that_its_table_says(commands: dict[str, str], sort: Sort) -> None:
    for command in commands:
        (first, *_), _ = tokens(plain(f"\\{command} a"), commas=False)
        assert first.sort is sort, command


def test_a_command_that_says_nothing_is_no_token() -> None:
    for command in SPACES:
        (first, *_), _ = tokens(plain(f"\\{command} a"), commas=False)
        assert (first.sort, first.text) == (Sort.WORD, "a"), command


def test_no_command_has_two_meanings() -> None:
    tables = [
        COMMANDS_AS_RELATIONS.keys(),
        COMMANDS_AS_SIGNS.keys(),
        SPACES,
        PARTING,
        latex.FONTS,
        latex.ACCENTS.keys(),
    ]
    tables += [latex.FRACTIONS, latex.DECORATIONS, latex.CASES, latex.FRAMES, latex.STACKED, latex.COMMAND_LETTERS]
    for at, table in enumerate(tables):
        for other in tables[at + 1 :]:
            assert not set(table) & set(other)


def test_the_longest_name_is_tried_first() -> None:
    found = re.match(latex.HEADINGS, "subsubsection")
    assert found is not None
    assert found[0] == "subsubsection"
    assert re.fullmatch(latex.TABLES, "tabular*")
