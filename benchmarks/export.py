"""How fast compiled functions are, as ratios against named peers measured in the same run.

    pip install casadi jax llvmlite numba pytensor torch==2.13.0
    python benchmarks/export.py [NAME ...]

Each measurement is made in turn with its peers, so that a slow moment of the machine meets all of them, and the best
of several turns counts. A peer that is not installed is left out, and said so. OMP_NUM_THREADS says how many threads
all have, 2 without. Exit status 1 if a claim does not hold.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import models
import numpy as np
import torch_losses

from symbackprop.errors import ExportError
from symbackprop.export.compiled.table import PREFERRED, Compiled, compiled
from symbackprop.export.llvm.functions import MOST_OPERATIONS
from symbackprop.export.program.lowering import lowered, sizes_of
from symbackprop.expression.tree import Number, decimal
from symbackprop.models.dense import Bias, Dense, dense
from symbackprop.models.network import Network
from symbackprop.models.spec import example

TURNS = 100
WIDTHS = (2, 16, 64, 256)
SAMPLES = 10_000

Call = Callable[[], object]
KEPT: list[object] = []
"""What CasADi's calls need and do not keep themselves."""


def has(name: str) -> bool:
    """Say whether a peer is installed."""
    return importlib.util.find_spec(name) is not None


def seconds(call: Call, calls: int) -> float:
    """Return how long one call takes, on average over some."""
    start = perf_counter()
    for _ in range(calls):
        call()
    return (perf_counter() - start) / calls


def in_turn(calls: Mapping[str, Call], least: float = 0.002) -> dict[str, float]:
    """Return the best time of each call, measured in turn, each time for as long as a clock needs and no longer."""
    counts = {}
    for name, call in calls.items():
        call()
        counts[name] = max(1, int(least / max(1e-9, seconds(call, 3))))
    best = dict.fromkeys(calls, float("inf"))
    for _ in range(TURNS):
        for name, call in calls.items():
            best[name] = min(best[name], seconds(call, counts[name]))
    return best


def network(*sizes: int) -> Network:
    """Return a sigmoid network with readable random values."""
    draw = random.Random(1)

    def numbers(count: int) -> list[Number]:
        return [decimal(str(round(draw.uniform(-1, 1), 2))) for _ in range(count)]

    return dense(
        Dense(
            sizes=sizes,
            activations=["sigmoid"] * (len(sizes) - 1),
            loss="half-squared",
            bias=Bias.PER_LAYER,
            train_biases=False,
            weights=[[numbers(a) for _ in range(b)] for a, b in pairwise(sizes)],
            biases=[numbers(1) for _ in sizes[1:]],
            inputs=numbers(sizes[0]),
            targets=numbers(sizes[-1]),
            learning_rate=decimal("0.5"),
            title="-".join(map(str, sizes)),
        )
    )


class Case:
    """A network with its arrays: parameters, biases, samples and targets."""

    def __init__(self, made: Network, samples: int = 0) -> None:
        self.network = made
        self.sizes = _sizes(made)
        a, b, c = self.sizes
        draw = np.random.default_rng(1)
        self.w = draw.normal(size=b * a + c * b) / np.sqrt(max(a, b))
        self.g = np.zeros_like(self.w)
        shape = (samples,) if samples else ()
        self.x, self.t = draw.normal(size=(*shape, a)), draw.random(size=(*shape, c))
        self.biases = [float(number.value) for name, number in made.values.items() if name.base == "b"]

    def split(self) -> tuple[np.ndarray, np.ndarray]:
        a, b, c = self.sizes
        return self.w[: a * b].reshape(b, a), self.w[a * b :].reshape(c, b)


def _sizes(made: Network) -> tuple[int, int, int]:
    first, second = (sizes_of(symbol) for symbol in made.trained)
    return first[1], first[0], second[0]


