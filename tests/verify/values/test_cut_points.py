from __future__ import annotations

from flint import arb, fmpq

from symbackprop.models.spec import example
from symbackprop.verify.values.cut_points import CutPoint

from ..judging.judged import precise

NETWORK = example()
OF = {symbol.ascii: symbol for symbol in (*(each.target for each in NETWORK.scalar.equations), *NETWORK.values)}
OUT, NET, E_O1, TARGET = OF["out_o1"], OF["net_o1"], OF["E_o1"], OF["target_o1"]


def cut(**own: int) -> CutPoint:
    return CutPoint(NETWORK, {OF[name]: fmpq(value) for name, value in own.items()})


def test_what_is_cut_off_has_its_own_value_and_what_depends_on_it_follows() -> None:
    point = cut(out_o1=3)
    with precise():
        assert point.value(OUT) == 3
        assert point.value(E_O1) == (3 - fmpq(1, 100)) ** 2 / 2


def test_what_does_not_depend_on_it_stays() -> None:
    with precise():
        assert (arb(cut(out_o1=3).value(NET)) - arb(cut(out_o2=5).value(NET))).contains(0)


def test_derivatives_are_taken_there() -> None:
    point = cut(out_o1=3)
    with precise():
        assert point.local(E_O1, OUT) == point.total(E_O1, OUT) == 3 - fmpq(1, 100)
        assert point.adjoint(OUT) == 3 - fmpq(1, 100)


def test_what_is_given_keeps_its_value() -> None:
    assert cut(out_o1=3).value(TARGET) == fmpq(1, 100)
