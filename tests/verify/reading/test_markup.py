from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify.reading.markup import Writing, closings, element, tags


def test_tags_have_their_names_places_and_attributes() -> None:
    text = "a <IMG alt=\"x &lt; 1\" src=b.png> <b class='c d'>e</b><br/><!-- <p> -->"
    found = list(tags(text))
    assert [text[tag.start : tag.end] for tag in found] == [
        '<IMG alt="x &lt; 1" src=b.png>',
        "<b class='c d'>",
        "</b>",
        "<br/>",
        "<!-- <p> -->",
    ]
    assert [tag.name for tag in found] == ["img", "b", "b", "br", ""]
    assert found[0].attributes == {"alt": "x < 1", "src": "b.png"}
    assert [tag.is_alone for tag in found] == [True, False, False, True, False]
    assert [tag.is_end for tag in found] == [False, False, True, False, False]


@pytest.mark.parametrize("text", ["a < b and c > d", "1 <2", "<a x='", "<!-- a", "<a <b", "<"])
def test_what_never_ends_is_text(text: str) -> None:
    assert list(tags(text)) == []


def test_elements_end_where_their_last_tags_stand() -> None:
    found = list(tags("<a><b><c></a><b></b>"))
    assert closings(found) == [3, None, None, None, 5, None]


def test_an_element_has_what_stands_in_it() -> None:
    found = list(tags("<math><mrow><mi>a</mi><mspace/></mrow><mo>=</mo></math>"))
    root = element(found, 0, len(found) - 1)
    assert [child.name for child in root.children] == ["mrow", "mo"]
    assert [child.name for child in root.children[0].children] == ["mi", "mspace"]


def test_what_is_written_has_its_places() -> None:
    writing = Writing("a &lt; b\nc")
    writing.put("$", 0)
    writing.keep(0, 10, " ")
    assert writing.plain.text == "$a < b c"
    assert writing.plain.places == [0, 0, 1, 2, 6, 7, 8, 9, 10]


@pytest.mark.parametrize("part", ["<a ", '<a x="1" ', "<!-- ", "<sup>", "<a x='", "&#1", "</b>", "<math>"])
def test_the_time_grows_as_the_text(part: str) -> None:
    began = process_time()
    found = list(tags(part * 50_000))
    closings(found)
    assert process_time() - began < 3


MARKUP = st.lists(
    st.sampled_from(["<a>", "</a>", "<br>", "<!--", "-->", "x", " ", '"', "=", "<a b='", "'>", "&lt;", "\n"])
)


@given(MARKUP.map("".join))
def test_tags_stand_apart_and_in_order(text: str) -> None:
    found = list(tags(text))
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(end is None or end > at for at, end in enumerate(closings(found)))
