"""What holds numbers alone is computed before it is written."""

from __future__ import annotations

import math
from operator import attrgetter

import pytest

from symbackprop.export.python.array_printer import ArrayPrinter, value_of
from symbackprop.export.python.libraries import NUMPY
from symbackprop.expression.functions import FUNCTIONS
from symbackprop.expression.tree import Call, Choice, Negative, Power, Product, Quotient, Sum, Symbol, decimal, whole
from symbackprop.graph.floats import pointwise

PRINTER = ArrayPrinter(NUMPY.names)
ascii_of = attrgetter("ascii")
HALF = decimal("0.5")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_a_number_is_a_number(name: str) -> None:
    expected = float(pointwise(Call(name, HALF), ascii_of))
    assert float(PRINTER.write(Call(name, HALF), ascii_of)) == pytest.approx(expected, rel=1e-15)


def test_arithmetic_choices_and_powers_are_computed() -> None:
    assert value_of(Sum((whole(2), Negative(HALF)))) == 1.5
    assert value_of(Quotient(Product((whole(3), HALF)), whole(4))) == 0.375
    assert value_of(Choice(Negative(HALF), whole(1), whole(2))) == 2.0
    assert value_of(Power(whole(2), HALF)) == math.sqrt(2)


def test_what_has_no_value_stays_as_it_is() -> None:
    assert math.isnan(value_of(Call("log", whole(0))))
    assert PRINTER.write(Call("log", whole(0)), ascii_of) == "np.log(0.0)"
    assert PRINTER.write(Call("exp", whole(1000)), ascii_of) == "np.exp(1000.0)"


def test_functions_of_quantities_are_calls() -> None:
    assert PRINTER.write(Call("exp", Symbol("w")), ascii_of) == "np.exp(w)"
