"""A model in equations that a document defines itself: each quantity by the formula that it is given first.

What no formula defines is given, with its numbers where the document says them; what is differentiated most is the
loss, and what it is differentiated by are the parameters. Where nothing is differentiated, what is computed last is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter

from ...errors import SymbackpropError
from ...expression.tree import Index, Number, Symbol
from ...graph.equations import bare
from ...graph.language import parse_equations
from ...models.network import Network
from ...models.written import Written, written
from .. import thresholds
from ..lexicon.roles import BIAS, LOSS, NET, OUT, PARTS, WEIGHT
from ..tree import Chain, Name, Rate, walk
from .assignments import Assignments
from .definitions import Definition, Function, definitions_in, functions_in
from .families import Families, Place, families_of, letters_of, shift_of
from .givens import Givens, givens_of
from .sizes import sizes_of
from .writing import Letters, Shape, Unshaped, Unwritten, Writer, members, without_brackets

SINK = "computed"
"""What the last quantities add up to where a document names no loss; nobody calls a quantity so."""


DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class EquationModel:
    """A model in equations, or what its equations read and no number is given for.

    Args:
        network: The model; None where its equations are none.
        equations: As they were read, in evaluation order.
        missing: What lacks a number.
        has_loss: Whether the document says what its loss is.
    """

    network: Network | None
    equations: tuple[str, ...]
    missing: tuple[str, ...]
    has_loss: bool = True


def model_of_equations(
    chains: Sequence[Chain], text: str, assignments: Assignments, activation: str, rate: Number
) -> EquationModel | None:
    """Return the model that a document defines in formulas, or None where it defines none.

    Args:
        chains: Its statements.
        text: The file.
        assignments: What it gives numbers.
        activation: What σ stands for.
        rate: The learning rate.
    """
    families = families_of(chains)
    givens = givens_of(assignments, families)
    functions = functions_in(chains, text)
    definitions = definitions_in(chains, givens.starts, text, families, functions)
    loss, by = _differentiated(chains, definitions, families)
    ordered = _ordered(definitions, loss)
    if not ordered or len(ordered) > thresholds.MOST_EQUATIONS:
        return None
    lengths, letters = sizes_of(ordered, chains, families, givens)
    document = _Document(families, givens, ordered, lengths, letters, activation, functions, text)
    for unrolled in (False, True):
        try:
            return _model(document, loss, by, rate, unrolled)
        except (SymbackpropError, Unwritten):
            continue
    return None


@dataclass(frozen=True, slots=True)
class _Document:
    """What a document says of its model."""

    families: Families
    givens: Givens
    definitions: Sequence[Definition]
    lengths: Mapping[str, Shape]
    letters: Sequence[Mapping[str, int]]
    activation: str
    functions: Mapping[str, Function]
    text: str


@dataclass(frozen=True, slots=True)
class _Line:
    """An equation of the index language, and what it is about."""

    word: str
    text: str


def _model(document: _Document, loss: str, by: Sequence[str], rate: Number, unrolled: bool) -> EquationModel:
    """Return the model of what a document says, by families or member by member.

    Raises:
        SymbackpropError: It is no graph.
        Unwritten: A formula has no place in it.
    """
    builder = _Builder(document, unrolled)
    lines = builder.lines()
    text = "\n".join(lines)
    sum_of = builder.shapes.get(loss, ()) if loss else None
    ends = [loss] if loss else builder.ends()
    named = loss if loss and sum_of == () else SINK
    source = text if named == loss else f"{text}\n{SINK} = {' + '.join(map(builder.added_up, ends))}"
    indices = {letter: Index(letter, size) for letter, size in builder.letters.sizes.items()}
    equations = tuple(statement.equation for statement in parse_equations(source, indices))
    shapes = {word: builder.shapes[word] for word in builder.arrays_given()}
    description = Written(equations, named, (), {}, rate, shapes=shapes, is_typed=False)
    network = written(description)
    values = builder.values(network)
    leaves = network.graph.leaves
    trained = _parameters(leaves, [member for word in by for member in builder.called(word)])
    network = replace(network, values=values, trained=trained)
    _ = network.backward
    missing = tuple(leaf.ascii.partition("[")[0] for leaf in leaves if not _is_known(network, leaf))
    if any(_is_left_out(word, builder.defined) for leaf in leaves for word in [leaf.ascii.partition("[")[0]]):
        return EquationModel(None, tuple(lines), missing)
    if _is_the_end_of_more(network, document):
        return EquationModel(None, tuple(lines), missing)
    return EquationModel(network, tuple(lines), missing, has_loss=named == loss)


def _is_the_end_of_more(network: Network, document: _Document) -> bool:
    """Say whether the equations begin with outputs of layers whose weights the document gives, and no equations."""
    read = {bare(leaf).ascii for leaf in network.graph.leaves}
    begins = any((PARTS.get(leaf.base) or ("",))[0] in (NET, OUT) for leaf in network.graph.leaves)
    weights = [word for word in document.givens.numbers if _part(word) == WEIGHT]
    return begins and bool(weights) and not read & set(weights)


def _part(word: str) -> str:
    return (PARTS.get(word.split("_")[0].rstrip(DIGITS)) or ("",))[0]


def _is_left_out(word: str, defined: Iterable[str]) -> bool:
    """Say whether a quantity is computed as its neighbours are, though the document does not write how.

    >>> _is_left_out("out_h2", ["out_h1"]), _is_left_out("h0", ["h1", "h2"]), _is_left_out("x2", ["x1"])
    (True, False, False)
    """
    stem = word.rstrip(DIGITS)
    if stem == word or _part(stem) not in (NET, OUT, LOSS):
        return False
    others = [int(at[len(stem) :]) for at in defined if at.rstrip(DIGITS) == stem != at]
    return bool(others) and int(word[len(stem) :]) > min(others)


def _is_known(network: Network, leaf: Symbol) -> bool:
    return all(member in network.values for member in network.elements(leaf))


def _parameters(leaves: Sequence[Symbol], by: Sequence[str]) -> tuple[Symbol, ...]:
    """Return what is trained: what is differentiated by, or the weights and biases, or all that is given."""
    named = {bare(leaf).ascii: leaf for leaf in leaves}
    trained = tuple(named[word] for word in dict.fromkeys(by) if word in named)
    weights = tuple(leaf for leaf in leaves if (PARTS.get(leaf.base) or ("",))[0] in (WEIGHT, BIAS))
    return trained or weights or tuple(leaves)


class _Builder:
    """The lines of a model while they are made."""

    def __init__(self, document: _Document, unrolled: bool) -> None:
        self.document = document
        self.unrolled = unrolled
        words = {place.word for at in document.definitions for place in (at.place, *at.reads)}
        self.letters = Letters(frozenset(words | {word.split("_")[0].rstrip("0123456789") for word in words}))
        self.defined = {at.place.word for at in document.definitions}
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
            found += self._written(definition, sizes)
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
            known.text,
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
        return [word for word in dict.fromkeys(at.place.word for at in self.document.definitions) if word not in read]

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
            for at in members(sizes):
                given = by_name.get(f"{word}{list(at)}")
                if given is not None:
                    found[network.named(leaf, at)] = given
        return found


def _line(name: str, text: str) -> str:
    return f"{name} = {without_brackets(text)}"


def _differentiated(
    chains: Sequence[Chain], definitions: Mapping[Place, Definition], families: Families
) -> tuple[str, list[str]]:
    """Return what is differentiated most of what is defined, and what it is differentiated by, in their order.

    Where nothing is differentiated, what the document calls its loss is taken for it, if it defines one.
    """
    rates = [node for chain in chains for side in chain.sides for node in walk(side.node) if isinstance(node, Rate)]
    pairs = [
        (families.place(at.of).word, families.place(at.by).word)
        for at in rates
        if isinstance(at.of, Name) and isinstance(at.by, Name)
    ]
    words = list(dict.fromkeys(place.word for place in definitions))
    # Where L is differentiated and the formula says Loss, both are the loss.
    losses = [word for word in words if _is_loss(word)]
    named = [of if of in words else losses[0] if losses and _is_loss(of) else "" for of, _ in pairs]
    counts = Counter(of for of in named if of)
    loss = max(counts, key=lambda name: counts[name]) if counts else losses[0] if losses else ""
    return loss, list(dict.fromkeys(by for _, by in pairs))


def _is_loss(word: str) -> bool:
    return (PARTS.get(word) or PARTS.get(word.lower()) or ("",))[0] == LOSS


def _ordered(definitions: Mapping[Place, Definition], loss: str) -> list[Definition]:
    """Return what the loss is computed from, each after what it reads, or nothing where they read in a circle.

    Where there is no loss, all that is computed from something.
    """
    by_word: dict[str, list[Definition]] = {}
    for place, definition in definitions.items():
        by_word.setdefault(place.word, []).append(definition)
    needed: dict[str, list[str]] = {}
    waiting = [loss] if loss else [*reversed(by_word)]
    while waiting:
        word = waiting.pop()
        if word in by_word and word not in needed:
            reads = [read for at in by_word[word] for read in at.reads if read.word in by_word]
            needed[word] = [read.word for read in reads if read.word != word and not _is_earlier(read)]
            waiting += [read.word for read in reads]
    try:
        words = list(TopologicalSorter(needed).static_order())
    except CycleError:
        return []
    return [definition for word in words for definition in by_word[word]]


def _is_earlier(read: Place) -> bool:
    return any(letters_of(at) and shift_of(at) < 0 for at in read.at)
