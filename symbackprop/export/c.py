"""C99: functions for one sample and for batches, without allocation and without state.

Names are those of the notes. Straight-line code is written here, loops over arrays in `cloops`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from functools import cached_property

from ..document.page import filled
from ..expression.functions import X
from ..expression.tree import Call, Expression, Index, Negative, Number, Product, Sum, Symbol, functions_of, symbols_of
from ..graph.equations import Equation, bare
from ..graph.expand import elements
from .lowering import Form, Program, Statement, bodies, finite, needed, size_of
from .naming import Names, words
from .printer import C_PRIMITIVES, Printer, Reader
from .stabilise import prepared
from .staging import Sampled, Stages, stages

KEYWORDS = words(
    """
    auto break case char const continue default do double else enum extern float for goto if inline int long
    register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
    and or not xor bool true false class new delete this template typename namespace using try catch throw public
    private protected virtual operator friend asm
    """
)
PAGE_WORDS = words(
    """
    parameters gradient work samples rate rounds round part parts first last lane lanes count at own sum sums
    sum_1 sum_2 sum_3
    shared before after tile tiles total value greatest sample main size_t uint32_t uint64_t half rest exponential
    block stripe add_product transposed given one other arrays from to begin
    errno NULL EOF TILE LANES UNROLLED ALWAYS_INLINE NEVER_INLINE I complex
    """
)
LIBRARY = words(
    """
    exp expf log logf log1p log1pf expm1 expm1f sqrt sqrtf erfc erfcf tanh tanhf fabs fabsf pow powf sin cos tan
    gamma lgamma tgamma erf y0 y1 yn j0 j1 jn abs div floor ceil round signgam INFINITY NAN HUGE_VAL M_PI M_E
    printf
    """
)
INDENT = "    "
THREADED_OPERATIONS = 2_000_000
"""With less to do, waiting for another thread can cost more than it saves, and on a busy machine much more."""

RATE = Symbol("rate", mark="argument")


@dataclass(frozen=True, slots=True)
class CPrinter(Printer):
    """C, with sums and products in an order in which a processor need not wait: what is known early comes first."""

    def _written(self, expression: Expression, read: Reader) -> tuple[str, int]:
        match expression:
            case Sum(terms) if not isinstance(terms[0], Negative) and any(map(_is_plain, terms[1:])):
                # A sum that begins with a bias is one chain of fused multiplications and additions.
                first = [term for term in terms if _is_plain(term)]
                rest = [term for term in terms if not _is_plain(term)]
                if all(isinstance(term, Product | Call) for term in rest):
                    return super(CPrinter, self)._written(Sum((*first, *rest)), read)
            case Product((Symbol() as first, second, third)):
                # The adjoint that comes first is known last.
                return super(CPrinter, self)._written(Product((first, Product((second, third)))), read)
        return super(CPrinter, self)._written(expression, read)


def _is_plain(term: Expression) -> bool:
    return isinstance(term, Symbol | Number)


@dataclass(frozen=True)
class Page:
    """One C program: its names, its types and its way to write expressions.

    Args:
        program: What to write.
        is_single: Whether numbers are floats and not doubles.
    """

    program: Program
    is_single: bool = False
    names: Names = field(default_factory=lambda: Names(KEYWORDS | PAGE_WORDS | LIBRARY))
    _variables: dict[Index, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        program, labels = self.program, self.program.network.labels
        leaves = (*program.constants, *program.parameters, *program.data)
        if program.form is Form.STRAIGHT:
            self.names.add(name for leaf in leaves for name in elements(leaf, labels))
        else:
            self.names.add(map(bare, leaves))
        self.names.add(bare(statement.target) for statement in program.statements)
        self.names.fix(RATE, "rate")

    @property
    def real(self) -> str:
        """The type of numbers."""
        return "float" if self.is_single else "double"

    @property
    def greater(self) -> str:
        """The statement that keeps the greater of two numbers."""
        return "{0} = {1} > {0} ? {1} : {0};"

    @cached_property
    def printer(self) -> Printer:
        """The way expressions are written."""
        suffix = "f" if self.is_single else ""
        primitives = {name: called + suffix for name, called in C_PRIMITIVES.items()} | {"exp": "exponential"}
        own = {name: self.function_name(name) for name in self.program.functions if self.program.definition(name)}
        return CPrinter(primitives | own, suffix, power=f"pow{suffix}({{base}}, {{exponent}})")

    def variable(self, index: Index) -> str:
        """Return the name of the variable that runs through an index."""
        if index not in self._variables:
            self._variables[index] = self.names.fresh(index.name.replace("'", "_"))
        return self._variables[index]

    def function_name(self, name: str) -> str:
        """Return the name of one of our own functions."""
        return self.names.called(name)

    @property
    def worth_threads(self) -> int:
        """From how many samples on several threads are used."""
        return 1 + THREADED_OPERATIONS // max(1, self.program.operations)

    @property
    def has_sigmoid_of_one(self) -> bool:
        """Whether there is a sigmoid for numbers that come one by one."""
        return not self.is_single and self.program.form is Form.STRAIGHT and "sigmoid" in self.program.functions

    @cached_property
    def pointers(self) -> Mapping[Symbol, str]:
        """The names of the arrays of data, by their bare quantities."""
        if self.program.form is Form.LOOPS:
            return {bare(symbol): self.names.fresh(f"{bare(symbol).ascii}_rows") for symbol in self.program.data}
        return {bare(symbol): self.names.fresh(bare(symbol).ascii) for symbol in self.program.data}

    @cached_property
    def inputs(self) -> str:
        """The arguments of the functions of one sample."""
        return self._arguments(False, True)

    def _arguments(self, is_batch: bool, is_constant: bool) -> str:
        qualifier = "const " if is_constant else ""
        given = [f"{qualifier}{self.real} *BACKPROP_RESTRICT parameters"]
        given += ["size_t samples"] if is_batch else []
        given += [f"const {self.real} *BACKPROP_RESTRICT {name}" for name in self.pointers.values()]
        return _broken(given)

    @property
    def batch_inputs(self) -> str:
        """The arguments of the functions of a batch."""
        return self._arguments(True, True)

    @property
    def updated_inputs(self) -> str:
        """The arguments of the functions that change the parameters by one sample."""
        return self._arguments(False, False)

    @property
    def updated_batch_inputs(self) -> str:
        """The arguments of the functions that change the parameters by a batch."""
        return self._arguments(True, False)

    @property
    def passed(self) -> str:
        """What a caller of one sample's functions passes on."""
        return ", ".join(["parameters", *self.pointers.values()])

    @property
    def batch_passed(self) -> str:
        """What a caller of a batch's functions passes on."""
        return ", ".join(["parameters", "samples", *self.pointers.values()])

    def remark(self, statement: Statement | Sampled) -> str:
        """Return what stands beside a statement."""
        number = self.program.number_of(statement)
        return f" /* {number} */" if number else ""

    def titled(self, statement: Statement | Sampled, lines: Sequence[str]) -> list[str]:
        """Return the lines of a statement's loops, with what stands before them."""
        number = self.program.number_of(statement)
        return [f"/* {self.names.of(bare(statement.target))} {number} */", *lines] if number and lines else list(lines)

    def number(self, name: Symbol) -> str:
        """Return the given value of an element."""
        number = self.program.network.values[name]
        return self.printer.number(finite(number, self.is_single), number.text)

    def sources(self) -> list[str]:
        """Return the sources of our own functions that are called."""
        found = []
        for name in self.program.functions:
            definition = self.program.definition(name)
            if name == "sigmoid" and self.real == "double":
                found.append(
                    filled("c/sigmoid-lanes-float64.c").strip().replace("sigmoid(", self.function_name(name) + "(")
                )
            elif definition is not None:
                body = self.printer.write(prepared(definition), lambda _: X.ascii)
                found.append(
                    f"static inline {self.real} {self.function_name(name)}({self.real} x)\n{{\n    return {body};\n}}"
                )
        return found


