"""The words by which prose and tables say what a number is."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType

from .functions import IDENTITY
from .languages import LANGUAGES, expression, words_of
from .words import OF_LETTERS


@dataclass(frozen=True)
class Spoken:
    """Words as a regular expression, which is compiled when a document first needs it.

    Where capitals count as small letters, the text is searched in lower case, and what is found is in lower case: an
    expression that ignores case itself takes three times as long to compile, and the words of many languages are long.

    Args:
        pattern: The expression, in lower case where it folds.
        flags: How it is compiled.
        folds: Whether capitals count as small letters.
    """

    pattern: str
    flags: re.RegexFlag = re.NOFLAG
    folds: bool = True

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self.compiled.search(self._searched(text), start, end)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        return self.compiled.match(self._searched(text), start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.compiled.fullmatch(self._searched(text))

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(self._searched(text), start, end)

    def _searched(self, text: str) -> str:
        return folded(text) if self.folds else text


@lru_cache(maxsize=16)
def folded(text: str) -> str:
    """Return a text in lower case, letter by letter, so that each stands where it stood.

    >>> folded("İLK Σ")
    'ilk σ'
    """
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(letter.lower()[0] for letter in text)


def _words(*roles: str) -> str:
    return expression("prose", *roles)


def _of(*roles: str) -> Spoken:
    return Spoken(_words(*roles))


ERROR = _of("error")
OUTPUT = _of("output", "predicts", "neuron")
BEFORE = _of("before")
ONCE = Spoken(rf"{_words('once')}|{_words('first')}\s+{_words('round')}")
"""What says that a number holds after one round."""

MANY = Spoken(
    r"(?<![\d.,])(\d{1,3}(?:[,.' \u202f]\d{3})+|\d{1,7})\s*+(?:\w{1,40}+\s++)?"
    + expression("prose", "times", "round", starts=False)
)
"""A number of rounds."""

QUOTED = _of("quoted")
"""What says that the numbers of a sentence are not those of the document."""

FROM = Spoken(rf"{_words('from')}\s*(?:\$|\\\()?\s*$")
TO = Spoken(rf"[\s$\\()]*{_words('to')}[\s$\\()]*")
"""What stands before the first of two numbers of a change, and between them."""

AGAINST_WORDS = _words("against", "target")
AGAINST = Spoken(rf"\s*+\$?\s*+[(（]?\s*+{AGAINST_WORDS}\D{{0,12}}?(\d+(?:[.,]\d+)?)")
"""A target beside an output."""


def speaks_of_rounds(words: str) -> bool:
    """Say whether some words are about a time other than the first round."""
    return bool(MANY.search(words) or ONCE.search(words))


SIZE = Spoken(rf"{_words('size')}\W{{0,3}}(?:\w{{1,4}})?\W*\Z")
"""What says of a name behind it how large it is, so that `is N × 1` behind that gives no value."""

VALUE = Spoken(rf"{_words('value', 'before')}|\bdata\b")
GRADIENT = Spoken(rf"{_words('gradient')}|\bgrads?\b")
AFTER = _of("after")
ROUNDS = _of("round", "times")
SAMPLES = _of("sample")
TARGETS = _of("target", "expected")
"""What the head of a column says of the numbers below it."""

SPOKEN_OUTPUT = _of("output")
"""A word for an output and for nothing else."""

AND, AND_OR, TO_WORDS = _words("and"), _words("and", "or"), _words("to")
"""What joins two numbers, two things that are supposed, and the ends of a row."""

LETTING = Spoken(rf"{_words('let')}(?:\s+\w+)?\s*\W{{0,3}}$")
"""Words before an equation that says what a letter stands for from here on; one more may follow, as in `let now`."""

SUPPOSING, PLACING = _words("suppose", "place", "from", "change"), _words("place")
"""Words after which an equation is supposed, and those after which it says a place."""

TRYING, TRYING_WITH = _words("change"), _words("to", "with")
"""Words that tell to try another value, and those before it."""

IS, EQUALS = _words("is"), _words("equals")
LINKING = _words("is", "equals", "of", "value")
"""Words that may stand between what is given and its number."""

BY = Spoken(rf"{_words('by')}\s*(?:\$|\\\()?\s*$")
"""What stands before a number that is a change itself."""

UNCOUNTED = _words("and", "or", "is", "to", "place", "with", "from", "of", "suppose", "otherwise", "we")
"""Words after a number that is none of what it would count."""

NUMBERED = _of("numbered", "round", "sample", "neuron", "layer")
"""Words before the number of what they name."""

COUNTER = expression(
    "prose", "counter", "times", languages=[language for language in LANGUAGES.values() if not language.spaced]
)
"""What stands after a number that counts, in languages that have words for it."""

CONDITIONAL = frozenset(word for word in words_of("prose", "suppose", "and", "otherwise") if len(word) > 1)
"""Words around a condition; one letter is a name."""

SIZED = _words("hidden", "input", "layer", "neuron", "output")
"""What a network has a number of."""

MARKED = expression("marks", "new", "old")
"""What says before or above a weight, or in brackets after it, whether it is meant before or after the update."""

MARKED_NEW = expression("marks", "new")

GIVEN_ROLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"bias": ("bias",), "input": ("input",), "rate": ("rate",), "target": ("target", "wanted")}
)
GIVEN: Mapping[str, str] = MappingProxyType({part: _words(*roles) for part, roles in GIVEN_ROLES.items()})
"""How prose calls what a network is given, by its part."""

INNER = expression("prose", "hidden", bounded=False)
LAST = expression("prose", "output", "last", bounded=False)
"""Words for a layer beside which its activation is named."""

NOT_LINEAR = f"(?!{expression('functions', 'no_function')})"

WRITTEN_ACTIVATIONS: Mapping[str, str] = MappingProxyType(
    {"sigmoid": r"|e\s*\^\s*\{?\s*\(?[-−]", "relu": r"|max\s*\(\s*0", "tanh": "", "leaky_relu": "", "identity": ""}
)
"""How activations are written in formulas, beside their names; the first in this order that a text has is meant."""

ACTIVATIONS: Mapping[str, str] = MappingProxyType(
    {
        name: f"{NOT_LINEAR if name == 'identity' else ''}{expression('functions', name)}{formula}"
        for name, formula in WRITTEN_ACTIVATIONS.items()
    }
)
LOSSES: Mapping[str, str] = MappingProxyType(
    {
        "softmax-cross-entropy": expression("losses", "softmax-cross-entropy"),
        "half-squared": r"frac\s*\{?1\}?\s*\{?2\}?|1\s*/\s*2|½|0\.5\s*[(*×]|\\frac12",
        "squared": rf"\)\s*(?:\^\s*\{{?2|²|\*\*\s*2)|{expression('losses', 'squared', 'mean-squared')}",
        "mean-squared": rf"{expression('losses', 'mean-squared')}|\\frac\{{?1\}}?\{{?[nN]\}}?",
        "binary-cross-entropy": rf"{expression('losses', 'binary-cross-entropy')}|\\log|\\ln|\bln\s*\(",
    }
)

ENTROPY = Spoken(expression("losses", "binary-cross-entropy"))
SHARES = Spoken(rf"{expression('losses', 'softmax-cross-entropy')}|{_words('one_hot')}")
"""What says that targets are shares, which add up to one."""

REPEATED = _of("repeated")
"""What says that an index which stands twice in a product is summed over."""

HEADS: Mapping[str, str] = MappingProxyType(
    {"binary-cross-entropy": OF_LETTERS["σ"], "softmax-cross-entropy": IDENTITY}
)
"""The only activation that goes before a loss, where there is but one."""

OF_SEVERAL_OUTPUTS = frozenset({"mean-squared", "softmax-cross-entropy"})
"""Losses that are others where there is but one output."""

USUAL_ACTIVATION = OF_LETTERS["σ"]
"""What σ stands for where a text names no activation."""
