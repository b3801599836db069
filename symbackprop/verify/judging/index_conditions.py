"""Formulas that are said for some values of their indices only: `-p_i p_j` for `i ≠ j`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations

from .. import thresholds
from ..interpretation.naming import Naming
from ..quantities.indices import letters_in
from ..quantities.known_names import COUNTING
from ..reasons import RefusalCode
from ..source import Span
from ..tree import Chain, names_in
from .claim import Draft
from .identities import Identities
from .verdicts import ClaimKind, Verdict

RELATIONS: Mapping[str, str] = {"=": r"={1,2}", "≠": r"(?:\\neq?\b|≠|!=|\\not\s*=)"}
"""How two letters are compared, each with how that is written."""


def conditions_near(text: str, span: Span, first: str, second: str) -> tuple[str, ...]:
    """Return how two letters are compared before a formula or behind it, as in `i ≠ j`."""
    near = text[max(span.start - thresholds.LONGEST_LEAD, 0) : span.end + thresholds.CONTEXT_AFTER]
    pairs = (first, second), (second, first)
    return tuple(
        relation
        for relation, sign in RELATIONS.items()
        if any(re.search(rf"(?<![a-zA-Z]){x}\s*{sign}\s*{y}(?![a-zA-Z])", near) for x, y in pairs)
    )


def judge_where_said(drafts: Sequence[Draft], identities: Identities, text: str) -> None:
    """Judge general formulas anew that do not hold for all indices, for those that the words beside them name."""
    for draft in drafts:
        failing = draft.kind is ClaimKind.IDENTITY and draft.verdict is Verdict.WRONG
        if not failing or RefusalCode.NOT_FOR_ALL not in [reason.code for reason in draft.reasons]:
            continue
        for first, relation, second in _conditions(draft.chain, identities.naming, text):
            again = identities.general(draft.chain, partial(_is_said, first, relation, second))
            if again.verdict is Verdict.RIGHT:
                draft.verdict, draft.reasons, draft.correction, draft.proved = Verdict.RIGHT, [], None, again.proved
                break


def _conditions(chain: Chain, naming: Naming, text: str) -> Iterator[tuple[str, str, str]]:
    names = [name for side in chain.sides for name in names_in(side.node)]
    letters = set[str]().union(*(letters_in(name, naming.layers.vocabulary, COUNTING) for name in names))
    for first, second in combinations(sorted(letters), 2):
        for relation in conditions_near(text, chain.span, first, second):
            yield first, relation, second


def _is_said(first: str, relation: str, second: str, places: Mapping[str, int]) -> bool:
    return (places.get(first) == places.get(second)) is (relation == "=")
