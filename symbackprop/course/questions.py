"""What a quiz asks: quantities of a derivation, their certified values, and what the usual mistakes give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from enum import Enum
from fractions import Fraction
from itertools import takewhile

from ..derive.first_round import constants_of, general_lines
from ..derive.mistakes import Mistake, Mistakes
from ..derive.narrate import Form, Outline, Story, default_weights, notes
from ..derive.narrate.optimiser import UPDATE_LABEL
from ..derive.narrate.words import row, sentence, sides
from ..derive.numbers import Numbers
from ..document.blocks import Block, Display, Document, Figure, Heading, Paragraph, Plot, Row, Table
from ..document.escape import printable
from ..errors import UsageError
from ..expression.tree import Bold, Expression, Number, Partial, Symbol
from ..graph.rounding import Digits, Policy, Rounding
from ..models.network import Network
from ..render.inline.labels import walk
from . import sentences

LEAST_APART = 2
"""Tolerances that a mistake's number must be away from the answer, to be told from it."""


MOST_DIGITS = 200

LEAST_KEPT = Fraction(1, 10_000)
"""Canvas rounds answers to four decimals."""


class Asked(Enum):
    """What of a derivation is asked."""

    FORWARD = "forward"
    STEPS = "steps"
    GRADIENTS = "gradients"
    UPDATES = "updates"


@dataclass(frozen=True, slots=True)
class Question:
    """One quantity that is asked.

    Args:
        name: In ASCII; no other question of the quiz has it.
        quantity: What is asked.
        kind: Which part of the derivation it belongs to.
        answer: Its value as it is shown.
        tolerance: How far from that an answer may be.
        line: How it is computed.
        mistakes: The usual ones on that line, each with a number that is no right answer; all differ.
        unit: One of the last digit that is shown.
    """

    name: str
    quantity: Expression
    kind: Asked
    answer: Number
    tolerance: Fraction
    line: Display
    mistakes: tuple[Mistake, ...]
    unit: Fraction


@dataclass(frozen=True, slots=True)
class Quiz:
    """Questions about one network.

    Args:
        title: What it is called.
        given: The network and its numbers.
        questions: In the order of the derivation.
        rounding: How answers are to be given.
        names: The quantities of the network by their names in ASCII.
    """

    title: str
    given: tuple[Block, ...]
    questions: tuple[Question, ...]
    rounding: Rounding
    names: Mapping[str, Symbol]

    @property
    def shown_title(self) -> str:
        """The title without what XML cannot hold."""
        return printable(self.title).strip()

    @property
    def kept(self) -> tuple[Question, ...]:
        """The questions whose answers a system that keeps four decimals does not take for 0."""
        return tuple(at for at in self.questions if not at.answer.value or abs(at.answer.value) >= LEAST_KEPT)


def quiz(
    numbers: Numbers,
    kinds: Iterable[Asked] = tuple(Asked),
    weights: tuple[Symbol, ...] = (),
    mistakes: Mistakes | None = None,
    story: Story | None = None,
) -> Quiz:
    """Return the questions that the derivation of a network answers.

    An answer may be a unit of its last digit away, which leaves room for a result that is rounded or cut off; where
    the numbers shown, carried from line to line, give another result, it may be as far away as that one. No mistake's
    number is within it.

    Args:
        numbers: The network, with all its values, and how numbers are shown.
        kinds: What is asked.
        weights: The weights whose gradients are derived; without, those that the notes derive.
        mistakes: Who knows the usual mistakes in a line.
        story: How the backward pass is told.

    Raises:
        UsageError: There is nothing to ask.
    """
    network = numbers.network
    network.demand_values()
    weights = weights or default_weights(network)
    outline = Outline(weights, 0, (Form.SCALAR,), similarly=False, story=story, parts=())
    document = notes(numbers, outline)
    carried = _answers(_carried(numbers, outline))
    wanted = set(kinds)
    found = tuple(
        _question(name, line, kind, numbers.rounding, carried, mistakes)
        for name, line in _lines(document).items()
        if (kind := _kind(line, numbers)) in wanted
    )
    if not found:
        raise UsageError(f"{network.title}: nothing is computed there that could be asked; expected another --ask")
    names = {name.ascii: name for at in network.graph.declared.values() for name in network.elements(at)}
    given = (*_given(document), *(_update(network) if Asked.UPDATES in {at.kind for at in found} else ()))
    return Quiz(network.title, given, found, numbers.rounding, names)


def _carried(numbers: Numbers, outline: Outline) -> Document:
    rounding = replace(numbers.rounding, policy=Policy.CARRIED)
    return notes(Numbers(numbers.network, rounding, numbers.approximate), outline)


def _given(document: Document) -> Iterator[Block]:
    """Yield the equations, pictures and tables of the first section, which says what the network is."""
    sections = [at for at, block in enumerate(document.blocks) if isinstance(block, Heading) and block.level == 1]
    end = sections[1] if len(sections) > 1 else len(document.blocks)
    for block in document.blocks[:end]:
        if isinstance(block, Display) and block.label == UPDATE_LABEL:
            continue
        if isinstance(block, Display | Table) or (isinstance(block, Figure) and not isinstance(block.drawing, Plot)):
            yield block


