"""Programs in documents: whether a block is one, and what of it is mathematics.

A block is judged by what stands in it, not by what it is labelled: lines that are equations with numbers are
mathematics in a block of any language. A program is read where it runs straight: its assignments are equations, and
a number in the comment behind one is its value. What is done in loops, branches and functions has no one value, and is
skipped; so is whatever needs a name that was assigned anew, or in a loop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .. import thresholds
from ..lexicon.programs import ARRAYS, COMMENTS, LIBRARIES, LOOPS, NEUTRAL, PROGRAM, SUBPROGRAMS, TEXTS
from ..source import Replacement
from .code_functions import function_in
from .code_lines import (
    IN_QUOTES,
    STATEMENT_END,
    STATEMENT_START,
    calls_unknown,
    commented,
    equation,
    is_value,
    names_assigned,
    names_used,
    printing,
)
from .code_words import CodeFunction, CodeWords, called_in
from .printed_output import Print, print_in, shown_in
from .worked_comments import worked_out

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Read:
    """What is made of a block.

    Args:
        edits: What is read in its stead, in order.
        skipped: The stretches that are passed over, in order.
    """

    edits: tuple[Replacement, ...] = ()
    skipped: tuple[Stretch, ...] = ()


@dataclass
class Names:
    """The names of a program.

    Args:
        assigned: Those that have a value.
        changed: Those that have had another value before.
        again: Those that are given a value more than once, however that is computed.
        renewed: Those that have been changed by one step, as an update does.
        arrays: Whether they are arrays, of which `*` multiplies the entries.
        prints: What was printed that no block has shown yet, in order.
        functions: The functions that are defined in a line or two.
        called: What the document calls its names, where that is something else.
    """

    assigned: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    again: set[str] = field(default_factory=set)
    renewed: set[str] = field(default_factory=set)
    arrays: bool = False
    prints: list[Print] = field(default_factory=list)
    functions: dict[str, CodeFunction] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> CodeWords:
        """What words stand for so far."""
        return CodeWords(self.functions, self.called)

    def written(self, value: str) -> str | None:
        """Return the formula of a value that is printed now, or None where nothing tells what its names are."""
        if value in self.renewed:
            return f"{value}_new"
        return None if names_used(value) & self.again else value

    def lose(self, names: Iterable[str]) -> None:
        """Take note of names of which nobody knows the values any more."""
        self.changed.update(names)
        self.again.update(names)
        self.renewed.difference_update(names)


def read_block(
    text: str, start: int, end: int, language: str = "", names: Names | None = None, is_cell: bool = False
) -> Read:
    """Return what is made of a block of code or of preformatted text.

    Args:
        text: The document.
        start: Where the first line of the block starts.
        end: Where its last line ends.
        language: What it is labelled.
        names: Those of the programs of the document so far, to which it adds its own: blocks go on with each other.
        is_cell: Whether it is a program for certain.
    """
    comment = COMMENTS.get(language.lower(), "#")
    prompted = PROMPT.search(text, start, end) is not None
    lines = list((_at_prompts if prompted else _with_values)(text, list(_lines(text, start, end, comment))))
    known = names or Names()
    shown = shown_in(text, start, end, known.prints) if language.lower() in TEXTS else []
    if shown:
        return Read(tuple(shown))
    # A function that a first block defines is called with the arrays of a later one.
    known.arrays = known.arrays or ARRAYS.search(text, start) is not None
    straight = _Straight(text, start, end, _indent(text, lines), known)
    if is_cell or any(PROGRAM.search(text, line.start, line.end) for line in lines):
        return straight.read(lines)
    if language.lower() in TEXTS:
        valued = (line for line in lines if _is_equation(text, line) and is_value(text, line.end, line.last))
        return Read(tuple(edit for line in valued for edit in commented(text, line.end, line.last)))
    if any(calls_unknown(text, line.start, line.end) for line in lines):
        return straight.read(lines)
    if not all(_is_mathematical(text, line) for line in lines) or not any(_is_equation(text, line) for line in lines):
        return Read((), ((start, end),))
    return Read(tuple(edit for line in lines for edit in commented(text, line.end, line.last)))


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of a block, with those that its brackets go on to.

    Args:
        start: Where it starts.
        end: Where its code ends and its comment starts.
        last: Where it ends.
    """

    start: int
    end: int
    last: int


