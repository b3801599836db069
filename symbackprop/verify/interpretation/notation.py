"""Which notation of the program a document uses, if any: its names are then read as the program means them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...graph.equations import bare
from ...models.notations import NOTATIONS
from .. import thresholds
from ..quantities.options import Options
from ..quantities.patterns import NamePattern, pattern_of
from ..quantities.update_names import is_in_update
from ..quantities.vocabulary import Vocabulary
from ..tree import Chain, Name, names_in
from .naming import Naming
from .strange_names import shows_notation


def infer_notation(naming: Naming, chains: Sequence[Chain]) -> Naming:
    """Return the names of a document in the notation that most belong to, the network's own one first."""
    names = {name.text: name for chain in chains for side in chain.sides for name in names_in(side.node)}
    network = naming.network
    telling = [name for name in names.values() if shows_notation(name) and not is_in_update(name, network)]
    best, most = naming.layers.vocabulary, _known(naming.layers.vocabulary, telling)
    if naming.network.layers and most < thresholds.SHARE_OF_NOTATION * len(telling):
        for row in NOTATIONS:
            other = Vocabulary(naming.network, row)
            known = _known(other, telling)
            if known > most and known >= thresholds.SHARE_OF_NOTATION * len(telling):
                best, most = other, known
    all_known = len(telling) >= thresholds.LEAST_KNOWN_NAMES and most >= len(telling) - 1
    enough_known = len(telling) >= thresholds.LEAST_NAMES and most >= thresholds.SHARE_OF_NOTATION * len(telling)
    keeps_notation = all_known or enough_known
    naming = replace(
        naming,
        possible=Options(naming.network, replace(naming.layers, vocabulary=best)),
        keeps_notation=keeps_notation,
        habitual=_habitual(best, chains) if keeps_notation and most < len(telling) else frozenset(),
    )
    return _with_uses(naming, chains) if keeps_notation else naming


def _with_uses(naming: Naming, chains: Sequence[Chain]) -> Naming:
    """Return the names with how often those without indices are used, and whether bold type tells arrays apart."""
    plain = [
        name
        for chain in chains
        if chain.relations
        for side in chain.sides
        for name in names_in(side.node)
        if not (name.below or name.at)
    ]
    vocabulary = naming.layers.vocabulary
    every = {name.text: name for chain in chains for side in chain.sides for name in names_in(side.node)}
    found = (vocabulary.find(name) for name in every.values())
    arrays = {name.text for name in plain if not name.bold and vocabulary.is_array(name)}
    return replace(
        naming,
        used=dict(Counter((name.text, name.bold) for name in plain)),
        bold=len(arrays) <= thresholds.MOST_PLAIN_ARRAYS,
        calls_loss=any(match is not None and bare(match.entry.quantity) == naming.layers.loss for match in found),
    )


def _habitual(vocabulary: Vocabulary, chains: Sequence[Chain]) -> frozenset[NamePattern | str]:
    """Return what names of another notation share that are used again and again, so that they are no slips."""
    uses: Counter[NamePattern | str] = Counter()
    bases: set[str] = set()
    for chain in chains:
        names = {name.text: name for side in chain.sides for name in names_in(side.node)}
        known = {text for text, name in names.items() if vocabulary.knows(name)}
        bases |= {names[text].base for text in known}
        strange = [name for text, name in names.items() if text not in known]
        uses.update({pattern_of(name) for name in strange})
        uses.update({name.base for name in strange if name.below or name.above})
    return frozenset(key for key, count in uses.items() if count >= thresholds.HABIT and key not in bases)


def _known(vocabulary: Vocabulary, names: Iterable[Name]) -> int:
    return sum(vocabulary.knows(name) for name in names)
