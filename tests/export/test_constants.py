"""What depends on nothing: constant gradients, constant quantities, fixed values, in every backend and both forms."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from flint import arb, ctx

from symbackprop.export.backends import BACKENDS
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from .drivers import Drawn
from .test_backends import runnable
from .test_laws import WAYS, agree

MODELS: Mapping[str, tuple[str, str]] = {
    "sum": ("E = 2*w + w", "w = 1"),
    "both": ("y[i] = v[i] + 2\nE = sum(i, 3*y[i]) + sum(i, v[i]) + w", "w = 1\nv = [1, 2]"),
    "unused": ("a = w*x\nE = 2*x + x", "w = 1\nx = 3"),
    "constant": ("a = 2 + 1\nb = exp(a) + relu(a)\nE = b*w + sigmoid(a)", "w = 0.5"),
    "softmax": ("z[i] = 1/2\ne[i] = exp(z[i])\ns = sum(i, e[i])\nE = sum(i, e[i]/s*v[i])", "v = [1, 2]"),
    "loss": ("E = 2*x + x*x + 0*w", "w = 1\nx = 0.5"),
    "fixed": ("E = exp(c)*w*x + sum(i, tanh(d[i])*v[i])", "w = 0.5\nx = 2\nc = -1\nd = [0.5, 1]\nv = [1, 2]"),
}
DATA = {"fixed": ("x",)}
"""Of which models not all that is given and not trained is data."""

WRITTEN_OUT = ("constant", "fixed", "sum")
"""The models that are tried in straight-line code as well."""

SLOW = {"jax": ("both", "fixed", "sum"), "numba": ("both", "fixed")}
"""Of each of their modules much has to be compiled."""


def network(name: str) -> Network:
    equations, values = MODELS[name]
    parameters = ", ".join(f'"{letter}"' for letter in ("w", "v") if f"{letter} =" in values)
    sizes = "[sizes]\ni = 2\n" if "[i]" in equations else ""
    head = f'equations = """\n{equations}\n"""\nloss = "E"\nparameters = [{parameters}]\nlearning_rate = 0.1\n'
    return parse(f"{head}{sizes}[values]\n{values}\n", f"{name}.toml")


def drawn(name: str, form: Form) -> Drawn:
    """Return a model with its own values, and what ball arithmetic says of them."""
    net = network(name)
    with ctx.workprec(256):
        loss = float(arb(net.certified.ball(net.loss, 256)))
        slopes = [float(arb(net.certified.evaluate(slope, 256))) for slope in net.gradient.values()]
    return Drawn(lowered(net, DATA.get(name, ()), form), loss, slopes)


@pytest.mark.parametrize("backend", WAYS)
def test_every_backend_takes_what_depends_on_nothing(backend: str, tmp_path: Path) -> None:
    if backend in BACKENDS:
        runnable(backend)
    forms = list(Form) if backend in BACKENDS and BACKENDS[backend].form is None else [Form.LOOPS]
    names = SLOW.get(backend, MODELS)
    items = [drawn(name, form) for form in forms for name in names if form is Form.LOOPS or name in WRITTEN_OUT]
    agree(WAYS[backend].run(backend, items, tmp_path), items)
