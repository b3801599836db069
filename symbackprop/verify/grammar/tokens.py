"""The tokens of a formula: numbers with their digits, words, commands and signs, each with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import TypeAlias

from .. import thresholds
from ..lexicon.latex import (
    BEHEADED,
    COMMANDS_AS_RELATIONS,
    COMMANDS_AS_SIGNS,
    CONTROL,
    LENGTHS,
    PAGE_LENGTHS,
    PARTING,
    SPACES,
)
from ..lexicon.signs import ACCENTED, FRACTIONS, RELATIONS, SIGNS, SUBSCRIPTS, SUPERSCRIPTS
from ..lexicon.words import GREEK, RAISED_LETTERS, is_digits
from ..reasons import Details, Reason, RefusalCode
from ..source import Plain, Span
from ..tree import Damage
from .numerals import Unreadable as Unreadable
from .numerals import numeral_at


class Sort(Enum):
    """What a token is."""

    NUMBER = "number"
    WORD = "word"
    COMMAND = "command"
    SIGN = "sign"
    RELATION = "relation"
    BREAK = "break"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its sort, what it says in the one way in which this reader writes it, and its place.

    Args:
        spaced: Whether white space stands before it.
    """

    sort: Sort
    text: str
    span: Span
    spaced: bool


ROW_SKIP = re.compile(rf"\s*\[\s*-?\d*\.?\d+\s*(?:{LENGTHS}|in|\\{PAGE_LENGTHS})\s*\]")
"""How far apart two rows stand, after the command that ends the first."""

SIZED = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?)\s*\Z")
"""What makes the point after it a bracket that is not shown."""

ATTRIBUTE = re.compile(r"(?<=[\w\])}])\.grad(?:\.data|\.item\(\))?(?!\w)")
"""The derivative of the loss by a quantity, as programs keep it with the quantity."""

NODE = re.compile(r"(?<!\w)[A-Za-z]{1,4}\d{1,2}[A-Za-z]\w{0,11}(?=\.grad)")
"""What a program calls a node by what it is made of, as x1w1; its derivative is none of its last letter."""

LETTERS = re.compile(rf"[^\W\d_₀-₉ᵢⱼₖₕₒₙₜₗ⁰¹²³⁴-⁹ᵀ{RAISED_LETTERS}]+")
COMMAND = re.compile(r"\\([A-Za-z]+)\*?|\\(.)", re.S)
SCRIPTED = re.compile("[₀-₉₊₋ᵢⱼₖₕₒₙₜₗ]+(?:,[₀-₉ᵢⱼₖₕₒₙₜₗ]+)*")
RAISED = re.compile(f"[⁰¹²³⁴-⁹⁺⁻⁽⁾{RAISED_LETTERS}]+")
RAISED_PART = re.compile(r"\d+|.")


def tokens(plain: Plain, commas: bool) -> tuple[list[Token], list[Damage]]:
    """Return the tokens of a formula and what had to be corrected for it.

    Args:
        plain: The formula.
        commas: Whether `0,5` is a decimal number in this document.

    Raises:
        Unreadable: A number is too long.
    """
    damages: list[Damage] = []
    found = list(_tokens(plain, commas, damages))
    end = plain.places[len(plain.text)]
    _cross(found)
    found.append(Token(Sort.END, "", Span(end, end), spaced=False))
    return found, damages


CROSS = frozenset("xX")


def _cross(found: list[Token]) -> None:
    """Write a times sign for an x between numbers, `2 x .11`, where no quantity would stand."""
    for at, token in enumerate(found[1:-1], 1):
        if token.sort is Sort.WORD and token.text in CROSS and token.spaced:
            before = found[at - 1].sort is Sort.NUMBER or found[at - 1].text == ")"
            if before and _is_numeric(found, at + 1):
                found[at] = replace(token, sort=Sort.SIGN, text="*")


def _is_numeric(found: list[Token], at: int) -> bool:
    """Say whether a number follows, apart from what is before it, or brackets that hold nothing but numbers."""
    signed = found[at].text == "-" and at + 1 < len(found)
    if found[at].sort is Sort.NUMBER or (signed and found[at + 1].sort is Sort.NUMBER):
        return found[at].spaced
    if found[at].text != "(" or not found[at].spaced:
        return False
    for token in found[at + 1 :]:
        if token.text == ")":
            return True
        if token.sort is not Sort.NUMBER and token.text not in "+-*/":
            return False
    return False


