<% extends "arrays/base.py" %>
<% block words %>
Needs NumPy and Numba, which compiles each function when it is first called. Run the file to check it.
<% endblock %>
<% block imports %>
import numba
import numpy as np
<% endblock %>
<% block functions %>
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


def loss_and_gradient(parameters<< arguments >>):
    """Return the loss and the gradient, one number a parameter."""
    parameters, samples<< arguments >> = _checked(parameters<< arguments >>)
    found = np.empty(PARAMETERS, dtype=DTYPE)
    return _mean_loss_and_gradient(parameters, samples<< arguments >>, found, np.empty_like(found)), found
<% endblock %>
<% block training %>
def update(parameters, rate<< arguments >>):
    """Return the parameters after one step of gradient descent."""
    return train(parameters, rate, 1<< arguments >>)


def train(parameters, rate, rounds<< arguments >>):
    """Return the parameters after some steps of gradient descent, in one compiled loop."""
    _check_steps(rate, rounds)
    parameters, samples<< arguments >> = _checked(parameters<< arguments >>)
    found = parameters.copy()
    _train(found, DTYPE(rate), rounds, samples<< arguments >>)
    return found
<% endblock %>
