"""The usual mistakes of this very network, each with the number that it gives and its lesson."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ....document.blocks import Block, Display, Heading, Inlines, Paragraph
from ....document.rank import Rank
from ....expression.tree import ONE, Expression, Negative, Number, Partial, Product, Sum, Symbol, updated
from ...mistakes import Mistake, Mistakes
from ..lecture import Lecture
from ..words import inlines, joined, paragraph, row, sentence
from . import sentences

MOST_WEIGHTS = 3
"""Mistakes are looked for in the lines of so many weights."""

MOST_PARAMETERS = 3_000
"""Of a network with more parameters, nobody is asked: each of them would be tried as what is mistaken for another."""

NAMES = re.compile(
    r"∂(?P<of>\w+)/∂(?P<by>\w+)|(?<!\w)(?P<bent>\w+)\(1 - (?P=bent)\)"
    r"|(?<![^\W\d])(?P<name>[^\W\d]\w*\d\w*|[^\W\d]+_\w+)"
)
"""Quantities in the words of a mistake: derivatives, the slope of a sigmoid, names with something below them."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake in the line of a weight.

    Args:
        weight: The weight.
        is_update: Whether it is made in the update and not in the gradient.
        right: The right number.
        mistake: The mistake.
    """

    weight: Symbol
    is_update: bool
    right: Number
    mistake: Mistake

    @property
    def said(self) -> Inlines:
        """What a sentence calls the number."""
        return sentence(sentences.NEW_VALUE_OF if self.is_update else sentences.GRADIENT_BY, weight=self.weight)


def slips(lecture: Lecture) -> Iterator[Block]:
    """Yield the usual mistakes, each kind once."""
    found = list(found_slips(lecture))
    if not found:
        return
    names = quantities(lecture)
    yield Heading(1, sentence(sentences.SLIPS), Rank.MEANING)
    yield paragraph(sentences.SLIPS_OPENING)
    for slip in found:
        mistake = slip.mistake
        told = with_mathematics(mistake.sentence, names)
        said = sentence(
            sentences.SLIP,
            title=mistake.title[:1].upper() + mistake.title[1:],
            quantity=slip.said,
            wrong=mistake.wrong,
            right=slip.right,
        )
        # Words that name no quantity say no more than the title.
        here = sentence(sentences.SLIP_SENTENCE, sentence=told) if len(told) > 1 else ()
        yield Paragraph(joined(said, here, inlines(mistake.lesson)))


def found_slips(lecture: Lecture) -> Iterator[Slip]:
    """Yield the mistakes in the lines of the first and the last derived weights, each kind once."""
    seen: set[str] = set()
    for weight in _asked(lecture):
        for slip in slips_of(lecture, weight):
            if slip.mistake.code not in seen:
                seen.add(slip.mistake.code)
                yield slip


def slips_of(lecture: Lecture, weight: Symbol) -> Iterator[Slip]:
    """Yield the mistakes in the lines of a weight: its gradient and its new value."""
    ask, network = who_knows(lecture), lecture.network
    if ask is None:
        return
    gradient = lecture.numbers.of(network.gradient[weight])
    lines: list[tuple[bool, Expression, Number]] = [(False, Partial(network.loss, weight), gradient)]
    after = lecture.numbers.updated(weight)
    if after is not None and network.optimiser.is_descent:
        lines.append((True, updated(weight), after))
    factors = _factors(lecture, weight)
    for is_update, left, number in lines:
        for mistake in ask(Display((row(left, ("=", number)),))):
            if not mistake.factor or mistake.factor in factors:
                yield Slip(weight, is_update, number, mistake)


def who_knows(lecture: Lecture) -> Mistakes | None:
    """Return who knows the usual mistakes in a line of this network; None where nobody is to be asked."""
    return lecture.outline.mistakes if lecture.network.parameter_count <= MOST_PARAMETERS else None


def _asked(lecture: Lecture) -> list[Symbol]:
    weights = [weight for weight in lecture.outline.weights if lecture.network.reaches_loss(weight)]
    return weights if len(weights) <= MOST_WEIGHTS else [*weights[: MOST_WEIGHTS - 1], weights[-1]]


def _factors(lecture: Lecture, weight: Symbol) -> set[str]:
    """Return the names of the local derivatives on the paths from a weight, as the words of mistakes have them."""
    paths = lecture.backward.paths
    found = paths.on_path(weight)
    return {f"∂{reader.ascii}/∂{name.ascii}" for name in found for reader in paths.readers(name) if reader in found}


def quantities(lecture: Lecture, *weights: Symbol) -> Mapping[str, Symbol]:
    """Return the quantities on the paths of some weights, or of the derived ones, by their plain names."""
    paths = [lecture.backward.paths.on_path(weight) for weight in weights or _asked(lecture)]
    return {symbol.ascii: symbol for path in paths for symbol in path}


def with_mathematics(text: str, names: Mapping[str, Symbol]) -> Inlines:
    """Return words with the names of quantities in them set as mathematics."""
    found: list[Inlines] = []
    end = 0
    for match in NAMES.finditer(text):
        of, by, bent, name = (names.get(match[group] or "") for group in ("of", "by", "bent", "name"))
        put: Expression | None = Partial(of, by, local=True) if of is not None and by is not None else name
        if bent is not None:
            put = Product((bent, Sum((ONE, Negative(bent)))))
        if put is not None:
            found += [inlines(text[end : match.start()]), inlines(put)]
            end = match.end()
    return tuple(part for each in (*found, inlines(text[end:])) for part in each)
