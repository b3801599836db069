"""How a document writes, found out from its text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...models.notations import DEFAULT_NOTATION, NOTATIONS
from ..grammar.style import WritingStyle
from ..lexicon.words import GENERIC, GREEK, LETTERS, NEW, OLD
from .code_lines import STATEMENT_START
from .document import Reading

_NAMES = NOTATIONS[DEFAULT_NOTATION]
LAYER_WORDS = frozenset({_NAMES.net, _NAMES.out, _NAMES.target})
"""The words that name quantities of every network of layers that is inferred from a document."""

CALLED = re.compile(r"(?<![A-Za-z\\])S'?\(\s*-?\d")
"""The activation under a letter of its own, with a number put in."""

NUMBERED_FUNCTION = re.compile(r"(?<![\w\\])([fg])(?:_\d|_\{\d{1,2}\}|[₀-₉]{1,2})\s?\(\s?\\?[^\W\d_]\w{0,2}\s?\)\s?=")
"""One of several functions that are told apart by numbers, where it is defined: `g_2(u) = sin(u)`."""

ONE_FUNCTION = re.compile(r"(?<![\w\\])([fg])\s?\(\s?\\?([^\W\d_]\w{0,2})\s?\)\s?=")
WITH_A_NUMBER = re.compile(r"(?<![\w\\])([fg])'?\s?\(\s?[-−]?\d")
"""A function of one letter where it is defined, and a call of it with a number."""

ERROR_ALONE = re.compile(r"(?<![\w\\^{])e\s*(?:&\s*)?(?:=(?![=>])|\\approx(?!\s*2\.7)|≈(?!\s*2[.,]7))")
"""An e that is given a value of its own, so that its square is no power of the number e."""

STEP_ALONE = re.compile(r"(?:\\Delta|Δ)\s*(?:&\s*)?=")

SIGNAL_ALONE = re.compile(r"(?:\\delta|δ)\s*(?:&\s*)?(?:=|:=|≈|\\approx)")
"""A δ that is given a value of its own, so that beside a name it is a factor."""

CIRCLED = re.compile(
    r"(?:\\otimes|⊗)\s*(?:\\left\s*)?(?:\(\s*1\s*[-−]|\\?[a-zA-Zσφ]{1,9}(?:'|^\{?\\prime)\s*\()"
    r"|(?:'|\\prime\}?)\s*(?:\\left\s*)?\([^()\n]{1,40}\)\s*(?:\\otimes|⊗)"
)
"""A circled cross beside a slope, as in `δ ⊗ σ'(z)`: it multiplies entry by entry."""

TIME_ABOVE = re.compile(
    r"\^\s*\{?\s*(?:\\left)?\s*(?:\\langle|[<⟨])\s*t\s*-\s*1|(?<![A-Za-z])x\s*\^\s*\{?\s*(?:\\langle|[(<⟨])\s*t\s*(?:\\rangle|[)>⟩])"
)
"""A position in time above a name: the one before in angles, or an input at it; what is old or new has neither."""

TAKEN_FROM_ONE = re.compile(r"(?<![\w.])1\s*[-−]\s*\\?(beta|gamma|lambda|mu|rho|[βγλμρ])(?![A-Za-z])")
"""A rate by which what is remembered fades, as in `1 - β`."""

TIME_BELOW = re.compile(r"[A-Za-z}]\s*_\s*(?:t(?![A-Za-z])|\{\s*t\s*(?:[-+−]\s*1\s*)?\})")
"""A t below a letter, which counts times."""

ASSIGNED_IN_CODE = re.compile(rf"{STATEMENT_START}[ \t]*([A-Za-z]{{2,12}})[ \t]*=(?!=)")
"""A word that a program gives a value: one name, however many letters it has."""

DECIMAL_COMMA = re.compile(r"(?<![\d.,])\d{1,4}(?:,|\{,\})\d+(?![\d.,]*\d)")
DECIMAL_POINT = re.compile(r"(?<![\d.,])\d{1,4}\.\d+(?![\d.,]*\d)")
CALL = re.compile(r"(?<=[A-Za-z}])\([^()\n]{0,80}\)")
"""The arguments of a call, which commas part: `zeros(n-1,1)`."""

LAYERED = re.compile(
    r"(?<![A-Za-z\\])(?:([A-Za-z])|\\(delta))(?:_\{?\w{1,40}\}?)?\^(?:1(?!\d)|\{1\}|[lL](?![A-Za-z])|\{[lL](?:[-+]1)?\})"
)
"""A letter with a bare number above it that is no power: a first power, or a layer that is counted."""

LAYER_BEFORE_INDEX = re.compile(r"(?<![A-Za-z\\])(?:([A-Za-z])|\\(delta))\^(?:\d|\{\d\})_")
"""A letter with a bare number above it before its index, where it stands for a layer if other letters have one."""


def writing_style(
    reading: Reading,
    known: Iterable[str],
    samples: Iterable[str] = (),
    marked: Iterable[tuple[str, str]] = (),
    runs: Iterable[str] = (),
    labelled: Iterable[tuple[str, str]] = (),
) -> WritingStyle:
    """Return how a document writes.

    Args:
        reading: Its pieces.
        known: Words that name quantities of the network.
        samples: The letters that count its samples.
        marked: Its names that have a mark above them, without brackets: letter, mark.
        runs: The letters of positions along its recurrences, and of shifted ones.
        labelled: Its names with a word below: letter, word.
    """
    text = reading.plain.text
    words = frozenset(known)
    in_code = {found[1] for found in ASSIGNED_IN_CODE.finditer(text)}
    return WritingStyle(
        commas=uses_commas(reading),
        known=frozenset(word for word in words | in_code if len(word) > 1),
        samples=frozenset(samples) | ({"t"} if TIME_ABOVE.search(text) else frozenset()),
        runs=frozenset(runs),
        labelled=frozenset((GREEK.get(letter, letter), word) for letter, word in labelled if word in OLD | NEW),
        layered=letters_with_layers(text),
        alone=letters_alone(text, words),
        circled=CIRCLED.search(text) is not None,
        endless=reading.endless,
        rates=frozenset(GREEK.get(found[1], found[1]) for found in TAKEN_FROM_ONE.finditer(text)),
        timed=TIME_BELOW.search(text) is not None,
        marked=frozenset((GREEK.get(letter, letter), mark) for letter, mark in marked),
    )


def letters_alone(text: str, known: Iterable[str]) -> frozenset[str]:
    """Return the letters that elsewhere begin a name or call a function, but name a quantity here."""
    bases = {GREEK.get(base, base) for base in known}
    found = bases & (GENERIC | LETTERS.keys())
    found -= {function[1] for function in NUMBERED_FUNCTION.finditer(text)}
    if found & GENERIC:
        functions = {at[1]: at[2] for at in ONE_FUNCTION.finditer(text)}
        called = {at[1] for at in WITH_A_NUMBER.finditer(text)}
        # A function of what is nothing in the network is another thing than the quantity of its letter.
        found -= {letter for letter, argument in functions.items() if letter in called or argument not in bases}
    if CALLED.search(text):
        found.add("S(")
    if ERROR_ALONE.search(text):
        found.add("e")
    if SIGNAL_ALONE.search(text):
        found.add("delta")
    if STEP_ALONE.search(text):
        found.add("Delta")
    return frozenset(found)


def letters_with_layers(text: str) -> frozenset[str]:
    """Return the letters above which a bare number is a layer and no power."""
    # Euler's number to the first power is printed where a 1 is put in.
    every = (found for found in LAYERED.finditer(text) if found[1] != "e" or "_" in found[0])
    found = frozenset(found[1] or found[2] for found in every)
    return found | {letter or greek for letter, greek in LAYER_BEFORE_INDEX.findall(text)} if found else found


def uses_commas(reading: Reading) -> bool:
    """Say whether a document writes decimal commas."""
    commas = points = 0
    for piece in reading.pieces:
        commas += len(DECIMAL_COMMA.findall(CALL.sub("", piece.plain.text)))
        points += len(DECIMAL_POINT.findall(piece.plain.text))
    return commas > 2 * points
