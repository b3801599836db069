"""What a derivative means, where its sign and its size come from, and why paths are added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ....document.blocks import Align, Block, Display, Heading, Inlines, Paragraph, Reference, Relate, Table
from ....document.rank import Rank
from ....errors import CertificationError, DomainError
from ....expression.functions import FUNCTIONS
from ....expression.tree import (
    HALF,
    TWO,
    Call,
    Expression,
    Negative,
    Number,
    Partial,
    Power,
    Product,
    Sum,
    Symbol,
    size_of,
)
from ....models.network import Layer
from ...activation_slopes import slope_lines
from ...nudges import Nudge, telling_step
from ..lecture import Lecture
from ..words import counted, inlines, joined, listed, paragraph, row, sentence
from . import sentences
from .figures import expression_of, few, ratio, shown, sign_of

NOTABLE = 2
"""Gradients are compared when one is at least so many times larger."""

MOST_PATHS_NUDGED = 4
"""Of a quantity with more paths, none is nudged alone."""

RISING = frozenset({"exp", "sigmoid", "softplus", "tanh"})
"""Functions with a positive slope everywhere."""

MOST_FACTORS = 8
"""A gradient of more factors has no table of signs."""


def meaning(lecture: Lecture) -> Iterator[Block]:
    """Yield, before the backward pass, what the derivatives are that it will find."""
    blocks = [*_nudge(lecture), *_reasons(lecture), *_slopes(lecture)]
    if blocks:
        yield Heading(1, sentence(sentences.MEANING), Rank.MEANING)
        yield from blocks


def reading(lecture: Lecture) -> Iterator[Block]:
    """Yield, after the gradients, where their signs and sizes come from."""
    blocks = [*_signs(lecture), *_sizes(lecture), *_paths(lecture)]
    if blocks:
        yield Heading(1, sentence(sentences.READING), Rank.MEANING)
        yield from blocks


def _nudge(lecture: Lecture) -> Iterator[Block]:
    for weight in lecture.outline.weights:
        step = telling_step(lecture.network, weight)
        if step is not None:
            yield Paragraph(_nudged(lecture, weight, step))
            return


def _nudged(lecture: Lecture, weight: Symbol, step: Number) -> Inlines:
    network, numbers = lecture.network, lecture.numbers
    nudge, gradient = Nudge(network, {weight: step}), network.gradient[weight]
    change = nudge.shown_change(few(lecture))
    rises = change.value > 0
    said = sentence(
        sentences.NUDGE_UP if rises else sentences.NUDGE_DOWN,
        weight=weight,
        step=step,
        error=lecture.error,
        before=numbers.values.show(network.loss, numbers.rounding),
        after=nudge.shown_loss(numbers.rounding),
        change=_unsigned(change),
        ratio=few(lecture).show(lambda bits: nudge.change(bits) / network.certified.evaluate(step, bits)),
    )
    limit = sentence(
        sentences.LIMIT,
        partial=Partial(network.loss, weight),
        gradient=numbers.of(gradient),
        predicted=shown(lecture, Product((step, gradient))),
    )
    return joined(said, limit)


def _unsigned(number: Number) -> Number:
    return Number(abs(number.value), number.text.removeprefix("-"))


def _reasons(lecture: Lecture) -> Iterator[Block]:
    network = lecture.network
    if network.update is not None and network.optimiser.is_descent:
        yield paragraph(sentences.WHY_MINUS, parameter=lecture.parameter)
    errors = network.graph.equation(network.errors) if network.errors is not None else None
    if network.penalty is None and errors is not None and _is_half_square(errors.body):
        yield paragraph(sentences.WHY_HALF)


def _is_half_square(body: Expression) -> bool:
    match body:
        case Product((first, Power(_, exponent))):
            return first == HALF and exponent == TWO
        case _:
            return False


def _slopes(lecture: Lecture) -> Iterator[Block]:
    """Yield the slope of each activation that is used, line by line."""
    for function, (argument, output) in _activations(lecture).items():
        slope = slope_lines(function, argument, output)
        if slope is None or len(slope.lines) < 2:
            continue
        opening = sentence(sentences.SLOPE_LINES, function=FUNCTIONS[function].title, output=output, argument=argument)
        yield Paragraph(opening)
        first, *others = slope.lines
        rows = [row(output, ("=", slope.definition)), row(Partial(output, argument, local=True), ("=", first))]
        rows += [row(None, ("=", line)) for line in others]
        yield Display(tuple(rows), f"eq-slope-{function}")
        yield paragraph(sentences.SLOPE_SHORT)


def _activations(lecture: Lecture) -> dict[str, tuple[Symbol, Symbol]]:
    """Return the activations that are used, each with what it is taken of and what it gives, in one neuron."""
    found: dict[str, tuple[Symbol, Symbol]] = {}
    is_one = len({layer.function for layer in lecture.layers}) == 1
    for layer in lecture.layers:
        if layer.function in FUNCTIONS and not layer.between:
            pair = (lecture.of_sample(layer.net, 1)[0], lecture.of_sample(layer.out, 1)[0])
            found.setdefault(layer.function, (_any(pair[0]), _any(pair[1])) if is_one else pair)
    for equation in () if lecture.layers else lecture.network.graph.equations:
        single = lecture.network.single.equation(lecture.network.first(equation.target))
        match single.body if single is not None else None:
            case Call(function, Symbol() as argument) if FUNCTIONS[function].activation:
                found.setdefault(function, (argument, lecture.network.first(equation.target)))
    return found


def _any(symbol: Symbol) -> Symbol:
    """Return what any element of a quantity of neurons is called."""
    return Symbol(symbol.base, accent=symbol.accent)


def _signs(lecture: Lecture) -> Iterator[Block]:
    """Yield the factors of the first derived gradient that is a product, with their signs in words."""
    paths = lecture.backward.paths
    for weight in lecture.outline.weights:
        if not lecture.network.reaches_loss(weight):
            continue
        partials = paths.partials(paths.path_from(weight))
        if not 1 < len(partials) <= MOST_FACTORS:
            continue
        signs = [sign_of(lecture, expression_of(lecture, partial)) for partial in partials]
        rows = tuple(
            (
                inlines(paths.shown(partial)),
                inlines(lecture.numbers.of(expression_of(lecture, partial))),
                in_words(lecture, partial, sign),
            )
            for partial, sign in zip(partials, signs, strict=True)
        )
        yield paragraph(sentences.SIGNS, weight=weight, count=counted(len(partials), "factor"))
        yield Table(
            columns=(
                (inlines(sentences.FACTOR), Align.LEFT),
                (inlines(sentences.FACTOR_VALUE), Align.RIGHT),
                (inlines(sentences.IN_WORDS), Align.LEFT),
            ),
            rows=rows,
            caption=sentence(sentences.SIGNS_CAPTION, weight=weight),
            label="tab-signs",
        )
        yield Paragraph(_product_of_signs(signs, weight))
        return


def in_words(lecture: Lecture, partial: Partial, sign: int) -> Inlines:
    """Return what the sign of a factor means."""
    target = dict(zip(lecture.network.outputs, lecture.targets, strict=False)).get(partial.by)
    if sign == 0:
        return sentence(sentences.NO_CHANGE, by=partial.by, of=partial.of)
    if target is not None and not partial.held:
        side = sign_of(lecture, _minus(partial.by, target))
        if side == sign:
            return sentence(sentences.OUTPUT_ABOVE if side > 0 else sentences.OUTPUT_BELOW, output=partial.by)
    equation = lecture.network.single.equation(partial.of) if partial.local else None
    match equation.body if equation is not None else None:
        case Call(function, argument) if function in RISING and argument == partial.by:
            return sentence(sentences.RISES_EVERYWHERE, function=FUNCTIONS[function].title)
    slope = lecture.backward.slope(partial) if partial.local else None
    if isinstance(slope, Symbol) and size_of(slope) == 1:
        return sentence(sentences.MULTIPLIED, factor=slope, weight=partial.by)
    return sentence(sentences.RISES_WITH if sign > 0 else sentences.FALLS_WITH, by=partial.by, of=partial.of)


def _minus(left: Expression, right: Expression) -> Expression:
    return Sum((left, Negative(right)))


def _product_of_signs(signs: Sequence[int], weight: Symbol) -> Inlines:
    negative = signs.count(-1)
    if 0 in signs:
        return inlines(sentences.IS_ZERO)
    few_of_them = {0: sentences.NONE_NEGATIVE, 1: sentences.ONE_NEGATIVE}
    many = sentences.ODD_NEGATIVE if negative % 2 else sentences.EVEN_NEGATIVE
    return sentence(few_of_them.get(negative, many), weight=weight)


@dataclass(frozen=True, slots=True)
class _Factored:
    """The gradient of a weight of a layer as a product that every layer has alike.

    Args:
        weight: The weight.
        layer: The layer into which it leads.
        factors: The derivative of the loss with respect to the output of its neuron, the slope of the activation, and
            what the weight multiplies; of a layer whose outputs depend on each other, the first two are one.
    """

    weight: Symbol
    layer: Layer
    factors: tuple[Partial, ...]


def _factored(lecture: Lecture, weight: Symbol) -> _Factored | None:
    """Return the factors of a gradient, or None where it is no product of them."""
    network = lecture.network
    layer = next((layer for layer in lecture.layers if weight in lecture.elements(layer.weights)), None)
    readers = network.readers(weight)
    if layer is None or len(readers) != 1:
        return None
    (net,) = readers
    last = Partial(net, weight, local=True)
    outs = network.readers(net)
    if layer.between or len(outs) != 1:
        return _Factored(weight, layer, (Partial(network.loss, net), last))
    return _Factored(weight, layer, (Partial(network.loss, outs[0]), Partial(outs[0], net, local=True), last))


def _sizes(lecture: Lecture) -> Iterator[Block]:
    """Yield why the gradient of one derived weight is so much smaller than that of another one."""
    network = lecture.network
    found = [at for weight in lecture.outline.weights if (at := _factored(lecture, weight)) is not None]
    if len(found) < 2 or len(found[0].factors) != len(found[-1].factors):
        return
    one, other = found[0], found[-1]
    order = ratio(lecture, network.gradient[one.weight], network.gradient[other.weight])
    if order is None or sign_of(lecture, network.gradient[one.weight]) == 0:
        return
    large, small = (one, other) if order.value >= 1 else (other, one)
    whole = ratio(lecture, network.gradient[large.weight], network.gradient[small.weight])
    if whole is None or whole.value < NOTABLE:
        return
    pairs = list(zip(large.factors, small.factors, strict=True))
    pairs.append((Partial(network.loss, large.weight), Partial(network.loss, small.weight)))
    label = "tab-compared"
    yield Paragraph(
        sentence(sentences.SMALLER, small=small.weight, large=large.weight, ratio=whole, table=Reference(label))
    )
    yield Table(
        columns=(
            (sentence(sentences.GRADIENT_OF_ONE, weight=large.weight), Align.LEFT),
            (sentence(sentences.GRADIENT_OF_ONE, weight=small.weight), Align.LEFT),
            (inlines(sentences.RATIO), Align.RIGHT),
        ),
        rows=tuple(_compared(lecture, first, second) for first, second in pairs),
        caption=inlines(sentences.COMPARED_CAPTION),
        label=label,
    )
    fades = len(pairs) > len(large.factors) > 2 and {layer.function for layer in lecture.layers} == {"sigmoid"}
    if fades and small.layer is not lecture.layers[-1]:
        yield paragraph(sentences.SIGMOID_FADES)


def _compared(lecture: Lecture, first: Partial, second: Partial) -> tuple[Inlines, ...]:
    values = [expression_of(lecture, partial) for partial in (first, second)]
    names = map(lecture.backward.paths.shown, (first, second))
    cells = [inlines(Relate(name, "=", shown(lecture, value))) for name, value in zip(names, values, strict=True)]
    return (*cells, inlines(ratio(lecture, *values) or ()))


def _paths(lecture: Lecture) -> Iterator[Block]:
    """Yield what each path from a quantity does alone, and all together."""
    network, paths = lecture.network, lecture.backward.paths
    for weight in reversed(lecture.outline.weights):
        quantity = paths.path_from(weight)[-1] if network.reaches_loss(weight) else network.loss
        readers = paths.readers(quantity) if quantity != network.loss else ()
        step = telling_step(network, quantity) if 1 < len(readers) <= MOST_PATHS_NUDGED else None
        if step is None:
            continue
        label = "tab-paths"
        try:
            rows = _paths_alone(lecture, quantity, readers, step)
        except (CertificationError, DomainError):
            return
        yield Paragraph(
            sentence(
                sentences.WHY_SUM,
                quantity=quantity,
                readers=listed(readers),
                step=step,
                error=lecture.error,
                table=Reference(label),
            )
        )
        yield Table(
            columns=(
                (inlines(sentences.SEEN_BY), Align.LEFT),
                (inlines(sentences.CHANGE), Align.RIGHT),
                (inlines(sentences.PREDICTED), Align.RIGHT),
            ),
            rows=rows,
            caption=inlines(sentences.PATHS_CAPTION),
            label=label,
        )
        yield paragraph(sentences.PATHS_ADD_UP)
        return


def _paths_alone(
    lecture: Lecture, quantity: Symbol, readers: Sequence[Symbol], step: Number
) -> tuple[tuple[Inlines, ...], ...]:
    network, rounding = lecture.network, few(lecture)
    rows: list[tuple[Inlines, ...]] = []
    for reader in (*readers, None):
        slope = network.adjoints[quantity]
        if reader is not None:
            local = lecture.backward.slope(Partial(reader, quantity, local=True))
            slope = local if reader == network.loss else Product((network.adjoints[reader], local))
        change = Nudge(network, {quantity: step}, reader).shown_change(rounding)
        predicted = shown(lecture, Product((slope, step)))
        who = sentence(sentences.ONLY, reader=reader) if reader is not None else inlines(sentences.ALL_OF_THEM)
        rows.append((who, inlines(change), inlines(predicted)))
    return tuple(rows)
