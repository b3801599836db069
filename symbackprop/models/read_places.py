"""Which elements of a quantity an equation reads at some of its positions, and which none does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..expression.tree import Affine, Index, Symbol, symbols_of
from ..graph.adjoint import Backward
from ..graph.equations import Equation, bare
from ..graph.floats import Axes, evaluate, places_in, places_of_position, shape_of
from ..graph.scatter import placed
from ..graph.shifts import indices_in, offset_of

Mask: TypeAlias = NDArray[np.bool_]


def reads_at(equation: Equation, mask: Mask) -> Iterator[tuple[Symbol, Axes, Mask]]:
    """Yield what an equation reads at some positions of its target."""
    free = tuple(index for index in equation.target.indices if isinstance(index, Index))
    for summed in equation.terms:
        where, term = placed(equation.target, summed)
        axes = (*free, *term.over) if where == equation.target else term.over
        spread = mask.reshape(mask.shape + (1,) * len(term.over))
        if where != equation.target:
            spread = mask[places_in(where, mask.shape, axes)]
        for read in symbols_of(term.body):
            yield read, axes, spread


def touched(read: Symbol, shape: tuple[int, ...], axes: Axes, where: Mask) -> Mask:
    """Return the elements of a quantity that a symbol reads at some positions of a term."""
    if any(isinstance(at, Affine) for at in read.indices):
        return _touched_by_shifts(read, shape, axes, where)
    place: dict[int, int] = {}
    for axis, index in enumerate(read.indices):
        if isinstance(index, Index) and index in axes and axes.index(index) not in place.values():
            place[axis] = axes.index(index)
    others = tuple(at for at in range(where.ndim) if at not in place.values())
    kept = sorted(place.values())
    lower = np.asarray(where.any(axis=others)).transpose([kept.index(at) for at in place.values()])
    lengths = dict(zip(place, lower.shape, strict=True))
    mask = np.broadcast_to(lower.reshape([lengths.get(axis, 1) for axis in range(len(shape))]), shape).copy()
    for axis, index in enumerate(read.indices):
        if isinstance(index, int):
            chosen = np.arange(shape[axis]) == index - 1
            mask &= chosen.reshape([-1 if at == axis else 1 for at in range(len(shape))])
    return mask


def _touched_by_shifts(read: Symbol, shape: tuple[int, ...], axes: Axes, where: Mask) -> Mask:
    """Return the elements that a symbol reads whose positions are shifted: those in the windows alone."""
    along = {index for position in read.indices for index in indices_in(position)}
    involved = [at for at in range(where.ndim) if axes[at] in along]
    others = tuple(at for at in range(where.ndim) if at not in involved)
    if not involved:
        # Every position is a number, whatever the indices of the term are.
        mask = np.zeros(shape, dtype=np.bool_)
        places = [offset_of(position) - 1 for position in read.indices]
        if where.any() and all(0 <= place < size for place, size in zip(places, shape, strict=True)):
            mask[tuple(places)] = True
        return mask
    narrow = np.asarray(where.any(axis=others))
    whole = np.broadcast_to(narrow, [axes[at].size for at in involved])
    points, own = np.nonzero(whole), tuple(axes[at] for at in involved)
    inside, found_places = np.ones(int(whole.sum()), dtype=np.bool_), []
    for position, size in zip(read.indices, shape, strict=True):
        place = np.broadcast_to(places_of_position(position, own), whole.shape)[points] - 1
        inside &= (place >= 0) & (place < size)
        found_places.append(place)
    mask = np.zeros(shape, dtype=np.bool_)
    mask[tuple(place[inside] for place in found_places)] = True
    return mask


def never_read(adjoints: Iterable[Symbol], backward: Backward) -> dict[Symbol, Mask]:
    """Return where adjoints are zero whatever the values are, since nothing on the way to the loss reads there.

    Numbers at random stand for all forward quantities, of both signs and, for rectifiers, all positive.

    Args:
        adjoints: Bare symbols.
        backward: Their equations.
    """
    draw = np.random.default_rng(1)
    found = {adjoint: np.asarray(True) for adjoint in adjoints}
    for least in (0.5, -1.5, 0.5, -1.5):
        leaves = {bare(leaf): draw.uniform(least, 1.5, shape_of(leaf)) for leaf in backward.graph.leaves}
        with np.errstate(all="ignore"):
            values = evaluate(backward.graph, leaves)
        found = {adjoint: mask & (values[adjoint] == 0) for adjoint, mask in found.items()}
        if not any(mask.any() for mask in found.values()):
            break
    return found
