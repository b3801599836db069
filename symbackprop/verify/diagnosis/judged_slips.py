"""Slips that the judge has found already, since the verdict depends on them: wrong operands and wrong names."""

from __future__ import annotations

from collections.abc import Iterator

from ..judging.claim import Draft
from ..reasons import Reason


def flagged(draft: Draft) -> Iterator[Reason]:
    """Yield the slips that the judge has found in a claim."""
    return (reason for reason in draft.reasons if reason.is_slip)
