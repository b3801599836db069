"""The module for PyTorch inside PyTorch: its checks of derivatives, its transformations, layers and compiler."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse

from ...texts import DEEP
from ..networks import deep, kinks
from ..test_derivatives import batch_of, made, module
from ..test_modules import CONSTANTS

pytestmark = pytest.mark.filterwarnings("ignore:`torch.jit.script`:DeprecationWarning")
"""PyTorch says this of itself when it first differentiates forwards."""


@pytest.fixture(scope="module")
def functions() -> Any:
    return module("torch", "cross-entropy")


def tensors(functions: Any, samples: int = 0) -> list[Any]:
    """Return the arguments of a call, of one sample or of a batch."""
    data = [batch_of(array, samples) if samples else array for array in functions.EXAMPLE_DATA]
    return [functions.torch.tensor(array) for array in (functions.EXAMPLE, *data)]


CHECKED = {
    "cross-entropy": lambda: deep("softplus", "binary-cross-entropy"),
    "elu": lambda: deep("elu"),
    "recurrent": lambda: example("recurrent"),
    "softmax": lambda: example("softmax"),
}


@pytest.mark.parametrize("name", CHECKED)
def test_pytorch_checks_first_and_second_derivatives_forwards_backwards_and_mapped(name: str) -> None:
    module("torch", "example")
    functions = made("torch", CHECKED[name]())
    check = functions.torch.autograd
    arguments = [tensor.requires_grad_() for tensor in tensors(functions, 2)]
    for function in (functions.loss, functions.gradient):
        assert check.gradcheck(function, arguments, check_forward_ad=True, check_batched_grad=True)
    assert check.gradgradcheck(functions.loss, arguments, check_fwd_over_rev=True, check_batched_grad=True)


def test_transformations_compose(functions: Any) -> None:
    torch, func = functions.torch, functions.torch.func
    w, x, t = tensors(functions, 3)
    direction = torch.linspace(-1, 1, len(w), dtype=torch.float64)
    loss, along = func.jvp(lambda at: functions.loss(at, x, t), (w,), (direction,))
    assert loss.item() == pytest.approx(functions.loss(w, x, t).item(), rel=1e-14)
    assert along.item() == pytest.approx((functions.gradient(w, x, t) @ direction).item(), rel=1e-12)
    # Several models at once, second derivatives of each sample, and a Hessian times a vector.
    models = torch.stack([w, 2 * w])
    expected = torch.stack([functions.loss(at, x, t) for at in models])
    assert torch.allclose(func.vmap(functions.loss, in_dims=(0, None, None))(models, x, t), expected, rtol=1e-14)
    hessians = func.vmap(func.hessian(functions.loss), in_dims=(None, 0, 0))(w, x, t)
    whole = func.hessian(functions.loss)(w, x, t)
    assert torch.allclose(hessians.mean(0), whole, rtol=1e-11, atol=1e-14)
    product = func.jvp(lambda at: func.grad(functions.loss)(at, x, t), (w,), (direction,))[1]
    assert torch.allclose(product, whole @ direction, rtol=1e-11, atol=1e-14)
    updated = func.vmap(functions.update, in_dims=(0, None, None, 0))(models, x, t, torch.tensor([0.5, 0.25]))
    assert torch.allclose(updated[1], functions.update(models[1], x, t, 0.25), rtol=1e-14)


def test_a_layer_in_front_of_the_loss_is_trained(functions: Any) -> None:
    torch = functions.torch
    w, x, t = tensors(functions, 5)
    torch.manual_seed(0)
    layer = torch.nn.Linear(4, 4, dtype=torch.float64)
    w.requires_grad_()
    before = layer.weight.detach().clone()
    optimizer = torch.optim.SGD([w, *layer.parameters()], lr=0.5)
    losses = []
    for _ in range(30):
        optimizer.zero_grad()
        loss = functions.loss(w, torch.tanh(layer(x)), t)
        loss.backward()
        losses.append(loss.item())
        optimizer.step()
    assert losses[-1] < losses[0]
    assert (layer.weight - before).abs().max() > 1e-4
    frozen = functions.loss(w.detach(), layer(x), t)
    frozen.backward()
    assert layer.bias.grad.abs().max() > 0


def test_training_can_be_differentiated_by_its_rate_and_its_data(functions: Any) -> None:
    torch = functions.torch
    w, x, t = tensors(functions, 3)

    def after(rate: Any, x: Any) -> Any:
        return functions.loss(functions.train(w, x, t, rate, 4), x, t)

    rate = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(after, (rate, x.requires_grad_()))
    with torch.no_grad():
        assert not functions.train(w.requires_grad_(), x, t, 0.5, 2).requires_grad


def test_the_compiler_of_pytorch_takes_every_function_whole(functions: Any) -> None:
    torch = functions.torch
    w, x, t = tensors(functions, 3)
    for name, given in (("loss", ()), ("gradient", ()), ("train", (0.5, 2))):
        function = getattr(functions, name)
        compiled = torch.compile(function, backend="eager", fullgraph=True)
        assert torch.equal(compiled(w, x, t, *given), function(w, x, t, *given))
    own, compiled_own = w.clone().requires_grad_(), w.clone().requires_grad_()
    functions.loss(own, x, t).backward()
    torch.compile(functions.loss, backend="aot_eager", fullgraph=True)(compiled_own, x, t).backward()
    assert torch.allclose(compiled_own.grad, own.grad, rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("make", [kinks, lambda: parse(CONSTANTS, "constants.toml")], ids=["kinks", "constants"])
def test_first_derivatives_are_those_of_the_notes_and_second_ones_are_numbers(make: Any) -> None:
    module("torch", "example")
    functions = made("torch", make())
    torch = functions.torch
    w, *data = tensors(functions)
    gradient = functions.gradient(w, *data)
    assert np.asarray(gradient) == pytest.approx(functions.EXPECTED_GRADIENT, rel=1e-12, abs=1e-12)
    w.requires_grad_()
    (own,) = torch.autograd.grad(functions.loss(w, *data), w, create_graph=True)
    assert torch.allclose(own, gradient, rtol=1e-12, atol=1e-12)
    hessian = torch.autograd.functional.hessian(lambda at: functions.loss(at, *data), w)
    assert bool(torch.isfinite(hessian).all())
    assert torch.allclose(hessian, torch.func.jacrev(functions.gradient)(w, *data), rtol=1e-9, atol=1e-9)


def fixed_biases() -> Network:
    return parse(DEEP.replace("train_biases = true\n", ""), "fixed.toml")


@pytest.mark.parametrize("make", [example, fixed_biases, lambda: parse(CONSTANTS, "constants.toml")])
def test_everything_is_where_the_arguments_are(make: Any) -> None:
    module("torch", "example")
    functions = made("torch", make())
    torch = functions.torch
    # A device that holds no numbers refuses to compute with tensors of another one.
    w = torch.empty(functions.PARAMETERS, dtype=functions.DTYPE, device="meta")
    data = [torch.empty(shape, dtype=functions.DTYPE, device="meta") for shape in functions.SHAPES.values()]
    loss, gradient = functions.loss_and_gradient(w, *data)
    assert (loss.device.type, gradient.device.type) == ("meta", "meta")
    assert functions.train(w, *data, 0.5, 2).device.type == "meta"


def test_single_precision_stays_single_precision_under_every_rate() -> None:
    module("torch", "example")
    functions = made("torch", deep("softplus"), is_single=True)
    torch = functions.torch
    w, *data = tensors(functions)
    for rate in (0.5, np.float64(0.5), torch.tensor(0.5), torch.tensor(0.5, dtype=torch.float64)):
        assert functions.train(w, *data, rate, 2).dtype == torch.float32
