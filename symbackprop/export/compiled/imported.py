"""What is exported as a module of Python, in this process, with the calls of the compiled functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ...errors import ExportError
from ...graph.equations import bare
from ..program.lowering import Form, Program, lowered
from ..program.steps import Control, Steps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Imported:
    """The functions of an exported module, with arrays of NumPy.

    Args:
        functions: `loss`, `loss_and_gradient` and `train` as the module has them, made fast where its library can.
        taken: What makes an array of the library of one of NumPy.
        dtype: The type of all arrays.
        steps: What a round does.
    """

    functions: dict[str, Callable[..., Any]]
    taken: Callable[[Array], Any]
    dtype: type
    steps: Steps

    def loss(self, parameters: Array, data: Sequence[Array]) -> float:
        """Return the loss; of a batch, the mean."""
        return float(self.functions["loss"](*map(self.taken, (parameters, *data))))

    def loss_and_gradient(self, parameters: Array, data: Sequence[Array], gradient: Array) -> float:
        """Fill `gradient`, return the loss."""
        loss, gradient[:] = self.functions["loss_and_gradient"](*map(self.taken, (parameters, *data)))
        return float(loss)

    def update(self, parameters: Array, data: Sequence[Array], control: Control) -> float:
        """Make one round in place; return the loss before."""
        before = self.loss(parameters, data)
        self._moved(parameters, data, control, 1)
        return before

    def train(self, parameters: Array, data: Sequence[Array], control: Control, rounds: int) -> float:
        """Make many rounds in place; return the loss after."""
        self._moved(parameters, data, control, rounds)
        return self.loss(parameters, data)

    def _moved(self, parameters: Array, data: Sequence[Array], control: Control, rounds: int) -> None:
        steps, state = self.steps, control.state
        given = map(self.taken, (parameters, *([] if state is None else [state]), *data))
        after = [self.dtype(control.rate)] * steps.has_rate + [control.round] * steps.has_round
        found = self.functions["train"](*given, *after, rounds)
        if state is None:
            parameters[:] = found
        else:
            parameters[:], state[:] = found

    def bind(self, parameters: Array, data: Sequence[Array], gradient: Array) -> Callable[[], float]:
        """Return loss_and_gradient with its arrays fixed."""
        return partial(self.loss_and_gradient, parameters, data, gradient)


def imported(library: str, program: Program, is_single: bool) -> Imported:
    """Return the functions of a program by a library of Python.

    Raises:
        ExportError: The library is not installed, or cannot express the program.
    """
    if find_spec(library) is None:
        raise ExportError(f"{library} is not installed: pip install 'symbackprop[{library}]'")
    import numpy as np

    module: dict[str, Any] = {"__name__": "gradient"}
    # Our own printer has written it: names of one alphabet, numbers and operators.
    exec(_source(library, program, is_single), module)  # noqa: S102
    functions = {name: module[name] for name in ("loss", "loss_and_gradient", "train")}
    taken: Callable[[Array], Any] = _itself
    if library == "jax":
        functions = {name: module["jax"].jit(function) for name, function in functions.items()}
    if library == "torch":
        taken = module["torch"].tensor
    return Imported(functions, taken, np.float32 if is_single else np.float64, program.steps)


def _source(library: str, program: Program, is_single: bool) -> str:
    # What writes Python takes some time to import, which compiled functions do without.
    if library == "numba":
        from ..python.numba import numba_module

        files = numba_module(program, None, is_single)
    else:
        from ..python.arrays import array_module

        names = [bare(symbol).ascii for symbol in program.data]
        loops = program if program.form is Form.LOOPS else lowered(program.network, names, Form.LOOPS)
        files = array_module(loops, None, is_single, library)
    (text,) = files.values()
    return text


def _itself(array: Array) -> Array:
    return array
