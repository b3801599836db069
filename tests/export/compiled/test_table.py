"""`model.compile`: values, batches, training, bad input, threads and the cache."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symbackprop import Model
from symbackprop.errors import ExportError, UnknownNameError
from symbackprop.export.backends import BACKENDS
from symbackprop.export.compiled import compiler, libraries
from symbackprop.export.compiled import table as compiled_module
from symbackprop.export.compiled.table import COMPILERS, PREFERRED, Compiled, compiled
from symbackprop.export.program.lowering import lowered
from symbackprop.graph.expand import elements
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ...conftest import missing
from .. import updates
from ..networks import deep, layered, regularised

pytestmark = pytest.mark.slow
"""Each test compiles."""

INITIAL = np.array([0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55])
CERTAIN_LOSS = 0.298371108760003
CERTAIN_W1, CERTAIN_W5 = 0.000438567734474347, 0.0821670405642308


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = os.environ.get("SYMBACKPROP_CACHE")
    os.environ["SYMBACKPROP_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    os.environ.pop("SYMBACKPROP_CACHE")
    if before is not None:
        os.environ["SYMBACKPROP_CACHE"] = before


def made(network: Network, backend: str, is_single: bool = False) -> Compiled:
    if backend == "c" and compiler.compiler() is None:
        missing("a C compiler")
    return compiled(network, backend, is_single)


def are_near(found: np.ndarray, expected: np.ndarray, relative: float, absolute: float) -> bool:
    """Say what `pytest.approx` does, which takes a second for each hundred thousand numbers."""
    return bool((np.abs(found - expected) <= np.maximum(relative * np.abs(expected), absolute)).all())


@pytest.fixture(params=PREFERRED)
def functions(request: pytest.FixtureRequest, mazur: Network) -> Compiled:
    return made(mazur, request.param)


def test_the_published_figures_come_out(functions: Compiled) -> None:
    gradient = np.zeros(8)
    assert functions.loss_and_gradient(INITIAL, gradient) == pytest.approx(CERTAIN_LOSS, rel=1e-14)
    assert gradient[[0, 4]] == pytest.approx([CERTAIN_W1, CERTAIN_W5], rel=1e-13)
    assert functions.loss(INITIAL) == pytest.approx(CERTAIN_LOSS, rel=1e-14)
    bound = functions.bind(INITIAL, gradient)
    gradient[:] = 0
    assert bound() == pytest.approx(CERTAIN_LOSS, rel=1e-14)
    assert gradient[4] == pytest.approx(CERTAIN_W5, rel=1e-13)


def test_arrays_that_come_again_are_read_again(functions: Compiled) -> None:
    parameters, gradient = INITIAL.copy(), np.zeros(8)
    first = functions.loss_and_gradient(parameters, gradient)
    parameters += 0.5
    assert functions.loss_and_gradient(parameters, gradient) != first
    parameters -= 0.5
    assert functions.loss_and_gradient(parameters, gradient) == pytest.approx(first, rel=1e-14)


@pytest.mark.parametrize("backend", PREFERRED)
@pytest.mark.parametrize("samples", [1, 2, 7, 64, 301])
def test_a_batch_is_the_mean_of_its_samples(backend: str, samples: int) -> None:
    wide = layered(8, 7, 3) if backend == "llvm" else layered(24, 17, 3)
    for network in (layered(2, 3, 2), wide, regularised()):
        functions = made(network, backend)
        count = len(network.parameters)
        draw = np.random.default_rng(samples)
        w, one, whole = draw.normal(size=count), np.zeros(count), np.zeros(count)
        shapes = [data.shape for data in compiled_module.given(compiled_module.lowered(network), False)]
        data = [draw.normal(size=(samples, *shape)) for shape in shapes]
        losses, slopes = [], []
        for row in range(samples):
            losses.append(functions.loss_and_gradient(w, *(np.ascontiguousarray(array[row]) for array in data), one))
            slopes.append(one.copy())
        assert functions.loss_and_gradient(w, *data, whole) == pytest.approx(np.mean(losses), rel=1e-12)
        assert are_near(whole, np.mean(slopes, axis=0), 1e-11, 1e-13)
        assert functions.loss(w, *data) == pytest.approx(np.mean(losses), rel=1e-12)


@pytest.mark.parametrize("is_single", [False, True], ids=["float64", "float32"])
@pytest.mark.parametrize("sizes", [(64, 64, 64), (33, 18, 16), (48, 80, 21)], ids=str)
def test_wherever_arrays_begin_the_gradient_is_the_same_and_nothing_beside_it_is_written(
    sizes: tuple[int, ...], is_single: bool
) -> None:
    network = layered(*sizes, scale=0.3)
    functions, dtype = made(network, "c", is_single), np.float32 if is_single else np.float64
    count = len(network.parameters)
    w = np.random.default_rng(3).normal(size=count, scale=0.2)
    expected = np.zeros(count)
    loss = made(network, "numpy").loss_and_gradient(w, expected)
    relative, absolute = (2e-5, 1e-6) if is_single else (1e-12, 1e-14)

    def begun(at: int) -> np.ndarray:
        raw = np.full(count + 34, 7.0, dtype)
        first = (-raw.ctypes.data % 64) // raw.itemsize + at
        return raw[first - 1 if first else 16 : first + count + 1 if first else 18 + count]

    for of_parameters, of_gradient in ((0, 0), (2, 2), (0, 2), (2, 0), (4, 4), (1, 6), (3, 1), (12, 4)):
        parameters, gradient = begun(of_parameters), begun(of_gradient)
        parameters[1:-1] = w
        found = functions.loss_and_gradient(parameters[1:-1], gradient[1:-1])
        assert found == pytest.approx(loss, rel=relative, abs=absolute)
        assert are_near(gradient[1:-1], expected, relative, absolute)
        assert gradient[0] == gradient[-1] == 7.0


def test_training_ends_where_ball_arithmetic_says(functions: Compiled, mazur: Network) -> None:
    parameters = INITIAL.copy()
    final = functions.train(parameters, 0.5, 10_000)
    state = mazur.descent().run(10_000, 512).states[10_000]
    assert final == pytest.approx(float(arb(state[mazur.loss])), rel=1e-9)
    again = INITIAL.copy()
    assert functions.update(again, 0.5) == pytest.approx(CERTAIN_LOSS, rel=1e-14)
    assert functions.train(INITIAL.copy(), 0.5, 0) == pytest.approx(CERTAIN_LOSS, rel=1e-14)


@pytest.mark.parametrize("backend", PREFERRED)
def test_training_without_end_can_be_interrupted(backend: str, mazur: Network) -> None:
    functions = made(mazur, backend)
    functions.train(INITIAL.copy(), 0.5, 1)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupted)
    parameters, started = INITIAL.copy(), time.monotonic()
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            functions.train(parameters, 0.5, 2**62)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - started < 10
    assert functions.loss(parameters) < CERTAIN_LOSS


@pytest.mark.parametrize("backend", ["c", "llvm"])
def test_training_in_pieces_ends_where_training_at_once_does(
    backend: str, mazur: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    functions, rounds = made(mazur, backend), 800_000
    if backend == "llvm":
        monkeypatch.setattr("symbackprop.export.compiled.in_place.LONG_PIECE", 1_000_000)
    assert rounds * 67 > 50_000_000
    whole, parts = INITIAL.copy(), INITIAL.copy()
    last = functions.train(whole, 0.001, rounds)
    for _ in range(80):
        loss = functions.train(parts, 0.001, rounds // 80)
    assert last == loss
    assert (whole == parts).all()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    values=st.lists(st.integers(-400, 400), min_size=11, max_size=11),
    scale=st.sampled_from([Fraction(1, 100), Fraction(1), Fraction(40)]),
    backend=st.sampled_from(PREFERRED),
    name=st.sampled_from(["sigmoid", "tanh", "softplus", "gelu", "silu", "elu"]),
    loss=st.sampled_from(["half-squared", "binary-cross-entropy"]),
)
def test_every_backend_agrees_with_ball_arithmetic_saturated_or_not(
    values: list[int], scale: Fraction, backend: str, name: str, loss: str
) -> None:
    network = deep(name, loss)
    functions = made(network, backend)
    count = len(network.parameters)
    w = np.array([float(scale * values[at % 11] * (1 + at % 3) / 100) for at in range(count)])
    gradient = np.zeros(count)
    with np.errstate(all="raise", under="ignore"):
        found = functions.loss_and_gradient(w, gradient)
    assert math.isfinite(found)
    assert np.isfinite(gradient).all()
    from symbackprop.graph.values import Values

    leaves = network.leaves | {symbol: Fraction(float(x)) for symbol, x in zip(network.parameters, w, strict=True)}
    certain = Values(network.both, leaves)
    with ctx.workprec(4096):
        loss_ball = arb(certain.ball(network.loss, 4096))
        slopes = [float(arb(certain.evaluate(slope, 4096))) for slope in network.gradient.values()]
    assert found == pytest.approx(float(loss_ball), rel=1e-10, abs=1e-14)
    size = max(map(abs, slopes))
    assert gradient == pytest.approx(slopes, rel=1e-8, abs=1e-12 * (1 + size))


@pytest.mark.parametrize("backend", PREFERRED)
def test_a_saturated_cross_entropy_has_no_logarithm_of_zero(backend: str) -> None:
    network = layered(1, 1, loss="binary-cross-entropy")
    functions, gradient = made(network, backend), np.zeros(2)
    for pre_activation in (-800.0, 800.0):
        x, t = np.array([1.0]), np.array([0.25])
        loss = functions.loss_and_gradient(np.array([pre_activation, 0.0]), x, t, gradient)
        out = float(pre_activation > 0)
        assert loss == pytest.approx(800 * (0.75 if out else 0.25), rel=1e-12)
        assert gradient == pytest.approx([out - 0.25] * 2)


def between_numbers(count: int) -> np.ndarray:
    """Return numbers that begin one byte after where numbers may begin."""
    return np.zeros(8 * count + 8, np.uint8)[1 : 8 * count + 1].view(np.float64)


X, T = np.zeros((5, 2)), np.zeros((5, 2))
READ_ONLY = np.zeros(8)
READ_ONLY.setflags(write=False)
BAD: dict[str, tuple[Callable[[Compiled], object], str]] = {
    "shape": (lambda f: f.loss(np.zeros(7)), r"parameters: expected shape \(8,\), given \(7,\)"),
    "dimensions": (lambda f: f.loss(np.zeros((2, 4))), "parameters: expected shape"),
    "dtype": (lambda f: f.loss(np.zeros(8, np.float32)), "parameters: expected an array of float64"),
    "integers": (lambda f: f.loss(np.zeros(8, np.int64)), "parameters: expected an array of float64"),
    "no array": (lambda f: f.loss(3), "parameters: expected an array of float64, given int"),
    "gaps": (lambda f: f.loss(np.zeros(16)[::2]), "parameters: expected a C-contiguous array"),
    "unaligned": (lambda f: f.loss(between_numbers(8)), "parameters: expected an aligned array, given one that begins"),
    "unaligned gradient": (
        lambda f: f.gradient(np.zeros(8), between_numbers(8)),
        "gradient: expected an aligned array",
    ),
    "unaligned data": (lambda f: f.loss(INITIAL, between_numbers(2), T[0]), "i: expected an aligned array"),
    "unaligned binding": (lambda f: f.bind(between_numbers(8), np.zeros(8)), "parameters: expected an aligned array"),
    "unaligned training": (lambda f: f.train(between_numbers(8), 0.1, 1), "parameters: expected an aligned array"),
    "read-only": (lambda f: f.gradient(np.zeros(8), READ_ONLY), "gradient: .*read-only"),
    "read-only training": (lambda f: f.train(READ_ONLY, 0.1, 1), "parameters: .*read-only"),
    "aliased": (lambda f: f.gradient(INITIAL, INITIAL), "gradient: .*overlaps parameters"),
    "aliased data": (lambda f: f.gradient(np.zeros(8), X, T, X.reshape(-1)[:8]), "gradient: .*overlaps i"),
    "nan": (lambda f: f.loss(INITIAL * np.nan), "parameters: expected numbers, given nan"),
    "nan data": (lambda f: f.loss(INITIAL, X * np.nan, T), "i: expected numbers, given nan"),
    "nan rate": (lambda f: f.update(INITIAL.copy(), math.nan), "rate: expected a number, given nan"),
    "no samples": (lambda f: f.loss(INITIAL, X[:0], T[:0]), "at least one sample"),
    "unequal samples": (lambda f: f.loss(INITIAL, X, T[:4]), "target_o: expected 5 samples"),
    "sample and batch": (lambda f: f.loss(INITIAL, X[0], T), "target_o: expected"),
    "data shape": (lambda f: f.loss(INITIAL, np.zeros(3), np.zeros(2)), "i: expected shape"),
    "data missing": (lambda f: f.loss(INITIAL, X), "expected 2 arrays of data or none, given 1"),
    "no rate": (lambda f: f.update(INITIAL.copy(), None), "rate: expected a number, given NoneType"),
    "rate in words": (lambda f: f.train(INITIAL.copy(), "0.5", 1), "rate: expected a number, given str"),
    "rounds and a half": (lambda f: f.train(INITIAL.copy(), 0.5, 1.5), "rounds: expected a whole number, given float"),
    "rounds without end": (
        lambda f: f.train(INITIAL.copy(), 0.5, 10**30),
        f"rounds: expected 0 or more and at most {sys.maxsize}, given {10**30}",
    ),
    "negative rounds": (lambda f: f.train(INITIAL.copy(), 0.1, -1), "rounds: expected 0 or more, given -1"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_named(functions: Compiled, name: str) -> None:
    call, message = BAD[name]
    with pytest.raises((ValueError, TypeError), match=message):
        call(functions)


def test_what_the_gradient_held_before_does_not_matter(functions: Compiled) -> None:
    gradient = np.full(8, np.nan)
    assert functions.loss_and_gradient(INITIAL, gradient) == pytest.approx(CERTAIN_LOSS, rel=1e-14)
    assert gradient[4] == pytest.approx(CERTAIN_W5, rel=1e-13)


def test_nothing_is_written_where_an_argument_is_refused(functions: Compiled) -> None:
    gradient, parameters = np.full(8, 7.0), INITIAL.copy()
    with pytest.raises(ValueError, match="expected shape"):
        functions.gradient(INITIAL[:7], gradient)
    with pytest.raises(ValueError, match="nan"):
        functions.train(parameters, X * np.nan, T, 0.5, 3)
    assert (gradient == 7.0).all()
    assert (parameters == INITIAL).all()


def test_an_unknown_backend_is_named(mazur: Network) -> None:
    with pytest.raises(UnknownNameError, match="nearest: numpy"):
        compiled(mazur, "numpi")


@pytest.mark.parametrize("backend", PREFERRED)
def test_single_precision_is_as_good_as_it_can_be(backend: str, mazur: Network) -> None:
    functions = made(mazur, backend, is_single=True)
    gradient = np.zeros(8, np.float32)
    assert functions.loss_and_gradient(INITIAL.astype(np.float32), gradient) == pytest.approx(CERTAIN_LOSS, rel=1e-6)
    assert gradient[4] == pytest.approx(CERTAIN_W5, rel=1e-5)


def test_results_do_not_depend_on_the_number_of_threads() -> None:
    script = """
