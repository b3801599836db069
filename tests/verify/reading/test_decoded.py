from __future__ import annotations

import pytest

from symbackprop.errors import DocumentError
from symbackprop.verify import thresholds
from symbackprop.verify.reading.decoded import line_starts, passages_of, utf8
from symbackprop.verify.reading.passages import Blanked, Passage, Skipped
from symbackprop.verify.report.document_words import in_words
from symbackprop.verify.source import Source


def test_bytes_are_utf_8_with_or_without_a_mark_of_it() -> None:
    assert utf8("é = 1".encode(), "x.md") == utf8("é = 1".encode("utf-8-sig"), "x.md") == "é = 1"


def test_other_bytes_are_refused_with_their_place_and_an_unknown_ending_with_those_that_are_known() -> None:
    with pytest.raises(DocumentError, match=r"^x\.md: is not UTF-8 text \(byte 1\)$"), in_words():
        utf8(b"a\xff", "x.md")
    with (
        pytest.raises(DocumentError, match=r"^x\.doc: is not UTF-8 text \(byte 0\); documents end in .*\.md"),
        in_words(),
    ):
        utf8(b"\xff", "x.doc")


def test_a_document_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "MOST_CHARACTERS", 1000)
    assert len(utf8(b"a" * 1000, "x.md")) == 1000
    with pytest.raises(DocumentError, match="the document has 1,001 characters; at most 1,000 are read"), in_words():
        utf8(b"a" * 1001, "x.md")


def test_lines_start_after_each_break() -> None:
    assert line_starts("a\n\nbc") == (0, 2, 3)
    assert line_starts("") == (0,)


def test_a_passage_has_its_first_and_last_line_in_the_file() -> None:
    source = Source("x.ipynb", "a\nb\nc\n", (0, 2, 4, 6), (10, 11, 20, 21))
    found = passages_of(source, [Blanked(Skipped.CODE, 2, 6, "python"), Blanked(Skipped.COMMENT, 0, 0)])
    assert found == (Passage(Skipped.CODE, 11, 20, "python"), Passage(Skipped.COMMENT, 10, 10))
