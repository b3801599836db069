"""Files of the notes while a PDF is being set beside them."""

from __future__ import annotations

import pytest

from symbackprop.cli.typesetting import background, rendered, source_of, with_pdf
from symbackprop.document.blocks import Document, Paragraph, Text
from symbackprop.models.network import Network

SHORT = Document("Short", (), (Paragraph((Text("Words."),)),))


def test_a_pdf_is_set_beside_the_other_formats(mazur: Network) -> None:
    with background() as pool:
        files, pdf = rendered(SHORT, mazur, ["md", "pdf"], "typst", pool)
        assert list(files) == ["notes.md"]
        assert with_pdf(files, pdf, SHORT, "typst", quiet=True) is None
    assert files["notes.pdf"].startswith(b"%PDF")


@pytest.mark.parametrize(("engine", "name"), [("typst", "notes.typ"), ("latex", "notes.tex")])
def test_where_there_is_no_pdf_its_source_is_kept(engine: str, name: str) -> None:
    from symbackprop.errors import RenderError
    from symbackprop.render.engine import Typeset

    def refuse() -> Typeset:
        raise RenderError("no engine")

    files: dict[str, bytes] = {}
    failure = with_pdf(files, refuse, SHORT, engine, quiet=True)
    assert str(failure) == "no engine"
    assert source_of(SHORT, engine) == (name, files[name])
