"""From the names in a document to the quantities of a network.

A letter can play several parts, and indices can count neurons, layers or weights, in several orders. Each reading is a
scheme; all names of one make are read by one scheme, which is the one that best fits the numbers that the document
prints for them. So conventions are found once, from evidence, and not guessed name by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ...expression.tree import Index, Symbol
from ...graph.expand import element
from ...models.network import Network
from .. import thresholds
from ..lexicon.roles import (
    BIAS,
    DELTA,
    HIDDEN,
    INPUT,
    LOSS,
    NET,
    OUT,
    OUTPUT,
    PARTS,
    RATE,
    TARGET,
    TOTAL,
    WEIGHT,
    parts_of,
)
from ..lexicon.words import GREEK, is_digits
from ..tree import Name
from .atoms import Atom, Meaning, Role
from .layers import LayerTable
from .positions import ints, letters_of, level_of, pieces_of, spots, symbols_at
from .vocabulary import OWN
from .weights import Layout, SchemeReading, lined, matrix, one, weights

_Part = Callable[[Name, LayerTable, Layout], Iterator[SchemeReading]]


GUESSED = "?"

"""What the name of a scheme begins with that only numbers can bear out."""


COUNTING = frozenset({"N", "k", "m", "n"})
"""Letters that count layers, neurons or samples more often than they name a quantity."""

SAMPLES = frozenset({"N", "m"})
"""Letters for the number of samples over which a loss is the mean."""

SAMPLE_ABOVE = re.compile(r"\((\d{1,3})\)")
"""The sample that a quantity of a model in equations belongs to."""


ENDS_OF_A_NEURON = MappingProxyType({"in": NET, "net": NET, "out": OUT})
LAYER_LETTERS = MappingProxyType(
    {"H": "h", "O": "o", "Y": "o", "h": "h", "hidden": "h", "o": "o", "output": "o", "y": "o"}
)
"""Letters of layers, of which `h_in` and `o_out` name the two ends."""


def readings(name: Name, network: Network, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    """Yield what a name can stand for, the likeliest first."""
    seen: set[tuple[str, Meaning]] = set()
    for reading in _readings(name, network, layers, layout):
        if name.new:
            atoms = tuple(tuple(_new(atom) for atom in row) for row in reading.meaning.rows)
            reading = SchemeReading(reading.scheme, Meaning(atoms, reading.meaning.free))
        key = (reading.scheme, reading.meaning)
        if key not in seen:
            seen.add(key)
            yield reading


def _new(atom: Atom) -> Atom:
    return Atom(Role.NEW, atom.symbol, atom.of, atom.sign) if atom.role is Role.VALUE else atom


def _readings(name: Name, network: Network, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    if name.accent.startswith("bar"):
        # Reverse accumulation writes x̄ for the derivative of the loss by x, where x is a quantity of the spec.
        inner = replace(name, accent=name.accent.removeprefix("bar").strip())
        for reading in _declared(inner, network, layers, layout):
            yield SchemeReading(f"bar=∂ {reading.scheme}", _changed(reading.meaning, _adjoint))
    else:
        yield from _declared(name, network, layers, layout)
    spelled = _in_or_out(name)
    if spelled is not None:
        for part in parts_of(spelled):
            yield from _PARTS[part](spelled, layers, layout)
    base = name.base
    if base in SAMPLES and not (name.below or name.above or name.at or name.accent):
        yield SchemeReading("samples", Meaning(((Atom(Role.SAMPLES),),)))
    if DELTA in parts_of(name) and not network.layers:
        yield from _signals(name, layers)
    for part in parts_of(name):
        for reading in _PARTS[part](name, layers, layout):
            yield SchemeReading(f"{GUESSED}{reading.scheme}", reading.meaning) if base in COUNTING else reading
    if base[0] in "Δ" and len(base) > 1:
        inner = _without(name, base[1:])
        for reading in _readings(inner, network, layers, layout):
            for sign, tag in ((1, "Δ=-η∂"), (-1, "Δ=η∂")):
                yield SchemeReading(
                    f"{tag} {reading.scheme}",
                    _changed(reading.meaning, lambda a, s=sign: _step(a, s)),  # type: ignore[misc]
                )
            yield SchemeReading(f"Δ=∂ {reading.scheme}", _changed(reading.meaning, _adjoint))
    elif len(base) > 1 and base[0] in "dδ" and base not in PARTS:
        inner = _without(name, base[1:])
        for reading in _readings(inner, network, layers, layout):
            yield SchemeReading(f"d {reading.scheme}", _changed(reading.meaning, _adjoint))
    elif base in ("grad", "gradient"):
        for of in (layers.stages[-1].net, layers.stages[-1].out) if layers.stages else ():
            yield from _vector(tuple(Atom(Role.ADJOINT, s) for s in of), "grad", layout, ints(name.at))
    if len(base) <= thresholds.LONGEST_GUESSED_NAME and layers.vocabulary.find(name) is None:
        # A letter may be used as nobody else does; only numbers that fit can tell.
        for part in (NET, OUT, RATE, LOSS):
            if part is LOSS and base != "l":
                continue
            if part is RATE and (len(base) > 1 or name.below or name.accent or name.bold):
                continue
            if part not in parts_of(name):
                for reading in _PARTS[part](name, layers, layout):
                    yield SchemeReading(f"{GUESSED}{reading.scheme}", reading.meaning)


def _in_or_out(name: Name) -> Name | None:
    """Return `h_in` as the net input of a hidden neuron, and `o_out` as the output of one of the last layer."""
    roles = [ENDS_OF_A_NEURON[part] for part in name.below if part in ENDS_OF_A_NEURON]
    layer = LAYER_LETTERS.get(name.base)
    if len(roles) != 1 or layer is None or name.accent:
        return None
    rest = "".join(part for part in name.below if part not in ENDS_OF_A_NEURON)
    return replace(name, base=roles[0], below=(layer + rest,), bold=False)


def _without(name: Name, base: str) -> Name:
    return Name(base, name.below, name.above, name.at, name.accent, False, name.bold, name.text[1:], name.span)


def _changed(meaning: Meaning, change: Callable[[Atom], Atom]) -> Meaning:
    return Meaning(tuple(tuple(change(atom) for atom in row) for row in meaning.rows), meaning.free)


def _adjoint(atom: Atom) -> Atom:
    return Atom(Role.ADJOINT, atom.symbol) if atom.role is Role.VALUE and atom.symbol else atom


def _step(atom: Atom, sign: int) -> Atom:
    return Atom(Role.STEP, atom.symbol, None, sign) if atom.role is Role.VALUE and atom.symbol else atom


def _declared(name: Name, network: Network, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    yield from _spoken(name, network, layers, layout)
    below = pieces_of(name)
    sample = SAMPLE_ABOVE.fullmatch(name.above[0]) if len(name.above) == 1 and not network.layers else None
    for symbol, declared in network.graph.declared.items():
        if GREEK.get(symbol.base, symbol.base) != name.base or name.accent or (name.above and sample is None):
            continue
        given = [part for part in re.split(r"[,_]", symbol.subscript) if part]
        own = [piece for part in given for piece in re.findall(r"[A-Za-z]+|\d+", part)]
        if below[: len(own)] != own:
            continue
        rest = below[len(own) :]
        indices = declared.indices
        if not all(is_digits(part) for part in rest):
            continue
        if len(rest) == 1 and len(indices) > 1 and len(rest[0]) == len(indices):
            rest = list(rest[0])
        if sample is not None:
            rest = [sample[1], *rest]
        at = [int(part) for part in rest]
        sizes = [index.size for index in indices if isinstance(index, Index)]
        if not at and sizes:
            yield SchemeReading("spec", _array(declared, sizes, network, layers, layout))
        elif sample is not None and len(at) == 1 and len(sizes) == 2 and 1 <= at[0] <= sizes[0]:
            row = [element(symbol, (at[0], place), network.labels) for place in range(1, sizes[1] + 1)]
            yield SchemeReading("spec", lined([Atom(Role.VALUE, entry) for entry in row], layout))
        elif len(at) == len(sizes):
            for offset, tag in ((0, "spec"), (1, "spec from 0")):
                place = tuple(number + offset for number in at)
                if all(1 <= p <= size for p, size in zip(place, sizes, strict=True)):
                    yield SchemeReading(tag if at else "spec", one(element(symbol, place, network.labels)))
                if not at:
                    break
                if len(at) == 2 and all(1 <= p <= size for p, size in zip(place, sizes[::-1], strict=True)):
                    yield SchemeReading(f"{tag} turned", one(element(symbol, place[::-1], network.labels)))
    for spelled in _spelled(name, [sample[1], *below] if sample is not None else below):
        found = layers.named.get(spelled)
        if found is not None and (not name.above or sample is not None):
            yield SchemeReading("spec", one(found))


def _spelled(name: Name, below: Sequence[str]) -> Iterator[str]:
    """Yield how a spec may spell a name: an accent is a word of its own there."""
    if not name.accent:
        yield "".join((name.base, *below))
    elif name.accent == "hat":
        yield "".join((name.base, "hat", *below))
        yield "".join((name.base, *below, "hat"))


def _spoken(name: Name, network: Network, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    """Yield what a name stands for that is written as the program writes it."""
    found = layers.vocabulary.find(name)
    known = layers.vocabulary.elements(found) if found is not None else None
    if found is None or known is None:
        return
    symbols, sizes = known
    quantity = found.entry.quantity
    if len(sizes) == 2 and len(quantity.indices) == 2:
        meaning = _array(quantity, sizes, network, layers, layout)
    elif len(sizes) == 2:
        rows = [symbols[at : at + sizes[1]] for at in range(0, len(symbols), sizes[1])]
        meaning = Meaning(tuple(tuple(Atom(Role.VALUE, symbol) for symbol in row) for row in rows), free=1 in sizes)
    elif len(sizes) > 2:
        return
    else:
        meaning = lined([Atom(Role.VALUE, symbol) for symbol in symbols], layout)
    yield SchemeReading(OWN, _changed(meaning, _adjoint) if found.entry.signal else meaning)


def _array(declared: Symbol, sizes: Sequence[int], network: Network, layers: LayerTable, layout: Layout) -> Meaning:
    bare = replace(declared, indices=())
    first = element(bare, tuple(1 for _ in sizes), network.labels)
    for stage in layers.stages:
        if stage.weights and stage.weights[0][:1] == (first,) and len(sizes) == 2:
            return matrix(stage, layout)
    if len(sizes) == 1:
        return lined([Atom(Role.VALUE, element(bare, (at,), network.labels)) for at in range(1, sizes[0] + 1)], layout)
    rows = tuple(
        tuple(Atom(Role.VALUE, element(bare, (i, j), network.labels)) for j in range(1, sizes[1] + 1))
        for i in range(1, sizes[0] + 1)
    )
    return Meaning(rows, free=1 in sizes[:2])


def _neurons(of: str) -> _Part:
    def found(name: Name, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
        for place in spots(name, layers):
            if place.neuron == 0 and of == OUT and 0 < place.layer < layers.depth and layers.stages[place.layer].bias:
                yield SchemeReading(f"{of} {place.scheme}", Meaning(((ALWAYS_ONE,),)))
            symbols = symbols_at(place, layers, of)
            if symbols is not None:
                atoms = tuple(Atom(Role.VALUE, symbol) for symbol in symbols)
                yield SchemeReading(f"{of} {place.scheme}", lined(atoms, layout))

    return found


def _vector(atoms: tuple[Atom, ...], scheme: str, layout: Layout, numbers: list[int]) -> Iterator[SchemeReading]:
    if not atoms:
        return
    if not numbers:
        yield SchemeReading(f"{scheme} all", lined(atoms, layout))
        return
    for offset, tag in ((0, ""), (1, "0")):
        if 1 <= numbers[-1] + offset <= len(atoms):
            yield SchemeReading(f"{scheme} {tag}", Meaning(((atoms[numbers[-1] + offset - 1],),)))


ALWAYS_ONE = Atom(Role.ONE)
"""The constant input x_0, which a bias written as the weight w_0 weighs."""


def _inputs(name: Name, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    level = level_of(name)
    if level not in (None, 0) or letters_of(name) & (OUTPUT | HIDDEN):
        return
    numbers = ints(pieces_of(name))
    atoms = tuple(Atom(Role.VALUE, s) for s in layers.inputs)
    yield from _vector(atoms, "input", layout, numbers)
    if layers.stages and layers.stages[0].bias:
        if numbers[-1:] == [0]:
            yield SchemeReading("input ", Meaning(((ALWAYS_ONE,),)))
        elif not numbers:
            yield SchemeReading("input with one", lined((ALWAYS_ONE, *atoms), layout))


def _targets(name: Name, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    atoms = tuple(Atom(Role.VALUE, symbol) for symbol in layers.targets)
    if letters_of(name) & HIDDEN:
        return
    numbers = ints(pieces_of(name))
    yield from _vector(atoms, "target", layout, numbers)
    # Neurons may be counted through from the inputs on, and the targets with the outputs.
    before = len(layers.inputs) + sum(len(stage.out) for stage in layers.stages[:-1])
    if numbers and 1 <= numbers[-1] - before <= len(atoms):
        yield SchemeReading("target counted on", Meaning(((atoms[numbers[-1] - before - 1],),)))


def _losses(name: Name, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    words = {part.lower() for part in (*name.below, *name.above)}
    numbers = ints(pieces_of(name))
    loss = one(layers.loss)
    if words & TOTAL or not (numbers or name.below):
        yield SchemeReading("loss", loss)
        if not words and layers.errors and name.base in ("E", "L", "e"):
            yield SchemeReading("errors", lined(tuple(Atom(Role.VALUE, s) for s in layers.errors), layout))
        return
    if letters_of(name) & HIDDEN:
        return
    if layers.errors:
        yield from _vector(tuple(Atom(Role.VALUE, s) for s in layers.errors), "error", layout, numbers)
    # `e_t` is what a document makes of it.
    if len(layers.errors) <= 1 and (numbers or name.base != "e"):
        yield SchemeReading("loss", loss)


def _deltas(name: Name, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    for of, sign in ((NET, 1), (NET, -1), (OUT, 1), (OUT, -1)):
        for place in spots(name, layers):
            symbols = symbols_at(place, layers, of)
            if symbols is not None and place.layer > 0:
                atoms = tuple(Atom(Role.ADJOINT, symbol, None, sign) for symbol in symbols)
                minus = "-" if sign < 0 else ""
                yield SchemeReading(f"δ={minus}∂E/∂{of} {place.scheme}", lined(atoms, layout))


def _signals(name: Name, layers: LayerTable) -> Iterator[SchemeReading]:
    """Yield the derivatives by the pre-activation of the same index, where a spec of equations has one."""
    index = "".join(pieces_of(name))
    for letter in ("net", "z"):
        found = layers.named.get(f"{letter}{index}") if index and not name.above else None
        if found is not None:
            for sign, minus in ((1, ""), (-1, "-")):
                atom = Atom(Role.ADJOINT, found, None, sign)
                yield SchemeReading(f"δ={minus}∂E/∂net as named", Meaning(((atom,),)))


def _rates(name: Name, _cast: LayerTable, _layout: Layout) -> Iterator[SchemeReading]:
    if (not name.below or name.below == ("rate",)) and not name.at:
        yield SchemeReading("η", Meaning(((Atom(Role.RATE),),)))


def _biases(name: Name, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    yield from _neurons(BIAS)(name, layers, layout)
    numbers = ints(pieces_of(name))
    distinct = list(dict.fromkeys(b for stage in layers.stages for b in stage.bias))
    if len(numbers) == 1 and 1 <= numbers[0] <= len(distinct):
        yield SchemeReading("bias counted", one(distinct[numbers[0] - 1]))
    if not numbers and not name.above and len(distinct) == 1:
        yield SchemeReading("bias", one(distinct[0]))


_PARTS: Mapping[str, _Part] = MappingProxyType(
    {
        BIAS: _biases,
        DELTA: _deltas,
        INPUT: _inputs,
        LOSS: _losses,
        NET: _neurons(NET),
        OUT: _neurons(OUT),
        RATE: _rates,
        TARGET: _targets,
        WEIGHT: weights,
    }
)
