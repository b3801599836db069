"""The lowering: forms, data, what is per sample, and what depends on what."""

from __future__ import annotations

import pytest

from symbackprop.errors import ExportError, UnknownNameError, UsageError
from symbackprop.export.program.lowering import MOST_STRAIGHT_OPERATIONS, Form, data_of, lowered, reads
from symbackprop.expression.tree import Power, children
from symbackprop.graph.equations import Equation, bare
from symbackprop.models.network import Network
from symbackprop.models.spec import example

from ..networks import layered, regularised


def test_a_small_network_is_written_out_and_a_large_one_loops(mazur: Network) -> None:
    assert lowered(mazur).form is Form.STRAIGHT
    wide = lowered(layered(12, 9, 5))
    assert wide.form is Form.LOOPS
    assert wide.operations > MOST_STRAIGHT_OPERATIONS >= lowered(mazur).operations


def test_straight_code_is_a_statement_a_quantity_of_the_notes(mazur: Network) -> None:
    program = lowered(mazur)
    names = [statement.target.ascii for statement in program.forward]
    assert names[:4] == ["net_h1", "net_h2", "out_h1", "out_h2"]
    assert not any(statement.target.indices for statement in program.statements)
    assert [name.ascii for name in program.adjoints] == [f"w{at}" for at in range(1, 9)]


def test_every_statement_reads_only_what_stands_before_it() -> None:
    for network in (example("softmax"), example("attention"), layered(4, 3, 2)):
        for form in Form:
            program = lowered(network, form=form)
            given = {bare(leaf) for leaf in (*program.parameters, *program.data, *program.constants)}
            if form is Form.STRAIGHT:
                given |= {name for leaf in given for name in network.elements(network.graph.declared[leaf])}
            for statement in program.statements:
                assert {bare(read) for read in reads(statement)} <= given, statement.target.ascii
                given.add(bare(statement.target))


def has_power(network: Network, keeps_powers: bool) -> bool:
    def within(expression: object) -> bool:
        return isinstance(expression, Power) or any(map(within, children(expression)))  # type: ignore[arg-type]

    program = lowered(network, form=Form.STRAIGHT, keeps_powers=keeps_powers)
    return any(within(at.body) for at in program.statements if isinstance(at, Equation))


def test_powers_stay_where_the_notes_are_followed(mazur: Network) -> None:
    assert has_power(mazur, True)
    assert not has_power(mazur, False)


def test_what_depends_on_the_data_is_per_sample() -> None:
    program = lowered(regularised(), ("x", "t"))
    sampled = {symbol.ascii for symbol in program.per_sample}
    assert {"y", "e", "L"} <= sampled
    assert "r" not in sampled


def test_data_are_inputs_and_targets_unless_they_are_named(mazur: Network) -> None:
    assert [bare(symbol).ascii for symbol in data_of(mazur)] == ["i", "target_o"]
    assert [bare(symbol).ascii for symbol in data_of(mazur, ["target_o"])] == ["target_o"]
    with pytest.raises(UnknownNameError, match="targte"):
        data_of(mazur, ["targte"])
    with pytest.raises(UsageError, match="stands there twice"):
        data_of(mazur, ["i", "i"])


def test_a_program_without_parameters_is_refused(mazur: Network) -> None:
    from dataclasses import replace

    with pytest.raises(ExportError, match="no trained parameters"):
        lowered(replace(mazur, trained=()))


def test_functions_stand_after_those_that_they_call() -> None:
    functions = lowered(layered(3, 2, 1, activation="gelu")).functions
    assert functions.index("erfc") < functions.index("normal_cdf") < functions.index("gelu")
