"""Which scheme each pattern of names is read by, and how vectors stand: chosen once, by what the document prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice

from .. import thresholds
from ..grammar.forms import symbolic_sides
from ..quantities.indices import is_general_formula
from ..quantities.patterns import NamePattern, pattern_of
from ..quantities.scheme import DECLARED, LEARNING_RATE, NOTHING, Quantity, Scheme
from ..source import Span
from ..tree import Chain, Name, Numeral, names_in, printed
from ..values.points import Point
from .equality import holds
from .evidence import PrintedByName, Slope, best_schemes, evidence_of, support
from .general_names import choose_general_schemes
from .layouts import choose_layout
from .letters import choose_letters
from .naming import Naming
from .signs import with_intended_sign, with_one_sign, with_sign
from .vectors import choose_vectors


def choose_schemes(
    naming: Naming, chains: Sequence[Chain], points: Sequence[Point], negative_signals: bool = False
) -> Naming:
    """Return the names with the schemes and the layout by which they are read.

    Args:
        naming: What is known of the names.
        chains: The equations of the document.
        points: Where they are tried.
        negative_signals: Whether error signals are known to be minus the derivative of the error.
    """
    # A formula in index notation is judged by its instances, whose names have numbers.
    every_chain = chains
    chains = [chain for chain in chains if not is_general_formula(chain, naming.layers.vocabulary)]
    evidence = evidence_of(chains)
    every: dict[NamePattern, dict[str, Name]] = defaultdict(dict)
    for chain in chains:
        for side in chain.sides:
            for name in names_in(side.node):
                every[pattern_of(name)].setdefault(name.text, name)
    best: dict[NamePattern, list[Scheme]] = {}
    for pattern, names in every.items():
        first = sorted(names.values(), key=lambda name: name.text not in evidence)[: thresholds.MOST_NAMES_OF_A_PATTERN]
        best[pattern] = (
            [DECLARED]
            if _is_of_notation(naming, first)
            else best_schemes(naming, first, evidence)[: thresholds.MOST_SCHEMES_TRIED]
        )
        if best[pattern]:
            naming = naming.with_schemes({pattern: best[pattern][0]})
    naming = _with_parts_of_letters(naming, every, best, evidence)
    naming = _with_arrays_of_entries(naming, every)
    naming = _with_one_rate(naming, evidence)
    naming = _with_one_target(naming, every, best, evidence)
    naming = choose_letters(naming, every_chain, points)
    tests = [chain for chain in chains if len(symbolic_sides(chain)) >= 2]
    naming = choose_layout(naming, chains, tests, evidence, points)
    concerned: dict[NamePattern, list[Chain]] = defaultdict(list)
    for chain in tests:
        for pattern in {pattern_of(name) for side in chain.sides for name in names_in(side.node)}:
            concerned[pattern].append(chain)
    standing: dict[Span, bool] = {}
    for _ in range(2):
        for pattern, schemes in best.items():
            if concerned[pattern]:
                others = partial(_others, naming, every[pattern], schemes, evidence)
                naming = _try_schemes(naming, pattern, schemes, others, concerned[pattern], points, standing)
    naming = choose_vectors(naming, chains, evidence, points)
    naming = choose_general_schemes(naming, every_chain, points)
    if negative_signals:
        return with_sign(naming, every, negative=True)
    naming = with_one_sign(naming, every, evidence)
    return with_intended_sign(naming, every, evidence, tests, points)


def _is_of_notation(naming: Naming, names: Sequence[Name]) -> bool:
    """Return whether at least half of the names of one pattern are of the notation that a document uses."""
    vocabulary = naming.layers.vocabulary
    known = [name for name in names if vocabulary.knows(name)] if naming.keeps_notation else []
    # A bias or an input that is counted as number 0 is a custom beside every notation.
    zeroth = any("0" in "".join((*name.below, *name.above)) for name in names if name not in known)
    enough = bool(known) and 2 * len(known) >= len(names)
    return enough and not zeroth and all(DECLARED in naming.options(name) for name in known)


def _others(
    naming: Naming, names: Mapping[str, Name], best: Sequence[Scheme], evidence: PrintedByName
) -> dict[Scheme, float]:
    """Return, for each other part that all names of one pattern can play, the schemes that the numbers fit best.

    With each goes how much better the numbers fit it than the best of the likeliest part.
    """
    # What has the notation of the document plays its part there, but may be counted in another way.
    declared = best[0] if best and best[0].is_declared else None
    options = [naming.options(name) for name in names.values()]
    usual = _support_of(naming, names, best[0], evidence) if best else 0.0
    found: dict[tuple[object, ...], dict[Scheme, float]] = defaultdict(dict)
    for scheme in options[0]:
        if scheme in best or not all(scheme in other for other in options):
            continue
        if declared is not None and not scheme.is_of_part(declared):
            continue
        gain = _support_of(naming, names, scheme, evidence) - usual
        alike = found[scheme.part]
        most = max(alike.values(), default=gain)
        if gain > most:
            alike.clear()
        if gain >= most and len(alike) < thresholds.MOST_EQUAL_SCHEMES:
            alike[scheme] = gain
    every = {scheme: gain for part in found.values() for scheme, gain in part.items()}
    return dict(islice(every.items(), thresholds.MOST_SCHEMES_TRIED))


def _with_parts_of_letters(
    naming: Naming,
    every: Mapping[NamePattern, Mapping[str, Name]],
    best: dict[NamePattern, list[Scheme]],
    evidence: PrintedByName,
) -> Naming:
    """Return the names in which a letter plays one part: by a derivative alone, none plays another than elsewhere.

    Args:
        naming: What the names mean so far.
        every: The names by their patterns.
        best: The schemes of the patterns, the likeliest first, which are put in the new order.
        evidence: What the document prints for the names.
    """
    shown: dict[tuple[str, str], set[object]] = defaultdict(set)
    by_slopes: list[NamePattern] = []
    for pattern, names in every.items():
        found = [item for text in names for _, item in evidence.get(text, ())]
        scheme = naming.chosen.get(pattern)
        if scheme is None or not found:
            continue
        if all(isinstance(item, Slope) for item in found):
            by_slopes.append(pattern)
        elif _support_of(naming, names, scheme, evidence) > thresholds.LITTLE:
            shown[pattern.letter].add(scheme.subject)
    for pattern in by_slopes:
        subjects = shown[pattern.letter]
        if not subjects or naming.chosen[pattern].subject in subjects:
            continue
        names = every[pattern]
        options = naming.options(next(iter(names.values())))
        alike = [
            at for at in options if at.subject in subjects and all(at in naming.options(n) for n in names.values())
        ]
        if alike:
            best[pattern] = alike[: thresholds.MOST_SCHEMES_TRIED]
            naming = naming.with_schemes({pattern: alike[0]})
    return naming


def _with_one_rate(naming: Naming, evidence: PrintedByName) -> Naming:
    """Return the names without letters read as the learning rate that have another value, where one has its own."""
    fits: dict[NamePattern, set[bool]] = defaultdict(set)
    for every in evidence.values():
        for name, what in every:
            number = printed(what.sides[-1].node) if isinstance(what, Chain) else what
            if isinstance(number, Numeral) and naming.chosen.get(pattern_of(name)) == LEARNING_RATE:
                fits[pattern_of(name)].add(number.value == naming.layers.rate.value)
    if not any(True in found for found in fits.values()):
        return naming
    return naming.with_schemes({pattern: NOTHING for pattern, found in fits.items() if True not in found})


def _with_one_target(
    naming: Naming,
    every: Mapping[NamePattern, Mapping[str, Name]],
    best: dict[NamePattern, list[Scheme]],
    evidence: PrintedByName,
) -> Naming:
    """Return the names in which y, of which nothing is printed, is the output beside a target t that is given."""
    targets = [pattern for pattern in every if _subject(naming, pattern) is Quantity.TARGET]
    given = {pattern.letter for pattern in targets if any(text in evidence for text in every[pattern])}
    for pattern in targets:
        if pattern.letter in given or not given:
            continue
        options = [naming.options(name) for name in every[pattern].values()]
        outputs = [at for at in options[0] if at.subject is Quantity.OUT and all(at in other for other in options)]
        if outputs and not outputs[0].guessed:
            best[pattern] = outputs[: thresholds.MOST_SCHEMES_TRIED]
            naming = naming.with_schemes({pattern: outputs[0]})
    return naming


def _subject(naming: Naming, pattern: NamePattern) -> object:
    scheme = naming.chosen.get(pattern)
    return scheme.subject if scheme is not None else None


def _with_arrays_of_entries(naming: Naming, every: Mapping[NamePattern, Mapping[str, Name]]) -> Naming:
    """Return the names with `a_1` read as a vector where `a_1[2]` is one of its entries."""
    arrays = {
        pattern.letter: scheme.of_array
        for pattern, scheme in naming.chosen.items()
        if pattern.brackets and scheme.of_array is not None
    }
    for pattern, names in every.items():
        array = arrays.get(pattern.letter)
        if array is None or pattern.brackets:
            continue
        if all(array in naming.options(name) for name in names.values()):
            naming = naming.with_schemes({pattern: array})
    return naming


def _support_of(naming: Naming, names: Mapping[str, Name], scheme: Scheme, evidence: PrintedByName) -> float:
    """Return how well the numbers that are printed for names fit one scheme."""
    return sum(
        support(naming, naming.options(name)[scheme], item)
        for text, name in names.items()
        if scheme in naming.options(name)
        for _, item in evidence.get(text, ())
    )


def _try_schemes(
    naming: Naming,
    pattern: NamePattern,
    schemes: Sequence[Scheme],
    others: Callable[[], Mapping[Scheme, float]],
    concerned: Sequence[Chain],
    points: Sequence[Point],
    standing: dict[Span, bool],
) -> Naming:
    """Return the names with all of one pattern read by the scheme under which most equations hold.

    Args:
        naming: What the names mean.
        pattern: What the names share.
        schemes: Those that the numbers fit best, all alike; none where the names stand for nothing so far.
        others: Asks for schemes of other parts, with how much better the numbers fit them.
        concerned: The equations that hold such names.
        points: Where they are tried.
        standing: Which of them hold by now.
    """
    tests = concerned[: thresholds.MOST_LAYOUT_TESTS]

    def stands(naming: Naming, chain: Chain) -> bool:
        return holds(naming, chain, points[:1]) is True

    first = schemes[0] if schemes else None
    if naming.chosen.get(pattern) != first:
        naming = naming.with_schemes({pattern: first})
        _forget(concerned, standing)
    for chain in tests:
        if chain.span not in standing:
            standing[chain.span] = stands(naming, chain)
    holding = [chain for chain in tests if standing[chain.span]]
    failing = [chain for chain in tests if not standing[chain.span]]
    if not failing:
        return naming
    best, best_score = naming, len(holding)
    for scheme, gain in (*((scheme, 0.0) for scheme in schemes[1:]), *others().items()):
        # Another part than the likeliest takes more than one equation, or what is wrong would be read as right.
        same_part = first is not None and scheme.is_of_part(first)
        needed = 1.0 if same_part or gain > thresholds.CLEARLY else thresholds.EQUATIONS_FOR_ANOTHER_PART
        # Numbers that inherit one slip all contradict the right scheme, but equations do not inherit.
        needed += max(-gain, 0.0) if gain < -thresholds.CLEARLY else 0.0
        if needed > len(failing):
            continue
        tried = naming.with_schemes({pattern: scheme})
        score = len(holding) + sum(stands(tried, chain) for chain in failing)
        if score >= best_score + needed:
            score -= sum(not stands(tried, chain) for chain in holding)
        if score >= best_score + needed:
            best, best_score = tried, score
    if best is not naming:
        _forget(concerned, standing)
    return best


def _forget(chains: Iterable[Chain], standing: dict[Span, bool]) -> None:
    for chain in chains:
        standing.pop(chain.span, None)
