"""The order in which a screen reader goes through a PDF is that of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, PdfObject

from symbackprop.derive.narrate import Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Display, Document, Figure, Heading, Paragraph, Step, Table
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example
from symbackprop.render.documents.lines import fitted
from symbackprop.render.documents.typst import typst
from symbackprop.render.engine import ENGINES
from symbackprop.render.inline.labels import walk
from symbackprop.render.inline.speech import spoken_display

pytestmark = pytest.mark.slow
"""Each test sets a PDF."""


def set_pdf(name: str) -> tuple[Document, bytes]:
    network = example(name)
    document = notes(Numbers(network, Rounding(9)), Outline(default_weights(network), rounds=10))
    return document, ENGINES["typst"].typeset(typst(document), document.look).pdf


def tags(node: PdfObject | None) -> Iterator[tuple[str, str]]:
    """Yield the tags of a structure tree in reading order, each with the words that stand for it."""
    at = node.get_object() if node is not None else None
    if isinstance(at, list):
        for child in at:
            yield from tags(child)
    elif isinstance(at, DictionaryObject):
        if "/S" in at:
            yield str(at["/S"]), str(at.get("/Alt", ""))
        yield from tags(at.get("/K"))


def foreseen(document: Document) -> Iterator[str]:
    """Yield what is tagged for the blocks of a document: headings, equations with a number, figures, tables."""
    for block in walk(fitted(document, document.look.room).blocks):
        match block:
            case Heading(level, _):
                yield f"/H{level}"
            case Display(_, str()):
                yield spoken_display(block)
            case Figure(_, _, alternative, _):
                yield alternative
            case Table():
                yield "/Table"


def seen(pdf: bytes) -> Iterator[str]:
    for tag, words in tags(PdfReader(BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]):
        if re.fullmatch(r"/H\d|/Table", tag):
            yield tag
        elif tag == "/Figure":
            yield words
        elif tag == "/Formula" and (numbered := re.fullmatch(r"(.*) Equation \d+\.", words)):
            yield numbered[1]


@pytest.mark.parametrize("name", ["gru", "mazur-2-2-2"])
def test_blocks_are_read_in_their_order(name: str) -> None:
    document, pdf = set_pdf(name)
    assert list(seen(pdf)) == list(foreseen(document))


@pytest.mark.parametrize("name", ["mazur-2-2-2"])
def test_every_paragraph_is_tagged_as_one(name: str) -> None:
    document, pdf = set_pdf(name)
    found = [tag for tag, _ in tags(PdfReader(BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"])]
    blocks = [block for block in walk(document.blocks) if isinstance(block, Paragraph | Step)]
    assert found.count("/P") >= len(blocks)
