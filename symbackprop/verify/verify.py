"""From a file and a network to a report: read, name, judge, explain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial

from ..errors import DocumentError
from ..models.network import Network
from .boundary import Breakdown, contained, recording
from .cast import cast_of
from .cells import Cells
from .claims import claims_from
from .columns import Claims, claims_of, milestones
from .coverage import Passed, account
from .diagnose import diagnose_mismatch, diagnose_number, diagnose_rounds
from .digits import figures_of, fit
from .doubts import diagnose_identity
from .draft import Draft
from .examples import other_example, parted
from .fluency import listen
from .guard import NO_TIME_LEFT, SECONDS, Phase, TookTooLong, out_of_time, watching, within
from .habits import house_style, notation
from .judge import Judge
from .letters import usual_letters
from .mending import mend
from .naming import Naming
from .own import define_others, define_unknown
from .partial import truth_of
from .points import NotCheckable
from .prose import Told, told
from .random_points import random_points
from .rates import explain_rates, with_its_rate
from .reader import MOST_CHARACTERS, Reading, read
from .rounds import Rounds
from .settling import settle
from .statements import Statement, Statements, statements
from .syntax import Chain, Unread, names_in, numerals_in, printed
from .tables import Table
from .uses import given_in_words, unjudged
from .uses import judged as spans_judged
from .variants import other_losses
from .verdicts import Flag, Kind, Report, Verdict

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
        said = statements(reading, known, samples)
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
            _explain(one, part)
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
            commas=said.habits.commas,
            coverage=account(
                reading, said.habits.commas, unjudged(said, passed, broken(), drafts), spans_judged(drafts)
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
    return sum(draft.verdict is Verdict.WRONG and draft.kind is not Kind.PROSE for draft in judge.drafts)


def judged(reading: Reading, said: Statements, network: Network, since: int = 0, until: int = MOST_CHARACTERS) -> Judge:
    """Return the judge after all that a document says, or what it says in prose between two places."""
    cast = cast_of(network)
    naming = Naming(network, cast, truth_of(network, cast), letters=usual_letters(network, said.legend))
    prose = [claim for claim in _told(reading, said, naming) if since <= claim.stated.span.start < until]
    rounds = Rounds.of(network, prose, [claim for table in said.tables for claim in milestones(table, cast.loss)])
    points = list(random_points(network, cast, RANDOM_POINTS))
    stages: dict[str, Callable[[], None]] = {
        "finding the notation": partial(listen, naming, said.chains),
        "finding out what names mean": partial(settle, naming, said.chains, points),
        "finding definitions": partial(define_others, naming, said.chains, points),
        "finding misspelt names": partial(mend, naming, said.chains, points),
        "finding what unknown names stand for": partial(define_unknown, naming, said.chains, points),
    }
    for doing, act in stages.items():
        contained(doing, None, act, partial(_restore, naming, naming.held()))
    judge = Judge(naming, points)
    tables = [_claims_of(table, naming) for table in said.tables]
    told = [*prose, *(claim for claims in tables for claim in claims.told)]
    every = sorted([*said.every, *told, *tables], key=_start)
    for statement in every:
        match statement:
            case Chain():
                judge.chain(statement)
            case Claims():
                judge.table(statement)
            case Told():
                _judge_told(judge, statement, rounds)
            case Unread():
                judge.unread(statement)
    return judge


def _restore(naming: Naming, held: Mapping[str, object], _broken: Breakdown) -> None:
    """Go on as if a stage that broke off had not been."""
    naming.restore(held)


def _claims_of(table: Table, naming: Naming) -> Claims:
    return contained(
        "reading a table", table.span, partial(claims_of, table, naming), lambda _broken: Claims(table.span)
    )


def _start(statement: Statement | Told | Claims) -> int:
    return (statement.stated.span if isinstance(statement, Told) else statement.span).start


def _told(reading: Reading, said: Statements, naming: Naming) -> list[Told]:
    cast = naming.cast
    values = naming.network.values
    targets = [values[symbol].value for symbol in cast.targets if symbol in values]
    return list(told(reading, said.chains, cast, targets, said.habits.commas))


def _judge_told(judge: Judge, claim: Told, rounds: Rounds) -> None:
    judge.contained(Chain((), (), claim.stated.span), partial(_weigh_told, judge, claim, rounds))


def _weigh_told(judge: Judge, claim: Told, rounds: Rounds) -> None:
    over = out_of_time()
    truth = None if over else rounds.value(claim.quantity, claim.rounds)
    after = f" after {claim.rounds:,} round{'s' * (claim.rounds != 1)}" if claim.rounds else ""
    chain = Chain((), (), claim.stated.span)
    draft = judge.numbers.told(chain, f"{claim.quantity.ascii}{after}", claim.stated, truth)
    if over:
        draft.reason = NO_TIME_LEFT
    if draft.verdict is Verdict.WRONG:
        diagnose_rounds(draft, rounds, claim.quantity, claim.rounds)


def _explain(judge: Judge, said: Statements) -> None:
    """Give every wrong claim its diagnosis, and point those with one cause to the first of them."""
    subscripts = list(
        dict.fromkeys(
            part for chain in said.chains for side in chain.sides for name in names_in(side.node) for part in name.below
        )
    )
    for spread in (_adopt, partial(_suppose, said=said)):
        contained("following repeated claims", None, partial(spread, judge.drafts), lambda _: None)
    first: dict[str, Draft] = {}
    formulas: dict[str, Draft] = {}
    for draft in judge.drafts:
        if draft.kind is Kind.IDENTITY and draft.verdict is Verdict.WRONG:
            formulas.setdefault(draft.quantity, draft)
        formula = formulas.get(draft.quantity)
        # A slip that is not found in time, or by an error of this program, is left unnamed; the verdict stands.
        contained(
            "explaining", draft.chain.span, partial(_explained, draft, judge, formula, subscripts), lambda _: None
        )
        if draft.verdict is Verdict.WRONG and draft.cause is None and draft.reason:
            earlier = first.setdefault(draft.reason.partition(":")[0], draft)
            if earlier is not draft and draft.kind is Kind.IDENTITY:
                draft.cause = earlier
                draft.flag(Flag.INHERITED)


def _explained(draft: Draft, judge: Judge, formula: Draft | None, subscripts: list[str]) -> None:
    if formula is not None and formula is not draft and draft.verdict is Verdict.WRONG and draft.cause is None:
        _follow(draft, formula, judge.naming)
    with suppress(TookTooLong):
        within(SECONDS, Phase.EXPLAINING, draft.chain.span, partial(_diagnose, draft, judge, subscripts))


def _adopt(drafts: Iterable[Draft]) -> None:
    """Say of a result that is told before it is worked out what is said where its line is shown."""
    told: dict[tuple[str, str], list[Draft]] = {}
    for draft in drafts:
        if draft.stated is None or draft.kind is not Kind.NUMBER:
            continue
        key = draft.quantity, draft.stated.text
        if draft.verdict is Verdict.WRONG and draft.line_node is None and draft.cause is None:
            told.setdefault(key, []).append(draft)
        elif draft.verdict is Verdict.CARRIED and draft.line_node is not None:
            for earlier in told.pop(key, ()):
                earlier.verdict = draft.verdict


def _suppose(drafts: Iterable[Draft], said: Statements) -> None:
    """Leave open what a line gives rightly that puts in a value which the document only supposes."""
    tried = [(chain.span.start, printed(chain.sides[-1].node)) for chain in said.supposed]
    for draft in drafts if tried else ():
        if draft.verdict is not Verdict.WRONG or draft.line_node is None or not draft.line_gives:
            continue
        values = {abs(number.value) for start, number in tried if number is not None and start < draft.focus.start}
        if values.intersection(abs(numeral.value) for numeral in numerals_in(draft.line_node)):
            draft.verdict, draft.flags, draft.cause = Verdict.NOT_CHECKABLE, [], None
            draft.reason, draft.correction = "supposes another value than the network has", ""


def _diagnose(draft: Draft, judge: Judge, subscripts: list[str]) -> None:
    if draft.kind is Kind.IDENTITY and draft.verdict is Verdict.WRONG:
        diagnose_identity(draft, judge.naming, judge.points, subscripts)
    elif draft.kind is Kind.NUMBER and draft.verdict is Verdict.WRONG and Flag.INHERITED not in draft.flags:
        diagnose_number(draft, judge.naming, judge.ledger)
    elif draft.kind is Kind.NUMBER and Flag.LINE_MISMATCH in draft.flags:
        diagnose_mismatch(draft, judge.naming)


def _follow(draft: Draft, formula: Draft, naming: Naming) -> None:
    """Point a wrong number to the wrong formula that gives it."""
    if not formula.sides:
        return
    try:
        worth = naming.worth(formula.sides[-1])
    except NotCheckable:
        return
    if draft.stated is not None and not isinstance(worth, Cells) and fit(draft.stated, worth).good:
        draft.cause = formula
        draft.flag(Flag.INHERITED)


def _conventions(judge: Judge) -> list[str]:
    return [*notation(judge.naming), *house_style(judge.drafts)]
