"""A class that hands in its worksheets, and a referee who knows what each of them has done.

Their arithmetic is Python's decimals, so it shares nothing with the judge; the referee reads no report.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal, localcontext
from enum import Enum
from fractions import Fraction
from functools import cache
from random import Random
from types import MappingProxyType

from symbackprop.course.asked import asked_of
from symbackprop.course.roster import Student
from symbackprop.course.rubric import POINTS
from symbackprop.course.variants import Variants
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.verify.diagnosis.case import NumberCase
from symbackprop.verify.diagnosis.planting import plant_in_number, right_claims
from symbackprop.verify.diagnosis.table import NUMBER_SLIPS
from symbackprop.verify.judging.hypotheses import Hypothesis
from symbackprop.verify.pipeline import read

D = Decimal
SEED = 7


class Doing(Enum):
    """What a student does."""

    ALL_RIGHT = "all right"
    CARRIES_ON = "makes a slip and goes on with it"
    PLANTED = "writes down one number that a known slip gives"
    STOPS = "stops on the way"
    SHORT = "gives too few digits once"
    ZEROS = "writes zeros, from which all else follows"
    NOTHING = "hands in nothing"


CLASS = (
    *[Doing.ALL_RIGHT] * 2,
    *[Doing.CARRIES_ON] * 6,
    *[Doing.PLANTED] * 3,
    Doing.STOPS,
    Doing.SHORT,
    Doing.ZEROS,
    Doing.NOTHING,
)
"""What students do, one after the other, over and over."""


def _page(lines: Sequence[str], code: str) -> str:
    return "\n\n".join([f"Worksheet {code}", *(f"${line}$" for line in lines)])


def _tex(lines: Sequence[str], code: str) -> str:
    body = "\n\n".join(rf"\[ {line} \]" for line in lines)
    return f"\\documentclass{{article}}\n\\begin{{document}}\nWorksheet {code}\n\n{body}\n\\end{{document}}\n"


def _notebook(lines: Sequence[str], code: str) -> str:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": [_page(lines, code)]}]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _web(lines: Sequence[str], code: str) -> str:
    body = "\n".join(rf"<p>\( {line} \)</p>" for line in lines)
    return f"<!DOCTYPE html><html><body><p>Worksheet {code}</p>\n{body}\n</body></html>"


def _restructured(lines: Sequence[str], code: str) -> str:
    return "\n\n".join([f"Worksheet {code}", *(f":math:`{line}`" for line in lines)])


FORMATS = MappingProxyType({"md": _page, "tex": _tex, "ipynb": _notebook, "html": _web, "rst": _restructured})


@dataclass
class Writer:
    """Writes line after line, and goes on with what is written.

    Args:
        digits: To how many significant digits.
        cuts: Whether digits are cut off instead of rounded.
        slip: The name of the quantity with the slip, or nothing.
        short: The name of the quantity that has too few digits, or nothing.
        zeros: Whether all that is written is 0.
    """

    digits: int
    cuts: bool
    random: Random
    slip: str = ""
    short: str = ""
    zeros: bool = False
    lines: dict[str, str] = field(default_factory=dict)

    def line(self, name: str, written: str, formula: str, value: Decimal) -> Decimal:
        """Write a line and return its number as it was written."""
        digits = 2 if name == self.short else self.digits
        unit = D(1).scaleb(value.adjusted() - digits + 1)
        found = value.quantize(unit, rounding=ROUND_DOWN if self.cuts else ROUND_HALF_EVEN)
        if value.as_tuple().exponent >= unit.as_tuple().exponent:
            found = value
        if self.zeros:
            found = D(0)
        if name == self.slip:
            found = found + unit * self.random.choice((37, -41, 113, 259))
        self.lines[name] = f"{written} = {formula} = {found:f}"
        return found


def put(value: Decimal) -> str:
    """Return a number as it is put into a formula."""
    return f"{value:f}" if value >= 0 else f"({value:f})"


def solution(network: Network, writer: Writer) -> Mapping[str, str]:
    """Write the solution of a network of two inputs, two hidden neurons and two outputs."""
    given = {symbol.ascii: D(number.text) for symbol, number in network.values.items()}
    line, rate = writer.line, D(network.rate.text)
    out: dict[str, Decimal] = {}
    for layer, sources, bias in (("h", ("i1", "i2"), "b1"), ("o", ("out_h1", "out_h2"), "b2")):
        for at in (1, 2):
            names = [f"w{(1 if layer == 'h' else 5) + 2 * (at - 1) + k}" for k in (0, 1)]
            terms = [
                (given[name], out.get(source, given.get(source))) for name, source in zip(names, sources, strict=True)
            ]
            net = line(
                f"net_{layer}{at}",
                f"net_{{{layer}{at}}}",
                " + ".join(rf"{put(w)} \cdot {put(x)}" for w, x in terms) + f" + {put(given[bias])}",
                sum((w * x for w, x in terms), given[bias]),
            )
            out[f"out_{layer}{at}"] = line(
                f"out_{layer}{at}",
                f"out_{{{layer}{at}}}",
                rf"\frac{{1}}{{1 + e^{{-{put(net)}}}}}",
                1 / (1 + (-net).exp()),
            )
    errors = [
        line(
            f"E_o{at}",
            f"E_{{o{at}}}",
            rf"\frac{{1}}{{2}} ({put(given[f'target_o{at}'])} - {put(out[f'out_o{at}'])})^2",
            (given[f"target_o{at}"] - out[f"out_o{at}"]) ** 2 / 2,
        )
        for at in (1, 2)
    ]
    line("E_total", r"E_{total}", f"{put(errors[0])} + {put(errors[1])}", sum(errors))

    def rated(of: str, by: str, formula: str, value: Decimal) -> Decimal:
        names = rf"\frac{{\partial {_tex_name(of)}}}{{\partial {_tex_name(by)}}}"
        return line(f"d{of}/d{by}", names, formula, value)

    def times(*factors: Decimal) -> tuple[str, Decimal]:
        product = D(1)
        for factor in factors:
            product *= factor
        return r" \cdot ".join(map(put, factors)), product

    first = out["out_o1"] - given["target_o1"]
    error = rated("E_total", "out_o1", f"{put(out['out_o1'])} - {put(given['target_o1'])}", first)
    slope = rated(
        "out_o1", "net_o1", rf"{put(out['out_o1'])} (1 - {put(out['out_o1'])})", out["out_o1"] * (1 - out["out_o1"])
    )
    line("dnet_o1/dw5", r"\frac{\partial net_{o1}}{\partial w_5}", "out_{h1}", out["out_h1"])
    gradient = rated("E_total", "w5", *times(error, slope, out["out_h1"]))
    line("w5_new", "w_5^+", rf"{put(given['w5'])} - {put(rate)} \cdot {put(gradient)}", given["w5"] - rate * gradient)
    line("dnet_o1/dout_h1", r"\frac{\partial net_{o1}}{\partial out_{h1}}", "w_5", given["w5"])
    parts = [
        rated(f"E_o{at}", "out_h1", *_to_hidden(out[f"out_o{at}"], given[f"target_o{at}"], given[weight]))
        for at, weight in ((1, "w5"), (2, "w7"))
    ]
    hidden = rated("E_total", "out_h1", f"{put(parts[0])} + {put(parts[1])}", sum(parts))
    slope = rated(
        "out_h1", "net_h1", rf"{put(out['out_h1'])} (1 - {put(out['out_h1'])})", out["out_h1"] * (1 - out["out_h1"])
    )
    line("dnet_h1/dw1", r"\frac{\partial net_{h1}}{\partial w_1}", "i_1", given["i1"])
    gradient = rated("E_total", "w1", *times(hidden, slope, given["i1"]))
    line("w1_new", "w_1^+", rf"{put(given['w1'])} - {put(rate)} \cdot {put(gradient)}", given["w1"] - rate * gradient)
    return writer.lines


COPIED = ("dnet_o1/dw5", "dnet_o1/dout_h1", "dnet_h1/dw1")
"""Lines without a computation, in which nobody makes a slip."""


def _to_hidden(out: Decimal, target: Decimal, weight: Decimal) -> tuple[str, Decimal]:
    formula = rf"({put(out)} - {put(target)}) \cdot {put(out)} (1 - {put(out)}) \cdot {put(weight)}"
    return formula, (out - target) * out * (1 - out) * weight


def _tex_name(name: str) -> str:
    base, _, below = name.partition("_")
    return f"{base}_{{{below}}}" if below else f"{name[0]}_{name[1:]}"


@dataclass(frozen=True)
class Handed:
    """What a student hands in, and what it earns.

    Args:
        student: Who it is.
        doing: What the student does.
        path: Where it is below the folder; empty where nothing is handed in.
        content: The file.
        points: What it earns, by the referee.
    """

    student: Student
    doing: Doing
    path: str
    content: bytes
    points: Fraction


@cache
def variants() -> Variants:
    """Return the variants of the class."""
    return Variants(example("mazur-2-2-2"), SEED, Rounding(4))


def simulated(count: int, made: Variants) -> list[Handed]:
    """Return what a class hands in.

    Args:
        count: How many students there are.
        made: Makes their numbers.
    """
    with localcontext(prec=40):
        return [_handed(at, Student(f"s-{at:03}", f"Student {at}"), made) for at in range(1, count + 1)]


def _handed(at: int, student: Student, made: Variants) -> Handed:
    random, variant = Random(f"simulated {at}"), made.variant(student)
    network, doing = variant.network, CLASS[at % len(CLASS)]
    worth = {asked.name: POINTS[asked.kind] for asked in asked_of(network, variant.sheet)}
    most = sum(worth.values(), Fraction(0))
    writer = Writer(random.choice((4, 4, 5, 6)), random.random() < 0.2, random)
    names = [name for name in worth if name not in COPIED]
    ending = list(FORMATS)[at % len(FORMATS)]
    points = most
    if doing is Doing.CARRIES_ON:
        writer.slip = random.choice(names)
        points = most - worth[writer.slip] / 2
    if doing is Doing.ZEROS:
        writer.zeros, points = True, Fraction(0)
    if doing is Doing.SHORT:
        writer.short = "E_total"
        points = most - worth["E_total"] / 2
    lines = list(solution(network, writer).values())
    if doing is Doing.PLANTED:
        lines, lost = _planted(lines, list(writer.lines), network, random)
        points = most - sum((worth[name] * share for name, share in lost.items()), Fraction(0))
    if doing is Doing.STOPS:
        kept = random.randrange(4, len(lines))
        points = sum((worth[name] for name in list(writer.lines)[:kept]), Fraction(0))
        lines = lines[:kept]
    if doing is Doing.NOTHING:
        return Handed(student, doing, "", b"", Fraction(0))
    content = FORMATS[ending](lines, str(variant.code))
    names_of_files = (f"sheet{at}.{ending}", f"{student.id}.{ending}", f"{student.id}/homework.{ending}")
    return Handed(student, doing, names_of_files[at % 3], content.encode(), points)


def _planted(
    lines: Sequence[str], names: Sequence[str], network: Network, random: Random
) -> tuple[list[str], Mapping[str, Fraction]]:
    """Return the lines with a known slip made in one of them, and the share of its points that this costs."""
    text = _page(lines, "")
    judge = read(text.encode(), "homework.md").of(Hypothesis(network)).judge
    cases = [case for case in right_claims(judge, ()) if isinstance(case, NumberCase)]
    for case in random.sample(cases, len(cases)):
        for row in random.sample(list(NUMBER_SLIPS), len(NUMBER_SLIPS)):
            for planted in plant_in_number(row, case, text):
                return _with(planted.put_in(text), lines, names)
    raise AssertionError("no slip can be made")


def _with(text: str, lines: Sequence[str], names: Sequence[str]) -> tuple[list[str], Mapping[str, Fraction]]:
    found = [line.strip("$") for line in text.split("\n\n")[1:]]
    ((name, before, after),) = [
        (name, before, after) for name, before, after in zip(names, lines, found, strict=True) if before != after
    ]
    # Where the line before the number is as it should be, that is worth half.
    is_line_right = before.rpartition("=")[0] == after.rpartition("=")[0] and before.count("=") > 1
    is_trivial = abs(D(after.rpartition("=")[2])) in (0, 1)
    return found, {name: Fraction(1, 2) if is_line_right and not is_trivial else Fraction(1)}
