"""Rust, JavaScript, Julia and Fortran: one file each, with a check of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from textwrap import indent
from types import MappingProxyType

from ..document.page import filled
from ..errors import CertificationError
from ..expression.tree import Symbol
from .certify import Check
from .describe import described
from .lowering import Form, Program, size_of
from .naming import words
from .numbering import NUMBERING, equation_numbers
from .printer import Printer
from .scalarcode import Language, Writer, listed

PAGE_WORDS = words(
    """
    parameters gradient rate rounds round round_number samples sample total first again found at size loss update
    train check checked separate one one_gradient one_loss total_loss before moved above slope slopes h along
    trained near x y value kind scale is_right compare wp PARAMETERS parameter_count erfc expm1 log1p magnitude
    lossOf lossAndGradient lossAndGradientOf batchLossAndGradient loss_of loss_and_gradient loss_and_gradient_of
    batch_loss_and_gradient selfCheck
    """
)
RUST_WORDS = words(
    """
    as break const continue crate else enum extern false fn for if impl in let loop match mod move mut pub ref
    return self Self static struct super trait true type unsafe use where while async await dyn abstract become
    box do final macro override priv typeof unsized virtual yield try gen f32 f64 usize vec assert std core
    """
)
JAVASCRIPT_WORDS = words(
    """
    arguments await break case catch class const continue debugger default delete do else enum eval export extends
    false finally for function if implements import in instanceof interface let new null package private protected
    public return static super switch this throw true try typeof var void while with yield Math Number Infinity
    NaN undefined module require console name array into others other end a b what tolerance Error
    """
)
JULIA_WORDS = words(
    """
    baremodule begin break catch const continue do else elseif end export false finally for function global if
    import let local macro module quote return struct true try using while where in isa pi im exp log sqrt tanh
    abs real zeros sum
    """
)
FORTRAN_WORDS = words(
    """
    real integer logical character complex if then else end do call subroutine function program module use only
    implicit none result pure elemental contains return stop error print exp log sqrt tanh abs merge sum maxval
    min max mod any huge real32 real64 ieee_is_nan intent in out inout parameter private public
    """
)
RUST = Language(
    printer=Printer(
        MappingProxyType({}),
        choice="(if {positive} > {zero} {{ {then} }} else if {positive} <= {zero} {{ {otherwise} }} "
        "else {{ {positive} }})",
    ),
    words=RUST_WORDS | PAGE_WORDS,
    let="let {name} = {value};",
    variable="let mut {name} = {value};",
    array="let mut {name} = [0.0; {size}];",
    put="{target} = {value};",
    add="{target} += {value};",
    loop="for {name} in 0..{size} {{",
    end="}",
    element="{name}[{at}]",
    function="fn {name}(x: REAL) -> REAL {\n    {body}\n}",
    greater="if {value} > {target} {{ {target} = {value}; }}",
    least="REAL::NEG_INFINITY",
)
JAVASCRIPT = Language(
    printer=Printer(
        MappingProxyType(
            {name: f"Math.{name}" for name in ("abs", "exp", "expm1", "log", "log1p", "sqrt", "tanh")}
            | {"erfc": "erfc"}
        ),
        power="Math.pow({base}, {exponent})",
    ),
    words=JAVASCRIPT_WORDS | PAGE_WORDS,
    let="const {name} = {value};",
    variable="let {name} = {value};",
    array="const {name} = new Float64Array({size});",
    put="{target} = {value};",
    add="{target} += {value};",
    loop="for (let {name} = 0; {name} < {size}; {name}++) {{",
    end="}",
    element="{name}[{at}]",
    function="function {name}(x) {\n  return {body};\n}",
    greater="if ({value} > {target}) {target} = {value};",
    least="-Infinity",
    indent="  ",
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
        MappingProxyType(
            {name: name for name in ("erfc", "exp", "expm1", "log", "log1p", "sqrt", "tanh")} | {"abs": "magnitude"}
        ),
        choice="(real({positive}) > 0 ? {then} : real({positive}) <= 0 ? {otherwise} : {positive})",
        power="({base})^({exponent})",
    ),
    words=JULIA_WORDS | PAGE_WORDS,
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
FORTRAN = Language(
    printer=Printer(
        MappingProxyType({name: name for name in ("abs", "erfc", "exp", "expm1", "log", "log1p", "sqrt", "tanh")}),
        suffix="_wp",
        choice="merge({then}, merge({otherwise}, {positive}, {positive} <= {zero}), {positive} > {zero})",
        power="({base}) ** ({exponent})",
    ),
    words=FORTRAN_WORDS | PAGE_WORDS,
    let="{name} = {value}",
    variable="{name} = {value}",
    array="",
    put="{target} = {value}",
    add="{target} = {target} + ({value})",
    loop="do {name} = 0, {last}",
    end="end do",
    element="{name}({at})",
    function="    pure elemental function {name}(x) result(y)\n        real(wp), intent(in) :: x\n"
    "        real(wp) :: y\n        y = {body}\n    end function {name}",
    greater="if ({value} > {target}) {target} = {value}",
    least="-huge(1.0_wp)",
    comment="! {text}",
    is_case_blind=True,
    declaration="real(wp) :: {name}",
    array_declaration="real(wp) :: {name}(0:{last})",
    counter_declaration="integer :: {name}",
)
ERFC = {
    "javascript": """function erfc(x) {
  if (x < 0) return 2 - erfc(-x);
  if (!(x < 27)) return x >= 27 ? 0 : x;
  if (x < 2) {
    let term = x;
    let total = x;
    for (let n = 1; n < 80; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      total += term;
    }
    return 1 - 1.1283791670955126 * Math.exp(-x * x) * total;
  }
  let fraction = 0;
  for (let n = 120; n > 0; n--) fraction = n / 2 / (x + fraction);
  return (0.5641895835477563 * Math.exp(-x * x)) / (x + fraction);
}""",
    "julia": """function erfc(x::Real)
    x < 0 && return 2 - erfc(-x)
    x < 27 || return x >= 27 ? zero(x) : x
    if x < 2
        term = x
        total = x
        for n in 1:79
            term *= 2 * x * x / (2n + 1)
            total += term
        end
        return 1 - oftype(x, 1.1283791670955126) * exp(-x * x) * total
    end
    fraction = zero(x)
    for n in 120:-1:1
        fraction = n / (2 * (x + fraction))
    end
    return oftype(x, 0.5641895835477563) * exp(-x * x) / (x + fraction)
