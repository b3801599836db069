"""What a formula of the index language may hold: a model for each construct, and the same model in JAX."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import jax
import jax.numpy as jnp

from symbackprop.derive.narrate import Form
from symbackprop.models.draw import drawn, is_open
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Construct:
    """A model that uses one construct.

    Args:
        equations: The model, whose loss is E.
        parameters: What is trained.
        reference: Its loss in JAX, over the arrays of all that is given.
        sizes: Of the indices.
        values: Those that are given, as a table of TOML.
        seed: With which all others are drawn.
        forms: Of the notes that are judged.
        is_judged: Whether the notes are; the judge takes positions 2n for a product.
    """

    equations: str
    parameters: tuple[str, ...]
    reference: Callable[[Values], Any]
    sizes: Mapping[str, int] = field(default_factory=dict)
    values: str = ""
    seed: int = 1
    forms: tuple[Form, ...] = tuple(Form)
    is_judged: bool = True

    def network(self, name: str) -> Network:
        """Return the model with values."""
        sizes = "".join(f"{index} = {size}\n" for index, size in self.sizes.items())
        text = (
            f'title = "{name}"\nequations = """\n{self.equations}\n"""\nloss = "E"\n'
            f"parameters = {list(self.parameters)}\nlearning_rate = 0.1\n[sizes]\n{sizes}[values]\n{self.values}\n"
        )
        network = parse(text, f"{name}.toml")
        return drawn(network, self.seed) if is_open(network) else network


def _squared(v: Values, y: Any) -> Any:
    return (v["t"] - y) ** 2 / 2


def _states(v: Values) -> Any:
    """Return all states of a recurrence of one weight."""
    states, h = [], jnp.zeros(())
    for x in v["x"]:
        h = jnp.tanh(v["u"] * h + v["w"] * x)
        states.append(h)
    return jnp.stack(states)


WORDS, NEXT = jnp.array([1, 3, 1]), jnp.array([0, 2, 1])
"""The rows that are looked up, counted from 0."""

CONSTRUCTS: Mapping[str, Construct] = MappingProxyType(
    {
        "cases": Construct(
            "z = w*x + b\ny = cases(z > 1, 2*z - 1, z > -1, z^2, -z)\nE = 1/2*(t - y)^2",
            ("w", "b"),
            lambda v: _squared(
                v,
                jnp.select(
                    [v["w"] * v["x"] + v["b"] > 1, v["w"] * v["x"] + v["b"] > -1],
                    [2 * (v["w"] * v["x"] + v["b"]) - 1, (v["w"] * v["x"] + v["b"]) ** 2],
                    -(v["w"] * v["x"] + v["b"]),
                ),
            ),
        ),
        "clip": Construct(
            "z[i] = w[i]*x\ny = sum(i, v[i]*clip(z[i], -0.5, 0.5))\nE = 1/2*(t - y)^2",
            ("v", "w"),
            lambda v: _squared(v, v["v"] @ jnp.clip(v["w"] * v["x"], -0.5, 0.5)),
            {"i": 3},
            "w = [0.2, 2, -3]\nx = 0.7\nv = [0.5, -0.4, 1.5]\nt = 0.3",
        ),
        "conditions": Construct(
            "y = sum(i, where((w[i] > 0 or x[i] < -1) and not w[i]*x[i] >= 2, w[i]*x[i], x[i] - w[i]^2))\n"
            "E = (t - y)^2",
            ("w",),
            lambda v: (
                (
                    v["t"]
                    - jnp.sum(
                        jnp.where(
                            ((v["w"] > 0) | (v["x"] < -1)) & ~(v["w"] * v["x"] >= 2),
                            v["w"] * v["x"],
                            v["x"] - v["w"] ** 2,
                        )
                    )
                )
                ** 2
            ),
            {"i": 4},
            "w = [0.5, -0.4, -2, 3]\nx = [0.3, 0.7, -2, 1.5]",
        ),
        "equality": Construct(
            "y = sum(i, where(c[i] == 2, w[i], w[i]^2))\nE = (t - y)^2",
            ("w",),
            lambda v: (v["t"] - jnp.sum(jnp.where(v["c"] == 2, v["w"], v["w"] ** 2))) ** 2,
            {"i": 3},
            "c = [1, 2, 3]\nw = [0.5, -0.4, 2]\nt = 1",
        ),
        "diagonal": Construct(
            "s[b,c] = sum(d, u[b,d]*v[c,d])\nE = sum(b, logsumexp(c, s[b,c]) - s[b,b]) + sum(b, w[b,b]*s[b,1])",
            ("u", "v", "w"),
            lambda v: (
                jnp.sum(jax.nn.logsumexp(v["u"] @ v["v"].T, axis=1) - jnp.diag(v["u"] @ v["v"].T))
                + jnp.diag(v["w"]) @ (v["u"] @ v["v"].T)[:, 0]
            ),
            {"b": 3, "c": 3, "d": 2},
        ),
        "lookup": Construct(
            "h[n,d] = W[word[n],d]*x[n]\nz[n,k] = sum(d, C[k,d]*h[n,d])\np[n,k] = softmax(k, z[n,k])\n"
            "E = -sum(n, log(p[n,next[n]]))",
            ("W", "C"),
            lambda v: (
                -jnp.sum(jax.nn.log_softmax((v["W"][WORDS] * v["x"][:, None]) @ v["C"].T, axis=1)[jnp.arange(3), NEXT])
            ),
            {"n": 3, "d": 2, "k": 3},
            "word = [2, 4, 2]\nnext = [1, 3, 2]",
        ),
        "lookup beside another": Construct(
            "h[n,d] = tanh(W[word[n],d]*x[n])\nE = sum(n, W[word[n]+1,2]*h[next[n],1]) + sum(n, h[n,2]^2)",
            ("W",),
            lambda v: (
                jnp.sum(v["W"][WORDS + 1, 1] * jnp.tanh(v["W"][WORDS] * v["x"][:, None])[NEXT, 0])
                + jnp.sum(jnp.tanh(v["W"][WORDS] * v["x"][:, None])[:, 1] ** 2)
            ),
            {"n": 3, "d": 2},
            "word = [2, 4, 2]\nnext = [1, 3, 2]",
        ),
        "logsumexp": Construct(
            "y = logsumexp(k, 300*w[k])/300 + sum(k, v[k]*softmax(k, 300*w[k]))\nE = 1/2*(t - y)^2",
            ("v", "w"),
            lambda v: _squared(v, jax.nn.logsumexp(300 * v["w"]) / 300 + v["v"] @ jax.nn.softmax(300 * v["w"])),
            {"k": 3},
            "w = [1.995, 2, 1.99]\nv = [0.5, -0.4, 1.5]\nt = 2.5",
        ),
        "hinge": Construct(
            "y = sum(i, w[i]*x[i]) + b\nE = max(0, 1 - t*y)",
            ("w", "b"),
            lambda v: jnp.maximum(0, 1 - v["t"] * (v["w"] @ v["x"] + v["b"])),
            {"i": 2},
            "t = 0.3",
        ),
        "logarithms": Construct(
            "y = ln(1 + w^2) + log10(3 + w*x) + log2(2 + x^2*w^2)\nE = 1/2*(t - y)^2",
            ("w",),
            lambda v: _squared(
                v,
                jnp.log(1 + v["w"] ** 2) + jnp.log10(3 + v["w"] * v["x"]) + jnp.log2(2 + v["x"] ** 2 * v["w"] ** 2),
            ),
        ),
        "maxout": Construct(
            "h[j] = max(sum(i, u[j,i]*x[i]), sum(i, v[j,i]*x[i]), c[j])\nE = sum(j, 1/2*(t[j] - h[j])^2)",
            ("c", "u", "v"),
            lambda v: jnp.sum((v["t"] - jnp.maximum(jnp.maximum(v["u"] @ v["x"], v["v"] @ v["x"]), v["c"])) ** 2 / 2),
            {"i": 2, "j": 3},
            "u = [[1, 2], [0.3, -1], [-0.7, 1]]\nv = [[0.5, 1], [0.4, 1.5], [-2, -1]]\nx = [0.5, 0.8]\n"
            "c = [0.3, 0.2, 0.1]\nt = [1, 2, -1]",
        ),
        "maximum along an index": Construct(
            "y = max(i, w[i]*x[i]) + min(i, w[i])^2\nE = 1/2*(t - y)^2",
            ("w",),
            lambda v: _squared(v, jnp.max(v["w"] * v["x"]) + jnp.min(v["w"]) ** 2),
            {"i": 3},
            "w = [0.5, -1, 2]\nx = [1, 0.5, 0.3]\nt = 1",
            forms=(Form.SCALAR,),
        ),
        "mean and variance": Construct(
            "m = mean(i, x[i])\nn[i] = (x[i] - m)/sqrt(mean(i, (x[i] - m)^2) + 0.01)\n"
            "E = mean(i, (t[i] - g[i]*n[i])^2)",
            ("x", "g"),
            lambda v: jnp.mean((v["t"] - v["g"] * (v["x"] - v["x"].mean()) / jnp.sqrt(v["x"].var() + 0.01)) ** 2),
            {"i": 3},
        ),
        "min": Construct(
            "y = min(w*x, b) + min(w, 1)\nE = 1/2*(t - y)^2",
            ("w", "b"),
            lambda v: _squared(v, jnp.minimum(v["w"] * v["x"], v["b"]) + jnp.minimum(v["w"], 1)),
            values="w = 0.4\nx = 2\nb = 0.5",
        ),
        "pi": Construct(
            "y = w*exp(-x^2/(2*w^2))/sqrt(2*pi)\nE = 1/2*(t - y)^2",
            ("w",),
            lambda v: _squared(v, v["w"] * jnp.exp(-(v["x"] ** 2) / (2 * v["w"] ** 2)) / jnp.sqrt(2 * jnp.pi)),
        ),
        "pooling": Construct(
            "a[i,j] = w*x[i,j] + b\np[n] = max(i, l, a[i,2*n+l-2])\nE = sum(n, (t[n] - p[n])^2)",
            ("w", "b"),
            lambda v: jnp.sum(
                (v["t"] - (v["w"] * v["x"] + v["b"]).reshape(3, 2, 2).transpose(1, 0, 2).max(axis=(1, 2))) ** 2
            ),
            {"i": 3, "j": 4, "l": 2, "n": 2},
            "x = [[0.5, 1, -1, 0.2], [0.1, 0.7, 1.5, -2], [0.3, 0.4, -0.2, 0.6]]\nw = 0.5\nb = 0.1\nt = [0, 1]",
            is_judged=False,
        ),
        "powers": Construct(
            "y = sum(i, a[i]^(b*x[i])) + 2^b + b^pi + pow(b, c)\nE = 1/2*(t - y)^2",
            ("a", "b"),
            lambda v: _squared(
                v,
                jnp.sum(v["a"] ** (v["b"] * v["x"])) + 2 ** v["b"] + v["b"] ** jnp.pi + v["b"] ** v["c"],
            ),
            {"i": 3},
            "a = [0.5, 1.5, 2]\nb = 0.7\nx = [1, -2, 0.5]\nc = -0.5\nt = 6.8",
        ),
        "prefix of a recurrence": Construct(
            "h[t] = tanh(u*h[t-1] + w*x[t])\nh[0] = 0\nE = sum(s, (y[s] - h[s])^2) + v*h[last]",
            ("u", "w", "v"),
            lambda v: jnp.sum((v["y"] - _states(v)[:2]) ** 2) + v["v"] * _states(v)[-1],
            {"t": 4, "s": 2},
        ),
        "prefixes of what is computed": Construct(
            "h[j] = tanh(sum(i, W[j,i]*x[i]))\nE = sum(k, (t[k] - h[k])^2*exp(-h[k+2]) + h[k+2])",
            ("W",),
            lambda v: jnp.sum((v["t"] - (h := jnp.tanh(v["W"] @ v["x"]))[:2]) ** 2 * jnp.exp(-h[2:4]) + h[2:4]),
            {"i": 2, "j": 5, "k": 2},
        ),
        "product": Construct(
            "y = prod(i, 1 + w[i]*x[i])\nE = 1/2*(t - y)^2",
            ("w",),
            lambda v: _squared(v, jnp.prod(1 + v["w"] * v["x"])),
            {"i": 4},
            "w = [0.5, -0.4, 1, 0.2]\nx = [1, 2, 0.3, -1]\nt = 1",
            forms=(Form.SCALAR, Form.INDEX),
        ),
        "sign and step": Construct(
            "y = w*sign(w*x) + b*step(b - w)\nE = 1/2*(t - y)^2",
            ("w", "b"),
            lambda v: _squared(v, v["w"] * jnp.sign(v["w"] * v["x"]) + v["b"] * jnp.heaviside(v["b"] - v["w"], 0)),
        ),
        "slices": Construct(
            "y = sum(k, w[k]*x[k+3]) + sum(i, k, M[i,k]*x[k+1]*x[i])\nE = 1/2*(t - y)^2",
            ("w", "M"),
            lambda v: _squared(v, v["w"][:2] @ v["x"][3:5] + v["x"][:3] @ v["M"][:, :2] @ v["x"][1:3]),
            {"i": 3, "k": 2},
            "x = [0.5, -1, 2, 0.3, 7]\nw = [0.5, -0.4, 3, 0.7]\nt = 1\n"
            "M = [[0.1, 0.2, 9], [-0.5, 0.4, 9], [0.3, -0.6, 9]]\n[shapes]\nw = 4\nM = [3, 3]",
        ),
        "slices with steps": Construct(
            "y = sum(k, w[k]*x[2*k-1] - w[6-k]*x[2*k])\nE = 1/2*(t - y)^2",
            ("w",),
            lambda v: _squared(v, v["w"][:2] @ v["x"][:4:2] - v["w"][3:5][::-1] @ v["x"][1:4:2]),
            {"k": 2},
            "x = [0.5, -1, 2, 0.3, 7]\nw = [0.5, -0.4, 3, 0.7, 0.2, 9]\nt = 1\n[shapes]\nx = 5\nw = [6]",
        ),
        "softmax": Construct(
            "p[k] = softmax(k, sum(i, W[k,i]*x[i]) + b[k])\nE = -sum(k, t[k]*ln(p[k]))",
            ("W", "b"),
            lambda v: -jnp.sum(v["t"] * jax.nn.log_softmax(v["W"] @ v["x"] + v["b"])),
            {"i": 2, "k": 3},
            "t = [0, 0.5, 0.5]",
        ),
        "sums anywhere": Construct(
            "h[j] = tanh(sum(i, w[j,i]*x[i]) + b[j])*exp(-sum(i, x[i]^2)/8)\n"
            "E = 1/2*(t - sum(j, v[j]*h[j]))^2/sum(i, x[i]^2) + 0.1*sum(j, c[j]*sum(i, u[j,i]*x[i]))",
            ("w", "b", "u", "v"),
            lambda v: (
                (v["t"] - v["v"] @ (jnp.tanh(v["w"] @ v["x"] + v["b"]) * jnp.exp(-jnp.sum(v["x"] ** 2) / 8))) ** 2
                / 2
                / jnp.sum(v["x"] ** 2)
                + 0.1 * v["c"] @ (v["u"] @ v["x"])
            ),
            {"i": 2, "j": 3},
        ),
        "waves": Construct(
            "y = sum(i, a[i]*sin(f[i]*x) + b[i]*cos(f[i]*x))\nE = 1/2*(t - y)^2",
            ("a", "b", "f"),
            lambda v: _squared(v, jnp.sum(v["a"] * jnp.sin(v["f"] * v["x"]) + v["b"] * jnp.cos(v["f"] * v["x"]))),
            {"i": 3},
        ),
    }
)
