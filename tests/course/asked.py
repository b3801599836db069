"""Quizzes of examples, each made once."""

from __future__ import annotations

from functools import cache

from symbackprop.cli.notes import mistakes_of
from symbackprop.course.questions import Quiz, quiz
from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example


@cache
def asked(name: str) -> Quiz:
    """Return the quiz of an example, to four digits."""
    network = example(name)
    return quiz(Numbers(network, Rounding(4)), mistakes=mistakes_of(network, ("slips",)))
