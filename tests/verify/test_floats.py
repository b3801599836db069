"""Numbers as programs print them: right within the rounding of the arithmetic in which they were computed."""

from __future__ import annotations

import struct
from collections.abc import Callable
from math import exp

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.judging.remarks import RemarkCode
from symbackprop.verify.judging.verdicts import Report, Verdict
from symbackprop.verify.pipeline import verify


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def single(value: float) -> float:
    """Return a number as single precision has it."""
    (rounded,) = struct.unpack("f", struct.pack("f", value))
    assert isinstance(rounded, float)
    return rounded


def recording(held: Callable[[float], float]) -> dict[str, float]:
    """Return what a program prints that computes the example in some precision."""
    x, w, b, t = (0.05, 0.1), (0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55), (0.35, 0.6), (0.01, 0.99)
    net = [held(w[0] * x[0] + w[1] * x[1] + b[0]), held(w[2] * x[0] + w[3] * x[1] + b[0])]
    out = [held(sigmoid(value)) for value in net]
    top = [held(w[4] * out[0] + w[5] * out[1] + b[1]), held(w[6] * out[0] + w[7] * out[1] + b[1])]
    y = [held(sigmoid(value)) for value in top]
    error = [held(0.5 * (t[k] - y[k]) ** 2) for k in range(2)]
    delta = [held((y[k] - t[k]) * y[k] * (1 - y[k])) for k in range(2)]
    slopes = [held(delta[k] * out[j]) for k in range(2) for j in range(2)]
    hidden = held((delta[0] * w[4] + delta[1] * w[6]) * out[0] * (1 - out[0]))
    return {
        "net_{h1}": net[0],
        "net_{h2}": net[1],
        "out_{h1}": out[0],
        "out_{h2}": out[1],
        "out_{o1}": y[0],
        "out_{o2}": y[1],
        "E_{total}": held(error[0] + error[1]),
        r"\delta_{o1}": delta[0],
        **{rf"\frac{{\partial E_{{total}}}}{{\partial w_{5 + at}}}": slope for at, slope in enumerate(slopes)},
        **{f"w_{5 + at}^+": held(w[4 + at] - 0.5 * slope) for at, slope in enumerate(slopes)},
        r"\delta_{h1}": hidden,
        r"\frac{\partial E_{total}}{\partial w_1}": held(hidden * x[0]),
    }


def judged(printed: dict[str, float]) -> Report:
    lines = [f"${name} = {value!r}$" for name, value in printed.items()]
    return verify("\n\n".join(lines).encode(), "x.md", example())


@pytest.mark.parametrize("held", [float, single], ids=["double", "single"])
def test_what_a_program_prints_is_right_and_it_is_said_once_how_it_is_judged(held: Callable[[float], float]) -> None:
    report = judged(recording(held))
    assert not report.faults
    assert {claim.verdict for claim in report.claims} <= {Verdict.RIGHT, Verdict.ROUNDED}
    assert [remark.code for remark in report.remarks] == [RemarkCode.PRINTED_AS_DOUBLES]


@pytest.mark.parametrize(("held", "part"), [(float, 1e-11), (single, 1e-2)], ids=["double", "single"])
def test_a_number_that_is_another_is_found_in_it(held: Callable[[float], float], part: float) -> None:
    printed = recording(held)
    for name, value in printed.items():
        if len(repr(value)) > 15:
            (fault,) = judged({**printed, name: held(value * (1 + part))}).faults
            assert fault.stated == repr(held(value * (1 + part)))


def test_a_line_of_such_numbers_gives_its_own_value() -> None:
    y = sigmoid(0.4 * sigmoid(0.3775) + 0.45 * sigmoid(0.3925) + 0.6)
    line = rf"$\frac{{\partial E_{{total}}}}{{\partial out_{{o1}}}} = {y!r} - 0.01 = "
    assert not verify(f"{line}{y - 0.01!r}$".encode(), "x.md", example()).faults
    assert verify(f"{line}{y - 0.02!r}$".encode(), "x.md", example()).faults
