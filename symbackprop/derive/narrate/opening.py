"""The first sections: the network, its forward pass and its error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ...document.blocks import Align, Block, Display, Heading, Inlines, Paragraph, Reference, Relate, Row, Table
from ...expression.functions import FUNCTIONS, computed_as
from ...expression.tree import Call, Number, Symbol, functions_of, plus, substitute, symbols_of
from ...graph.equations import bare
from ...models.network import Layer
from ...models.notations import PENALTY_WEIGHT
from ..forward import evaluation
from ..steps import Evaluation
from . import sentences
from .lecture import MOST_NEURONS, Lecture
from .optimiser import optimiser, training
from .policy import policy
from .words import Part, called, counted, inlines, joined, listed, paragraph, published, row, sentence, sides, words

MOST_TARGETS = 12
"""Of more targets, the first and the last are listed."""

MOST_BIASES = 12
"""Of more biases, the first and the last are listed."""

MOST_SAMPLES = 8


def introduction(lecture: Lecture) -> Iterator[Block]:
    """Yield the section that presents the network and what is given."""
    network = lecture.network
    yield Heading(1, sentence(sentences.NETWORK))
    definitions = _definitions(lecture)
    yield Paragraph((*_neurons(lecture, bool(definitions)), *published(network.source)))
    if definitions:
        yield Display(definitions)
    yield from _kinks(lecture)
    yield from lecture.figure(frozenset(), sentence(sentences.NETWORK_FIGURE, parts=_drawn(lecture)), "fig-network")
    if lecture.has_numbers:
        yield from _biases(lecture)
    yield from _wanted(lecture)
    yield _loss(lecture)
    yield from _penalties(lecture)
    yield Paragraph(joined(training(lecture), _fixed_biases(lecture)))
    yield from optimiser(lecture)
    yield from policy(lecture)


def _neurons(lecture: Lecture, is_defined: bool) -> Inlines:
    """Return how many neurons there are, and what each of them computes."""
    has_bias = any(layer.bias for layer in lecture.layers)
    return joined(
        sentence(sentences.NETWORK_HAS, neurons=_inventory(lecture)),
        sentence(
            sentences.NET_INPUT_WITH_BIAS if has_bias else sentences.NET_INPUT, net=_called(lecture.layers[0].net)
        ),
        sentence(
            sentences.OUTPUT_DEFINED if is_defined else sentences.OUTPUT,
            out=_outputs(lecture),
            activation=_activations(lecture),
        ),
    )


def _drawn(lecture: Lecture) -> Inlines:
    """Return what the figure of the network shows."""
    has_biases = any(layer.bias and not layer.bias.indices for layer in lecture.layers)
    parts = [sentences.INPUTS, sentences.WEIGHTS]
    parts += [sentences.BIASES_SHOWN] if has_biases else []
    parts += [sentences.TARGETS] if lecture.network.samples is None else []
    return listed(parts)


def _inventory(lecture: Lecture) -> Inlines:
    inputs, *sizes = lecture.sizes
    parts: list[Part] = [counted(inputs, "input")]
    for layer, size in zip(lecture.layers, sizes, strict=True):
        kind, _, number = layer.title.lower().partition(" layer")
        neurons = counted(size, "neuron" if number else f"{kind} neuron")
        parts.append(words(sentences.NEURONS_IN_HIDDEN, neurons=neurons, number=number.strip()) if number else neurons)
    return listed(parts)


def _called(symbol: Symbol) -> Part:
    """Return what a sentence calls the quantities of a layer: a word, or a letter of mathematics."""
    return symbol.base if len(symbol.base) > 1 else Symbol(symbol.base, accent=symbol.accent)


def _outputs(lecture: Lecture) -> Inlines:
    """Return what a neuron's output is called, and in the last layer where that is something else."""
    names = list(dict.fromkeys(_called(layer.out) for layer in lecture.layers))
    if len(names) == 1:
        return inlines(names[0])
    return sentence(sentences.OUTPUT_NAMES, out=names[0], last=names[-1])


def _activations(lecture: Lecture) -> Inlines:
    """Return what the outputs are, layer by layer where they differ."""
    names = [_activation(layer) for layer in lecture.layers]
    if len(set(names)) == 1:
        return names[0]
    layers = zip(names, lecture.layers, strict=True)
    return listed([sentence(sentences.IN_LAYER, activation=name, layer=called(layer)) for name, layer in layers])


def _activation(layer: Layer) -> Inlines:
    if layer.between:
        return sentence(sentences.OF_ALL_NET_INPUTS, function=layer.function)
    net = _called(layer.net)
    if layer.function in FUNCTIONS:
        return sentence(sentences.OF_NET_INPUT, function=FUNCTIONS[layer.function].title, net=net)
    return sentence(sentences.NET_INPUT_ITSELF, net=net)


