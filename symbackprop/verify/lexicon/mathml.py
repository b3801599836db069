"""The elements of MathML and the signs in them, by what LaTeX writes for them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ACCENTS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("^", "ˆ", "\u0302"), "hat"),
        **dict.fromkeys(("¯", "‾", "―", "\u0304", "\u0305", "−", "_"), "bar"),
        **dict.fromkeys(("~", "˜", "∼", "\u0303"), "tilde"),
        **dict.fromkeys(("→", "\u20d7"), "vec"),
        **dict.fromkeys(("˙", "."), "dot"),
        "⏞": "overbrace",
    }
)
"""Signs above a letter, by the commands that write them."""

BRACES: Mapping[str, str] = MappingProxyType({"⏟": "underbrace", "_": "underline"})
"""Signs below."""

SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "\u2061": "",
        "\u2062": " ",
        "\u2063": ",",
        "\u2064": "+",
        "{": r"\{",
        "}": r"\}",
        "%": r"\%",
        "&": r"\&",
        "#": r"\#",
    }
)
"""Signs that are written otherwise."""

OPERATORS: Mapping[str, str] = MappingProxyType({"∑": r"\sum", "∏": r"\prod", "Σ": r"\sum", "Π": r"\prod"})
"""Signs with bounds below and above."""

RELATIONS = frozenset("=≈≡≃←→⇒")
"""Signs at which the rows of equations are aligned."""
