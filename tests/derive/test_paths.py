"""Paths from a quantity to the loss, and what the chain rule makes of them."""

from __future__ import annotations

import pytest

from symbackprop.derive.paths import Paths, pre_activations
from symbackprop.expression.tree import Partial, Symbol
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse


@pytest.mark.parametrize(
    ("name", "weight", "count", "links"),
    [
        ("mazur-2-2-2", "w5", 1, 4),
        ("mazur-2-2-2", "w1", 2, 6),
        ("deep-4-2-2-1", "w1", 2, 8),
        ("recurrent", "w", 6, 7),
        ("shared-weights", "w", 2, 4),
    ],
)
def test_paths_are_counted_and_measured(name: str, weight: str, count: int, links: int) -> None:
    network = example(name)
    paths = Paths(network)
    assert (paths.count(network.parameter(weight)), paths.links(network.parameter(weight))) == (count, links)


def test_a_path_ends_where_it_splits(mazur: Network) -> None:
    paths = Paths(mazur)
    assert [at.ascii for at in paths.path_from(mazur.parameter("w1"))] == ["w1", "net_h1", "out_h1"]
    assert [at.ascii for at in paths.path_from(mazur.parameter("w5"))][-1] == "E_total"


def test_the_first_factor_is_the_adjoint_at_the_end_of_the_path(mazur: Network) -> None:
    paths = Paths(mazur)
    first, *others = paths.partials(paths.path_from(mazur.parameter("w1")))
    assert first == Partial(mazur.loss, Symbol("out", "h1"))
    assert all(partial.local for partial in others)


def test_an_adjoint_has_one_share_per_reader(mazur: Network) -> None:
    paths = Paths(mazur)
    out = Symbol("out", "h1")
    assert [head.of.ascii for head, _ in paths.shares(out) if head is not None] == ["E_o1", "E_o2"]
    assert len(paths.shares(out)) == len(paths.readers(out))


def test_what_one_activation_reads_is_a_pre_activation() -> None:
    assert [at.base for at in pre_activations(example("recurrent").graph)] == ["a"]
    assert pre_activations(example("expression").graph) == ()


@pytest.mark.parametrize(("readers", "held"), [(0, ()), (1, ("z1",)), (3, ("z1", "z2", "z3")), (5, ("z1", "…", "z5"))])
def test_the_direct_path_holds_fixed_what_else_reads_a_quantity(readers: int, held: tuple[str, ...]) -> None:
    names = [f"z{at}" for at in range(1, readers + 1)]
    equations = "\n".join(["s = w*x", *(f"{name} = exp(s)" for name in names), f"E = {' + '.join([*names, 's^2'])}"])
    network = parse(f'equations = """\n{equations}\n"""\nloss = "E"\nparameters = ["w"]', "direct.toml")
    found = Paths(network).held(network.loss, Symbol("s"))
    assert tuple(at.ascii if isinstance(at, Symbol) else "…" for at in found) == held
    assert Paths(network).held(Symbol("s"), Symbol("w")) == ()
