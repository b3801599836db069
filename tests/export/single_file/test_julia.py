"""Julia: one text for real and complex numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symbackprop.export.check.certified_call import check_of
from symbackprop.export.program.lowering import lowered
from symbackprop.export.single_file.julia import PRIMITIVES, JuliaPrinter, julia
from symbackprop.models.network import Network

from ..networks import kinks


@pytest.mark.parametrize(
    ("value", "text", "suffix", "written"),
    [("1/2", "0.5", "", "0.5"), ("1/2", "0.5", "f0", "0.5f0"), ("1/100000", "1e-5", "f0", "1f-5")],
)
def test_single_precision_has_an_f_for_its_exponent(value: str, text: str, suffix: str, written: str) -> None:
    assert JuliaPrinter(PRIMITIVES.names, suffix).number(Fraction(value), text) == written


def test_branches_ask_for_the_real_part() -> None:
    program = lowered(kinks())
    text = julia(program, check_of(program), False)["gradient.jl"]
    assert "real(x) > 0 ?" in text
    assert " abs(" not in text.partition("function loss_of")[0]


def test_arrays_count_from_1(mazur: Network) -> None:
    program = lowered(mazur)
    assert "w1 = parameters[1 + 0]" in julia(program, check_of(program), False)["gradient.jl"]
