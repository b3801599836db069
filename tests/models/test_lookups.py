"""Rows that are looked up: the gradient is JAX's, and what is no position is refused with its place."""

from __future__ import annotations

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from symbackprop.errors import SpecError
from symbackprop.export.compiled.table import compiled
from symbackprop.models.draw import drawn
from symbackprop.models.network import Network
from symbackprop.models.spec import load, parse

jax.config.update("jax_enable_x64", True)

SPEC = '''
equations = """
{equations}
"""
loss = "L"
parameters = ["E", "V"]
learning_rate = 0.1
[sizes]
t = 3
k = 4
d = 2
[values]
word = {words}
E = [[0.1, -0.2], [0.3, 0.4], [0.5, -0.6], [-0.7, 0.8], [0.9, 1.0]]
V = [[0.1, -0.2], [0.3, 0.4], [0.5, -0.6], [-0.7, 0.8]]
y = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
'''
SKIP_GRAM = """
z[t,k] = sum(d, V[k,d]*E[word[t],d])
h[t] = tanh(sum(d, E[word[t],d]*V[word[t],d]))
L = sum(t, k, 1/2*(z[t,k] - y[t,k])^2) + sum(t, h[t]*E[word[t],2])
"""


def network(equations: str = SKIP_GRAM, words: str = "[2, 4, 2]") -> Network:
    return parse(SPEC.format(equations=equations.strip(), words=words), "words.toml")


def array(made: Network, name: str) -> jnp.ndarray:
    (leaf,) = [leaf for leaf in made.graph.leaves if leaf.ascii.startswith(f"{name}[")]
    values = [float(made.values[one].value) for one in made.elements(leaf)]
    return jnp.array(values).reshape([index.size for index in leaf.indices])  # type: ignore[union-attr]


@pytest.mark.slow
def test_the_gradient_of_an_embedding_is_that_of_jax() -> None:
    made = network()
    rows = jnp.array([1, 3, 1])

    def loss(e: jnp.ndarray, v: jnp.ndarray) -> jnp.ndarray:
        h = jnp.tanh(jnp.sum(e[rows] * v[rows], axis=1))
        return 0.5 * jnp.sum((e[rows] @ v.T - array(made, "y")) ** 2) + jnp.sum(h * e[rows, 1])

    slopes = jax.grad(loss, (0, 1))(array(made, "E"), array(made, "V"))
    wanted = np.concatenate([np.ravel(slope) for slope in slopes])
    order = {name: at for at, name in enumerate(n for s in ("E", "V") for n in _names(made, s))}
    for name, slope in made.gradient.items():
        assert float(made.certified.evaluate(slope, 128)) == pytest.approx(wanted[order[name.ascii]], abs=1e-14)
    for backend in ("c", "jax", "numba", "numpy"):
        found = np.zeros(len(made.parameters))
        weights = np.array([float(made.values[name].value) for name in made.parameters])
        compiled(made, backend).gradient(weights, found)
        assert found == pytest.approx([wanted[order[name.ascii]] for name in made.parameters], abs=1e-13)


def _names(made: Network, quantity: str) -> list[str]:
    (leaf,) = [leaf for leaf in made.graph.leaves if leaf.ascii.startswith(f"{quantity}[")]
    return [name.ascii for name in made.elements(leaf)]


def test_a_position_may_be_added_to_and_looked_up_in_two_indices() -> None:
    made = network("L = sum(t, d, E[word[t]+1,d]*V[1,d]) + y[1,2]", "[2, 4, 2]")
    assert float(made.certified.ball(made.loss, 64)) == pytest.approx(
        sum(0.1 * row[0] - 0.2 * row[1] for row in ((0.5, -0.6), (0.9, 1.0), (0.5, -0.6)))
    )