def _lines(text: str, start: int, end: int, sign: str) -> Iterator[CodeLine]:
    mark = rf"(?<!\S){re.escape(sign)}" if sign != "#" else r"(?<![\w&\\])#"
    comment = re.compile(rf"{IN_QUOTES}|(?P<mark>{mark})")
    at = begin = start
    depth = joined = 0
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        found = next((mark for mark in comment.finditer(text, at, stop) if mark["mark"]), None)
        code_end = found.start() if found else stop
        code = text[at:code_end]
        depth += sum(map(code.count, "([")) - sum(map(code.count, ")]"))
        joined += 1
        if depth <= 0 or joined >= thresholds.MOST_LINES_JOINED or stop == end:
            yield CodeLine(begin, code_end, stop)
            begin, depth, joined = stop + 1, 0, 0
        at = stop + 1


def _with_values(text: str, lines: list[CodeLine]) -> Iterator[CodeLine]:
    """Yield the lines of a block, each with the comments below it that print its value."""
    at = 0
    while at < len(lines):
        line, after = lines[at], at + 1
        if line.end == line.last and text[line.start : line.end].strip():
            for more in range(at + 1, min(at + thresholds.MOST_LINES_JOINED, len(lines))):
                if lines[more].end == lines[more].last or text[lines[more].start : lines[more].end].strip():
                    break
                if is_value(text, lines[at + 1].end, lines[more].last):
                    line, after = CodeLine(line.start, line.end, lines[more].last), more + 1
                    break
        yield line
        at = after


PROMPT = re.compile(r"^[ \t]*(?:>>>|In \[\d+\]:|julia>)[ \t]?", re.M)
GOES_ON = re.compile(r"[ \t]*(?:\.\.\.|\.\.\.:)[ \t]?")


def _at_prompts(text: str, lines: list[CodeLine]) -> Iterator[CodeLine]:
    """Yield the lines of a dialogue, each with the answer to it."""
    at = 0
    while at < len(lines):
        line, at = lines[at], at + 1
        asked = PROMPT.match(text, line.start, line.end) or GOES_ON.match(text, line.start, line.end)
        if asked is None:
            continue
        last = line.last
        while at < len(lines) and not (PROMPT.match(text, lines[at].start) or GOES_ON.match(text, lines[at].start)):
            last, at = lines[at].last, at + 1
        answered = line.end == line.last and is_value(text, line.end, last)
        yield CodeLine(asked.end(), line.end, last if answered else line.last)


def _indent(text: str, lines: list[CodeLine]) -> int:
    """Return by how much all lines of a block are indented."""
    return min((_depth(text, line) for line in lines if text[line.start : line.end].strip()), default=0)


def _depth(text: str, line: CodeLine) -> int:
    code = text[line.start : line.last]
    return len(code) - len(code.lstrip(" \t"))


LEFT_SIDE = re.compile(r"[^=≈\n]*[^=≈<>!:+\-*/\n]\s*(?::=|[=≈]|<-)(?![=>])")
WORDS_APART = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}+[ \t]++[^\W\d_]{2,}|^\s*[^\W\d_]{3,}[ \t]+\w+\s*=|[ \t]--\w")
"""What stands before an equals sign in a command or a sentence, and in no equation."""
LABEL = re.compile(r"[^\n=]{0,80}:\s*+$|\s*+#{1,6}\s[^\n]*$|\s*+[-=*_]{3,}+\s*+$")


def _is_equation(text: str, line: CodeLine) -> bool:
    found = LEFT_SIDE.match(text, line.start, line.end)
    return found is not None and not WORDS_APART.search(found[0])


def _is_mathematical(text: str, line: CodeLine) -> bool:
    """Say whether a line is an equation, or leads to one: a label, a comment, nothing."""
    code = text[line.start : line.end].strip()
    return not code or bool(LABEL.match(code)) or _is_equation(text, line)


ALIAS = re.compile(rf"(?P<name>[^\W\d]\w*)\s*=\s*{LIBRARIES}(?P=name)")
"""A function of a library that is called by its name alone from there on."""

WRITTEN_TO = re.compile(r"(?<![^\W\d])([^\W\d]\w*+)(?:\.\w++|\[[^\]\n]*+\])*+(?=\s*(?:,[^=\n]{0,80})?[-+*/@]?=(?!=))")
"""A name that is given a value, or whose entries are."""

ENTRY = re.compile(r"[^\W\d]\w*+(?:\.\w++)*+\[[^\]\n]*+\]\s*[-+*/@]?=(?!=)")
"""A line that gives an entry of an array a value."""

CHANGING = re.compile(r"[\w.]*(?:step|train|fit|update|learn|optimi[sz]e)\w*\(")
"""A call that may change whatever was assigned before."""


