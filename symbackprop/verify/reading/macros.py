r"""Commands that a document defines itself, `\newcommand{\pd}[2]{…}`, written out wherever it uses them.

Each character of what is written out keeps a place in the file: those of an argument their own, all others that of the
call. A definition holds from where it stands on. What goes on for too long, as macros that call each other twice do, is
left as it stands, and is known by its name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from .. import thresholds
from ..lexicon.latex import MACROS, SETTING
from ..source import Plain, Span


@dataclass(frozen=True, slots=True)
class Macro:
    """What a command stands for.

    Args:
        body: What is written for it, with `#1` for its first argument.
        arguments: How many it has.
        default: What its first argument is where none stands in square brackets; None where it stands in braces.
        braced: Whether it is one only where all its arguments stand in braces.
    """

    body: str
    arguments: int = 0
    default: str | None = None
    braced: bool = False


@dataclass(frozen=True, slots=True)
class MacroDefinition:
    """A definition and where it stands; without a macro it is one that is not understood, or of no formula."""

    name: str
    macro: Macro | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Expanded:
    """A text with its macros written out.

    Args:
        plain: The text.
        definitions: Where the definitions stood that are understood.
        endless: The commands that go on for too long.
    """

    plain: Plain
    definitions: tuple[Span, ...] = ()
    endless: frozenset[str] = frozenset()


def expanded(plain: Plain, whole: Plain) -> Expanded:
    """Return a text with the macros written out that it or its preamble defines.

    Args:
        plain: The text, in which all that is not to be read is blanked out.
        whole: The same with nothing blanked out.
    """
    found = [_placed(at, whole, plain) for at in definitions(whole.text) if at.macro is not None]
    writer = _Expansion(plain, {name: Macro(body, count, braced=True) for name, (count, body) in MACROS.items()})
    if not found and not BUILT_IN.search(plain.text):
        return Expanded(plain)
    at = 0
    for definition in found:
        writer.write(at, definition.start)
        writer.blank(definition.start)
        if definition.macro is not None:
            writer.active[definition.name] = definition.macro
        at = max(at, definition.end)
    writer.write(at, len(plain.text))
    writer.places.append(plain.places[len(plain.text)])
    spans = tuple(Span(plain.places[each.start], plain.places[each.end]) for each in found)
    return Expanded(Plain("".join(writer.text), writer.places), spans, frozenset(writer.endless))


def _placed(definition: MacroDefinition, whole: Plain, plain: Plain) -> MacroDefinition:
    """Return a definition of one text by its places in another of the same file."""
    start, end = (bisect_left(plain.places, whole.places[at]) for at in (definition.start, definition.end))
    return replace(definition, start=start, end=end)


CALL = re.compile(r"\\([A-Za-z]+|[^A-Za-z\s])")
BUILT_IN = re.compile(rf"\\(?:{'|'.join(sorted(MACROS, key=len, reverse=True))})(?![A-Za-z])")
UNFINISHED = re.compile(r"\\[A-Za-z]+\Z")
PLACE = re.compile(r"#(\d)")


class _TooLong(Exception):
    """What a macro stands for goes on for too long."""


@dataclass
class _Expansion:
    """Writes a text out.

    Args:
        plain: The text.
        active: The macros that are defined so far.
        text: What is written.
        places: The place of each of its characters.
        endless: The commands that go on for too long.
        left: How many characters may be written for calls in all.
    """

    plain: Plain
    active: dict[str, Macro]
    text: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    endless: set[str] = field(default_factory=set)
    left: int = thresholds.MOST_CHARACTERS

    def write(self, start: int, end: int) -> None:
        """Write a stretch of the text, its macros written out."""
        at = start
        while (call := CALL.search(self.plain.text, at, end)) is not None:
            self._copy(at, call.start())
            at = call.end()
            macro = self.active.get(call[1]) if self.left > 0 and call[1] not in self.endless else None
            written = self._called(macro, call, end) if macro is not None else None
            if written is None:
                self._copy(call.start(), at)
                continue
            self._add(written[0])
            at = written[1]
        self._copy(at, end)

    def _called(self, macro: Macro, call: re.Match[str], end: int) -> tuple[Plain, int] | None:
        """Return what a call stands for and where its arguments end; None where it is to be left as it stands."""
        found = _arguments(self.plain, call.end(), end, macro)
        if found is None:
            self.left -= thresholds.LONGEST_PIECE
            return None
        arguments, after = found
        try:
            return self._body(macro, self.plain.places[call.start()], arguments), after
        except _TooLong:
            self.endless.add(call[1])
            return None

    def blank(self, at: int) -> None:
        """Write a space, which parts what stands before a definition from what stands behind it."""
        self._add(Plain(" ", [self.plain.places[at]]))

    def _copy(self, start: int, end: int) -> None:
        if start < end:
            self._add(Plain(self.plain.text[start:end], self.plain.places[start:end]))

    def _add(self, written: Plain) -> None:
        """Write a stretch; an argument that stands twice is only once where it is in the file."""
        last = self.places[-1] if self.places else 0
        self.text.append(written.text)
        for place in written.places:
            last = max(last, place)
            self.places.append(last)

    def _body(self, macro: Macro, place: int, arguments: list[Plain]) -> Plain:
        """Return what a macro stands for, all macros in it written out as well."""
        found: Plain | None = _put(macro, place, arguments)
        most = thresholds.LONGEST_PIECE
        for _ in range(thresholds.MOST_DEPTH):
            assert found is not None
            most -= len(found.text)
            self.left -= len(found.text)
            if most < 0:
                raise _TooLong
            before, found = found, self._once(found)
            if found is None:
                return before
        raise _TooLong

    def _once(self, plain: Plain) -> Plain | None:
        """Return a text with each macro in it replaced once, or None where there is none."""
        text: list[str] = []
        places: list[int] = []
        at, changed = 0, False
        for call in CALL.finditer(plain.text):
            macro = self.active.get(call[1]) if call.start() >= at else None
            if macro is None:
                continue
            found = _arguments(plain, call.end(), len(plain.text), macro)
            if found is None:
                break
            put = _put(macro, plain.places[call.start()], found[0])
            text += plain.text[at : call.start()], put.text
            places += *plain.places[at : call.start()], *put.places
            at, changed = found[1], True
        return Plain("".join((*text, plain.text[at:])), [*places, *plain.places[at:]]) if changed else None


def _put(macro: Macro, place: int, arguments: list[Plain]) -> Plain:
    """Return what a macro stands for, with its arguments put in."""
    text: list[str] = []
    places: list[int] = []

    def add(part: str, at: list[int]) -> None:
        if text and part[:1].isalpha() and UNFINISHED.search(text[-1]):
            part, at = f" {part}", [at[0], *at]
        text.append(part)
        places.extend(at)

    last = 0
    for found in PLACE.finditer(macro.body):
        add(macro.body[last : found.start()], [place] * (found.start() - last))
        last = found.end()
        number = int(found[1])
        if 0 < number <= len(arguments):
            argument = arguments[number - 1]
            add(argument.text, list(argument.places[: len(argument.text)]))
    add(macro.body[last:], [place] * (len(macro.body) - last))
    return Plain("".join(text), places)


def _arguments(plain: Plain, at: int, end: int, macro: Macro) -> tuple[list[Plain], int] | None:
    """Return the arguments behind a command and where the last one ends, or None where one is missing."""
    text, found = plain.text, []
    if macro.default is not None:
        start = _past_space(text, at, end)
        close = _closing(text, start, end) if text[start : start + 1] == "[" else None
        if close is not None:
            found.append(_part(plain, start + 1, close - 1))
            at = close
        else:
            found.append(Plain(macro.default, [plain.places[at - 1]] * len(macro.default)))
    while len(found) < macro.arguments:
        start = _past_space(text, at, end)
        if start >= end or text[start] in "}&$":
            return None
        if text[start] == "{":
            close = _closing(text, start, end)
            if close is None:
                return None
            found.append(_part(plain, start + 1, close - 1))
            at = close
        elif macro.braced:
            return None
        else:
            call = CALL.match(text, start, end)
            at = call.end() if call is not None else start + 1
            found.append(_part(plain, start, at))
    return found, at


def _part(plain: Plain, start: int, end: int) -> Plain:
    return Plain(plain.text[start:end], plain.places[start:end])


SPACE = re.compile(r"\s*")


def _past_space(text: str, at: int, end: int) -> int:
    found = SPACE.match(text, at, end)
    return found.end() if found is not None else at


SIGNIFICANT = re.compile(r"\\.|[{}\[\]]", re.S)


def _closing(text: str, start: int, end: int) -> int | None:
    """Return where the group ends that starts with a brace or a bracket, or None where it does not, or only far on."""
    opening = text[start]
    closes, depth, braces = {"{": "}", "[": "]"}[opening], 0, 0
    for found in SIGNIFICANT.finditer(text, start, min(end, start + thresholds.LONGEST_PIECE)):
        sign = found[0]
        if opening == "[" and sign in "{}":
            braces += 1 if sign == "{" else -1
        elif braces <= 0 and sign in (opening, closes):
            depth += 1 if sign == opening else -1
            if depth == 0:
                return found.end()
    return None


DEFINING = re.compile(
    r"(?<!\\)%[^\n]*|\\(?P<how>(?:new|renew|provide)command|Declare(?:RobustCommand|MathOperator|PairedDelimiter)|[gex]?def|let)"
    r"(?![A-Za-z])\*?\s*(?P<brace>\{)?\s*\\(?P<name>[A-Za-z]+|[^A-Za-z\s])\s*(?(brace)\})"
)
"""What a definition begins with, up to the name that it gives; or a comment, in which nothing is defined."""


def definitions(text: str) -> Iterator[MacroDefinition]:
    """Yield the definitions of a text in their order, without those that are commented out."""
    end, left = 0, thresholds.MOST_CHARACTERS
    for found in DEFINING.finditer(text):
        if found.start() < end or found["how"] is None:
            continue
        read = DEFINERS[found["how"]](text, found.end())
        if read is None:
            left -= thresholds.LONGEST_PIECE
            if left < 0:
                return
            continue
        macro, end = read
        body = COMMENT.sub("", macro.body)
        # What sets text brings no formula, and the numbers in it claim nothing.
        is_formula = not TEXT.search(body) and all(call[1] != found["name"] for call in CALL.finditer(body))
        yield MacroDefinition(found["name"], replace(macro, body=body) if is_formula else None, found.start(), end)


COMMENT = re.compile(r"(?<!\\)%[^\n]*\n?[ \t]*")
TEXT = re.compile(rf"\\{SETTING}(?![A-Za-z])|\\begin\{{(?:center|flush|list|minipage|tabular|tcolorbox|mdframed)")
Read = tuple[Macro, int]

COUNT = re.compile(r"\s*(?:\[\s*(?P<count>[0-9])\s*\]\s*(?P<default>\[)?)?")
NUMBERED = re.compile(r"(?:\s*#(\d))*\s*(?=\{)")
OTHER = re.compile(r"\s*=?\s*(\\(?:[A-Za-z]+|[^A-Za-z\s])|[^\s\\])")


def _command(text: str, at: int) -> Read | None:
    """Read `[2][default]{body}`."""
    found = COUNT.match(text, at)
    assert found is not None
    at, default = found.end(), None
    if found["default"]:
        close = _closing(text, at - 1, len(text))
        if close is None:
            return None
        default, at = text[at : close - 1], close
    body = _group(text, at)
    return None if body is None else (Macro(body[0], int(found["count"] or 0), default), body[1])


def _definition(text: str, at: int) -> Read | None:
    """Read `#1#2{body}`; signs between the arguments are not understood."""
    found = NUMBERED.match(text, at)
    body = _group(text, found.end()) if found is not None else None
    return None if found is None or body is None else (Macro(body[0], int(found[1] or 0)), body[1])


def _operator(text: str, at: int) -> Read | None:
    body = _group(text, at)
    return None if body is None else (Macro(f"\\operatorname{{{body[0]}}}"), body[1])


def _delimiters(text: str, at: int) -> Read | None:
    left = _group(text, at)
    right = _group(text, left[1]) if left is not None else None
    return None if left is None or right is None else (Macro(f"{left[0]} #1 {right[0]}", 1), right[1])


def _other(text: str, at: int) -> Read | None:
    found = OTHER.match(text, at)
    return None if found is None else (Macro(found[1]), found.end())


def _group(text: str, at: int) -> tuple[str, int] | None:
    """Return what stands in the braces that come next, and where they end."""
    start = _past_space(text, at, len(text))
    if text[start : start + 1] != "{":
        call = CALL.match(text, start)
        return (call[0], call.end()) if call is not None else None
    close = _closing(text, start, len(text))
    return None if close is None else (text[start + 1 : close - 1], close)


DEFINERS: Mapping[str, Callable[[str, int], Read | None]] = MappingProxyType(
    {
        **dict.fromkeys(("newcommand", "renewcommand", "providecommand", "DeclareRobustCommand"), _command),
        **dict.fromkeys(("def", "gdef", "edef", "xdef"), _definition),
        "DeclareMathOperator": _operator,
        "DeclarePairedDelimiter": _delimiters,
        "let": _other,
    }
)
"""What reads a definition behind the name that it gives, by the command that begins it."""
