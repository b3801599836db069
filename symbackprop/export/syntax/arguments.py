"""The order of arguments: one for all functions of all languages, as far as a function has them."""

from __future__ import annotations

from collections.abc import Mapping

from ..program.steps import Steps

ORDER = (
    "parameters",
    "direction",
    "state",
    "samples",
    "data",
    "rate",
    "round",
    "rounds",
    "gradient",
    "outputs",
    "work",
)
"""What a function is about, what it is given, how it trains, and what it fills. `data` is one array for each kind."""


def in_order(given: Mapping[str, str]) -> str:
    """Return a list of arguments.

    Args:
        given: What is written for each, or nothing where a function has none of them.

    >>> in_order({"rate": "rate", "data": "x, t", "state": "", "parameters": "w"})
    'w, x, t, rate'
    """
    return ", ".join(given[kind] for kind in sorted(given, key=ORDER.index) if given[kind])


def moving_arguments(steps: Steps, data: str) -> dict[str, str]:
    """Return the arguments of `update` and `train` in a language that needs no types.

    Args:
        steps: What a round does.
        data: The names of the data.
    """
    given = {"parameters": "parameters", "data": data}
    given |= {"state": "state"} if steps.state else {}
    given |= {"rate": "rate"} if steps.has_rate else {}
    rounds = {"round": "round"} if steps.has_round else {}
    first = {"round": "first", "rounds": "rounds"} if steps.has_round else {"rounds": "rounds"}
    return {"update_arguments": in_order(given | rounds), "train_arguments": in_order(given | first)}