def _update(network: Network) -> Iterator[Block]:
    """Yield what a round of training does to a parameter."""
    update = network.demand_update()
    yield Paragraph(sentence(sentences.EACH_ROUND))
    yield Display(tuple(row(chain.left, *sides(chain)) for chain in general_lines(network, update)))
    constants = [row(name, ("=", value)) for name, value in constants_of(network, update)]
    if constants:
        yield Display(tuple(constants))


def _lines(document: Document) -> dict[str, Display]:
    """Return the first line that gives each quantity a number, by its name."""
    found: dict[str, Display] = {}
    for block in walk(document.blocks):
        rows: list[Row] = []
        for line in block.rows if isinstance(block, Display) else ():
            rows = [line] if line.left is not None else [*rows, line]
            if rows[0].left is not None and _result(line) is not None:
                name = _name(rows[0].left)
                if name and (len(rows) > 1 or len(line.sides) > 1):
                    found.setdefault(name, Display(tuple(rows)))
    return found


def _result(row: Row) -> Number | None:
    last = row.sides[-1][1]
    last = last.body if isinstance(last, Bold) else last
    return last if isinstance(last, Number) else None


def _answers(document: Document) -> dict[str, Number]:
    lines = ((name, _result(line.rows[-1])) for name, line in _lines(document).items())
    return {name: answer for name, answer in lines if answer is not None}


def _name(quantity: Expression) -> str:
    match quantity:
        case Symbol(bold=False):
            return quantity.ascii
        case Partial(of, by) if not by.bold:
            return f"d{of.ascii}_d{by.ascii}" + "_local" * quantity.local
        case _:
            return ""


def _kind(line: Display, numbers: Numbers) -> Asked:
    network = numbers.network
    match line.rows[0].left:
        case Symbol(mark="") as symbol if network.single.equation(symbol) is not None:
            return Asked.FORWARD
        case Partial(of, by, local=False) if of == network.loss and by in network.parameters:
            return Asked.GRADIENTS
        case Symbol(mark="+"):
            return Asked.UPDATES
        case _:
            return Asked.STEPS


def _question(
    name: str,
    line: Display,
    kind: Asked,
    rounding: Rounding,
    carried: Mapping[str, Number],
    mistakes: Mistakes | None,
) -> Question:
    answer, quantity = _result(line.rows[-1]), line.rows[0].left
    assert answer is not None
    assert quantity is not None
    unit = last_unit(answer.value, rounding)
    apart = abs(carried[name].value - answer.value) if name in carried else Fraction(0)
    alike = (_alike(found, answer, rounding) for found in (mistakes(line) if mistakes is not None else ()))
    wrong = {found.wrong.value: found for found in alike}
    far = {value: found for value, found in wrong.items() if abs(value - answer.value) >= LEAST_APART * unit}
    nearest = min((abs(value - answer.value) for value in far), default=None)
    tolerance = apart + unit
    if nearest is not None:
        tolerance = max(unit, min(tolerance, nearest / LEAST_APART))
    told: list[Mistake] = []
    for value, found in far.items():
        if all(abs(value - other.wrong.value) > LEAST_APART * unit for other in told):
            told.append(found)
    return Question(name, quantity, kind, answer, tolerance, line, tuple(told), unit)


def _alike(mistake: Mistake, answer: Number, rounding: Rounding) -> Mistake:
    """Return a mistake whose number has as many digits as the answer, which would stand out."""
    unit = last_unit(mistake.wrong.value, rounding)
    value = round(mistake.wrong.value / unit) * unit
    text = decimal_text(value)
    places = len(decimal_text(unit).partition(".")[2])
    if places:
        whole, _, decimals = text.partition(".")
        text = f"{whole}.{decimals.ljust(places, '0')}"
    return replace(mistake, wrong=Number(value, text.replace(".", "," if "," in answer.text else ".")))


def last_unit(value: Fraction, rounding: Rounding) -> Fraction:
    """Return a unit of the last digit that is shown of a value.

    >>> last_unit(Fraction("0.0821670406"), Rounding(4))
    Fraction(1, 100000)
    """
    if rounding.digits is Digits.DECIMALS or not value:
        return Fraction(1, 10**rounding.places)
    exponent = len(str(int(abs(value)))) - 1 if abs(value) >= 1 else -_leading_zeros(abs(value)) - 1
    return Fraction(10) ** (exponent - rounding.places + 1)


def _leading_zeros(value: Fraction) -> int:
    """Return how many zeros follow the point of a number below 1, before its first digit."""
    return sum(1 for _ in takewhile(lambda at: value * 10**at < 1, range(1, 10_000)))


def decimal_text(value: Fraction) -> str:
    """Return an exact decimal without a power of ten, which not every system reads.

    >>> decimal_text(Fraction("-0.0000438")), decimal_text(Fraction(12))
    ('-0.0000438', '12')
    """
    context = Context(prec=MOST_DIGITS)
    return format(context.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(context), "f")
