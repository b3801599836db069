"""Predictions: what a model computes before its loss, of one sample or of a batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...errors import UsageError
from ...expression.tree import Symbol
from ...graph.equations import bare
from ...graph.given import floats_in
from ...models.network import Network
from ..program.lowering import Program, sizes_of
from ..program.prediction import outputs_of, predicting
from .in_place import Arguments

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Inputs(Arguments):
    """The parameters and data of a prediction, which are looked at."""

    program: Program
    defaults: Sequence[Array] | None
    dtype: type


@dataclass(frozen=True)
class Prediction:
    """Computes quantities of a model by name; which code does it is made when they are first asked for.

    Args:
        network: The network.
        data: The names of what each sample has its own of.
        is_single: Whether arrays are of float32 and not of float64.
    """

    network: Network
    data: tuple[str, ...] = ()
    is_single: bool = False
    _made: dict[tuple[str, ...], tuple[Inputs, Callable[..., list[Array]]]] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )

    def __call__(self, parameters: Array, *data: Array, of: str | Sequence[str] = ()) -> Any:
        """Return quantities of a sample, or of each sample of a batch, whose axis comes first.

        Args:
            parameters: In the order of `Model.parameters`.
            data: What the quantities depend on, in the order of `inputs(of)`; without, the model's own.
            of: The name of a quantity, or several; without, the outputs of the last layer.

        Returns:
            An array, or for several names one by each name.

        Raises:
            UnknownNameError: The model computes no such quantity.
            UsageError: It says nothing of outputs, and no quantity is named.
            TypeError, ValueError: Arguments are of another type or shape; the message names which.
        """
        import numpy as np

        names = self._names(of)
        inputs, function = self._function(names)
        inputs.checked_vector("parameters", parameters)
        given = inputs.checked_data(data)
        is_batch = any(array.ndim > len(sizes_of(at)) for at, array in zip(inputs.program.data, given, strict=True))
        samples = len(given[0]) if is_batch else 1
        rows = given if is_batch else [array[None] for array in given]
        found = {}
        for name, value in zip(names, function(parameters, samples, *rows), strict=True):
            is_sampled = bare(self._quantity(name)) in inputs.program.per_sample
            found[name] = np.asarray(value[0] if is_sampled and not is_batch else value)
        return found[names[0]] if isinstance(of, str) or not of else found

    @property
    def has_outputs(self) -> bool:
        """Whether the model says of itself what its outputs are, as layers do."""
        return bool(self._outputs)

    def inputs(self, of: str | Sequence[str] = ()) -> tuple[str, ...]:
        """Return the names of the data that quantities depend on."""
        return tuple(self._function(self._names(of))[0].names)

    def _names(self, of: str | Sequence[str]) -> tuple[str, ...]:
        if of:
            return (of,) if isinstance(of, str) else tuple(of)
        if not self._outputs:
            computed = ", ".join(bare(equation.target).ascii for equation in self.network.graph.equations)
            raise UsageError(
                f"say which quantity is predicted, as of={computed.partition(',')[0]!r}; there are {computed}"
            )
        return self._outputs

    @property
    def _outputs(self) -> tuple[str, ...]:
        return tuple(bare(symbol).ascii for symbol in self.network.outward)

    def _quantity(self, name: str) -> Symbol:
        return outputs_of(self.network, [name])[0]

    def _function(self, names: tuple[str, ...]) -> tuple[Inputs, Callable[..., list[Array]]]:
        if names not in self._made:
            import numpy as np

            from ..python.prediction import prediction_source

            outputs = outputs_of(self.network, names)
            program = predicting(self.network, outputs, self.data)
            self.network.demand_values(program.constants)
            module: dict[str, Any] = {"__name__": "prediction"}
            # Our own printer has written it: names of one alphabet, numbers and operators.
            exec(prediction_source(program, outputs, self.is_single), module)  # noqa: S102
            dtype = np.float32 if self.is_single else np.float64
            self._made[names] = Inputs(program, own_data(program, dtype), dtype), module["predict"]
        return self._made[names]


def own_data(program: Program, dtype: type) -> Sequence[Array] | None:
    """Return the data that the model itself has, or nothing where it has not all of it."""
    network = program.network
    lacking = set(network.missing)
    if any(bare(symbol) in lacking for symbol in program.data):
        return None
    return [floats_in(network.values, symbol, network.labels).astype(dtype) for symbol in program.data]
