"""Fortran: lines that are not too long, literals of one kind, and functions for complex numbers."""

from __future__ import annotations

from symbackprop.export.check.certified_call import check_of
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.single_file.fortran import WIDEST, fortran
from symbackprop.models.network import Network

from ..networks import deep, kinks


def text(network: Network, is_single: bool = False, form: Form | None = None) -> str:
    program = lowered(network, form=form)
    return fortran(program, check_of(program), is_single)["gradient.f90"]


def test_no_line_is_wider_than_compilers_read() -> None:
    lines = text(kinks()).splitlines()
    assert max(len(line) for line in lines if not line.lstrip().startswith("!")) <= WIDEST + 12
    assert any(line.endswith(" &") for line in lines)


def test_numbers_are_of_the_kind_of_the_file(mazur: Network) -> None:
    assert "wp = real32" in text(mazur, is_single=True)
    assert "wp = real64" in text(mazur)


def test_complex_functions_come_along_where_they_are_called() -> None:
    assert "function complex_erfc" in text(deep("gelu"))
    assert "complex_erfc" not in text(deep("tanh"))


def test_positions_count_from_0_and_loops_end_at_the_last() -> None:
    loops = text(deep("tanh"), form=Form.LOOPS)
    assert "real(wp) :: net_h1(0:1)" in loops
    assert "do j = 0, 1" in loops
