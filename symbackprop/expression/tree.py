"""The expression tree: mathematics in the order in which a person writes it.

SymPy sorts factors, merges signs and evaluates what it is given, so it cannot hold a derivation. This tree
holds exactly what is to be read; `algebra` converts it to SymPy, which judges whether it is true.

The first group of nodes can stand in an equation of a graph; the second only in what is shown.
The module is long because `children` and `rebuilt` must know every node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias, TypeVar


class Node:
    """Where a node caches what would take a visit of the whole tree: its hash, what it reads."""

    __slots__ = ("_hash", "_height", "_places", "_reads", "_size", "_symbols")
    _hash: int
    _height: int
    _places: Mapping[Symbol, tuple[int, ...]]
    _reads: frozenset[Symbol]
    _size: int
    _symbols: tuple[Symbol, ...]


N = TypeVar("N", bound=Node)


def _hashed_once(node: type[N]) -> type[N]:
    compute = node.__hash__

    def kept(self: N) -> int:
        try:
            return self._hash
        except AttributeError:
            object.__setattr__(self, "_hash", compute(self))
            return self._hash

    node.__hash__ = kept  # type: ignore[assignment, method-assign]
    return node


@_hashed_once
@dataclass(frozen=True, slots=True)
class Index(Node):
    """An index that runs from 1 to `size`."""

    name: str
    size: int

    def __str__(self) -> str:
        return self.name

    @property
    def reach(self) -> tuple[int, int]:
        """The least and the greatest position that it takes."""
        return 1, self.size

    def value(self, position: Mapping[Index, int]) -> int:
        """Return the position where the indices have values."""
        return position[self]


@_hashed_once
@dataclass(frozen=True, slots=True)
class Table(Node):
    """Whole numbers that are given and say positions, the last index fastest."""

    sizes: tuple[int, ...]
    numbers: tuple[int, ...]

    def at(self, where: Sequence[int]) -> int:
        """Return the number at a place, counted from 1; outside there is 0, which is no position."""
        found = 0
        for place, size in zip(where, self.sizes, strict=True):
            if not 1 <= place <= size:
                return 0
            found = found * size + place - 1
        return self.numbers[found]

    def place_of(self, number: int) -> tuple[int, ...]:
        """Return the first place at which a number stands that is there."""
        left, place = self.numbers.index(number), list[int]()
        for size in reversed(self.sizes):
            place.insert(0, left % size + 1)
            left //= size
        return tuple(place)

    def between(self, ends: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """Return the least and the greatest number between some ends along each index."""
        places = [0]
        for (low, high), size in zip(ends, self.sizes, strict=True):
            places = [place * size + at for place in places for at in range(max(low, 1) - 1, min(high, size))]
        found = [self.numbers[place] for place in places]
        return (min(found), max(found)) if found else (0, 0)


@_hashed_once
@dataclass(frozen=True, slots=True)
class Lookup(Index):
    """A position that is looked up, `word[t]`: part of an `Affine`, and no index that runs.

    Args:
        of: The quantity that says it, without indices.
        where: Where it is read.
        table: Its numbers; None until they are known.
        least: The least number that is read; the greatest is `size`.
    """

    of: Symbol
    where: tuple[Position, ...]
    table: Table | None = None
    least: int = 1

    @property
    def reach(self) -> tuple[int, int]:
        """The least and the greatest position that it takes."""
        return self.least, self.size

    def value(self, position: Mapping[Index, int]) -> int:
        """Return the number that stands where the indices have values."""
        assert self.table is not None
        return self.table.at([value_of_position(at, position) for at in self.where])


@_hashed_once
@dataclass(frozen=True, slots=True)
class Affine(Node):
    """A position that shifts with indices, `i + k − 1`, or is looked up.

    Args:
        parts: Each index with its coefficient, which is not 0.
        offset: What is added.
        is_padded: Whether what lies outside the quantity counts as 0, as it is written: `i + k − 1 else 0`.

    >>> print(Affine(((1, Index("i", 4)), (-2, Index("k", 2))), 3))
    i−2k+3
    >>> print(Affine(((-1, Index("k", 2)),), 6))
    6−k
    """

    parts: tuple[tuple[int, Index], ...]
    offset: int = 0
    is_padded: bool = False

    def __str__(self) -> str:
        # What counts down begins with where it starts, as in 6 − k.
        starts = self.offset > 0 and self.parts[0][0] < 0
        written = str(self.offset) if starts else ""
        for coefficient, index in self.parts:
            size = "" if abs(coefficient) == 1 else str(abs(coefficient))
            written += ("−" if coefficient < 0 else "+" if written else "") + size + index.name
        if self.offset and not starts:
            written += ("−" if self.offset < 0 else "+") + str(abs(self.offset))
        return written

    def at(self, position: Mapping[Index, int]) -> int:
        """Return the position where the indices have values."""
        return self.offset + sum(coefficient * index.value(position) for coefficient, index in self.parts)

    @property
    def range(self) -> tuple[int, int]:
        """The least and the greatest position that its indices reach."""
        ends = [sorted(coefficient * end for end in index.reach) for coefficient, index in self.parts]
        return self.offset + sum(low for low, _ in ends), self.offset + sum(high for _, high in ends)


Position: TypeAlias = Index | Affine | int
"""Where a quantity is read along one of its dimensions."""


def value_of_position(position: Position, at: Mapping[Index, int]) -> int:
    """Return a position where the indices have values."""
    if isinstance(position, int):
        return position
    return position.at(at) if isinstance(position, Affine) else position.value(at)


ACCENTS = ("hat", "bar", "tilde")
"""What may stand over a name."""

MARKS: Mapping[str, str] = MappingProxyType({"prime": "'", "prime2": "''", "star": "*"})
"""What may stand above a name and is no layer, by the words for it in plain names."""

MARK_NAMES: Mapping[str, str] = MappingProxyType({mark: word for word, mark in MARKS.items()})


@_hashed_once
@dataclass(frozen=True, slots=True)
class Symbol(Node):
    """A quantity, or one element of it.

    Args:
        base: The letter or word, `w` or `net`.
        subscript: What stands below it before the indices: `h` in `net_h[j]`, `5` in `w5`.
        indices: The positions it is read at; empty for a scalar. A fixed element has integers.
        mark: What stands above: `+` for an updated weight, or the name of the loss for an adjoint.
        bold: Whether it is shown as a vector or a matrix.
        superscript: What stands above it as part of its name: `(1)` in a^{(1)} for layer 1, a star, one or two primes.
        accent: What stands over its base, one of ACCENTS, as the hat of a prediction; or nothing.
        sample: The number of the sample to which an element belongs; of a whole quantity, the name of the index
            that counts samples, which is then the first of `indices`.
    """

    base: str
    subscript: str = ""
    indices: tuple[Position, ...] = ()
    mark: str = ""
    bold: bool = False
    superscript: str = ""
    accent: str = ""
    sample: str = ""

    @property
    def ascii(self) -> str:
        """The name in code and on the terminal.

        >>> Symbol("net", "h1").ascii, Symbol("w", "5").ascii, Symbol("net", "h1", mark="E").ascii
        ('net_h1', 'w5', 'dE_dnet_h1')
        >>> Symbol("w", "1,2", superscript="(3)").ascii, Symbol("y", "1", accent="hat", sample="2").ascii
        ('w3_1_2', 'y_hat_1_s2')
        >>> Symbol("x", superscript="*").ascii, Symbol("a", "j", superscript="l").ascii
        ('x_star', 'a_l_j')
        """
        below = self.subscript.replace(",", "_")
        layer = MARK_NAMES.get(self.superscript, self.superscript.strip("()[]"))
        above = f"_{self.accent}" * bool(self.accent) + "_" * (not layer[:1].isdigit() and bool(layer)) + layer
        apart = below[:1].isalpha() or (above and below)
        name = self.base + above + ("_" if apart else "") + below
        if self.sample.isdigit():
            name += f"_s{self.sample}"
        if self.indices:
            name += "[" + ",".join(map(str, self.indices)).replace("−", "-") + "]"
        if self.mark == "+":
            return name + "_new"
        return f"d{self.mark}_d{name}" if self.mark else name

    # A wide layer makes many symbols from others, and `replace` takes several times as long.
    def read_at(self, indices: tuple[Position, ...], mark: str | None = None) -> Symbol:
        """Return the same quantity read elsewhere, under the same mark or another."""
        return Symbol(
            self.base,
            self.subscript,
            indices,
            self.mark if mark is None else mark,
            self.bold,
            self.superscript,
            self.accent,
            self.sample,
        )

    def marked(self, mark: str) -> Symbol:
        """Return the same symbol under another mark."""
        return self if mark == self.mark else self.read_at(self.indices, mark)


@_hashed_once
@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number as it is shown; `value` is what the text says, not what it was rounded from."""

    value: Fraction
    text: str


