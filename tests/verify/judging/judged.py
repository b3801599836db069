"""The judge after some equations of the example, for the tests of this stage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

from flint import ctx

from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.verify import thresholds
from symbackprop.verify.judging.claim import Draft
from symbackprop.verify.judging.judge import Judge
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Chain, Numeral
from symbackprop.verify.values.random_points import random_points

from ..interpretation.names import chains, interpreted, points

__all__ = ["draft_of", "drafts_of", "judge_of", "number", "precise", "random_points"]


def number(text: str, at: int = 0) -> Numeral:
    """Return a number as it is printed at a place."""
    return Numeral(text, Fraction(text), Span(at, at + len(text)))


@contextmanager
def precise() -> Iterator[None]:
    """Work at the precision of the judge."""
    with ctx.workprec(thresholds.BITS):
        yield


def judge_of(*lines: str, network: Network | None = None) -> Judge:
    """Return the judge after some equations."""
    network = network or example()
    judge = Judge(interpreted(*lines, network=network), points(network))
    for chain in chains(*lines):
        judge.chain(chain)
    return judge


def drafts_of(*lines: str) -> list[Draft]:
    """Return the claims of some equations."""
    return judge_of(*lines).drafts


def draft_of(*lines: str) -> Draft:
    """Return the last claim of some equations."""
    return drafts_of(*lines)[-1]


def last(*lines: str) -> Chain:
    """Return the last of some equations."""
    return chains(*lines)[-1]
