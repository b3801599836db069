from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify.reading.passages import Skipped
from symbackprop.verify.reading.restructured import in_markdown, restructured

PAGES = {
    "so :math:`a = 1` and ``b = 2``, :ref:`c 3`": "so $a = 1$ and `b = 2`, c 3",
    ".. math:: a = 1\n": "$$a = 1 $$",
    ".. math::\n   :label: x\n\n   a = 1\n\n   b = 2\n\nc": "$$ a = 1$$ $$ b = 2$$ c",
    "In code::\n\n    a = 1\n\nb": "In code: ``` a = 1 ``` b",
    ".. code-block:: python\n   :linenos:\n\n   a = 1\n": "```python a = 1 ```",
    ".. note:: that\n   a = 1\n": "that a = 1",
    ".. a comment a = 1\n\n   b = 2\n\nc": "c",
    ".. _label:\n\n.. image:: x.png\n   :width: 3\n\nc": "c",
    ".. [1] Rumelhart": "Rumelhart",
    "A\n===\n\nB\n---\n\nC\n===": "# A ## B # C",
    "====\nA 1\n====": "# A 1",
    ".. list-table::\n   :x: 1\n\n   * - a\n     - b\n   * - 1\n     - 2\n": "| a | b | |---|---| | 1 | 2 |",
    "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n": "| a | b | |---|---| | 1 | 2 |",
    "===  ===\na    b\n===  ===\n1    2\n===  ===\n": "| a | b | |---|---| | 1 | 2 |",
    "`a <https://b.org/?x=1>`_ c": "`a c",
    "a = 1 :: no": "a = 1 :: no",
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_read_as_markdown_has_it(page: str) -> None:
    assert " ".join(in_markdown(page).plain.text.split()) == PAGES[page]


def test_comments_with_numbers_are_listed() -> None:
    found = restructured(b"a\n\n.. w = 1\n\n   b\n\n.. none\n", "x.rst")
    assert [(at.what, at.line, at.last) for at in found.passages] == [(Skipped.COMMENT, 3, 5)]


@pytest.mark.parametrize(
    "part", ["::\n", ".. math::\n", ".. x\n", "==\n", "+--+\n", ":a:`", "``", "a\n===\n", "  a::\n"]
)
def test_the_time_grows_as_the_page(part: str) -> None:
    began = process_time()
    in_markdown(part * 20_000)
    assert process_time() - began < 3


PARTS = [
    ".. math::",
    ".. list-table::",
    "\n",
    "\n\n",
    "   ",
    "a",
    "::",
    "===",
    "---",
    "* - ",
    "- ",
    ":x: 1",
    "+---+",
    "|",
    "``",
]


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_whatever_stands_there_every_character_has_a_place_in_order(text: str) -> None:
    found = in_markdown(text).plain
    assert len(found.places) == len(found.text) + 1
    assert list(found.places) == sorted(found.places)
