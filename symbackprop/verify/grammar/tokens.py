"""The tokens of a formula: numbers with their digits, words, commands and signs, each with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from .. import thresholds
from ..lexicon.latex import BEHEADED, CONTROL
from ..lexicon.words import GREEK, RAISED_LETTERS, is_digits
from ..source import Plain, Span
from ..tree import Damage


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


RELATIONS = {
    "=": "=",
    "≈": "≈",
    "≃": "≈",
    "≅": "≈",
    "~=": "≈",
    ":=": ":=",
    "≔": ":=",
    "←": ":=",
    "≠": "≠",
    "≡": "=",
    "⇒": "⇒",
    "→": "⇒",
    "≜": ":=",
    "<-": ":=",
    "≤": "≤",
    "≥": "≥",
    "<": "<",
    ">": ">",
    "∈": "∈",
    "∝": "∝",
}
COMMANDS_AS_RELATIONS = {
    "approx": "≈",
    "approxeq": "≈",
    "cong": "≈",
    "simeq": "≈",
    "sim": "≈",
    "doteq": "≈",
    "equiv": "=",
    "coloneqq": ":=",
    "coloneq": ":=",
    "gets": ":=",
    "leftarrow": ":=",
    "Leftarrow": ":=",
    "longleftarrow": ":=",
    "triangleq": ":=",
    "ne": "≠",
    "neq": "≠",
    "Rightarrow": "⇒",
    "implies": "⇒",
    "rightarrow": "⇒",
    "to": "⇒",
    "iff": "⇒",
    "Leftrightarrow": "⇒",
    "therefore": "⇒",
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "lt": "<",
    "gt": ">",
    "in": "∈",
    "propto": "∝",
}
SPACES = frozenset(
    """, : ; ! thinspace medspace thickspace space displaystyle textstyle scriptstyle left right big Big bigg
    Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr limits nolimits nonumber notag hfill hspace vspace ensuremath
    small normalsize large Large LARGE footnotesize noindent centering par hline toprule midrule bottomrule""".split()  # noqa: SIM905
)
"""Commands that say nothing."""

PARTING = frozenset({"quad", "qquad", "enspace", "hskip"})
"""Commands for a gap so wide that one equation may end there."""

ROW_SKIP = re.compile(r"\s*\[\s*-?\d*\.?\d+\s*(?:pt|em|ex|mm|cm|in|px|bp|mu|\\baselineskip)\s*\]")
"""How far apart two rows stand, after the command that ends the first."""

SIZED = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?)\s*\Z")
"""What makes the point after it a bracket that is not shown."""

SIGNS = {
    "×": "*",
    "·": "*",
    "∙": "*",
    "⋅": "*",
    "•": "*",
    "∗": "*",
    "*": "*",
    "÷": "/",
    "⁄": "/",
    "∕": "/",
    "−": "-",
    "–": "-",
    "—": "-",
    "′": "'",
    "’": "'",
    "⊙": "⊙",
    "⊗": "⊗",
    "∘": "⊙",
    "○": "⊙",
    "∂": "∂",
    "∇": "∇",
    "Σ": "∑",
    "∑": "∑",
    "√": "√",
    "‖": "‖",
    "∥": "‖",
    "ᵀ": "ᵀ",
    "⊤": "ᵀ",
    "…": "…",
    "⋯": "…",
    "⁺": "⁺",
    "ŷ": "ŷ",
}
COMMANDS_AS_SIGNS = {
    "times": "*",
    "cdot": "*",
    "bullet": "*",
    "ast": "*",
    "div": "/",
    "odot": "⊙",
    "circ": "⊙",
    "otimes": "⊗",
    "partial": "∂",
    "part": "∂",
    "nabla": "∇",
    "sum": "∑",
    "prime": "'",
    "|": "‖",
    "Vert": "‖",
    "lVert": "‖",
    "rVert": "‖",
    "parallel": "‖",
    "vert": "|",
    "lvert": "|",
    "rvert": "|",
    "mid": "|",
    "top": "ᵀ",
    "intercal": "ᵀ",
    "dots": "…",
    "ldots": "…",
    "cdots": "…",
    "vdots": "…",
    "ddots": "…",
    "lbrace": "(",
    "rbrace": ")",
    "lbrack": "[",
    "rbrack": "]",
    "langle": "(",
    "rangle": ")",
    "{": "(",
    "}": ")",
}
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₖₕₒₙₜₗ", "0123456789+-ijkhontl")
FRACTIONS = MappingProxyType({"½": ("1", "2"), "⅓": ("1", "3"), "¼": ("1", "4"), "¾": ("3", "4"), "⅛": ("1", "8")})
"""Fractions that are characters of their own."""

SUPERSCRIPTS = str.maketrans(f"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵀ{RAISED_LETTERS}", "0123456789+-()TabcdefghijklmnoprstuvwxyzL")
ACCENTED = {"ŷ": "y", "ŵ": "w", "â": "a", "ô": "o"}

POWER_OF_TEN = (
    r"(?:\s*(?:\\times|\\cdot|×|·|\*)\s*10\s*"
    r"(?:\^\s*(?:\{\s*(?P<ten>[-−+]?\s*\d{1,4})\s*\}|(?P<bare>[-−]?\d{1,4}))|(?P<raised>[⁻⁰¹²³⁴-⁹]{1,4})))?"
)
POINT = re.compile(
    r"(?P<digits>\d+(?:\{,\}\d{3}(?!\d))+(?:\.\d+)?|\d+(?:\{?,\}?\d+)?\{,\}\d+|\d*\.?\d+|\d+\.)(?:[eE](?P<e>[+-]?\d{1,4})(?![\w]))?"
    + POWER_OF_TEN
)
COMMA = re.compile(r"(?P<digits>\d+(?:\{,\}|,)\d+|\d*\.\d+|\d+)(?:[eE](?P<e>[+-]?\d{1,4})(?![\w]))?" + POWER_OF_TEN)
LETTERS = re.compile(rf"[^\W\d_₀-₉ᵢⱼₖₕₒₙₜₗ⁰¹²³⁴-⁹ᵀ{RAISED_LETTERS}]+")
COMMAND = re.compile(r"\\([A-Za-z]+)\*?|\\(.)", re.S)
SCRIPTED = re.compile("[₀-₉₊₋ᵢⱼₖₕₒₙₜₗ]+(?:,[₀-₉ᵢⱼₖₕₒₙₜₗ]+)*")
RAISED = re.compile(f"[⁰¹²³⁴-⁹⁺⁻⁽⁾{RAISED_LETTERS}]+")
RAISED_PART = re.compile(r"\d+|.")


class Unreadable(Exception):
    """A formula that this reader cannot make sense of, and where it stops."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


