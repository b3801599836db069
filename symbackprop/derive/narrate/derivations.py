"""The main section: the gradient of single weights, step by step; long, with a function for each kind of step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...document.blocks import (
    Block,
    Display,
    Heading,
    Inlines,
    Paragraph,
    Reference,
    Relate,
    Row,
    Step,
    Substep,
    Together,
)
from ...expression.tree import Partial, Symbol, size_of, times
from ..steps import (
    Branch,
    Chain,
    Factor,
    FactorStep,
    LocalDerivative,
    Nested,
    PathSum,
    Reused,
    Shortcut,
    WeightDerivation,
    equal,
)
from . import sentences
from .alike import similarly
from .influence import without_influence
from .lecture import Lecture
from .length import LINK, demand_room
from .words import counted, in_words, inlines, listed, paragraph, row, sentence, sides, two_rows, words

MOST_READERS = 3
"""Of more paths that part at a quantity, the first and the last are named."""

LONGEST_SLOPE = 5
"""Numbers and symbols in a derivative up to which its value stands on the same line."""


def backward_pass(lecture: Lecture) -> Iterator[Block]:
    """Yield the section that derives the chosen weights, from the output layer back."""
    yield Heading(1, sentence(sentences.BACKWARD))
    yield paragraph(
        sentences.BACKWARDS, error=lecture.error, parameter=lecture.parameter, parameters=lecture.parameters
    )
    for title, own in parameter_groups(lecture):
        chosen = [weight for weight in lecture.outline.weights if weight in own]
        rest = [weight for weight in own if weight not in lecture.outline.weights]
        if chosen:
            if title:
                yield Heading(2, inlines(title))
            for weight in chosen:
                yield from _weight(lecture, weight, 3 if title else 2)
            if rest and lecture.outline.similarly:
                yield from similarly(lecture, rest, lecture.backward.similar)
    yield from without_influence(lecture)


def parameter_groups(lecture: Lecture) -> Iterator[tuple[str, tuple[Symbol, ...]]]:
    """Yield the parameters that are derived alike, those nearest to the error first, each group with its heading."""
    trained = lecture.network.trained
    if not lecture.layers:
        unread = set(lecture.network.unread)
        for symbol in reversed(trained):
            own = lecture.elements(symbol)
            if symbol in lecture.network.unreached:
                own = tuple(name for name in own if name in lecture.outline.weights)
            elif unread:
                own = tuple(name for name in own if name not in unread or name in lecture.outline.weights)
            yield "", own
        return
    for layer in reversed(lecture.layers):
        symbols = [symbol for symbol in (layer.weights, layer.bias) if symbol is not None and symbol in trained]
        yield layer.title, tuple(name for symbol in symbols for name in lecture.network.listed(symbol))


def _weight(lecture: Lecture, weight: Symbol, level: int) -> Iterator[Block]:
    name = weight.ascii
    lecture.begun += 1
    yield Heading(level, sentence(sentences.HOW_MUCH_AFFECTS, weight=weight, error=lecture.error))
    paths = lecture.backward.paths.count(weight)
    if paths == 0:
        yield paragraph(sentences.NOT_AT_ALL, weight=weight, error=lecture.error)
        return
    demand_room(lecture, LINK * lecture.backward.paths.links(weight))
    derivation = lecture.backward.derive(weight)
    one = paths == 1
    yield from lecture.figure(
        derivation.path,
        sentence(sentences.PATH_FIGURE if one else sentences.PATHS_FIGURE, weight=weight, error=lecture.error),
        f"fig-{name}",
        words(sentences.PATH_IN_WORDS if one else sentences.PATHS_IN_WORDS, name=name, count=in_words(paths)),
    )
    yield from _before(lecture, derivation)
    yield Paragraph(_reason(lecture, derivation))
    product = len(derivation.steps) > 1
    if product:
        yield Display((row(derivation.rule.left, *sides(derivation.rule)),), f"eq-{name}-rule")
    for count, step in enumerate(derivation.steps, start=1):
        yield _step(lecture, step, name, _signal(lecture, derivation.steps[:count]))
    update = tuple(round_of(lecture, weight, derivation.update))
    if not product:
        # A single step has found the gradient; there is nothing to put together.
        yield from update
        return
    together = Display((row(derivation.together.left, *sides(derivation.together, bold=True)),), f"eq-{name}")
    yield Together(sentences.TOGETHER, (together, *update))


def _step(lecture: Lecture, step: FactorStep, name: str, conclusion: Iterable[Block] = ()) -> Step:
    blocks = (*_factor(lecture, step.factor, f"eq-{name}-{step.label}"), *conclusion)
    return Step(step.label.numbers[-1], question(step.factor.partial), blocks)


def _signal(lecture: Lecture, steps: Sequence[FactorStep]) -> Iterator[Block]:
    """Yield the output minus the target, once, where that is what the first two steps give together."""
    if len(steps) != 2:
        return
    first, second = (step.factor for step in steps)
    if not isinstance(first, LocalDerivative) or not isinstance(second, LocalDerivative):
        return
    net = second.partial.by
    short = lecture.backward.short_signal(net)
    if short and first.partial.by == second.partial.of:
        text = sentences.STEPS_CANCEL if len(short) > 2 else sentences.STEPS_TOGETHER
        yield paragraph(text, first=str(steps[0].label), second=str(steps[1].label))
        product = Chain(
            short[0].left, equal(times(*(lecture.backward.paths.shown(at.partial) for at in (first, second))))
        )
        rows = [row(product.left, *sides(product)), *(row(None, *sides(chain)) for chain in short)]
        yield Display(tuple(rows), f"eq-d-{net.ascii}")


def round_of(lecture: Lecture, weight: Symbol, update: Sequence[Chain]) -> Iterator[Block]:
    """Yield what the first round makes of a weight."""
    if not update:
        return
    if lecture.network.optimiser.is_descent:
        yield paragraph(sentences.SUBTRACT, rate=Symbol("η"))
    else:
        yield paragraph(sentences.FIRST_ROUND, weight=weight)
    rows = tuple(line for chain in update for line in two_rows(chain))
    yield Display(rows, f"eq-{weight.ascii}-update")


def _before(lecture: Lecture, derivation: WeightDerivation) -> Iterator[Block]:
    """Yield what is derived first, since it would be nested too deeply where it is needed."""
    if not derivation.before:
        return
    yield paragraph(
        sentences.SPLITS,
        weight=derivation.weight,
        error=lecture.error,
        count=in_words(len(derivation.before)),
    )
    for step in derivation.before:
        yield _step(lecture, step, derivation.weight.ascii)


def _reason(lecture: Lecture, derivation: WeightDerivation) -> Inlines:
    """Return why the chain rule takes the form that it takes."""
    weight, steps = derivation.weight, [step.factor for step in derivation.steps]
    through = listed([step.partial.of for step in reversed(steps[1:])])
    if len(steps) == 1 and isinstance(steps[0], LocalDerivative):
        return sentence(sentences.IN_EQUATION, weight=weight, error=lecture.error)
    if len(steps) == 1:
        return why_shared(lecture, weight)
    if lecture.network.signal and not steps[0].partial.local:
        return sentence(sentences.THROUGH_SIGNAL, weight=weight, through=through)
    paths = lecture.backward.paths
    if isinstance(steps[0], Shortcut) or paths.declared(steps[0].partial.by) in paths.softmax:
        return sentence(sentences.THROUGH_SOFTMAX, weight=weight, through=through)
    if isinstance(steps[0], PathSum | Reused) and not steps[0].partial.local:
        parted = len(paths.readers(steps[0].partial.by))
        if parted == 1:
            return sentence(sentences.THROUGH_ONE, weight=weight, through=through)
        return sentence(
            sentences.THROUGH_PATHS, weight=weight, through=through, error=lecture.error, count=in_words(parted)
        )
    return sentence(sentences.ONE_PATH, weight=weight, error=lecture.error, through=through, count=in_words(len(steps)))


def why_shared(lecture: Lecture, weight: Symbol) -> Inlines:
    """Return why the gradient of a quantity that is read in several places is a sum from the start."""
    readers = lecture.backward.paths.readers(weight)
    samples = len({reader.sample for reader in readers if reader.sample})
    penalty = lecture.network.penalty
    batch = counted(samples, "sample")
    if penalty is None or penalty not in readers:
        if samples > 1:
            return sentence(sentences.SAME_FOR_SAMPLES, weight=weight, samples=batch)
        return sentence(sentences.IN_SEVERAL_PLACES, weight=weight)
    if samples > 1:
        return sentence(sentences.SAME_FOR_SAMPLES_WITH_PENALTY, weight=weight, samples=batch, penalty=penalty)
    through = listed([reader for reader in readers if reader != penalty])
    return sentence(sentences.THROUGH_PENALTY, weight=weight, through=through, penalty=penalty)


def question(partial: Partial) -> Inlines:
    """Return the question that a derivative answers."""
    return sentence(sentences.HOW_MUCH_CHANGES, of=partial.of, by=partial.by)


def _factor(lecture: Lecture, step: Factor, label: str) -> Iterator[Block]:
    match step:
        case LocalDerivative():
            lecture.derived_at[step.partial] = label
            yield Display(tuple(local_rows(step)), label)
        case Reused():
            yield Paragraph(_reuse(lecture, step))
        case PathSum():
            lecture.derived_at[step.partial] = label
            yield from _path_sum(lecture, step, label)
        case Nested():
            lecture.derived_at[step.partial] = label
            yield from _nested(lecture, step, label)
        case Shortcut():
            lecture.derived_at[step.partial] = label
            yield from shortcut_blocks(lecture, step, label)


def local_rows(step: LocalDerivative) -> Iterator[Row]:
    """Yield the lines of a local derivative: the equation, its derivative, the numbers."""
    yield row(step.statement.left, *sides(step.statement))
    forms, numbers = sides(step.derivative), sides(step.numbers)
    *unevaluated, slope = forms
    if unevaluated:
        yield row(step.derivative.left, *unevaluated)
    left = None if unevaluated else step.derivative.left
    if size_of(slope[1]) <= LONGEST_SLOPE or not numbers:
        yield row(left, slope, *numbers)
    else:
        yield row(left, slope)
        yield row(None, *numbers)


def _reuse(lecture: Lecture, step: Reused) -> Inlines:
    value = Relate(lecture.backward.paths.shown(step.partial), "=", step.value)
    equation = Reference(lecture.derived_at[step.earlier])
    if step.partial == step.earlier:
        return sentence(sentences.KNOWN, value=value, equation=equation)
    return sentence(
        sentences.KNOWN_FOR_ONE_ERROR, value=value, equation=equation, by=step.partial.by, earlier=step.earlier
    )


def _nested(lecture: Lecture, step: Nested, label: str) -> Iterator[Block]:
    yield paragraph(sentences.ERROR_SIGNAL, quantity=step.partial.by)
    yield Display((row(step.rule.left, *sides(step.rule)),), f"{label}-rule")
    yield from _substeps(lecture, step.steps, label)
    yield Display((row(step.together.left, *sides(step.together)),), label)


def shortcut_blocks(lecture: Lecture, step: Shortcut, label: str) -> Iterator[Block]:
    """Yield the short form of softmax with cross-entropy, line by line."""
    yield paragraph(sentences.SOFTMAX_SLOPES, by=step.partial.by, output=step.output, total=step.total)
    yield Display(tuple(row(slope.left, *sides(slope)) for slope in step.slopes), f"{label}-slopes")
    yield paragraph(sentences.SOFTMAX_CANCELS, loss=lecture.network.loss)
    first, *others = step.forms
    rows = [row(first.left, *sides(first)), *(row(None, *sides(form)) for form in others)]
    yield Display(tuple(rows), f"{label}-forms")
    if step.short is not None:
        yield paragraph(sentences.SOFTMAX_REST)
        yield Display((row(step.short.left, *sides(step.short), *sides(step.numbers)),), label)
    else:
        yield paragraph(sentences.IN_NUMBERS)
        yield Display((row(step.numbers.left, *sides(step.numbers)),), label)


def _path_sum(lecture: Lecture, step: PathSum, label: str) -> Iterator[Block]:
    readers = lecture.backward.paths.readers(step.partial.by)
    by, named = step.partial.by, _named(lecture, readers)
    if len(readers) == 2:
        yield paragraph(sentences.TWO_PATHS, by=by, readers=named, error=lecture.error)
    else:
        paths = counted(len(readers), "path")
        yield paragraph(sentences.MANY_PATHS, by=by, readers=named, error=lecture.error, paths=paths)
    yield Display((row(step.rule.left, *sides(step.rule)),), f"{label}-paths")
    yield from _held_fixed(lecture, step)
    first, *others = step.branches
    yield from _first_branch(lecture, first, f"{label}-first")
    direct = [branch for branch in others if branch.steps]
    others = [branch for branch in others if not branch.steps]
    if others:
        yield paragraph(sentences.OTHER_PATH if len(others) == 1 else sentences.OTHER_PATHS)
        yield Display(tuple(line for branch in others for line in _branch_rows(branch)), f"{label}-others")
    elif len(readers) - len(direct) > 1:
        yield paragraph(sentences.OTHER_PATHS_LEFT_OUT, count=f"{len(readers) - len(direct) - 1:,}")
    for branch in direct:
        yield from _own_branch(lecture, branch, label)
    yield paragraph(sentences.SUM_OF_PATHS)
    yield Display((row(step.together.left, *sides(step.together)),), label)


def _held_fixed(lecture: Lecture, step: PathSum) -> Iterator[Block]:
    """Yield once what the bar behind a derivative says."""
    direct = next((branch.steps[-1].factor.partial for branch in step.branches if _is_direct(branch)), None)
    if direct is None or lecture.bar_explained:
        return
    lecture.bar_explained = True
    yield paragraph(sentences.HELD, partial=direct, by=direct.by, of=direct.of, total=step.partial)


def _is_direct(branch: Branch) -> bool:
    """Say whether a path goes straight into the loss, beside others."""
    return len(branch.steps) == 1 and bool(branch.steps[0].factor.partial.held)


def _own_branch(lecture: Lecture, branch: Branch, label: str) -> Iterator[Block]:
    """Yield a path that goes like no other: through the penalty, or straight into the loss."""
    if _is_direct(branch):
        (step,) = branch.steps
        partial = step.factor.partial
        held = tuple(at for at in partial.held if isinstance(at, Symbol))
        keep = sentences.KEEPS if len(held) == 1 else sentences.KEEP
        readers = [at for at in lecture.backward.paths.readers(partial.by) if at != partial.of]
        title = sentence(
            sentences.DIRECT_PATH, of=partial.of, by=partial.by, held=listed(readers, MOST_READERS), keep=keep
        )
        yield _substep(lecture, step, label, title)
    else:
        yield paragraph(sentences.PENALTY_PATH)
        yield from _substeps(lecture, branch.steps, label)
    if len(branch.steps) > 1:
        yield Display((row(branch.numbers.left, *sides(branch.numbers)),), f"{label}-penalty")


def _named(lecture: Lecture, readers: Sequence[Symbol]) -> Inlines:
    """Return the quantities that are computed from one, the penalty last and by its name."""
    penalty = lecture.network.penalty
    others = [reader for reader in readers if reader != penalty]
    if len(readers) <= MOST_READERS or len(others) == len(readers) or penalty is None:
        return listed(readers, MOST_READERS)
    return listed([listed(others, MOST_READERS - 1), penalty])


def _first_branch(lecture: Lecture, branch: Branch, label: str) -> Iterator[Block]:
    yield paragraph(sentences.FIRST_PATH, factors=counted(len(branch.factors), "factor"))
    if branch.head is not None:
        yield Display((row(branch.head, ("=", times(*branch.factors))),))
    yield from _substeps(lecture, branch.steps, label)
    yield Display((row(branch.numbers.left, *sides(branch.numbers)),), label)


def _substeps(lecture: Lecture, steps: Sequence[FactorStep], label: str) -> Iterator[Block]:
    for step in steps:
        title = _reuse(lecture, step.factor) if isinstance(step.factor, Reused) else question(step.factor.partial)
        yield _substep(lecture, step, label, title)


def _substep(lecture: Lecture, step: FactorStep, label: str, title: Inlines) -> Substep:
    blocks = () if isinstance(step.factor, Reused) else _factor(lecture, step.factor, f"{label}-{step.label.last}")
    return Substep(str(step.label), title, tuple(blocks))


def _branch_rows(branch: Branch) -> Iterator[Row]:
    if branch.head is None:
        yield row(branch.numbers.left, *sides(branch.numbers))
        return
    yield row(branch.head, ("=", times(*branch.factors)))
    yield row(None, *sides(branch.numbers))
