"""Files of the notes while a PDF is being set beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symbackprop.cli.typesetting import Setting, background, rendered, source_of, with_pdfs
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Document, Paragraph, Text
from symbackprop.document.look import Look
from symbackprop.errors import RenderError
from symbackprop.render.engine import Typeset

SHORT = Document("Short", (), (Paragraph((Text("Words."),)),))


def test_a_pdf_is_set_beside_the_other_formats(numbers: Numbers) -> None:
    with background() as pool:
        files, settings = rendered(SHORT, numbers, ["md", "pdf"], "typst", pool)
        assert list(files) == ["notes.md"]
        assert with_pdfs(files, settings, SHORT, quiet=True) is None
    assert files["notes.pdf"].startswith(b"%PDF")


@pytest.mark.parametrize(("engine", "name"), [("typst", "notes.typ"), ("latex", "notes.tex")])
def test_where_there_is_no_pdf_its_source_is_kept(engine: str, name: str) -> None:
    def refuse() -> Typeset:
        raise RenderError("no engine")

    files: dict[str, bytes] = {}
    setting = Setting("notes.pdf", *source_of(SHORT, engine), engine, refuse)
    failure = with_pdfs(files, [setting], SHORT, quiet=True)
    assert str(failure) == "no engine"
    assert source_of(SHORT, engine) == (name, files[name])


def test_letters_that_no_font_has_are_said_once_for_all_pdfs(capsys: pytest.CaptureFixture[str]) -> None:
    typeset = Typeset(b"%PDF", frozenset("\u8bef"))
    both = [Setting(name, "a.typ", b"", "typst", lambda: typeset) for name in ("a.pdf", "b.pdf")]
    files: dict[str, bytes] = {}
    assert with_pdfs(files, both, SHORT, quiet=True) is None
    assert sorted(files) == ["a.pdf", "b.pdf"]
    assert capsys.readouterr().err.count("no font of this machine") == 1


def test_slides_come_with_what_the_speaker_says_and_with_a_handout_where_one_is_wanted(numbers: Numbers) -> None:
    document = replace(SHORT, look=Look(handout=True))
    with background() as pool:
        files, settings = rendered(document, numbers, ["slides", "beamer"], "typst", pool)
    assert [(setting.pdf, setting.name) for setting in settings] == [
        ("slides.pdf", "slides.typ"),
        ("slides-notes.pdf", "slides-notes.typ"),
        ("slides-handout.pdf", "slides-handout.typ"),
    ]
    assert set(files) == {
        *("slides.pdfpc", "beamer.tex", "beamer.pdfpc", "beamer-notes.tex", "beamer-handout.tex"),
    }
    assert with_pdfs(files, settings, document, quiet=True) is None
    assert files["slides-handout.pdf"].startswith(b"%PDF")
