"""What length and width cost: lowering, size and compilation of C, each model in a process of its own.

    pip install casadi
    python benchmarks/scale.py [NAME ...]

Two tables. The second one is of values: drawn ones, and certain ones of all quantities, which notes and checks need.

The first prints a line a model: the time from the equations to loops, until all files are there with a certified
check, the size of the functions and of all files, and the time of gcc with the options of the exported Makefile. Times
are seconds of processor time, which other programs on the machine change least. CasADi's MX, where it is installed,
writes the same gradient of the same model; of 500 steps its source takes gcc minutes. Exit status 1 if a claim does not
hold.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import process_time
from types import SimpleNamespace
from typing import Any

LOWERED, COMPILED, LARGE, SMALL = 0.3, 0.6, 60.0, 40.0
"""Seconds, and kilobytes of source."""

FLAT = 1.05
"""How much sources of two lengths may differ without digits: a loop of four at a time leaves a rest or none."""

LONGEST_PEER = 100
"""Steps of a recurrence up to which a peer that writes each step out is measured."""

CONVOLUTION = """
a[f,i] = sum(k, W[f,k]*x[i+k-1]) + b[f]
h[f,i] = tanh(a[f,i])
E = sum(f, i, 1/2*(h[f,i] - z[f,i])^2)
"""
RECURRENCE = """
a[t,j] = sum(i, W[j,i]*x[t,i]) + sum(k, U[j,k]*h[t-1,k]) + b[j]
h[t,j] = tanh(a[t,j])
h[0,j] = 0
y[o] = sum(j, V[o,j]*h[last,j])
E = sum(o, 1/2*(z[o] - y[o])^2)
"""
LAYER_NORM = """
m = sum(i, 1/256*x[i])
d[i] = x[i] - m
v = sum(i, 1/256*d[i]^2)
r = sqrt(v + eps)
y[i] = g[i]*d[i]/r + c[i]
E = sum(i, 1/2*(z[i] - y[i])^2)
"""
BATCH_NORM = """
a[n,j] = sum(i, W[j,i]*x[n,i])
m[j] = sum(n, 1/32*a[n,j])
d[n,j] = a[n,j] - m[j]
v[j] = sum(n, 1/32*d[n,j]^2)
r[j] = sqrt(v[j] + eps)
y[n,j] = g[j]*d[n,j]/r[j] + c[j]
E = sum(n, j, 1/64*(z[n,j] - y[n,j])^2)
"""
ATTENTION = """
q[s,d] = sum(e, P[d,e]*x[s,e])
k[s,d] = sum(e, K[d,e]*x[s,e])
v[s,d] = sum(e, V[d,e]*x[s,e])
l[s,r] = sum(d, 1/4*q[s,d]*k[r,d])
w[s,r] = exp(l[s,r])
n[s] = sum(r, w[s,r])
p[s,r] = w[s,r]/n[s]
o[s,d] = sum(r, p[s,r]*v[r,d])
E = sum(s, d, 1/2*(z[s,d] - o[s,d])^2)
"""

EMBEDDING = """
h[t,d] = tanh(W[word[t],d])
u[t,v] = sum(d, C[v,d]*h[t,d])
E = sum(t, logsumexp(v, u[t,v]) - u[t,next[t]])
"""
MARKOV = """
a[i,j] = A[i,j] - logsumexp(j, A[i,j])
b[j,o] = B[j,o] - logsumexp(o, B[j,o])
q[t,i] = s[t-1,i]
s[t,j] = logsumexp(i, q[t,i] + a[i,j]) + b[j,obs[t]]
s[0,j] = p[j]
E = -logsumexp(j, s[last,j])
"""


GATED = """
a_z[t,j] = sum(i, W_z[j,i]*x[t,i]) + sum(k, U_z[j,k]*h[t-1,k]) + b_z[j]
a_r[t,j] = sum(i, W_r[j,i]*x[t,i]) + sum(k, U_r[j,k]*h[t-1,k]) + b_r[j]
z[t,j] = sigmoid(a_z[t,j])
r[t,j] = sigmoid(a_r[t,j])
s[t,k] = r[t,k]*h[t-1,k]
a_n[t,j] = sum(i, W_n[j,i]*x[t,i]) + sum(k, U_n[j,k]*s[t,k]) + b_n[j]
n[t,j] = tanh(a_n[t,j])
h[t,j] = z[t,j]*h[t-1,j] + (1 - z[t,j])*n[t,j]
h[0,j] = 0
L = sum(t, j, 1/2*(y[t,j] - h[t,j])^2)
E = 1/1000*L
"""


@dataclass(frozen=True)
class Case:
    """A model and what is claimed of it.

    Args:
        equations: The model.
        parameters: What is trained.
        sizes: Of its indices.
        most: Kilobytes that the source of its functions may have.
        is_timed: Whether times are claimed.
        alike: The name of the model from which it differs by a length alone, or nothing.
        looked_up: By name, how many whole numbers are given that say positions, and how far these run.
    """

    equations: str
    parameters: tuple[str, ...]
    sizes: Mapping[str, int]
    most: float
    is_timed: bool = False
    alike: str = ""
    looked_up: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def spec(self) -> str:
        """The model as a spec without values."""
        sizes = "\n".join(f"{name} = {size}" for name, size in self.sizes.items())
        head = f'title = "Scale"\nequations = """{self.equations}"""\nloss = "E"\nlearning_rate = 0.1\n'
        rows = {name: [at * 7 % end + 1 for at in range(count)] for name, (count, end) in self.looked_up.items()}
        values = "".join(f"{name} = {numbers}\n" for name, numbers in rows.items())
        return f"{head}parameters = {json.dumps(self.parameters)}\n[sizes]\n{sizes}\n[values]\n{values}"


def recurrence(steps: int, alike: str = "") -> Case:
    """Return a recurrence of 16 hidden neurons over some steps."""
    sizes = {"t": steps, "i": 4, "j": 16, "k": 16, "o": 2}
    return Case(RECURRENCE, ("W", "U", "b", "V"), sizes, SMALL, True, alike)


def convolution(positions: int, alike: str = "") -> Case:
    """Return a convolution of 8 filters over some positions."""
    return Case(CONVOLUTION, ("W", "b"), {"f": 8, "i": positions, "k": 5}, SMALL, True, alike)


def embedding(steps: int, alike: str = "") -> Case:
    """Return rows of an embedding of 40 words that some steps look up, and the word after each."""
    sizes = {"t": steps, "d": 16, "v": 40}
    return Case(
        EMBEDDING, ("W", "C"), sizes, SMALL + steps / 100, True, alike, {"word": (steps, 40), "next": (steps, 40)}
    )


def markov(steps: int, alike: str = "") -> Case:
    """Return the forward algorithm of a hidden Markov model of 8 states and 12 symbols, over some observations."""
    sizes = {"t": steps, "i": 8, "j": 8, "o": 12}
    return Case(MARKOV, ("A", "B", "p"), sizes, SMALL + steps / 100, False, alike, {"obs": (steps, 12)})


CASES: Mapping[str, Case] = {
    "embedding-50": embedding(50),
    "embedding-500": embedding(500, "embedding-50"),
    "embedding-5000": embedding(5000, "embedding-50"),
    "markov-50": markov(50),
    "markov-1000": markov(1000, "markov-50"),
    "convolution-1000": convolution(1000),
    "convolution-9000": convolution(9000, "convolution-1000"),
    "recurrence-3": recurrence(3, "recurrence-20"),
    "recurrence-20": recurrence(20),
    "recurrence-50": recurrence(50, "recurrence-20"),
    "recurrence-500": recurrence(500, "recurrence-20"),
    "layer-norm-256": Case(LAYER_NORM, ("x", "g", "c"), {"i": 256}, LARGE),
    "batch-norm-256": Case(BATCH_NORM, ("W", "g", "c"), {"n": 32, "i": 16, "j": 256}, LARGE),
    "attention-64": Case(ATTENTION, ("P", "K", "V"), {"s": 64, "r": 64, "d": 16, "e": 16}, LARGE),
}


DRAWN, WITH_VALUES, CERTIFIED = 2.0, 5.0, 2.0
"""Seconds to draw values, to export with a certified check, and to certify all quantities."""

VALUED: Mapping[str, Case] = {
    "drawn-convolution-90000": replace(convolution(90_000), sizes={"f": 1, "i": 90_000, "k": 5}),
    "drawn-recurrence-1000": recurrence(1_000),
    "drawn-recurrence-10000": recurrence(10_000),
    "drawn-gru-1000": Case(
        GATED,
        ("W_z", "W_r", "W_n", "U_z", "U_r", "U_n", "b_z", "b_r", "b_n"),
        {"t": 1_000, "i": 4, "j": 8, "k": 8},
        LARGE,
    ),
    "drawn-neuron-10000": Case(
        "h[t] = tanh(w*x[t] + u*h[t-1] + b)\nh[0] = 0\nE = sum(t, 1/2*(y[t] - h[t])^2)\n",
        ("w", "u", "b"),
        {"t": 10_000},
        SMALL,
    ),
}


@dataclass(frozen=True)
class Valued:
    """What was measured of a model with values, in seconds of processor time.

    Args:
        drawn: Until values are drawn.
        written: Until all files of C are there, with a certified check.
        certified: Until all quantities and adjoints are certain, at the precision that notes begin with; 0, and no
            claim, where they take more than a tenth of the operations that are certified at all: some seconds.
    """

    drawn: float
    written: float
    certified: float


@dataclass(frozen=True)
class Found:
    """What was measured of a model, or of a peer's: sizes in kilobytes, times in seconds.

    Args:
        lowered: From the equations to loops.
        written: From the equations to all files.
        source: The functions.
        files: All files.
        compiled: In gcc.
        letters: The size of the functions without their digits.
    """

    lowered: float
    written: float
    source: float
    files: float
    compiled: float
    letters: float = 0.0


def compilation(folder: Path, name: str) -> float:
    """Return how long gcc takes."""
    flags = ["-std=c99", "-O3", "-fPIC", "-fno-math-errno", "-fno-trapping-math", "-fno-signed-zeros", "-shared"]
    subprocess.run(["gcc", *flags, name, "-o", "out.so", "-lm"], cwd=folder, check=True)
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ours(case: Case) -> Found:
    """Measure this program, which has done nothing yet but being imported."""
    from symbackprop.export.backends import exported
    from symbackprop.export.program.lowering import lowered
    from symbackprop.models.spec import parse

    start = process_time()
    lowered(parse(case.spec, "scale.toml"))
    lowering = process_time() - start
    start = process_time()
    files = exported(parse(case.spec, "scale.toml"), "c")
    writing = process_time() - start
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        compiling = compilation(Path(folder), "gradient.c")
    source = files["gradient.c"]
    size, total = len(source), sum(map(len, files.values()))
    # Values that are given stand in lines of numbers and commas alone.
    letters = len(re.sub(r"\d", "", re.sub(r"(?m)^[\d, ]+\n", "", source)))
    return Found(lowering, writing, size / 1000, total / 1000, compiling, letters / 1000)


def valued(case: Case) -> Valued:
    """Measure this program with values."""
    from symbackprop.export.backends import exported
    from symbackprop.graph.values import MOST_OPERATIONS, work_of
    from symbackprop.models.draw import drawn
    from symbackprop.models.spec import parse

    start = process_time()
    network = drawn(parse(case.spec, "scale.toml"), 1)
    drawing = process_time() - start
    start = process_time()
    exported(network, "c")
    writing = process_time() - start
    if work_of(network.single.graph) > MOST_OPERATIONS / 10:
        return Valued(drawing, writing, 0.0)
    start = process_time()
    network.certified.check_all()
    return Valued(drawing, writing, process_time() - start)


def _casadi_convolution(case: Case) -> tuple[object, object, object]:
    import casadi

    filters, positions, taps = case.sizes["f"], case.sizes["i"], case.sizes["k"]
    w, data = casadi.MX.sym("w", filters * (taps + 1)), casadi.MX.sym("x", positions + taps - 1 + filters * positions)
    x, z = data[: positions + taps - 1], casadi.reshape(data[positions + taps - 1 :], filters, positions)
    windows = casadi.horzcat(*(x[at : at + positions] for at in range(taps))).T
    bias = casadi.repmat(w[filters * taps :], 1, positions)
    net = casadi.mtimes(casadi.reshape(w[: filters * taps], filters, taps), windows) + bias
    return w, data, casadi.sumsqr(casadi.tanh(net) - z) / 2


def _casadi_recurrence(case: Case) -> tuple[object, object, object]:
    import casadi

    steps, inputs, hidden, outputs = (case.sizes[name] for name in "tijo")
    ends = [0, hidden * inputs, hidden * (inputs + hidden), hidden * (inputs + hidden + 1)]
    w, data = casadi.MX.sym("w", ends[3] + outputs * hidden), casadi.MX.sym("x", steps * inputs + outputs)
    first = casadi.reshape(w[: ends[1]], hidden, inputs)
    second = casadi.reshape(w[ends[1] : ends[2]], hidden, hidden)
    h = casadi.MX.zeros(hidden)
    for at in range(steps):
        x = data[at * inputs : (at + 1) * inputs]
        h = casadi.tanh(casadi.mtimes(first, x) + casadi.mtimes(second, h) + w[ends[2] : ends[3]])
    y = casadi.mtimes(casadi.reshape(w[ends[3] :], outputs, hidden), h)
    return w, data, casadi.sumsqr(data[steps * inputs :] - y) / 2


PEERS: Mapping[str, Callable[[Case], tuple[object, object, object]]] = {
    "convolution": _casadi_convolution,
    "recurrence": _casadi_recurrence,
}


def casadi_mx(name: str) -> Found:
    """Measure CasADi's MX on the same model."""
    import casadi

    start = process_time()
    w, data, loss = PEERS[name.rpartition("-")[0]](CASES[name])
    function = casadi.Function("f", [w, data], [loss, casadi.gradient(loss, w)])
    lowering = process_time() - start
    with tempfile.TemporaryDirectory() as folder:
        function.generate("f.c")
        Path("f.c").rename(Path(folder) / "f.c")
        writing = process_time() - start
        size = (Path(folder) / "f.c").stat().st_size / 1000
        return Found(lowering, writing, size, size, compilation(Path(folder), "f.c"))


