"""Which sign the error signal of a document has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..tree import Chain, Name, names_in
from ..values.points import Point
from .equality import holds
from .evidence import Said
from .naming import Naming


def one_sign(
    naming: Naming,
    every: Mapping[tuple[object, ...], Mapping[str, Name]],
    evidence: Mapping[str, list[tuple[Name, Said]]],
) -> None:
    """Read every δ with the sign that the printed ones have."""
    makes = {make: scheme for make, scheme in naming.chosen.items() if scheme.startswith(("δ=∂", "δ=-∂"))}
    told = {make: scheme for make, scheme in makes.items() if any(text in evidence for text in every.get(make, ()))}
    signs = {scheme.startswith("δ=-") for scheme in told.values()}
    if len(signs) != 1:
        return
    (negative,) = signs
    for make, names in every.items():
        scheme = naming.chosen.get(make, "")
        if make[0] != "delta" or make in told or scheme.startswith("δ=-") == negative:
            continue
        other = scheme.replace("δ=∂", "δ=-∂") if negative else scheme.replace("δ=-∂", "δ=∂")
        for option in dict.fromkeys(key for name in names.values() for key in naming.options(name)):
            if scheme == "spec" and option.startswith("δ=-" if negative else "δ=∂"):
                other = option if _same_quantities(naming, names.values(), scheme, option) else other
        if all(other in naming.options(name) for name in names.values()):
            naming.chosen[make] = other


def meant_sign(
    naming: Naming,
    every: Mapping[tuple[object, ...], Mapping[str, Name]],
    evidence: Mapping[str, list[tuple[Name, Said]]],
    tests: Sequence[Chain],
    points: Sequence[Point],
) -> None:
    """Read δ as the derivative where equations say so, and only numbers that inherit a lost sign deny it."""
    negative = {make: scheme for make, scheme in naming.chosen.items() if scheme.startswith("δ=-∂")}
    if not negative:
        return
    names = {text for make in negative for text in every.get(make, ())}
    concerned = [
        chain for chain in tests if any(name.text in names for side in chain.sides for name in names_in(side.node))
    ]

    def standing() -> int:
        return sum(holds(naming, chain, points[:1]) is True for chain in concerned)

    said = sum(text in evidence for text in names)
    if len(concerned) <= said:
        return
    before = standing()
    if len(concerned) - before <= said:
        return
    naming.chosen.update((make, scheme.replace("δ=-∂", "δ=∂")) for make, scheme in negative.items())
    if standing() - before <= said:
        naming.chosen.update(negative)


def _same_quantities(naming: Naming, names: Iterable[Name], scheme: str, other: str) -> bool:
    """Say whether two schemes read names as the same quantities, whatever their sign."""
    every = [naming.options(name) for name in names]
    return all(
        scheme in options
        and other in options
        and [atom.symbol for atom in options[scheme].flat] == [atom.symbol for atom in options[other].flat]
        for options in every
    )
