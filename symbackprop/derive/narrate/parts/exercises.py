"""Exercises with fewer and fewer given steps, and their answers at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ....document.blocks import Block, Display, Heading, Inlines, Paragraph, Reference, Row, Table
from ....document.rank import Rank
from ....errors import CertificationError, DomainError
from ....expression.tree import Number, Partial, Product, Symbol, decimal
from ...nudges import Nudge
from ...numbers import Numbers
from ..derivations import parameter_groups
from ..general import given_values
from ..lecture import Lecture
from ..tables import pairs
from ..words import counted, inlines, joined, paragraph, row, sentence, sides, two_rows
from . import sentences
from .figures import expression_of, few, shown, sign_of
from .intuition import in_words
from .slips import quantities, who_knows, with_mathematics

MOST_LEFT = 4
"""Gradients that are left to the reader."""

MOST_COMPUTED = 40
"""Of a network with more quantities, nobody is asked to compute them all."""

NUDGED = "0.05"
"""How far a weight is raised where the reader predicts what happens."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise.

    Args:
        question: What is asked.
        given: Lines that help.
        left_out: Lines that would help and are left to the reader.
        answer: What the answer says.
        shown: The lines of the answer.
        tabled: The numbers of the answer, where they are many.
    """

    question: Inlines
    given: tuple[Row, ...] = ()
    answer: Inlines = ()
    shown: tuple[Row, ...] = ()
    left_out: tuple[Row, ...] = ()
    tabled: tuple[Table, ...] = ()


def exercises(lecture: Lecture) -> Iterator[Block]:
    """Yield the exercises, and then their answers."""
    fresh = lecture.outline.fresh_draw
    opening: tuple[Block, ...] = ()
    forward: tuple[Exercise, ...] = ()
    if fresh is not None:
        # With other numbers nothing is derived yet, the weights of the notes neither.
        outline = replace(lecture.outline, weights=(), mistakes=fresh.mistakes)
        lecture = Lecture(Numbers(fresh.network, lecture.numbers.rounding), outline)
        opening, forward = tuple(_fresh_numbers(lecture, fresh.seed)), _forward(lecture)
    left = _left(lecture)
    found = [
        *forward,
        *_gradients(lecture, left, _helps(lecture, left)),
        *_signs(lecture, left),
        *_mistakes(lecture, left),
        *_predictions(lecture, left),
    ]
    if not found:
        return
    yield Heading(1, sentence(sentences.EXERCISES), Rank.APPENDIX)
    yield from opening
    for number, at in enumerate(found, start=1):
        yield Paragraph(joined(sentence(sentences.EXERCISE, number=str(number)), at.question))
        if at.given:
            yield Display(at.given)
    yield Heading(1, sentence(sentences.ANSWERS), Rank.APPENDIX)
    for number, at in enumerate(found, start=1):
        yield Paragraph(joined(sentence(sentences.ANSWER, number=str(number)), at.answer))
        if at.shown:
            yield Display(at.shown)
        yield from at.tabled


def fading(lecture: Lecture, most: int) -> tuple[Exercise, ...]:
    """Return gradients to find, the first with so many steps given, each further one with a step less, down to none."""
    left = _spread(_possible(lecture, most + 1), most + 1)
    first = min(most, len(left) - 1)
    return tuple(_gradients(lecture, left, [first - at for at in range(len(left))]))


def explanations(lecture: Lecture) -> tuple[Exercise, ...]:
    """Return questions for reasons, and predictions to be made before anything is computed."""
    weights = [*lecture.outline.weights, *_left(lecture)]
    return (*_signs(lecture, weights), *_predictions(lecture, weights))


def _fresh_numbers(lecture: Lecture, seed: int) -> Iterator[Block]:
    label = "tab-fresh"
    yield paragraph(sentences.FRESH_NUMBERS, table=Reference(label), seed=str(seed))
    yield given_values(lecture, sentence(sentences.FRESH_VALUES), label)


def _forward(lecture: Lecture) -> tuple[Exercise, ...]:
    """Return the exercise of the forward pass, whose numbers the others need."""
    names = [name for equation in lecture.network.graph.equations for name in lecture.elements(equation.target)]
    if len(names) > MOST_COMPUTED:
        return ()
    cells = [(inlines(name), inlines(lecture.numbers.of(name))) for name in names]
    caption = inlines(sentences.FORWARD_CAPTION)
    table = pairs((sentences.QUANTITY, sentences.FACTOR_VALUE), cells, caption, "tab-fresh-forward")
    question = sentence(sentences.FORWARD_FIRST, error=lecture.error)
    return (Exercise(question, (), sentence(sentences.FORWARD_FOUND, table=Reference(table.label)), tabled=(table,)),)


def _left(lecture: Lecture) -> list[Symbol]:
    """Return the weights that are left to the reader: of each group, the first and the last that is not derived."""
    found = _possible(lecture, 1)
    return found if len(found) <= MOST_LEFT else [*found[: MOST_LEFT // 2], *found[-(MOST_LEFT // 2) :]]


def _possible(lecture: Lecture, first: int) -> list[Symbol]:
    """Return weights that are not derived: of each group some first ones and the last one."""
    found: list[Symbol] = []
    for _, own in parameter_groups(lecture):
        rest = [at for at in own if at not in lecture.outline.weights]
        some = dict.fromkeys([*rest[:first], *rest[-1:]])
        found += [
            at for at in some if len(_partials(lecture, at)) > 1 and sign_of(lecture, lecture.network.gradient[at])
        ]
    return found


def _spread(weights: list[Symbol], most: int) -> list[Symbol]:
    """Return so many weights, evenly from all."""
    return weights if len(weights) <= most else [weights[at * len(weights) // most] for at in range(most)]


def _partials(lecture: Lecture, weight: Symbol) -> tuple[Partial, ...]:
    """Return the factors of a gradient; nothing where nothing depends on the weight."""
    paths = lecture.backward.paths
    return paths.partials(paths.path_from(weight)) if lecture.network.reaches_loss(weight) else ()


def _helps(lecture: Lecture, left: list[Symbol]) -> list[int]:
    """Return how many steps are given of each gradient: all, then fewer and fewer, of the last one none."""
    counts = [len(_partials(lecture, weight)) for weight in left]
    last = max(len(left) - 1, 1)
    return [count - round(at * count / last) if len(left) > 1 else 0 for at, count in enumerate(counts)]


def _gradients(lecture: Lecture, left: list[Symbol], given_steps: list[int]) -> Iterator[Exercise]:
    """Yield a gradient each, with so many of its steps given."""
    paths, is_updated = lecture.backward.paths, lecture.network.update is not None
    for weight, given_here in zip(left, given_steps, strict=True):
        partials = _partials(lecture, weight)
        helps = min(given_here, len(partials))
        steps = tuple(
            row(paths.shown(partial), ("=", lecture.numbers.of(expression_of(lecture, partial))))
            for partial in partials
        )
        given, left_out = steps[:helps], steps[helps:]
        every, some, none = (
            (sentences.ALL_STEPS_GIVEN, sentences.STEPS_GIVEN, sentences.NO_STEPS_GIVEN)
            if is_updated
            else (sentences.ALL_STEPS_GIVEN_ALONE, sentences.STEPS_GIVEN_ALONE, sentences.NO_STEPS_GIVEN_ALONE)
        )
        if 0 < helps < len(partials):
            question = sentence(some, weight=weight, factors=counted(len(partials), "factor"))
        else:
            question = sentence(every if helps else none, weight=weight)
        similar = lecture.backward.similar(weight)
        lines = [*two_rows(similar.rule), *(row(chain.left, *sides(chain)[1:]) for chain in similar.update)]
        yield Exercise(question, given, (), tuple(lines), left_out)


def _signs(lecture: Lecture, left: list[Symbol]) -> Iterator[Exercise]:
    """Yield the question for the sign of a factor, a negative one where there is one."""
    known = [partial for weight in left for partial in _partials(lecture, weight)]
    signed = [(partial, sign_of(lecture, expression_of(lecture, partial))) for partial in dict.fromkeys(known)]
    chosen = next((at for at in signed if at[1] < 0), next((at for at in signed if at[1] > 0), None))
    if chosen is not None:
        partial, sign = chosen
        question = sentences.EXPLAIN_NEGATIVE if sign < 0 else sentences.EXPLAIN_POSITIVE
        reason = in_words(lecture, partial, sign)
        factor = lecture.backward.paths.shown(partial)
        yield Exercise(sentence(question, factor=factor), (), sentence(sentences.BECAUSE, reason=reason))


def _mistakes(lecture: Lecture, left: list[Symbol]) -> Iterator[Exercise]:
    """Yield wrong gradients, each with another mistake."""
    ask, network = who_knows(lecture), lecture.network
    seen: set[str] = set()
    # The last ones are of another layer, where other mistakes are made.
    for weight in dict.fromkeys([*left[:1], *left[-1:]]) if ask is not None else ():
        assert ask is not None
        number = lecture.numbers.of(network.gradient[weight])
        on_path = lecture.backward.paths.on_path(weight)
        names = {symbol.ascii: symbol for symbol in on_path}
        possible = ask(Display((row(Partial(network.loss, weight), ("=", number)),)))
        for mistake in possible:
            of, _, by = mistake.factor.replace("∂", "").partition("/")
            is_elsewhere = mistake.factor and not {of, by} <= names.keys()
            if mistake.code in seen or is_elsewhere:
                continue
            title = mistake.title[:1].upper() + mistake.title[1:]
            told = with_mathematics(mistake.sentence, {**quantities(lecture), **names})
            here = sentence(sentences.SLIP_SENTENCE, sentence=told) if len(told) > 1 else ()
            yield Exercise(
                sentence(sentences.FIND_MISTAKE, wrong=mistake.wrong, weight=weight),
                (),
                joined(sentence(sentences.MISTAKE_IS, title=title), here, inlines(mistake.lesson)),
            )
            break
        seen.update(mistake.code for mistake in possible)


def _predictions(lecture: Lecture, left: list[Symbol]) -> Iterator[Exercise]:
    network = lecture.network
    for weight in (*reversed(left), *lecture.outline.weights):
        step = decimal(NUDGED)
        nudge = Nudge(network, {weight: step})
        if not sign_of(lecture, network.gradient[weight]) or not nudge.is_short:
            continue
        try:
            change: Number = nudge.shown_change(few(lecture))
        except (CertificationError, DomainError):
            continue
        predicted = shown(lecture, Product((step, network.gradient[weight])))
        yield Exercise(
            sentence(sentences.PREDICT, weight=weight, step=step, error=lecture.error),
            (),
            sentence(sentences.PREDICTED_AND_TRUE, predicted=predicted, change=change),
        )
        return
