"""Steps of recurrences that are recorded and repeated, held against each step computed anew."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import ctx

from symbackprop.expression.tree import Affine, Index, Symbol, Table
from symbackprop.graph import arrays
from symbackprop.graph.arrays import Array, evaluated_block
from symbackprop.graph.equations import Equation, Term, bare
from symbackprop.graph.shifts import combined, looked_up
from symbackprop.graph.tape import exact
from symbackprop.graph.traces import is_affine, stretches
from symbackprop.graph.windows import Window
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

STEPS = 150
MODELS = {
    "a neuron": ("h[t] = tanh(w*x[t] + u*h[t-1])\nh[0] = 0\nE = sum(t, h[t]^2)", "w u", ""),
    "from the end": (f"h[t] = tanh(w*x[t] + h[t+1])\nh[{STEPS + 1}] = 0\nE = sum(t, h[t]^2)", "w", ""),
    "two steps back": ("h[t] = sin(w*x[t] + u*h[t-2])\nh[0] = 1/3\nh[-1] = 1\nE = h[last]", "w u", ""),
    "a step in the middle is read": ("h[t] = tanh(w*x[t] + h[t-1])\nh[0] = 0\nE = h[70]*h[last]*h[1]", "w", ""),
    "several units": (
        "a[t,j] = v[j]*x[t] + sum(k, U[j,k]*h[t-1,k])\nh[t,j] = tanh(a[t,j])\nh[0,j] = 0\nE = sum(t, j, h[t,j]^2)",
        "v U",
        "j = 3\nk = 3",
    ),
    "exact fractions that grow": ("h[t] = h[t-1]^2 - 3/4 + 0*w*x[t]\nh[0] = 1/2\nE = h[last]", "w", ""),
    "a choice": ("h[t] = max(w*x[t], 1/2*h[t-1])\nh[0] = 0\nE = sum(t, h[t])", "w", ""),
    "what came five steps before": (
        "h[t] = tanh(x[t] + sum(k, w[k]*h[t-k else 0]))\nE = sum(t, h[t])",
        "w",
        "k = 5",
    ),
}


def model(name: str) -> Network:
    equations, parameters, sizes = MODELS[name]
    names = ", ".join(f'"{parameter}"' for parameter in parameters.split())
    head = f'equations = """\n{equations}\n"""\nloss = "E"\nparameters = [{names}]\nlearning_rate = 1\n'
    return parse(f"{head}[sizes]\nt = {STEPS}\n{sizes}\n", "long.toml")


def computed(network: Network) -> dict[str, list[str]]:
    """Return all values and adjoints, as text."""
    known: dict[Symbol, Array] = {}
    for leaf in network.graph.leaves:
        count = 1
        for index in leaf.indices:
            assert isinstance(index, Index)
            count *= index.size
        known[bare(leaf)] = [exact(Fraction((37 * at + 11) % 101 - 50, 128)) for at in range(count)]
    for graph in (network.graph, network.backward.graph):
        for block in graph.blocks:
            declared = dict(network.graph.declared) | dict(graph.declared)
            known.update(evaluated_block(block, declared, known))
    return {name.ascii: [str(value) for value in values] for name, values in known.items()}


@pytest.mark.parametrize("name", MODELS)
def test_steps_that_are_repeated_give_the_very_balls_of_steps_computed_anew(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded: list[int] = []
    repeated = arrays.repeated
    monkeypatch.setattr(arrays, "repeated", lambda *them: recorded.append(1) or repeated(*them))
    with ctx.workprec(128):
        quick = computed(model(name))
        count = len(recorded)
        monkeypatch.setattr(arrays, "FEWEST", 10**9)
        anew = computed(model(name))

    assert count >= 2
    assert len(recorded) == count
    assert quick == anew


def test_a_stretch_ends_where_a_window_begins_or_ends_to_hold() -> None:
    t = Index("t", 100)
    late, single = Affine(((1, t),), -10), Affine(((1, t),), -49)
    equation = Equation(Symbol("h", indices=(t,)), (Term(Symbol("c"), (), (Window(late, 90), Window(single, 1))),))

    counts = {
        at: window.moved({t: at}).is_always for window in (Window(late, 90), Window(single, 1)) for at in range(1, 101)
    }

    found = list(stretches([equation], t))
    assert [at for part, _ in found for at in part] == list(range(1, 101))
    assert all(is_decided for _, is_decided in found)
    assert range(50, 51) in [part for part, _ in found]
    assert all(all(counts[at] == counts[part[0]] for at in part) for part, _ in found)


def test_a_window_of_several_indices_is_decided_only_where_it_is_for_all_of_them() -> None:
    t, k = Index("t", 100), Index("k", 5)
    position = Affine(((1, t), (-1, k)), 0)
    equation = Equation(Symbol("h", indices=(t,)), (Term(Symbol("c"), (k,), (Window(position, 100),)),))

    undecided = [at for part, is_decided in stretches([equation], t) if not is_decided for at in part]

    assert undecided == [2, 3, 4, 5]


def test_a_position_that_is_looked_up_is_no_affine_one() -> None:
    t = Index("t", 3)
    row = combined((1, looked_up(Symbol("word"), (t,), Table((3,), (1, 3, 2)))))
    assert is_affine(Equation(Symbol("h", indices=(t,)), (Term(Symbol("x", indices=(t,))),)))
    assert not is_affine(Equation(Symbol("h", indices=(t,)), (Term(Symbol("x", indices=(row,))),)))