def tokens(plain: Plain, commas: bool) -> tuple[list[Token], list[Damage]]:
    """Return the tokens of a formula and what had to be mended for it.

    Args:
        plain: The formula.
        commas: Whether `0,5` is a decimal number in this document.

    Raises:
        Unreadable: A number is too long.
    """
    damages: list[Damage] = []
    found = list(_tokens(plain, COMMA if commas else POINT, damages))
    end = plain.places[len(plain.text)]
    found.append(Token(Sort.END, "", Span(end, end), spaced=False))
    return found, damages


def _tokens(plain: Plain, number: re.Pattern[str], damages: list[Damage]) -> Iterator[Token]:
    text, places = plain.text, plain.places
    at, spaced = 0, False

    def token(sort: Sort, said: str, end: int) -> Token:
        return Token(sort, said, Span(places[at], places[end]), spaced)

    while at < len(text):
        character = text[at]
        mended = _mended(text, at)
        if mended is not None:
            command, end = mended
            damages.append(
                Damage(Span(places[at], places[end]), f"'{text[at:end].strip()}' is what is left of '\\{command}'")
            )
            yield from _command(command, token, end)
            at, spaced = end, False
            continue
        if character.isspace() or character in "~\x00":
            at, spaced = at + 1, True
            continue
        end = at + 1
        if is_digits(character) or (character == "." and is_digits(text[at + 1 : at + 2])):
            match = number.match(text, at)
            assert match is not None
            end = match.end()
            if end - at > thresholds.LONGEST_NUMBER:
                raise Unreadable("a number is too long", places[at])
            digits = _digits(match, number is COMMA)
            if digits.count(".") > 1:
                raise Unreadable("a number has two decimal signs", places[at])
            yield token(Sort.NUMBER, digits, end)
        elif character == "\\":
            command_match = COMMAND.match(text, at)
            if command_match is not None:
                end = command_match.end()
                name = command_match[1] or command_match[2]
                if name == "text" and text[end : end + 2] == "{,":
                    name = ","
                if name == "\\" and (skip := ROW_SKIP.match(text, end)) is not None:
                    end = skip.end()
                yield from _command(name, token, end)
        elif character in ACCENTED:
            yield token(Sort.COMMAND, "hat", end)
            yield token(Sort.WORD, ACCENTED[character], end)
        elif character in "𝟏𝟙":
            yield token(Sort.NUMBER, "1", end)
        elif character in FRACTIONS:
            top, below = FRACTIONS[character]
            yield token(Sort.SIGN, "(", end)
            yield token(Sort.NUMBER, top, end)
            yield token(Sort.SIGN, "/", end)
            yield token(Sort.NUMBER, below, end)
            yield token(Sort.SIGN, ")", end)
        elif (match := SCRIPTED.match(text, at)) is not None:
            end = match.end()
            yield token(Sort.SIGN, "_", end)
            yield token(Sort.SIGN, "{", end)
            yield token(Sort.WORD, match[0].translate(SUBSCRIPTS), end)
            yield token(Sort.SIGN, "}", end)
        elif (match := RAISED.match(text, at)) is not None:
            end = match.end()
            yield token(Sort.SIGN, "^", end)
            yield token(Sort.SIGN, "{", end)
            for part in RAISED_PART.findall(match[0].translate(SUPERSCRIPTS)):
                sort = Sort.NUMBER if is_digits(part) else Sort.WORD if part.isalpha() else Sort.SIGN
                yield token(sort, part, end)
            yield token(Sort.SIGN, "}", end)
        elif len(text[at : at + 2]) == 2 and text[at : at + 2] in RELATIONS:
            end = at + 2
            yield token(Sort.RELATION, RELATIONS[text[at:end]], end)
        elif character in RELATIONS:
            yield token(Sort.RELATION, RELATIONS[character], end)
        elif character in SIGNS:
            end = at + 2 if text.startswith("**", at) else end
            yield token(Sort.SIGN, "^" if end == at + 2 else SIGNS[character], end)
        elif character in GREEK:
            yield token(Sort.WORD, GREEK[character], end)
        elif (match := LETTERS.match(text, at)) is not None:
            end = match.end()
            while any(letter in GREEK for letter in text[at + 1 : end]):
                end -= 1
            yield token(Sort.WORD, text[at:end], end)
        elif character in ";&,":
            yield token(Sort.BREAK, character, end)
        elif text.startswith("...", at):
            end = at + 3
            yield token(Sort.SIGN, "…", end)
        elif character == ".":
            if not SIZED.search(text, max(0, at - thresholds.LONGEST_SIZED), at):
                yield token(Sort.BREAK, character, end)
        elif character == "%":
            pass
        else:
            yield token(Sort.SIGN, character, end)
        at, spaced = end, False


