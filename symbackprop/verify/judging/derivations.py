"""Documents of formulas without a network: each formula is judged by what the document itself defines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .. import thresholds
from ..calculus.finding import Finding, Outcome
from ..grammar.forms import label
from ..reading.document import Reading
from ..reading.passages import Passed
from ..reading.statements import Statements
from ..reasons import Details, Reason, ReasonCode, RefusalCode
from ..source import Span
from ..tree import Applied, Chain, Name, Node, Unread
from ..unjudged import Why
from ..values.digits import shown
from .claim import Draft
from .claimless import claims_nothing, gives_numbers
from .descent_steps import Step, step_of
from .findings import best_findings, defining, letter_of, with_ones
from .nearer_definitions import by_nearer_definitions, by_rules
from .verdicts import ClaimKind, Verdict


@dataclass(frozen=True, slots=True)
class JudgedFormulas:
    """What was judged of a document by its own definitions.

    Args:
        drafts: Its claims, in their order.
        passed: What defines something, and claims nothing else.
        defined: What it defines, as it is called.
    """

    drafts: tuple[Draft, ...]
    passed: tuple[Passed, ...]
    defined: tuple[str, ...]


def judged_by_definitions(reading: Reading, statements: Statements) -> JudgedFormulas | None:
    """Return what is judged of the formulas of a document by what it defines, or None where it defines nothing.

    Args:
        reading: The document.
        statements: What it says.
    """
    text = reading.source.text
    every = (chain for chain in statements.chains if len(chain.sides) > 1 and not claims_nothing(chain, text))
    chains = tuple(with_ones(chain, text) for chain in every)
    numbered = sum(gives_numbers(chain) for chain in chains)
    if numbered > len(chains) * thresholds.NUMBERS_OF_FORMULAS:
        return None
    best, chosen = best_findings(chains, reading, statements)
    judged = [one for one in best if one.holds or one.standing is Outcome.FAILS]
    if not (judged or defining(best)) or sum(one.holds for one in judged) + defining(best) <= len(judged) / 2:
        return None
    best = by_nearer_definitions(chains, best, chosen, reading, statements)
    best = by_rules(chains, best, reading, statements)
    drafts = [*_drafts(chains, best, text), *_unread(statements)]
    passed = [Passed(chain.span, Why.CONDITION) for chain in statements.chains if claims_nothing(chain, text)]
    passed += [
        Passed(chain.span, Why.DEFINITION)
        for chain, one in zip(chains, best, strict=True)
        if one.standing is Outcome.DEFINES and step_of(chain) is None
    ]
    defined = dict.fromkeys(
        _called(chain.sides[0].node, reading)
        for chain, one in zip(chains, best, strict=True)
        if one.standing is Outcome.DEFINES and isinstance(chain.sides[0].node, Name | Applied)
    )
    drafts.sort(key=lambda draft: draft.chain.span.start)
    return JudgedFormulas(tuple(drafts), tuple(passed), tuple(filter(None, defined)))


def _called(node: Node, reading: Reading) -> str:
    if isinstance(node, Applied):
        below = f"_{''.join(node.layer)}" * bool(node.layer)
        return f"{letter_of(reading, frozenset(), node)}{below}({', '.join(map(label, node.arguments))})"
    return label(node)


def _drafts(chains: Sequence[Chain], found: Sequence[Finding], text: str) -> Iterator[Draft]:
    for chain, one in zip(chains, found, strict=True):
        several = _lines(chain, one, text)
        if len(several) > 1:
            yield from (draft for part, finding in several for draft in _drafts((part,), (finding,), ""))
            continue
        step = step_of(chain) if one.standing in (Outcome.DEFINES, Outcome.OPEN) else None
        if step is not None:
            yield _of_step(chain, step)
            continue
        if one.standing is Outcome.DEFINES:
            continue
        draft = Draft(ClaimKind.IDENTITY, chain, chain.span, Verdict.RIGHT, quantity=label(chain.sides[0].node))
        draft.proved = one.standing is Outcome.PROVED
        draft.subject_node = chain.sides[0].node
        draft.sides = tuple(side.node for side in chain.sides)
        if one.is_rule and one.is_partial and one.last < len(chain.sides) - 1:
            # What goes on behind the chain rule may be anything.
            yield from _divided(chain, one.last, draft)
            continue
        if one.standing is Outcome.OPEN:
            draft.verdict, draft.reasons = Verdict.NOT_CHECKABLE, [_open_reason(one)]
        if one.against is not None:
            draft.verdict, draft.focus = Verdict.WRONG, chain.sides[one.against.at].span
            draft.reasons = [against_words(one)]
        elif chain.damages:
            draft.correction = Reason(ReasonCode.FORMULA_DAMAGED, Details(because=chain.damages[0].reason))
            draft.verdict, draft.reasons = Verdict.NOTATION, [draft.correction]
            draft.focus = chain.damages[0].span
        yield draft


def _lines(chain: Chain, finding: Finding, text: str) -> list[tuple[Chain, Finding]]:
    """Return the lines of a derivation that goes over several, each with what is found out about it.

    A line that only defines something is read with the one below it.
    """
    judged = dict(finding.steps)
    groups: list[list[int]] = []
    for at, side in enumerate(chain.sides[1:], start=1):
        is_new = "\n" in text[chain.sides[at - 1].span.end : side.span.start]
        if is_new and groups and any(number in judged for number in groups[-1]):
            groups.append([at])
        else:
            groups = [*groups[:-1], [*(groups[-1] if groups else ()), at]]
    found: list[tuple[Chain, Finding]] = []
    for group in groups:
        steps = [(at, judged[at]) for at in group if at in judged]
        first, last = group[0] - 1, group[-1]
        start = chain.span.start if first == 0 else chain.sides[group[0]].span.start
        span = Span(start, chain.span.end if last == len(chain.sides) - 1 else chain.sides[last].span.end)
        damages = tuple(damage for damage in chain.damages if span.start <= damage.span.start < span.end)
        part = Chain(chain.sides[first : last + 1], chain.relations[first:last], span, damages)
        if steps:
            found.append((part, _together([(at - first, one) for at, one in steps])))
    return found


def _together(steps: Sequence[tuple[int, Finding]]) -> Finding:
    """Return what is found out about a line from its steps: the first that fails, or else the weakest that holds."""
    several = [one for _, one in steps]
    for at, one in steps:
        if one.standing is Outcome.FAILS and one.against is not None:
            return replace(one, against=replace(one.against, at=at))
    held = [one for one in several if one.holds]
    worst = next((one for one in held if one.standing is Outcome.HOLDS), (held or several)[0])
    last = max((at for at, one in steps if one.holds), default=0)
    return replace(worst, against=None, is_partial=len(held) < len(several), last=last)


def _of_step(chain: Chain, step: Step) -> Draft:
    """Return the claim of a step of descent in letters, which nothing but its own names can tell to be wrong."""
    draft = Draft(ClaimKind.IDENTITY, chain, chain.span, Verdict.RIGHT, quantity=label(chain.sides[0].node))
    if step is Step.OF_SEVERAL:
        draft.verdict, draft.reasons = Verdict.WRONG, [Reason(ReasonCode.STEP_OF_SEVERAL)]
    draft.subject_node, draft.sides = chain.sides[0].node, tuple(side.node for side in chain.sides)
    return draft


def _divided(chain: Chain, last: int, draft: Draft) -> Iterator[Draft]:
    """Yield a claim of the sides up to one, which holds, and of the others, of which nothing is known."""
    ends = chain.sides[last].span.end
    begun = Chain(chain.sides[: last + 1], chain.relations[:last], Span(chain.span.start, ends))
    draft.chain, draft.focus, draft.sides = begun, begun.span, draft.sides[: last + 1]
    yield draft
    rest = Chain(chain.sides[last:], chain.relations[last:], Span(chain.sides[last + 1].span.start, chain.span.end))
    reasons = [Reason(ReasonCode.NOTHING_TELLS_LETTER, Details(quantity=label(chain.sides[-1].node)))]
    yield Draft(ClaimKind.IDENTITY, rest, rest.span, Verdict.NOT_CHECKABLE, reasons=reasons)


def _open_reason(finding: Finding) -> Reason:
    refusal = finding.refusal
    if refusal is None or refusal.code is RefusalCode.NAME_WITHOUT_MEANING:
        return Reason(ReasonCode.NOTHING_TELLS_LETTER, refusal.details if refusal is not None else Details())
    return refusal


def against_words(finding: Finding) -> Reason:
    """Return the reason that a counterexample gives."""
    against = finding.against
    assert against is not None
    letters = [f"{name} = {value}" for name, value in against.letters]
    few = letters[: thresholds.MOST_LETTERS_SHOWN]
    more = f" and {len(letters) - len(few)} more" if len(letters) > len(few) else ""
    return Reason(
        ReasonCode.COUNTEREXAMPLE,
        Details(text=", ".join(few) + more, right=shown(against.left, None), number=shown(against.right, None)),
    )


def _unread(statements: Statements) -> Iterator[Draft]:
    for statement in statements.every:
        if isinstance(statement, Unread):
            reason = statement.reason
            if statement.why is not Why.INTERNAL_ERROR:
                reason = Reason(ReasonCode.UNREADABLE, Details(because=reason))
            chain = Chain((), (), statement.span)
            yield Draft(
                ClaimKind.EQUATION, chain, statement.span, Verdict.NOT_CHECKABLE, reasons=[reason], why=statement.why
            )
