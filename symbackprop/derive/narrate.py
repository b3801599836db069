"""The lecturer: turns the steps of a derivation into a document. The only author of sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ..document.blocks import (
    Align,
    Block,
    Display,
    Document,
    Figure,
    Footnote,
    Heading,
    Inline,
    Inlines,
    Link,
    Math,
    Paragraph,
    Plot,
    Reference,
    Relate,
    Row,
    Step,
    Strong,
    Table,
    Text,
    Together,
)
from ..expression.functions import FUNCTIONS, definition_of
from ..expression.tree import Bold, Call, Expression, Matrix, Number, Partial, Symbol, Total, times, updated
from ..graph.descent import Tick
from ..graph.expand import elements
from ..graph.rounding import Digits
from ..models.network import Layer, Network
from .backward import LETTERS, BackwardPass
from .diagram import diagram
from .forward import evaluation
from .matrix import matrix_form
from .numbers import Numbers
from .steps import (
    Branch,
    Chain,
    Evaluation,
    Factor,
    LocalDerivative,
    PathSum,
    Reused,
    WeightDerivation,
)
from .update import affordable_rounds, tabled, training, updated_weights

MOST_NEURONS = 4
"""In a wider layer, the forward pass shows only the neurons on the derived paths, and one more."""

MOST_SIMILAR = 8

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Outline:
    """What the notes are to hold.

    Args:
        weights: The weights derived in full, each a parameter of the network.
        rounds: How many rounds of descent the last section shows.
    """

    weights: tuple[Symbol, ...]
    rounds: int = 10_000


def default_weights(network: Network) -> tuple[Symbol, ...]:
    """Return one weight of the last layer and one of the first, the two cases there are."""
    if not network.layers:
        return network.parameters[:1]
    ends = (network.layers[-1], network.layers[0])
    return tuple(dict.fromkeys(elements(layer.weights, network.labels)[0] for layer in ends))


def notes(numbers: Numbers, outline: Outline, tick: Tick | None = None) -> Document:
    """Return the lecture notes of a network.

    Args:
        numbers: The network and how its numbers are shown.
        outline: What to show.
        tick: Is told of the rounds of descent that are done.
    """
    return _Lecture(numbers, outline, tick).document()


@dataclass
class _Lecture:
    numbers: Numbers
    outline: Outline
    tick: Tick | None
    backward: BackwardPass = field(init=False)
    derived_at: dict[Partial, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.backward = BackwardPass(self.network, self.numbers)

    @property
    def network(self) -> Network:
        return self.numbers.network

    def document(self) -> Document:
        blocks = [
            *self._introduction(),
            *self._forward(),
            *self._error(),
            *self._backward_sections(),
            *self._table(),
            *self._matrices(),
            *self._rounds(),
        ]
        sizes = [self._size(self.network.layers[0].source)] + [self._size(layer.out) for layer in self.network.layers]
        shape = "-".join(map(str, sizes))
        subtitle = (Text(f"The gradient of a {shape} network, derived by hand and certified by machine"),)
        return Document(self.network.title, subtitle, tuple(blocks))

    @staticmethod
    def _size(symbol: Symbol) -> int:
        return len(elements(symbol, {}))

    # The network

    def _introduction(self) -> Iterator[Block]:
        network, layers = self.network, self.network.layers
        yield Heading(1, (Text("The network"),))
        parts = [_count(self._size(layers[0].source), "input")]
        parts += [
            _count(self._size(layer.out), f"{layer.title.lower().replace(' layer', '').strip()} neuron")
            if "Hidden layer " not in layer.title
            else _count(self._size(layer.out), f"neuron in {layer.title.lower()}", "s", at="neuron")
            for layer in layers
        ]
        source: Inlines = ()
        if network.source:
            source = (Footnote((Text("The numbers are those of "), *_source(network.source), Text("."))),)
        words = _joined(parts)
        yield Paragraph(
            (
                Text(f"Our network has {words}. "),
                Text("Every neuron does two things: it adds up what it receives, each input times its weight"),
                Text(", plus a bias" if any(layer.bias for layer in layers) else ""),
                Text(", which gives its "),
                Strong("net input"),
                Text(" net, and it passes on its "),
                Strong("output"),
                Text(" out, which is "),
                *self._activations(),
                Text(self._stop()),
                *source,
            )
        )
        definitions = self._definitions()
        if definitions:
            yield Display(definitions)
        yield self._figure(
            frozenset(),
            (Text("The network with everything that is given: inputs, weights"), Text(self._and_biases()), Text(".")),
            "fig-network",
        )
        targets = elements(self._target(), network.labels)
        shown = [Relate(target, "=", self.numbers.of(target)) for target in targets[:MOST_NEURONS]]
        more = (Text(", …"),) if len(targets) > MOST_NEURONS else ()
        yield Paragraph(
            (
                Text("The outputs should be "),
                *_listed(shown),
                *more,
                Text(". How far they are from that is measured by "),
                Text(network.loss_title + ", summed over the outputs:"),
            )
        )
        yield self._loss_equation()
        yield Paragraph(
            (
                Text("Training means to change each weight a little, against its influence on this error: "),
                Math(Partial(network.loss, Symbol("w"))),
                Text(" for every weight "),
                Math(Symbol("w")),
                Text(". Finding these derivatives is "),
                Strong("backpropagation"),
                Text(". The learning rate is "),
                Relate(Symbol("η"), "=", network.learning_rate),
                Text("."),
                Text(self._fixed_biases()),
            )
        )
        yield Paragraph((Strong("How to read the numbers. "), Text(self._policy())))

    def _activations(self) -> Inlines:
        """Return what the outputs are, layer by layer where they differ."""
        names = [layer.function for layer in self.network.layers]
        if len(set(names)) == 1:
            return (Text(self._activation(names[0])),)
        parts = [f"{self._activation(layer.function)} in the {layer.title.lower()}" for layer in self.network.layers]
        return (Text(_joined(parts)),)

    @staticmethod
    def _activation(name: str) -> str:
        return f"{FUNCTIONS[name].title} of net" if name in FUNCTIONS else "net itself"

    def _definitions(self) -> tuple[Row, ...]:
        net = Symbol("net")
        calls = [Call(name, net) for name in dict.fromkeys(layer.function for layer in self.network.layers) if name in FUNCTIONS]
        rows = [(call, definition_of(call)) for call in calls]
        return tuple(_row(call, ("=", definition)) for call, definition in rows if definition is not None)

    def _stop(self) -> str:
        return ":" if self._definitions() else "."

    def _and_biases(self) -> str:
        drawn = any(layer.bias is not None and not layer.bias.indices for layer in self.network.layers)
        return " and biases" if drawn else ""

    def _fixed_biases(self) -> str:
        biases = [layer.bias for layer in self.network.layers if layer.bias]
        if not biases or any(bias in self.network.trained for bias in biases):
            return ""
        return " The biases stay as they are."

    def _target(self) -> Symbol:
        return next(leaf for leaf in self.network.graph.leaves if leaf.base == "target")

    def _loss_equation(self) -> Display:
        network = self.network
        assert network.errors is not None
        (index,) = network.errors.indices
        error = network.graph.equation(network.errors)
        assert error is not None and not isinstance(index, int)
        return Display((_row(network.loss, ("=", Total((index,), error.body))),))

    def _policy(self) -> str:
        rounding = self.numbers.rounding
        unit = "significant digits" if rounding.digits is Digits.SIGNIFICANT else "decimals"
        return (
            f"Given numbers stand as they are given, computed ones are rounded to {rounding.places} {unit}. "
            "A result is always computed from unrounded values, and every digit printed is certain: it was decided by "
            "interval arithmetic. Where the numbers shown on a line do not give, to the last digit, the "
            "result shown after them, the line says ≈ instead of =."
        )

    # Forward pass and error

    def _forward(self) -> Iterator[Block]:
        yield Heading(1, (Text("Forward pass"),))
        yield Paragraph(
            (Text("From left to right, every neuron computes its net input and then its output."),)
        )
        for layer in self.network.layers:
            yield Heading(2, (Text(layer.title),))
            nets, outs = (elements(symbol, self.network.labels) for symbol in (layer.net, layer.out))
            shown = self._neurons(outs)
            for at in shown:
                yield self._neuron(nets[at], outs[at])
            if len(shown) < len(outs):
                yield Paragraph(
                    (
                        Text(f"The other {len(outs) - len(shown)} neurons of this layer do the same. The last of them gives "),
                        Relate(outs[-1], "=", self.numbers.of(outs[-1])),
                        Text("."),
                    )
                )

    def _neurons(self, outs: Sequence[Symbol]) -> list[int]:
        """Return the positions of the neurons that the forward pass writes out."""
        if len(outs) <= MOST_NEURONS:
            return list(range(len(outs)))
        own = {at for at, out in enumerate(outs) for weight in self.outline.weights if self._feeds(weight, out)}
        return sorted({0, 1, *sorted(own)[:2]})

    def _feeds(self, weight: Symbol, out: Symbol) -> bool:
        readers = self.backward.readers.get(weight, ())
        return any(out in self.backward.readers.get(net, ()) for net in readers)

    def _neuron(self, net: Symbol, out: Symbol) -> Display:
        rows: list[Row] = []
        for target in (net, out):
            equation = self.network.scalar.equation(target)
            assert equation is not None
            rows += _evaluation_rows(evaluation(equation, self.numbers))
        return Display(tuple(rows), f"eq-{out.ascii}")

    def _error(self) -> Iterator[Block]:
        network = self.network
        assert network.errors is not None
        yield Heading(1, (Text("Total error"),))
        errors = elements(network.errors, network.labels)
        shown = list(errors) if len(errors) <= MOST_NEURONS else [*errors[:2], errors[-1]]
        text = "Each output contributes its own error" + (
            ":" if len(shown) == len(errors) else f"; here are the first two of {len(errors)}, and the last:"
        )
        yield Paragraph((Text(text),))
        rows: list[Row] = []
        for error in shown:
            equation = network.scalar.equation(error)
            assert equation is not None
            rows += _evaluation_rows(evaluation(equation, self.numbers))
        yield Display(tuple(rows), "eq-errors")
        yield Paragraph((Text("The total error is their sum:"),))
        equation = network.scalar.equation(network.loss)
        assert equation is not None
        line = evaluation(equation, self.numbers)
        yield Display((_row(line.target, *_sides(line.symbols), *_sides(line.numbers)),), "eq-total")

    # Backward pass

    def _backward_sections(self) -> Iterator[Block]:
        yield Heading(1, (Text("Backward pass"),))
        yield Paragraph(
            (
                Text("Now from right to left. For each weight we ask how much the total error changes when the weight "),
                Text("does: its "),
                Strong("gradient"),
                Text(". The chain rule splits the question into small ones, each answered by one equation of the "),
                Text("forward pass."),
            )
        )
        for layer in reversed(self.network.layers):
            own = elements(layer.weights, self.network.labels)
            own += elements(layer.bias, self.network.labels) if layer.bias in self.network.trained and layer.bias else ()
            chosen = [weight for weight in self.outline.weights if weight in own]
            if chosen:
                yield Heading(2, (Text(layer.title),))
            for weight in chosen:
                yield from self._weight(self.backward.derive(weight))
            rest = [weight for weight in own if weight not in self.outline.weights]
            if chosen and rest:
                yield from self._similarly(chosen[0], rest)

    def _weight(self, derivation: WeightDerivation) -> Iterator[Block]:
        weight, name = derivation.weight, derivation.weight.ascii
        gradient = Partial(self.network.loss, weight)
        yield Heading(3, (Text("How much does "), Math(weight), Text(" affect the total error?")))
        paths = self._paths(derivation)
        yield self._figure(
            derivation.path,
            (Text("The " + ("path" if paths == 1 else "paths") + " from "), Math(weight), Text(" to the total error.")),
            f"fig-{name}",
            f"The {_plural(paths, 'path')} from {name} to the error " + ("is" if paths == 1 else "are") + " highlighted.",
        )
        only = len(derivation.steps) == 1
        yield Paragraph(self._why(derivation))
        if not only:
            yield Display((_row(derivation.rule.left, *_sides(derivation.rule)),), f"eq-{name}-rule")
        for number, step in enumerate(derivation.steps, start=1):
            yield Step(number, self._question(step.partial), tuple(self._factor(step, f"eq-{name}-{number}")))
        update = Display(tuple(_chain_rows(derivation.update, 1)), f"eq-{name}-update")
        blocks: list[Block] = []
        if not only:
            blocks.append(Display((_row(gradient, *_sides(derivation.together, bold=True)),), f"eq-{name}"))
        blocks += [
            Paragraph(
                (
                    Text("To decrease the error, we go against the gradient, by "),
                    Math(Symbol("η")),
                    Text(" times its size:"),
                )
            ),
            update,
        ]
        yield Together("Putting it together", tuple(blocks))

    def _paths(self, derivation: WeightDerivation) -> int:
        outputs = [out for out in self.network.outputs if out in derivation.path]
        return len(outputs)

    def _why(self, derivation: WeightDerivation) -> Inlines:
        weight, steps = derivation.weight, derivation.steps
        way = [step.partial for step in reversed(steps)]
        if len(steps) == 1:
            return (Math(weight), Text(" is read more than once, so its gradient is a sum from the start."))
        through = [Math(partial.of) for partial in way[:-1]]
        if isinstance(steps[0], LocalDerivative):
            return (
                Math(weight),
                Text(" reaches the error in one way only: through "),
                *_listed(through),
                Text(". By the chain rule, its gradient is the product of three small derivatives:" if len(steps) == 3
                     else f". By the chain rule, its gradient is a product of {_number(len(steps))} small derivatives:"),
            )
        return (
            Math(weight),
            Text(" acts through "),
            *_listed(through),
            Text(". From there the ways to the error part, which is a matter for the first factor alone. The chain rule:"),
        )

    def _question(self, partial: Partial) -> Inlines:
        return (Text("How much does "), Math(partial.of), Text(" change with "), Math(partial.by), Text("?"))

    def _factor(self, step: Factor, label: str) -> Iterator[Block]:
        match step:
            case LocalDerivative():
                self.derived_at[step.partial] = label
                yield Display(tuple(_local_rows(step)), label)
            case Reused():
                yield Paragraph(self._reuse(step))
            case PathSum():
                self.derived_at[step.partial] = label
                yield from self._path_sum(step, label)

    def _reuse(self, step: Reused) -> Inlines:
        where = self.derived_at.get(step.earlier)
        known: Inlines = (Text(" is known"),) if where is None else (Text(" is known from "), Reference(where))
        parts: list[Inline] = [Relate(step.partial, "=", step.value), *known]
        if step.partial != step.earlier:
            parts += [
                Text(": "),
                Math(step.partial.by),
                Text(" enters no other error, so this is "),
                Math(step.earlier),
            ]
        return (*parts, Text("."))

    def _path_sum(self, step: PathSum, label: str) -> Iterator[Block]:
        readers = self.backward.readers[step.partial.by]
        shown = [Math(reader) for reader in readers[:3]]
        text = "both " if len(readers) == 2 else ""
        more = f" and {len(readers) - 3} more" if len(readers) > 3 else ""
        yield Paragraph(
            (
                Math(step.partial.by),
                Text(f" feeds {text}"),
                *(_listed(shown) if not more else _separated(shown)),
                Text(f"{more}, so it changes the error along {_number(len(readers))} paths. What comes along each is added up:"),
            )
        )
        yield Display((_row(step.rule.left, *_sides(step.rule)),), f"{label}-paths")
        first, *others = step.branches
        yield from self._first_branch(first, f"{label}-first")
        if others:
            yield Paragraph((Text("The other path goes" if len(others) == 1 else "The other paths go"), Text(" the same way:")))
            yield Display(tuple(row for branch in others for row in self._branch_rows(branch)), f"{label}-others")
        elif len(readers) > len(step.branches):
            yield Paragraph((Text(f"The other {len(readers) - 1} paths go the same way."),))
        yield Paragraph((Text("The sum over the paths is"),))
        yield Display((_row(step.together.left, *_sides(step.together)),), label)

    def _first_branch(self, branch: Branch, label: str) -> Iterator[Block]:
        yield Paragraph((Text("The first path has "), Text(_plural(len(branch.factors), "factor")), Text(":")))
        if branch.head is not None:
            yield Display((_row(branch.head, ("=", _product(branch.factors))),))
        for letter, step in zip(LETTERS, branch.steps, strict=False):
            name = Strong(f"{letter}.  ")
            if isinstance(step, Reused):
                yield Paragraph((name, *self._reuse(step)))
                continue
            yield Paragraph((name, *self._question(step.partial)))
            yield from self._factor(step, f"{label}-{letter}")
        yield Display((_row(branch.numbers.left, *_sides(branch.numbers)),), label)

    def _branch_rows(self, branch: Branch) -> Iterator[Row]:
        if branch.head is None:
            yield _row(branch.numbers.left, *_sides(branch.numbers))
            return
        yield _row(branch.head, ("=", _product(branch.factors)))
        yield _row(None, *_sides(branch.numbers))

    def _similarly(self, like: Symbol, rest: Sequence[Symbol]) -> Iterator[Block]:
        shown = rest if len(rest) <= MOST_SIMILAR else rest[:3]
        names = [Math(weight) for weight in shown]
        yield Heading(3, (Text("Similarly"),))
        tail = "" if len(shown) == len(rest) else f" and {len(rest) - len(shown)} more of this layer"
        yield Paragraph(
            (
                Text("The derivation for "),
                Math(like),
                Text(" serves "),
                *(_listed(names) if not tail else _separated(names)),
                Text(f"{tail}; only the neurons at the two ends of the weight change."),
            )
        )
        for weight in shown:
            line = self.backward.similar(weight)
            rows = [_row(line.rule.left, *_sides(line.rule)[:1]), _row(None, *_sides(line.rule)[1:])]
            rows += [_row(line.update.left, *_sides(line.update)[1:])]
            yield Display(tuple(row for row in rows if row.sides), f"eq-{weight.ascii}")

    # Results

    def _table(self) -> Iterator[Block]:
        yield Heading(1, (Text("All gradients and new weights"),))
        yield Paragraph(
            (
                Text("All weights are updated at once, with gradients that belong to the old weights: the hidden layer "),
                Text("does not see the new output weights until the next round."),
            )
        )
        parameters = tabled(self.network, self.outline.weights)
        rows: list[tuple[Inlines, ...]] = []
        for row in updated_weights(parameters, self.numbers):
            cells = (row.weight, row.before, row.gradient, row.after)
            rows.append(tuple((Math(cell),) for cell in cells))
        left_out = len(self.network.parameters) - len(parameters)
        tail = f" ({left_out} more are left out here)" if left_out else ""
        yield Table(
            columns=(
                ((Text("weight"),), Align.LEFT),
                ((Text("old value"),), Align.RIGHT),
                ((Text("gradient "), Math(Partial(self.network.loss, Symbol("w")))), Align.RIGHT),
                ((Text("new value "), Math(updated(Symbol("w")))), Align.RIGHT),
            ),
            rows=tuple(rows),
            caption=(Text(f"Every weight before and after the first round{tail}."),),
            label="tab-weights",
        )

    def _matrices(self) -> Iterator[Block]:
        equations = matrix_form(self.network, self.numbers)
        if not equations:
            return
        yield Heading(1, (Text("The same in matrix form"),))
        layer = self.network.layers[-1]
        yield Paragraph(
            (
                Text("The weights that lead into a layer form a matrix, one row a neuron: "),
                *_listed([self._weight_matrix(layer) for layer in self.network.layers]),
                Text(". Write "),
                Math(Symbol("δ", bold=True)),
                Text(" for the "),
                Strong("error signal"),
                Text(" of a layer, the derivative of the error by its net inputs, and "),
                Text("⊙ for the product entry by entry; the shape stands under each factor. Then two lines a layer say all "),
                Text("that was derived above, "),
                Text("starting at the "),
                Text(layer.title.lower()),
                Text(":"),
            )
        )
        for at, equation in enumerate(equations, start=1):
            rows = [_row(equation.symbols.left, *_sides(equation.symbols))]
            rows += [_row(None, side) for side in _sides(equation.numbers)]
            yield Display(tuple(rows), f"eq-matrix-{at}")

    def _weight_matrix(self, layer: Layer) -> Inline:
        size = "×".join(str(index.size) for index in layer.weights.indices if not isinstance(index, int))
        labels = elements(layer.weights, self.network.labels)
        return Relate(Symbol(layer.weights.base, layer.weights.subscript, bold=True), "=", _matrix_of(layer, labels)) if (
            len(labels) <= 9
        ) else Text(f"{layer.weights.base}{layer.weights.subscript} ({size})")

    def _rounds(self) -> Iterator[Block]:
        rounds = affordable_rounds(self.network, self.outline.rounds)
        if rounds < 1:
            return
        found = training(self.numbers, rounds, self.tick)
        loss = self.network.loss
        yield Heading(1, (Text("After many rounds"),))
        first, last = found.milestones[0], found.milestones[-1]
        after_one = found.milestones[1] if len(found.milestones) > 1 else last
        remark: Inlines = (Footnote((Text(self.network.rounds_remark),)),) if self.network.rounds_remark else ()
        yield Paragraph(
            (
                Text("One round of updates takes the total error from "),
                Math(first.loss),
                Text(" to "),
                Math(after_one.loss),
                Text(". That is not much, but the same can be done again and again: forward pass, backward pass, update. "),
                Text("After "),
                Text(f"{last.rounds:,} rounds the error is "),
                Math(last.loss),
                Text("."),
                *remark,
            )
        )
        outputs = self.network.outputs[:MOST_NEURONS]
        targets = elements(self._target(), self.network.labels)[:MOST_NEURONS]
        rows: list[tuple[Inlines, ...]] = []
        for milestone in found.milestones:
            values: list[Number] = [value for symbol, value in milestone.outputs if symbol in outputs]
            rows.append(((Text(f"{milestone.rounds:,}"),), (Math(milestone.loss),), *((Math(v),) for v in values)))
        aims: list[Inlines] = [(Math(self.numbers.of(target)),) for target in targets]
        rows.append(((Text("target"),), (Text(""),), *aims))
        yield Table(
            columns=(
                ((Text("rounds"),), Align.RIGHT),
                ((Math(loss),), Align.RIGHT),
                *(((Math(output),), Align.RIGHT) for output in outputs),
            ),
            rows=tuple(rows),
            caption=(Text("The error and the outputs before and after training."),),
            label="tab-rounds",
        )
        curve = [(float(done), error) for done, error in found.curve if done > 0 and error > 0]
        if len(curve) > 1:
            yield self._curve(curve, loss, last.rounds, last.loss)

    def _curve(self, curve: list[tuple[float, float]], loss: Symbol, rounds: int, at_end: Number) -> Figure:
        marks = ((*curve[0], "1 round"), (*curve[-1], f"{rounds:,} rounds"))
        return Figure(
            Plot(tuple(curve), "rounds", loss, log_x=True, marks=marks),
            (Text("The total error over the rounds; both axes are logarithmic."),),
            f"A falling curve of the total error over the rounds, both axes logarithmic, from {curve[0][1]:.3g} after one "
            f"round to {at_end.text} after {rounds:,} rounds.",
            "fig-curve",
        )

    def _figure(self, path: frozenset[Symbol], caption: Inlines, label: str, more: str = "") -> Figure:
        drawing = diagram(self.numbers, path)
        assert drawing is not None
        sizes = [self._size(self.network.layers[0].source)] + [self._size(layer.out) for layer in self.network.layers]
        alternative = (
            f"Diagram of the network: layers of {_joined([str(size) for size in sizes])} neurons from left to right, "
            "each connected to every neuron of the next layer by an arrow with its weight. " + more
        )
        on_path = [edge.label.ascii for edge in drawing.edges if edge.on_path and isinstance(edge.label, Symbol)]
        if on_path:
            alternative += f" Highlighted weights: {', '.join(on_path)}."
        return Figure(drawing, caption, alternative.strip(), label)


def _row(left: Expression | None, *sides: tuple[str, Expression]) -> Row:
    return Row(left, sides)


def _sides(chain: Chain, bold: bool = False) -> tuple[tuple[str, Expression], ...]:
    sides = [(link.relation.value, link.side) for link in chain.links]
    if bold and sides:
        sides[-1] = (sides[-1][0], Bold(sides[-1][1]))
    return tuple(sides)


def _chain_rows(chain: Chain, first: int) -> Iterator[Row]:
    """Yield a chain as two rows: the first sides beside the left one, the others below."""
    sides = _sides(chain)
    yield _row(chain.left, *sides[:first])
    if sides[first:]:
        yield _row(None, *sides[first:])


def _evaluation_rows(found: Evaluation) -> Iterator[Row]:
    yield _row(found.target, *_sides(found.symbols))
    yield _row(None, *_sides(found.numbers))


def _local_rows(step: LocalDerivative) -> Iterator[Row]:
    yield _row(step.statement.left, *_sides(step.statement))
    forms, numbers = _sides(step.derivative), _sides(step.numbers)
    if len(forms) == 1:
        yield _row(step.partial, *forms, *numbers)
    else:
        yield _row(step.partial, *forms[:-1])
        yield _row(None, forms[-1], *numbers)


def _product(partials: Sequence[Partial]) -> Expression:
    return times(*partials)


def _matrix_of(layer: Layer, labels: Sequence[Symbol]) -> Expression:
    width = len(labels) // layer.weights.indices[0].size  # type: ignore[union-attr]
    return Matrix(tuple(tuple(labels[at : at + width]) for at in range(0, len(labels), width)))


def _number(count: int) -> str:
    return _WORDS[count] if count < len(_WORDS) else f"{count:,}"


def _count(count: int, noun: str, ending: str = "s", at: str = "") -> str:
    plural = noun.replace(at, at + ending) if at else noun + ending
    return f"{_number(count)} {noun if count == 1 else plural}"


def _plural(count: int, noun: str) -> str:
    return _count(count, noun)


def _joined(parts: Sequence[str], last: Literal["and"] = "and") -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def _separated(parts: Sequence[Inline]) -> Inlines:
    return tuple(inline for part in parts for inline in (Text(", "), part))[1:]


def _listed(parts: Sequence[Inline]) -> Inlines:
    """Return inline parts as "a, b and c"."""
    found: list[Inline] = []
    for at, part in enumerate(parts):
        if at:
            found.append(Text(" and " if at == len(parts) - 1 else ", "))
        found.append(part)
    return tuple(found)


def _source(source: str) -> Inlines:
    """Return a source with its address, which stands at the end, as a link."""
    words, _, last = source.rpartition(" ")
    if last.startswith("https://"):
        return (Link(words.rstrip(","), last),)
    return (Text(source),)
