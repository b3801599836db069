"""What a document may be about: hypotheses, each judged once, and the choices between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from ...expression.tree import Affine, Symbol, symbols_of
from ...models.network import Network
from .. import thresholds
from ..document_refusals import DocumentCode, DocumentRefusal
from ..grammar.style import WritingStyle
from ..inference.assignments import every_assignment
from ..inference.inheritance import NOTHING_INHERITED, Inherited, inherited
from ..inference.units import Unit, units
from ..interpretation.examples import between, other_example
from ..interpretation.later_rounds import in_round
from ..interpretation.naming import Naming
from ..limits.boundary import Doing, contained
from ..limits.steps import out_of_time
from ..quantities.layers import layers_of
from ..reading.document import Reading
from ..reading.passages import Passed
from ..reading.scopes import Scope, ScopeKind, scopes
from ..reading.statements import Statements, statements_by_style
from ..reading.style import LAYER_WORDS, writing_style
from ..source import Span
from .claim import Draft
from .conventions import Variant, variants
from .judge import Judge
from .part import Judged, Part, part_of
from .put_in import tell_given_otherwise
from .rates import with_its_rate
from .remarks import Remark
from .rounds import in_later_round
from .scores import (
    Score,
    holds,
    margin_of_another_convention,
    margin_of_another_example,
    score,
)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What a document, or a part of it, may be about.

    Args:
        network: The network, with its loss, values and learning rate.
        since: Where the part begins in the file.
        until: Where it ends.
        negative_signals: Whether its error signals are minus the derivative of the error.
        rounds: How many updates were made before it.
        before: The part that goes before it, where it is of a later round: its names mean the same.
        put_in: What it computes with other numbers than it gives, which are those of the network then.
    """

    network: Network
    since: int = 0
    until: int = thresholds.MOST_CHARACTERS
    negative_signals: bool = False
    rounds: int = 0
    before: Hypothesis | None = None
    put_in: tuple[Symbol, ...] = ()

    def __hash__(self) -> int:
        # The values of a network stand in a dictionary, which has no hash; few hypotheses share what is hashed here.
        network = self.network
        return hash((network.graph, network.learning_rate, self.since, self.until, self.negative_signals, self.rounds))


@dataclass(frozen=True, slots=True)
class Judgement:
    """A hypothesis and what was judged under it.

    Args:
        hypothesis: The hypothesis.
        part: The part of the document that it is about.
        judged: What was judged of that.
        score: How well the hypothesis comes out.
    """

    hypothesis: Hypothesis
    part: Part
    judged: Judged
    score: Score

    @property
    def judge(self) -> Judge:
        """The judge after all of the part."""
        return self.judged.judge

    @property
    def drafts(self) -> list[Draft]:
        """The claims, in the order of the document."""
        return self.judge.drafts

    @property
    def naming(self) -> Naming:
        """What the names mean."""
        return self.judge.naming


@dataclass(frozen=True, slots=True)
class Explained:
    """A judgement with what is wrong explained.

    Args:
        drafts: The claims, in the order of the document.
        remarks: What the document does that the network does not.
        passed: What it mentions beside.
    """

    drafts: tuple[Draft, ...]
    remarks: tuple[Remark, ...] = ()
    passed: tuple[Passed, ...] = ()


def _running(network: Network) -> Iterator[str]:
    """Yield the letters of positions along recurrences and of shifted ones: k + 1 is one then, and no next round."""
    for equation in (*network.graph.equations, *network.backward.graph.equations):
        if equation.along is not None:
            yield equation.along.index.name
        for position in (at for term in equation.terms for read in symbols_of(term.body) for at in read.indices):
            if isinstance(position, Affine):
                yield from (index.name for _, index in position.parts)


