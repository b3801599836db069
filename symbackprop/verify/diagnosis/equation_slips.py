"""Slips of the model: a quantity as it would be if its equation were another, in one place.

The equation of a quantity is taken as the network has it, a derivative's from the backward pass, alone and with those
of what it reads written out; each change of it that people make is a slip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import chain, islice

from ...expression.functions import FUNCTIONS
from ...expression.tree import (
    TWO,
    Call,
    Expression,
    Index,
    Negative,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    children,
    rebuilt,
    substitute,
    symbols_of,
)
from ...graph.expand import positions
from .. import thresholds
from ..grammar.edits import COMMON_LOGARITHM, PRODUCT_FOR_SUM, SQUARE_MISSING
from ..judging.sources import quantity_of
from ..lexicon.functions import LOGARITHM, MIXED_UP
from ..quantities.atoms import Atom, Role
from ..reasons import SlipCode, slip_code
from .case import NumberCase, Suspect
from .formula_slips import BIAS_MISSING
from .gradient_slips import ANOTHER_QUANTITY
from .slip import NumberSlip, Of, Slip

ACTIVATION_MISSING = slip_code(
    "activation-missing",
    "an activation is not applied",
    "What a neuron passes on is its activation, and not its net input.",
    ("{quantity} is not applied to {other}", "{quantity} is not applied"),
)
ACTIVATION_TWICE = slip_code(
    "activation-twice",
    "an activation is applied twice",
    "The output of a neuron has gone through its activation already; do not apply it again.",
    ("{quantity} is applied twice to {other}", "{quantity} is applied twice"),
)
ANOTHER_ACTIVATION = slip_code(
    "another-activation",
    "another activation is applied",
    "See which function each layer has before you compute its outputs.",
    ("{other} is applied, where {quantity} is meant",),
)
ANOTHER_INDEX = slip_code(
    "another-index",
    "a number of another neuron, weight or input is put in",
    "Follow the arrows of the network: each index says which neuron a factor belongs to.",
    ("{other} is put in for {quantity}",),
)
ANOTHER_TARGET = slip_code(
    "another-target",
    "the target of another output or sample is put in",
    "Each output is held against its own target, and each sample against its own.",
    ("{other} is put in for {quantity}",),
)
EXCHANGED = slip_code(
    "exchanged",
    "two numbers of one kind are exchanged",
    "Write the index at every name before you put the numbers in.",
    ("{quantity} and {other} are exchanged, or what they are multiplied by",),
)
MEAN_MISSING = slip_code(
    "mean-missing",
    "the sum over samples or outputs is taken, where the mean is meant",
    "Where the error is a mean, divide by the number of what is summed.",
    ("the sum of {count} is taken, where their mean is meant",),
    ("divide by {count}: {right}",),
)
MEAN_TOO_MUCH = slip_code(
    "mean-too-much",
    "the mean over samples or outputs is taken, where the sum is meant",
    "Where the error is a sum, do not divide by the number of what is summed.",
    ("the mean of {count} is taken, where their sum is meant",),
    ("multiply by {count}: {right}",),
)
PATHS_MULTIPLIED = slip_code(
    "paths-multiplied",
    "the paths to the error are multiplied, not added",
    "The chain rule multiplies along a path and adds over the paths.",
    ("the paths through {quantity} and {other} are multiplied",),
    ("add the paths: {right}",),
)
STEP_MIXED = slip_code(
    "time-step-mixed",
    "a value of another time step is put in",
    "A recurrence reads what there was one step before; write the step at every name.",
    ("{other} is put in for {quantity}, of another time step",),
)
TERM_MISSING = slip_code(
    "term-missing",
    "a term is left out of a sum",
    "Add a term for each arrow that leads to the neuron.",
    ("the term with {quantity} is left out",),
)

Change = tuple[Expression, SlipCode, str, str]
"""An equation's right side with a slip, the slip, what it is about, and what stands in its place."""


def mistaken_equations(case: NumberCase) -> Iterator[Suspect]:
    """Yield what a quantity would be with another index, and were its equation another in one place."""
    own = _symbol(case)
    for symbol, is_step in _alike(case, own) if own is not None else ():
        code, name = (STEP_MIXED, _called(own)) if is_step and own is not None else (ANOTHER_QUANTITY, _called(symbol))
        yield Suspect(case.naming.truth.evaluate(symbol), case.slip(code, name, _called(symbol)))
    for level, body in enumerate(_bodies(case), start=1):
        changes = (islice(made(case, body), thresholds.MOST_EDITS) for made in (_local_changes, _other_reads))
        for changed, code, quantity, other in chain.from_iterable(changes):
            slip = case.slip(code, quantity, other)
            # The further off a slip is, the more there are as likely.
            yield Suspect(case.naming.truth.evaluate(changed), slip, ways=level)
            carried = substitute(changed, case.printed)
            if carried != changed:
                # Who carries rounded numbers on makes the same slip with these.
                yield Suspect(case.naming.truth.evaluate(carried), slip, ways=0)
    yield from _means(case)


