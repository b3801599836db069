"""The first sections: the network, its forward pass and its error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...document.blocks import Align, Block, Display, Heading, Inlines, Reference, Relate, Row, Table
from ...expression.functions import FUNCTIONS, definition_of
from ...expression.tree import Call, Number, Partial, Symbol, functions_of, plus, substitute, symbols_of
from ...graph.equations import bare
from ...graph.rounding import Digits
from ...models.network import Layer
from ...models.notations import PENALTY_WEIGHT
from ..forward import evaluation
from ..steps import Evaluation
from .lecture import MOST_NEURONS, Form, Lecture
from .words import Part, counted, listed, paragraph, published, row, said, sides

MOST_BIASES = 12
MOST_SAMPLES = 8


def introduction(lecture: Lecture) -> Iterator[Block]:
    """Yield the section that presents the network and what is given."""
    network = lecture.network
    yield Heading(1, said("The network"))
    definitions = _definitions(lecture)
    yield paragraph(
        "Our network has {}. Every neuron does two things: it adds up what it receives, each input times its weight{}, "
        "which gives its **net input** {}, and it passes on its **output** {}, which is {}{}{}",
        _inventory(lecture),
        ", plus a bias" if any(layer.bias for layer in lecture.layers) else "",
        _called(lecture.layers[0].net),
        _outputs(lecture),
        _activations(lecture),
        ":" if definitions else ".",
        published(network.source),
    )
    if definitions:
        yield Display(definitions)
    yield from _kinks(lecture)
    drawn = any(layer.bias and not layer.bias.indices for layer in lecture.layers)
    parts = ["inputs", "weights"] + (["biases"] if drawn else []) + (["targets"] if network.samples is None else [])
    caption = said("The network with its {}.", listed(parts))
    yield from lecture.figure(frozenset(), caption, "fig-network")
    if lecture.has_numbers:
        yield from _biases(lecture)
    yield from _wanted(lecture)
    yield _loss(lecture)
    yield from _penalties(lecture)
    yield paragraph(
        "Training means to change each weight a little, against its influence on this error: {} for every weight {}. "
        "Finding these derivatives is **backpropagation**. The learning rate is {}.{}",
        Partial(network.loss, lecture.weight),
        lecture.weight,
        Relate(Symbol("η"), "=", network.learning_rate),
        _fixed_biases(lecture),
    )
    yield from policy(lecture)


def _inventory(lecture: Lecture) -> Inlines:
    inputs, *sizes = lecture.sizes
    parts: list[Part] = [counted(inputs, "input")]
    for layer, size in zip(lecture.layers, sizes, strict=True):
        kind, _, number = layer.title.lower().partition(" layer")
        where = f" in hidden layer{number}" if number else ""
        parts.append(counted(size, "neuron" if number else f"{kind} neuron") + where)
    return listed(parts)


def _called(symbol: Symbol) -> Part:
    """Return what a sentence calls the quantities of a layer: a word, or a letter of mathematics."""
    return symbol.base if len(symbol.base) > 1 else Symbol(symbol.base, hat=symbol.hat)


def _outputs(lecture: Lecture) -> Inlines:
    """Return what a neuron's output is called, and in the last layer where that is something else."""
    names = list(dict.fromkeys(_called(layer.out) for layer in lecture.layers))
    if len(names) == 1:
        return said("{}", names[0])
    return said("{} (of the output layer: {})", names[0], names[-1])


def _activations(lecture: Lecture) -> Inlines:
    """Return what the outputs are, layer by layer where they differ."""
    names = [_activation(layer) for layer in lecture.layers]
    if len(set(names)) == 1:
        return names[0]
    layers = zip(names, lecture.layers, strict=True)
    return listed([said("{} in the {}", name, layer.title.lower()) for name, layer in layers])


def _activation(layer: Layer) -> Inlines:
    if layer.between:
        return said("the {} of all net inputs of the layer", layer.function)
    if layer.function in FUNCTIONS:
        return said("{} of {}", FUNCTIONS[layer.function].title, _called(layer.net))
    return said("{} itself", _called(layer.net))


