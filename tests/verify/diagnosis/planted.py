"""Slips that the program makes in right lines of a derivation, and what it then says of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import TypeAlias

from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Digits, Rounding
from symbackprop.models.network import Network
from symbackprop.verify.diagnosis.case import FormulaCase, NumberCase
from symbackprop.verify.diagnosis.planting import Planted, right_claims, tried_in_formula, tried_in_number
from symbackprop.verify.diagnosis.slip import FormulaSlip, JudgedSlip, NumberSlip
from symbackprop.verify.diagnosis.table import FORMULA_SLIPS, JUDGED_SLIPS, NUMBER_SLIPS
from symbackprop.verify.judging.hypotheses import Hypothesis
from symbackprop.verify.pipeline import read, verify
from symbackprop.verify.reasons import SlipCode
from symbackprop.verify.source import Span
from symbackprop.verify.tree import names_in

from ...formats import files_of

Row: TypeAlias = NumberSlip | FormulaSlip | JudgedSlip

MOST_OF_A_ROW = 3
LEAST_TRIES = 12
LEAST_SHARE = 0.5
LEAST_SHARES: Mapping[SlipCode, float] = MappingProxyType({})
"""The share of its tries in which a slip must be offered, and not declined for being another one or none."""


@dataclass(frozen=True)
class Outcome:
    """A slip that was made, the line with it, and what was found.

    Args:
        code: The slip.
        line: The equation with the slip in it.
        found: The codes of what is mistaken on it.
        is_wrong: Whether anything on it is to be corrected.
        number: The certified wrong number.
    """

    code: SlipCode
    line: str
    found: frozenset[SlipCode]
    is_wrong: bool
    number: str


def right_lines(text: str, name: str, network: Network) -> Iterator[NumberCase | FormulaCase]:
    """Yield the right claims of a document."""
    judgement = read(text.encode(), name).of(Hypothesis(network))
    names = (
        part
        for chain in judgement.part.statements.chains
        for side in chain.sides
        for each in names_in(side.node)
        for part in each.below
    )
    return right_claims(judgement.judge, list(dict.fromkeys(names)))


def rows(case: NumberCase | FormulaCase, text: str) -> Iterator[tuple[Row, Iterator[Planted]]]:
    """Yield each row with what it would make of a claim, and with what it declines to."""
    if isinstance(case, NumberCase):
        for row in (*NUMBER_SLIPS, *JUDGED_SLIPS):
            yield row, tried_in_number(row, case, text)
    else:
        for formula_row in FORMULA_SLIPS:
            yield formula_row, tried_in_formula(formula_row, case, text)


@dataclass
class Tries:
    """How often each slip could have been made, and how often it was offered."""

    tried: Counter[SlipCode] = field(default_factory=Counter)
    offered: Counter[SlipCode] = field(default_factory=Counter)

    def drawn(self, case: NumberCase | FormulaCase, text: str, draw: random.Random) -> tuple[Row, Planted] | None:
        """Return a slip made in a claim by a row drawn at random; None where no row makes one."""
        every = list(rows(case, text))
        for row, making in draw.sample(every, len(every)):
            offered = self.count(row, list(islice(making, MOST_OF_A_ROW)))
            if offered:
                return row, draw.choice(offered)
        return None

    def count(self, row: Row, made: Sequence[Planted]) -> list[Planted]:
        """Count what a row made of a claim, and return what it offers of that."""
        offered = [planted for planted in made if planted.declined is None]
        self.tried[row.code] += len(made)
        self.offered[row.code] += len(offered)
        return offered

    @property
    def below(self) -> list[str]:
        """The slips that are declined more often than the lines can be the reason of it."""
        return [
            f"{code.value} is offered {self.offered[code]} times of {tried}"
            for code, tried in self.tried.items()
            if tried >= LEAST_TRIES and self.offered[code] < LEAST_SHARES.get(code, LEAST_SHARE) * tried
        ]


def outcome(planted: Planted, chain: Span, text: str, name: str, network: Network) -> Outcome:
    """Return what is found in a document with a slip in it, up to the line with the slip."""
    cut = text.find("\n\n", chain.end)
    text = text if cut < 0 else text[:cut]
    with_slip = planted.put_in(text)
    end = chain.end + len(with_slip) - len(text)
    report = verify(with_slip.encode(), name, network)
    hit = [claim for claim in report.claims if claim.span.start < end and claim.span.end > chain.start]
    found = frozenset(slip.code for claim in hit for slip in claim.slips)
    is_wrong = any(claim.is_fault for claim in hit)
    return Outcome(planted.slip.code, with_slip[chain.start : end], found, is_wrong, planted.number)


def written_notes(network: Network) -> str:
    """Return our own notes of a network, in Markdown."""
    outline = Outline(default_weights(network), 1, (Form.SCALAR,))
    document = notes(Numbers(network, Rounding(9, Digits.DECIMALS)), outline, None)
    return files_of("md", document)["notes.md"].decode()