@dataclass
class _Straight:
    """Reads the lines of a program that runs straight.

    Args:
        text: The document.
        start: Where the program starts.
        end: Where it ends.
        indent: By how much all lines are indented.
        names: Its names so far.
        is_local: Whether the lines that are indented belong to a function.
    """

    text: str
    start: int
    end: int
    indent: int
    names: Names
    is_local: bool = False

    def read(self, lines: list[CodeLine]) -> Read:
        edits: list[Replacement] = []
        skipped: list[Stretch] = []
        is_neutral = False
        past = self.start
        self.names.called.update(called_in(self.text, self.text[self.start : self.end]))
        self._functions(lines)
        for line in lines:
            edits += _blank(self.text, past, line.start)
            past = line.last
            code = self.text[line.start : line.end].strip()
            is_outer = _depth(self.text, line) <= self.indent
            if is_outer and code:
                names = self.names
                shown = print_in(self.text, line.start, line.end, names.arrays, names.written, names.words)
                names.prints += [shown] if shown is not None else []
            found = self._line(line) if is_outer and code else None
            if found is not None:
                edits += found
                is_neutral = False
                continue
            edits += _blank(self.text, line.start, line.end)
            if not code or (is_outer and NEUTRAL.match(code)):
                is_neutral = bool(skipped)
                edits += commented(self.text, line.end, line.last, self.names.arrays)
                continue
            self._skip(code, is_outer)
            edits += worked_out(self.text, line.end, line.last) or _blank(self.text, line.end, line.last)
            joins = skipped and (is_neutral or self.text[skipped[-1][1] : line.start].isspace())
            skipped[-1:] = [(skipped[-1][0], line.last)] if joins else [*skipped[-1:], (line.start, line.last)]
            is_neutral = False
        return Read((*edits, *_blank(self.text, past, self.end)), tuple(skipped))

    def _functions(self, lines: list[CodeLine]) -> None:
        """Take note of the functions that are defined, of those of one name the last."""
        at = 0
        while at < len(lines):
            first, at = at, at + 1
            if SUBPROGRAMS.match(self.text[lines[first].start : lines[first].end].strip()) is None:
                continue
            while at < len(lines) and (
                _depth(self.text, lines[at]) > _depth(self.text, lines[first])
                or not self.text[lines[at].start : lines[at].end].strip()
            ):
                at += 1
            codes = [self.text[line.start : line.end] for line in lines[first:at]]
            found = function_in(codes, self.names.arrays, self.names.words)
            if found is not None:
                name, function = found
                self.names.functions.pop(name, None)
                self.names.functions.update({name: function} if function is not None else {})

    def _skip(self, code: str, is_outer: bool) -> None:
        """Take note of what may have another value after a line that is not read."""
        if is_outer:
            self.is_local = SUBPROGRAMS.match(code) is not None
        if not self.is_local and (not is_outer or LOOPS.match(code) or ENTRY.match(code)):
            self.names.lose(WRITTEN_TO.findall(code))
        if is_outer and CHANGING.match(code):
            self.names.lose(self.names.assigned)

    def _line(self, line: CodeLine) -> list[Replacement] | None:
        """Return a line as an equation, or None where it is none."""
        code = self.text[line.start : line.end]
        bare = code.strip()
        if any(kind.match(bare) for kind in (NEUTRAL, SUBPROGRAMS, LOOPS)) or ALIAS.fullmatch(bare):
            return None
        comment = commented(self.text, line.end, line.last, self.names.arrays)
        is_valued = bool(comment) and comment[0].new.strip() in ("=", "≈")
        found = printing(self.text, line.start, line.end, self.names.arrays, self.names.words) if is_valued else None
        found = (
            found
            if found is not None
            else equation(self.text, line.start, line.end, is_valued, self.names.arrays, self.names.words)
        )
        targets = names_assigned(code)
        is_step = found is not None and any(edit.new.startswith(":=") for edit in found)
        known = self.names
        is_known = not names_used(code) & known.changed and not (targets & known.assigned and not is_step)
        known.changed |= targets & known.assigned if found is not None and is_known else targets
        known.again |= targets if names_used(code) & known.again else targets & known.assigned
        known.renewed = known.renewed ^ targets if is_step and is_known else known.renewed - targets
        known.assigned |= targets
        if found is None or not is_known:
            return None
        first = min(line.start + len(code) - len(code.lstrip()), line.end)
        ends = comment[-1].end if is_valued else line.start + len(code.rstrip())
        value, after = (comment, []) if is_valued else ([], comment)
        inner = sorted([*found, *value], key=lambda edit: (edit.start, edit.end))
        return [Replacement(first, first, STATEMENT_START), *inner, Replacement(ends, ends, STATEMENT_END), *after]


def _blank(text: str, start: int, end: int) -> list[Replacement]:
    return [Replacement(start, end, re.sub(r"[^\n]", " ", text[start:end]))] if start < end else []
