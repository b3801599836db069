"""What names mean in a later round of training: the same as in the first one, with the parameters that it has left."""

from __future__ import annotations

from dataclasses import replace

from ...models.network import Network
from ..quantities.layers import layers_of
from ..quantities.options import Options
from ..quantities.vocabulary import Vocabulary
from ..values.partial_point import truth_of
from .naming import Naming


def in_round(naming: Naming, network: Network) -> Naming:
    """Return the same names in a network with other values.

    Args:
        naming: What they mean in the network as it was.
        network: The network as it is now.
    """
    vocabulary = Vocabulary(network, naming.layers.vocabulary.notation)
    layers = replace(layers_of(network), vocabulary=vocabulary)
    return replace(naming, possible=Options(network, layers), truth=truth_of(network, layers))
