"""Whole-array code: NumPy, JAX and PyTorch, a statement an equation of the notes, with the samples as the first axis.

Sums of products become matrix products where the indices allow it, and `einsum` elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ...document.page import filled
from ...expression.functions import X
from ...expression.tree import Symbol
from ...graph.equations import Equation, bare
from ...graph.expand import elements
from ...graph.scatter import is_placed
from ..check.certified_call import Check
from ..check.header import described
from ..program.lowering import Program, Statement, needed, reads, size_of, sizes_of
from ..program.staging import Sampled, stages
from ..saturation.stabilise import definition_in_code, prepared
from ..syntax.keywords import PYTHON_PAGES, reserved
from ..syntax.loops import listed
from ..syntax.naming import Names
from ..syntax.printer import Printer
from .array_statements import ArrayStatements
from .array_updates import update_blanks
from .libraries import ADDED_AT, LIBRARIES, Library
from .page import check_blanks, data_rows, prediction_blanks
from .stable_sources import all_stable_sources, called_sources


@dataclass
class ArrayWriter:
    """Writes the functions of one program with one library."""

    program: Program
    dialect: Library
    is_single: bool = False
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names(reserved(PYTHON_PAGES) | self.carried.keys() | self.program.steps.words | {ADDED_AT})
        for quantity in self.program.tables:
            self.names.table(quantity)
        leaves = (*self.program.data, *self.program.constants, *self.program.parameters)
        self.names.add(map(bare, leaves))
        self.names.add(bare(statement.target) for statement in (*self.program.statements, *self.program.predicted))

    @property
    def carried(self) -> Mapping[str, str]:
        """The sources of functions whose names stand as they are."""
        return all_stable_sources() if self.dialect.module == "np" else {}

    @property
    def own_functions(self) -> list[str]:
        """The functions that the module carries."""
        there, sources = self.dialect.printer.primitives, self.dialect.sources
        return [
            name
            for name in self.program.functions
            if name in sources or (definition_in_code(name) and name not in there and name not in self.carried)
        ]

    def function_name(self, name: str) -> str:
        """Return the name of one of our own functions."""
        return self.names.called(name)

    @cached_property
    def statements(self) -> ArrayStatements:
        """What writes single statements."""
        return ArrayStatements(self.program, self.dialect, self.printer, self.names)

    @property
    def printer(self) -> Printer:
        """The way expressions are written."""
        own = {name: name for name in self.carried}
        own |= {name: self.function_name(name) for name in self.own_functions}
        printer = self.dialect.printer
        return replace(printer, primitives=dict(printer.primitives) | own, is_single=self.is_single)

    def functions(self) -> list[str]:
        """Return the sources of the functions that the module carries."""
        tables = [] if self.dialect.has_devices else self._tables()
        found = ["\n".join(tables)] if tables else []
        found += called_sources([name for name in self.program.functions if name in self.carried])
        added = [at for at in self.program.backward if isinstance(at, Equation)]
        if ADDED_AT in self.dialect.sources and any(is_placed(at.target, term) for at in added for term in at.terms):
            found.append(self.dialect.sources[ADDED_AT].format(name=ADDED_AT))
        for name in self.own_functions:
            if name in self.dialect.sources:
                found.append(self.dialect.sources[name].format(name=self.function_name(name)))
                continue
            definition = definition_in_code(name)
            assert definition is not None
            body = self.printer.write(prepared(definition), lambda _: X.ascii)
            found.append(f"def {self.function_name(name)}(x):\n    return {body}")
        return found

    def _tables(self) -> list[str]:
        """Return the lines that name the whole numbers by which positions are looked up, counted from 0."""
        found = []
        for quantity, table in self.program.tables.items():
            numbers = [str(number - 1) for number in table.numbers]
            made = self.dialect.table.format(values=listed(numbers, "    ").strip())
            shape = f".reshape({', '.join(map(str, table.sizes))})" if len(table.sizes) > 1 else ""
            found.append(f"{self.names.table(quantity)} = {made}{shape}")
        return found

    def unpacked(self, statements: Sequence[Statement] = ()) -> list[str]:
        """Return the lines that name parameters, and the constants that some statements, or all of the loss, read."""
        lines, at = self._tables() if self.dialect.has_devices else [], 0
        for symbol in self.program.parameters:
            size, name = size_of(symbol), self.names.of(bare(symbol))
            if symbol.indices:
                shape = ", ".join(map(str, sizes_of(symbol)))
                lines.append(f"{name} = parameters[{at}:{at + size}].reshape({shape})")
            else:
                lines.append(f"{name} = parameters[{at}]")
            at += size
        used = {bare(read) for statement in statements or self.program.statements for read in reads(statement)}
        constants = [symbol for symbol in self.program.constants if bare(symbol) in used]
        return [*lines, *(f"{self.names.of(bare(symbol))} = {self._constant(symbol)}" for symbol in constants)]

    def _constant(self, symbol: Symbol) -> str:
        network = self.program.network
        values = [network.values[name] for name in elements(symbol, network.labels)]
        texts = [self.printer.number(value.value, value.text) for value in values]
        if not symbol.indices:
            return self.dialect.given.format(values=texts[0])
        made = self.dialect.given.format(values=f"[{', '.join(texts)}]")
        return f"{made}.reshape({', '.join(map(str, sizes_of(symbol)))})"

    def forward(self) -> list[str]:
        """Return the lines of the forward pass."""
        staged = needed(self.program.forward, (self.program.loss,))
        return self.statements.lines(staged)

    def prediction(self) -> list[str]:
        """Return the lines that compute the outputs."""
        return [*self.unpacked(self.program.predicted), *self.statements.lines(self.program.predicted)]

    def both(self) -> tuple[list[str], list[str]]:
        """Return the lines of the forward and of the backward pass."""
        program = self.program
        staged = stages(program, (program.loss, *program.adjoints.values()))
        backward = {bare(at.target) for at in program.backward}
        kept = [*staged.before, *staged.each]
        order = {bare(at.target): number for number, at in enumerate(program.statements)}

        def place(statement: Statement | Sampled) -> int:
            return order[bare(statement.target)]

        forward = sorted((at for at in kept if bare(at.target) not in backward), key=place)
        later = sorted((*(at for at in kept if bare(at.target) in backward), *staged.after), key=place)
        return self.statements.lines(forward), self.statements.lines(later)

    def slopes(self) -> list[str]:
        """Return the parts of the gradient, each with one axis."""
        parts = []
        for symbol in self.program.parameters:
            adjoint, size = self.program.adjoints[bare(symbol)], size_of(symbol)
            if isinstance(adjoint, Symbol):
                parts.append(f"{self.names.of(bare(adjoint))}.reshape(-1)")
            else:
                value = self.printer.write(adjoint, lambda symbol: symbol.ascii)
                parts.append(self.dialect.filled.format(shape=f"({size},)", value=value))
        return parts

    @property
    def loss(self) -> str:
        """The loss of the batch."""
        name = self.names.of(self.program.loss)
        return f"{name}.mean()" if bare(self.program.loss) in self.program.per_sample else name


@dataclass(frozen=True, slots=True)
class Function:
    """One function as the template writes it.

    Args:
        head: Its name and arguments but for the data.
        about: What it returns.
        lines: Its body, after the arguments were looked at.
        sources: What else the module has to carry for it.
    """

    head: str
    about: str
    lines: Sequence[str]
    sources: Sequence[str]


def _descent_reads(library: Library, data: Sequence[tuple[str, str, int, int]]) -> Mapping[str, str]:
    return {"gradient": f"gradient(parameters{''.join(f', {row[0]}' for row in data)})", "rate": library.number_of_rate}


def array_module(
    program: Program, check: Check | None, is_single: bool, name: str, more: Sequence[Function] = ()
) -> dict[str, str]:
    """Return the module of one library.

    Args:
        program: In loop form.
        check: A certified call.
        is_single: Whether numbers are of single precision.
        name: A row of LIBRARIES.
        more: What else it has.
    """
    library = LIBRARIES[name]
    writer = ArrayWriter(program, library, is_single)
    forward, backward = writer.both()
    functions = list(dict.fromkeys([*writer.functions(), *(source for one in more for source in one.sources)]))
    data = data_rows(program, [writer.names.of(bare(symbol)) for symbol in program.data])
    checks = check_blanks(program, check, is_single)
    checks["is_derived"] = name in ("jax", "torch")
    checks["needs_math"] = checks["needs_math"] or any("math." in source for source in functions)
    text = filled(
        library.page,
        about=described(program, check, is_single),
        dtype="float32" if is_single else "float64",
        count=program.count,
        data=data,
        arguments="".join(f", {row[0]}" for row in data),
        functions=functions,
        more=more,
        has_hessian="hessian-vector" in program.more,
        unpacked=writer.unpacked(),
        loss_lines=writer.forward(),
        **prediction_blanks(program, check, writer.names),
        prediction_lines=writer.prediction() if program.outputs else [],
        forward=forward,
        backward=backward,
        loss=library.result.format(value=writer.loss),
        joined=library.joined.format(parts="slopes"),
        module=library.module,
        row="array",
        slopes=writer.slopes(),
        learning_rate=program.network.learning_rate.text if program.network.learning_rate is not None else "",
        **update_blanks(
            program,
            writer.printer,
            writer.names,
            ", ".join(row[0] for row in data),
            _descent_reads(library, data),
            f"{library.module}.zeros_like",
        ),
        **checks,
    )
    return {library.file: text}
