"""The tables of a document: cells in rows under a head, each read as a formula, as words, or as both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, pairwise

from .. import thresholds
from ..grammar.parser import parse
from ..grammar.style import WritingStyle
from ..lexicon import latex
from ..limits.boundary import Doing, contained
from ..source import Plain, Span
from ..tree import Chain, Name, Node, printed
from .document import Reading


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table.

    Args:
        node: The formula or number in it; None where there is none, or more than one.
        words: What else it says, in lower case.
        span: Where its text stands.
    """

    node: Node | None
    words: str
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its head and its rows, all of one width.

    Args:
        head: The cells of its first row.
        rows: Those below.
        span: The whole.
    """

    head: tuple[TableCell, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    span: Span

    @property
    def turned(self) -> Table:
        """The table with its first column for a head."""
        every = tuple(zip(self.head, *self.rows, strict=True))
        return Table(every[0], every[1:], self.span)


Stretch = tuple[int, int]


def tables(reading: Reading, style: WritingStyle) -> Iterator[Table]:
    """Yield the tables of a document that have a head and rows of its width.

    Args:
        reading: The document.
        style: How it writes numbers and names.
    """
    plain = reading.plain
    piped, tabulars = (list(islice(read(plain.text), thresholds.MOST_TABLES)) for read in (_piped, _tabulars))
    cells_read = 0
    for rows in sorted([*piped, *tabulars]):
        head, *below = rows
        width = len(head)
        cells_read += width * len(rows)
        if cells_read > thresholds.MOST_CELLS:
            return
        kept = [row for row in below if len(row) == width][: thresholds.MOST_ROWS]
        if 1 < width <= thresholds.WIDEST_TABLE and kept:
            span = Span(plain.places[head[0][0]], plain.places[kept[-1][-1][1]])
            act = partial(_table, plain, [head, *kept], span, style)
            table = contained(Doing.TABLE, span, act, lambda _: None)
            if table is not None:
                yield table


def _table(plain: Plain, rows: Sequence[Sequence[Stretch]], span: Span, style: WritingStyle) -> Table | None:
    width = _repeated([plain.text[start:end].strip() for start, end in rows[0]])
    parts = range(0, len(rows[0]), width)
    # What stands side by side under the same titles is one long table.
    long = [rows[0][:width], *(row[at : at + width] for at in parts for row in rows[1:])]
    head = tuple(_cell(plain, start, end, style, is_head=True) for start, end in long[0])
    cells = [tuple(_cell(plain, start, end, style) for start, end in row) for row in long[1:]]
    return Table(head, tuple(cells), span)


def _repeated(titles: Sequence[str]) -> int:
    """Return after how many titles the same ones come again, to the end; all of them where they do not.

    >>> _repeated(["given", "value", "given", "value"]), _repeated(["", "0", "0"])
    (2, 3)
    """
    for width in range(2, len(titles) // 2 + 1):
        if len(titles) % width == 0 and titles == list(titles[:width]) * (len(titles) // width) and all(titles):
            return width
    return len(titles)


RULE = re.compile(
    r"^[ \t]{0,9}(?:\|[ \t]{0,99})?:?-+:?[ \t]{0,99}(?:\|[ \t]{0,99}:?-+:?[ \t]{0,99})+(?:\|[ \t]{0,99})?$", re.M
)
"""The line between the head of a Markdown table and its rows."""

PIPE = re.compile(r"\\.|\$[^$\n|]*\$|\|")


def _piped(text: str) -> Iterator[list[list[Stretch]]]:
    past = 0
    for rule in RULE.finditer(text):
        if rule.start() < past:
            continue
        start = text.rfind("\n", 0, max(rule.start() - 1, 0)) + 1
        rows = [_parted(text, start, max(rule.start() - 1, start))]
        at = rule.end() + 1
        while at < len(text) and len(rows) <= thresholds.MOST_ROWS:
            end = text.find("\n", at)
            end = end if end >= 0 else len(text)
            if "|" not in text[at:end]:
                break
            rows.append(_parted(text, at, end))
            at = end + 1
        past = at
        if rows[0]:
            yield rows


def _parted(text: str, start: int, end: int) -> list[Stretch]:
    """Return the cells of a line, without the bars at its ends."""
    bars = [found.start() for found in PIPE.finditer(text, start, end) if found[0] == "|"]
    if not bars:
        return []
    first, last = text[start : bars[0]].strip(), text[bars[-1] + 1 : end].strip()
    edges = [*([start - 1] if first else []), *bars, *([end] if last else [])]
    return [(a + 1, b) for a, b in pairwise(edges)]


TABULAR = re.compile(rf"\\begin\{{({latex.TABLES})\}}")
ROW_END = re.compile(r"\\\\\*?(?:\[[^\]\n]{0,12}\])?|\\tabularnewline\b")
RULES = re.compile(
    rf"(?:\s*\\(?:{latex.RULES}\b|{latex.RULES_WITH_ARGUMENT}\b"
    r"(?:\([^)\n]{0,8}\))?(?:\[[^\]\n]{0,12}\])?(?:\{[^{}\n]{0,80}\})?))*"
)
"""What may stand between the rows of a table in LaTeX without a meaning."""


def _tabulars(text: str) -> Iterator[list[list[Stretch]]]:
    missing: set[str] = set()
    past = 0
    for found in TABULAR.finditer(text):
        if found[1] in missing or found.start() < past:
            continue
        end = text.find(f"\\end{{{found[1]}}}", found.end())
        if end < 0:
            missing.add(found[1])
            continue
        past = end
        start = min(_after_arguments(text, found.end()), end)
        rows: list[list[Stretch]] = []
        for last in (*(row.span() for row in ROW_END.finditer(text, start, end)), (end, end)):
            row = _between(text, start, last[0])
            start = last[1]
            if row and (rows or "\\multicolumn" not in text[row[0][0] : row[-1][1]]):
                rows.append(row)
            if len(rows) > thresholds.MOST_ROWS:
                break
        if rows:
            yield rows


def _after_arguments(text: str, at: int) -> int:
    """Return where the arguments of an environment end, in braces or brackets one upon another."""
    while at < len(text) and text[at] in "{[":
        depth, closes = 0, {"{": "}", "[": "]"}[text[at]]
        opens, place = text[at], at
        while place < min(len(text), at + thresholds.LONGEST_CELL):
            depth += (text[place] == opens) - (text[place] == closes)
            place += 1
            if depth == 0:
                break
        at = place
    return at


def _between(text: str, start: int, end: int) -> list[Stretch]:
    """Return the cells of a row in LaTeX, without the rules above it."""
    rules = RULES.match(text, start, end)
    start = rules.end() if rules is not None else start
    if not text[start:end].strip():
        return []
    depth, edges = 0, [start]
    for at in range(start, end):
        sign = text[at]
        if text[at - 1] == "\\":
            continue
        depth += (sign == "{") - (sign == "}")
        if sign == "&" and depth == 0:
            edges.append(at + 1)
    return [(a, b) for a, b in zip(edges, [*(edge - 1 for edge in edges[1:]), end], strict=True)]


FORMULA = re.compile(r"\$\$?([^$]+)\$\$?|\\\((.*?)\\\)", re.S)
SENTENCE = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}+\s++[^\W\d_]{2}")
IN_BRACKETS = re.compile(r"(?:[^\W\d_]{2,}[ \t]+(?=[^=]*_))?\((?P<formula>.*)\)")
"""A head whose formula stands in brackets, also behind a word: `(a_t)`, `target (t_t)`."""

DECORATED = " \t\n*`~"


def _cell(plain: Plain, start: int, end: int, style: WritingStyle, is_head: bool = False) -> TableCell:
    text = plain.text
    while start < end and text[start] in DECORATED:
        start += 1
    while start < end and text[end - 1] in DECORATED:
        end -= 1
    span = Span(plain.places[start], plain.places[end])
    if end - start > thresholds.LONGEST_CELL:
        return TableCell(None, "", span)
    formulas = list(FORMULA.finditer(text, start, end))
    words = FORMULA.sub(" ", text[start:end]).strip().lower()
    if len(formulas) == 1:
        (found,) = formulas
        which = 1 if found[1] is not None else 2
        part = plain.part(found.start(which), found.end(which))
        return TableCell(_defined(part, style) if is_head else _alone(part, style), words, span)
    if formulas or end - start > thresholds.LONGEST_BARE_CELL or not words or SENTENCE.search(words):
        return TableCell(None, words, span)
    bracketed = IN_BRACKETS.fullmatch(text, start, end) if is_head else None
    if bracketed is not None:
        start, end = bracketed.span("formula")
    part = plain.part(start, end)
    return TableCell(_defined(part, style) if is_head else _alone(part, style), words, span)


def _defined(plain: Plain, style: WritingStyle) -> Node | None:
    """Return what the head of a column names, which it may define as well: `a_t = u x_t + v s_{t-1}`."""
    found: Sequence[object] = parse(plain, style)
    first = found[0] if len(found) == 1 else None
    if not isinstance(first, Chain):
        return None
    node = first.sides[0].node
    is_worked_out = any(printed(side.node) is not None for side in first.sides)
    return node if len(first.sides) == 1 or (isinstance(node, Name) and not is_worked_out) else None


def _alone(plain: Plain, style: WritingStyle) -> Node | None:
    """Return the one formula that a text is, or None where it claims something itself."""
    found: Sequence[object] = parse(plain, style)
    alone = found[0] if len(found) == 1 else None
    return alone.sides[0].node if isinstance(alone, Chain) and len(alone.sides) == 1 else None
