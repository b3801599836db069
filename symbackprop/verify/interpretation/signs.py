"""Which sign the error signal of a document has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..quantities.patterns import NamePattern
from ..tree import Chain, Name, names_in
from ..values.points import Point
from .equality import holds
from .evidence import Said
from .naming import Naming


def with_one_sign(
    naming: Naming,
    every: Mapping[NamePattern, Mapping[str, Name]],
    evidence: Mapping[str, list[tuple[Name, Said]]],
) -> Naming:
    """Return the names with every δ read with the sign that the printed ones have."""
    signals = {pattern: scheme for pattern, scheme in naming.chosen.items() if scheme.startswith(("δ=∂", "δ=-∂"))}
    borne_out = {
        pattern: scheme
        for pattern, scheme in signals.items()
        if any(text in evidence for text in every.get(pattern, ()))
    }
    signs = {scheme.startswith("δ=-") for scheme in borne_out.values()}
    if len(signs) != 1:
        return naming
    (negative,) = signs
    for pattern, names in every.items():
        scheme = naming.chosen.get(pattern, "")
        if pattern.base != "delta" or pattern in borne_out or scheme.startswith("δ=-") == negative:
            continue
        other = scheme.replace("δ=∂", "δ=-∂") if negative else scheme.replace("δ=-∂", "δ=∂")
        for option in dict.fromkeys(key for name in names.values() for key in naming.options(name)):
            if scheme == "spec" and option.startswith("δ=-" if negative else "δ=∂"):
                other = option if _same_quantities(naming, names.values(), scheme, option) else other
        if all(other in naming.options(name) for name in names.values()):
            naming = naming.with_schemes({pattern: other})
    return naming


def with_intended_sign(
    naming: Naming,
    every: Mapping[NamePattern, Mapping[str, Name]],
    evidence: Mapping[str, list[tuple[Name, Said]]],
    tests: Sequence[Chain],
    points: Sequence[Point],
) -> Naming:
    """Return the names with δ read as the derivative where equations say so, and only numbers that inherit deny it."""
    negative = {pattern: scheme for pattern, scheme in naming.chosen.items() if scheme.startswith("δ=-∂")}
    if not negative:
        return naming
    names = {text for pattern in negative for text in every.get(pattern, ())}
    concerned = [
        chain for chain in tests if any(name.text in names for side in chain.sides for name in names_in(side.node))
    ]

    def holding(naming: Naming) -> int:
        return sum(holds(naming, chain, points[:1]) is True for chain in concerned)

    printed = sum(text in evidence for text in names)
    if len(concerned) <= printed:
        return naming
    before = holding(naming)
    if len(concerned) - before <= printed:
        return naming
    positive = naming.with_schemes({pattern: scheme.replace("δ=-∂", "δ=∂") for pattern, scheme in negative.items()})
    return positive if holding(positive) - before > printed else naming


def _same_quantities(naming: Naming, names: Iterable[Name], scheme: str, other: str) -> bool:
    """Say whether two schemes read names as the same quantities, whatever their sign."""
    every = [naming.options(name) for name in names]
    return all(
        scheme in options
        and other in options
        and [atom.symbol for atom in options[scheme].flat] == [atom.symbol for atom in options[other].flat]
        for options in every
    )
