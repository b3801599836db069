"""What all exports in Python share: a check by certified values and by a complex step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ...expression.tree import Symbol
from ...graph.equations import bare
from ..check.certified_call import Check
from ..check.complex_step import stepped, steps_of
from ..program.lowering import Program, size_of, sizes_of
from ..program.prediction import data_read
from ..syntax.keywords import PYTHON_PAGES
from ..syntax.language import Language
from ..syntax.loops import Writer, listed
from ..syntax.naming import Names
from ..syntax.primitives import BY_OPERATOR, CARRIED, Primitives
from ..syntax.printer import Printer

COMPLEX_FUNCTIONS = Primitives(
    abs=CARRIED,
    erfc="erfc",
    exp="cmath.exp",
    expm1="expm1",
    log="cmath.log",
    log1p="log1p",
    power=BY_OPERATOR,
    sqrt="cmath.sqrt",
    cos="cmath.cos",
    sin="cmath.sin",
    tanh="cmath.tanh",
)
MATH_FUNCTIONS = Primitives(
    abs="abs",
    erfc="math.erfc",
    exp="math.exp",
    expm1="math.expm1",
    log="math.log",
    log1p="math.log1p",
    power=BY_OPERATOR,
    sqrt="math.sqrt",
    cos="math.cos",
    sin="math.sin",
    tanh="math.tanh",
)


COMPLEX_PRIMITIVES: Mapping[str, str] = MappingProxyType(
    {
        "erfc": "# Right to first order in the imaginary part, which is all that a tiny step sees.\n"
        "def erfc(x):\n"
        "    return math.erfc(x.real) - 1j * x.imag * 1.1283791670955126 * math.exp(-x.real * x.real)",
        "expm1": "def expm1(x):\n"
        "    real = math.expm1(x.real) * math.cos(x.imag) - 2.0 * math.sin(x.imag / 2.0) ** 2\n"
        "    return complex(real, math.exp(x.real) * math.sin(x.imag))",
        "log1p": "def log1p(x):\n"
        "    real = 0.5 * math.log1p(2.0 * x.real + x.real * x.real + x.imag * x.imag)\n"
        "    return complex(real, math.atan2(x.imag, 1.0 + x.real))",
    }
)
"""Functions that Python has for real numbers only."""

COMPLEX_PYTHON = Language(
    printer=Printer(
        COMPLEX_FUNCTIONS.names,
        choice="({then} if ({positive}).real > 0 else {otherwise})",
    ),
    pages=PYTHON_PAGES,
    let="{name} = {value}",
    variable="{name} = {value}",
    array="{name} = [0.0] * {size}",
    put="{target} = {value}",
    add="{target} += {value}",
    loop="for {name} in range({size}):",
    range="for {name} in range({low}, {high}):",
    back="for {name} in range({last}, -1, -1):",
    end="",
    condition="if {value} >= 0:",
    end_condition="",
    quotient="{a} // {b}",
    element="{name}[{at}]",
    function="def {name}(x):\n    return {body}",
    greater="{target} = {value} if ({value}).real > ({target}).real else {target}",
    least="-math.inf",
    comment="# {text}",
    table="{name} = [{values}]",
)


def check_blanks(program: Program, check: Check | None, is_single: bool) -> dict[str, object]:
    """Return what the templates of a check have blanks for.

    Args:
        program: Of which the check is.
        check: A certified call; without, only that there is none.
        is_single: Whether numbers are of single precision.
    """
    if check is None:
        return {"has_check": False, "is_formula": False, "needs_math": False}
    writer = Writer(stepped(program), COMPLEX_PYTHON)
    lines, result = writer.loss()
    # Those of the module have more dimensions than the index here; these lists hide them.
    lines = [*writer.tables(), *lines]
    sources = [source for name, source in COMPLEX_PRIMITIVES.items() if name in writer.program.functions]
    sources += writer.functions()
    return {
        "has_check": True,
        "is_formula": check.is_formula,
        "added": check.addition,
        "samples": check.samples,
        "is_derived": False,
        "parameters": listed(check.parameters, "    "),
        "given": [listed(values, "    ") for values in check.data],
        "is_certified": check.is_certified,
        "expected_loss": check.loss,
        "expected_along": check.along,
        "expected_gradient": listed(check.gradient, "    "),
        "tolerance": "2e-4" if is_single else "1e-12",
        "step_tolerance": "2e-3" if is_single else "1e-10",
        "steps": steps_of(program),
        "complex_arguments": "".join(f", {name}" for name in writer.arguments.values()),
        "complex_functions": sources,
        "complex_lines": lines,
        "complex_loss": result,
        "needs_math": any("math." in text.replace("cmath.", "") for text in (*sources, *lines)),
        "needs_cmath": any("cmath." in text for text in (*sources, *lines)),
    }


def prediction_blanks(
    program: Program, check: Check | None, names: Names, arguments: Mapping[Symbol, str] | None = None
) -> dict[str, object]:
    """Return what the templates of modules that predict have blanks for.

    Args:
        program: What they are of.
        check: A certified call.
        names: The names of all quantities.
        arguments: What the data is called, by its bare quantities, where it is not by its name.
    """
    called = arguments or {}
    labels = {symbol: names.of(bare(symbol)) for symbol in program.outputs}
    labels |= {symbol: called.get(bare(symbol)) or names.of(bare(symbol)) for symbol in program.data}
    rows, at = [], 0
    for symbol in program.outputs:
        size = size_of(symbol)
        is_sampled = bare(symbol) in program.per_sample
        rows.append((labels[symbol], shape_text(sizes_of(symbol)), at, at + size, is_sampled))
        at += size
    read = data_read(program)
    quoted = [f'"{labels[symbol]}"' for symbol in read]
    return {
        "outputs": rows,
        "output_names": [bare(symbol).ascii for symbol in program.outputs],
        "output_size": at,
        "predicted_arguments": "".join(f", {labels[symbol]}" for symbol in read),
        "predicted_data": [(labels[symbol], program.data.index(symbol), len(sizes_of(symbol))) for symbol in read],
        "predicted_names": f"({', '.join(quoted)}{',' if len(quoted) == 1 else ''})",
        "expected_outputs": check.predicted if check is not None else "",
    }


def data_rows(program: Program, names: Iterable[str]) -> list[tuple[str, str, int, int]]:
    """Return of each kind of data its name, its shape as Python writes it, its size, and how many dimensions it has."""
    return [
        (name, shape_text(sizes_of(symbol)), size_of(symbol), len(sizes_of(symbol)))
        for name, symbol in zip(names, program.data, strict=True)
    ]


def shape_text(sizes: Iterable[int]) -> str:
    """Return a shape as Python writes it.

    >>> shape_text([2]), shape_text([])
    ('(2,)', '()')
    """
    return str(tuple(sizes))
