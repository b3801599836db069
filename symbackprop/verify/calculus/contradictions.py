"""Second formulas of a quantity that contradict the first: the same one with a name or a sign in another place."""

from __future__ import annotations

from ..tree import Minus, Name, Node, Numeral, Times, names_in, parts
from .members import Member


def contradicts(old: Node, new: Node) -> bool:
    """Say whether a formula is another one with its names exchanged or with another sign, and so can be no new one.

    Args:
        old: What a quantity is equal to.
        new: What it is said to be equal to after that.
    """
    return _named(old) == _named(new) and len(_named(old)) > 0 and _skeleton(old) == _skeleton(new)


def _named(node: Node) -> list[str]:
    """Return the quantities of a formula, each as often as it stands there."""
    names = names_in(node)
    return sorted(f"{name.quantity} {name.entry}" if isinstance(name, Member) else name.text for name in names)


def _skeleton(node: Node) -> tuple[object, ...]:
    """Return a formula without its names and signs."""
    match node:
        case Minus(body):
            return _skeleton(body)
        case Name():
            return ("name",)
        case Numeral(value=value):
            return (value,)
    inner = sorted((_skeleton(part) for part in parts(node)), key=repr)
    kind = type(node).__name__ if not isinstance(node, Times) else "product"
    return (kind, getattr(node, "function", ""), *inner)
