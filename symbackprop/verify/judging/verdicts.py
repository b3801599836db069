"""Verdicts and what goes with them: the result of judging a document, which every report shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from ..limits.boundary import Breakdown
from ..reading.passages import WORK
from ..reading.scopes import ScopeKind
from ..reasons import Reason
from ..source import Span
from .coverage import Coverage
from .remarks import Remark


class Verdict(Enum):
    """The judgement on a claim."""

    RIGHT = "right"
    ROUNDED = "rounded"
    TRUNCATED = "truncated"
    CARRIED = "carried"
    LAST_PLACE = "last_place"
    WRONG = "wrong"
    NOTATION = "notation"
    NOT_CHECKABLE = "not_checkable"

    @property
    def words(self) -> str:
        """As a sentence says it."""
        return self.value.replace("_", " ")

    @property
    def is_good(self) -> bool:
        """Whether it says that what is claimed is so."""
        return self in GOOD


GOOD = frozenset({Verdict.RIGHT, Verdict.ROUNDED, Verdict.TRUNCATED, Verdict.CARRIED})


class Flag(Enum):
    """What is to be said of a claim beside its verdict."""

    BY_LUCK = "by_luck"
    CONTRADICTION = "contradiction"
    EXCESS_DIGITS = "excess_digits"
    INHERITED = "inherited"
    LINE_MISMATCH = "line_mismatch"
    MISWRITTEN = "miswritten"
    NAME = "name"
    OPERAND = "operand"
    OVER_ROUNDED = "over_rounded"
    TRANSPOSED = "transposed"
    GIVEN_VALUES = "given_values"


FAULTS = frozenset({Flag.LINE_MISMATCH, Flag.NAME, Flag.OPERAND})
"""Flags that say that something on the line must be corrected."""


class ClaimKind(Enum):
    """What a claim claims."""

    NUMBER = "number"
    IDENTITY = "identity"
    NAME = "name"
    PROSE = "prose"
    EQUATION = "equation"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim and its verdict.

    Args:
        number: From 1, in the order of the document.
        kind: What it claims.
        span: Its equation.
        focus: The part of it that the verdict is about.
        place: Where that part starts.
        equation: The equation as it stands in the file.
        quantity: What it claims something of, as the document or the network names it; may be empty.
        stated: The printed number; empty for an identity.
        verdict: The verdict.
        truth: The certified value with some digits more; empty where there is none.
        line: The value of the expression printed just before; empty where there is none.
        flags: What else is to be said.
        reasons: Why the verdict is what it is, where it needs a reason, and what is mistaken.
        reason: The same in words.
        correction: What to write instead, or what to do, in words.
        cause: The number of the claim that this one's error comes from.
        proved: For a formula in order, whether algebra proves it; else it held at random points. None for other claims.
        of: The network's own name of the quantity, whatever the document calls it: `net_h1`, `w5_new`, `dE_total/dw5`;
            empty where it is no single quantity of the network.
        from_nowhere: The numbers of its line that are neither given nor stated before, as they stand there.
    """

    number: int
    kind: ClaimKind
    span: Span
    focus: Span
    place: Place
    equation: str
    quantity: str
    stated: str
    verdict: Verdict
    truth: str = ""
    line: str = ""
    flags: tuple[Flag, ...] = ()
    reasons: tuple[Reason, ...] = ()
    reason: str = ""
    correction: str = ""
    cause: int | None = None
    proved: bool | None = None
    of: str = ""
    from_nowhere: tuple[str, ...] = ()

    @property
    def slips(self) -> tuple[Reason, ...]:
        """What is mistaken, as far as it is known by name."""
        return tuple(reason for reason in self.reasons if reason.is_slip)

    @property
    def is_judged(self) -> bool:
        """Whether it could be judged."""
        return self.verdict is not Verdict.NOT_CHECKABLE

    @property
    def is_fault(self) -> bool:
        """Whether something needs a correction here."""
        return self.verdict in (Verdict.WRONG, Verdict.NOTATION) or bool(FAULTS.intersection(self.flags))


@dataclass(frozen=True, slots=True)
class JudgedScope:
    """A part of a document and what it is judged against.

    Args:
        kind: With what it begins.
        title: Its heading, or the words with which it begins; empty for a whole document.
        first: Its first line in the file, from 1.
        last: Its last line.
        network: What its network is called.
        read: What was read of the network from the document itself, line by line.
    """

    kind: ScopeKind
    title: str
    first: int
    last: int
    network: str
    read: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report on a document.

    Args:
        file: Its name.
        network: What the network is called.
        claims: In the order of the document.
        conventions: How the document writes, and what it does that its network does not, once, in words.
        read: What was read of the network from the document itself, line by line; empty where a spec was given.
        text: The document as it was read, for annotated copies.
        commas: Whether it writes its numbers with decimal commas.
        coverage: What was made of all its numbers and formulas.
        broken: What broke off by an error of this program.
        remarks: The conventions as codes, in the same order.
        scopes: Its parts, each with what it is judged against; one where the whole is about one thing.
    """

    file: str
    network: str
    claims: tuple[Claim, ...]
    conventions: tuple[str, ...]
    read: tuple[str, ...]
    text: str
    commas: bool = False
    coverage: Coverage = field(default_factory=Coverage)
    broken: tuple[Breakdown, ...] = ()
    remarks: tuple[Remark, ...] = ()
    scopes: tuple[JudgedScope, ...] = ()

    @property
    def faults(self) -> tuple[Claim, ...]:
        """The claims that need a correction."""
        return tuple(claim for claim in self.claims if claim.is_fault)

    @property
    def judged(self) -> tuple[Claim, ...]:
        """The claims that were judged: all but those that could not be."""
        return tuple(claim for claim in self.claims if claim.is_judged)

    @property
    def is_complete(self) -> bool:
        """Whether every claim was judged and everything was read that may hold one."""
        skipped = any(passage.what in WORK for passage in self.coverage.passages)
        return len(self.judged) == len(self.claims) and not (self.coverage.unread or self.broken or skipped)

    def count(self, verdict: Verdict) -> int:
        """Return how many claims have a verdict."""
        return sum(claim.verdict is verdict for claim in self.claims)
