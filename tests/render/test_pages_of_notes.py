"""The pages of PDFs: none but the last is left emptier than it must be, and none ends with what announces the next."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from symbackprop.derive.narrate import Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example
from symbackprop.render.documents.typst import typst
from symbackprop.render.engine import ENGINES

pytestmark = pytest.mark.slow
"""Each test sets a PDF."""

LINE = re.compile(r'<line [^>]*yMax="([\d.]+)"[^>]*>(.*?)</line>', re.S)
FOOT = 0.93
"""Of a page's height: what stands below is its number."""

SHARE = 0.5
"""Of a page's height down to which at least every page but the last is filled."""


def pages(name: str, folder: Path, reader: str) -> list[tuple[float, str]]:
    """Return for each page how far down it is filled, and the last line in words."""
    network = example(name)
    document = notes(Numbers(network, Rounding(9)), Outline(default_weights(network), rounds=10))
    (folder / "notes.pdf").write_bytes(ENGINES["typst"].typeset(typst(document), document.look).pdf)
    done = subprocess.run(
        [reader, "-bbox-layout", "notes.pdf", "-"], cwd=folder, capture_output=True, text=True, check=True
    )
    found = []
    for page in done.stdout.split("<page ")[1:]:
        height = float(re.findall(r'height="([\d.]+)"', page)[0])
        lines = [(float(y) / height, " ".join(re.sub("<[^>]+>", " ", text).split())) for y, text in LINE.findall(page)]
        found.append(max(line for line in lines if line[0] < FOOT))
    return found


@pytest.mark.parametrize("name", ["batch-norm", "deep-4-2-2-1", "mazur-2-2-2", "recurrent", "layers-softmax"])
def test_no_page_ends_with_what_announces_the_next_or_long_before_its_end(
    name: str, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    found = pages(name, tmp_path, tool("pdftotext"))
    assert len(found) > 3
    for filled, last in found[:-1]:
        assert not re.search(r"[:?]$|\b(?:is|rule,)$", last), last
        assert filled > SHARE