def _bodies(case: NumberCase) -> Iterator[Expression]:
    """Yield the right side of the equation of a quantity, then with the equations of what it reads written out."""
    network, atom = case.naming.network, case.atom
    if (
        atom is not None
        and atom.role is Role.NEW
        and atom.symbol in network.parameters
        and network.optimiser.is_descent
    ):
        slope = network.adjoints.get(atom.symbol)
        if isinstance(slope, Symbol):
            step = Product((Number(case.naming.layers.rate.value, ""), slope))
            yield Sum((atom.symbol, Negative(step)))
        return
    symbol = _symbol(case)
    if symbol is None:
        return
    graph = case.naming.network.single
    equation, is_slope = graph.equation(symbol), bool(symbol.mark)
    body = equation.body if equation is not None else None
    for _ in range(thresholds.MOST_LEVELS_WRITTEN_OUT):
        if body is None or _size(body) > thresholds.MOST_NODES:
            return
        yield body
        inner = {read: graph.equation(read) for read in symbols_of(body) if bool(read.mark) == is_slope}
        known = {read: equation.body for read, equation in inner.items() if equation is not None}
        written = substitute(body, known)
        body = written if written != body else None


def _symbol(case: NumberCase) -> Symbol | None:
    """Return the quantity that a number is of, a derivative of the loss included; None where it is another one."""
    meaning = quantity_of(case.naming, case.draft.subject, case.draft.subject_node)
    match meaning.atom if meaning is not None else None:
        case Atom(Role.VALUE, Symbol() as symbol):
            return symbol
        case Atom(Role.ADJOINT, Symbol() as symbol, None):
            found = case.naming.network.adjoints.get(symbol)
            return found if isinstance(found, Symbol) else None
        case _:
            return None


def _size(expression: Expression) -> int:
    return 1 + sum(map(_size, children(expression)))


def _local_changes(case: NumberCase, body: Expression) -> Iterator[Change]:
    """Yield an expression with one of its parts changed by each of the rows."""
    for change in CHANGES:
        yield from _within(body, partial(change, case))


def _within(whole: Expression, change: Callable[[Expression], Iterator[Change]]) -> Iterator[Change]:
    yield from change(whole)
    for at, part in enumerate(children(whole)):
        for new, code, quantity, other in _within(part, change):
            yield _with(whole, at, new), code, quantity, other


def _with(whole: Expression, at: int, new: Expression) -> Expression:
    """Return an expression with the part at one place replaced."""
    places = iter(range(len(children(whole))))
    return rebuilt(whole, lambda part: new if next(places, None) == at else part)


def _paths(_: NumberCase, part: Expression) -> Iterator[Change]:
    """The shares of the paths to the error multiplied."""
    if isinstance(part, Sum):
        through = [next((read for read in symbols_of(term) if read.mark), None) for term in part.terms]
        if len(through) == 2 and through[0] is not None and through[1] is not None:
            yield Product(part.terms), PATHS_MULTIPLIED, _called(through[0]), _called(through[1])


def _terms(case: NumberCase, part: Expression) -> Iterator[Change]:
    """A term of a sum left out, or two of them multiplied."""
    if not isinstance(part, Sum) or any(read.mark for read in symbols_of(part)):
        return
    biases = {bias for stage in case.naming.layers.stages for bias in stage.bias}
    for at, term in enumerate(part.terms):
        reads = symbols_of(term)
        if reads and len(part.terms) > 1:
            rest = (*part.terms[:at], *part.terms[at + 1 :])
            code = BIAS_MISSING if term in biases else TERM_MISSING
            yield (Sum(rest) if len(rest) > 1 else rest[0]), code, _called(reads[0]), ""
    if len(part.terms) == 2 and all(map(symbols_of, part.terms)):
        yield Product(part.terms), PRODUCT_FOR_SUM, "", ""


def _activations(_: NumberCase, part: Expression) -> Iterator[Change]:
    """A function applied twice, not at all, or another one."""
    if not isinstance(part, Call) or part.function not in FUNCTIONS:
        return
    row, inner = FUNCTIONS[part.function], symbols_of(part.argument)
    if part.function == LOGARITHM:
        yield Call("log10", part.argument), COMMON_LOGARITHM, "", ""
    if not row.activation:
        return
    of = _called(inner[0]) if len(inner) == 1 else ""
    yield Call(part.function, part), ACTIVATION_TWICE, row.symbol, of
    yield part.argument, ACTIVATION_MISSING, row.symbol, of
    for other in MIXED_UP:
        if other != part.function:
            yield Call(other, part.argument), ANOTHER_ACTIVATION, row.symbol, FUNCTIONS[other].symbol


def _powers(_: NumberCase, part: Expression) -> Iterator[Change]:
    """A square that is not taken."""
    if isinstance(part, Power) and part.exponent == TWO:
        reads = symbols_of(part.base)
        yield part.base, SQUARE_MISSING, _called(reads[0]) if len(reads) == 1 else "", ""


CHANGES: Sequence[Callable[[NumberCase, Expression], Iterator[Change]]] = (_paths, _terms, _activations, _powers)
"""What is changed in one part of an equation."""


