"""Fortran: one file, a module and a program that checks it with the complex numbers that the language has."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from ...document.page import filled
from ..check.certified_call import Check
from ..program.lowering import Program
from ..syntax.keywords import PageWords
from ..syntax.language import Language
from ..syntax.primitives import BY_OPERATOR, CARRIED, Primitives
from ..syntax.printer import Printer
from .page import Page, source

PAGES = PageWords("fortran", frozenset())
"""Fortran keeps no words for itself."""

PRIMITIVES = Primitives(
    abs="abs",
    erfc="erfc",
    exp="exp",
    expm1="expm1",
    log="log",
    log1p="log1p",
    power=BY_OPERATOR,
    sqrt="sqrt",
    cos="cos",
    sin="sin",
    tanh="tanh",
)
COMPLEX_PRIMITIVES = Primitives(
    abs=CARRIED,
    erfc="complex_erfc",
    exp="exp",
    expm1="complex_expm1",
    log="log",
    log1p="complex_log1p",
    power=BY_OPERATOR,
    sqrt="sqrt",
    cos="cos",
    sin="sin",
    tanh="tanh",
)


OWN = ("erfc", "expm1", "log1p")
"""What the file carries for complex numbers."""

FUNCTION = """    pure elemental function {name}(x) result(y)
        KIND, intent(in) :: x
        KIND :: y
        y = {body}
    end function {name}"""
WIDEST = 120
FORTRAN = Language(
    printer=Printer(
        PRIMITIVES.names,
        suffix="_wp",
        choice="merge({then}, merge({otherwise}, {positive}, {positive} <= {zero}), {positive} > {zero})",
    ),
    pages=PAGES,
    let="{name} = {value}",
    variable="{name} = {value}",
    array="",
    put="{target} = {value}",
    add="{target} = {target} + ({value})",
    loop="do {name} = 0, {last}",
    range="do {name} = {low}, {high} - 1",
    # A compiler that knows where a loop runs warns of reads that a condition around them rules out.
    run="{name} = 0\ndo while ({name} <= {last})",
    end_run="    {name} = {name} + 1\nend do",
    back="{name} = {last}\ndo while ({name} >= 0)",
    end_back="    {name} = {name} - 1\nend do",
    end="end do",
    condition="if ({value} >= 0) then",
    end_condition="end if",
    element="{name}({at})",
    function=FUNCTION.replace("KIND", "real(wp)"),
    greater="if ({value} > {target}) {target} = {value}",
    least="-huge(1.0_wp)",
    comment="! {text}",
    is_case_blind=True,
    declaration="real(wp) :: {name}",
    array_declaration="real(wp) :: {name}(0:{last})",
    counter_declaration="integer :: {name}",
    table="integer, parameter, public :: {name}(0:{last}) = [{values}]",
)


class ComplexPrinter(Printer):
    """Fortran over complex numbers, whose literals are of that type too."""

    __slots__ = ()

    def number(self, value: Fraction, text: str = "") -> str:
        """Return a number."""
        return f"({Printer.number(self, value, text)}, 0.0_dp)"


COMPLEX = replace(
    FORTRAN,
    printer=ComplexPrinter(
        COMPLEX_PRIMITIVES.names,
        suffix="_dp",
        choice="merge({then}, {otherwise}, real({positive}) > 0.0_dp)",
    ),
    function=FUNCTION.replace("KIND", "complex(dp)"),
    greater="if (real({value}) > real({target})) {target} = {value}",
    least="cmplx(-huge(1.0_dp), 0.0_dp, dp)",
    declaration="complex(dp) :: {name}",
    array_declaration="complex(dp) :: {name}(0:{last})",
)


def fortran(program: Program, check: Check | None, is_single: bool) -> dict[str, str]:
    """Return gradient.f90."""
    page = Page.of(program, check, FORTRAN, COMPLEX, is_single)
    common = page.blanks("        ")
    if page.check.is_formula:
        made = [
            f"    do at = 0, {size - 1}\n"
            f"        {name}(at) = real(mod(37 * (at + {start}) + 11, 101) {page.check.addition}, wp) / 128.0_wp\n"
            "    end do"
            for name, (start, size) in zip(["parameters", *page.names], page.places(), strict=True)
        ]
    else:
        arrays = (page.check.parameters, *page.check.data)
        made = [
            "\n".join(f"    {name}({at}) = {page.number(text)}_wp" for at, text in enumerate(values))
            for name, values in zip(["parameters", *page.names], arrays, strict=True)
        ]
    blanks: dict[str, object] = {
        "kind": "real32" if is_single else "real64",
        "functions": [
            *(source(f"fortran/{name}.f90") for name in ("expm1", "log1p") if name in program.functions),
            *page.real.functions(),
        ],
        "complex_functions": [
            *(source(f"fortran/complex_{name}.f90") for name in OWN if name in page.complex.program.functions),
            *page.complex.functions(),
        ],
        "tables": [" ".join(table.split()) for table in page.real.tables()],
        "sliced": "".join(f", {name}(:, sample)" for name in page.names),
        "output_sliced": "".join(f", {name}(:, sample)" for name, _ in page.output_rows),
        "expected_outputs": f"{common['expected_outputs']}_wp" if common["expected_outputs"] else "",
        "example_parameters": made[0],
        "example_data": list(zip(page.names, made[1:], strict=True)),
    }
    blanks |= {
        name: f"{common[name]}_wp" for name in ("expected_loss", "expected_along", "tolerance", "step_tolerance")
    }
    blanks["samples"] = [(at, f"{page.number(slope)}_wp") for at, slope in page.check.samples]
    blanks["expected_slopes"] = [f"{page.number(slope)}_wp" for slope in page.check.gradient]
    moves = page.update_blanks("parameter_count", "gradient", "real(round_number, wp)", "        ")
    moves["trained"] = f"{moves['trained']}_wp" if moves["trained"] else ""
    text = filled("fortran/gradient.f90", **common | moves | blanks)
    return {"gradient.f90": "\n".join(map(_continued, text.splitlines())) + "\n"}


def _continued(line: str) -> str:
    """Return a line of Fortran in pieces that are not too wide, its remark before them."""
    pieces = []
    statement, sign, number = line.rpartition("  ! (")
    if sign and len(line) > WIDEST:
        pieces, line = [" " * (len(line) - len(line.lstrip())) + f"! ({number}"], statement
    margin = " " * (len(line) - len(line.lstrip()) + 4)
    while len(line) > WIDEST and not line.lstrip().startswith("!"):
        cut = line.rfind(" ", 40, WIDEST - 4)
        if cut < 0:
            break
        pieces.append(line[:cut] + " &")
        line = margin + line[cut + 1 :]
    return "\n".join([*pieces, line])


def renamed(text: str, prefix: str, _name: str) -> str:
    """Return the file with another name for its module."""
    return re.sub(r"\bgradient_of_network\b", f"{prefix}_gradient", text)
