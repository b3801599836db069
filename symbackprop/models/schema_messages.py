"""What is wrong with an entry of a file, in words of our own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

EXPECTED: Mapping[str, str] = MappingProxyType(
    {
        "greater_than_equal": "expected a number from {ge} on, found {found}",
        "int_from_float": "expected a whole number, found {found}",
        "int_parsing": "expected a whole number, found {found}",
        "int_type": "expected a whole number, found {found}",
        "less_than_equal": "expected a number of at most {le}, found {found}",
        "list_type": "expected a list, found {found}",
        "string_type": "expected a text in quotes, found {found}",
        "too_long": "expected a list of at most {max_length} entries, found {actual_length}",
        "too_short": "expected a list of at least {min_length}, found {actual_length}",
    }
)
"""By the kind of an error of Pydantic, the same in our words."""


def said(error: Mapping[str, Any]) -> str:
    """Return what is wrong with an entry, of an error that Pydantic tells of."""
    kind = error["type"]
    if kind not in EXPECTED:
        return str(error["msg"]).removeprefix("Value error, ")
    shown = {name: f"{at:,}" if isinstance(at, int) else at for name, at in error.get("ctx", {}).items()}
    return EXPECTED[kind].format(found=str(error["input"])[:40], **shown)
