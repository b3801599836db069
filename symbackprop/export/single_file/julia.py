"""Julia: one module, whose functions take real and complex numbers alike, so that the check steps through them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ...document.page import filled
from ..check.certified_call import Check
from ..check.complex_step import STEPPED_FORMS
from ..program.lowering import Program
from ..syntax.loops import Language
from ..syntax.primitives import spelled
from ..syntax.printer import Printer
from .page import Page, source


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
        spelled("julia"),
        choice="(real({positive}) > 0 ? {then} : real({positive}) <= 0 ? {otherwise} : {positive})",
    ),
    page="julia",
    let="{name} = {value}",
    variable="{name} = {value}",
    array="{name} = zeros(kind, {size})",
    put="{target} = {value}",
    add="{target} += {value}",
    loop="for {name} in 0:{last}",
    end="end",
    element="{name}[1 + {at}]",
    function="{name}(x) = {body}",
    greater="real({value}) > real({target}) && ({target} = {value})",
    least="kind(-Inf)",
    comment="# {text}",
)


def julia(program: Program, check: Check | None, is_single: bool) -> dict[str, str]:
    """Return gradient.jl."""
    language = replace(JULIA, printer=replace(JULIA.printer, suffix="f0" if is_single else ""))
    page = Page.of(replace(program, forms=STEPPED_FORMS), check, language, language, is_single)
    parameters, *data = page.call("{}", "(((37 * at + 11) % 101) - 50) / 128 for at in {0}:{1}-1")
    extra = [source("julia/erfc.jl")] if "erfc" in program.functions else []
    rows = zip(page.names, page.sizes, strict=True)
    blanks = {
        "kind": "Float32" if is_single else "Float64",
        "functions": [*extra, *page.real.functions()],
        "sliced": "".join(f", view({name}, sample*{size}+1:(sample+1)*{size})" for name, size in rows),
        "example_parameters": parameters,
        "example_data": list(zip(page.names, data, strict=True)),
    }
    return {"gradient.jl": filled("julia/gradient.jl", **page.blanks("    ") | blanks)}
