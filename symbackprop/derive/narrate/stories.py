"""How the backward pass is told: path by path for each weight, or once for each quantity, from the error back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from ...document.blocks import Block
from ...errors import UsageError
from ...expression.tree import Symbol
from ...graph.equations import bare
from ..routes import by_equations, by_paths
from .backward_story import backward_story
from .derivations import backward_pass
from .lecture import Lecture, Story

BACKWARD_PASSES: Mapping[Story, Callable[[Lecture], Iterator[Block]]] = MappingProxyType(
    {Story.BACKWARD: backward_story, Story.PATHS: backward_pass}
)

MOST_PATHS = 100
"""Of a weight that acts along more paths, each adjoint is derived once."""

MOST_READS = 500
"""Where equations read each other so often, an adjoint for each read would fill the pages."""


def story_of(lecture: Lecture) -> Story:
    """Return how the backward pass is told.

    Without a word, path by path where a network has at most one hidden layer, as in the lecture; and where a model in
    equations reads each parameter in one place, and no path splits twice.

    Raises:
        UsageError: The paths are wanted of what has too many.
    """
    wanted = lecture.outline.story
    if wanted is Story.PATHS:
        _demand_few_paths(lecture)
    return wanted or (Story.PATHS if _has_short_paths(lecture) else Story.BACKWARD)


def follow_story(lecture: Lecture) -> None:
    """Let carried results be put together as the story puts them together."""
    if lecture.is_scalar and lecture.numbers.is_carried:
        follow = by_paths if story_of(lecture) is Story.PATHS else by_equations
        lecture.numbers.route = follow(lecture.backward)


def _demand_few_paths(lecture: Lecture) -> None:
    if lecture.network.graph.has_recurrences:
        raise UsageError("--story paths: a recurrence has too many paths to be written out; choose backward")
    for weight in lecture.outline.weights:
        count = lecture.backward.paths.count(weight)
        if count > MOST_PATHS:
            raise UsageError(
                f"--story paths: {weight.ascii} acts along {count:,} paths; at most {MOST_PATHS} are written out; "
                "choose backward"
            )


def _has_short_paths(lecture: Lecture) -> bool:
    network = lecture.network
    if network.graph.has_recurrences:
        return False
    if lecture.layers:
        return len(lecture.layers) <= 2 and network.samples is None
    if sum(map(len, network.backward.contributions.values())) > MOST_READS:
        return True
    return all(_is_told_by_paths(lecture, weight) for weight in lecture.outline.weights)


def _is_told_by_paths(lecture: Lecture, weight: Symbol) -> bool:
    """Say whether one equation reads a parameter, and the paths from there split once at most."""
    paths, network = lecture.backward.paths, lecture.network
    readers = network.graph.readers(bare(paths.declared(weight)))
    if paths.count(weight) == 0:
        return True
    if len(readers) > 1 or len(paths.readers(weight)) > 1 or paths.count(weight) > MOST_PATHS:
        return False
    return lecture.backward.splits(weight) <= 1
