from __future__ import annotations

import pytest

from symbackprop.verify.grammar.parser import parse
from symbackprop.verify.grammar.style import WritingStyle
from symbackprop.verify.report.words import reason_words
from symbackprop.verify.source import Plain
from symbackprop.verify.tree import (
    Chain,
    Name,
    Numeral,
    Unread,
)

from ..formulas import read, shown

READ = {
    "E = (a - b)^2": "E = (a + -b)^2",
    "\\frac{1}{2}(t - o)^2": "(1/2 (t + -o)^2)",
    "\\frac12 x": "(1/2 x)",
    "out_{o1}(1-out_{o1})": "(out_{o1} (1 + -out_{o1}))",
    "\\frac{\\partial E}{\\partial w_5}": "∂E/∂w_5",
    "∂E/∂w₅": "∂E/∂w_5",
    "dE/dw5 * 2": "(∂E/∂w_5 2)",
    "\\frac{dL}{da_2}": "∂L/∂a_2",
    "\\frac{\\delta E}{\\delta w}": "∂E/∂w",
    "\\frac{\\partial}{\\partial w} E": "∂E/∂w",
    "e^{-x}": "exp(-x)",
    "\\sigma(z)": "σ(z)",
    "\\sigma'(z)": "σ'(z)",
    "max(0, z)": "max(0, z)",
    "\\textit{net}_{o1}": "net_{o1}",
    "\\mathrm{out}_ {o_ {1}}": "out_{o1}",
    "w_5^+": "w_5^+",
    "w_5^{new}": "w_5^+",
    "z^{(1)}_2": "z_2^{(1)}",
    "W_1^T \\mathbf{x}": "(W_1ᵀ x)",
    "W^{[2]T} d": "(W^{[2]}ᵀ d)",
    "A^{(1)\\top}": "A^{(1)}ᵀ",
    "w_{11}^{(2)+}": "w_{11}^{(2)+}",
    "w_1(new) = 0.1": "w_1^+ = 0.1",
    "w_1(t - y)": "(w_1 (t + -y))",
    "z = 0.3852.": "z = 0.3852",
    "0.1 + ... + 0.9": "(0.1 + Omitted + 0.9)",
    "\\left. x \\right|_0": "x",
    "b = 0.5 \\quad \\text{(lower bias → lower output)}": "b = 0.5",
    "z = 0.2041\\ \\text{(exactly }0.2040\\text{)}": "z = 0.2041",
    "a = \\quad 0.5": "a = 0.5",
    "[0.1,\\quad 0.2]": "[['0.1', '0.2']]",
    "xW1 + b1": "((x W_1) + b_1)",
    "a \\odot b": "(a ⊙ b)",
    "\\|x\\|": "|x|",
    "\\hat{y}_1": "ŷ_1",
    "3.5 \\times 10^{-5}": "3.5e-5",
    "3 \\cdot 10^{-5} x": "(3e-5 x)",
    "0{,}15": "0.15",
    "\\begin{bmatrix} 1 & -2 \\\\ 3 & 4 \\end{bmatrix}": "[['1', '-2'], ['3', '4']]",
    "[0.1, 0.2]": "[['0.1', '0.2']]",
    "[[0.1], [0.2]]": "[['0.1'], ['0.2']]",
    "[0.1 0.2]": "[['0.1', '0.2']]",
    "\\sum_{i=1}^{2} w_ix_i": "Σi (w_i x_i)",
    "\\underbrace{0.5}_{\\text{step 1}} \\cdot x": "(0.5 x)",
    "2 * -3": "(2 -3)",
    "\\frac{\\partial}{\\partial w} \\cdot net": "∂net/∂w",
    "\\vartriangle w = -g": "Δw = -g",
    "a = b \\left( = -c \\right)": "a = b = -c",
    "a = \\text{\\framebox{$ b_h $}} c": "a = (b_h c)",
    "a = b \\ \\text{with $p$ being a pattern of $P$}": "a = b",
    "a {=} \\textcolor{blue}{-} b": "a = -b",
    "x^{\\frac{1}{2}}": "x^1/2",
    "x^\\frac12": "x^1/2",
    "{a \\over b} c": "(a/b c)",
    "{\\partial E \\over \\partial w}": "∂E/∂w",
    "{{a \\over b} + 1 \\over c}": "(a/b + 1)/c",
    "\\frac{d f(x)}{dx}": "∂activation(x)/∂x",
    "\\frac{df(x)}{d x}": "∂activation(x)/∂x",
    "\\frac{dL(w)}{dw}": "∂L/∂w",
    "\\frac{\\partial^2 E}{\\partial w_1^2}": "∂∂E/∂w_1/∂w_1",
    "\\frac{\\partial^2 E}{\\partial w_1 \\partial w_2}": "∂∂E/∂w_1/∂w_2",
    "\\frac{d^2 f}{dx^2}": "∂∂f/∂x/∂x",
    "∂²E/∂w²": "∂∂E/∂w/∂w",
    "\\partial_{w_1} L": "∂L/∂w_1",
    "\\nabla_{\\theta} J(\\theta)": "∂J/∂theta",
    "[\\hat y - y]_b": "(ŷ + -y)[b]",
    "(W^T d)_j + [x]_i": "((Wᵀ d)[j] + x_i)",
    "Y^{\\odot 2}": "Y^2",
    "{\\bf W}_1^T x": "(W_1ᵀ x)",
    "{W}^{(1)}": "W^{(1)}",
    "\\overset{(2)}{W} x": "(W^{(2)} x)",
    "\\underset{1 \\times 3}{x} y": "(x y)",
    "\\cancel{2} \\bcancel{x} \\cancelto{1}{y}": "(2 x y)",
    "a \\overset{(1)}{=} b": "a = b",
    "a \\underset{\\text{chain rule}}{=} b": "a = b",
    "\\textcolor{red}{x} \\mathrel{+} y": "(x + y)",
    "E(\\mathbf{w}) = 3": "E = 3",
    "\\begin{cases} 1 & i = j \\\\ 0 & i \\neq j \\end{cases}": "1 if i = j; 0 if i ≠ j",
    "a + -b": "(a + -b)",
}


