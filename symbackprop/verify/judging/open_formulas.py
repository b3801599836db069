"""Formulas that a network leaves open, or that are of a section of its own: judged by what the document defines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from .. import thresholds
from ..calculus.finding import Finding, Outcome
from ..grammar.forms import is_symbolic
from ..reading.document import Reading
from ..reading.passages import Passed
from ..reading.scopes import scopes
from ..reading.statements import Statements
from ..reasons import Reason, ReasonCode
from ..source import Span
from ..tree import Chain, Name, names_in
from ..unjudged import Why
from .claim import Draft
from .claimless import claims_nothing, gives_numbers
from .derivations import against_words
from .descent_steps import Step, step_of
from .findings import best_findings, with_ones
from .verdicts import ClaimKind, Verdict

CALLING = re.compile(r"\\?(?:left)?\([^()+*/-]{1,20}\)")
"""A name in brackets."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The claims of a part after its formulas were looked at once more.

    Args:
        drafts: The claims, in their order.
        passed: What defines something, and claims nothing.
    """

    drafts: tuple[Draft, ...]
    passed: tuple[Passed, ...] = ()


def reviewed(drafts: Sequence[Draft], reading: Reading, statements: Statements) -> Reviewed:
    """Judge formulas by the definitions of their document that nothing else could judge.

    Args:
        drafts: What is judged by a network, or by arithmetic alone.
        reading: The document.
        statements: What it says.
    """
    found: dict[int, Finding] = {}
    chains = tuple(_formulas(reading, statements))
    ends = {chain.span.start: chain.span for chain in chains}
    if any(_is_open(draft) for draft in drafts):
        found |= _held(chains, reading, statements)
    wrong = [draft for draft in drafts if draft.kind is ClaimKind.IDENTITY and draft.verdict is Verdict.WRONG]
    if wrong:
        found |= _of_sections(wrong, chains, reading, statements)
    kept: list[Draft] = []
    passed: list[Passed] = []
    for draft in drafts:
        start = draft.chain.span.start
        finding = found.get(start) if _is_open(draft) or any(draft is one for one in wrong) else None
        if _is_open(draft) and step_of(draft.chain) is Step.OF_SEVERAL:
            kept.append(replace(draft, verdict=Verdict.WRONG, flags=[], reasons=[Reason(ReasonCode.STEP_OF_SEVERAL)]))
        elif finding is None:
            kept.append(draft)
        elif finding.standing is Outcome.FAILS:
            kept.append(_failing_draft(draft, finding) if _is_open(draft) else draft)
        elif finding.standing is not Outcome.DEFINES:
            kept.append(_held_draft(draft, finding) if finding.holds else _open_draft(draft, finding))
        elif draft.chain.span == ends[start] and step_of(draft.chain) is None:
            passed.append(Passed(draft.chain.span, Why.DEFINITION))
        else:
            # What goes on with numbers is no mere definition.
            kept.append(draft)
    return Reviewed(tuple(kept), tuple(passed))


def _is_open(draft: Draft) -> bool:
    return draft.kind is ClaimKind.IDENTITY and draft.verdict is Verdict.NOT_CHECKABLE and bool(draft.chain.sides)


def _formulas(reading: Reading, statements: Statements) -> Iterator[Chain]:
    """Yield the formulas of a document, each up to where numbers are put in."""
    text = reading.source.text
    for chain in statements.chains:
        count = len([*takewhile(lambda side: is_symbolic(side.node), chain.sides)])
        if count > 1 and not claims_nothing(chain, text):
            sides = chain.sides[:count]
            begun = Chain(sides, chain.relations[: count - 1], chain.sides[0].span.to(sides[-1].span))
            yield with_ones(chain if count == len(chain.sides) else begun, text)


def _held(chains: tuple[Chain, ...], reading: Reading, statements: Statements) -> dict[int, Finding]:
    """Return the findings of formulas that define something, hold, or fail by what others say, by where they begin.

    There are none where a document is hardly understood that way.
    """
    findings, _ = best_findings(chains, reading, statements)
    failing = sum(one.standing is Outcome.FAILS for one in findings)
    if failing > (len(findings) - failing) * thresholds.NUMBERS_OF_FORMULAS:
        return {}
    called = _called(chains, reading.source.text)
    return {chain.span.start: one for chain, one in zip(chains, findings, strict=True) if _is_sure(one, called)}


def _is_sure(finding: Finding, called: frozenset[str]) -> bool:
    if finding.against is not None and finding.standing is Outcome.FAILS:
        letters = {quantity.letter for quantity, _ in finding.against.places}
        return finding.is_explained and letters.isdisjoint(called)
    return (finding.holds and not finding.is_partial and not finding.is_rule) or finding.standing is Outcome.DEFINES


def _called(chains: Sequence[Chain], text: str) -> frozenset[str]:
    """Return the letters that stand nowhere but before a name in brackets, as F does in `F(a_1)`.

    What stands so is read as a factor, and may be a function of which nothing is said.
    """
    names = [name for chain in chains for side in chain.sides for name in names_in(side.node)]
    every = Counter(name.base for name in names if _is_bare(name))
    before = Counter(name.base for name in names if _is_bare(name) and CALLING.match(text, name.span.end))
    return frozenset(letter for letter, count in before.items() if count == every[letter])


def _of_sections(
    wrong: Sequence[Draft], chains: Sequence[Chain], reading: Reading, statements: Statements
) -> dict[int, Finding]:
    """Return the findings of formulas in sections without numbers that give letters without an index their own meaning.

    Where a section says what z is for one neuron, that is no claim about any of the network that follows.
    """
    found: dict[int, Finding] = {}
    for span in _innermost(scope.span for scope in scopes(reading.plain)):
        inside = tuple(chain for chain in chains if _is_within(chain, span))
        numbered = any(gives_numbers(chain) for chain in statements.chains if _is_within(chain, span))
        firsts = (chain.sides[0].node for chain in inside)
        own = {side.base for side in firsts if isinstance(side, Name) and _is_bare(side)}
        concerned = [draft for draft in wrong if _is_within(draft.chain, span)]
        if numbered or not concerned or not all(_names_any(draft.chain, own) for draft in concerned):
            continue
        findings, _ = best_findings(inside, reading, statements)
        if any(one.holds for one in findings) and not any(one.standing is Outcome.FAILS for one in findings):
            found |= {chain.span.start: one for chain, one in zip(inside, findings, strict=True)}
    return found


def _innermost(spans: Iterable[Span]) -> list[Span]:
    every = list(spans)
    return [
        span
        for span in every
        if not any(other != span and span.start <= other.start and other.end <= span.end for other in every)
    ]


def _is_within(chain: Chain, span: Span) -> bool:
    return span.start <= chain.span.start < span.end


def _is_bare(name: Name) -> bool:
    return not (name.below or name.above or name.at or name.new)


def _names_any(chain: Chain, letters: set[str]) -> bool:
    return any(name.base in letters and _is_bare(name) for side in chain.sides for name in names_in(side.node))


def _held_draft(draft: Draft, finding: Finding) -> Draft:
    return replace(
        draft,
        verdict=Verdict.RIGHT,
        focus=draft.chain.span,
        flags=[],
        reasons=[Reason(ReasonCode.BY_DEFINITIONS)],
        correction=None,
        cause=None,
        proved=finding.standing is Outcome.PROVED,
    )


def _failing_draft(draft: Draft, finding: Finding) -> Draft:
    assert finding.against is not None
    focus = draft.chain.sides[finding.against.at].span if finding.against.at < len(draft.chain.sides) else draft.focus
    return replace(draft, verdict=Verdict.WRONG, focus=focus, flags=[], reasons=[against_words(finding)])


def _open_draft(draft: Draft, finding: Finding) -> Draft:
    reasons = [finding.refusal or Reason(ReasonCode.GENERAL_FORMULA)]
    return replace(draft, verdict=Verdict.NOT_CHECKABLE, flags=[], reasons=reasons, correction=None, cause=None)