@_hashed_once
@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A number that no fraction is, by the letter that everybody knows it by."""

    letter: str


@_hashed_once
@dataclass(frozen=True, slots=True)
class Sum(Node):
    """Terms in reading order; a Negative term is subtracted."""

    terms: tuple[Expression, ...]


@_hashed_once
@dataclass(frozen=True, slots=True)
class Negative(Node):
    """Minus its body."""

    body: Expression


@_hashed_once
@dataclass(frozen=True, slots=True)
class Product(Node):
    """Factors in reading order, with a dot or a cross between them."""

    factors: tuple[Expression, ...]
    is_crossed: bool = False


@_hashed_once
@dataclass(frozen=True, slots=True)
class Quotient(Node):
    """A fraction."""

    numerator: Expression
    denominator: Expression


@_hashed_once
@dataclass(frozen=True, slots=True)
class Power(Node):
    """A base and an exponent; of an exponent that is no number, the base must be positive."""

    base: Expression
    exponent: Expression


@_hashed_once
@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function of the table `functions.FUNCTIONS` applied to one argument."""

    function: str
    argument: Expression


@_hashed_once
@dataclass(frozen=True, slots=True)
class Choice(Node):
    """Its first branch where a quantity is positive, and its second elsewhere.

    Where the quantity is zero and the branches meet at an angle, the derivative is that of the second branch:
    a convention, which whoever shows it must say.
    """

    positive: Expression
    then: Expression
    otherwise: Expression


