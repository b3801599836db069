"""The error of one sample of a batch, `E^{(1)}`, which is no quantity of a network whose loss adds up all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..lexicon.prose import SAMPLES
from ..lexicon.roles import LOSS, TOTAL, parts_of
from ..quantities.atoms import Atom, Meaning, Role, stand_in
from ..quantities.refusals import NotCheckable
from ..tree import Chain, Name, Node, Plus, names_in, printed
from ..values.arrays import Cells
from ..values.digits import fit
from .naming import Naming

ABOVE = re.compile(r"[(\[]?(\d{1,3})[)\]]?")
BELOW = re.compile(r"(?:s|n)?(\d{1,3})")


def define_sample_errors(naming: Naming, chains: Sequence[Chain]) -> Naming:
    """Return the names with those defined that mean the error of one sample, as the sum of its parts.

    What stands above is the sample; what stands below may be an output as well, and is the sample only where that gives
    more of the printed numbers.
    """
    samples, errors = naming.network.samples, naming.layers.errors
    if naming.keeps_notation or not samples or samples < 2 or not errors or len(errors) % samples:
        return naming
    names = {name.text: name for chain in chains for side in chain.sides for name in names_in(side.node)}
    above: dict[str, Node] = {}
    below: dict[str, Node] = {}
    for name in names.values():
        for found, sample in (above, _above(name)), (below, _below(name)):
            if sample is not None and 1 <= sample <= samples:
                found[name.text] = _sum(naming, name, sample)
    naming = replace(naming, defined={**naming.defined, **above})
    by_sample = replace(naming, defined={**naming.defined, **below})
    return by_sample if _holding(by_sample, chains, below) > _holding(naming, chains, below) else naming


def _above(name: Name) -> int | None:
    if not _is_loss(name) or len(name.above) != 1 or not {word.lower() for word in name.below} <= TOTAL:
        return None
    found = ABOVE.fullmatch(name.above[0])
    return int(found[1]) if found else None


def _below(name: Name) -> int | None:
    parts = [part for part in name.below if not SAMPLES.fullmatch(part) and part.lower() not in TOTAL]
    if not _is_loss(name) or name.above or len(parts) != 1:
        return None
    found = BELOW.fullmatch(parts[0])
    return int(found[1]) if found else None


def _is_loss(name: Name) -> bool:
    return parts_of(name)[:1] == (LOSS,) and not (name.at or name.new or name.accent)


def _sum(naming: Naming, name: Name, sample: int) -> Node:
    """Return the sum of the errors of a sample; those of one sample stand side by side."""
    errors, samples = naming.layers.errors, naming.network.samples or 1
    of_one = len(errors) // samples
    own = errors[(sample - 1) * of_one : sample * of_one]
    parts = tuple(stand_in(error.ascii, Meaning(((Atom(Role.VALUE, error),),)), name.span) for error in own)
    return parts[0] if len(parts) == 1 else Plus(parts)


def _holding(naming: Naming, chains: Sequence[Chain], names: dict[str, Node]) -> int:
    """Return how many of the numbers that are printed for some names are theirs."""
    return sum(_fits(naming, chain) for chain in _about(chains, names))


def _about(chains: Sequence[Chain], names: dict[str, Node]) -> Iterator[Chain]:
    for chain in chains:
        first = chain.sides[0].node
        if isinstance(first, Name) and first.text in names:
            yield chain


def _fits(naming: Naming, chain: Chain) -> bool:
    number = printed(chain.sides[-1].node)
    if number is None:
        return False
    try:
        worth = naming.worth(chain.sides[0].node)
    except NotCheckable:
        return False
    return not isinstance(worth, Cells) and fit(number, worth).good