MEASURES: Mapping[str, Callable[[str], Found | Valued]] = {
    "ours": lambda name: ours(CASES[name]),
    "valued": lambda name: valued(VALUED[name]),
    "CasADi MX": casadi_mx,
}


def measured(program: str, name: str) -> Any:
    """Return what a process of its own measures, by the names of Found or Valued."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(Path(__file__).resolve()), "--measure", program, name]
        result = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
    return SimpleNamespace(**json.loads(result.stdout))


def main(names: list[str]) -> int:
    """Measure, print, and return the exit status."""
    if names[:1] == ["--measure"]:
        print(json.dumps(asdict(MEASURES[names[1]](names[2]))))
        return 0
    unknown = [name for name in names if name not in {**CASES, **VALUED}]
    if unknown:
        print(f"there is no {unknown[0]!r}; there are {', '.join((*CASES, *VALUED))}", file=sys.stderr)
        return 2
    print(f"{'':28}{'lowered':>9}{'written':>9}{'source':>9}{'files':>9}{'gcc':>9}")
    claims: list[tuple[str, float, float]] = []
    letters: dict[str, float] = {}
    has_peer = importlib.util.find_spec("casadi") is not None
    for name in [name for name in names or CASES if name in CASES]:
        case, found = CASES[name], measured("ours", name)
        show(name, found)
        if has_peer and name.rpartition("-")[0] in PEERS and case.sizes.get("t", 0) <= LONGEST_PEER:
            show("  CasADi MX", measured("CasADi MX", name))
        claims.append((f"{name}: source, in kB", found.source, case.most))
        if case.is_timed:
            claims.append((f"{name}: lowered, in s", found.lowered, LOWERED))
            claims.append((f"{name}: compiled, in s", found.compiled, COMPILED))
        letters[name] = found.letters
    if not has_peer:
        print("(casadi is not installed and is left out)")
    for name, size in letters.items():
        alike = CASES[name].alike
        if alike in letters:
            claims.append((f"{name}: source without digits / that of {alike}", size / letters[alike], FLAT))
    print(f"{'':28}{'drawn':>9}{'written':>9}{'certified':>11}")
    for name in [name for name in names or VALUED if name in VALUED]:
        times = measured("valued", name)
        last = f"{times.certified:9.3f} s" if times.certified else f"{'-':>11}"
        print(f"{name:28}{times.drawn:7.3f} s{times.written:7.3f} s{last}", flush=True)
        claims.append((f"{name}: drawn, in s", times.drawn, DRAWN))
        claims.append((f"{name}: written with a check, in s", times.written, WITH_VALUES))
        if times.certified:
            claims.append((f"{name}: certified, in s", times.certified, CERTIFIED))
    for what, found_value, limit in claims:
        print(f"{what}: {found_value:.2f}, at most {limit}: {'holds' if found_value <= limit else 'FAILS'}")
    return int(any(found_value > limit for _, found_value, limit in claims))


def show(title: str, found: Found) -> None:
    """Print the line of a model."""
    times = f"{found.lowered:7.3f} s{found.written:7.3f} s"
    print(f"{title:28}{times}{found.source:6.1f} kB{found.files:6.1f} kB{found.compiled:7.3f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
