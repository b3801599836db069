"""Why a wrong line is wrong: known slips, each of which must give exactly what is printed before it is named.

A slip is a row of one of the tables below: a function that yields values, each with what it would mean. The first value
whose digits are the printed ones, all of them, is the diagnosis; where none is, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

from flint import arb, ctx, fmpq

from ..expression.tree import Negative, Product, Sum, Symbol, symbols_of
from ..graph.tape import Ball, exact
from .cast import Stage
from .cells import Cells
from .digits import Fit, figures_of, fit, magnitude, rounded_like, shown, unit_of
from .draft import Draft
from .edits import MOST_EDITS, edits, misplaced, replaced
from .ledger import Ledger, decimals
from .meanings import Atom, Role
from .naming import Naming
from .operands import one_apart
from .points import BITS, NotCheckable
from .rounds import Rounds
from .syntax import (
    Name,
    Node,
    Numeral,
    numerals_in,
    walk,
)
from .verdicts import Flag

LEAST_FIGURES = 2
TELLING_FIGURES = 4
"""Figures from which on a coincidence with one of many values can be ruled out."""

MOST_ENTRIES = 120
MOST_SEEN = 500

NEAR = 100
"""A line carries on rounded numbers that is off by less than a hundredth."""

Suggestion = tuple[Ball, str, str]
"""A value, what it would mean, and what to do about it."""


@dataclass(frozen=True)
class Case:
    """A wrong number with all that bears on it."""

    draft: Draft
    stated: Numeral
    truth: Ball
    naming: Naming
    ledger: Ledger

    @property
    def atom(self) -> Atom | None:
        """What the number is of, where that is one quantity."""
        return self.draft.subject.atom if self.draft.subject else None

    @property
    def right(self) -> str:
        """The right value to as many places as were printed."""
        places = decimals(self.stated)
        return rounded_like(self.truth, places) if places >= 0 else shown(self.truth, self.stated)


def diagnose_number(draft: Draft, naming: Naming, ledger: Ledger) -> None:
    """Say why a number is wrong, where a known slip gives exactly its digits."""
    if draft.stated is None or draft.truth is None:
        return
    case = Case(draft, draft.stated, draft.truth, naming, ledger)
    with ctx.workprec(BITS):
        slips = (_digits, _sign, _line_edits, _formula, _elsewhere, _operands)
        for slip in slips[draft.line_gives :]:
            for value, reason, correction in _found(slip, case):
                if _gives(case, value, slip in SEVERAL) or (slip is _sign and fit(case.stated, value) is Fit.EXACT):
                    draft.reason = f"{draft.reason}; {reason}" if draft.reason else reason
                    draft.correction = draft.correction or correction or f"write {case.right}"
                    return
    if draft.line is not None and not draft.line_gives and not draft.reason:
        draft.reason = f"the line gives {shown(draft.line, draft.stated, more=1)}, not {draft.stated.text}"
    elif draft.line_gives and not draft.reason and draft.cause is None:
        draft.reason = NO_SLIP
    draft.correction = draft.correction or f"write {case.right}"


def _found(slip: Callable[[Case], Iterator[Suggestion]], case: Case) -> Iterator[Suggestion]:
    """Yield what a slip would give, as far as the spec gives the values for it."""
    with suppress(NotCheckable):
        yield from slip(case)


MOST_OPERANDS = 60

NO_SLIP = "the arithmetic of the line is right, but the line is not what it should be"
"""What is said of a wrong number that its line gives, where no slip explains it."""


def _gives(case: Case, value: Ball, needs_more: bool) -> bool:
    figures = figures_of(case.stated.text)
    least = TELLING_FIGURES if needs_more else LEAST_FIGURES
    return figures >= least and fit(case.stated, value).good


def _digits(case: Case) -> Iterator[Suggestion]:
    """Digits dropped, put in, swapped or mistyped, and a decimal point in the wrong place."""
    if _is_slope(case):
        # A slope that is a power of ten moves the point as well.
        yield from _slopes(case)
    # What was to be written may be the rounding of the line, which carries on rounded numbers.
    yield from _misprints(case, case.truth)
    line = case.draft.line
    if line is not None and magnitude(line - case.truth) * NEAR < magnitude(case.truth):
        yield from _misprints(case, line)


def _misprints(case: Case, right: Ball) -> Iterator[Suggestion]:
    stated = case.stated
    value = exact(stated.value)
    text = stated.text.lstrip("-")
    # Where the point has gone to the right, zeros have been put after the digits that there were.
    bare = Numeral(stated.text.rstrip("0"), stated.value, stated.span) if text.endswith("0") and "." in text else stated
    for shift in (1, -1, 2, -2, 3, -3):
        moved = right * (fmpq(10) ** shift)
        if fit(stated, moved).good or (shift > 0 and figures_of(bare.text) > LEAST_FIGURES and fit(bare, moved).good):
            yield value, f"the decimal point is {abs(shift)} place{'s' * (abs(shift) > 1)} off", f"write {case.right}"
    if figures_of(text) >= 3 and "e" not in text and (stated.value < 0) == (right < 0):
        size = right if right > 0 else -right
        places = decimals(stated)
        for more in (0, 1, 2, -1):
            rounded = rounded_like(size, places + more)
            cut = _truncated(size, places + more)
            for written in dict.fromkeys((rounded, cut)):
                off = _one_off(text, written, more)
                if off:
                    yield value, f"{off}: {written}", f"write {'-' if right < 0 else ''}{written}"
        for other in islice(case.ledger.seen.values(), MOST_SEEN):
            if one_apart(text, other.text) and fit(other, size) not in (Fit.EXACT, Fit.OFF):
                off = {1: "a digit is dropped", -1: "a digit is put in"}.get(
                    len(other.text) - len(text), "a digit is wrong"
                )
                yield value, f"{off}: the document has {other.text} elsewhere", f"write {case.right}"


def _truncated(size: Ball, places: int) -> str:
    rounded = rounded_like(size, max(places, 0) + 6)
    return rounded[:-6].removesuffix(".")


def _one_off(text: str, right: str, more: int) -> str:
    telling = figures_of(max(text, right, key=len)) > TELLING_FIGURES
    if len(right) == len(text) + 1 and any(right[:at] + right[at + 1 :] == text for at in range(2, len(right) - 1)):
        return "a digit is dropped" if telling else ""
    if len(right) == len(text) - 1 and any(text[:at] + text[at + 1 :] == right for at in range(2, len(text) - 1)):
        return "a digit is put in" if telling else ""
    if len(right) != len(text) or more:
        return ""
    off = [at for at, (a, b) in enumerate(zip(text, right, strict=True)) if a != b]
    if len(off) == 2 and off[1] == off[0] + 1 and text[off[0]] == right[off[1]] and text[off[1]] == right[off[0]]:
        return "two digits are swapped"
    if len(off) == 1 and figures_of(text) >= TELLING_FIGURES and off[0] < len(text) - 1 and text[off[0]] != ".":
        return "one digit is another"
    return ""


def _sign(case: Case) -> Iterator[Suggestion]:
    """A sign lost or put in."""
    for right in (case.truth, case.draft.line):
        if right is not None and (right < 0) == (case.truth < 0):
            yield -right, "the sign is lost" if right < 0 else "there is a minus too many", f"write {case.right}"


def _line_edits(case: Case) -> Iterator[Suggestion]:
    """What the line would have to say for the number to be its value."""
    line = case.draft.line_node
    if line is None or case.draft.line_gives:
        return
    for edited, reason in chain(islice(edits(line), MOST_EDITS), islice(misplaced(line), MOST_EDITS // 4)):
        value = _value(case.naming, edited)
        if value is not None:
            yield value, reason, ""
    recent = list(islice(reversed(case.ledger.entries.values()), MOST_ENTRIES))
    for numeral in numerals_in(line)[:8]:
        for entries in recent:
            other = entries[-1].stated
            if abs(other.value) != abs(numeral.value):
                value = _value(case.naming, replaced(line, numeral, other))
                if value is not None:
                    reason = f"the number comes from {other.text}, where the line has {numeral.text}"
                    yield value, reason, ""


def _value(naming: Naming, line: Node) -> Ball | None:
    try:
        worth = naming.worth(line)
    except NotCheckable:
        return None
    return None if isinstance(worth, Cells) else worth


def _formula(case: Case) -> Iterator[Suggestion]:
    """Formulas that are known to be mistaken for one another."""
    atom, truth = case.atom, case.truth
    if atom is not None and atom.role is Role.NEW and atom.symbol is not None:
        yield from _updates(case, atom.symbol)
    if _is_slope(case):
        yield 2 * truth, "the factor 1/2 of the loss is missing", ""
        yield truth / 2, "a factor 1/2 is too much", ""
        yield from _slopes(case)
        yield from _paths(case)


def _is_slope(case: Case) -> bool:
    node = case.draft.subject_node
    is_rate = node is not None and any(type(part).__name__ == "Rate" for part in walk(node))
    return is_rate or (case.atom is not None and case.atom.role is Role.ADJOINT)


def _updates(case: Case, weight: Symbol) -> Iterator[Suggestion]:
    point, rate = case.naming.truth, exact(case.naming.cast.rate.value)
    value, slope = point.value(weight), point.adjoint(weight)
    yield value + rate * slope, "the gradient is added, not subtracted", f"subtract: {case.right}"
    yield value - slope, "the learning rate is forgotten", f"multiply the gradient by the learning rate: {case.right}"
    yield rate * slope, "the old value is left out", f"subtract this from the old value: {case.right}"
    for stage in case.naming.cast.stages:
        rows = stage.weights
        for i, row in enumerate(rows):
            for j, one in enumerate(row):
                if one == weight and j < len(rows) and i < len(row):
                    other = rows[j][i]
                    if other != weight:
                        yield (
                            value - rate * point.adjoint(other),
                            f"the gradient of {other.ascii} is subtracted: the matrix of gradients is transposed",
                            f"subtract the gradient of {weight.ascii}: {case.right}",
                        )


def _slopes(case: Case) -> Iterator[Suggestion]:
    point = case.naming.truth
    for stage in case.naming.cast.stages:
        if stage.function in ("identity", "softmax"):
            continue
        for net, out in zip(stage.net, stage.out, strict=True):
            slope = point.total(out, net)
            if slope != 0:
                name = f"∂{out.ascii}/∂{net.ascii}"
                if not (isinstance(slope, arb) and slope.contains(0)):
                    yield case.truth / slope, f"the factor {name} is missing", f"multiply by {name}: {case.right}"
                yield case.truth * slope, f"the factor {name} is applied twice", f"take {name} once: {case.right}"
                if stage.function == "sigmoid":
                    value = point.value(out)
                    for half, said in ((value, out.ascii), (1 - value, f"1 - {out.ascii}")):
                        reason = f"{said} stands for {name}, which is {out.ascii}(1 - {out.ascii})"
                        yield case.truth / slope * half, reason, f"multiply by all of {name}: {case.right}"


def _operands(case: Case) -> Iterator[Suggestion]:
    """The gradient of a weight with another number for what the weight multiplies."""
    naming, point = case.naming, case.naming.truth
    weight = _by(case)
    for stage in naming.cast.stages:
        # A batch has the pre-activations of every sample, which no row of weights stands beside.
        alone = len(stage.weights) == len(stage.net)
        for row, net in zip(stage.weights, stage.net, strict=True) if alone else ():
            if weight not in row:
                continue
            signal = point.adjoint(net)
            # The numbers of a small network are few enough that four digits tell one from another.
            for symbol in [*naming.network.values, *(at.target for at in naming.network.scalar.equations)][
                :MOST_OPERANDS
            ]:
                value = point.value(symbol)
                reason = f"{symbol.ascii} is taken for what {weight.ascii} multiplies"
                yield signal * value, reason, f"write {case.right}"


def _paths(case: Case) -> Iterator[Suggestion]:
    """Only one of several paths summed, and weights of the next round or of the transposed matrix."""
    naming, point = case.naming, case.naming.truth
    symbol = _by(case)
    if symbol is None:
        return
    stages = naming.cast.stages
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
                yield share, f"only the path through {net.ascii} is counted", f"add all paths: {case.right}"
            yield from _with_weights(case, following, out, local)


def _past_a_kink(case: Case, stage: Stage, symbol: Symbol, out: Symbol) -> Iterator[Suggestion]:
    point = case.naming.truth
    net = stage.net[stage.out.index(out)]
    through = point.total(net, symbol)
    if through != 0:
        name = f"∂{out.ascii}/∂{net.ascii}"
        yield point.adjoint(out) * through, f"the factor {name} is missing, which is 0 here", f"write {case.right}"


def _with_weights(case: Case, stage: Stage, out: Symbol, local: Ball) -> Iterator[Suggestion]:
    point = case.naming.truth
    rate = exact(case.naming.cast.rate.value)
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
        yield updated * local, UPDATED_FIRST, f"use the old output weights: {case.right}"
        rows = stage.weights
        place = next((j for j, w in enumerate(rows[0]) if w == columns[0][0]), None)
        if place is not None and place < len(rows) and len(rows[place]) == len(stage.net):
            turned = _total(
                point.adjoint(net) * point.value(weight) for net, weight in zip(stage.net, rows[place], strict=True)
            )
            yield (
                turned * local,
                "the weights are transposed",
                f"use the weights that lead away from the neuron: {case.right}",
            )


UPDATED_FIRST = "output weights updated before the hidden error signals are computed"


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


def _by(case: Case) -> Symbol | None:
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


def _elsewhere(case: Case) -> Iterator[Suggestion]:
    """The value of another quantity."""
    naming = case.naming
    at = naming.at(naming.truth)
    graph = naming.network.scalar
    for equation in graph.equations[:200]:
        target = equation.target
        yield at.atom(Atom(Role.VALUE, target)), f"this is {target.ascii}", f"write {case.right}"
        yield (
            at.atom(Atom(Role.ADJOINT, target)),
            f"this is ∂{naming.cast.loss.base}/∂{target.ascii}",
            f"write {case.right}",
        )
    for symbol in naming.network.parameters[:200]:
        yield at.atom(Atom(Role.ADJOINT, symbol)), f"this is ∂{naming.cast.loss.base}/∂{symbol.ascii}", ""
        yield at.atom(Atom(Role.NEW, symbol)), f"this is the new {symbol.ascii}", ""


SEVERAL = (_elsewhere, _line_edits, _operands)
"""Slips that try many values, of which one may come near a number of few figures by chance."""


def diagnose_mismatch(draft: Draft, naming: Naming) -> None:
    """Say what the line lacks whose value is not the number printed after it, though that number is right."""
    if draft.line_node is None or draft.stated is None or Flag.OPERAND in draft.flags:
        return
    with ctx.workprec(BITS):
        for at, (edited, reason) in enumerate(edits(draft.line_node)):
            if at >= MOST_EDITS:
                break
            value = _value(naming, edited)
            if value is not None and (
                fit(draft.stated, value).good
                or bool(magnitude(value - exact(draft.stated.value)) <= arb(exact(draft.reach + unit_of(draft.stated))))
            ):
                draft.reason = f"{draft.reason}; {reason}" if draft.reason else reason
                draft.correction = draft.correction or "mend the line; its result is right"
                return
    if draft.line is not None and not draft.reason:
        draft.reason = f"the line gives {shown(draft.line, draft.stated, more=1)}, not {draft.stated.text}"
        draft.correction = draft.correction or "mend the line; its result is right"


def diagnose_rounds(draft: Draft, rounds: Rounds, quantity: Symbol, count: int) -> None:
    """Say why a number for some rounds of descent is wrong: other rounds, or another order of the updates."""
    if draft.stated is None or draft.truth is None:
        return
    right = rounded_like(draft.truth, decimals(draft.stated))
    draft.correction = f"write {right}"
    for mixed, other, reason in (
        (False, count - 1, "one round too few"),
        (False, count + 1, "one round too many"),
        (True, count, UPDATED_FIRST),
        (True, count - 1, f"{UPDATED_FIRST}, and one round too few"),
        (True, count + 1, f"{UPDATED_FIRST}, and one round too many"),
    ):
        value = rounds.value(quantity, other, mixed) if other >= 0 else None
        if value is not None and figures_of(draft.stated.text) >= LEAST_FIGURES and fit(draft.stated, value).good:
            draft.reason = f"this is the value after {other:,} rounds: {reason}" if not mixed else reason
            return
    trained = rounds.with_biases()
    value = trained.value(quantity, count) if trained is not None and count else None
    if value is not None and figures_of(draft.stated.text) >= LEAST_FIGURES and fit(draft.stated, value).good:
        draft.reason = "the biases are trained as well, which the spec says they are not"
        draft.correction = f"leave the biases as they are: {right}"
