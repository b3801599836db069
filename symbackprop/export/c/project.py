"""A C project: the functions, a program that checks them, and two ways to build libraries of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from ...document.escape import in_code
from ...document.page import filled
from ...graph.equations import bare
from ..check.certified_call import Check
from ..check.certified_update import trained_value
from ..check.complex_step import stepped
from ..check.header import described
from ..program.derivatives import PER_SAMPLE
from ..program.lowering import Form, Program, size_of
from ..program.prediction import data_read
from ..syntax.literals import decimal_literal
from ..syntax.primitives import CARRIED, Primitives
from ..syntax.printer import Printer
from .page import INDENT, CPrinter, Page
from .ranges import macros
from .sample import sample, tables, wrapped
from .source import Source
from .straight import Straight
from .wasm import exported_names, loader

COMPLEX_PRIMITIVES = Primitives(
    abs=CARRIED,
    erfc="complex_erfc",
    exp="cexp",
    expm1="complex_expm1",
    log="clog",
    log1p="complex_log1p",
    power="cpow",
    sqrt="csqrt",
    cos="ccos",
    sin="csin",
    tanh="ctanh",
)


COMPLEX_SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "erfc": "/* C99 has none: right to first order in the imaginary part, which is all that a tiny step sees. */\n"
        "    return erfc(creal(x)) - I * cimag(x) * 1.1283791670955126 * exp(-creal(x) * creal(x));",
        "expm1": "return cexp(x) - 1.0;",
        "log1p": "return clog(1.0 + x);",
    }
)


@dataclass(frozen=True)
class ComplexPage(Page):
    """The forward pass over complex numbers, for a check by a complex step."""

    @property
    def real(self) -> str:
        """The type of numbers."""
        return "double complex"

    @property
    def has_kernels(self) -> bool:
        return False

    @property
    def greater(self) -> str:
        """The statement that keeps the number with the greater real part."""
        return "{0} = creal({1}) > creal({0}) ? {1} : {0};"

    @cached_property
    def printer(self) -> Printer:
        """The way expressions are written."""
        own = {name: self.function_name(name) for name in self.program.functions if self.program.definition(name)}
        choice = "(creal({positive}) > 0.0 ? {then} : {otherwise})"
        return CPrinter(dict(COMPLEX_PRIMITIVES.names) | own, "", choice)

    def complex_sources(self) -> list[str]:
        """Return the functions that C has for real numbers only, and ours."""
        called_in_c = COMPLEX_PRIMITIVES.names
        called = [name for name in self.program.functions if name in COMPLEX_SOURCES]
        head = "static double complex {}(double complex x)\n{{\n    {}\n}}"
        return [*(head.format(called_in_c[name], COMPLEX_SOURCES[name]) for name in called), *self.sources()]


def project(program: Program, check: Check | None, is_single: bool = False) -> dict[str, str]:
    """Return the files of a C project."""
    title = in_code(program.network.title)
    source = Source(Page(program, is_single), title, described(program, check, is_single)[2:])
    found = {"gradient.h": source.header(), "gradient.hpp": source.header_of_cpp(), "gradient.c": source.code()}
    found |= loader(source)
    build = {"has_check": check is not None, "abi": source.abi, "wasm_names": " ".join(exported_names(source))}
    found |= {name: filled(f"c/{name}", **build) for name in ("CMakeLists.txt", "Makefile")}
    if check is not None:
        found["test_gradient.c"] = self_check(source, check)
    return found


def self_check(source: Source, check: Check) -> str:
    """Return test_gradient.c."""
    program, is_single = source.page.program, source.page.is_single
    page = ComplexPage(stepped(program))
    if program.form is Form.STRAIGHT:
        one = Straight(page)
        body, size = ["(void)work;", *one.sample((program.loss,)), f"return {one.write(program.loss)};"], 1
        values = ""
    else:
        body, size = sample(page)
        values = tables(page)
    pointers = list(page.pointers.values())
    real = source.page.real
    data = [
        (source.page.names.fresh(f"given_{pointer}"), pointer, size_of(symbol))
        for pointer, symbol in zip(pointers, program.data, strict=True)
    ]
    steps = program.steps
    given = [*(["state"] if steps.state else []), *pointers, *([f"({real})0.0625"] if steps.has_rate else [])]
    trained = None if steps.is_descent else trained_value(program, check)
    # Compilers fuse and reorder what C permits; a thousandth of a single float's accuracy is asked for.
    tolerance, step = ("2e-4", "2e-3") if is_single else ("1e-12", "1e-10")
    return filled(
        "c/test_gradient.c",
        real=real,
        data=data,
        complex_work=max(1, size),
        is_formula=check.is_formula,
        added=check.addition,
        samples=[(at, decimal_literal(slope)) for at, slope in check.samples],
        given_parameters=wrapped([decimal_literal(text) for text in check.parameters]),
        given_data=[wrapped([decimal_literal(text) for text in values]) for values in check.data],
        expected_gradient=wrapped([decimal_literal(text) for text in check.gradient]),
        is_certified=check.is_certified,
        expected_along=decimal_literal(check.along) if check.along else "",
        expected_loss=decimal_literal(check.loss) if check.loss else "",
        functions=page.complex_sources(),
        ranges=macros("\n".join(body)),
        tables=values,
        complex_inputs=", ".join(
            ["const double complex *parameters", *(f"const {real} *{pointer}" for pointer in pointers)]
        ),
        complex_body="\n".join(INDENT + line if line else "" for line in body),
        passed="".join(f", {pointer}" for pointer in pointers),
        per_sample=PER_SAMPLE in program.more,
        predicted_passed="".join(f", {source.page.pointers[bare(symbol)]}" for symbol in data_read(program)),
        expected_outputs=decimal_literal(check.predicted) if check.predicted else "",
        tolerance=tolerance,
        step_tolerance=step,
        is_descent=steps.is_descent,
        has_state=bool(steps.state),
        trained=trained and decimal_literal(trained),
        trained_given="".join(f", {name}" for name in given) + (", 1, 1" if steps.has_round else ", 1"),
    )
