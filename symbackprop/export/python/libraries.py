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
    cos="jnp.cos",
    sin="jnp.sin",
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
    cos="np.cos",
    sin="np.sin",
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
    cos="torch.cos",
    sin="torch.sin",
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
        joined: Puts arrays together into one: {parts}, and the axis where it is not the first.
        page: The template.
        file: What it is called.
        number_of_rate: The learning rate as a number of the module's type.
        counted: The positions of an axis: {size}.
        clipped: Whole numbers brought into a range: {value}, {last}.
        where: A value where a condition holds and 0 elsewhere: {condition}, {value}.
        decided: The same where a condition is of a recurrence's position alone: {condition}, {value}.
        kept: What is read of an array that a recurrence goes on to write: {name}.
        run: Begins the loop of a recurrence: {name}, {size}, {last}, {function}, {arrays}.
        back: Begins that which runs from the end.
        stored: Writes a part of an array: {name}, {at}, {value}.
        added: An array of zeros to which values are added at positions, which may be the same: {shape}, {value}, and
            {at}, the positions along the first axes, or as a tuple {every}.
        table: An array of whole numbers: {values}.
        end: Ends the loop of a recurrence.
        has_devices: Whether arrays that are computed with must be on one device, which a call says.
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
    number_of_rate: str
    counted: str
    clipped: str
    where: str
    decided: str
    kept: str
    run: str
    back: str
    stored: str
    end: str
    added: str
    table: str
    has_devices: bool = False
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

ADDED_AT = "added_at"
NUMPY_ADDED_AT = """
def {name}(shape, at, values):
    found = np.zeros(shape, dtype=DTYPE)
    np.add.at(found, at, values)
    return found
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
            "jnp.concatenate({parts})",
            "arrays/jax.py",
            "gradient_jax.py",
            "jnp.asarray(rate, dtype=DTYPE)",
            "jnp.arange({size})",
            "jnp.clip({value}, 0, {last})",
            "jnp.where({condition}, {value}, 0.0)",
            "jnp.where({condition}, {value}, 0.0)",
            "{name}",
            "def {function}({name}, arrays):\n    {arrays} = arrays",
            "def {function}({name}, arrays):\n    {name} = {last} - {name}\n    {arrays} = arrays",
            "{name} = {name}.at[{at}].set({value})",
            "    return {arrays}\n{arrays} = jax.lax.fori_loop(0, {size}, {function}, {arrays})",
            "jnp.zeros({shape}, dtype=DTYPE).at[{at}].add({value})",
            "jnp.array([{values}])",
            sources=MappingProxyType({"abs": JAX_ABS}),
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
            "np.concatenate({parts}, dtype=DTYPE)",
            "arrays/numpy.py",
            "gradient.py",
            "DTYPE(rate)",
            "np.arange({size})",
            "np.clip({value}, 0, {last})",
            "np.where({condition}, {value}, 0.0)",
            "({value} if {condition} else 0.0)",
            "{name}",
            "for {name} in range({size}):",
            "for {name} in range({last}, -1, -1):",
            "{name}[{at}] = {value}",
            "",
            "added_at({shape}, {every}, {value})",
            "np.array([{values}])",
            sources=MappingProxyType({ADDED_AT: NUMPY_ADDED_AT}),
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
            "torch.cat({parts})",
            "arrays/torch.py",
            "gradient_torch.py",
            "rate",
            "torch.arange({size}, device=parameters.device)",
            "torch.clamp({value}, 0, {last})",
            "torch.where({condition}, {value}, 0.0)",
            "({value} if {condition} else 0.0)",
            # What is differentiated must not change behind its back.
            "{name}.clone()",
            "for {name} in range({size}):",
            "for {name} in range({last}, -1, -1):",
            "{name}[{at}] = {value}",
            "",
            "torch.zeros({shape}, dtype=DTYPE, device=parameters.device).index_put({every}, {value}, accumulate=True)",
            "torch.tensor([{values}], device=parameters.device)",
            has_devices=True,
            sources=MappingProxyType({"softplus": TORCH_SOFTPLUS}),
        ),
    }
)
