"""Loss and gradient of the network "<< title >>", as plain NumPy.

Parameters: one array `w`, whose last axis holds the << count >> trained parameters in this order:

<< order >>

Leading axes are independent parameter vectors: `w` of shape (100, << count >>) gives 100 losses and
gradients of shape (100, << count >>).

Made by symbackprop from the same equations as the notes; every name below is the name used there
(`dE_dw` is the derivative of the total error with respect to `w`). Run the file to check it against values that were
computed in ball arithmetic, each digit certain. Needs NumPy and nothing else; yours to keep and change.
"""

<% if needs_math %>
import math

<% endif %>
import numpy as np

<% if constants %>
# What is given and not trained.
<% for line in constants %>
<< line >>
<% endfor %>

<% endif %>
INITIAL = np.array([
<< initial >>
])

<% if learning_rate %>
LEARNING_RATE = << learning_rate >>

<% endif %>
<% if has_check %>
# At INITIAL, correctly rounded.
EXPECTED_LOSS = << expected_loss >>
EXPECTED_GRADIENT = np.array([
<< expected_gradient >>
])
<% endif %>

<% for source in functions %>

<< source >>

<% endfor %>

def loss(w):
    """Return the loss, shape (...), of parameters of shape (..., << count >>)."""
<< unpacked >>
<% for line in forward %>
    << line >>
<% endfor %>
    return << loss >>


def gradient(w):
    """Return the gradient, shape (..., << count >>), at parameters of shape (..., << count >>)."""
    return loss_and_gradient(w)[1]


def loss_and_gradient(w):
    """Return the loss, shape (...), and the gradient, shape (..., << count >>)."""
<< unpacked >>
    # Forward pass
<% for line in forward %>
    << line >>
<% endfor %>
    # Backward pass
<% for line in backward %>
    << line >>
<% endfor %>
    slopes = [
<< slopes >>
    ]
    return << loss >>, np.stack([np.broadcast_to(slope, np.shape(<< loss >>)) for slope in slopes], axis=-1)


def train(w<% if has_rate %>, learning_rate<% endif %>, rounds):
<% if is_descent %>
    """Return the parameters after some rounds of gradient descent, << descent >>."""
    for _ in range(rounds):
        w = << descent >>
    return w
<% else %>
    """Return the parameters after some rounds of << optimiser >>."""
<% for line in train_constants %>
    << line >>
<% endfor %>
<% for line in train_starts %>
    << line >>
<% endfor %>
    for round in range(1, rounds + 1):
        slopes = gradient(w)
<% for line in train_lines %>
        << line >>
<% endfor %>
        << moved >>
    return w
<% endif %>


def _columns(w):
    w = np.asarray(w, dtype=np.float64)
    if w.ndim == 0 or w.shape[-1] != << count >>:
        raise ValueError(f"w has shape {w.shape}; its last axis must hold the << count >> parameters")
    return np.moveaxis(w, -1, 0)
<% if has_check %>


if __name__ == "__main__":
    found_loss, found_gradient = loss_and_gradient(INITIAL)
    np.testing.assert_allclose(found_loss, EXPECTED_LOSS, rtol=1e-13)
    np.testing.assert_allclose(found_gradient, EXPECTED_GRADIENT, rtol=1e-12, atol=1e-300)
    print("loss at INITIAL:", found_loss, "- as expected")
    print("gradient at INITIAL:", found_gradient, "- as expected")
<% if learning_rate or not has_rate %>
    print("loss after one round:", loss(train(INITIAL<% if has_rate %>, LEARNING_RATE<% endif %>, 1)))
<% endif %>
<% endif %>
