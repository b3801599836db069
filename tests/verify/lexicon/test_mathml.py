"""The signs of MathML, as formulas with them are written in LaTeX."""

from __future__ import annotations

import html

import pytest

from symbackprop.verify.lexicon.mathml import ACCENTS, BRACES, OPERATORS, RELATIONS, SIGNS
from symbackprop.verify.reading.html_pages import in_markdown


def written(formula: str) -> str:
    return "".join(in_markdown(f"<math>{formula}</math>").text.split()).strip("$")


@pytest.mark.parametrize("sign", ACCENTS)
def test_a_sign_above_a_letter_is_its_command(sign: str) -> None:
    assert written(f"<mover><mi>y</mi><mo>{sign}</mo></mover>") == f"\\{ACCENTS[sign]}{{y}}"


@pytest.mark.parametrize("sign", BRACES)
def test_a_sign_below_is_its_command(sign: str) -> None:
    assert written(f"<munder><mi>y</mi><mo>{sign}</mo></munder>") == f"\\{BRACES[sign]}{{y}}"


@pytest.mark.parametrize("sign", sorted(SIGNS.keys() | OPERATORS.keys()))
def test_a_sign_is_written_as_its_table_says(sign: str) -> None:
    other = {**SIGNS, **OPERATORS}[sign].strip()
    assert written(f"<mi>a</mi><mo>{html.escape(sign)}</mo><mi>b</mi>") == f"a{other}b"


def test_what_latex_means_otherwise_is_written_behind_a_stroke() -> None:
    signs = "".join(f"<mo>{html.escape(sign)}</mo>" for sign in "%&#}{")
    assert written(signs) == r"\%\&\#\}\{"
    assert written("<mi>a</mi><mo>\u2064</mo><mn>2</mn><mo>\u2063</mo><mo>∑</mo>") == r"a+2,\sum"


@pytest.mark.parametrize(("sign", "kind"), [*((sign, "aligned") for sign in sorted(RELATIONS)), ("+", "matrix")])
def test_rows_are_equations_where_a_cell_begins_with_a_relation(sign: str, kind: str) -> None:
    row = f"<mtr><mtd><mi>a</mi></mtd><mtd><mo>{sign}</mo><mn>2</mn></mtd></mtr>"
    assert written(f"<mtable>{row}</mtable>") == rf"\begin{{{kind}}}a&{sign}2\end{{{kind}}}"