@dataclass
class Trials:
    """The hypotheses that were tried on one document.

    The document is read once; its statements are read once for each way of writing that follows from the words of a
    network, mostly one; and each hypothesis is judged once, however often it is asked for.

    Args:
        reading: The document.
        interpret: Finds out what the names of a part mean.
        judge: Judges a part by that.
        outer: What it inherits, where it is a part of a document.
        commas: Whether the whole document writes decimal commas, where it is a part of one.
    """

    reading: Reading
    interpret: Callable[[Part], Naming]
    judge: Callable[[Part, Naming], Judged]
    outer: Inherited = NOTHING_INHERITED
    commas: bool | None = None
    _statements: dict[WritingStyle, Statements] = field(init=False, default_factory=dict)
    parts: dict[Hypothesis, tuple[list[Judgement], list[Remark]]] = field(init=False, default_factory=dict)
    _judgements: dict[Hypothesis, Judgement] = field(init=False, default_factory=dict)
    _moved: dict[Hypothesis, Network] = field(init=False, default_factory=dict)
    _stretches: dict[Span, tuple[Reading, Statements]] = field(init=False, default_factory=dict)

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes of the document."""
        return scopes(self.reading.plain)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The parts of the document that may each be about something of their own; mostly there is one."""
        found = self.scopes
        statements = self.statements()
        given = every_assignment(self.reading, statements) if len(found) > 1 else []
        return units(found, statements.chains, given)

    def within(self, unit: Unit, inherits: Sequence[Span]) -> Trials:
        """Return the hypotheses that are tried on a part of the document alone.

        Args:
            unit: The part.
            inherits: The stretches from which it inherits, the nearest first.
        """
        outer = inherited([self._stretch(span) for span in inherits])
        commas = self.statements().style.commas
        return Trials(self.reading.within(unit.span), self.interpret, self.judge, outer, commas)

    def _stretch(self, span: Span) -> tuple[Reading, Statements]:
        if span not in self._stretches:
            self._stretches[span] = self.reading.within(span), between(self.statements(), span.start, span.end)
        return self._stretches[span]

    def statements(self, network: Network | None = None) -> Statements:
        """Return what the document says, read with the words of a network, or with those that every network has."""
        declared = () if network is None else network.graph.declared
        words = LAYER_WORDS.union(symbol.base for symbol in declared)
        samples = {symbol.sample for symbol in declared if symbol.sample}
        marked = {(symbol.base, symbol.superscript) for symbol in declared if symbol.superscript[:1] not in ("", *"([")}
        runs = frozenset[str]() if network is None else frozenset(_running(network))
        labelled = {(symbol.base, symbol.subscript.lower()) for symbol in declared if symbol.subscript}
        style = writing_style(self.reading, words, samples, marked, runs, labelled)
        style = style if self.commas is None else replace(style, commas=self.commas)
        if style not in self._statements:
            self._statements[style] = statements_by_style(self.reading, style)
        return self._statements[style]

    def of(self, hypothesis: Hypothesis) -> Judgement:
        """Return what is judged under a hypothesis."""
        if hypothesis not in self._judgements:
            self._judgements[hypothesis] = self._judged(hypothesis)
        return self._judgements[hypothesis]

    def _judged(self, hypothesis: Hypothesis) -> Judgement:
        since, until = hypothesis.since, hypothesis.until
        statements = self.statements(hypothesis.network)
        statements = between(statements, since, until)
        part = part_of(self.reading, statements, hypothesis.network, since, until, self.outer)
        part = replace(part, negative_signals=hypothesis.negative_signals)
        if hypothesis.before is not None:
            return self._judged_later(hypothesis, hypothesis.before, part)
        judged = self.judge(part, self.interpret(part))
        tell_given_otherwise(judged.judge.drafts, hypothesis.put_in)
        return Judgement(hypothesis, part, judged, score(judged.judge.drafts))

    def _judged_later(self, hypothesis: Hypothesis, before: Hypothesis, part: Part) -> Judgement:
        """Return what is judged of a later round, with what the updates have left and the names of the round before."""
        earlier = self.of(before).judge
        network = self.network_after(hypothesis.network, hypothesis.rounds)
        part = replace(part, network=network, layers=layers_of(network), printed=earlier.ledger)
        judged = self.judge(part, in_round(earlier.naming, network))
        return Judgement(hypothesis, part, judged, score(judged.judge.drafts))

    def network_after(self, network: Network, rounds: int) -> Network:
        """Return a network after some rounds, made once."""
        key = Hypothesis(network, rounds=rounds)
        if key not in self._moved:
            self._moved[key] = in_later_round(network, rounds)
        return self._moved[key]

    def first_round(self, hypothesis: Hypothesis) -> Score:
        """Return how well a hypothesis comes out by what is not said to be of a later round."""
        later = [
            at.span for at in self.scopes if at.kind is ScopeKind.ROUND and at.is_certain and at.label not in ("0", "1")
        ]
        judgement = self.of(hypothesis)
        starts = [span.start for span in later]

        def is_first(draft: Draft) -> bool:
            at = bisect_right(starts, draft.chain.span.start) - 1
            return at < 0 or draft.chain.span.start >= later[at].end

        return score(filter(is_first, judgement.drafts)) if later else judgement.score

    def drafts_by(self, hypothesis: Hypothesis, network: Network) -> Sequence[Draft]:
        """Return what is judged of the part that a hypothesis is about by another network."""
        return self.of(replace(hypothesis, network=network)).drafts

    def with_its_rate(self, network: Network) -> Hypothesis:
        """Return that a document is about a network with the learning rate that it says it uses."""
        return Hypothesis(with_its_rate(network, self.statements(network)))


