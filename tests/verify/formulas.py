"""Formulas for the tests, as the reader reads them."""

from __future__ import annotations

from symbackprop.verify.grammar.parser import parse
from symbackprop.verify.grammar.style import WritingStyle
from symbackprop.verify.report.words import reason_words
from symbackprop.verify.source import Plain
from symbackprop.verify.tree import (
    Applied,
    Cases,
    Chain,
    Entrywise,
    Gathering,
    Grid,
    Minus,
    Name,
    Node,
    Numeral,
    Over,
    Picked,
    Plus,
    Raised,
    Rate,
    Size,
    Summed,
    Times,
    Turned,
    Unread,
)


def plain(text: str) -> Plain:
    """Return a text that stands at the start of a file."""
    return Plain(text, range(len(text) + 1))


def chain(text: str) -> Chain:
    """Return what is read of a piece that is one chain."""
    (only,) = parse(plain(text), WritingStyle())
    assert isinstance(only, Chain), only
    return only


def node(text: str) -> Node:
    """Return what is read of an expression."""
    return chain(text).sides[0].node


def name(text: str) -> Name:
    """Return what is read of a name."""
    found = node(text)
    assert isinstance(found, Name), found
    return found


def numeral(text: str) -> Numeral:
    """Return what is read of a number without its sign."""
    found = node(text)
    assert isinstance(found, Numeral), found
    return found


def shown(node: Node) -> str:
    """Return a tree in one line."""
    match node:
        case Numeral(text=text) | Name(text=text):
            return text
        case Minus(body):
            return f"-{shown(body)}"
        case Plus(terms):
            return "(" + " + ".join(map(shown, terms)) + ")"
        case Times(factors, _):
            return "(" + " ".join(map(shown, factors)) + ")"
        case Entrywise(factors):
            return "(" + " ⊙ ".join(map(shown, factors)) + ")"
        case Over(top, below):
            return f"{shown(top)}/{shown(below)}"
        case Raised(base, exponent):
            return f"{shown(base)}^{shown(exponent)}"
        case Applied(function=function, primes=primes, arguments=arguments):
            return f"{function}{primes * chr(39)}({', '.join(map(shown, arguments))})"
        case Rate(of, by, _):
            return f"∂{shown(of)}/∂{shown(by)}"
        case Summed(over, body, how=how):
            sign = "Σ" if how is Gathering.SUM else f"{how.value} "
            return f"{sign}{','.join(over)} {shown(body)}"
        case Picked(body, at, _):
            return f"{shown(body)}[{','.join(at)}]"
        case Cases(values, conditions, _):
            holds = [
                " and ".join(f"{shown(at.left)} {at.relation} {shown(at.right)}" for at in one.all) if one else "else"
                for one in conditions
            ]
            return "; ".join(f"{shown(value)} if {when}" for value, when in zip(values, holds, strict=True))
        case Grid(rows, _):
            return str([[shown(entry) for entry in row] for row in rows])
        case Turned(body):
            return f"{shown(body)}ᵀ"
        case Size(body):
            return f"|{shown(body)}|"
    return type(node).__name__


def read(text: str, style: WritingStyle | None = None) -> list[str]:
    """Return the chains that a piece is read as, each in one line."""
    found = []
    for statement in parse(plain(text), style or WritingStyle()):
        assert isinstance(statement, Chain), statement
        found.append(" = ".join(shown(side.node) for side in statement.sides))
    return found


def unread(text: str) -> str:
    """Return why a piece is not read."""
    (only,) = parse(plain(text), WritingStyle())
    assert isinstance(only, Unread), only
    return reason_words((only.reason,))
