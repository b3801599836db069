"""Lines of programs, written as formulas: assignments, what is printed, and the values in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .. import thresholds
from ..lexicon.programs import CALLS, DECLARING, LIBRARIES, METHODS
from ..lexicon.words import function_of
from ..source import Replacement
from .code_words import NO_WORDS, CodeWords, derived_function

STATEMENT_START, STATEMENT_END = "\x0e", "\x0f"
"""What a line of a program is set between that is a formula as a whole."""

NAME = r"[^\W\d]\w{0,40}(?:\.grad\b)?"
TARGETS = re.compile(
    rf"[ \t]*+(?P<declared>{DECLARING.pattern})?(?P<names>(?:self\.)?{NAME}"
    rf"(?:[ \t]*,[ \t]*(?:self\.)?{NAME}){{0,100}}+)"
    r"[ \t]*+(?::[ \t]*+[\w.]{1,20}[ \t]*+)?(?P<assigns>[-+*/]=|<-|:=|=)(?![=>])[ \t]*"
)
"""What a line assigns to, and the sign with which it does."""

WORD = re.compile(r"[^\W\d]\w*")
STRING = r"[rfbu]{0,2}(?:\"[^\"\n]*\"|'[^'\n]*')"


def names_assigned(code: str) -> set[str]:
    """Return the names to which a line assigns.

    >>> sorted(names_assigned("a, b = 1, 2")), names_assigned("print(a)")
    (['a', 'b'], set())
    """
    found = TARGETS.match(code)
    return {name.strip().removeprefix("self.") for name in found["names"].split(",")} if found else set()


def names_used(code: str) -> set[str]:
    """Return the names whose values a line needs."""
    found = TARGETS.match(code)
    used = {at[0] for at in WORD.finditer(code, found.end() if found else 0)}
    return used | (names_assigned(code) if found and found["assigns"] in ("-=", "+=", "*=", "/=") else set())


def equation(
    text: str, start: int, end: int, is_valued: bool, arrays: bool, words: CodeWords = NO_WORDS
) -> list[Replacement] | None:
    """Return how a line is read as an equation, or None where it is none.

    Args:
        text: The document.
        start: Where the line starts.
        end: Where its code ends.
        is_valued: Whether a comment gives it a value.
        arrays: Whether `*` multiplies the entries of arrays.
        words: What words stand for in the program.
    """
    found = TARGETS.match(text, start, end)
    if found is None:
        return expression(text, start, end, arrays, words) if is_valued else None
    first, sign = found.end(), found["assigns"]
    stop = start + len(text[start:end].rstrip(" \t\n;"))
    names = [name.strip() for name in found["names"].split(",")]
    edits = [Replacement(*found.span("declared"), "")] if found["declared"] else []
    if len(names) > 1:
        return _several(text, found, names, stop, arrays, words)
    inner = expression(text, first, stop, arrays, words)
    if inner is None:
        # What is computed may not be read; its value is.
        return [*edits, Replacement(found.end("names"), stop, "")] if is_valued and sign == "=" else None
    edits += _without_self(text, *found.span("names")) or _renamed(text, *found.span("names"), words)
    if sign in ("-=", "+=", "*=", "/="):
        opened = f":= {names[0]} {sign[0]} ("
        return [*edits, Replacement(*found.span("assigns"), opened), *inner, Replacement(stop, stop, ")")]
    if names[0] in {at[0] for at in WORD.finditer(text, first, stop)}:
        stepped = re.match(rf"{re.escape(names[0])}\s*[-+]", text[first:stop])
        return [*edits, Replacement(*found.span("assigns"), ":="), *inner] if stepped and sign == "=" else None
    return [*edits, *([Replacement(*found.span("assigns"), "=")] if sign == "<-" else []), *inner]


def _without_self(text: str, start: int, end: int) -> list[Replacement]:
    return [Replacement(start, start + len("self."), "")] if text.startswith("self.", start, end) else []


def _renamed(text: str, start: int, end: int, words: CodeWords) -> list[Replacement]:
    """Return how the names of a stretch are written in a formula, where that is another way."""
    names = ((name.span(), words.written(name[0])) for name in WORD.finditer(text, start, end))
    return [Replacement(*span, new) for span, new in names if new != text[slice(*span)]]


def _several(
    text: str, found: re.Match[str], names: list[str], stop: int, arrays: bool, words: CodeWords
) -> list[Replacement] | None:
    """Return `a, b = 1, 2` as an equation for each name."""
    values = list(parted(text, found.end(), stop))
    if len(values) != len(names) or found["assigns"] != "=":
        return None
    edits = [Replacement(found.start("names"), values[0][0], f"{names[0]} = ")]
    for name, before, (first, last) in zip(["", *names[1:]], [values[0], *values], values, strict=False):
        inner = expression(text, first, last, arrays, words)
        if inner is None:
            return None
        edits += [Replacement(before[1], first, f"; {name} = "), *inner] if name else inner
    return edits


IN_QUOTES = r"(?<![\w)\]])[rfbuRFBU]{0,2}(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
BRACKETS = re.compile(rf"{IN_QUOTES}|[()\[\]{{}},]")
"""What parts the arguments of a call, and strings, in which nothing does."""


def parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what stands between the commas of a text that stand in no bracket and in no string."""
    depth, first = 0, start
    for found in BRACKETS.finditer(text, start, end):
        depth += (found[0] in "([{") - (found[0] in ")]}")
        if found[0] == "," and depth == 0:
            yield _bare(text, first, found.start())
            first = found.end()
    if text[first:end].strip():
        yield _bare(text, first, end)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


