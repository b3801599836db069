"""What the names of an optimiser stand for: its constants, its state, and what a round computes on the way.

`m_5` and `m_{w5}` are the state of the parameter w5; without an index they are that of the only parameter. A letter of
the optimiser is no other letter, so that β₁ is no bias and v no weight; where a network has the letter for something of
its own, the names of the optimiser are those of the notes, as `v_{opt}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from ...derive.first_round import named
from ...expression.tree import Symbol, updated
from ...graph.update import PARAMETER, RATE, SLOPE, Update
from ...models.network import Network
from ..lexicon.words import GREEK
from ..tree import Name
from .atoms import Atom, Meaning, Role, StandIn
from .scheme import Quantity, Scheme, SchemeReading

NEW = "+"


def is_of_update(name: Name, network: Network) -> bool:
    """Say whether a name is one of the network's optimiser, for some parameter or for any."""
    return bool(_matches(name, network))


def is_in_update(name: Name, network: Network) -> bool:
    """Say whether the equations of the network's optimiser use a name, be it for any parameter and its gradient."""
    if network.optimiser.is_descent:
        return False
    if isinstance(name, StandIn):
        return True
    general = name.base in (PARAMETER.base, SLOPE.base) and not (name.below or name.above or name.at or name.accent)
    return general or is_of_update(name, network)


def named_alike(name: Name, network: Network) -> bool:
    """Say whether a name is one of the optimiser that is the same for all parameters."""
    return any(not index and symbol in _shared(network) for symbol, index in _matches(name, network))


def of_any_parameter(name: Name, network: Network) -> Symbol | None:
    """Return what a name of the optimiser is that each parameter has its own of, where no index says whose."""
    found = [symbol for symbol, index in _matches(name, network) if not index and symbol not in _shared(network)]
    return found[0] if found else None


def _shared(network: Network) -> frozenset[Symbol]:
    update = network.optimiser
    return frozenset({*update.constants, *update.uniform, *update.shared})


def update_readings(name: Name, network: Network) -> Iterator[SchemeReading]:
    """Yield what a name of the optimiser stands for in the first round.

    Args:
        name: The name.
        network: The network, whose optimiser is not plain descent.
    """
    update = network.optimiser
    shared = _shared(network)
    for symbol, index in _matches(name, network):
        if symbol in shared:
            if not index:
                yield _reading(Quantity.UPDATE, None, symbol)
            continue
        if symbol in update.state and index == "0":
            # What every parameter starts with, v₀ = 0, beside what a round makes of it, v₁.
            yield _reading(Quantity.UPDATE, network.parameters[0], symbol)
            continue
        parameter = _parameter(index, network)
        if parameter is None:
            continue
        # Where the value after the round has a plus, that without one is the value before; else it is the new one.
        if symbol in update.state:
            yield _reading(Quantity.STATE, parameter, updated(symbol) if name.new else symbol)
            yield _reading(Quantity.UPDATE, parameter, updated(symbol))
        else:
            yield _reading(Quantity.UPDATE, parameter, symbol)


def _reading(quantity: Quantity, parameter: Symbol | None, symbol: Symbol) -> SchemeReading:
    return SchemeReading(Scheme(quantity), Meaning(((Atom(Role.UPDATE, parameter, symbol),),)))


def _matches(name: Name, network: Network) -> list[tuple[Symbol, str]]:
    """Return the names of the optimiser that a name can be, each with what stands below it besides."""
    if name.at or name.above or network.optimiser.is_descent:
        return []
    below = "".join(name.below).replace("_", "").replace(",", "")
    found: list[tuple[Symbol, str]] = []
    for (base, accent, own), symbol in _letters(network).items():
        if (base, accent) == (name.base, name.accent) and below.startswith(own):
            found.append((symbol, below.removeprefix(own)))
    # The longest name is meant: β1 and no β with the index 1.
    longest = min((len(index) for _, index in found), default=0)
    return [match for match in found if len(match[1]) == longest]


@lru_cache(maxsize=8)
def _letters_of(
    names: tuple[tuple[Symbol, Symbol], ...],
) -> Mapping[tuple[str, str, str], Symbol]:
    found: dict[tuple[str, str, str], Symbol] = {}
    for symbol, shown in names:
        key = (GREEK.get(shown.base, shown.base), shown.accent, shown.subscript.replace(",", ""))
        found.setdefault(key, symbol)
    return found


def _letters(network: Network) -> Mapping[tuple[str, str, str], Symbol]:
    """Return the names of the optimiser by letter, accent and what stands below; a new value has the old one's."""
    update: Update = network.optimiser
    names = named(network, update)
    kept = [
        (symbol, shown)
        for symbol, shown in names.items()
        if symbol != RATE and symbol.mark != NEW and symbol != PARAMETER and isinstance(shown, Symbol)
    ]
    return _letters_of(tuple(kept))


def _parameter(index: str, network: Network) -> Symbol | None:
    """Return the parameter that an index names: `w5`, or `5` where no other has the number."""
    if not index:
        return network.parameters[0] if network.parameter_count == 1 else None
    plain = {symbol.ascii.replace("_", ""): symbol for symbol in network.parameters}
    if index in plain:
        return plain[index]
    numbered = [symbol for symbol in network.parameters if symbol.subscript.replace(",", "") == index]
    return numbered[0] if len(numbered) == 1 else None
