"""Models that people train, for benchmarks: their equations for us, and the same loss for JAX and NumPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from symbackprop.models.network import Network
from symbackprop.models.spec import parse

Loss = Callable[..., Any]


@dataclass(frozen=True)
class Trained:
    """A model in equations.

    Args:
        equations: The equations, whose loss is `E`.
        sizes: How far indices run.
        weights: The shapes of what is trained, in order.
        data: The shapes of what each sample has.
        loss: The mean loss of a batch in the words of jax.numpy, from the module, the weights and the data.
    """

    equations: str
    sizes: Mapping[str, int]
    weights: Mapping[str, tuple[int, ...]]
    data: Mapping[str, tuple[int, ...]]
    loss: Loss

    @property
    def network(self) -> Network:
        """The network that the equations describe."""
        sizes = "\n".join(f"{name} = {size}" for name, size in self.sizes.items())
        names = ", ".join(f'"{name}"' for name in self.weights)
        head = f"equations = '''\n{self.equations}\n'''\nloss = 'E'\nparameters = [{names}]\nlearning_rate = 0.1"
        return parse(f"{head}\n[sizes]\n{sizes}\n", "model.toml")

    def drawn(self, samples: int, dtype: type) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Return weights and data; without samples the data of a single one."""
        draw = np.random.default_rng(1)
        first = (samples,) if samples else ()
        scale = {name: 1 / np.sqrt(max(1, prod(shape[1:]))) for name, shape in self.weights.items()}
        weights = [(draw.normal(size=shape) * scale[name]).astype(dtype) for name, shape in self.weights.items()]
        return weights, [draw.random(size=(*first, *shape)).astype(dtype) for shape in self.data.values()]


def softmax(*sizes: int) -> Trained:
    """Return layers of sigmoids and a softmax with the cross-entropy."""
    indices, lines, weights = "ijklm", [], dict[str, tuple[int, ...]]()
    for at, (before, after) in enumerate(pairwise(sizes)):
        here, below = indices[at + 1], indices[at]
        source = "x" if at == 0 else f"h{at}"
        lines.append(
            f"a{at + 1}[{here}] = sum({below}, W{at + 1}[{here},{below}]*{source}[{below}]) + b{at + 1}[{here}]"
        )
        weights |= {f"W{at + 1}": (after, before), f"b{at + 1}": (after,)}
        if at < len(sizes) - 2:
            lines.append(f"h{at + 1}[{here}] = sigmoid(a{at + 1}[{here}])")
    last, depth = indices[len(sizes) - 1], len(sizes) - 1
    lines += [f"e[{last}] = exp(a{depth}[{last}])", f"s = sum({last}, e[{last}])"]
    lines += [f"p[{last}] = e[{last}]/s", f"E = sum({last}, -z[{last}]*log(p[{last}]))"]

    def loss(np_: Any, w: list[Any], x: Any, z: Any) -> Any:
        for at in range(depth):
            x = x @ w[2 * at].T + w[2 * at + 1]
            x = 1 / (1 + np_.exp(-x)) if at < depth - 1 else x
        top = x.max(-1, keepdims=True)
        return (z * (np_.log(np_.exp(x - top).sum(-1, keepdims=True)) + top - x)).sum(-1).mean()

    return Trained(
        "\n".join(lines), dict(zip(indices, sizes, strict=False)), weights, {"x": sizes[:1], "z": sizes[-1:]}, loss
    )


def recurrent(steps: int, inputs: int = 8, width: int = 16) -> Trained:
    """Return an Elman network, whose last state makes four outputs."""

    def loss(np_: Any, w: list[Any], x: Any, z: Any) -> Any:
        from jax import lax

        def step(h: Any, now: Any) -> tuple[Any, None]:
            return np_.tanh(now @ w[0].T + h @ w[1].T + w[2]), None

        last, _ = lax.scan(step, np_.zeros((*x.shape[:-2], width), x.dtype), np_.moveaxis(x, -2, 0))
        return (0.5 * (z - last @ w[3].T) ** 2).sum(-1).mean()

    return Trained(
        "a[t,j] = sum(i, W[j,i]*x[t,i]) + sum(k, U[j,k]*h[t-1,k]) + b[j]\nh[t,j] = tanh(a[t,j])\nh[0,j] = 0\n"
        "y[o] = sum(j, V[o,j]*h[last,j])\nE = sum(o, 1/2*(z[o] - y[o])^2)",
        {"t": steps, "i": inputs, "j": width, "k": width, "o": 4},
        {"W": (width, inputs), "U": (width, width), "b": (width,), "V": (4, width)},
        {"x": (steps, inputs), "z": (4,)},
        loss,
    )