PUT_IN = re.compile(r"\{(?P<value>[^{}:=!\n]+)=?(?:[:!][^{}\n]*)?\}")
"""A value within a string, which stands in braces."""

PRINTING = re.compile(r"\s*(?:print|println|disp|display|show|console\.log)\s*\(")


def printing(text: str, start: int, end: int, arrays: bool, words: CodeWords = NO_WORDS) -> list[Replacement] | None:
    """Return how a line is read that prints one value, which a comment gives, or None where it does not."""
    found = PRINTING.match(text, start, end)
    closing = closing_of(text, found.end() - 1, end) if found else None
    if found is None or closing is None:
        return None
    printed = [
        (first, last)
        for first, last in parted(text, found.end(), closing)
        if not re.fullmatch(rf"{STRING}|\w+\s*=.*", text[first:last], re.S)
    ]
    # `print(f"z = {z:.4f}")` prints one value as `print(z)` does.
    put_in = list(PUT_IN.finditer(text, found.end(), closing)) if not printed else []
    printed = [put_in[0].span("value")] if len(put_in) == 1 else printed
    if len(printed) != 1:
        return None
    (first, last), begin = printed[0], start + len(text[start:end]) - len(text[start:end].lstrip())
    inner = expression(text, first, last, arrays, words)
    return None if inner is None else [Replacement(begin, first, ""), *inner, Replacement(last, closing + 1, "")]


def closing_of(text: str, opening: int, end: int) -> int | None:
    """Return where the bracket is closed that opens at a place."""
    depth = 0
    for found in BRACKETS.finditer(text, opening, end):
        depth += (found[0] in "([{") - (found[0] in ")]}")
        if depth == 0:
            return found.start()
    return None


CALL = re.compile(rf"(?<![\w.])(?P<library>{LIBRARIES})?(?P<name>[^\W\d]\w*)\(")
APPLIED = re.compile(r"(?:(?<![\w.])[^\W\d]\w*+|\([^()\n]*+\))(?P<call>\.(?P<name>[a-z]\w*+)\(\))")
"""A function that a value is asked for, as in `n.tanh()`."""

SIGNS = re.compile(
    r"(?P<product>[ \t]?@[ \t]?|%\*%)|(?P<entrywise>\.\*)|(?P<star>(?<!\*)\*(?!\*))"
    r"|(?P<point>(?<![\w.])\d+\.)(?![\d.\w])"
)
COMMENT_WITHIN = re.compile(r"(?<![\w&\\'\"])#[^\n'\"]*(?=\n)")
"""A comment behind a line of an array that goes over several lines."""

