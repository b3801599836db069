"""NumPy functions that neither overflow nor lose digits where the textbook definition does.

Each is named like its row of the function table. The exported modules carry the source of those they call.
"""

import numpy as np
from numpy.typing import NDArray


def sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 / (1 + exp(-x)), without overflow for any x."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0.0, 1.0, small) / (1.0 + small)
