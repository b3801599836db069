"""The functions of the index language that take more than one number."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from flint import arb

from symbackprop.expression.differentiate import as_number
from symbackprop.expression.functions import FUNCTIONS
from symbackprop.expression.tree import PI, Index, Product, Symbol, substitute
from symbackprop.graph.calls import ALIASES, CALLS, LONGEST_ARGUMENT, constants_in
from symbackprop.graph.language import parse_equations
from symbackprop.graph.tokens import LanguageError
from symbackprop.graph.values import number_of

INDICES = {"i": Index("i", 2), "k": Index("k", 3)}


def value(text: str, **at: int) -> float:
    """Return the value of a formula without sums."""
    known = {Symbol(name): as_number(Fraction(number)) for name, number in at.items()}
    for statement in parse_equations(f"result = {text}", {}):
        known[statement.equation.target] = substitute(statement.equation.body, known)
    return float(arb(number_of(known[Symbol("result")])))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("max(1, a, 3)", 3),
        ("min(b, 1, a, 3)", -1),
        ("max(min(a, 1), b)", 1),
        ("clip(5, a, 4)", 4),
        ("clip(b, a, 4)", 2),
        ("where(a > b, 1, 2)", 1),
        ("where(a < b, 1, 2)", 2),
        ("where(a >= 2, 1, 2)", 1),
        ("where(a <= 2, 1, 2)", 1),
        ("where(a == 2, 1, 2)", 1),
        ("where(a != 2, 1, 2)", 2),
        ("where(a ≥ 2 and b ≤ 0, 1, 2)", 1),
        ("where(not a > 2 and not (b > 0 or a > 5), 1, 2)", 1),
        ("where(a > 5 or b < 0 and a > 3, 1, 2)", 2),
        ("where((a > 1 or b > 1) and (a > 3 or b < 0), 1, 2)", 1),
        ("where((a + b)*2 > 1, 1, 2)", 1),
        ("where(((a > b)), 1, 2)", 1),
        ("where(-2 < b < a < 5, 1, 2)", 1),
        ("where(max(a, b) > 1, 1, 2)", 1),
        ("cases(a > 2, 1, b > 0, 2, a > 1, 3, 4)", 3),
        ("cases((a > 2), 1, 4)", 4),
        ("sign(b)*step(a)", -1),
        ("pow(a, 3)", 8),
        ("log10(1000) + log2(8)", 6),
        ("ln(1)", 0),
        ("logistic(0)", 0.5),
        ("pow(a, b)", 0.5),
        ("2^(a + b)", 2),
        ("(a + 1)^-b", 3),
        ("sqrt(4)", 2),
    ],
    ids=str,
)
def test_a_function_has_its_value(text: str, expected: float) -> None:
    assert value(text, a=2, b=-1) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("y = max(a)", r"column 10: expected ','"),
        ("y = clip(a, 2, 1)", r"column 10: the lower bound of 'clip' is above the upper one"),
        ("y = where(a, 1, 2)", r"column 12: expected a comparison: <, <=, >, >=, == or !="),
        ("y = where(a > b, 1)", r"column 19: expected ','"),
        ("y = cases(a, 1, 2)", r"column 11: expected a condition, as in 'cases\(x > 1, a, x > 0, b, c\)'"),
        ("y = cases(a > b, 1)", r"expected ','"),
        ("y = a > b", r"column 7: expected an operator or the end of the line, found '>'"),
        ("y = where(a => b, 1, 2)", r"column 13: expected a comparison|found '='"),
        ("y = where(a > b and c, 1, 2)", r"column 22: expected a comparison"),
        ("y = where(" + " and ".join(["(a > b or a < b)"] * 40) + ", 1, 2)", r"the condition is too long; give parts"),
        ("y = " + "where(a > 1, 1, " * 70 + "1" + ")" * 70, r"nested more than 60 deep"),
    ],
    ids=lambda value: value[:40],
)
def test_what_a_function_does_not_take_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(LanguageError, match=says):
        parse_equations(text, INDICES)


def test_an_unknown_function_lists_those_that_there_are() -> None:
    with pytest.raises(LanguageError) as caught:
        parse_equations("y = maximum(a, b)", {})
    for name in ("ln", "sum", *FUNCTIONS, *CALLS):
        assert f" {name}" in str(caught.value)


def target_of(name: str) -> str:
    """Return what a call may stand for: of a softmax the index is free."""
    return "result[k]" if name == "softmax" else "result"


@pytest.mark.parametrize("name", CALLS)
def test_the_example_of_a_function_can_be_read(name: str) -> None:
    assert CALLS[name].example.startswith(f"{name}(")
    assert parse_equations(f"{target_of(name)} = {CALLS[name].example}", INDICES)


def test_another_name_of_a_function_is_none_of_the_table() -> None:
    assert set(ALIASES.values()) <= set(FUNCTIONS)


def test_an_argument_that_stands_twice_is_short_or_has_a_name() -> None:
    long = "*".join(["a"] * (LONGEST_ARGUMENT + 1))
    for text, names in ((f"max({long}, b)", ["net_y"]), ("max(a*b, b)", []), (f"min({long}, {long}+b)", ["net_y1"])):
        made = [at.equation.target.ascii for at in parse_equations(f"y = {text}", {})]
        assert made[: len(names)] == names
        assert made[-1] == "y"


@pytest.mark.parametrize("name", ["pi", "π"])
def test_pi_is_the_constant_unless_it_is_a_quantity(name: str) -> None:
    (statement,) = parse_equations(f"y = 2*{name}", {})
    assert statement.equation.body == Product((as_number(Fraction(2)), PI))
    assert name in constants_in(f"y = 2*{name}_k + {name}r")
    for text in (f"y = sum(k, {name}[k]*x[k])", f"{name} = a\ny = {name}"):
        assert name not in constants_in(text)
    assert name not in constants_in(f"y = {name}", [name])


def test_the_page_has_an_example_of_every_function() -> None:
    page = (Path(__file__).parents[2] / "docs" / "spec.md").read_text(encoding="utf-8")
    section = page.split("### Functions")[1].split("### ")[0]
    examples = re.findall(r"^\| `(\w+)(\(.*?\))` \|", section, re.MULTILINE)
    assert [name for name, _ in examples] == sorted({*FUNCTIONS, *CALLS})
    for name, arguments in examples:
        assert parse_equations(f"{target_of(name)} = {name}{arguments}", INDICES)
