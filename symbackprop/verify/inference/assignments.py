"""What a document states outright: the quantities that it gives numbers, wherever and however it writes them.

Formulas, programs, tables and a few words of each language are looked at; the first number that a quantity is given is
the one that it starts with, since what follows may be an update.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, chain, islice, pairwise

from ...expression.tree import Number
from .. import thresholds
from ..grammar.alignment import aligned_values
from ..grammar.parser import parse
from ..grammar.style import WritingStyle
from ..lexicon.prose import AND, EQUALS, GIVEN, IS, LINKING, MARKED_NEW, SIZED, SPOKEN_OUTPUT, Spoken
from ..lexicon.roles import BIAS, INPUT, OUT, TARGET, WEIGHT, parts_of
from ..reading.document import Reading
from ..reading.statements import Statements
from ..source import Plain
from ..tree import Chain, Grid, Name, Node, Numeral, Turned, numerals_in, printed

Rows = tuple[tuple[Number, ...], ...]
Key = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A quantity and the number, or the rows of numbers, that it is given.

    Args:
        name: How it is called.
        rows: One row of one number for a scalar.
        start: Where it stands in the file.
        single: Whether it is a number and no list of them.
    """

    name: Name
    rows: Rows
    start: int
    single: bool

    @property
    def flat(self) -> tuple[Number, ...]:
        """All the numbers, row by row."""
        return tuple(chain.from_iterable(self.rows))


@dataclass(frozen=True, slots=True)
class Assignments:
    """What a document gives, each quantity once.

    Args:
        every: What it gives numbers outright, in its order.
        substituted: What it only puts numbers in for.
        in_words: What it gives in words, by the part that the numbers play.
    """

    every: tuple[Assignment, ...]
    substituted: tuple[Assignment, ...]
    in_words: Mapping[str, tuple[Number, ...]]

    def of(self, part: str) -> list[Assignment]:
        """Return what can play a part, the likeliest first."""
        ranked = [
            (parts.index(part), assignment) for assignment in self.every if part in (parts := parts_played(assignment))
        ]
        return [assignment for _, assignment in sorted(ranked, key=lambda pair: pair[0])]

    def with_put_in(self, part: str) -> Assignments:
        """Return the same with what is put in for a part of which nothing is given, if one letter plays it."""
        if self.of(part) or self.in_words.get(part):
            return self
        more = tuple(at for at in self.substituted if at.single and parts_played(at)[:1] == (part,))
        return replace(self, every=(*self.every, *more)) if len({at.name.base for at in more}) == 1 else self

    def with_inherited(self, outer: Assignments) -> Assignments:
        """Return the same with what a scope around it states, as far as it is not stated anew."""
        known = {key_of(at.name) for at in self.every}
        every = (*self.every, *(at for at in outer.every if key_of(at.name) not in known))
        known |= {key_of(at.name) for at in (*self.substituted, *outer.every)}
        substituted = (*self.substituted, *(at for at in outer.substituted if key_of(at.name) not in known))
        in_words = {part: numbers or outer.in_words[part] for part, numbers in self.in_words.items()}
        return Assignments(every, substituted, in_words)


def parts_played(assignment: Assignment) -> tuple[str, ...]:
    """Return the parts that what is given can play, the likeliest first; an output of layer 0 is an input."""
    name = assignment.name
    parts = parts_of(name)
    marks = "".join((*name.below, *name.above)).strip("()[]")
    # A sample, `inputs = [2, 3], output = [1]`, says what the outputs should be.
    if SPOKEN_OUTPUT.fullmatch(name.base) and not assignment.single:
        return (*parts, TARGET)
    return (INPUT, *parts) if marks == "0" and OUT in parts and INPUT not in parts else parts


def every_assignment(reading: Reading, statements: Statements) -> list[Assignment]:
    """Return all that a document, or a stretch of it, gives numbers, in its order, each as often as it is given some.

    Args:
        reading: The document.
        statements: Its statements.
    """
    text, places = reading.whole.text, reading.whole.places
    # A list of one number is a number to a formula, and a list where it is looked at as it is written.
    written = chain(_in_programs(text, statements.style), _in_rows(text, statements.style))
    found = chain((replace(at, start=places[at.start]) for at in written), _in_formulas(statements.chains))
    return sorted(islice(found, thresholds.MOST_VALUES_STATED), key=lambda assignment: assignment.start)


