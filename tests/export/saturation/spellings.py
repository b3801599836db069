"""A grammar of saturated models: ways to write the same probability, places to use it in, and how far it is saturated.

Every model is a few equations for one loss; `together` makes one network of many of them, so that a compiler is started
once. Its parameters are those of the models and one factor a model, of which the slope is the model's loss.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from flint import arb, ctx, fmpq

from symbackprop.graph.equations import bare
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ...reference import BALLS, forward, value_of

SIGMOIDS: Mapping[str, str] = {
    "function": "P = sigmoid(A)",
    "quotient": "P = 1/(1 + exp(-A))",
    "other quotient": "P = exp(A)/(1 + exp(A))",
    "power": "P = (exp(-A) + 1)^(-1)",
    "two exponentials": "P = exp(A/2)/(exp(-A/2) + exp(A/2))",
    "named exponential": "N = exp(A)\nP = N/(1 + N)",
    "named denominator": "D = 1 + exp(-A)\nP = 1/D",
    "named reciprocal": "N = exp(A)\nD = N + 1\nR = 1/D\nP = N*R",
    "tangent": "P = (1 + tanh(A/2))/2",
    "tangent of another kind": "P = 0.5 - 0.5*tanh(-A/2)",
    "tangent by hand": "N = exp(A)\nD = (N - 1)/(N + 1)\nP = 1/2 + D/2",
    "complement": "P = 1 - 1/(1 + exp(A))",
    "complement of a function": "N = sigmoid(-A)\nP = 1 - N",
    "softplus": "P = exp(-softplus(-A))",
    "logarithm": "P = exp(-log(1 + exp(-A)))",
    "copies": "N = exp(-A)\nD = 1 + N\nC = D\nQ = 1/C\nP = Q",
    "square root": "N = sqrt(exp(2*A))\nP = N/(N + 1)",
    "two classes": "N = exp(A + 3)\nD = exp(3)\nR = N + D\nP = N/R",
}
"""Ways to write P = σ(A)."""

PLACES: Mapping[str, str] = {
    "logarithm": "E = -log(P)",
    "named logarithm": "L = log(P)\nE = -L",
    "logarithm of the complement": "E = -log(1 - P)",
    "named complement": "U = 1 - P\nE = -log(U)",
    "cross-entropy": "E = -(T*log(P) + (1 - T)*log(1 - P))",
    "cross-entropy of two terms": "E = -T*log(P) - (1 - T)*log(1 - P)",
    "cross-entropy with a name": "U = 1 - P\nV = log(U)\nE = -(T*log(P) + (1 - T)*V)",
    "likelihood": "E = -log(T*P + (1 - T)*(1 - P))",
    "named likelihood": "U = T*P\nV = (1 - T)*(1 - P)\nW = U + V\nE = -log(W)",
    "square": "E = -1/2*log(P^2)",
    "root": "E = -2*log(sqrt(P))",
    "odds": "U = P/(1 - P)\nE = log(U)",
    "logit": "E = log(P) - log(1 - P)",
    "with a factor": "E = -log(3*P)",
    "more than one": "E = T*A - log(P) + A",
    "value": "E = 3*P",
    "value of the complement": "E = 3*(1 - P)",
    "weighted": "E = T*P + (1 - T)*(1 - P)",
}
"""Losses of a probability P of A and a target T."""

SOFTMAXES: Mapping[str, str] = {
    "named": "N[k] = exp(A[k])\nS = sum(k, N[k])\nP[k] = N[k]/S",
    "inline": "S = sum(k, exp(A[k]))\nP[k] = exp(A[k])/S",
    "reciprocal": "N[k] = exp(A[k])\nS = sum(k, N[k])\nR = 1/S\nP[k] = N[k]*R",
    "copies": "N[k] = exp(A[k])\nM[k] = N[k]\nS = sum(k, M[k])\nC = S\nP[k] = N[k]/C",
    "halves": "N[k] = exp(A[k]/2)\nS = sum(k, N[k]^2)\nP[k] = N[k]^2/S",
    "factors": "N[k] = 2*exp(A[k])\nS = sum(k, N[k])\nP[k] = N[k]/S",
    "log-sum-exp": "S = sum(k, exp(A[k]))\nD = log(S)\nP[k] = exp(A[k] - D)",
    "inline log-sum-exp": "S = sum(k, exp(A[k]))\nP[k] = exp(A[k] - log(S))",
    "minus": "B[k] = -A[k]\nN[k] = exp(-B[k])\nS = sum(k, N[k])\nP[k] = N[k]/S",
    "an extra reader": "N[k] = exp(A[k])\nS = sum(k, N[k])\nC = log(S)\nP[k] = N[k]/S\nG = C",
}
"""Ways to write P = softmax(A)."""

USES: Mapping[str, str] = {
    "cross-entropy": "E = sum(k, -T[k]*log(P[k]))",
    "named logarithm": "L[k] = log(P[k])\nE = sum(k, -T[k]*L[k])",
    "picked": "Q = sum(k, T[k]*P[k])\nE = -log(Q)",
    "attention": "Y = sum(k, T[k]*P[k])\nE = 1/2*(Y - 2)^2",
    "square": "E = sum(k, -1/2*T[k]*log(P[k]^2))",
}
"""Losses of probabilities P and targets T."""

WHOLES: Mapping[str, str] = {
    "log-sum-exp less one": "Z = sum(k, exp(A[k]))\nE = log(Z) - sum(k, T[k]*A[k])",
    "log-sum-exp": "E = log(exp(A[1]) + exp(A[2]) + exp(A[3]))",
    "log-sum-exp of an element": "Z = sum(k, exp(A[k]))\nE = log(Z) - A[1]",
    "softmax of an element": "N[k] = exp(A[k])\nZ = sum(k, N[k])\nE = -log(N[1]/Z)",
    "written out": "Z = exp(A[1]) + exp(A[2]) + exp(A[3])\nP = exp(A[2])/Z\nE = -log(P)",
    "the others": "Z = exp(A[1]) + exp(A[2]) + exp(A[3])\nE = -log(1 - exp(A[2])/Z)",
    "with one more": "Z = sum(k, exp(A[k]))\nE = log(1 + Z)",
    "share": "Z = sum(k, exp(A[k]))\nE = Z/(1 + Z)",
    "mean": "Y = sum(k, T[k]*exp(A[k]))\nZ = sum(k, exp(A[k]))\nE = Y/Z",
    "sigmoids": "P[k] = 1/(1 + exp(-A[k]))\nE = sum(k, -T[k]*log(P[k]) - (1 - T[k])*log(1 - P[k]))",
    "softplus by hand": "E = sum(k, log(1 + exp(A[k])))",
    "tangent by hand": "P[k] = (exp(A[k]) - exp(-A[k]))/(exp(A[k]) + exp(-A[k]))\nE = sum(k, T[k]*P[k])",
    "slope of a tangent": "P[k] = tanh(A[k])\nE = sum(k, -log(1 - P[k]^2))",
    "hyperbolic cosine": "E = sum(k, log((exp(A[k]) + exp(-A[k]))/2))",
    "intervals": "E = -log(sigmoid(A[3]) - sigmoid(A[1]))",
    "reciprocal": "Z = sum(k, exp(-A[k]))\nE = 1/Z",
    "mixture": "Z = sum(k, (1 + T[k])*exp(-1/2*A[k]^2))\nE = -log(Z)",
}
"""Losses of three numbers A, which are in rising order, and targets T."""

CARRIED: Mapping[str, str] = {
    "a start": "S[k] = log(exp(S[k-1] + A[k]) + exp(A[k]))\nS[0] = 3\nE = S[3]",
    "a start of several": "S[k,j] = logsumexp(i, S[k-1,i] + A[i]*T[j])\nS[0,j] = A[j]\nE = logsumexp(j, S[last,j])",
    "from the end": "S[k] = log(exp(S[k+1] - A[k]) + exp(A[k]))\nS[4] = 3\nE = S[1]",
    "probabilities of those before": "S[k,j] = softmax(j, S[k-1,j]*A[k])\nS[0,j] = A[j]\nE = -sum(j, log(S[last,j]))",
    "attention to oneself": "S[k] = sum(j, softmax(j, A[j]*S[k-1])*A[j])\nS[0] = 2\nE = S[3]",
    "zeros outside": "S[k] = log(exp(A[k]) + exp(A[k-1 else 0]))\nE = sum(k, S[k])",
    "zeros at both ends": "S[k] = log(exp(A[k+1 else 0]) + exp(A[k-1 else 0]))\nE = sum(k, S[k])",
    "a window": "S[k] = logsumexp(j, A[k+j-2 else 0])\nE = sum(k, S[k])",
    "a window of probabilities": "S[k] = sum(j, softmax(j, A[k+j-2 else 0])*T[j])\nE = sum(k, S[k])",
    "a probability before": "P[k] = sigmoid(A[k])\nL[k] = -log(P[k-1])\nP[0] = 0.5\nE = sum(k, L[k])",
    "a complement before": "P[k] = sigmoid(A[k])\nL[k] = -log(1 - P[k-1 else 0])\nE = sum(k, L[k])",
    "a partition before": "Z[k] = sum(j, exp(A[j]*T[k]))\nE = sum(k, log(Z[k-1 else 0] + 1))",
    "a read beside": "S[k] = log(exp(A[k-1 else 0]) + exp(A[k]))\nE = sum(k, S[k]*A[k-1 else 0])",
}
"""Losses of three numbers A and targets T whose reads leave what they read, to zeros or to what stands at a start."""

SIZES = ("0.4", "40", "800")


@dataclass(frozen=True)
class Model:
    """A model of the grammar.

    Args:
        name: How it came about.
        equations: Its equations, in which every capital letter is a quantity of its own.
        values: Those of A, which is trained, and T, where it is read.
        rounding: How large a rounding is next to which its smallest slopes count for nothing.
    """

    name: str
    equations: str
    values: Mapping[str, str]
    rounding: float


def _models() -> list[Model]:
    found = []
    for (how, text), (where, place), size, sign in product(SIGMOIDS.items(), PLACES.items(), SIZES, ("", "-")):
        for target in "01" if "T" in place else "1":
            # Next to 1 a rounding of 1 is left of a slope out·(1 − out), and of what targets pick from several.
            rounding = 3.0 if "log" not in place or where.endswith("likelihood") else 0.0
            values = {"A": sign + size, "T": target}
            found.append(Model(f"{how}, {where}, {sign}{size}, {target}", f"{text}\n{place}", values, rounding))
    for (how, text), (where, place), size, target in product(SOFTMAXES.items(), USES.items(), SIZES, range(3)):
        values = {"A": _three(size), "T": str([int(at == target) for at in range(3)])}
        found.append(Model(f"softmax {how}, {where}, {size}, {target}", f"{text}\n{place}", values, 2.0))
    for (how, text), size, target in product(WHOLES.items(), SIZES, range(3)):
        values = {"A": _three(size), "T": str([int(at == target) for at in range(3)])}
        found.append(Model(f"{how}, {size}, {target}", text, values, 2.0))
    for (how, text), size in product(CARRIED.items(), SIZES[1:]):
        found.append(Model(f"{how}, {size}", text, {"A": _three(size), "T": "[0, 1, 0]"}, 2.0))
    return found


def _three(size: str) -> str:
    return f"[-{size}, {float(size) * 0.3!r}, {size}]"


MODELS: Sequence[Model] = tuple(_models())
ELEMENTS: Sequence[Model] = [model for model in MODELS if re.search(r"\[[1-9]\]", model.equations)]
"""Those with an index that is a number: all of a network that holds one is written out before it is stabilised."""

ARRAYS: Sequence[Model] = [model for model in MODELS if model not in ELEMENTS]


def some(count: int, seed: int) -> list[list[Model]]:
    """Return some models of both kinds."""
    draw = random.Random(seed)
    return [draw.sample(ARRAYS, count), draw.sample(ELEMENTS, max(2, count // 10))]


def together(models: Sequence[Model]) -> Network:
    """Return one network of several models; its parameters are, of each in turn, its factor and its A."""
    lines, values, parameters = [], [], []
    for at, model in enumerate(models):
        lines.append(re.sub(r"\b([A-Z])\b", rf"\g<1>{at}", model.equations))
        parameters += [f'"F{at}"', f'"A{at}"']
        read = {name: value for name, value in model.values.items() if name in model.equations}
        values += [f"F{at} = 1", *(f"{name}{at} = {value}" for name, value in read.items())]
    lines.append("E = " + " + ".join(f"F{at}*E{at}" for at in range(len(models))))
    used = [index for index in "ijk" if any(re.search(rf"[\[(,]{index}\b", line) for line in lines)]
    sizes = "\n".join(f"{index} = 3" for index in used or "k")
    text = (
        '"""\n' + "\n".join(lines) + '\n"""\nloss = "E"\n'
        f"parameters = [{', '.join(parameters)}]\nlearning_rate = 0.1\n[sizes]\n{sizes}\n[values]\n" + "\n".join(values)
    )
    return parse(f"equations = {text}\n", "saturated.toml")


BITS = 6000
"""Enough for 1 − tanh(800)², and more."""


def certain(network: Network) -> tuple[float, list[float]]:
    """Return the loss and the gradient of the equations as they are written, in ball arithmetic."""
    with ctx.workprec(BITS):
        given = {symbol: arb(fmpq(value.numerator, value.denominator)) for symbol, value in network.leaves.items()}
        known = forward(network.both, given, BALLS)
        slopes = [value_of(slope, known, BALLS) for slope in network.gradient.values()]
        assert all(slope.is_finite() for slope in slopes)
        return float(known[network.loss]), [float(slope) for slope in slopes]


def by_model(network: Network, models: Sequence[Model], gradient: Sequence[float]) -> list[list[float]]:
    """Return of each model its loss, and then its slopes."""
    found: list[list[float]] = []
    at = 0
    for number in range(len(models)):
        sizes = [len(network.elements(symbol)) for symbol in network.trained[2 * number : 2 * number + 2]]
        assert [bare(symbol).ascii for symbol in network.trained[2 * number : 2 * number + 2]] == [
            f"F{number}",
            f"A{number}",
        ]
        found.append(list(gradient[at : at + sum(sizes)]))
        at += sum(sizes)
    return found
