"""Characters that stand for signs, in the one way in which this reader writes them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .words import RAISED_LETTERS

RELATIONS: Mapping[str, str] = MappingProxyType(
    {
        "=": "=",
        "≈": "≈",
        "≃": "≈",
        "≅": "≈",
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
)

SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "×": "*",
        "·": "*",
        "∙": "*",
        "⋅": "*",
        "•": "*",
        "・": "*",
        "･": "*",
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
        "⊘": "⊘",
        "∘": "⊙",
        "○": "⊙",
        "∂": "∂",
        "∇": "∇",
        "Σ": "∑",
        "∑": "∑",
        "∏": "∏",
        "Π": "∏",
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
)

SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₖₕₒₙₜₗ", "0123456789+-ijkhontl")
FRACTIONS = MappingProxyType({"½": ("1", "2"), "⅓": ("1", "3"), "¼": ("1", "4"), "¾": ("3", "4"), "⅛": ("1", "8")})
"""Fractions that are characters of their own."""

SUPERSCRIPTS = str.maketrans(f"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵀ{RAISED_LETTERS}", "0123456789+-()TabcdefghijklmnoprstuvwxyzL")
ACCENTED = {"ŷ": "y", "ŵ": "w", "â": "a", "ô": "o"}
