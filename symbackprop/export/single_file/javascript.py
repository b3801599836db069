"""JavaScript: one file that `node` runs to check itself, and what modules import.

Complex numbers are pairs, and their sums are calls.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ...document.page import filled
from ..check.certified_call import Check
from ..program.derivatives import PER_SAMPLE
from ..program.lowering import Program
from ..syntax.keywords import PageWords, words
from ..syntax.language import Language
from ..syntax.primitives import CARRIED, Primitives
from ..syntax.printer import Printer
from .calls import CallPrinter
from .page import Page, source

PAGES = PageWords(
    "javascript",
    words(
        """
        Infinity NaN arguments async await break case catch class const continue debugger default delete do else
        enum eval export extends false finally for function get globalThis if implements import in instanceof
        interface let new null of package private protected public return set static super switch this throw true
        try typeof undefined var void while with yield
        """
    ),
)
PRIMITIVES = Primitives(
    abs="Math.abs",
    erfc="erfc",
    exp="Math.exp",
    expm1="Math.expm1",
    log="Math.log",
    log1p="Math.log1p",
    power="Math.pow",
    sqrt="Math.sqrt",
    cos="Math.cos",
    sin="Math.sin",
    tanh="Math.tanh",
)
COMPLEX_PRIMITIVES = Primitives(
    abs=CARRIED,
    erfc="complex.erfc",
    exp="complex.exp",
    expm1="complex.expm1",
    log="complex.log",
    log1p="complex.log1p",
    power="complex.power",
    sqrt="complex.sqrt",
    cos="complex.cos",
    sin="complex.sin",
    tanh="complex.tanh",
)


JAVASCRIPT = Language(
    printer=Printer(PRIMITIVES.names),
    pages=PAGES,
    let="const {name} = {value};",
    variable="let {name} = {value};",
    array="const {name} = new Float64Array({size});",
    put="{target} = {value};",
    add="{target} += {value};",
    loop="for (let {name} = 0; {name} < {size}; {name}++) {{",
    range="for (let {name} = {low}; {name} < {high}; {name}++) {{",
    back="for (let {name} = {last}; {name} >= 0; {name}--) {{",
    end="}",
    condition="if ({value} >= 0) {{",
    more="Math.max({a}, {b})",
    less="Math.min({a}, {b})",
    quotient="Math.floor({a} / {b})",
    element="{name}[{at}]",
    function="function {name}(x) {\n  return {body};\n}",
    greater="if ({value} > {target}) {target} = {value};",
    least="-Infinity",
    indent="  ",
    subtract="{target} -= {value};",
    table="const {name} = [{values}];",
)


class ComplexPrinter(CallPrinter):
    """JavaScript over complex numbers, which are pairs."""

    __slots__ = ()

    def number(self, value: Fraction, text: str = "") -> str:
        """Return a number."""
        return f"[{Printer.number(self, value, text)}, 0]"


FILES = ("gradient.js", "gradient.mjs", "gradient.d.ts", "gradient.d.mts")
COMPLEX = replace(
    JAVASCRIPT,
    printer=ComplexPrinter(
        COMPLEX_PRIMITIVES.names,
        choice="({positive}[0] > 0 ? {then} : {otherwise})",
    ),
    array="const {name} = Array.from({{ length: {size} }}, () => [0, 0]);",
    add="{target} = complex.add({target}, {value});",
    greater="if ({value}[0] > {target}[0]) {target} = {value};",
    least="[-Infinity, 0]",
)


def javascript(program: Program, check: Check | None, is_single: bool) -> dict[str, str]:
    """Return gradient.js, what imports it, and the types of both."""
    page = Page.of(program, check, JAVASCRIPT, COMPLEX, is_single)
    formula = "Array.from({{ length: {1} - {0} }}, (_, at) => (((37 * (at + {0}) + 11) % 101) {2}) / 128)"
    parameters, *data = page.call("[{}]", formula)
    array = "Float32Array" if is_single else "Float64Array"
    extra = [source("javascript/erfc.js")] if "erfc" in program.functions else []
    rows = zip(page.names, page.sizes, strict=True)
    blanks = {
        "array": array,
        "global": program.prefix,
        "functions": [*page.real.tables(), *extra, *page.real.functions()],
        "sliced": "".join(f", {name}.subarray(sample * {size}, (sample + 1) * {size})" for name, size in rows),
        "exported": ", ".join(
            [
                *("PARAMETERS", "loss", "gradient", "lossAndGradient", "batchLossAndGradient", "update", "train"),
                *(["start"] if program.steps.state else []),
                *(["perSampleGradients"] if PER_SAMPLE in program.more else []),
                *(["OUTPUTS", "predict", "batchPredict"] if program.outputs else []),
            ]
        ),
        "output_sliced": "".join(
            f", {name}.subarray(sample * {size}, (sample + 1) * {size})" for name, size in page.output_rows
        ),
        "output_doubled": "".join(f", {array}.from([...{name}, ...{name}])" for name, _ in page.output_rows),
        "doubled": "".join(f", {array}.from([...{name}, ...{name}])" for name in page.names),
        "example_parameters": parameters,
        "example_data": list(zip(page.names, data, strict=True)),
    }
    moves = page.update_blanks("PARAMETERS", "slopes", "round", "  ")
    moves["update"] = _on_one_line(str(moves["update"]))
    whole = page.blanks("  ") | moves | blanks
    return {name: filled(f"javascript/{name}", **whole) for name in FILES}


def _on_one_line(update: str) -> str:
    """Return a loop of one statement on one line, and any other code as it is."""
    lines = update.split("\n")
    return f"{lines[0].removesuffix(' {')} {lines[1].strip()}" if len(lines) == 3 else update
