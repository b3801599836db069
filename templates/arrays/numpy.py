<% extends "arrays/base.py" %>
<% block words %>
Needs NumPy and nothing else. Run the file to check it.
<% endblock %>
<% block imports %>
import numpy as np
<% endblock %>
<% block training %>
def update(parameters, rate<< arguments >>):
    """Return the parameters after one step of gradient descent."""
    return train(parameters, rate, 1<< arguments >>)


def train(parameters, rate, rounds<< arguments >>):
    """Return the parameters after some steps of gradient descent."""
    _check_steps(rate, rounds)
    parameters = np.array(_checked(parameters<< arguments >>)[0])
    for _ in range(rounds):
        parameters -= DTYPE(rate) * gradient(parameters<< arguments >>)
    return parameters
<% endblock %>
