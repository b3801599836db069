<% extends "arrays/base.py" %>
<% block words %>
`loss` is differentiable by PyTorch's autograd, which calls the backward pass of the notes. Values that are not there
while `torch.compile` traces are not looked at then. Run the file to check it. Needs PyTorch.
<% endblock %>
<% block imports %>
import numpy as np
import torch
<% endblock %>
<% block functions %>
<< super() >>

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
<% endblock %>
<% block training %>
def update(parameters, rate<< arguments >>):
    """Return the parameters after one step of gradient descent."""
    _check_steps(rate, 1)
    return parameters - rate * gradient(parameters<< arguments >>)


def train(parameters, rate, rounds<< arguments >>):
    """Return the parameters after some steps of gradient descent."""
    _check_steps(rate, rounds)
    with torch.no_grad():
        parameters = _checked(parameters<< arguments >>)[0].clone()
        for _ in range(rounds):
            parameters = update(parameters, rate<< arguments >>)
    return parameters
<% endblock %>
<% block checks %>
def _numbers(name, tensor):
    if not isinstance(tensor, torch.Tensor):
        raise TypeError(f"{name}: expected a tensor, given {type(tensor).__name__}")
    if tensor.dtype != DTYPE:
        raise TypeError(f"{name}: expected {DTYPE}, given {tensor.dtype}")
    if not torch.compiler.is_compiling() and bool(torch.isnan(tensor).any()):
        raise ValueError(f"{name}: expected numbers, given nan")
    return tensor
<% endblock %>
<% block call %>
def call(*arguments):
    parameters, *data = (torch.as_tensor(argument) for argument in arguments)
    parameters = parameters.clone().requires_grad_()
    found_loss = loss(parameters, *data)
    found_loss.backward()
    return found_loss.item(), parameters.grad.numpy()
<% endblock %>