def _mended(text: str, at: int) -> tuple[str, int] | None:
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


def _command(name: str, token: object, end: int) -> Iterator[Token]:
    make = token
    assert callable(make)
    if name in PARTING:
        yield make(Sort.BREAK, "quad", end)
        return
    if name in SPACES or (len(name) == 1 and name in " /\n-"):
        return
    if name == "\\" or name in ("newline", "cr"):
        yield make(Sort.BREAK, "\\", end)
    elif name in COMMANDS_AS_RELATIONS:
        yield make(Sort.RELATION, COMMANDS_AS_RELATIONS[name], end)
    elif name in COMMANDS_AS_SIGNS:
        yield make(Sort.SIGN, COMMANDS_AS_SIGNS[name], end)
    elif name == "_":
        yield make(Sort.SIGN, "_", end)
    elif name in ("&", "%", "$", "#"):
        return
    else:
        yield make(Sort.COMMAND, name, end)


def _digits(found: re.Match[str], commas: bool) -> str:
    digits = found["digits"]
    if (
        "{,}" in digits
        and not commas
        and re.fullmatch(r"\d{1,3}(?:\{,\}\d{3})+(?:\.\d+)?", digits)
        and not digits.startswith("0")
    ):
        digits = digits.replace("{,}", "")
    digits = digits.replace("{,}", ".").replace(",", ".")
    if digits.startswith("."):
        digits = "0" + digits
    digits = digits.removesuffix(".")
    ten = found["ten"] or found["bare"] or (found["raised"] or "").translate(SUPERSCRIPTS) or found["e"]
    return f"{digits}e{int(ten.replace('−', '-').replace(' ', ''))}" if ten else digits
