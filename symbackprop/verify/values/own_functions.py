"""Functions that a document defines itself, `g_1(x) = x^2 + 1`, and formulas with what they make put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..grammar.forms import form_of
from ..lexicon.words import ACTIVATION
from ..quantities.refusals import NotCheckable
from ..reasons import RefusalCode
from ..tree import Applied, Chain, Name, Node, Rate, names_in, parts, walk, with_parts
from .derivatives import derived


@dataclass(frozen=True, slots=True)
class OwnFunction:
    """A function that a document defines: its parameters, and what it makes of them."""

    parameters: tuple[Name, ...]
    body: Node

    def of(self, arguments: Sequence[Node], primes: int) -> Node:
        """Return what it makes of some arguments, or its derivative.

        Args:
            arguments: The arguments.
            primes: How many times it is differentiated.

        Raises:
            NotCheckable: The rules of differentiation do not cover it.
        """
        body = self.body
        for _ in range(primes):
            if len(self.parameters) != 1:
                raise NotCheckable(RefusalCode.ONE_ARGUMENT)
            body = derived(body, self.parameters[0])
        named = (name.text for name in self.parameters)
        return with_arguments(body, dict(zip(named, arguments, strict=True)))


def key_of_call(call: Applied) -> str:
    """Return what tells a function from others: its letter, and what stands below it; empty where it is a known one.

    `g_1` and `g_2` are two functions, `tanh` is one that needs no definition.
    """
    return "_".join((call.letter, *call.layer)) if call.function == ACTIVATION else ""


def definition_of(chain: Chain) -> tuple[str, OwnFunction] | None:
    """Return the function that a formula of its parameters alone defines, with its key; None for anything else.

    In `y = f(x) = 2 x` it stands behind the name of what it makes.
    """
    at = 1 if isinstance(chain.sides[0].node, Name) else 0
    if len(chain.sides) < at + 2:
        return None
    first, body = chain.sides[at].node, chain.sides[at + 1].node
    if not isinstance(first, Applied) or first.primes or not key_of_call(first):
        return None
    parameters = tuple(at for at in first.arguments if isinstance(at, Name))
    names = {name.text for name in names_in(body)}
    own = {name.text for name in parameters}
    is_formula = len(own) == len(first.arguments) and bool(names) and names <= own
    calls_itself = any(isinstance(part, Applied) and key_of_call(part) == key_of_call(first) for part in walk(body))
    if not is_formula or calls_itself or any(isinstance(part, Rate) for part in walk(body)):
        return None
    return key_of_call(first), OwnFunction(parameters, body)


def is_about_one(chain: Chain, functions: Mapping[str, OwnFunction]) -> bool:
    """Say whether a formula is about one of some functions, or its derivative, at any argument."""
    first = chain.sides[0].node if chain.sides else None
    if not isinstance(first, Applied) or not all(isinstance(at, Name) for at in first.arguments):
        return False
    return key_of_call(first) in functions


def own_functions(chains: Iterable[Chain]) -> dict[str, OwnFunction]:
    """Return the functions that formulas define, but for those that they define in several ways.

    Args:
        chains: The formulas.
    """
    found: dict[str, OwnFunction] = {}
    several: set[str] = set()
    for key, function in filter(None, map(definition_of, chains)):
        first = found.setdefault(key, function)
        if _is_other(first, function):
            several.add(key)
    return {key: function for key, function in found.items() if key not in several}


def _is_other(first: OwnFunction, second: OwnFunction) -> bool:
    """Say whether two definitions of one function differ, whatever their parameters are called."""
    if len(first.parameters) != len(second.parameters):
        return True
    return form_of(second.of(first.parameters, 0)) != form_of(first.body)


def with_arguments(node: Node, put_in: Mapping[str, Node]) -> Node:
    """Return a formula with others in place of some names.

    Args:
        node: The formula.
        put_in: The others, by the texts of the names.
    """
    if isinstance(node, Name):
        return put_in.get(node.text, node)
    inner = parts(node)
    return with_parts(node, tuple(with_arguments(part, put_in) for part in inner)) if inner else node
