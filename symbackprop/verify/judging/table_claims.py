"""What the cells of a table claim: what its head says of the quantity of the row, or of the time that the row tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...expression.tree import Symbol
from .. import thresholds
from ..interpretation.naming import Naming
from ..interpretation.strange_names import shows_notation
from ..lexicon.prose import AFTER, BEFORE, GRADIENT, MANY, ONCE, ROUNDS, SAMPLES, TARGETS, VALUE, Spoken
from ..lexicon.roles import BIAS, LOSS, NET, OUT, WEIGHT, parts_of
from ..lexicon.words import NEW, OLD
from ..quantities.atoms import Atom, Meaning, Role, stand_in
from ..quantities.refusals import UnknownName
from ..reading.tables import Table, TableCell
from ..source import Span
from ..tree import Chain, Name, Node, Numeral, Rate, Side, names_in, parts, printed, with_parts
from .prose_claims import ProseClaim

COUNT = re.compile(r"\d{1,3}(?:[,.' \u202f]\d{3})+|\d{1,7}")
NEURON = re.compile(r"[^\W\d_]{1,2}_?\{?\d{1,2}\}?")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A number in a table and what it claims, with the cell that names the row and the one that names the column."""

    chain: Chain
    label: TableCell
    head: TableCell


@dataclass(frozen=True, slots=True)
class Claims:
    """What a table claims.

    Args:
        span: Where it stands.
        chains: By its numbers, as equations.
        prose: By its numbers, of the loss and the outputs after some rounds.
        strange: Names before rows that are none, where the others are.
    """

    span: Span
    chains: tuple[Claimed, ...] = ()
    prose: tuple[ProseClaim, ...] = ()
    strange: tuple[Name, ...] = ()


def claims_of(table: Table, naming: Naming) -> Claims:
    """Return what a table claims, read by rows or by columns."""
    for way in (table, table.turned):
        found = Columns(way, naming).claims()
        if found.chains or found.prose:
            return found
    return Claims(table.span)


def milestones(table: Table, loss: Symbol) -> Iterator[ProseClaim]:
    """Yield the numbers of a table that can be claims about a time after some rounds, as if all were of the loss."""
    for way in (table, table.turned):
        counted = _counts(way, ROUNDS)
        for row in way.rows:
            rounds = _count(_text_of(row[0])) if counted else _rounds(row[0].words)
            for number in filter(None, map(_number, row[1:])):
                if rounds is not None and rounds <= thresholds.MOST_ROUNDS:
                    yield ProseClaim(loss, rounds, number)


def _counts(table: Table, what: Spoken) -> bool:
    """Say whether the first column of a table counts something."""
    return bool(what.search(table.head[0].words)) and any(COUNT.match(_text_of(row[0])) for row in table.rows)


