"""Parameters by name and as a vector are the same numbers, in the order of every gradient."""

from __future__ import annotations

import numpy as np
import pytest

from symbackprop import Model
from symbackprop.errors import UnknownNameError
from symbackprop.graph.equations import bare
from symbackprop.graph.given import floats_in

from .test_examples import NAMES


@pytest.mark.parametrize("name", NAMES)
def test_what_is_packed_is_the_values_in_the_order_of_the_gradient(name: str) -> None:
    model = Model.example(name)
    network = model.network
    arrays = {bare(leaf).ascii: floats_in(network.values, leaf, network.labels) for leaf in network.trained}
    vector = model.pack(arrays)
    assert vector.tolist() == [float(network.values[one].value) for one in network.parameters]
    assert list(model.shapes) == list(arrays)
    found = model.unpack(vector)
    assert all(np.array_equal(found[key], value) for key, value in arrays.items())
    assert np.array_equal(model.initial(), vector)


def test_what_does_not_fit_is_refused_by_name() -> None:
    model = Model.example("softmax")
    arrays = model.unpack(np.zeros(9))
    with pytest.raises(UnknownNameError, match="no trained quantity is called 'V'"):
        model.pack({**arrays, "V": 0.0})
    with pytest.raises(ValueError, match="b: expected an array of shape"):
        model.pack({"W": arrays["W"]})
    with pytest.raises(ValueError, match=r"W: expected shape \(3, 2\), given \(2, 3\)"):
        model.pack({**arrays, "W": np.zeros((2, 3))})
    with pytest.raises(ValueError, match=r"parameters: expected shape \(9,\), given \(8,\)"):
        model.unpack(np.zeros(8))
