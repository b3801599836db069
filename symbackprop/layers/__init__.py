"""Networks as lists of layers: described by hand, or read from what other programs have made.

Whatever the source is, it becomes the same plain description first, and then a model: data flow one way.

>>> from symbackprop import Model
>>> from symbackprop.layers import Dense
>>> model = Model.from_layers([Dense(3), "tanh", Dense(2)], input_shape=(4,), loss="cross-entropy")
>>> dict(model.shapes)
{'W1': (3, 4), 'b1': (3,), 'W2': (2, 3), 'b2': (2,)}
"""

from .kinds import (
    Activation,
    BatchNorm,
    Convolution,
    Dense,
    Flatten,
    LayerNorm,
    Pooling,
    Recurrent,
    Softmax,
)

__all__ = ["Activation", "BatchNorm", "Convolution", "Dense", "Flatten", "LayerNorm", "Pooling", "Recurrent", "Softmax"]
