"""How many pages the notes have is foretold about right, and too many are refused before they are made."""

from __future__ import annotations

import io
import re
from time import process_time

import pytest
from pypdf import PdfReader

from symbackprop.derive.narrate import MOST_PAGES, Form, Outline, default_weights, notes
from symbackprop.derive.narrate.length import PAGES, pages_of
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Block
from symbackprop.errors import UsageError
from symbackprop.graph.rounding import Rounding
from symbackprop.models.draw import drawn
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.render.documents.typst import typst
from symbackprop.render.engine import typst_pdf

pytestmark = pytest.mark.slow
"""Each test makes whole notes."""


def wide(size: int) -> Network:
    text = (
        f'[network]\nsizes = [{size}, {size}, {size}]\nactivation = "sigmoid"\nloss = "half-squared"\n'
        'bias = "none"\nlearning_rate = 0.5\n'
    )
    return drawn(parse(text, "wide.toml"), 1)


@pytest.mark.parametrize(
    ("name", "every"),
    [("mazur-2-2-2", False), ("deep-4-2-2-1", True), ("attention-head", False), ("layers-batch", False)],
)
def test_the_pages_foretold_are_about_those_there_are(name: str, every: bool) -> None:
    network = example(name)
    weights = network.parameters if every else default_weights(network)
    document = notes(Numbers(network, Rounding(9)), Outline(weights, 10))

    pages = len(PdfReader(io.BytesIO(typst_pdf(typst(document)))).pages)

    assert 0.7 * pages - 1 < sum(map(pages_of, document.blocks)) < 1.3 * pages + 1


def test_every_kind_of_block_takes_some_room() -> None:
    assert set(PAGES) == set(Block.__args__)


def test_too_many_pages_are_foretold_from_the_first_weights() -> None:
    network = wide(32)
    began = process_time()

    with pytest.raises(UsageError, match="--force") as refused:
        notes(Numbers(network, Rounding(6)), Outline(network.parameters, 1, (Form.SCALAR,)), most_pages=MOST_PAGES)

    assert process_time() - began < 4
    found = re.search(r"would have about ([\d,]+) pages, of which 100 are written", str(refused.value))
    assert found is not None
    # Written all the same, they had 2,381.
    assert 1_500 < int(found[1].replace(",", "")) < 3_500


def test_notes_of_fewer_pages_are_the_same_with_a_limit_and_without() -> None:
    numbers, outline = Numbers(example(), Rounding(6)), Outline(example().parameters, 1)

    assert notes(numbers, outline, most_pages=MOST_PAGES) == notes(numbers, outline)


def test_the_limit_holds_where_nothing_can_be_foretold() -> None:
    numbers = Numbers(example("attention-head"), Rounding(6))

    with pytest.raises(UsageError, match="more than 3 pages, of which 3 are written at most"):
        notes(numbers, Outline((), 1, (Form.INDEX,)), most_pages=3)
