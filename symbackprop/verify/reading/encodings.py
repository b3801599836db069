"""From the bytes of a file to its characters: by a mark at its start, by what it declares, or by what makes words.

UTF-8 is tried first, since hardly another text is that by accident. What is neither marked nor declared is decoded by
each of a few encodings, and the one counts whose characters are those of the words that the lexicon has of its
language. That takes no library, and no table of how often the characters of a language are used.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from .. import thresholds
from ..lexicon.languages import LANGUAGES

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Bytes at the start of a file that say how it is encoded."""

DECLARED = re.compile(
    rb"charset\s*=\s*[\"']?(?P<page>[\w-]{2,20})|\\usepackage\s*\[(?P<tex>[\w-]{2,20})\]\s*\{inputenc\}"
    rb"|coding[:=][ \t]*(?P<editor>[\w-]{2,20})|<\?xml[^>]{0,80}encoding=[\"'](?P<xml>[\w-]{2,20})"
    rb"|\\begin\{CJK\*?\}\{(?P<cjk>\w{2,10})\}"
)
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "ansinew": "cp1252",
        "applemac": "mac-roman",
        "bg5": "big5",
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "iso-8859-1": "cp1252",
        "latin-1": "cp1252",
        "latin1": "cp1252",
        "latin9": "iso8859-15",
        "sjis": "cp932",
        "shift_jis": "cp932",
        "utf8": "utf-8",
        "utf8x": "utf-8",
        "windows-1252": "cp1252",
    }
)
"""What encodings are called, by what they are declared as; a name that is not listed is Python's own."""

OF_LANGUAGES = (("gb18030", "zh"), ("big5", "zh"), ("cp932", "ja"), ("euc_jp", "ja"), ("cp949", "ko"), ("cp1251", "ru"))
"""Encodings that are tried where none is declared, each with the language that is written in it."""

KINDS: Mapping[bytes, str] = MappingProxyType(
    {
        b"%PDF-": "pdf",
        b"\x89PNG": "picture",
        b"\xff\xd8\xff": "picture",
        b"GIF8": "picture",
        b"RIFF": "picture",
        b"II*\x00": "picture",
        b"MM\x00*": "picture",
        b"PK\x03\x04": "archive",
        b"\xd0\xcf\x11\xe0": "old-word",
        b"\x1f\x8b": "archive",
    }
)
"""What files are that hold no text, by their first bytes."""


def kind_of(content: bytes) -> str:
    """Return what a file is that holds no text; empty where that is not known."""
    heic = content[len("size") : len("sizeftyp")] == b"ftyp"
    return "picture" if heic else next((kind for start, kind in KINDS.items() if content.startswith(start)), "")


def text_in(content: bytes) -> str | None:
    """Return the text of a file, or None where it is none.

    >>> text_in("Größe".encode("latin-1")), text_in("权重".encode("gbk")), text_in(bytes([0, 1, 255]))
    ('Größe', '权重', None)
    """
    for mark, name in MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], name)
    if 0 in content:
        return _wide(content)
    text = _decoded(content, "utf-8")
    if text is not None or kind_of(content):
        return text
    declared = DECLARED.search(content, 0, thresholds.LONGEST_DECLARATION)
    if declared is not None:
        name = next(filter(None, declared.groups())).decode("ascii").lower()
        text = _decoded(content, NAMES.get(name, name))
        if text is not None:
            return text
    return None if CONTROL.search(content) else _guessed(content)


CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""What stands in no text."""

ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff]{1,2}(?![\x80-\xff])")
"""One or two letters beyond ASCII between others."""

HIGH = re.compile(rb"[\x80-\xff]+")


def _decoded(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except (UnicodeError, LookupError):
        return None


def _wide(content: bytes) -> str | None:
    """Return a text of two bytes a character that has no mark, of which most are Latin."""
    for at, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if content[at::2].count(0) > thresholds.MOSTLY_LATIN * len(content) / 2:
            text = _decoded(content, name)
            return text if text is None or CONTROL.search(text.encode("utf-8", "replace")) is None else None
    return None


def _guessed(content: bytes) -> str | None:
    """Return a text by the encoding whose characters are those of words; Latin letters stand one by one."""
    alone, every = (sum(map(len, pattern.findall(content))) for pattern in (ALONE, HIGH))
    if alone > thresholds.MOSTLY_ALONE * every:
        return _decoded(content, "cp1252") or content.decode("latin-1")
    best: tuple[float, str] | None = None
    for name, language in OF_LANGUAGES:
        text = _decoded(content, name)
        if text is not None:
            written = [letter for letter in text if letter > "\x7f"]
            share = sum(letter in _letters(language) for letter in written) / max(len(written), 1)
            best = max(best or (0.0, ""), (share, text))
    return best[1] if best is not None and best[0] > thresholds.LEAST_OF_WORDS else None


@cache
def _letters(language: str) -> frozenset[str]:
    """Return the characters of the words that the lexicon has of a language, and those that make its sentences."""
    roles = (*LANGUAGES[language].words.values(), LANGUAGES[language].names)
    words = (word for section in roles for listed in section.items() for word in (listed[0], *listed[1]))
    return frozenset("".join(words)) | set(SENTENCES.get(language, ""))


SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "ja": "".join(map(chr, range(ord("ぁ"), ord("ヶ") + 1))),
        "ko": "은는이가을를의에로다고하한있것수및와과",
        "ru": "".join(map(chr, range(ord("А"), ord("я") + 1))),
        "zh": "的是一不在有和人中大為为個个我以了,。，、：（）這这與与對对於于得到可所",
    }
)
"""Characters of each language besides, that stand in most sentences."""
