"""A document is understood by what its letters stand for where most of it comes out."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.shapes import Ranks
from symbackprop.verify.judging.findings import best_findings, defining
from symbackprop.verify.pipeline import read


@pytest.mark.parametrize(
    ("text", "ranks", "count"),
    [
        (r"$z = w x$ and $\frac{\partial z}{\partial w} = x$", Ranks.SINGLE, 1),
        (r"$z = W x$ and $q = z^T z$ and $\frac{\partial q}{\partial z} = 2 z$", Ranks.COLUMNS, 2),
        (r"$z = x W$ and $q = z z^T$ and $\frac{\partial q}{\partial z} = 2 z$", Ranks.ROWS, 2),
    ],
)
def test_letters_stand_for_numbers_or_for_vectors(text: str, ranks: Ranks, count: int) -> None:
    trials = read(text.encode(), "notes.md")
    statements = trials.statements()
    findings, (chosen, sums) = best_findings(statements.chains, trials.reading, statements)
    assert (chosen, sums, defining(findings)) == (ranks, False, count)
    assert findings[-1].holds
