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
