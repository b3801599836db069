"""Names with numbers put in for their indices: `w_ij` with i = 1 and j = 2 is `w_12`, `z^(L)` is of the last layer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..grammar.scripts import written
from ..quantities.indices import INDEXED, layer_at
from ..quantities.known_names import SHIFTED, NameMatch, is_shifted
from ..quantities.vocabulary import Vocabulary
from ..tree import Name


@dataclass(frozen=True, slots=True)
class Depths:
    """What number the last layer has.

    Args:
        depth: How many layers the network has without its inputs.
        more: By a letter, how many layers a document counts before the first of them.
    """

    depth: int
    more: Mapping[str, int]

    def of(self, base: str) -> int:
        """Return the number that the last layer has above a letter."""
        return self.depth + self.more.get(base, 0)


def named(
    name: Name, chosen: Mapping[str, int], vocabulary: Vocabulary, indices: frozenset[str], depths: Depths
) -> Name:
    """Return a name with numbers put in for its indices."""
    known = vocabulary.find(name)
    if known is not None:
        at = tuple(_written(text, chosen, known) for text in known.at)
        below = (known.entry.name.subscript, *at) if known.entry.name.subscript and name.below else at
        above = tuple(f"({chosen[part[1:-1]]})" if part[1:-1] in chosen else part for part in name.above)
        text = f"{name.base}_{{{','.join(below)}}}" + (f"^{{{','.join(above)}}}" if above else "")
        return replace(name, below=below, above=above, at=(), text=text)
    return _guessed(name, chosen, indices, depths.of(name.base))


def _written(text: str, chosen: Mapping[str, int], known: NameMatch) -> str:
    if text in known.looked_up:
        number = known.looked_up[text].number(chosen)
        return text if number is None else str(number)
    return _shifted(text, chosen) if is_shifted(text) else str(chosen.get(text, text))


def _guessed(name: Name, chosen: Mapping[str, int], indices: frozenset[str], depth: int) -> Name:
    def indexed(part: str) -> Iterator[str]:
        match = INDEXED.fullmatch(part)
        if SHIFTED.fullmatch(part):
            yield _shifted(part, chosen)
            return
        known = indices | chosen.keys()
        if match is None or not known.issuperset(match[2]) or not any(letter in chosen for letter in match[2]):
            yield part
            return
        digits = [str(chosen.get(letter, letter)) for letter in match[2]]
        if match[1]:
            yield match[1] + "".join(digits)
        else:
            yield from digits

    below = tuple(text for part in name.below for text in indexed(part))
    at = tuple(text for part in name.at for text in indexed(part))
    above = tuple(layer_at(part, chosen, depth) for part in name.above)
    guessed = replace(name, below=below, above=above, at=at)
    return replace(guessed, text=written(guessed))


def _shifted(part: str, chosen: Mapping[str, int]) -> str:
    """Return the position that `i+k-1` is, or the part as it stands where a letter of it is still open."""
    signed = re.findall(r"([+-]?)(\d*)([a-z]?)", part)
    if not all(letter in chosen for _, _, letter in signed if letter):
        return part
    total = 0
    for sign, times, letter in signed:
        value = (int(times) if times else 1) * chosen[letter] if letter else int(times or 0)
        total += -value if sign == "-" else value
    return str(total)