import numpy as np, sys
sys.path.insert(0, ".")
from tests.export.networks import layered
from symbackprop.export.compiled.table import compiled
for sizes in ((2, 2, 2), (40, 30, 4)):
    network = layered(*sizes)
    draw = np.random.default_rng(1)
    w = draw.normal(size=len(network.parameters))
    g = np.zeros_like(w)
    loss = compiled(network, "c").loss_and_gradient(
        w, draw.normal(size=(5000, sizes[0])), draw.normal(size=(5000, sizes[2])), g
    )
    print(loss.hex(), g.tobytes().hex())
"""
    if compiler.compiler() is None:
        missing("a C compiler")
    root = Path(__file__).parents[3]
    outputs = set()
    for threads in ("1", "2", "3"):
        environment = os.environ | {"OMP_NUM_THREADS": threads, "PYTHONPATH": str(root)}
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=root, env=environment, capture_output=True, check=True
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_threads_may_call_at_the_same_time(mazur: Network) -> None:
    functions = made(mazur, "c")
    draw = np.random.default_rng(0)
    x, t = draw.normal(size=(20_000, 2)), draw.random(size=(20_000, 2))
    expected = np.zeros(8)
    functions.gradient(INITIAL, x, t, expected)
    found = [np.zeros(8) for _ in range(4)]
    workers = [threading.Thread(target=functions.gradient, args=(INITIAL, x, t, array)) for array in found]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert all((array == expected).all() for array in found)


@pytest.mark.parametrize("backend", PREFERRED)
def test_threads_may_be_the_first_to_call_what_is_compiled_when_it_is_called(backend: str, mazur: Network) -> None:
    functions = made(mazur, backend)
    found: list[float] = []

    def first() -> None:
        found.extend(
            [functions.train(INITIAL.copy(), 0.5, 10_000 if backend != "numpy" else 1), functions.loss(INITIAL)]
        )

    workers = [threading.Thread(target=first) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(found) == 8
    assert len(set(found)) == 2
    assert found[1] == pytest.approx(CERTAIN_LOSS, rel=1e-14)


def test_no_more_is_compiled_than_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if compiler.compiler() is None:
        missing("a C compiler")
    monkeypatch.setenv("SYMBACKPROP_CACHE", str(tmp_path))
    libraries.glue()
    libraries.kernels("double")

    def kept() -> set[Path]:
        return {path for path in tmp_path.iterdir() if path.suffix == ".so" and "cpython" not in path.name}

    network = layered(16, 16, 16)
    functions = compiled(network, "c")
    w = np.linspace(-1.0, 1.0, 2 * 17 * 16)
    g = np.zeros_like(w)
    loss = functions.loss_and_gradient(w, g)
    (first,) = kept()
    assert b"backprop_train" not in first.read_bytes()
    assert functions.loss(w) == pytest.approx(loss, rel=1e-14)
    whole = kept() - {first}
    functions.train(w, 0.5, 3)
    functions.update(w, 0.5)
    assert len(whole) == 1
    assert kept() == {first, *whole}
    batch = np.ones((40, 16)), np.ones((40, 16))
    assert functions.loss_and_gradient(w, *batch, g) == pytest.approx(functions.bind(w, *batch, g)())
    (of_batch,) = kept() - {first, *whole}
    assert b"backprop_batch_train" not in of_batch.read_bytes()
    functions.train(w, *batch, 0.5, 3)
    assert len(kept()) == 4


WITHOUT_COMPILER = """
import sys
import warnings
import numpy as np
if sys.argv[1] == "without":
    sys.modules["llvmlite"] = None
