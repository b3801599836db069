"""A worked solution with planted mistakes, in which all that follows from a mistake is computed rightly from it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ..derive.first_round import lines
from ..derive.narrate.derivations import parameter_groups
from ..derive.narrate.lecture import Lecture
from ..derive.narrate.parts.slips import Slip, quantities, slips_of, with_mathematics
from ..derive.narrate.words import in_words, inlines, joined, row, sentence, sides, two_rows, words
from ..derive.steps import Chain, Link, Relation
from ..document.blocks import Block, Display, Heading, Inlines, Paragraph, Reference, Row, Space
from ..errors import UsageError
from ..expression.tree import Expression, Negative, Number, Product, Sum, Symbol, times, updated
from . import sentences

MOST_SLIPS = 5
RIGHT_BESIDE = 2
"""Weights without a mistake that stand among the others."""

MOST_TRIED = 12
"""Weights in whose lines mistakes are looked for."""

NEAR, NEXT = 0.002, 1.01
"""How far a number may be from what the rounded numbers on its line give: of a product in parts of it, of a sum in
units of its last digit."""

LINES_TO_WRITE = 4


@dataclass(frozen=True, slots=True)
class Mistaken:
    """The lines of a weight as somebody has written them.

    Args:
        weight: The weight.
        slip: The mistake in them, or None.
        rule: The gradient by the chain rule.
        update: The new value.
        is_explained: Whether the numbers on the wrong line show what went wrong.
    """

    weight: Symbol
    slip: Slip | None
    rule: Chain
    update: tuple[Chain, ...]
    is_explained: bool = True

    def rows(self, with_numbers: bool) -> tuple[Row, ...]:
        """Return its lines, with the numbers put in or with the results alone."""
        rule = tuple(two_rows(self.rule)) if with_numbers else (row(self.rule.left, *_ends(self.rule)),)
        return (*rule, *(row(chain.left, *sides(chain)[1:]) for chain in self.update))


def find_mistakes(lecture: Lecture, count: int) -> tuple[Block, ...]:
    """Return a section with a solution in which so many mistakes are to be found, with space for each.

    Raises:
        UsageError: So many cannot be planted.
    """
    solution = [_mistaken(lecture, weight, slip) for weight, slip in _planted(lecture, count)]
    with_numbers = all(at.is_explained for at in solution)
    blocks: list[Block] = [Heading(1, sentence(sentences.FIND_MISTAKES))]
    said = words(sentences.SEVERAL_ARE, count=in_words(count).capitalize()) if count > 1 else sentences.ONE_IS
    blocks.append(Paragraph(sentence(sentences.SOMEBODY, count=said)))
    blocks += [Display(at.rows(with_numbers), _label(at.weight)) for at in solution]
    found = [(at.weight, at.slip) for at in solution if at.slip is not None]
    for number, (weight, slip) in enumerate(found, start=1):
        blocks.append(Paragraph(sentence(sentences.FOUND, number=str(number))))
        blocks.append(Space(LINES_TO_WRITE, _lesson(lecture, weight, slip)))
    return tuple(blocks)


def _label(weight: Symbol) -> str:
    return f"eq-mistaken-{weight.ascii}"


def _lesson(lecture: Lecture, weight: Symbol, slip: Slip) -> Inlines:
    mistake = slip.mistake
    told = with_mathematics(mistake.sentence, quantities(lecture, weight))
    return joined(
        sentence(
            sentences.WRONG_LINE,
            equation=Reference(_label(weight)),
            quantity=slip.said,
            right=slip.right,
            wrong=mistake.wrong,
        ),
        sentence(sentences.MISTAKE, title=mistake.title[:1].upper() + mistake.title[1:]),
        sentence(sentences.MISTAKE, title=told) if len(told) > 1 else (),
        inlines(mistake.lesson),
    )


def _planted(lecture: Lecture, count: int) -> list[tuple[Symbol, Slip | None]]:
    """Return weights in the order of the network, so many of them with a mistake, of as many kinds as there are."""
    weights = _weights(lecture)
    possible: dict[Symbol, list[Slip]] = {}
    chosen: dict[Symbol, Slip] = {}
    used: set[str] = set()
    for again in (False, True):
        for at, weight in enumerate(weights):
            if weight in chosen or len(chosen) == count:
                continue
            if weight not in possible:
                # The gradient of one, the new value of the next, where there is a choice.
                found = (_as_shown(lecture, slip) for slip in slips_of(lecture, weight))
                slips = [slip for slip in found if slip is not None]
                wanted = bool(at % 2)
                possible[weight] = [
                    *(slip for slip in slips if slip.is_update == wanted),
                    *(slip for slip in slips if slip.is_update != wanted),
                ]
            slip = next((slip for slip in possible[weight] if again or slip.mistake.code not in used), None)
            if slip is not None:
                chosen[weight] = slip
                used.add(slip.mistake.code)
    if len(chosen) < count:
        raise UsageError(f"--slips {count}: only {len(chosen)} mistakes can be planted in this network")
    right = [weight for weight in weights if weight not in chosen][:RIGHT_BESIDE]
    return [(weight, chosen.get(weight)) for weight in weights if weight in chosen or weight in right]


def _weights(lecture: Lecture) -> list[Symbol]:
    """Return weights of all groups, so many that each group has some, the groups in turn."""
    groups = [
        [weight for weight in own if lecture.network.reaches_loss(weight)] for _, own in parameter_groups(lecture)
    ]
    groups = [own for own in groups if own]
    share = max(1, MOST_TRIED // max(1, len(groups)))
    return [own[at] for at in range(share) for own in groups[:MOST_TRIED] if at < len(own)]


def _as_shown(lecture: Lecture, slip: Slip) -> Slip | None:
    """Return a mistake whose number is rounded as the others are; None where that would be to round it twice."""
    wrong = slip.mistake.wrong
    shown = lecture.numbers.rounded(wrong)
    is_half = shown != wrong and wrong.text.rstrip("0").endswith("5") and len(wrong.text) == len(shown.text) + 1
    if is_half or not shown.value or shown.value == slip.right.value:
        return None
    return replace(slip, mistake=replace(slip.mistake, wrong=shown))


def _mistaken(lecture: Lecture, weight: Symbol, slip: Slip | None) -> Mistaken:
    similar = lecture.backward.similar(weight)
    if slip is None:
        return Mistaken(weight, None, similar.rule, similar.update)
    wrong = slip.mistake.wrong
    if slip.is_update:
        chain = _wrong_update(lecture, weight, similar.update[-1], wrong)
        return Mistaken(weight, slip, similar.rule, (*similar.update[:-1], chain), len(chain.links) > 2)
    rule = _without_a_factor(lecture, similar.rule, wrong)
    update = lines(lecture.numbers, weight, wrong)[-1:]
    if rule is None:
        return Mistaken(weight, slip, _with_result(similar.rule, wrong), update, is_explained=False)
    return Mistaken(weight, slip, rule, update)


def _with_result(chain: Chain, wrong: Number) -> Chain:
    return Chain(chain.left, (*chain.links[:-1], Link(Relation.EQUAL, wrong)))


def _ends(chain: Chain) -> Iterator[tuple[str, Expression]]:
    """Yield the first side of a chain and its result."""
    first, last = chain.links[0], chain.links[-1]
    if first is not last:
        yield first.relation.value, first.side
    yield Relation.EQUAL.value, last.side


def _without_a_factor(lecture: Lecture, rule: Chain, wrong: Number) -> Chain | None:
    """Return a chain rule without the one factor whose lack gives a number; None where none does."""
    if len(rule.links) != 3:
        return None
    named, put_in = rule.links[0].side, rule.links[1].side
    if not isinstance(named, Product) or not isinstance(put_in, Product):
        return None
    numbers = [factor for factor in put_in.factors if isinstance(factor, Number)]
    if len(numbers) != len(named.factors) or len(numbers) != len(put_in.factors):
        return None
    without = [(at, [*numbers[:at], *numbers[at + 1 :]]) for at in range(len(numbers)) if len(numbers) > 1]
    if not without:
        return None
    at, left = min(without, key=lambda found: _distance(_product(found[1]), wrong))
    if _distance(_product(left), wrong) > NEAR * abs(wrong.value):
        return None
    names = times(*named.factors[:at], *named.factors[at + 1 :])
    put_together = (Link(Relation.EQUAL, times(*left)),) if len(left) > 1 else ()
    last = Link(lecture.numbers.relation(times(*left), wrong), wrong)
    return Chain(rule.left, (Link(Relation.EQUAL, names), *put_together, last))


def _wrong_update(lecture: Lecture, weight: Symbol, right: Chain, wrong: Number) -> Chain:
    """Return the line of a new value as it gives a wrong one, with the numbers that give it where some do."""
    numbers, network = lecture.numbers, lecture.network
    before, slope = numbers.of(weight), numbers.of(network.gradient[weight])
    first = right.links[0]
    forms = _updates(before, slope, network.learning_rate)
    put_in = min(forms, key=lambda form: _distance(numbers.rounded(form).value, wrong))
    last_digit = Fraction(1, 10 ** len(wrong.text.partition(".")[2]))
    if _distance(numbers.rounded(put_in).value, wrong) > NEXT * last_digit:
        return Chain(updated(weight), (first, Link(Relation.EQUAL, wrong)))
    links = (first, Link(Relation.EQUAL, put_in), Link(numbers.relation(put_in, wrong), wrong))
    return Chain(updated(weight), links)


def _updates(before: Number, slope: Number, rate: Number | None) -> Sequence[Expression]:
    """Return what may be computed in place of the new value."""
    forms: list[Expression] = [Sum((before, Negative(slope))), Sum((before, slope))]
    if rate is not None:
        step = Product((rate, slope))
        forms += [Sum((before, step)), Negative(step), step]
    return forms


def _product(numbers: Sequence[Number]) -> Fraction:
    return math.prod((number.value for number in numbers), start=Fraction(1))


def _distance(found: Fraction, wrong: Number) -> Fraction:
    return abs(found - wrong.value)
