"""Formulas that stand in prose without delimiters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import thresholds
from ..lexicon.prose import AND, MARKED, PLACING, Spoken
from ..lexicon.roles import PARTS
from ..lexicon.words import CODE_NAME, DOUBLE, GREEK, HATTED, OPERATORS, SMALL, WEIGHTED, WORDS, is_digits, is_latin
from ..source import Plain
from .pieces import Piece, PieceKind

EQUALS = re.compile(r"(?<![=<>!:+\-*/])(?:=|:=|≈|≔|←|~=)(?![=>])")


WORD = re.compile(r"\\[A-Za-z]+|[^\W\d_]+[0-9]*(?>_\{?[\w.,]+\}?)*+'*|\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?|\s+|.", re.S)


def bare_pieces(plain: Plain, start: int, end: int) -> Iterator[Piece]:
    """Yield the runs of prose around an equals sign that read like mathematics."""
    text = plain.text
    at = start
    while (equals := EQUALS.search(text, at, end)) is not None:
        line_start = max(text.rfind("\n", start, equals.start()) + 1, start)
        line_end = text.find("\n", equals.start(), end)
        line_end = end if line_end < 0 else line_end
        if line_end - line_start <= thresholds.LONGEST_PIECE:
            yield from _runs(plain, line_start, line_end)
        at = line_end


RATE = re.compile(r"(?<![\w\\])[d∂][^\W\d_]\w{0,11}\s*/\s*[d∂](?:\w{1,12}|\()")
"""A derivative in a line of prose, of whatever and by whatever."""

WEIGHT_AHEAD = r"\s+(?=[bvwθ]\w{0,4}\s*[=≈←])"
MARK = (
    rf"(?:(?P<raised>(?<=[\w}}])\^\(?)|(?P<bracket>(?<=\w)\())?{MARKED}"
    rf"(?(raised)\)?|(?(bracket)\)|{WEIGHT_AHEAD}))"
)
"""A word above a weight, in brackets after it or before it that says whether it is meant before or after the update."""

ABOVE = r"(?<=[\w}])\^\{[^{}\n]{1,12}\}"
"""What stands in braces above a name: a layer, or such a word."""

UNUSUAL = Spoken(rf"{RATE.pattern}|{ABOVE}|{MARK}")

BRACKETED = frozenset(";<>≤≥")
"""Signs that belong to an equation between brackets: what parts the entries of a vector, and a comparison."""

WANTING = frozenset("+-−–*/^·×÷∙⋅⊙⊗")
"""Signs after which an expression goes on."""

WIDE_GAP = re.compile(r"(?:\t|(?<![ \u00a0])[ \u00a0]{2,}+)(?=(?:[d∂]\w{1,12}\s*/\s*)?[^\W\d]\w{0,12}\s*[=≈←])")
"""A gap in a line after which another equation starts."""

JOIN = re.compile(
    rf"(?P<value>[=≈]\s?(?:[-−]?\d[\d.,]{{0,20}}|[^=≈\n]{{1,60}}?(?=[ \u00a0]{AND}[ \u00a0][^\W\d]\w{{0,2}}\()))"
    rf"[ \u00a0]{AND}[ \u00a0](?=[^\W\d]\w{{0,12}}(?:'?\(\w{{1,3}}\))?\s?[=≈←])"
)
"""A number, or what a function is, and a word that joins its equation to the next one.

