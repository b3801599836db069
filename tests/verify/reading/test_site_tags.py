from __future__ import annotations

import pytest

from symbackprop.verify.reading.site_tags import without_tags
from symbackprop.verify.source import Plain


def read(text: str) -> str:
    found = without_tags(Plain(text, range(len(text) + 1)))
    assert len(found.places) == len(found.text) + 1
    assert list(found.places) == sorted(found.places)
    return found.text


PAGES = {
    '{% equation(id="x") %}\na = 1\n{% end %}': "$$\na = 1\n$$",
    "{% katex display %}a = 1{% endkatex %}": "$$a = 1$$",
    "so {% katex %}a = 1{% endkatex %} holds": "so $a = 1$ holds",
    "{{< math >}}\n$$ a = 1 $$\n{{< /math >}}": "$$ a = 1 $$",
    "{{< katex >}}a = 1{{< /katex >}}": "$$a = 1$$",
    "{% highlight python %}\nw = 1\n{% endhighlight %}": "```python\nw = 1\n\n```",
    "{% include x.html a=1 %} {{ page.title | lower }} b": "b",
    '<script type="math/tex; mode=display">a = 1</script>': "$$a = 1$$",
    '<script type="math/tex">%<![CDATA[\na < 1 %]]></script>': f"${10 * chr(32)}\na < 1{5 * chr(32)}$",
    "<script>a = 1</script>": "<script>a = 1</script>",
    "{% raw %}$a = 1${% endraw %}": "$a = 1$",
    "{% katex %} a = 1": "a = 1",
    r"$\frac{{a}}{{b}} = {1}$": r"$\frac{{a}}{{b}} = {1}$",
    "---\ntitle: w = 3\n---\nb": "b",
    '+++\ntitle = "w = 3"\n[extra]\n+++\nb': "b",
    "---\n\nw = 3\n\n---": "---\n\nw = 3\n\n---",
}


@pytest.mark.parametrize("page", PAGES)
def test_tags_go_and_formulas_stay(page: str) -> None:
    assert read(page).strip() == PAGES[page]


def test_a_page_without_tags_is_as_it_was() -> None:
    assert read("a { b } % c {{x}} --- d") == "a { b } % c {{x}} --- d"
