"""Matrices of matrices in products: `[W U] [x; h]` is `W x + U h`, and `W [h, x]` is a sum over parts of W."""

from __future__ import annotations

from dataclasses import replace

from ..tree import Chain, Grid, Name, Node, Numeral, Plus, Side, Times, parts, with_parts


def with_block_products(chain: Chain) -> Chain:
    """Return a chain in which products with columns of arrays are sums of products, block by block.

    Args:
        chain: The chain.
    """
    return replace(chain, sides=tuple(Side(_written_out(side.node), side.span) for side in chain.sides))


def _written_out(node: Node) -> Node:
    inner = parts(node)
    written = with_parts(node, tuple(map(_written_out, inner))) if inner else node
    if not isinstance(written, Times):
        return written
    factors = list(written.factors)
    for at in range(len(factors) - 1, 0, -1):
        product = _product(factors[at - 1], factors[at])
        if product is not None:
            factors[at - 1 : at + 1] = [product]
    return factors[0] if len(factors) == 1 else replace(written, factors=tuple(factors))


def _product(left: Node, right: Node) -> Node | None:
    """Return the product of a row of blocks, or of a matrix, and a column of blocks; None where it is another."""
    column = _column(right)
    if len(column) < 2:
        return None
    if isinstance(left, Grid) and len(left.rows) == 1 and len(left.rows[0]) == len(column):
        return _sum(left.rows[0], column)
    if isinstance(left, Name) and _are_blocks(column):
        return _sum(tuple(_part(left, block) for block in column), column)
    return None


def _column(node: Node) -> tuple[Node, ...]:
    """Return the entries of a column, or of a list, which is one behind a matrix."""
    if not isinstance(node, Grid):
        return ()
    if len(node.rows) == 1:
        return node.rows[0]
    return tuple(row[0] for row in node.rows) if all(len(row) == 1 for row in node.rows) else ()


def _are_blocks(column: tuple[Node, ...]) -> bool:
    """Say whether the entries are quantities of their own, as `h_{t-1}` and `x_t`, and not those of one vector."""
    letters = [node.base for node in column if isinstance(node, Name)]
    return len(letters) > 1 and len({*letters}) == len(letters) and all(isinstance(at, Name | Numeral) for at in column)


def _part(matrix: Name, block: Node) -> Node:
    """Return what a matrix multiplies a block by: a matrix of its own."""
    called = block.base if isinstance(block, Name) else "1"
    return replace(matrix, at=(*matrix.at, f"of {called}"), text=f"{matrix.text}[{called}]")


def _sum(left: tuple[Node, ...], right: tuple[Node, ...]) -> Node:
    products = (
        a if isinstance(b, Numeral) and b.value == 1 else Times((a, b)) for a, b in zip(left, right, strict=True)
    )
    return Plus(tuple(products))
