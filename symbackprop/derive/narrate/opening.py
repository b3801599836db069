"""The first sections: the network, its forward pass and its error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...document.blocks import Block, Display, Footnote, Heading, Inlines, Relate, Row
from ...expression.functions import FUNCTIONS, definition_of
from ...expression.tree import Call, Index, Number, Partial, Symbol, Total
from ...graph.rounding import Digits
from ..forward import evaluation
from ..steps import Evaluation
from .lecture import MOST_NEURONS, Form, Lecture
from .words import Part, counted, listed, paragraph, row, said, sides, source

MOST_BIASES = 12


def introduction(lecture: Lecture) -> Iterator[Block]:
    """Yield the section that presents the network and what is given."""
    network = lecture.network
    yield Heading(1, said("The network"))
    published = (Footnote(said("The numbers are those of {}.", source(network.source))),) if network.source else ()
    definitions = _definitions(lecture)
    yield paragraph(
        "Our network has {}. Every neuron does two things: it adds up what it receives, each input times its weight{}, "
        "which gives its **net input** net, and it passes on its **output** out, which is {}{}{}",
        _inventory(lecture),
        ", plus a bias" if any(layer.bias for layer in lecture.layers) else "",
        _activations(lecture),
        ":" if definitions else ".",
        published,
    )
    if definitions:
        yield Display(definitions)
    yield from _kinks(lecture)
    drawn = any(layer.bias and not layer.bias.indices for layer in lecture.layers)
    caption = said(f"The network with its inputs, weights{', biases' if drawn else ''} and targets.")
    yield from lecture.figure(frozenset(), caption, "fig-network")
    if lecture.has_numbers:
        yield from _biases(lecture)
    yield paragraph(
        "The outputs should be {}. How far they are from that is measured by {}, summed over the outputs:",
        _wanted(lecture),
        network.loss_title,
    )
    yield _loss(lecture)
    yield paragraph(
        "Training means to change each weight a little, against its influence on this error: {} for every weight {}. "
        "Finding these derivatives is **backpropagation**. The learning rate is {}.{}",
        Partial(network.loss, Symbol("w")),
        Symbol("w"),
        Relate(Symbol("η"), "=", network.learning_rate),
        _fixed_biases(lecture),
    )
    yield from policy(lecture)


def _wanted(lecture: Lecture) -> Inlines:
    """Return what the outputs should be."""
    if not lecture.has_numbers:
        targets = next(leaf for leaf in lecture.network.graph.leaves if leaf.base == "target")
        return said("{}", targets)
    names = lecture.targets
    wanted = [Relate(target, "=", lecture.numbers.of(target)) for target in names[:MOST_NEURONS]]
    return listed(wanted, more=len(names) - len(wanted))


def _inventory(lecture: Lecture) -> Inlines:
    inputs, *sizes = lecture.sizes
    parts: list[Part] = [counted(inputs, "input")]
    for layer, size in zip(lecture.layers, sizes, strict=True):
        kind, _, number = layer.title.lower().partition(" layer")
        where = f" in hidden layer{number}" if number else ""
        parts.append(counted(size, "neuron" if number else f"{kind} neuron") + where)
    return listed(parts)


def _activations(lecture: Lecture) -> str:
    """Return what the outputs are, layer by layer where they differ."""
    names = [
        f"{FUNCTIONS[at.function].title} of net" if at.function in FUNCTIONS else "net itself" for at in lecture.layers
    ]
    if len(set(names)) == 1:
        return names[0]
    parts = [f"{name} in the {layer.title.lower()}" for name, layer in zip(names, lecture.layers, strict=True)]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _definitions(lecture: Lecture) -> tuple[Row, ...]:
    names = dict.fromkeys(layer.function for layer in lecture.layers if layer.function in FUNCTIONS)
    calls = [Call(name, Symbol("net")) for name in names]
    return tuple(row(call, ("=", definition)) for call in calls if (definition := definition_of(call)) is not None)


def _kinks(lecture: Lecture) -> Iterator[Block]:
    """Yield what is to be said where a function has no derivative."""
    names = dict.fromkeys(layer.function for layer in lecture.layers if layer.function in FUNCTIONS)
    for row_of in (FUNCTIONS[name] for name in names if FUNCTIONS[name].kinks):
        at = listed([Relate(Symbol("net"), "=", Number(kink, str(kink))) for kink in row_of.kinks])
        yield paragraph(
            "At {} the branches of {} meet at an angle, and it has no derivative there. We take the derivative of the "
            "lower branch, which is a convention and no more.",
            at,
            row_of.symbol,
        )


def _biases(lecture: Lecture) -> Iterator[Block]:
    """Yield the biases that the figure does not show."""
    biases = [
        bias for layer in lecture.layers if layer.bias and layer.bias.indices for bias in lecture.elements(layer.bias)
    ]
    if biases:
        shown = [Relate(bias, "=", lecture.numbers.of(bias)) for bias in biases[:MOST_BIASES]]
        yield paragraph("The biases are {}.", listed(shown, more=len(biases) - len(shown)))


def _fixed_biases(lecture: Lecture) -> str:
    biases = [layer.bias for layer in lecture.layers if layer.bias]
    fixed = biases and not any(bias in lecture.network.trained for bias in biases)
    return " The biases stay as they are." if fixed else ""


def _loss(lecture: Lecture) -> Display:
    network = lecture.network
    errors = network.errors
    assert errors is not None
    equation = network.graph.equation(errors)
    assert equation is not None
    over = tuple(index for index in errors.indices if isinstance(index, Index))
    return Display((row(network.loss, ("=", Total(over, equation.body))),))


def policy(lecture: Lecture) -> Iterator[Block]:
    """Yield how the numbers are to be read, where there are any."""
    if not lecture.has_numbers or lecture.outline.forms == (Form.INDEX,):
        return
    rounding = lecture.numbers.rounding
    unit = "significant digits" if rounding.digits is Digits.SIGNIFICANT else "decimals"
    yield paragraph(
        "**How to read the numbers.** {}",
        f"Given numbers stand as they are given; computed ones are rounded to {rounding.places} {unit}, unless they "
        "end sooner. A result is always computed from unrounded values, and every digit printed is certain: interval "
        "arithmetic has decided it. Where the numbers shown on a line do not give the result shown after them to the "
        "last digit, the line says ≈ instead of =.",
    )


def forward_pass(lecture: Lecture) -> Iterator[Block]:
    """Yield the section that computes every neuron."""
    yield Heading(1, said("Forward pass"))
    yield paragraph("From left to right, every neuron computes its net input and then its output.")
    for layer in lecture.layers:
        yield Heading(2, said(layer.title))
        nets, outs = lecture.elements(layer.net), lecture.elements(layer.out)
        shown = _shown(lecture, outs)
        for at in shown:
            rows = [line for target in (nets[at], outs[at]) for line in evaluation_rows(_evaluated(lecture, target))]
            yield Display(tuple(rows), f"eq-{outs[at].ascii}")
        if len(shown) < len(outs):
            yield paragraph(
                "The other {} neurons of this layer do the same; the last of them gives {}.",
                f"{len(outs) - len(shown):,}",
                Relate(outs[-1], "=", lecture.numbers.of(outs[-1])),
            )


def _shown(lecture: Lecture, outs: Sequence[Symbol]) -> list[int]:
    """Return the positions of the neurons that the forward pass writes out."""
    if len(outs) <= MOST_NEURONS:
        return list(range(len(outs)))
    readers = lecture.backward.readers
    fed = {out for weight in lecture.outline.weights for net in readers(weight) for out in readers(net)}
    return sorted({0, 1, *[at for at, out in enumerate(outs) if out in fed][:2]})


def _evaluated(lecture: Lecture, target: Symbol) -> Evaluation:
    return evaluation(lecture.equation(target), lecture.numbers)


def evaluation_rows(found: Evaluation) -> Iterator[Row]:
    """Yield the rows that compute one quantity."""
    yield row(found.target, *sides(found.symbols))
    yield row(None, *sides(found.numbers))


def total_error(lecture: Lecture) -> Iterator[Block]:
    """Yield the section that computes the loss."""
    network = lecture.network
    assert network.errors is not None
    yield Heading(1, said("Total error"))
    errors = lecture.elements(network.errors)
    shown = list(errors) if len(errors) <= MOST_NEURONS else [*errors[:2], errors[-1]]
    few = f"; here are the first two of {len(errors)}, and the last" if len(shown) < len(errors) else ""
    yield paragraph("Each output contributes its own error{}:", few)
    yield Display(tuple(line for error in shown for line in evaluation_rows(_evaluated(lecture, error))), "eq-errors")
    yield paragraph("The total error is their sum:")
    yield Display(tuple(evaluation_rows(_evaluated(lecture, network.loss))), "eq-total")
