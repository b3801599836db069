"""Slips of the chain rule: a factor, a path or an operand that is missing or another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from flint import arb, fmpq

from ...expression.differentiate import rational
from ...expression.tree import Expression, Negative, Product, Sum, Symbol, children, symbols_of
from ...graph.tape import Ball, exact
from ...models.network import Network
from .. import thresholds
from ..interpretation.naming import Naming
from ..lexicon.functions import OUTPUT_AND_REST
from ..quantities.atoms import Atom, Role
from ..quantities.layers import Stage
from ..quantities.refusals import NotCheckable
from ..reasons import Reason, slip_code
from ..tree import Name, Rate, walk
from .case import NumberCase, Suspect
from .slip import NumberSlip, Of, Slip

ANOTHER_OPERAND = slip_code(
    "another-operand",
    "another quantity is put in for what a weight multiplies",
    "The gradient of a weight is the error signal at its end times the output at its start, and no other one.",
    ("{other} is taken for what {quantity} multiplies",),
)
ANOTHER_QUANTITY = slip_code(
    "another-quantity",
    "the value of another quantity",
    "The number is right, but for another quantity: compare the name on the left with the one you computed.",
    ("this is {quantity}",),
)
HALF_OF_LOSS_MISSING = slip_code(
    "half-of-loss-missing",
    "the factor 1/2 of the loss is forgotten in a derivative",
    "The derivative of 1/2 (t - o)² has no factor 2: the 1/2 cancels it.",
    ("the factor 1/2 of the loss is missing",),
)
HALF_TOO_MUCH = slip_code(
    "half-too-much",
    "a factor 1/2 too many",
    "Where the error has no factor 1/2, or it is cancelled already, do not halve again.",
    ("a factor 1/2 is too much",),
    ("write {right}", "multiply the right side by 2"),
)
ONE_PATH = slip_code(
    "one-path",
    "only one of several paths to the error is counted",
    "A quantity that several neurons or equations read changes the error through each of them: add all paths.",
    (
        "only the direct path to {symbol} is counted, not that through {other}",
        "only the path through {quantity} is counted",
    ),
    ("add all paths: {right}",),
)
SLOPE_IN_PART = slip_code(
    "slope-in-part",
    "only a part of the slope of the sigmoid",
    "The slope of the sigmoid is out(1 - out): both factors belong to it.",
    ("{other} stands for {quantity}, which is {symbol}(1 - {symbol})",),
    ("multiply by all of {quantity}: {right}",),
)
SLOPE_MISSING = slip_code(
    "slope-missing",
    "the derivative of an activation is missing",
    "From the output of a neuron to its net input the chain rule has a factor: the slope of the activation.",
    ("the factor {quantity} is missing",),
    ("multiply by {quantity}: {right}", "multiply by {quantity}"),
)
SLOPE_OF_ZERO_MISSING = slip_code(
    "slope-of-zero-missing",
    "the slope of an activation that passes nothing on is missing",
    "Where a ReLU is off its slope is 0, and so is every gradient that goes through it.",
    ("the factor {quantity} is missing, which is 0 here",),
)
SLOPE_TWICE = slip_code(
    "slope-twice",
    "the derivative of an activation is applied twice",
    "An error signal δ holds the slope already; do not multiply by it again.",
    ("the factor {quantity} is applied twice",),
    ("take {quantity} once: {right}",),
)
UPDATED_FIRST = slip_code(
    "weight-updated-already",
    "an updated weight is used in the backward pass",
    "All gradients of a round are taken with the old weights; update them afterwards, all at once.",
    ("output weights updated before the hidden error signals are computed",),
    ("use the old output weights: {right}",),
)
UPDATED_QUANTITY = slip_code(
    "updated-quantity",
    "the new value of a weight where another number is asked for",
    "The number is a weight after the update: compare the name on the left with what you computed.",
    ("this is the new {quantity}",),
)
WEIGHTS_TRANSPOSED = slip_code(
    "weights-transposed",
    "the weights of a row where those of a column are meant",
    "An error goes back through the weights that lead away from the neuron.",
    ("the weights are transposed",),
    ("use the weights that lead away from the neuron: {right}",),
)


def mistaken_formulas(case: NumberCase) -> Iterator[Suspect]:
    """Formulas that are known to be mistaken for one another."""
    layers = case.naming.layers
    has_half, atom = _halves_something(case.naming.network), case.atom
    if has_half and atom is not None and atom.role is Role.VALUE and atom.symbol in (layers.loss, *layers.errors):
        yield Suspect(2 * case.truth, case.slip(HALF_OF_LOSS_MISSING))
    if has_half and is_slope(case):
        yield Suspect(2 * case.truth, case.slip(HALF_OF_LOSS_MISSING))
    if is_slope(case):
        yield Suspect(case.truth / 2, case.slip(HALF_TOO_MUCH))
        yield from mistaken_slopes(case)
        yield from _paths(case)


def _halves_something(network: Network) -> bool:
    """Say whether an equation of a network holds a number that becomes twice as large without a factor 1/2."""
    bodies = (term.body for equation in network.graph.equations for term in equation.terms)
    return any(map(_halves, bodies))


def _halves(expression: Expression) -> bool:
    value = rational(expression)
    if value is not None:
        return value.denominator % 2 == 0
    return any(map(_halves, children(expression)))


def is_slope(case: NumberCase) -> bool:
    """Say whether a number is claimed to be a derivative."""
    node = case.draft.subject_node
    is_rate = node is not None and any(isinstance(part, Rate) for part in walk(node))
    return is_rate or (case.atom is not None and case.atom.role is Role.ADJOINT)


def mistaken_slopes(case: NumberCase) -> Iterator[Suspect]:
    """Yield local derivatives of activations, each with the slip that prints it instead of the right one."""
    point, symbol = case.naming.truth, _by(case)
    for stage in case.naming.layers.stages:
        if not stage.bends:
            continue
        for net, out in zip(stage.net, stage.out, strict=True):
            # A derivative by an output has no slope of that neuron, nor of those before it.
            if symbol is not None and net not in point.ways.after(symbol):
                continue
            slope = point.total(out, net)
            if slope != 0:
                name = f"∂{out.ascii}/∂{net.ascii}"
                if not (isinstance(slope, arb) and slope.contains(0)):
                    yield Suspect(case.truth / slope, case.slip(SLOPE_MISSING, name))
                yield Suspect(case.truth * slope, case.slip(SLOPE_TWICE, name))
                if stage.function in OUTPUT_AND_REST:
                    value = point.value(out)
                    for part, written in ((value, out.ascii), (1 - value, f"1 - {out.ascii}")):
                        slip = case.slip(SLOPE_IN_PART, name, written, out.ascii)
                        yield Suspect(case.truth / slope * part, slip)


def mistaken_operands(case: NumberCase) -> Iterator[Suspect]:
    """The gradient of a weight with another number for what the weight multiplies."""
    naming, point = case.naming, case.naming.truth
    weight = _by(case)
    for stage in naming.layers.stages:
        # A batch has the pre-activations of every sample, which no row of weights stands beside.
        alone = len(stage.weights) == len(stage.net)
        for row, net in zip(stage.weights, stage.net, strict=True) if alone else ():
            if weight not in row:
                continue
            signal = point.adjoint(net)
            # The numbers of a small network are few enough that four digits tell one from another.
            for symbol in [*naming.network.values, *(at.target for at in naming.network.scalar.equations)][
                : thresholds.MOST_OPERANDS
            ]:
                slip = case.slip(ANOTHER_OPERAND, weight.ascii, symbol.ascii)
                yield Suspect(signal * point.value(symbol), slip)


def _paths(case: NumberCase) -> Iterator[Suspect]:
    """Only one of several paths summed, and weights of the next round or of the transposed matrix."""
    naming, point = case.naming, case.naming.truth
    symbol = _by(case)
    if symbol is None:
        return
    stages = naming.layers.stages
    if not naming.network.layers:
        yield from _paths_of_equations(case, symbol)
    for at, stage in enumerate(stages[:-1]):
        if symbol not in (*stage.out, *stage.net, *stage.bias, *(w for row in stage.weights for w in row)):
            continue
        for out in stage.out:
            local = point.total(out, symbol)
            if local == 0:
                yield from _past_a_kink(case, stage, symbol, out)
                continue
            following = stages[at + 1]
            for net in following.net:
                share = point.adjoint(net) * point.total(net, out) * local
                yield Suspect(share, case.slip(ONE_PATH, net.ascii))
            yield from _with_weights(case, following, out, local)


def _paths_of_equations(case: NumberCase, symbol: Symbol) -> Iterator[Suspect]:
    """Only one of several paths counted where one quantity is read by several equations of a model."""
    point, loss = case.naming.truth, case.naming.network.loss
    ways = point.ways
    between = ways.before(loss) & ways.after(symbol)
    for split in [at for at in (symbol, *ways.reads) if at in between][: thresholds.MOST_OPERANDS]:
        readers = [target for target, reads in ways.reads.items() if split in reads and target in between]
        if not 1 < len(readers) <= thresholds.MOST_OPERANDS:
            continue
        through, whole = point.total(split, symbol), point.adjoint(split)
        others = ", ".join(reader.ascii for reader in readers if reader != loss)
        for reader in readers:
            share = point.local(reader, split) * (1 if reader == loss else point.adjoint(reader))
            slip = (
                case.slip(ONE_PATH, other=others, symbol=loss.ascii)
                if reader == loss
                else case.slip(ONE_PATH, reader.ascii)
            )
            yield Suspect(case.truth - (whole - share) * through, slip)


def _past_a_kink(case: NumberCase, stage: Stage, symbol: Symbol, out: Symbol) -> Iterator[Suspect]:
    point = case.naming.truth
    net = stage.net[stage.out.index(out)]
    through = point.total(net, symbol)
    if through != 0:
        slip = case.slip(SLOPE_OF_ZERO_MISSING, f"∂{out.ascii}/∂{net.ascii}")
        yield Suspect(point.adjoint(out) * through, slip)


def _with_weights(case: NumberCase, stage: Stage, out: Symbol, local: Ball) -> Iterator[Suspect]:
    point = case.naming.truth
    rate = exact(case.naming.layers.rate.value)
    # A batch has the pre-activations of every sample, which no row of weights stands beside.
    if len(stage.weights) != len(stage.net):
        return
    columns = [
        [w for w in row if w in _read(case.naming, net, out)] for row, net in zip(stage.weights, stage.net, strict=True)
    ]
    if all(len(column) == 1 for column in columns):
        updated = _total(
            point.adjoint(net) * (point.value(column[0]) - rate * point.adjoint(column[0]))
            for net, column in zip(stage.net, columns, strict=True)
        )
        yield Suspect(updated * local, case.slip(UPDATED_FIRST))
        rows = stage.weights
        place = next((j for j, w in enumerate(rows[0]) if w == columns[0][0]), None)
        if place is not None and place < len(rows) and len(rows[place]) == len(stage.net):
            turned = _total(
                point.adjoint(net) * point.value(weight) for net, weight in zip(stage.net, rows[place], strict=True)
            )
            yield Suspect(turned * local, case.slip(WEIGHTS_TRANSPOSED))


def _read(naming: Naming, net: Symbol, out: Symbol) -> set[Symbol]:
    """Return the weights that a pre-activation multiplies an output by."""
    equation = naming.network.scalar.equation(net)
    found: set[Symbol] = set()
    if equation is not None:
        for part in _products(equation.body):
            if out in part:
                found |= part - {out}
    return found


def _products(body: object) -> Iterator[set[Symbol]]:
    match body:
        case Sum(terms):
            for term in terms:
                yield from _products(term)
        case Negative(inner):
            yield from _products(inner)
        case Product():
            yield set(symbols_of(body))


def _total(balls: Iterable[Ball]) -> Ball:
    total: Ball = fmpq(0)
    for ball in balls:
        total = total + ball
    return total


def _by(case: NumberCase) -> Symbol | None:
    if case.atom is not None and case.atom.role in (Role.ADJOINT, Role.NEW):
        return case.atom.symbol
    node = case.draft.subject_node
    if node is not None:
        for part in walk(node):
            by = getattr(part, "by", None)
            if isinstance(by, Name):
                try:
                    atom = case.naming.meaning(by).atom
                except NotCheckable:
                    return None
                return atom.symbol if atom else None
    return None


def values_of_others(case: NumberCase) -> Iterator[Suspect]:
    """The value of another quantity."""
    naming = case.naming
    at = naming.at(naming.truth)
    graph = naming.network.scalar
    for equation in graph.equations[: thresholds.MOST_OTHER_QUANTITIES]:
        target = equation.target
        yield Suspect(at.atom(Atom(Role.VALUE, target)), case.slip(ANOTHER_QUANTITY, target.ascii))
        yield Suspect(at.atom(Atom(Role.ADJOINT, target)), _slope_of(case, target))
    for symbol in naming.network.parameters[: thresholds.MOST_OTHER_QUANTITIES]:
        yield Suspect(at.atom(Atom(Role.ADJOINT, symbol)), _slope_of(case, symbol))
        yield Suspect(at.atom(Atom(Role.NEW, symbol)), case.slip(UPDATED_QUANTITY, symbol.ascii))


def _slope_of(case: NumberCase, symbol: Symbol) -> Reason:
    return case.slip(ANOTHER_QUANTITY, f"∂{case.naming.layers.loss.base}/∂{symbol.ascii}")


GRADIENT_SLIPS: Sequence[NumberSlip] = (
    Slip(HALF_OF_LOSS_MISSING, Of.NUMBER, mistaken_formulas, of_rule=True),
    Slip(HALF_TOO_MUCH, Of.NUMBER, mistaken_formulas, of_rule=True),
    Slip(ONE_PATH, Of.NUMBER, mistaken_formulas, of_rule=True),
    Slip(SLOPE_IN_PART, Of.NUMBER, mistaken_formulas, of_rule=True),
    Slip(SLOPE_MISSING, Of.NUMBER, mistaken_formulas, of_rule=True),
    Slip(SLOPE_OF_ZERO_MISSING, Of.NUMBER, mistaken_formulas, of_rule=True),
    Slip(SLOPE_TWICE, Of.NUMBER, mistaken_formulas, of_rule=True),
    Slip(UPDATED_FIRST, Of.NUMBER, mistaken_formulas, of_rule=True),
    Slip(WEIGHTS_TRANSPOSED, Of.NUMBER, mistaken_formulas, of_rule=True),
)
"""Slips of the chain rule."""

OTHER_QUANTITY_SLIPS: Sequence[NumberSlip] = (
    Slip(ANOTHER_QUANTITY, Of.NUMBER, values_of_others, thresholds.TELLING_FIGURES),
    Slip(UPDATED_QUANTITY, Of.NUMBER, values_of_others, thresholds.TELLING_FIGURES),
    Slip(
        ANOTHER_OPERAND,
        Of.NUMBER,
        mistaken_operands,
        thresholds.TELLING_FIGURES,
        of_rule=True,
        same_as=frozenset({ANOTHER_QUANTITY}),
    ),
)
"""Slips by which a number, or one that it was worked out with, is that of another quantity, of which there are many."""
