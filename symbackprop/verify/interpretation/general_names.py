"""How the names of general formulas are read where no number bears them out: by the schemes under which most hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from ..limits.steps import SECONDS, Phase, TookTooLong, within
from ..quantities.indices import speaks_generally
from ..quantities.readings import GUESSED, make_of
from ..quantities.refusals import NotCheckable
from ..tree import Chain, Name
from ..values.points import Point
from .equality import same
from .instances import firsts, general_sides, instances
from .naming import Naming

MOST_FORMULAS = 24
MOST_SCHEMES = 6

SHIFTED = re.compile(r"[a-z][-+]1|from 0|[a-z]0\b|counted")
"""Schemes that count from another number on, or through all layers; no single letter does."""

NamePattern = tuple[object, ...]


def settle_general(naming: Naming, chains: Sequence[Chain], points: Sequence[Point]) -> None:
    """Choose schemes for the names that only occur in general formulas, one for all names of a make.

    Without this a name whose index runs out of one scheme would be read by the next.
    """
    vocabulary = naming.layers.vocabulary
    general = (chain for chain in chains if len(chain.sides) > 1 and speaks_generally(chain, vocabulary))
    formulas = list(islice(general, MOST_FORMULAS))
    options: dict[NamePattern, list[str]] = {}
    concerned: dict[NamePattern, list[Chain]] = {}
    for chain in formulas:
        for make, name in _open_makes(chain, naming):
            schemes = [scheme for scheme in naming.options(name) if not scheme.startswith(GUESSED)]
            likely = [scheme for scheme in schemes if not SHIFTED.search(scheme)]
            options.setdefault(make, likely[:MOST_SCHEMES])
            if chain not in concerned.setdefault(make, []):
                concerned[make].append(chain)
    for make, schemes in options.items():
        if schemes:
            naming.chosen[make] = schemes[0]
    holding = {id(chain): _holds(naming, chain, points) for chain in formulas}
    for make, schemes in options.items():
        failing = [chain for chain in concerned[make] if not holding[id(chain)]]
        for scheme in schemes[1:] if failing else ():
            before = naming.chosen[make]
            naming.chosen[make] = scheme
            again = {id(chain): _holds(naming, chain, points) for chain in concerned[make]}
            if sum(again.values()) > sum(holding[at] for at in again):
                holding.update(again)
            else:
                naming.chosen[make] = before


def _open_makes(chain: Chain, naming: Naming) -> Iterator[tuple[NamePattern, Name]]:
    """Yield the makes that the names of a general formula have with numbers in them, where nothing chose a scheme."""
    for name in firsts(chain, naming):
        make = make_of(name)
        if (
            make not in naming.chosen
            and naming.sibling_scheme(name) is None
            and naming.layers.vocabulary.find(name) is None
        ):
            yield make, name


def _holds(naming: Naming, chain: Chain, points: Sequence[Point]) -> bool:
    def stands() -> bool:
        sides = general_sides(chain, naming.fluent)
        return len(sides) > 1 and all(
            same(naming, one.sides[a].node, one.sides[b].node, points[:1])
            for one in instances(chain, naming)
            for a, b in pairwise(sides)
        )

    try:
        return within(SECONDS, Phase.NAMING, chain.span, stands)
    except (NotCheckable, TookTooLong):
        return False
