"""The backward pass of a model with recurrences, quantity by quantity."""

from __future__ import annotations

import pytest

from symbackprop.derive.backward import BackwardPass
from symbackprop.derive.numbers import Numbers
from symbackprop.derive.unrolled import MOST_WANTED, ReversePass, wanted_elements
from symbackprop.expression.tree import Dots, Sum, children
from symbackprop.graph.equations import bare
from symbackprop.graph.rounding import Rounding
from symbackprop.models.draw import drawn
from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from tests.graph.test_recurrences import CELLS, network


def reverse_pass(made: Network) -> ReversePass:
    return ReversePass(BackwardPass(made, Numbers(made, Rounding(9))))


@pytest.mark.parametrize("cell", CELLS)
def test_each_adjoint_is_the_sum_of_what_its_readers_contribute(cell: str) -> None:
    # The sum is held against the certified adjoint where it is made.
    made = network(cell, 3)
    found = reverse_pass(made)
    for quantity in made.backward.contributions:
        for name in made.elements(made.graph.declared[quantity]):
            step = found.adjoint(name)
            assert set(made.readers(name)) <= set(found.readers(name))
            chain = step.together if step.together.links else step.derived[0].derivative
            assert chain.links


def test_a_local_derivative_is_derived_once_and_not_for_each_position() -> None:
    made = network("a vector", 4)
    found = reverse_pass(made)
    names = [made.elements(made.graph.declared[at]) for at in made.backward.contributions if at.ascii in ("h", "a")]
    derived = [step.partial for elements in names for name in elements for step in found.adjoint(name).derived]
    assert len({(bare(at.of).base, bare(at.by).base) for at in derived}) == len(derived) == 3


def test_of_a_sum_over_many_positions_a_few_terms_are_made() -> None:
    made = network("a vector", 150)
    step = reverse_pass(made).adjoint(made.parameter("w"))
    sums = [link.side for chain in (step.rule, step.together) for link in chain.links if isinstance(link.side, Sum)]
    assert len(sums) == 3
    assert all(any(isinstance(part, Dots) for part in children(side)) for side in sums)


def test_few_elements_are_wanted_for_a_weight() -> None:
    made = network("a vector", 4)
    wanted = wanted_elements(made, [made.parameter("u1_2")])
    assert {quantity.ascii: places for quantity, places in wanted.items()} == {
        "a": ((None, 1),),
        "h": ((None, 1),),
        "E": ((),),
    }
    assert all(len(places) <= MOST_WANTED for places in wanted_elements(made, made.parameters).values())


def test_the_readers_of_a_row_that_is_looked_up_are_found_at_all_places() -> None:
    # The path of a random field: one matrix in a recurrence and, by two tables, in the loss.
    made = drawn(
        parse(
            """
equations = '''
a[t,k] = x[t,k] + logsumexp(l, a[t-1,l] + A[l,k])
a[0,k] = s[k]
E = logsumexp(k, a[last,k]) - sum(t, A[tag[t],tag[t+1]])
'''
loss = "E"
parameters = ["A", "s"]
[sizes]
t = 4
k = 3
l = 3
[values]
tag = [1, 3, 2, 2, 1]
""",
            "field.toml",
        ),
        1,
    )
    found = reverse_pass(made)
    for weight in made.parameters:
        # The sum of the terms is held against the certified derivative.
        assert found.similar(weight).rule.links
