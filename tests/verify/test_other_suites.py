"""Expressions in LaTeX with which other projects test their readers, read from their own repositories.

`SYMBACKPROP_SUITES` names a folder with checkouts of them: `sympy` (SymPy) and `Math-Verify` (Hugging Face).
Nothing of them is kept here. What is no mathematics of networks is listed, and all else is to be read as it is meant.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
import sympy

from symbackprop.verify.grammar.parser import parse_all
from symbackprop.verify.grammar.style import WritingStyle
from symbackprop.verify.tree import (
    Applied,
    Chain,
    Gathering,
    Grid,
    Minus,
    Name,
    Node,
    Numeral,
    Over,
    Plus,
    Raised,
    Rate,
    Size,
    Summed,
    Times,
)

from .formulas import plain

FOLDER = os.environ.get("SYMBACKPROP_SUITES", "")
SYMPY = Path(FOLDER) / "sympy" / "sympy" / "parsing" / "tests" / "test_latex.py"
MATH_VERIFY = Path(FOLDER) / "Math-Verify" / "tests" / "test_all.py"

OF_OTHER_FIELDS = (
    sympy.Integral,
    sympy.Limit,
    sympy.factorial,
    sympy.binomial,
    sympy.floor,
    sympy.ceiling,
    sympy.conjugate,
    sympy.asin,
    sympy.acos,
    sympy.atan,
    sympy.core.function.AppliedUndef,
    sympy.core.relational.Relational,
)
"""What no derivation of a gradient holds; equations and comparisons are no expressions."""

OTHERWISE = {
    r"\frac1234": "a fraction of one-digit numbers before a number: a slip of the pen",
    r"\ln xy": "a function of one factor",
    r"\log xy": "a function of one factor",
    r"\lg x": "a logarithm by its name in engineering",
    r"\log_{a} x": "a logarithm to any base",
    r"\log_a x": "a logarithm to any base",
    r"\log_{a^2} x": "a logarithm to any base",
    r"\log_{11} x": "a logarithm to any base",
    r"a \quad b": "a gap between two formulas",
    r"a \qquad b": "a gap between two formulas",
    r"||x||y||": "bars that do not say which of them open",
    r"a'b+ab'": "a stroke is a mark of the update or a transpose",
    r"y''_1": "a stroke is a mark of the update",
    r"y_1''": "a stroke is a mark of the update",
    r"\mathit{HELLO world}": "words",
}
"""Expressions that mean something else in this field, or nothing, each with the reason."""


def expressions() -> list[tuple[str, object]]:
    spec = importlib.util.spec_from_file_location("sympys_test_latex", SYMPY)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [(text, meant) for text, meant in module.GOOD_PAIRS if _is_of_this_field(text, meant)]


def _is_of_this_field(text: str, meant: object) -> bool:
    if text in OTHERWISE or type(meant).__name__ in ("Bra", "Ket"):
        return False
    whole = sympy.sympify(meant)
    return not whole.has(*OF_OTHER_FIELDS, sympy.oo)


def as_sympy(node: Node) -> sympy.Expr:
    """Return a tree as an expression of SymPy."""
    match node:
        case Numeral(value=value):
            return sympy.Rational(value.numerator, value.denominator)
        case Name(base="pi", below=()):
            return sympy.Symbol("pi")
        case Name(text=text):
            return sympy.Symbol(_bare(text))
        case Minus(body):
            return -as_sympy(body)
        case Plus(terms):
            return sympy.Add(*map(as_sympy, terms))
        case Times(factors):
            return sympy.Mul(*map(as_sympy, factors))
        case Over(top, below):
            return as_sympy(top) / as_sympy(below)
        case Raised(base, exponent):
            return as_sympy(base) ** as_sympy(exponent)
        case Grid(rows):
            return sympy.ImmutableMatrix([[as_sympy(entry) for entry in row] for row in rows])
        case Size(body):
            return sympy.Abs(as_sympy(body))
        case Rate(of, by):
            return sympy.Derivative(as_sympy(of), as_sympy(by))
        case Summed((index,), body, (to,), (since,), how):
            build = sympy.Product if how is Gathering.PRODUCT else sympy.Sum
            return build(as_sympy(body), (sympy.Symbol(index), sympy.sympify(since), sympy.sympify(to)))
        case Applied("log2" | "log10" as function, 0, _, (argument,)):
            return sympy.log(as_sympy(argument), int(function.removeprefix("log")))
        case Applied(function, 0, _, (argument,)):
            return getattr(sympy, function)(as_sympy(argument))
    raise AssertionError(node)


def _bare(text: str) -> str:
    """Return a name without signs that only set it, its indices in the order of the alphabet."""
    base, below, index = text.translate(str.maketrans("", "", "{}*,^ ")).partition("_")
    return f"{base}{below}{'+'.join(sorted(index.split('+')))}"


MARKED_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$|\\\[(.+?)\\\]|\\\((.+?)\\\)", re.S)
LEFT_OUT: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "words or units stand in the formula": re.compile(r"\\text|mbox|pct|percent|zzz|€|²"),
        "percent is a unit": re.compile(r"%"),
        "sets, intervals, pairs and lists": re.compile(r"[\[(][^()]*,[^()]*[\])]|\\cup|\\\{|\{1,3\}|\\in\b|\\pm"),
        "comparisons": re.compile(r"[<>]|\\(?:le|ge|lt|gt|leq|geq|neq)\b|!="),
        "equations that say the same as others": re.compile(r"[a-z\d]\s*=\s*0$|= 1/4$|\^2.*= 1$|y=-"),
        "what stands before ≈ is the answer": re.compile(r"approx"),
        "a line that contradicts itself": re.compile(r"1 \+ 1 = 2|3\+3 = 2|= 1 = 7|= 7 =11"),
        "numbers in groups of three by commas or spaces, which are lists or decimals here": re.compile(
            r"\d,\d{3}|\d \d{3}\b|,\\!|\d,$"
        ),
        "two answers beside each other": re.compile(r"^\d,\d$"),
        "a dollar sign that is escaped": re.compile(r"\\$"),
        "the answer is in the sentence behind the formula": re.compile(r"^n$"),
        "a rounded number for a fraction": re.compile(r"0\.33\b|0\.08333"),
        "a damaged command": re.compile("\f"),
    }
)
"""What Math-Verify takes for equal and is no mathematics of this field, or is decided by its rules for answers."""


def answers() -> list[tuple[str, str]]:
    """Return the pairs of expressions that Math-Verify takes for equal, but for what is left out."""
    pairs = []
    for node in ast.walk(ast.parse(MATH_VERIFY.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Tuple) and len(node.elts) >= 3:
            gold, answer, expected = (getattr(part, "value", None) for part in node.elts[:3])
            pairs += [(str(gold).strip(), str(answer).strip())] if expected == 1 else []
    return [pair for pair in dict.fromkeys(pairs) if max(map(len, pair)) <= LONGEST_ANSWER]


LONGEST_ANSWER = 120
"""What is longer is a solution in sentences, whose last number is asked for."""


def reason_to_leave_out(pair: tuple[str, str]) -> str:
    """Return why a pair says nothing of how formulas are read; nothing where it does."""
    texts = [formula_of(text) for text in pair]
    if None in texts:
        return "sentences whose answer is no formula"
    return next((reason for reason, found in LEFT_OUT.items() if any(found.search(str(text)) for text in texts)), "")


def formula_of(text: str) -> str | None:
    """Return the formula that a sentence ends with: what stands in a box, or between the last marks."""
    at = text.rfind(r"\boxed{")
    if at >= 0:
        depth, end = 1, at + len(r"\boxed{")
        while depth and end < len(text):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        return text[at + len(r"\boxed{") : end - 1].strip()
    formulas = [str(next(filter(None, found.groups()))) for found in MARKED_FORMULA.finditer(text)]
    if formulas:
        return formulas[-1].strip()
    return text if not re.search(r"[A-Za-z]{2}(?<!\\frac)", text.replace(r"\frac", "")) else None


DECIMAL_COMMA = re.compile(r"0,\d+|\d+,\d{1,2}")


def read(text: str) -> sympy.Expr:
    (chain,) = parse_all(plain(text), WritingStyle(commas=DECIMAL_COMMA.fullmatch(text) is not None))
    assert isinstance(chain, Chain), chain
    return as_sympy(chain.sides[-1].node)


def is_same(one: sympy.Expr, other: object) -> bool:
    """Say whether two expressions are equal, as written or at values of their symbols."""
    meant = sympy.sympify(other)
    meant = meant.xreplace({symbol: sympy.Symbol(_bare(symbol.name)) for symbol in meant.atoms(sympy.Symbol)})
    names = sorted(one.free_symbols | meant.free_symbols, key=str)
    values = {symbol: sympy.Rational(2 * at + 3, at + 4) for at, symbol in enumerate(names)}
    if one == meant or sympy.simplify(one - meant) == 0:
        return True
    difference = (one - meant).subs(values).doit()
    return bool(difference.is_number and abs(difference.evalf()) < sympy.Float("1e-9"))


@pytest.mark.slow
@pytest.mark.skipif(not SYMPY.is_file(), reason="SYMBACKPROP_SUITES has no sympy")
def test_the_expressions_of_sympys_tests_are_read_as_they_are_meant() -> None:
    found = expressions()
    assert len(found) > 90
    assert [text for text, meant in found if not is_same(read(text), meant)] == []


@pytest.mark.slow
@pytest.mark.skipif(not MATH_VERIFY.is_file(), reason="SYMBACKPROP_SUITES has no Math-Verify")
def test_the_formulas_of_math_verifys_tests_are_read_as_they_are_meant() -> None:
    every = answers()
    found = [pair for pair in every if not reason_to_leave_out(pair)]
    assert len(every) > 90
    assert len(found) > 35
    assert {reason for reason in map(reason_to_leave_out, every) if reason} <= {
        *LEFT_OUT,
        "sentences whose answer is no formula",
    }
    formulas = [(formula_of(one) or "", formula_of(other) or "") for one, other in found]
    assert [(one, other) for one, other in formulas if not is_same(read(one), read(other))] == []
