"""The section `notes` of a spec: how its notes are written."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from ..graph.rounding import MOST_PLACES, Policy
from .schema_base import STRICT, name_in
from .writing import DOT, ROUND, SQUARE, TIMES

TimesName = Annotated[str, *name_in("sign of products", list(TIMES))]
LayerName = Annotated[str, *name_in("way to number layers", [ROUND, SQUARE])]
PolicyName = Annotated[str, *name_in("rounding", [policy.value for policy in Policy])]


class NotesSection(BaseModel):
    """How its notes are written."""

    model_config = STRICT
    digits: Annotated[int, Field(ge=1, le=MOST_PLACES)] | None = None
    decimals: Annotated[int, Field(ge=0, le=MOST_PLACES)] | None = None
    rounding: PolicyName = Policy.FULL.value
    approximate: bool = False
    times: TimesName = DOT
    ones: bool = False
    layer: LayerName = ROUND

    @model_validator(mode="after")
    def one_of_them(self) -> NotesSection:
        """Refuse significant digits beside decimals."""
        if self.digits is not None and self.decimals is not None:
            raise ValueError("expected digits or decimals, found both")
        return self
