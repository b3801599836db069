"""Lines of arithmetic whose equals sign was lost on the way, as where text is copied out of a PDF."""

from __future__ import annotations

import re

from ..source import Plain, Replacement

OPERAND = r"\(?[-−+]?\d[\d.,]*\)?"
PRODUCT = rf"[ \t]*{OPERAND}(?:[ \t]*[*·×+/][ \t]*{OPERAND}){{1,12}}"
LINES = re.compile(
    rf"^(?P<before>{PRODUCT}[ \t]*[=≈][^\n]*\n)?(?P<left>{PRODUCT})(?P<gap>[ \t]{{2,}})(?P<right>[-−]?\d[\d.,]*)[ \t]*$"
    rf"(?P<behind>\n{PRODUCT}[ \t]*[=≈])?",
    re.M,
)
"""A line with a gap before its last number, and the lines beside it, which have an equals sign there."""


def with_lost_signs(plain: Plain) -> Plain:
    """Return a text in which a line of arithmetic has its equals sign where a line beside it has one."""
    found = (line for line in LINES.finditer(plain.text) if line["before"] or line["behind"])
    return plain.edited(Replacement(*line.span("gap"), " = ") for line in found)
