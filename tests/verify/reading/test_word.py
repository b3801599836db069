from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.errors import DocumentError
from symbackprop.models.spec import example
from symbackprop.verify import thresholds
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import verify
from symbackprop.verify.reading.word import word_document
from symbackprop.verify.report.document_words import in_words


def packed(body: str, part: str = "word/document.xml") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr(part, f"<w:document><w:body>{body}</w:body></w:document>")
    return content.getvalue()


def run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def read(body: str) -> str:
    return " ".join(word_document(packed(body), "x.docx").source.text.split())


def formula(inside: str) -> str:
    return read(f"<w:p><m:oMath>{inside}</m:oMath></w:p>").strip("$")


FORMULAS = {
    run("a=1.5"): "a=1.5",
    f"<m:f><m:num>{run('1')}</m:num><m:den>{run('a')}</m:den></m:f>": r"\frac{1}{a}",
    f"<m:sSub><m:e>{run('w')}</m:e><m:sub>{run('1')}</m:sub></m:sSub>": "w_{1}",
    f"<m:sSup><m:e>{run('a')}{run('b')}</m:e><m:sup>{run('2')}</m:sup></m:sSup>": "{ab}^{2}",
    f"<m:sSup><m:e>{run('σ')}</m:e><m:sup>{run('′')}</m:sup></m:sSup>{run('(z)')}": "σ'(z)",
    f"<m:sSubSup><m:e>{run('w')}</m:e><m:sub>{run('1')}</m:sub><m:sup>{run('+')}</m:sup></m:sSubSup>": "w_{1}^{+}",
    f"<m:rad><m:radPr><m:degHide m:val='1'/></m:radPr><m:deg/><m:e>{run('a')}</m:e></m:rad>": r"\sqrt{a}",
    f"<m:rad><m:deg>{run('3')}</m:deg><m:e>{run('a')}</m:e></m:rad>": r"\sqrt[3]{a}",
    f"<m:acc><m:accPr><m:chr m:val='̂'/></m:accPr><m:e>{run('y')}</m:e></m:acc>": r"\hat{y}",
    "<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr>"
    f"<m:sub>{run('i')}</m:sub><m:sup>{run('n')}</m:sup><m:e>{run('a')}</m:e></m:nary>": (r"\sum_{i}^{n}{a}"),
    f"<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e>{run('a')}</m:e></m:d>": "[a]",
    f"<m:d><m:e><m:m><m:mr><m:e>{run('1')}</m:e><m:e>{run('2')}</m:e></m:mr></m:m></m:e></m:d>": (
        r"(\begin{matrix}1 & 2\end{matrix})"
    ),
    "<m:d><m:dPr><m:begChr m:val='{'/><m:endChr m:val=''/></m:dPr>"
    f"<m:e><m:eqArr><m:e>{run('1&amp;')}</m:e></m:eqArr></m:e></m:d>": (r"\begin{cases}1&\end{cases}"),
    f"<m:eqArr><m:e>{run('a&amp;=1')}</m:e><m:e>{run('b&amp;=2')}</m:e></m:eqArr>": (
        r"\begin{aligned}a&=1 \\ b&=2\end{aligned}"
    ),
    f"<m:func><m:fName>{run('tanh')}</m:fName><m:e>{run('x')}</m:e></m:func>": r"\operatorname{tanh} x",
    "<m:r><m:rPr><m:nor/></m:rPr><m:t>if</m:t></m:r>": r"\text{if}",
    "<m:r><m:rPr><m:sty m:val='b'/></m:rPr><m:t>W</m:t></m:r>": r"\mathbf{W}",
}


@pytest.mark.parametrize("inside", FORMULAS)
def test_a_formula_of_word_is_written_in_latex(inside: str) -> None:
    assert formula(inside) == FORMULAS[inside]


def test_paragraphs_headings_tables_and_programs_are_those_of_markdown() -> None:
    heading = '<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>A</w:t></w:r></w:p>'
    below = "<w:r><w:t>w</w:t></w:r>"
    below += '<w:r><w:rPr><w:vertAlign w:val="subscript"/></w:rPr><w:t>1</w:t></w:r><w:r><w:t> = 2</w:t></w:r>'
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in "ab")
    code = '<w:p><w:pPr><w:pStyle w:val="SourceCode"/></w:pPr><w:r><w:t>c = 3</w:t></w:r></w:p>'
    body = f"{heading}<w:p>{below}</w:p><w:tbl><w:tr>{cells}</w:tr><w:tr>{cells}</w:tr></w:tbl>{code}<w:p/>"
    assert read(body) == "## A w_{1} = 2 | a | b | |---|---| | a | b | ``` c = 3 ```"


def test_what_was_deleted_is_not_read() -> None:
    assert read("<w:p><w:del><w:r><w:delText>a = 1</w:delText></w:r></w:del><w:r><w:t>b</w:t></w:r></w:p>") == "b"


def test_a_document_of_word_is_judged_from_end_to_end() -> None:
    body = "".join(
        f"<w:p><m:oMath><m:sSub><m:e>{run(name)}</m:e><m:sub>{run('h1')}</m:sub></m:sSub>{run(value)}</m:oMath></w:p>"
        for name, value in (("net", "=0.3775"), ("out", "=0.123"))
    )
    report = verify(packed(body), "homework.docx", example())
    assert [(claim.place.line, claim.verdict) for claim in report.claims] == [(1, Verdict.RIGHT), (3, Verdict.WRONG)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a = 1", packed("", "other.xml"), packed("a" * 99)[:120]])
def test_what_is_no_document_of_word_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^x\.docx: is no Word document"), in_words():
        word_document(content, "x.docx")


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "MOST_BYTES_UNPACKED", 1000)
    with pytest.raises(DocumentError, match="has 1,001 bytes; at most 1,000 are read"), in_words():
        word_document(packed("a" * 5000), "x.docx")


PARTS = ["<w:p>", "</w:p>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<m:oMath>", "</m:oMath>"]
PARTS += [
    "<m:f>",
    "</m:f>",
    "<m:num>",
    "</m:num>",
    "<m:d>",
    "</m:d>",
    "<m:r>",
    "</m:r>",
    "<m:t>a</m:t>",
    "<m:sSup>",
    "<m:e>",
]


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_whatever_stands_there_is_read_without_an_error(body: str) -> None:
    assert isinstance(read(body), str)