Of one letter, as `y`, the word would be a factor.
"""


GLOSS = re.compile(rf"(?<=[\d\])])[ \u00a0]+\(\s*{RATE.pattern}[\w)]*\s*\)(?=\s*(?:[,;.|`]|$))", re.M)
"""A derivative in brackets behind its number, which only says once more what that is."""


def _runs(plain: Plain, start: int, end: int) -> Iterator[Piece]:
    text = plain.text
    gaps = [
        (gap.end(), gap.end())
        for gap in WIDE_GAP.finditer(text, start, end)
        if EQUALS.search(text, start, gap.start()) or (len(gap[0]) > 2 and text[gap.start() - 1].isalnum())
    ]
    label = LABEL.search(text, start, end) or REMARK.search(text, start, end)
    end = label.start() if label is not None else end
    joins = [(join.end("value"), join.end()) for join in JOIN.finditer(text, start, end)]
    cells = [bar.span() for bar in (ROW_BAR if _is_row(text[start:end]) else DRAWN_BAR).finditer(text, start, end)]
    glosses = [gloss.span() for gloss in GLOSS.finditer(text, start, end)]
    cuts = sorted([*gaps, *joins, *cells, *glosses])
    for first, last in zip((start, *(after for _, after in cuts)), (*(before for before, _ in cuts), end), strict=True):
        yield from _runs_of(plain, first, last)


DRAWN_BAR = re.compile(r"[│┃║]")
ROW_BAR = re.compile(rf"(?<![\\|])\|(?!\|)|{DRAWN_BAR.pattern}")
"""What stands between the cells of a table, and between boxes that are drawn with characters."""


def _is_row(line: str) -> bool:
    """Say whether a line is a row of a table in Markdown."""
    line = line.strip()
    return line.startswith("|") and line.endswith("|") and line.count("|") > len(("first", "last"))


LABEL = re.compile(r"(?:\t|(?<![ \u00a0])[ \u00a0]{2,}+)\((?:[ivx]{1,5}|\d{1,3}[a-z]?)\)\s*$")
"""The number of an equation at the end of its line."""

REMARK = re.compile(
    r"(?<=[\w\])])(?:\t|(?<![ \u00a0])[ \u00a0]{2,}+)\((?:[^()=≈\n]|\([^()=≈\n]{1,20}\)){1,60}\)\s*$",
)
"""What stands in brackets apart from an equation at the end of its line: no factor, which stands beside what it
multiplies."""


def _runs_of(plain: Plain, start: int, end: int) -> Iterator[Piece]:
    words = list(WORD.finditer(plain.text, start, end))
    rates = [found.span() for found in UNUSUAL.finditer(plain.text, start, end)]
    run: list[re.Match[str]] = []
    opened = 0
    for at, word in enumerate([*words, None]):
        following = words[at + 1][0] if word is not None and at + 1 < len(words) else ""
        if word is not None and (
            is_mathematical(word[0], following)
            or (opened > 0 and word[0] in BRACKETED)
            or any(a <= word.start() < b for a, b in rates)
        ):
            run.append(word)
            opened += (word[0] in "([") - (word[0] in ")]")
            continue
        if word is not None:
            run = _whole(run)
        if any(_is_equals(found) for found in run):
            for part in _parted(_unbracketed(_without_title(plain.text, run))):
                for each in _beside_a_remark(part):
                    yield from _trimmed(plain, _without_apposition(each))
        run, opened = [], 0


def _parted(run: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Yield the equations of a run that commas part, where a word begins the next one: `loss = MSE, learning rate = 1`.

    Names of one letter may be a list on the left of one equation, and are left together.
    """
    start = 0
    for at, word in enumerate(run):
        following = next((found[0] for found in run[at + 1 :] if found[0].strip()), "")
        if (
            word[0] == ","
            and len(following) >= thresholds.LONG_WORD
            and following.isalpha()
            and any(map(_is_equals, run[start:at]))
            and any(map(_is_equals, run[at:]))
        ):
            yield run[start:at]
            start = at + 1
        elif _counts_on(run[start : at + 1], following):
            yield run[start:at]
            start = at
    yield run[start:]


COUNTED = re.compile(r"([A-Za-z])_?\d{1,2}")