@_hashed_once
@dataclass(frozen=True, slots=True)
class Partial(Node):
    """A partial derivative that is named, not carried out.

    `local` tells the two kinds apart: a local partial holds the other parents of `of` fixed, an adjoint
    sums over all the paths from `by` to `of`.

    Args:
        of: What is differentiated.
        by: With respect to what.
        local: Whether it is a local partial.
        held: What is held fixed, where that must be said since an adjoint has the same name else; dots for what is
            left out.
    """

    of: Symbol
    by: Symbol
    local: bool = False
    held: tuple[Symbol | Dots, ...] = ()


@_hashed_once
@dataclass(frozen=True, slots=True)
class Total(Node):
    """A sum over indices, Σ."""

    over: tuple[Index, ...]
    body: Expression


@_hashed_once
@dataclass(frozen=True, slots=True)
class Braced(Node):
    """Its body with a brace below and a note under the brace."""

    body: Expression
    note: str


@_hashed_once
@dataclass(frozen=True, slots=True)
class Bold(Node):
    """The result that one looks for."""

    body: Expression


@_hashed_once
@dataclass(frozen=True, slots=True)
class Matrix(Node):
    """Rows of entries, all of one length."""

    rows: tuple[tuple[Expression, ...], ...]


@_hashed_once
@dataclass(frozen=True, slots=True)
class Transposed(Node):
    """The transpose of its body."""

    body: Expression


