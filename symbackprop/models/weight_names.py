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
        turned: Whether they are numbered column by column instead.
    """

    weight: str
    matrices: Mapping[Symbol, tuple[int, int, int]]
    numbered: bool
    turned: bool = False
    _all: dict[Symbol, tuple[Symbol, ...]] = field(init=False, repr=False, default_factory=dict)

    def all_of(self, quantity: Symbol) -> tuple[Symbol, ...] | None:
        """Return the names of all entries of a matrix, row by row."""
        if quantity not in self.matrices:
            return None
        if quantity not in self._all:
            first, rows, columns = self.matrices[quantity]
            if self.numbered:
                at = product(range(1, rows + 1), range(1, columns + 1))
                names = (Symbol(self.weight, str(first + self._number(place, rows, columns))) for place in at)
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
                first, second = divmod(number - before - 1, rows if self.turned else columns)
                at = (second + 1, first + 1) if self.turned else (first + 1, second + 1)
                return (matrix, at) if self[matrix.read_at(at)] == name else None
        return None

    def __getitem__(self, entry: Symbol) -> Symbol:
        matrix = entry.read_at(())
        first, rows, columns = self.matrices[matrix]
        row, column = (at if isinstance(at, int) else at.size for at in entry.indices if not isinstance(at, Affine))
        if self.numbered:
            return Symbol(self.weight, str(first + self._number((row, column), rows, columns)))
        return replace(matrix, base=self.weight, subscript=f"{row},{column}")

    def _number(self, at: tuple[int, int], rows: int, columns: int) -> int:
        row, column = at
        return (column - 1) * rows + row if self.turned else (row - 1) * columns + column

    def __iter__(self) -> Iterator[Symbol]:
        for matrix, (_, rows, columns) in self.matrices.items():
            for at in product(range(1, rows + 1), range(1, columns + 1)):
                yield matrix.read_at(at)

    def __len__(self) -> int:
        return sum(rows * columns for _, rows, columns in self.matrices.values())
