"""The elements and classes of pages, as pages with them are read."""

from __future__ import annotations

import pytest

from symbackprop.verify.lexicon.html import BLOCKS, HEADINGS, OPAQUE, RENDERED
from symbackprop.verify.reading.html_pages import in_markdown


def words(page: str) -> list[str]:
    return in_markdown(page).text.split()


@pytest.mark.parametrize("element", sorted(OPAQUE))
def test_an_element_that_holds_no_text_is_left_out(element: str) -> None:
    assert words(f"<p>a</p><{element}>b</{element}><p>c</p>") == ["a", "c"]


@pytest.mark.parametrize("rendered", sorted(RENDERED))
def test_what_shows_again_what_stands_beside_it_is_left_out(rendered: str) -> None:
    assert words(f'a <span class="other {rendered}">b</span> c') == ["a", "c"]
    assert words('a <span class="other">b</span> c') == ["a", "b", "c"]


@pytest.mark.parametrize("element", sorted(BLOCKS - {"hr", "pre", "table", "tbody", "tfoot", "thead", "tr"}))
def test_an_element_on_lines_of_its_own_parts_what_stands_around_it(element: str) -> None:
    lines = in_markdown(f"<i>a</i><{element}>b</{element}><i>c</i>").text.split("\n")
    assert [line.strip(" -") for line in lines if line.strip(" -")] == ["a", "b", "c"]


def test_what_a_page_shows_beside_its_text_is_known() -> None:
    assert {"head", "nav", "noscript", "style", "svg", "textarea"} <= OPAQUE
    assert {"MathJax", "MathJax_Preview", "headerlink", "katex-html", "linenos"} <= RENDERED
    assert {"div", "p", "tr", "ul"} <= BLOCKS
    assert not BLOCKS & OPAQUE


def test_a_heading_has_as_many_signs_as_its_rank() -> None:
    assert [words(f"<{heading}>a</{heading}>")[0] for heading in sorted(HEADINGS)] == ["#" * at for at in range(1, 7)]
