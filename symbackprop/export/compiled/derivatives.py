"""Other derivatives of a compiled network: by its data, of each sample alone, and the Hessian times a vector."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...errors import UsageError, repeated, unknown
from ...expression.tree import Symbol
from ...graph.equations import bare
from ...models.network import Network
from ..program.derivatives import by_data, hessian_vector, of_samples
from ..program.lowering import Form, Program, data_of, lowered, size_of, sizes_of
from .prediction import Inputs, own_data

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

WHOLE = frozenset({"jax", "numpy", "torch"})
"""Backends that compute with whole arrays, for which samples one by one would be slow."""


@dataclass(frozen=True)
class Derivatives:
    """Computes derivatives of one network; what does it is made when one is first asked for.

    Args:
        network: The network.
        data: The names of what each sample has its own of.
        is_single: Whether arrays are of float32 and not of float64.
        backend: What the functions run on.
        compiled: Makes the functions of a program that runs on the same.
        gradient: Fills the gradient of one sample: (parameters, *data, gradient).
    """

    network: Network
    data: tuple[str, ...]
    is_single: bool
    backend: str
    compiled: Callable[[Program], Any]
    gradient: Callable[..., None]
    _made: dict[object, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def by_data(self, parameters: Array, *data: Array, by: str | Sequence[str] = ()) -> Mapping[str, Array]:
        """Return the derivatives of the loss by data, of the shape of each; of a batch, of the mean loss.

        Args:
            parameters: In the order of `Model.parameters`.
            data: As for the loss; without, the model's own.
            by: Names of data; without, of all data.

        Raises:
            UnknownNameError: There is no such data.
            TypeError, ValueError: Arguments are of another type or shape; the message names which.
        """
        import numpy as np

        wanted = self._data(by)
        given, is_batch, samples = self._checked(parameters, data)
        found: dict[str, Array] = {
            name: np.zeros((samples, *sizes_of(symbol)), self._dtype) for name, symbol in wanted.items()
        }
        if self.backend in WHOLE:
            adjoints = self._adjoints(tuple(wanted.values()))(parameters, samples, *given)
            for name, adjoint in zip(wanted, adjoints, strict=True):
                found[name][...] = adjoint
        else:
            # Each row of data is in turn what is differentiated by, and the parameters are given.
            functions, names = self._one_by_one(tuple(wanted.values()))
            rows = dict(zip(self._names, given, strict=True))
            parts = self._parts(parameters)
            for sample in range(samples):
                arrays = {name: rows[name][sample, ...] for name in rows} | parts
                at = np.concatenate([arrays[name].reshape(-1) for name in wanted])
                slopes = np.empty_like(at)
                functions.gradient(at, *(arrays[name] for name in names), slopes)
                place = 0
                for name, symbol in wanted.items():
                    found[name][sample, ...] = slopes[place : place + size_of(symbol)].reshape(sizes_of(symbol))
                    place += size_of(symbol)
        return {name: array / samples if is_batch else array[0, ...] for name, array in found.items()}

    def of_samples(self, parameters: Array, *data: Array) -> Array:
        """Return the gradient of the loss of each sample, a row each; of one sample, one row.

        Args:
            parameters: In the order of `Model.parameters`.
            data: As for the loss; without, the model's own.

        Raises:
            TypeError, ValueError: Arguments are of another type or shape; the message names which.
        """
        import numpy as np

        given, _, samples = self._checked(parameters, data)
        found: Array = np.empty((samples, len(parameters)), self._dtype)
        if self.backend not in WHOLE:
            for sample in range(samples):
                self.gradient(parameters, *(array[sample, ...] for array in given), found[sample])
            return found
        place = 0
        adjoints = self._adjoints(self.network.trained)(parameters, samples, *given)
        for symbol, adjoint in zip(self.network.trained, adjoints, strict=True):
            size = size_of(symbol)
            found[:, place : place + size] = np.broadcast_to(adjoint, (samples, *sizes_of(symbol))).reshape(
                samples, size
            )
            place += size
        return found

    def hessian_vector(self, parameters: Array, direction: Array, *data: Array) -> Array:
        """Return the Hessian of the loss times a vector, one number a parameter; of a batch, that of the mean loss.

        Args:
            parameters: In the order of `Model.parameters`.
            direction: The vector, in the same order.
            data: As for the loss; without, the model's own.

        Raises:
            TypeError, ValueError: Arguments are of another type or shape; the message names which.
        """
        import numpy as np

        inputs = self._inputs
        inputs.checked_vector("parameters", parameters)
        inputs.checked_vector("direction", direction)
        if "hessian" not in self._made:
            form = Form.LOOPS if self.backend in WHOLE else Form.STRAIGHT if self.backend == "llvm" else None
            self._made["hessian"] = self.compiled(hessian_vector(self.network, self.data, form))
        at = np.concatenate([parameters, direction])
        product = np.empty_like(at)
        self._made["hessian"].gradient(at, *data, product)
        return product[: len(parameters)].copy()

    @property
    def _dtype(self) -> type:
        import numpy as np

        return np.float32 if self.is_single else np.float64

    @property
    def _inputs(self) -> Inputs:
        """What looks at arguments."""
        if "inputs" not in self._made:
            program, _ = of_samples(self.network, (), self.data)
            self.network.demand_values(program.constants)
            self._made["inputs"] = Inputs(program, own_data(program, self._dtype), self._dtype)
        made = self._made["inputs"]
        assert isinstance(made, Inputs)
        return made

    @property
    def _names(self) -> list[str]:
        return self._inputs.names

    def _checked(self, parameters: Array, data: Sequence[Array]) -> tuple[list[Array], bool, int]:
        """Return the data with an axis of samples, whether it is a batch, and how many samples there are."""
        inputs = self._inputs
        inputs.checked_vector("parameters", parameters)
        given = inputs.checked_data(data)
        is_batch = any(array.ndim > len(sizes_of(at)) for at, array in zip(inputs.program.data, given, strict=True))
        samples = len(given[0]) if is_batch else 1
        return [array if is_batch else array[None] for array in given], is_batch, samples

    def _data(self, by: str | Sequence[str]) -> Mapping[str, Symbol]:
        there = {bare(symbol).ascii: symbol for symbol in data_of(self.network, self.data)}
        names = ((by,) if isinstance(by, str) else tuple(by)) if by else tuple(there)
        if (twice := repeated(names)) is not None:
            raise UsageError(f"by: {twice!r} stands there twice; name each quantity once")
        for name in names:
            if name not in there:
                raise unknown("data", name, list(there))
        return {name: there[name] for name in names}

    def _parts(self, parameters: Array) -> dict[str, Array]:
        """Return the trained quantities by name, as parts of the parameters."""
        found, place = {}, 0
        for symbol in self.network.trained:
            size = size_of(symbol)
            found[bare(symbol).ascii] = parameters[place : place + size].reshape(sizes_of(symbol))
            place += size
        return found

    def _one_by_one(self, by: tuple[Symbol, ...]) -> tuple[Any, tuple[str, ...]]:
        """Return the functions of one sample whose parameters are some data, and the names of what they are given."""
        if by not in self._made:
            network, names = by_data(self.network, by, self.data)
            self._made[by] = self.compiled(lowered(network, names)), names
        functions, names = self._made[by]
        return functions, names

    def _adjoints(self, by: tuple[Symbol, ...]) -> Callable[..., list[Any]]:
        """Return what computes the adjoints of some leaves for all samples, by NumPy."""
        key = ("adjoints", by)
        if key not in self._made:
            from ..python.prediction import prediction_source

            program, adjoints = of_samples(self.network, by, self.data)
            module: dict[str, Any] = {"__name__": "adjoints"}
            # Our own printer has written it: names of one alphabet, numbers and operators.
            exec(prediction_source(program, adjoints, self.is_single), module)  # noqa: S102
            self._made[key] = module["predict"]
        made: Callable[..., list[Any]] = self._made[key]
        return made
