"""What a document prints for the names in it, and how far that supports what they may mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .. import thresholds
from ..grammar.alignment import aligned, is_printed_grid
from ..quantities.atoms import Atom, Meaning, Role
from ..quantities.refusals import NotCheckable, UnknownName
from ..quantities.scheme import Scheme
from ..tree import Chain, Grid, Name, Numeral, Plus, Rate, Turned, printed
from ..values.digits import Fit, approximate, figures_of, fit
from .naming import Naming


@dataclass(frozen=True, slots=True)
class Slope:
    """What a document prints for a derivative by a name."""

    rate: Rate
    number: Numeral


Printed: TypeAlias = Chain | Numeral | Grid | Slope
"""What a document prints for a name: a whole chain that starts with it, a number or array put in for it, or a slope."""

PrintedByName: TypeAlias = Mapping[str, list[tuple[Name, Printed]]]
"""By the text of a name, what is printed for it."""


def best_schemes(naming: Naming, names: Sequence[Name], evidence: PrintedByName) -> list[Scheme]:
    """Return the schemes that fit best, those that fit equally well in the order of likelihood."""
    scores: dict[Scheme, float] = {}
    order: list[Scheme] = []
    first: tuple[object, ...] | None = None
    # A name for which a scheme has nothing counts against it, as one does whose numbers do not fit.
    nothing = thresholds.MISFIT * sum(len(evidence.get(name.text, ())) for name in names)
    for name in names:
        for scheme, meaning in naming.options(name).items():
            if scheme not in scores:
                likely = not scheme.guessed and first in (None, scheme.part)
                if likely:
                    first = scheme.part
                scores[scheme] = (thresholds.LIKELY if likely else 0.0) - nothing
                order.append(scheme)
            scores[scheme] += 1 / len(names)
            scores[scheme] += thresholds.MISFIT * len(evidence.get(name.text, ()))
            for _, item in evidence.get(name.text, ()):
                # What is put in for a name may stand in another order; what is claimed of it may not.
                is_given = meaning.flat[0].role is Role.RATE
                scores[scheme] += support(naming, meaning, item) * (
                    1.0 if isinstance(item, Chain) or is_given else thresholds.WORTH_PUT_IN
                )
    scores = {scheme: score for scheme, score in scores.items() if not scheme.guessed or score > thresholds.BORNE_OUT}
    if not scores:
        return []
    # Evidence comes before coverage, which only breaks ties.
    top = max(scores.values())
    return [scheme for scheme in order if scores.get(scheme, -1.0) > top - thresholds.EQUAL_SCORES]


def support(naming: Naming, meaning: Meaning, item: Printed) -> float:
    """Return how well what the document prints for a name fits a meaning: about 1 if it does, below 0 if not."""
    try:
        if isinstance(item, Numeral):
            return _fits(naming, meaning, item)
        if isinstance(item, Grid):
            return _fits_grid(naming, meaning, item)
        if isinstance(item, Slope):
            return _fits_slope(naming, meaning, item)
        last = item.sides[-1].node
        number = printed(last)
        score = _fits(naming, meaning, number) if number else 0.0
        if isinstance(last, Grid):
            score = _fits_grid(naming, meaning, last)
            if score <= thresholds.LITTLE and all(_is_parameter(naming, atom) for atom in meaning.flat):
                new = tuple(tuple(Atom(Role.NEW, atom.symbol) for atom in row) for row in meaning.rows)
                score = max(score, _fits_grid(naming, Meaning(new, meaning.free), last))
        atom = meaning.atom
        if score <= thresholds.LITTLE and atom is not None and _is_parameter(naming, atom):
            score = max(score, _fits(naming, Meaning(((Atom(Role.NEW, atom.symbol),),)), number) if number else score)
            before = _value_before(item)
            if score <= thresholds.LITTLE and before is not None:
                score = _fits(naming, meaning, before)
        return score
    except NotCheckable:
        return 0.0


def _value_before(chain: Chain) -> Numeral | None:
    """Return the old value of what an update computes: the first term of `0.4 - 0.5 * 0.08 = 0.36`."""
    line = chain.sides[1].node
    return printed(line.terms[0]) if len(chain.sides) > 2 and isinstance(line, Plus) else None


def _fits_slope(naming: Naming, meaning: Meaning, item: Slope) -> float:
    """Return how well a printed derivative of the loss fits that by a meaning."""
    atom = meaning.atom
    of = item.rate.of
    if atom is None or atom.symbol is None or atom.role is not Role.VALUE or not isinstance(of, Name):
        return 0.0
    try:
        if naming.meaning(of).flat != (Atom(Role.VALUE, naming.layers.loss),):
            return 0.0
    except UnknownName:
        return 0.0
    return max(_fits(naming, Meaning(((Atom(Role.ADJOINT, atom.symbol),),)), item.number), 0.0)


def _is_parameter(naming: Naming, atom: Atom) -> bool:
    return atom.role is Role.VALUE and atom.symbol in naming.parameters


def _fits(naming: Naming, meaning: Meaning, number: Numeral) -> float:
    atom = meaning.atom
    if atom is None:
        return -1.0
    value = naming.at(naming.truth).atom(atom)
    how = fit(number, value)
    if atom.role is Role.RATE:
        # It is given, so what is printed for it is its very digits; a number of few figures may be so by chance.
        return thresholds.WORTH_OF_THE_RATE if how is Fit.EXACT else -thresholds.COST_OF_ANOTHER_RATE
    is_given = atom.role is Role.VALUE and atom.symbol in naming.network.values
    # What is given is printed to the last digit, however few they are.
    weight = _weight(figures_of(number.text), is_given and number.value not in (0, 1))
    if how.good:
        # Anything small rounds to zero.
        if number.value:
            return weight
        return thresholds.WORTH_OF_ZERO if how is Fit.EXACT else thresholds.WORTH_OF_A_ROUNDED_ZERO
    if how is Fit.UNIT:
        return weight * thresholds.WORTH_ONE_OFF
    # What is wrong is rarely far off.
    size = approximate(value)
    is_near = abs(approximate(number.value) - size) < thresholds.NEARBY * abs(size)
    return weight * (thresholds.WORTH_NEARBY if is_near else -thresholds.MISFIT)


def _weight(figures: int, is_given: bool) -> float:
    """Return what a number says that fits, by how many figures it has; one that is given is no chance."""
    if figures >= thresholds.TELLING:
        return 1.0
    return thresholds.WORTH_OF_TWO_FIGURES if figures > 1 or is_given else thresholds.WORTH_OF_ONE_FIGURE


def _fits_grid(naming: Naming, meaning: Meaning, grid: Grid) -> float:
    entries = [printed(entry) for row in grid.rows for entry in row]
    shape = (len(grid.rows), len(grid.rows[0]))
    expected = (len(meaning.rows), len(meaning.rows[0]))
    fits = shape == expected or (meaning.free and shape == expected[::-1])
    if any(entry is None for entry in entries) or not fits:
        return -1.0
    found = [
        _fits(naming, Meaning(((atom,),)), entry)
        for atom, entry in zip(meaning.flat, entries, strict=True)
        if entry is not None
    ]
    return sum(found) / max(len(found), 1)


def evidence_of(chains: Iterable[Chain]) -> PrintedByName:
    """Return, by the text of a name, what the document prints for it."""
    found: dict[str, list[tuple[Name, Printed]]] = defaultdict(list)
    for chain in chains:
        if len(chain.sides) < 2:
            continue
        first = chain.sides[0].node
        if isinstance(first, Rate) and isinstance(first.by, Name) and (number := printed(chain.sides[-1].node)):
            found[first.by.text].append((first.by, Slope(first, number)))
        last, is_turned = chain.sides[-1].node, isinstance(first, Turned)
        if isinstance(first, Turned):
            first = first.body
        is_printed = printed(last) is not None or is_printed_grid(last)
        if isinstance(first, Name) and is_printed:
            shown = (
                Grid(tuple(zip(*last.rows, strict=True)), last.span) if isinstance(last, Grid) and is_turned else chain
            )
            found[first.text].append((first, shown))
        for before, after in zip(chain.sides, chain.sides[1:], strict=False):
            if isinstance(before.node, Name) and before is not chain.sides[0] and (number := printed(after.node)):
                found[before.node.text].append((before.node, number))
            for name, put_in in aligned(before.node, after.node):
                found[name.text].append((name, put_in))
    return {text: _distinct(every)[: thresholds.MOST_PAIRS] for text, every in found.items()}


def _distinct(every: list[tuple[Name, Printed]]) -> list[tuple[Name, Printed]]:
    """Return evidence without what only repeats a number."""
    kept: dict[object, tuple[Name, Printed]] = {}
    for name, item in every:
        last = item.sides[-1].node if isinstance(item, Chain) else item.number if isinstance(item, Slope) else item
        number = printed(last) if not isinstance(last, Grid) else None
        kept.setdefault((type(item), number.text) if number is not None else id(item), (name, item))
    return list(kept.values())
