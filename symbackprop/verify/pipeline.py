"""From a file and a network to a report: read, infer, interpret, judge, explain, report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ..models.network import Network
from .diagnosis.causes import explain_claims
from .diagnosis.doubt import doubt_in
from .diagnosis.explanations import explain_rounds
from .document_refusals import DocumentCode, DocumentRefusal
from .interpretation.interpret import interpret as interpret_names
from .interpretation.naming import Naming
from .judging.claim import copied
from .judging.hypotheses import Chosen, Explained, Hypothesis, Judgement, Trials, judge_document, likeliest
from .judging.part import Part, judge_part
from .judging.rates import explain_rates
from .judging.remarks import Remark
from .judging.verdicts import Report
from .limits.boundary import Breakdown, Doing, contained, recording
from .limits.steps import out_of_time, watching
from .reading.document import read as read_document
from .reading.passages import Passed
from .report.assembly import report_on
from .report.document_words import in_words
from .report.network import doubt_line, network_lines, stated_network

if TYPE_CHECKING:
    from .inference.network import Inferred


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
        return _verified(trials, hypothesis, broken)


def verify_alone(content: bytes, name: str) -> Report:
    """Return what is to be said of a document that states its network itself.

    Args:
        content: The file.
        name: Its name.

    Raises:
        DocumentError: The file cannot be read, or what it says of the network does not suffice.
    """
    with in_words(), watching(), recording() as broken:
        trials = read(content, name)
        found, chosen = infer(trials, name)
        report = _verified(trials, trials.with_its_rate(chosen.network), broken)
        report = replace(report, network=stated_network(chosen.network))
        doubting = partial(doubt_in, report, found.starts, chosen.rival)
        doubt = contained(Doing.DOUBT, None, doubting, lambda _: None)
        lines = [*network_lines(chosen.network, found.is_rated, found.equations)]
        lines += [doubt_line(doubt.wrong, doubt.of)] if doubt is not None else []
        return replace(report, read=tuple(lines), broken=broken())


def _verified(trials: Trials, hypothesis: Hypothesis, broken: Callable[[], tuple[Breakdown, ...]]) -> Report:
    parts, remarks = judge_document(hypothesis, trials)
    explained = [explain(part, trials) for part in parts]
    statements = trials.statements(hypothesis.network)
    return report_on(trials.reading, statements, parts, explained, remarks, broken)


def read(content: bytes, name: str) -> Trials:
    """Return a document, read once, on which any hypothesis can be tried, each once."""
    return Trials(read_document(content, name), interpret, judge_part)


def infer(trials: Trials, name: str) -> tuple[Inferred, Chosen]:
    """Return the networks that a document may state, and the one that comes out best."""
    # Only a document without a spec needs this stage, and NumPy, which it loads.
    from .inference.network import inferred

    def found() -> tuple[Inferred, Chosen]:
        networks = inferred(trials.reading, trials.statements())
        return networks, likeliest(networks, trials)

    networks = contained(Doing.NETWORK, None, found, partial(_not_found, name))
    if out_of_time():
        raise DocumentRefusal(DocumentCode.NO_TIME_LEFT, name)
    return networks


def _not_found(name: str, broken: Breakdown) -> tuple[Inferred, Chosen]:
    raise DocumentRefusal(DocumentCode.NETWORK_NOT_FOUND, name, because=broken.reason)


def interpret(part: Part) -> Naming:
    """Return what the names of a part of a document mean."""
    return interpret_names(
        part.network,
        part.layers,
        part.statements.chains,
        part.statements.legend,
        part.points,
        part.negative_signals,
    )


def explain(part: Judgement, trials: Trials) -> Explained:
    """Return the claims of a part with what is wrong explained, and what is to be said of learning rates."""
    drafts = copied(part.drafts)
    of_judged = {id(judged): draft for judged, draft in zip(part.drafts, drafts, strict=True)}
    explain_rounds([(claim, of_judged[id(judged)]) for claim, judged in part.judged.prose], part.part.rounds)
    by_another = partial(trials.drafts_by, part.hypothesis)
    act = partial(explain_rates, drafts, part.naming, part.part.statements, by_another)
    remarks, passed = contained(Doing.RATES, None, act, lambda _: (list[Remark](), list[Passed]()))
    explain_claims(drafts, part.judge, part.part.statements)
    return Explained(tuple(drafts), tuple(remarks), tuple(passed))
