"""C99 as loops: functions for matrices, which are the same for all networks, and what is written as a call of one.

One sample of a wide network waits for memory; these functions read and write it in whole vectors, wherever an array
begins. What they cannot express stays a loop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...document.page import filled
from ...expression.tree import Index, Symbol
from ...graph.equations import Equation, Term, bare
from ..program.lowering import sizes_of
from ..program.nests import factors_of
from .place import FEWEST_ROWS, Place

FUNCTIONS = ("add_column_sums", "add_product", "add_row_sums", "write_products")

Places = Mapping[Symbol, Place]


def called_in(text: str) -> list[str]:
    """Return the names of those functions that a text calls."""
    return [name for name in FUNCTIONS if f"{name}(" in text]


def definitions(called: Sequence[str], real: str, linkage: str = "static ") -> str:
    """Return the sources of functions, with what they need."""
    texts = [filled(f"c/kernels/{name}.c", real=real, linkage=linkage).strip() for name in called]
    needs = ["vectors", *(["head"] if any("backprop_head(" in text for text in texts) else [])]
    return "\n\n".join([*(filled(f"c/kernels/{name}.c", real=real).strip() for name in needs), *texts])


def declarations(real: str) -> str:
    """Return what a file needs that calls the functions of another one."""
    return filled("c/kernels/declared.h", real=real).strip()


def apart(real: str) -> str:
    """Return a file with all functions, which `declarations` declares."""
    begin = "#include <stddef.h>\n#include <stdint.h>\n\n#define BACKPROP_RESTRICT restrict"
    return "\n\n".join([begin, declarations(real), definitions(FUNCTIONS, real, linkage="")]) + "\n"


def row_sums(target: Symbol, term: Term, places: Places) -> str:
    """Return a call that adds, to each element of a vector, a row of a matrix times a vector; or nothing.

    Args:
        target: The vector that is added to.
        term: What is added, with the index that it sums over.
        places: Where quantities are kept.
    """
    pair = factors_of(term)
    if pair is None or term.within or len(term.over) != 1 or len(target.indices) != 1:
        return ""
    for matrix, vector in (pair, pair[::-1]):
        if (
            vector.indices == term.over
            and matrix.indices == (*target.indices, *term.over)
            and all(_is_whole(symbol, places) for symbol in (target, matrix, vector))
        ):
            return f"add_row_sums({_arguments(matrix, matrix, vector, target, places=places)});"
    return ""


def column_sums(target: Symbol, term: Term, written: Equation, places: Places) -> str:
    """Return a call that adds the rows of a matrix times numbers, and writes a matrix of products; or nothing.

    Args:
        target: The vector that is added to.
        term: What is added, with the index that it sums over.
        written: The equation of the matrix that is written.
        places: Where quantities are kept.
    """
    pair, right = factors_of(term), product_of(written, places)
    if pair is None or right is None or term.within or len(term.over) != 1:
        return ""
    (row,) = term.over
    by_row, by_column = right
    for matrix, factor in (pair, pair[::-1]):
        if (
            factor == by_row
            and matrix.indices == (row, *target.indices)
            and written.target.indices == matrix.indices
            and all(_is_whole(symbol, places) for symbol in (target, matrix))
        ):
            read = (matrix, factor, target, by_column, written.target)
            return f"add_column_sums({_arguments(matrix, *read, places=places)});"
    return ""


def products(written: Equation, places: Places) -> str:
    """Return a call that writes a matrix of products of two vectors; or nothing."""
    factors = product_of(written, places)
    if factors is None:
        return ""
    return f"write_products({_arguments(written.target, *factors, written.target, places=places)});"


def product_of(written: Equation, places: Places) -> tuple[Symbol, Symbol] | None:
    """Return the two vectors, by row and by column, of whose products a matrix consists; or None."""
    if len(written.terms) != 1 or len(written.target.indices) != 2:
        return None
    (term,) = written.terms
    pair = None if term.over or term.within else factors_of(term)
    for by_row, by_column in (pair, pair[::-1]) if pair else ():
        if (by_row.indices, by_column.indices) == tuple((index,) for index in written.target.indices) and all(
            _is_whole(symbol, places) for symbol in (by_row, by_column, written.target)
        ):
            return by_row, by_column
    return None


def _is_whole(symbol: Symbol, places: Places) -> bool:
    """Say whether a vector or matrix is an array that is read from its beginning to its end, and long enough."""
    place = places.get(bare(symbol))
    return (
        place is not None
        and place.is_array
        and not place.is_tiled
        and all(isinstance(index, Index) for index in symbol.indices)
        and len(set(symbol.indices)) == len(symbol.indices)
        and sizes_of(symbol) == sizes_of(place.declared)
        and min(sizes_of(symbol)) >= FEWEST_ROWS
    )


def _arguments(matrix: Symbol, *symbols: Symbol, places: Places) -> str:
    return ", ".join([*map(str, sizes_of(matrix)), *(places[bare(symbol)].name for symbol in symbols)])
