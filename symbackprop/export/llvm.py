"""LLVM from a wheel: compiled functions where there is no C compiler, without a file or a process.

One function adds a sample's loss and slopes up; the functions of a batch, an update and training are loops around it.
Functions that LLVM does not have are those of the C library that Python itself runs on.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, reduce
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..errors import ExportError, ExpressionError
from ..expression.differentiate import rational
from ..expression.functions import X
from ..expression.tree import Call, Choice, Expression, Negative, Number, Power, Product, Quotient, Sum, Symbol
from ..graph.equations import Equation, bare
from ..graph.expand import elements
from .lowering import Form, Program, finite, lowered, size_of
from .stabilise import definition_in_code, prepared

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]
    Values = Mapping[Symbol, Any]

MOST_OPERATIONS = 1_000
"""Above, compiling takes longer than a C compiler would: 0.2 s for 655 operations, 0.4 s for 1,367, 1.2 s for 2,335."""

INTRINSICS: Mapping[str, str] = MappingProxyType({"abs": "fabs", "sqrt": "sqrt"})
"""What LLVM has as an instruction; all else of one argument is a function of the C library of the same name."""

CONTRACT = ("contract",)


def has_llvm() -> bool:
    """Say whether llvmlite is installed."""
    from importlib.util import find_spec

    return find_spec("llvmlite") is not None


@dataclass(frozen=True, slots=True)
class Jitted:
    """Functions in machine code, called without a look at their arguments.

    Args:
        functions: By name, with the arguments that `_module` gives them.
        count: How many parameters there are.
        sizes: Of a sample of each kind of data.
        engine: Owns the machine code.
    """

    functions: Mapping[str, Callable[..., float]]
    count: int
    sizes: tuple[int, ...]
    engine: object

    def loss(self, parameters: Array, *data: Array) -> float:
        """Return the loss; of a batch, the mean."""
        return self._called("loss", parameters, data)

    def loss_and_gradient(self, parameters: Array, gradient: Array, *data: Array) -> float:
        """Fill `gradient`, return the loss."""
        return self._called("loss_and_gradient", parameters, data, gradient.ctypes.data)

    def bind(self, parameters: Array, gradient: Array, *data: Array) -> Callable[[], float]:
        """Return loss_and_gradient with its arrays fixed; the caller keeps them."""
        arguments = self._arguments(parameters, data)
        return partial(self.functions["loss_and_gradient"], *arguments, gradient.ctypes.data)

    def update(self, parameters: Array, rate: float, *data: Array) -> float:
        """Make one step of descent in place; return the loss before."""
        return self._called("update", parameters, data, self._work(parameters).ctypes.data, rate)

    def train(self, parameters: Array, rate: float, rounds: int, *data: Array) -> float:
        """Make many steps in place; return the loss after."""
        return self._called("train", parameters, data, self._work(parameters).ctypes.data, rate, rounds)

    def _work(self, parameters: Array) -> Array:
        import numpy as np

        return np.empty(self.count, parameters.dtype)

    def _called(self, name: str, parameters: Array, data: Sequence[Array], *more: float) -> float:
        return self.functions[name](*self._arguments(parameters, data), *more)

    def _arguments(self, parameters: Array, data: Sequence[Array]) -> list[int]:
        samples = data[0].size // self.sizes[0] if data else 1
        return [*(array.ctypes.data for array in (parameters, *data)), samples]


def jitted(program: Program, is_single: bool) -> Jitted:
    """Return the functions of a straight-line program.

    Raises:
        ExportError: llvmlite is missing, or the program is too large to be written out.
    """
    if not has_llvm():
        raise ExportError("llvmlite is not installed; pip install 'symbackprop[llvm]'")
    if program.operations > MOST_OPERATIONS:
        raise ExportError(
            f"{program.operations:,} operations for a sample; at most {MOST_OPERATIONS:,} are written out for LLVM"
        )
    if program.form is not Form.STRAIGHT:
        program = lowered(program.network, [bare(symbol).ascii for symbol in program.data], Form.STRAIGHT)
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    unit = _Unit(program, is_single)
    unit.write()
    library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    for name in unit.called:
        try:
            address = ctypes.cast(getattr(library, name), ctypes.c_void_p).value
        except AttributeError as error:
            raise ExportError(f"the C library has no {name}") from error
        binding.add_symbol(name, address)
    machine = binding.Target.from_default_triple().create_target_machine(
        cpu=binding.get_host_cpu_name(), features=binding.get_host_cpu_features().flatten(), opt=2, jit=True
    )
    module = binding.parse_assembly(str(unit.module))
    module.triple = machine.triple
    # No passes: the code is in its final form already, and they take twice as long as making machine code of it.
    engine = binding.create_mcjit_compiler(module, machine)
    engine.finalize_object()
    real = ctypes.c_float if is_single else ctypes.c_double
    pointers = [ctypes.c_void_p] * (1 + len(program.data))
    kinds = {
        "loss": (),
        "loss_and_gradient": (ctypes.c_void_p,),
        "update": (ctypes.c_void_p, real),
        "train": (ctypes.c_void_p, real, ctypes.c_size_t),
    }
    functions = {
        name: ctypes.CFUNCTYPE(real, *pointers, ctypes.c_size_t, *more)(engine.get_function_address(name))
        for name, more in kinds.items()
    }
    return Jitted(functions, program.count, tuple(map(size_of, program.data)), engine)


class _Unit:
    """One module of LLVM while it is written.

    Args:
        program: Straight-line code.
        is_single: Whether numbers are of float32.
    """

    def __init__(self, program: Program, is_single: bool) -> None:
        from llvmlite import ir

        self.ir, self.program, self.is_single = ir, program, is_single
        self.real = ir.FloatType() if is_single else ir.DoubleType()
        self.pointer, self.size = ir.PointerType(), ir.IntType(64 if sys.maxsize > 2**32 else 32)
        self.module = ir.Module("gradient")
        self.called: dict[str, None] = {}
        """The functions of the C library that are called."""

    def write(self) -> None:
        """Write all functions."""
        results = (self.program.loss, *self.program.adjoints.values())
        pointers = [self.pointer] * (1 + len(self.program.data))
        add_loss = self._sample("add_loss", (self.program.loss,), pointers)
        add_all = self._sample("add_all", results, [*pointers, self.pointer])
        loss = self._batch("loss", add_loss, [*pointers, self.size])
        both = self._batch("loss_and_gradient", add_all, [*pointers, self.size, self.pointer])
        update = self._update(both, [*pointers, self.size, self.pointer, self.real])
        self._train(update, loss, [*pointers, self.size, self.pointer, self.real, self.size])

    def _function(self, name: str, arguments: Sequence[Any]) -> tuple[Any, Any]:
        ir = self.ir
        function = ir.Function(self.module, ir.FunctionType(self.real, arguments), name)
        for argument in function.args:
            if argument.type == self.pointer:
                argument.add_attribute("noalias")
        return function, ir.IRBuilder(function.append_basic_block())

    @contextmanager
    def _repeated(self, builder: Any, times: Any) -> Iterator[Any]:
        """Repeat what is written inside, possibly never; give how many rounds went before."""
        ir, before = self.ir, builder.block
        head, body, after = (builder.append_basic_block() for _ in range(3))
        builder.branch(head)
        builder.position_at_end(head)
        at = builder.phi(self.size)
        at.add_incoming(ir.Constant(self.size, 0), before)
        builder.cbranch(builder.icmp_unsigned("<", at, times), body, after)
        builder.position_at_end(body)
        yield at
        at.add_incoming(builder.add(at, ir.Constant(self.size, 1)), builder.block)
        builder.branch(head)
        builder.position_at_end(after)

    def _at(self, builder: Any, array: Any, at: Any) -> Any:
        place = self.ir.Constant(self.size, at) if isinstance(at, int) else at
        return builder.gep(array, [place], source_etype=self.real)

    def _constant(self, value: float) -> Any:
        return self.ir.Constant(self.real, value)

    def _sample(self, name: str, results: Sequence[Expression], arguments: Sequence[Any]) -> Any:
        """Return a function that returns the loss of one sample and adds its slopes to what is in the last argument."""
        program, labels = self.program, self.program.network.labels
        function, builder = self._function(name, arguments)
        function.linkage = "internal"
        # Inlined into its callers, it would be compiled four times over.
        function.attributes.add("noinline")
        parameters, *data = function.args[: 1 + len(program.data)]
        values: dict[Symbol, Any] = {}
        for symbol in program.constants:
            for element in elements(symbol, labels):
                value = finite(program.network.values[element], self.is_single)
                values[element] = self._constant(float(value))
        places = count()
        for symbol in program.parameters:
            for element in elements(symbol, labels):
                values[element] = builder.load(self._at(builder, parameters, next(places)), typ=self.real)
        for symbol, array in zip(program.data, data, strict=True):
            for at, element in enumerate(elements(symbol, labels)):
                values[element] = builder.load(self._at(builder, array, at), typ=self.real)
        for statement in program.needed(results):
            assert isinstance(statement, Equation)
            values[statement.target] = self._value(builder, statement.body, values)
        for at, slope in enumerate(results[1:]):
            place = self._at(builder, function.args[-1], at)
            total = builder.fadd(builder.load(place, typ=self.real), self._value(builder, slope, values))
            builder.store(total, place)
        builder.ret(values[program.loss])
        return function

    def _batch(self, name: str, add: Any, arguments: Sequence[Any]) -> Any:
        """Return a function that takes the mean over the samples."""
        function, builder = self._function(name, arguments)
        parameters, *data = function.args[: 1 + len(self.program.data)]
        samples, out = function.args[1 + len(data)], function.args[2 + len(data) :]
        parameter_count = self.ir.Constant(self.size, self.program.count)
        for array in out:
            with self._repeated(builder, parameter_count) as at:
                builder.store(self._constant(0.0), self._at(builder, array, at))
        total = builder.alloca(self.real)
        builder.store(self._constant(0.0), total)
        with self._repeated(builder, samples) as sample:
            rows = [
                self._at(builder, array, builder.mul(sample, self.ir.Constant(self.size, size_of(symbol))))
                for symbol, array in zip(self.program.data, data, strict=True)
            ]
            own = builder.call(add, [parameters, *rows, *out])
            builder.store(builder.fadd(builder.load(total, typ=self.real), own), total)
        size = builder.uitofp(samples, self.real)
        for array in out:
            with self._repeated(builder, parameter_count) as at:
                place = self._at(builder, array, at)
                builder.store(builder.fdiv(builder.load(place, typ=self.real), size), place)
        builder.ret(builder.fdiv(builder.load(total, typ=self.real), size))
        return function

    def _update(self, both: Any, arguments: Sequence[Any]) -> Any:
        function, builder = self._function("update", arguments)
        *given, gradient, rate = function.args
        before = builder.call(both, [*given, gradient])
        with self._repeated(builder, self.ir.Constant(self.size, self.program.count)) as at:
            step = builder.fmul(rate, builder.load(self._at(builder, gradient, at), typ=self.real), flags=CONTRACT)
            place = self._at(builder, given[0], at)
            builder.store(builder.fsub(builder.load(place, typ=self.real), step, flags=CONTRACT), place)
        builder.ret(before)
        return function

    def _train(self, update: Any, loss: Any, arguments: Sequence[Any]) -> None:
        function, builder = self._function("train", arguments)
        *given, gradient, rate, rounds = function.args
        with self._repeated(builder, rounds):
            builder.call(update, [*given, gradient, rate])
        builder.ret(builder.call(loss, given))

    def _value(self, builder: Any, expression: Expression, values: Values) -> Any:
        def value(part: Expression) -> Any:
            return self._value(builder, part, values)

        match expression:
            case Number():
                return self._constant(float(finite(expression, self.is_single)))
            case Symbol():
                return values[expression]
            case Sum((first, *rest)):
                total = value(first)
                for term in rest:
                    if isinstance(term, Negative):
                        total = builder.fsub(total, value(term.body), flags=CONTRACT)
                    else:
                        total = builder.fadd(total, value(term), flags=CONTRACT)
                return total
            case Product(factors):
                return reduce(lambda a, b: builder.fmul(a, b, flags=CONTRACT), map(value, factors))
            case Quotient(numerator, denominator):
                exact = rational(expression)
                if exact is not None:
                    return self._constant(float(exact))
                return builder.fdiv(value(numerator), value(denominator))
            case Negative(body):
                return builder.fneg(value(body))
            case Power(base, exponent):
                return self._called(builder, "pow", [value(base), value(exponent)])
            case Choice(positive, then, otherwise):
                chosen, zero = value(positive), self._constant(0.0)
                # nan is neither, and stays.
                other = builder.select(builder.fcmp_ordered("<=", chosen, zero), value(otherwise), chosen)
                return builder.select(builder.fcmp_ordered(">", chosen, zero), value(then), other)
            case Call(name, argument):
                definition = definition_in_code(name)
                if definition is not None:
                    return self._value(builder, prepared(definition), {X: value(argument)})
                if name in INTRINSICS:
                    intrinsic = self.module.declare_intrinsic(f"llvm.{INTRINSICS[name]}", [self.real])
                    return builder.call(intrinsic, [value(argument)])
                return self._called(builder, name, [value(argument)])
            case _:
                raise ExpressionError(f"{type(expression).__name__} has no value")

    def _called(self, builder: Any, name: str, arguments: Sequence[Any]) -> Any:
        called = name + ("f" if self.is_single else "")
        function = self.module.globals.get(called)
        if function is None:
            function = self.ir.Function(
                self.module, self.ir.FunctionType(self.real, [self.real] * len(arguments)), called
            )
            # The same argument gives the same result, and nothing else happens: calls can be shared and left out.
            function.attributes.add("nounwind")
            function.attributes.add("readnone")
            self.called[called] = None
        return builder.call(function, arguments)
