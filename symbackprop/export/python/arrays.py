"""Whole-array code: NumPy, JAX and PyTorch, a statement an equation of the notes, with the samples as the first axis.

Sums of products become matrix products where the indices allow it, and `einsum` elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ...document.page import filled
from ...errors import ExportError
from ...expression.functions import X
from ...expression.tree import Expression, Index, Product, Symbol, plus, symbols_of
from ...graph.equations import Term, bare
from ...graph.expand import elements
from ..check.certified_call import Check
from ..check.header import described
from ..program.lowering import Program, Statement, reads, size_of, sizes_of
from ..program.staging import Sampled, stages
from ..saturation.normalise import Maximum
from ..saturation.stabilise import definition_in_code, prepared
from ..syntax.keywords import reserved
from ..syntax.naming import Names
from ..syntax.printer import ArrayPrinter, Printer
from .page import check_blanks, data_rows
from .stable_sources import all_stable_sources as stable_functions
from .stable_sources import called_sources as stable_sources

SAMPLE = Index("sample", 0)
"""The axis of the samples; its size is known at run time only."""


@dataclass(frozen=True, slots=True)
class Library:
    """One library of arrays.

    Args:
        printer: How expressions are written.
        module: What its functions stand in.
        transposed: Reorders axes: {name}, {axes}.
        summed: Adds up over axes: {value}, {axes}.
        greatest: The greatest over axes.
        filled: An array of one number: {shape}, {value}.
        given: An array of numbers: {values}.
        result: Writes the loss that is returned: {value}.
        joined: Writes the gradient of the list `slopes`.
        page: The template.
        file: What it is called.
        sources: Of functions whose definition, differentiated as it is computed, has another slope at some point.
    """

    printer: Printer
    module: str
    transposed: str
    summed: str
    greatest: str
    filled: str
    given: str
    result: str
    joined: str
    page: str
    file: str
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def _primitives(module: str) -> Mapping[str, str]:
    names = ("abs", "exp", "expm1", "log", "log1p", "sqrt", "square", "tanh")
    return MappingProxyType({name: f"{module}.{name}" for name in names})


def _choice(module: str) -> str:
    return (
        f"{module}.where({{positive}} > {{zero}}, {{then}}, {module}.where({{positive}} <= {{zero}}, {{otherwise}}, "
        "{positive}))"
    )


TORCH_SOFTPLUS = """
def {name}(x):
    # Not by |x|, whose slope at 0 is 0, so that that of this function would be 0 there, too.
    return torch.where(x > 0.0, x, 0.0) + torch.log1p(torch.exp(torch.where(x > 0.0, -x, x)))
""".strip()

JAX_ABS = """
def {name}(x):
    # jnp.abs has the slope 1 at 0.
    return jnp.where(x > 0.0, x, jnp.where(x < 0.0, -x, 0.0 * x))
