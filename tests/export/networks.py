"""Networks that the tests of the export share."""

from __future__ import annotations

import random
from itertools import pairwise

from symbackprop.expression.tree import Number, decimal
from symbackprop.models.dense import Bias, Dense, dense
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse

from ..render.test_latex import DEEP


def layered(*sizes: int, activation: str = "sigmoid", loss: str = "half-squared", scale: float = 1.0) -> Network:
    """Return a network of layers with readable random values of both signs, biases trained."""
    draw = random.Random(7)

    def numbers(count: int) -> list[Number]:
        return [decimal(str(round(scale * draw.uniform(-1, 1), 2))) for _ in range(count)]

    return dense(
        Dense(
            sizes=sizes,
            activations=[activation] * (len(sizes) - 1),
            loss=loss,
            bias=Bias.PER_NEURON,
            train_biases=True,
            weights=[[numbers(before) for _ in range(own)] for before, own in pairwise(sizes)],
            biases=[numbers(size) for size in sizes[1:]],
            inputs=numbers(sizes[0]),
            targets=[decimal("0.25") for _ in range(sizes[-1])],
            learning_rate=decimal("0.125"),
            title="layers",
        )
    )


def deep(activation: str, loss: str = "half-squared") -> Network:
    """Return a 4-2-2-1 network, whose hidden layers have an activation and whose output a sigmoid."""
    text = DEEP.replace('"tanh"', f'"{activation}"').replace('"identity"]', '"sigmoid"]')
    text = text.replace('"squared"', f'"{loss}"')
    return parse(text, "deep.toml")


EXAMPLES = ("mazur-2-2-2", "softmax", "attention", "layer-norm", "batch", "recurrent", "expression")
REGULARISED = """
equations = \"\"\"
r = w^2 + exp(v)
y = w*x + v
e = 1/2*(t - y)^2
L = e + 1/4*r
\"\"\"
loss = "L"
parameters = ["w", "v"]
learning_rate = 0.1
[values]
x = 0.5
t = 1
w = 0.3
v = -0.2
"""


def regularised() -> Network:
    """Return a model whose loss has a part that no sample reaches."""
    return parse(REGULARISED, "regularised.toml")


def all_networks() -> dict[str, Network]:
    """Return networks of every kind by name."""
    found = {name: example(name) for name in EXAMPLES}
    found |= {name: deep(name) for name in ("gelu", "elu", "hard_sigmoid", "softplus")}
    found["cross-entropy"] = deep("tanh", "binary-cross-entropy")
    found["regularised"] = regularised()
    found["layers"] = layered(7, 18, 17)
    return found
