"""The formats of documents: a row each."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from symbackprop import cli
from symbackprop.cli.verify import _documents
from symbackprop.errors import DocumentError
from symbackprop.models.spec import example
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import verify
from symbackprop.verify.reading import formats
from symbackprop.verify.reading.decoded import Decoded, line_starts
from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.formats import READERS, Reader, endings_in_words, is_document, reader_of
from symbackprop.verify.report.document_words import in_words
from symbackprop.verify.source import Plain, Source


def packed(content: bytes, name: str) -> Decoded:
    """Read a toy of a word processor's format: an archive with paragraphs in UTF-16, formulas in tags of their own."""
    try:
        pages = zipfile.ZipFile(io.BytesIO(content)).read("pages.xml").decode("utf-16")
    except (zipfile.BadZipFile, KeyError) as error:
        raise DocumentError(f"{name}: is no archive of pages") from error
    text = "\n".join(re.findall("<p>(.*?)</p>", pages)).replace("<m>", "$").replace("</m>", "$")
    starts = line_starts(text)
    plain = Plain(text, range(len(text) + 1))
    return Decoded(Source(name, text, starts, tuple(range(1, len(starts) + 1))), plain, plain)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "READERS", (*READERS, Reader("toy", (".toy",), packed)))


def archive(*paragraphs: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as written:
        written.writestr("pages.xml", "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs).encode("utf-16"))
    return content.getvalue()


@pytest.mark.usefixtures("toy")
def test_a_row_and_a_function_read_a_binary_format_from_end_to_end() -> None:
    content = archive("The first neuron:", "<m>net_{h1} = 0.3775</m>", "and <m>out_{h1} = 0.123</m>.")
    report = verify(content, "homework.toy", example())
    assert [(claim.place.line, claim.verdict) for claim in report.claims] == [(2, Verdict.RIGHT), (3, Verdict.WRONG)]


@pytest.mark.usefixtures("toy")
def test_the_command_reads_it_and_completes_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "homework.toy").write_bytes(archive("<m>net_{h1} = 0.3775</m>"))
    (tmp_path / "homework.png").write_bytes(b"\x89PNG")
    monkeypatch.chdir(tmp_path)
    assert _documents("home") == ["homework.toy"]
    assert cli.run(["verify", "homework.toy", "--spec", "mazur-2-2-2"]) == 0
    assert "homework.toy" in capsys.readouterr().out


@pytest.mark.usefixtures("toy")
def test_what_cannot_be_read_names_every_ending() -> None:
    with pytest.raises(DocumentError, match=r"x\.bin: is no text.*\.tex, \.md,.* or \.toy$"), in_words():
        read(b"\x00\x01", "x.bin")
    with pytest.raises(DocumentError, match=r"^x\.md: is a picture; type its equations"), in_words():
        read(b"\x89PNG", "x.md")
    with pytest.raises(DocumentError, match=r"^x\.toy: is no archive of pages$"), in_words():
        read(b"\x89PNG", "x.toy")


def test_bytes_are_not_decoded_before_the_ending_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []

    def keep(content: bytes, name: str) -> Decoded:
        seen.append(content)
        return Decoded(Source(name, "", (0,), (1,)), Plain("", (0,)), Plain("", (0,)))

    monkeypatch.setattr(formats, "READERS", (Reader("anything", (".md",), keep),))
    read(b"\xff\xfe", "x.md")
    assert seen == [b"\xff\xfe"]


def test_no_ending_has_two_readers_and_each_is_found_in_capitals_too() -> None:
    endings = [ending for reader in READERS for ending in reader.endings]
    assert len(endings) == len(set(endings))
    for reader in READERS:
        for ending in reader.endings:
            assert reader_of(f"a.b{ending.upper()}") is reader
            assert is_document(f"a{ending}")
    assert not is_document("a.png")
    assert all(reader.endings[0] in endings_in_words() for reader in READERS)


def test_each_character_of_what_is_read_has_its_place_in_the_file() -> None:
    text = b"$a = 1$ <!-- $b = 2$ -->\n```python\nx = np.exp(1)\n```\n% c"
    for reader in READERS:
        if reader.endings[0] not in (".docx", ".ipynb"):
            decoded = reader.decode(text, f"x{reader.endings[0]}")
            for plain in (decoded.plain, decoded.whole):
                assert len(plain.places) == len(plain.text) + 1
                assert list(plain.places) == sorted(plain.places)
                assert plain.places[-1] <= len(decoded.source.text)
                assert plain.between(0, 7) == "$a = 1$"
