"""The stages of a batch: once before the samples, for each of them, once after."""

from __future__ import annotations

from symbackprop.export.program.lowering import lowered
from symbackprop.export.program.staging import stages

from ..networks import layered, regularised


def names(statements) -> list[str]:  # type: ignore[no-untyped-def]
    return [statement.target.ascii for statement in statements]


def test_what_no_sample_reaches_runs_before_them() -> None:
    program = lowered(regularised(), ("x", "t"))
    staged = stages(program, (program.loss, *program.adjoints.values()))
    assert names(staged.before) == ["r"]
    assert {"y", "e", "L"} <= set(names(staged.each))
    assert staged.is_loss_sampled


def test_an_adjoint_that_samples_share_has_a_mean_and_what_counts_once() -> None:
    program = lowered(regularised(), ("x", "t"))
    staged = stages(program, (program.loss, *program.adjoints.values()))
    shared = {at.target.ascii: at for at in staged.after}
    assert shared["dL_dv"].mean
    assert shared["dL_dv"].once
    assert set(names(staged.sums)) <= set(shared)


def test_without_data_nothing_is_per_sample() -> None:
    network = regularised()
    program = lowered(network, ("t",))
    assert "r" in names(stages(program, (program.loss,)).before)
    assert not stages(lowered(layered(2, 2)), ()).each
