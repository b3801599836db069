"""A part of a document under one hypothesis: judged statement by statement, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from ...models.network import Network
from .. import thresholds
from ..grammar.dots import as_sums
from ..inference.inheritance import NOTHING_INHERITED, Inherited
from ..interpretation.ends import at_the_ends
from ..interpretation.kronecker import with_kronecker
from ..interpretation.naming import Naming
from ..interpretation.raised_positions import with_positions_below
from ..interpretation.update_rules import with_rules
from ..lexicon.roles import BIAS, INPUT, RATE, TARGET, WEIGHT, parts_of
from ..limits.boundary import Doing, contained
from ..limits.steps import NO_TIME_LEFT, out_of_time
from ..quantities.known_names import COUNTING
from ..quantities.layers import LayerTable, layers_of
from ..reading.document import Reading
from ..reading.passages import Passed
from ..reading.statements import Statement, Statements
from ..reading.tables import Table
from ..source import Span
from ..tree import Chain, Grid, Name, Unread, printed
from ..unjudged import Why
from ..values.points import Point
from ..values.random_points import random_points
from .claim import Draft
from .index_conditions import judge_where_said
from .judge import Judge
from .ledger import Ledger
from .letter_rules import pass_letter_rules
from .own_values import OwnValues, carried
from .prose_claims import ProseClaim, prose_claims
from .rounds import Rounds
from .table_claims import Claims, claims_of, milestones


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document and the network that it is taken to be about.

    Args:
        network: The network.
        layers: Who plays what in it.
        statements: What this part says in formulas and tables.
        prose: What it claims in words.
        rounds: The network after the rounds that the document mentions.
        points: Random points, at which formulas are tried.
        passed: What claims nothing about this network.
        given: The numbers that are given where no network is known.
        inherited: Formulas of the scopes around it, which it goes on using.
        negative_signals: Whether its error signals are minus the derivative of the error.
        text: The document.
        printed: The numbers that were printed in the rounds before, where it is of a later one.
    """

    network: Network
    layers: LayerTable
    statements: Statements
    prose: tuple[ProseClaim, ...]
    rounds: Rounds
    points: Sequence[Point]
    passed: tuple[Passed, ...] = ()
    given: tuple[Chain, ...] = ()
    inherited: tuple[Chain, ...] = ()
    negative_signals: bool = False
    text: str = ""
    printed: Ledger | None = None


def part_of(
    reading: Reading,
    statements: Statements,
    network: Network,
    since: int,
    until: int,
    outer: Inherited = NOTHING_INHERITED,
) -> Part:
    """Return a part of a document.

    Args:
        reading: The document.
        statements: What it says between the two places.
        network: The network that it may be about.
        since: Where the part begins in the file.
        until: Where it ends.
        outer: What it inherits.
    """
    layers = layers_of(network)
    letters = COUNTING | layers.vocabulary.indices
    every = tuple(
        with_kronecker(as_sums(at, letters), letters, layers.vocabulary) if isinstance(at, Chain) else at
        for at in statements.every
    )
    if layers.vocabulary.runs and not network.layers:
        every = tuple(with_positions_below(at, layers.vocabulary) if isinstance(at, Chain) else at for at in every)
    legend = {**outer.legend, **statements.legend}
    statements = with_rules(replace(statements, every=every, legend=legend), network)
    statements, passed = at_the_ends(statements, layers.vocabulary, reading.source.text)
    given = _given_in(statements) if not network.graph.leaves else ()
    if given:
        starts = {at.span for at in given}
        statements = replace(statements, every=tuple(at for at in statements.every if at.span not in starts))
        passed += tuple(Passed(at.span, Why.GIVEN) for at in given)
    values = network.values
    targets = [values[symbol].value for symbol in layers.targets if symbol in values]
    claims = prose_claims(reading, statements.chains, layers, targets, statements.style.commas)
    prose = tuple(claim for claim in claims if since <= claim.stated.span.start < until)
    # Begun first: where many rounds are spoken of, another process finds out what they come to.
    rounds = Rounds.of(network, prose, [at for table in statements.tables for at in milestones(table, layers.loss)])
    return Part(
        network,
        layers,
        statements,
        prose,
        rounds,
        list(random_points(network, layers, thresholds.RANDOM_POINTS)),
        passed,
        given,
        tuple(as_sums(chain, letters) for chain in outer.before(statements.chains)),
        text=reading.source.text,
    )


