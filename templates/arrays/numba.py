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
def _train(parameters<% if starts %>, state<% endif %>, samples<< arguments >><% if has_rate %>, rate<% endif %><% if has_round %>, first<% endif %>, rounds):
    gradient = np.empty_like(parameters)
    one = np.empty_like(parameters)
    for << "round in range(first, first + rounds)" if has_round else "_ in range(rounds)" >>:
        _mean_loss_and_gradient(parameters, samples<< arguments >>, gradient, one)
<% for line in update %>
        << line >>
<% endfor %>


<% if outputs %>
@numba.njit(cache=False, error_model="numpy")
def _predict(parameters<< predicted_arguments >>, outputs):
<< prediction_body >>


<% endif %>
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
<% block prediction %>
    rows = np.empty((samples, << output_size >>), dtype=DTYPE)
    for sample in range(samples):
        _predict(parameters<< predicted_sliced >>, rows[sample])
<% for name, shape, at, end, is_sampled in outputs %>
    << name >> = rows[<< ":" if is_sampled else "0" >>, << at >>:<< end >>].reshape(<% if is_sampled %>(samples, *<< shape >>)<% else %><< shape >><% endif %>)
<% endfor %>
<% endblock %>
<% block training %>
<% if is_descent %>
def update(<< update_arguments >>):
    """Return the parameters after one step of gradient descent."""
    return train(<< update_arguments >>, 1)


def train(<< train_arguments >>):
    """Return the parameters after some steps of gradient descent, in one compiled loop."""
    _check_steps(rate, rounds)
    parameters, samples<< arguments >> = _checked(parameters<< arguments >>)
    found = parameters.copy()
    _train(found, samples<< arguments >>, DTYPE(rate), rounds)
    return found
<% else %>
def update(<< update_arguments >>):
    """Return the parameters<% if starts %> and the state<% endif %> after one round of << optimiser >><% if has_round %>; rounds are counted from 1<% endif %>."""
    return train(<< update_arguments >>, 1)


def train(<< train_arguments >>):
    """Return the parameters<% if starts %> and the state<% endif %> after some rounds of << optimiser >>, in one compiled loop."""
    _check_steps(<< "rate" if has_rate else "0.0" >>, rounds)
    parameters, samples<< arguments >> = _checked(parameters<< arguments >>)
    found = parameters.copy()
<% if starts %>
    state = _state(state).copy()
<% endif %>
    _train(found<% if starts %>, state<% endif %>, samples<< arguments >><% if has_rate %>, DTYPE(rate)<% endif %><% if has_round %>, first<% endif %>, rounds)
    return found<% if starts %>, state<% endif %>

<% endif %>
<% endblock %>
