"""
<% for line in about %>
<< line >>
<% endfor %>

Data has the shape of one sample, or one more axis in front, the samples of a batch. Needs NumPy and Numba, which compiles
each function when it is first called. Run the file to check it.
"""

<% if has_check and needs_cmath %>
import cmath
<% endif %>
import math

import numba
import numpy as np

DTYPE = np.<< dtype >>
PARAMETERS = << count >>
LEARNING_RATE = << rate >>
<% set np_dtype = "DTYPE" %>
<% include "arrays/example.txt" %>
<% for source in functions %>

<< source >>

<% endfor %>

@numba.njit(cache=False, error_model="numpy")
def _loss(parameters<< arguments >>):
<< loss_body >>
    return << loss_result >>


@numba.njit(cache=False, error_model="numpy")
def _loss_and_gradient(parameters<< arguments >>, gradient):
<< gradient_body >>
    return << gradient_result >>


@numba.njit(cache=False, error_model="numpy")
def _mean_loss_and_gradient(parameters, samples<< arguments >>, gradient, one):
    total = 0.0
    gradient[:] = 0.0
    for sample in range(samples):
        total += _loss_and_gradient(parameters<< sliced >>, one)
        gradient += one
    gradient /= samples
    return total / samples


@numba.njit(cache=False, error_model="numpy")
def _train(parameters, rate, rounds, samples<< arguments >>):
    gradient = np.empty_like(parameters)
    one = np.empty_like(parameters)
    for _ in range(rounds):
        _mean_loss_and_gradient(parameters, samples<< arguments >>, gradient, one)
        parameters -= rate * gradient


def loss(parameters<< arguments >>):
    """Return the loss; of a batch, the mean."""
    parameters, samples<< arguments >> = _checked(parameters<< arguments >>)
    return sum(_loss(parameters<< sliced >>) for sample in range(samples)) / samples


def gradient(parameters<< arguments >>):
    """Return the gradient, one number a parameter."""
    return loss_and_gradient(parameters<< arguments >>)[1]


def loss_and_gradient(parameters<< arguments >>):
    """Return the loss and the gradient."""
    parameters, samples<< arguments >> = _checked(parameters<< arguments >>)
    found = np.empty(PARAMETERS, dtype=DTYPE)
    return _mean_loss_and_gradient(parameters, samples<< arguments >>, found, np.empty_like(found)), found


def update(parameters, rate<< arguments >>):
    """Return the parameters after one step of gradient descent."""
    return train(parameters, rate, 1<< arguments >>)


def train(parameters, rate, rounds<< arguments >>):
    """Return the parameters after some steps of gradient descent, in one compiled loop."""
    if rounds < 0:
        raise ValueError(f"rounds: expected 0 or more, given {rounds}")
    parameters, samples<< arguments >> = _checked(parameters<< arguments >>)
    found = parameters.copy()
    _train(found, DTYPE(rate), rounds, samples<< arguments >>)
    return found


SHAPES = {
<% for name, shape, size, dimensions in data %>
    "<< name >>": << shape >>,
<% endfor %>
}


def _checked(parameters, *data):
    parameters = _numbers("parameters", parameters)
    if parameters.shape != (PARAMETERS,):
        raise ValueError(f"parameters: expected shape ({PARAMETERS},), given {parameters.shape}")
    arrays, samples = [], None
    for (name, shape), given in zip(SHAPES.items(), data):
        array = _numbers(name, given)
        if array.shape == shape:
            array = array[None]
        elif array.shape[1:] != shape or array.ndim != len(shape) + 1:
            raise ValueError(f"{name}: expected shape {shape}, or (samples, *{shape}), given {array.shape}")
        if len(array) == 0:
            raise ValueError(f"{name}: expected at least one sample, given none")
        if samples not in (None, len(array)):
            raise ValueError(f"{name}: expected {samples} samples, given {len(array)}")
        samples = len(array)
        arrays.append(array.reshape(samples, -1))
    return parameters, samples or 1, *arrays


def _numbers(name, given):
    array = np.asarray(given)
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{name}: expected numbers, given {array.dtype}")
    array = np.ascontiguousarray(array, dtype=DTYPE).reshape(array.shape)
    if np.isnan(array).any():
        raise ValueError(f"{name}: expected numbers, given nan")
    return array


<% if has_check %>
call = loss_and_gradient


<% include "arrays/check.txt" %>


if __name__ == "__main__":
    self_check()
<% endif %>
