<% extends "arrays/base.py" %>
<% block words %>
Every function can be jitted, mapped and differentiated, as often as you like and by any argument; where a function has a
kink, its slope is the one nearest to 0 of those on both sides. Shapes are looked at while tracing; values, which are not there then,
only where a function is called with arrays: nan is refused there, and under `jax.jit` it is passed on. Run the file to check
it. Needs JAX.
<% endblock %>
<% block imports %>
import jax
import jax.numpy as jnp
import numpy as np
<% if dtype == "float64" %>

jax.config.update("jax_enable_x64", True)
<% endif %>
<% endblock %>
<% block training %>
<% if is_descent %>
def update(<< update_arguments >>):
    """Return the parameters after one step of gradient descent."""
    _check_steps(rate, 1)
    return jnp.asarray(parameters, dtype=DTYPE) - << descent >>


def train(<< train_arguments >>):
    """Return the parameters after some steps of gradient descent, in one compiled loop."""
    _check_steps(rate, rounds)
    start = _checked(parameters<< arguments >>)[0]
    return jax.lax.fori_loop(0, rounds, lambda _, found: update(found<< arguments >>, rate), start)
<% else %>
def _moved(parameters<< control >><% if has_round %>, round<% endif %>, slopes):
    """Return the parameters<% if starts %> and the state<% endif %> after one round of << optimiser >>, by the gradient."""
<% if has_rate %>
    rate = jnp.asarray(rate, dtype=DTYPE)
<% endif %>
<% if has_round %>
    round = jnp.asarray(round, dtype=DTYPE)
<% endif %>
<% for line in update %>
    << line >>
<% endfor %>
    return << moved >><% if starts %>, jnp.concatenate([<< kept | join(", ") >>])<% endif %>



def update(<< update_arguments >>):
    """Return the parameters<% if starts %> and the state<% endif %> after one round of << optimiser >><% if has_round %>; rounds are counted from 1<% endif %>."""
    return train(<< update_arguments >>, 1)


def train(<< train_arguments >>):
    """Return the parameters<% if starts %> and the state<% endif %> after some rounds of << optimiser >>, in one compiled loop."""
    _check_steps(<< "rate" if has_rate else "0.0" >>, rounds)

    def one(done, found):
<% if starts %>
        parameters, state = found
<% else %>
        parameters = found
<% endif %>
        slopes = gradient(parameters<< arguments >>)
        return _moved(parameters<< control >><% if has_round %>, first + done<% endif %>, slopes)

    return jax.lax.fori_loop(0, rounds, one, <% if starts %>(<% endif %>_checked(parameters<< arguments >>)[0]<% if starts %>, _state(state))<% endif %>)
<% endif %>
<% endblock %>
<% block checks %>
def _numbers(name, given):
    kind = given.dtype if isinstance(given, jax.Array) else np.asarray(given).dtype
    if not jnp.issubdtype(kind, jnp.number) or jnp.issubdtype(kind, jnp.complexfloating):
        raise TypeError(f"{name}: expected numbers, given {kind}")
    array = jnp.asarray(given, dtype=DTYPE)
    if _known(jnp.isnan(array).any()):
        raise ValueError(f"{name}: expected numbers, given nan")
    return array


def _known(number):
    # While something is traced, what is computed of known numbers is not known either.
    if isinstance(number, jax.core.Tracer):
        return None
    return number.item() if isinstance(number, jax.Array) else number
<% endblock %>
<% block call %>
def call(*arguments):
    found_loss, found = jax.jit(loss_and_gradient)(*arguments)
    return float(found_loss), np.asarray(found)


lifted = jnp.asarray
<% if more %>


def applied(function, *arguments):
    return jax.jit(function)(*arguments)
<% endif %>


def derived(*arguments):
    slopes = jax.jit(jax.grad(loss, tuple(range(len(arguments)))))(*arguments)
    return [np.asarray(one) for one in slopes]
<% if has_hessian %>


def derived_along(direction, parameters, *data):
    slopes = jax.grad(lambda at: loss(at, *data))
    return np.asarray(jax.jit(lambda at: jax.jvp(slopes, (at,), (direction,))[1])(parameters))
<% endif %>
<% endblock %>