def _broken(arguments: Sequence[str]) -> str:
    """Return arguments with a new line wherever one would be too long."""
    lines = [""]
    for at, argument in enumerate(arguments):
        piece = argument + (", " if at < len(arguments) - 1 else "")
        if len(lines[-1]) + len(piece) > 90:
            lines.append("")
        lines[-1] += piece
    return f"\n{INDENT}".join(line.rstrip() for line in lines)


@dataclass(frozen=True, slots=True)
class Body:
    """The functions of one program.

    Args:
        one: The loss, and the loss and gradient, of one sample.
        batch: The same of a batch.
        train: The training loop on one sample, where it is more than repeated updates, or nothing.
        kernel: The source of what the functions of a batch call.
        tables: The given values that are neither trained nor data.
        shared_work: How many numbers of `work` they need.
        part_work: And for each part of a batch.
    """

    one: str
    batch: str
    train: str
    kernel: str
    tables: str
    shared_work: int
    part_work: int


class Unit(Enum):
    """What a source file holds."""

    ALL = "all"
    BATCH = "batch"
    ONE = "one"


@dataclass(frozen=True)
class Source:
    """The C source of one program.

    Args:
        page: Its names and types.
        title: What it is called.
        about: The lines of the header's comment.
    """

    page: Page
    title: str
    about: Sequence[str] = ()

    @cached_property
    def body(self) -> Body:
        """The functions."""
        from .cloops import loops

        return straight(self.page) if self.page.program.form is Form.STRAIGHT else loops(self.page)

    def header(self) -> str:
        """Return gradient.h."""
        return filled("c/gradient.h", **self._blanks)

    def code(self, unit: Unit = Unit.ALL) -> str:
        """Return gradient.c, or the functions of one sample or of a batch alone."""
        left_out = {Unit.ALL: "", Unit.BATCH: "one", Unit.ONE: "batch"}[unit]
        return filled("c/gradient.c", **self._blanks | ({left_out: ""} if left_out else {}))

    @cached_property
    def _blanks(self) -> dict[str, object]:
        page, program, body = self.page, self.page.program, self.body
        pointers = page.pointers.values()
        return {
            "title": self.title,
            "about": self.about,
            "real": page.real,
            "form": program.form.value,
            "operations": f"{program.operations:,}",
            "count": program.count,
            "sizes": [(name, size_of(symbol)) for symbol, name in zip(program.data, pointers, strict=True)],
            "inputs": page.inputs,
            "batch_inputs": page.batch_inputs,
            "updated_inputs": page.updated_inputs,
            "updated_batch_inputs": page.updated_batch_inputs,
            "passed": page.passed,
            "batch_passed": page.batch_passed,
            "shared_work": body.shared_work,
            "part_work": body.part_work,
            "functions": page.sources(),
            "has_bits": "exp" in program.functions,
            "exponential": _exponential(page),
            "sigmoid_of_one": filled("c/sigmoid-float64.c").strip() if page.has_sigmoid_of_one else "",
            "kernel": body.kernel,
            "tables": body.tables,
            "one": body.one,
            "batch": body.batch,
            "train": body.train,
            "batch_train": "",
        }


