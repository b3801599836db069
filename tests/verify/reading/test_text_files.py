from __future__ import annotations

from symbackprop.verify.reading.passages import Skipped
from symbackprop.verify.reading.text_files import latex, markdown, plain

TEXT = b"$a = 1$ % b\r\n<!-- c = 1 -->\r\n```python\r\ndef d(): pass\r\n```\r\n"


def test_each_format_passes_over_its_own() -> None:
    assert [at.what for at in markdown(TEXT, "x.md").passages] == [Skipped.COMMENT, Skipped.CODE]
    assert [at.what for at in latex(b"a % b = 1\n", "x.tex").passages] == [Skipped.COMMENT]
    assert plain(TEXT, "x.txt").passages == ()


def test_lines_are_counted_whatever_ends_them() -> None:
    found = markdown(TEXT, "x.md")
    assert "\r" not in found.source.text
    assert found.source.line(found.source.text.index("def d()")) == 4
    assert found.source.text == TEXT.decode().replace("\r\n", "\n")


def test_what_is_to_be_read_keeps_its_place() -> None:
    found = markdown(TEXT, "x.md")
    assert found.plain.text.startswith("$a = 1$ % b\n")
    assert found.plain.places[:3] == [0, 1, 2]
    assert "c = 1" not in found.plain.text


def test_a_name_that_is_no_text_can_be_printed() -> None:
    assert plain(b"a", "x\udcff.txt").source.name == "x\ufffd.txt"
