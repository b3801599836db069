"""The parts that letters and words play in a network: net, out, input, target, weight, bias, loss, δ, η."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..tree import Name
from .languages import LANGUAGES, words_of
from .parts import BIAS, DELTA, INPUT, LOSS, NET, OUT, RATE, TARGET, WEIGHT

__all__ = [
    "BIAS",
    "DELTA",
    "ENTRY",
    "HIDDEN",
    "INPUT",
    "LABELS",
    "LETTERS",
    "LOSS",
    "NET",
    "OUT",
    "OUTPUT",
    "PARTS",
    "PREDICTED",
    "RATE",
    "SIZES",
    "TARGET",
    "TOTAL",
    "TRUE",
    "WEIGHT",
    "parts_of",
]

LETTERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "A": (OUT, NET),
        "B": (BIAS,),
        "C": (LOSS,),
        "D": (DELTA, TARGET),
        "E": (LOSS,),
        "H": (OUT, NET),
        "I": (INPUT,),
        "J": (LOSS,),
        "L": (LOSS,),
        "O": (OUT,),
        "P": (OUT,),
        "S": (NET, OUT),
        "T": (TARGET,),
        "U": (WEIGHT, NET),
        "V": (WEIGHT, NET),
        "W": (WEIGHT,),
        "X": (INPUT, NET),
        "Y": (TARGET, OUT),
        "Z": (NET,),
        "a": (OUT, NET),
        "alpha": (RATE, NET),
        "b": (BIAS,),
        "beta": (BIAS, WEIGHT, NET),
        "c": (BIAS, LOSS),
        "d": (TARGET, DELTA),
        "delta": (DELTA,),
        "e": (LOSS, DELTA),
        "ell": (LOSS,),
        "epsilon": (RATE, DELTA),
        "eta": (RATE,),
        "g": (NET, OUT),
        "gamma": (RATE,),
        "h": (OUT, NET),
        "i": (INPUT, NET),
        "lambda": (RATE,),
        "mu": (RATE,),
        "n": (NET,),
        "o": (OUT, TARGET),
        "p": (OUT,),
        "q": (OUT, NET),
        "rho": (RATE,),
        "s": (NET, OUT),
        "sigma": (OUT, DELTA),
        "t": (TARGET,),
        "theta": (WEIGHT, BIAS),
        "u": (NET, WEIGHT, OUT),
        "v": (WEIGHT, NET, OUT),
        "w": (WEIGHT,),
        "x": (INPUT, OUT, NET),
        "y": (TARGET, OUT),
        "z": (NET, OUT),
    }
)
"""From a letter to the parts that it may play, the likeliest first."""

PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        word: parts
        for language in LANGUAGES.values()
        for section in language.names.values()
        for word, parts in section.items()
        if parts
    }
    | dict(LETTERS)
)
"""From a letter or word to the parts that it may play, the likeliest first."""

LABELS = frozenset(words_of("prose", "label")) | {
    word
    for language in LANGUAGES.values()
    for word, parts in language.names["names"].items()
    if {OUT, INPUT, TARGET, WEIGHT, BIAS} & set(parts)
}
"""Words before a colon that only say what the equation after it gives."""

HATTED: Mapping[str, tuple[str, ...]] = MappingProxyType({"y": (OUT,), "t": (OUT,), "o": (OUT,), "p": (OUT,)})
"""The parts of letters with a hat."""

PREDICTED = frozenset({"hat", *words_of("marks", "predicted")})
TRUE = frozenset({"*", "star", *words_of("marks", "true")})
"""What stands at a name of which there is a prediction and a truth."""

TOTAL = frozenset(words_of("marks", "total"))
HIDDEN = frozenset({"h", "H", *words_of("marks", "hidden")})
OUTPUT = frozenset({"k", "o", "O", "y", "Y", *words_of("marks", "output")})
ENTRY = frozenset({"i", "I", "x", "X", *words_of("marks", "input")})
"""What stands below a name for the layer that it is of."""

SIZES = frozenset({"h", "x", "y", "model", *words_of("marks", "hidden", "input", "output")})
"""What stands below a d that is the size of a layer."""


def parts_of(name: Name) -> tuple[str, ...]:
    """Return the parts that a name can play by its letter and marks, the likeliest first."""
    words = {part.lower() for part in (*name.below, *name.above)}
    base = name.base
    parts = PARTS.get(base) or PARTS.get(base.lower()) or ()
    if name.accent == "hat" or words & PREDICTED:
        return HATTED.get(base.lower(), (OUT,)) if OUT in parts or base.lower() in HATTED else parts
    if words & TRUE and TARGET in parts:
        return (TARGET,)
    if base == "y" and name.accent:
        return (OUT, TARGET)
    if words & OUTPUT and INPUT in parts:
        return tuple(part for part in parts if part != INPUT) or parts
    return parts
