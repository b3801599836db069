"""From arguments to what they name: networks, forms, weights, rounding."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UnknownNameError, UsageError, unknown
from . import stage
from .arguments import ALL, DEFAULT_DIGITS, EXERCISES, MOST_ROUNDS, MOST_SHOWN_ROUNDS, NONE, PARTS, ROUNDS
from .streams import complain
from .terminal import waiting

if TYPE_CHECKING:
    from ..derive.narrate import Form, Story
    from ..expression.tree import Symbol
    from ..graph.rounding import Rounding
    from ..models.network import Network
    from ..models.writing import Writing


def read_network(spec: str, notation: str = "", decimal_comma: bool = False) -> Network:
    """Return the network of a file or of a built-in example, and warn of parameters without effect."""
    from dataclasses import replace

    stage.begin(f"reading {spec}")
    network = _read(spec, notation)
    _warn(network)
    return replace(network, decimal_comma=True) if decimal_comma else network


def _read(spec: str, notation: str) -> Network:
    from ..models.spec import example, load

    if _is_file(spec):
        return load(Path(spec), notation)
    try:
        return example(spec, notation)
    except UnknownNameError as error:
        hint = "; a file name ends in .toml" if str(error).startswith("no example") else ""
        raise UnknownNameError(f"{error}{hint}") from error


def _is_file(spec: str) -> bool:
    from ..models.foreign import advice

    path = Path(spec)
    return path.suffix == ".toml" or bool(advice(path)) or path.exists() or os.sep in spec


def _warn(network: Network) -> None:
    """Say on standard error which parameters descent will not move."""
    for symbol in network.unreached:
        loss = network.loss.ascii
        complain(f"warning: {symbol.ascii} does not reach {loss}; its gradient is 0")


def with_values(network: Network, spec: str, seed: int | None, quiet: bool) -> Network:
    """Return the network with the values drawn that it leaves out; an example is a starting point and leaves out all.

    Raises:
        UsageError: There is nothing to draw, or the seed is negative.
    """
    if seed is None:
        return network
    from ..models.draw import drawn, emptied, is_open

    if seed < 0:
        raise UsageError(f"--random must be 0 or more, not {seed}")
    if not _is_file(spec):
        network = emptied(network)
    elif not is_open(network):
        raise UsageError(f"{spec}: the spec gives all its values; leave out what is to be drawn with --random")
    with waiting("Drawing values", quiet):
        return drawn(network, seed)


def with_optimiser(network: Network, name: str) -> Network:
    """Return the network with another optimiser of the table, at its own learning rate where it has one."""
    from dataclasses import replace

    from ..expression.tree import decimal
    from ..models.optimisers import OPTIMISERS, optimiser

    update, rate = optimiser(name), OPTIMISERS[name].rate
    return replace(network, optimiser=update, learning_rate=decimal(rate) if rate else network.learning_rate)


def rounding_of(
    digits: int | None,
    decimals: int | None,
    policy: str = "",
    writing: Writing | None = None,
    usual: int = DEFAULT_DIGITS,
) -> Rounding:
    """Return how numbers are printed: as options say, else as the file of the network does, else with usual digits."""
    from ..graph.rounding import Digits, Policy, Rounding

    if digits is not None and decimals is not None:
        raise UsageError("--digits and --decimals exclude each other; give one of them")
    if writing is not None:
        policy = policy or writing.rounding
        if digits is None and decimals is None:
            digits, decimals = writing.digits, writing.decimals
    allowed = [each.value for each in Policy]
    named = policy.strip().lower() or Policy.FULL.value
    if named not in allowed:
        raise unknown("rounding", policy, allowed)
    try:
        if decimals is not None:
            return Rounding(decimals, Digits.DECIMALS, Policy(named))
        return Rounding(usual if digits is None else digits, policy=Policy(named))
    except ValueError as error:
        raise UsageError(str(error)) from error


def written_as(network: Network, times: str, ones: bool) -> Network:
    """Return a network whose notes have the signs that options ask for, before those of its file."""
    from dataclasses import replace

    from ..models.writing import TIMES

    name = times.strip().lower()
    if name and name not in TIMES:
        raise unknown("sign of products", times, list(TIMES))
    said = network.writing
    return replace(network, writing=replace(said, times=name or said.times, ones=ones or said.ones))


def check_rounds(rounds: int, least: int) -> None:
    """Refuse a number of rounds that is too small or too large."""
    if not least <= rounds <= MOST_ROUNDS:
        raise UsageError(f"--rounds must be from {least} to {MOST_ROUNDS:,}, not {rounds}")


def forms_of(given: str) -> tuple[Form, ...]:
    """Return the forms asked for, in the order in which the notes show them; nothing where none is."""
    from ..derive.narrate import Form

    names = [name.strip().lower() for name in given.split(",") if name.strip()]
    allowed = [form.value for form in Form]
    for name in names:
        if name not in allowed:
            raise unknown("form", name, allowed)
    return tuple(form for form in Form if form.value in names)


def story_named(given: str) -> Story | None:
    """Return how the backward pass is to be told, or None where nobody says so."""
    from ..derive.narrate import Story

    allowed = [story.value for story in Story]
    name = given.strip().lower()
    if name and name not in allowed:
        raise unknown("story", name, allowed)
    return Story(name) if name else None


def parts_of(given: str, show_rounds: int = 0, exercise_seed: int | None = None) -> tuple[str, ...]:
    """Return the parts asked for, in the order of the notes; rounds to show and a seed of exercises ask for theirs."""
    if exercise_seed is not None and exercise_seed < 0:
        raise UsageError(f"--exercise-seed must be 0 or more, not {exercise_seed}")
    if not 0 <= show_rounds <= MOST_SHOWN_ROUNDS:
        raise UsageError(f"--show-rounds must be from 1 to {MOST_SHOWN_ROUNDS}, not {show_rounds}")
    names = [name.strip().lower() for name in given.split(",") if name.strip()]
    for name in names:
        if name not in (*PARTS, ALL, NONE):
            raise unknown("part", name, [*PARTS, ALL, NONE])
    if NONE in names and names != [NONE]:
        raise UsageError(f"--parts has {NONE} beside others; give one or the other")
    names += [ROUNDS] if show_rounds else []
    names += [EXERCISES] if exercise_seed is not None else []
    return PARTS if ALL in names else tuple(part for part in PARTS if part in names)


def weights_of(network: Network, given: str) -> tuple[Symbol, ...]:
    """Return the weights asked for; nothing where none is."""
    names = [name.strip() for name in given.split(",") if name.strip()]
    if names == ["all"]:
        return network.parameters
    return tuple(dict.fromkeys(network.parameter(name) for name in names))
