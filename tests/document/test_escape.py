from __future__ import annotations

import json
import re
import sys
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from symbackprop.document.escape import (
    APART,
    LONGEST_LABEL,
    in_address,
    in_alternative,
    in_code,
    in_html,
    in_json,
    in_label,
    in_markdown,
    in_terminal,
    in_typst,
    in_typst_string,
    printable,
)

ACTIVE = "\\#$*_`<>@=-+/~[](){}\"'.:;%&^?!| 1aé\n\u202e\ud800"
NASTY = st.text(alphabet=st.one_of(st.sampled_from(ACTIVE), st.characters()), max_size=30)


@given(NASTY)
def test_what_is_printable_stands_on_one_line_and_keeps_its_length(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert len(shown) == len(text)
    assert len(shown.splitlines()) <= 1


@given(NASTY)
def test_no_two_signs_that_do_something_together_are_left_in_code(text: str) -> None:
    code = in_code(text)
    assert code.isprintable()
    assert not set(code) & {"\\", '"', "`"}
    assert [pair for pair in pairwise(code) if pair[1] in APART.get(pair[0], "")] == []


@pytest.mark.parametrize(
    "text",
    [
        "*/ int x;",
        "-->",
        "]]>",
        "'''",
        '"""',
        "${x}",
        "{{x}}",
        "{%x%}",
        "<%x%>",
        "//# sourceMappingURL=a",
        "#= x =#",
        "??/",
    ],
)
def test_what_ends_a_comment_or_fills_a_blank_is_broken_up(text: str) -> None:
    dangerous = ("*/", "-->", "'''", '"""', "${", "{{", "{%", "<%", "//#", "#=", "=#", "??")
    assert not [sign for sign in dangerous if sign in in_code(text)]


def test_settings_of_editors_are_none_in_a_comment() -> None:
    assert "vim:" not in in_code("vim: set modeline:")
    assert "ex:" not in in_code("ex: set x:")
    assert in_code("complex: a vim") == "complex: a vim"


@given(NASTY)
def test_a_terminal_gets_nothing_that_it_would_obey(text: str) -> None:
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", in_terminal(text))


@given(st.dictionaries(NASTY, st.lists(NASTY, max_size=2), max_size=2))
def test_json_says_the_same_with_and_without_what_is_not_seen(content: dict[str, list[str]]) -> None:
    written = in_json(json.dumps(content, ensure_ascii=False, indent=1))
    assert json.loads(written) == content
    assert written.replace("\n", "").isprintable()


class Words(HTMLParser):
    """Gathers the tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[object] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(NASTY)
def test_html_shows_the_words_and_has_no_other_tag(text: str) -> None:
    page = Words()
    page.feed(f'<i title="{in_html(text)}">{in_html(text)}</i>')
    page.close()
    assert page.tags == [("i", [("title", printable(text))])]
    assert page.text == printable(text)


@given(NASTY)
def test_markdown_shows_the_words_and_nothing_else(text: str) -> None:
    page = Words()
    page.feed(MarkdownIt().render(f"a {in_markdown(text)} z"))
    assert {tag for tag, _ in page.tags} <= {"p", "span"}
    assert page.text.split() == f"a {printable(text)} z".split()


@given(NASTY)
def test_the_alternative_of_a_picture_in_markdown_ends_where_it_should(text: str) -> None:
    (picture,) = re.findall("<img.*?>", MarkdownIt().render(f"![{in_alternative(text)}](x.png)"), re.S)
    page = Words()
    page.feed(picture)
    ((_, attributes),) = page.tags
    assert dict(attributes)["alt"].split() == printable(text).split()


@pytest.mark.parametrize("text", ["1. a", "2) b", "- c", "= d", "# e", "> f"])
def test_words_at_the_start_of_a_line_begin_no_list_and_no_heading(text: str) -> None:
    assert MarkdownIt().render(in_markdown(text)).startswith("<p>")


@given(NASTY)
def test_a_string_of_typst_ends_at_its_end(text: str) -> None:
    string = in_typst_string(text)
    assert json.loads(string) == printable(text)


def test_typst_shows_what_it_would_obey() -> None:
    assert in_typst("#x $1 [a] *b* // c @d") == r"\#x \$1 \[a\] \*b\* \/\/ c \@d"


@given(NASTY)
def test_an_address_holds_nothing_that_a_format_takes_for_its_own(text: str) -> None:
    assert not re.search(r"[^\w.%/:?#@!()*+,;=&~-]", in_address(text), re.A)


def test_an_address_in_order_stays_as_it_is() -> None:
    address = "https://example.org/a-b/c.html?d=e&f=%20#g"
    assert in_address(address) == address


@given(NASTY, NASTY)
def test_two_labels_stay_two(one: str, other: str) -> None:
    assert (in_label(one) == in_label(other)) is (one == other)
    assert in_label(one).isascii()


def test_a_long_label_is_short_and_still_its_own() -> None:
    one, other = "w" * 500 + "1", "w" * 500 + "2"
    assert in_label(one) != in_label(other)
    assert len(in_label(one)) < LONGEST_LABEL + 20 < sys.maxsize
