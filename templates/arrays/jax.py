"""
<% include "arrays/head.txt" %>

Every function can be jitted, mapped and differentiated again; `shape` errors are raised while tracing, and values are
not looked at, so nan in gives nan out. Run the file to check it. Needs JAX.
"""

<% include "arrays/imports.txt" %>
import jax
import jax.numpy as jnp
import numpy as np

<% if dtype == "float64" %>
jax.config.update("jax_enable_x64", True)

<% endif %>
DTYPE = jnp.<< dtype >>
PARAMETERS = << count >>
LEARNING_RATE = << rate >>
<% set np_dtype = "np." ~ dtype %>
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
    return << loss >>


def gradient(parameters<< arguments >>):
    """Return the gradient, one number a parameter."""
    return loss_and_gradient(parameters<< arguments >>)[1]


def loss_and_gradient(parameters<< arguments >>):
    """Return the loss and the gradient, by the backward pass of the notes."""
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
    return << loss >>, jnp.concatenate([jnp.asarray(slope, dtype=DTYPE) for slope in slopes])


def update(parameters, rate<< arguments >>):
    """Return the parameters after one step of gradient descent."""
    return jnp.asarray(parameters, dtype=DTYPE) - rate * gradient(parameters<< arguments >>)


def train(parameters, rate, rounds<< arguments >>):
    """Return the parameters after some steps of gradient descent, in one compiled loop."""
    if rounds < 0:
        raise ValueError(f"rounds: expected 0 or more, given {rounds}")
    start = jnp.asarray(parameters, dtype=DTYPE)
    return jax.lax.fori_loop(0, rounds, lambda _, found: update(found, rate<< arguments >>), start)


SHAPES = {
<% for name, shape, size, dimensions in data %>
    "<< name >>": << shape >>,
<% endfor %>
}


def _checked(parameters, *data):
    parameters = jnp.asarray(parameters, dtype=DTYPE)
    if parameters.shape != (PARAMETERS,):
        raise ValueError(f"parameters: expected shape ({PARAMETERS},), given {parameters.shape}")
    arrays, samples = [], None
    for (name, shape), given in zip(SHAPES.items(), data):
        array = jnp.asarray(given, dtype=DTYPE)
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


<% if has_check %>
def call(*arguments):
    found_loss, found = jax.jit(loss_and_gradient)(*arguments)
    return float(found_loss), np.asarray(found)


<% include "arrays/check.txt" %>


if __name__ == "__main__":
    self_check()
<% endif %>
