"""Names that stand for nothing: which name of the document was meant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType

from ...spelling import Misprint, one_slip
from .. import thresholds
from ..grammar.scripts import written
from ..lexicon.words import BELOW, QUANTITIES, is_digits
from ..quantities.indices import is_general
from ..quantities.patterns import NamePattern, pattern_of
from ..quantities.refusals import NotCheckable, UnknownName
from ..tree import Chain, Name, names_in, printed
from ..values.arrays import Cells
from ..values.digits import fit
from ..values.points import Point
from .equality import holds
from .naming import Naming

ALIKE = frozenset({"0o", "o0", "1l", "l1", "bh", "hb", "0O", "O0", "1i", "i1", "5s", "s5", "6b", "b6", "nh", "hn"})
"""Characters that are taken for one another, by eye or by finger."""


def correct_misspellings(naming: Naming, chains: Sequence[Chain], points: Sequence[Point]) -> Naming:
    """Return the names with those corrected that stand for nothing, or that are no name of this document."""
    where: dict[str, tuple[Name, Chain]] = {}
    uses: Counter[NamePattern] = Counter()
    for chain in chains:
        for side in chain.sides:
            for name in names_in(side.node):
                where.setdefault(name.text, (name, chain))
                uses[pattern_of(name)] += 1
    vocabulary = naming.layers.vocabulary
    naming = _with_words_spelt(naming, [name for name, _ in where.values()])
    # A name of a general formula is none that a name with digits could be a slip of.
    known = [name for name, _ in where.values() if _stands(naming, name) and not is_general(name, vocabulary)]
    most: dict[tuple[str, str], int] = defaultdict(int)
    # A slip is one character for another, so that both names are equally long.
    alike: dict[tuple[str, str, int], list[Name]] = defaultdict(list)
    for other in known:
        alike[other.base, other.accent, len(_marks(other))].append(other)
        most[other.base, other.accent] = max(most[other.base, other.accent], uses[pattern_of(other)])
    for text, (name, _) in list(where.items()):
        if is_general(name, vocabulary) or text in naming.defined or text in naming.corrections:
            continue
        odd = _stands(naming, name)
        if odd and vocabulary.knows(name):
            continue
        if odd and thresholds.OFTEN * uses[pattern_of(name)] > most[name.base, name.accent]:
            continue
        if len(naming.corrections) >= thresholds.MOST_CORRECTED:
            break
        alike_names = sorted(
            (
                (cost, at, other)
                for at, other in enumerate(alike[name.base, name.accent, len(_marks(name))])
                if (cost := _cost(name, other)) is not None
                and (
                    not odd
                    or (uses[pattern_of(other)] >= thresholds.OFTEN * uses[pattern_of(name)] and _is_odd(name, other))
                )
            ),
            key=lambda found: found[:2],
        )
        candidates = [other for _, _, other in alike_names[: thresholds.MOST_CORRECTIONS]]
        if candidates:
            naming = _best_corrected(naming, text, candidates, _chains_with(chains, text), points)
    return naming


def _with_words_spelt(naming: Naming, names: Sequence[Name]) -> Naming:
    """Return the names with those corrected in which two letters of a word are swapped, as in `E_{toatl}`."""
    found = {name.text: right for name in names if (right := _spelt(naming, name)) is not None}
    return replace(naming, corrections={**naming.corrections, **found}) if found else naming


def _spelt(naming: Naming, name: Name) -> Name | None:
    if naming.layers.vocabulary.knows(name):
        return None
    base, below = _word(name.base), tuple(map(_word, name.below))
    if (base, below) == (name.base, name.below):
        return None
    right = replace(name, base=base, below=below)
    right = replace(right, text=written(right))
    return right if _stands(naming, right) else None


def _word(text: str) -> str:
    """Return the word of the field of which a text has two letters swapped, or the text."""
    if len(text) < thresholds.SHORTEST_SWAPPED or text in WORDS:
        return text
    slips = ((word, one_slip(word, text)) for word in BY_LETTERS.get("".join(sorted(text)), ()))
    return next((word for word, slip in slips if slip is not None and slip.kind is Misprint.SWAPPED), text)


WORDS = QUANTITIES | BELOW
BY_LETTERS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        letters: tuple(words)
        for letters, words in groupby(sorted(WORDS, key=sorted), key=lambda word: "".join(sorted(word)))
    }
)
"""The words that name quantities or stand below them, by their letters."""


def _stands(naming: Naming, name: Name) -> bool:
    try:
        naming.meaning(name)
    except UnknownName:
        return False
    return True


def _chains_with(chains: Sequence[Chain], text: str) -> list[Chain]:
    return [chain for chain in chains if any(name.text == text for side in chain.sides for name in names_in(side.node))]


def _cost(name: Name, other: Name) -> float | None:
    """Return how far a name is from another of the same letter, or None where it is no slip of it."""
    if name.text == other.text:
        return None
    slip = one_slip(_marks(other), _marks(name))
    if slip is None or slip.kind is not Misprint.CHANGED:
        return None
    return thresholds.COST_OF_A_TWIN if _marks(name)[slip.first] + _marks(other)[slip.first] in ALIKE else 1.0


def _marks(name: Name) -> str:
    return ",".join(name.below) + "^" + ",".join(name.above) + "[" + ",".join(name.at) + ("+" if name.new else "")


def _is_odd(name: Name, other: Name) -> bool:
    """Say whether a name has a digit or another letter where the names of this document have a letter."""
    slip = one_slip(_marks(other), _marks(name))
    assert slip is not None
    wrong, right = _marks(name)[slip.first], _marks(other)[slip.first]
    typo = is_digits(wrong) or wrong not in "hoixyzkjlnmtsp"
    return typo and right.isalpha() and pattern_of(name) != pattern_of(other)


def _best_corrected(
    naming: Naming, text: str, candidates: Sequence[Name], chains: Sequence[Chain], points: Sequence[Point]
) -> Naming:
    """Return the names with one corrected to the candidate with which most statements about it hold."""
    corrected = [replace(naming, corrections={**naming.corrections, text: candidate}) for candidate in candidates]
    return max(
        corrected,
        key=lambda each: sum(_truths(each, chain, points) for chain in chains[: thresholds.MOST_CHAINS_OF_A_SLIP]),
    )


def _truths(naming: Naming, chain: Chain, points: Sequence[Point]) -> int:
    found = int(holds(naming, chain, points[:1]) is True and len(chain.sides) > 1)
    number = printed(chain.sides[-1].node)
    if number is not None:
        try:
            worth = naming.worth(chain.sides[0].node)
        except NotCheckable:
            return found
        if not isinstance(worth, Cells) and fit(number, worth).good:
            found += 2
    return found
