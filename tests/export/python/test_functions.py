"""The module beside the notes, loaded into this process."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from symbackprop.errors import MissingValuesError
from symbackprop.export.python.functions import functions_of
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

W = [0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55]


def test_lists_and_batches_are_taken(mazur: Network) -> None:
    functions = functions_of(mazur)
    assert functions.loss(W) == pytest.approx(0.298371108760003, rel=1e-14)
    loss, gradient = functions.loss_and_gradient([[W, W]])
    assert (loss.shape, gradient.shape) == ((1, 2), (1, 2, 8))
    assert np.array_equal(functions.gradient(W), gradient[0, 1])


def test_what_depends_on_no_parameter_has_the_shape_of_the_batch() -> None:
    network = parse(
        'equations = "y = w*x\\nE = 2*x"\nloss = "E"\nparameters = ["w"]\nlearning_rate = 0.1\n'
        "[values]\nx = 3\nw = 1\n",
        "constant.toml",
    )
    assert functions_of(network).loss(np.zeros((4, 1))).tolist() == [6.0] * 4
    assert functions_of(network).gradient(np.zeros((4, 1))).tolist() == [[0.0]] * 4


def test_a_title_is_not_part_of_it(mazur: Network) -> None:
    functions = functions_of(replace(mazur, title='"""\nraise SystemExit\n"""'))
    assert functions.loss(W) == pytest.approx(0.298371108760003, rel=1e-14)


def test_values_are_asked_for(mazur: Network) -> None:
    with pytest.raises(MissingValuesError):
        functions_of(replace(mazur, values={}))
