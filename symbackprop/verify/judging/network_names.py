"""The network's own names of what claims are about, whatever their documents call it."""

from __future__ import annotations

from dataclasses import replace

from ..interpretation.naming import Naming
from ..quantities.atoms import Atom, Role
from ..quantities.refusals import NotCheckable
from .claim import Draft
from .sources import quantity_of

NEW = "_new"


def network_name(naming: Naming, draft: Draft) -> str:
    """Return the network's name of the quantity of a claim; empty where it is no single one of a known round.

    Args:
        naming: What the names of the document mean.
        draft: The claim.
    """
    node = draft.subject_node or (draft.sides[0] if draft.sides else None)
    try:
        meant = quantity_of(naming, draft.subject, node)
    except NotCheckable:
        return ""
    atom = meant.atom if meant is not None else None
    if atom is None or draft.rounds > 1:
        return ""
    is_new = draft.is_updated or draft.rounds == 1
    return _name(atom, naming.layers.loss.ascii, is_new)


def _name(atom: Atom, loss: str, is_new: bool) -> str:
    if atom.symbol is None:
        return ""
    match atom.role:
        case Role.VALUE:
            return atom.symbol.ascii + NEW * is_new
        case Role.NEW:
            return atom.symbol.ascii + NEW
        case Role.ADJOINT:
            return f"d{atom.of.ascii if atom.of is not None else loss}/d{atom.symbol.ascii}" + NEW * is_new
        case Role.UPDATE if atom.of is not None:
            # What the optimiser keeps of a parameter has that below its name, as in the notes.
            return replace(atom.of, subscript=f"{atom.of.subscript}{atom.symbol.ascii}").ascii
        case _:
            return ""
