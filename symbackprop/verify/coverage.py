"""What a report says of all that stands in a document: every number and formula is judged, or it is said why not."""

from __future__ import annotations

from dataclasses import dataclass

from .syntax import Span
from .unjudged import Why


@dataclass(frozen=True, slots=True)
class Passed:
    """A stretch of the file of which nothing is judged, and why.

    Args:
        span: Where it stands.
        why: The kind of reason.
        detail: What else is to be said of it.
    """

    span: Span
    why: Why
    detail: str = ""