def with_casadi(case: Case) -> Call:
    """Return one call of CasADi's SX function, compiled by gcc, through fixed buffers."""
    import casadi

    a, b, c = case.sizes
    w = casadi.SX.sym("w", len(case.w))
    first = casadi.reshape(w[: a * b], a, b).T
    second = casadi.reshape(w[a * b :], b, c).T
    out = case.x
    for matrix, bias in zip((first, second), case.biases, strict=True):
        out = 1 / (1 + casadi.exp(-(casadi.mtimes(matrix, out) + bias)))
    loss = casadi.sumsqr(casadi.SX(case.t) - out) / 2
    options = {"jit": True, "compiler": "shell", "jit_options": {"flags": ["-O3"], "compiler": "gcc"}}
    function = casadi.Function("f", [w], [loss, casadi.gradient(loss, w)], options)
    buffers, call = function.buffer()
    value = np.zeros(1)
    buffers.set_arg(0, memoryview(case.w))
    buffers.set_res(0, memoryview(value))
    buffers.set_res(1, memoryview(case.g))
    KEPT.append((buffers, value, function))
    return call


def with_jax(case: Case) -> Call:
    """Return one call of jax.jit(value_and_grad), of a sample or of a batch."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    function = jax.jit(jax.value_and_grad(_jax_loss(case)))
    w = tuple(jnp.asarray(part) for part in case.split())
    x, t = jnp.asarray(case.x), jnp.asarray(case.t)
    return lambda: jax.block_until_ready(function(w, x, t))


def _jax_loss(case: Case) -> Callable[..., object]:
    import jax

    def loss(w: object, x: object, t: object) -> object:
        hidden = jax.nn.sigmoid(x @ w[0].T + case.biases[0])
        out = jax.nn.sigmoid(hidden @ w[1].T + case.biases[1])
        return (0.5 * ((t - out) ** 2).sum(axis=-1)).mean()

    return loss


def with_torch(case: Case) -> Call:
    """Return one call of PyTorch's autograd, on two threads."""
    import torch

    torch.set_num_threads(2)
    w = [torch.tensor(part, requires_grad=True) for part in case.split()]
    x, t = torch.tensor(case.x), torch.tensor(case.t)

    def call() -> object:
        hidden = torch.sigmoid(x @ w[0].T + case.biases[0])
        out = torch.sigmoid(hidden @ w[1].T + case.biases[1])
        loss = (0.5 * ((t - out) ** 2).sum(dim=-1)).mean()
        return loss, torch.autograd.grad(loss, w)

    return call


