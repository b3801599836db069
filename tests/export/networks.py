"""Networks that the tests of the export share."""

from __future__ import annotations

import random
from itertools import pairwise

from symbackprop.expression.tree import Number, decimal
from symbackprop.models.dense import Bias, Dense, dense
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse

from ..texts import DEEP


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


KINKS = """
equations = \"\"\"
a = relu(w1*x) + softplus(w2*x) + abs(w3)
b = elu(w1*x) + hard_sigmoid(w4*x) + hard_sigmoid(w8*x) + leaky_relu(w1) + gelu(w6)
c = sigmoid(w5*x) + silu(w5*x) + softplus(w5) + tanh(w5) + softplus(w7) + sigmoid(w7)
L = 1/2*(t - a - b - c)^2 + abs(w3) + sqrt(1 + w6^2) + log(1 + w6^2) + (2 + w6)^2.5
\"\"\"
loss = "L"
parameters = ["w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8"]
learning_rate = 0.1
[values]
x = 1
t = 1
w1 = 0
w2 = 0
w3 = 0
w4 = 3
w5 = 800
w6 = -0.7
w7 = -800
w8 = -3
"""


def kinks() -> Network:
    """Return a model every one of whose functions is at its kink or saturated."""
    return parse(KINKS, "kinks.toml")


TAKEN = """
equations = \"\"\"
square = w*x + v
complex = sigmoid(square)
power_3 = relu(square) + tanh(w)
exact = softplus(v)
cmath = exact^3 + square^2 + power_3^4
loss = 1/2*(t - complex)^2 + power_3^3 + cmath
\"\"\"
loss = "loss"
parameters = ["w", "v"]
learning_rate = 0.1
[values]
x = 0.5
t = 1
w = 0.3
v = -0.2
"""


def taken() -> Network:
    """Return a model whose quantities are called as functions and words of the exports are."""
    return parse(TAKEN, "taken.toml")


def all_networks() -> dict[str, Network]:
    """Return networks of every kind by name."""
    found = {name: example(name) for name in EXAMPLES}
    found |= {name: deep(name) for name in ("gelu", "elu", "hard_sigmoid", "softplus")}
    found["cross-entropy"] = deep("tanh", "binary-cross-entropy")
    found["regularised"] = regularised()
    found["kinks"] = kinks()
    found["layers"] = layered(7, 18, 17)
    return found


def recurrent(steps: int, inputs: int, hidden: int, activation: str = "tanh") -> Network:
    """Return an Elman network, unrolled over some steps, without values."""
    lines = []
    for step in range(1, steps + 1):
        state = f" + sum(k, U[j,k]*h{step - 1}[k])" if step > 1 else ""
        lines += [
            f"a{step}[j] = sum(i, W[j,i]*x{step}[i]){state} + b[j]",
            f"h{step}[j] = {activation}(a{step}[j])",
        ]
    lines += [f"y = sum(k, v[k]*h{steps}[k])", "E = 1/2*(t - y)^2"]
    equations = "\n".join(lines)
    parameters = '"W", "U", "b", "v"' if steps > 1 else '"W", "b", "v"'
    text = (
        f'equations = """\n{equations}\n"""\nloss = "E"\nparameters = [{parameters}]\nlearning_rate = 0.1\n'
        f"[sizes]\ni = {inputs}\nj = {hidden}\nk = {hidden}\n"
    )
    return parse(text, "recurrent.toml")


NORMALISED = """
equations = \"\"\"
z[j] = sum(i, W[j,i]*x[i])
m = sum(j, 1/{width}*z[j])
d[j] = z[j] - m
v = sum(j, 1/{width}*d[j]^2)
y[j] = g[j]*d[j]/sqrt(v + eps)
L = sum(j, 1/2*(t[j] - y[j])^2)
\"\"\"
loss = "L"
parameters = ["W", "g"]
learning_rate = 0.1
[sizes]
i = {width}
j = {width}
"""


def normalised(width: int) -> Network:
    """Return a layer norm after a linear layer, without any values."""
    return parse(NORMALISED.format(width=width), "normalised.toml")


OUTSIDE = """
equations = \"\"\"
p[i] = w[i]*{function}
s = sum(i, p[i])
L = 1/2*(t - s)^2
\"\"\"
loss = "L"
parameters = ["w"]
learning_rate = 0.1
[sizes]
i = 50
[values]
w = [{numbers}]
x = [{numbers}]
t = 1
"""


def with_domain(function: str, sign: int = 1) -> Network:
    """Return a model of 101 numbers with a function of numbers from 1.01 to 1.50, or of the same below zero."""
    numbers = ", ".join(str(sign * (101 + at) / 100) for at in range(50))
    return parse(OUTSIDE.format(function=function, numbers=numbers), "outside.toml")