def lstm(steps: int, inputs: int = 8, width: int = 16) -> Trained:
    """Return an LSTM, whose last state makes four outputs."""
    gates = "fgqr"
    lines = [
        f"{gate}[t,j] = sum(i, W{gate}[j,i]*x[t,i]) + sum(k, U{gate}[j,k]*h[t-1,k]) + b{gate}[j]" for gate in gates
    ]
    lines += [
        "c[t,j] = sigmoid(f[t,j])*c[t-1,j] + sigmoid(g[t,j])*tanh(q[t,j])",
        "h[t,j] = sigmoid(r[t,j])*tanh(c[t,j])",
    ]
    lines += ["h[0,j] = 0", "c[0,j] = 0", "y[o] = sum(j, V[o,j]*h[last,j])", "E = sum(o, 1/2*(z[o] - y[o])^2)"]
    weights = {f"W{gate}": (width, inputs) for gate in gates} | {f"U{gate}": (width, width) for gate in gates}
    weights |= {f"b{gate}": (width,) for gate in gates}

    def loss(np_: Any, w: list[Any], x: Any, z: Any) -> Any:
        from jax import lax

        across, along, bias = (np_.concatenate(w[at : at + 4]) for at in (0, 4, 8))

        def step(state: Any, now: Any) -> tuple[Any, None]:
            h, c = state
            f, g, q, r = np_.split(now @ across.T + h @ along.T + bias, 4, axis=-1)
            f, g, r = (1 / (1 + np_.exp(-gate)) for gate in (f, g, r))
            c = f * c + g * np_.tanh(q)
            return (r * np_.tanh(c), c), None

        zero = np_.zeros((*x.shape[:-2], width), x.dtype)
        (last, _), _ = lax.scan(step, (zero, zero), np_.moveaxis(x, -2, 0))
        return (0.5 * (z - last @ w[12].T) ** 2).sum(-1).mean()

    return Trained(
        "\n".join(lines),
        {"t": steps, "i": inputs, "j": width, "k": width, "o": 4},
        weights | {"V": (4, width)},
        {"x": (steps, inputs), "z": (4,)},
        loss,
    )


def convolution(length: int, filters: int = 8, taps: int = 5) -> Trained:
    """Return filters along a line, ReLU, and one output."""

    def loss(np_: Any, w: list[Any], x: Any, z: Any) -> Any:
        from jax import lax

        a = lax.conv_general_dilated(x[:, None, :], w[0][:, None, :], (1,), "VALID") + w[1][:, None]
        y = (w[2] * np_.maximum(a, 0)).sum((1, 2))
        return (0.5 * (z - y) ** 2).mean()

    return Trained(
        "a[f,i] = sum(k, W[f,k]*x[i+k-1]) + b[f]\nh[f,i] = relu(a[f,i])\n"
        "y = sum(f, i, v[f,i]*h[f,i])\nE = 1/2*(z - y)^2",
        {"f": filters, "i": length, "k": taps},
        {"W": (filters, taps), "b": (filters,), "v": (filters, length)},
        {"x": (length + taps - 1,), "z": ()},
        loss,
    )


def pictures(side: int = 28, filters: int = 8) -> Trained:
    """Return filters of 3 by 3 over a picture, ReLU, pooling of 2 by 2, and a softmax of ten."""
    inner, half = side - 2, (side - 2) // 2

    def loss(np_: Any, w: list[Any], x: Any, z: Any) -> Any:
        from jax import lax

        a = lax.conv_general_dilated(x[:, None], w[0][:, None], (1, 1), "VALID") + w[1][:, None, None]
        pooled = np_.maximum(a, 0).reshape(len(x), filters, half, 2, half, 2).mean((3, 5))
        y = pooled.reshape(len(x), -1) @ w[2].reshape(10, -1).T + w[3]
        top = y.max(-1, keepdims=True)
        return (z * (np_.log(np_.exp(y - top).sum(-1, keepdims=True)) + top - y)).sum(-1).mean()

    return Trained(
        "a[f,i,j] = sum(k, l, W[f,k,l]*x[i+k-1,j+l-1]) + b[f]\nh[f,i,j] = relu(a[f,i,j])\n"
        "g[f,m,n] = sum(u, v, 1/4*h[f,2*m+u-2,2*n+v-2])\ny[o] = sum(f, m, n, V[o,f,m,n]*g[f,m,n]) + c[o]\n"
        "e[o] = exp(y[o])\ns = sum(o, e[o])\np[o] = e[o]/s\nE = sum(o, -z[o]*log(p[o]))",
        {"f": filters, "i": inner, "j": inner, "k": 3, "l": 3, "m": half, "n": half, "u": 2, "v": 2, "o": 10},
        {"W": (filters, 3, 3), "b": (filters,), "V": (10, filters, half, half), "c": (10,)},
        {"x": (side, side), "z": (10,)},
        loss,
    )


