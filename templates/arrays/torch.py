"""
<% include "arrays/head.txt" %>

`loss` is differentiable by PyTorch's autograd, which calls the backward pass of the notes. Run the file to check it.
Needs PyTorch.
"""

<% include "arrays/imports.txt" %>
import numpy as np
import torch

DTYPE = torch.<< dtype >>
PARAMETERS = << count >>
LEARNING_RATE = << rate >>
<% set np_dtype = "np." ~ dtype %>
<% include "arrays/example.txt" %>
<% for source in functions %>

<< source >>

<% endfor %>

def loss_alone(parameters<< arguments >>):
    """Return the loss without a gradient."""
    parameters, samples<< arguments >> = _checked(parameters<< arguments >>)
<% for line in unpacked %>
    << line >>
<% endfor %>
<% for line in loss_lines %>
    << line >>
<% endfor %>
    return << loss >>


def loss_and_gradient(parameters<< arguments >>):
    """Return the loss and the gradient, one number a parameter."""
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
    return << loss >>, torch.cat([torch.as_tensor(slope, dtype=DTYPE).reshape(-1) for slope in slopes])


def gradient(parameters<< arguments >>):
    """Return the gradient."""
    return loss_and_gradient(parameters<< arguments >>)[1]


class Loss(torch.autograd.Function):
    """The loss, with the backward pass of the notes."""

    @staticmethod
    def forward(ctx, parameters, *data):
        found_loss, found_gradient = loss_and_gradient(parameters, *data)
        ctx.save_for_backward(found_gradient)
        ctx.count = len(data)
        return found_loss

    @staticmethod
    def backward(ctx, seed):
        (found_gradient,) = ctx.saved_tensors
        return seed * found_gradient, *([None] * ctx.count)


def loss(parameters<< arguments >>):
    """Return the loss; autograd finds the gradient by the backward pass of the notes."""
    return Loss.apply(parameters<< arguments >>)


def update(parameters, rate<< arguments >>):
    """Return the parameters after one step of gradient descent."""
    return parameters - rate * gradient(parameters<< arguments >>)


def train(parameters, rate, rounds<< arguments >>):
    """Return the parameters after some steps of gradient descent."""
    if rounds < 0:
        raise ValueError(f"rounds: expected 0 or more, given {rounds}")
    with torch.no_grad():
        for _ in range(rounds):
            parameters = update(parameters, rate<< arguments >>)
    return parameters


SHAPES = {
<% for name, shape, size, dimensions in data %>
    "<< name >>": << shape >>,
<% endfor %>
}


def _checked(parameters, *data):
    _check_kind("parameters", parameters)
    if tuple(parameters.shape) != (PARAMETERS,):
        raise ValueError(f"parameters: expected shape ({PARAMETERS},), given {tuple(parameters.shape)}")
    arrays, samples = [], None
    for (name, shape), array in zip(SHAPES.items(), data):
        _check_kind(name, array)
        if tuple(array.shape) == shape:
            array = array[None]
        elif tuple(array.shape[1:]) != shape or array.ndim != len(shape) + 1:
            raise ValueError(f"{name}: expected shape {shape}, or (samples, *{shape}), given {tuple(array.shape)}")
        if len(array) == 0:
            raise ValueError(f"{name}: expected at least one sample, given none")
        if samples not in (None, len(array)):
            raise ValueError(f"{name}: expected {samples} samples, given {len(array)}")
        samples = len(array)
        arrays.append(array)
    return parameters, samples or 1, *arrays


def _check_kind(name, tensor):
    if not isinstance(tensor, torch.Tensor):
        raise TypeError(f"{name}: expected a tensor, given {type(tensor).__name__}")
    if tensor.dtype != DTYPE:
        raise TypeError(f"{name}: expected {DTYPE}, given {tensor.dtype}")
    if not torch.compiler.is_compiling() and bool(torch.isnan(tensor).any()):
        raise ValueError(f"{name}: expected numbers, given nan")


<% if has_check %>
def call(*arguments):
    parameters, *data = (torch.as_tensor(argument) for argument in arguments)
    parameters = parameters.clone().requires_grad_()
    found_loss = loss(parameters, *data)
    found_loss.backward()
    return found_loss.item(), parameters.grad.numpy()


<% include "arrays/check.txt" %>


if __name__ == "__main__":
    self_check()
<% endif %>