def _other_reads(case: NumberCase, body: Expression) -> Iterator[Change]:
    """Yield an expression with another one of its kind in place of one of the quantities that it reads."""
    targets = set(case.naming.layers.targets)
    for read in symbols_of(body)[: thresholds.MOST_NAMES_EXCHANGED]:
        for other, is_step in _alike(case, read):
            code = STEP_MIXED if is_step else ANOTHER_TARGET if read in targets else ANOTHER_INDEX
            yield substitute(body, {read: other}), code, _called(read), _called(other)
    reads = symbols_of(body)[: thresholds.MOST_NAMES_EXCHANGED]
    for at, read in enumerate(reads):
        for other in reads[:at]:
            if (read.base, read.mark) == (other.base, other.mark):
                yield substitute(body, {read: other, other: read}), EXCHANGED, _called(other), _called(read)


def _alike(case: NumberCase, read: Symbol) -> Iterator[tuple[Symbol, bool]]:
    """Yield the quantities that differ from one in an index, each with whether that is its step in time."""
    single = case.naming.network.single
    place = single.place(read)
    if place is None:
        return
    quantity, at = place
    declared = single.graph.declared[quantity]
    if not declared.indices:
        scalars = (other for other in single.graph.declared.values() if not other.indices)
        same = (other for other in scalars if (other.base, other.mark) == (read.base, read.mark) and other != read)
        yield from ((other, False) for other in islice(same, thresholds.MOST_ALIKE))
        return
    steps = {equation.along.index.name for equation in single.graph.equations if equation.along is not None}
    found = 0
    for other, position in zip(single.elements(declared), positions(declared.indices), strict=True):
        apart = [i for i, (mine, yours) in enumerate(zip(at, position, strict=True)) if mine != yours]
        index = declared.indices[apart[0]] if len(apart) == 1 else None
        is_step = isinstance(index, Index) and index.name in steps
        if apart and (not is_step or abs(at[apart[0]] - position[apart[0]]) == 1):
            yield other, is_step
            found += 1
        if found >= thresholds.MOST_ALIKE:
            return


def _called(symbol: Symbol) -> str:
    """Return how a quantity is called in a report: `∂E/∂w5` for what the program calls dE_dw5."""
    return f"∂{symbol.mark}/∂{symbol.marked('').ascii}" if symbol.mark else symbol.ascii


def _means(case: NumberCase) -> Iterator[Suspect]:
    """Yield the sum for the mean over samples or outputs, and the mean for the sum."""
    network = case.naming.network
    for count in dict.fromkeys((network.samples or 1, len(case.naming.layers.targets))):
        if count > 1 and (network.mean or _divides(case, count)):
            yield Suspect(count * case.truth, case.slip(MEAN_MISSING, count=count))
        elif count > 1:
            yield Suspect(case.truth / count, case.slip(MEAN_TOO_MUCH, count=count))


def _divides(case: NumberCase, count: int) -> bool:
    """Say whether the loss is divided by a number that is no usual factor of it."""
    equation = case.naming.network.scalar.equation(case.naming.layers.loss)
    numbers = _numbers(equation.body) if equation is not None and count not in USUAL_FACTORS else ()
    return any(number in (count, Fraction(1, count)) for number in numbers)


def _numbers(expression: Expression) -> Iterator[Fraction]:
    if isinstance(expression, Number):
        yield expression.value
    for part in children(expression):
        yield from _numbers(part)


USUAL_FACTORS = frozenset({1, 2})
"""What a loss may be divided by that is no mean."""


EQUATION_SLIPS: Sequence[NumberSlip] = (
    Slip(ACTIVATION_MISSING, Of.NUMBER, mistaken_equations, of_rule=True),
    Slip(ACTIVATION_TWICE, Of.NUMBER, mistaken_equations, of_rule=True),
    Slip(ANOTHER_ACTIVATION, Of.NUMBER, mistaken_equations, of_rule=True),
    Slip(ANOTHER_INDEX, Of.NUMBER, mistaken_equations, of_rule=True),
    Slip(ANOTHER_TARGET, Of.NUMBER, mistaken_equations, of_rule=True),
    Slip(BIAS_MISSING, Of.NUMBER, mistaken_equations, of_rule=True),
    Slip(EXCHANGED, Of.NUMBER, mistaken_equations, of_rule=True),
    Slip(MEAN_MISSING, Of.NUMBER, mistaken_equations, of_rule=True),
    Slip(MEAN_TOO_MUCH, Of.NUMBER, mistaken_equations, of_rule=True),
    Slip(PATHS_MULTIPLIED, Of.NUMBER, mistaken_equations, of_rule=True),
    Slip(SQUARE_MISSING, Of.NUMBER, mistaken_equations, of_rule=True),
    Slip(STEP_MIXED, Of.NUMBER, mistaken_equations, of_rule=True),
    Slip(TERM_MISSING, Of.NUMBER, mistaken_equations, of_rule=True),
)
"""Slips by which a number is that of another model."""