def _definitions(lecture: Lecture) -> tuple[Row, ...]:
    names = dict.fromkeys(layer.function for layer in lecture.layers if layer.function in FUNCTIONS)
    calls = [Call(name, _net(lecture)) for name in names]
    found = [row(call, ("=", definition)) for call in calls if (definition := computed_as(call)) is not None]
    for layer in (layer for layer in lecture.layers if layer.between):
        equations = (lecture.network.graph.equation(symbol) for symbol in (*layer.between, layer.out))
        found += [row(equation.target, ("=", equation.body)) for equation in equations if equation is not None]
    return tuple(found)


def _net(lecture: Lecture) -> Symbol:
    return Symbol(lecture.layers[0].net.base)


def _kinks(lecture: Lecture) -> Iterator[Block]:
    """Yield what is taken where a function has no derivative."""
    names = dict.fromkeys(layer.function for layer in lecture.layers if layer.function in FUNCTIONS)
    for row_of in (FUNCTIONS[name] for name in names if FUNCTIONS[name].kinks):
        at = listed([Relate(_net(lecture), "=", Number(kink, str(kink))) for kink in row_of.kinks])
        yield paragraph(sentences.KINKS, places=at, function=row_of.symbol)


def _biases(lecture: Lecture) -> Iterator[Block]:
    """Yield the biases that the figure does not show."""
    biases = [
        bias for layer in lecture.layers if layer.bias and layer.bias.indices for bias in lecture.elements(layer.bias)
    ]
    if biases:
        shown = [Relate(bias, "=", lecture.numbers.of(bias)) for bias in biases]
        text = sentences.BIAS if len(shown) == 1 else sentences.BIASES
        yield paragraph(text, biases=listed(shown, MOST_BIASES))


def _fixed_biases(lecture: Lecture) -> Inlines:
    biases = [layer.bias for layer in lecture.layers if layer.bias]
    is_fixed = biases and not any(bias in lecture.network.trained for bias in biases)
    is_single = sum(len(lecture.elements(bias)) for bias in biases) == 1
    return sentence(sentences.BIAS_FIXED if is_single else sentences.BIASES_FIXED) if is_fixed else ()


def _wanted(lecture: Lecture) -> Iterator[Block]:
    """Yield the targets, and how the distance of the outputs from them is measured."""
    network = lecture.network
    assert network.target is not None
    aims = _aims(lecture) if lecture.has_numbers and network.samples is None else inlines(network.target)
    is_single = lecture.sizes[-1] == 1
    should_be = sentence(
        sentences.OUTPUT_SHOULD_BE if is_single else sentences.OUTPUTS_SHOULD_BE,
        targets=aims,
    )
    kind = "single" if network.samples is None else "mean" if network.mean else "sum"
    error = sentence(MEASURED[kind, is_single], loss=network.loss_title)
    if network.samples is None:
        yield Paragraph(joined(should_be, error))
        return
    batch = sentence(sentences.BATCH, samples=counted(network.samples, "sample"))
    if not lecture.has_numbers:
        yield Paragraph(joined(batch, should_be, error))
        return
    yield Paragraph(joined(batch, sentence(sentences.SAMPLE_NUMBERS, table=Reference("tab-samples"))))
    both = (lecture.layers[0].source, network.target)
    yield samples_table(lecture, both, sentence(sentences.SAMPLES), "tab-samples")
    yield Paragraph(error)


MEASURED: Mapping[tuple[str, bool], str] = MappingProxyType(
    {
        ("mean", False): sentences.MEAN_ERROR_OF_BATCH,
        ("mean", True): sentences.MEAN_ERROR_OF_BATCH_OF_ONE_OUTPUT,
        ("single", False): sentences.ERROR_IS,
        ("single", True): sentences.ERROR_OF_ONE_OUTPUT_IS,
        ("sum", False): sentences.ERROR_OF_BATCH,
        ("sum", True): sentences.ERROR_OF_BATCH_OF_ONE_OUTPUT,
    }
)
"""By how the errors of samples are put together, and whether there is one output only."""


def _aims(lecture: Lecture) -> Inlines:
    wanted = [Relate(target, "=", lecture.numbers.of(target)) for target in lecture.targets]
    return listed(wanted, MOST_TARGETS)