""".strip()

LIBRARIES: Mapping[str, Library] = MappingProxyType(
    {
        "jax": Library(
            ArrayPrinter(
                MappingProxyType(
                    {
                        **_primitives("jnp"),
                        "erfc": "jax.scipy.special.erfc",
                        "sigmoid": "jax.nn.sigmoid",
                        "softplus": "jax.nn.softplus",
                    }
                ),
                choice=_choice("jnp"),
                power="jnp.power({base}, {exponent})",
            ),
            "jnp",
            "jnp.transpose({name}, ({axes}))",
            "jnp.sum({value}, axis=({axes}))",
            "jax.lax.stop_gradient(jnp.max({value}, axis=({axes})))",
            "jnp.full({shape}, {value}, dtype=DTYPE)",
            "jnp.array({values}, dtype=DTYPE)",
            "{value}",
            "jnp.concatenate(slopes)",
            "arrays/jax.py",
            "gradient_jax.py",
            MappingProxyType({"abs": JAX_ABS}),
        ),
        "numpy": Library(
            ArrayPrinter(_primitives("np"), choice=_choice("np"), power="np.power({base}, {exponent})"),
            "np",
            "np.transpose({name}, ({axes}))",
            "np.sum({value}, axis=({axes}))",
            "np.max({value}, axis=({axes}))",
            "np.full({shape}, {value}, dtype=DTYPE)",
            "np.array({values}, dtype=DTYPE)",
            "float({value})",
            "np.concatenate(slopes, dtype=DTYPE)",
            "arrays/numpy.py",
            "gradient.py",
        ),
        "torch": Library(
            ArrayPrinter(
                MappingProxyType({**_primitives("torch"), "erfc": "torch.special.erfc", "sigmoid": "torch.sigmoid"}),
                choice=_choice("torch"),
                power="torch.pow({base}, {exponent})",
            ),
            "torch",
            "torch.permute({name}, ({axes}))",
            "torch.sum({value}, dim=({axes}))",
            "torch.amax({value}, dim=({axes})).detach()",
            "torch.full({shape}, {value}, dtype=DTYPE, device=parameters.device)",
            "torch.tensor({values}, dtype=DTYPE, device=parameters.device)",
            "{value}",
            "torch.cat(slopes)",
            "arrays/torch.py",
            "gradient_torch.py",
            MappingProxyType({"softplus": TORCH_SOFTPLUS}),
        ),
    }
)


@dataclass
class ArrayWriter:
    """Writes the functions of one program with one library."""

    program: Program
    library: Library
    is_single: bool = False
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names(reserved("python") | self.carried.keys())
        leaves = (*self.program.data, *self.program.constants, *self.program.parameters)
        self.names.add(map(bare, leaves))
        self.names.add(bare(statement.target) for statement in self.program.statements)

    @property
    def carried(self) -> Mapping[str, str]:
        """The sources of functions whose names stand as they are."""
        return stable_functions() if self.library.module == "np" else {}

    @property
    def own_functions(self) -> list[str]:
        """The functions that the module carries."""
        there, sources = self.library.printer.primitives, self.library.sources
        return [
            name
            for name in self.program.functions
            if name in sources or (definition_in_code(name) and name not in there and name not in self.carried)
        ]

    def function_name(self, name: str) -> str:
        """Return the name of one of our own functions."""
        return self.names.called(name)

    @property
    def printer(self) -> Printer:
        """The way expressions are written."""
        from dataclasses import replace

        own = {name: self.function_name(name) for name in self.own_functions}
        printer = self.library.printer
        return replace(printer, primitives=dict(printer.primitives) | own, is_single=self.is_single)

    def functions(self) -> list[str]:
        """Return the sources of the functions that the module carries."""
        found = stable_sources([name for name in self.program.functions if name in self.carried])
        for name in self.own_functions:
            if name in self.library.sources:
                found.append(self.library.sources[name].format(name=self.function_name(name)))
                continue
            definition = definition_in_code(name)
            assert definition is not None
            body = self.printer.write(prepared(definition), lambda _: X.ascii)
            found.append(f"def {self.function_name(name)}(x):\n    return {body}")
        return found

    def unpacked(self) -> list[str]:
        """Return the lines that name parameters and constants."""
        lines, at = [], 0
        for symbol in self.program.parameters:
            size, name = size_of(symbol), self.names.of(bare(symbol))
            if symbol.indices:
                shape = ", ".join(map(str, sizes_of(symbol)))
                lines.append(f"{name} = parameters[{at}:{at + size}].reshape({shape})")
            else:
                lines.append(f"{name} = parameters[{at}]")
            at += size
        used = {bare(read) for statement in self.program.statements for read in reads(statement)}
        constants = [symbol for symbol in self.program.constants if bare(symbol) in used]
        return [*lines, *(f"{self.names.of(bare(symbol))} = {self._constant(symbol)}" for symbol in constants)]

    def _constant(self, symbol: Symbol) -> str:
        network = self.program.network
        values = [network.values[name] for name in elements(symbol, network.labels)]
        texts = [self.printer.number(value.value, value.text) for value in values]
        if not symbol.indices:
            return self.library.given.format(values=texts[0])
        made = self.library.given.format(values=f"[{', '.join(texts)}]")
        return f"{made}.reshape({', '.join(map(str, sizes_of(symbol)))})"

    def forward(self) -> list[str]:
        """Return the lines of the forward pass."""
        from ..program.lowering import needed

        staged = needed(self.program.forward, (self.program.loss,))
        return [self._line(statement) for statement in staged]

    def both(self) -> tuple[list[str], list[str]]:
        """Return the lines of the forward and of the backward pass."""
        program = self.program
        staged = stages(program, (program.loss, *program.adjoints.values()))
        backward = {bare(at.target) for at in program.backward}
        kept = [*staged.before, *staged.each]
        order = {bare(at.target): number for number, at in enumerate(program.statements)}
        after = {bare(shared.target): shared for shared in staged.after}
        forward = [
            self._line(at)
            for at in sorted(kept, key=lambda at: order[bare(at.target)])
            if bare(at.target) not in backward
        ]
        later: list[tuple[int, str]] = [
            (order[bare(at.target)], self._line(at)) for at in kept if bare(at.target) in backward
        ]
        later += [(order[name], self._shared(shared)) for name, shared in after.items()]
        return forward, [line for _, line in sorted(later)]

    def slopes(self) -> list[str]:
        """Return the parts of the gradient, each with one axis."""
        parts = []
        for symbol in self.program.parameters:
            adjoint, size = self.program.adjoints[bare(symbol)], size_of(symbol)
            if isinstance(adjoint, Symbol):
                parts.append(f"{self.names.of(bare(adjoint))}.reshape(-1)")
            else:
                value = self.printer.write(adjoint, lambda symbol: symbol.ascii)
                parts.append(self.library.filled.format(shape=f"({size},)", value=value))
        return parts

    @property
    def loss(self) -> str:
        """The loss of the batch."""
        name = self.names.of(self.program.loss)
        return f"{name}.mean()" if bare(self.program.loss) in self.program.per_sample else name

    def is_sampled(self, symbol: Symbol) -> bool:
        return bare(symbol) in self.program.per_sample

    def _line(self, statement: Statement) -> str:
        axes = (*((SAMPLE,) if self.is_sampled(statement.target) else ()), *_free(statement.target))
        if isinstance(statement, Maximum):
            value = self._whole(statement.body, (*axes, *statement.over))
            last = ", ".join(str(-1 - at) for at in range(len(statement.over)))
            value = self.library.greatest.format(value=value, axes=f"{last},")
        else:
            value = self._terms(statement.terms, axes)
        return f"{self.names.of(bare(statement.target))} = {value}{self._remark(statement)}"

    def _remark(self, statement: Statement | Sampled) -> str:
        number = self.program.number_of(statement)
        return f"  # {number}" if number else ""

    def _shared(self, shared: Sampled) -> str:
        axes = _free(shared.target)
        parts = []
        if shared.mean:
            terms = tuple(Term(term.body, (SAMPLE, *term.over)) for term in shared.mean)
            mean = self._terms(terms, axes)
            parts.append(f"({mean}) / samples" if " + " in mean or " - " in mean else f"{mean} / samples")
        if shared.once:
            parts.append(self._terms(shared.once, axes))
        return f"{self.names.of(bare(shared.target))} = {' + '.join(parts)}{self._remark(shared)}"

    def _terms(self, terms: Iterable[Term], axes: Sequence[Index]) -> str:
        plain = [term.body for term in terms if not term.over]
        parts = [self._product(term, axes) or self._summed(term, axes) for term in terms if term.over]
        if plain:
            # What is summed has all axes already.
            parts.append((self._aligned if parts else self._whole)(plus(*plain), axes))
        return " + ".join(parts)

    def _whole(self, body: Expression, axes: Sequence[Index]) -> str:
        """Return an expression as an array with all axes, also with those that no part of it has."""
        value = self._aligned(body, axes)
        shape = "".join("samples, " if index == SAMPLE else f"{index.size}, " for index in axes)
        if not any(True for _ in symbols_of(body)):
            return self.library.filled.format(shape=f"({shape.rstrip()})", value=value)
        if set(axes) <= {index for read in symbols_of(body) for index in self._axes(read)}:
            return value
        return f"{value} + {self.library.filled.format(shape=f'({shape.rstrip()})', value='0.0')}"

    def _summed(self, term: Term, axes: Sequence[Index]) -> str:
        last = ", ".join(str(-1 - at) for at in range(len(term.over)))
        value = self._whole(term.body, (*axes, *term.over))
        return self.library.summed.format(value=value, axes=f"{last},")

    def _axes(self, read: Symbol) -> tuple[Index, ...]:
        own = tuple(index for index in read.indices if isinstance(index, Index))
        return (SAMPLE, *own) if self.is_sampled(read) else own

    def _product(self, term: Term, axes: Sequence[Index]) -> str:
        """Return a sum of products as a product of matrices or an einsum, or nothing."""
        match term.body:
            case Product((Symbol() as first, Symbol() as second)):
                pass
            case _:
                return ""
        reads = (first, second)
        if any(len(set(self._axes(read))) < len(self._axes(read)) for read in reads):
            return ""
        if set(axes) - {index for read in reads for index in self._axes(read)}:
            return ""
        for left, right in (reads, reads[::-1]):
            matrix = self._matrix_product(left, right, tuple(axes), term.over)
            if matrix:
                return matrix
        letters = {index: "abcdefghijklmopqrstuvw"[at] for at, index in enumerate(dict.fromkeys((*axes, *term.over)))}
        inputs = ",".join("".join(letters[index] for index in self._axes(read)) for read in reads)
        result = "".join(letters[index] for index in axes)
        named = ", ".join(self._fixed(read) for read in reads)
        return f'{self.library.module}.einsum("{inputs}->{result}", {named})'

    def _matrix_product(self, left: Symbol, right: Symbol, axes: tuple[Index, ...], over: tuple[Index, ...]) -> str:
        a, b = self._axes(left), self._axes(right)
        if len(over) != 1 or len(axes) != 2 or len(a) != 2 or len(b) != 2:
            return ""
        (k,), (row, column) = over, axes
        if set(a) != {row, k} or set(b) != {k, column}:
            return ""
        first = self._fixed(left) + ("" if a == (row, k) else ".T")
        second = self._fixed(right) + ("" if b == (k, column) else ".T")
        return f"{first} @ {second}"

    def _fixed(self, read: Symbol) -> str:
        """Return a quantity with its fixed indices taken."""
        name = self.names.of(bare(read))
        if not any(isinstance(index, int) for index in read.indices):
            return name
        picks = ["..."] if self.is_sampled(read) else []
        picks += [str(index - 1) if isinstance(index, int) else ":" for index in read.indices]
        return f"{name}[{', '.join(picks)}]"

    def _aligned(self, body: Expression, axes: Sequence[Index]) -> str:
        """Return an expression whose parts all have the same axes, of size 1 where they do not depend on one."""
        return self.printer.write(body, lambda read: self._read(read, axes))

    def _read(self, read: Symbol, axes: Sequence[Index]) -> str:
        own = self._axes(read)
        if len(set(own)) < len(own):
            raise ExportError(f"{read.ascii!r} is read along its diagonal, which whole-array code cannot say")
        name = self._fixed(read)
        order = sorted(range(len(own)), key=lambda at: axes.index(own[at]))
        if order != list(range(len(own))):
            name = self.library.transposed.format(name=name, axes=", ".join(map(str, order)))
        wanted = [":" if index in own else "None" for index in axes]
        while wanted and wanted[0] == "None":
            wanted.pop(0)
        return f"{name}[{', '.join(wanted)}]" if "None" in wanted else name


def _free(symbol: Symbol) -> tuple[Index, ...]:
    return tuple(index for index in symbol.indices if isinstance(index, Index))


def array_module(program: Program, check: Check | None, is_single: bool, name: str) -> dict[str, str]:
    """Return the module of one library.

    Args:
        program: In loop form.
        check: A certified call.
        is_single: Whether numbers are of single precision.
        name: A row of LIBRARIES.
    """
    library = LIBRARIES[name]
    writer = ArrayWriter(program, library, is_single)
    forward, backward = writer.both()
    data = data_rows(program, [writer.names.of(bare(symbol)) for symbol in program.data])
    checks = check_blanks(program, check, is_single)
    checks["is_derived"] = name in ("jax", "torch")
    checks["needs_math"] = checks["needs_math"] or any("math." in source for source in writer.functions())
    text = filled(
        library.page,
        about=described(program, check, is_single),
        dtype="float32" if is_single else "float64",
        count=program.count,
        data=data,
        arguments="".join(f", {row[0]}" for row in data),
        functions=writer.functions(),
        unpacked=writer.unpacked(),
        loss_lines=writer.forward(),
        forward=forward,
        backward=backward,
        loss=library.result.format(value=writer.loss),
        joined=library.joined,
        module=library.module,
        row="array",
        slopes=writer.slopes(),
        rate=program.network.learning_rate.text,
        **checks,
    )
    return {library.file: text}
