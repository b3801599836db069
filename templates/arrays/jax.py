<% extends "arrays/base.py" %>
<% block words %>
Every function can be jitted, mapped and differentiated again. Shapes are looked at while tracing; values, which are not
there then, only where a function is called with arrays: nan is refused there, and under `jax.jit` it is passed on. Run
the file to check it. Needs JAX.
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
def update(parameters, rate<< arguments >>):
    """Return the parameters after one step of gradient descent."""
    if not isinstance(rate, jax.core.Tracer):
        _check_steps(rate, 1)
    return jnp.asarray(parameters, dtype=DTYPE) - rate * gradient(parameters<< arguments >>)


def train(parameters, rate, rounds<< arguments >>):
    """Return the parameters after some steps of gradient descent, in one compiled loop."""
    if not any(isinstance(given, jax.core.Tracer) for given in (rate, rounds)):
        _check_steps(rate, rounds)
    start = _checked(parameters<< arguments >>)[0]
    return jax.lax.fori_loop(0, rounds, lambda _, found: update(found, rate<< arguments >>), start)
<% endblock %>
<% block checks %>
def _numbers(name, given):
    if not isinstance(given, jax.core.Tracer):
        kind = np.asarray(given).dtype
        if not jnp.issubdtype(kind, jnp.number) or jnp.issubdtype(kind, jnp.complexfloating):
            raise TypeError(f"{name}: expected numbers, given {kind}")
    array = jnp.asarray(given, dtype=DTYPE)
    if not isinstance(array, jax.core.Tracer) and bool(jnp.isnan(array).any()):
        raise ValueError(f"{name}: expected numbers, given nan")
    return array
<% endblock %>
<% block call %>
def call(*arguments):
    found_loss, found = jax.jit(loss_and_gradient)(*arguments)
    return float(found_loss), np.asarray(found)
<% endblock %>
