from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify.reading.html_pages import html_page, in_markdown

PAGES = {
    r"<p>so \(a = 1\)</p>": r"so \(a = 1\)",
    "<h2>A</h2><p>b</p>": "## A b",
    "<i>w</i><sub>1</sub> = 2<sup>3</sup>": "w_{1} = 2^{3}",
    "a<sup><a href='#1'>1</a></sup>": "a",
    "a &lt; b&nbsp;&amp; c": "a < b & c",
    "<script>a = 1</script><style>b</style><nav>c</nav>d": "d",
    '<script type="math/tex">a = 1</script>': "$a = 1$",
    '<script type="math/tex; mode=display">a = 1</script>': "$$a = 1$$",
    '<span class="MathJax">a1</span><script type="math/tex">a = 1</script>': "$a = 1$",
    '<math display="block"><mi>a</mi></math>': "$$ a$$",
    "<mjx-container><mjx-math>a</mjx-math><math><mi>b</mi></math></mjx-container>": "$ b$",
    '<img alt="\\frac{a}{2} = 1">': r"$\frac{a}{2} = 1$",
    '<img class="latex" alt="a = 1">': "$a = 1$",
    '<img alt="Figure 3: a = 1" src="a.png">': "",
    '<img class="mwe-math-fallback-image-inline" alt="{\\displaystyle a}">': "",
    "<ul><li>a = 1</li><li>b = 2</li></ul>": "- a = 1 - b = 2",
    "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td><b>2</b></td></tr></table>": "|a |b | |---|---| |1 |2 |",
    "<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table>": "|a | |---|",
    "<pre>a = 1\nb = 2</pre>": "``` a = 1 b = 2 ```",
    '<pre><code class="language-python">a &lt; <span>1</span></code></pre>': "```python a < 1 ```",
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_read_as_markdown_has_it(page: str) -> None:
    assert " ".join(in_markdown(page).text.split()) == PAGES[page]


def test_lines_of_programs_stay_and_those_of_sentences_go() -> None:
    assert "a\nb" in in_markdown("<pre>a\nb</pre>").text
    assert "a b" in in_markdown("<p>a\nb</p>").text


def test_programs_of_a_page_are_listed() -> None:
    found = html_page(b"<p>a</p>\n<pre class='language-python'>\nfor i in x:\n  w = 1\n</pre>", "x.html")
    assert [(at.line, at.last, at.detail) for at in found.passages] == [(2, 5, "python")]


@pytest.mark.parametrize("part", ["<table>", "<pre>", "<sup>", "<math>", "<td>", "<p>", "<math><mi>", "<nav>", "&amp;"])
def test_the_time_grows_as_the_page(part: str) -> None:
    began = process_time()
    in_markdown(part * 20_000)
    assert process_time() - began < 3


PARTS = [
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<pre>",
    "</pre>",
    "<math>",
    "</math>",
    "<mi>",
    "</mi>",
    "<mfrac>",
]
PARTS += ["<sub>", "</sub>", "a", "\n", "1", "<p>", "<img alt='\\ab'>", "<mroot>", "</mroot>", "&lt;", "<script>"]


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_whatever_stands_there_every_character_has_a_place_in_order(text: str) -> None:
    found = in_markdown(text)
    assert len(found.places) == len(found.text) + 1
    assert list(found.places) == sorted(found.places)
    assert all(0 <= place <= len(text) for place in found.places)
