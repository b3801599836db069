"""Pairs of lines for each slip, one with it and one without, in `slips/CODE.toml`.

[[pair]]
of = "number"       the row of the table that is meant, where a code has several
network = "relu"    the spec in `slips/networks`, or the published example
context = "…"       what stands before the line
bad = "…"           is found to be this slip, and no other one
good = "…"          is right
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.verify.diagnosis.table import SLIP_CODES
from symbackprop.verify.judging.verdicts import Report
from symbackprop.verify.pipeline import verify
from symbackprop.verify.reasons import SlipCode

FOLDER = Path(__file__).parent / "slips"
BY_NAME = {code.value: code for code in SLIP_CODES}


@dataclass(frozen=True)
class Pair:
    """A line with a slip and the line without it."""

    code: SlipCode
    of: str
    bad: str
    good: str
    network: str = ""
    context: str = ""

    @property
    def spec(self) -> Network:
        """What the lines are judged against."""
        return network(self.network)

    def judged(self, line: str) -> Report:
        """Return what is said of one of the lines in its context."""
        return verify(f"{self.context}{line}".encode(), "line.md", self.spec)

    @property
    def name(self) -> str:
        """How a test is called that is about it."""
        return f"{self.of} {self.code.value}"


@cache
def network(name: str) -> Network:
    """Return a network by its name."""
    return (
        parse((FOLDER / "networks" / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml") if name else example()
    )


def pairs() -> Iterator[Pair]:
    """Yield all pairs, by their codes."""
    for path in sorted(FOLDER.glob("*.toml")):
        for pair in tomllib.loads(path.read_text(encoding="utf-8"))["pair"]:
            yield Pair(BY_NAME[path.stem], **pair)