def _exponential(page: Page) -> str:
    """Return the inline exp; where nothing but the sigmoid calls it, which has its own, only what both work with."""
    bits = 32 if page.is_single else 64
    pieces = [filled(f"c/bits-float{bits}.c").strip()]
    definitions = {name: page.program.definition(name) for name in page.program.functions}
    inner = [prepared(body) for name, body in definitions.items() if body and (name != "sigmoid" or page.is_single)]
    outer = [body for statement in page.program.statements for body in bodies(statement)]
    if any("exp" in functions_of(body) for body in (*inner, *outer)):
        pieces.append(filled(f"c/exp-float{bits}.c").strip())
    return "\n\n".join(pieces)


def straight(page: Page) -> Body:
    """Return the functions of a straight-line program."""
    program, real = page.program, page.real
    results = (program.loss, *program.adjoints.values())
    work = f"{real} *BACKPROP_RESTRICT work"
    out = f"{real} *BACKPROP_RESTRICT gradient, {work}"
    one, alone = _Straight(page), _Straight(page, is_alone=True)
    one_sample = [
        _function(
            f"{real} backprop_loss({page.inputs},\n    {work})",
            ["(void)work;", *alone.sample((program.loss,)), f"return {one.write(program.loss)};"],
        ),
        _function(
            f"{real} backprop_loss_and_gradient({page.inputs},\n    {out})",
            ["(void)work;", *alone.sample(results), *one.stored(), f"return {one.write(program.loss)};"],
        ),
    ]
    batch = [
        _function(
            f"{real} backprop_batch_loss({page.batch_inputs},\n    {work})",
            one.batch(stages(program, (program.loss,)), False),
        ),
        _function(
            f"{real} backprop_batch_loss_and_gradient({page.batch_inputs},\n    {out})",
            one.batch(stages(program, results), True),
        ),
    ]
    train = _function(
        f"{real} backprop_train({page.updated_inputs}, {real} rate, size_t rounds,\n    {out})", alone.train()
    )
    return Body("\n\n".join(one_sample), "\n\n".join(batch), train, "", "", 0, 1 + len(stages(program, results).sums))


def _function(head: str, lines: Iterable[str]) -> str:
    return "\n".join([head, "{", *(INDENT + line if line else "" for line in lines), "}"])


