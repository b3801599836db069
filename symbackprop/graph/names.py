r"""Names of quantities as people type them, in plain text or as in LaTeX.

    w5  net_h  y_hat  \hat{y}  x_bar  \tilde{x}  w_star  w^*  x'  eta  \eta  a^{(1)}  a^[1]  w^l_{jk}  out_{o1}

A name is letters, digits behind them, and what stands below, above or over it. What stands above is a star, primes or a
layer, in brackets or, where braces with what stands below come next, without; everything else above is a power.
Letters in braces below that are all indices are positions, as in `w_{jk}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..errors import ExpressionError
from ..expression.greek import NAMED_LETTERS
from ..expression.tree import ACCENTS, MARKS, Index, Position, Symbol

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "bar": "bar",
        "hat": "hat",
        "overline": "bar",
        "tilde": "tilde",
        "widehat": "hat",
        "widetilde": "tilde",
    }
)
"""From the commands of LaTeX to what stands over a name."""

LETTERS = r"\\?[^\W\d_]"
OVER = rf"\\(?:{'|'.join(COMMANDS)})(?![^\W\d_])"
CORE = rf"(?:{OVER}\s*(?:\{{\s*{LETTERS}+\s*\}}|\\[^\W\d_]+|[^\W\d_])|{LETTERS}+)"
WORDS = r"(?:\w*[^\W_])?(?:_+(?!\{))?"
BELOW = r"_\{[^{}]*\}"
LAYER = r"\^(?:\{[(\[]\w+[)\]]\}|\[\w+\]|\(\w+\)(?=\[|_\{)|(?:[^\W_]+|\{\w+\})(?=_\{))"
MARK = r"'+|\^(?:\*(?!\*)|\{\s*(?:\*|'+|\\star|\\prime)\s*\}|\\star(?![^\W\d_])|\\prime(?![^\W\d_]))"

NAME = rf"{CORE}{WORDS}(?:{BELOW}|{LAYER}|{MARK})*"
"""What a reader takes for one name; what it means, if anything, is decided afterwards."""

WHOLE = re.compile(rf"(?P<core>{CORE})(?P<digits>[0-9]*)(?P<words>(?:_+[^\W_]+)*)(?P<around>.*)")
AROUND = re.compile(
    r"_\{(?P<below>[^{}]*)\}|(?P<primes>'+)|\^(?P<brace>\{)?\s*(?:\\?(?P<mark>\*|'+|prime|star)|(?P<layer>\(\w+\)|\[\w+\]|[^\W_]+))"
    r"\s*(?(brace)\})"
)
LISTED = re.compile(r"\s*[^\W_]+(?:[,\s]+[^\W_]+)*\s*")
ONE_BY_ONE = re.compile(r"[^\W\d_]|[0-9]+")
EXPECTED = "a name is letters, then digits or _ and what stands below"


@dataclass
class _Parts:
    """The parts of a name while it is read."""

    text: str
    below: list[str]
    accent: str = ""
    above: str = ""
    positions: tuple[Position, ...] = ()

    def put_over(self, accent: str) -> None:
        if self.accent:
            raise self.fault("has two marks over it, expected one")
        self.accent = accent

    def put_above(self, above: str) -> None:
        if self.above:
            raise self.fault("has two things above it, expected one")
        self.above = above

    def put_below(self, inside: str, indices: Mapping[str, Index]) -> None:
        """Read what stands in braces below: positions where all of it are indices, or else a part of the name."""
        if LISTED.fullmatch(inside) is None:
            raise self.fault(
                "has something below that is no name; positions with signs stand in brackets, as in x[i+1]"
            )
        parts = re.split(r"[,\s]+", inside.strip())
        single = parts if all(part in indices or part.isdigit() for part in parts) else ONE_BY_ONE.findall(inside)
        if not any(part in indices for part in single) or not all(part in indices or part.isdigit() for part in single):
            self.below += parts
            return
        if self.positions:
            raise self.fault("has positions below it twice, expected them once")
        self.positions = tuple(indices[part] if part in indices else int(part[:9]) for part in single)

    def fault(self, what: str) -> ExpressionError:
        return ExpressionError(f"{self.text[:40]!r} {what}")


def parse_name(text: str, indices: Mapping[str, Index] = MappingProxyType({})) -> Symbol:
    r"""Return the symbol that a typed name stands for.

    Args:
        text: The name.
        indices: The indices by which letters in braces below it are positions.

    Raises:
        ExpressionError: It is no name.

    >>> parse_name("net_h").ascii, parse_name("w5").subscript
    ('net_h', '5')
    >>> parse_name(r"\hat{y}") == parse_name("y_hat"), parse_name(r"\eta") == parse_name("eta")
    (True, True)
    >>> parse_name("w^l_{jk}", {"j": Index("j", 2), "k": Index("k", 3)}).ascii
    'w_l[j,k]'
    """
    match = WHOLE.fullmatch(text)
    # Python takes `²` and `½` for letters of a word, and `٣` for a digit.
    if match is None or not all(c.isalpha() or c in TYPED for c in text):
        raise ExpressionError(f"{text[:40]!r} is not a name; {EXPECTED}")
    parts = _Parts(text, [match["digits"]] if match["digits"] else [])
    base = _base(match["core"], parts)
    for word in filter(None, match["words"].split("_")):
        if word in ACCENTS:
            parts.put_over(word)
        elif word in MARKS:
            parts.put_above(MARKS[word])
        else:
            parts.below.append(word)
    at, around = 0, match["around"]
    while at < len(around):
        found = AROUND.match(around, at)
        if found is None:
            raise parts.fault(f"is not a name; {EXPECTED}")
        if found["below"] is not None:
            parts.put_below(found["below"], indices)
        else:
            above = found["primes"] or found["mark"]
            parts.put_above(found["layer"] or _mark(above, parts))
        at = found.end()
    return Symbol(base, ",".join(parts.below), parts.positions, accent=parts.accent, superscript=parts.above)


def plain_name(text: str) -> str:
    r"""Return a name as the program writes it in plain letters; what is no name stays as it is.

    >>> plain_name(r"\hat{y}"), plain_name("w^*")
    ('y_hat', 'w_star')
    """
    try:
        return parse_name(text).ascii
    except ExpressionError:
        return text


TYPED = frozenset("_0123456789\\{}[]()^*'+-, ")


def _base(core: str, parts: _Parts) -> str:
    """Return the letters of a name, and note what a command puts over them."""
    over = re.match(OVER, core)
    if over is not None:
        parts.put_over(COMMANDS[over[0][1:]])
        letters = core[over.end() :].strip("{} \t")
        return _letters(letters, parts)
    return _letters(core, parts)


def _letters(letters: str, parts: _Parts) -> str:
    word = letters.removeprefix("\\")
    if word != letters and word not in NAMED_LETTERS:
        raise parts.fault(f"is not a name; {letters[:20]!r} is no Greek letter")
    return word


def _mark(above: str, parts: _Parts) -> str:
    mark = MARKS.get(above, above)
    if mark not in MARKS.values():
        raise parts.fault("has too many primes, expected two at most")
    return mark
