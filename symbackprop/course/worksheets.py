"""Worksheets of a network and their keys: notes with blanks, gradients with fewer and fewer steps, mistakes to find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ..derive.mistakes import Mistakes
from ..derive.narrate import Form, Outline, Story, default_weights, derived, given_and_computed
from ..derive.narrate.lecture import Lecture
from ..derive.narrate.length import MOST_PAGES, demand_short_equations, within
from ..derive.narrate.parts.exercises import Exercise, explanations, fading
from ..derive.narrate.stories import follow_story
from ..derive.narrate.words import joined, paragraph, sentence
from ..derive.narrate.writing import written
from ..derive.numbers import Numbers
from ..document.blanks import Blanks, answers, filled, with_blanks
from ..document.blocks import Block, Display, Document, Heading, Inlines, Paragraph, Row, Space
from ..document.look import PLAIN, Look
from ..errors import UsageError
from ..expression.tree import ONE, Blank, Number, Symbol
from . import sentences
from .mistaken import MOST_SLIPS, find_mistakes

MOST_FADE = 6
LETTERS_PER_LINE = 45
"""How many letters by hand fill a line, about."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked on a worksheet.

    Args:
        blanks: What becomes blanks; without, nothing where mistakes are to be found, the results of the notes, and the
            steps of gradients with fewer and fewer of them.
        fade: So many steps are given of the first gradient, one less of each further one; without, there are none.
        slips: So many mistakes are to be found in a solution; without, there is none.
        explains: Whether there are lines on which to explain why.
        weights: The weights that are derived in full; without, those that the notes derive.
        story: How the backward pass is told.
        least: No number but 0 is asked for that is smaller in magnitude.
    """

    blanks: Blanks | None = None
    fade: int = 0
    slips: int = 0
    explains: bool = True
    weights: tuple[Symbol, ...] = ()
    story: Story | None = None
    least: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet.

    Args:
        document: What is handed out.
        key: The same pages with what belongs there.
    """

    document: Document
    key: Document

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers that belong into its blanks, in their order."""
        return tuple(found.body for found in answers(self.document) if isinstance(found.body, Number))


def worksheet(
    numbers: Numbers, task: Task, mistakes: Mistakes | None = None, look: Look = PLAIN, name: str = ""
) -> Sheet:
    """Return a worksheet of a network.

    Args:
        numbers: The network, with all its values, and how numbers are shown.
        task: What is asked.
        mistakes: Who knows the usual mistakes in a line.
        look: How its pages look.
        name: Who it is for; without, there is room for a name.

    Raises:
        UsageError: The task cannot be set in this network.
    """
    if task.slips and (task.fade or task.blanks):
        raise UsageError("--slips stands alone: a sheet has mistakes to be found, or blanks")
    if not 0 <= task.fade <= MOST_FADE:
        raise UsageError(f"--fade must be from 1 to {MOST_FADE}, not {task.fade}")
    if not 0 <= task.slips <= MOST_SLIPS:
        raise UsageError(f"--slips must be from 1 to {MOST_SLIPS}, not {task.slips}")
    network = numbers.network
    network.demand_values()
    weights = task.weights or default_weights(network)
    if task.fade or task.slips:
        weights = weights[:1] if task.fade else ()
    outline = Outline(weights, 0, (Form.SCALAR,), similarly=False, gradients=False, story=task.story, mistakes=mistakes)
    lecture = Lecture(numbers, outline, most_pages=MOST_PAGES)
    demand_short_equations(lecture)
    follow_story(lecture)
    asked, given = _content(lecture, task)
    blocks = (*given, *asked)
    document = written(Document(network.title, (), blocks, look=look, kind="worksheet"), network)
    return _handed_out(document, task, [] if not task.fade else written_rows(document, len(given)), name)


def _content(lecture: Lecture, task: Task) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Return what is asked, and what is given before it."""
    if task.slips:
        given = tuple(within(given_and_computed(lecture), lecture))
        return find_mistakes(lecture, task.slips), given
    if task.fade:
        given = tuple(within((*given_and_computed(lecture), *derived(lecture)), lecture))
        series = fading(lecture, task.fade)
        if not series:
            raise UsageError("--fade: there is no further gradient of several factors to be found")
        return tuple(_exercises(sentences.YOUR_TURN, series, lecture, task)), given
    found = tuple(within((*given_and_computed(lecture), *derived(lecture)), lecture))
    return (*found, *_exercises("", (), lecture, task)), ()


def _exercises(title: str, series: Sequence[Exercise], lecture: Lecture, task: Task) -> Iterator[Block]:
    """Yield exercises, those that ask for reasons with lines to write on."""
    if series:
        yield Heading(1, sentence(title))
        yield paragraph(sentences.FEWER_STEPS)
    number = 0
    for number, exercise in enumerate(series, start=1):
        yield Paragraph(joined(sentence(sentences.QUESTION, number=str(number)), exercise.question))
        if exercise.given:
            yield Display(exercise.given)
        yield Display((*exercise.left_out, *exercise.shown), f"eq-turn-{number}")
    reasons = explanations(lecture) if task.explains else ()
    if reasons:
        yield Heading(1, sentence(sentences.EXPLAIN_WHY))
    for at, exercise in enumerate(reasons, start=number + 1):
        yield Paragraph(joined(sentence(sentences.QUESTION, number=str(at)), exercise.question))
        yield Space(lines_for(exercise.answer), exercise.answer)


def lines_for(content: Inlines) -> int:
    """Return how many lines to write on a text needs by hand.

    >>> lines_for(sentence("Because the output is too large: the error falls where it falls."))
    2
    """
    letters = sum(len(getattr(inline, "text", "x" * 12)) for inline in content)
    return max(2, -(-letters // LETTERS_PER_LINE))


def written_rows(document: Document, count: int) -> list[Row]:
    """Return the lines that are given: those of the first blocks, and those above what is asked."""
    given = Document("", (), document.blocks[:count])
    return [row for block in _displays(given.blocks) for row in block.rows] + [
        row for block in document.blocks[count:] if isinstance(block, Display) and not block.label for row in block.rows
    ]


def _displays(blocks: Sequence[Block]) -> Iterator[Display]:
    for block in blocks:
        if isinstance(block, Display):
            yield block
        yield from _displays(getattr(block, "blocks", ()))


def _handed_out(document: Document, task: Task, given: Sequence[Row], name: str) -> Sheet:
    if task.slips:
        sheet = replace(document, has_blanks=True)
        opening: list[Block] = []
    else:
        usual = Blanks.STEPS if task.fade else Blanks.RESULTS
        sheet = with_blanks(document, task.blanks or usual, given, task.least)
        cited = () if task.fade else sentence(sentences.CITED, blank=Blank(ONE, 1, 0))
        opening = [Paragraph(joined(sentence(sentences.FILL_IN), cited))]
    named = sentence(sentences.NAME_GIVEN, name=name) if name else sentence(sentences.NAME_AND_DATE)
    sheet = replace(sheet, blocks=(*opening, *sheet.blocks))
    key = filled(sheet)
    return Sheet(
        replace(sheet, subtitle=sentence(sentences.WORKSHEET), blocks=(Paragraph(named), *sheet.blocks)),
        replace(
            key,
            subtitle=sentence(sentences.KEY),
            blocks=(Paragraph(named), *key.blocks),
            kind="key",
        ),
    )
