"""What is asked of a student: the quantities of the worksheet of a network, by the network's own names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..document.blanks import answers
from ..expression.tree import Bold, Expression, Number, Partial, Symbol, symbols_of
from ..models.network import Network
from .rubric import Kind
from .worksheets import Sheet


@dataclass(frozen=True, slots=True)
class Asked:
    """A quantity that is asked for.

    Args:
        name: The network's name of it.
        kind: Which points it has.
        value: What is right, as it is shown on the key.
        within: The names of those quantities asked for whose working holds this one.
    """

    name: str
    kind: Kind
    value: str
    within: tuple[str, ...] = ()


def asked_of(network: Network, sheet: Sheet) -> tuple[Asked, ...]:
    """Return what a worksheet asks of its network, each quantity once, in the order of the sheet.

    Args:
        network: The network.
        sheet: Its worksheet.
    """
    found: dict[str, tuple[Kind, Number]] = {}
    for answer in answers(sheet.document):
        body = answer.body.body if isinstance(answer.body, Bold) else answer.body
        if answer.of is None or not isinstance(body, Number):
            continue
        name = name_of(answer.of, network)
        if name:
            found.setdefault(name, (_kind(answer.of, network), body))
    holders = _holders(network, found)
    return tuple(Asked(name, kind, body.text, holders.get(name, ())) for name, (kind, body) in found.items())


def name_of(expression: Expression, network: Network) -> str:
    """Return the network's name of a quantity, as claims have it; empty where it is none.

    >>> from symbackprop.models.spec import example
    >>> name_of(Partial(Symbol("E", "total"), Symbol("w", "5")), example("mazur-2-2-2"))
    'dE_total/dw5'
    """
    match expression:
        case Partial(of, by):
            return f"d{of.ascii}/d{by.ascii}"
        case Symbol():
            return _signals(network).get(expression, expression.ascii)
        case _:
            return ""


def _signals(network: Network) -> Mapping[Symbol, str]:
    """Return the names of the error signals, where the network writes them with a letter of their own."""
    if not network.signal:
        return {}
    loss = network.loss.ascii
    return {
        Symbol(network.signal, net.subscript, superscript=net.superscript, sample=net.sample): f"d{loss}/d{net.ascii}"
        for layer in network.layers
        for net in network.elements(layer.net)
    }


def _kind(expression: Expression, network: Network) -> Kind:
    match expression:
        case Partial(of, by) if of == network.loss and by in network.parameters:
            return Kind.GRADIENT
        case Symbol(mark="+"):
            return Kind.UPDATE
        case Symbol() if expression not in _signals(network):
            return Kind.VALUE
        case _:
            return Kind.STEP


def _holders(network: Network, found: Mapping[str, tuple[Kind, Number]]) -> Mapping[str, tuple[str, ...]]:
    """Return in whose working each quantity stands: values where they are read, steps in the gradient after them."""
    holders: dict[str, list[str]] = {}
    for equation in network.scalar.equations:
        if equation.target.ascii in found:
            for read in (read for term in equation.terms for read in symbols_of(term.body)):
                holders.setdefault(read.ascii, []).append(equation.target.ascii)
    names = list(found)
    for at, name in enumerate(names):
        after = names[at + 1 :]
        if found[name][0] is Kind.STEP:
            holders.setdefault(name, []).extend(_first(after, found, Kind.GRADIENT))
        if found[name][0] is Kind.GRADIENT:
            weight = name.rpartition("/d")[2]
            holders.setdefault(name, []).extend(new for new in (f"{weight}_new",) if new in found)
    return {name: tuple(dict.fromkeys(held)) for name, held in holders.items()}


def _first(names: Sequence[str], found: Mapping[str, tuple[Kind, Number]], kind: Kind) -> list[str]:
    return [name for name in names if found[name][0] is kind][:1]


def title_of(name: str) -> str:
    """Return how a quantity is called in reports.

    >>> title_of("dE_total/dw5"), title_of("w5_new"), title_of("net_h1")
    ('∂E_total/∂w5', 'w5 after the update', 'net_h1')
    """
    if "/d" in name and name.startswith("d"):
        of, by = name[1:].split("/d", 1)
        return f"∂{of}/∂{by}"
    return f"{name.removesuffix('_new')} after the update" if name.endswith("_new") else name