@pytest.mark.parametrize("text", READ, ids=list(READ))
def test_a_formula_is_read_as_it_is_meant(text: str) -> None:
    assert read(text) == [READ[text]]


def test_a_chain_keeps_all_its_sides() -> None:
    assert read("a = b ≈ c := d") == ["a = b = c = d"]


def test_rows_and_lists_are_statements_of_their_own() -> None:
    assert read("a &= 1 \\\\ b &= 2; c = 3, d = 4") == ["a = 1", "b = 2", "c = 3", "d = 4"]


def test_words_between_two_rows_end_the_first() -> None:
    assert read("a &= 1 \\\\ \\intertext{and so} b &= 2") == ["a = 1", "b = 2"]


def test_a_circled_cross_is_what_the_document_means_by_it() -> None:
    assert read("d \\otimes x") == ["(d xᵀ)"]
    assert read("d \\otimes x", WritingStyle(circled=True)) == ["(d ⊙ x)"]


def test_a_wide_gap_parts_two_equations() -> None:
    assert read("h_1 = 0.6 \\qquad h_2 = 0.7") == ["h_1 = 0.6", "h_2 = 0.7"]


def test_the_skip_between_two_rows_is_no_factor() -> None:
    assert read("\\begin{aligned} a &= 0.5 \\\\[10pt] b &= 0.7 \\end{aligned}") == ["a = 0.5", "b = 0.7"]


def test_an_array_whose_rows_are_equations_only_lines_them_up() -> None:
    text = "\\begin{array}{ll} z &= \\begin{bmatrix} 1 \\\\ 2 \\end{bmatrix} \\\\ u &= 3 \\end{array}"
    assert read(text) == ["z = [['1'], ['2']]", "u = 3"]