@pytest.mark.parametrize(
    ("words", "equations", "says"),
    [
        ("[2, 6, 2]", SKIP_GRAM, r"reads \'E\[word\[t\],d\]\'; word\[2\] is 6, expected 1 to 5"),
        ("[2, 0, 2]", SKIP_GRAM, r"word\[2\] is 0; a position is a whole number from 1 on"),
        ("[2, 1.5, 2]", SKIP_GRAM, r"word\[2\] is 1.5"),
        ("[2, 4]", SKIP_GRAM, r"looks up 'word\[t\]'; expected 3 values for 't'"),
        ("[2, 4, 2]", "L = sum(t, d, E[other[t],d]*V[1,d])", "its values are needed; give other under"),
        (
            "[2, 4, 2]",
            "h[t] = V[1,1]\nL = sum(t, d, E[h[t],d])",
            r"looks up 'h\[t\]', but 'h' is computed by the equation on line 3",
        ),
        ("[2, 4, 2]", "L = sum(t, d, E[V[t,d],d])", r"'V\[t,d\]', so 'V' cannot be trained"),
        ("[2, 4, 2]", "L = sum(t, E[word[t,1],1])", "it has fewer dimensions"),
        ("[[2, 4, 2], [1, 2]]", "L = sum(t, E[word[1,t],1])", "expected rows of one length in 'word'"),
        ("[2, 4, 2]", "E[word[t]] = 1\nL = V[1,1]", "is defined at a position that is looked up"),
        ("[2, 4, 2]", "L = sum(d, E[word[u],d]*V[1,d])", "expected an index, found 'u'"),
        ("[2, 4, 2]", "L = sum(t, d, E[word[t+1],d]*V[1,d])", r"looks up 'word\[4\]'; its positions run to 3"),
        ("[2, 4, 2]", "L = sum(d, E[word[0],d]*V[1,d])", r"looks up 'word\[0\]'"),
        ("2", "L = sum(d, E[word[1],d]*V[1,d])", r"looks up 'word\[1\]'; it has fewer dimensions"),
        (
            "[2, 4, 2]\nlast_one = [1, 2, 1]",
            "L = E[word[last_one[1]],1]*V[word[1],last_one[t]]",
            "neither free nor summed",
        ),
    ],
)
def test_what_is_no_position_is_refused(words: str, equations: str, says: str) -> None:
    with pytest.raises(SpecError, match=says):
        network(equations, words)


@pytest.mark.parametrize(
    ("equations", "expected"),
    [
        ("L = sum(t, P[a[t]]*Q[b[t]])", 1 * 5 + 10 * 3 + 10 * 5),
        ("e[t] = P[a[t]]*Q[b[t]]*P[b[t]]\nL = sum(t, e[t])", 1 * 5 * 10 + 10 * 3 * 1 + 10 * 5 * 10),
        ("L = sum(t, P[b[a[t]]]*Q[a[t]])", 10 * 3 + 1 * 5 + 1 * 5),
        ("L = P[a[1]]*Q[a[last]] + P[b[last-1]]*Q[b[first]]", 1 * 5 + 1 * 5),
        ("L = sum(s, P[a[s+1]]*Q[b[4-s]])", 10 * 5 + 10 * 3),
        ("L = sum(t, s, P[c[t,s]]*Q[a[t]])", (1 + 10) * 3 + (10 + 1) * 5 + (1 + 1) * 5),
        ("L = sum(t, P[c[t,last]]*Q[c[t,1]])", 10 * 3 + 1 * 5 + 1 * 3),
    ],
)
def test_several_numbers_are_looked_up_in_one_term_and_at_any_position(equations: str, expected: int) -> None:
    made = parse(
        f'equations = """\n{equations}\n"""\nloss = "L"\nparameters = ["P", "Q"]\nlearning_rate = 0.1\n'
        "[sizes]\nt = 3\ns = 2\n[values]\nP = [1, 10]\nQ = [3, 5]\n"
        + "".join(
            f"{name} = {rows}\n"
            for name, rows in (("a", "[1, 2, 2]"), ("b", "[2, 1, 2]"), ("c", "[[1, 2], [2, 1], [1, 1]]"))
            if f"{name}[" in equations
        ),
        "places.toml",
    )
    assert made.certified.ball(made.loss, 64) == expected


def test_numbers_of_a_file_say_rows(tmp_path: Path) -> None:
    np.savez(tmp_path / "words.npz", word=np.array([2, 4, 2]))
    text = SPEC.format(equations=SKIP_GRAM.strip(), words='{ file = "words.npz", name = "word" }')
    (tmp_path / "words.toml").write_text(text)
    made = load(tmp_path / "words.toml")
    assert float(made.certified.ball(made.loss, 64)) == float(network().certified.ball(network().loss, 64))
    assert made.looked_up["word"].numbers == (2, 4, 2)


def test_a_row_that_nothing_reads_does_not_keep_values_from_being_drawn() -> None:
    text = SPEC.replace("V = [[0.1, -0.2], [0.3, 0.4], [0.5, -0.6], [-0.7, 0.8]]", "")
    text = text.replace("E = [[0.1, -0.2], [0.3, 0.4], [0.5, -0.6], [-0.7, 0.8], [0.9, 1.0]]", "")
    made = parse(text.format(equations=SKIP_GRAM.strip(), words="[2, 4, 2]"), "words.toml")
    found = drawn(made, 1)
    (first,) = [slope for name, slope in found.gradient.items() if name.ascii == "E1_1"]
    assert found.certified.evaluate(first, 64) == 0


