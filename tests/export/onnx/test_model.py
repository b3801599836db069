"""ONNX models as onnxruntime computes them: ball arithmetic says what their outputs, losses and gradients are."""

from __future__ import annotations

import importlib.util
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from symbackprop import Model
from symbackprop.errors import ExportError, UnknownNameError
from symbackprop.export.onnx import values
from symbackprop.export.program.lowering import data_of, lowered
from symbackprop.graph.equations import bare
from symbackprop.graph.given import floats_in
from symbackprop.layers import Convolution, Dense, Flatten, LayerNorm, Pooling
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ...conftest import missing
from ...models.test_examples import NAMES
from ...strategies import Case, graphs
from ..test_laws import network_of

pytestmark = pytest.mark.slow
"""Each test runs ONNX's runtime."""

QUIET = 3


def run(model: bytes, feed: dict[str, Any]) -> dict[str, Any]:
    """Return the outputs of a model by their names; what it does not take is left out."""
    for package in ("onnx", "onnxruntime"):
        if importlib.util.find_spec(package) is None:
            missing(package)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = QUIET
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    inputs = {one.name for one in [*session.get_inputs(), *session.get_overridable_initializers()]}
    found = session.run(None, {name: array for name, array in feed.items() if name in inputs})
    return dict(zip((one.name for one in session.get_outputs()), found, strict=True))


def onnx_of(model: Model, **options: Any) -> bytes:
    if importlib.util.find_spec("onnx") is None:
        missing("onnx")
    return model.to_onnx(**options)


def own_data(network: Network) -> dict[str, Any]:
    """Return the data of a network as one sample."""
    return {bare(symbol).ascii: floats_in(network.values, symbol, network.labels)[None] for symbol in data_of(network)}


def check_against_balls(network: Network, single: bool = False) -> None:
    model = Model(network)
    dtype, within = (np.float32, 2e-6) if single else (np.float64, 4e-16)
    feed = {name: array.astype(dtype) for name, array in own_data(network).items()}
    found = run(onnx_of(model, gradient=True, float32=single), feed)
    loss = bare(network.loss).ascii
    certain = float(network.certified.ball(network.loss, 128))
    slopes = np.array([float(network.certified.evaluate(slope, 128)) for slope in network.gradient.values()])
    joined = np.concatenate([found[f"d{loss}_d{name}"].ravel() for name in model.shapes])
    assert abs(found[loss] - certain) <= 10 * within * max(abs(certain), 1e-300)
    assert np.abs(joined - slopes).max() <= 10 * within * np.abs(slopes).max()


@pytest.mark.some(12)
@pytest.mark.parametrize("name", NAMES)
def test_the_loss_and_the_gradient_of_an_example_are_those_of_ball_arithmetic(name: str) -> None:
    check_against_balls(Model.example(name).network)


@pytest.mark.parametrize("name", ["pooling", "softmax", "transformer-block"])
def test_single_precision_computes_with_single_precision(name: str) -> None:
    check_against_balls(Model.example(name).network, single=True)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(graphs())
def test_the_gradient_of_any_graph_is_that_of_the_compiled_function(case: Case) -> None:
    network = network_of(case, 1)
    model = Model(network)
    feed = {name: np.concatenate([array, 0.5 * array]) for name, array in own_data(network).items()}
    if not feed or "log" in lowered(network).functions:
        # A logarithm of anything but a sigmoid or a softmax may have no value.
        return
    function, w = model.compile("numpy"), model.initial()
    gradient = np.empty_like(w)
    loss = function.loss_and_gradient(w, *feed.values(), gradient)
    found = run(onnx_of(model, gradient=True), feed)
    joined = np.concatenate([found[f"d{bare(network.loss).ascii}_d{name}"].ravel() for name in model.shapes])
    assert found[bare(network.loss).ascii] == pytest.approx(loss, rel=1e-13, abs=1e-300, nan_ok=True)
    largest = np.abs(gradient).max()
    assert joined == pytest.approx(gradient, rel=1e-12, abs=1e-12 * largest, nan_ok=True)


