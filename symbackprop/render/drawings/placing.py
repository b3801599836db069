"""Where names along arrows stand: none covers another one, a circle, or what stands beside a circle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .arrows import along
from .extents import extent, is_crossed, overlap
from .shapes import Box, Label, Point

PLACES = tuple(part / 30 for part in range(2, 29))
"""Parts of an arrow's length at which its name may stand."""

CROSSED = 0.05
"""A place that hides a piece of another arrow is as good as one that is farther by this part of the length."""

TRIES = 12
"""How often the order in which names choose their places is changed."""


@dataclass(frozen=True, slots=True)
class Named:
    """What stands along an arrow.

    Args:
        points: Of the arrow.
        labels: One or more, as they stand with the arrow's middle at the origin.
        wish: Where along it they stand best.
        must: Whether they are never left out.
    """

    points: tuple[Point, ...]
    labels: tuple[Label, ...]
    wish: float
    must: bool = False


def placed(names: Sequence[Named], taken: Sequence[Box], arrows: Sequence[Sequence[Point]]) -> list[tuple[Label, ...]]:
    """Return what stands along each arrow, nothing where no place is left.

    Args:
        names: What is to be placed.
        taken: Where nothing can stand.
        arrows: All lines, of which few should be covered.
    """
    places = [_places(name, taken, arrows) for name in names]
    order = sorted(range(len(names)), key=lambda at: not names[at].must)
    best: dict[int, _Place] = {}
    for _ in range(TRIES):
        found: dict[int, _Place] = {}
        failed = list[int]()
        for at in order:
            free = (place for place in places[at] if not any(_meet(place, other) for other in found.values()))
            place = next(free, None)
            if place is None:
                failed.append(at)
            else:
                found[at] = place
        if len(found) > len(best) or not best:
            best = found
        if not any(places[at] for at in failed):
            break
        # What found no place chooses first, among what is as urgent.
        order = sorted([*failed, *(at for at in order if at not in failed)], key=lambda at: not names[at].must)
    return [tuple(label for label, _ in best.get(at, ())) for at in range(len(names))]


_Place: TypeAlias = tuple[tuple[Label, Box], ...]
"""What stands along an arrow at one place, each label with its extent."""


def _meet(one: _Place, other: _Place) -> bool:
    return any(overlap(box, own) for _, box in one for _, own in other)


def _places(name: Named, taken: Sequence[Box], arrows: Sequence[Sequence[Point]]) -> list[_Place]:
    """Return where a name may stand, the best place first."""
    extents = [extent(label) for label in name.labels]
    xs, ys = zip(*name.points, strict=True)
    sides = [max(abs(box[side]) for box in extents for side in pair) for pair in ((0, 2), (1, 3))]
    around = (min(xs) - sides[0], min(ys) - sides[1], max(xs) + sides[0], max(ys) + sides[1])
    near = [box for box in taken if overlap(box, around)]
    lines = [points for points in arrows if points is not name.points and is_crossed(around, points)]
    found: list[tuple[float, _Place]] = []
    for part in PLACES:
        x, y = along(name.points, part)
        boxes = [(left + x, top + y, right + x, bottom + y) for left, top, right, bottom in extents]
        if any(overlap(box, other) for box in boxes for other in near):
            continue
        crossed = sum(any(is_crossed(box, points) for box in boxes) for points in lines)
        labels = (label.moved(x, y) for label in name.labels)
        found.append((abs(part - name.wish) + CROSSED * crossed, tuple(zip(labels, boxes, strict=True))))
    return [place for _, place in sorted(found, key=lambda pair: pair[0])]
