from __future__ import annotations

import pytest

from symbackprop.errors import DocumentError
from symbackprop.verify import thresholds
from symbackprop.verify.reading.decoded import decoded, line_starts, text_of_file
from symbackprop.verify.reading.passages import IN_MARKDOWN, Passage, Skipped
from symbackprop.verify.report.document_words import in_words
from symbackprop.verify.source import Plain, Source


def test_bytes_are_utf_8_with_or_without_a_mark_of_it() -> None:
    assert text_of_file("é = 1".encode(), "x.md") == text_of_file("é = 1".encode("utf-8-sig"), "x.md") == "é = 1"


def test_what_is_no_text_is_refused_and_an_unknown_ending_with_those_that_are_known() -> None:
    with pytest.raises(DocumentError, match=r"^x\.md: is no text in any encoding that is known; save it"), in_words():
        text_of_file(b"a\x00\x01", "x.md")
    with pytest.raises(DocumentError, match=r"^x\.doc: is no text.*; documents end in .*\.md"), in_words():
        text_of_file(b"\x00\x01", "x.doc")


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"%PDF-1.5 \x00", "is a PDF"), (b"\x89PNG\x00", "is a picture"), (b"\xd0\xcf\x11\xe0\x00", "Word")],
)
def test_what_holds_no_text_is_called_by_its_name_whatever_its_ending(content: bytes, said: str) -> None:
    with pytest.raises(DocumentError, match=said), in_words():
        text_of_file(content, "x.md")


def test_a_document_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "MOST_CHARACTERS", 1000)
    assert len(text_of_file(b"a" * 1000, "x.md")) == 1000
    with pytest.raises(DocumentError, match="the document has 1,001 characters; at most 1,000 are read"), in_words():
        text_of_file(b"a" * 1001, "x.md")


def test_lines_start_after_each_break() -> None:
    assert line_starts("a\n\nbc") == (0, 2, 3)
    assert line_starts("") == (0,)


def test_a_passage_has_its_first_and_last_line_in_the_file() -> None:
    text = "a\n<!-- 1 -->\n```sh\npip install x\n```\n"
    source = Source("x.ipynb", text, line_starts(text), (10, 11, 20, 21, 22, 23))
    found = decoded(source, Plain(text, range(len(text) + 1)), IN_MARKDOWN, [Passage(Skipped.CODE_CELL, 1, 2)])
    assert found.passages == (
        Passage(Skipped.CODE_CELL, 1, 2),
        Passage(Skipped.COMMENT, 11, 11),
        Passage(Skipped.CODE, 20, 22, "sh"),
    )


def test_places_are_those_of_the_file_whatever_stands_there() -> None:
    source = Source("x", "a, b <!-- 1 -->", (0,), (1,))
    found = decoded(source, Plain("b <!-- 1 -->", range(3, 16)), IN_MARKDOWN)
    assert found.plain.text.strip() == "b"
    assert found.whole.text == "b <!-- 1 -->"
    assert found.plain.places[0] == 3