@dataclass(frozen=True, slots=True)
class Written:
    """A formula as it is written.

    Args:
        plain: Its characters.
        commas: Whether it has decimal commas.
    """

    plain: Plain
    commas: bool


Parts: TypeAlias = tuple[tuple[Sort, str], ...]
Read: TypeAlias = tuple[Parts, int]
"""What was read, and where it ends."""


def _tokens(plain: Plain, commas: bool, damages: list[Damage]) -> Iterator[Token]:
    written = Written(plain, commas)
    text, places = plain.text, plain.places
    at, spaced = 0, False
    while at < len(text):
        character = text[at]
        restored = _restored(text, at)
        if restored is not None:
            command, end = restored
            damages.append(
                Damage(
                    Span(places[at], places[end]),
                    Reason(RefusalCode.COMMAND_BROKEN, Details(text=text[at:end].strip(), other=command)),
                )
            )
            parts = _command(command)
        elif character.isspace() or character in "~\x00":
            at, spaced = at + 1, True
            continue
        else:
            parts, end = BY_FIRST.get(character, _letters)(written, at)
        # What is written out of a macro has one place; what is read of it has an end for all that.
        span = Span(places[at], max(places[end], places[end - 1] + 1))
        for sort, token_text in parts:
            yield Token(sort, token_text, span, spaced)
        at, spaced = end, False


def _restored(text: str, at: int) -> tuple[str, int] | None:
    """Return the command of which a part was lost on the way, and where what is left of it ends."""
    character = text[at]
    if character < " " and character != "\n":
        for (control, rest), command in CONTROL.items():
            if character == control and text.startswith(rest, at + 1) and control != "\n":
                after = text[at + 1 + len(rest) : at + 2 + len(rest)]
                if not after.isalpha():
                    return command, at + 1 + len(rest)
        return None
    if character in "rapiq" and (at == 0 or not (text[at - 1].isalpha() or text[at - 1] == "\\")):
        for rest, command in BEHEADED.items():
            if text.startswith(rest, at):
                after = text[at + len(rest) : at + len(rest) + 1]
                if (after == "{" and command in ("frac", "sqrt")) or (command in ("partial", "times") and after == " "):
                    return command, at + len(rest)
    return None


def _number(written: Written, at: int) -> Read:
    digits, end = numeral_at(written.plain.text, at, written.commas, written.plain.places[at])
    return ((Sort.NUMBER, digits),), end


def _point(written: Written, at: int) -> Read:
    text = written.plain.text
    if is_digits(text[at + 1 : at + 2]):
        return _number(written, at)
    attribute = ATTRIBUTE.match(text, at)
    if attribute is not None:
        return ((Sort.SIGN, ".grad"),), attribute.end()
    if text.startswith("...", at):
        return ((Sort.SIGN, "…"),), at + len("...")
    if SIZED.search(text, max(0, at - thresholds.LONGEST_SIZED), at):
        return (), at + 1
    return ((Sort.BREAK, "."),), at + 1


def _backslash(written: Written, at: int) -> Read:
    text = written.plain.text
    match = COMMAND.match(text, at)
    if match is None:
        return (), at + 1
    end = match.end()
    name = match[1] or match[2]
    if name == "text" and text[end : end + 2] == "{,":
        name = ","
    if name == "\\" and (skip := ROW_SKIP.match(text, end)) is not None:
        end = skip.end()
    return _command(name), end


def _command(name: str) -> Parts:
    if name in COMMANDS_AS_RELATIONS:
        return ((Sort.RELATION, COMMANDS_AS_RELATIONS[name]),)
    if name in COMMANDS_AS_SIGNS:
        return ((Sort.SIGN, COMMANDS_AS_SIGNS[name]),)
    if name in BREAKS:
        return ((Sort.BREAK, BREAKS[name]),)
    if name == "_":
        return ((Sort.SIGN, "_"),)
    return () if name in SPACES or name in SAYING_NOTHING else ((Sort.COMMAND, name),)


def _accented(written: Written, at: int) -> Read:
    return ((Sort.COMMAND, "hat"), (Sort.WORD, ACCENTED[written.plain.text[at]])), at + 1


def _one(_written: Written, at: int) -> Read:
    return ((Sort.NUMBER, "1"),), at + 1


def _fraction(written: Written, at: int) -> Read:
    top, below = FRACTIONS[written.plain.text[at]]
    quotient = ((Sort.SIGN, "("), (Sort.NUMBER, top), (Sort.SIGN, "/"), (Sort.NUMBER, below), (Sort.SIGN, ")"))
    return quotient, at + 1


