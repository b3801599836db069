"""What names of a document can stand for in a network, in short words."""

from __future__ import annotations

from functools import cache

from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.verify.quantities.atoms import Atom, Layout, Meaning, Role
from symbackprop.verify.quantities.layers import LayerTable, layers_of
from symbackprop.verify.quantities.scheme import Scheme

NAMES = {Role.NEW: "{}+", Role.ADJOINT: "dE/d{}", Role.STEP: "step of {}", Role.VALUE: "{}"}


@cache
def table(network: Network | None = None) -> LayerTable:
    """Return the layers of a network, or of the example."""
    return layers_of(network or example())


def called(atom: Atom) -> str:
    """Return what an atom asks for."""
    text = NAMES[atom.role].format(atom.symbol.ascii) if atom.symbol is not None else atom.role.value
    return f"-{text}" if atom.sign < 0 else text


def meant(meaning: Meaning) -> str:
    """Return what a name stands for: one quantity, or several by rows."""
    rows = "; ".join(" ".join(called(atom) for atom in row) for row in meaning.rows)
    return f"[{rows}]" if meaning.atom is None else rows


def all_meant(found: dict[Scheme, Meaning]) -> list[str]:
    """Return all that a name can stand for, each once, the likeliest first."""
    return list(dict.fromkeys(meant(meaning) for meaning in found.values()))


COLUMNS = Layout()
