from __future__ import annotations

import pytest

from symbackprop.verify.reading.prose_formulas import bare_pieces

from ..formulas import plain


def found(text: str) -> list[str]:
    return [piece.plain.text.strip() for piece in bare_pieces(plain(text), 0, len(text))]


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("so w1 = 0.15 holds", ["w1 = 0.15"]),
        ("Loss = 0.355 (y=1)", ["Loss = 0.355", "y=1"]),
        ("sonst a = 0.62 (z = 0.49) hier", ["a = 0.62", "z = 0.49"]),
        ("f(x = 2) = 3", ["f(x = 2) = 3"]),
        ("x1 = 0 x2= 1", ["x1 = 0", "x2= 1"]),
        ("dann w1 = 0.5 w2 = 0.2 w3 = 0.1", ["w1 = 0.5", "w2 = 0.2", "w3 = 0.1"]),
        ("y = 2 x = 4", ["y = 2 x = 4"]),
        ("Weights W^{[1]} = [[1, 2]]", ["W^{[1]} = [[1, 2]]"]),
        ("We get a = 1, as promised.", ["a = 1"]),
        ("net_h1 = w1*i1 + w2*i2 + b1 = 0.3775", ["net_h1 = w1*i1 + w2*i2 + b1 = 0.3775"]),
        ("and dE/dw5 = 0.0822 then", ["dE/dw5 = 0.0822"]),
        ("a = 1   b = 2", ["a = 1", "b = 2"]),
        ("a = 1\nb = 2", ["a = 1", "b = 2"]),
        ("then w5^new = 0.3589 holds", ["w5^new = 0.3589"]),
        ("E = 0.5 * (t - o)^2    (3)", ["E = 0.5 * (t - o)^2"]),
        ("u.grad = 6.0   (∂L/∂u)", ["u.grad = 6.0"]),
        ("dw = -4.0\t(by the chain (3 factors))", ["dw = -4.0"]),
        ("dw = 2 (x + 1)", ["dw = 2 (x + 1)"]),
        ("hence g₁'(0.5) = 2", ["g₁'(0.5) = 2"]),
        ("valuta in x = 2 la funzione", ["x = 2"]),
        ("in q₁(x) = e^x e q₂(u) = 2u", ["q₁(x) = e^x", "q₂(u) = 2u"]),
        ("what goes in (remember that b = 1)", ["b = 1"]),
        ("the slope (here f(x) = 2x) grows", ["f(x) = 2x"]),
        ("x := 3 and y ≈ 0.7", ["x := 3", "y ≈ 0.7"]),
        ("x1 = 0.05 y x2 = 0.10", ["x1 = 0.05", "x2 = 0.10"]),
        ("net_h1 = 0.3775 e out_h1 = 0.593", ["net_h1 = 0.3775", "out_h1 = 0.593"]),
        ("x1 = 0.05 et x2 = 0.10 et b = -1", ["x1 = 0.05", "x2 = 0.10", "b = -1"]),
        ("a = 2 y + 1", ["a = 2 y + 1"]),
        ("a = b y c = 1", ["a = b y c = 1"]),
        ("| 1 | q(s) = s + 3 | 4.5 | r = 2 |", ["q(s) = s + 3", "r = 2"]),
        ("│ q(s) = 2s │ ──→ │ r(s) = s + 1 │", ["q(s) = 2s", "r(s) = s + 1"]),
        ("Step 2: v = 3 * 0.5 = 1.5", ["v = 3 * 0.5 = 1.5"]),
        ("the ratio 1:2 = 0.5", ["1:2 = 0.5"]),
        ("after the second pass (s = 0.5)", ["s = 0.5"]),
        ("where P (s = 1) = 0.3", ["P (s = 1) = 0.3"]),
        ("|v| = 3", ["v| = 3"]),
        ("- `u.grad = 6.0` (∂E/∂u)", ["u.grad = 6.0"]),
        ("u.grad = 6.0 (∂E/∂u), v.grad = -4 (dE/dv).", ["u.grad = 6.0", "v.grad = -4"]),
        ("z = 2 (dE/du) v = 3", ["z = 2 (dE/du) v = 3"]),
        ("d = temp + c = -6.0 + 10.0 = 4.0", ["d =", "-6.0 + 10.0 = 4.0"]),
        ("v = Zwischenwert * k = 2 * 3 = 6", ["v =", "2 * 3 = 6"]),
        ("+ c = 4.0 holds", ["c = 4.0"]),
        ("The delta of the output: (y - t) * y = 0.1", ["(y - t) * y = 0.1"]),
    ],
)
def test_a_formula_in_prose_ends_where_the_words_begin(text: str, formulas: list[str]) -> None:
    assert found(text) == formulas


@pytest.mark.parametrize("text", ["nothing equals anything", "if a == b:", "x => y", "a <= b", "a >= b", ""])
def test_what_has_no_equals_sign_of_its_own_is_no_formula(text: str) -> None:
    assert found(text) == []


def test_a_piece_knows_where_it_stands() -> None:
    text = "here is w1 = 0.15 now"
    (piece,) = bare_pieces(plain(text), 0, len(text))
    start = piece.plain.places[0]
    assert text[start : start + 2].strip() == "w1"