def _subscript(written: Written, at: int) -> Read:
    match = SCRIPTED.match(written.plain.text, at)
    assert match is not None
    index = (Sort.WORD, match[0].translate(SUBSCRIPTS))
    return ((Sort.SIGN, "_"), (Sort.SIGN, "{"), index, (Sort.SIGN, "}")), match.end()


def _superscript(written: Written, at: int) -> Read:
    match = RAISED.match(written.plain.text, at)
    assert match is not None
    parts = tuple(
        (Sort.NUMBER if is_digits(part) else Sort.WORD if part.isalpha() else Sort.SIGN, part)
        for part in RAISED_PART.findall(match[0].translate(SUPERSCRIPTS))
    )
    return ((Sort.SIGN, "^"), (Sort.SIGN, "{"), *parts, (Sort.SIGN, "}")), match.end()


def _relation(written: Written, at: int) -> Read:
    text = written.plain.text
    for written_so in (text[at : at + 2], text[at]):
        if written_so in RELATIONS:
            return ((Sort.RELATION, RELATIONS[written_so]),), at + len(written_so)
    return ((Sort.SIGN, text[at]),), at + 1


def _sign(written: Written, at: int) -> Read:
    return ((Sort.SIGN, SIGNS[written.plain.text[at]]),), at + 1


def _star(written: Written, at: int) -> Read:
    power = written.plain.text.startswith("**", at)
    return ((Sort.SIGN, "^" if power else "*"),), at + 1 + power


def _greek(written: Written, at: int) -> Read:
    return ((Sort.WORD, GREEK[written.plain.text[at]]),), at + 1


def _break(written: Written, at: int) -> Read:
    return ((Sort.BREAK, written.plain.text[at]),), at + 1


def _nothing(_written: Written, at: int) -> Read:
    return (), at + 1


SAID = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+(?=\s*(?:[A-Za-z\u0370-\u03ff∂∇]|\\(?:[dt]?frac|partial|nabla|hat|bar)\b))"
)
"""Chinese, Japanese or Korean words right before a quantity: `其中 z_1`."""

BEFORE = len("\\quad   ")
"""How far back that is looked for: the longest sign with some space behind it."""

BEGUN = re.compile(r"(?:^|[\n$;&，；。\\]|quad)\s*$")
"""What stands before the first word of a row."""


def _letters(written: Written, at: int) -> Read:
    """Read a word, up to the first Greek letter in it; what is no letter is a sign."""
    text = written.plain.text
    if (node := NODE.match(text, at)) is not None:
        return ((Sort.WORD, node[0]),), node.end()
    match = LETTERS.match(text, at)
    if match is None:
        return ((Sort.SIGN, text[at]),), at + 1
    said = SAID.match(text, at)
    if said is not None and BEGUN.search(text[max(at - BEFORE, 0) : at]):
        return (), said.end()
    end = match.end()
    while any(letter in GREEK for letter in text[at + 1 : end]):
        end -= 1
    if text[at - 1 : at + 1] == "^T" and end == at + 2:
        # Without braces one letter stands above: `u^Tv` is the product of two vectors.
        end = at + 1
    return ((Sort.WORD, text[at:end]),), end


BREAKS: Mapping[str, str] = MappingProxyType(
    {"\\": "\\", "cr": "\\", "newline": "\\", **dict.fromkeys(PARTING, "quad")}
)
"""Commands at which an equation may end, and the sign that this reader writes for them."""

SAYING_NOTHING = frozenset("/\n -&%$#")
"""Characters behind a backslash that say nothing."""

BY_FIRST: Mapping[str, Callable[[Written, int], Read]] = MappingProxyType(
    {
        **dict.fromkeys(GREEK, _greek),
        **dict.fromkeys(SIGNS, _sign),
        **{relation[0]: _relation for relation in RELATIONS},
        **{chr(raised): _superscript for raised in SUPERSCRIPTS if chr(raised) != "ᵀ"},
        **{chr(below): _subscript for below in SUBSCRIPTS},
        **dict.fromkeys(FRACTIONS, _fraction),
        **dict.fromkeys(ACCENTED, _accented),
        **dict.fromkeys("𝟏𝟙", _one),
        **dict.fromkeys("0123456789", _number),
        **dict.fromkeys(";&,", _break),
        **dict.fromkeys("$%", _nothing),
        "*": _star,
        ".": _point,
        "\\": _backslash,
    }
)
"""What reads a token, by its first character; a later row holds before an earlier one, and letters have none."""
