"""Numbers of equations, figures and tables."""

from __future__ import annotations

import pytest

from symbackprop.document.blocks import Display, Document, Paragraph, Row, Step, Substep, Text, Together
from symbackprop.expression.tree import whole
from symbackprop.render.inline.labels import kind_of, numbered, walk


def display(label: str) -> Display:
    return Display((Row(None, (("", whole(1)),)),), label)


@pytest.mark.parametrize(("label", "kind"), [("eq-w5", "equation"), ("fig-w5", "figure"), ("tab-w", "table")])
def test_a_label_says_what_it_labels(label: str, kind: str) -> None:
    assert kind_of(label) == kind


def test_equations_count_in_reading_order_also_inside_of_steps() -> None:
    inner = Substep("1a", (Text("a"),), (display("eq-c"),))
    step = Step(1, (Text("a"),), (display("eq-b"), Together("c", (inner,))))
    document = Document("t", (), (display("eq-a"), display(""), step, Paragraph(()), display("eq-d")))
    assert numbered(document) == {"eq-a": 1, "eq-b": 2, "eq-c": 3, "eq-d": 4}
    assert [type(block).__name__ for block in walk((step,))] == ["Step", "Display", "Together", "Substep", "Display"]
