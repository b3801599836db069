from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from symbackprop.models.spec import example
from symbackprop.verify import thresholds
from symbackprop.verify.pipeline import verify
from symbackprop.verify.report.text import text

PAGE = """$out_{h1} = 0.5933$ and $out_{h2} = 0.5986$.

The rest is 0.123, 0.124,

0.125, 0.126, 0.127, 0.128, 0.129, 0.131 so.
"""


def shown(document: str, name: str = "page.md", every: bool = False) -> str:
    console = Console(file=StringIO(), width=200, color_system=None)
    for line in text(verify(document.encode(), name, example()), every):
        console.print(line)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_a_report_begins_with_its_summary_and_lists_what_is_to_be_corrected_by_its_place() -> None:
    first, *rest = shown(PAGE).split("\n")
    assert first.startswith("page.md: 2 judged: 1 rounded, 1 wrong")
    assert any("page.md:1:" in line for line in rest)
    assert "two digits are swapped" in shown(PAGE)
    assert "0.5933" not in shown(PAGE)


def test_what_is_in_order_is_shown_where_all_is_wanted() -> None:
    assert "0.5933" in shown(PAGE, every=True)


def test_little_that_is_not_read_is_listed_one_by_one_and_much_by_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "MOST_LISTED", 3)
    assert "0.123" in shown("The rest is 0.123 so.")
    many = shown(PAGE)
    assert "0.131" not in many
    assert "0.131" in shown(PAGE, every=True)


def test_no_name_commands_the_terminal() -> None:
    assert "\x1b" not in shown("$w_1 = 0.7$", "a\x1b[31m.md")


def wrong(count: int) -> str:
    """Return a page with mistakes, each on a line of its own, and a line in order."""
    names = ("net_{h1}", "net_{h2}", "net_{o1}", "net_{o2}", "out_{h1}", "out_{h2}")
    return "\n\n".join([*(f"${name} = 0.9{at}$" for at, name in enumerate(names[:count])), "$w_1 = 0.15$"])


def test_a_mistake_stands_alone_and_says_where_it_is_inherited() -> None:
    line = r"$net_{o1} = 0.4 \cdot 0.953 + 0.45 \cdot 0.596884378 + 0.6 = 1.249797970$"
    page = f"$out_{{h1}} = 0.953$\n\n{line}"
    report = shown(page)
    assert "page.md:1:13: wrong" in report
    assert "page.md:3" not in report
    assert "more from this: line 3" in report
    assert "comes from page.md:1" in shown(page, every=True)


def test_no_more_than_some_mistakes_are_shown_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "MOST_ROOTS_SHOWN", 2)
    report = shown(wrong(6))
    assert report.count(": wrong") == 2
    assert "page.md: 4 more mistakes; --all shows them" in report
    assert shown(wrong(6), every=True).count(": wrong") == 6
    assert "--all" not in shown(wrong(2))


def test_remarks_on_what_is_no_mistake_come_after_the_mistakes(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "$net_{h1} = 0.4$\n\n$out_{h1} = 0.9$\n\n$net_{h2} = 0.4$"
    lines = [line for line in shown(page).split("\n") if line.startswith("page.md:")]
    assert [line.split(": ")[0] for line in lines[1:]] == ["page.md:3:13", "page.md:1:13"]
    monkeypatch.setattr(thresholds, "MOST_OTHERS_SHOWN", 0)
    assert "1 more remark; --all shows them" in shown(page)