@dataclass
class Columns:
    """Reads what stands in the columns of a table by what stands before its rows and above them.

    Args:
        table: The table.
        naming: What names mean.
    """

    table: Table
    naming: Naming

    def claims(self) -> Claims:
        """Return what the table claims, with its rows named by its first column."""
        labels = [row[0] for row in self.table.rows]
        names = [cell.node for cell in labels if isinstance(cell.node, (Name, Rate))]
        known = [node for node in names if self._is_known(node)]
        if len(known) > thresholds.LEAST_KNOWN_ROWS * len(labels) and not _counts(self.table, SAMPLES):
            # What stands between delimiters is a formula of its own, of which the names are judged where it is read.
            bare = {cell.node for cell in labels if cell.words} if self.naming.keeps_notation else set(names)
            strange = tuple(
                node
                for node in names
                if isinstance(node, Name) and node in bare and node not in known and shows_notation(node)
            )
            # `h1` may be a name of its own, and a row that gives its net input and its output.
            found = tuple(self._of_quantities(known)) or tuple(self._of_neurons())
            return Claims(self.table.span, found, (), strange)
        if found := tuple(self._of_positions()):
            return Claims(self.table.span, found)
        if _counts(self.table, ROUNDS) or any(_rounds(cell.words) is not None for cell in labels):
            return Claims(self.table.span, tuple(self._of_targets()), tuple(self._of_rounds()))
        if _counts(self.table, SAMPLES):
            return Claims(self.table.span, tuple(self._of_samples()))
        if all(cell.node is None or isinstance(cell.node, Name) for cell in labels) and (
            found := tuple(self._of_neurons())
        ):
            return Claims(self.table.span, found)
        return Claims(self.table.span, tuple(self._single())) if len(self.table.rows) == 1 else Claims(self.table.span)

    def _is_known(self, node: Node) -> bool:
        try:
            for name in names_in(node):
                self.naming.meaning(name)
        except UnknownName:
            return False
        return True

    def _of_quantities(self, known: Sequence[Node]) -> Iterator[Claimed]:
        bases = {name.base for node in known for name in names_in(node)}
        of_rows = {id(node) for node in known}
        for row, head, cell in self._cells():
            label = row.node
            if label is not None and id(label) in of_rows:
                yield from _claimed(self._claimed_of(head, label, bases), row, head, cell)

    def _cells(self) -> Iterator[tuple[TableCell, TableCell, TableCell]]:
        """Yield the cells row by row, after the first cells of their row and of their column."""
        for row in self.table.rows:
            for head, cell in zip(self.table.head[1:], row[1:], strict=True):
                yield row[0], head, cell

    def _claimed_of(self, head: TableCell, label: Node, bases: set[str]) -> Node | None:
        """Return what a head says of the quantity of a row, or None where that is not known."""
        if head.node is not None and not _is_words(head):
            quantity = self._put_in(head.node, label, bases)
            renewed = isinstance(quantity, Name) and (AFTER.search(head.words) or NEW.intersection(head.words.split()))
            return replace(quantity, new=True) if isinstance(quantity, Name) and renewed else quantity
        words = set(re.findall(r"[^\W\d_]+", head.words))
        if words & NEW or AFTER.search(head.words):
            return replace(label, new=True) if isinstance(label, Name) else None
        if words & OLD or VALUE.search(head.words):
            return label
        if GRADIENT.search(head.words) and isinstance(label, Name):
            loss = self.naming.layers.loss
            marker = stand_in(loss.ascii, Meaning(((Atom(Role.VALUE, loss),),)), head.span)
            return Rate(marker, label, head.span)
        return None

    def _put_in(self, node: Node, label: Node, bases: set[str]) -> Node | None:
        """Return a formula for any weight with the one of a row put in, or None where it has no such weight."""
        changed = False

        def put(part: Node) -> Node:
            nonlocal changed
            if isinstance(part, Name):
                general = not (part.below or part.above or part.at)
                if (
                    general
                    and (part.base in bases or {WEIGHT, BIAS}.intersection(parts_of(part)) - {LOSS})
                    and not self._is_loss(part)
                ):
                    changed = True
                    return replace(label, new=part.new or label.new) if isinstance(label, Name) else label
                return part
            inner = parts(part)
            return with_parts(part, tuple(map(put, inner))) if inner else part

        found = put(node)
        return found if changed else None

    def _is_loss(self, name: Name) -> bool:
        try:
            atom = self.naming.meaning(name).atom
        except UnknownName:
            return False
        return atom is not None and atom.symbol == self.naming.layers.loss

    def _of_rounds(self) -> Iterator[ProseClaim]:
        counted = _counts(self.table, ROUNDS)
        for row, head, cell in self._cells():
            rounds = _count(_text_of(row)) if counted else _rounds(row.words)
            number, symbol = _number(cell), self._trained(head)
            if rounds is not None and rounds <= thresholds.MOST_ROUNDS and number is not None and symbol is not None:
                yield ProseClaim(symbol, rounds, number)

    def _trained(self, head: TableCell) -> Symbol | None:
        """Return the loss or the output that a head names."""
        if not isinstance(head.node, Name):
            return None
        try:
            atom = self.naming.meaning(head.node).atom
        except UnknownName:
            return None
        if atom is None or atom.role is not Role.VALUE:
            return None
        return atom.symbol if atom.symbol in (self.naming.layers.loss, *self.naming.network.outputs) else None

    def _of_targets(self) -> Iterator[Claimed]:
        layers = self.naming.layers
        outs = layers.stages[-1].out if layers.stages else ()
        for row, head, cell in self._cells():
            symbol = self._trained(head)
            if TARGETS.search(row.words) and symbol in outs and len(outs) == len(layers.targets):
                target = layers.targets[outs.index(symbol)]
                quantity = stand_in(target.ascii, Meaning(((Atom(Role.VALUE, target),),)), head.span)
                yield from _claimed(quantity, row, head, cell)

    def _of_samples(self) -> Iterator[Claimed]:
        for row, head, cell in self._cells():
            sample = _count(_text_of(row))
            if sample is not None and isinstance(head.node, Name):
                quantity = replace(head.node, above=(*head.node.above, f"({sample})"))
                found = self.naming.layers.vocabulary.find(quantity)
                if found is not None and found.sample and self._is_known(quantity):
                    yield from _claimed(quantity, row, head, cell)

    def _of_positions(self) -> Iterator[Claimed]:
        """Yield the claims of a table with one row per value of an index, by which its columns are named."""
        counted = self.table.head[0].node
        letters = {counted.base} if isinstance(counted, Name) and len(counted.text) == 1 else set[str]()
        shifted = {mark for head in self.table.head[1:] if head.node is not None for mark in _marks(head.node)}
        found = self.naming.layers.vocabulary.indices & (letters or shifted)
        if len(found) != 1:
            return
        (index,) = found
        for row, head, cell in self._cells():
            at = _count(_text_of(row))
            if at is None or not isinstance(head.node, (Name, Rate)):
                continue
            quantity = _at_position(head.node, index, at)
            if quantity != head.node and self._is_known(quantity):
                yield from _claimed(quantity, row, head, cell)

    def _of_neurons(self) -> Iterator[Claimed]:
        """Yield the claims of a table with one row per neuron and one column per kind of quantity."""
        for row, head, cell in self._cells():
            neuron = _text_of(row)
            if not isinstance(head.node, Name) or head.node.below or not NEURON.fullmatch(neuron):
                continue
            if {NET, OUT}.intersection(parts_of(head.node)):
                below = re.sub(r"[_{}]", "", neuron)
                quantity = replace(head.node, below=(below,), text=f"{head.node.base}_{{{below}}}")
                if self._is_known(quantity) and self.naming.layers.vocabulary.knows(quantity):
                    yield from _claimed(quantity, row, head, cell)

    def _single(self) -> Iterator[Claimed]:
        """Yield the claims of a row of numbers below a row of names."""
        (row,) = self.table.rows
        if all(isinstance(head.node, (Name, Rate)) and self._is_known(head.node) for head in self.table.head):
            for head, cell in zip(self.table.head, row, strict=True):
                yield from _claimed(head.node, head, head, cell)


