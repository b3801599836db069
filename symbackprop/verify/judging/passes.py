"""Later passes through a network: forward values, gradients and updates with what the updates before have left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from ...expression.tree import Symbol
from ..limits.boundary import Breakdown, Doing, contained
from ..limits.steps import out_of_time
from ..quantities.atoms import Role
from ..reading.scopes import Scope, ScopeKind
from .claim import Draft
from .hypotheses import Hypothesis, Judgement, Trials, judge_document
from .remarks import Remark
from .scores import Score, score
from .verdicts import FAULTS, Verdict


def judge_passes(hypothesis: Hypothesis, trials: Trials) -> tuple[list[Judgement], list[Remark]]:
    """Judge a document, example by example and pass by pass, each under the hypothesis that it comes out best by.

    Args:
        hypothesis: What it may be about.
        trials: The document.
    """
    if hypothesis not in trials.parts:
        trials.parts[hypothesis] = _judge_passes(hypothesis, trials)
    return trials.parts[hypothesis]


def _judge_passes(hypothesis: Hypothesis, trials: Trials) -> tuple[list[Judgement], list[Remark]]:
    parts, remarks = judge_document(hypothesis, trials)
    found: list[Judgement] = []
    for part in parts:
        whole = part.hypothesis
        split = contained(Doing.PASSES, None, partial(_passes_of, whole, trials), partial(_undivided, whole))
        found += [trials.of(one) for one in split]
    return found, remarks


def _passes_of(hypothesis: Hypothesis, trials: Trials) -> list[Hypothesis]:
    return list(passes(hypothesis, trials))


def _undivided(hypothesis: Hypothesis, _broken: Breakdown) -> list[Hypothesis]:
    return [hypothesis]


def passes(hypothesis: Hypothesis, trials: Trials) -> Iterator[Hypothesis]:
    """Yield the passes of a part of a document, one after another; mostly there is one.

    A scope that says that it is of a later round is judged in that round where more of it comes true there.

    Args:
        hypothesis: What the part is judged against.
        trials: The part.
    """
    scopes = [
        scope
        for scope in trials.scopes
        if scope.kind is ScopeKind.ROUND and hypothesis.since <= scope.span.start < hypothesis.until
    ]
    first = 0 if any(scope.label == "0" for scope in scopes) else 1
    current, waiting = hypothesis, list[Hypothesis]()
    done: Hypothesis | None = None
    for scope in scopes:
        if out_of_time():
            break
        while waiting and scope.span.start >= current.until:
            yield current
            current = waiting.pop()
        rounds = int(scope.label) - first if scope.label.isdecimal() else current.rounds + 1
        later = _later(current, scope, rounds, trials, done) if rounds > current.rounds else None
        if later is None:
            continue
        yield replace(current, until=later.since)
        if later.until < current.until:
            waiting.append(replace(hypothesis, since=later.until, until=current.until))
        current = done = later
    yield current
    yield from reversed(waiting)


def _later(
    current: Hypothesis, scope: Scope, rounds: int, trials: Trials, done: Hypothesis | None
) -> Hypothesis | None:
    """Return a scope as one of a later round, where it comes out so; None where it does not.

    Args:
        current: What it is judged against otherwise.
        scope: The scope.
        rounds: How many updates were made before it.
        trials: The document.
        done: The later round before it, whose names it goes on using where nothing stands between the two.
    """
    until = min(scope.span.end, current.until)
    drafts = _between(trials.of(current).drafts, scope.span.start, until)
    if not any(_is_fault(draft) or draft.verdict is Verdict.LAST_PLACE for draft in drafts):
        return None
    # What an update leaves may be printed once more before the next round begins with it.
    parameters = frozenset(current.network.parameters)
    since = next((_start(draft) for draft in drafts if not _repeats_an_update(draft, parameters)), until)
    best: Hypothesis | None = None
    best_gain = Score(0, 0)
    for end in dict.fromkeys((until, min(_end_of_paragraph(trials, since), until))):
        begun = replace(current, until=since)
        before = done if done is not None and done.until == current.since and not trials.of(begun).drafts else begun
        later = replace(current, rounds=rounds, since=since, until=end, before=before)
        beside, found = _score(_between(drafts, since, end)), _score(trials.of(later).drafts)
        gain = Score(found.worth - beside.worth, found.mistakes - beside.mistakes)
        if gain.mistakes > 0 or gain.worth < 0 or not (scope.is_certain or gain.mistakes < 0):
            continue
        if best is None or (gain.mistakes, -gain.worth) < (best_gain.mistakes, -best_gain.worth):
            best, best_gain = later, gain
    return best


def _between(drafts: Sequence[Draft], since: int, until: int) -> list[Draft]:
    return [draft for draft in drafts if since <= _start(draft) < until]


def _is_fault(draft: Draft) -> bool:
    return draft.is_slip or bool(FAULTS.intersection(draft.flags))


def _score(drafts: Sequence[Draft]) -> Score:
    """Return how well a round comes out: an operand of another round is as much of a mistake as a result of one."""
    return replace(score(drafts), mistakes=sum(map(_is_fault, drafts)))


def _repeats_an_update(draft: Draft, parameters: frozenset[Symbol]) -> bool:
    """Say whether a claim is about what an update leaves, as it is called before the round that begins with it."""
    atoms = draft.subject.flat if draft.subject is not None else ()
    is_new = bool(atoms) and all(atom.role is Role.NEW and atom.symbol in parameters for atom in atoms)
    return is_new and not _is_fault(draft)


def _start(draft: Draft) -> int:
    return draft.chain.span.start


def _end_of_paragraph(trials: Trials, start: int) -> int:
    found = trials.reading.source.text.find("\n\n", start)
    return found if found >= 0 else len(trials.reading.source.text)