def _given_in(statements: Statements) -> tuple[Chain, ...]:
    """Return the numbers that are given, of which nothing is claimed where no network is known."""
    return tuple(at for at in statements.every if isinstance(at, Chain) and _is_given(at))


def _is_given(chain: Chain) -> bool:
    first, last = chain.sides[0].node, chain.sides[-1].node
    if len(chain.sides) != 2 or not isinstance(first, Name) or first.new:
        return False
    entries = [printed(entry) for row in last.rows for entry in row] if isinstance(last, Grid) else [printed(last)]
    return None not in entries and parts_of(first)[:1] in {(part,) for part in (INPUT, WEIGHT, BIAS, TARGET, RATE)}


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged of a part.

    Args:
        judge: The judge after all of it, with the drafts of its claims.
        prose: The claims in words, each with its draft.
    """

    judge: Judge
    prose: tuple[tuple[ProseClaim, Draft], ...]


def judge_part(part: Part, naming: Naming) -> Judged:
    """Judge what a part of a document claims, its formulas, tables and sentences in their order.

    Args:
        part: The part.
        naming: What its names mean.
    """
    judge = Judge(naming, list(part.points))
    if part.printed is not None:
        judge.ledger.go_on(part.printed)
    tables = [_claims_of(table, naming) for table in part.statements.tables]
    prose = [*part.prose, *(claim for claims in tables for claim in claims.prose)]
    found: list[tuple[ProseClaim, Draft]] = []
    own = OwnValues(naming)
    given = {id(at) for at in part.given}
    for statement in sorted([*part.given, *part.statements.every, *prose, *tables], key=_start):
        match statement:
            case Chain() if id(statement) in given:
                own.enter(statement)
            case Chain() if not part.network.graph.leaves:
                _judge_by_own_values(judge, own, statement)
            case Chain():
                judge.chain(statement)
            case Claims():
                judge.table(statement)
            case ProseClaim():
                chain = _place_of(statement)
                judge.contained(chain, partial(_judge_prose, judge, statement, part.rounds, found))
            case Unread():
                judge.unread(statement)
    said = partial(judge_where_said, judge.drafts, judge.identities, part.text)
    contained(Doing.DERIVATIONS, None, said, lambda _: None)
    rules = partial(pass_letter_rules, judge.drafts, part.statements.chains, naming, part.text)
    contained(Doing.DERIVATIONS, None, rules, lambda _: None)
    return Judged(judge, tuple(found))


def _judge_by_own_values(judge: Judge, own: OwnValues, chain: Chain) -> None:
    """Judge an equation where no network is known, by what the document printed before for its names."""
    found = contained(Doing.JUDGING, chain.span, partial(own.written_out, chain), lambda _: None)
    start = len(judge.drafts)
    judge.chain(chain if found is None else found[0])
    if found is not None:
        carried(judge.drafts[start:], comes_true=found[1])
    own.enter(chain)


def _claims_of(table: Table, naming: Naming) -> Claims:
    return contained(Doing.TABLE, table.span, partial(claims_of, table, naming), lambda _: Claims(table.span))


def _start(statement: Statement | ProseClaim | Claims) -> int:
    span: Span = statement.stated.span if isinstance(statement, ProseClaim) else statement.span
    return span.start


def _place_of(claim: ProseClaim) -> Chain:
    return Chain((), (), claim.stated.span)


def _judge_prose(judge: Judge, claim: ProseClaim, rounds: Rounds, found: list[tuple[ProseClaim, Draft]]) -> None:
    over = out_of_time()
    truth = None if over else rounds.value(claim.quantity, claim.rounds)
    if truth is not None and claim.stated.value < 0 and bool(truth > 0):
        # By how much it changes; its value has lost no sign in words.
        return
    draft = judge.numbers.single.judge_in_words(
        _place_of(claim), claim.quantity.ascii, claim.stated, truth, claim.rounds
    )
    if over:
        draft.reasons = [NO_TIME_LEFT]
    found.append((claim, draft))
