"""A formula of a document in the index language: numbers, members of families, whole vectors and matrices.

What is an array is written member by member: `W x + b` becomes `sum(j, W[i,j]*x[j]) + b[i]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count, product, zip_longest
from math import prod

from ...expression.functions import FUNCTIONS
from .. import thresholds
from ..lexicon.functions import EXPONENTIAL, EXTREMES, RECTIFIER, SOFTMAX
from ..lexicon.words import is_digits
from ..quantities.refusals import NotCheckable
from ..tree import (
    Applied,
    Entrywise,
    Minus,
    Name,
    Node,
    Numeral,
    Over,
    Plus,
    Raised,
    Size,
    Summed,
    Times,
    Turned,
    walk,
)
from ..values.own_functions import OwnFunction, key_of_call
from .families import LETTER, Families, MemberPlace, letters_of, shift_of, signed_letters
from .formula_parts import (
    FormulaPart,
    Positions,
    Shape,
    Unshaped,
    Unwritten,
    added,
    called_with,
    divided,
    entrywise,
    number,
    raised,
    turned,
)


@dataclass
class IndexLetters:
    """Index letters of the language, each with how far it runs.

    Args:
        taken: Names of quantities, which are no letters.
        sizes: The letters that are in use.
    """

    taken: frozenset[str]
    sizes: dict[str, int] = field(default_factory=dict)

    def free(self, size: int, used: Sequence[str] = (), wanted: str = "") -> str:
        """Return a letter that runs so far and stands for nothing else in a formula.

        Args:
            size: How far.
            used: The letters that stand for something else.
            wanted: The one that the document has.
        """
        names = (f"{letter}{number or ''}" for number in count() for letter in "ijkmnpqrs")
        for letter in (*filter(None, (wanted,)), *(known for known, far in self.sizes.items() if far == size)):
            if letter not in used and letter not in self.taken and self.sizes.get(letter, size) == size:
                break
        else:
            letter = next(name for name in names if name not in self.sizes and name not in self.taken)
        self.sizes[letter] = size
        return letter


@dataclass
class Writer:
    """Writes formulas.

    Args:
        families: What indices count.
        shapes: From a word to its dimensions, positions first; words that are missing are single numbers.
        sizes: How far the letters of this formula run.
        letters: Those of the language.
        activation: What σ stands for.
        functions: The functions that the document defines, by their keys.
        unrolled: Whether each member is a quantity of its own, and a sum is written term by term.
    """

    families: Families
    shapes: Mapping[str, Shape]
    sizes: Mapping[str, int]
    letters: IndexLetters
    activation: str
    functions: Mapping[str, OwnFunction]
    unrolled: bool = False
    reads: dict[str, None] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)

    def bound(self, letter: str) -> str:
        """Return the letter of the language that stands for one of the document from here on."""
        size = self.sizes.get(letter)
        if size is None:
            raise Unwritten
        found = self.letters.free(size, self.used, letter)
        self.used.append(found)
        return found

    def total(self, sizes: Sequence[int], written: Callable[[Positions], str], wanted: Sequence[str] = ()) -> str:
        """Return a sum along some dimensions.

        Args:
            sizes: How long they are.
            written: What is added up, by its positions.
            wanted: The letters that the document has for them.
        """
        if not sizes:
            return written(())
        if self.unrolled:
            if prod(sizes) > thresholds.MOST_TERMS_WRITTEN:
                raise Unwritten
            return f"({' + '.join(written(tuple(map(str, at))) for at in members(tuple(sizes)))})"
        letters: list[str] = []
        for size, letter in zip_longest(sizes, wanted, fillvalue=""):
            letters.append(self.letters.free(int(size), self.used, letter))
            self.used.append(letters[-1])
        return f"sum({', '.join(letters)}, {written(tuple(letters))})"

    def member(self, word: str, at: Positions) -> str:
        """Return what a member of a quantity is called."""
        if not at:
            return word
        if not self.unrolled:
            return f"{word}[{','.join(at)}]"
        joined = "_".join(at)
        return f"{word}_{joined}" if is_digits(word[-1]) else f"{word}{joined}"

    def of(self, node: Node, here: Mapping[str, str]) -> FormulaPart:
        """Return a formula in the index language.

        Args:
            node: The formula.
            here: From the letters that are bound to those of the language.

        Raises:
            Unwritten: It holds a derivative, or a function that is not known.
        """
        match node:
            case Numeral(value=value):
                return number(value)
            case Name():
                return self.quantity(self.families.place(node), here)
            case Minus(body):
                part = self.of(body, here)
                return FormulaPart(part.shape, lambda at: f"(-{part.at(at)})")
            case Plus(terms):
                return added([self.of(term, here) for term in terms])
            case Times(factors, _):
                return self._multiplied([self.of(factor, here) for factor in factors])
            case Entrywise(factors):
                return entrywise([self.of(factor, here) for factor in factors])
            case Over(top, below):
                return divided(self.of(top, here), self.of(below, here))
            case Raised(Size(body, True), Numeral(value=Fraction(numerator=2, denominator=1))):
                return self._squared(self.of(body, here))
            case Raised(base, exponent):
                return raised(self.of(base, here), exponent)
            case Turned(body):
                return turned(self.of(body, here))
            case Size(body, False):
                part = self.of(body, here)
                return FormulaPart((), lambda _: f"abs({part.scalar()})")
            case Summed(over, body, _):
                return self._summed(over, body, here)
            case Applied():
                return self._applied(node, here)
        raise Unwritten

    def quantity(self, place: MemberPlace, here: Mapping[str, str]) -> FormulaPart:
        """Return a quantity, or its members at some positions."""
        shape = self.shapes.get(place.word, ())
        if len(place.at) > len(shape):
            raise Unwritten
        self.reads[place.word] = None
        fixed = tuple(self._position(at, here) for at in place.at)
        word = place.word

        return FormulaPart(shape[len(fixed) :], lambda at: self.member(word, (*fixed, *at)))

    def _position(self, at: str, here: Mapping[str, str]) -> str:
        if is_digits(at):
            return at
        letters = letters_of(at)
        if any(letter not in here for letter in letters):
            raise Unwritten
        if not self.unrolled:
            return LETTER.sub(lambda letter: here[letter[0]], at)
        return str(sum(sign * int(here[letter]) for sign, letter in signed_letters(at)) + shift_of(at))

    def _multiplied(self, factors: Sequence[FormulaPart]) -> FormulaPart:
        product = factors[0]
        for factor in factors[1:]:
            product = self._product(product, factor)
        return product

    def _product(self, left: FormulaPart, right: FormulaPart) -> FormulaPart:
        if not (left.shape and right.shape):
            shape = left.shape or right.shape

            def scaled(at: Positions) -> str:
                one, other = (part.at(at if part.shape else ()) for part in (left, right))
                return f"{one}*{other}"

            return FormulaPart(shape, scaled, is_product=True, is_row=left.is_row or right.is_row)
        if len(left.shape) == len(right.shape) == 1 and right.is_row and not left.is_row:
            outer = (*left.shape, *right.shape)
            return FormulaPart(outer, lambda at: f"{left.at(at[:1])}*{right.at(at[1:])}", is_product=True)
        if left.shape[-1] != right.shape[0]:
            raise Unshaped
        ahead = len(left.shape) - 1

        def contracted(at: Positions) -> str:
            return self.total(
                left.shape[-1:], lambda along: f"{left.at((*at[:ahead], *along))}*{right.at((*along, *at[ahead:]))}"
            )

        return FormulaPart(
            (*left.shape[:-1], *right.shape[1:]), contracted, is_row=left.is_row and len(right.shape) > 1
        )

    def _squared(self, part: FormulaPart) -> FormulaPart:
        return FormulaPart((), lambda _: self.total(part.shape, lambda at: f"({part.at(at)})^2"))

    def _summed(self, over: Sequence[str], body: Node, here: Mapping[str, str]) -> FormulaPart:
        named = [letter for letter in over if letter in self.sizes]
        if len(named) < len(over):
            raise Unwritten
        if not over:
            free = {
                letter
                for node in walk(body)
                if isinstance(node, Name)
                for letter in self.families.place(node).letters
                if letter not in here
            }
            named = sorted(free)
        if not named:
            part = self.of(body, here)
            if not part.shape:
                raise Unwritten
            return FormulaPart((), lambda _: self.total(part.shape, part.at))
        sizes = [self.sizes[letter] for letter in named]
        shape = self.of(body, {**here, **dict.fromkeys(named, "1")}).shape

        def written(at: Positions) -> str:
            return self.total(
                sizes, lambda along: self.of(body, {**here, **dict(zip(named, along, strict=True))}).at(at), named
            )

        return FormulaPart(shape, written)

    def _applied(self, node: Applied, here: Mapping[str, str]) -> FormulaPart:
        own = self.functions.get(key_of_call(node))
        if own is not None and len(own.parameters) == len(node.arguments):
            try:
                return self.of(own.of(node.arguments, node.primes), here)
            except NotCheckable as error:
                raise Unwritten from error
        if node.primes:
            raise Unwritten
        if EXTREMES.get(node.function) and len(node.arguments) == 2:
            zero, body = node.arguments
            if isinstance(zero, Numeral) and zero.value == 0:
                part = self.of(body, here)
                return FormulaPart(part.shape, lambda at: called_with(RECTIFIER, part.at(at)))
        if len(node.arguments) != 1:
            raise Unwritten
        part = self.of(node.arguments[0], here)
        if node.function == SOFTMAX and len(part.shape) in (1, 2):
            # The shares of a vector, or of each row of a matrix; what is read at a free letter is a vector too.
            return FormulaPart(part.shape, lambda at: self._share(part, at), is_row=part.is_row)
        called = node.function.replace("σ", self.activation)
        if called not in FUNCTIONS:
            raise Unwritten
        return FormulaPart(part.shape, lambda at: called_with(called, part.at(at)), is_row=part.is_row)

    def _share(self, part: FormulaPart, at: Positions) -> str:
        total = self.total(part.shape[-1:], lambda along: called_with(EXPONENTIAL, part.at((*at[:-1], *along))))
        return f"({called_with(EXPONENTIAL, part.at(at))}/{total})"


def is_too_long(node: Node) -> bool:
    """Say whether a formula has more parts than are written."""
    return sum(1 for _ in walk(node)) > thresholds.MOST_NODES


def members(shape: Shape) -> Iterator[tuple[int, ...]]:
    """Yield the positions of all members of an array."""
    yield from product(*(range(1, size + 1) for size in shape))


def count_of(shape: Shape) -> int:
    """Return how many members an array has."""
    return prod(shape)
