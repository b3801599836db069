"""Small changes of a line, each a slip of the pen and how it is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from ..source import Span
from ..tree import (
    Applied,
    Minus,
    Name,
    Node,
    Numeral,
    Plus,
    Raised,
    Rate,
    Times,
    Turned,
    numerals_in,
    parts,
    printed,
    with_parts,
)
from .forms import label

NOWHERE = Span(0, 0)


def edits(line: Node) -> Iterator[tuple[Node, str]]:
    """Yield a line with one sign changed, and what that would mean."""
    if isinstance(line, Applied) and line.function == "exp":
        (exponent,) = line.arguments
        if isinstance(exponent, Minus):
            yield replace(line, arguments=(exponent.body,)), "the minus of the exponent was left out in computing"
        else:
            yield replace(line, arguments=(Minus(exponent),)), "the exponent lacks its minus"
    if isinstance(line, Plus):
        for at, term in enumerate(line.terms):
            flipped = term.body if isinstance(term, Minus) else Minus(term)
            reason = (
                "a minus on the line was taken for a plus" if isinstance(term, Minus) else "a sign on the line is wrong"
            )
            yield Plus((*line.terms[:at], flipped, *line.terms[at + 1 :])), reason
            if len(line.terms) > 1:
                rest = (*line.terms[:at], *line.terms[at + 1 :])
                yield rest[0] if len(rest) == 1 else Plus(rest), f"{_called(term, 'term')} was not added"
    if isinstance(line, Raised):
        yield line.base, "the power was not taken"
    if isinstance(line, Times) and len(line.factors) > 1:
        for at in range(len(line.factors)):
            rest = (*line.factors[:at], *line.factors[at + 1 :])
            yield (
                rest[0] if len(rest) == 1 else Times(rest),
                f"{_called(line.factors[at], 'factor')} was left out in computing",
            )
    own = parts(line)
    for at, part in enumerate(own):
        for edited, reason in edits(part):
            yield with_parts(line, (*own[:at], edited, *own[at + 1 :])), reason
    if isinstance(line, Numeral) and line.value:
        yield Minus(line), "a sign on the line is wrong"


def _called(node: Node, part: str) -> str:
    number = printed(node)
    text = number.text if number is not None else label(node)
    return f"the {part} {text}" if text else f"one {part}"


def misplaced(line: Node) -> Iterator[tuple[Node, str]]:
    """Yield a sum with the decimal point of one of its computed terms in the wrong place."""
    if not isinstance(line, Plus):
        return
    for at, term in enumerate(line.terms):
        for factor in (Fraction(1, 10), Fraction(10)) if numerals_in(term) != (term,) else ():
            moved = Times((Numeral(str(float(factor)), factor, NOWHERE), term))
            yield Plus((*line.terms[:at], moved, *line.terms[at + 1 :])), "the decimal point of one term is 1 place off"


def replaced(line: Node, numeral: Numeral, by: Numeral) -> Node:
    """Return a line with one number replaced."""
    if line is numeral:
        return by
    own = parts(line)
    return with_parts(line, tuple(replaced(part, numeral, by) for part in own)) if own else line


def split_products(node: Node) -> Iterator[tuple[Node, tuple[Node, Node]]]:
    """Yield a formula with two names that stand together read as a difference, and the two names."""
    if isinstance(node, Times) and node.tight and len(node.factors) == 2:
        first, second = node.factors
        if isinstance(first, Name) and isinstance(second, Name):
            yield Plus((first, Minus(second))), (first, second)
    own = parts(node)
    for at, part in enumerate(own):
        for edited, pair in split_products(part):
            yield with_parts(node, (*own[:at], edited, *own[at + 1 :])), pair


def with_one_turned(node: Node) -> Iterator[tuple[Node, str, str]]:
    """Yield a side with one of its names transposed, with one transpose left out, or with one at the other factor."""
    if isinstance(node, Turned) and isinstance(node.body, Name):
        text = node.body.text
        yield node.body, f"{text} must not be transposed", f"write {text} as it stands"
        return
    if isinstance(node, Name):
        yield Turned(node), f"{node.text} must be transposed", f"write the transpose of {node.text}"
        return
    own = parts(node)
    for at, part in enumerate(own):
        if not isinstance(node, Rate):
            for edited, reason, correction in with_one_turned(part):
                yield with_parts(node, (*own[:at], edited, *own[at + 1 :])), reason, correction
    if isinstance(node, Times) and len(own) == 2:
        first, second = own
        if isinstance(first, Turned) and isinstance(second, Name):
            yield Times((first.body, Turned(second))), f"{second.text} must be transposed, not {label(first.body)}", ""
        elif isinstance(first, Name) and isinstance(second, Turned):
            yield Times((Turned(first), second.body)), f"{first.text} must be transposed, not {label(second.body)}", ""


def resubscripted(node: Node, old: str, new: str) -> Node:
    """Return a formula with a subscript replaced in all names."""
    if isinstance(node, Name):
        below = tuple(new if part == old else part for part in node.below)
        return replace(node, below=below, text=node.text.replace(old, new)) if below != node.below else node
    own = parts(node)
    return with_parts(node, tuple(resubscripted(part, old, new) for part in own)) if own else node


def one_renamed(node: Node, name: Name, new: str) -> Node:
    """Return a formula with the subscript of one of its names replaced."""
    if node is name:
        return replace(name, below=(new,), text=f"{name.base}_{{{new}}}")
    own = parts(node)
    return with_parts(node, tuple(one_renamed(part, name, new) for part in own)) if own else node


def with_square_changed(node: Node) -> Iterator[tuple[Node, str, str]]:
    """Yield a side with one of its names squared, with one of its squares left out, or with that of one term alone."""
    if isinstance(node, Name):
        squared = Raised(node, Numeral("2", Fraction(2), node.span))
        yield squared, "a square is missing", f"write {label(node)}²"
    if isinstance(node, Raised) and printed(node.exponent) is not None:
        yield node.base, "a square is too much", f"write {label(node.base)}"
        if isinstance(node.base, Plus) and isinstance(last := node.base.terms[-1], Minus):
            alone = Plus((*node.base.terms[:-1], Minus(Raised(last.body, node.exponent))))
            name = label(last.body) or "the last term"
            yield alone, f"the square is that of {name} alone", f"write {label(last.body)}² in the brackets"
    own = parts(node)
    for at, part in enumerate(own):
        if not isinstance(node, (Rate, Raised)):
            for edited, reason, correction in with_square_changed(part):
                yield with_parts(node, (*own[:at], edited, *own[at + 1 :])), reason, correction