STATES, SYMBOLS = 3, 5
MARKOV = {
    "directly": "s[t,j] = logsumexp(i, s[t-1,i] + log_a[i,j]) + log_b[j,obs[t]]",
    "by a name for the state before": (
        "before[t,i] = s[t-1,i]\ns[t,j] = logsumexp(i, before[t,i] + log_a[i,j]) + log_b[j,obs[t]]"
    ),
}


@pytest.mark.parametrize("wording", MARKOV)
@pytest.mark.parametrize("steps", [1000, pytest.param(5000, marks=pytest.mark.slow)])
def test_a_hidden_markov_model_has_the_gradient_of_the_forward_algorithm(steps: int, wording: str) -> None:
    draw = np.random.default_rng(4)
    a, b, p = (np.round(draw.normal(size=shape), 3) for shape in ((STATES, STATES), (STATES, SYMBOLS), (STATES,)))
    observed = draw.integers(1, SYMBOLS + 1, steps)
    text = f"""
equations = '''
log_a[i,j] = a[i,j] - logsumexp(j, a[i,j])
log_b[j,o] = b[j,o] - logsumexp(o, b[j,o])
{MARKOV[wording]}
s[0,j] = p[j]
L = -logsumexp(j, s[last,j])
'''
loss = "L"
parameters = ["a", "b", "p"]
[sizes]
t = {steps}
i = {STATES}
j = {STATES}
o = {SYMBOLS}
[values]
obs = {observed.tolist()}
a = {a.tolist()}
b = {b.tolist()}
p = {p.tolist()}
"""
    made = parse(text, "markov.toml")

    def loss(weights: np.ndarray) -> float:
        """Return the loss by the forward algorithm with probabilities that are scaled at each step."""
        left, emitted, start = np.split(weights, [STATES**2, STATES**2 + STATES * SYMBOLS])
        moves, seen = (np.exp(one.reshape(STATES, -1)) for one in (left, emitted))
        moves, seen = moves / moves.sum(1, keepdims=True), seen / seen.sum(1, keepdims=True)
        state, total = np.exp(start), 0.0
        for symbol in observed - 1:
            state = (state @ moves) * seen[:, symbol]
            total += np.log(state.sum())
            state = state / state.sum()
        return -float(total)

    weights = np.concatenate([a.ravel(), b.ravel(), p])
    step = 1e-5
    slopes = [(loss(weights + by) - loss(weights - by)) / (2 * step) for by in step * np.eye(len(weights))]
    for backend in ("c", "numpy"):
        found = np.zeros(len(weights))
        assert compiled(made, backend).loss_and_gradient(weights, found) == pytest.approx(loss(weights), rel=1e-13)
        assert found == pytest.approx(slopes, rel=1e-6, abs=1e-6)


BIGRAMS = "L = -sum(t, E[word[t],1] + E[word[t+1],2]) + y[1,1] - 2*E[word[first],1]*V[1,1]"


def test_one_table_may_be_looked_up_at_a_position_and_at_the_next() -> None:
    found = np.zeros(18)
    made = network(BIGRAMS, "[1, 3, 2, 2]")
    weights = np.array([float(made.values[name].value) for name in made.parameters])
    for backend in ("c", "numpy"):
        compiled(made, backend).gradient(weights, found)
        wanted = np.zeros((9, 2))
        wanted[[0, 2, 1], 0] -= 1
        wanted[[2, 1, 1], [1, 1, 1]] -= [1, 0, 0]
        wanted[1, 1] -= 2
        wanted[0, 0] -= 2 * 0.1
        wanted[5, 0] -= 2 * 0.1
        assert found == pytest.approx(wanted.ravel(), abs=1e-14)


@pytest.mark.parametrize("words", ["[1, 3, 2]", "[1, 3, 2, 2, 1]"])
def test_a_table_is_as_long_as_its_reads_reach(words: str) -> None:
    with pytest.raises(SpecError, match=r"words.toml:3: .* looks up"):
        network(BIGRAMS, words)


def test_the_last_position_does_not_say_how_long_a_table_is() -> None:
    with pytest.raises(SpecError, match=r"looks up 'word\[t\]'; expected 3 values for 't', found 4"):
        network("L = sum(t, E[word[t],1]) + V[word[last],1] + y[1,1]", "[1, 3, 2, 2]")
