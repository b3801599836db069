"""Primitives: the functions that each language has a name for, or says that it has none.

All other functions are written out by their definitions over these; see `saturation.stabilise.definition_in_code`.
Each language has its `Primitives` in its own module; a new primitive is a field, which every language must then have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

CARRIED = ""
"""Not there, or with another slope at some point: the exported file has a function of its own, if it calls one."""

BY_OPERATOR = "({base}) ** ({exponent})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Primitives:
    """What a language calls each primitive; of a power that is not whole also a pattern with two blanks.

    The last three are called by libraries that have them, since they are defined by the others.

    >>> names = {name: name for name in ("abs", "cos", "exp", "log", "power", "sin", "sqrt", "tanh")}
    >>> sorted(Primitives(**names, erfc="math.erfc", expm1=CARRIED, log1p=CARRIED).names)
    ['abs', 'cos', 'erfc', 'exp', 'log', 'power', 'sin', 'sqrt', 'tanh']
    """

    abs: str
    cos: str
    erfc: str
    exp: str
    expm1: str
    log: str
    log1p: str
    power: str
    sin: str
    sqrt: str
    tanh: str
    sigmoid: str = CARRIED
    softplus: str = CARRIED
    square: str = CARRIED

    @property
    def names(self) -> Mapping[str, str]:
        """What there is, by the names that we have for it."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return MappingProxyType({name: called for name, called in given.items() if called != CARRIED})
