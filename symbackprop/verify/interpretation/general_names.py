"""How the names of general formulas are read that no number supports: by the schemes under which most formulas hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from .. import thresholds
from ..limits.steps import Phase, TookTooLong, within
from ..quantities.indices import is_general_formula
from ..quantities.patterns import NamePattern, pattern_of
from ..quantities.refusals import NotCheckable
from ..quantities.scheme import Scheme
from ..tree import Chain, Name
from ..values.points import Point
from .equality import same
from .instances import firsts, general_sides, instances
from .naming import Naming


def choose_general_schemes(naming: Naming, chains: Sequence[Chain], points: Sequence[Point]) -> Naming:
    """Return the names with schemes for those that only occur in general formulas, one for all of a pattern.

    Without this a name whose index runs out of one scheme would be read by the next.
    """
    vocabulary = naming.layers.vocabulary
    general = (chain for chain in chains if len(chain.sides) > 1 and is_general_formula(chain, vocabulary))
    formulas = list(islice(general, thresholds.MOST_GENERAL_FORMULAS))
    options: dict[NamePattern, list[Scheme]] = {}
    concerned: dict[NamePattern, list[Chain]] = {}
    for chain in formulas:
        for pattern, name in _open_patterns(chain, naming):
            likely = [scheme for scheme in naming.options(name) if not scheme.guessed and not scheme.is_shifted]
            options.setdefault(pattern, likely[: thresholds.MOST_SCHEMES])
            if chain not in concerned.setdefault(pattern, []):
                concerned[pattern].append(chain)
    naming = naming.with_schemes({pattern: schemes[0] for pattern, schemes in options.items() if schemes})
    holding = {id(chain): _holds(naming, chain, points) for chain in formulas}
    for pattern, schemes in options.items():
        failing = [chain for chain in concerned[pattern] if not holding[id(chain)]]
        for scheme in schemes[1:] if failing else ():
            tried = naming.with_schemes({pattern: scheme})
            again = {id(chain): _holds(tried, chain, points) for chain in concerned[pattern]}
            if sum(again.values()) > sum(holding[at] for at in again):
                holding.update(again)
                naming = tried
    return naming


def _open_patterns(chain: Chain, naming: Naming) -> Iterator[tuple[NamePattern, Name]]:
    """Yield the patterns that names of a general formula have with numbers in them, where nothing chose a scheme."""
    for name in firsts(chain, naming):
        pattern = pattern_of(name)
        if (
            pattern not in naming.chosen
            and naming.sibling_scheme(name) is None
            and naming.layers.vocabulary.find(name) is None
        ):
            yield pattern, name


def _holds(naming: Naming, chain: Chain, points: Sequence[Point]) -> bool:
    def stands() -> bool:
        sides = general_sides(chain, naming.keeps_notation)
        return len(sides) > 1 and all(
            same(naming, one.sides[a].node, one.sides[b].node, points[:1])
            for one in instances(chain, naming)
            for a, b in pairwise(sides)
        )

    try:
        return within(thresholds.SECONDS, Phase.NAMING, chain.span, stands)
    except (NotCheckable, TookTooLong):
        return False
