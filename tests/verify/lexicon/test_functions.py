"""Functions that documents call and derivations do not, against Python's."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from flint import arb, ctx

from symbackprop.expression.functions import FUNCTIONS, X
from symbackprop.expression.tree import ONE, ZERO, Call, Choice, Negative, Quotient, Sum, Symbol
from symbackprop.verify import lexicon
from symbackprop.verify.lexicon.functions import (
    IDENTITY,
    OF_POSITIVES,
    OTHERS,
    OUTPUT_AND_REST,
    RECTIFIER,
    SOFTMAX,
    defined_as,
    lowered,
)
from symbackprop.verify.lexicon.words import FUNCTIONS as FUNCTION_WORDS
from symbackprop.verify.lexicon.words import LETTERS

from ...reference import REALS, value_of

VERIFY = Path(lexicon.__file__).parents[1]
NAMES = frozenset({*FUNCTIONS, *FUNCTION_WORDS.values(), IDENTITY, SOFTMAX}) - set(LETTERS.values())


TRUTH: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "cot": (lambda x: 1 / math.tan(x), lambda x: -1 / math.sin(x) ** 2),
    "coth": (lambda x: 1 / math.tanh(x), lambda x: -1 / math.sinh(x) ** 2),
    "csc": (lambda x: 1 / math.sin(x), lambda x: -math.cos(x) / math.sin(x) ** 2),
    "csch": (lambda x: 1 / math.sinh(x), lambda x: -math.cosh(x) / math.sinh(x) ** 2),
    "cosh": (math.cosh, math.sinh),
    "erf": (math.erf, lambda x: 2 / math.sqrt(math.pi) * math.exp(-x * x)),
    "sec": (lambda x: 1 / math.cos(x), lambda x: math.sin(x) / math.cos(x) ** 2),
    "sech": (lambda x: 1 / math.cosh(x), lambda x: -math.sinh(x) / math.cosh(x) ** 2),
    "sinh": (math.sinh, math.cosh),
    "tan": (math.tan, lambda x: 1 / math.cos(x) ** 2),
    "sqrt": (math.sqrt, lambda x: 0.5 / math.sqrt(x)),
}


def test_every_function_has_its_truth_here() -> None:
    assert TRUTH.keys() == OTHERS.keys()


@pytest.mark.parametrize("primes", [0, 1])
@pytest.mark.parametrize(
    ("name", "at"), [(name, at) for name in TRUTH for at in (-1.5, 0.25, 2.0) if at > 0 or name != "sqrt"]
)
def test_a_function_and_its_derivative_have_their_values(name: str, primes: int, at: float) -> None:
    expression, symbol = lowered(name, primes)
    with ctx.workprec(100):
        value = value_of(expression, {symbol: REALS.number(Fraction(at))}, REALS)
    assert symbol == X
    assert float(arb(value).mid()) == pytest.approx(TRUTH[name][primes](at))


def test_a_function_of_the_table_stays_a_call() -> None:
    assert repr(lowered("sigmoid", 0)[0]).startswith("Call")


def test_what_is_asked_of_functions_is_read_from_their_rows() -> None:
    assert RECTIFIER == "relu"
    assert {"sigmoid"} == OUTPUT_AND_REST
    assert "log" in OF_POSITIVES
    assert {"exp", "sigmoid", "softplus", "tanh"}.isdisjoint(OF_POSITIVES)


def test_an_activation_that_is_written_out_is_found_in_the_table() -> None:
    z = Symbol("z")
    assert defined_as(Choice(z, z, ZERO), z) == "relu"
    assert defined_as(Quotient(ONE, Sum((ONE, Call("exp", Negative(z))))), z) == "sigmoid"
    assert defined_as(Choice(z, ONE, ZERO), z) != "relu"
    assert defined_as(Choice(z, z, Negative(z)), z) is None


def asked_by_name(text: str) -> Iterator[str]:
    """Yield the functions of which a module asks by their names: in a comparison or in a pattern."""
    for node in ast.walk(ast.parse(text)):
        asked = [node.left, *node.comparators] if isinstance(node, ast.Compare) else [node]
        if isinstance(node, (ast.Compare, ast.MatchValue)):
            for part in (inner for one in asked for inner in ast.walk(one)):
                if isinstance(part, ast.Constant) and part.value in NAMES:
                    yield str(part.value)


TOKENS = {"grammar/tokens.py": {"sqrt"}}
"""Commands of LaTeX that have the name of a function: their damaged forms are recognised by it."""


@pytest.mark.parametrize("path", sorted(VERIFY.rglob("*.py")), ids=lambda path: path.relative_to(VERIFY).as_posix())
def test_no_module_but_the_lexicon_asks_for_a_function_by_its_name(path: Path) -> None:
    name = path.relative_to(VERIFY).as_posix()
    if not name.startswith("lexicon/"):
        assert set(asked_by_name(path.read_text(encoding="utf-8"))) == TOKENS.get(name, set())


@pytest.mark.parametrize(
    "text",
    [
        'if stage.function == "sigmoid":\n    pass',
        'if stage.function in ("identity", "softmax"):\n    pass',
        'match node:\n    case Applied(function="max"):\n        pass',
        'x = [a for a in b if a.function != "exp"]',
    ],
)
def test_a_function_that_is_asked_for_by_its_name_is_found(text: str) -> None:
    assert list(asked_by_name(text))
