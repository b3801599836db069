"""What `--compare` asks for: another spec, or the same network with another learning rate, optimiser or draw."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import UsageError, unknown
from .inputs import read_network, with_optimiser, with_values

if TYPE_CHECKING:
    from ..derive.narrate import Comparison
    from ..models.network import Network

LEARNING_RATE, OPTIMISER, RANDOM = "learning_rate", "optimiser", "random"
CHANGES = (LEARNING_RATE, OPTIMISER, RANDOM)
LIKE = "as learning_rate=0.1, optimiser=adam, random=7, or another spec"


def comparison_of(network: Network, spec: str, asked: str, quiet: bool) -> Comparison | None:
    """Return the run that is to be set beside that of the notes, or None where nobody asks.

    Args:
        network: The network of the notes, with its values.
        spec: Where it comes from.
        asked: A spec, or changes of this one with commas between them.
        quiet: Whether no progress is shown.

    Raises:
        UsageError: It is no spec and no change, or one of the two has no learning rate.
    """
    from ..derive.narrate import Comparison

    if not asked.strip():
        return None
    if "=" in asked:
        changes = _changes(asked)
        other = _changed(network, spec, changes, asked, quiet)
        seed = changes.get(RANDOM, "")
        found = Comparison(other, _named(network, changes, ""), _named(other, changes, seed))
    else:
        other = read_network(asked)
        found = Comparison(other, network.title, other.title)
    if network.missing or other.missing:
        raise UsageError(f"--compare {asked}: both runs need values for all that is given; see --random")
    for one, name in ((network, spec), (other, asked)):
        if one.update is None:
            raise UsageError(f"--compare {asked}: {name} has no learning rate, so nothing is trained")
    if found.name == found.other_name:
        raise UsageError(f"--compare {asked}: both runs would be the same, {found.name}; expected another")
    return found


def _changes(asked: str) -> dict[str, str]:
    """Return the changes by what they change."""
    found: dict[str, str] = {}
    for piece in filter(None, (piece.strip() for piece in asked.split(","))):
        key, sign, value = (part.strip() for part in piece.partition("="))
        if not sign or not value:
            raise UsageError(f"--compare {asked}: {piece!r} is no change; expected {LIKE}")
        if key not in CHANGES:
            raise unknown("change of --compare", key, list(CHANGES))
        if key in found:
            raise UsageError(f"--compare {asked}: {key} is changed twice; expected it once")
        found[key] = value
    return found


def _changed(network: Network, spec: str, changes: dict[str, str], asked: str, quiet: bool) -> Network:
    from ..models.literals import Literal, number

    if RANDOM in changes:
        if not changes[RANDOM].isdecimal():
            raise UsageError(f"--compare {asked}: expected a seed of 0 or more, found {changes[RANDOM]!r}")
        network = with_values(read_network(spec), spec, int(changes[RANDOM]), quiet)
    if OPTIMISER in changes:
        network = with_optimiser(network, changes[OPTIMISER])
    if LEARNING_RATE in changes:
        try:
            rate_given = number(Literal(changes[LEARNING_RATE]))
        except ValueError as error:
            raise UsageError(f"--compare {asked}: {LEARNING_RATE}: {error}") from error
        network = replace(network, learning_rate=rate_given)
    return network


def _named(network: Network, changes: dict[str, str], seed: str) -> str:
    """Return what tells a run from the other one: what is changed, as this one has it."""
    from ..models.optimisers import DEFAULT_OPTIMISER, OPTIMISERS

    found: list[str] = []
    if OPTIMISER in changes:
        found.append(network.optimiser.title or OPTIMISERS[DEFAULT_OPTIMISER].title)
    if LEARNING_RATE in changes or (OPTIMISER in changes and network.learning_rate is not None):
        found.append(f"η = {network.rate.text}")
    if RANDOM in changes:
        found.append(f"the values of seed {seed}" if seed else "the values above")
    return ", ".join(found)
