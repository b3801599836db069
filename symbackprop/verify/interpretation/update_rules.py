"""The rules of an optimiser, `v⁺ = μ·v + g`, which are about any parameter: read as they are for the first one."""

from __future__ import annotations

from dataclasses import replace

from ...expression.tree import updated
from ...graph.update import PARAMETER, SLOPE
from ...models.network import Network
from ..lexicon.roles import LOSS, RATE, parts_of
from ..quantities.atoms import Atom, Meaning, Role, stand_in
from ..quantities.update_names import named_alike, of_any_parameter
from ..reading.statements import Statements
from ..tree import Chain, Name, Node, Rate, Side, names_in, parts, printed, walk, with_parts


def with_rules(statements: Statements, network: Network) -> Statements:
    """Return what a document says, with the rules of the network's optimiser read for its first parameter."""
    if not network.parameters or _is_known(PARAMETER.base, network):
        return statements
    every = tuple(_read(at, network) if isinstance(at, Chain) else at for at in statements.every)
    return replace(statements, every=every)


def _read(chain: Chain, network: Network) -> Chain:
    written, chain = chain, _without_time(chain, network)
    names = [name for side in chain.sides for name in names_in(side.node)]
    rates = [part for side in chain.sides for part in walk(side.node) if isinstance(part, Rate)]
    if not all(_is_gradient(rate, network) for rate in rates):
        return written
    # What stands in a derivative is no name by itself.
    inside = {id(name) for rate in rates for name in names_in(rate)}
    names = [name for name in names if id(name) not in inside]
    atoms = {name: atom for name in names if (atom := _atom(name, network)) is not None}
    others = [name for name in names if name not in atoms]
    if not (atoms or rates) or not all(_is_shared(name, network) for name in others) or not _is_rule(chain, network):
        return written
    return replace(chain, sides=tuple(Side(_put_in(side.node, atoms, network), side.span) for side in chain.sides))


def _is_known(base: str, network: Network) -> bool:
    """Say whether a letter alone is a quantity of the network."""
    names = (*network.graph.declared, *network.labels.values())
    return any(symbol.base == base and not (symbol.subscript or symbol.superscript) for symbol in names)


def _is_gradient(rate: Rate, network: Network) -> bool:
    """Say whether a derivative is that of the loss by any parameter, `∂E/∂w`."""
    of, by = rate.of, rate.by
    if not isinstance(of, Name) or not isinstance(by, Name) or by.base != PARAMETER.base:
        return False
    is_loss = of.base == network.loss.base or LOSS in parts_of(of)
    return is_loss and not (by.below or by.above or by.at or by.accent)


def _without_time(chain: Chain, network: Network) -> Chain:
    """Return a rule with what its positions in time say: of `v_t = β v_{t-1} + g` the first is the new value."""
    moved = {PARAMETER.base, *(symbol.base for symbol in network.optimiser.state)}
    names = [name for side in chain.sides for name in names_in(side.node)]
    later = {name.base for name in names if name.new}
    earlier = {name.base for name in names if name.below == (BEFORE,)}
    if not any(name.base in moved and name.below in ((NOW,), (BEFORE,)) for name in names):
        return chain

    def timed(node: Node) -> Node:
        if not isinstance(node, Name):
            inner = parts(node)
            return with_parts(node, tuple(map(timed, inner))) if inner else node
        if node.base not in moved or node.below not in ((NOW,), (BEFORE,)):
            return node
        is_state = node.base != PARAMETER.base
        new = node.below == (NOW,) and node.base not in later and (is_state or node.base in earlier)
        return replace(node, below=(), new=new)

    return replace(chain, sides=tuple(Side(timed(side.node), side.span) for side in chain.sides))


NOW, BEFORE = "t", "t-1"
"""Positions in time below what a round changes."""


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
        return len(chain.sides) > 1 or isinstance(chain.sides[0].node, Rate)
    first = chain.sides[0].node
    symbol = of_any_parameter(first, network) if isinstance(first, Name) and not first.new else None
    start = network.optimiser.state.get(symbol) if symbol is not None else None
    return len(chain.sides) == 1 + len(numbers) and start is not None and all(at.value == start.value for at in numbers)


def _put_in(node: Node, atoms: dict[Name, Atom], network: Network) -> Node:
    if isinstance(node, Rate):
        gradient = Meaning(((Atom(Role.ADJOINT, network.parameters[0]),),))
        return stand_in(node.of.text if isinstance(node.of, Name) else "", gradient, node.span)
    if isinstance(node, Name):
        atom = atoms.get(node)
        return node if atom is None else stand_in(node.text, Meaning(((atom,),)), node.span)
    return with_parts(node, tuple(_put_in(part, atoms, network) for part in parts(node)))