def with_numba(case: Case) -> Call:
    """Return one call of the gradient as one writes it in NumPy, jitted."""
    import numba

    b1, b2 = case.biases

    @numba.njit(fastmath=True)
    def function(w1: np.ndarray, w2: np.ndarray, x: np.ndarray, t: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        hidden = 1 / (1 + np.exp(-(w1 @ x + b1)))
        out = 1 / (1 + np.exp(-(w2 @ hidden + b2)))
        d_out = (out - t) * out * (1 - out)
        d_hidden = (w2.T @ d_out) * hidden * (1 - hidden)
        return 0.5 * np.sum((t - out) ** 2), np.outer(d_hidden, x), np.outer(d_out, hidden)

    w1, w2 = (np.ascontiguousarray(part) for part in case.split())
    return lambda: function(w1, w2, case.x, case.t)


def with_numba_loops(case: Case) -> Call:
    """Return one call of the gradient as one writes it for Numba alone: loops, and the same arrays for each result."""
    import numba

    b1, b2 = case.biases

    @numba.njit(fastmath=True)
    def function(
        w1: np.ndarray, w2: np.ndarray, x: np.ndarray, t: np.ndarray, g1: np.ndarray, g2: np.ndarray, work: np.ndarray
    ) -> float:
        hidden, out, slope = work[0], work[1], work[2]
        for j in range(w1.shape[0]):
            total = b1
            for i in range(w1.shape[1]):
                total += w1[j, i] * x[i]
            hidden[j] = total
        for j in range(w1.shape[0]):
            hidden[j] = 1 / (1 + np.exp(-hidden[j]))
            slope[j] = 0.0
        for k in range(w2.shape[0]):
            total = b2
            for j in range(w2.shape[1]):
                total += w2[k, j] * hidden[j]
            out[k] = total
        for k in range(w2.shape[0]):
            out[k] = 1 / (1 + np.exp(-out[k]))
        loss = 0.0
        for k in range(w2.shape[0]):
            loss += 0.5 * (t[k] - out[k]) ** 2
            d_out = (out[k] - t[k]) * out[k] * (1 - out[k])
            for j in range(w2.shape[1]):
                slope[j] += w2[k, j] * d_out
                g2[k, j] = d_out * hidden[j]
        for j in range(w1.shape[0]):
            d_hidden = slope[j] * hidden[j] * (1 - hidden[j])
            for i in range(w1.shape[1]):
                g1[j, i] = d_hidden * x[i]
        return loss

    w1, w2 = case.split()
    g1, g2 = np.zeros_like(w1), np.zeros_like(w2)
    work = np.zeros((3, max(case.sizes)))
    return lambda: function(w1, w2, case.x, case.t, g1, g2, work)


def with_pytensor(case: Case) -> Call:
    """Return one call of PyTensor's compiled gradient, through Numba where it is, its fastest way."""
    import pytensor
    import pytensor.tensor as at

    w1, w2 = at.matrix(), at.matrix()
    hidden = at.sigmoid(w1 @ at.constant(case.x) + case.biases[0])
    out = at.sigmoid(w2 @ hidden + case.biases[1])
    loss = 0.5 * ((at.constant(case.t) - out) ** 2).sum()
    mode = "NUMBA" if has("numba") else "FAST_RUN"
    function = pytensor.function([w1, w2], [loss, *at.grad(loss, [w1, w2])], mode=mode)
    function.trust_input = True
    a, b = case.split()
    return lambda: function(a, b)


PEERS: Mapping[str, Callable[[Case], Call]] = {
    "casadi": with_casadi,
    "jax": with_jax,
    "numba": with_numba,
    "numba-loops": with_numba_loops,
    "pytensor": with_pytensor,
    "torch": with_torch,
}

PLAIN_LOOP = r"""
#include <math.h>
#include <stddef.h>
static double sigmoid(double x) { return 1.0 / (1.0 + exp(-x)); }
void train(double *w, const double *x, const double *t, double b1, double b2, double rate, size_t rounds)
{
    for (size_t round = 0; round < rounds; round++) {
        double h[2], o[2], d[2], e[2];
        for (int j = 0; j < 2; j++) h[j] = sigmoid(w[2 * j] * x[0] + w[2 * j + 1] * x[1] + b1);
        for (int k = 0; k < 2; k++) o[k] = sigmoid(w[4 + 2 * k] * h[0] + w[5 + 2 * k] * h[1] + b2);
        for (int k = 0; k < 2; k++) d[k] = (o[k] - t[k]) * o[k] * (1.0 - o[k]);
        for (int j = 0; j < 2; j++) e[j] = (w[4 + j] * d[0] + w[6 + j] * d[1]) * h[j] * (1.0 - h[j]);
        for (int k = 0; k < 2; k++) for (int j = 0; j < 2; j++) w[4 + 2 * k + j] -= rate * d[k] * h[j];
        for (int j = 0; j < 2; j++) for (int i = 0; i < 2; i++) w[2 * j + i] -= rate * e[j] * x[i];
    }
}
"""

Claim = tuple[str, float, float, bool]
"""What, the ratio found, its limit, and whether the ratio must be at most (or else at least) the limit."""


def peers(case: Case, names: tuple[str, ...]) -> dict[str, Call]:
    """Return the calls of those peers that are installed."""
    found = {}
    for name in names:
        if has(name.partition("-")[0]):
            found[name] = PEERS[name](case)
        else:
            print(f"  ({name} is not installed and is left out)")
    return found


def show(title: str, times: Mapping[str, float]) -> None:
    """Print the times of one comparison."""
    print(f"{title}: " + ", ".join(f"{name} {time * 1e6:.3g} µs" for name, time in times.items()))


def small_call() -> list[Claim]:
    """One call of the example, arrays reused."""
    case = Case(example())
    case.x, case.t = np.array([0.05, 0.10]), np.array([0.01, 0.99])
    case.biases = [0.35, 0.60]
    ours = compiled(case.network, "c")
    w, g = case.w, np.zeros_like(case.w)
    bound, plain = ours.bind(w, g), ours.loss_and_gradient
    times = in_turn({"bound": bound, "plain": lambda: plain(w, g), "nothing": lambda: None} | peers(case, ("casadi",)))
    # A lambda stands around the plain call that a program would make directly.
    times["plain"] -= times.pop("nothing")
    show("one call, 2-2-2", times)
    if "casadi" not in times:
        return []
    return [
        ("bound call / CasADi", times["bound"] / times["casadi"], 0.7, True),
        ("plain call / CasADi", times["plain"] / times["casadi"], 1.0, True),
    ]


def training() -> list[Claim]:
    """10,000 rounds of the example in one call."""
    made = example()
    ours = compiled(made, "c")
    start = np.array([0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55])
    x, t = np.array([0.05, 0.10]), np.array([0.01, 0.99])
    w = start.copy()
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder) / "plain.c", Path(folder) / "plain.so"
        source.write_text(PLAIN_LOOP, encoding="utf-8")
        flags = ["-O3", "-march=native", "-shared", "-fPIC"]
        subprocess.run(["gcc", *flags, str(source), "-o", str(library), "-lm"], check=True)
        train = ctypes.CDLL(str(library)).train
    pointers = [ctypes.c_void_p(array.ctypes.data) for array in (w, x, t)]
    numbers = [ctypes.c_double(value) for value in (0.35, 0.60, 0.5)]

    def plain() -> None:
        w[:] = start
        train(*pointers, *numbers, ctypes.c_size_t(10_000))

    def trained() -> None:
        w[:] = start
        ours.train(w, 0.5, 10_000)

    times = in_turn({"ours": trained, "plain C": plain})
    show("10,000 rounds, 2-2-2", times)
    return [("training / plain C", times["ours"] / times["plain C"], 0.85, True)]


