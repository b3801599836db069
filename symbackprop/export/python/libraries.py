"""The libraries of arrays, a row each: how NumPy, JAX and PyTorch write what whole-array code needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..syntax.primitives import CARRIED, Primitives
from ..syntax.printer import Printer
from .array_printer import ArrayPrinter

JAX = Primitives(
    abs=CARRIED,
    erfc="jax.scipy.special.erfc",
    exp="jnp.exp",
    expm1="jnp.expm1",
    log="jnp.log",
    log1p="jnp.log1p",
    power="jnp.power",
    sigmoid="jax.nn.sigmoid",
    softplus="jax.nn.softplus",
    sqrt="jnp.sqrt",
    square="jnp.square",
    tanh="jnp.tanh",
)
NUMPY = Primitives(
    abs="np.abs",
    erfc=CARRIED,
    exp="np.exp",
    expm1="np.expm1",
    log="np.log",
    log1p="np.log1p",
    power="np.power",
    sqrt="np.sqrt",
    square="np.square",
    tanh="np.tanh",
)
TORCH = Primitives(
    abs="torch.abs",
    erfc="torch.special.erfc",
    exp="torch.exp",
    expm1="torch.expm1",
    log="torch.log",
    log1p="torch.log1p",
    power="torch.pow",
    sigmoid="torch.sigmoid",
    sqrt="torch.sqrt",
    square="torch.square",
    tanh="torch.tanh",
)


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
            ArrayPrinter(JAX.names, choice=_choice("jnp")),
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
            ArrayPrinter(NUMPY.names, choice=_choice("np")),
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
            ArrayPrinter(TORCH.names, choice=_choice("torch")),
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
