"""What is exported as a module of Python, in this process, with the calls of the compiled functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ...errors import ExportError
from ...graph.equations import bare
from ..program.lowering import Form, Program, lowered

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
    """

    functions: dict[str, Callable[..., Any]]
    taken: Callable[[Array], Any]
    dtype: type

    def loss(self, parameters: Array, *data: Array) -> float:
        """Return the loss; of a batch, the mean."""
        return float(self.functions["loss"](*map(self.taken, (parameters, *data))))

    def loss_and_gradient(self, parameters: Array, gradient: Array, *data: Array) -> float:
        """Fill `gradient`, return the loss."""
        loss, gradient[:] = self.functions["loss_and_gradient"](*map(self.taken, (parameters, *data)))
        return float(loss)

    def update(self, parameters: Array, rate: float, *data: Array) -> float:
        """Make one step of descent in place; return the loss before."""
        import numpy as np

        loss, gradient = self.functions["loss_and_gradient"](*map(self.taken, (parameters, *data)))
        parameters -= self.dtype(rate) * np.asarray(gradient)
        return float(loss)

    def train(self, parameters: Array, rate: float, rounds: int, *data: Array) -> float:
        """Make many steps in place; return the loss after."""
        taken = self.taken(parameters)
        parameters[:] = self.functions["train"](taken, self.dtype(rate), rounds, *map(self.taken, data))
        return self.loss(parameters, *data)

    def bind(self, parameters: Array, gradient: Array, *data: Array) -> Callable[[], float]:
        """Return loss_and_gradient with its arrays fixed."""
        return partial(self.loss_and_gradient, parameters, gradient, *data)


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
    return Imported(functions, taken, np.float32 if is_single else np.float64)


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
