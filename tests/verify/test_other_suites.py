"""Expressions in LaTeX with which other projects test their readers, read from their own repositories.

`SYMBACKPROP_SUITES` names a folder with checkouts of them: `sympy` (SymPy) and `Math-Verify` (Hugging Face).
Nothing of them is kept here. What is no mathematics of networks is listed, and all else is to be read as it is meant.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import re
from pathlib import Path

import pytest
import sympy

from symbackprop.verify.grammar.parser import parse_all
from symbackprop.verify.grammar.style import WritingStyle
from symbackprop.verify.tree import (
    Applied,
    Chain,
    Gathering,
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


PLAIN = re.compile(r"\$[^$]{1,60}\$|[-0-9,./% ]{1,20}")
OTHER_ANSWERS = re.compile(
    r"text|\}\\boxed|mbox|pm\\b|[\[:;]-?\d|[=<>∈]|approx|circ|cup|infty|pi[,)]|,\\!|\\in|\(.*,|\d,[^\d]|\d,$|\\\{|\\[lg]e|\|"
)
"""Words, units, sets, intervals, lists, ratios and equations, which are answers and no numbers of this field."""


def answers() -> list[tuple[str, str]]:
    """Return the pairs of single numbers that Math-Verify takes for equal."""
    pairs = []
    for node in ast.walk(ast.parse(MATH_VERIFY.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Tuple) and len(node.elts) == 3 and all(isinstance(e, ast.Constant) for e in node.elts):
            gold, answer, expected = (part.value for part in node.elts if isinstance(part, ast.Constant))
            texts = [str(gold).strip(), str(answer).strip()]
            if expected == 1 and all(PLAIN.fullmatch(one) and not OTHER_ANSWERS.search(one) for one in texts):
                pairs.append((texts[0].strip("$"), texts[1].strip("$")))
    return pairs


DECIMAL_COMMA = re.compile(r"0,\d+|\d+,\d{1,2}")


def read(text: str) -> sympy.Expr:
    (chain,) = parse_all(plain(text), WritingStyle(commas=DECIMAL_COMMA.fullmatch(text) is not None))
    assert isinstance(chain, Chain), chain
    (side,) = chain.sides
    return as_sympy(side.node)


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
def test_the_numbers_of_math_verifys_tests_are_read_as_they_are_meant() -> None:
    found = answers()
    assert len(found) > 10
    assert [(one, other) for one, other in found if not is_same(read(one), read(other))] == []
