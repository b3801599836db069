"""What a quantity is worth and how exact a number must be: the rubric of a class, in TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from ..errors import SpecError
from ..models.schema_base import STRICT
from ..models.schema_messages import said

MOST_BYTES = 1_000_000
MOST_POINTS = 1_000_000


class Kind(Enum):
    """What is asked for."""

    VALUE = "value"
    STEP = "step"
    GRADIENT = "gradient"
    UPDATE = "update"


POINTS: Mapping[Kind, Fraction] = MappingProxyType(
    {Kind.VALUE: Fraction(1), Kind.STEP: Fraction(1), Kind.GRADIENT: Fraction(2), Kind.UPDATE: Fraction(1)}
)
"""What each kind of quantity is worth where a rubric says nothing."""


@dataclass(frozen=True, slots=True)
class Rubric:
    """What is worth how much.

    Args:
        points: By the kind of a quantity.
        quantities: By the name of a single quantity, before its kind.
        digits: So many significant digits a number must have.
        decimals: So many decimals do as well; None where they do not.
        short: The share of the points for a right number of fewer digits.
        last_place: The share for a number that is one unit off in its last place.
        working: The share where the line is right and only its number is not.
        follows: The share for what follows rightly from a mistake before it.
        cap: The share of all points that what follows from mistakes can earn.
    """

    points: Mapping[Kind, Fraction] = field(default_factory=lambda: POINTS)
    quantities: Mapping[str, Fraction] = field(default_factory=dict)
    digits: int = 3
    decimals: int | None = None
    short: Fraction = Fraction(1, 2)
    last_place: Fraction = Fraction(1)
    working: Fraction = Fraction(1, 2)
    follows: Fraction = Fraction(1)
    cap: Fraction = Fraction(9, 10)

    def worth(self, name: str, kind: Kind) -> Fraction:
        """Return the points of a quantity."""
        return self.quantities.get(name, self.points[kind])

    @property
    def key(self) -> str:
        """What tells it from any other rubric."""
        points = sorted((kind.value, str(worth)) for kind, worth in self.points.items())
        single = sorted((name, str(worth)) for name, worth in self.quantities.items())
        shares = (self.digits, self.decimals, self.short, self.last_place, self.working, self.follows, self.cap)
        return repr((points, single, tuple(map(str, shares))))


def _exact(value: object) -> object:
    """Take a number as it is written; a share of 0.1 is a tenth."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Fraction(str(value)) if abs(value) <= MOST_POINTS else Fraction(-1)
    raise ValueError(f"expected a number, found {str(value)[:40]}")


def _points(value: object) -> object:
    found = _exact(value)
    if not isinstance(found, Fraction) or found < 0:
        raise ValueError(f"expected points from 0 to {MOST_POINTS:,}, found {str(value)[:40]}")
    return found


def _share(value: object) -> object:
    found = _exact(value)
    if not isinstance(found, Fraction) or not 0 <= found <= 1:
        raise ValueError(f"expected a share from 0 to 1, found {str(value)[:40]}")
    return found


Points = Annotated[Fraction, BeforeValidator(_points)]
Share = Annotated[Fraction, BeforeValidator(_share)]


class _Section(BaseModel):
    model_config = STRICT


class PointsSection(_Section):
    """What each kind of quantity is worth."""

    value: Points = POINTS[Kind.VALUE]
    step: Points = POINTS[Kind.STEP]
    gradient: Points = POINTS[Kind.GRADIENT]
    update: Points = POINTS[Kind.UPDATE]


class PrecisionSection(_Section):
    """How exact a number must be."""

    digits: Annotated[int, Field(ge=1, le=30)] = 3
    decimals: Annotated[int, Field(ge=0, le=30)] | None = None
    short: Share = Fraction(1, 2)
    last_place: Share = Fraction(1)


class MistakesSection(_Section):
    """What is earned where something is mistaken."""

    working: Share = Fraction(1, 2)
    follows: Share = Fraction(1)
    cap: Share = Fraction(9, 10)


class RubricFile(_Section):
    """A whole file."""

    points: PointsSection = PointsSection()
    quantities: dict[str, Points] = {}
    precision: PrecisionSection = PrecisionSection()
    mistakes: MistakesSection = MistakesSection()


def read_rubric(content: bytes, name: str) -> Rubric:
    """Return the rubric of a file.

    Args:
        content: The file.
        name: What messages call it.

    Raises:
        SpecError: It is no rubric; the message says where and what was expected.
    """
    if len(content) > MOST_BYTES:
        raise SpecError(f"{name}: is too large; a rubric has at most {MOST_BYTES:,} bytes")
    try:
        found: dict[str, Any] = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SpecError(f"{name}: is not UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise SpecError(f"{name}: is not TOML: {error}") from error
    try:
        checked = RubricFile.model_validate(found)
    except ValidationError as error:
        raise SpecError(_first(error, name)) from error
    return Rubric(
        {kind: getattr(checked.points, kind.value) for kind in Kind},
        dict(checked.quantities),
        checked.precision.digits,
        checked.precision.decimals,
        checked.precision.short,
        checked.precision.last_place,
        checked.mistakes.working,
        checked.mistakes.follows,
        checked.mistakes.cap,
    )


def _first(error: ValidationError, name: str) -> str:
    """Return the first thing that is wrong, with its key."""
    first = error.errors(include_url=False)[0]
    *above, key = map(str, first["loc"])
    section = ".".join(above)
    where = f"{name}: [{section}] {key[:60]}" if section else f"{name}: {key[:60]}"
    if first["type"] in ("model_type", "dict_type"):
        return f"{where}: expected a section, found {str(first['input'])[:40]}"
    if first["type"] != "extra_forbidden":
        return f"{where}: {said(first)}"
    known = SECTIONS.get(section, RubricFile).model_fields
    return f"{where}: no such {'key' if section else 'section'}; allowed: {', '.join(known)}"


SECTIONS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {"points": PointsSection, "precision": PrecisionSection, "mistakes": MistakesSection}
)