@_hashed_once
@dataclass(frozen=True, slots=True)
class MatrixProduct(Node):
    """A product of matrices, written side by side."""

    factors: tuple[Expression, ...]


@_hashed_once
@dataclass(frozen=True, slots=True)
class Elementwise(Node):
    """A product entry by entry, ⊙."""

    factors: tuple[Expression, ...]


@_hashed_once
@dataclass(frozen=True, slots=True)
class Bracket(Node):
    """1 where an index has a value and 0 elsewhere, `[t = 3]` or `[j = 2n]`; or up to it or from it on, `[t ≤ 3]`."""

    index: Index
    value: Expression
    relation: str = "="


@_hashed_once
@dataclass(frozen=True, slots=True)
class Dots(Node):
    """An omission: ⋯ in a sum, a row or a column."""


@_hashed_once
@dataclass(frozen=True, slots=True)
class Blank(Node):
    """A place where something is to be written by hand.

    Args:
        body: What belongs there.
        number: Which blank it is, counted from 1.
        width: How wide it is, in printed digits; 0 where it only says in which blank this stands already.
        height: How high it is, in lines of handwriting.
        filled: Whether what belongs there is shown, as in a key; the place is as large.
    """

    body: Expression
    number: int
    width: int
    height: float = 1.0
    filled: bool = False


Shown: TypeAlias = (
    Partial | Total | Braced | Bold | Matrix | Transposed | MatrixProduct | Elementwise | Bracket | Dots | Blank
)
Expression: TypeAlias = Number | Constant | Symbol | Sum | Negative | Product | Quotient | Power | Call | Choice | Shown


def whole(value: int) -> Number:
    """Return an integer as a number."""
    return Number(Fraction(value), str(value))


ZERO, ONE, TWO = whole(0), whole(1), whole(2)
HALF = Quotient(ONE, TWO)
PI = Constant("π")


def decimal(text: str) -> Number:
    """Return the number that a decimal literal stands for, exactly.

    >>> decimal("0.050").value, decimal("3.5e-5").value
    (Fraction(1, 20), Fraction(7, 200000))
    """
    return Number(Fraction(text), text)


def plus(*terms: Expression) -> Expression:
    """Return the sum of terms, without a Sum around a single one."""
    return terms[0] if len(terms) == 1 else Sum(terms)


def times(*factors: Expression) -> Expression:
    """Return the product of factors, without a Product around a single one."""
    return factors[0] if len(factors) == 1 else Product(factors)


def children(expression: Expression) -> tuple[Expression, ...]:
    """Return the direct parts of an expression, in reading order."""
    match expression:
        case Number() | Constant() | Symbol() | Bracket() | Dots() | Partial():
            return ()
        case Sum(parts) | Product(parts) | MatrixProduct(parts) | Elementwise(parts):
            return parts
        case (
            Negative(body) | Braced(body) | Bold(body) | Blank(body) | Transposed(body) | Total(_, body) | Call(_, body)
        ):
            return (body,)
        case Quotient(first, second) | Power(first, second):
            return (first, second)
        case Choice(positive, then, otherwise):
            return (positive, then, otherwise)
        case Matrix(rows):
            return tuple(entry for row in rows for entry in row)