def _definitions(lecture: Lecture) -> tuple[Row, ...]:
    names = dict.fromkeys(layer.function for layer in lecture.layers if layer.function in FUNCTIONS)
    calls = [Call(name, _net(lecture)) for name in names]
    found = [row(call, ("=", definition)) for call in calls if (definition := definition_of(call)) is not None]
    for layer in (layer for layer in lecture.layers if layer.between):
        equations = (lecture.network.graph.equation(symbol) for symbol in (*layer.between, layer.out))
        found += [row(equation.target, ("=", equation.body)) for equation in equations if equation is not None]
    return tuple(found)


def _net(lecture: Lecture) -> Symbol:
    return Symbol(lecture.layers[0].net.base)


def _kinks(lecture: Lecture) -> Iterator[Block]:
    """Yield what is to be said where a function has no derivative."""
    names = dict.fromkeys(layer.function for layer in lecture.layers if layer.function in FUNCTIONS)
    for row_of in (FUNCTIONS[name] for name in names if FUNCTIONS[name].kinks):
        at = listed([Relate(_net(lecture), "=", Number(kink, str(kink))) for kink in row_of.kinks])
        yield paragraph(
            "At {} the branches of {} meet at an angle, and it has no derivative there. Between the derivatives on the "
            "two sides we take the number nearest to 0, which is a convention and no more.",
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


def _wanted(lecture: Lecture) -> Iterator[Block]:
    """Yield what the outputs should be, and how it is measured that they are not."""
    network = lecture.network
    assert network.target is not None
    if network.samples is None:
        yield paragraph(
            "The outputs should be {}. How far they are from that is measured by {}, summed over the outputs:",
            _aims(lecture) if lecture.has_numbers else said("{}", network.target),
            network.loss_title,
        )
        return
    if not lecture.has_numbers:
        yield paragraph(
            "It learns from a **batch** of {}: the same weights serve them all. The outputs should be {}. How far they "
            "are from that is measured by {}, summed over the outputs{}:",
            counted(network.samples, "sample"),
            network.target,
            network.loss_title,
            " and averaged over the samples" if network.mean else " and the samples",
        )
        return
    yield paragraph(
        "It learns from a **batch** of {}: the same weights serve them all. The number of the sample stands in round "
        "brackets above a quantity. What goes in and what should come out stands in {}.",
        counted(network.samples, "sample"),
        Reference("tab-samples"),
    )
    both = (lecture.layers[0].source, network.target)
    yield samples_table(lecture, both, said("The samples: inputs and targets"), "tab-samples")
    yield paragraph(
        "How far the outputs are from the targets is measured by {}, summed over the outputs{}:",
        network.loss_title,
        " and averaged over the samples" if network.mean else " and the samples",
    )


def _aims(lecture: Lecture) -> Inlines:
    targets = lecture.targets
    wanted = [Relate(target, "=", lecture.numbers.of(target)) for target in targets[:MOST_NEURONS]]
    return listed(wanted, more=len(targets) - len(wanted))


def samples_table(lecture: Lecture, quantities: Sequence[Symbol], caption: Inlines, label: str) -> Table:
    """Return a table of quantities of neurons with a row a sample."""
    count = lecture.network.samples or 1
    shown = [*range(1, count + 1)] if count <= MOST_SAMPLES else [*range(1, MOST_SAMPLES), count]
    columns = [names for at in quantities for names in [lecture.of_sample(at, 1)[:MOST_NEURONS]]]
    rows = []
    for sample in shown:
        names = [name for at in quantities for name in lecture.of_sample(at, sample)[:MOST_NEURONS]]
        rows.append((said(f"{sample:,}"), *(said("{}", lecture.numbers.of(name)) for name in names)))
    heads = [replace(name, sample="") for names in columns for name in names]
    wide = any(len(lecture.of_sample(at, 1)) > MOST_NEURONS for at in quantities)
    left_out = [f"the first {MOST_NEURONS} neurons of a layer"] if wide else []
    left_out += [f"of {count:,} samples the first {MOST_SAMPLES - 1} and the last"] if count > MOST_SAMPLES else []
    return Table(
        columns=((said("sample"), Align.RIGHT), *((said("{}", head), Align.RIGHT) for head in heads)),
        rows=tuple(rows),
        caption=(*caption, *said(f"; shown are {', and '.join(left_out)}." if left_out else ".")),
        label=label,
    )


def _loss(lecture: Lecture) -> Display:
    network = lecture.network
    errors = network.errors
    assert errors is not None
    equation, total = network.graph.equation(errors), network.graph.equation(network.loss)
    assert equation is not None
    assert total is not None
    terms = (substitute(term.written, {errors: equation.body}) for term in total.terms)
    return Display((row(network.loss, ("=", plus(*terms))),))


def _penalties(lecture: Lecture) -> Iterator[Block]:
    """Yield what large weights add to the loss."""
    network = lecture.network
    penalty = network.penalty
    equation = penalty and network.graph.equation(penalty)
    if not penalty or not equation:
        return
    rates = dict.fromkeys(at for at in symbols_of(equation.body) if at.base == PENALTY_WEIGHT)
    yield paragraph(
        "The **penalty** {} makes large weights cost something, so that none grows without need; {}:",
        penalty,
        listed([Relate(rate, "=", network.values[rate]) if rate in network.values else rate for rate in rates]),
    )
    yield Display((row(penalty, ("=", equation.body)),))
    if "abs" in functions_of(equation.body):
        yield paragraph(
            "The absolute value has no derivative at 0. We take 0 for it there, which is a convention and no more."
        )


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
    if lecture.network.samples is not None:
        yield paragraph("All samples go the same way through the network; the first of them is written out.")
    for layer in lecture.layers:
        yield Heading(2, said(layer.title))
        nets, outs = lecture.of_sample(layer.net, 1), lecture.of_sample(layer.out, 1)
        shown = _shown(lecture, outs)
        if layer.between:
            yield from _by_quantity(lecture, layer, shown)
        else:
            for at in shown:
                pair = (nets[at], outs[at])
                rows = [line for target in pair for line in evaluation_rows(_evaluated(lecture, target))]
                yield Display(tuple(rows), f"eq-{outs[at].ascii}")
        if len(shown) < len(outs):
            yield paragraph(
                "The other {} neurons of this layer do the same; the last of them gives {}.",
                f"{len(outs) - len(shown):,}",
                Relate(outs[-1], "=", lecture.numbers.of(outs[-1])),
            )
        if lecture.network.samples is not None:
            caption = said("What the {} passes on, sample by sample", layer.title.lower())
            yield samples_table(lecture, (layer.out,), caption, f"tab-{bare(layer.out).ascii}")


def _by_quantity(lecture: Lecture, layer: Layer, shown: Sequence[int]) -> Iterator[Display]:
    """Yield the lines of a layer whose neurons need one another: one quantity after the other."""
    wide = len(lecture.of_sample(layer.net, 1))
    for quantity in (layer.net, *layer.between, layer.out):
        names = lecture.of_sample(quantity, 1)
        named = [names[at] for at in shown] if len(names) == wide else names
        rows = [line for name in named for line in evaluation_rows(_evaluated(lecture, name))]
        yield Display(tuple(rows), f"eq-{named[-1].ascii}")


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
    errors = lecture.of_sample(network.errors, 1)
    shown = list(errors) if len(errors) <= MOST_NEURONS else [*errors[:2], errors[-1]]
    few = f"; here are the first two of {len(errors)}, and the last" if len(shown) < len(errors) else ""
    yield paragraph(
        "Each output contributes its own error{}{}:",
        few,
        "; those of the first sample are" if network.samples is not None else "",
    )
    yield Display(tuple(line for error in shown for line in evaluation_rows(_evaluated(lecture, error))), "eq-errors")
    if network.samples is not None:
        caption = said("The errors, sample by sample")
        yield samples_table(lecture, (network.errors,), caption, "tab-errors")
    if network.penalty is not None:
        yield paragraph("The weights cost")
        yield Display(tuple(evaluation_rows(_evaluated(lecture, network.penalty))), "eq-penalty")
    yield paragraph("The total error is {}{}:", *_makes_up(lecture))
    yield Display(tuple(evaluation_rows(_evaluated(lecture, network.loss))), "eq-total")


def _makes_up(lecture: Lecture) -> tuple[str, str]:
    """Return of what the total error is made."""
    network = lecture.network
    mean = network.mean and network.samples is not None
    what = "the mean over the samples, their sum divided by their number" if mean else "their sum"
    if network.samples is not None and not mean:
        what = "the sum over all samples"
    return what, ", with the penalty added" if network.penalty is not None else ""
