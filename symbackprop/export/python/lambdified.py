"""A network as NumPy functions in memory: loss, gradient, both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...expression.tree import Expression
from ...models.network import Network
from ..program.statements import Statement, program
from .notes_module import in_python
from .stable_sources import all_stable_sources

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .notes_module import Array


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


def lambdified(network: Network) -> Functions:
    """Return NumPy functions of the parameters, made by SymPy's lambdify.

    The graph's own quantities serve lambdify as the common subexpressions, so the cost of making and of
    calling the functions grows with the number of operations and not with the length of closed formulas.
    """
    import numpy as np
    import sympy

    from ...expression.algebra import to_sympy
    from . import stable

    # The function that SymPy writes reads the names of NumPy.
    lowered = in_python(program(network), dir(np))
    count = len(lowered.parameters)
    arguments = [to_sympy(symbol) for symbol, _ in lowered.parameters]
    constants = [(to_sympy(symbol), sympy.Float(str(float(value.value)), 17)) for symbol, value in lowered.constants]
    modules = [{name: getattr(stable, name) for name in all_stable_sources()}, "numpy"]

    def compiled(statements: Sequence[Statement], results: Sequence[Expression]) -> Callable[..., Any]:
        opaque = all_stable_sources()
        replacements = constants + [(to_sympy(at.target), to_sympy(at.value, opaque=opaque)) for at in statements]
        reduced = [to_sympy(result) for result in results]
        return sympy.lambdify(arguments, reduced, modules=modules, cse=lambda _: (replacements, reduced))  # type: ignore[no-any-return]

    forward = compiled(lowered.forward, [lowered.loss])
    both = compiled((*lowered.forward, *lowered.backward), [lowered.loss, *lowered.gradient])

    def columns(w: ArrayLike) -> Sequence[Array]:
        array = np.asarray(w, dtype=np.float64)
        if array.ndim == 0 or array.shape[-1] != count:
            raise ValueError(f"w has shape {array.shape}; its last axis must hold the {count} parameters")
        return tuple(np.moveaxis(array, -1, 0))

    def loss(w: ArrayLike) -> Array:
        given = columns(w)
        return _like(given[0], forward(*given)[0])

    def loss_and_gradient(w: ArrayLike) -> tuple[Array, Array]:
        given = columns(w)
        first, *slopes = both(*given)
        return _like(given[0], first), np.stack([_like(given[0], slope) for slope in slopes], axis=-1)

    def gradient(w: ArrayLike) -> Array:
        return loss_and_gradient(w)[1]

    return Functions(loss, gradient, loss_and_gradient)


def _like(model: Array, value: Any) -> Array:
    """Return a value in the shape of the batch, which a constant does not have by itself."""
    import numpy as np

    return np.broadcast_to(np.asarray(value, dtype=np.float64), model.shape)[()]
