"""C sources by unit: each is complete by itself, whatever the network is."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from symbackprop.export.c import Page, Source, Unit
from symbackprop.export.c.bridge import bridged
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.models.activations import ACTIVATIONS
from symbackprop.models.losses import LOSSES
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ...strategies import graphs
from ..networks import all_networks, layered, recurrent
from ..test_laws import network_of

CHECKED = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]
"""A compiler that only reads takes a twentieth of the time."""


def sources(network: Network, form: Form | None, is_single: bool) -> Iterator[Source]:
    yield Source(Page(lowered(network, form=form), is_single), "network")


def refusals(found: list[Source], folder: Path, compiler: str, units: Iterable[Unit] = Unit) -> str:
    """Return what a compiler says of some units of sources, and of the tables that the extension reads."""
    names = []
    for at, source in enumerate(found):
        for unit in units:
            own = folder / f"{at}-{unit.value}"
            own.mkdir(parents=True)
            for name, text in bridged(source, unit).items():
                (own / name).write_text(text, encoding="utf-8")
            names.append(str(own / "library.c"))
    done = subprocess.run([compiler, *CHECKED, *names], capture_output=True, text=True, check=False)
    return done.stderr[:3000]


RECURRENT = [(1, 8, 16), (2, 16, 16), (3, 8, 1), (3, 8, 15), (3, 8, 16), (3, 15, 40), (3, 16, 40)]
"""Steps, inputs and hidden neurons: beside each other are sums through functions for matrices and sums in loops."""

DENSE = [(1, 1), (15, 16, 17), (16, 15, 16), (48, 64, 10)]


@pytest.mark.parametrize("is_single", [False, True], ids=["double", "float"])
def test_every_unit_of_every_shape_declares_what_it_uses(
    is_single: bool, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    networks = [recurrent(*shape) for shape in RECURRENT] + [layered(*shape) for shape in DENSE]
    networks += [] if is_single else all_networks().values()
    found = [source for network in networks for source in sources(network, None, is_single)]
    assert refusals(found, tmp_path, tool("gcc")) == ""


def test_every_unit_of_every_activation_and_loss_declares_what_it_uses(
    tmp_path: Path, tool: Callable[[str], str]
) -> None:
    found = [
        source
        for name, form in product(ACTIVATIONS, Form)
        for source in sources(layered(2, 17, 1, activation=name), form, False)
    ]
    found += [
        source
        for name, form in product(LOSSES, Form)
        for source in sources(layered(2, 2, 2, activation="identity", loss=name), form, False)
    ]
    assert refusals(found, tmp_path, tool("gcc"), (Unit.ALL, Unit.ONE_GRADIENT)) == ""


def test_every_unit_of_a_drawn_network_declares_what_it_uses(
    tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], str]
) -> None:
    @settings(
        max_examples=2,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(st.tuples(graphs(), st.sampled_from(Form), st.booleans()), min_size=3, max_size=6))
    def law(drawn: list) -> None:
        found = [source for case, form, is_single in drawn for source in sources(network_of(case, 1), form, is_single)]
        assert refusals(found, tmp_path_factory.mktemp("drawn"), tool("gcc")) == ""

    law()


def test_a_header_that_is_missing_is_seen(tmp_path: Path, tool: Callable[[str], str]) -> None:
    (source,) = sources(recurrent(3, 8, 16), None, False)
    for name, text in bridged(source, Unit.ONE_GRADIENT).items():
        (tmp_path / name).write_text(text.replace("#include <stdint.h>\n", ""), encoding="utf-8")
    done = subprocess.run(
        [tool("gcc"), *CHECKED, "library.c"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "uintptr_t" in done.stderr


TWO = '''
parameters = ["v", "w"]
equations = """
a[i] = sum(j, w[i,j]*x[j]) + v[i]
l = sum(i, 1/2*(t[i] - tanh(a[i]))^2)
"""
loss = "l"
learning_rate = 0.1
[sizes]
i = 2
j = 3
'''


def abi(text: str, is_single: bool = False, data: Iterable[str] = ("x", "t")) -> int:
    return Source(Page(lowered(parse(text, "two.toml"), data), is_single), "two").abi


CHANGES = {
    "size": ("j = 3", "j = 4"),
    "name of data": ("x[j]", "y[j]"),
    "order of parameters": ('"v", "w"', '"w", "v"'),
    "name of a parameter": ("v", "u"),
    "optimiser": ("learning_rate = 0.1", '[optimiser]\nname = "adam"\nlearning_rate = 0.1'),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_abi_is_another_where_callers_must_be_built_again(change: str) -> None:
    before, after = CHANGES[change]
    assert before in TWO
    data = ("y", "t") if change == "name of data" else ("x", "t")
    assert abi(TWO.replace(before, after), data=data) != abi(TWO)


def test_the_abi_is_another_with_other_numbers_or_data_and_the_same_with_another_title_and_rate() -> None:
    assert len({abi(TWO), abi(TWO, True), abi(TWO, data=("t", "x"))}) == 3
    assert abi(TWO) == abi(TWO.replace("0.1", "0.2")) == abi('title = "Another"\n' + TWO)
    assert 1 <= abi(TWO) <= 65_535