def _claimed(quantity: Node | None, label: TableCell, head: TableCell, cell: TableCell) -> Iterator[Claimed]:
    if quantity is not None and cell.node is not None and _number(cell) is not None:
        sides = (Side(quantity, label.span), Side(cell.node, cell.span))
        yield Claimed(Chain(sides, ("=",), cell.span), label, head)


def _marks(node: Node) -> Iterator[str]:
    """Yield what stands below and above the names of a formula."""
    for name in names_in(node):
        yield from (*name.below, *name.above, *name.at)


def _at_position(node: Node, index: str, at: int) -> Node:
    """Return what a formula with an index is where that has a value."""
    if not isinstance(node, Name):
        inner = parts(node)
        return with_parts(node, tuple(_at_position(part, index, at) for part in inner)) if inner else node
    below, above, places = (
        tuple(_placed(mark, index, at) for mark in marks) for marks in (node.below, node.above, node.at)
    )
    if (below, above, places) == (node.below, node.above, node.at):
        return node
    # The first letter is that of the quantity.
    text = SHIFTED.sub(lambda found: _placed(found[0], index, at), node.text[1:])
    return replace(node, below=below, above=above, at=places, text=node.text[:1] + text)


SHIFTED = re.compile(r"(?<![^\W\d_\\])(?P<index>[^\W\d_])(?![^\W\d_])\s*(?:(?P<shift>[-+−])\s*(?P<by>\d{1,3}))?")


def _placed(mark: str, index: str, at: int) -> str:
    """Return an index with its value, as `t-1` is 1 where t is 2."""
    found = SHIFTED.fullmatch(mark)
    if found is None or found["index"] != index:
        return mark
    by = int(found["by"] or 0)
    return str(at + by if found["shift"] == "+" else at - by)


def _number(cell: TableCell) -> Numeral | None:
    return printed(cell.node) if cell.node is not None else None


def _text_of(cell: TableCell) -> str:
    """Return a cell's words, or the name or number that it is."""
    if cell.words:
        return cell.words
    node = cell.node
    return node.text if isinstance(node, (Name, Numeral)) else ""


def _is_words(cell: TableCell) -> bool:
    """Say whether a head is a word of the language that only looks like a name."""
    known = VALUE.search(cell.words) or GRADIENT.search(cell.words) or AFTER.search(cell.words)
    words = set(re.findall(r"[^\W\d_]+", cell.words))
    return isinstance(cell.node, Name) and cell.node.text.lower() == cell.words and bool(known or words & (NEW | OLD))


def _count(text: str) -> int | None:
    found = COUNT.fullmatch(text)
    return int(re.sub(r"\D", "", found[0])) if found else None


def _rounds(words: str) -> int | None:
    """Return after how many rounds a row holds, by its words."""
    many = MANY.search(words)
    if many:
        return int(re.sub(r"\D", "", many[1]))
    if ONCE.search(words):
        return 1
    return 0 if BEFORE.search(words) else None
