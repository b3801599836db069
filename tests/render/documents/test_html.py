"""Documents in HTML: one page that loads and runs nothing, or a part of somebody's page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

from hypothesis import example, given, settings

from symbackprop.render.documents.html import html, styles
from tests.hostile import EVERYTHING, texts
from tests.render.test_user_text import document, whole_words


def tree(page: str) -> ElementTree.Element:
    return ElementTree.fromstring(re.sub(r"<!DOCTYPE html>|<meta [^>]*>", "", page))


def shape(page: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(element.tag, tuple(element.attrib)) for element in tree(page).iter()]


@settings(max_examples=15, deadline=None)
@given(texts(20))
@example(EVERYTHING)
@example("</title><script>alert(1)</script>")
def test_html_keeps_its_structure_whatever_a_text_says(text: str) -> None:
    page = html(document(f"x{text}x"))
    assert shape(page) == shape(html(document("plain")))
    title = tree(page).find("head/title")
    assert title is not None
    assert whole_words("".join(title.itertext())) == whole_words(f"x{text}x")


def test_a_page_loads_and_runs_nothing() -> None:
    page = html(document("plain"))
    assert "default-src 'none'" in page
    assert not re.search(r"<script|\son\w+=|\ssrc=|<link", page)


def test_equations_are_numbered_and_referred_to() -> None:
    page = html(document("plain"))
    assert 'id="eq-w"' in page
    assert 'equation <a href="#eq-w">(1)</a>' in page


def test_a_fragment_is_a_part_of_a_page_whose_styles_stand_beside_it() -> None:
    part = html(replace(document("plain"), fragment="w5"))
    assert part.startswith('<section class="sbp-fragment">')
    assert "<style" not in part
    used = set(re.findall(r'class="(sbp-[\w-]+)"', part)) - {"sbp-fragment"}
    assert used <= set(re.findall(r"\.(sbp-[\w-]+)", styles()))
