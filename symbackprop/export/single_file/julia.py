"""Julia: one module, whose functions take real and complex numbers alike, so that the check steps through them."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from ...document.page import filled
from ..check.certified_call import Check
from ..check.complex_step import STEPPED_FORMS
from ..program.lowering import Program
from ..syntax.keywords import PageWords, words
from ..syntax.language import Language
from ..syntax.primitives import CARRIED, Primitives
from ..syntax.printer import Printer
from .page import Page, source

PAGES = PageWords(
    "julia",
    words(
        """
        Inf NaN abstract ans baremodule begin break catch const continue do else elseif end export false finally
        for function global if im import in isa let local macro missing module mutable nothing outer pi primitive
        public quote return struct true try type using where while
        """
    ),
)
PRIMITIVES = Primitives(
    abs=CARRIED,
    erfc="erfc",
    exp="exp",
    expm1="expm1",
    log="log",
    log1p="log1p",
    power="({base})^({exponent})",
    sqrt="sqrt",
    cos="cos",
    sin="sin",
    tanh="tanh",
)


class JuliaPrinter(Printer):
    """Julia, whose single precision numbers have their exponent after an f."""

    __slots__ = ()

    def number(self, value: Fraction, text: str = "") -> str:
        """Return a number."""
        written = Printer.number(self, value, text).removesuffix("f0")
        if not self.suffix:
            return written
        return written.replace("e", "f") if "e" in written else f"{written}f0"


JULIA = Language(
    printer=JuliaPrinter(
        PRIMITIVES.names,
        choice="(real({positive}) > 0 ? {then} : real({positive}) <= 0 ? {otherwise} : {positive})",
    ),
    pages=PAGES,
    let="{name} = {value}",
    variable="{name} = {value}",
    array="{name} = zeros(kind, {size})",
    put="{target} = {value}",
    add="{target} += {value}",
    loop="for {name} in 0:{last}",
    range="for {name} in ({low}):({high})-1",
    back="for {name} in {last}:-1:0",
    end="end",
    condition="if {value} >= 0",
    end_condition="end",
    quotient="div({a}, {b})",
    element="{name}[1 + {at}]",
    function="{name}(x) = {body}",
    greater="real({value}) > real({target}) && ({target} = {value})",
    least="kind(-Inf)",
    comment="# {text}",
    subtract="{target} -= {value}",
    table="const {name} = [{values}]",
)


def julia(program: Program, check: Check | None, is_single: bool) -> dict[str, str]:
    """Return gradient.jl."""
    language = replace(JULIA, printer=replace(JULIA.printer, suffix="f0" if is_single else ""))
    page = Page.of(replace(program, forms=STEPPED_FORMS), check, language, language, is_single)
    parameters, *data = page.call("{}", "(((37 * at + 11) % 101) {2}) / 128 for at in {0}:{1}-1")
    extra = [source("julia/erfc.jl")] if "erfc" in program.functions else []
    rows = zip(page.names, page.sizes, strict=True)
    blanks = {
        "kind": "Float32" if is_single else "Float64",
        "functions": [*page.real.tables(), *extra, *page.real.functions()],
        "sliced": "".join(f", view({name}, sample*{size}+1:(sample+1)*{size})" for name, size in rows),
        "output_sliced": "".join(
            f", view({name}, sample*{size}+1:(sample+1)*{size})" for name, size in page.output_rows
        ),
        "doubled": "".join(f", vcat({name}, {name})" for name in page.names),
        "output_doubled": "".join(f", vcat({name}, {name})" for name, _ in page.output_rows),
        "example_parameters": parameters,
        "example_data": list(zip(page.names, data, strict=True)),
    }
    moves = page.update_blanks("PARAMETERS", "slopes", f"{blanks['kind']}(round)", "    ")
    return {"gradient.jl": filled("julia/gradient.jl", **page.blanks("    ") | moves | blanks)}


def renamed(text: str, prefix: str, _name: str) -> str:
    """Return the file with another name for its module."""
    camel = "".join(part[:1].upper() + part[1:] for part in prefix.split("_"))
    return re.sub(r"\bGradient\b", f"{camel}Gradient", text)
