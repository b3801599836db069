"""The notes that pdfpc reads."""

from __future__ import annotations

import json

from symbackprop.document.blocks import Display, Math, Paragraph, Row, Text
from symbackprop.document.deck import Deck, Frame, Part
from symbackprop.expression.tree import Partial, Symbol
from symbackprop.render.documents.pdfpc import pdfpc

X = Symbol("x")


def test_every_page_has_a_note_and_the_pages_of_one_frame_one_label() -> None:
    said = (Paragraph((Text("Look at "), Math(Partial(X, X)), Text("."))), Paragraph((Text("Then\x07 *this*."),)))
    twice = Frame((), (), (Part(Display((Row(X, (("=", X),)), Row(None, (("=", X),)))), (1, 2)),), notes=said)
    found = json.loads(pdfpc(Deck("Title", (), (twice, Frame((), (), ())))))
    assert found["pdfpcFormat"] == 2
    assert found["disableMarkdown"] is True
    pages = found["pages"]
    assert [page["idx"] for page in pages] == [0, 1, 2, 3]
    assert [(page["label"], page["overlay"]) for page in pages] == [("0", 0), ("1", 0), ("1", 1), ("2", 0)]
    assert pages[1]["note"] == pages[2]["note"]
    assert pages[1]["note"].endswith("\n\nThen  *this*.")
    assert "with respect to x" in pages[1]["note"]