def find_assignments(reading: Reading, statements: Statements) -> Assignments:
    """Return what a document, or a stretch of it, states.

    Args:
        reading: The document.
        statements: Its statements.
    """
    updated = _updated(statements.chains)
    first: dict[Key, Assignment] = {}
    for assignment in every_assignment(reading, statements):
        name, key = assignment.name, key_of(assignment.name)
        if not name.new and not name.accent and assignment.start <= updated.get(key, assignment.start):
            first.setdefault(key, assignment)
    substituted: dict[Key, Assignment] = {}
    for name, node, start in islice(aligned_values(statements.chains), thresholds.MOST_VALUES_STATED):
        rows = _rows(node)
        if rows and not name.accent and key_of(name) not in first:
            substituted.setdefault(key_of(name), Assignment(name, rows, start, printed(node) is not None))
    in_words: dict[str, tuple[Number, ...]] = dict.fromkeys(GIVEN, ())
    for part, _, numbers in _lists_in_words(reading.whole.text):
        in_words[part] = in_words[part] or tuple(map(_read, re.findall(DIGITS, numbers)))
    return Assignments(tuple(first.values()), tuple(substituted.values()), in_words)


def key_of(name: Name) -> Key:
    """Return what tells a name from others."""
    return name.base, name.below, name.above, name.at


def _updated(chains: Sequence[Chain]) -> dict[Key, int]:
    """Return where each parameter is first computed, from where on its numbers are no first ones."""
    found: dict[Key, int] = {}
    for at in chains:
        name = at.sides[0].node
        if isinstance(name, Name) and {WEIGHT, BIAS} & {*parts_of(name)[:1]}:
            computed = [side.node for side in at.sides if not (isinstance(side.node, Name) or _rows(side.node))]
            if any(map(numerals_in, computed)):
                found.setdefault(key_of(name), at.span.start)
    return found


def _in_formulas(chains: Sequence[Chain]) -> Iterator[Assignment]:
    for at in chains:
        *names, last = (side.node for side in at.sides)
        if not names:
            yield from _headed(last, at.span.start)
        elif "≈" in at.relations:
            continue
        elif all(isinstance(node, Name) for node in names) and (rows := _rows(last)):
            for node in names:
                assert isinstance(node, Name)
                yield Assignment(node, rows, at.span.start, printed(last) is not None)
        elif all(isinstance(node, Name) for node in names[:-1]):
            yield from _paired(names[-1], last, at.span.start)


def _paired(left: Node, right: Node, start: int) -> Iterator[Assignment]:
    """Yield the entries of a list of names that is given a list of numbers."""
    rows = _rows(right)
    if not isinstance(left, Grid) or rows is None or [*map(len, left.rows)] != [*map(len, rows)]:
        return
    for names, numbers in zip(left.rows, rows, strict=True):
        for name, number in zip(names, numbers, strict=True):
            if isinstance(name, Name):
                yield Assignment(name, ((number,),), start, single=True)


def _headed(node: Node, start: int) -> Iterator[Assignment]:
    """Yield the columns of a table of two rows, names and their numbers."""
    if isinstance(node, Grid) and len(node.rows) == 2:
        names, numbers = node.rows
        yield from _paired(Grid((names,), node.span), Grid((numbers,), node.span), start)


def _rows(node: Node) -> Rows | None:
    number = printed(node)
    if number is not None:
        return ((_number(number),),)
    turned = isinstance(node, Turned)
    grid = node.body if isinstance(node, Turned) else node
    if not isinstance(grid, Grid):
        return None
    entries = [[printed(entry) for entry in row] for row in grid.rows]
    if not entries or any(entry is None for row in entries for entry in row):
        return None
    rows = tuple(tuple(_number(entry) for entry in row if entry is not None) for row in entries)
    return tuple(zip(*rows, strict=True)) if turned and len({*map(len, rows)}) == 1 else rows