end
# Right to first order in the imaginary part, which is all that a tiny step sees.
erfc(x::Complex) = erfc(real(x)) - im * imag(x) * 1.1283791670955126 * exp(-real(x)^2)""",
    "rust": """fn erfc(x: REAL) -> REAL {
    if x < 0.0 {
        return 2.0 - erfc(-x);
    }
    if !(x < 27.0) {
        return if x >= 27.0 { 0.0 } else { x };
    }
    if x < 2.0 {
        let (mut term, mut total) = (x, x);
        for n in 1..80 {
            term *= 2.0 * x * x / (2 * n + 1) as REAL;
            total += term;
        }
        return 1.0 - 1.1283791670955126 * (-x * x).exp() * total;
    }
    let mut fraction = 0.0;
    for n in (1..=120).rev() {
        fraction = n as REAL / 2.0 / (x + fraction);
    }
    0.5641895835477563 * (-x * x).exp() / (x + fraction)
}""",
}
FORTRAN_EXTRA = MappingProxyType(
    {
        "expm1": """    pure elemental function expm1(x) result(y)
        real(wp), intent(in) :: x
        real(wp) :: y, power
        power = exp(x)
        if (power == 1.0_wp) then
            y = x
        else if (power - 1.0_wp == -1.0_wp) then
            y = -1.0_wp
        else
            y = (power - 1.0_wp) * x / log(power)
        end if
    end function expm1""",
        "log1p": """    pure elemental function log1p(x) result(y)
        real(wp), intent(in) :: x
        real(wp) :: y, more
        more = 1.0_wp + x
        if (more == 1.0_wp) then
            y = x
        else
            y = log(more) * x / (more - 1.0_wp)
        end if
    end function log1p""",
    }
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all four pages have blanks for."""

    writer: Writer
    check: Check

    @property
    def names(self) -> list[str]:
        return list(self.writer.arguments.values())

    @property
    def sizes(self) -> list[int]:
        return [size_of(symbol) for symbol in self.writer.program.data]

    def blanks(self, about: Sequence[str], step: str, depth: str) -> dict[str, object]:
        loss_body, loss_result = self.writer.loss()
        gradient_body, gradient_result = self.writer.loss_and_gradient()
        is_single = self.writer.is_single
        tight, loose = ("2e-4", "5e-2") if is_single else ("1e-12", "1e-6")
        return {
            "about": [*about, *([NUMBERING] if self.writer.numbers else [])],
            "count": self.writer.program.count,
            "functions": self.writer.functions(),
            "arguments": "".join(f", {name}" for name in self.names),
            "passed": "".join(f", {name}" for name in self.names),
            "data": list(zip(self.names, self.sizes, strict=True)),
            "loss_body": indent("\n".join(loss_body), depth),
            "loss_result": loss_result,
            "gradient_body": indent("\n".join(gradient_body), depth),
            "gradient_result": gradient_result,
            "expected_loss": _decimal(self.check.loss),
            "expected_along": _decimal(self.check.gradient[0]),
            "expected_gradient": listed(list(map(_decimal, self.check.gradient)), "").strip(),
            "is_formula": self.check.is_formula,
            "tolerance": tight,
            "step": step,
            "step_tolerance": loose,
        }

    def offsets(self) -> list[int]:
        found, at = [], self.writer.program.count
        for size in self.sizes:
            found.append(at)
            at += size
        return found