from symbackprop import Model
from tests.export.networks import layered
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    both = [Model.example().compile() for _ in range(2)]
print(*(made.backend for made in both), len(said), said[0].message)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    print(Model(layered(24, 17, 3)).compile().backend)
print(both[0].loss(np.array([0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55])))
"""


@pytest.mark.parametrize(("llvm", "chosen"), [("with", "llvm"), ("without", "numpy")])
def test_where_no_compiler_is_on_the_path_the_next_best_serves_and_it_is_said_once(llvm: str, chosen: str) -> None:
    root = Path(__file__).parents[3]
    environment = {name: value for name, value in os.environ.items() if name != "CC"}
    environment |= {"PATH": "", "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", WITHOUT_COMPILER, llvm]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True)
    said, wide, loss = done.stdout.splitlines()
    assert said.startswith(f"{chosen} {chosen} 1 compiling with {chosen} (c: no C compiler was found")
    assert ("pip install 'symbackprop[llvm]'" in said) == (llvm == "without")
    assert wide == "numpy"
    assert float(loss) == pytest.approx(CERTAIN_LOSS)


@pytest.mark.parametrize("library", ["numba", "jax", "torch"])
def test_a_library_of_python_has_the_same_calls(library: str, mazur: Network) -> None:
    if find_spec(library) is None:
        missing(library)
    functions, plain = compiled(mazur, library), compiled(mazur, "numpy")
    gradient, expected = np.zeros(8), np.zeros(8)
    assert functions.loss_and_gradient(INITIAL, gradient) == pytest.approx(CERTAIN_LOSS, rel=1e-14)
    assert gradient[[0, 4]] == pytest.approx([CERTAIN_W1, CERTAIN_W5], rel=1e-13)
    gradient[:] = 0
    assert functions.bind(INITIAL, gradient)() == pytest.approx(CERTAIN_LOSS, rel=1e-14)
    assert gradient[4] == pytest.approx(CERTAIN_W5, rel=1e-13)
    batch = np.linspace(0, 1, 6).reshape(3, 2), np.linspace(1, 0, 6).reshape(3, 2)
    for data in ((), batch):
        trained, reference = INITIAL.copy(), INITIAL.copy()
        assert functions.train(trained, *data, 0.5, 100) == pytest.approx(plain.train(reference, *data, 0.5, 100))
        assert functions.update(trained, *data, 0.5) == pytest.approx(plain.update(reference, *data, 0.5))
        assert trained == pytest.approx(reference, rel=1e-12)
    loss = functions.loss_and_gradient(INITIAL, *batch, gradient)
    assert loss == pytest.approx(plain.loss_and_gradient(INITIAL, *batch, expected), rel=1e-13)
    assert gradient == pytest.approx(expected, rel=1e-12)
    for call, message in BAD.values():
        with pytest.raises((ValueError, TypeError), match=message):
            call(functions)


def test_a_library_that_is_not_there_is_named(mazur: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symbackprop.export.compiled.imported.find_spec", lambda name: None)
    with pytest.raises(ExportError, match=r"jax is not installed: pip install 'symbackprop\[jax\]'"):
        compiled(mazur, "jax")


def test_what_python_cannot_call_is_said(mazur: Network) -> None:
    with pytest.raises(ExportError, match="rust is not called from Python: export it, or compile with c, llvm"):
        Model(mazur).compile("rust")
    assert set(COMPILERS) - set(BACKENDS) == {"llvm"}


def test_llvm_writes_out_no_more_than_it_says() -> None:
    with pytest.raises(ExportError, match=r"operations for a sample; at most 1,000 are written out for LLVM"):
        compiled(layered(24, 17, 3), "llvm")


def test_the_best_means_are_chosen_without_a_word(mazur: Network) -> None:
    if compiler.compiler() is None:
        missing("a C compiler")
    assert Model(mazur).compile().backend == "c"
    assert len(elements(mazur.trained[0], mazur.labels)) == 4


@pytest.mark.some(12)
@pytest.mark.parametrize("case", updates.OPTIMISERS)
@pytest.mark.parametrize("backend", ["c", "llvm", "numpy"])
@pytest.mark.parametrize(("is_single", "digits"), [(False, 1e-13), (True, 2e-5)])
def test_every_optimiser_trains_as_balls_do(backend: str, case: str, is_single: bool, digits: float) -> None:
    functions = compiled(updates.network(case), backend, is_single)
    kind = np.float32 if is_single else np.float64
    w = np.array([0.4, -0.2], dtype=kind)
    state = [functions.start()] if functions.start().size else []

    functions.train(w, *state, *updates.control(case), updates.ROUNDS - 1)
    before = functions.loss(w)
    assert functions.update(w, *state, *updates.control(case, updates.ROUNDS)) == pytest.approx(before)

    assert w.tolist() == pytest.approx(updates.trained(case), rel=digits)
    batch = np.array([0.4, -0.2], dtype=kind)
    data = [np.repeat(kind(number), 3) for number in (0.7, 1.3)]
    again = [functions.start()] if state else []
    functions.train(batch, *again, *data, *updates.control(case), updates.ROUNDS)
    assert batch.tolist() == pytest.approx(updates.trained(case), rel=digits)


@pytest.mark.parametrize("backend", ["c", "llvm"])
def test_what_an_optimiser_keeps_is_looked_at(backend: str) -> None:
    functions = compiled(updates.network("adam"), backend)
    w, state = np.array([0.4, -0.2]), functions.start()
    refused = [
        ((w, state[:2], 0.1, 1), ValueError, r"state: expected shape \(4,\), given \(2,\)"),
        ((w, np.full(4, np.nan), 0.1, 1), ValueError, "state: expected numbers, given nan"),
        ((w, state, 0.1, 0), ValueError, "round: expected 1 or more, given 0"),
        ((w, state, 0.1, 1.5), TypeError, "round: expected a whole number, given float"),
        ((w, state, 0.1), TypeError, "needs"),
        ((state[:2], state, 0.1, 1), ValueError, "expected memory of its own, given an array that overlaps"),
    ]
    for arguments, kind, message in refused:
        with pytest.raises(kind, match=message):
            functions.update(*arguments)
    functions.update(w, state, 0.1, 1)
    assert state.all()


WIDE = """
equations = '''
a[j] = sum(i, W[j,i]*x[i]) + b[j]
h[j] = sigmoid(a[j])
y[k] = sum(j, V[k,j]*h[j])
e[k] = exp(y[k])
s = sum(k, e[k])
E = sum(k, -z[k]*log(e[k]/s))
'''
loss = "E"
parameters = ["W", "b", "V"]
learning_rate = 0.1
sizes = {i = 784, j = 128, k = 10}
"""


@pytest.mark.parametrize("is_single", [False, True], ids=["double", "float"])
@pytest.mark.parametrize("samples", [0, 128])
def test_what_is_chosen_is_the_fastest_of_what_serves_without_a_word(samples: int, is_single: bool) -> None:
    # On the machine of the benchmark C takes less than half of the time that matrix products of NumPy take.
    network, dtype = parse(WIDE, "wide.toml"), np.float32 if is_single else np.float64
    draw, first = np.random.default_rng(1), (samples,) if samples else ()
    w = (draw.normal(size=lowered(network).count) / 30).astype(dtype)
    data = [draw.random(size=(*first, size)).astype(dtype) for size in (784, 10)]
    calls = {
        name: compiled(network, name, is_single, ("x", "z"), 1 if name == "c" else None).bind(
            w, *data, np.zeros_like(w)
        )
        for name in PREFERRED
        if name in ("c", "numpy")
    }
    times = dict.fromkeys(calls, math.inf)
    for _ in range(30):
        for name, call in calls.items():
            begun = time.perf_counter()
            call()
            times[name] = min(times[name], time.perf_counter() - begun)
    assert min(times, key=lambda name: times[name]) == PREFERRED[0] == compiled(network, None, is_single).backend
