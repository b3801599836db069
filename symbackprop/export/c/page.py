"""What all C of one program shares: names that C may have, types, arguments, and the way to write expressions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ...document.page import filled
from ...expression.functions import X
from ...expression.tree import Call, Expression, Index, Negative, Number, Product, Sum, Symbol
from ...graph.equations import bare
from ...graph.expand import elements
from ..program.lowering import PREFIX, Form, Program, Statement
from ..program.prediction import data_read
from ..program.staging import Sampled
from ..saturation.stabilise import prepared
from ..syntax.keywords import C_PAGES, reserved
from ..syntax.language import Language
from ..syntax.naming import Names
from ..syntax.primitives import Primitives
from ..syntax.printer import Printer, Reader
from ..syntax.updates import UpdateWriter
from .names import shown_words

DOUBLES = Primitives(
    abs="fabs",
    erfc="erfc",
    exp="exponential",
    expm1="expm1",
    log="log",
    log1p="log1p",
    power="pow",
    sqrt="sqrt",
    cos="cos",
    sin="sin",
    tanh="hyperbolic_tangent",
)
SINGLES = Primitives(
    abs="fabsf",
    erfc="erfcf",
    exp="exponential",
    expm1="expm1f",
    log="logf",
    log1p="log1pf",
    power="powf",
    sqrt="sqrtf",
    cos="cosf",
    sin="sinf",
    tanh="hyperbolic_tangent",
)


INDENT = "    "
THREADED_OPERATIONS = 2_000_000
"""With less to do, waiting for another thread can cost more than it saves, and on a busy machine much more."""

RATE = Symbol("rate", mark="argument")


@dataclass(frozen=True, slots=True)
class CPrinter(Printer):
    """C, with sums and products in an order in which a processor need not wait: what is known early comes first."""

    def written(self, expression: Expression, read: Reader) -> tuple[str, int]:
        """Return an expression and how tightly it holds together."""
        match expression:
            case Sum(terms) if not isinstance(terms[0], Negative) and any(map(_is_plain, terms[1:])):
                # A sum that begins with a bias is one chain of fused multiplications and additions.
                first = [term for term in terms if _is_plain(term)]
                rest = [term for term in terms if not _is_plain(term)]
                if all(isinstance(term, Product | Call) for term in rest):
                    return super(CPrinter, self).written(Sum((*first, *rest)), read)
            case Product((Symbol() as first, second, third)):
                # The adjoint that comes first is known last.
                return super(CPrinter, self).written(Product((first, Product((second, third)))), read)
        return super(CPrinter, self).written(expression, read)


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
    names: Names = field(init=False)
    _variables: dict[Index, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        program, labels = self.program, self.program.network.labels
        shown = shown_words(program.prefix)
        beginnings = (f"{PREFIX}_", f"{program.prefix.lower()}_size_")
        object.__setattr__(self, "names", Names(reserved(C_PAGES) | shown | program.steps.words, beginnings=beginnings))
        for quantity in program.tables:
            self.names.table(quantity)
        leaves = (*program.constants, *program.parameters, *program.data)
        if program.form is Form.STRAIGHT:
            self.names.add(name for leaf in leaves for name in elements(leaf, labels))
        else:
            self.names.add(map(bare, leaves))
        self.names.add(bare(statement.target) for statement in (*program.statements, *program.predicted))
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
        primitives = dict((SINGLES if self.is_single else DOUBLES).names)
        own = {name: self.function_name(name) for name in self.program.functions if self.program.definition(name)}
        return CPrinter(primitives | own, suffix, is_single=self.is_single)

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

    @property
    def has_kernels(self) -> bool:
        """Whether sums over the rows of a matrix go through functions of their own."""
        return True

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

    def _arguments(self, is_batch: bool, is_constant: bool, pointers: Iterable[str] | None = None) -> str:
        qualifier = "const " if is_constant else ""
        given = [f"{qualifier}{self.real} *BACKPROP_RESTRICT parameters"]
        if self.program.steps.state and not is_constant:
            given.append(f"{self.real} *BACKPROP_RESTRICT state")
        given += ["size_t samples"] if is_batch else []
        names = self.pointers.values() if pointers is None else pointers
        given += [f"const {self.real} *BACKPROP_RESTRICT {name}" for name in names]
        return _broken(given)

    @property
    def batch_inputs(self) -> str:
        """The arguments of the functions of a batch."""
        return self._arguments(True, True)

    def predicted_inputs(self, is_batch: bool) -> str:
        """Return the arguments of the functions that predict."""
        return self._arguments(is_batch, True, [self.pointers[bare(symbol)] for symbol in data_read(self.program)])

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

    def updated_passed(self, is_batch: bool = False) -> str:
        """Return what a caller of the functions that change the parameters passes on."""
        state = ["state"] if self.program.steps.state else []
        return ", ".join(["parameters", *state, *(["samples"] if is_batch else []), *self.pointers.values()])

    @property
    def control(self) -> str:
        """What the functions that change the parameters are given besides: the learning rate, the round."""
        steps = self.program.steps
        return (f", {self.real} rate" if steps.has_rate else "") + (", size_t round" if steps.has_round else "")

    @property
    def control_passed(self) -> str:
        """What training passes on of that."""
        steps = self.program.steps
        return (", rate" if steps.has_rate else "") + (", round" if steps.has_round else "")

    @cached_property
    def update(self) -> list[str]:
        """The lines of one round of training, after the gradient."""
        return UpdateWriter(
            self.program.steps,
            _language(self.printer, self.real),
            self.names,
            "BACKPROP_PARAMETERS",
            counted=f"({self.real})round",
            before="BACKPROP_PRAGMA(omp simd)",
        ).lines()

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
        return self.printer.number(number.value, number.text)

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


def _language(printer: Printer, real: str) -> Language:
    """Return the little of C that an update needs."""
    return Language(
        printer=printer,
        pages=C_PAGES,
        let=f"const {real} {{name}} = {{value}};",
        variable=f"{real} {{name}} = {{value}};",
        array="",
        put="{target} = {value};",
        add="{target} += {value};",
        loop="for (size_t {name} = 0; {name} < {size}; {name}++) {{",
        range="",
        back="",
        end="}",
        condition="",
        element="{name}[{at}]",
        function="",
        greater="",
        least="",
        subtract="{target} -= {value};",
    )


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
        loss: The loss of one sample.
        both: The loss and the gradient of one sample.
        batch_loss: The loss of a batch.
        batch_both: The loss and the gradient of a batch.
        train: The training loop on one sample, where it is more than repeated updates, or nothing.
        prediction: The outputs of one sample and of a batch, or nothing.
        tile: What the functions of a batch work with.
        tables: The given values that are neither trained nor data.
        shared_work: How many numbers of `work` they need.
        part_work: And for each part of a batch.
        work_of_one: How many of `work` the functions of one sample need.
    """

    loss: str
    both: str
    batch_loss: str
    batch_both: str
    train: str
    prediction: str
    tile: str
    tables: str
    shared_work: int
    part_work: int
    work_of_one: int


def function(head: str, lines: Iterable[str]) -> str:
    """Return a function with its lines."""
    return "\n".join([head, "{", *(INDENT + line if line else "" for line in lines), "}"])