def batches() -> list[Claim]:
    """The gradient of 10,000 samples."""
    claims = []
    for made in (example(), network(64, 64, 10)):
        case = Case(made, SAMPLES)
        ours = compiled(made, "c")
        calls: dict[str, Call] = {"ours": ours.bind(case.w, case.x, case.t, case.g)}
        times = in_turn(calls | peers(case, ("jax", "torch")))
        name = "-".join(map(str, case.sizes))
        show(f"gradient of {SAMPLES:,} samples, {name}", times)
        others = [time for peer, time in times.items() if peer != "ours"]
        if others:
            claims.append((f"best peer / ours, batch, {name}", min(others) / times["ours"], 2.0, False))
    return claims


def wide_call() -> list[Claim]:
    """One call, 64-64-64, wherever the arrays begin; beside it a copy of as many bytes as it reads and writes at least.

    Loops that are written by hand for Numba and write into given arrays are told of beside the claim: with them the
    compiler has little left to lose but time in the cache, of which the copy is the least that anything can take.
    """
    ratios: dict[str, list[float]] = {}
    made = network(64, 64, 64)
    ours = compiled(made, "c")
    shared = peers(Case(made), ("casadi", "jax", "pytensor"))
    for of_parameters, of_gradient in ((0, 0), (16, 0), (0, 16), (16, 16)):
        case = Case(made)
        case.w, case.g = begun(case.w, of_parameters), begun(case.g, of_gradient)
        calls: dict[str, Call] = {"bound": ours.bind(case.w, case.x, case.t, case.g)}
        calls["copy"] = partial(np.copyto, case.g, case.w)
        times = in_turn(calls | peers(case, ("numba", "numba-loops")) | shared)
        show(f"one call, 64-64-64, arrays {of_parameters} and {of_gradient} bytes after a boundary", times)
        for name, time in times.items():
            ratios.setdefault(name, []).append(time / times["bound"])
        shared = {}
    worst = {name: min(found) for name, found in ratios.items()}
    print(f"  (a copy takes {min(ratios['copy']):.2f} of a call", end="")
    if "numba-loops" in worst:
        print(f", loops by hand for Numba {worst['numba-loops']:.2f} to {max(ratios['numba-loops']):.2f} calls", end="")
    print(")")
    others = [ratio for name, ratio in worst.items() if name not in ("bound", "copy", "numba-loops")]
    claims: list[Claim] = [("call / copy of as many bytes, 64-64-64", 1 / min(ratios["copy"]), 1.5, True)]
    return claims + ([("best peer / ours, one call, 64-64-64", min(others), 3.0, False)] if others else [])


