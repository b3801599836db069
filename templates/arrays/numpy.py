"""
<% include "arrays/head.txt" %>

Needs NumPy and nothing else. Run the file to check it.
"""

<% include "arrays/imports.txt" %>
import numpy as np

DTYPE = np.<< dtype >>
PARAMETERS = << count >>
LEARNING_RATE = << rate >>
<% set np_dtype = "DTYPE" %>
<% include "arrays/example.txt" %>
<% for source in functions %>

<< source >>

<% endfor %>

def loss(parameters<< arguments >>):
    """Return the loss."""
    parameters, samples<< arguments >> = _checked(parameters<< arguments >>)
<% for line in unpacked %>
    << line >>
<% endfor %>
<% for line in loss_lines %>
    << line >>
<% endfor %>
    return float(<< loss >>)


def gradient(parameters<< arguments >>):
    """Return the gradient, one number a parameter."""
    return loss_and_gradient(parameters<< arguments >>)[1]


def loss_and_gradient(parameters<< arguments >>):
    """Return the loss and the gradient."""
    parameters, samples<< arguments >> = _checked(parameters<< arguments >>)
<% for line in unpacked %>
    << line >>
<% endfor %>
    # Forward pass
<% for line in forward %>
    << line >>
<% endfor %>
    # Backward pass
<% for line in backward %>
    << line >>
<% endfor %>
    slopes = [
<% for slope in slopes %>
        << slope >>,
<% endfor %>
    ]
    return float(<< loss >>), np.concatenate([np.asarray(slope, dtype=DTYPE) for slope in slopes])


def update(parameters, rate<< arguments >>):
    """Return the parameters after one step of gradient descent."""
    return np.asarray(parameters, dtype=DTYPE) - DTYPE(rate) * gradient(parameters<< arguments >>)


def train(parameters, rate, rounds<< arguments >>):
    """Return the parameters after some steps of gradient descent."""
    if rounds < 0:
        raise ValueError(f"rounds: expected 0 or more, given {rounds}")
    for _ in range(rounds):
        parameters = update(parameters, rate<< arguments >>)
    return np.array(parameters, dtype=DTYPE)


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
        arrays.append(array)
    return parameters, samples or 1, *arrays


def _numbers(name, given):
    array = np.asarray(given)
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{name}: expected numbers, given {array.dtype}")
    array = array.astype(DTYPE, copy=False)
    if np.isnan(array).any():
        raise ValueError(f"{name}: expected numbers, given nan")
    return array


<% set call = "loss_and_gradient" %>
<% if has_check %>
call = loss_and_gradient


<% include "arrays/check.txt" %>


if __name__ == "__main__":
    self_check()
<% endif %>
