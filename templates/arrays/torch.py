<% extends "arrays/base.py" %>
<% block words %>
`loss` consists of functions of PyTorch: autograd and `torch.func` differentiate it as often as you like and by any argument, so that
what stands before it is trained as well. `loss_and_gradient` is the backward pass of the notes, which can be differentiated, too.
Where a function has a kink, its slope is the one nearest to 0 of those on both sides. nan is refused, but under `torch.vmap`
and while `torch.compile` traces there are no values to be looked at. Run the file to check it. Needs PyTorch.
<% endblock %>
<% block imports %>
import numpy as np
import torch
<% endblock %>
<% block training %>
<% if is_descent %>
def update(<< update_arguments >>):
    """Return the parameters after one step of gradient descent."""
    _check_steps(rate, 1)
    return parameters - << descent >>


def train(<< train_arguments >>):
    """Return the parameters after some steps of gradient descent.

    Where an argument requires a gradient, autograd keeps every step; under `torch.no_grad()` it keeps none.
    """
    _check_steps(rate, rounds)
    parameters = _checked(parameters<< arguments >>)[0].clone()
    for _ in range(rounds):
        parameters = update(<< update_arguments >>)
    return parameters
<% else %>
def _moved(parameters<< control >><% if has_round %>, round<% endif %>, slopes):
    """Return the parameters<% if starts %> and the state<% endif %> after one round of << optimiser >>, by the gradient."""
<% if has_rate %>
    rate = torch.as_tensor(rate, dtype=DTYPE, device=parameters.device)
<% endif %>
<% if has_round %>
    round = torch.as_tensor(round, dtype=DTYPE, device=parameters.device)
<% endif %>
<% for line in update %>
    << line >>
<% endfor %>
    return << moved >><% if starts %>, torch.cat([<< kept | join(", ") >>])<% endif %>



def update(<< update_arguments >>):
    """Return the parameters<% if starts %> and the state<% endif %> after one round of << optimiser >><% if has_round %>; rounds are counted from 1<% endif %>."""
    return train(<< update_arguments >>, 1)


def train(<< train_arguments >>):
    """Return the parameters<% if starts %> and the state<% endif %> after some rounds of << optimiser >>.

    Where an argument requires a gradient, autograd keeps every round; under `torch.no_grad()` it keeps none.
    """
    _check_steps(<< "rate" if has_rate else "0.0" >>, rounds)
    parameters = _checked(parameters<< arguments >>)[0].clone()
<% if starts %>
    state = _state(state)
<% endif %>
    for << "round in range(first, first + rounds)" if has_round else "_ in range(rounds)" >>:
        slopes = gradient(parameters<< arguments >>)
        parameters<% if starts %>, state<% endif %> = _moved(parameters<< control >><% if has_round %>, round<% endif %>, slopes)
    return parameters<% if starts %>, state<% endif %>

<% endif %>
<% endblock %>
<% block checks %>
def _numbers(name, tensor):
    if not isinstance(tensor, torch.Tensor):
        raise TypeError(f"{name}: expected a tensor, given {type(tensor).__name__}")
    if tensor.dtype != DTYPE:
        raise TypeError(f"{name}: expected {DTYPE}, given {tensor.dtype}")
    if _known(torch.isnan(tensor).any()):
        raise ValueError(f"{name}: expected numbers, given nan")
    return tensor


def _known(number):
    if not isinstance(number, torch.Tensor):
        return number
    if torch.compiler.is_compiling():
        return None
    try:
        return number.detach().item()
    except RuntimeError:
        # A tensor that a transformation maps over has no value of its own.
        return None
<% endblock %>
<% block call %>
def call(*arguments):
    found_loss, found = loss_and_gradient(*map(torch.as_tensor, arguments))
    return found_loss.item(), found.numpy()


lifted = torch.as_tensor
<% if more %>


def applied(function, *arguments):
    return function(*map(torch.as_tensor, arguments))
<% endif %>


def derived(*arguments):
    given = [torch.tensor(argument, requires_grad=True) for argument in arguments]
    slopes = torch.autograd.grad(loss(*given), given, allow_unused=True, materialize_grads=True)
    return [one.numpy() for one in slopes]
<% if has_hessian %>


def derived_along(direction, parameters, *data):
    given = torch.tensor(parameters, requires_grad=True)
    (slopes,) = torch.autograd.grad(loss(given, *map(torch.as_tensor, data)), given, create_graph=True)
    return torch.autograd.grad(slopes @ torch.as_tensor(direction), given, materialize_grads=True)[0].numpy()
<% endif %>
<% endblock %>
