"""The evals of GradBench: their inputs as its generators draw them, and their objectives in JAX, written by hand.

An eval's inputs are drawn by the seed and the calls that its generator has, for the sizes asked for and not for those
before them. The specs beside this module hold the same objectives as equations.

References:
    https://github.com/gradbench/gradbench, folders evals and cpp/gradbench/evals.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from symbackprop.models.network import Network
from symbackprop.models.spec import load

Arrays = dict[str, NDArray[np.float64]]
Sizes = Mapping[str, int]
HERE = Path(__file__).parent
SEED = 31337


@dataclass(frozen=True, slots=True)
class Eval:
    """An eval.

    Args:
        inputs: From sizes to what is trained and to what is given.
        objective: The loss, of what is trained and what is given.
        sizes: From a name to sizes of the eval, the smallest first.
        indices: From sizes to the sizes of the indices of the spec.
        rewritten: From the spec and sizes to the spec for these sizes, where more changes than the lengths.
        prescribed: The loss by the algorithm that the eval prescribes, where the objective takes a faster one.
    """

    inputs: Callable[[Sizes], tuple[Arrays, Arrays]]
    objective: Callable[[Any, Any], Any]
    sizes: tuple[Sizes, ...]
    indices: Callable[[Sizes], Sizes] = lambda sizes: sizes
    rewritten: Callable[[str, Sizes], str] = lambda text, _: text
    prescribed: Callable[[Any, Any], Any] | None = None

    @property
    def timed(self) -> Callable[[Any, Any], Any]:
        """The loss whose time is to be compared."""
        return self.prescribed or self.objective


def title_of(sizes: Sizes) -> str:
    """Return sizes in words, as `d=32, k=5`."""
    return ", ".join(f"{name}={size}" for name, size in sizes.items()) or "-"


def network(name: str, sizes: Sizes, folder: Path, spec: str = "") -> Network:
    """Return the network of an eval's spec, or of another one; its inputs are written beside a copy of it."""
    row = EVALS[name]
    text = row.rewritten((HERE / f"{spec or name}.toml").read_text(encoding="utf-8"), sizes)
    for index, size in row.indices(sizes).items():
        text = re.sub(rf"^{index} = \d+$", f"{index} = {size}", text, flags=re.MULTILINE)
    trained, given = row.inputs(sizes)
    np.savez(folder / "weights.npz", **trained)  # type: ignore[arg-type]
    np.savez(folder / "data.npz", **given)  # type: ignore[arg-type]
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def reference(name: str, sizes: Sizes) -> tuple[float, Arrays]:
    """Return the objective of an eval and its gradient, by JAX in double precision."""
    row = EVALS[name]
    trained, given = row.inputs(sizes)
    with jax.enable_x64():
        at = {key: jnp.asarray(value) for key, value in trained.items()}
        value, gradient = jax.jit(jax.value_and_grad(row.objective))(at, given)
        return float(value), {key: np.asarray(slope) for key, slope in gradient.items()}


def _hello(_: Sizes) -> tuple[Arrays, Arrays]:
    return {"x": np.array(1.0)}, {}


def _lse(sizes: Sizes) -> tuple[Arrays, Arrays]:
    return {"x": np.random.RandomState(SEED).rand(sizes["n"])}, {}


def _llsq(sizes: Sizes) -> tuple[Arrays, Arrays]:
    t = -1 + np.arange(sizes["n"]) * 2 / (sizes["n"] - 1)
    return {"x": np.random.RandomState(SEED).rand(sizes["m"])}, {"t": t, "s": np.sign(t)}


def _llsq_objective(at: Any, given: Any) -> Any:
    powers = given["t"][:, None] ** np.arange(len(at["x"]))
    return jnp.sum((given["s"] - powers @ at["x"]) ** 2) / 2


