"""Slips of the slope of an activation: that of another function, or at another number than the net input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flint import arb

from ...expression.functions import FUNCTIONS, X, Y
from ...expression.tree import Call, Expression, Symbol, substitute, symbols_of
from ..lexicon.functions import MIXED_UP
from ..reasons import slip_code
from .case import NumberCase, Suspect
from .gradient_slips import is_slope
from .slip import NumberSlip, Of, Slip

SLOPE_ELSEWHERE = slip_code(
    "slope-elsewhere",
    "the slope of an activation is taken at another number",
    "The slope is taken where the activation is: at its net input; as out(1 - out), with its output.",
    ("{quantity} is computed with {other}",),
)
SLOPE_OF_ANOTHER = slip_code(
    "slope-of-another",
    "the slope of another activation",
    "That of the sigmoid is out(1 - out), that of tanh 1 - out², that of ReLU 0 or 1.",
    ("the slope of {other} is put in for {quantity}",),
)


def mistaken_derivatives(case: NumberCase) -> Iterator[Suspect]:
    """Yield derivatives with the slope of another activation, or with the slope at another number."""
    if not is_slope(case):
        return
    point = case.naming.truth
    for stage in case.naming.layers.stages:
        if not stage.bends or stage.function not in FUNCTIONS:
            continue
        for net, out in zip(stage.net, stage.out, strict=True):
            slope = point.total(out, net)
            if slope == 0 or (isinstance(slope, arb) and slope.contains(0)):
                continue
            rest, name = case.truth / slope, f"∂{out.ascii}/∂{net.ascii}"
            for other in MIXED_UP:
                if other != stage.function:
                    slip = case.slip(SLOPE_OF_ANOTHER, name, FUNCTIONS[other].symbol)
                    yield Suspect(rest * point.applied(other, 1, point.value(net)), slip)
                    written_out = substitute(FUNCTIONS[other].slope, {X: net, Y: out})
                    yield Suspect(rest * point.evaluate(written_out), slip)
            for at, written in _elsewhere(stage.function, net, out):
                yield Suspect(rest * point.evaluate(written), case.slip(SLOPE_ELSEWHERE, name, at.ascii))


def _elsewhere(function: str, net: Symbol, out: Symbol) -> Iterator[tuple[Symbol, Expression]]:
    """Yield what is put into a slope by mistake, with the slope that is written then."""
    slope = FUNCTIONS[function].slope
    if Y not in symbols_of(slope):
        yield out, substitute(slope, {X: out})
        return
    if X not in symbols_of(slope):
        yield net, substitute(slope, {Y: net})
        yield out, substitute(slope, {Y: Call(function, out)})


SLOPE_SLIPS: Sequence[NumberSlip] = (
    Slip(SLOPE_ELSEWHERE, Of.NUMBER, mistaken_derivatives, of_rule=True),
    Slip(SLOPE_OF_ANOTHER, Of.NUMBER, mistaken_derivatives, of_rule=True),
)
"""Slips of the slope of an activation."""
