"""Where a document goes on to another example: the same network with other inputs, targets and weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...expression.tree import Number, Symbol
from .. import thresholds
from ..quantities.atoms import Role
from ..quantities.refusals import UnknownName
from ..reading.statements import Statement, Statements
from ..tree import Chain, Grid, Name, Node, Numeral, printed
from .naming import Naming
from .value_lists import single_claims


@dataclass(frozen=True, slots=True)
class Example:
    """Where another example begins, and what it gives."""

    start: int
    values: Mapping[Symbol, Number]


def other_example(naming: Naming, document: Statements) -> Example | None:
    """Return the first place at which values are given anew, inputs or targets among them."""
    values = naming.network.values
    beside = {*naming.layers.inputs, *naming.layers.targets}
    seen: set[Symbol] = set()
    for start, run in _runs(naming, document.every):
        changed = {symbol for symbol, number in run.items() if number.value != values[symbol].value}
        if len(changed) >= thresholds.LEAST_CHANGED and changed <= seen and changed & beside:
            return Example(start, {**values, **run})
        seen |= run.keys() - changed
    return None


def between(document: Statements, since: int, until: int) -> Statements:
    """Return what a document states between two places."""
    every = tuple(at for at in document.every if since <= at.span.start < until)
    tables = tuple(at for at in document.tables if since <= at.span.start < until)
    supposed = tuple(at for at in document.supposed if since <= at.span.start < until)
    return replace(document, every=every, tables=tables, supposed=supposed)


def _runs(naming: Naming, statements: Sequence[Statement]) -> Iterator[tuple[int, dict[Symbol, Number]]]:
    """Yield where values stand one after another, and which."""
    start, run = 0, dict[Symbol, Number]()
    for statement in statements:
        values = dict(_values_in(naming, statement)) if isinstance(statement, Chain) else {}
        if values:
            start = start if run else statement.span.start
            run |= values
        elif run:
            yield start, run
            run = {}
    if run:
        yield start, run


def _values_in(naming: Naming, chain: Chain) -> Iterator[tuple[Symbol, Number]]:
    """Yield the quantities of the spec's values that an equation gives numbers to, with these."""
    values = naming.network.values
    for claim in single_claims(chain, naming):
        if len(claim.sides) != 2 or claim.relations != ("=",):
            return
        name, node = claim.sides[0].node, claim.sides[1].node
        numbers = _numbers(node)
        if not isinstance(name, Name) or name.new or not numbers:
            return
        try:
            atoms = naming.meaning(name).flat
        except UnknownName:
            return
        if len(atoms) != len(numbers):
            return
        for atom, number in zip(atoms, numbers, strict=True):
            if atom.symbol is not None and atom.symbol in values and atom.role is Role.VALUE:
                yield atom.symbol, Number(number.value, number.text)


def _numbers(node: Node) -> list[Numeral]:
    if isinstance(node, Grid):
        found = [printed(entry) for row in node.rows for entry in row]
        return [number for number in found if number is not None] if None not in found else []
    number = printed(node)
    return [number] if number is not None else []
