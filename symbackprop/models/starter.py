"""A commented spec to start from, and the schema that editors check specs with."""

from __future__ import annotations

from collections.abc import Mapping
from shlex import quote
from types import MappingProxyType
from typing import Any

from ..document.escape import in_code
from ..document.page import filled
from ..expression.functions import FUNCTIONS
from ..graph.calls import CALLS
from .activations import ACTIVATIONS
from .losses import LOSSES
from .notations import NOTATIONS, ROLES
from .optimisers import OPTIMISERS

FORMS: Mapping[str, str] = MappingProxyType({"equations": "spec/equations.toml", "layers": "spec/layers.toml"})
"""The two forms of a spec, and their templates."""


def starter(form: str, name: str) -> str:
    """Return a commented spec to start from.

    Args:
        form: A row of FORMS.
        name: What the file is to be called, for the command in its first line.
    """
    return filled(
        FORMS[form],
        name=in_code(quote(name)),
        activations=", ".join(ACTIVATIONS),
        losses=", ".join(LOSSES),
        functions=", ".join(sorted({*FUNCTIONS, *CALLS})),
        notations=", ".join(NOTATIONS),
        optimisers=", ".join(OPTIMISERS),
        roles=", ".join(ROLES),
    )


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a spec, for editors that complete and check TOML."""
    from pydantic import TypeAdapter

    from .schema import EquationSpec, Spec

    schema = TypeAdapter(Spec | EquationSpec).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "symbackprop spec", **schema}