def _packed(d: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows and columns of what is below a diagonal, column by column."""
    columns, rows = np.triu_indices(d, 1)
    return rows, columns


def _gmm(sizes: Sizes) -> tuple[Arrays, Arrays]:
    d, k, n, m, gamma = sizes["d"], sizes["k"], sizes["n"], 0, 1.0
    draw = np.random.default_rng(seed=SEED)
    x = np.array([draw.normal(size=d) for _ in range(n)])
    alpha = draw.normal(size=k)
    mu = np.array([draw.uniform(size=d) for _ in range(k)])
    q = np.array([draw.normal(size=d) for _ in range(k)])
    below = np.array([draw.normal(size=d * (d - 1) // 2) for _ in range(k)])
    whole = np.zeros((k, d, d))
    whole[:, *_packed(d)] = below
    freedom = d + m + 1
    of_gamma = d * (d - 1) / 4 * math.log(math.pi) + sum(math.lgamma(freedom / 2 - at / 2) for at in range(d))
    constant = k * (freedom * d * (math.log(gamma) - math.log(2) / 2) - of_gamma) - n * d / 2 * math.log(2 * math.pi)
    given = {"x": x, "M": np.tri(d, k=-1), "C": constant, "N": n, "gamma": gamma, "m": m}
    return {"alpha": alpha, "mu": mu, "q": q, "l": whole}, {key: np.asarray(at, float) for key, at in given.items()}


def _gmm_objective(at: Any, given: Any) -> Any:
    lower = jnp.tril(at["l"], -1) + jax.vmap(jnp.diag)(jnp.exp(at["q"]))
    scaled = jnp.einsum("kij,nkj->nki", lower, given["x"][:, None, :] - at["mu"])
    exponents = at["alpha"] + at["q"].sum(axis=1) - (scaled**2).sum(axis=2) / 2
    likelihood = jax.nn.logsumexp(exponents, axis=1).sum() - given["N"] * jax.nn.logsumexp(at["alpha"])
    prior = given["m"] * at["q"].sum() - given["gamma"] ** 2 / 2 * (lower**2).sum()
    return given["C"] + likelihood + prior


def _kmeans(sizes: Sizes) -> tuple[Arrays, Arrays]:
    points = np.random.RandomState(SEED).rand(sizes["n"], sizes["d"])
    return {"C": points[-sizes["k"] :]}, {"P": points, "far": np.array(1e6)}


def _kmeans_objective(at: Any, given: Any) -> Any:
    return ((given["P"][:, None, :] - at["C"]) ** 2).sum(axis=2).min(axis=1).sum()


GATES = ("forget", "in", "out", "change")


def _text(length: int) -> NDArray[np.float64]:
    """Return the bits of a text of characters up to 2^14, drawn, a row a character."""
    codes = np.random.RandomState(1).randint(32, 2**14, size=length)
    return np.array([[int(bit) for bit in f"{code:014b}"] for code in codes], dtype=np.float64)


def _lstm(sizes: Sizes) -> tuple[Arrays, Arrays]:
    layers, sequence = sizes["l"], _text(sizes["c"])
    bits = sequence.shape[1]
    draw = np.random.RandomState(SEED)
    state = draw.random_sample((2 * layers, bits))
    main = draw.random_sample((2 * layers, bits * 4))
    extra = draw.random_sample((3, bits))
    trained = {"inward": extra[0], "outward": extra[1], "bias": extra[2]}
    given = {"seq": sequence, "count": np.array(float((sizes["c"] - 1) * bits))}
    for layer in range(layers):
        trained[f"w{layer + 1}"] = main[2 * layer].reshape(4, bits)
        trained[f"b{layer + 1}"] = main[2 * layer + 1].reshape(4, bits)
        given[f"u{layer + 1}"], given[f"v{layer + 1}"] = state[2 * layer], state[2 * layer + 1]
    return trained, given


def _lstm_objective(at: Any, given: Any) -> Any:
    layers = sum(key.startswith("w") for key in at)

    def step(state: Any, row: Any) -> Any:
        found, below = [], row * at["inward"]
        for layer, (hidden, cell) in enumerate(state, start=1):
            w, b = at[f"w{layer}"], at[f"b{layer}"]
            forget, leave = (jax.nn.sigmoid(below * w[gate] + b[gate]) for gate in (0, 2))
            enter, change = jax.nn.sigmoid(hidden * w[1] + b[1]), jnp.tanh(hidden * w[3] + b[3])
            kept = cell * forget + enter * change
            below = leave * jnp.tanh(kept)
            found.append((below, kept))
        return found, below * at["outward"] + at["bias"]

    start = [(jnp.asarray(given[f"u{at_}"]), jnp.asarray(given[f"v{at_}"])) for at_ in range(1, layers + 1)]
    _, predicted = jax.lax.scan(step, start, jnp.asarray(given["seq"][:-1]))
    normalised = predicted - jnp.log(jnp.exp(predicted).sum(axis=1, keepdims=True) + 2)
    return -(given["seq"][1:] * normalised).sum() / given["count"]


def _more_layers(text: str, sizes: Sizes) -> str:
    """Return the spec with as many layers as are asked for, each written as the second one."""
    lines = text.splitlines()
    second = [line for line in lines if re.match(r"[fiochuv]2\[", line)]
    at = lines.index(second[-1]) + 1
    for layer in range(3, sizes["l"] + 1):
        above = [
            re.sub(r"\b([fiochuvwb])2\[", rf"\g<1>{layer}[", line).replace("h1[", f"h{layer - 1}[") for line in second
        ]
        lines[at:at] = above
        at += len(above)
    found = "\n".join(lines).replace("outward[j]*h2[", f"outward[j]*h{sizes['l']}[")
    names = ", ".join(f'"w{layer}", "b{layer}"' for layer in range(1, sizes["l"] + 1))
    return found.replace('"w1", "b1", "w2", "b2"', names) + "\n"


def _ode(sizes: Sizes) -> tuple[Arrays, Arrays]:
    first = np.zeros(sizes["n"])
    first[0] = 1.0
    return {"x": np.random.RandomState(SEED).rand(sizes["n"])}, {"u": first, "h": np.full(sizes["s"], 2.0 / sizes["s"])}


def _ode_objective(at: Any, given: Any) -> Any:
    def slope(y: Any) -> Any:
        return at["x"] * jnp.concatenate([jnp.ones(1), y[:-1]])

    def step(y: Any, h: Any) -> Any:
        one = slope(y)
        two = slope(y + h * one / 2)
        three = slope(y + h * two / 2)
        four = slope(y + h * three)
        return y + h * (one + 2 * two + 2 * three + four) / 6, None

    return jax.lax.scan(step, jnp.zeros_like(at["x"]), given["h"])[0][-1]


def _det(sizes: Sizes) -> tuple[Arrays, Arrays]:
    own = sizes["l"]
    subsets = np.arange(2**own)
    bits = (subsets >> np.arange(own)[:, None]) & 1
    before = np.cumsum(bits, axis=0) - bits
    empty = np.zeros(2**own)
    empty[0] = 1.0
    matrix = np.random.RandomState(SEED).rand(own * own).reshape(own, own)
    return {"A": matrix}, {"P": bits * (-1.0) ** before, "z": empty}


def _by_minors(at: Any, given: Any) -> Any:
    minors, signs = given["z"], given["P"]
    columns = 2 ** np.arange(len(signs))
    # Where a set of columns has none of that number, its sign is 0.
    without = (np.arange(len(minors)) - columns[:, None]) % len(minors)
    for row in at["A"][::-1]:
        minors = row @ (signs * jnp.asarray(minors)[without])
    return minors[-1]


def _more_columns(text: str, sizes: Sizes) -> str:
    terms = " + ".join(f"A[r,{at + 1}]*P[{at + 1},s]*D[r+1,s-{2**at} else 0]" for at in range(sizes["l"]))
    return re.sub(r"^D\[r,s\] = .*$", f"D[r,s] = {terms}", text, flags=re.MULTILINE)


def _ba(sizes: Sizes) -> tuple[Arrays, Arrays]:
    """Return cameras, points and observations near those of the first file of the eval, each a little different."""
    n, m, p = sizes["n"], sizes["m"], sizes["p"]
    camera = [-0.758453, -1.109613, -0.845551, 34.556073, 39.676747, 53.881673, 419.194514, 5.864426, -8.518870]
    draw = np.random.RandomState(SEED)
    cameras = np.array([*camera, 0.087812, 0.002739]) * (1 + 0.01 * draw.rand(n, 11))
    points = np.array([7.203245, 0.001144, 3.023326]) * (1 + 0.01 * draw.rand(m, 3))
    features = np.array([271.760969, 834.209256]) * (1 + 0.01 * draw.rand(p, 2))
    weights = 0.417022 * (1 + 0.01 * draw.rand(p))
    given = {"O": np.eye(n)[np.arange(p) % n], "B": np.eye(m)[np.arange(p) % m], "F": features, "Y": draw.rand(p, 3)}
    return {"C": cameras, "X": points, "w": weights}, given


def _turned(axis: Any, vector: Any) -> Any:
    """Return a vector turned about an axis by its length, by the formula of Rodrigues."""
    angle = jnp.sqrt((axis**2).sum())
    along = axis / angle
    turned = vector * jnp.cos(angle) + jnp.cross(along, vector) * jnp.sin(angle)
    return turned + along * (along @ vector) * (1 - jnp.cos(angle))


def _ba_objective(at: Any, given: Any) -> Any:
    def errors(camera: Any, point: Any, w: Any, feature: Any) -> Any:
        x, y, z = _turned(camera[:3], point - camera[3:6])
        flat = jnp.array([x / z, y / z])
        square = (flat**2).sum()
        distorted = flat * (1 + camera[9] * square + camera[10] * square**2)
        return jnp.append(w * (distorted * camera[6] + camera[7:9] - feature), 1 - w**2)

    cameras, points = (at[key][given[which].argmax(axis=1)] for key, which in (("C", "O"), ("X", "B")))
    return (given["Y"] * jax.vmap(errors)(cameras, points, at["w"], given["F"])).sum()


PARENTS = (-1, 0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11, 0, 13, 14, 15, 0, 17, 18, 19, 0)
"""Of the wrist, the bones of five fingers from the hand to the tip, and the forearm."""

FINGERS = tuple((0, 4 * finger + bone) for finger in range(5) for bone in (2, 3, 4))
BENT = tuple((row, bone) for at in FINGERS for row, bone in ((at, (1, at[1])) if at[1] % 4 == 2 else (at,)))
"""Axis, x before z, and bone of each of the twenty parameters of the fingers, in their order."""


def _ht(sizes: Sizes) -> tuple[Arrays, Arrays]:
    """Return a hand of as many bones as the eval's, whose shape is drawn."""
    n, bones = sizes["n"], len(PARENTS)
    draw = np.random.RandomState(SEED)
    homogeneous = np.array([0.0, 0.0, 0.0, 1.0])

    def placed() -> NDArray[np.float64]:
        turned = np.linalg.qr(draw.normal(size=(3, 3)))[0]
        return np.vstack([np.hstack([turned, draw.normal(size=(3, 1))]), homogeneous])

    chosen = np.zeros((2, bones, 20))
    for at, (axis, bone) in enumerate(BENT):
        chosen[axis, bone, at] = 1
    turn = np.zeros((9, 4, 4))
    turn[0, 3, 3] = 1  # In this order: 1, cz, sz, cx, sx, cz·cx, cz·sx, sz·cx and sz·sx.
    for at, row, column, sign in (
        (1, 0, 0, 1), (2, 1, 0, 1), (3, 2, 2, 1), (4, 2, 1, 1), (5, 1, 1, 1), (6, 1, 2, -1), (7, 0, 1, -1), (8, 0, 2, 1)
    ):  # fmt: skip
        turn[at, row, column] = sign
    parents = np.zeros((bones, bones))
    for bone, parent in enumerate(PARENTS[1:], start=1):
        parents[bone, parent] = 1
    weights = draw.rand(n, 3, bones)
    crossed = np.zeros((3, 3, 3))
    for even in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        crossed[even], crossed[even[0], even[2], even[1]] = 1, -1
    given = {
        "S": chosen,
        "G": turn,
        "L": np.array([placed() for _ in range(bones)]),
        "M": np.array([placed() for _ in range(bones)]),
        "P": parents,
        "o": np.eye(bones)[0],
        "I": np.eye(3, 4),
        "D": np.eye(3),
        "C": crossed,
        "W": weights / weights.sum(axis=2, keepdims=True),
        "N": np.concatenate([draw.normal(size=(n, 3, 3)), np.ones((n, 3, 1))], axis=2),
        "B": np.array([0.0, 0.0, 1.0]),
        "K": np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]]),
        "y": draw.normal(size=(n, 3)),
        "Y": draw.normal(size=(n, 3)),
    }
    trained = {"turn": draw.rand(3), "shift": draw.rand(3), "fingers": draw.rand(20), "u": draw.rand(n, 2) / 2}
    return trained, given