def _number(numeral: Numeral) -> Number:
    return Number(numeral.value, numeral.text)


DIGITS = r"[-−+]?(?:\d{1,12}(?:\.\d{1,20})?|\.\d{1,20})(?:e[-+]?\d{1,2})?"
WORD = r"(?>\\?[A-Za-zα-ωΑ-Ω](?:(?!_\{)\w){0,24}(?:[_^](?:\{[^{}\n]{1,10}\}|\w)|,[₀-₉])*)"
HAS = rf"[\s$)*`]{{0,6}}(?:=|:=|:|{IS}|{EQUALS})[\s$*`]{{0,6}}"
ENDED = (
    r"(?=\s*(?:[,;|)\]}&$`#<]|\*\*|\\(?:q?quad|[\\,;)\]]|text)|\.\s|\.$|[^\W\d]|\s\([^\W\d]|[，、。；（]|[-=]>|→|$|\n))"
)
WRAPPED = (
    r"(?:(?:(?:np|numpy|jnp|torch|tf|mx)\.)?(?:array|as_tensor|asarray|constant|float32|float64|tensor|Tensor|Variable)"
    r"\(\s*)?"
)
"""What a program puts around numbers."""

ASSIGNED = Spoken(
    rf"(?<![\w\\.{{∂^/])(?P<word>{WORD}){HAS}(?:\\\(\s*)?{WRAPPED}(?:(?P<digits>{DIGITS}){ENDED}|\[)", re.M, folds=False
)
SEVERAL = Spoken(
    rf"(?<![\w\\.=])({WORD}(?:\s*,\s*{WORD}){{1,20}})\s*=\s*({DIGITS}(?:\s*,\s*{DIGITS}){{1,20}})(?![\w.])",
    folds=False,
)
LATER = Spoken(
    rf"(?:(?:{MARKED_NEW}|δ|delta)[\s*`$]*|\S[ \t]*[-+/×·][ \t]*|\S[ \t]*\*[ \t]+"
    r"|\([^()\n]*\S[ \t]*[-+*/×·^][^()\n]*\)[ \t]*)\Z"
)
"""What stands before a name whose number is no first one, or is that of a sum or a product: `(y - t) x = 0.3`."""

COMMENT = re.compile(r"#[^\n]*")
FACTOR = re.compile(r"\s*(?:\\begin|\\cdot|\\times|[\[@*·×])")
"""What stands behind a list that something is made of, and that is not given to the name before it."""

LIST = re.compile(r"(?:[\s\d.,eE+\-−\[\]]|#[^\n]*)*")


def _is_later(text: str, start: int) -> bool:
    return LATER.search(text, max(start - thresholds.LONGEST_MARK_AHEAD, 0), start) is not None


CALL = re.compile(r"[\w'′’}]\(\s{0,2}\Z")


def _is_argument(text: str, found: re.Match[str]) -> bool:
    """Say whether a word is what a function is called with, whose value is the number: `f'(x) = 2`."""
    before = text[max(found.start() - len("'(  "), 0) : found.start()]
    number = found.start("digits") if found["digits"] is not None else found.end()
    return ")" in text[found.end("word") : number] and CALL.search(before) is not None


def _in_programs(text: str, style: WritingStyle) -> Iterator[Assignment]:
    """Yield what is assigned, in a program or a sentence, to a name that stands alone."""
    for found in ASSIGNED.finditer(text):
        name = _name(found["word"], style)
        if name is None or _is_later(text, found.start()) or _is_argument(text, found):
            continue
        single = found["digits"] is not None
        rows = ((_read(found["digits"]),),) if single else _listed(text, found.end() - 1)
        if rows:
            yield Assignment(name, rows, found.start(), single)
    for found in SEVERAL.finditer(text):
        names, numbers = found[1].split(","), found[2].split(",")
        for word, digits in zip(names, numbers, strict=True) if len(names) == len(numbers) else ():
            if (name := _name(word.strip(), style)) is not None:
                yield Assignment(name, ((_read(digits.strip()),),), found.start(), single=True)


