"""The marks of names in every format: over, above, Greek letters by name."""

from __future__ import annotations

import pytest
import typst

from symbackprop.document.blocks import Math
from symbackprop.expression.greek import NAMED_LETTERS
from symbackprop.expression.tree import TWO, Power, Symbol
from symbackprop.graph.names import parse_name
from symbackprop.render.drawings.shapes import Drawing, Label
from symbackprop.render.drawings.svg import svg
from symbackprop.render.inline.speech import spoken
from symbackprop.render.inline.tex import INLINE as TEX
from symbackprop.render.inline.typst import INLINE as TYPST

NAMES = [
    ("y_hat_1", r"\hat{y}_{1}", "hat(y)_(1)", "y hat 1", "y\u0302"),
    ("x_bar", r"\bar{x}", "macron(x)", "x bar", "x\u0304"),
    ("x_tilde", r"\tilde{x}", "tilde(x)", "x tilde", "x\u0303"),
    ("w_star", "w^{*}", "w^(*)", "w star", "*"),
    ("x'", r"x^{\prime}", "x^(prime)", "x prime", "′"),
    ("x''", r"x^{\prime \prime}", "x^(prime.double)", "x double prime", "′′"),
    ("eta", r"\eta ", "eta", "eta", "η"),
    (r"\Theta_1", r"\Theta _{1}", "Theta_(1)", "Theta 1", "Θ"),
    (r"\hat{\theta}", r"\hat{\theta }", "hat(theta)", "theta hat", "θ\u0302"),
    ("a^{(1)}", "a^{(1)}", 'a^("(1)")', "a superscript 1", "(1)"),
    ("net_eta", r"\mathrm{net}_{\eta }", '"net"_(eta)', "net eta", "η"),
]


@pytest.mark.parametrize(("typed", "tex", "typ", "speech", "drawn"), NAMES, ids=[row[0] for row in NAMES])
def test_a_name_is_shown_in_every_format(typed: str, tex: str, typ: str, speech: str, drawn: str) -> None:
    symbol = parse_name(typed)

    assert (TEX.write(symbol), TYPST.write(symbol), spoken(symbol)) == (tex, typ, speech)
    assert drawn in svg(Drawing(9.0, 9.0, (Label((1.0, 1.0), (Math(symbol),)),)), "a name")


def test_typst_knows_every_name_that_is_shown_as_a_letter() -> None:
    symbols = [Symbol(name, "1", accent="bar", superscript="''") for name in NAMED_LETTERS]
    formulas = " ".join(f"$ {TYPST.write(Power(symbol, TWO))} $" for symbol in symbols)

    assert typst.compile(formulas.encode(), format="pdf").startswith(b"%PDF")