def rebuilt(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """Return the expression with each direct part replaced by `change` of it."""
    match expression:
        case Number() | Constant() | Symbol() | Bracket() | Dots() | Partial():
            return expression
        case Sum(parts):
            return Sum(tuple(map(change, parts)))
        case Product(parts, is_crossed):
            return Product(tuple(map(change, parts)), is_crossed)
        case MatrixProduct(parts):
            return MatrixProduct(tuple(map(change, parts)))
        case Elementwise(parts):
            return Elementwise(tuple(map(change, parts)))
        case Negative(body):
            return Negative(change(body))
        case Braced(body, note):
            return Braced(change(body), note)
        case Bold(body):
            return Bold(change(body))
        case Blank(body):
            return replace(expression, body=change(body))
        case Transposed(body):
            return Transposed(change(body))
        case Total(over, body):
            return Total(over, change(body))
        case Call(function, body):
            return Call(function, change(body))
        case Quotient(first, second):
            return Quotient(change(first), change(second))
        case Power(first, second):
            return Power(change(first), change(second))
        case Choice(positive, then, otherwise):
            return Choice(change(positive), change(then), change(otherwise))
        case Matrix(rows):
            return Matrix(tuple(tuple(map(change, row)) for row in rows))


def substitute(expression: Expression, by: Mapping[Symbol, Expression]) -> Expression:
    """Return the expression with symbols replaced, all at once; nothing is evaluated."""
    if isinstance(expression, Symbol):
        return by.get(expression, expression)
    return rebuilt(expression, lambda part: substitute(part, by))


def symbols_of(expression: Expression) -> tuple[Symbol, ...]:
    """Return the symbols that an expression reads, each once, in reading order."""
    if isinstance(expression, Symbol):
        return (expression,)
    try:
        return expression._symbols
    except AttributeError:
        object.__setattr__(expression, "_symbols", tuple(dict.fromkeys(_symbols(expression))))
        return expression._symbols


def reads(expression: Expression) -> frozenset[Symbol]:
    """Return the symbols that an expression reads, as a set, to look up one of them."""
    try:
        return expression._reads
    except AttributeError:
        object.__setattr__(expression, "_reads", frozenset(symbols_of(expression)))
        return expression._reads


def places_in(expression: Expression) -> Mapping[Symbol, tuple[int, ...]]:
    """Return, for each symbol, the positions of the direct parts that read it: of a long sum, a few of many."""
    try:
        return expression._places
    except AttributeError:
        found: dict[Symbol, list[int]] = {}
        for at, part in enumerate(children(expression)):
            for symbol in symbols_of(part):
                found.setdefault(symbol, []).append(at)
        object.__setattr__(expression, "_places", {symbol: tuple(places) for symbol, places in found.items()})
        return expression._places


def _symbols(expression: Expression) -> Iterator[Symbol]:
    if isinstance(expression, Symbol):
        yield expression
    for part in children(expression):
        yield from _symbols(part)


def functions_of(expression: Expression) -> set[str]:
    """Return the names of the functions that an expression calls."""
    own = {expression.function} if isinstance(expression, Call) else set()
    return own.union(*map(functions_of, children(expression)))


def factors_of(expression: Expression) -> Iterator[Expression]:
    """Yield the factors of a product, of products in it too; a minus is the factor -1."""
    match expression:
        case Product(factors):
            for factor in factors:
                yield from factors_of(factor)
        case Negative(body):
            yield Negative(ONE)
            yield from factors_of(body)
        case _:
            yield expression


def size_of(expression: Expression) -> int:
    """Return how many numbers and symbols an expression shows, a measure of how long it is on paper."""
    try:
        return expression._size
    except AttributeError:
        parts = children(expression)
        object.__setattr__(expression, "_size", sum(map(size_of, parts)) if parts else 1)
        return expression._size


def height_of(expression: Expression) -> int:
    """Return how deeply an expression is nested, found without recursion, and once.

    >>> height_of(Sum((Product((Symbol("w"), Symbol("x"))), ONE)))
    2
    """
    waiting = [expression]
    while waiting:
        parts = children(waiting[-1])
        unknown = [part for part in parts if not hasattr(part, "_height")]
        if unknown:
            waiting += unknown
        else:
            object.__setattr__(waiting.pop(), "_height", max((part._height + 1 for part in parts), default=0))
    return expression._height


def updated(symbol: Symbol) -> Symbol:
    """Return the symbol of a parameter after one update, w⁺."""
    return replace(symbol, mark="+")
