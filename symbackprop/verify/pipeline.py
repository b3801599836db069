"""From a file and a network to a report: read, infer, interpret, judge, explain, report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from ..models.network import Network
from .diagnosis.causes import explain_claims
from .diagnosis.doubt import Doubt, doubt_in, without_certainty
from .diagnosis.explanations import explain_rounds
from .document_refusals import DocumentCode, DocumentRefusal
from .interpretation.interpret import interpret as interpret_names
from .interpretation.naming import Naming
from .judging.attempts import Attempt, attempt, attempts
from .judging.choice import Chosen, likeliest
from .judging.claim import Draft, copied
from .judging.hypotheses import Explained, Hypothesis, Judgement, Trials
from .judging.network_names import network_name
from .judging.part import Part, judge_part
from .judging.passes import judge_passes
from .judging.rates import explain_rates
from .judging.remarks import Remark
from .judging.verdicts import JudgedScope, Report, Verdict
from .limits.boundary import Breakdown, Doing, contained, recording
from .limits.steps import out_of_time, watching
from .reading.document import Reading
from .reading.document import read as read_document
from .reading.passages import Passed
from .reading.scopes import ScopeKind
from .report.assembly import Stated, report_on
from .report.claims import claims_from
from .report.document_words import in_words, refusal_reason
from .report.network import (
    EQUATIONS,
    SEVERAL,
    definition_lines,
    doubt_line,
    headed,
    network_lines,
    stated_network,
    without_network,
)
from .source import Span
from .unjudged import Why
from .values.own_functions import is_about_one

if TYPE_CHECKING:
    from .inference.network import Inferred


OPEN = (Verdict.NOT_CHECKABLE, Verdict.WRONG)
"""What the definitions of a document may judge otherwise."""


def verify(content: bytes, name: str, network: Network) -> Report:
    """Return what is to be said of a document.

    Args:
        content: The file.
        name: Its name, whose ending says how to read it.
        network: What it is judged against.

    Raises:
        DocumentError: The file cannot be read as a document.
    """
    with in_words(), watching(), recording() as broken:
        trials = read(content, name)
        # A learning rate that the spec leaves open is that of the document.
        hypothesis = Hypothesis(network) if network.update is not None else trials.with_its_rate(network)
        every = attempts(Attempt(trials, hypothesis), infer, is_given=True)
        report = _reported(trials, [_judged(each) for each in every], broken)
        return replace(report, broken=broken())


def verify_alone(content: bytes, name: str) -> Report:
    """Return what is to be said of a document that states its network itself.

    Args:
        content: The file.
        name: Its name.

    Raises:
        DocumentError: The file cannot be read, or nothing of it can be judged by what it says itself.
    """
    with in_words(), watching(), recording() as broken:
        trials = read(content, name)
        every = attempts(attempt(trials, infer), infer)
        judged = [_with_open_formulas(_judged(each)) for each in every]
        report = _reported(trials, judged, broken)
        if len(judged) == 1 and judged[0].attempt.refusal is not None and not (report.judged or judged[0].defined):
            raise judged[0].attempt.refusal
        return replace(report, broken=broken())


@dataclass(frozen=True, slots=True)
class _ExplainedPart:
    """A part of a document with all that is said of it.

    Args:
        attempt: What it was judged against.
        parts: What was judged.
        explained: The same with what is wrong explained.
        remarks: What it does that the network does not.
        doubt: How much of it does not come true for its network, where that is much.
        defined: What it defines, where its formulas are judged by that.
    """

    attempt: Attempt
    parts: tuple[Judgement, ...]
    explained: tuple[Explained, ...]
    remarks: tuple[Remark, ...]
    doubt: Doubt | None = None
    defined: tuple[str, ...] = ()


def _judged(attempt: Attempt) -> _ExplainedPart:
    """Return a part of a document judged and explained, by its arithmetic alone where its network is hardly meant."""
    parts, remarks = judge_passes(attempt.hypothesis, attempt.trials)
    explained = tuple(explain(part, attempt.trials) for part in parts)
    outcome = _ExplainedPart(attempt, tuple(parts), explained, tuple(remarks))
    if attempt.refusal is not None or (attempt.found is not None and attempt.hypothesis.network.missing):
        outcome = _with_definitions(outcome)
    if attempt.found is None or outcome.defined:
        return outcome
    try:
        doubt = contained(Doing.DOUBT, None, partial(_doubted, outcome), lambda _: None)
    except DocumentRefusal as refusal:
        return _judged(attempt.without_network(refusal))
    if doubt is not None:
        explained = tuple(replace(part, drafts=tuple(without_certainty(part.drafts))) for part in explained)
    return replace(outcome, doubt=doubt, explained=explained)


def _with_definitions(outcome: _ExplainedPart) -> _ExplainedPart:
    """Return a part judged by what its formulas define, where as much of it is judged by that as by what it has."""
    # Only a part without a network, or without its numbers, needs this stage.
    from .judging.derivations import judged_by_definitions

    trials = outcome.attempt.trials
    judged = judged_by_definitions(trials.reading, trials.statements())
    if judged is None:
        return outcome
    found = outcome.attempt.found
    if found is not None:
        if not _judged_of(judged.drafts):
            return outcome
        every = (draft for part in outcome.explained for draft in part.drafts)
        by_network = [draft for draft in every if draft.chain.span.start not in found.starts]
        # A network counts a definition as a claim that comes true.
        if _judged_of(judged.drafts) + len(judged.passed) < _judged_of(by_network):
            return outcome
    starts = found.starts if found is not None else frozenset[int]()
    drafts = tuple(draft for draft in judged.drafts if draft.chain.span.start not in starts)
    given = (Passed(draft.chain.span, Why.GIVEN) for draft in judged.drafts if draft.chain.span.start in starts)
    formulas = Explained(drafts, (), (*judged.passed, *given))
    return replace(outcome, parts=outcome.parts[:1], explained=(formulas,), defined=judged.defined)


def _with_open_formulas(outcome: _ExplainedPart) -> _ExplainedPart:
    """Return a part in which formulas that nothing else can judge are judged by what the document defines."""
    if outcome.defined or not any(draft.verdict in OPEN for part in outcome.explained for draft in part.drafts):
        return outcome
    # Only a part without a spec that leaves formulas open needs this stage.
    from .judging.open_formulas import reviewed

    trials = outcome.attempt.trials
    statements = trials.statements()
    explained: list[Explained] = []
    for part in outcome.explained:
        act = partial(reviewed, part.drafts, trials.reading, statements)
        found = contained(Doing.DERIVATIONS, None, act, lambda _: None)
        explained.append(
            part if found is None else replace(part, drafts=found.drafts, passed=(*part.passed, *found.passed))
        )
    return replace(outcome, explained=tuple(explained))


def _judged_of(drafts: Iterable[Draft]) -> int:
    return sum(draft.verdict is not Verdict.NOT_CHECKABLE for draft in drafts)


def _doubted(outcome: _ExplainedPart) -> Doubt | None:
    """Return how much of a part does not come true for the network that was read from it.

    Raises:
        DocumentRefusal: So much that it can hardly be the one meant.
    """
    found = outcome.attempt.found
    assert found is not None
    source = outcome.attempt.trials.reading.source
    claims = claims_from(source, [draft for part in outcome.explained for draft in part.drafts])
    report = Report(source.name, stated_network(outcome.attempt.hypothesis.network), claims, (), (), "")
    # What a function that the document defines makes of any argument says nothing of a network.
    defined = {
        draft.chain.span.start
        for judged, part in zip(outcome.parts, outcome.explained, strict=True)
        for draft in part.drafts
        if is_about_one(draft.chain, judged.naming.functions)
    }
    return doubt_in(report, found.starts | defined, outcome.attempt.rival)


def _reported(
    trials: Trials, outcomes: Sequence[_ExplainedPart], broken: Callable[[], tuple[Breakdown, ...]]
) -> Report:
    parts = [part for outcome in outcomes for part in outcome.parts]
    explained = [part for outcome in outcomes for part in outcome.explained]
    remarks = dict.fromkeys(remark for outcome in outcomes for remark in outcome.remarks)
    report = report_on(trials.reading, [_stated(outcome) for outcome in outcomes], parts, explained, [*remarks], broken)
    scopes = tuple(_scope(outcome, trials.reading) for outcome in outcomes)
    if len(scopes) == 1:
        return replace(report, network=scopes[0].network, read=scopes[0].read, scopes=scopes)
    return replace(report, network=SEVERAL, read=tuple(headed(scopes)), scopes=scopes)


def _stated(outcome: _ExplainedPart) -> Stated:
    first, trials = outcome.parts[0], outcome.attempt.trials
    return Stated(trials.reading, trials.statements(first.hypothesis.network), first.naming)


def _scope(outcome: _ExplainedPart, reading: Reading) -> JudgedScope:
    """Return what is said of a part as a whole: where it stands, and what it was judged against."""
    attempt, source = outcome.attempt, reading.source
    network = attempt.hypothesis.network
    unit = attempt.unit
    span = unit.span if unit is not None else Span(0, len(source.text))
    read: tuple[str, ...] = ()
    if outcome.defined:
        read = tuple(definition_lines(outcome.defined))
    elif attempt.refusal is not None:
        read = (without_network(refusal_reason(attempt.refusal)),)
    elif attempt.found is not None:
        taken_from = attempt.found.taken_from(network)
        read = tuple(network_lines(network, attempt.found.is_rated, attempt.found.equations, taken_from))
        read += (doubt_line(outcome.doubt.wrong, outcome.doubt.of),) if outcome.doubt is not None else ()
    return JudgedScope(
        kind=unit.scope.kind if unit is not None else ScopeKind.DOCUMENT,
        title=unit.scope.title if unit is not None else "",
        first=source.line(span.start),
        last=source.line(max(span.start, len(source.text[: span.end].rstrip()) - 1)),
        network=EQUATIONS if outcome.defined else stated_network(network) if attempt.found else network.title,
        read=read,
    )


def read(content: bytes, name: str) -> Trials:
    """Return a document, read once, on which any hypothesis can be tried, each once."""
    return Trials(read_document(content, name), interpret, judge_part)


def infer(trials: Trials) -> tuple[Inferred, Chosen]:
    """Return the networks that a document, or a part of it, may state, and the one that comes out best."""
    name = trials.reading.source.name
    # Only a document without a spec needs this stage, and NumPy, which it loads.
    from .inference.network import inferred

    def found() -> tuple[Inferred, Chosen]:
        networks = inferred(trials.reading, trials.statements(), trials.outer)
        return networks, likeliest(networks, trials)

    networks = contained(Doing.NETWORK, None, found, partial(_not_found, name))
    if out_of_time():
        raise DocumentRefusal(DocumentCode.NO_TIME_LEFT, name)
    return networks


def _not_found(name: str, broken: Breakdown) -> tuple[Inferred, Chosen]:
    raise DocumentRefusal(DocumentCode.NETWORK_NOT_FOUND, name, because=broken.reason)


def interpret(part: Part) -> Naming:
    """Return what the names of a part of a document mean."""
    chains = (*part.inherited, *part.statements.chains)
    return interpret_names(
        part.network,
        part.layers,
        chains,
        part.statements.legend,
        part.points,
        part.negative_signals,
    )


def explain(part: Judgement, trials: Trials) -> Explained:
    """Return the claims of a part with what is wrong explained, and what is to be said of learning rates."""
    drafts = copied(part.drafts)
    for draft in drafts:
        named = partial(network_name, part.naming, draft)
        draft.of = contained(Doing.NAMES, draft.chain.span, named, lambda _: "")
    of_judged = {id(judged): draft for judged, draft in zip(part.drafts, drafts, strict=True)}
    explain_rounds([(claim, of_judged[id(judged)]) for claim, judged in part.judged.prose], part.part.rounds)
    by_another = partial(trials.drafts_by, part.hypothesis)
    act = partial(explain_rates, drafts, part.naming, part.part.statements, by_another)
    remarks, passed = contained(Doing.RATES, None, act, lambda _: (list[Remark](), list[Passed]()))
    explain_claims(drafts, part.judge, part.part.statements)
    return Explained(tuple(drafts), tuple(remarks), tuple(passed))