def _ht_objective(at: Any, given: Any) -> Any:
    def about(angle: Any, fixed: int) -> Any:
        one, two = (axis for axis in range(3) if axis != fixed)
        c, s = jnp.cos(angle), jnp.sin(angle)
        return jnp.eye(4).at[one, one].set(c).at[two, two].set(c).at[one, two].set(-s).at[two, one].set(s)

    angles = jnp.zeros((2, len(PARENTS)))
    for value, place in zip(at["fingers"], BENT, strict=True):
        angles = angles.at[place].set(value)
    absolute: list[Any] = []
    for bone, parent in enumerate(PARENTS):
        relative = given["L"][bone] @ about(angles[1, bone], 2) @ about(angles[0, bone], 0)
        absolute.append(relative if parent < 0 else absolute[parent] @ relative)
    moved = jnp.stack([own @ inverse for own, inverse in zip(absolute, given["M"], strict=True)])
    corners = jnp.einsum("ifb,brc,ifc->ifr", given["W"], moved, given["N"])[:, :, :3]
    inside = jnp.concatenate([at["u"], 1 - at["u"].sum(axis=1, keepdims=True)], axis=1)
    points = jnp.einsum("if,ifr->ir", inside, corners)
    return (given["Y"] * (given["y"] - jax.vmap(lambda x: _turned(at["turn"], x))(points) - at["shift"])).sum()


