"""Lines that name a neuron once and then say what it computes, as in `h1: z = 0.51 → a = 0.625`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..source import Plain, Replacement

QUANTITY = r"(?:z|a|net|out)"
LINE = re.compile(
    r"^(?P<label>[ \t>*+-]*(?:\*\*|`)?(?P<neuron>[ho])_?(?P<number>\d{1,2})(?:\*\*|`)?[ \t]*:(?:\*\*)?)"
    rf"(?=[ \t]*{QUANTITY}[ \t]*[=≈])(?P<rest>[^\n]*)",
    re.M | re.I,
)
BARE = re.compile(rf"(?<![\w\\.]){QUANTITY}(?=[ \t]*[=≈])")


def with_neurons(plain: Plain) -> Plain:
    """Return a text in which the quantities on a line that begins with a neuron are those of that neuron."""
    return plain.edited(edit for line in LINE.finditer(plain.text) for edit in _edits(line))


def _edits(line: re.Match[str]) -> Iterator[Replacement]:
    neuron = f"_{{{line['neuron'].lower()}{line['number']}}}"
    yield Replacement(*line.span("label"), " " * len(line["label"]))
    for name in BARE.finditer(line.string, *line.span("rest")):
        yield Replacement(name.end(), name.end(), neuron)