def test_a_batch_of_any_length_has_its_outputs_its_mean_loss_and_its_mean_gradient() -> None:
    layers = [Convolution(3, (3, 3), padding=((1, 1), (0, 1))), "gelu", Pooling("max", (2, 2)), Flatten(), Dense(4)]
    model = Model.from_layers([*layers, LayerNorm(), "elu", Dense(2)], (2, 6, 7), loss="cross-entropy").drawn(1)
    function, w = model.compile("numpy"), model.initial()
    built = onnx_of(model, gradient=True)
    for count in (1, 5):
        draw = np.random.default_rng(count)
        x, t = draw.normal(size=(count, 2, 6, 7)), np.eye(2)[draw.integers(0, 2, count)]
        gradient = np.empty_like(w)
        loss = function.loss_and_gradient(w, x, t, gradient)
        found = run(built, {"x": x, "t": t})
        assert found["E"] == pytest.approx(loss, rel=1e-14)
        assert found["y"] == pytest.approx(function.predict(w, x), rel=1e-13)
        assert model.pack({name: found[f"dE_d{name}"] for name in model.shapes}) == pytest.approx(
            gradient, rel=1e-12, abs=1e-15
        )


def test_parameters_are_constants_of_a_forward_model_and_inputs_beside_a_gradient() -> None:
    model = Model.from_layers([Dense(2), "tanh", Dense(1)], (3,)).drawn(2)
    x = np.ones((2, 3))
    assert list(run(onnx_of(model), {"x": x})) == ["y"]
    both = onnx_of(model, gradient=True)
    kept = run(both, {"x": x, "t": np.zeros((2, 1))})
    changed = run(both, {"x": x, "t": np.zeros((2, 1)), "W1": np.zeros((2, 3)), "b1": np.zeros(2)})
    assert kept["dE_dW2"].any()
    assert not changed["dE_dW2"].any()
    assert list(run(onnx_of(model, of="a1"), {"x": x})) == ["a1"]


LOOKED_UP = """
equations = '''
h[t,d] = tanh({name}[word[t],d]*u[word[t]])
E = sum(t, d, 1/2*(h[t,d] - y)^2) + u[3]
'''
loss = "E"
parameters = {parameters}
[sizes]
t = 4
d = 2
[values]
word = [2, 3, 2, 1]
y = 1
u = [0.5, -0.25, 1]
{name} = [[0.5, 1], [-1, 2], [0.25, -0.75]]
"""


@pytest.mark.parametrize(("name", "parameters"), [("V", '["u", "V"]'), ("x", '["u"]')])
def test_rows_that_are_looked_up_add_to_their_gradients(name: str, parameters: str) -> None:
    check_against_balls(parse(LOOKED_UP.format(name=name, parameters=parameters), "net.toml"))


def test_what_has_no_values_is_an_input() -> None:
    model = Model.from_layers([Dense(2)], (3,))
    found = run(onnx_of(model), {"x": np.ones((1, 3)), "W1": np.full((2, 3), 0.5)})
    assert found["y"].tolist() == [[1.5, 1.5]]


def test_quantities_that_are_called_as_parts_of_the_graph_stay_apart() -> None:
    network = parse(
        'equations = "E = sum(i, 1/2*(samples[i]*v_1[i] - onnx)^2)"\nloss = "E"\nparameters = ["v_1"]\n'
        "[sizes]\ni = 2\n[values]\nsamples = [1, 2]\nv_1 = [3, 0.5]\nonnx = 1",
        "net.toml",
        trusted=True,
    )
    check_against_balls(network)


def test_a_long_recurrence_a_model_without_outputs_and_an_unknown_quantity_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = Model.example("recurrent")
    with pytest.raises(ExportError, match="no outputs; name one, or ask for the gradient"):
        model.to_onnx()
    with pytest.raises(UnknownNameError, match="no computed quantity is called 'q'"):
        model.to_onnx(of="q")
    monkeypatch.setattr(values, "MOST_NODES", 20)
    with pytest.raises(ExportError, match="more than 20 nodes"):
        model.to_onnx(gradient=True)


def test_without_the_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ExportError, match=r"pip install 'symbackprop\[onnx\]'"):
        Model.example().to_onnx(gradient=True)
