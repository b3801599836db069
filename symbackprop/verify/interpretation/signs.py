"""Which sign the error signal of a document has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..quantities.patterns import NamePattern
from ..quantities.scheme import DECLARED, Scheme, Signal
from ..tree import Chain, Name, names_in
from ..values.points import Point
from .equality import holds
from .evidence import PrintedByName
from .naming import Naming


def with_one_sign(
    naming: Naming,
    every: Mapping[NamePattern, Mapping[str, Name]],
    evidence: PrintedByName,
) -> Naming:
    """Return the names with every δ read with the sign that the printed ones have."""
    signals = {
        pattern: scheme.subject for pattern, scheme in naming.chosen.items() if isinstance(scheme.subject, Signal)
    }
    printed = {pattern for pattern in signals if any(text in evidence for text in every.get(pattern, ()))}
    signs = {signals[pattern].negative for pattern in printed}
    if len(signs) != 1:
        return naming
    (negative,) = signs
    return with_sign(naming, {pattern: names for pattern, names in every.items() if pattern not in printed}, negative)


def with_sign(naming: Naming, every: Mapping[NamePattern, Mapping[str, Name]], negative: bool) -> Naming:
    """Return the names with every δ of some patterns read with one sign, where it can be."""
    for pattern, names in every.items():
        scheme = naming.chosen.get(pattern)
        if pattern.base != "delta" or scheme is None or _is_negative(scheme) == negative:
            continue
        other = scheme.with_sign(negative)
        for option in dict.fromkeys(key for name in names.values() for key in naming.options(name)):
            is_signal = isinstance(option.subject, Signal) and option.subject.negative == negative
            if scheme == DECLARED and is_signal and _same_quantities(naming, names.values(), scheme, option):
                other = option
        if all(other in naming.options(name) for name in names.values()):
            naming = naming.with_schemes({pattern: other})
    return naming


def _is_negative(scheme: Scheme) -> bool:
    return isinstance(scheme.subject, Signal) and scheme.subject.negative


def with_intended_sign(
    naming: Naming,
    every: Mapping[NamePattern, Mapping[str, Name]],
    evidence: PrintedByName,
    tests: Sequence[Chain],
    points: Sequence[Point],
) -> Naming:
    """Return the names with δ read as the derivative where equations say so, and only numbers that inherit deny it."""
    negative = {pattern: scheme for pattern, scheme in naming.chosen.items() if _is_negative(scheme)}
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
    positive = naming.with_schemes({pattern: scheme.with_sign(negative=False) for pattern, scheme in negative.items()})
    return positive if holding(positive) - before > printed else naming


def _same_quantities(naming: Naming, names: Iterable[Name], scheme: Scheme, other: Scheme) -> bool:
    """Say whether two schemes read names as the same quantities, whatever their sign."""
    every = [naming.options(name) for name in names]
    return all(
        scheme in options
        and other in options
        and [atom.symbol for atom in options[scheme].flat] == [atom.symbol for atom in options[other].flat]
        for options in every
    )