def samples_table(lecture: Lecture, quantities: Sequence[Symbol], caption: Inlines, label: str) -> Table:
    """Return a table of quantities of neurons with one row per sample."""
    count = lecture.network.samples or 1
    shown = [*range(1, count + 1)] if count <= MOST_SAMPLES else [*range(1, MOST_SAMPLES), count]
    columns = [names for at in quantities for names in [lecture.of_sample(at, 1)[:MOST_NEURONS]]]
    rows = []
    for sample in shown:
        names = [name for at in quantities for name in lecture.of_sample(at, sample)[:MOST_NEURONS]]
        lecture.printed.update(names)
        rows.append((inlines(f"{sample:,}"), *(inlines(lecture.numbers.of(name)) for name in names)))
    heads = [replace(name, sample="") for names in columns for name in names]
    wide = any(len(lecture.of_sample(at, 1)) > MOST_NEURONS for at in quantities)
    cut = [sentence(sentences.FIRST_NEURONS_SHOWN, count=str(MOST_NEURONS))] if wide else []
    if count > MOST_SAMPLES:
        cut.append(sentence(sentences.FIRST_SAMPLES_SHOWN, count=f"{count:,}", first=str(MOST_SAMPLES - 1)))
    return Table(
        columns=((inlines(sentences.SAMPLE), Align.RIGHT), *((inlines(head), Align.RIGHT) for head in heads)),
        rows=tuple(rows),
        caption=joined(caption, *cut),
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
    shown = [Relate(rate, "=", network.values[rate]) if rate in network.values else rate for rate in rates]
    yield paragraph(sentences.PENALTY, penalty=penalty, rates=listed(shown))
    yield Display((row(penalty, ("=", equation.body)),))
    if "abs" in functions_of(equation.body):
        yield paragraph(sentences.KINK_OF_PENALTY)


def forward_pass(lecture: Lecture) -> Iterator[Block]:
    """Yield the section that computes every neuron."""
    yield Heading(1, sentence(sentences.FORWARD))
    yield paragraph(sentences.LAYER_BY_LAYER)
    if lecture.network.samples is not None:
        yield paragraph(sentences.SAMPLES_FORWARD)
    for layer in lecture.layers:
        yield Heading(2, inlines(layer.title))
        nets, outs = lecture.of_sample(layer.net, 1), lecture.of_sample(layer.out, 1)
        shown = _shown(lecture, outs)
        if layer.between:
            yield from _by_quantity(lecture, layer, shown)
        else:
            for at in shown:
                pair = (nets[at], outs[at])
                rows = [line for target in pair for line in evaluation_rows(evaluated(lecture, target))]
                yield Display(tuple(rows), f"eq-{outs[at].ascii}")
        if len(shown) < len(outs):
            yield paragraph(
                sentences.OTHER_NEURONS,
                count=f"{len(outs) - len(shown):,}",
                last=Relate(outs[-1], "=", lecture.numbers.of(outs[-1])),
            )
        if lecture.network.samples is not None:
            caption = sentence(sentences.OUTPUTS_OF_SAMPLES, layer=called(layer))
            yield samples_table(lecture, (layer.out,), caption, f"tab-{bare(layer.out).ascii}")


def _by_quantity(lecture: Lecture, layer: Layer, shown: Sequence[int]) -> Iterator[Display]:
    """Yield the lines of a layer whose neurons need one another: one quantity after the other."""
    wide = len(lecture.of_sample(layer.net, 1))
    for quantity in (layer.net, *layer.between, layer.out):
        names = lecture.of_sample(quantity, 1)
        named = [names[at] for at in shown] if len(names) == wide else names
        rows = [line for name in named for line in evaluation_rows(evaluated(lecture, name))]
        yield Display(tuple(rows), f"eq-{named[-1].ascii}")


def _shown(lecture: Lecture, outs: Sequence[Symbol]) -> list[int]:
    """Return the positions of the neurons that the forward pass writes out."""
    if len(outs) <= MOST_NEURONS:
        return list(range(len(outs)))
    readers = lecture.backward.paths.readers
    fed = {out for weight in lecture.outline.weights for net in readers(weight) for out in readers(net)}
    return sorted({0, 1, *[at for at, out in enumerate(outs) if out in fed][:2]})


def evaluated(lecture: Lecture, target: Symbol) -> Evaluation:
    """Return how a quantity is computed, which the notes show then."""
    lecture.printed.add(target)
    return evaluation(lecture.equation(target), lecture.numbers)


def evaluation_rows(found: Evaluation) -> Iterator[Row]:
    """Yield the rows that compute one quantity; numbers alone are not said twice."""
    symbols, put_in = sides(found.symbols), sides(found.numbers)
    yield row(found.target, *symbols)
    if put_in != symbols:
        yield row(None, *put_in)
