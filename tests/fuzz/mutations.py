"""Texts that nobody meant: known ones cut, spliced and damaged, with the tokens that a reader may trip over."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

Change = Callable[[random.Random, str], str]

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
WORD = re.compile(r"\\?[A-Za-z]+")

NUMBERS = (
    *("0", "-0", "00", "010", "1", "-1", "1.", ".5", "0,5", "1,000.5", "10.000,5", "0.0000001", "1e5", "1E-5", "1e400"),
    *(
        "4e999",
        "1e-400",
        "2^1000",
        "10^{-40000000}",
        "1e",
        "1e+",
        "0x10",
        "1_000",
        "inf",
        "nan",
        "²",
        "5²",
        "٣",
        "１２",
    ),
    *("½", "9" * 40, "0." + "0" * 60 + "1", "1" * 400, "1/0", "0/0", "3.14.15", "1..2", "--1", "+-1", "∞", "10^400"),
)
"""Numbers that are read, refused or neither, as the reader has them on its list."""

DOCUMENT_TOKENS = (
    *(rf"\{name}" for name in ("frac", "dfrac", "partial", "cdot", "times", "sigma", "left(", "right)", "sqrt", "sum")),
    *(rf"\{name}" for name in ("begin{bmatrix}", "end{bmatrix}", "begin{align}", "end{align}", "begin{cases}", "hat")),
    *(
        rf"\{name}"
        for name in ("underbrace", "overbrace{", "boxed{", "text{", "mathrm{", "operatorname{", "not", "bar")
    ),
    *(
        rf"\{name}"
        for name in ("newcommand{", "def", "left.", "right|", "tag{1}", "label{a}", "\\", "[", "]", "(", ")")
    ),
    *(
        "{",
        "}",
        "{{",
        "}}",
        "(",
        ")",
        "[",
        "]",
        "$",
        "$$",
        "_",
        "^",
        "=",
        "==",
        ":=",
        "≈",
        "~",
        "&",
        "&&",
        "|",
        "||",
        "'",
    ),
    *(
        "+",
        "-",
        "*",
        "/",
        "×",
        "·",
        "−",
        ",",
        ";",
        ":",
        ".",
        "…",
        "...",
        "!",
        "?",
        "<",
        ">",
        "≤",
        "≥",
        "→",
        "←",
        "⊙",
        "∘",
    ),
    *(
        "∂",
        "∂E/∂w",
        "dE/dw",
        "δ",
        "η",
        "σ",
        "Σ",
        "∑",
        "∏",
        "√",
        "θ",
        "Δ",
        "∇",
        "E_total",
        "out_{o1}",
        "net_{h1}",
        "w_5",
    ),
    *(
        "w5^+",
        "w^{new}",
        "new w_5",
        "target",
        "softmax",
        "max",
        "exp",
        "log",
        "ln",
        "tanh",
        "e^",
        "x_1",
        "a^{(1)}",
        "T",
    ),
    *("```", "```math", "```python", "~~~", "<!--", "-->", "<sub>", "</sub>", "<script>", "&amp;", "&#8706;", "%", "#"),
    *(
        "\n",
        "\n\n",
        "\t",
        "\r\n",
        "\x00",
        "\u200b",
        "\u2028",
        "\ufeff",
        "\u0301",
        "\u202e",
        "\ud800",
        "|---|",
        "|",
        "**",
    ),
    *(
        "after 10,000 rounds",
        "the error is",
        "learning rate",
        "inputs",
        "weights",
        "sigmoid",
        "第",
        "误差",
        "la erreur",
    ),
)

SPEC_TOKENS = (
    *("sum(", "sum(i, ", "sum(k, ", "exp(", "log(", "sigmoid(", "tanh(", "relu(", "max(", "sqrt(", "where(", "ln("),
    *("[i]", "[j]", "[i,j]", "[i+k-1]", "[2*i-1]", "[1]", "[0]", "[-1]", "[i][j]", "[", "]", "(", ")", "((", "))"),
    *("+", "-", "*", "/", "^", "**", "=", "==", ",", ";", ":", ".", "^2", "^0.5", "^-1", "^64", "^(1/2)", "'", '"'),
    *("w", "x", "b", "y", "h", "a", "t", "E", "i", "k", "e", "pi", "w1", "lambda", "yield", "self", "__import__", "σ"),
    *(
        r"\hat{y}",
        "y_hat",
        "x_bar",
        r"\bar x",
        "w^*",
        "x'",
        "a^{(1)}",
        "^[1]",
        "w^l_{ij}",
        "_{i}",
        "_{ik}",
        r"\eta",
        "_h1",
        "γ",
    ),
    *('"w.npz"', '{ file = "w.npz" }', '{ file = "w.npz", name = "w" }', 'weights = "w.npz"', 'data = "../x.csv"'),
    *("\n", "#", "\\", '"""', "{", "}", "{{", "}}", "true", "[[1,2],[3,4]]", "[]", "[1]", "nan", "inf", "\u2028", "é"),
)

