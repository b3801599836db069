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
        found, slopes = made["loss_and_gradient"](w)
        # What depends on no parameter has not the shape of the batch by itself.
        shape = np.shape(w)[:-1]
        return _of_shape(found, shape), _of_shape(slopes, (*shape, np.shape(slopes)[-1]))

    def loss(w: ArrayLike) -> Array:
        return _of_shape(made["loss"](w), np.shape(w)[:-1])

    return Functions(loss, lambda w: loss_and_gradient(w)[1], loss_and_gradient)


def _of_shape(value: Any, shape: tuple[int, ...]) -> Array:
    import numpy as np

    return np.broadcast_to(np.asarray(value, dtype=np.float64), shape)[()]
