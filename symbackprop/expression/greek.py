"""The Greek letters and their names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LETTERS = "αβγδεζηθικλμνξπρσςτυφχψωΓΔΘΛΞΠΣΥΦΨΩ"
NAMES = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma varsigma tau upsilon phi chi psi
omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
GREEK: Mapping[str, str] = MappingProxyType(dict(zip(LETTERS, NAMES.split(), strict=True)))
"""The names by which TeX and speech know the letters."""

NAMED_LETTERS: Mapping[str, str] = MappingProxyType(
    {name: letter for letter, name in GREEK.items() if name != "varsigma"}
)
"""The letters by the names that stand for them where a quantity is called so; of two forms of sigma the usual one."""


def greek(word: str) -> str:
    """Return the name of the Greek letter that a word is or names, or nothing.

    >>> greek("η"), greek("eta"), greek("net")
    ('eta', 'eta', '')
    """
    return GREEK.get(word, word if word in NAMED_LETTERS else "")
