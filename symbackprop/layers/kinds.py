"""The kinds of layers, each a plain description: what it computes, and its numbers where it has any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[Any]"
Sizes: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Activation:
    """A function of each number.

    Args:
        function: A row of `activations.ACTIVATIONS`.
        constants: What its formula calls by name, as the slope of a leaky ReLU.
        weights: The trained slope of a PReLU, one number.
    """

    function: str
    constants: tuple[tuple[str, float], ...] = ()
    weights: Array | None = None


@dataclass(frozen=True, eq=False)
class BatchNorm:
    """Normalisation by fixed means and variances, those that training has left; then a gain and a shift.

    In use after training it is so in every framework. Means and variances are given and not trained.

    Args:
        means: One per channel; None without values.
        variances: One per channel.
        gains: One per channel; None without values.
        shifts: One per channel.
        epsilon: What is added to a variance.
        is_affine: Whether there are a gain and a shift, which are trained.
        channels_last: Whether channels are the last dimension, and not the first.
    """

    means: Array | None = None
    variances: Array | None = None
    gains: Array | None = None
    shifts: Array | None = None
    epsilon: float = 1e-5
    is_affine: bool = True
    channels_last: bool = False


@dataclass(frozen=True, eq=False)
class Convolution:
    """A cross-correlation with filters, in one dimension or two, and a bias per filter.

    Args:
        outputs: How many filters there are.
        size: Of a filter, along each dimension.
        stride: How far it moves, along each dimension.
        padding: How many zeros stand before and after, along each dimension.
        dilation: How far its entries are apart, along each dimension.
        has_bias: Whether there are biases.
        weights: Indexed by filter, channel and place; with channels last by place, channel and filter.
        biases: One per filter.
        channels_last: Whether channels are the last dimension, and not the first.
        groups: Into how many groups channels and filters are cut; a filter reads the channels of its group.
    """

    outputs: int
    size: Sizes
    stride: Sizes = ()
    padding: tuple[tuple[int, int], ...] = ()
    dilation: Sizes = ()
    has_bias: bool = True
    weights: Array | None = None
    biases: Array | None = None
    channels_last: bool = False
    groups: int = 1


@dataclass(frozen=True, eq=False)
class Dense:
    """A fully connected layer, over the last dimension, or over all of them after `Flatten`.

    Args:
        outputs: How many neurons it has.
        has_bias: Whether each has a bias.
        weights: A row leads to a neuron; None without values.
        biases: One per neuron.
        rows: Whether a row of weights leads away from an input, as in `x W`.
    """

    outputs: int
    has_bias: bool = True
    weights: Array | None = None
    biases: Array | None = None
    rows: bool = False


@dataclass(frozen=True, eq=False)
class Flatten:
    """From here all dimensions are one, the last index fastest."""


@dataclass(frozen=True, eq=False)
class LayerNorm:
    """Normalisation of each sample over its last dimensions, with a gain and a shift for each place.

    Args:
        dimensions: Over how many of the last dimensions.
        gains: Of the shape of these dimensions; None without values.
        shifts: Of the same shape.
        epsilon: What is added to the variance.
        has_gain: Whether there is a gain, which is trained.
        has_shift: Whether there is a shift, which is trained.
    """

    dimensions: int = 1
    gains: Array | None = None
    shifts: Array | None = None
    epsilon: float = 1e-5
    has_gain: bool = True
    has_shift: bool = True


@dataclass(frozen=True, eq=False)
class Pooling:
    """The greatest or the mean of each block of numbers.

    Args:
        kind: `max` or `mean`.
        size: Of a block, along each dimension; of nothing, the whole of all of them.
        stride: How far it moves, along each dimension; without, its own size.
        padding: How many zeros stand before and after, along each dimension, which a mean counts.
        channels_last: Whether channels are the last dimension, and not the first.
        keeps_places: Whether the dimensions of places stay, of length 1, where the whole of them is pooled.
    """

    kind: str
    size: Sizes = ()
    stride: Sizes = ()
    padding: tuple[tuple[int, int], ...] = ()
    channels_last: bool = False
    keeps_places: bool = True


@dataclass(frozen=True, eq=False)
class Recurrent:
    """A recurrent layer over the first of two dimensions, from a state of zeros.

    Args:
        cell: `rnn`, `lstm` or `gru`.
        units: The size of the state.
        returns_sequences: Whether all states come out, and not the last one alone.
        has_bias: Whether there are biases.
        weights: Of the inputs, a row an input; the columns of gates stand side by side: input, forget, candidate and
            output of an LSTM; update, reset and candidate of a GRU.
        state_weights: Of the state before, in the same order.
        biases: One per column; of a GRU whose reset comes after the product two rows, for inputs and for the state.
        activation: Of the state and of a candidate.
        gate: The activation of gates.
        resets_after: Whether the reset gate of a GRU multiplies what the weights of the state have made, and not the
            state.
    """

    cell: str
    units: int
    returns_sequences: bool = False
    has_bias: bool = True
    weights: Array | None = None
    state_weights: Array | None = None
    biases: Array | None = None
    activation: Activation = Activation("tanh")
    gate: Activation = Activation("sigmoid")
    resets_after: bool = True


@dataclass(frozen=True, eq=False)
class Softmax:
    """A softmax over the last dimension.

    Args:
        is_logarithm: Whether its logarithm is what comes out.
    """

    is_logarithm: bool = False


Layer: TypeAlias = Activation | BatchNorm | Convolution | Dense | Flatten | LayerNorm | Pooling | Recurrent | Softmax