@dataclass(frozen=True, slots=True)
class _Straight:
    """Writes the bodies of straight-line functions; `is_alone` where one sample is all there is to do."""

    page: Page
    is_alone: bool = False

    def write(self, expression: Expression) -> str:
        printer = self.page.printer
        if self.is_alone and self.page.has_sigmoid_of_one:
            printer = replace(printer, primitives=dict(printer.primitives) | {"sigmoid": "sigmoid_of_one"})
        return printer.write(expression, self.page.names.of)

    def defined(self, statements: Iterable[Statement]) -> list[str]:
        lines = []
        for statement in statements:
            assert isinstance(statement, Equation)
            value, remark = self.write(statement.body), self.page.remark(statement)
            lines.append(f"const {self.page.real} {self.page.names.of(statement.target)} = {value};{remark}")
        return lines

    def unpacked(self, used: set[Symbol], symbols: Iterable[Symbol], is_constant: bool = True) -> list[str]:
        """Return the declarations of the parameters and constants that are used."""
        program, names = self.page.program, self.page.names
        qualifier = "const " if is_constant else ""
        lines, at = [], 0
        for symbol in symbols:
            for name in elements(symbol, program.network.labels):
                if name in used:
                    lines.append(f"{qualifier}{self.page.real} {names.of(name)} = parameters[{at}];")
                at += 1
        return lines

    def constants(self, used: set[Symbol]) -> list[str]:
        program = self.page.program
        given = [name for symbol in program.constants for name in elements(symbol, program.network.labels)]
        return [
            f"const {self.page.real} {self.page.names.of(name)} = {self.page.number(name)};"
            for name in given
            if name in used
        ]

    def loaded(self, used: set[Symbol], sample: str = "") -> list[str]:
        """Return the declarations of the data of one sample that are used."""
        program, names = self.page.program, self.page.names
        lines = []
        for symbol in program.data:
            size, pointer = size_of(symbol), self.page.pointers[bare(symbol)]
            row = "" if not sample else (sample if size == 1 else f"{size} * {sample}")
            for at, name in enumerate(elements(symbol, program.network.labels)):
                if name in used:
                    where = " + ".join(part for part in (row, str(at) if at or not row else "") if part)
                    lines.append(f"const {self.page.real} {names.of(name)} = {pointer}[{where}];")
        return lines

    def unused(self, used: set[Symbol]) -> list[str]:
        """Return what keeps a compiler from warning of arguments that nothing needs."""
        program = self.page.program
        labels = program.network.labels
        lines = []
        if not any(name in used for symbol in program.parameters for name in elements(symbol, labels)):
            lines.append("(void)parameters;")
        idle = [symbol for symbol in program.data if not used.intersection(elements(symbol, labels))]
        return [*lines, *(f"(void){self.page.pointers[bare(symbol)]};" for symbol in idle)]

    def sample(self, results: Iterable[Expression]) -> list[str]:
        """Return the statements of one sample."""
        program = self.page.program
        results = tuple(results)
        kept = program.needed(results)
        used = _used(kept, results)
        backward = {bare(at.target) for at in program.backward}
        forward = [at for at in kept if bare(at.target) not in backward]
        after = [at for at in kept if bare(at.target) in backward]
        lines = self.unused(used) + self.constants(used) + self.unpacked(used, program.parameters) + self.loaded(used)
        lines += ["/* Forward pass */", *self.defined(forward)]
        return lines + (["/* Backward pass */", *self.defined(after)] if after else [])

    def stored(self) -> list[str]:
        return [f"gradient[{at}] = {self.write(slope)};" for at, slope in enumerate(self._slopes())]

    def _slopes(self) -> tuple[Expression, ...]:
        return tuple(self.page.program.adjoints.values())

    def batch(self, staged: Stages, with_gradient: bool) -> list[str]:
        """Return the body of a function of a batch."""
        program, names, real = self.page.program, self.page.names, self.page.real
        sums = staged.sums if with_gradient else ()
        used = _used(staged.before, ()) | _used(staged.each, (program.loss,))
        for shared in staged.after:
            used |= {read for term in (*shared.mean, *shared.once) for read in symbols_of(term.body)}
        if with_gradient:
            used |= {read for slope in self._slopes() for read in symbols_of(slope)}
        lines = self.unused(used) + self.constants(used) + self.unpacked(used, program.parameters)
        lines += self.defined(staged.before)
        if not staged.is_loss_sampled:
            lines += ["(void)samples;", "(void)work;"]
            total = self.write(program.loss)
        else:
            lines += self._sampled(staged, with_gradient, used)
            total = "total / size"
        for shared in staged.after if with_gradient else ():
            parts = [f"{names.of(shared.target)}_sum / size"] if shared in sums else []
            parts += [f"({self.write(term.body)})" for term in shared.once]
            remark = self.page.remark(shared)
            lines.append(f"const {real} {names.of(shared.target)} = {' + '.join(parts)};{remark}")
        return lines + (self.stored() if with_gradient else []) + [f"return {total};"]

    def _sampled(self, staged: Stages, with_gradient: bool, used: set[Symbol]) -> list[str]:
        """Return the loop over the samples, in parts, and the sums of the parts in their order."""
        program, names, real = self.page.program, self.page.names, self.page.real
        sums = staged.sums if with_gradient else ()
        added = ["sum", *(f"{names.of(shared.target)}_sum" for shared in sums)]
        zeros = [f"{real} {name} = {self.page.printer.number(Fraction(0))};" for name in added]
        width = 1 + len(sums)
        lines = [
            f"const {real} size = ({real})samples;",
            "const size_t parts = samples < BACKPROP_PARTS ? samples : BACKPROP_PARTS;",
            f"BACKPROP_THREADS(omp parallel for schedule(static) if (samples >= {self.page.worth_threads}))",
            "for (size_t part = 0; part < parts; part++) {",
        ]
        inner = [
            "const size_t first = part * (samples / parts) + (part < samples % parts ? part : samples % parts);",
            "const size_t last = first + samples / parts + (part < samples % parts ? 1 : 0);",
            f"{real} *const own = work + part * {width};",
            *zeros,
            f"BACKPROP_PRAGMA(omp simd reduction(+ : {', '.join(added)}))",
            "for (size_t sample = first; sample < last; sample++) {",
        ]
        body = [*self.loaded(used, "sample"), *self.defined(staged.each), f"sum += {self.write(program.loss)};"]
        for shared in sums:
            value = " + ".join(
                f"({self.write(term.body)})" if len(shared.mean) > 1 else self.write(term.body) for term in shared.mean
            )
            body.append(f"{names.of(shared.target)}_sum += {value};")
        inner += [INDENT + line for line in body] + ["}"]
        inner += [f"own[{at}] = {name};" for at, name in enumerate(added)]
        lines += [INDENT + line for line in inner] + ["}"]
        lines += [
            f"{real} {'total' if name == 'sum' else name} = {self.page.printer.number(Fraction(0))};" for name in added
        ]
        lines += ["for (size_t part = 0; part < parts; part++) {"]
        lines += [
            f"{INDENT}{'total' if name == 'sum' else name} += work[part * {width} + {at}];"
            for at, name in enumerate(added)
        ]
        return [*lines, "}"]

    def train(self) -> list[str]:
        """Return the body of the training loop on one sample, with the parameters in registers."""
        program, names = self.page.program, self.page.names
        slopes = self._slopes()
        kept = needed(program.statements, slopes)
        every = {name for symbol in program.parameters for name in elements(symbol, program.network.labels)}
        used = _used(kept, slopes)
        lines = self.unused(used | every) + self.constants(used)
        lines += self.unpacked(every, program.parameters, is_constant=False) + self.loaded(used)
        ordered = [name for symbol in program.parameters for name in elements(symbol, program.network.labels)]
        by_target = {at.target: at.body for at in kept if isinstance(at, Equation)}
        kept = tuple(at for at in kept if at.target not in slopes or any(at.target in _reads(b) for b in kept))
        # A slope that is itself a parameter must be read before it moves.
        moves = [
            f"const {self.page.real} {names.of(name)}_step = {self.write(_scaled(slope, by_target))};"
            for name, slope in zip(ordered, slopes, strict=True)
        ]
        moves += [f"{names.of(name)} -= {names.of(name)}_step;" for name in ordered]
        lines += ["for (size_t round = 0; round < rounds; round++) {"]
        lines += [INDENT + line for line in (*self.defined(kept), *moves)]
        lines += ["}", *(f"parameters[{at}] = {names.of(name)};" for at, name in enumerate(ordered))]
        return ["(void)gradient;", *lines, f"return backprop_loss({self.page.passed}, work);"]


def _reads(statement: Statement) -> tuple[Symbol, ...]:
    assert isinstance(statement, Equation)
    return symbols_of(statement.body)


def _scaled(slope: Expression, bodies: Mapping[Symbol, Expression]) -> Expression:
    """Return a step of descent; the rate is multiplied with what is known before the adjoint."""
    body = bodies.get(slope, slope) if isinstance(slope, Symbol) else slope
    match body:
        case Product((first, second)):
            return Product((Product((RATE, first)), second))
        case _:
            return Product((RATE, body))


def _used(statements: Iterable[Statement], results: Iterable[Expression]) -> set[Symbol]:
    found = {read for result in results for read in symbols_of(result)}
    for statement in statements:
        assert isinstance(statement, Equation)
        found.update(symbols_of(statement.body))
    return found