def judge_document(hypothesis: Hypothesis, trials: Trials) -> tuple[list[Judgement], list[Remark]]:
    """Judge a document, part by part, each under the hypothesis that it comes out best by.

    Args:
        hypothesis: What it may be about; the whole document, and the network that is given or inferred.
        trials: The document.

    Returns:
        What is judged of its parts, in their order, and what the document does that the network does not.

    Raises:
        DocumentRefusal: The network is too large.
    """
    if hypothesis.network.parameter_count > thresholds.MOST_PARAMETERS:
        raise DocumentRefusal(
            DocumentCode.TOO_MANY_PARAMETERS,
            trials.reading.source.name,
            count=hypothesis.network.parameter_count,
            most=thresholds.MOST_PARAMETERS,
        )
    hypothesis, remarks = contained(
        Doing.CONVENTIONS,
        None,
        partial(_with_its_conventions, hypothesis, trials),
        lambda _: (hypothesis, list[Remark]()),
    )
    parts = contained(Doing.OTHER_EXAMPLES, None, lambda: [*_examples(hypothesis, trials)], lambda _: [hypothesis])
    return [trials.of(part) for part in parts], remarks


def _with_its_conventions(hypothesis: Hypothesis, trials: Trials) -> tuple[Hypothesis, list[Remark]]:
    """Return the hypothesis with the conventions of a document, where they clearly differ, and what it then does."""
    remarks: list[Remark] = []
    for _ in range(thresholds.MOST_CONVENTIONS):
        judgement = trials.of(hypothesis)
        every = variants(hypothesis.network, hypothesis.negative_signals, judgement.drafts)
        found = next(filter(None, (_likeliest_variant(judgement, several, trials) for several in every)), None)
        if found is None:
            break
        hypothesis, remark = found
        remarks += [remark] if remark is not None else []
    return hypothesis, remarks


def _likeliest_variant(
    judgement: Judgement, several: Iterable[Variant], trials: Trials
) -> tuple[Hypothesis, Remark | None] | None:
    """Return of the variants of a convention that by which a document comes out clearly best, or None."""
    hypothesis, found = judgement.hypothesis, None
    # A later round, with what the updates before have left, is judged by the same conventions.
    beside = best = trials.first_round(hypothesis)
    for variant in several:
        other = replace(hypothesis, network=variant.network, negative_signals=variant.negative_signals)
        tried = trials.first_round(other)
        # Where the time is over, few mistakes are found because little is judged.
        if out_of_time():
            break
        if holds(tried, beside, margin_of_another_convention()) and tried.worth > best.worth:
            best, found = tried, (other, variant.remark)
        if found is not None and not best.mistakes:
            break
    return found


def _examples(hypothesis: Hypothesis, trials: Trials) -> Iterator[Hypothesis]:
    """Yield the examples of a document, one after another, each with its own values; mostly there is one."""
    rest = hypothesis
    for _ in range(thresholds.MOST_EXAMPLES - 1):
        whole = trials.of(rest)
        other = other_example(whole.naming, whole.part.statements)
        if other is None:
            break
        before = replace(rest, until=other.start)
        after = replace(rest, network=rest.network.at(other.values), since=other.start)
        split = trials.of(before).score + trials.of(after).score
        if not holds(split, whole.score, margin_of_another_example()) or out_of_time():
            break
        yield before
        rest = after
    yield rest
