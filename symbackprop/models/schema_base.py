"""What all sections of a spec share."""

from __future__ import annotations

from pydantic import BeforeValidator, ConfigDict, WithJsonSchema

from ..errors import unknown


def name_in(kind: str, table: list[str]) -> tuple[BeforeValidator, WithJsonSchema]:
    """Return the check of a name that a table has."""

    def check(value: object) -> object:
        if value not in table:
            raise ValueError(str(unknown(kind, str(value)[:40], table)))
        return value

    return BeforeValidator(check), WithJsonSchema({"enum": table})


STRICT = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)
"""How a section is checked: it holds what it declares and nothing else."""
