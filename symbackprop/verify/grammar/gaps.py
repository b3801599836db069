"""The wide gaps of a formula: those between two equations, between the entries of an array, and all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from .. import thresholds
from .tokens import Sort, Token


def parted(found: list[Token]) -> list[Token]:
    """Return the tokens with only those wide gaps left at which one equation can end and another begin."""
    kept: list[Token] = []
    depth = 0
    # Of the brackets that are open, whether gaps part the entries of an array in them.
    gapped: list[bool] = []
    for place, token in enumerate(found):
        step = _step(token)
        depth += step
        if step > 0:
            gapped.append(_parts_entries(found, place))
        elif step < 0 and gapped:
            gapped.pop()
        elif token.sort is Sort.BREAK and token.text in BETWEEN_ROWS and depth == 0 and _lacks_operand(kept[-2:]):
            # A row that ends with a sign goes on in the next one, wherever that is lined up.
            continue
        elif token.sort is Sort.BREAK and token.text == "quad":
            after = next((t for t in found[place + 1 :] if t.text != "quad"), token)
            before = kept[-1] if kept else token
            is_entry = bool(gapped) and gapped[-1] and _step(before) <= 0 and _step(after) >= 0
            # Behind a gap in an array a minus is the sign of an entry.
            if _goes_on(before) or (_goes_on(after) and not (is_entry and after.text == "-")):
                continue
            if is_entry:
                kept.append(replace(token, text=","))
                continue
            if depth > 0:
                continue
        kept.append(token)
    return kept


def _step(token: Token) -> int:
    """Return 1 where a token opens brackets or a matrix, and -1 where it closes them."""
    if token.sort is Sort.SIGN:
        return (token.text in OPENING) - (token.text in CLOSING)
    if token.sort is Sort.COMMAND:
        return token.text.startswith("begin:") - token.text.startswith("end:")
    return 0


def _parts_entries(found: Sequence[Token], at: int) -> bool:
    """Say whether gaps part the entries of what opens here, square brackets with nothing else that parts them."""
    if found[at].text != "[":
        return False
    depth = gaps = 0
    for token in islice(found, at, at + thresholds.LONGEST_LIST):
        depth += _step(token)
        if depth == 0:
            break
        if depth == 1:
            if token.sort is Sort.RELATION or (token.sort is Sort.BREAK and token.text in (",", "&")):
                return False
            gaps += token.sort is Sort.BREAK and token.text == "quad"
    return gaps > 0


BETWEEN_ROWS = frozenset({"\\", "&", "quad"})
"""What stands between one row and the next."""

OPENING, CLOSING = frozenset("([{"), frozenset(")]}")


def _goes_on(token: Token) -> bool:
    """Say whether an equation goes on over a gap beside a token."""
    return token.sort in (Sort.RELATION, Sort.BREAK) or (token.sort is Sort.SIGN and token.text in "+-*/⊙_^:")


def _lacks_operand(last: Sequence[Token]) -> bool:
    """Say whether the last of some tokens is a sign behind which something must stand, as none in `w^+` is."""
    signs = [token.text if token.sort is Sort.SIGN else "" for token in last]
    return bool(signs) and signs[-1] in {*"+-*/⊙"} and signs[0] != "^"