def _counts_on(run: list[re.Match[str]], following: str) -> bool:
    """Say whether a run ends with a name that is counted on from its first, behind a number: `x1 = 0 x2 = 1`."""
    signs = [word[0] for word in run if word[0].strip()]
    first, last = COUNTED.fullmatch(signs[0]) if signs else None, COUNTED.fullmatch(run[-1][0])
    if first is None or last is None or len(signs) != len(("x1", "=", "0", "x2")) or following not in ("=", "≈"):
        return False
    return first[1] == last[1] and signs[0] != signs[-1] and signs[2][0].isdecimal() and _is_sign_of_equality(signs[1])


def _is_sign_of_equality(sign: str) -> bool:
    return bool(EQUALS.match(sign)) or sign in "=≈"


def _without_title(text: str, run: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return a run without the last word of a title before a colon: `the error at the output: (d - y) y = 0.1`."""
    signs = [at for at, word in enumerate(run) if word[0].strip()]
    if len(signs) < len(("output", ":", "x")) or run[signs[1]][0] != ":" or not run[signs[0]][0].isalpha():
        return run
    before = text[text.rfind("\n", 0, run[signs[0]].start()) + 1 : run[signs[0]].start()].rstrip(" ")
    is_title = len(run[signs[0]][0]) >= thresholds.LONG_WORD and before[-1:].isalpha()
    return run[signs[1] + 1 :] if is_title else run


def _beside_a_remark(run: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Yield an equation and the one in brackets behind its number, as in `loss = 0.355 (y = 1)`, or a run as it is."""
    found = BESIDE_A_REMARK.fullmatch("".join(word[0] for word in run).rstrip())
    if found is None:
        yield run
        return
    start = next(at for at, word in enumerate(run) if word[0] == "(")
    yield run[:start]
    yield run[start + 1 : max(at for at, word in enumerate(run) if word[0] == ")")]


BESIDE_A_REMARK = re.compile(r"[^()]*[=≈][^()]*\d\s+\([^()=≈]*[=≈][^()]*\)")
"""An equation that ends in a number, and another one in brackets behind it."""

LAYER_ABOVE = re.compile(r"(?:\^\{\[\d\]\})?")


def _without_apposition(run: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return a run without the word before a letter that plays the part which it names: `loss L = (y - t)^2`."""
    signs = [at for at, word in enumerate(run) if word[0].strip()]
    if len(signs) < len(("loss", "L", "=")):
        return run
    word, letter = run[signs[0]][0], run[signs[1]][0]
    is_named = len(word) >= thresholds.LONG_WORD and len(re.split(r"[\d_]", letter, maxsplit=1)[0]) == 1
    equals = next((place for place in signs[2:] if _is_equals(run[place])), None)
    behind = "".join(word[0] for word in run[signs[1] + 1 : equals]).strip()
    if not is_named or not LAYER_ABOVE.fullmatch(behind) or signs[1] == signs[0] + 1:
        return run
    shared = {*PARTS.get(word.lower(), ())} & {*PARTS.get(letter[0], ())}
    return run[signs[1] :] if shared else run


def _is_equals(word: re.Match[str]) -> bool:
    return _is_sign_of_equality(word[0])


def _whole(run: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return a run that words cut off, without the remark that was cut and without an unfinished side."""
    opened: list[int] = []
    for at, word in enumerate(run):
        if word[0] == "(":
            opened.append(at)
        elif word[0] == ")" and opened:
            opened.pop()
    if opened and opened[0] > 0 and not run[opened[0] - 1][0].strip():
        return _whole(run[: opened[0]])
    signs = [word[0] for word in run if word[0].strip()]
    if not opened and (not signs or signs[-1] not in WANTING):
        return run
    equals = [at for at, word in enumerate(run) if _is_equals(word)]
    return run[: equals[-1]] if equals else run


def _unbracketed(run: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return what stands in brackets where that alone is an equation: `after the first step (x = 0.5)`."""
    depth, opening, closing = 0, None, None
    for at, word in enumerate(run):
        depth += word[0] == "("
        if word[0] == "(" and depth == 1 and (at == 0 or not run[at - 1][0].strip()):
            opening, closing = at, None
        elif depth > 0 and word[0] == ")":
            depth -= 1
            closing = at if depth == 0 and closing is None else closing
        elif _is_equals(word) and depth == 0:
            return run
    inside = run[opening + 1 : closing] if opening is not None and closing is not None else run
    return inside if any(map(_is_equals, inside)) else run


def _trimmed(plain: Plain, run: list[re.Match[str]]) -> Iterator[Piece]:
    run = _without_torn(plain.text, run)
    first, last = 0, len(run)
    while first < last and (not run[first][0].strip() or run[first][0] in "-*+•>.,;:)|`–—#"):
        # A bullet is followed by a space; a minus sign is not.
        if run[first][0] in "-+" and first + 1 < last and run[first + 1][0].strip():
            break
        first += 1
    while last > first and (
        not run[last - 1][0].strip() or run[last - 1][0] in ".,;:(|`" or _closes_a_remark(run[first:last])
    ):
        last -= 1
    first = _after_place(run, _after_number(run, first, last), last)
    if last - first >= 2:
        yield Piece(PieceKind.BARE, plain.part(run[first].start(), run[last - 1].end()))


def _closes_a_remark(run: list[re.Match[str]]) -> bool:
    """Say whether a run ends with the bracket of a remark that words began: `(remember b = 1)`."""
    signs = [word[0] for word in run]
    return signs[-1] == ")" and signs.count(")") > signs.count("(")


def _without_torn(text: str, run: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return a run without its first side, where a word before it is a part of that: `d = temp + c = 4`."""
    signs = [at for at, word in enumerate(run) if word[0].strip()]
    if not signs or run[signs[0]][0] not in "+*/·×":
        return run
    before = text[text.rfind("\n", 0, run[signs[0]].start()) + 1 : run[signs[0]].start()].rstrip()
    if not before[-1:].isalnum() or "=" not in before:
        return run
    return run[next((at + 1 for at, word in enumerate(run) if _is_equals(word)), len(run)) :]


def _after_number(run: list[re.Match[str]], first: int, last: int) -> int:
    """Return where an equation starts behind the number of its step, as in `Step 2: u = 3`."""
    if last - first > len("2: ") and is_digits(run[first][0]) and run[first + 1][0] == ":":
        return first + len("2: ") if not run[first + 2][0].strip() else first
    return first


PLACE = Spoken(PLACING)


def _after_place(run: list[re.Match[str]], first: int, last: int) -> int:
    """Return where an equation starts behind a word: for a place, as in `at x = 2`, or `that`, which is no t̂."""
    if last - first <= len(("in", " ", "x")) or run[first + 1][0].strip():
        return first
    is_word = PLACE.fullmatch(run[first][0]) or HATTED.fullmatch(run[first][0])
    return first + len(("in", " ")) if is_word and run[first + 2][0][0].isalpha() else first


PRIMES = "'′’"
"""What follows the name of a function that is differentiated."""


def is_mathematical(word: str, following: str) -> bool:
    """Say whether a word of a line of prose can belong to an equation.

    Args:
        word: Letters with their index, a number, white space, or one other character.
        following: The word after it.
    """
    if not word.strip() or word in OPERATORS or is_digits(word[0]):
        return word != "\n"
    if word.startswith("\\"):
        return True
    if word[0] in GREEK or word[0] in SMALL:
        return True
    if word[0] in "d∂" and word[1:] in GREEK and following[:1] in ("(", "/"):
        return True
    plain = word.rstrip(SMALL + PRIMES)
    if plain != word and len(plain) <= 1:
        return True
    lower = plain.lower()
    base = re.split(r"[\d_]", lower, maxsplit=1)[0]
    if lower in WORDS or base in WORDS or (DOUBLE.fullmatch(lower) and len(word) > 1) or HATTED.fullmatch(base):
        return True
    # The article and the pronoun are words where a word follows, unless an index or an operator does.
    return is_latin(word[0]) and bool(CODE_NAME.fullmatch(word) or WEIGHTED.fullmatch(word))
