from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from symbackprop.cli.terminal import terminal
from symbackprop.document.escape import printable
from symbackprop.models.spec import example
from symbackprop.render.engine import typst_pdf
from symbackprop.verify.diagnosis.table import SLIP_CODES
from symbackprop.verify.judging.remarks import Remark, RemarkCode
from symbackprop.verify.judging.verdicts import Flag, Report, Verdict
from symbackprop.verify.pipeline import verify
from symbackprop.verify.report.annotated import POINTED, UNDERLINED, html, markdown, typst
from symbackprop.verify.report.marks import MARKS, WORDS, findings, focused, summary, unlisted
from symbackprop.verify.report.record import record, schema
from symbackprop.verify.report.text import text

from ...hostile import EVERYTHING, TITLES
from ..schemas import conforms

SCHEMA = Path(__file__).parents[3] / "docs" / "verdict.schema.json"
DOCUMENT = b"$out_{h1} = 0.593269992$\n\n$out_{h2} = 0.596884387$\n\nand $out_{x9} = 1$"


def report() -> Report:
    return verify(DOCUMENT, "homework.md", example())


def test_the_summary_counts_the_claims_by_verdict() -> None:
    assert summary(report()) == "2 judged: 1 rounded, 1 wrong; 1 not checkable; everything read"


UNREAD = rb"""$out_{h1} = 0.593269992$, the other is 0.7 there.

$u = 3$ and 0.25

```python
print(w * 1)
```
"""


def unread() -> Report:
    return verify(UNREAD, "homework.md", example())


def printed(found: Report, every: bool = False) -> str:
    console = Console(file=StringIO(), width=200)
    for part in text(found, every):
        console.print(part, soft_wrap=True)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_the_first_line_says_what_is_not_read_and_what_is_passed_over() -> None:
    assert summary(unread()) == "1 judged: 1 rounded; 3 numbers and 1 formula not read; 1 passage passed over"
    assert "Passed over: a code block (python), lines 5–7." in printed(unread())


def test_a_few_places_that_are_not_read_are_listed_with_the_reason() -> None:
    said = printed(unread())
    assert "homework.md:1:40: not read  0.7: the text does not say what it is" in said
    assert "homework.md:3:2: not read  u = 3: it is not known what it should be" in said


def test_many_places_that_are_not_read_are_listed_by_their_lines_unless_all_are_wanted() -> None:
    many = verify(b"\n\n".join(b"of 0.25 of 0.35" for _ in range(10)), "x.md", example())
    assert "x.md: not read in the lines 1 (2), 3 (2), 5 (2)," in printed(many)
    assert printed(many, every=True).count("not read  0.25") == 10


def test_what_cannot_be_read_is_listed_among_the_claims_alone() -> None:
    found = verify(rb"$\foo{x} = 0.7$ and $w_1 = 0.15$", "x.md", example())
    assert not unlisted(found)
    assert "1 number and 1 formula not read" in summary(found)


def test_annotated_documents_mark_quietly_what_is_not_read() -> None:
    assert 'the other is <mark class="unread">0.7</mark> there.' in html(unread())
    assert '$<mark class="unread">u = 3</mark>$ and <mark class="unread">0.25</mark>' in html(unread())
    assert '("0.7", "unread")' in typst(unread())
    assert "\n· $u = 3$ and 0.25" in markdown(unread())
    for page, legend in ((html(unread()), UNDERLINED), (typst(unread()), UNDERLINED), (markdown(unread()), POINTED)):
        assert legend in page
        assert legend not in page.replace(legend, "")
    for page in (html(report()), typst(report()), markdown(report())):
        assert "not read" not in page


def test_a_formula_that_is_not_read_is_marked_on_each_of_its_lines() -> None:
    page = html(verify(b"$$u\n= 3$$", "x.md", example()))
    assert '<mark class="unread">u</mark>' in page
    assert '<mark class="unread">= 3</mark>' in page


def test_a_page_with_marks_for_what_is_not_read_can_be_set() -> None:
    assert typst_pdf(typst(unread())).startswith(b"%PDF")


def test_every_verdict_has_a_mark_and_every_flag_its_words() -> None:
    assert set(MARKS) == set(Verdict)
    assert set(WORDS) == set(Flag)


def test_a_finding_says_where_what_and_what_to_do() -> None:
    console = Console(file=StringIO(), width=200)
    for part in text(report()):
        console.print(part, soft_wrap=True)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert "homework.md:3:13: wrong  out_{h2} = 0.596884387" in said
    assert "two digits are swapped" in said
    assert "write 0.596884378" in said


def test_a_number_in_a_box_is_shown_with_its_box() -> None:
    found = verify(rb"$out_{h1} = \boxed{0.593269993}$", "x.md", example())
    assert "".join(focused(found.claims[0], found)) == r"out_{h1} = \boxed{0.593269993}"


def test_what_is_right_by_luck_or_for_the_values_given_alone_is_shown() -> None:
    luck = rb"$net_{h1} = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35 = 0.3575$ and $out_{h1} = \sigma(0.3575) = 0.59$"
    assert [claim.flags for claim in findings(verify(luck, "x.md", example()))][1:] == [(Flag.BY_LUCK,)]