EVALS: Mapping[str, Eval] = MappingProxyType(
    {
        "ba": Eval(
            _ba,
            _ba_objective,
            ({"n": 4, "m": 6, "p": 12}, {"n": 20, "m": 200, "p": 1000}),
            lambda sizes: sizes,
        ),
        "det": Eval(
            _det,
            lambda at, _: jnp.linalg.det(at["A"]),
            tuple({"l": size} for size in range(5, 12)),
            lambda sizes: {"r": sizes["l"], "s": 2 ** sizes["l"]},
            _more_columns,
            prescribed=_by_minors,
        ),
        "gmm": Eval(
            _gmm,
            _gmm_objective,
            tuple({"d": d, "k": k, "n": 1000} for d, k in ((2, 5), (10, 10), (32, 5), (64, 5), (64, 100))),
            lambda sizes: {"n": sizes["n"], "k": sizes["k"], "i": sizes["d"], "j": sizes["d"]},
        ),
        "hello": Eval(_hello, lambda at, _: at["x"] ** 2, ({},)),
        "ht": Eval(
            _ht,
            _ht_objective,
            tuple({"n": n} for n in (100, 192, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 51200, 100000)),
            lambda sizes: {"i": sizes["n"]},
        ),
        "kmeans": Eval(
            _kmeans,
            _kmeans_objective,
            tuple({"k": k, "n": n, "d": d} for k, n, d in ((10, 1000, 8), (100, 10000, 8), (1000, 10000, 16))),
            lambda sizes: {"n": sizes["n"], "k": sizes["k"], "i": sizes["d"]},
        ),
        "llsq": Eval(
            _llsq,
            _llsq_objective,
            tuple({"n": n, "m": 128} for n in (16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8196, 16392)),
            lambda sizes: {"i": sizes["n"], "j": sizes["m"]},
        ),
        "lse": Eval(
            _lse,
            lambda at, _: jax.nn.logsumexp(at["x"]),
            tuple({"n": 2500 * 2**power} for power in range(10)),
            lambda sizes: {"i": sizes["n"]},
        ),
        "lstm": Eval(
            _lstm,
            _lstm_objective,
            tuple({"l": l, "c": c} for c in (1024, 4096, 8192) for l in (2, 4, 6)),  # noqa: E741
            lambda sizes: {"t": sizes["c"]},
            _more_layers,
        ),
        "ode": Eval(
            _ode,
            _ode_objective,
            tuple({"n": n, "s": s} for n, s in ((1000, 1), (1000, 10), (1000, 100), (10000, 100), (100000, 100))),
            lambda sizes: {"t": sizes["s"], "i": sizes["n"]},
        ),
    }
)
