"""What is claimed in words: the error before and after some rounds of descent, and what the outputs are then.

Sentences are not understood; a few words of each language say which quantity a long number belongs to and after how many
rounds, and a number of which that cannot be told is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..expression.tree import Symbol
from .cast import Cast
from .digits import figures_of
from .reader import Reading
from .syntax import Chain, Numeral, Span

MOST_ROUNDS = 1_000_000
LEAST_FIGURES = 4
FORGOTTEN_AFTER = 600
"""Characters after which a number of rounds no longer holds for what follows."""

ERROR = re.compile(
    r"\b(?:errors?|loss|cost|fehler|verlust|kosten|erro|perda|custo|erreur|perte|coût|error|pérdida|errore|perdita|fout)\b"
    r"|误差|誤差|损失|損失|错误|오차|손실|ошибк|потер",
    re.I,
)
OUTPUT = re.compile(
    r"\b(?:outputs?|predictions?|generates?|produces?|ausgaben?|ausgänge?|saídas?|sorties?|salidas?|uscite|neurons?)\b"
    r"|输出|輸出|出力|출력|выход",
    re.I,
)
BEFORE = re.compile(
    r"\b(?:initial(?:ly)?|originally|original|at first|before|beginning|start(?:ed|ing)?|inicial(?:mente)?|antes|"
    r"anfangs?|anfänglich\w*|zu beginn|ursprünglich\w*|vorher|avant|au départ|initiale?(?:ment)?|inizial\w*)\b"
    r"|最初|初始|原来|原本|一开始|開始|はじめ|처음|сначала|начальн",
    re.I,
)
ONCE = re.compile(
    r"\b(?:first (?:round|update|step|iteration|pass|epoch)|one (?:round|update|step|iteration|pass|epoch)|this (?:round|update)|"
    r"single (?:update|step)|after (?:the )?(?:update|updating)|new (?:total )?(?:error|loss)|ersten (?:runde|durchlauf|schritt)|"
    r"einem (?:schritt|durchlauf)|nach (?:der|dem) (?:aktualisierung|update)|primeira (?:rodada|iteração|atualização)|"
    r"uma (?:rodada|iteração|atualização)|primera (?:ronda|iteración)|una (?:iteración|ronda)|première (?:itération|passe)|"
    r"prima (?:iterazione|passata)|1 (?:round|update|step|iteration|epoch))\b"
    r"|第一轮|一次更新|第一次|一轮|更新后|更新之后|1回|첫 번째|первой",
    re.I,
)
MANY = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[,.' \u202f]\d{3})+|\d{1,7})\s*(?:\w+\s+)?"
    r"(?:times|rounds?|iterations?|epochs?|steps?|updates?|mal\b|runden|durchläufe\w*|iterationen|epochen|schritt\w*|vezes|"
    r"iterações|épocas|rodadas|veces|iteraciones|rondas|fois|itérations|époques|volte|iterazioni|epoche|次|轮|遍|回|번|раз|итерац)",
    re.I,
)
LONG = re.compile(r"(?<![\w.,])(?<!\d)[-−]?\d+[.,]\d+(?:e[-+]?\d+)?(?![\d]|[.,]\d)", re.I)
AGAINST = re.compile(r"\s*\$?\s*[(（]?\s*(?:vs\.?|versus|target|against|statt|gegen|Ziel|alvo|objetivo|cible|目标|目標)\D{0,12}?(\d+(?:[.,]\d+)?)", re.I)
STOP = re.compile(r"(?<=[^\d\s])[.!?](?=\s)|(?<=\d)\.(?=\s+[^\W\d_a-z])|[。！？]|\n\s*\n|\n\s*[-*•+]\s")


@dataclass(frozen=True, slots=True)
class Told:
    """A number in prose.

    Args:
        quantity: The loss, or an output.
        rounds: After how many rounds of descent.
        stated: The number.
    """

    quantity: Symbol
    rounds: int
    stated: Numeral


def told(reading: Reading, chains: Sequence[Chain], cast: Cast, targets: Sequence[Fraction], commas: bool) -> Iterator[Told]:
    """Yield the claims that a document makes in words.

    Args:
        reading: The document.
        chains: Its formulas, whose numbers are judged there.
        cast: Who plays what.
        targets: The targets of the outputs, by which outputs are told apart.
        commas: Whether `0,5` is a decimal number.
    """
    text = reading.plain.text
    places = reading.plain.places
    taken = sorted((chain.span.start, chain.span.end) for chain in chains if chain.relations)
    rounds: int | None = None
    said_at = 0
    about: str | None = None
    output = 0
    at = 0
    for start, end in _sentences(text):
        sentence = text[start:end]
        numbers = [
            found
            for found in LONG.finditer(sentence)
            if figures_of(found[0].replace(",", ".")) >= LEAST_FIGURES and ("," in found[0]) == commas
        ]
        many = _rounds(sentence, numbers)
        if many is not None:
            rounds, said_at, output = many, start, 0
        about = "error" if ERROR.search(sentence) else "output" if OUTPUT.search(sentence) else about
        if rounds is not None and start - said_at > FORGOTTEN_AFTER:
            rounds = None
        previous = 0
        for number_at, found in enumerate(numbers):
            following = numbers[number_at + 1].start() if number_at + 1 < len(numbers) else len(sentence)
            since, previous = previous, found.end()
            place = places[start + found.start()]
            while at < len(taken) and taken[at][1] <= place:
                at += 1
            if at < len(taken) and taken[at][0] <= place:
                continue
            before = sentence[: found.start()]
            nearby = _nearest(sentence[since : found.start()], sentence[found.end() : following])
            now = nearby if nearby is not None else rounds
            subject = _subject(before, sentence, about)
            if now is None or subject is None:
                continue
            digits = found[0].replace("−", "-").replace(",", ".")
            stated = Numeral(digits, Fraction(digits), Span(place, places[start + found.end()]))
            if subject == "error":
                yield Told(cast.loss, now, stated)
                rounds, said_at = now, start
                continue
            outs = cast.stages[-1].out if cast.stages else ()
            against = AGAINST.match(sentence, found.end())
            wanted = Fraction(against[1].replace(",", ".")) if against else None
            which = targets.index(wanted) if wanted in targets else output
            if which < len(outs) and now:
                yield Told(outs[which], now, stated)
            output = which + 1


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in STOP.finditer(text):
        yield start, stop.end()
        start = stop.end()
    yield start, len(text)


def _rounds(sentence: str, numbers: Sequence[re.Match[str]]) -> int | None:
    many = MANY.search(sentence)
    if many is not None:
        count = int(re.sub(r"\D", "", many[1]))
        if 0 < count <= MOST_ROUNDS:
            return count
    if ONCE.search(sentence):
        return 1
    if BEFORE.search(sentence) and ERROR.search(sentence):
        return 0
    return None


def _nearest(before: str, rest: str) -> int | None:
    """Return after how many rounds a number holds, by the last words before it that say so, or those after it."""
    found: list[tuple[int, int]] = []
    for pattern, count in ((BEFORE, 0), (ONCE, 1)):
        found += [(match.end(), count) for match in pattern.finditer(before)]
    for match in MANY.finditer(before):
        found.append((match.end(), int(re.sub(r"\D", "", match[1]))))
    if found:
        return max(found)[1]
    if ONCE.search(rest):
        return 1
    many = MANY.search(rest)
    return int(re.sub(r"\D", "", many[1])) if many else None


def _subject(before: str, sentence: str, about: str | None) -> str | None:
    errors = [match.end() for match in ERROR.finditer(before)]
    outputs = [match.end() for match in OUTPUT.finditer(before)]
    if errors or outputs:
        return "error" if max(errors, default=-1) > max(outputs, default=-1) else "output"
    if ERROR.search(sentence):
        return "error"
    return about
