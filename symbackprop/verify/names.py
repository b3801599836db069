"""From the names in a document to the quantities of a network.

A letter can play several parts, and indices can count neurons, layers or weights, in several orders. Each reading is a
scheme; all names of one make are read by one scheme, which is the one that best fits the numbers that the document
prints for them. So conventions are found once, from evidence, and not guessed name by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from types import MappingProxyType

from ..expression.tree import Index, Symbol
from ..graph.expand import element
from ..models.network import Network
from .cast import Cast, Stage, Symbols
from .evaluate import Atom, Meaning, Role
from .syntax import Name, Span
from .words import GREEK

NET, OUT, INPUT, TARGET, WEIGHT, BIAS, LOSS, DELTA, RATE = (
    "net",
    "out",
    "input",
    "target",
    "weight",
    "bias",
    "loss",
    "delta",
    "rate",
)

PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "A": (OUT, NET),
        "B": (BIAS,),
        "C": (LOSS,),
        "D": (DELTA, TARGET),
        "E": (LOSS,),
        "H": (OUT, NET),
        "I": (INPUT,),
        "J": (LOSS,),
        "L": (LOSS,),
        "O": (OUT,),
        "P": (OUT,),
        "S": (NET, OUT),
        "T": (TARGET,),
        "U": (WEIGHT, NET),
        "V": (WEIGHT, NET),
        "W": (WEIGHT,),
        "X": (INPUT, NET),
        "Y": (TARGET, OUT),
        "Z": (NET,),
        "a": (OUT, NET),
        "act": (OUT,),
        "activation": (OUT,),
        "activations": (OUT,),
        "actual": (TARGET, OUT),
        "alpha": (RATE, NET),
        "alvo": (TARGET,),
        "ausgabe": (OUT,),
        "b": (BIAS,),
        "bce": (LOSS,),
        "beta": (BIAS, WEIGHT, NET),
        "bias": (BIAS,),
        "biases": (BIAS,),
        "c": (BIAS, LOSS),
        "ce": (LOSS,),
        "cible": (TARGET,),
        "cost": (LOSS,),
        "crossentropy": (LOSS,),
        "d": (TARGET, DELTA),
        "delta": (DELTA,),
        "e": (LOSS, DELTA),
        "eingabe": (INPUT,),
        "ell": (LOSS,),
        "entrada": (INPUT,),
        "epsilon": (RATE, DELTA),
        "erro": (LOSS,),
        "error": (LOSS, DELTA),
        "eta": (RATE,),
        "expected": (TARGET,),
        "fehler": (LOSS,),
        "g": (NET, OUT),
        "gamma": (RATE,),
        "h": (OUT, NET),
        "hidden": (OUT, NET),
        "i": (INPUT, NET),
        "ideal": (TARGET,),
        "in": (NET, INPUT),
        "input": (INPUT, NET),
        "inputs": (INPUT,),
        "k": (NET,),
        "l": (LOSS, RATE),
        "label": (TARGET,),
        "lambda": (RATE,),
        "learningrate": (RATE,),
        "logit": (NET,),
        "logits": (NET,),
        "loss": (LOSS,),
        "lr": (RATE,),
        "mse": (LOSS,),
        "mu": (RATE,),
        "n": (NET,),
        "net": (NET,),
        "netinput": (NET,),
        "netz": (NET,),
        "o": (OUT, TARGET),
        "objetivo": (TARGET,),
        "out": (OUT,),
        "output": (OUT,),
        "outputs": (OUT,),
        "p": (OUT,),
        "perda": (LOSS,),
        "poids": (WEIGHT,),
        "pre": (NET,),
        "preact": (NET,),
        "pred": (OUT,),
        "predicted": (OUT,),
        "prediction": (OUT,),
        "prob": (OUT,),
        "probs": (OUT,),
        "q": (OUT, NET),
        "r": (NET, OUT),
        "rho": (RATE,),
        "s": (NET, OUT),
        "saida": (OUT,),
        "salida": (OUT,),
        "score": (NET,),
        "scores": (NET,),
        "sigma": (OUT, DELTA),
        "sortie": (OUT,),
        "sse": (LOSS,),
        "t": (TARGET,),
        "target": (TARGET,),
        "targets": (TARGET,),
        "taxa": (RATE,),
        "tgt": (TARGET,),
        "theta": (WEIGHT, BIAS),
        "total": (LOSS,),
        "true": (TARGET,),
        "truth": (TARGET,),
        "u": (NET, WEIGHT, OUT),
        "v": (WEIGHT, NET, OUT),
        "w": (WEIGHT,),
        "weight": (WEIGHT,),
        "weights": (WEIGHT,),
        "x": (INPUT, OUT, NET),
        "y": (TARGET, OUT),
        "z": (NET, OUT),
        "ziel": (TARGET,),
        "zielwert": (TARGET,),
    }
)
"""From a letter or word to the parts that it may play, the likeliest first."""

HATTED: Mapping[str, tuple[str, ...]] = MappingProxyType({"y": (OUT,), "t": (OUT,), "o": (OUT,), "p": (OUT,)})
PREDICTED = frozenset("pred predicted prediction hat predito pre model".split())  # noqa: SIM905
TRUE = frozenset("true target real actual gt soll verdadeiro label ist".split())  # noqa: SIM905
TOTAL = frozenset("total tot all gesamt totale ges sum mse ce bce".split())  # noqa: SIM905
HIDDEN = frozenset("h H hid hidden hl".split())  # noqa: SIM905
OUTPUT = frozenset("o O out output y Y ol k".split())  # noqa: SIM905
ENTRY = frozenset("i I in input x X".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Layout:
    """How vectors and weights stand in matrix form in a document.

    Args:
        rows: Whether vectors lie, as in `x W`.
        weights: Whether the rows of a weight matrix are by where the weights come from.
    """

    rows: bool = False
    weights: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A meaning and the scheme that gives it."""

    scheme: str
    meaning: Meaning


