"""A model in equations that a document defines itself: each quantity by the formula that it is given first.

What no formula defines is given, with its numbers where the document says them; what is differentiated most is the
loss, and what it is differentiated by are the parameters. Where nothing is differentiated, what is computed last is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from ...errors import SymbackpropError
from ...expression.tree import Index, Number, Symbol
from ...graph.equations import bare
from ...graph.language import parse_equations
from ...models.network import Network
from ...models.written import Written, written
from .. import thresholds
from ..lexicon.roles import BIAS, LOSS, NET, OUT, PARTS, WEIGHT
from ..tree import Chain, Name, Over, Rate, Summed, walk
from ..values.random_points import COUNTS
from .assignments import Assignments
from .definitions import Definition, definitions_in, functions_in
from .families import Families, MemberPlace, families_of, letters_of, shift_of
from .formula_parts import Unwritten
from .givens import givens_of
from .lines import Builder, StatedModel
from .sizes import sizes_of

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
        computes_weights: Whether it computes all that has the letter of a weight and a number, so that none is given.
    """

    network: Network | None
    equations: tuple[str, ...]
    missing: tuple[str, ...]
    has_loss: bool = True
    computes_weights: bool = False


def model_of_equations(
    chains: Sequence[Chain],
    assignments: Assignments,
    activation: str,
    rate: Number,
    own: Sequence[Chain] = (),
) -> EquationModel | None:
    """Return the model that a document defines in formulas, or None where it defines none.

    Args:
        chains: Its statements.
        assignments: What it gives numbers.
        activation: What σ stands for.
        rate: The learning rate.
        own: Those of its statements that are a part's own; what it differentiates is its loss before what it inherits.
    """
    families = families_of(chains)
    givens = givens_of(assignments, families)
    functions = functions_in(chains)
    definitions = definitions_in(chains, givens.starts, families, functions)
    if givens.shapes and not (any(_is_loss(place.word) for place in definitions) or _has_rates(chains)):
        # A program computes error signals as it computes anything else.
        definitions = definitions_in(chains, givens.starts, families, functions, signals=True)
    loss, by = _differentiated(own, definitions, families)
    if not by:
        loss, by = _differentiated(chains, definitions, families)
    ordered = _ordered(definitions, loss)
    if not ordered or len(ordered) > thresholds.MOST_EQUATIONS:
        return None
    read = {place.word for at in ordered for place in at.reads}
    if not any(f"{word}0" in read for word in read):
        givens = givens.at_points(read - {at.place.word for at in ordered})
    lengths, letters = sizes_of(ordered, chains, families, givens)
    document = StatedModel(families, givens, ordered, lengths, letters, activation, functions, loss)
    for unrolled in (False, True):
        try:
            return _model(document, loss, by, rate, unrolled)
        except (SymbackpropError, Unwritten):
            continue
    return None


def _model(document: StatedModel, loss: str, by: Sequence[str], rate: Number, unrolled: bool) -> EquationModel:
    """Return the model of what a document says, by families or member by member.

    Raises:
        SymbackpropError: It is no graph.
        Unwritten: A formula has no place in it.
    """
    builder = Builder(document, unrolled)
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
    leaves = network.graph.leaves
    values = {**_of_one_sample(leaves, document.definitions), **builder.values(network)}
    trained = _parameters(leaves, [member for word in by for member in builder.called(word)])
    network = replace(network, values=values, trained=trained)
    _ = network.backward
    missing = tuple(leaf.ascii.partition("[")[0] for leaf in leaves if not _is_known(network, leaf))
    if any(_is_left_out(word, builder.defined) for leaf in leaves for word in [leaf.ascii.partition("[")[0]]):
        return EquationModel(None, tuple(lines), missing)
    if _is_the_end_of_more(network, document):
        return EquationModel(None, tuple(lines), missing)
    weights = [word for word in document.givens.numbers if WEIGHT in _parts(word)]
    computes = bool(weights) and builder.defined.issuperset(weights)
    return EquationModel(network, tuple(lines), missing, has_loss=named == loss, computes_weights=computes)


def _of_one_sample(leaves: Iterable[Symbol], definitions: Sequence[Definition]) -> dict[Symbol, Number]:
    """Return that there is one sample where a mean is taken of nothing that is summed: `L = 1/N (y - ŷ)^2`."""
    bodies = [definition.body for definition in definitions]
    parts = [part for body in bodies if not any(isinstance(at, Summed) for at in walk(body)) for part in walk(body)]
    below = {part.below.base for part in parts if isinstance(part, Over) and isinstance(part.below, Name)}
    return {leaf: Number(Fraction(1), "1") for leaf in leaves if leaf.ascii in COUNTS & below}


def _is_the_end_of_more(network: Network, document: StatedModel) -> bool:
    """Say whether the equations begin with outputs of layers whose weights the document gives, and no equations."""
    read = {bare(leaf).ascii for leaf in network.graph.leaves}
    begins = any((PARTS.get(leaf.base) or ("",))[0] in (NET, OUT) for leaf in network.graph.leaves)
    weights = [word for word in document.givens.numbers if _part(word) == WEIGHT]
    return begins and bool(weights) and not read & set(weights)


def _part(word: str) -> str:
    return _parts(word)[0]


def _parts(word: str) -> tuple[str, ...]:
    return PARTS.get(word.split("_")[0].rstrip(DIGITS)) or ("",)


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


def _differentiated(
    chains: Sequence[Chain], definitions: Mapping[MemberPlace, Definition], families: Families
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
    # In `e = a b`, `d = e + c`, `L = d f` the letter of an error is only something on the way to the loss.
    read = {at.word for definition in definitions.values() for at in definition.reads}
    losses = sorted((word for word in words if _is_loss(word)), key=read.__contains__)
    named = [of if of in words else losses[0] if losses and _is_loss(of) else "" for of, _ in pairs]
    counts = Counter(of for of in named if of)
    loss = max(counts, key=lambda name: counts[name]) if counts else losses[0] if losses else ""
    return loss, list(dict.fromkeys(by for _, by in pairs))


def _has_rates(chains: Sequence[Chain]) -> bool:
    return any(isinstance(node, Rate) for chain in chains for side in chain.sides for node in walk(side.node))


def _is_loss(word: str) -> bool:
    return (PARTS.get(word) or PARTS.get(word.lower()) or ("",))[0] == LOSS


def _ordered(definitions: Mapping[MemberPlace, Definition], loss: str) -> list[Definition]:
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


def _is_earlier(read: MemberPlace) -> bool:
    return any(letters_of(at) and shift_of(at) < 0 for at in read.at)
