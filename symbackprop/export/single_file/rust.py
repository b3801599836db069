"""Rust: one file, with its check as a test. Complex numbers, which the library does not have, come with the check."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ...document.page import filled
from ..check.certified_call import Check
from ..program.lowering import Program
from ..syntax.keywords import PageWords, words
from ..syntax.language import Language
from ..syntax.primitives import CARRIED, Primitives
from ..syntax.printer import Printer
from .page import Page, source

PAGES = PageWords(
    "rust",
    words(
        """
        Err None Ok Self Some abstract as async await become box break const continue crate do dyn else enum extern
        false final fn for gen if impl in let loop macro macro_rules match mod move mut override priv pub raw ref
        return safe self static struct super trait true try type typeof union unsafe unsized use virtual where
        while yield
        """
    ),
)
DOUBLES = Primitives(
    abs="f64::abs",
    erfc="erfc",
    exp="f64::exp",
    expm1="f64::exp_m1",
    log="f64::ln",
    log1p="f64::ln_1p",
    power="f64::powf",
    sqrt="f64::sqrt",
    cos="f64::cos",
    sin="f64::sin",
    tanh="f64::tanh",
)
SINGLES = Primitives(
    abs="f32::abs",
    erfc="erfc",
    exp="f32::exp",
    expm1="f32::exp_m1",
    log="f32::ln",
    log1p="f32::ln_1p",
    power="f32::powf",
    sqrt="f32::sqrt",
    cos="f32::cos",
    sin="f32::sin",
    tanh="f32::tanh",
)
COMPLEX_PRIMITIVES = Primitives(
    abs=CARRIED,
    erfc="Complex::erfc",
    exp="Complex::exp",
    expm1="Complex::expm1",
    log="Complex::log",
    log1p="Complex::log1p",
    power="Complex::power",
    sqrt="Complex::sqrt",
    cos="Complex::cos",
    sin="Complex::sin",
    tanh="Complex::tanh",
)


def language(real: str) -> Language:
    """Return Rust with numbers of a type."""
    return Language(
        printer=Printer(
            (SINGLES if real == "f32" else DOUBLES).names,
            choice="(if {positive} > {zero} {{ {then} }} else if {positive} <= {zero} {{ {otherwise} }} "
            "else {{ {positive} }})",
        ),
        pages=PAGES,
        let="let {name} = {value};",
        variable="let mut {name} = {value};",
        array="let mut {name} = [0.0; {size}];",
        long_array="let mut {name} = vec![0.0; {size}];",
        put="{target} = {value};",
        add="{target} += {value};",
        loop="for {name} in 0..{size} {{",
        range="for {name} in ({low}) as usize..({high}).max(0) as usize {{",
        back="for {name} in (0..{size}).rev() {{",
        end="}",
        condition="if {value} >= 0 {{",
        counter="({name} as isize)",
        more="({a}).max({b})",
        less="({a}).min({b})",
        element="{name}[{at}]",
        function=f"fn {{name}}(x: {real}) -> {real} {{\n    {{body}}\n}}",
        greater="if {value} > {target} {{ {target} = {value}; }}",
        least=f"{real}::NEG_INFINITY",
        subtract="{target} -= {value};",
        table="#[allow(non_upper_case_globals)]\nstatic {name}: [usize; {size}] = [{values}];",
    )


class ComplexPrinter(Printer):
    """Rust over complex numbers, where a real one says so."""

    __slots__ = ()

    def number(self, value: Fraction, text: str = "") -> str:
        """Return a number."""
        return f"exact({Printer.number(self, value, text)})"


COMPLEX = replace(
    language("f64"),
    printer=ComplexPrinter(
        COMPLEX_PRIMITIVES.names,
        choice="(if ({positive}).re > 0.0 {{ {then} }} else {{ {otherwise} }})",
    ),
    array="let mut {name} = [exact(0.0); {size}];",
    long_array="let mut {name} = vec![exact(0.0); {size}];",
    function="fn {name}(x: Complex) -> Complex {\n    {body}\n}",
    greater="if ({value}).re > {target}.re {{ {target} = {value}; }}",
    least="exact(f64::NEG_INFINITY)",
)


def rust(program: Program, check: Check | None, is_single: bool) -> dict[str, str]:
    """Return gradient.rs."""
    real = "f32" if is_single else "f64"
    page = Page.of(program, check, language(real), COMPLEX, is_single)
    formula = f"({{0}}..{{1}}).map(|at| (((37 * at + 11) % 101) as {real} {{2}}.0) / 128.0).collect()"
    parameters, *data = page.call("vec![{}]", formula)
    extra = [source("rust/erfc.rs", real=real)] if "erfc" in program.functions else []
    extra_complex = [source("rust/erfc.rs", real="f64")] if is_single and extra else []
    rows = zip(page.names, page.sizes, strict=True)
    blanks = {
        "real": real,
        "functions": [*page.real.tables(), *extra, *page.real.functions()],
        "complex_functions": [*extra_complex, *page.complex.functions()],
        "arguments": "".join(f", {name}: &[{real}]" for name in page.names),
        "sliced": "".join(f", &{name}[sample * {size}..(sample + 1) * {size}]" for name, size in rows),
        "output_arguments": "".join(f", {name}: &[{real}]" for name, _ in page.output_rows),
        "output_borrowed": "".join(f", &{name}" for name, _ in page.output_rows),
        "output_sliced": "".join(
            f", &{name}[sample * {size}..(sample + 1) * {size}]" for name, size in page.output_rows
        ),
        "borrowed": "".join(f", &{name}" for name in page.names),
        "empty_data": "".join(f", &[0.0; {size}]" for size in page.sizes),
        "example_parameters": parameters,
        "example_data": list(zip(page.names, data, strict=True)),
    }
    moves = page.update_blanks("PARAMETERS", "gradient", f"(round as {real})", "    ")
    return {"gradient.rs": filled("rust/gradient.rs", **page.blanks("    ") | moves | blanks)}