def _numbered(program: Program) -> Mapping[Symbol, int]:
    return equation_numbers(program.network) if program.form is Form.STRAIGHT else {}


def _need(check: Check | None) -> Check:
    if check is None:
        raise CertificationError("the network is too large for a certified call, and this backend has no other check")
    return check


def rust(program: Program, check: Check | None, is_single: bool) -> dict[str, str]:
    """Return gradient.rs."""
    from dataclasses import replace

    real = "f32" if is_single else "f64"
    methods = {"expm1": "exp_m1", "log": "ln", "log1p": "ln_1p"}
    primitives = {
        name: f"{real}::{methods.get(name, name)}" for name in ("abs", "exp", "expm1", "log", "log1p", "sqrt", "tanh")
    }
    printer = replace(RUST.printer, primitives=primitives, power=f"{real}::powf({{base}}, {{exponent}})")
    least = RUST.least.replace("REAL", real)
    language = replace(RUST, printer=printer, function=RUST.function.replace("REAL", real), least=least)
    frame = _Frame(Writer(program, language, is_single, _numbered(program)), _need(check))
    blanks = frame.blanks(described(program, check, is_single), "1e-2" if is_single else "1e-6", "    ")
    names, made = (
        frame.names,
        _numbers(
            frame, "vec![{}]", f"({{}}..{{}}).map(|at| (((37 * at + 11) % 101) as {real} - 50.0) / 128.0).collect()"
        ),
    )
    sources = ([ERFC["rust"].replace("REAL", real)] if "erfc" in program.functions else []) + frame.writer.functions()
    return {
        "gradient.rs": filled(
            "rust/gradient.rs",
            **blanks
            | {
                "real": real,
                "functions": sources,
                "arguments": "".join(f", {name}: &[{real}]" for name in names),
                "slices": "".join(f", {name}: &[{real}]" for name in names),
                "sizes_passed": "".join(f", {name}" for name in names),
                "sliced": "".join(
                    f", &{n}[sample * {s}..(sample + 1) * {s}]" for n, s in zip(names, frame.sizes, strict=True)
                ),
                "borrowed": "".join(f", &{name}" for name in names),
                "empty_data": "".join(f", &[0.0; {size}]" for size in frame.sizes),
                "example_parameters": made[0],
                "example_data": list(zip(names, made[1:], strict=True)),
            },
        )
    }


def _numbers(frame: _Frame, given: str, formula: str) -> list[str]:
    """Return how the arguments of the certified call are written: parameters, then each kind of data."""
    check = frame.check
    if not check.is_formula:
        return [given.format(", ".join(map(_decimal, values))) for values in (check.parameters, *check.data)]
    starts = [0, *frame.offsets()]
    sizes = [frame.writer.program.count, *frame.sizes]
    return [formula.format(start, start + size) for start, size in zip(starts, sizes, strict=True)]


def _decimal(text: str) -> str:
    return text if any(c in text for c in ".e") else f"{text}.0"


def javascript(program: Program, check: Check | None, is_single: bool) -> dict[str, str]:
    """Return gradient.js."""
    frame = _Frame(Writer(program, JAVASCRIPT, is_single, _numbered(program)), _need(check))
    blanks = frame.blanks(described(program, check, is_single), "1e-2" if is_single else "1e-6", "  ")
    made = _numbers(
        frame, "[{}]", "Array.from({{ length: {1} - {0} }}, (_, at) => (((37 * (at + {0}) + 11) % 101) - 50) / 128)"
    )
    sources = ([ERFC["javascript"]] if "erfc" in program.functions else []) + frame.writer.functions()
    array = "Float32Array" if is_single else "Float64Array"
    names = frame.names
    return {
        "gradient.js": filled(
            "javascript/gradient.js",
            **blanks
            | {
                "array": array,
                "functions": sources,
                "sliced": "".join(
                    f", {n}.subarray(sample * {s}, (sample + 1) * {s})" for n, s in zip(names, frame.sizes, strict=True)
                ),
                "doubled": "".join(f", {array}.from([...{name}, ...{name}])" for name in names),
                "example_parameters": made[0],
                "example_data": list(zip(names, made[1:], strict=True)),
            },
        )
    }


