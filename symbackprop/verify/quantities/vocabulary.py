"""The names that the program itself gives to the quantities of a network, in its own notation and in the others.

What the notes print can be read without guessing: a name is the letter of a quantity, what stands below and above it
in the spec or in another notation, and the positions of an element, which are numbers or the letters of indices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from ...derive.signals import signals
from ...expression.tree import Affine, Index, Symbol, symbols_of
from ...graph.equations import bare
from ...graph.expand import element, positions
from ...graph.names import parse_name
from ...models.network import Layout, Network
from ...models.notations import NOTATIONS, Names, Notation
from ...models.weight_names import WeightNames
from ..lexicon.functions import SOFTMAX
from ..lexicon.words import GREEK, is_digits
from ..tree import Name
from .known_names import COUNTING, KnownName, NameMatch, matched, tokens
from .update_names import is_in_update

SPEC_NOTATION = "spec"
"""The notation of the spec itself."""


TIMES = frozenset("t")
"""The letter that counts times, also where targets have it, so that positions in the network have another."""


@dataclass
class Vocabulary:
    """The names of all quantities of a network in one notation.

    Args:
        network: The network.
        notation: SPEC_NOTATION or a row of NOTATIONS.
    """

    network: Network
    notation: str = SPEC_NOTATION
    _entries: dict[tuple[str, str], list[KnownName]] = field(init=False, default_factory=lambda: defaultdict(list))
    _numbered: tuple[str, list[Symbol]] | None = field(init=False, default=None)
    _labels: dict[tuple[str, tuple[str, ...]], Symbol] = field(init=False, default_factory=dict)
    _found: dict[tuple[object, ...], NameMatch | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        entries = self._of_the_spec() if self.notation == SPEC_NOTATION else self._of(NOTATIONS[self.notation])
        for entry in entries:
            self._entries[GREEK.get(entry.name.base, entry.name.base), entry.name.accent].append(entry)

    def find(self, name: Name) -> NameMatch | None:
        """Return what a name stands for, or None where it is no name of this notation."""
        key = (name.base, name.below, name.above, name.at, name.accent, name.bold)
        if key not in self._found:
            self._found[key] = self._find(name)
        return self._found[key]

    @cached_property
    def indices(self) -> frozenset[str]:
        """The letters of the network's own indices, and that of time where it runs along one by another letter."""
        declared = self.network.graph.declared.values()
        own = frozenset(at.name for symbol in declared for at in symbol.indices if isinstance(at, Index))
        return own | TIMES if self.runs else own

    @cached_property
    def numbered(self) -> frozenset[str]:
        """The letters of single quantities that are counted in their names, as h of h0, h1 and h2."""
        known = self.network.graph.declared.values()
        bases = [symbol.base for symbol in known if not symbol.indices and is_digits(symbol.subscript)]
        return frozenset(bases) if len(bases) > len(set(bases)) else frozenset()

    @cached_property
    def has_ends(self) -> bool:
        """Whether formulas may read outside of a quantity: equations do, or the derivatives of what reads a window."""
        equations = self.network.graph.equations
        reads = (symbol for at in equations for term in at.terms for symbol in symbols_of(term.body))
        return any(at.written or at.outside for at in equations) or any(
            isinstance(position, Affine) or symbol.indices.count(position) > 1
            for symbol in reads
            for position in symbol.indices
        )

    @cached_property
    def runs(self) -> frozenset[str]:
        """The letters of the indices along which recurrences run."""
        equations = self.network.graph.equations
        return frozenset(equation.along.index.name for equation in equations if equation.along is not None)

    def has_letter(self, base: str) -> bool:
        """Say whether any name of this notation begins so."""
        return any(letter == base for letter, _ in self._entries)

    def is_accented(self, name: Name) -> bool:
        """Say whether the accent of a name is part of what a quantity of this notation is called."""
        return bool(name.accent) and (name.base, name.accent) in self._entries

    def is_array(self, name: Name) -> bool:
        """Say whether a name stands for a whole array of this notation."""
        found = self.find(name)
        return found is not None and found.entry.positions > 0 and not found.at

    def knows(self, name: Name) -> bool:
        """Say whether a name is one of this notation or of the optimiser, and all of its positions are in range."""
        if is_in_update(name, self.network):
            return True
        found = self.find(name)
        return found is not None and all(
            not is_digits(text) or 1 <= int(text) <= index.size for text, index in found.pairs
        )

    def elements(self, found: NameMatch) -> tuple[tuple[Symbol, ...], tuple[int, ...]] | None:
        """Return the single quantities that are meant, and along which dimensions they run.

        Returns:
            None where a position is a letter or out of range.
        """
        quantity = found.entry.quantity
        texts = list(found.at)
        if quantity.sample:
            texts = [found.sample, *texts]
        fixed: list[int | Index] = []
        for at, index in enumerate(quantity.indices):
            assert isinstance(index, Index)
            text = texts[at] if at < len(texts) else ""
            if not text:
                fixed.append(index)
            elif is_digits(text) and 1 <= int(text) <= index.size:
                fixed.append(int(text))
            else:
                return None
        sizes = tuple(index.size for index in fixed if isinstance(index, Index))
        labels = self.network.labels
        return tuple(element(bare(quantity), at, labels) for at in positions(tuple(fixed))), sizes

    def _find(self, name: Name) -> NameMatch | None:
        accents = " ".join(accent for accent in name.accent.split() if accent != "bar")
        entries = self._entries.get((name.base, name.accent if self.is_accented(name) else accents), ())
        matches = (matched(entry, name, self.runs, self.network.looked_up) for entry in entries)
        every = [found for found in matches if found is not None and self._counts(found)]
        if every:
            # Of a spec with a quantity s, δ_s is its error signal, and no entry of δ at an index that there is not.
            # Of one with arrays y and y2, y_2 is an entry of the one, and in bold type all of the other.
            return min(
                every,
                key=lambda found: (
                    not self.indices.issuperset(found.letters),
                    not found.at and found.entry.positions > 0 and not name.bold,
                ),
            )
        return self._labelled(name) if not accents and not name.above and not name.at else None

    def _counts(self, found: NameMatch) -> bool:
        """Say whether all letters that a name is read at can be indices."""
        return (set(found.letters) | found.shifted) <= COUNTING | self.indices

    def _labelled(self, name: Name) -> NameMatch | None:
        if self._numbered is not None and name.base == self._numbered[0]:
            (number, *rest) = (*name.below, "")
            if is_digits(number) and rest == [""]:
                return _counted(int(number), self._numbered[1], self.network.layout is Layout.TURNED)
        quantity = self._labels.get((name.base, tuple(tokens(name.below))))
        if quantity is None:
            return None
        place = self.network.single.place(quantity)
        assert place is not None
        return NameMatch(KnownName(place[0], self.network.graph.declared[place[0]]), tuple(map(str, place[1])), "")

    def _of_the_spec(self) -> Iterator[KnownName]:
        network = self.network
        for symbol, declared in network.graph.declared.items():
            yield KnownName(symbol, declared)
        for name, table in network.looked_up.items():
            if (bare_name := parse_name(name)) not in network.graph.declared:
                indices = tuple(Index(f"{name}{at}", size) for at, size in enumerate(table.sizes, start=1))
                yield KnownName(bare_name, bare_name.read_at(indices))
        for net, signal in signals(network).items():
            for letter in (signal.base, "δ", "Δ"):
                yield KnownName(replace(signal, base=letter), network.graph.declared[net], signal=True)
        for equation in network.graph.equations if not network.layers else ():
            of = bare(equation.target)
            letter, called = network.signal or "δ", of.base + of.subscript
            yield KnownName(Symbol(letter, called), equation.target, signal=True)
            yield KnownName(Symbol(letter, superscript=called), equation.target, signal=True)
        labels = network.labels
        if isinstance(labels, WeightNames):
            weights = [layer.weights for layer in network.layers]
            yield from self._of_weights(labels.weight, labels.numbered, weights)
        else:
            for label in labels.values():
                self._labels[GREEK.get(label.base, label.base), tuple(tokens((label.subscript,)))] = label

    def _of_weights(self, letter: str, numbered: bool, weights: list[Symbol]) -> Iterator[KnownName]:
        if numbered:
            self._numbered = (letter, weights)
            return
        names = Names(NOTATIONS["z-a"], len(weights), self._batch)
        for at, matrix in enumerate(weights, start=1):
            yield KnownName(Symbol(letter, superscript=names.weights(at).superscript), matrix, single=True)

    @property
    def _batch(self) -> str:
        return self.network.layers[-1].net.sample

    def _of(self, notation: Notation) -> Iterator[KnownName]:
        """Yield the names of a layered network in another notation than its own."""
        network = self.network
        layers = network.layers
        names = Names(notation, len(layers), self._batch)
        yield KnownName(names.input, layers[0].source)
        if network.target is not None:
            yield KnownName(names.target, network.target)
        if network.errors is not None:
            yield KnownName(names.error, network.errors)
        yield KnownName(names.loss, network.loss)
        if network.penalty is not None:
            yield KnownName(names.penalty, network.penalty)
        for at, layer in enumerate(layers, start=1):
            yield KnownName(names.net(at), layer.net)
            yield KnownName(names.out(at, layer.function == SOFTMAX), layer.out)
            yield KnownName(names.weights(at), layer.weights)
            if layer.bias is not None:
                yield KnownName(names.bias(at, not layer.bias.indices), layer.bias)
            for name, between in zip((names.exponential, names.normalizer), layer.between, strict=False):
                yield KnownName(name, between)
            for letter in ("δ", "Δ"):
                yield KnownName(replace(names.net(at), base=letter), layer.net, signal=True)
        yield from self._of_weights(notation.weight, not notation.layer_above, [layer.weights for layer in layers])
        named = {bare(entry.quantity) for entries in self._entries.values() for entry in entries}
        for leaf in network.graph.leaves:
            if bare(leaf) not in named and leaf.base == "λ":
                yield KnownName(bare(leaf), leaf)


def _counted(number: int, weights: Iterable[Symbol], by_columns: bool) -> NameMatch | None:
    """Return the weight with a number, counted through all matrices, row by row or column by column."""
    for matrix in weights:
        rows, columns = (index.size for index in matrix.indices if isinstance(index, Index))
        if 1 <= number <= rows * columns:
            at = divmod(number - 1, rows if by_columns else columns)
            at = at[::-1] if by_columns else at
            return NameMatch(KnownName(bare(matrix), matrix), (str(at[0] + 1), str(at[1] + 1)), "")
        number -= rows * columns
    return None
