from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify.reading.encodings import kind_of, text_in

SENTENCES = {
    "Größe, für das Gewicht w = 0.5 é": ("cp1252", "latin-1"),
    "“Quoted” – and so on": ("cp1252",),
    "设输入为 x = 0.5，权重 w = 0.4，偏置为 0.1。前向传播": ("gbk", "gb18030", "utf-16"),
    "設輸入為 x = 0.5，權重 w = 0.4，偏差為 0.1。前向傳播的結果": ("big5",),
    "入力を x = 0.5 とし、重みを w = 0.4 とする。": ("shift_jis", "euc_jp", "utf-32"),
    "입력은 x = 0.5, 가중치는 w = 0.4 이다.": ("euc_kr",),
    "Вход x = 0.5, вес w = 0.4.": ("cp1251",),
    "w = 0.5 é": ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-32"),
}


@pytest.mark.parametrize(("sentence", "name"), [(text, name) for text, names in SENTENCES.items() for name in names])
def test_a_text_is_read_in_the_encoding_in_which_it_makes_words(sentence: str, name: str) -> None:
    assert text_in(sentence.encode(name)) == sentence


DECLARED = {
    '<meta charset="iso-8859-2">\nř': "iso-8859-2",
    "\\usepackage[latin9]{inputenc}\n€€": "iso8859-15",
    "% -*- coding: mac-roman -*-\néé": "mac-roman",
    "<?xml version='1.0' encoding='koi8-r'?>Вес": "koi8-r",
    "\\begin{CJK}{Bg5}權": "big5",
}


@pytest.mark.parametrize("text", DECLARED)
def test_what_a_file_declares_holds(text: str) -> None:
    assert text_in(text.encode(DECLARED[text])) == text


@pytest.mark.parametrize(
    "content", [b"a\x00\x00\x01\xff", b"\x01\xff\xfe", b"charset=none \xff\xff\xff\x00", b"\x81\x8d\x8f" * 9]
)
def test_what_is_no_text_is_none(content: bytes) -> None:
    assert text_in(content) is None


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_utf_8_is_always_read(text: str) -> None:
    assert "\0" in text or text_in(text.encode()) == text.removeprefix("\ufeff")


@given(st.binary(max_size=40))
def test_any_bytes_are_a_text_or_none(content: bytes) -> None:
    assert text_in(content) is None or isinstance(text_in(content), str)


def test_files_without_text_are_known_by_their_first_bytes() -> None:
    assert [
        kind_of(start) for start in (b"%PDF-1.7", b"\x89PNG", b"\x00\x00\x00\x18ftypheic", b"PK\x03\x04", b"a")
    ] == [
        "pdf",
        "picture",
        "picture",
        "archive",
        "",
    ]