def julia(program: Program, check: Check | None, is_single: bool) -> dict[str, str]:
    """Return gradient.jl."""
    from dataclasses import replace

    printer = replace(JULIA.printer, suffix="f0" if is_single else "")
    frame = _Frame(Writer(program, replace(JULIA, printer=printer), is_single, _numbered(program)), _need(check))
    blanks = frame.blanks(described(program, check, is_single), "", "    ")
    made = _numbers(frame, "{}", "(((37 * at + 11) % 101) - 50) / 128 for at in {0}:{1}-1")
    sources = [ERFC["julia"]] if "erfc" in program.functions else []
    sources += ["magnitude(x) = real(x) < 0 ? -x : x"] if "abs" in program.functions else []
    names = frame.names
    return {
        "gradient.jl": filled(
            "julia/gradient.jl",
            **blanks
            | {
                "kind": "Float32" if is_single else "Float64",
                "functions": sources + frame.writer.functions(),
                "sliced": "".join(
                    f", view({n}, sample*{s}+1:(sample+1)*{s})" for n, s in zip(names, frame.sizes, strict=True)
                ),
                "example_parameters": made[0],
                "example_data": list(zip(names, made[1:], strict=True)),
                "step_tolerance": "2e-3" if is_single else "1e-10",
            },
        )
    }


def fortran(program: Program, check: Check | None, is_single: bool) -> dict[str, str]:
    """Return gradient.f90."""
    frame = _Frame(Writer(program, FORTRAN, is_single, _numbered(program)), _need(check))
    blanks = frame.blanks(described(program, check, is_single), "1e-2_wp" if is_single else "1e-6_wp", "        ")
    names = frame.names
    starts, sizes = [0, *frame.offsets()], [program.count, *frame.sizes]
    if frame.check.is_formula:
        made = [
            f"    do at = 0, {size - 1}\n"
            f"        {name}(at) = real(mod(37 * (at + {start}) + 11, 101) - 50, wp) / 128.0_wp\n    end do"
            for name, start, size in zip(["parameters", *names], starts, sizes, strict=True)
        ]
    else:
        made = [
            "\n".join(f"    {name}({at}) = {_decimal(text)}_wp" for at, text in enumerate(values))
            for name, values in zip(["parameters", *names], (frame.check.parameters, *frame.check.data), strict=True)
        ]
    extra = [source for name, source in FORTRAN_EXTRA.items() if name in program.functions]
    text = filled(
        "fortran/gradient.f90",
        **blanks
        | {
            "kind": "real32" if is_single else "real64",
            "functions": extra + frame.writer.functions(),
            "sliced": "".join(f", {name}(:, sample)" for name in names),
            "expected_loss": f"{_decimal(frame.check.loss)}_wp",
            "expected_along": f"{_decimal(frame.check.gradient[0])}_wp",
            "expected_slopes": [f"{_decimal(slope)}_wp" for slope in frame.check.gradient],
            "tolerance": f"{blanks['tolerance']}_wp",
            "step_tolerance": f"{blanks['step_tolerance']}_wp",
            "example_parameters": made[0],
            "example_data": list(zip(names, made[1:], strict=True)),
        },
    )
    return {"gradient.f90": "\n".join(map(_continued, text.splitlines())) + "\n"}


def _continued(line: str) -> str:
    """Return a line of Fortran in pieces of at most 120 characters."""
    pieces = []
    margin = " " * (len(line) - len(line.lstrip()) + 4)
    while len(line) > 120 and not line.lstrip().startswith("!"):
        cut = line.rfind(" ", 40, 116)
        if cut < 0:
            break
        pieces.append(line[:cut] + " &")
        line = margin + line[cut + 1 :]
    return "\n".join([*pieces, line])


LANGUAGES: Mapping[str, Callable[[Program, Check | None, bool], dict[str, str]]] = MappingProxyType(
    {"fortran": fortran, "javascript": javascript, "julia": julia, "rust": rust}
)
"""From a backend to what writes it."""