def test_an_array_without_equations_is_a_matrix() -> None:
    assert read("W = \\begin{array}{cc} 1 & 2 \\\\ 3 & 4 \\end{array}") == ["W = [['1', '2'], ['3', '4']]"]


def test_a_row_may_go_on_with_its_next_term() -> None:
    assert read("a &= b \\\\ &\\quad {} + c") == ["a = (b + c)"]


def test_a_row_may_go_on_with_its_next_factor() -> None:
    assert read("a &= b \\\\ &\\quad \\cdot (c - d)") == ["a = (b (c + -d))"]


def test_a_number_keeps_its_zeros_and_its_place() -> None:
    (chain,) = parse(Plain("w = 0.50", range(9)), WritingStyle())
    assert isinstance(chain, Chain)
    number = chain.sides[1].node
    assert isinstance(number, Numeral)
    assert (number.text, number.span.start, number.span.end) == ("0.50", 4, 8)


def test_a_decimal_comma_is_one_where_the_document_has_them() -> None:
    assert read("w = 0,15", WritingStyle(commas=True)) == ["w = 0.15"]


@pytest.mark.parametrize("damaged", ["rac{a}{b}", "\x0crac{a}{b}"])
def test_a_damaged_command_is_repaired_and_reported(damaged: str) -> None:
    (chain,) = parse(Plain(damaged, range(len(damaged) + 1)), WritingStyle())
    assert isinstance(chain, Chain)
    assert shown(chain.sides[0].node) == "a/b"
    assert "frac" in reason_words((chain.damages[0].reason,))


def test_what_cannot_be_read_says_why() -> None:
    (found,) = parse(Plain("a = (1", range(7)), WritingStyle())
    assert isinstance(found, Unread)
    assert reason_words((found.reason,)) == "expected ')', found 'the end'"


@pytest.mark.parametrize(
    "text",
    ["W = [[1, 2], [3]]", "W = [1 2; 3]", r"W = \begin{pmatrix}1 & 2 \\ 3\end{pmatrix}"],
)
def test_rows_of_two_lengths_are_no_matrix(text: str) -> None:
    (statement,) = parse(Plain(text, range(len(text) + 1)), WritingStyle())
    assert isinstance(statement, Unread)
    assert reason_words((statement.reason,)) == "the rows of a matrix differ in length"


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        (r"w_2 \to -0.861", [["w_2 anew", "-0.861"]]),
        ("b → 0.3", [["b anew", "0.3"]]),
        (r"z \to 0", [["z"], ["0"]]),
        (r"w_2 \to w_1", [["w_2"], ["w_1"]]),
    ],
)
def test_an_arrow_from_a_weight_to_a_number_says_what_it_becomes(text: str, sides: list[list[str]]) -> None:
    found = [at for at in parse(Plain(text, range(len(text) + 1)), WritingStyle()) if isinstance(at, Chain)]
    written = [[(shown(side.node), isinstance(side.node, Name) and side.node.new) for side in at.sides] for at in found]
    assert [[text + " anew" * new for text, new in at] for at in written] == sides


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (r"s(\mathbf{x})_i = 2", ["s_i"]),
        (r"s(x)_i = 2", ["s_i"]),
        (r"s (x)_i = 2", []),
        (r"y = s(x) + 2", ["y"]),
    ],
)
def test_an_index_behind_what_a_quantity_depends_on_picks_an_entry_of_it(text: str, wanted: list[str]) -> None:
    found = [at for at in parse(Plain(text, range(len(text) + 1)), WritingStyle()) if isinstance(at, Chain)]
    assert [shown(at.sides[0].node) for at in found] == wanted


def test_words_that_call_a_function_which_is_not_known_end_no_formula() -> None:
    text = r"y = -2 \text{Tr}(A)"
    assert any(isinstance(at, Unread) for at in parse(Plain(text, range(len(text) + 1)), WritingStyle()))
    remark = r"y = -2 \text{ (as before)}"
    assert all(isinstance(at, Chain) for at in parse(Plain(remark, range(len(remark) + 1)), WritingStyle()))