ALPHABET = "abijkwxyEh0123456789 \n\t.,;:+-*/^=_()[]{}\\$&|<>'\"#%~!?∂σΣδη²½\u200b\x07\x1b"


LONGEST = 4_000
"""Characters at which a text is cut, since thousands of them are tried."""


def mutated(draw: random.Random, pool: Sequence[str], tokens: Sequence[str], longest: int = LONGEST) -> str:
    """Return a text made from stretches of one or two texts of a pool.

    Args:
        draw: Decides everything.
        pool: Texts to start from.
        tokens: What is put in.
        longest: Characters at which a text is cut.
    """
    text = _window(draw, draw.choice(pool))
    if draw.random() < 0.25:
        text += "\n" + _window(draw, draw.choice(pool))
    return damaged(draw, text, tokens, longest)


def damaged(draw: random.Random, text: str, tokens: Sequence[str], longest: int = LONGEST, most: int = 12) -> str:
    """Return a text that was changed once or up to some number of times."""
    for _ in range(min(1 + int(draw.expovariate(0.5)), most)):
        text = _changed(draw, text, tokens)[:longest]
    return text


def _window(draw: random.Random, text: str) -> str:
    """Return some lines of a text that follow each other; now and then all."""
    lines = text.splitlines(keepends=True)
    if len(lines) < 4 or draw.random() < 0.03:
        return text
    count = min(len(lines), 1 + int(draw.expovariate(1 / 4)))
    start = draw.randrange(len(lines) - count + 1)
    return "".join(lines[start : start + count])


def _changed(draw: random.Random, text: str, tokens: Sequence[str]) -> str:
    if draw.random() < 0.35:
        at = draw.randrange(len(text) + 1)
        return text[:at] + draw.choice(tokens) + text[at:]
    return draw.choice(CHANGES)(draw, text)


def _span(draw: random.Random, text: str) -> tuple[int, int]:
    start = draw.randrange(len(text) + 1)
    return start, min(len(text), start + 1 + int(draw.expovariate(1 / 6)))


def _cut(draw: random.Random, text: str) -> str:
    start, end = _span(draw, text)
    return text[:start] + text[end:]


def _doubled(draw: random.Random, text: str) -> str:
    start, end = _span(draw, text)
    times = draw.choice((2, 2, 2, 3, 10, 100))
    return text[:start] + text[start:end] * times + text[end:]


def _moved(draw: random.Random, text: str) -> str:
    start, end = _span(draw, text)
    piece, rest = text[start:end], text[:start] + text[end:]
    at = draw.randrange(len(rest) + 1)
    return rest[:at] + piece + rest[at:]


def _renumbered(draw: random.Random, text: str) -> str:
    return _replaced(draw, text, NUMBER, draw.choice(NUMBERS))


def _reworded(draw: random.Random, text: str) -> str:
    words = WORD.findall(text)
    return _replaced(draw, text, WORD, draw.choice(words)) if words else text


def _replaced(draw: random.Random, text: str, pattern: re.Pattern[str], new: str) -> str:
    places = [found.span() for found in pattern.finditer(text)]
    if not places:
        return text
    start, end = draw.choice(places)
    return text[:start] + new + text[end:]


def _misspelt(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(ALPHABET) + text[at + 1 :]


def _broken_off(draw: random.Random, text: str) -> str:
    return text[: draw.randrange(len(text) + 1)]


def _swapped_lines(draw: random.Random, text: str) -> str:
    lines = text.split("\n")
    one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


CHANGES: tuple[Change, ...] = (
    *(_cut, _cut, _doubled, _moved, _renumbered, _renumbered, _reworded, _misspelt, _broken_off, _swapped_lines),
)
"""Ways to damage a text; one that stands twice is taken twice as often."""
