<% extends "arrays/base.py" %>
<% block words %>
Needs NumPy and nothing else. Run the file to check it.
<% endblock %>
<% block imports %>
import numpy as np
<% endblock %>
<% block training %>
<% if is_descent %>
def update(<< update_arguments >>):
    """Return the parameters after one step of gradient descent."""
    return train(<< update_arguments >>, 1)


def train(<< train_arguments >>):
    """Return the parameters after some steps of gradient descent."""
    _check_steps(rate, rounds)
    parameters = np.array(_checked(parameters<< arguments >>)[0])
    for _ in range(rounds):
        parameters -= << descent >>
    return parameters
<% else %>
def _moved(parameters<< control >><% if has_round %>, round<% endif %>, slopes):
    """Return the parameters<% if starts %> and the state<% endif %> after one round of << optimiser >>, by the gradient."""
<% if has_rate %>
    rate = DTYPE(rate)
<% endif %>
<% if has_round %>
    round = DTYPE(round)
<% endif %>
<% for line in update %>
    << line >>
<% endfor %>
    return << moved >><% if starts %>, np.concatenate([<< kept | join(", ") >>])<% endif %>



def update(<< update_arguments >>):
    """Return the parameters<% if starts %> and the state<% endif %> after one round of << optimiser >><% if has_round %>; rounds are counted from 1<% endif %>."""
    return train(<< update_arguments >>, 1)


def train(<< train_arguments >>):
    """Return the parameters<% if starts %> and the state<% endif %> after some rounds of << optimiser >>."""
    _check_steps(<< "rate" if has_rate else "0.0" >>, rounds)
    parameters = np.array(_checked(parameters<< arguments >>)[0])
<% if starts %>
    state = _state(state)
<% endif %>
    for << "round in range(first, first + rounds)" if has_round else "_ in range(rounds)" >>:
        slopes = gradient(parameters<< arguments >>)
        parameters<% if starts %>, state<% endif %> = _moved(parameters<< control >><% if has_round %>, round<% endif %>, slopes)
    return parameters<% if starts %>, state<% endif %>

<% endif %>
<% endblock %>