def attention(positions: int, width: int = 16) -> Trained:
    """Return one head of attention over some positions."""

    def loss(np_: Any, w: list[Any], x: Any, z: Any) -> Any:
        q, k, v = (x @ matrix.T for matrix in w)
        scores = q @ np_.swapaxes(k, -1, -2) / 4
        e = np_.exp(scores - scores.max(-1, keepdims=True))
        out = e / e.sum(-1, keepdims=True) @ v
        return (0.5 * (z - out) ** 2).sum((-1, -2)).mean()

    return Trained(
        "q[p,d] = sum(i, A[d,i]*x[p,i])\nk[p,d] = sum(i, B[d,i]*x[p,i])\nv[p,d] = sum(i, C[d,i]*x[p,i])\n"
        "n[p,r] = sum(d, 1/4*q[p,d]*k[r,d])\ne[p,r] = exp(n[p,r])\ns[p] = sum(r, e[p,r])\nw[p,r] = e[p,r]/s[p]\n"
        "o[p,d] = sum(r, w[p,r]*v[r,d])\nE = sum(p, d, 1/2*(z[p,d] - o[p,d])^2)",
        {"p": positions, "r": positions, "d": width, "i": width},
        dict.fromkeys("ABC", (width, width)),
        {"x": (positions, width), "z": (positions, width)},
        loss,
    )


def batch_norm(width: int, rows: int = 32) -> Trained:
    """Return a layer with batch norm over the rows of each sample, which is a batch itself."""

    def loss(np_: Any, w: list[Any], x: Any, z: Any) -> Any:
        a = x @ w[0].T
        d = a - a.mean(-2, keepdims=True)
        y = d / np_.sqrt((d * d).mean(-2, keepdims=True) + 1e-3) * w[1] + w[2]
        return (0.5 * (z - y) ** 2).sum((-1, -2)).mean()

    return Trained(
        f"a[n,j] = sum(i, W[j,i]*x[n,i])\nm[j] = sum(n, 1/{rows}*a[n,j])\nd[n,j] = a[n,j] - m[j]\n"
        f"v[j] = sum(n, 1/{rows}*d[n,j]^2)\ny[n,j] = g[j]*d[n,j]/sqrt(v[j] + 1/1000) + c[j]\n"
        "E = sum(n, j, 1/2*(z[n,j] - y[n,j])^2)",
        {"n": rows, "j": width, "i": width},
        {"W": (width, width), "g": (width,), "c": (width,)},
        {"x": (rows, width), "z": (rows, width)},
        loss,
    )


def layer_norm(width: int) -> Trained:
    """Return a layer with layer norm."""

    def loss(np_: Any, w: list[Any], x: Any, z: Any) -> Any:
        a = x @ w[0].T
        d = a - a.mean(-1, keepdims=True)
        y = d / np_.sqrt((d * d).mean(-1, keepdims=True) + 1e-3) * w[1] + w[2]
        return (0.5 * (z - y) ** 2).sum(-1).mean()

    return Trained(
        f"a[j] = sum(i, W[j,i]*x[i])\nm = sum(j, 1/{width}*a[j])\nd[j] = a[j] - m\nv = sum(j, 1/{width}*d[j]^2)\n"
        "y[j] = g[j]*d[j]/sqrt(v + 1/1000) + c[j]\nE = sum(j, 1/2*(z[j] - y[j])^2)",
        {"j": width, "i": width},
        {"W": (width, width), "g": (width,), "c": (width,)},
        {"x": (width,), "z": (width,)},
        loss,
    )


def polynomial(terms: int = 128) -> Trained:
    """Return a polynomial, by Horner's rule, with the squared error of a point: least squares of points as a batch."""

    def loss(np_: Any, w: list[Any], t: Any, s: Any) -> Any:
        powers = t[..., None] ** np_.arange(terms)
        return (0.5 * (s - powers @ w[0]) ** 2).mean()

    return Trained(
        "r[j] = x[j] + t*r[j+1]\nr[last+1] = 0\nE = 1/2*(s - r[first])^2",
        {"j": terms},
        {"x": (terms,)},
        {"t": (), "s": ()},
        loss,
    )


def with_jax(model: Trained, weights: list[np.ndarray], data: list[np.ndarray]) -> Callable[[], object]:
    """Return a call of jax.jit(value_and_grad)."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    function = jax.jit(jax.value_and_grad(lambda w, *given: model.loss(jnp, w, *given)))
    arrays, given = [jnp.asarray(part) for part in weights], [jnp.asarray(part) for part in data]
    return lambda: jax.block_until_ready(function(arrays, *given))


def softmax_with_numpy(w: list[np.ndarray], data: list[np.ndarray]) -> Callable[[], object]:
    """Return a call of the gradient of layers of sigmoids and a softmax as one writes it in NumPy."""
    x, z = data

    def call() -> object:
        outs, slopes = [x], list[np.ndarray]()
        for at in range(0, len(w) - 2, 2):
            outs.append(1 / (1 + np.exp(-(outs[-1] @ w[at].T + w[at + 1]))))
        outputs = outs[-1] @ w[-2].T + w[-1]
        outputs -= outputs.max(1, keepdims=True)
        e = np.exp(outputs)
        s = e.sum(1, keepdims=True)
        delta = (e / s - z) / z.dtype.type(len(x))
        for at in range(len(w) - 2, -1, -2):
            slopes += [delta.sum(0), delta.T @ outs[at // 2]]
            if at > 0:
                delta = (delta @ w[at]) * outs[at // 2] * (1 - outs[at // 2])
        return (z * (np.log(s) - outputs)).sum() / len(x), slopes[::-1]

    return call