def test_what_is_right_by_luck_is_noted_beside_its_line_in_annotated_documents() -> None:
    luck = rb"$net_{h1} = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35 = 0.3575$ and $out_{h1} = \sigma(0.3575) = 0.59$"
    found = verify(luck, "x.md", example())
    assert all("right by luck" in write(found) for write in (html, markdown, typst))


def test_the_record_fits_the_published_schema(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        SCHEMA.write_text(json.dumps(schema(SLIP_CODES), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    published = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert published == schema(SLIP_CODES)
    assert conforms(json.loads(record(report())), published) == []


def test_the_schema_refuses_a_verdict_that_there_is_not() -> None:
    content = json.loads(record(report()))
    content["claims"][0]["verdict"] = "fine"
    del content["summary"]
    assert conforms(content, schema(SLIP_CODES)) == ["$: 'summary' is missing", "$.claims[0].verdict: 'fine'"]


def test_the_annotated_documents_show_every_line_with_its_mark_and_correction() -> None:
    for page in (html(report()), markdown(report()), typst(report())):
        assert "out_{h1} = 0.593269992" in page
        assert "✗" in page
        assert "write 0.596884378" in page.replace("\\", "")


def test_the_part_that_a_verdict_is_about_is_marked_in_its_line() -> None:
    assert '$out_{h2} = <mark class="bad">0.596884387</mark>$' in html(report())
    assert '<mark class="open">$out' not in html(report())
    assert '("$out_{h2} = ", ""),("0.596884387", "bad"),("$", ""),' in typst(report())
    two = verify(b"$out_{h1} = 0.1$ <b>, $out_{h2} = 0.2$", "x.md", example())
    assert '$out_{h1} = <mark class="bad">0.1</mark>$ &lt;b&gt;, $out_{h2} = <mark class="bad">0.2</mark>$' in html(two)


def test_a_claim_without_a_name_is_quoted_where_its_line_holds_another() -> None:
    page = html(verify(b"$9^{9^{9^9}} = w_1$, $x_{77} = w_1$", "x.md", example()))
    assert "9^{9^{9^9}} = w_1: not checkable: exponent too large" in page


def test_numbers_are_written_as_the_document_writes_them_but_for_the_record() -> None:
    told = "Nach 10.000 Runden ist der Fehler 0,0000351085."
    comma = verify(f"$out_{{h1}} = 0,593269992$, $out_{{h2}} = 0,596884387$. {told}".encode(), "v1.2.md", example())
    for page in (html(comma), markdown(comma).replace("\\", ""), typst(comma)):
        assert "write 0,596884378" in page
        assert "right value 0,59688437826" in page
        assert "the value after 9.999 rounds" in page
        assert "v1.2.md" in page
    claims = json.loads(record(comma))["claims"]
    assert [claim["correction"] for claim in claims[1:]] == ["write 0.596884378", "write 0.0000351019"]


HOSTILE = replace(
    report(),
    file=EVERYTHING,
    network=EVERYTHING,
    read=(EVERYTHING,),
    conventions=("\n".join(TITLES),),
    remarks=(Remark(RemarkCode.TIME_OVER),),
)


class Words(HTMLParser):
    """The words of a page by the tags in which they stand, and all tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags = ["doctype"]
        self.words: dict[str, str] = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words[self.tags[-1]] = self.words.get(self.tags[-1], "") + data


def test_names_of_files_and_titles_are_words_on_a_page() -> None:
    page = Words(html(HOSTILE))
    assert page.tags == Words(html(replace(HOSTILE, file="x", network="x", read=("x",), conventions=("x",)))).tags
    assert page.words["title"].strip() == f"{printable(EVERYTHING)}, verified"
    html(HOSTILE).encode("utf-8")


def test_names_of_files_and_titles_are_words_in_markdown() -> None:
    def kinds(found: Report) -> list[tuple[str, str]]:
        tokens = MarkdownIt("commonmark").enable("table").parse(markdown(found))
        return [(token.type, token.tag) for token in tokens]

    plain = replace(HOSTILE, file="x", network="x", read=("x",), conventions=("x",))
    assert kinds(HOSTILE) == kinds(plain)
    links = [token for token in MarkdownIt().parse(markdown(HOSTILE)) for token in token.children or ()]
    assert not {token.type for token in links} & {"link_open", "image", "code_inline", "em_open"}


@pytest.mark.slow
def test_names_of_files_and_titles_are_words_in_a_pdf() -> None:
    latin = "".join(letter for letter in EVERYTHING if letter <= "\u017f")
    assert typst_pdf(typst(replace(HOSTILE, file=latin, network=latin, read=(latin,)))).startswith(b"%PDF")


def test_the_record_holds_any_text_and_shows_no_terminal_a_command() -> None:
    written = record(HOSTILE)
    assert json.loads(written)["file"] == EVERYTHING
    assert all(letter.isprintable() or letter == "\n" for letter in written)


def test_a_terminal_is_shown_any_text_and_no_command() -> None:
    shown = terminal(file := StringIO(), width=200)
    for part in text(HOSTILE, every=True):
        shown.print(part, soft_wrap=True)
    assert all(letter.isprintable() or letter in "\n\u00a0" for letter in file.getvalue())
    assert "[red]" in file.getvalue()