LAST_COMMA = re.compile(r",(?=\s*(?:#[^\n]*\n\s*)?\])")

UNREAD = re.compile(
    r"[\"'{}!?%&|;`$]|//|\w\.(?!grad\b)[^\W\d]|==|[<>]|[^\W\d]\w*\[|\b(?:and|or|not|if|else|for|in|is|lambda|return|None"
    r"|True|False)\b|(?<!\*)\*\*\*|:"
)
"""What a formula cannot have."""


def expression(text: str, start: int, end: int, arrays: bool, words: CodeWords = NO_WORDS) -> list[Replacement] | None:
    """Return how an expression of a program is read as a formula, or None where it is none.

    Args:
        text: The document.
        start: Where it starts.
        end: Where it ends.
        arrays: Whether `*` multiplies the entries of arrays.
        words: What words stand for in the program.

    >>> text = "x.T @ np.maximum(0, z)"
    >>> from ..source import Plain
    >>> Plain(text, range(len(text) + 1)).edited(expression(text, 0, len(text), arrays=True)).text
    'x^T * max(0, z)'
    """
    if not text[start:end].strip() or end - start > thresholds.LONGEST_PIECE:
        return None
    remarks = [Replacement(*at.span(), "") for at in COMMENT_WITHIN.finditer(text, start, end)]
    edits = [*remarks, *(Replacement(*at.span(), "") for at in LAST_COMMA.finditer(text, start, end))]
    for found in CALL.finditer(text, start, end):
        if any(remark.start <= found.start() < remark.end for remark in remarks):
            continue
        changed = _called(text, found, end, arrays, words)
        if changed is None:
            return None
        edits += changed
    edits += _renamed(text, start, end, words)
    for at in APPLIED.finditer(text, start, end):
        if function_of(at["name"]) is not None:
            edits += [Replacement(at.start(), at.start(), f"{at['name']}("), Replacement(*at.span("call"), ")")]
    for at in METHODS.finditer(text, start, end):
        edits.append(Replacement(*at.span(), " * " if at["product"] else "^T" if at["turned"] else ""))
    for at in SIGNS.finditer(text, start, end):
        if not at["star"] or arrays:
            entrywise = at["entrywise"] or at["star"]
            edits.append(
                Replacement(*at.span(), " * " if at["product"] else "⊙" if entrywise else at[0].removesuffix("."))
            )
    apart: list[Replacement] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        # What is written for a whole call has all of it.
        if not apart or apart[-1].end <= edit.start:
            apart.append(edit)
    return None if UNREAD.search(as_formula(text, start, end, apart)) else apart


def as_formula(text: str, start: int, end: int, edits: list[Replacement]) -> str:
    """Return what a stretch reads after some edits of it, in order."""
    parts: list[str] = []
    last = start
    for edit in edits:
        parts += text[last : edit.start], edit.new
        last = edit.end
    return "".join((*parts, text[last:end]))


def _called(text: str, found: re.Match[str], end: int, arrays: bool, words: CodeWords) -> list[Replacement] | None:
    """Return how a call is written in a formula, or None where none is known for it."""
    name, opening = found["name"], found.end() - 1
    closing = closing_of(text, opening, end)
    form = CALLS.get(name)
    if closing is None:
        return None
    if form is None and function_of(name) is None:
        return _own_call(text, found, closing, arrays, words)
    if form is None:
        return [Replacement(*found.span("library"), "")] if found["library"] else []
    arguments = list(parted(text, opening + 1, closing))
    if len(arguments) < min(form.arguments, 2 if form.comma else 1):
        return None
    kept = arguments[: form.arguments or None]
    edits = [Replacement(found.start(), kept[0][0], form.first)]
    edits += [Replacement(a[1], b[0], form.comma) for a, b in pairwise(kept) if form.comma]
    return [*edits, Replacement(kept[-1][1], closing + 1, form.last)]


