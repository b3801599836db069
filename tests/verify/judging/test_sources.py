"""How far quantities are from what is worked out from them."""

from __future__ import annotations

import pytest

from symbackprop.expression.tree import Symbol
from symbackprop.models.spec import example
from symbackprop.verify.judging.sources import Sources, quantity_of
from symbackprop.verify.quantities.atoms import Atom, Meaning, Role

from ..interpretation.names import chain, interpreted

BY_NAME: dict[str, Symbol] = {
    symbol.ascii: symbol
    for symbol in (*example().values, *(equation.target for equation in example().scalar.equations))
}


def of(name: str, role: Role = Role.VALUE, by: str = "") -> Meaning:
    """Return what one quantity of the example means."""
    return Meaning(((Atom(role, BY_NAME[name], BY_NAME[by] if by else None),),))


@pytest.mark.parametrize(
    ("worked_out", "source", "steps"),
    [
        (of("out_h1"), of("net_h1"), 1),
        (of("out_h1"), of("w1"), 2),
        (of("out_h1"), of("w3"), None),
        (of("w5", Role.NEW), of("w5", Role.ADJOINT), 1),
        (of("w5", Role.NEW), of("w6", Role.ADJOINT), None),
        (of("w5", Role.ADJOINT), of("net_o1", Role.ADJOINT), 1),
        (of("w5", Role.ADJOINT), of("net_o2", Role.ADJOINT), None),
        (of("net_o1", Role.ADJOINT), of("net_o1", Role.ADJOINT, "out_o1"), 1),
        (of("out_h1"), of("out_h1"), 0),
        (of("out_h1", Role.NEW), of("w1", Role.ADJOINT), 3),
    ],
)
def test_what_a_quantity_is_worked_out_from_is_counted_in_steps(
    worked_out: Meaning, source: Meaning, steps: int | None
) -> None:
    assert Sources(interpreted()).steps(worked_out, source) == steps


def test_nothing_is_known_of_a_formula_or_an_array() -> None:
    array = Meaning((of("out_h1").flat, of("out_h2").flat))
    sources = Sources(interpreted())
    assert (sources.steps(None, of("w1")), sources.steps(array, of("w1"))) == (None, None)


@pytest.mark.parametrize(
    ("line", "atom"),
    [
        (r"\frac{\partial E_{total}}{\partial w_5} = 0.1", Atom(Role.ADJOINT, BY_NAME["w5"])),
        (
            r"\frac{\partial out_{o1}}{\partial net_{o1}} = 0.1",
            Atom(Role.ADJOINT, BY_NAME["net_o1"], BY_NAME["out_o1"]),
        ),
        (r"w_5 + w_6 = 0.1", None),
    ],
)
def test_a_derivative_that_is_named_is_a_quantity_too(line: str, atom: Atom | None) -> None:
    meaning = quantity_of(interpreted(line), None, chain(line).sides[0].node)
    assert (meaning.atom if meaning else None) == atom
