"""What a quiz says of a question and of a mistake, as sentences."""

from __future__ import annotations

from ..derive.mistakes import Mistake
from ..derive.narrate.parts.slips import with_mathematics
from ..derive.narrate.words import sentence, words
from ..document.blocks import Inlines
from ..graph.rounding import Digits
from . import sentences
from .questions import Asked, Question, Quiz


def instructions(question: Question, quiz: Quiz) -> Inlines:
    """Return what is to be computed, and how exactly."""
    rounding = quiz.rounding
    pattern = sentences.DECIMALS_ASKED if rounding.digits is Digits.DECIMALS else sentences.DIGITS_ASKED
    precision = words(pattern, count=str(rounding.places))
    asked = sentences.COMPUTE_NEW if question.kind is Asked.UPDATES else sentences.COMPUTE
    return sentence(asked, quantity=question.quantity, precision=precision)


def choose(question: Question) -> Inlines:
    """Return what is to be chosen."""
    return sentence(sentences.CHOOSE, quantity=question.quantity)


def lesson(mistake: Mistake | None, quiz: Quiz) -> Inlines:
    """Return what somebody is told whose number a mistake gives, or that it is right."""
    return sentence(sentences.RIGHT) if mistake is None else with_mathematics(in_words(mistake), quiz.names)


def in_words(mistake: Mistake) -> str:
    """Return what is mistaken, and what to learn from it, without formulas."""
    said = (mistake.sentence or mistake.title).rstrip(".")
    return f"{said[:1].upper()}{said[1:]}. {mistake.lesson}"