def _own_call(
    text: str, found: re.Match[str], closing: int, arrays: bool, words: CodeWords
) -> list[Replacement] | None:
    """Return what a function comes to that the program defines, or that is called the derivative of one."""
    function = words.functions.get(found["name"])
    if function is not None:
        every = list(parted(text, found.end(), closing))
        inner = [expression(text, *argument, arrays, words) for argument in every]
        put_in = [as_formula(text, *at, edits) for at, edits in zip(every, inner, strict=True) if edits is not None]
        body = function.of(put_in) if len(put_in) == len(every) else None
        return None if body is None else [Replacement(found.start(), closing + 1, body)]
    derived = derived_function(found["name"].lower())
    return None if derived is None else [Replacement(*found.span("name"), f"{derived}′")]


NUMBER = r"[-+−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
ENTRIES = rf"\[[\[\]\s,#]*+{NUMBER}(?:[\s,\[\]#]++{NUMBER})*[\]\s#]*\]"
VALUE = re.compile(
    r"\s*+(?:[#%/]++[ \t]*+)?"
    r"(?:(?P<relation>[=≈~→⇒]|~=|->|=>|==>?|-->?|>>>?|prints?:?|outputs?:?|output[ \t]is)[ \t]*+)?"
    rf"(?P<array>(?:array|tensor|Tensor|Value)\(\s*)?(?P<value>{NUMBER}|{ENTRIES})"
    r"(?P<after>\s*+(?:,[^)\n]*+)?\)|)[ \t]*+(?:(?:\.\.\.|…)[ \t]*+)?(?:\([^()\n]*+\))?[ \t.;,]*+",
    re.I,
)
EQUATED = re.compile(r"[#%/]+[ \t]*(?P<relation>[=≈])(?=[^\n]*\d)[^\n]*")
GAP = re.compile(r"(?<=[\d.\]])[ \t\n#]+(?=[-+−.\d\[])|\n[ \t]*#[ \t]*")
TRAILING = re.compile(r"(?<=\d)\.(?=[\s\],]|\Z)")


STAR = re.compile(r"(?<=[\w)\]'])[ \t]?\*[ \t]?(?=[\w(])")


def commented(text: str, start: int, end: int, arrays: bool = False) -> list[Replacement]:
    """Return how a comment is read: a number as the value of what stands before it, anything else as a sentence.

    Args:
        text: The document.
        start: Where the comment starts.
        end: Where its line ends.
        arrays: Whether `*` multiplies the entries of arrays, in its formulas too.
    """
    if start >= end:
        return []
    found = VALUE.fullmatch(text, start, end)
    if found is not None:
        relation = " ≈ " if found["relation"] in ("≈", "~", "~=") else " = "
        first, last = found.span("value")
        return [
            Replacement(start, first, relation),
            *entries(text, first, last),
            Replacement(last, end, ""),
        ]
    equated = EQUATED.fullmatch(text, start, end)
    if equated is not None:
        return [Replacement(start, equated.end("relation"), f" {equated['relation']} "), Replacement(end, end, "")]
    signs = len(text[start:end]) - len(text[start:end].lstrip("#%/"))
    products = STAR.finditer(text, start + signs, end) if arrays else ()
    return [Replacement(start, start + signs, " " * signs), *(Replacement(*at.span(), "⊙") for at in products)]


def calls_unknown(text: str, start: int, end: int) -> bool:
    """Say whether a line calls a function by a word that names none of mathematics."""
    return any(
        len(found["name"]) >= thresholds.LONG_WORD and function_of(found["name"]) is None
        for found in CALL.finditer(text, start, end)
    )


def is_value(text: str, start: int, end: int) -> bool:
    """Say whether a comment, which may go over several lines, is the value of what stands before it."""
    if end - start > thresholds.LONGEST_LIST or text.count("[", start, end) != text.count("]", start, end):
        return False
    return VALUE.fullmatch(text, start, end) is not None


def entries(text: str, start: int, end: int) -> list[Replacement]:
    """Return an array as a program prints it with commas between its entries."""
    gaps = [
        Replacement(*gap.span(), " " if text[gap.start() - 1] == "," else ", ")
        for gap in GAP.finditer(text, start, end)
    ]
    points = [Replacement(*point.span(), "") for point in TRAILING.finditer(text, start, end)]
    return sorted([*gaps, *points], key=lambda edit: edit.start)
