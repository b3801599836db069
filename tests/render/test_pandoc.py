"""Word documents have Word's own equations, pictures that it shows, and blanks as wide as they are."""

from __future__ import annotations

import io
import re
import shutil
import sys
import zipfile

import pytest

from symbackprop.document.blanks import Blanks, filled, with_blanks
from symbackprop.document.blocks import Display, Document, Row
from symbackprop.errors import RenderError
from symbackprop.expression.tree import Symbol, decimal, plus
from symbackprop.render.documents.markdown import markdown
from symbackprop.render.pandoc import docx

y, x = Symbol("y"), Symbol("x")
ROWS = (Row(y, (("=", plus(x, x)),)), Row(None, (("=", plus(decimal("1.25"), decimal("2"))), ("=", decimal("3.25")))))
SHEET = with_blanks(Document("Sheet", (), (Display(ROWS, "eq-y"),)), Blanks.RESULTS)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'


@pytest.mark.slow
def test_equations_are_those_of_word_and_a_picture_is_one_that_it_shows() -> None:
    source = markdown(SHEET) + "\n\n![A square](notes-figures/a.svg)\n"
    with zipfile.ZipFile(io.BytesIO(docx(source, {"notes-figures/a.svg": SVG}, {}))) as parts:
        text = parts.read("word/document.xml").decode()
        assert any(name.endswith(".png") for name in parts.namelist())
    assert "<m:oMath>" in text
    assert re.search(r"<m:borderBox>.*?<m:phant>.*?0{8,}", text, re.S)
    assert "$" not in re.sub(r"<[^>]*>", "", text)
    assert "3.25" not in text


@pytest.mark.slow
def test_the_key_has_what_belongs_there_in_word() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(markdown(filled(SHEET)), {}, {}))) as parts:
        assert "3.25" in parts.read("word/document.xml").decode()


def test_without_pandoc_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    with pytest.raises(RenderError, match=r"no pandoc is installed; install it, or pip install 'symbackprop\[docx\]'"):
        docx("text", {}, {})
