"""Mathematics and text in Typst."""

from __future__ import annotations

import pytest

from symbackprop.document.blocks import Math, Relate, Row, Text
from symbackprop.expression.tree import Call, Matrix, Partial, Symbol, decimal, whole
from symbackprop.render.inline.typst import DISPLAY, INLINE, RELATIONS, inlines

W, E = Symbol("w", "5"), Symbol("E", "total")


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        (Symbol("net", "h1"), '"net"_(h 1)'),
        (Symbol("δ", bold=True), "bold(delta)"),
        (Symbol("a", "1", superscript="[2]"), 'a_(1)^("[2]")'),
        (Partial(E, W), 'frac(partial E_("total"), partial w_(5))'),
        (decimal("1e-9"), "1 times 10^(-9)"),
        (Call("sigmoid", W), "sigma lr((w_(5)))"),
        (Matrix(((W, whole(1)), (whole(2), W))), 'mat(delim: "[", w_(5), 1; 2, w_(5))'),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_quantities_numbers_and_matrices(expression, written: str) -> None:  # type: ignore[no-untyped-def]
    assert DISPLAY.write(expression) == written


def test_a_decimal_comma_parts_no_arguments() -> None:
    assert INLINE.digits("-0,5") == '-"0,5"'


def test_rows_are_aligned_as_in_tex() -> None:
    assert DISPLAY.row(Row(W, (("=", whole(1)), ("≈", whole(2))))) == "w_(5) &= 1 approx 2"
    assert set(RELATIONS) == {"=", "≈", "≤", "≥", ",", "…", "+", "−", "·", "×", "⊙", ""}


def test_formulas_in_a_line_are_read_aloud() -> None:
    written = inlines((Text("*so* "), Math(W), Relate(W, "=", whole(2))))
    assert 'alt: "w 5"' in written
    assert 'alt: "w 5 equals 2"' in written
    assert "\\*so\\*" in written
