"""The names of single weights: numbered through all matrices, or by row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product

from ..expression.tree import Affine, Symbol
from ..graph.expand import At, Naming, is_position
from .notations import capital


@dataclass(frozen=True)
class WeightNames(Naming):
    """From the entries of weight matrices to the names of single weights, found when they are asked for.

    Args:
        weight: What a weight is called.
        matrices: From each matrix, without indices, to how many weights come before it, its rows and its columns.
        numbered: Whether the weights are numbered through, row by row as the matrices are written.
    """

    weight: str
    matrices: Mapping[Symbol, tuple[int, int, int]]
    numbered: bool
    _all: dict[Symbol, tuple[Symbol, ...]] = field(init=False, repr=False, default_factory=dict)

    def all_of(self, quantity: Symbol) -> tuple[Symbol, ...] | None:
        """Return the names of all entries of a matrix, row by row."""
        if quantity not in self.matrices:
            return None
        if quantity not in self._all:
            first, rows, columns = self.matrices[quantity]
            if self.numbered:
                names = (Symbol(self.weight, str(first + at)) for at in range(1, rows * columns + 1))
            else:
                below = (f"{row},{column}" for row in range(1, rows + 1) for column in range(1, columns + 1))
                names = (Symbol(self.weight, at, superscript=quantity.superscript) for at in below)
            self._all[quantity] = tuple(names)
        return self._all[quantity]

    def place(self, name: Symbol) -> tuple[Symbol, At] | None:
        """Return the matrix and the position of a weight."""
        if name.base != self.weight:
            return None
        if not self.numbered:
            matrix = replace(name, base=capital(self.weight), subscript="")
            if matrix not in self.matrices:
                return None
            _, rows, columns = self.matrices[matrix]
            at = tuple(int(part) for part in name.subscript.split(",") if is_position(part))
            inside = len(at) == 2 and 1 <= at[0] <= rows and 1 <= at[1] <= columns
            return (matrix, at) if inside and self[matrix.read_at(at)] == name else None
        number = int(name.subscript) if is_position(name.subscript) else 0
        for matrix, (before, rows, columns) in self.matrices.items():
            if before < number <= before + rows * columns:
                row, column = divmod(number - before - 1, columns)
                at = (row + 1, column + 1)
                return (matrix, at) if self[matrix.read_at(at)] == name else None
        return None

    def __getitem__(self, entry: Symbol) -> Symbol:
        matrix = entry.read_at(())
        first, _, columns = self.matrices[matrix]
        row, column = (at if isinstance(at, int) else at.size for at in entry.indices if not isinstance(at, Affine))
        if self.numbered:
            return Symbol(self.weight, str(first + (row - 1) * columns + column))
        return replace(matrix, base=self.weight, subscript=f"{row},{column}")

    def __iter__(self) -> Iterator[Symbol]:
        for matrix, (_, rows, columns) in self.matrices.items():
            for at in product(range(1, rows + 1), range(1, columns + 1)):
                yield matrix.read_at(at)

    def __len__(self) -> int:
        return sum(rows * columns for _, rows, columns in self.matrices.values())
