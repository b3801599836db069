"""The rules of an optimiser, `v⁺ = μ·v + g`, which are about any parameter: read as they are for the first one."""

from __future__ import annotations

from dataclasses import replace

from ...expression.tree import updated
from ...graph.update import PARAMETER, SLOPE
from ...models.network import Network
from ..lexicon.roles import RATE, parts_of
from ..quantities.atoms import Atom, Meaning, Role, stand_in
from ..quantities.update_names import named_alike, of_any_parameter
from ..reading.statements import Statements
from ..tree import Chain, Name, Node, Rate, Side, names_in, parts, printed, walk, with_parts


def with_rules(statements: Statements, network: Network) -> Statements:
    """Return what a document says, with the rules of the network's optimiser read for its first parameter."""
    if network.optimiser.is_descent or not network.parameters:
        return statements
    every = tuple(_read(at, network) if isinstance(at, Chain) else at for at in statements.every)
    return replace(statements, every=every)


def _read(chain: Chain, network: Network) -> Chain:
    names = [name for side in chain.sides for name in names_in(side.node)]
    if any(isinstance(part, Rate) for side in chain.sides for part in walk(side.node)):
        return chain
    atoms = {name: atom for name in names if (atom := _atom(name, network)) is not None}
    others = [name for name in names if name not in atoms]
    if not atoms or not all(_is_shared(name, network) for name in others) or not _is_rule(chain, network):
        return chain
    return replace(chain, sides=tuple(Side(_put_in(side.node, atoms), side.span) for side in chain.sides))


def _atom(name: Name, network: Network) -> Atom | None:
    """Return what a name without an index is for the first parameter."""
    first = network.parameters[0]
    if name.base in (PARAMETER.base, SLOPE.base) and not (name.below or name.above or name.at or name.accent):
        if name.base == SLOPE.base:
            return None if name.new else Atom(Role.ADJOINT, first)
        return Atom(Role.NEW if name.new else Role.VALUE, first)
    symbol = of_any_parameter(name, network)
    if symbol is None:
        return None
    return Atom(Role.UPDATE, first, updated(symbol) if name.new else symbol)


def _is_shared(name: Name, network: Network) -> bool:
    return RATE in parts_of(name)[:1] or named_alike(name, network)


def _is_rule(chain: Chain, network: Network) -> bool:
    """Say whether nothing is worked out: no side is a number, but for what the state begins with."""
    numbers = [number for side in chain.sides if (number := printed(side.node)) is not None]
    if not numbers:
        return len(chain.sides) > 1
    first = chain.sides[0].node
    symbol = of_any_parameter(first, network) if isinstance(first, Name) and not first.new else None
    start = network.optimiser.state.get(symbol) if symbol is not None else None
    return len(chain.sides) == 1 + len(numbers) and start is not None and all(at.value == start.value for at in numbers)


def _put_in(node: Node, atoms: dict[Name, Atom]) -> Node:
    if isinstance(node, Name):
        atom = atoms.get(node)
        return node if atom is None else stand_in(node.text, Meaning(((atom,),)), node.span)
    return with_parts(node, tuple(_put_in(part, atoms) for part in parts(node)))
