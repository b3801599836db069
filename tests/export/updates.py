"""Networks with optimisers of every kind, and what ball arithmetic says of their training."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

ROUNDS = 4
SPEC = """
equations = '''
y = a*x + b
E = 1/2*(y - t)^2 + 1/10*a^2*b
'''
loss = "E"
parameters = ["a", "b"]
{rate}
[values]
x = 0.7
t = 1.3
a = 0.4
b = -0.2
[optimiser]
{section}
"""
RATE = "learning_rate = 0.125"
OPTIMISERS: Mapping[str, tuple[str, str]] = {
    "adagrad": (RATE, 'name = "adagrad"'),
    "adam": (RATE, 'name = "adam"'),
    "adamw with a schedule": ('learning_rate = "0.125*0.9^n"', 'name = "adamw"'),
    "clipped momentum": (RATE, 'name = "momentum"\nclip_norm = 0.25\nweight_decay = 0.125'),
    "descent": (RATE, 'name = "sgd"'),
    "descent whose rate falls": ('learning_rate = "0.5/(1 + n)"', 'name = "sgd"'),
    "nesterov": (RATE, 'name = "nesterov"\nclip_value = 0.5'),
    "old state, in equations": (
        RATE,
        'equations = """\nq_new = 1/2*q - w\nw_new = w - eta*(g + q + 0.25*p)\np_new = q*w\n"""\n'
        "state = { q = 0.5, p = -1 }",
    ),
    "new values of no parameter": (
        RATE,
        'equations = """\nq_new = norm/(1 + n)\nw_new = eta*n + q\n"""\nstate = { q = 0.5 }',
    ),
    "rmsprop": (RATE, 'name = "rmsprop"\nepsilon = 0.001'),
}


def network(case: str) -> Network:
    rate, section = OPTIMISERS[case]
    return parse(SPEC.format(rate=rate, section=section), "line.toml")


def trained(case: str, rounds: int = ROUNDS) -> list[float]:
    """Return the parameters after some rounds, certified."""
    made = network(case)
    balls = made.descent()
    balls.watched = made.parameters
    return [float(number.value) for number in balls.show(rounds, Rounding(17)).values()]


def control(case: str, number: int = 1) -> list[float]:
    """Return what the update of a case is given after the state: the learning rate, the number of the round."""
    update = network(case).optimiser
    given: list[float] = [0.125] if update.lacks_rate else []
    return [*given, number] if any(read.base == "n" for read in update.reads) else given


DATA = (np.array(0.7), np.array(1.3))
