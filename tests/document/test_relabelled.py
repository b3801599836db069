"""Labels with a name in them."""

from __future__ import annotations

from symbackprop.document.blocks import (
    Align,
    Beside,
    Display,
    Figure,
    Footnote,
    Paragraph,
    Plot,
    Reference,
    Step,
    Substep,
    Table,
    Text,
    Together,
)
from symbackprop.document.relabelled import relabelled
from symbackprop.expression.tree import Symbol


def test_every_label_and_every_reference_changes_alike() -> None:
    said = (Text("see "), Reference("eq-a"), Footnote((Reference("tab-t"),)))
    table = Table(((said, Align.LEFT),), ((said,),), said, "tab-t")
    figure = Figure(Plot(((1.0, 1.0),), "x", Symbol("y")), said, "words", "fig-f")
    blocks = (
        Paragraph(said),
        Display((), "eq-a"),
        Display(()),
        Step(1, said, (Together("so", (Paragraph(said),)), Substep("1a", said, (Display((), "eq-a"),)))),
        Beside((table, figure)),
        table,
        figure,
    )
    written = repr(relabelled(blocks, "w5"))
    for label in ("eq-a", "tab-t", "fig-f"):
        assert label not in written
        assert label.replace("-", "-w5-") in written
    assert written.replace("-w5-", "-") == repr(blocks)
