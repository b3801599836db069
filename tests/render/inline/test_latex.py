"""Text in LaTeX: nothing active left, and every letter in the minimal fonts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from symbackprop.document.blocks import Footnote, Link, Math, Reference, Relate, Strong, Text
from symbackprop.expression.tree import Symbol, whole
from symbackprop.render.inline.latex import ACTIVE, escaped, in_fonts, inlines, missing


def test_what_is_active_is_escaped() -> None:
    assert escaped("50% of $x_1$ & {y}~#") == r"50\% of \$x\_1\$ \& \{y\}\textasciitilde{}\#"


@given(st.text(max_size=30))
def test_only_commands_and_braces_of_ours_are_left(text: str) -> None:
    written = escaped(text)
    for sign in "$&#%_^~<>|":
        assert sign not in written.replace(f"\\{sign}", "")
    assert written.replace(r"\{", "").count("{") == written.replace(r"\}", "").count("}")
    assert set(ACTIVE) >= set("\\{}$&#%_^~")


def test_letters_that_the_fonts_lack_are_named() -> None:
    assert missing(escaped("误差 of 误")) == ("误", "差")
    assert in_fonts(r"\mathrm{误}") == r"\textrm{\missing{8BEF}{}}"
    assert in_fonts(r"\mathrm{net}") == r"\mathrm{net}"


def test_a_line_of_text_with_all_that_may_stand_in_it() -> None:
    w = Symbol("w")
    line = (
        Text("a_b "),
        Math(w),
        Relate(w, "≈", whole(2)),
        Strong("so"),
        Link("there", "https://a.org/x_y"),
        Reference("eq-w"),
        Reference("fig-w"),
        Footnote((Text("50%"),)),
    )
    assert inlines(line) == (
        r"a\_b \(w\)\(w \approx 2\)\textbf{so}\href{https://a.org/x\_y}{there}"
        r"equation~\eqref{eq-w}figure~\ref{fig-w}\footnote{50\%}"
    )
