"""Modules of PyTorch: what they compute, with their gradients, comes out of the model; others are refused by name."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from symbackprop import Model
from symbackprop.errors import SpecError
from symbackprop.layers.torch import LOSSES, MODULES

from ..conftest import missing

pytestmark = pytest.mark.slow
"""Each test runs PyTorch."""

WIDTH = 6
ROUGH = frozenset({"CELU", "Hardsigmoid"})
"""Modules in whose gradient PyTorch has a constant of single precision."""

Make = Callable[[Any], Any]


def nn() -> Any:
    if importlib.util.find_spec("torch") is None:
        missing("torch")
    import torch

    torch.manual_seed(0)
    return torch.nn


def data_for(shape: tuple[int, ...], count: int = 4) -> Any:
    import torch

    return torch.randn(count, *shape, dtype=torch.float64, generator=torch.Generator().manual_seed(3))


def check(network: Any, shape: tuple[int, ...], loss: Any, target: Any = None, within: float = 1e-14) -> Model:
    """Compare outputs, loss and gradient with those of PyTorch in double precision."""
    import torch

    model = Model.from_torch(network, shape, loss)
    network = network.double().eval()
    x = data_for(shape)
    y = network(x)
    wanted = torch.zeros_like(y) if target is None else target(y)
    total = loss(y, wanted)
    total.backward()
    parts = [parameter.grad.reshape(-1).numpy() for parameter in network.parameters()]
    expected = np.concatenate(parts) if parts else np.zeros(0)
    rows = wanted if wanted.shape == y.shape else torch.nn.functional.one_hot(wanted, y.shape[-1]).double()
    function, w = model.compile("numpy"), model.initial()
    gradient = np.empty_like(w)
    assert function.loss_and_gradient(w, x.numpy(), rows.numpy(), gradient) == pytest.approx(total.item(), rel=1e-14)
    assert np.abs(gradient - expected).max() <= within * np.abs(expected).max()
    if not isinstance(loss, torch.nn.NLLLoss | torch.nn.CrossEntropyLoss | torch.nn.BCEWithLogitsLoss):
        assert function.predict(w, x.numpy()) == pytest.approx(y.detach().numpy(), rel=1e-12, abs=1e-14)
    return model


def classes(y: Any) -> Any:
    import torch

    return torch.arange(len(y)) % y.shape[-1]


def halves(y: Any) -> Any:
    import torch

    return torch.arange(y.numel(), dtype=torch.float64).reshape(y.shape) % 2


def dense(middle: Make) -> Make:
    """Return a network with a module between two linear layers."""
    return lambda nn: nn.Sequential(nn.Linear(3, WIDTH), middle(nn), nn.Linear(WIDTH, 2))


ONE, TWO = (2, 9), (2, 7, 8)


def behind(first: Make, then: Make) -> Make:
    return lambda nn: nn.Sequential(first(nn), then(nn))


def one(nn: Any) -> Any:
    return nn.Conv1d(2, 3, 3)


def two(nn: Any) -> Any:
    return nn.Conv2d(2, 3, 3)


READS_WORDS = {"Embedding"}
"""What reads whole numbers in PyTorch has a test of its own."""

NETWORKS: MappingProxyType[str, tuple[Make, tuple[int, ...]]] = MappingProxyType(
    {
        "AdaptiveAvgPool1d": (behind(one, lambda nn: nn.AdaptiveAvgPool1d(1)), ONE),
        "AdaptiveAvgPool2d": (behind(two, lambda nn: nn.AdaptiveAvgPool2d((1, 1))), TWO),
        "AdaptiveMaxPool1d": (behind(one, lambda nn: nn.AdaptiveMaxPool1d(1)), ONE),
        "AdaptiveMaxPool2d": (behind(two, lambda nn: nn.AdaptiveMaxPool2d(1)), TWO),
        "AlphaDropout": (dense(lambda nn: nn.AlphaDropout()), (3,)),
        "AvgPool1d": (behind(one, lambda nn: nn.AvgPool1d(3, 2, padding=1)), ONE),
        "AvgPool2d": (behind(two, lambda nn: nn.AvgPool2d((2, 3), stride=(1, 2))), TWO),
        "BatchNorm1d": (dense(lambda nn: nn.BatchNorm1d(WIDTH)), (3,)),
        "BatchNorm2d": (behind(two, lambda nn: nn.BatchNorm2d(3, affine=False)), TWO),
        "CELU": (dense(lambda nn: nn.CELU(0.7)), (3,)),
        "Conv1d": (lambda nn: nn.Sequential(nn.Conv1d(2, 3, 3, stride=2, padding=2, dilation=2)), ONE),
        "Conv2d": (lambda nn: nn.Sequential(nn.Conv2d(2, 3, (3, 5), padding="same", bias=False)), TWO),
        "Dropout": (dense(lambda nn: nn.Dropout(0.9)), (3,)),
        "Dropout1d": (behind(one, lambda nn: nn.Dropout1d()), ONE),
        "Dropout2d": (behind(two, lambda nn: nn.Dropout2d()), TWO),
        "ELU": (dense(lambda nn: nn.ELU(0.5)), (3,)),
        "Flatten": (lambda nn: nn.Sequential(nn.Conv1d(2, 3, 3), nn.Flatten(), nn.Linear(21, 2)), ONE),
        "GELU": (dense(lambda nn: nn.Sequential(nn.GELU(), nn.GELU("tanh"))), (3,)),
        "Hardsigmoid": (dense(lambda nn: nn.Hardsigmoid()), (3,)),
        "Hardswish": (dense(lambda nn: nn.Hardswish()), (3,)),
        "Hardtanh": (dense(lambda nn: nn.Hardtanh(-0.5, 0.25)), (3,)),
        "Identity": (dense(lambda nn: nn.Identity()), (3,)),
        "LayerNorm": (dense(lambda nn: nn.LayerNorm(WIDTH, eps=0.01)), (3,)),
        "LeakyReLU": (dense(lambda nn: nn.Sequential(nn.LeakyReLU(), nn.LeakyReLU(0.3))), (3,)),
        "Linear": (lambda nn: nn.Sequential(nn.Linear(3, 2, bias=False)), (4, 3)),
        "LogSigmoid": (dense(lambda nn: nn.LogSigmoid()), (3,)),
        "LogSoftmax": (dense(lambda nn: nn.LogSoftmax(-1)), (3,)),
        "MaxPool1d": (behind(one, lambda nn: nn.MaxPool1d(3, 2)), ONE),
        "MaxPool2d": (behind(two, lambda nn: nn.MaxPool2d(2)), TWO),
        "Mish": (dense(lambda nn: nn.Mish()), (3,)),
        "PReLU": (dense(lambda nn: nn.PReLU()), (3,)),
        "ReLU": (dense(lambda nn: nn.ReLU()), (3,)),
        "ReLU6": (dense(lambda nn: nn.ReLU6()), (3,)),
        "SELU": (dense(lambda nn: nn.SELU()), (3,)),
        "SiLU": (dense(lambda nn: nn.SiLU()), (3,)),
        "Sigmoid": (dense(lambda nn: nn.Sigmoid()), (3,)),
        "Softmax": (dense(lambda nn: nn.Softmax(dim=1)), (3,)),
        "Softplus": (dense(lambda nn: nn.Sequential(nn.Softplus(), nn.Softplus(beta=2))), (3,)),
        "Softshrink": (dense(lambda nn: nn.Softshrink(0.1)), (3,)),
        "Softsign": (dense(lambda nn: nn.Softsign()), (3,)),
        "Tanh": (dense(lambda nn: nn.Tanh()), (3,)),
        "Tanhshrink": (dense(lambda nn: nn.Tanhshrink()), (3,)),
    }
)


@pytest.mark.parametrize("name", [name for name in MODULES if name not in READS_WORDS])
def test_a_module_has_the_outputs_and_the_gradient_of_pytorch(name: str) -> None:
    make, shape = NETWORKS[name]
    module = nn()
    network = make(module)
    for part in network.modules():
        if "BatchNorm" in type(part).__name__:
            module.init.uniform_(part.running_mean)
            module.init.uniform_(part.running_var, 0.5, 2.0)
    check(network, shape, module.MSELoss(), within=1e-8 if name in ROUGH else 1e-14)


ENDS: MappingProxyType[str, tuple[Make, Any]] = MappingProxyType(
    {
        "BCELoss": (lambda nn: [nn.Sigmoid()], halves),
        "BCEWithLogitsLoss": (lambda nn: [], halves),
        "CrossEntropyLoss": (lambda nn: [], classes),
        "HuberLoss": (lambda nn: [], None),
        "L1Loss": (lambda nn: [], None),
        "MSELoss": (lambda nn: [], None),
        "NLLLoss": (lambda nn: [nn.LogSoftmax(dim=-1)], classes),
        "SmoothL1Loss": (lambda nn: [], None),
    }
)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_of_pytorch_is_the_same_here(name: str) -> None:
    module = nn()
    end, target = ENDS[name]
    network = module.Sequential(module.Linear(3, WIDTH), module.Tanh(), module.Linear(WIDTH, 3), *end(module))
    check(network, (3,), getattr(module, name)(), target)


def test_numbers_are_taken_exactly_and_in_the_order_of_pytorch() -> None:
    module = nn()
    network = module.Sequential(module.Linear(3, 2), module.Sequential(module.ReLU(), module.Linear(2, 2)))
    model = Model.from_torch(network)
    expected = np.concatenate([parameter.detach().double().reshape(-1).numpy() for parameter in network.parameters()])
    assert model.initial().tolist() == expected.tolist()
    assert dict(model.shapes) == {"W1": (2, 3), "b1": (2,), "W2": (2, 2), "b2": (2,)}
    half = Model.from_torch(network.half())
    assert half.initial() == pytest.approx(expected, rel=1e-3)


GROUPS: Mapping[str, tuple[Make, tuple[int, ...]]] = MappingProxyType(
    {
        "two groups": (lambda nn: nn.Sequential(nn.Conv1d(4, 6, 3, padding=1, groups=2), nn.Tanh()), (4, 9)),
        "a filter a channel": (lambda nn: nn.Sequential(nn.Conv2d(3, 3, 3, stride=2, groups=3)), (3, 7, 8)),
        "two filters a channel": (lambda nn: nn.Sequential(nn.Conv2d(2, 4, 3, groups=2, bias=False)), TWO),
    }
)


@pytest.mark.parametrize("case", GROUPS)
def test_a_filter_reads_the_channels_of_its_group(case: str) -> None:
    make, shape = GROUPS[case]
    module = nn()
    network = make(module)
    check(network, shape, module.MSELoss())
    assert Model.from_torch(network, shape).shapes["W1"] == tuple(network[0].weight.shape)


def test_an_embedding_reads_words_as_rows_with_a_one() -> None:
    import torch

    module = nn()
    network = module.Sequential(module.Embedding(5, 3), module.Flatten(), module.Linear(12, 2))
    words = torch.tensor([[0, 4, 2, 2], [1, 1, 3, 0]])
    y = network.double()(words)
    (y**2).mean().backward()
    model = Model.from_torch(network, (4, 5), module.MSELoss())
    function, w = model.compile("numpy"), model.initial()
    gradient = np.empty_like(w)
    function.loss_and_gradient(w, np.eye(5)[words], np.zeros((2, 2)), gradient)
    assert function.predict(w, np.eye(5)[words]) == pytest.approx(y.detach().numpy(), rel=1e-13)
    expected = torch.cat([one.grad.reshape(-1) for one in network.parameters()]).numpy()
    assert gradient == pytest.approx(expected, rel=1e-12, abs=1e-15)


REFUSED: MappingProxyType[str, tuple[Make, str]] = MappingProxyType(
    {
        "a layer that is not known": (
            lambda nn: nn.Sequential(nn.Linear(2, 2), nn.LSTM(2, 2)),
            r"layer 1: LSTM is not supported; expected .* docs/import.md",
        ),
        "a nested one": (
            lambda nn: nn.Sequential(nn.Sequential(nn.Bilinear(2, 2, 2))),
            r"layer 0\.0: Bilinear is not supported",
        ),
        "a lookup of what is computed": (
            lambda nn: nn.Sequential(nn.Linear(2, 2), nn.Embedding(3, 2)),
            "layer 1: Embedding behind another layer is not supported; expected it first",
        ),
        "a row that is not trained": (
            lambda nn: nn.Sequential(nn.Embedding(3, 2, padding_idx=0)),
            "layer 0: Embedding with padding_idx or max_norm is not supported",
        ),
        **{
            name: (
                lambda nn, name=name, given=given: nn.Sequential(getattr(nn, name)(*given)),
                f"layer 0: {name} is not",
            )
            for name, given in {
                "ConvTranspose1d": (2, 2, 3),
                "EmbeddingBag": (3, 2),
                "GRU": (2, 2),
                "MultiheadAttention": (2, 1),
                "RNN": (2, 2),
                "TransformerEncoderLayer": (2, 1),
            }.items()
        },
        "padding with copies": (
            lambda nn: nn.Sequential(nn.Conv1d(2, 2, 3, padding=1, padding_mode="circular")),
            "Conv1d with padding_mode='circular'",
        ),
        "padded greatest numbers": (
            lambda nn: nn.Sequential(nn.MaxPool1d(3, padding=1)),
            "MaxPool1d with padding or dilation",
        ),
        "a class of somebody else": (
            lambda nn: type("Net", (nn.Sequential,), {})(nn.Linear(1, 1)),
            r"Net is no module of torch\.nn itself",
        ),
    }
)


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_supported_is_refused_by_its_place_and_its_name(case: str) -> None:
    make, message = REFUSED[case]
    with pytest.raises(SpecError, match=message):
        Model.from_torch(make(nn()), (2, 8))


def test_a_loss_that_does_not_fit_the_last_layer_is_refused() -> None:
    module = nn()
    network = module.Sequential(module.Linear(2, 2), module.Softmax(dim=-1))
    with pytest.raises(SpecError, match="CrossEntropyLoss takes logits, and applies a softmax itself"):
        Model.from_torch(network, loss=module.CrossEntropyLoss())
    with pytest.raises(SpecError, match="MSELoss has reduction='sum'"):
        Model.from_torch(network, loss=module.MSELoss(reduction="sum"))
    with pytest.raises(SpecError, match="CTCLoss is not supported"):
        Model.from_torch(network, loss=module.CTCLoss())
    network[0].bias.data[1] = float("nan")
    with pytest.raises(SpecError, match=r"b1 holds nan at \[2\]; expected finite numbers"):
        Model.from_torch(network)
