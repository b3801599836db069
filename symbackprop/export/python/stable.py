"""NumPy functions that neither overflow nor lose digits where the textbook definition does.

Each is named like its row of the function table. The exported modules carry the source of those they call.
"""

import math

import numpy as np
from numpy.typing import NDArray


def elu(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return x where it is positive, and exp(x) - 1 elsewhere."""
    return np.where(x > 0.0, x, np.expm1(np.minimum(x, 0.0)))


def gelu(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return x times the distribution function of the standard normal distribution."""
    return x * normal_cdf(x)


def hard_sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return x / 6 + 1 / 2, held between 0 and 1."""
    return np.clip(x / 6.0 + 0.5, 0.0, 1.0)


def leaky_relu(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return x where it is positive, and a hundredth of it elsewhere."""
    return np.where(x > 0.0, x, 0.01 * x)


def normal_cdf(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the distribution function of the standard normal distribution."""
    return np.asarray(np.vectorize(lambda t: 0.5 * math.erfc(-t / math.sqrt(2.0)), otypes=[float])(x))


def normal_pdf(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the density of the standard normal distribution, without overflow for any x."""
    return np.exp(-0.5 * np.square(np.clip(x, -40.0, 40.0))) / math.sqrt(2.0 * math.pi)


def relu(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return x where it is positive, and 0 elsewhere."""
    return np.maximum(x, 0.0)


def sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 / (1 + exp(-x)), without overflow for any x."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0.0, 1.0, small) / (1.0 + small)


def silu(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return x times the sigmoid of x."""
    return x * sigmoid(x)


def softplus(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log(1 + exp(x)), without overflow for any x."""
    return np.logaddexp(0.0, x)
