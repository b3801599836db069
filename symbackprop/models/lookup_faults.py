"""What says which positions are looked up must be given: it is neither computed nor trained."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..errors import GraphError
from ..expression.tree import Position, Symbol
from ..graph.equations import Equation, bare
from ..graph.shifts import lookups_in
from .order import line_of, reads_of


def check_looked_up(equations: Sequence[Equation], parameters: Collection[str]) -> None:
    """Refuse a quantity that says positions and has no fixed values.

    Args:
        equations: As they are written.
        parameters: The names of what is trained.

    Raises:
        GraphError: There is one.
    """
    defined = {bare(equation.target): equation for equation in equations}
    for equation in equations:
        for read in reads_of(equation):
            for name, source in _sources(read):
                if source in defined:
                    raise GraphError(
                        f"{equation.name} looks up {name!r}, but {source.ascii!r} is computed by "
                        f"{line_of(defined[source])}; expected whole numbers that are given"
                    )
                if source.ascii in parameters:
                    raise GraphError(
                        f"{equation.name} looks up {name!r}, so {source.ascii!r} cannot be trained; "
                        "leave it out of parameters"
                    )


def _sources(read: Symbol) -> Iterator[tuple[str, Symbol]]:
    """Yield what a read looks up, as it is written, and the quantity that says it."""
    waiting: list[Position] = list(read.indices)
    while waiting:
        for lookup in lookups_in(waiting.pop(0)):
            yield lookup.name, lookup.of
            waiting += lookup.where
