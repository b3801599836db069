"""Names and equations of a document, and what they mean, for the tests of this stage."""

from __future__ import annotations

from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.verify.interpretation.interpret import interpret
from symbackprop.verify.interpretation.letters import usual_letters
from symbackprop.verify.interpretation.naming import Naming
from symbackprop.verify.quantities.atoms import Atom, Role
from symbackprop.verify.quantities.layers import layers_of
from symbackprop.verify.quantities.options import Options
from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.statements import Statements, read_statements
from symbackprop.verify.tree import Chain
from symbackprop.verify.values.partial_point import truth_of
from symbackprop.verify.values.points import Point
from symbackprop.verify.values.random_points import random_points

from ..formulas import name


def stated(*lines: str) -> Statements:
    """Return what a document of some equations states."""
    return read_statements(read("\n\n".join(f"$${line}$$" for line in lines).encode(), "x.md"), ())


def chains(*lines: str) -> tuple[Chain, ...]:
    """Return some equations."""
    return tuple(stated(*lines).chains)


def chain(line: str) -> Chain:
    """Return one equation."""
    (found,) = chains(line)
    return found


def points(network: Network) -> list[Point]:
    """Return random points at which equations are tried."""
    return list(random_points(network, layers_of(network), 3))


def uninterpreted(network: Network | None = None) -> Naming:
    """Return what names mean before anything of a document is known."""
    network = network or example()
    layers = layers_of(network)
    return Naming(Options(network, layers), truth_of(network, layers), letters=usual_letters(network, {}))


def interpreted(*lines: str, network: Network | None = None) -> Naming:
    """Return what names mean after a document of some equations."""
    network = network or example()
    statements = stated(*lines)
    return interpret(network, layers_of(network), statements.chains, statements.legend, points(network))


SIGNS = {Role.ADJOINT: "∂", Role.NEW: "new ", Role.STEP: "Δ", Role.VALUE: ""}


def meaning_of(naming: Naming, text: str) -> list[str]:
    """Return the quantities that a name means, in reading order; a derivative of the loss with ∂ before it."""
    return [shown(atom) for atom in naming.meaning(name(text)).flat]


def shown(atom: Atom) -> str:
    """Return an atom in one word."""
    if atom.symbol is None:
        return atom.role.value
    return f"{'-' if atom.sign < 0 else ''}{SIGNS[atom.role]}{atom.symbol.ascii}"
