"""Documents are hostile input: whatever they hold, they are read in bounded time and memory, and never obeyed."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.document.escape import in_terminal
from symbackprop.errors import DocumentError, SymbackpropError
from symbackprop.models.spec import example
from symbackprop.render.engine import typst_pdf
from symbackprop.verify.pipeline import verify
from symbackprop.verify.report.annotated import html, markdown, typst
from symbackprop.verify.report.record import record

SECONDS = 20
NETWORK = example()

HOSTILE = {
    "ampersands": "&" * 100_000 + "=1 &",
    "begins": r"\begin{align}" * 10_000,
    "braces": "$" + "{" * 2_000 + "=2$",
    "brackets": "$" + "(" * 1_400 + "1=1$",
    "bullets": "\n- " * 100_000,
    "comments": "<!--" * 50_000,
    "control characters": "\x00\x0c=rac{1}{2}\x08\x1b[31m",
    "dollars": "$" * 19_000,
    "equals": "a=" * 200_000,
    "fractions": "$" + r"\frac12^" * 300 + "2=1$",
    "long number": "$w_1 = " + "9" * 7_000 + "$",
    "many equations": "out_{h1}=0.5932\n" * 2_000,
    "matrix": r"$\begin{bmatrix}" + "1 & " * 1_200 + r"1\end{bmatrix}=x$",
    "minus": "$x=" + "-" * 2_000 + "1$",
    "nested fractions": "$" + r"\frac{" * 60 + "1" + "}{2}" * 60 + "=1$",
    "newlines": "\n" * 500_000,
    "over": "$x=" + "1/" * 1_400 + "1$",
    "powers": "$x=2" + "^2" * 1_400 + "$",
    "primes": "$x" + "'" * 2_500 + "=1$",
    "rounds": "the error is 0.12345 after 999999999 rounds " * 2_000,
    "rows": "| 0.12345 " * 20_000,
    "sum": "$E=" + "1+" * 1_400 + "1$",
    "web": "https://" * 50_000,
}


@pytest.mark.some(35)
@pytest.mark.parametrize("name", sorted(HOSTILE))
@pytest.mark.parametrize("ending", ["md", "tex", "txt"])
def test_no_document_takes_long_or_breaks_anything(name: str, ending: str) -> None:
    start = time.monotonic()
    with suppress(SymbackpropError):
        verify(HOSTILE[name].encode(), f"x.{ending}", NETWORK)
    assert time.monotonic() - start < SECONDS


@pytest.mark.parametrize("tower", ["$9^{9^{9^9}} = 1$", "$2^{10000} = 5$", "$x = 10^{999999999}$"])
def test_a_tower_of_powers_is_refused_at_once(tower: str) -> None:
    (claim,) = verify(tower.encode(), "x.md", NETWORK).claims
    assert (claim.verdict.value, "exponent too large" in claim.reason) == ("not_checkable", True)


def test_an_equation_that_cannot_be_read_costs_nothing_else() -> None:
    report = verify(b"$out_{h1} = ((1 + = 2$\n\n$out_{h2} = 0.596884378$", "x.md", NETWORK)
    assert [claim.verdict.value for claim in report.claims] == ["not_checkable", "rounded"]
    assert report.claims[0].reason.startswith("cannot be read")
    assert report.claims[0].place.line == 1


FRAGMENTS = st.sampled_from(
    [
        *(
            rf"\{name}"
            for name in ("frac", "partial", "times", "sigma", "begin{bmatrix}", "end{bmatrix}", "sum", "hat")
        ),
        *"{}()[]$^_=&+-*/'|.,;: \n",
        *("w_1", "out_{o1}", "net", "E", "0.5932", "1", "e", "x", "≈", "∂", "σ", "<b>", "rac{", "10,000", "error"),
    ]
)


TEXTS = st.one_of(st.lists(FRAGMENTS, max_size=60).map("".join), st.text(max_size=200))


@given(TEXTS, st.sampled_from(["md", "tex", "txt"]))
@settings(max_examples=150, deadline=None)
def test_any_text_yields_a_report(text: str, ending: str) -> None:
    try:
        report = verify(text.encode("utf-8", "ignore"), f"x.{ending}", NETWORK)
    except DocumentError:
        # Much of it is no character of any text.
        assert "\0" in text
        return
    json.loads(record(report))
    assert all(1 <= claim.place.line <= text.count("\n") + 1 for claim in report.claims)


@given(st.text(max_size=80))
@settings(max_examples=50, deadline=None)
def test_any_notebook_yields_a_report_or_one_line(text: str) -> None:
    cells = [{"cell_type": "markdown", "source": [text, "$w_1 = 0.15$"]}, {"cell_type": "code", "source": "w = 1"}]
    report = verify(json.dumps({"cells": cells}).encode(), "x.ipynb", NETWORK)
    assert all(claim.place.line == 1 for claim in report.claims)


ACTIVE = (
    "$out_{h1} = 0.123$ <script>alert(1)</script> \\input{/etc/passwd} "
    '#import "x" `` ``` ![x](http://a) [y](javascript:z)'
)


@given(st.text(alphabet=st.sampled_from("<>&\"'#$@\\`*_{}[]()~!|\n ab1="), max_size=60))
@settings(max_examples=60, deadline=None)
def test_html_escapes_all_that_a_document_says(text: str) -> None:
    page = html(verify((ACTIVE + text).encode(), "<b>.md", NETWORK))
    body = page.split("<main>")[1]
    assert "<script" not in page
    assert "<b>.md" not in page
    ours = {"div", "span", "code", "mark", "b", "main", "body", "html"}
    assert not {tag.removeprefix("/") for tag in tags(body)} - ours


def tags(page: str) -> list[str]:
    return [part.split(">")[0].split()[0] for part in page.split("<")[1:] if part.split(">")[0].split()]


def test_markdown_keeps_what_a_document_says_inside_fences_that_it_cannot_close() -> None:
    page = markdown(verify((ACTIVE + "\n````` $out_{h1} = 0.5$").encode(), "x.md", NETWORK))
    fence = "`" * 6
    outside = "".join(part for at, part in enumerate(page.split(fence)) if at % 2 == 0)
    assert "<script" not in outside
    assert "](" not in outside


def test_a_pdf_reads_no_file_and_runs_nothing() -> None:
    source = typst(verify((ACTIVE + '\n#read("/etc/passwd")').encode(), "x.md", NETWORK))
    assert typst_pdf(source).startswith(b"%PDF")


def test_a_terminal_is_not_told_to_do_anything() -> None:
    assert in_terminal("\x1b[31mred\x07") == r"\x1b[31mred\x07"
