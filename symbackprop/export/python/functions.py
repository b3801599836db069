"""A network as NumPy functions in this process: the module beside the notes, loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from ...models.network import Network
from .notes_module import module

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Array: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions of one network.

    Args:
        loss: From parameters, shape (…, n), to the loss, shape (…).
        gradient: From parameters, shape (…, n), to the gradient, shape (…, n).
        loss_and_gradient: Both at once.
    """

    loss: Callable[[ArrayLike], Array]
    gradient: Callable[[ArrayLike], Array]
    loss_and_gradient: Callable[[ArrayLike], tuple[Array, Array]]


def functions_of(network: Network) -> Functions:
    """Return the NumPy functions of a network.

    Raises:
        MissingValuesError: The network has not all its values.
    """
    import numpy as np

    made: dict[str, Any] = {"__name__": "gradient"}
    # Our own printer has written it: names of one alphabet, numbers and operators.
    exec(module(replace(network, title="A network"), has_check=False), made)  # noqa: S102

    def loss_and_gradient(w: ArrayLike) -> tuple[Array, Array]:
        array = np.asarray(w, dtype=np.float64)
        found, slopes = made["loss_and_gradient"](array)
        return _of_shape(found, array.shape[:-1]), _of_shape(slopes, (*array.shape[:-1], slopes.shape[-1]))

    def loss(w: ArrayLike) -> Array:
        array = np.asarray(w, dtype=np.float64)
        return _of_shape(made["loss"](array), array.shape[:-1])

    return Functions(loss, lambda w: loss_and_gradient(w)[1], loss_and_gradient)


def _of_shape(value: Any, shape: tuple[int, ...]) -> Array:
    """Return a value in the shape of the batch, which what depends on no parameter has not by itself."""
    import numpy as np

    if getattr(value, "shape", None) == shape:
        found: Array = value
        return found
    return np.broadcast_to(np.asarray(value, dtype=np.float64), shape)[()]
