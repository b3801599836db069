"""LLVM from a wheel: compiled functions where there is no C compiler, without a file or a process.

The loss with its gradient is compiled at once, everything else when it is first called. Functions that LLVM does not
have are those of the C library that Python itself runs on.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

from ...errors import ExportError
from ...graph.equations import bare
from ..program.lowering import Form, Program, lowered, size_of
from ..program.steps import Control
from .text import Code

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]


MOST_OPERATIONS = 1_000
"""Above, compiling takes longer than a C compiler would."""


def has_llvm() -> bool:
    """Say whether llvmlite is installed."""
    from importlib.util import find_spec

    return find_spec("llvmlite") is not None


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
    return Jitted(program, is_single)


class Jitted:
    """Functions in machine code, called without a look at their arguments.

    Args:
        program: Straight-line code.
        is_single: Whether numbers are of float32.
    """

    def __init__(self, program: Program, is_single: bool) -> None:
        self._code = Code(program, is_single)
        self._count = program.count
        self._sizes = tuple(map(size_of, program.data))
        self._real = ctypes.c_float if is_single else ctypes.c_double
        self._engines: list[object] = []
        """What owns the machine code."""
        self._loss_and_gradient = self._made(self._code.loss_and_gradient(), loss_and_gradient=[ctypes.c_void_p])

    def loss(self, parameters: Array, data: Sequence[Array]) -> float:
        """Return the loss; of a batch, the mean."""
        return self._called(self._loss, "loss", parameters, data)

    def loss_and_gradient(self, parameters: Array, data: Sequence[Array], gradient: Array) -> float:
        """Fill `gradient`, return the loss."""
        return self._called(self._loss_and_gradient, "loss_and_gradient", parameters, data, gradient.ctypes.data)

    def bind(self, parameters: Array, data: Sequence[Array], gradient: Array) -> Callable[[], float]:
        """Return loss_and_gradient with its arrays fixed; the caller keeps them."""
        arguments = self._arguments(parameters, data)
        return partial(self._loss_and_gradient["loss_and_gradient"], *arguments, gradient.ctypes.data)

    def update(self, parameters: Array, data: Sequence[Array], control: Control) -> float:
        """Make one round in place; return the loss before."""
        memory = self._memory(parameters)
        return self._called(self._descent, "update", parameters, data, *_control(memory, control))

    def train(self, parameters: Array, data: Sequence[Array], control: Control, rounds: int) -> float:
        """Make many rounds in place; return the loss after."""
        memory = self._memory(parameters)
        return self._called(self._descent, "train", parameters, data, *_control(memory, control), rounds)

    @cached_property
    def _loss(self) -> Mapping[str, Any]:
        return self._made(self._code.loss(), loss=[])

    @cached_property
    def _descent(self) -> Mapping[str, Any]:
        known = {**self._loss, **self._loss_and_gradient}
        addresses = {name: ctypes.cast(function, ctypes.c_void_p).value or 0 for name, function in known.items()}
        step = [ctypes.c_void_p, ctypes.c_void_p, self._real, ctypes.c_size_t]
        return self._made(self._code.descent(**addresses), update=step, train=[*step, ctypes.c_size_t])

    def _memory(self, parameters: Array) -> Array:
        """Return where the gradient of a round goes."""
        import numpy as np

        return np.empty(self._count, parameters.dtype)

    def _called(
        self, functions: Mapping[str, Any], name: str, parameters: Array, data: Sequence[Array], *more: float
    ) -> float:
        return float(functions[name](*self._arguments(parameters, data), *more))

    def _arguments(self, parameters: Array, data: Sequence[Array]) -> list[int]:
        samples = data[0].size // self._sizes[0] if data else 1
        return [*(array.ctypes.data for array in (parameters, *data)), samples]

    def _made(self, text: str, **kinds: Sequence[Any]) -> Mapping[str, Any]:
        """Compile a text and return its functions by name; given is what they take after the number of samples."""
        engine = _engine(text, self._code.called)
        self._engines.append(engine)
        given = [*([ctypes.c_void_p] * (1 + len(self._sizes))), ctypes.c_size_t]
        return {
            name: ctypes.CFUNCTYPE(self._real, *given, *more)(engine.get_function_address(name))
            for name, more in kinds.items()
        }


def _engine(text: str, called: Mapping[str, str]) -> Any:
    """Return what owns the machine code of a text.

    Args:
        text: Functions in LLVM's language.
        called: The names of functions of the C library that they call, and of LLVM's own.
    """
    from llvmlite import binding

    library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    for name in called:
        if not name.startswith("llvm."):
            try:
                address = ctypes.cast(getattr(library, name), ctypes.c_void_p).value
            except AttributeError as error:
                raise ExportError(f"the C library has no {name}") from error
            binding.add_symbol(name, address)
    target, processor, features = _host()
    machine = target.create_target_machine(cpu=processor, features=features, opt=2, jit=True)
    module = binding.parse_assembly(text)
    module.triple = machine.triple
    # No passes: the code is in its final form already, and they take twice as long as making machine code of it.
    engine = binding.create_mcjit_compiler(module, machine)
    engine.finalize_object()
    return engine


def _control(gradient: Array, control: Control) -> tuple[Any, ...]:
    """Return the arguments of an update after the data."""
    state = 0 if control.state is None else control.state.ctypes.data
    return gradient.ctypes.data, state, control.rate, control.round


@cache
def _host() -> tuple[Any, str, str]:
    """Return LLVM's target, the processor's name and what it has."""
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    features = binding.get_host_cpu_features().flatten()
    return binding.Target.from_default_triple(), binding.get_host_cpu_name(), features
