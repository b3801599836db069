"""From the names in a document to the quantities of a network.

A letter can play several parts, and indices can count neurons, layers or weights, in several orders. Each reading is a
scheme; all names of one pattern are read by one scheme, which is the one that best fits the numbers that the document
prints for them. So conventions are found once, from evidence, and not guessed name by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from ...models.network import Network
from .. import thresholds
from ..lexicon.roles import DELTA, LOSS, NET, OUT, PARTS, RATE, parts_of
from ..tree import Name
from .atoms import Atom, Layout, Meaning, Role, adjoint, step, updated
from .declared import declared
from .layers import LayerTable
from .network_parts import NETWORK_PARTS, entries_of, named_signals
from .positions import ints
from .scheme import Change, Changed, Quantity, Scheme, SchemeReading
from .update_names import is_of_update, update_readings

COUNTING = frozenset({"N", "k", "m", "n"})
"""Letters that count layers, neurons or samples more often than they name a quantity."""

CONSTANTS = frozenset({"beta", "gamma", "epsilon", "lambda", "mu", "rho"})
"""Letters of constants: learning rates, the decay of weights, what an optimiser keeps."""

SAMPLES = frozenset({"N", "m"})
"""Letters for the number of samples over which a loss is the mean."""

ROUND_ABOVE = frozenset({("(1)",), ("[1]",), ("1",)})
"""What stands above a parameter after the first update, where it counts no layers."""

ENDS_OF_A_NEURON = MappingProxyType({"in": NET, "net": NET, "out": OUT})
LAYER_LETTERS = MappingProxyType(
    {"H": "h", "O": "o", "Y": "o", "h": "h", "hidden": "h", "o": "o", "output": "o", "y": "o"}
)
"""Letters of layers, of which `h_in` and `o_out` name the two ends."""


def readings(name: Name, network: Network, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    """Yield what a name can stand for, the likeliest first; of several readings by one scheme the first counts."""
    for reading in _readings(name, network, layers, layout):
        yield SchemeReading(reading.scheme, reading.meaning.of(updated)) if name.new else reading


def _readings(name: Name, network: Network, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    if not network.graph.leaves:
        # Where a document is about no network, no name means a quantity of one.
        return
    if not network.optimiser.is_descent and is_of_update(name, network):
        yield from update_readings(name, network)
        return
    if name.accent.startswith("bar") and not layers.vocabulary.is_accented(name):
        # Reverse accumulation writes x̄ for the derivative of the loss by x, where x is a quantity of the spec.
        inner = replace(name, accent=name.accent.removeprefix("bar").strip())
        for reading in declared(inner, network, layers, layout):
            yield _changed(reading, Change.BAR)
    else:
        yield from declared(name, network, layers, layout)
    spelled = _in_or_out(name)
    if spelled is not None:
        for part in parts_of(spelled):
            yield from NETWORK_PARTS[part](spelled, layers, layout)
    if name.base in SAMPLES and not (name.below or name.above or name.at or name.accent):
        yield SchemeReading(Scheme(Quantity.SAMPLES), Meaning(((Atom(Role.SAMPLES),),)))
    if DELTA in parts_of(name) and not network.layers:
        yield from named_signals(name, layers)
    for part in parts_of(name):
        for reading in NETWORK_PARTS[part](name, layers, layout):
            yield _guessed(reading) if name.base in COUNTING or _is_constant(name, part) else reading
    yield from _marked(name, network, layers, layout)
    if name.above in ROUND_ABOVE:
        for reading in _readings(replace(name, above=()), network, layers, layout):
            if all(atom.symbol in layers.parameters for atom in reading.meaning.flat):
                yield _guessed(_changed(reading, Change.FIRST_ROUND))
    if len(name.base) <= thresholds.LONGEST_GUESSED_NAME and layers.vocabulary.find(name) is None:
        yield from _unusual(name, layers, layout)


def _is_constant(name: Name, part: str) -> bool:
    """Say whether a Greek letter without an index is a constant, as of an optimiser, more often than this part."""
    return name.base in CONSTANTS and part != RATE and not (name.below or name.above or name.at or name.accent)


def _marked(name: Name, network: Network, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    """Yield what a name stands for whose word is a mark before another letter: `Δw`, `dz`, `grad`."""
    mark, inner = name.base[0], name.base[1:]
    if mark == "Δ" and inner:
        for reading in _readings(_without_mark(name), network, layers, layout):
            yield _changed(reading, Change.STEP)
            yield _changed(reading, Change.NEGATIVE_STEP)
            yield _changed(reading, Change.DELTA_DERIVATIVE)
    elif mark in "dδ" and inner and name.base not in PARTS:
        for reading in _readings(_without_mark(name), network, layers, layout):
            yield _changed(reading, Change.DIFFERENTIAL)
    elif name.base in ("grad", "gradient") and layers.stages:
        for symbols in (layers.stages[-1].net, layers.stages[-1].out):
            atoms = tuple(Atom(Role.ADJOINT, symbol) for symbol in symbols)
            yield from entries_of(Quantity.GRADIENT, atoms, layout, ints(name.at))


def _unusual(name: Name, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    """Yield what a letter may be used for as nobody else does; only numbers that fit can support it."""
    for part in (NET, OUT, RATE, LOSS):
        if part is LOSS and name.base != "l":
            continue
        if part is RATE and (len(name.base) > 1 or name.below or name.accent or name.bold):
            continue
        if part not in parts_of(name):
            yield from map(_guessed, NETWORK_PARTS[part](name, layers, layout))


def _guessed(reading: SchemeReading) -> SchemeReading:
    return SchemeReading(Scheme(reading.scheme.subject, reading.scheme.counting, guessed=True), reading.meaning)


CHANGES: Mapping[Change, Callable[[Atom], Atom]] = MappingProxyType(
    {
        Change.BAR: adjoint,
        Change.DELTA_DERIVATIVE: adjoint,
        Change.DIFFERENTIAL: adjoint,
        Change.FIRST_ROUND: updated,
        Change.NEGATIVE_STEP: partial(step, sign=-1),
        Change.STEP: partial(step, sign=1),
    }
)
"""What each mark makes of a quantity."""


def _changed(reading: SchemeReading, change: Change) -> SchemeReading:
    return SchemeReading(Scheme(Changed(change, reading.scheme)), reading.meaning.of(CHANGES[change]))


def _in_or_out(name: Name) -> Name | None:
    """Return `h_in` as the net input of a hidden neuron, and `o_out` as the output of one of the last layer."""
    roles = [ENDS_OF_A_NEURON[part] for part in name.below if part in ENDS_OF_A_NEURON]
    layer = LAYER_LETTERS.get(name.base)
    if len(roles) != 1 or layer is None or name.accent:
        return None
    rest = "".join(part for part in name.below if part not in ENDS_OF_A_NEURON)
    return replace(name, base=roles[0], below=(layer + rest,), bold=False)


def _without_mark(name: Name) -> Name:
    return replace(name, base=name.base[1:], new=False, text=name.text[1:])
