"""From a file and a network to a report: read, name, judge, explain."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ..errors import DocumentError
from ..models.network import Network
from . import thresholds
from .diagnosis.causes import explain_claims
from .diagnosis.number_slips import NO_SLIP
from .diagnosis.update_slips import diagnose_rounds
from .inference.network import Inferred, Judged, inferred
from .interpretation.examples import other_example, parted
from .interpretation.interpret import interpret
from .interpretation.naming import Naming
from .judging.claim import Draft
from .judging.coverage import account
from .judging.judge import Judge
from .judging.loss_variants import other_losses
from .judging.prose_claims import ProseClaim, prose_claims
from .judging.rates import explain_rates, with_its_rate
from .judging.rounds import Rounds
from .judging.table_claims import Claims, claims_of, milestones
from .judging.uses import given_in_words, unjudged
from .judging.uses import judged as spans_judged
from .judging.verdicts import ClaimKind, Report, Verdict
from .limits.boundary import Breakdown, contained, recording
from .limits.steps import NO_TIME_LEFT, out_of_time, watching
from .quantities.layers import LayerTable, layers_of
from .reading.document import Reading, read
from .reading.passages import Passed
from .reading.statements import Statement, Statements, read_statements
from .reading.tables import Table
from .report.claims import claims_from
from .report.conventions import house_style, notation
from .tree import Chain, Unread
from .values.digits import figures_of, fit
from .values.random_points import random_points

RANDOM_POINTS = 3
MOST_PARAMETERS = 200_000
"""Parameters of a network up to which documents are judged by it; all of them are written out, one by one."""


def verify(content: bytes, name: str, network: Network) -> Report:
    """Return what is to be said of a document.

    Args:
        content: The file.
        name: Its name, whose ending says how to read it.
        network: What it is judged against.

    Raises:
        DocumentError: The file cannot be read as a document.
    """
    with watching():
        return verified(content, name, network)


def verified(content: bytes, name: str, network: Network, given: bool = True) -> Report:
    """Do what `verify` does, within the watch that the caller keeps.

    Args:
        content: The file.
        name: Its name.
        network: What it is judged against.
        given: Whether the network is that of a spec, whose learning rate holds whatever the document says.
    """
    if network.parameter_count > MOST_PARAMETERS:
        raise DocumentError(
            f"{name}: the network has {network.parameter_count:,} parameters; "
            f"documents are judged by one of at most {MOST_PARAMETERS:,}"
        )
    with recording() as broken:
        reading = read(content, name)
        known = {symbol.base for symbol in network.graph.declared}
        samples = {symbol.sample for symbol in network.graph.declared if symbol.sample}
        said = read_statements(reading, known, samples)
        network = network if given else with_its_rate(network, said)
        judge = judged(reading, said, network)
        judge, conventions = contained(
            "trying other losses",
            None,
            partial(_with_its_loss, reading, said, judge),
            lambda _: (judge, list[str]()),
        )
        judges = contained(
            "looking for other examples", None, partial(_by_example, reading, said, judge), lambda _: [(judge, said)]
        )
        passed: list[Passed] = []
        for one, part in judges:
            remarks, mentioned = contained(
                "comparing learning rates", None, partial(_with_rates, reading, part, one), lambda _: ([], [])
            )
            conventions += remarks
            passed += mentioned
            explain_claims(one, part)
        drafts = [draft for one, _ in judges for draft in one.drafts]
        if len(judges) > 1:
            conventions.append("The document goes on to another example, which is judged by its own values.")
        if out_of_time():
            conventions.append("The time limit was reached; what was not judged by then is listed.")
        conventions += contained(
            "describing the notation", None, partial(_conventions, judges[0][0]), lambda _: list[str]()
        )
        claims = claims_from(reading.source, drafts)
        passed += contained(
            "looking for given values", None, partial(_given, reading, judges[0][0]), lambda _: list[Passed]()
        )
        return Report(
            file=reading.source.name,
            network=network.title,
            claims=claims,
            conventions=tuple(conventions),
            read=(),
            text=reading.source.text,
            commas=said.style.commas,
            coverage=account(
                reading, said.style.commas, unjudged(said, passed, broken(), drafts), spans_judged(drafts)
            ),
            broken=broken(),
        )


def _given(reading: Reading, judge: Judge) -> list[Passed]:
    return list(given_in_words(reading, judge.naming))


def _with_rates(reading: Reading, said: Statements, judge: Judge) -> tuple[list[str], list[Passed]]:
    def again(network: Network) -> list[Draft]:
        # Where the time is over, nothing is judged, and so nothing comes true.
        return judged(reading, said, network).drafts

    return explain_rates(judge.drafts, judge.naming, said, again)


def _with_its_loss(reading: Reading, said: Statements, judge: Judge) -> tuple[Judge, list[str]]:
    """Return the judge by the loss that a document has if that is clearly another one, and what is said of it once."""
    if sum(map(_is_doubled, judge.drafts)) >= LEAST_DOUBLED:
        before = mistakes(judge)
        for other, told_once in other_losses(judge.naming.network):
            again = judged(reading, said, other)
            # Where the time is over, few mistakes are found because little is judged.
            if mistakes(again) <= before / 2 and not out_of_time():
                return again, [told_once]
    return judge, []


def _by_example(reading: Reading, said: Statements, judge: Judge) -> list[tuple[Judge, Statements]]:
    """Return the judges of the examples of a document, each after what is said in it; mostly there is one."""
    found: list[tuple[Judge, Statements]] = []
    for _ in range(MOST_EXAMPLES - 1):
        other = other_example(judge.naming, said)
        if other is None:
            break
        first, rest = parted(said, other.start)
        network = judge.naming.network
        before = judged(reading, first, network, until=other.start)
        after = judged(reading, rest, network.at(other.values), since=other.start)
        if mistakes(before) + mistakes(after) + LEAST_SPARED > mistakes(judge) or out_of_time():
            break
        found.append((before, first))
        judge, said = after, rest
    return [*found, (judge, said)]


MOST_EXAMPLES = 4
LEAST_SPARED = 2
"""Mistakes by which a document must come out better where it is read as several examples."""


LEAST_DOUBLED = 2
"""Numbers twice or half as large as they should be from which on another factor of the error is tried."""


def _is_doubled(draft: Draft) -> bool:
    if draft.verdict is not Verdict.WRONG or draft.stated is None or draft.truth is None:
        return False
    return figures_of(draft.stated.text) > 1 and any(
        fit(draft.stated, value).good for value in (2 * draft.truth, draft.truth / 2)
    )


def mistakes(judge: Judge) -> int:
    """Return how many formulas and numbers in formulas are wrong."""
    return sum(draft.verdict is Verdict.WRONG and draft.kind is not ClaimKind.PROSE for draft in judge.drafts)


def judged(
    reading: Reading, said: Statements, network: Network, since: int = 0, until: int = thresholds.MOST_CHARACTERS
) -> Judge:
    """Return the judge after all that a document says, or what it says in prose between two places."""
    layers = layers_of(network)
    prose = [claim for claim in _told(reading, said, network, layers) if since <= claim.stated.span.start < until]
    rounds = Rounds.of(network, prose, [claim for table in said.tables for claim in milestones(table, layers.loss)])
    points = list(random_points(network, layers, RANDOM_POINTS))
    naming = interpret(network, layers, said.chains, said.legend, points)
    judge = Judge(naming, points)
    tables = [_claims_of(table, naming) for table in said.tables]
    prose_claims = [*prose, *(claim for claims in tables for claim in claims.told)]
    every = sorted([*said.every, *prose_claims, *tables], key=_start)
    for statement in every:
        match statement:
            case Chain():
                judge.chain(statement)
            case Claims():
                judge.table(statement)
            case ProseClaim():
                _judge_told(judge, statement, rounds)
            case Unread():
                judge.unread(statement)
    return judge


def _claims_of(table: Table, naming: Naming) -> Claims:
    return contained(
        "reading a table", table.span, partial(claims_of, table, naming), lambda _broken: Claims(table.span)
    )


def _start(statement: Statement | ProseClaim | Claims) -> int:
    return (statement.stated.span if isinstance(statement, ProseClaim) else statement.span).start


def _told(reading: Reading, said: Statements, network: Network, layers: LayerTable) -> list[ProseClaim]:
    values = network.values
    targets = [values[symbol].value for symbol in layers.targets if symbol in values]
    return list(prose_claims(reading, said.chains, layers, targets, said.style.commas))


def _judge_told(judge: Judge, claim: ProseClaim, rounds: Rounds) -> None:
    judge.contained(Chain((), (), claim.stated.span), partial(_weigh_told, judge, claim, rounds))


def _weigh_told(judge: Judge, claim: ProseClaim, rounds: Rounds) -> None:
    over = out_of_time()
    truth = None if over else rounds.value(claim.quantity, claim.rounds)
    after = f" after {claim.rounds:,} round{'s' * (claim.rounds != 1)}" if claim.rounds else ""
    chain = Chain((), (), claim.stated.span)
    draft = judge.numbers.single.judge_in_words(chain, f"{claim.quantity.ascii}{after}", claim.stated, truth)
    if over:
        draft.reason = NO_TIME_LEFT
    if draft.verdict is Verdict.WRONG:
        diagnose_rounds(draft, rounds, claim.quantity, claim.rounds)


def _conventions(judge: Judge) -> list[str]:
    return [*notation(judge.naming), *house_style(judge.drafts)]


def verify_alone(content: bytes, name: str) -> Report:
    """Return what is to be said of a document that states its network itself.

    Args:
        content: The file.
        name: Its name.

    Raises:
        DocumentError: The file cannot be read, or what it says of the network does not suffice.
    """
    with watching(), recording() as broken:
        reading = read(content, name)
        said = read_statements(reading, ())

        def tried(network: Network) -> Judged:
            judge = judged(reading, said, with_its_rate(network, said))
            return Judged(sum(WORTH.get(draft.verdict, 0.0) for draft in judge.drafts), mistakes(judge))

        found = contained(
            "finding out the network", None, partial(inferred, reading, said, tried), partial(_not_found, name)
        )
        if out_of_time():
            raise DocumentError(
                f"{name}: the time limit was reached before it was found out which network it is about; "
                "give it with --spec, or more time with --time-limit"
            )
        report = verified(content, name, found.network, given=False)
        doubt = contained("doubting the network", None, partial(_doubted, report, found), lambda _: list[str]())
        return replace(report, read=(*found.read, *doubt), broken=broken())


def _not_found(name: str, broken: Breakdown) -> Inferred:
    raise DocumentError(
        f"{name}: the network that it states could not be found ({broken.reason}); give one with --spec"
    )


def _doubted(report: Report, found: Inferred) -> list[str]:
    """Return what is to be said where much of a document does not come true for the network that it states.

    Raises:
        DocumentError: So much does not that it can hardly be the network meant.
    """
    claims = [claim for claim in report.claims if claim.span.start not in found.starts]
    wrong = [claim for claim in claims if claim.verdict is Verdict.WRONG and claim.cause is None]
    good = sum(WORTH.get(claim.verdict, 0.0) > 0 for claim in claims)
    untrue = f"{len(wrong)} of {len(wrong) + good} equations do not come true"
    # What is right as it is worked out was worked out for something else.
    elsewhere = sum(claim.reason in ("", NO_SLIP) for claim in wrong)
    if len(wrong) > max(good, 1) or (elsewhere >= LEAST_ELSEWHERE and 2 * elsewhere >= good):
        raise DocumentError(
            f"{report.file}:{wrong[0].place.line}: {untrue} for {report.network}, so another may be meant; "
            "give it with --spec"
        )
    if 3 * len(wrong) <= good:
        return []
    if found.rival:
        raise DocumentError(
            f"{report.file}:{wrong[0].place.line}: {untrue} for {report.network}, "
            "whose weights can be counted in another order too; give it with --spec"
        )
    return [f"{untrue} for it; if another is meant, give it with --spec"]


LEAST_ELSEWHERE = 3
"""Mistakes that no slip explains from which on, beside as few that come true, another network must be meant."""

WORTH = {
    Verdict.RIGHT: 1.0,
    Verdict.ROUNDED: 1.0,
    Verdict.TRUNCATED: 0.8,
    Verdict.CARRIED: 0.6,
    Verdict.WRONG: -1.0,
}
"""What a verdict says for a network that was guessed."""
