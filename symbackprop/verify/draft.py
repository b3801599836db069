"""A claim while it is judged, and how its quantity is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from ..graph.tape import Ball
from .ledger import Origin
from .meanings import Meaning
from .syntax import (
    Applied,
    Chain,
    Name,
    Node,
    Numeral,
    Picked,
    Rate,
    Span,
    Times,
    Turned,
)
from .unjudged import Why
from .verdicts import Flag, Kind, Verdict


@dataclass
class Draft:
    """A claim while it is judged: what a Claim says, with the certified values behind it."""

    kind: Kind
    chain: Chain
    focus: Span
    verdict: Verdict
    quantity: str = ""
    stated: Numeral | None = None
    truth: Ball | None = None
    line: Ball | None = None
    line_node: Node | None = None
    reach: Fraction = Fraction(0)
    flags: list[Flag] = field(default_factory=list)
    reason: str = ""
    correction: str = ""
    cause: Draft | None = None
    subject: Meaning | None = None
    subject_node: Node | None = None
    sides: tuple[Node, ...] = ()
    origins: list[tuple[Numeral, Origin]] = field(default_factory=list)
    earlier: list[tuple[Numeral, Origin]] = field(default_factory=list)
    line_gives: bool = False
    why: Why = Why.NOT_CHECKABLE
    proved: bool | None = None

    @property
    def is_slip(self) -> bool:
        """Whether it is wrong, or names what there is not."""
        return self.verdict in (Verdict.WRONG, Verdict.NOTATION)

    def flag(self, flag: Flag, reason: str = "") -> None:
        """Add a flag and say why."""
        if flag not in self.flags:
            self.flags.append(flag)
        if reason:
            self.reason = f"{self.reason}; {reason}" if self.reason else reason


def said(node: Node) -> str:
    """Return how a quantity is called in a report."""
    match node:
        case Name(text=text):
            return text
        case Rate(of, by, _):
            return f"∂{said(of)}/∂{said(by)}"
        case Picked(body, at, _):
            return f"{said(body)}[{','.join(at)}]"
        case Applied(function=function, primes=primes, arguments=arguments):
            inner = ", ".join(map(said, arguments))
            return f"{function}{chr(39) * primes}({inner})"
        case _:
            return ""


def key_of(node: Node) -> str:
    """Return what is the same for two writings of one quantity, wherever they stand."""
    match node:
        case Name(base=base, below=below, above=above, at=at):
            return f"{base}|{below}|{above}|{at}"
        case Rate(of, by, _):
            return f"∂{key_of(of)}/∂{key_of(by)}"
        case Times(factors):
            return "*".join(map(key_of, factors))
        case Turned(body):
            return f"{key_of(body)}ᵀ"
        case _:
            return f"#{id(node)}"
