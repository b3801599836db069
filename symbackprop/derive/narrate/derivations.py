"""The main section: the gradient of single weights, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...document.blocks import Block, Display, Heading, Inlines, Paragraph, Reference, Relate, Row, Step, Together
from ...expression.tree import Partial, Symbol, size_of, times
from ..backward import letters
from ..steps import Branch, Factor, LocalDerivative, Nested, PathSum, Reused, Shortcut, WeightDerivation
from .lecture import Lecture
from .length import LINK, demand_room
from .words import counted, in_words, listed, paragraph, row, said, sides, two_rows

MOST_SIMILAR = 8
LONGEST_SLOPE = 5
"""Numbers and symbols in a derivative up to which its value stands on the same line."""


def backward_pass(lecture: Lecture) -> Iterator[Block]:
    """Yield the section that derives the chosen weights, from the output layer back."""
    yield Heading(1, said("Backward pass"))
    yield paragraph(
        "Now from the end to the start. For each {} we ask how much {} changes when the {} does: its "
        "**gradient**. The chain rule splits the question into small ones, and each of those is answered by one "
        "equation of the forward pass.",
        lecture.parameter,
        lecture.error,
        lecture.parameter,
    )
    for title, own in _groups(lecture):
        chosen = [weight for weight in lecture.outline.weights if weight in own]
        rest = [weight for weight in own if weight not in lecture.outline.weights]
        if chosen:
            if title:
                yield Heading(2, said(title))
            for weight in chosen:
                yield from _weight(lecture, weight, 3 if title else 2)
            if rest and lecture.outline.similarly:
                yield from _similarly(lecture, chosen[0], rest, 3 if title else 2)
    yield from _without_influence(lecture)


def _without_influence(lecture: Lecture) -> Iterator[Block]:
    """Yield the word on parameters that do not reach the loss and were not asked for."""
    wanted = set(lecture.outline.weights)
    symbols = [symbol for symbol in lecture.network.unreached if not wanted.intersection(lecture.elements(symbol))]
    if not symbols:
        return
    one, loss = len(symbols) == 1, lecture.network.loss
    yield Heading(2, said("What does not affect {}", loss))
    yield paragraph(
        "No way leads from {} to {}: nothing that {} is computed from reads {}. However {} changes, {} stays as it is, "
        "so {} 0 and descent leaves {} alone.",
        listed(symbols),
        loss,
        loss,
        "it" if one else "them",
        "it" if one else "any of them",
        loss,
        "its gradient is" if one else "their gradients are",
        "it" if one else "them",
    )


def _groups(lecture: Lecture) -> Iterator[tuple[str, tuple[Symbol, ...]]]:
    """Yield the parameters that go alike, those nearest to the error first, each group with its heading."""
    trained = lecture.network.trained
    if not lecture.layers:
        for symbol in reversed(trained):
            own = lecture.elements(symbol)
            if symbol in lecture.network.unreached:
                own = tuple(name for name in own if name in lecture.outline.weights)
            yield "", own
        return
    for layer in reversed(lecture.layers):
        symbols = [symbol for symbol in (layer.weights, layer.bias) if symbol is not None and symbol in trained]
        yield layer.title, tuple(name for symbol in symbols for name in lecture.elements(symbol))


def _weight(lecture: Lecture, weight: Symbol, level: int) -> Iterator[Block]:
    name = weight.ascii
    lecture.begun += 1
    yield Heading(level, said("How much does {} affect {}?", weight, lecture.error))
    paths = lecture.backward.paths(weight)
    if paths == 0:
        yield paragraph("Not at all: no way leads from {} to {}, so its gradient is 0.", weight, lecture.error)
        return
    demand_room(lecture, LINK * lecture.backward.links(weight))
    derivation = lecture.backward.derive(weight)
    one = paths == 1
    yield from lecture.figure(
        derivation.path,
        said("The {} from {} to {}.", "path" if one else "paths", weight, lecture.error),
        f"fig-{name}",
        f"The {counted(paths, 'path')} from {name} to the error {'is' if one else 'are'} highlighted.",
    )
    yield from _before(lecture, derivation)
    yield Paragraph(_reason(lecture, derivation))
    product = len(derivation.steps) > 1
    if product:
        yield Display((row(derivation.rule.left, *sides(derivation.rule)),), f"eq-{name}-rule")
    for number, step in enumerate(derivation.steps, start=1):
        yield Step(number, _question(step.partial), tuple(_factor(lecture, step, f"eq-{name}-{number}")))
    together = Display((row(derivation.together.left, *sides(derivation.together, bold=True)),), f"eq-{name}")
    yield Together(
        "Putting it together",
        (
            *((together,) if product else ()),
            paragraph("To decrease the error, we go against the gradient, by {} times its size:", Symbol("η")),
            Display(tuple(two_rows(derivation.update)), f"eq-{name}-update"),
        ),
    )


def _before(lecture: Lecture, derivation: WeightDerivation) -> Iterator[Block]:
    """Yield what is derived first, since it would be nested too deeply where it is needed."""
    if not derivation.before:
        return
    yield paragraph(
        "Between {} and {} there are {} quantities after which the ways part, one behind the other. We work backwards "
        "and derive each of them once, the nearest to {} first; all that comes before it uses what is known by then.",
        derivation.weight,
        lecture.error,
        f"{len(derivation.before):,}",
        lecture.error,
    )
    for number, step in enumerate(derivation.before, start=1):
        yield Paragraph(_question(step.partial))
        yield from _factor(lecture, step, f"eq-{derivation.weight.ascii}-before-{number}")


def _reason(lecture: Lecture, derivation: WeightDerivation) -> Inlines:
    """Return why the chain rule takes the form that it takes."""
    weight, steps = derivation.weight, derivation.steps
    through = listed([step.partial.of for step in reversed(steps[1:])])
    if len(steps) == 1 and isinstance(steps[0], LocalDerivative):
        return said("{} stands in the equation of {} itself:", weight, lecture.error)
    if len(steps) == 1:
        return _shared(lecture, weight)
    if lecture.network.signal and not steps[0].partial.local:
        return said(
            "{} acts through {}, so its gradient is the error signal there times what {} does to it:",
            weight,
            through,
            weight,
        )
    if isinstance(steps[0], Shortcut):
        return said("{} acts through {}, and from there through softmax. The chain rule:", weight, through)
    if isinstance(steps[0], PathSum | Reused) and not steps[0].partial.local:
        return said(
            "{} acts through {}. From there the ways to {} part, which is a matter for the first factor alone. "
            "The chain rule:",
            weight,
            through,
            lecture.error,
        )
    return said(
        "{} reaches {} in one way only: through {}. By the chain rule, its gradient is the product of {} small "
        "derivatives:",
        weight,
        lecture.error,
        through,
        in_words(len(steps)),
    )


def _shared(lecture: Lecture, weight: Symbol) -> Inlines:
    """Return why the gradient of a quantity that is read in several places is a sum from the start."""
    readers = lecture.backward.readers(weight)
    samples = len({reader.sample for reader in readers if reader.sample})
    penalty = lecture.network.penalty
    if penalty is None or penalty not in readers:
        if samples > 1:
            return said(
                "{} is the same for all {}, so its gradient is a sum from the start, with one share a sample.",
                weight,
                counted(samples, "sample"),
            )
        return said("{} is read in more than one place, so its gradient is a sum from the start.", weight)
    if samples > 1:
        return said(
            "{} is the same for all {} and stands in the penalty {} as well, so its gradient is a sum from the start.",
            weight,
            counted(samples, "sample"),
            penalty,
        )
    return said(
        "{} acts through {}, and directly through the penalty {}. Its gradient is a sum from the start.",
        weight,
        listed([reader for reader in readers if reader != penalty]),
        penalty,
    )


def _question(partial: Partial) -> Inlines:
    return said("How much does {} change with {}?", partial.of, partial.by)


def _factor(lecture: Lecture, step: Factor, label: str) -> Iterator[Block]:
    match step:
        case LocalDerivative():
            lecture.derived_at[step.partial] = label
            yield Display(tuple(_local_rows(step)), label)
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
            yield from _shortcut(lecture, step, label)


def _local_rows(step: LocalDerivative) -> Iterator[Row]:
    yield row(step.statement.left, *sides(step.statement))
    forms, numbers = sides(step.derivative), sides(step.numbers)
    *unevaluated, slope = forms
    if unevaluated:
        yield row(step.partial, *unevaluated)
    left = None if unevaluated else step.partial
    if size_of(slope[1]) <= LONGEST_SLOPE or not numbers:
        yield row(left, slope, *numbers)
    else:
        yield row(left, slope)
        yield row(None, *numbers)


def _reuse(lecture: Lecture, step: Reused) -> Inlines:
    known = said(
        "{} is known from {}",
        Relate(lecture.backward.shown(step.partial), "=", step.value),
        Reference(lecture.derived_at[step.earlier]),
    )
    if step.partial == step.earlier:
        return (*known, *said("."))
    return (*known, *said(": {} enters no other error, so this is {}.", step.partial.by, step.earlier))


def _nested(lecture: Lecture, step: Nested, label: str) -> Iterator[Block]:
    yield paragraph("This is the **error signal** of {}. The chain rule once more:", step.partial.by)
    yield Display((row(step.rule.left, *sides(step.rule)),), f"{label}-rule")
    yield from _lettered(lecture, step.steps, label)
    yield Display((row(step.together.left, *sides(step.together)),), label)


def _shortcut(lecture: Lecture, step: Shortcut, label: str) -> Iterator[Block]:
    yield paragraph(
        "Softmax ties all outputs together: {} stands above the line of {} only, but in the sum {} below the line of "
        "all of them, so it changes every output. By the quotient rule,",
        step.partial.by,
        step.output,
        step.total,
    )
    yield Display(tuple(row(slope.left, *sides(slope)) for slope in step.slopes), f"{label}-slopes")
    yield paragraph(
        "and likewise for the other outputs. Each of them meets its own logarithm in {}, whose derivative has the "
        "output below the line, and there it cancels:",
        lecture.network.loss,
    )
    first, *others = step.forms
    rows = [row(first.left, *sides(first)), *(row(None, *sides(form)) for form in others)]
    yield Display(tuple(rows), f"{label}-forms")
    if step.short is not None:
        yield paragraph("The targets add up to 1. So all that is left is what comes out less what should come out:")
        yield Display((row(step.short.left, *sides(step.short), *sides(step.numbers)),), label)
    else:
        yield paragraph("In numbers,")
        yield Display((row(step.numbers.left, *sides(step.numbers)),), label)


def _path_sum(lecture: Lecture, step: PathSum, label: str) -> Iterator[Block]:
    readers = lecture.backward.readers(step.partial.by)
    shown = readers if len(readers) <= 3 else readers[:2]
    yield paragraph(
        "{} feeds {}{}, so it changes {} along {}. What comes along each is added up:",
        step.partial.by,
        "both " if len(readers) == 2 else "",
        listed(shown, more=len(readers) - len(shown)),
        lecture.error,
        counted(len(readers), "path"),
    )
    yield Display((row(step.rule.left, *sides(step.rule)),), f"{label}-paths")
    first, *others = step.branches
    yield from _first_branch(lecture, first, f"{label}-first")
    direct = [branch for branch in others if branch.steps]
    others = [branch for branch in others if not branch.steps]
    if others:
        yield paragraph("The other {} the same way:", "path goes" if len(others) == 1 else "paths go")
        yield Display(tuple(line for branch in others for line in _branch_rows(branch)), f"{label}-others")
    elif len(readers) - len(direct) > 1:
        yield paragraph("The other {} paths go the same way.", f"{len(readers) - len(direct) - 1:,}")
    for branch in direct:
        yield paragraph("The path through the penalty is short.")
        for letter, factor in zip(letters(), branch.steps, strict=False):
            yield from _factor(lecture, factor, f"{label}-penalty-{letter}")
        if len(branch.steps) > 1:
            yield Display((row(branch.numbers.left, *sides(branch.numbers)),), f"{label}-penalty")
    yield paragraph("The sum over the paths is")
    yield Display((row(step.together.left, *sides(step.together)),), label)


def _first_branch(lecture: Lecture, branch: Branch, label: str) -> Iterator[Block]:
    yield paragraph("The first path has {}:", counted(len(branch.factors), "factor"))
    if branch.head is not None:
        yield Display((row(branch.head, ("=", times(*branch.factors))),))
    yield from _lettered(lecture, branch.steps, label)
    yield Display((row(branch.numbers.left, *sides(branch.numbers)),), label)


def _lettered(lecture: Lecture, steps: Sequence[Factor], label: str) -> Iterator[Block]:
    for letter, step in zip(letters(), steps, strict=False):
        if isinstance(step, Reused):
            yield paragraph(f"**{letter}.** {{}}", _reuse(lecture, step))
        else:
            yield paragraph(f"**{letter}.** {{}}", _question(step.partial))
            yield from _factor(lecture, step, f"{label}-{letter}")


def _branch_rows(branch: Branch) -> Iterator[Row]:
    if branch.head is None:
        yield row(branch.numbers.left, *sides(branch.numbers))
        return
    yield row(branch.head, ("=", times(*branch.factors)))
    yield row(None, *sides(branch.numbers))


def _similarly(lecture: Lecture, like: Symbol, rest: Sequence[Symbol], level: int) -> Iterator[Block]:
    shown = rest if len(rest) <= MOST_SIMILAR else rest[:3]
    yield Heading(level, said("Similarly"))
    yield paragraph(
        "The derivation for {} serves {}; only {} change.",
        like,
        listed(shown, more=len(rest) - len(shown)),
        "the neurons at the two ends of the weight" if lecture.layers else "the indices",
    )
    for weight in shown:
        line = lecture.backward.similar(weight)
        rows = (*two_rows(line.rule), row(line.update.left, *sides(line.update)[1:]))
        yield Display(rows, f"eq-{weight.ascii}")
