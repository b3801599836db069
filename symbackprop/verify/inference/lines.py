"""The lines of a model in the index language: by families, or member by member where they are unrolled by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...expression.tree import Index, Number, Symbol
from ...graph.equations import bare
from ...models.network import Network
from .. import thresholds
from ..lexicon.roles import PARTS
from ..values.own_functions import OwnFunction
from .definitions import Definition
from .families import Families, letters_of, shift_of
from .formula_parts import Shape, Unshaped, Unwritten, without_brackets
from .givens import Givens
from .writing import IndexLetters, Writer, members


@dataclass(frozen=True, slots=True)
class StatedModel:
    """What a document says of its model."""

    families: Families
    givens: Givens
    definitions: Sequence[Definition]
    lengths: Mapping[str, Shape]
    letters: Sequence[Mapping[str, int]]
    activation: str
    functions: Mapping[str, OwnFunction]
    loss: str = ""


class Builder:
    """The lines of a model while they are made."""

    def __init__(self, document: StatedModel, unrolled: bool) -> None:
        self.document = document
        self.unrolled = unrolled
        words = {place.word for at in document.definitions for place in (at.place, *at.reads)}
        self.letters = IndexLetters(frozenset(words | {word.split("_")[0].rstrip("0123456789") for word in words}))
        self.defined = {at.place.word for at in document.definitions}
        self.needed = {document.loss, *(read.word for at in document.definitions for read in at.reads)}
        self.general = {at.place.word for at in document.definitions if at.place.letters or not at.place.at}
        givens = document.givens
        self.shapes: dict[str, Shape] = {
            word: (*lengths, *givens.behind.get(word, ())) for word, lengths in document.lengths.items()
        }
        for word, shape in givens.shapes.items():
            if word not in document.lengths:
                self.shapes[word] = shape
        for word in self.defined - document.lengths.keys():
            self.shapes.pop(word, None)
        self.shifts: dict[str, int] = {}

    def lines(self) -> list[str]:
        """Return the equations, each after what it reads, and the starts of recurrences."""
        found: list[str] = []
        for definition, sizes in zip(self.document.definitions, self.document.letters, strict=True):
            place = definition.place
            if place.at and not place.letters and place.word in self.general:
                continue
            if place.at and not place.letters and not self.unrolled:
                raise Unwritten
            try:
                found += self._written(definition, sizes)
            except Unwritten:
                # What nothing else reads may as well be left out.
                if place.word in self.needed or len(self.document.definitions) == 1:
                    raise
                self.defined.discard(place.word)
            if len(found) > thresholds.MOST_TERMS_WRITTEN:
                raise Unwritten
        return [*found, *self._starts()]

    def _written(self, definition: Definition, sizes: Mapping[str, int]) -> list[str]:
        place = definition.place
        lengths = self.document.lengths.get(place.word, ())
        reads_itself = any(read.word == place.word for read in definition.reads)
        for guess in self._guesses(place.word) if reads_itself else [()]:
            if reads_itself:
                self.shapes[place.word] = (*lengths, *guess)
            try:
                found, shape = self._lines_of(definition, sizes)
            except Unshaped:
                continue
            if not reads_itself or shape == guess:
                self.shapes[place.word] = (*lengths, *shape)
                self._note_shifts(definition)
                return found
        raise Unshaped

    def _guesses(self, word: str) -> list[Shape]:
        """Return how the members of a family may be shaped that is computed from its own members."""
        known = self.document.givens.behind.get(word)
        vectors = {shape[-1:] for shape in self.shapes.values() if shape}
        return [known] if known else [(), *sorted(vectors)]

    def _lines_of(self, definition: Definition, sizes: Mapping[str, int]) -> tuple[list[str], Shape]:
        letters = definition.place.letters
        if not self.unrolled:
            writer = self._writer(sizes)
            here = {letter: writer.bound(letter) for letter in letters}
            return self._members(writer, definition, here)
        found: list[str] = []
        shape: Shape = ()
        for at in members(tuple(sizes[letter] for letter in letters)):
            here = dict(zip(letters, map(str, at), strict=True))
            several, shape = self._members(self._writer(sizes), definition, here)
            found += several
        return found, shape

    def _members(self, writer: Writer, definition: Definition, here: Mapping[str, str]) -> tuple[list[str], Shape]:
        part = writer.of(definition.body, here)
        place = definition.place
        fixed = tuple(here.get(at, at) for at in place.at)
        if not self.unrolled:
            along = tuple(self._along(writer, size) for size in part.shape)
            return [_line(writer.member(place.word, (*fixed, *along)), part.at(along))], part.shape
        return [
            _line(writer.member(place.word, (*fixed, *map(str, at))), part.at(tuple(map(str, at))))
            for at in members(part.shape)
        ], part.shape

    def _along(self, writer: Writer, size: int) -> str:
        letter = self.letters.free(size, writer.used)
        writer.used.append(letter)
        return letter

    def _writer(self, sizes: Mapping[str, int]) -> Writer:
        known = self.document
        return Writer(
            known.families,
            self.shapes,
            sizes,
            self.letters,
            known.activation,
            known.functions,
            self.unrolled,
        )

    def _note_shifts(self, definition: Definition) -> None:
        for read in definition.reads:
            for at in read.at:
                shift = shift_of(at) if len(letters_of(at)) == 1 else 0
                self.shifts[read.word] = min(shift, self.shifts.get(read.word, 0))

    def _starts(self) -> Iterator[str]:
        """Yield what recurrences start with: 0 where the document says so, and else a number of its own."""
        writer = self._writer({})
        for word, shift in self.shifts.items():
            if word not in self.defined:
                continue
            lengths, shape = self.document.lengths[word], self.shapes[word]
            behind = shape[len(lengths) :]
            for before in range(shift + 1, 1):
                known = self.document.givens.numbers.get(word, {})
                numbers = [number.value for at, number in known.items() if at[:1] == (before,)]
                is_zero = bool(numbers) and not any(numbers)
                if self.unrolled and is_zero:
                    yield from (_line(writer.member(word, (str(before), *map(str, at))), "0") for at in members(behind))
                elif not self.unrolled and len(lengths) == 1:
                    along = tuple(self._along(writer, size) for size in behind)
                    start = "0" if is_zero else writer.member(f"{word}{before}", along)
                    yield _line(writer.member(word, (str(before), *along)), start)

    def ends(self) -> list[str]:
        """Return what is computed and not read by anything else."""
        read = {
            place.word
            for definition in self.document.definitions
            for place in definition.reads
            if place.word != definition.place.word
        }
        words = dict.fromkeys(at.place.word for at in self.document.definitions)
        return [word for word in words if word not in read and word in self.defined]

    def added_up(self, word: str) -> str:
        """Return the sum of all members of a quantity."""
        writer = self._writer({})
        if self.unrolled and word not in self.general:
            places = [at.place for at in self.document.definitions if at.place.word == word]
            return " + ".join(writer.member(word, place.at) for place in places)
        return writer.total(self.shapes[word], lambda at: writer.member(word, at))

    def called(self, word: str) -> list[str]:
        """Return what the members of a quantity are called in the model."""
        if not self.unrolled or not self.shapes.get(word):
            return [word]
        writer = self._writer({})
        return [writer.member(word, tuple(map(str, at))) for at in members(self.shapes[word])]

    def arrays_given(self) -> list[str]:
        """Return what is given and an array, of which the model says how long it is."""
        if self.unrolled:
            return []
        read = {place.word for at in self.document.definitions for place in at.reads}
        return [word for word in self.shapes if word in read and word not in self.defined and self.shapes[word]]

    def values(self, network: Network) -> dict[Symbol, Number]:
        """Return the numbers of what the model is given, as far as the document says them."""
        writer = self._writer({})
        found: dict[Symbol, Number] = {}
        by_name: dict[str, Number] = {}
        for word, numbers in self.document.givens.numbers.items():
            for at, number in numbers.items():
                by_name[f"{word}{list(at)}"] = number
                if at:
                    # A start is a quantity of its own, with what is behind it.
                    by_name.setdefault(f"{word}{at[0]}{list(at[1:])}", number)
                    if self.unrolled:
                        by_name.setdefault(f"{writer.member(word, tuple(map(str, at)))}[]", number)
        for leaf in network.graph.leaves:
            word = bare(leaf).ascii
            sizes = tuple(index.size for index in leaf.indices if isinstance(index, Index))
            alike = self._alike(leaf) if word not in self.document.givens.numbers else None
            for at in members(sizes):
                given = by_name.get(f"{word}{list(at)}", alike)
                if given is not None:
                    found[network.named(leaf, at)] = given
        return found

    def _alike(self, leaf: Symbol) -> Number | None:
        """Return the one number that words give all that plays the part of a quantity."""
        alike = self.document.givens.alike
        return next((alike[part] for part in PARTS.get(leaf.base, ())[:1] if part in alike), None)


def _line(name: str, text: str) -> str:
    return f"{name} = {without_brackets(text)}"
