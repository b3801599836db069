"""What is claimed in words: the error before and after some rounds of descent, and what the outputs are then.

Sentences are not understood; a few words of each language say which quantity a long number belongs to and after
how many rounds, and a number of which these words do not say so is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from functools import partial

from ...expression.tree import Symbol
from .. import thresholds
from ..lexicon.prose import AGAINST, BEFORE, BY, ERROR, FROM, MANY, ONCE, OUTPUT, QUOTED, TO, Spoken
from ..lexicon.signs import SUPERSCRIPTS
from ..limits.boundary import Doing, contained
from ..quantities.layers import LayerTable
from ..reading.document import Reading
from ..source import Plain, Span
from ..tree import Chain, Numeral
from ..values.digits import figures_of

LONG = re.compile(
    r"(?<![A-Za-z0-9_.,])(?P<digits>[-−]?\d+[.,]\d+)(?:e(?P<e>[-+]?\d{1,3}))?(?![\d]|[.,]\d)"
    r"(?:\s*(?:\\times|\\cdot|×|·)\s*10(?:\s*\^\s*\{?\s*(?P<ten>[-−]?\d{1,3})\s*\}?|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})))?",
    re.I,
)
ROW = re.compile(r"!\[|^\s*\|.*\|\s*$|(?<!\\)&.*(?<!\\)&|&.*\\\\", re.M)

STOP = re.compile(r"(?<=[^\d\s])[.!?](?=\s)|(?<=\d)\.(?=\s+[^\W\d_a-z])|[。！？]|\n\s*\n|\n\s*[-*•+]\s")


class Topic(Enum):
    """What a sentence is about."""

    ERROR = auto()
    OUTPUT = auto()


@dataclass(frozen=True, slots=True)
class ProseClaim:
    """A number in prose.

    Args:
        quantity: The loss, or an output.
        rounds: After how many rounds of descent.
        stated: The number.
    """

    quantity: Symbol
    rounds: int
    stated: Numeral


def prose_claims(
    reading: Reading, chains: Sequence[Chain], layers: LayerTable, targets: Sequence[Fraction], commas: bool
) -> Iterator[ProseClaim]:
    """Yield the claims that a document makes in words.

    Args:
        reading: The document.
        chains: Its formulas, whose numbers are judged there.
        layers: Who plays what.
        targets: The targets of the outputs, by which outputs are told apart.
        commas: Whether `0,5` is a decimal number.
    """
    taken = sorted((chain.span.start, chain.span.end) for chain in chains if chain.relations)
    outs = layers.stages[-1].out if layers.stages else ()
    reader = _SentenceReader(reading.plain, taken, layers.loss, outs, targets, commas)
    places = reading.plain.places
    for start, end in _sentences(reading.plain.text):
        span = Span(places[start], places[end])
        act = partial(reader.sentence, start, end)
        yield from contained(Doing.SENTENCE, span, act, lambda _: list[ProseClaim]())


@dataclass
class _SentenceReader:
    """Reads the sentences of a document one after another.

    Args:
        plain: The document.
        taken: Where its formulas stand, whose numbers are judged there.
        loss: The loss.
        outs: The outputs.
        targets: The targets of the outputs.
        commas: Whether `0,5` is a decimal number.
        rounds: The number of rounds that was spoken of last.
        spoken_at: Where that was.
        at: The next of `taken`.
        output: The next output of those that are listed one after another.
        before_about: What the sentence before was about.
    """

    plain: Plain
    taken: Sequence[tuple[int, int]]
    loss: Symbol
    outs: Sequence[Symbol]
    targets: Sequence[Fraction]
    commas: bool
    rounds: int | None = None
    spoken_at: int = 0
    at: int = 0
    output: int = 0
    before_about: Topic | None = None

    def __post_init__(self) -> None:
        self.words = _of_loss(self.loss)

    def sentence(self, start: int, end: int) -> list[ProseClaim]:
        """Return the claims of a sentence."""
        sentence, places = self.plain.text[start:end], self.plain.places
        if len(sentence) > thresholds.LONGEST_SENTENCE or ROW.search(sentence) or QUOTED.search(sentence):
            return []
        claims: list[ProseClaim] = []
        numbers = [found for found in LONG.finditer(sentence) if _is_long(found, self.commas)]
        about, previous = _about(sentence, self.words), 0
        subject: Topic | None = None
        until: int | None = None
        for number_at, found in enumerate(numbers):
            following = numbers[number_at + 1].start() if number_at + 1 < len(numbers) else len(sentence)
            clause, rest = sentence[previous : found.start()], sentence[found.end() : following]
            previous = found.end()
            place = places[start + found.start()]
            if self._is_taken(place) or BY.search(clause):
                continue
            now = _rounds(clause, rest)
            if now is None and until is not None and TO.fullmatch(clause):
                now = until
            until = _counted(clause) if FROM.search(clause) else None
            follows = (
                subject
                if len(clause) < thresholds.SHORT_CLAUSE and (subject is Topic.OUTPUT or now is not None)
                else None
            )
            before = self.before_about
            listed = before if before is Topic.OUTPUT and not clause.strip(" \n\t-*•+$(") else None
            carried = before if now is not None and about is None else None
            named = _about(clause, self.words) or follows
            subject = (
                named or (about if _about(rest[: thresholds.SHORT_CLAUSE], self.words) else None) or listed or carried
            )
            if (
                subject is Topic.OUTPUT
                and now is None
                and self.rounds
                and start - self.spoken_at < thresholds.FORGOTTEN_AFTER
            ):
                now = self.rounds
            elif now is not None and now != self.rounds:
                self.rounds, self.spoken_at, self.output = now, start, 0
            if subject is None or now is None:
                continue
            number = _numeral(found, Span(place, places[start + found.end()]))
            if subject is Topic.ERROR:
                claims.append(ProseClaim(self.loss, now, number))
                self.spoken_at = start
                continue
            against = AGAINST.match(sentence, found.end())
            wanted = Fraction(against[1].replace(",", ".")) if against else None
            which = self.targets.index(wanted) if wanted in self.targets else self.output
            if which < len(self.outs) and now:
                claims.append(ProseClaim(self.outs[which], now, number))
            self.output = which + 1
        if about is not None or sentence.strip(" \n\t-*•+"):
            kept = self.before_about if numbers and subject is Topic.OUTPUT else None
            self.before_about = about if about is not None else kept
        return claims

    def _is_taken(self, place: int) -> bool:
        """Say whether a place is in a formula; places are asked for in their order."""
        while self.at < len(self.taken) and self.taken[self.at][1] <= place:
            self.at += 1
        return self.at < len(self.taken) and self.taken[self.at][0] <= place


def _is_long(found: re.Match[str], commas: bool) -> bool:
    digits = found["digits"]
    least = thresholds.LEAST_BEFORE_A_POWER if _power(found) else thresholds.LEAST_FIGURES_IN_WORDS
    return figures_of(digits.replace(",", ".")) >= least and ("," in digits) == commas


def _power(found: re.Match[str]) -> str:
    return (found["ten"] or found["e"] or (found["raised"] or "").translate(SUPERSCRIPTS)).replace("−", "-")


def _numeral(found: re.Match[str], span: Span) -> Numeral:
    text = found["digits"].replace("−", "-").replace(",", ".")
    if power := _power(found):
        text += f"e{int(power)}"
    return Numeral(text, Fraction(text), span)


def _of_loss(name: Symbol) -> Spoken:
    """Return what names the error: words, or the letter of the loss as a formula of its own."""
    if name.subscript or name.superscript or len(name.base) > 1:
        return ERROR
    return Spoken(rf"(?:{ERROR.pattern})|(?:\$|\\\()\s*(?-i:{re.escape(name.base)})\s*(?:\$|\\\))", re.I, folds=False)


def _about(words: str, loss: Spoken) -> Topic | None:
    """Return what the last word that names something names."""
    errors = [match.end() for match in loss.finditer(words)]
    outputs = [match.end() for match in OUTPUT.finditer(words)]
    if not errors and not outputs:
        return None
    return Topic.ERROR if max(errors, default=-1) > max(outputs, default=-1) else Topic.OUTPUT


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in STOP.finditer(text):
        yield start, stop.end()
        start = stop.end()
    yield start, len(text)


def _rounds(clause: str, rest: str) -> int | None:
    """Return after how many rounds a number holds, by the last words before it that say so, or those after it."""
    if FROM.search(clause):
        return 0
    found = [(match.end(), 0) for match in BEFORE.finditer(clause)] + _counts(clause)
    if not found:
        found = [(-match.start(), 1) for match in ONCE.finditer(rest)]
        found += [(-match.start(), _count(match)) for match in MANY.finditer(rest)]
    latest = max(found)[1] if found else None
    return latest if latest is None or latest <= thresholds.MOST_ROUNDS else None


def _counts(words: str) -> list[tuple[int, int]]:
    """Return the numbers of rounds that some words speak of, each after where it stands."""
    once = [(match.end(), 1) for match in ONCE.finditer(words)]
    return once + [(match.end(), _count(match)) for match in MANY.finditer(words)]


def _counted(words: str) -> int | None:
    """Return the last number of rounds that some words speak of."""
    found = _counts(words)
    return max(found)[1] if found and max(found)[1] <= thresholds.MOST_ROUNDS else None


def _count(match: re.Match[str]) -> int:
    return int(re.sub(r"\D", "", match[1]))
