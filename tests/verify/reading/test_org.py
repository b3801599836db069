from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify.reading.org import org_page

PAGES = {
    "* A\n** TODO B": "# A ## B",
    "#+TITLE: T\n#+DATE: 2020-01-01\n:PROPERTIES:\n:ID: w=1\n:END:\nb": "T b",
    r"so \(a = 1\), =b = 2= and ~c~": r"so \(a = 1\), `b = 2` and `c`",
    "[[https://a.org?x=1][here]] and [[b.png]]": "here and",
    "# w = 1\na": "a",
    ": w = 1": "w = 1",
    "|a|b|\n|-+-|\n|1|2|": "|a|b| |-|-| |1|2|",
    "a = 1 and b = 2": "a = 1 and b = 2",
}


def read(text: str) -> str:
    return org_page(text.encode(), "x.org").plain.text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_read_as_markdown_has_it(page: str) -> None:
    assert " ".join(read(page).split()) == PAGES[page]


def test_programs_and_comments_are_listed() -> None:
    text = "# w = 1\n#+begin_src python :results none\nfor i in x:\n  # w = 2\n  pass\n#+end_src\n"
    found = org_page(text.encode(), "x.org")
    assert [(at.what.value, at.line, at.last, at.detail) for at in found.passages] == [
        ("comment", 1, 1, ""),
        ("code", 2, 6, "python"),
    ]


PARTS = [
    "* ",
    "#+begin_src a\n",
    "#+end_src",
    "\n",
    "=",
    "a",
    " ",
    "[[",
    "]]",
    "][",
    "|",
    "-+-",
    ":END:",
    ":PROPERTIES:",
    "# ",
]


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_whatever_stands_there_every_character_has_a_place_in_order(text: str) -> None:
    found = org_page(text.encode(), "x.org").plain
    assert len(found.places) == len(found.text) + 1
    assert list(found.places) == sorted(found.places)
