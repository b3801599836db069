"""What the formulas of a document are worth at letters that are drawn, through its own definitions.

The module is long because derivatives, entries and whole arrays of a quantity read one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product
from typing import Any

from flint import fmpq

from ...graph.tape import Ball
from ..lexicon.functions import EXPONENTIAL, SOFTMAX
from ..lexicon.words import ACTIVATION, OF_LETTERS
from ..quantities.refusals import NotCheckable
from ..reasons import Details, RefusalCode
from ..tree import Applied, Name, Node, Numeral, Omitted
from ..values.arrays import Cells, Worth, added, each
from ..values.calculation import Calculation, as_printed
from .definitions import Definitions, Function, Loss, whole
from .duals import Dual, DualArithmetic, split
from .letters import Letters
from .members import Entry, Member, Place, Variable
from .slots import ONES

IDENTITY_MATRIX = "I"
OF_ENTRIES = ("max", "min")

ALL: Entry = (0,)
"""Stands for all entries where each has its own place."""


@dataclass(frozen=True, slots=True)
class Way:
    """How what is not unique is read.

    Args:
        entrywise: Whether a product of two vectors of one shape is entry by entry.
        local: Whether derivatives hold all else fixed of which an equation is made.
        turned: Whether derivatives of vectors have a column for each entry of what is differentiated.
        free: Whether vectors may stand or lie.
        unknown: What has derivatives of which nothing is known but that they are some numbers.
    """

    entrywise: bool = True
    local: bool = False
    turned: bool = False
    free: bool = False
    unknown: frozenset[Variable] = frozenset()


@dataclass
class LetterCalculation(Calculation):
    """Works out formulas at drawn letters.

    Args:
        letters: What letters are worth.
        definitions: What the document defines.
        way: How what is not unique is read.
        seed: What is differentiated by, if anything.
        above: The calculation without slopes.
        local: Which quantity alone depends on the seed.
    """

    letters: Letters
    definitions: Definitions
    way: Way
    seed: Place | None = None
    above: LetterCalculation | None = None
    root: Variable | None = None
    bound: Mapping[str, Any] = field(default_factory=dict)
    number: Callable[[Numeral], Ball] = as_printed
    across: bool = False
    turned: bool = False
    steps: int = 0
    used: set[Place] = field(default_factory=set)
    touched: bool = False
    _known: dict[Place, Any] = field(default_factory=dict)
    _arrays: dict[Variable, Worth] = field(default_factory=dict)
    _open: set[Place] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.entrywise = self.way.entrywise
        self.point = self.letters.arithmetic if self.above is None else DualArithmetic(self.above.point)

    @property
    def depth(self) -> int:
        """How deep the slopes are that are carried along; −1 for none."""
        return self.point.depth if isinstance(self.point, DualArithmetic) else -1

    def function(self, node: Applied) -> str:
        """Return the function that is applied."""
        if node.function not in (ACTIVATION, *OF_LETTERS):
            return node.function
        return self.definitions.stands_for.get(self.definitions.letter_of(node), OF_LETTERS.get(node.function, ""))

    def _applied(self, node: Applied) -> Worth:
        if node.function == SOFTMAX and not node.primes and self._is_batch(node):
            return self._shares(self._of(node.arguments[0]))
        if self.function(node) == SOFTMAX and not node.primes and (share := self._share(node)) is not None:
            return share
        own = self.definitions.functions.get(self.definitions.letter_of(node))
        if own is not None and len(node.arguments) == len(own.arguments) == 1:
            return each(self._of(node.arguments[0]), lambda x: self._called(own, node.primes, x))
        if own is not None and len(node.arguments) == len(own.arguments) and not node.primes:
            given = zip(own.arguments, node.arguments, strict=True)
            inner = self._within({argument.text: self._of(at) for argument, at in given}, self.above, self.seed)
            worth: Worth = inner._of(own.body)
            return worth
        if node.function in OF_ENTRIES and len(node.arguments) == 1:
            (argument,) = node.arguments
            if isinstance(argument, Member) and argument.entry:
                return self._largest_of(node.function, argument.quantity)
        return super()._applied(node)

    def _largest_of(self, function: str, quantity: Variable) -> Worth:
        """Return the largest entry, `max(z_i)`, as any number: it is subtracted only to keep sums small."""
        named = replace(quantity, key=f"{function}|{quantity.key}")
        self.used.add((named, ()))
        worth: Worth = self.letters.value(named, ())
        return worth

    def _share(self, node: Applied) -> Worth | None:
        """Return one entry of a softmax, which `ψ(v_a)` means; None where all are meant."""
        (argument, *more) = node.arguments
        if more or not isinstance(argument, Member) or not argument.entry:
            return None
        shape = self.definitions.shape(argument.quantity)
        every = super()._applied(replace(node, function=SOFTMAX, arguments=(whole(argument),)))
        found: Worth = _picked(every, argument.entry, shape)
        return found

    def _is_batch(self, node: Applied) -> bool:
        worth = self._of(node.arguments[0])
        return isinstance(worth, Cells) and 1 not in worth.shape

    def _shares(self, worth: Worth) -> Worth:
        """Return the softmax of each sample of a batch."""
        assert isinstance(worth, Cells)
        samples = worth.rows if self.definitions.samples_in_rows else worth.turned.rows
        powers = [[self.point.applied(EXPONENTIAL, 0, entry) for entry in sample] for sample in samples]
        shares = Cells(tuple(tuple(power / added(tuple(several)) for power in several) for several in powers))
        return shares if self.definitions.samples_in_rows else shares.turned

    def _called(self, function: Function, primes: int, argument: Any) -> Any:
        """Return a function of the document, or its derivative."""
        if not primes:
            inner = self._within({function.arguments[0].text: argument}, self.above, self.seed)
            return _single(inner._of(function.body))
        sloped = self._within({}, self, None)
        return split(sloped._called(function, primes - 1, Dual(argument, fmpq(1), sloped.depth)), sloped.depth)[1]

    def _within(self, bound: Mapping[str, Any], above: LetterCalculation | None, seed: Place | None) -> Any:
        inner = LetterCalculation(
            self.letters, self.definitions, self.way, seed, above, self.root, {**self.bound, **bound}
        )
        inner.used = self.used
        return inner

    def _name(self, name: Name) -> Worth:
        if name.text in self.bound:
            bound: Worth = self.bound[name.text]
            return bound
        if not isinstance(name, Member):
            if name.base in ("e", "pi"):
                constant: Worth = self.point.constant(name.base)
                return constant
            raise NotCheckable(RefusalCode.NAME_WITHOUT_MEANING, Details(name.text))
        quantity, entry = name.quantity, name.entry
        if name.base == ONES:
            return Cells(((fmpq(1),),) * self.definitions.shape(quantity)[0])
        is_constant = name.base in ("e", "pi") and not (entry or name.below or self.definitions.defines(quantity))
        if is_constant or entry or self.definitions.shape(quantity) == (1, 1):
            single: Worth = self.point.constant(name.base) if is_constant else self.entry(quantity, entry)
            return single
        return self.whole(quantity)

    def entry(self, quantity: Variable, entry: Entry) -> Any:
        """Return the value of one entry of a quantity, or of one that is single."""
        place = quantity, entry
        if place not in self._known:
            with self._opened(place):
                self._known[place] = self._entry(quantity, entry)
        return self._known[place]

    def _entry(self, quantity: Variable, entry: Entry) -> Any:
        if self.above is not None and self.seed is not None:
            if quantity == self.seed[0]:
                value = self.above.entry(quantity, entry)
                self.touched = True
                return Dual(value, fmpq(1), self.depth) if entry == self.seed[1] else value
            if self.way.local and quantity != self.root:
                return self.above.entry(quantity, entry)
        formulas, shape = self.definitions.formulas, self.definitions.shape(quantity)
        if (quantity, entry) in formulas:
            return _single(self._of(formulas[quantity, entry]))
        if entry and (quantity, ()) in formulas:
            return _picked(self.whole(quantity), entry, shape)
        if not entry and quantity in self.definitions.losses:
            return self._loss(self.definitions.losses[quantity])
        if quantity in self.definitions.shares and entry and (rest := self._rest(entry, shape)) is not None:
            return 1 - added(tuple(self.entry(quantity, other) for other in rest))
        if self.above is not None:
            value = self.above.entry(quantity, entry)
            return self._with_slope(value, quantity, entry) if quantity in self.way.unknown else value
        if len(entry) == 2 and quantity.key.startswith(f"{IDENTITY_MATRIX}|"):
            return fmpq(int(entry[0] == entry[1]))
        self.used.add((quantity, entry))
        value = self.letters.value(quantity, entry)
        return value / max(shape) if quantity in self.definitions.shares else value

    def _with_slope(self, value: Any, quantity: Variable, entry: Entry) -> Any:
        """Return a value with a derivative that is some number: one for each of the quantities that it may be by."""
        if self.seed is None:
            return value
        self.touched = True
        by, at = self.seed
        named = Variable(f"{quantity.key}/{by.key}", (*quantity.labels, *by.labels))
        return Dual(value, self.letters.value(named, (*entry, *at)), self.depth)

    def _rest(self, entry: Entry, shape: tuple[int, int]) -> list[Entry] | None:
        """Return the shares beside the last one of a sample, which they leave to it; None for any other entry."""
        axis = 0 if len(entry) == 1 else 1 if self.definitions.samples_in_rows else 0
        size = max(shape) if len(entry) == 1 else shape[axis]
        if entry[axis] != size:
            return None
        return [(*entry[:axis], at, *entry[axis + 1 :]) for at in range(1, size)]

    def _loss(self, loss: Loss) -> Any:
        """Return the cross-entropy, or a function that stands for any: no equation holds for it but those for all."""
        entries = [entry for end in loss.ends for entry in _flat(self._name(end))]
        if loss.targets is not None:
            targets = _flat(self._name(loss.targets))
            if len(entries) == 1:
                (t,), (o,) = targets, entries
                return -(t * self.point.applied("log", 0, o) + (1 - t) * self.point.applied("log", 0, 1 - o))
            logarithms = [self.point.applied("log", 0, entry) for entry in entries]
            return -added(tuple(t * log for t, log in zip(targets, logarithms, strict=True)))
        mixed = added(tuple(fmpq(1, at + 2) * entry for at, entry in enumerate(entries)))
        squares = added(tuple(fmpq(1, 2 * at + 1) * entry * entry for at, entry in enumerate(entries)))
        return mixed * mixed + squares + mixed

    def whole(self, quantity: Variable) -> Worth:
        """Return the value of a quantity with all its entries."""
        if quantity not in self._arrays:
            with self._opened((quantity, ALL)):
                self._arrays[quantity] = self._whole(quantity)
        worth = self._arrays[quantity]
        if self.way.free and isinstance(worth, Cells) and 1 in worth.shape:
            return Cells(worth.rows, free=True)
        return worth

    @contextmanager
    def _opened(self, place: Place) -> Iterator[None]:
        """Look that no quantity is defined by itself.

        Raises:
            NotCheckable: One is.
        """
        if place in self._open:
            raise NotCheckable(RefusalCode.NAME_WITHOUT_MEANING, Details(place[0].letter))
        self._open.add(place)
        try:
            yield
        finally:
            self._open.discard(place)

    def _whole(self, quantity: Variable) -> Worth:
        rows, columns = self.definitions.shape(quantity)
        is_seeded = self.seed is not None and self.seed[0] == quantity
        is_held = self.above is not None and self.way.local and quantity != self.root
        if (quantity, ()) in self.definitions.formulas and not is_seeded and not is_held:
            worth = self._of(self.definitions.formulas[quantity, ()])
            if isinstance(worth, Cells) and worth.shape == (rows, columns):
                return worth
            if isinstance(worth, Cells) and 1 in worth.shape and worth.shape == (columns, rows):
                return worth.turned
            raise NotCheckable(RefusalCode.SHAPES_DIFFER, Details(f"({rows}×{columns})", _shape(worth)))
        every = tuple(
            tuple(self.entry(quantity, _position(row, column, rows, columns)) for column in range(1, columns + 1))
            for row in range(1, rows + 1)
        )
        return Cells(every)

    def _rate(self, of: Node, by: Node, held: tuple[Name | Omitted, ...] = ()) -> Worth:
        if held:
            raise NotCheckable(RefusalCode.BY_EXPRESSION)
        if isinstance(by, Name) and by.text in self.bound:
            depth = self.depth + 1
            inner = self._within({by.text: Dual(self.bound[by.text], fmpq(1), depth)}, self, None)
            return each(inner._of(of), lambda x: split(x, depth)[1])
        if not isinstance(by, Member):
            raise NotCheckable(RefusalCode.BY_EXPRESSION)
        if isinstance(of, Member) and not (
            self.definitions.defines(of.quantity)
            or of.quantity in self.definitions.losses
            or of.quantity in self.way.unknown
            or of.quantity == by.quantity
        ):
            raise NotCheckable(RefusalCode.DERIVATIVE_UNKNOWN, Details(of.text))
        rows, columns = (1, 1) if by.entry else self.definitions.shape(by.quantity)
        slopes: list[Worth] = []
        touched = False
        for row, column in product(range(1, rows + 1), range(1, columns + 1)):
            entry = by.entry if (rows, columns) == (1, 1) else _position(row, column, rows, columns)
            root = of.quantity if isinstance(of, Member) else None
            inner = LetterCalculation(
                self.letters, self.definitions, self.way, (by.quantity, entry), self, root, self.bound
            )
            inner.used = self.used
            slopes.append(each(inner._of(of), partial(_slope, depth=inner.depth)))
            touched |= inner.touched
        if not touched:
            # What does not depend on it by the definitions may do so by what they leave unsaid.
            raise NotCheckable(RefusalCode.DERIVATIVE_UNKNOWN, Details(_label(of)))
        return self._arranged(slopes, rows, columns)

    def _explains(self, quantity: Variable) -> bool:
        return self.definitions.defines(quantity) or quantity in self.definitions.losses

    def _arranged(self, slopes: list[Worth], rows: int, columns: int) -> Worth:
        """Return slopes as an array, in the layout of numerators or in that of denominators."""
        if (rows, columns) == (1, 1):
            return slopes[0]
        balls = [slope for slope in slopes if not isinstance(slope, Cells)]
        if len(balls) == len(slopes):
            cells = Cells(tuple(tuple(balls[row * columns : (row + 1) * columns]) for row in range(rows)))
            if 1 in (rows, columns):
                return Cells(cells.rows, free=True)
            return cells.turned if self.way.turned else cells
        arrays = [slope for slope in slopes if isinstance(slope, Cells)]
        if 1 not in (rows, columns) or len(arrays) < len(slopes) or 1 not in arrays[0].shape:
            raise NotCheckable(RefusalCode.ARRAY_BY_ARRAY)
        jacobian = Cells(tuple(zip(*(array.flat for array in arrays), strict=True)))
        return jacobian.turned if self.way.turned else jacobian


def _single(worth: Worth) -> Any:
    if isinstance(worth, Cells):
        raise NotCheckable(RefusalCode.ARRAY_BESIDE_NUMBER)
    return worth


def _position(row: int, column: int, rows: int, columns: int) -> Entry:
    """Return the position of an entry of an array, one number for a vector."""
    return (row,) if columns == 1 else (column,) if rows == 1 else (row, column)


def _picked(worth: Worth, entry: Entry, shape: tuple[int, int]) -> Any:
    if not isinstance(worth, Cells):
        raise NotCheckable(RefusalCode.INDEX_OF_SCALAR)
    if len(entry) == 1 and 1 in worth.shape and entry[0] <= len(worth.flat):
        return worth.flat[entry[0] - 1]
    if len(entry) == 2 and entry[0] <= shape[0] and entry[1] <= shape[1]:
        return worth.rows[entry[0] - 1][entry[1] - 1]
    raise NotCheckable(RefusalCode.INDEX_OUT_OF_RANGE)


def _slope(number: Any, depth: int) -> Any:
    return split(number, depth)[1]


def _flat(worth: Worth) -> tuple[Any, ...]:
    return worth.flat if isinstance(worth, Cells) else (worth,)


def _shape(worth: Worth) -> str:
    return "({}×{})".format(*worth.shape) if isinstance(worth, Cells) else "(1×1)"


def _label(node: Node) -> str:
    return node.text if isinstance(node, Name) else ""
