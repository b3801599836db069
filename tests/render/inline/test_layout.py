"""Names with a superscript, a hat or a sample, and absolute values, in every format."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from symbackprop.document.blocks import Math
from symbackprop.expression.tree import (
    ONE,
    TWO,
    ZERO,
    Call,
    Choice,
    Expression,
    Index,
    Negative,
    Power,
    Product,
    Sum,
    Symbol,
    Transposed,
    updated,
)
from symbackprop.render.drawings.shapes import Drawing, Label
from symbackprop.render.drawings.svg import svg
from symbackprop.render.inline.speech import spoken
from symbackprop.render.inline.tex import Tex
from symbackprop.render.inline.typst import TypstMath
from symbackprop.render.inline.width import width

W = Symbol("w", "1,2", superscript="(1)")
OUT = Symbol("out", "h1", sample="2")
HAT = Symbol("y", "1", accent="hat")
N, J = Index("n", 3), Index("j", 2)

WRITTEN: Mapping[str, tuple[Expression, str, str, str]] = {
    "a weight": (W, "w_{12}^{(1)}", 'w_(1 2)^("(1)")', "w superscript 1 subscript 1 2"),
    "an entry of a matrix with a letter": (
        Symbol("W", "q", indices=(N, J)),
        "W_{q,nj}",
        "W_(q,n j)",
        "W q n j",
    ),
    "a weight of a wide layer": (
        Symbol("w", "1,12", superscript="(1)"),
        "w_{1,12}^{(1)}",
        'w_(1 , 12)^("(1)")',
        "w superscript 1 subscript 1 12",
    ),
    "an updated weight": (updated(W), "w_{12}^{(1)+}", 'w_(1 2)^("(1)" +)', "w superscript 1 subscript 1 2 plus"),
    "an output of a sample": (OUT, r"\mathrm{out}_{h1}^{(2)}", '"out"_(h 1)^("(2)")', "out h 1 of sample 2"),
    "an output of any sample": (
        Symbol("out", "h", (N, J), sample="n"),
        r"\mathrm{out}_{hj}^{(n)}",
        '"out"_(h j)^("(n)")',
        "out h j of sample n",
    ),
    "a prediction": (HAT, r"\hat{y}_{1}", "hat(y)_(1)", "y hat 1"),
    "the square of what has something above": (
        Power(OUT, TWO),
        r"(\mathrm{out}_{h1}^{(2)})^{2}",
        'lr(("out"_(h 1)^("(2)")))^(2)',
        "open bracket out h 1 of sample 2 close bracket squared",
    ),
    "a transposed matrix of a layer": (
        Transposed(Symbol("W", superscript="(1)", bold=True)),
        r"(\mathbf{W}^{(1)})^{\mathsf{T}}",
        'lr((bold(upright(W))^("(1)")))^(upright(T))',
        "open bracket matrix W superscript 1 close bracket transposed",
    ),
    "an absolute value": (
        Call("abs", HAT),
        r"\left\lvert \hat{y}_{1} \right\rvert",
        "abs(hat(y)_(1))",
        "the absolute value of y hat 1, end of value",
    ),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_a_name_is_written_in_every_format(case: str) -> None:
    expression, tex, typst, words = WRITTEN[case]

    assert Tex().write(expression) == tex
    assert TypstMath().write(expression) == typst
    assert spoken(expression) == words


def test_a_picture_shows_hats_and_what_stands_above() -> None:
    labels = tuple(Label((1, 1), (Math(symbol),)) for symbol in (W, HAT))
    picture = svg(Drawing(2, 2, labels), "two names")

    assert "y\u0302" in picture
    assert ">(1)</tspan>" in picture


def test_what_stands_above_takes_no_room_of_its_own() -> None:
    assert width(Symbol("w", "12", superscript="(1)")) <= width(Symbol("w", "12")) + 1


def test_branches_are_kept_apart_from_what_follows() -> None:
    choice = Choice(OUT, ONE, Choice(Negative(OUT), Negative(ONE), ZERO))

    written = TypstMath().write(Sum((choice, Product((TWO, choice)))))

    assert written.count("lr((cases(") == 2
    assert '-1 & "if" "out"_(h 1)^("(2)") < 0' in written
    assert "is negative" in spoken(choice)


def test_ascii_names_of_different_symbols_differ() -> None:
    symbols = (
        W,
        Symbol("w", "1,2"),
        Symbol("w", "1", superscript="(1)"),
        Symbol("w", "1"),
        Symbol("w", "1", accent="hat"),
        Symbol("w", "1", sample="1"),
        Symbol("w", "1", superscript="(1)", sample="1"),
    )

    assert len({symbol.ascii for symbol in symbols}) == len(symbols)


def test_the_subscript_of_an_index_is_that_of_an_element_with_a_letter_in_place_of_the_number() -> None:
    targets, own = Symbol("target", "o", (Index("k", 2),)), Symbol("x", "i", (Index("i", 2),))

    assert Tex().write(targets) == Tex().write(Symbol("target", "o1")).replace("1", "k")
    assert TypstMath().write(targets) == TypstMath().write(Symbol("target", "o1")).replace("1", "k")
    # Not x_{ii}, which would read x at two indices.
    assert Tex().write(own) == "x_{i_{i}}"
