"""Whole-array code: a statement an equation, the samples as the first axis."""

from __future__ import annotations

import pytest

from symbackprop.export.check.certified_call import check_of
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.python.arrays import ArrayWriter, array_module
from symbackprop.export.python.libraries import LIBRARIES
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse

from ..networks import deep, layered, regularised


def writer(network: Network, library: str = "numpy", data: tuple[str, ...] = ()) -> ArrayWriter:
    return ArrayWriter(lowered(network, data, Form.LOOPS), LIBRARIES[library])


def test_layers_become_products_of_matrices() -> None:
    forward, backward = writer(layered(7, 5, 3)).both()
    assert forward[:2] == ["net_h = i @ W1.T + b_h", "out_h = sigmoid(net_h)"]
    assert "dE_dW1 = dE_dnet_h.T @ i / samples" in backward


def test_parameters_are_views_of_one_array_in_its_order() -> None:
    made = writer(layered(7, 5, 3))
    assert made.unpacked()[:2] == ["W1 = parameters[0:35].reshape(5, 7)", "W2 = parameters[35:50].reshape(3, 5)"]
    assert [part.partition(".")[0] for part in made.slopes()] == ["dE_dW1", "dE_dW2", "dE_db_h", "dE_db_o"]


def test_the_loss_of_a_batch_is_the_mean_and_what_no_sample_reaches_counts_once() -> None:
    made = writer(regularised(), data=("x", "t"))
    _, backward = made.both()
    assert made.loss == "L.mean()"
    assert 'dL_dw = np.einsum("a,a->", x, dL_dy) / samples + 0.5 * w' in backward


def test_greatest_exponents_are_held_fixed_where_a_library_differentiates() -> None:
    def greatest(library: str) -> str:
        return next(line for line in writer(example("softmax"), library).forward() if "max" in line)

    assert greatest("numpy") == "s_max = np.max(z, axis=(-1,))"
    assert "stop_gradient" in greatest("jax")
    assert greatest("torch").endswith(".detach()")


def test_a_module_carries_only_functions_that_its_library_lacks() -> None:
    assert [source.split("(")[0] for source in writer(deep("gelu")).functions()] == [
        "def gelu",
        "def normal_cdf",
        "def normal_pdf",
        "def sigmoid",
    ]
    assert not [source for source in writer(deep("softplus"), "jax").functions() if "def softplus" in source]
    assert [source for source in writer(deep("softplus"), "torch").functions() if "whose slope at 0" in source]


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_module_without_a_certified_call_has_no_check(name: str, mazur: Network) -> None:
    (text,) = array_module(lowered(mazur, form=Form.LOOPS), None, False, name).values()
    compile(text, name, "exec")
    assert "def loss_and_gradient(" in text
    assert "complex_loss" not in text


def test_a_table_with_two_indices_is_a_flat_list_where_the_loss_is_stepped() -> None:
    made = parse(
        """
equations = "E = sum(n, k, a[n]*tanh(w[neg[n,k]]))"
loss = "E"
parameters = ["w"]
[sizes]
n = 2
k = 3
[values]
a = [0.5, -1]
w = [0.1, 0.2, 0.3, 0.4]
neg = [[1, 4, 2], [4, 4, 3]]
""",
        "negatives.toml",
    )
    program = lowered(made, form=Form.LOOPS)
    for backend in ("numpy", "jax"):
        (text,) = array_module(program, check_of(program), False, backend).values()
        module: dict[str, object] = {"__name__": "gradient"}
        exec(text, module)
        checked = module["self_check"]
        assert callable(checked)
        assert checked() is None