_Part = Callable[[Name, Cast, Layout], Iterator[Reading]]


GUESSED = "?"
"""What the name of a scheme begins with that only numbers can bear out."""

LONGEST_GUESSED = 6


def make_of(name: Name) -> tuple[object, ...]:
    """Return what names must share to be read by one scheme: the letter and the shape of the indices."""
    return name.base, name.accent, _shape(name.below), _shape(name.above), len(name.at)


@lru_cache(maxsize=4096)
def _shape(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(re.sub(r"\d", "#", part) for part in parts)


def readings(name: Name, network: Network, cast: Cast, layout: Layout) -> Iterator[Reading]:
    """Yield what a name can stand for, the likeliest first."""
    seen: set[tuple[str, Meaning]] = set()
    for reading in _readings(name, network, cast, layout):
        if name.new:
            atoms = tuple(tuple(_new(atom) for atom in row) for row in reading.meaning.rows)
            reading = Reading(reading.scheme, Meaning(atoms, reading.meaning.free))
        key = (reading.scheme, reading.meaning)
        if key not in seen:
            seen.add(key)
            yield reading


def _new(atom: Atom) -> Atom:
    return Atom(Role.NEW, atom.symbol, atom.of, atom.sign) if atom.role is Role.VALUE else atom


def _readings(name: Name, network: Network, cast: Cast, layout: Layout) -> Iterator[Reading]:
    yield from _declared(name, network, cast, layout)
    if name.accent == "bar":
        # Reverse accumulation writes x̄ for the derivative of the loss by x, where x is a quantity of the spec.
        for reading in _declared(replace(name, accent=""), network, cast, layout):
            yield Reading(f"bar=∂ {reading.scheme}", _changed(reading.meaning, _adjoint))
    for part in parts_of(name):
        yield from _PARTS[part](name, cast, layout)
    base = name.base
    if len(base) <= LONGEST_GUESSED:
        # A letter may be used as nobody else does; only numbers that fit can tell.
        for part in (NET, OUT):
            if part not in parts_of(name):
                for reading in _PARTS[part](name, cast, layout):
                    yield Reading(f"{GUESSED}{reading.scheme}", reading.meaning)
    if base[0] in "Δ" and len(base) > 1:
        inner = _without(name, base[1:])
        for reading in _readings(inner, network, cast, layout):
            for sign, tag in ((1, "Δ=-η∂"), (-1, "Δ=η∂")):
                yield Reading(
                    f"{tag} {reading.scheme}",
                    _changed(reading.meaning, lambda a, s=sign: _step(a, s)),  # type: ignore[misc]
                )
            yield Reading(f"Δ=∂ {reading.scheme}", _changed(reading.meaning, _adjoint))
    elif len(base) > 1 and base[0] in "dδ" and base not in PARTS:
        inner = _without(name, base[1:])
        for reading in _readings(inner, network, cast, layout):
            yield Reading(f"d {reading.scheme}", _changed(reading.meaning, _adjoint))
    elif base in ("grad", "gradient"):
        for of in (cast.stages[-1].net, cast.stages[-1].out) if cast.stages else ():
            yield from _vector(tuple(Atom(Role.ADJOINT, s) for s in of), "grad", layout, _ints(name.at))


def _without(name: Name, base: str) -> Name:
    return Name(base, name.below, name.above, name.at, name.accent, False, name.bold, name.text[1:], name.span)


def _changed(meaning: Meaning, change: Callable[[Atom], Atom]) -> Meaning:
    return Meaning(tuple(tuple(change(atom) for atom in row) for row in meaning.rows), meaning.free)


def _adjoint(atom: Atom) -> Atom:
    return Atom(Role.ADJOINT, atom.symbol) if atom.role is Role.VALUE and atom.symbol else atom


def _step(atom: Atom, sign: int) -> Atom:
    return Atom(Role.STEP, atom.symbol, None, sign) if atom.role is Role.VALUE and atom.symbol else atom


def parts_of(name: Name) -> tuple[str, ...]:
    """Return the parts that a name can play by its letter and marks, the likeliest first."""
    words = {part.lower() for part in (*name.below, *name.above)}
    base = name.base
    parts = PARTS.get(base) or PARTS.get(base.lower()) or ()
    if name.accent == "hat" or words & PREDICTED:
        return HATTED.get(base.lower(), (OUT,)) if OUT in parts or base.lower() in HATTED else parts
    if words & TRUE and TARGET in parts:
        return (TARGET,)
    if base == "y" and name.accent:
        return (OUT, TARGET)
    if words & OUTPUT and INPUT in parts:
        return tuple(part for part in parts if part != INPUT) or parts
    return parts


# What the spec itself calls a quantity.


def _declared(name: Name, network: Network, cast: Cast, layout: Layout) -> Iterator[Reading]:
    below = _pieces(name)
    for symbol, declared in network.graph.declared.items():
        if GREEK.get(symbol.base, symbol.base) != name.base or name.accent or name.above:
            continue
        given = [part for part in re.split(r"[,_]", symbol.subscript) if part]
        own = [piece for part in given for piece in re.findall(r"[A-Za-z]+|\d+", part)]
        if below[: len(own)] != own:
            continue
        rest = below[len(own) :]
        indices = declared.indices
        if not all(part.isdigit() for part in rest):
            continue
        if len(rest) == 1 and len(indices) > 1 and len(rest[0]) == len(indices):
            rest = list(rest[0])
        at = [int(part) for part in rest]
        sizes = [index.size for index in indices if isinstance(index, Index)]
        if not at and sizes:
            yield Reading("spec", _array(declared, sizes, network, cast, layout))
        elif len(at) == len(sizes):
            for offset, tag in ((0, "spec"), (1, "spec from 0")):
                place = tuple(number + offset for number in at)
                if all(1 <= p <= size for p, size in zip(place, sizes, strict=True)):
                    yield Reading(tag if at else "spec", _one(element(symbol, place, network.labels)))
                if not at:
                    break
                if len(at) == 2 and all(1 <= p <= size for p, size in zip(place, sizes[::-1], strict=True)):
                    yield Reading(f"{tag} turned", _one(element(symbol, place[::-1], network.labels)))
    found = cast.named.get("".join((name.base, *below)))
    if found is not None and not name.accent and not name.above:
        yield Reading("spec", _one(found))


def _pieces(name: Name) -> list[str]:
    """Return the indices of a name in pieces, letters and digits apart."""
    return [piece for part in (*name.below, *name.at) for piece in re.findall(r"[A-Za-z]+|\d+", part)]


def _array(declared: Symbol, sizes: Sequence[int], network: Network, cast: Cast, layout: Layout) -> Meaning:
    bare = replace(declared, indices=())
    first = element(bare, tuple(1 for _ in sizes), network.labels)
    for stage in cast.stages:
        if stage.weights and stage.weights[0][:1] == (first,) and len(sizes) == 2:
            return _matrix(stage, layout)
    if len(sizes) == 1:
        return _lined([Atom(Role.VALUE, element(bare, (at,), network.labels)) for at in range(1, sizes[0] + 1)], layout)
    rows = tuple(
        tuple(Atom(Role.VALUE, element(bare, (i, j), network.labels)) for j in range(1, sizes[1] + 1))
        for i in range(1, sizes[0] + 1)
    )
    return Meaning(rows, free=1 in sizes[:2])


def _one(symbol: Symbol, role: Role = Role.VALUE, sign: int = 1) -> Meaning:
    return Meaning(((Atom(role, symbol, None, sign),),))


def _lined(atoms: Sequence[Atom], layout: Layout) -> Meaning:
    if len(atoms) == 1:
        return Meaning(((atoms[0],),))
    return Meaning((tuple(atoms),) if layout.rows else tuple((atom,) for atom in atoms), free=True)


# Places: which layer, which neuron.


def _ints(parts: Iterable[str]) -> list[int]:
    return [int(part) for part in parts if part.isdigit()]


def _level(name: Name) -> int | None:
    for part in name.above:
        digits = re.fullmatch(r"[(\[<]?(\d{1,2})[)\]>]?", part)
        if digits:
            return int(digits[1])
    return None


def _letters(name: Name) -> set[str]:
    found: set[str] = set()
    for part in (*name.below, *name.above):
        found |= set(re.findall(r"[A-Za-z]+", part))
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    """A layer, 0 for the inputs, and a neuron of it, from 1; None for all of them."""

    scheme: str
    layer: int
    neuron: int | None


def _places(name: Name, cast: Cast) -> Iterator[_Place]:
    """Yield where a name of a neuron can point, the likeliest first."""
    letters, level = _letters(name), _level(name)
    texts = [piece for piece in _pieces(name) if piece.isdigit()]
    numbers = [int(text) for text in texts]
    depth = cast.depth
    if letters & HIDDEN:
        yield from _hidden(texts, numbers, level, depth, cast)
        return
    if letters & OUTPUT:
        yield _Place("o", depth, numbers[-1] if numbers else None)
        if numbers:
            yield _Place("o0", depth, numbers[-1] + 1)
        return
    if letters & ENTRY:
        yield _Place("i", 0, numbers[-1] if numbers else None)
        return
    if level is not None:
        for offset, tag in ((0, "l"), (-1, "l-1"), (1, "l+1")):
            if not numbers:
                yield _Place(f"{tag}.", level + offset, None)
            else:
                yield _Place(f"{tag}j", level + offset, numbers[-1])
                yield _Place(f"{tag}j0", level + offset, numbers[-1] + 1)
        if len(numbers) == 1:
            for offset in (0, -1):
                yield _Place(f"jl{offset}", numbers[0] + offset, level)
        return
    if len(numbers) >= 2 or (len(texts) == 1 and len(texts[0]) == 2):
        pair = numbers[:2] if len(numbers) >= 2 else [int(digit) for digit in texts[0]]
        for offset, tag in ((0, ""), (-1, "-1"), (1, "+1")):
            yield _Place(f"lj{tag}", pair[0] + offset, pair[1])
            yield _Place(f"lj0{tag}", pair[0] + offset, pair[1] + 1)
            yield _Place(f"jl{tag}", pair[1] + offset, pair[0])
        return
    if len(numbers) == 1:
        (number,) = numbers
        if name.bold or name.base[0].isupper():
            yield _Place("layer", number, None)
            yield _Place("layer-1", number - 1, None)
        elif 1 <= number <= depth and len(cast.stages[number - 1].net) == 1 and depth > 1:
            yield _Place("layer", number, None)
        yield _Place("first", 1, number)
        yield _Place("last", depth, number)
        yield _Place("layer", number, None)
        yield _Place("layer-1", number - 1, None)
        counted = number
        for layer in range(1, depth + 1):
            width = len(cast.stages[layer - 1].net)
            if 1 <= counted <= width:
                yield _Place("counted", layer, counted)
            counted -= width
        counted = number - len(cast.inputs)
        for layer in range(1, depth + 1):
            width = len(cast.stages[layer - 1].net)
            if 1 <= counted <= width:
                yield _Place("counted on", layer, counted)
            counted -= width
        yield _Place("first0", 1, number + 1)
        yield _Place("last0", depth, number + 1)
        return
    ends = [_Place("all last", depth, None), _Place("all first", 1, None)]
    yield from ends[::-1] if name.base in "hH" and depth > 1 else ends


def _hidden(texts: list[str], numbers: list[int], level: int | None, depth: int, cast: Cast) -> Iterator[_Place]:
    layers = range(1, max(depth, 2))
    if level is not None and numbers:
        yield _Place("h^l", level, numbers[-1])
    if not numbers:
        if level is not None:
            yield _Place("h^", level, None)
        yield _Place("h", 1, None)
        return
    if len(numbers) == 1 and len(texts[0]) == 1:
        if len(layers) == 1:
            yield _Place("hj", 1, numbers[0])
            yield _Place("hj0", 1, numbers[0] + 1)
        else:
            yield _Place("hl", numbers[0], None)
            counted = numbers[0]
            for layer in layers:
                width = len(cast.stages[layer - 1].net)
                if 1 <= counted <= width:
                    yield _Place("h counted", layer, counted)
                counted -= width
        yield _Place("hl", numbers[0], None)
        return
    pair = numbers[:2] if len(numbers) >= 2 else [int(digit) for digit in texts[0][:2]]
    yield _Place("hlj", pair[0], pair[1])
    yield _Place("hjl", pair[1], pair[0])
    if len(layers) == 1:
        yield _Place("hj", 1, numbers[-1])


def _symbols_at(place: _Place, cast: Cast, of: str) -> Symbols | None:
    if not (0 if of in (OUT, INPUT) else 1) <= place.layer <= cast.depth:
        return None
    if place.layer == 0:
        row: Symbols = cast.inputs
    else:
        stage = cast.stages[place.layer - 1]
        row = {NET: stage.net, OUT: stage.out, BIAS: stage.bias, INPUT: stage.out}[of]
    if place.neuron is None:
        if of == BIAS and len(set(row)) == 1:
            return row[:1]
        return row or None
    return (row[place.neuron - 1],) if 1 <= place.neuron <= len(row) else None


def _neurons(of: str) -> _Part:
    def found(name: Name, cast: Cast, layout: Layout) -> Iterator[Reading]:
        for place in _places(name, cast):
            symbols = _symbols_at(place, cast, of)
            if symbols is not None:
                atoms = tuple(Atom(Role.VALUE, symbol) for symbol in symbols)
                yield Reading(f"{of} {place.scheme}", _lined(atoms, layout))

    return found


def _vector(atoms: tuple[Atom, ...], scheme: str, layout: Layout, numbers: list[int]) -> Iterator[Reading]:
    if not atoms:
        return
    if not numbers:
        yield Reading(f"{scheme} all", _lined(atoms, layout))
        return
    for offset, tag in ((0, ""), (1, "0")):
        if 1 <= numbers[-1] + offset <= len(atoms):
            yield Reading(f"{scheme} {tag}", Meaning(((atoms[numbers[-1] + offset - 1],),)))


def _inputs(name: Name, cast: Cast, layout: Layout) -> Iterator[Reading]:
    level = _level(name)
    if level not in (None, 0) or _letters(name) & (OUTPUT | HIDDEN):
        return
    numbers = _ints(_pieces(name))
    yield from _vector(tuple(Atom(Role.VALUE, s) for s in cast.inputs), "input", layout, numbers)


def _targets(name: Name, cast: Cast, layout: Layout) -> Iterator[Reading]:
    atoms = tuple(Atom(Role.VALUE, symbol) for symbol in cast.targets)
    if _letters(name) & HIDDEN:
        return
    yield from _vector(atoms, "target", layout, _ints(_pieces(name)))


def _losses(name: Name, cast: Cast, layout: Layout) -> Iterator[Reading]:
    words = {part.lower() for part in (*name.below, *name.above)}
    numbers = _ints(_pieces(name))
    loss = _one(cast.loss)
    if words & TOTAL or not (numbers or name.below):
        yield Reading("loss", loss)
        if not words and cast.errors and name.base in ("E", "L", "e"):
            yield Reading("errors", _lined(tuple(Atom(Role.VALUE, s) for s in cast.errors), layout))
        return
    if _letters(name) & HIDDEN:
        return
    if cast.errors:
        yield from _vector(tuple(Atom(Role.VALUE, s) for s in cast.errors), "error", layout, numbers)
    if len(cast.errors) <= 1:
        yield Reading("loss", loss)


def _deltas(name: Name, cast: Cast, layout: Layout) -> Iterator[Reading]:
    for of, sign in ((NET, 1), (NET, -1), (OUT, 1), (OUT, -1)):
        for place in _places(name, cast):
            symbols = _symbols_at(place, cast, of)
            if symbols is not None and place.layer > 0:
                atoms = tuple(Atom(Role.ADJOINT, symbol, None, sign) for symbol in symbols)
                minus = "-" if sign < 0 else ""
                yield Reading(f"δ={minus}∂E/∂{of} {place.scheme}", _lined(atoms, layout))


def _rates(name: Name, _cast: Cast, _layout: Layout) -> Iterator[Reading]:
    if not name.below and not name.at:
        yield Reading("η", Meaning(((Atom(Role.RATE),),)))


def _biases(name: Name, cast: Cast, layout: Layout) -> Iterator[Reading]:
    yield from _neurons(BIAS)(name, cast, layout)
    numbers = _ints(_pieces(name))
    distinct = list(dict.fromkeys(b for stage in cast.stages for b in stage.bias))
    if len(numbers) == 1 and 1 <= numbers[0] <= len(distinct):
        yield Reading("bias counted", _one(distinct[numbers[0] - 1]))
    if not numbers and not name.above and len(distinct) == 1:
        yield Reading("bias", _one(distinct[0]))


def _weights(name: Name, cast: Cast, layout: Layout) -> Iterator[Reading]:
    yield from _joining(name, cast)
    level = _level(name)
    letters = _letters(name)
    texts = [piece for piece in _pieces(name) if piece.isdigit()]
    numbers = [int(text) for text in texts]
    if level is None and letters & OUTPUT and not (letters & HIDDEN):
        level = cast.depth
    elif level is None and letters & HIDDEN and not (letters & OUTPUT):
        level = 1
    if name.at:
        below = _ints(name.below)
        if below and level is None:
            level, numbers = below[0], _ints(name.at)
            texts = list(map(str, numbers))
    levels = _weight_levels(name, level, cast)
    if not numbers:
        for tag, at in levels:
            yield Reading(f"{tag} matrix", _matrix(cast.stages[at], layout))
        return
    if len(numbers) == 1:
        yield from _numbered(name, numbers[0], level, levels, cast, layout)
        if len(texts[0]) == 2 and texts[0].isdigit():
            yield from _paired(levels, [int(d) for d in texts[0]], cast, "")
        if len(texts[0]) == 3 and level is None:
            yield from _tripled([int(d) for d in texts[0]], cast)
        return
    if len(numbers) == 2:
        yield from _paired(levels, numbers, cast, ",")
    if len(numbers) == 3:
        yield from _tripled(numbers, cast)


def _weight_levels(name: Name, level: int | None, cast: Cast) -> list[tuple[str, int]]:
    """Return the stages that a weight's letter can mean, from 0."""
    depth = cast.depth
    if level is not None:
        return [(f"l{offset:+d}", level - 1 + offset) for offset in (0, -1, 1) if 0 <= level - 1 + offset < depth]
    second = name.base in "vVuU" and depth > 1
    order = [depth - 1, *range(depth - 1)] if second else list(range(depth))
    return [(f"stage {at - order[0]:+d}", at) for at in order]


def _matrix(stage: Stage, layout: Layout) -> Meaning:
    rows = tuple(tuple(Atom(Role.VALUE, weight) for weight in row) for row in stage.weights)
    if layout.weights:
        rows = tuple(zip(*rows, strict=True))
    return Meaning(rows, free=len(rows) == 1 or len(rows[0]) == 1)


def _numbered(
    name: Name,
    number: int,
    level: int | None,
    levels: list[tuple[str, int]],
    cast: Cast,
    layout: Layout,
) -> Iterator[Reading]:
    stages = cast.stages
    by_target = [w for stage in stages for row in stage.weights for w in row]
    by_source = [w for stage in stages for column in zip(*stage.weights, strict=True) for w in column]
    if name.base in "WV" or name.bold:
        at = number - 1
        if level is None and 0 <= at < cast.depth and not name.at:
            yield Reading("matrix", _matrix(stages[at], layout))
    if level is None and not name.at:
        if name.base not in "vVuU":
            for every, tag in ((by_target, "by target"), (by_source, "by source")):
                if 1 <= number <= len(every):
                    yield Reading(f"w counted {tag}", _one(every[number - 1]))
        if name.base in "wvWVuU" and not name.bold and 1 <= number <= cast.depth:
            yield Reading("matrix", _matrix(stages[number - 1], layout))
    for tag, at in levels:
        rows = stages[at].weights
        for ordered, order in (
            ([w for row in rows for w in row], "by target"),
            ([w for column in zip(*rows, strict=True) for w in column], "by source"),
        ):
            if 1 <= number <= len(ordered):
                yield Reading(f"{tag} {order}", _one(ordered[number - 1]))
            if 0 <= number < len(ordered):
                yield Reading(f"{tag} {order} from 0", _one(ordered[number]))


def _paired(levels: list[tuple[str, int]], pair: Sequence[int], cast: Cast, comma: str) -> Iterator[Reading]:
    first, second = pair[0], pair[1]
    for tag, at in levels:
        rows = cast.stages[at].weights
        for offset, start in ((0, ""), (1, " from 0")):
            for to, source, order in ((first, second, "to,from"), (second, first, "from,to")):
                i, j = to + offset - 1, source + offset - 1
                if 0 <= i < len(rows) and 0 <= j < len(rows[0]):
                    yield Reading(f"{tag} {order}{start}{comma}", _one(rows[i][j]))


def _tripled(numbers: Sequence[int], cast: Cast) -> Iterator[Reading]:
    for level, first, second in ((numbers[0], numbers[1], numbers[2]), (numbers[2], numbers[0], numbers[1])):
        if 1 <= level <= cast.depth:
            yield from _paired([("layer", level - 1)], (first, second), cast, ";")


ENDS = re.compile(r"([A-Za-z]+)_?(\d+)")


def _joining(name: Name, cast: Cast) -> Iterator[Reading]:
    """Yield the weight between two neurons that both are named, as in `w_{O1.H21}`."""
    ends = [found for part in (*name.below, *name.at) for found in ENDS.findall(part)]
    if len(ends) != 2:
        return
    for (first, second), tag in ((ends, "to-from"), (ends[::-1], "from-to")):
        for to, source in product(_ends(first, cast), _ends(second, cast)):
            if to[0] == source[0] + 1:
                rows = cast.stages[to[0] - 1].weights
                if to[1] < len(rows) and source[1] < len(rows[0]):
                    yield Reading(f"joining {tag}", _one(rows[to[1]][source[1]]))


def _ends(end: tuple[str, str], cast: Cast) -> Iterator[tuple[int, int]]:
    letters, digits = end
    name = Name("out", (letters + digits,), (), (), "", False, False, "", _NOWHERE)
    for place in _places(name, cast):
        if place.neuron is not None and 0 <= place.layer <= cast.depth:
            yield place.layer, place.neuron - 1


_NOWHERE = Span(0, 0)

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
        WEIGHT: _weights,
    }
)
