"""Two runs of training side by side."""

from __future__ import annotations

from dataclasses import replace
from math import isclose

import pytest

from symbackprop.derive.narrate import Comparison, Outline, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Beside, Block, Figure, Math, Paragraph, Plot, Table
from symbackprop.expression.tree import Number, decimal
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from symbackprop.render.inline.speech import spoken_inlines

PARABOLA = """title = "parabola"
equations = "E = (w - 1)^2"
loss = "E"
parameters = ["w"]
learning_rate = 0.1
values.w = 3
"""


def parabola(rate: str) -> Network:
    """Return a network whose error after n rounds is 4·(1 − 2·rate)^(2n)."""
    return replace(parse(PARABOLA, "parabola.toml"), learning_rate=decimal(rate))


def compared(one: Network, other: Network, rounds: int, names: tuple[str, str] = ("this", "that")) -> list[Block]:
    document = notes(Numbers(one, Rounding(6)), Outline(one.parameters, rounds, comparison=Comparison(other, *names)))
    return [at for block in document.blocks for at in (block.blocks if isinstance(block, Beside) else (block,))]


def table(blocks: list[Block]) -> Table:
    (found,) = (block for block in blocks if isinstance(block, Table) and block.label == "tab-two-runs")
    return found


def errors(blocks: list[Block], column: int) -> list[float | None]:
    cells = [row[column][0] for row in table(blocks).rows]
    return [
        float(cell.expression.value) if isinstance(cell, Math) and isinstance(cell.expression, Number) else None
        for cell in cells
    ]


def said(blocks: list[Block]) -> str:
    return " ".join(spoken_inlines(block.content) for block in blocks if isinstance(block, Paragraph))


def test_both_errors_stand_after_the_same_rounds() -> None:
    blocks = compared(parabola("0.1"), parabola("0.25"), 20)
    rounds = [0, 1, 10, 20]
    assert [spoken_inlines(row[0]) for row in table(blocks).rows] == [str(done) for done in rounds]
    for column, factor in ((1, 0.8), (2, 0.5)):
        for error, done in zip(errors(blocks, column), rounds, strict=True):
            assert error is not None
            assert isclose(error, 4 * factor ** (2 * done), rel_tol=1e-5)
    assert "After 20 rounds the error is smaller with that." in said(blocks)


def test_the_curve_of_the_other_run_is_dashed_and_named() -> None:
    blocks = compared(parabola("0.1"), parabola("0.25"), 20)
    (plot,) = (at.drawing for at in blocks if isinstance(at, Figure) and at.label == "fig-two-runs")
    assert isinstance(plot, Plot)
    assert plot.other_name == "that"
    assert isclose(dict(plot.other)[10.0], 4 * 0.25**10)


def test_a_run_that_ends_before_has_dashes_and_a_sentence() -> None:
    blocks = compared(parabola("0.1"), parabola("0.5"), 20)
    assert errors(blocks, 2)[-1] is None
    assert "With that the rounds end after 2:" in said(blocks)


def test_a_run_that_diverges_is_told_by_its_errors() -> None:
    blocks = compared(parabola("0.1"), parabola("2"), 10)
    assert errors(blocks, 2)[-1] == pytest.approx(4 * 3**20, rel=1e-5)
    assert "smaller with this" in said(blocks)


def test_equal_runs_are_called_equal() -> None:
    assert "both have the same error" in said(compared(parabola("0.1"), parabola("0.1"), 10))


@pytest.mark.parametrize("names", [("a" * 30, "b" * 30), ("a", "b")])
def test_a_table_has_its_figure_beside_it_where_its_names_are_short(names: tuple[str, str]) -> None:
    one = parabola("0.1")
    document = notes(Numbers(one, Rounding(6)), Outline((), 10, comparison=Comparison(parabola("0.2"), *names)))
    beside = [block for block in document.blocks if isinstance(block, Beside)]
    assert any(block.blocks[0].label == "tab-two-runs" for block in beside) == (len(names[0]) == 1)
