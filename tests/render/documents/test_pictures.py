"""The figures of a document as files beside it."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

from symbackprop.derive.narrate import Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Figure
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.render.documents.markdown import markdown
from symbackprop.render.documents.pictures import picture_of, pictures
from symbackprop.render.inline.labels import walk


def test_every_figure_has_a_picture_that_the_document_shows(mazur: Network) -> None:
    document = notes(Numbers(mazur, Rounding(9)), Outline(default_weights(mazur), rounds=1))
    found, text = pictures(document), markdown(document)
    figures = [block for block in walk(document.blocks) if isinstance(block, Figure)]
    assert list(found) == [picture_of(figure, document) for figure in figures]
    for name, picture in found.items():
        assert name.startswith("notes-figures/")
        assert f"]({name})" in text
        assert fromstring(picture).tag.endswith("svg")
