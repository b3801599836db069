"""Derive, explain and check backpropagation, symbolically and with certified numbers.

>>> from symbackprop import Model
>>> Model.example().parameters
('w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8')
"""

from __future__ import annotations

# As in `typing`, which takes longer to load than the command line has before an interrupt can come.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any

    from .model import Model as Model

__version__ = "0.1.0"
__all__ = ["Model", "__version__"]


def __getattr__(name: str) -> Any:
    """Import the model when it is asked for, so that `symbackprop --help` starts at once."""
    if name == "Model":
        from .model import Model

        return Model
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
