"""C99 as loops: several loops that are one, where all that they read and write lies in their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from ...expression.tree import Index
from ...graph.shifts import indices_in, running_of
from ...graph.windows import Window
from .frame import Frame
from .matrices import Read
from .page import INDENT

F = TypeVar("F", bound=Frame)


@dataclass(frozen=True, slots=True)
class Flat(Generic[F]):
    """Loops, the innermost of which may run through several indices.

    Args:
        frame: What writes the lines inside.
        outer: The indices with loops of their own.
        group: Those of the innermost loop, the fastest first.
    """

    frame: F
    outer: Sequence[Index]
    group: Sequence[Index]

    def loops(self, body: Iterable[str], pragma: str = "", within: Sequence[Window] = ()) -> list[str]:
        """Return the loops around some lines; the pragma stands before the innermost."""
        if len(self.group) < 2:
            return self.frame.loops((*self.outer, *self.group), body, pragma, within)
        name = self.frame.variable(self.group[0])
        inner = [
            *([pragma] if pragma else []),
            f"for (size_t {name} = 0; {name} < {self.frame.extent(self.group)}; {name}++) {{",
            *(INDENT + line for line in body),
            "}",
        ]
        return self.frame.loops(self.outer, inner, within=within)


def flattened(frame: F, indices: Sequence[Index], reads: Sequence[Read], windows: Iterable[Window] = ()) -> Flat[F]:
    """Return loops over some indices, as many of the last of which as possible are one.

    Args:
        frame: What writes the lines inside.
        indices: The indices, the last one fastest.
        reads: What is read and written.
        windows: Conditions, whose indices keep loops of their own.
    """
    asked = list(windows)
    group = list(indices[-1:])
    size = group[0].size if group else 1
    for index in reversed(indices[:-1]):
        if not all(_follows(read, index, group[0], size) for read in reads):
            break
        if any(at in indices_in(window.position) for window in asked for at in (index, *group)):
            break
        group.append(index)
        size *= index.size
    flat = frame.flat.union(group[1:])
    return Flat(replace(frame, flat=flat), indices[: len(indices) - len(group)], group)


def _follows(read: Read, index: Index, inner: Index, size: int) -> bool:
    """Say whether what is read at the next position of an index follows that at the last of the inner ones."""
    if not read.is_matrix:
        return not {index, inner}.intersection(running_of(read.symbol))
    return read.step(index) == read.step(inner) * size