def begun(array: np.ndarray, offset: int) -> np.ndarray:
    """Return a copy of an array that begins so many bytes after a boundary of 32."""
    room = np.zeros(array.size + 8)
    first = (offset - room.ctypes.data) % 32 // 8
    room[first : first + array.size] = array
    return room[first : first + array.size]


def readiness() -> list[Claim]:
    """From a network in memory to a first result, nothing cached."""
    claims: list[Claim] = []
    os.environ.pop("SYMBACKPROP_CACHE", None)
    from symbackprop.export.compiled import libraries

    libraries.glue()
    libraries.kernels("double")
    found: dict[int, dict[str, list[float]]] = {}
    for width in WIDTHS:
        found[width] = {}
        for _ in range(5):
            case = Case(network(width, width, width))
            with tempfile.TemporaryDirectory() as folder:
                os.environ["SYMBACKPROP_CACHE"] = folder
                start = perf_counter()
                compiled(case.network, "c").loss_and_gradient(case.w, case.x, case.t, case.g)
                found[width].setdefault("c", []).append(perf_counter() - start)
            case = Case(network(width, width, width))
            start = perf_counter()
            compiled(case.network, "numpy").loss_and_gradient(case.w, case.x, case.t, case.g)
            found[width].setdefault("numpy", []).append(perf_counter() - start)
            if has("llvmlite") and lowered(case.network).operations <= MOST_OPERATIONS:
                case = Case(network(width, width, width))
                start = perf_counter()
                compiled(case.network, "llvm").loss_and_gradient(case.w, case.x, case.t, case.g)
                found[width].setdefault("llvm", []).append(perf_counter() - start)
            if has("jax"):
                start = perf_counter()
                with_jax(case)()
                found[width].setdefault("jax", []).append(perf_counter() - start)
    os.environ.pop("SYMBACKPROP_CACHE", None)
    for width, times in found.items():
        best = {name: sorted(measured)[len(measured) // 2] for name, measured in times.items()}
        print(f"ready, {width}-{width}-{width}: " + ", ".join(f"{name} {1e3 * t:.0f} ms" for name, t in best.items()))
        if "jax" in best:
            claims.append((f"ready with C / jax, n = {width}", best["c"] / best["jax"], 1.0, True))
        claims.append((f"ready with NumPy, n = {width}, in ms", 1e3 * best["numpy"], 50.0, True))
    first, last = (sorted(found[width]["c"])[2] for width in (WIDTHS[0], WIDTHS[-1]))
    return [*claims, ("ready with C, n = 256 / n = 2", last / first, 2.0, True)]


def memory() -> list[Claim]:
    """What 100,000 samples need beside the data."""
    made = network(64, 64, 10)
    from symbackprop.export.c import Page, Source

    body = Source(Page(lowered(made)), "").body
    numbers = body.shared_work + 16 * body.part_work
    data = 100_000 * (64 + 10)
    print(f"work of a batch of any size, 64-64-10: {8 * numbers / 2**20:.2f} MiB")
    return [("work / data of 100,000 samples", numbers / data, 0.2, True)]


def for_seconds(calls: Mapping[str, Call], length: float = 2.0) -> dict[str, float]:
    """Return the best time of each call, measured in turn for so many seconds; the median is shown beside it.

    On a machine that does something else the medians are those of the others' work: of JAX more than of ours, since it
    waits for threads of its own.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    counts = {}
    for name, call in calls.items():
        for _ in range(3):
            call()
        counts[name] = max(1, int(0.0005 / seconds(call, 1)))
    end = perf_counter() + length
    while perf_counter() < end or len(next(iter(times.values()))) < 5:
        for name, call in calls.items():
            times[name].append(seconds(call, counts[name]))
    print("  medians: " + ", ".join(f"{name} {1e6 * sorted(at)[len(at) // 2]:.3g} µs" for name, at in times.items()))
    return {name: min(found) for name, found in times.items()}


def trained(title: str, model: models.Trained, samples: int, most: float, is_single: bool = False) -> list[Claim]:
    """The gradient of a model against the fastest peer; the layers of a softmax have PyTorch and NumPy as peers too."""
    weights, data = model.drawn(samples, np.float32 if is_single else np.float64)
    w = np.concatenate([part.ravel() for part in weights])
    start = perf_counter()
    calls = {"ours": compiled(model.network, None, is_single, model.data).bind(w, *data, np.zeros_like(w))}
    ready = perf_counter() - start
    if has("jax"):
        calls["jax"] = models.with_jax(model, weights, data)
    if title.startswith("softmax"):
        calls["numpy"] = models.softmax_with_numpy(weights, data)
    if samples and has("torch"):
        import torch

        torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
        calls |= torch_losses.calls(title, weights, data)
    elif samples:
        print("  (torch is not installed and is left out, as written and compiled)")
    times = for_seconds(calls)
    title = f"{title}, {f'batch {samples}' if samples else 'one sample'}, {w.dtype}"
    show(f"{title} (ready in {ready:.1f} s)", times)
    others = [time for name, time in times.items() if name != "ours"]
    return [(f"ours / best peer, {title}", times["ours"] / min(others), most, True)] if others else []


def wide_batches() -> list[Claim]:
    """Layers as wide as those for pictures of digits, in batches."""
    claims: list[Claim] = []
    for sizes in ((784, 128, 10), (784, 256, 128, 10)):
        for samples in (32, 128, 1024):
            for is_single in (False, True):
                title = f"softmax {'-'.join(map(str, sizes))}"
                claims += trained(title, models.softmax(*sizes), samples, 1.0, is_single)
    return claims


def recurrences() -> list[Claim]:
    """Elman networks and an LSTM."""
    claims: list[Claim] = []
    for steps in (20, 50, 200):
        for samples, most in ((0, 0.5), (32, 0.8)):
            for is_single in (False, True):
                claims += trained(f"recurrent 8-16, T = {steps}", models.recurrent(steps), samples, most, is_single)
    return claims + trained("LSTM 8-16, T = 20", models.lstm(20), 32, 0.8)


def in_both(title: str, model: models.Trained, samples: int, most: float) -> list[Claim]:
    """The gradient of a model in double and in single precision."""
    return [claim for is_single in (False, True) for claim in trained(title, model, samples, most, is_single)]


def convolutions() -> list[Claim]:
    """Filters along lines and over pictures."""
    claims: list[Claim] = []
    for length in (100, 1000):
        claims += in_both(f"convolution of {length}, 8 filters", models.convolution(length), 32, 1.0)
    return claims + in_both("pictures 28 x 28, 8 filters, pooling, 10", models.pictures(), 32, 1.0)


def attentions() -> list[Claim]:
    """Heads of attention."""
    sizes = (16, 64)
    return [claim for size in sizes for claim in in_both(f"attention {size} x 16", models.attention(size), 32, 1.0)]


def norms() -> list[Claim]:
    """Layers with batch norm over 32 rows, of one sample and of 32, and with layer norm."""
    claims: list[Claim] = []
    for width in (64, 256):
        for samples in (0, 32):
            claims += in_both(f"batch norm {width} over 32 rows", models.batch_norm(width), samples, 0.8)
    return claims + in_both("layer norm 256", models.layer_norm(256), 32, 0.8)


GRADBENCH: Mapping[str, Mapping[str, int]] = {
    "lse": {"n": 160_000},
    "llsq": {"n": 4096, "m": 128},
    "gmm": {"d": 32, "k": 5, "n": 1000},
    "kmeans": {"k": 100, "n": 10_000, "d": 8},
    "lstm": {"l": 2, "c": 1024},
    "det": {"l": 7},
}
"""Evals of GradBench, of the sizes in their middle."""


def gradbench() -> list[Claim]:
    """The evals of GradBench as specs, against the same objectives in JAX; and points as a batch."""
    if not has("jax"):
        print("  (jax is not installed, so that there is nothing to measure the evals of GradBench against)")
        return []
    import jax

    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.gradbench.evals import EVALS
    from tests.gradbench.evals import network as network_of

    jax.config.update("jax_enable_x64", True)
    claims: list[Claim] = []
    for name, sizes in GRADBENCH.items():
        trained_, given = EVALS[name].inputs(sizes)
        with tempfile.TemporaryDirectory() as folder, empty_cache():
            start = perf_counter()
            made = network_of(name, sizes, Path(folder))
            w = np.concatenate([trained_[symbol.ascii.partition("[")[0]].ravel() for symbol in made.trained])
            call = compiled(made, "c").bind(w, np.zeros_like(w))
            call()
            first = perf_counter() - start
        start = perf_counter()
        function = jax.jit(jax.value_and_grad(EVALS[name].timed))
        at = {key: jax.numpy.asarray(value) for key, value in trained_.items()}
        jax.block_until_ready(function(at, given))
        first_of_jax = perf_counter() - start
        times = for_seconds({"ours": call, "jax": partial(_ready, function, at, given)})
        title = f"GradBench {name}, {', '.join(f'{key} = {size:,}' for key, size in sizes.items())}"
        show(f"{title} (to the first: {first:.2f} s, jax {first_of_jax:.2f} s)", times)
        claims += [
            (f"ours / jax, {title}", times["ours"] / times["jax"], 0.6, True),
            (f"time to the first gradient / jax, {title}", first / first_of_jax, 1.0, True),
        ]
    return claims + trained("GradBench llsq, points as a batch, m = 128", models.polynomial(), 4096, 0.6)


def first_gradients() -> list[Claim]:
    """From equations to the first gradient of a batch, nothing of them compiled, against JAX's time from a function."""
    if not has("jax"):
        print("  (jax is not installed, so that there is nothing to measure first gradients against)")
        return []
    import jax

    cases = {
        "softmax 784-128-10": models.softmax(784, 128, 10),
        "recurrent 8-16, T = 50": models.recurrent(50),
        "LSTM 8-16, T = 20": models.lstm(20),
        "convolution of 1000, 8 filters": models.convolution(1000),
        "pictures 28 x 28": models.pictures(),
        "attention 64 x 16": models.attention(64),
        "batch norm 256 over 32 rows": models.batch_norm(256),
        "layer norm 256": models.layer_norm(256),
    }
    claims: list[Claim] = []
    for title, model in cases.items():
        weights, data = model.drawn(32, np.float64)
        w = np.concatenate([part.ravel() for part in weights])
        times: dict[str, list[float]] = {"ours": [], "jax": []}
        for _ in range(3):
            with empty_cache():
                start = perf_counter()
                compiled(model.network, None, False, model.data).loss_and_gradient(w, *data, np.zeros_like(w))
                times["ours"].append(perf_counter() - start)
            jax.clear_caches()
            start = perf_counter()
            models.with_jax(model, weights, data)()
            times["jax"].append(perf_counter() - start)
        print(f"to the first gradient, {title}: " + ", ".join(f"{name} {min(at):.2f} s" for name, at in times.items()))
        ratio = min(times["ours"]) / min(times["jax"])
        claims.append((f"time to the first gradient / jax, {title}, batch 32", ratio, 1.0, True))
    return claims


def _ready(function: Callable[..., object], *arguments: object) -> object:
    import jax

    return jax.block_until_ready(function(*arguments))


@contextmanager
def empty_cache() -> Iterator[None]:
    """Let nothing be compiled already but what all networks share."""
    from symbackprop.export.compiled import libraries

    libraries.glue()
    libraries.kernels("double")
    before = os.environ.get("SYMBACKPROP_CACHE")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SYMBACKPROP_CACHE"] = folder
        try:
            yield
        finally:
            os.environ.pop("SYMBACKPROP_CACHE")
            if before is not None:
                os.environ["SYMBACKPROP_CACHE"] = before


def threads() -> list[Claim]:
    """Two threads against one, and what is chosen where nobody asks for a number."""
    model, claims = models.softmax(784, 128, 10), list[Claim]()
    for samples in (32, 64, 128, 1024):
        weights, data = model.drawn(samples, np.float64)
        w = np.concatenate([part.ravel() for part in weights])
        calls: dict[str, Call] = {}
        for name, count in (("one", 1), ("two", 2), ("chosen", None)):
            made = compiled(model.network, "c", False, model.data, count)
            calls[name] = made.bind(w, *data, np.zeros_like(w))
        # Threads that have just ended a call look out for the next one, on the core of whatever follows.
        times = for_seconds({name: calls[name] for name in ("one", "chosen")})
        times["two"] = times["one"] * _ratio(for_seconds({name: calls[name] for name in ("one", "two")}))
        show(f"threads, softmax 784-128-10, batch {samples}", times)
        claims.append((f"chosen / one thread, batch {samples}", times["chosen"] / times["one"], 1.1, True))
        claims.append((f"two threads / one, batch {samples}", times["two"] / times["one"], 1.1, True))
        if samples == 128:
            claims.append(("one thread / two, batch 128", times["one"] / times["two"], 1.5, False))
    return claims


def _ratio(times: Mapping[str, float]) -> float:
    return times["two"] / times["one"]


def backends() -> list[Claim]:
    """What `compile()` without a word chooses against the others that it could, over small and wide models."""
    claims: list[Claim] = []
    cases = {
        "softmax 4-5-3": (models.softmax(4, 5, 3), (0, 32, 10_000)),
        "softmax 784-128-10": (models.softmax(784, 128, 10), (0, 32, 128, 1024)),
        "softmax 784-256-128-10": (models.softmax(784, 256, 128, 10), (0, 32, 128, 1024)),
        "softmax 2048-2048-10": (models.softmax(2048, 2048, 10), (0, 256)),
        "recurrent 8-16, T = 50": (models.recurrent(50), (0, 32)),
        "convolution of 100, 8 filters": (models.convolution(100), (0, 32)),
        "attention 64 x 16": (models.attention(64), (0, 32)),
        "layer norm 256": (models.layer_norm(256), (0, 32)),
    }
    for name, (model, sizes) in cases.items():
        for is_single in (False, True):
            found = {backend: _compiled_or_none(model, backend, is_single) for backend in (None, *PREFERRED)}
            for samples in sizes:
                weights, data = model.drawn(samples, np.float32 if is_single else np.float64)
                w = np.concatenate([part.ravel() for part in weights])
                calls = {
                    backend or "chosen": made.bind(w, *data, np.zeros_like(w))
                    for backend, made in found.items()
                    if made is not None
                }
                times = for_seconds(calls, 1.0)
                title = f"{name}, {f'batch {samples}' if samples else 'one sample'}, {w.dtype}"
                show(title, times)
                others = min(time for backend, time in times.items() if backend != "chosen")
                claims.append((f"chosen / best backend, {title}", times["chosen"] / others, 1.1, True))
    return claims


def _compiled_or_none(model: models.Trained, backend: str | None, is_single: bool) -> Compiled | None:
    try:
        return compiled(model.network, backend, is_single, model.data)
    except ExportError:
        return None


SECTIONS: Mapping[str, Callable[[], list[Claim]]] = {
    "small-call": small_call,
    "training": training,
    "batches": batches,
    "wide-call": wide_call,
    "readiness": readiness,
    "memory": memory,
    "wide-batches": wide_batches,
    "recurrences": recurrences,
    "convolutions": convolutions,
    "attentions": attentions,
    "norms": norms,
    "gradbench": gradbench,
    "first-gradients": first_gradients,
    "threads": threads,
    "backends": backends,
}


def main(names: list[str]) -> int:
    """Measure, print, and return the exit status."""
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, OMP_NUM_THREADS={os.environ.get('OMP_NUM_THREADS')}")
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        print(f"there is no {unknown[0]!r}; there are {', '.join(SECTIONS)}", file=sys.stderr)
        return 2
    claims = [claim for name in names or SECTIONS for claim in SECTIONS[name]()]
    failed = False
    for what, found, limit, is_most in claims:
        holds = found <= limit if is_most else found >= limit
        failed |= not holds
        print(f"{what}: {found:.2f}, {'at most' if is_most else 'at least'} {limit}: {'holds' if holds else 'FAILS'}")
    return int(failed)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    if os.environ["OMP_NUM_THREADS"] == "1":
        # JAX asks for threads of its own.
        one = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
        os.environ.setdefault("XLA_FLAGS", one)
    sys.exit(main(sys.argv[1:]))
