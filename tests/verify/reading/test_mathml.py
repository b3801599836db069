from __future__ import annotations

import pytest

from symbackprop.verify.reading.html_pages import in_markdown

FORMULAS = {
    "<mi>a</mi><mo>=</mo><mn>1.5</mn>": "a=1.5",
    "<mfrac><mi>a</mi><mn>2</mn></mfrac>": r"\frac{a}{2}",
    "<msub><mi>w</mi><mn>1</mn></msub>": "w_{1}",
    "<msubsup><mi>w</mi><mn>1</mn><mo>+</mo></msubsup>": "w_{1}^{+}",
    "<msup><mrow><mo>(</mo><mi>a</mi><mo>)</mo></mrow><mn>2</mn></msup>": "{(a)}^{2}",
    "<msqrt><mi>a</mi><mi>b</mi></msqrt>": r"\sqrt{ab}",
    "<mroot><mi>a</mi><mn>3</mn></mroot>": r"\sqrt[3]{a}",
    '<mover accent="true"><mi>y</mi><mo>^</mo></mover>': r"\hat{y}",
    "<mover><mo>=</mo><mi>a</mi></mover>": "=^{a}",
    "<munderover><mo>&#x2211;</mo><mi>i</mi><mi>n</mi></munderover>": r"\sum_{i}^{n}",
    "<mi>net</mi>": r"\mathrm{net}",
    "<mi>exp</mi><mo>&#x2061;</mo><mi>z</mi>": r"\operatorname{exp}z",
    '<mi mathvariant="bold">W</mi>': r"\mathbf{W}",
    "<mi>w</mi><mo>&InvisibleTimes;</mo><mi>x</mi>": "wx",
    "<mtext>if</mtext>": r"\text{if}",
    '<mfenced open="[" close="]" separators=";"><mi>a</mi><mi>b</mi></mfenced>': "[a;b]",
    "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd></mtr></mtable>": (
        r"\begin{matrix}1&2\\3\end{matrix}"
    ),
    "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mn>2</mn></mtd></mtr></mtable>": (
        r"\begin{aligned}a&=2\end{aligned}"
    ),
    "<mo>{</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mtext>if</mtext></mtd></mtr></mtable>": (
        r"\begin{cases}1&\text{if}\end{cases}"
    ),
    "<mphantom><mn>9</mn></mphantom><mspace/><mi>a</mi>": "a",
    "<semantics><mi>a</mi><annotation encoding='text'>b</annotation></semantics>": "a",
    "<semantics><mi>a</mi><annotation encoding='application/x-tex'>x &lt; b_1</annotation></semantics>": "x<b_1",
    "<mfrac><mi>a</mi></mfrac>": r"\frac{a}",
    "<msub></msub>": "",
}


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_written_in_latex(formula: str) -> None:
    written = in_markdown(f"<math>{formula}</math>").text
    assert "".join(written.split()) == f"${FORMULAS[formula]}$"


def test_numbers_and_letters_keep_their_places() -> None:
    text = "<math><mfrac><mi>a</mi><mn>0.25</mn></mfrac></math>"
    found = in_markdown(text)
    assert text[found.places[found.text.index("0.25")] :].startswith("0.25")
    assert list(found.places) == sorted(found.places)