def _listed(text: str, start: int) -> Rows | None:
    """Return the rows of a list in brackets, one or two deep, or None where it is anything else."""
    found = LIST.match(text, start, start + thresholds.LONGEST_LIST)
    written = COMMENT.sub("", found[0]) if found else ""
    depths = accumulate((sign == "[") - (sign == "]") for sign in written)
    end = next((at for at, depth in enumerate(depths, start=1) if depth == 0), None)
    body = written[:end] if end else ""
    rows = [re.findall(DIGITS, row) for row in re.findall(r"\[([^\[\]]*)\]", body)]
    if not rows or not all(rows) or len({*map(len, rows)}) != 1:
        return None
    if found and written == found[0] and FACTOR.match(text, start + len(body)):
        return None
    return tuple(tuple(map(_read, row)) for row in rows)


def _read(digits: str) -> Number:
    text = digits.replace("−", "-").lstrip("+")
    text = re.sub(r"^(-?)\.", r"\g<1>0.", text)
    return Number(Fraction(text), text)


@lru_cache(maxsize=4096)
def _name(word: str, style: WritingStyle) -> Name | None:
    """Return the name that a few signs are, or None where they are anything else; its span counts from the word."""
    chains = parse(Plain(word, range(len(word) + 1)), style)
    alone = chains[0] if len(chains) == 1 else None
    node = alone.sides[0].node if isinstance(alone, Chain) and len(alone.sides) == 1 else None
    return node if isinstance(node, Name) else None


ROW = re.compile(r"^[ \t]*\|(.{1,4000})\|[ \t]*$", re.M)
RULE = re.compile(r"[\s:|-]+")


def _in_rows(text: str, style: WritingStyle) -> Iterator[Assignment]:
    """Yield what a table says: a name beside its number, or a row of names above a row of numbers."""
    rows = [
        (found.start(), [cell.strip(" \t$*`") for cell in found[1].split("|")][: thresholds.WIDEST_ROW_OF_VALUES])
        for found in ROW.finditer(text)
        if not RULE.fullmatch(found[1])
    ]
    for start, cells in rows:
        if len(cells) > 1 and re.fullmatch(DIGITS, cells[1]) and not re.fullmatch(DIGITS, cells[0]):
            name = _name(cells[0], style)
            if name is not None and name.text.count(" ") == 0:
                yield Assignment(name, ((_read(cells[1]),),), start, single=True)
    for (start, heads), (_, numbers) in pairwise(rows):
        if len(heads) == len(numbers) > 1 and all(re.fullmatch(DIGITS, cell) for cell in numbers):
            for head, digits in zip(heads, numbers, strict=True):
                if (name := _name(head, style)) is not None:
                    yield Assignment(name, ((_read(digits),),), start, single=True)


NOT_COUNTED = rf"(?![\d.]*\s*(?:[×·x/^%]|→|{SIZED}))"
JOINED = rf"(?P<numbers>{DIGITS}(?:\s*(?:,?\s*{AND}|,)\s*{DIGITS}){{0,20}}){NOT_COUNTED}"
LINK = rf"(?:\s|\$|\\[a-z]+|[a-zηαγ]_?\d?|\(|\)|\*|=|:|：|{LINKING}){{1,12}}?"
IN_WORDS = Spoken(rf"(?=(?:{'|'.join(f'(?P<{part}>{words})' for part, words in GIVEN.items())}){LINK}{JOINED})")
"""How words give the numbers of a part; used where no letter is given them.

It looks ahead from each place, for what gives the numbers of one part may begin within what gives those of another.
"""


def values_in_words(text: str) -> Iterator[tuple[str, int, int, Number]]:
    """Yield the numbers that words give, each with the part that it plays and where it stands."""
    for part, start, numbers in _lists_in_words(text):
        for digits in re.finditer(DIGITS, numbers):
            yield part, start + digits.start(), start + digits.end(), _read(digits[0])


def _lists_in_words(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield the numbers that words give at one place, each with their part and where they begin."""
    ends: dict[str, int] = {}
    for found in IN_WORDS.finditer(text):
        part = next(part for part in GIVEN if found[part] is not None)
        if found.start() >= ends.get(part, 0):
            ends[part] = found.end("numbers")
            yield part, found.start("numbers"), found["numbers"]
