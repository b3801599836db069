from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify.reading.rewriting import in_usual_notation

from ..formulas import plain


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("w<sub>1</sub>", "w_{1}"),
        ("x<sup>2</sup>", "x^{2}"),
        ("2 &times; 3 &#215; 4 &#xD7; 5", "2 × 3 × 4 × 5"),
        ("a&nbsp;b", "a\u00a0b"),
        ("a\u200bb\ufeff", "ab"),
        ("y\u0302", r"\hat{y}"),
        ("x\u0304", r"\bar{x}"),
        ("１＋２＝３", "1+2=3"),
        ("٣", "3"),
        ("٠٫٤ و ۰٫۴۵", "0.4 و 0.45"),
        ("١٬٢٣٤٬٥٦٧٫٨", "1234567.8"),
        ("١٬٢", "1\u066c2"),
        ("https://latex.codecogs.com/svg.latex?a%20%3D&space;1", " $a = 1$ "),
        ("https://latex.codecogs.com/gif.latex?a$&space;=&space;$1", " $a  =  1$ "),
        ("so **u = 0.2 + 1 = 1.2** here", "so   u = 0.2 + 1 = 1.2   here"),
        ("**tanh(0.3)** ≈ 0.2913", "  tanh(0.3)   ≈ 0.2913"),
        ("| **0.5** | x", "|   0.5   | x"),
        ("**Exercise 2**", "**Exercise 2**"),
        ("**Step 2: at s = 0.5**", "**Step 2: at s = 0.5**"),
        ("x**2 + y**2 = 5", "x**2 + y**2 = 5"),
        ("nothing to do: a_1 = 0.5", "nothing to do: a_1 = 0.5"),
    ],
)
def test_foreign_ways_of_writing_become_the_usual_one(text: str, usual: str) -> None:
    assert in_usual_notation(plain(text)).text == usual


FOREIGN = ["w<sub>1</sub>", "x<sup>2</sup>", "&times;", "&lt;", "\u200b", "y\u0302", "１", "٣", "٠٫٤", "١٬٢٣٤"]
PARTS = st.lists(st.sampled_from([*FOREIGN, "Q", " ", "\n", "é"]), max_size=12)


@given(PARTS)
def test_every_character_knows_where_it_came_from(parts: list[str]) -> None:
    text = "".join(parts)
    found = in_usual_notation(plain(text))
    places = list(found.places)
    assert len(places) == len(found.text) + 1
    assert places == sorted(places)
    assert places[-1] == len(text)
    kept = [place for character, place in zip(found.text, places, strict=False) if character == "Q"]
    assert kept == [place for place, character in enumerate(text) if character == "Q"]
