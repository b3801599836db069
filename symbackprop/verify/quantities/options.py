"""All that each name can mean, found once for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...models.network import Network
from ..tree import Name
from .atoms import Layout, Meaning
from .layers import LayerTable
from .readings import readings
from .scheme import Scheme


@dataclass(frozen=True, slots=True)
class Options:
    """What names can mean in a network.

    Args:
        network: The network.
        layers: Who plays what in it.
    """

    network: Network
    layers: LayerTable
    _found: dict[tuple[object, ...], dict[Scheme, Meaning]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def of(self, name: Name, layout: Layout) -> Mapping[Scheme, Meaning]:
        """Return what a name can mean, by scheme, the likeliest first."""
        key = (name.base, name.below, name.above, name.at, name.accent, name.new, name.bold, layout)
        if key not in self._found:
            found: dict[Scheme, Meaning] = {}
            for reading in readings(name, self.network, self.layers, layout):
                found.setdefault(reading.scheme, reading.meaning)
            self._found[key] = found
        return self._found[key]
