"""What lays out a formula and says nothing: environments, labels, colours."""

from __future__ import annotations

from dataclasses import replace

from .tokens import Sort, Token
from .words import (
    MATRICES,
    WITH_ARGUMENT,
)


def stripped(found: list[Token]) -> list[Token]:
    """Return the tokens without environments that only lay out, labels and colours."""
    kept: list[Token] = []
    at = 0
    while at < len(found):
        token = found[at]
        if token.sort is Sort.COMMAND and token.text in ("begin", "end"):
            close = closing(found, at + 1)
            name = "".join(t.text for t in found[at + 2 : close]).rstrip("*")
            if name in MATRICES or name in ("cases", "dcases"):
                kept.append(replace(token, text=f"{token.text}:{name}"))
                at = close + 1
                if name == "array" and token.text == "begin":
                    at = closing(found, at) + 1
                continue
            at = close + 1
            continue
        if token.sort is Sort.COMMAND and token.text in WITH_ARGUMENT:
            at = closing(found, at + 1) + 1
            continue
        if token.sort is Sort.COMMAND and token.text == "textcolor":
            at = closing(found, at + 1) + 1
            continue
        if token.text == "{" and found[at + 1].text == "}" and not (kept and kept[-1].text in ("_", "^")):
            at += 2
            continue
        kept.append(token)
        at += 1
    return kept


def closing(found: list[Token], at: int) -> int:
    """Return where the group that starts here ends, or the place before where none starts."""
    if at >= len(found) or found[at].text != "{":
        return at - 1
    depth = 0
    for place in range(at, len(found)):
        if found[place].sort is Sort.SIGN:
            depth += {"{": 1, "}": -1}.get(found[place].text, 0)
            if depth == 0:
                return place
    return len(found) - 2
