"""What lays out a formula without a meaning of its own: environments, labels, colours."""

from __future__ import annotations

from dataclasses import replace

from ..lexicon.latex import CASES, FRAMES, MATRICES, WITH_ARGUMENT
from .tokens import Sort, Token


def stripped(found: list[Token]) -> list[Token]:
    """Return the tokens without environments that only lay out, labels and colours."""
    kept: list[Token] = []
    at = 0
    aligned: list[bool] = []
    while at < len(found):
        token = found[at]
        if token.sort is Sort.COMMAND and token.text in ("begin", "end"):
            close = closing(found, at + 1)
            name = _environment(found, at)
            if name in MATRICES or name in CASES:
                if token.text == "begin":
                    aligned.append(name == "array" and _holds_equations(found, close + 1))
                if not (aligned and aligned[-1]):
                    kept.append(replace(token, text=f"{token.text}:{name}"))
                if token.text == "end" and aligned:
                    aligned.pop()
                at = close + 1
                if name == "array" and token.text == "begin":
                    at = closing(found, at) + 1
                continue
            at = close + 1
            continue
        if token.sort is Sort.COMMAND and token.text in WITH_ARGUMENT:
            at = closing(found, at + 1) + 1
            continue
        if token.sort is Sort.COMMAND and token.text in FRAMES:
            close = closing(found, at + 1)
            kept += stripped(found[at + 2 : close])
            at = close + 1
            continue
        if token.text == "{" and _text(found, at + 1) == "}" and not (kept and kept[-1].text in ("_", "^")):
            at += 2
            continue
        if aligned and aligned[-1] and token.text == "&" and not _is_relation(*found[max(at - 1, 0) : at + 2]):
            # Cells of a table, each with an equation of its own.
            token = replace(token, text=";")
        kept.append(token)
        at += 1
    return _parted(kept)


def _text(found: list[Token], at: int) -> str:
    """Return what a token says, or nothing past the last one: a group that is cut out of a formula has no end token."""
    return found[at].text if at < len(found) else ""


def _is_relation(*beside: Token) -> bool:
    return any(token.sort is Sort.RELATION for token in beside)


def _environment(found: list[Token], at: int) -> str:
    return "".join(t.text for t in found[at + 2 : closing(found, at + 1)]).rstrip("*")


def _holds_equations(found: list[Token], at: int) -> bool:
    """Say whether the rows of an array are equations, so that it only lines them up."""
    depth = 1
    for place in range(at, len(found)):
        token = found[place]
        if token.sort is Sort.COMMAND and token.text in ("begin", "end"):
            depth += 1 if token.text == "begin" else -1
            if depth == 0:
                return False
        elif token.sort is Sort.RELATION and depth == 1:
            return True
    return False


def _parted(found: list[Token]) -> list[Token]:
    """Return the tokens with only those wide gaps left at which one equation can end and another begin."""
    kept: list[Token] = []
    depth = 0
    for place, token in enumerate(found):
        if token.sort is Sort.SIGN:
            depth += 1 if token.text in OPENING else -1 if token.text in CLOSING else 0
        elif token.sort is Sort.COMMAND and token.text.startswith(("begin:", "end:")):
            depth += 1 if token.text.startswith("begin:") else -1
        elif token.sort is Sort.BREAK and token.text == "quad":
            after = next((t for t in found[place + 1 :] if t.text != "quad"), token)
            before = kept[-1] if kept else token
            if depth > 0 or _goes_on(before) or _goes_on(after):
                continue
        kept.append(token)
    return kept


OPENING, CLOSING = frozenset("([{"), frozenset(")]}")


def _goes_on(token: Token) -> bool:
    """Say whether an equation goes on over a gap beside a token."""
    return token.sort in (Sort.RELATION, Sort.BREAK) or (token.sort is Sort.SIGN and token.text in "+-*/⊙_^:")


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
