"""The words of the field: what a letter or word can mean, and what makes a run of prose mathematics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from ...expression.functions import FUNCTIONS as TABLE
from .. import thresholds
from .functions import DIAGONAL, EXTREMES, OTHERS, PLACES, SOFTMAX
from .languages import LANGUAGES, ROLES, words_of

GREEK: Mapping[str, str] = MappingProxyType(
    {
        "α": "alpha",
        "β": "beta",
        "γ": "gamma",
        "Γ": "Gamma",
        "δ": "delta",
        "Δ": "Delta",
        "ε": "epsilon",
        "ϵ": "epsilon",
        "ζ": "zeta",
        "η": "eta",
        "θ": "theta",
        "Θ": "Theta",
        "κ": "kappa",
        "λ": "lambda",
        "Λ": "Lambda",
        "μ": "mu",
        "ν": "nu",
        "ξ": "xi",
        "π": "pi",
        "ρ": "rho",
        "σ": "sigma",
        "τ": "tau",
        "φ": "phi",
        "ϕ": "phi",
        "Φ": "Phi",
        "χ": "chi",
        "ψ": "psi",
        "Ψ": "Psi",
        "ω": "omega",
        "Ω": "Omega",
        "ℓ": "ell",
    }
)
"""Greek letters, and those that pass for such, by the names of their commands."""


LETTERS: Mapping[str, str] = MappingProxyType(
    {GREEK[row.symbol]: row.symbol for row in TABLE.values() if row.symbol in GREEK} | {"varphi": "φ"}
)
"""Functions by the Greek letters that call them; each also stands for the activation, whatever that is."""

OF_LETTERS: Mapping[str, str] = MappingProxyType(
    {row.symbol: name for name, row in TABLE.items() if row.symbol in GREEK}
)
"""From such a letter to the row of the function table that it is the usual letter of."""

OF_PROSE = frozenset({"cot", "csc", "sec", "sign", "step", "tan"})
"""Functions that are words of prose as well, so that they are none of the words that make a line mathematics."""

FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        **{row.symbol.lower(): name for name, row in TABLE.items() if row.symbol not in {*GREEK, *OF_PROSE}},
        **{spelling: name for name, row in TABLE.items() for spelling in row.spellings},
        **{name: name for name in OTHERS if name not in OF_PROSE},
        **{name: name for name in (*EXTREMES, *PLACES, DIAGONAL)},
        "sigma": "σ",
        SOFTMAX: SOFTMAX,
    }
)
"""Functions by the words that call them, in lower case: the rows of the function table, and others."""

GENERIC = frozenset({"f", "g", "act", "activation", "psi"})
"""Letters that name the activation function where an argument in brackets follows."""

ACTIVATION = "activation"
"""The function that such a letter calls: whatever the network applies."""


BY_BASE: Mapping[tuple[str, tuple[str, ...]], str] = MappingProxyType(
    {("log", ("2",)): "log2", ("log", ("10",)): "log10", ("log", ("e",)): "log"}
)
"""Functions by a name and what stands below it: logarithms by their base."""


def function_of(word: str) -> str | None:
    """Return the function that a word or the name of a letter calls, or None where it calls none."""
    if word in GENERIC:
        return ACTIVATION
    return LETTERS.get(word) or FUNCTIONS.get(word.lower()) or (word if word in OF_PROSE else None)


QUANTITIES = frozenset(
    {"alpha", "delta", "eta", *(word for language in LANGUAGES.values() for word in language.names["names"])}
)
"""Words that name quantities, in lower case."""

CONSTANTS = frozenset({"e"})

WORDS = QUANTITIES | frozenset(FUNCTIONS)

DOUBLE = re.compile(r"d(?:l|e|j|c|loss|w|v|b|z|a|h|net|out|s|o|y|x|scores|m)\d*", re.I)
CODE_NAME = re.compile(r"[^\W\d_]{1,12}(?>\d+|_\{?[\w.,]+\}?)++'*|[^\W\d_]'*")
WEIGHTED = re.compile(r"[wW][xhaXHA]|[xXhH]W")
"""A weight and what it multiplies, side by side; no other two letters are so seldom a word."""
OPERATORS = frozenset("+-−–*/^=≈≔←·×÷∙⋅⊙⊗(){}[]|_∂∇Σ∑,.:&'′√→%~≃≅ ")


def is_digits(text: str) -> bool:
    """Say whether a text is a row of the digits 0 to 9 and nothing else, as superscripts are not.

    >>> is_digits("12"), is_digits("²"), is_digits("")
    (True, False, False)
    """
    return text.isascii() and text.isdigit() and len(text) <= thresholds.LONGEST_NUMBER


RAISED_LETTERS = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴸ"
SMALL = f"₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₖₕₒₙₜₗ⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵀ{RAISED_LETTERS}"
"""Indices and powers as characters of their own."""


BEFORE_NEW, BEFORE_OLD = (
    frozenset(word for word in words_of("marks", mark) if len(word) >= thresholds.SHORTEST_ASIDE)
    for mark in ("new", "old")
)
"""Words that mark a quantity as updated or not from before it too, as in `new w5`, or in brackets after it."""

NEW = frozenset(words_of("marks", "new", "next")) | {"+", "(new)", "t+1", "(t+1)", "k+1", "(k+1)", "n+1", "(n+1)"}
"""What marks a quantity as updated, in lower case."""

OLD = frozenset(words_of("marks", "old", "previous")) | {"(old)", "t", "(t)", "k", "(k)", "(n)"}
"""What marks a quantity as not yet updated, in lower case."""


DIRECT = frozenset({"direct", "explicit", "immediate"})
"""What stands below the bar of a derivative that holds all else fixed of which its equation is made."""

FIXED = frozenset({"c", "const", "const.", "constant", "fixed"})
"""What stands behind the name of a quantity that is held fixed: `z = const`."""

LOSSES = frozenset({"L", "E", "J", "C", "loss", "Loss", "MSE", "BCE", "CE", "cost", "Cost", "ell"})
LAYERS_BELOW = frozenset({"hh", "hi", "ho", "ih", "oh"})
"""The letters of two layers, for the one that a weight comes from and the one that it leads to."""

BELOW = QUANTITIES | LAYERS_BELOW | {"max", "total1", *words_of("marks", *ROLES["marks"])}
"""What stands below a name as one word, and is no row of letters."""

HATTED = re.compile(r"([opty])hat")
"""A letter and the word for its accent, as `yhat`."""

COMPOSED = re.compile(r"(out|net|delta|err|error|[abz])([ho])")
"""A word and the letter of a layer that is written on to it, as in `outh1`."""

SINGLES = frozenset("wxbhazWXyYAZHBtoivesuEC")
PLAIN_CALLS = (frozenset(FUNCTIONS.values()) | OF_PROSE) - OF_LETTERS.keys()
"""Functions whose argument needs no brackets."""

INDEX = re.compile(r"[0-9a-z]{1,3}|:")


def is_latin(letter: str) -> bool:
    """Say whether a letter is one of a Latin alphabet.

    >>> is_latin("ł"), is_latin("я")
    (True, False)
    """
    return letter <= LAST_LATIN


LAST_LATIN = "\u024f"
"""The last letter of the Latin alphabets in Unicode."""
