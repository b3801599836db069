"""The evals of GradBench, written as specs, have the value and the gradient of the same objectives in JAX."""

from __future__ import annotations

from pathlib import Path

import jax
import numpy as np
import pytest
from numpy.typing import NDArray

from symbackprop.export.compiled.table import compiled
from symbackprop.models.network import Network

from .evals import EVALS, Arrays, Sizes, network, reference, title_of

CASES: tuple[tuple[str, Sizes], ...] = (
    ("ba", {"n": 4, "m": 6, "p": 12}),
    ("det", {"l": 5}),
    ("det", {"l": 7}),
    ("gmm", {"d": 2, "k": 5, "n": 1000}),
    ("gmm", {"d": 32, "k": 5, "n": 1000}),
    ("hello", {}),
    ("ht", {"n": 100}),
    ("kmeans", {"k": 10, "n": 1000, "d": 8}),
    ("llsq", {"n": 1024, "m": 128}),
    ("lse", {"n": 2500}),
    ("lse", {"n": 1280000}),
    ("lstm", {"l": 2, "c": 1024}),
    ("ode", {"n": 1000, "s": 100}),
    ("ode", {"n": 20, "s": 10}),
)
RELATIVE = 1e-10


def joined(made: Network, of: Arrays) -> NDArray[np.float64]:
    """Return arrays by the names of what is trained as one, in the order in which functions take it."""
    return np.concatenate([np.ravel(of[symbol.ascii.partition("[")[0]]) for symbol in made.trained])


@pytest.mark.some(10)
@pytest.mark.parametrize(("name", "sizes"), CASES, ids=[f"{name} {title_of(sizes)}" for name, sizes in CASES])
def test_an_eval_has_the_value_and_the_gradient_of_its_reference(name: str, sizes: Sizes, tmp_path: Path) -> None:
    made = network(name, sizes, tmp_path)
    trained, _ = EVALS[name].inputs(sizes)
    w = joined(made, trained)
    g = np.zeros_like(w)
    loss = compiled(made, "numpy").loss_and_gradient(w, g)
    wanted, slopes = reference(name, sizes)
    expected = joined(made, slopes)
    assert loss == pytest.approx(wanted, rel=RELATIVE)
    assert np.abs(g - expected).max() <= RELATIVE * np.abs(expected).max()


def test_the_direction_of_newton_is_the_quotient_of_two_gradients(tmp_path: Path) -> None:
    sizes = {"k": 10, "n": 1000, "d": 8}
    gradients = []
    for name in ("kmeans", "kmeans-direction"):
        made = network("kmeans", sizes, tmp_path, name)
        w = joined(made, EVALS["kmeans"].inputs(sizes)[0])
        gradients.append(np.zeros_like(w))
        compiled(made, "numpy").gradient(w, gradients[-1])
    trained, given = EVALS["kmeans"].inputs(sizes)
    nearest = ((given["P"][:, None, :] - trained["C"]) ** 2).sum(axis=2).argmin(axis=1)
    means = np.array([given["P"][nearest == center].mean(axis=0) for center in range(sizes["k"])])
    # Newton's step leads each centre to the mean of the points that are nearest to it.
    assert gradients[0] / gradients[1] == pytest.approx((trained["C"] - means).ravel(), rel=RELATIVE, abs=RELATIVE)


@pytest.mark.parametrize("sizes", EVALS["det"].sizes[:3], ids=title_of)
def test_the_determinant_by_minors_is_the_determinant(sizes: Sizes) -> None:
    row = EVALS["det"]
    trained, given = row.inputs(sizes)
    with jax.enable_x64():
        found = jax.value_and_grad(row.timed)(trained, given)
        value, gradient = jax.value_and_grad(row.objective)(trained, given)
    assert float(found[0]) == pytest.approx(float(value), rel=RELATIVE)
    assert np.asarray(found[1]["A"]) == pytest.approx(np.asarray(gradient["A"]), rel=RELATIVE, abs=RELATIVE)
