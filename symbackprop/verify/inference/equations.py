"""A model in equations that a document defines itself: each quantity by the formula that it is given first.

What no formula defines must be given a number; what is differentiated most is the loss, and what it is differentiated
by are the parameters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from math import prod

from ...errors import SymbackpropError
from ...expression.functions import FUNCTIONS
from ...expression.tree import Number
from ...graph.language import parse_equations
from ...models.network import Network
from ...models.written import Written, written
from .. import thresholds
from ..lexicon.functions import EXPONENTIAL, EXTREMES, RECTIFIER
from ..lexicon.roles import LOSS, PARTS
from ..lexicon.words import is_digits
from ..source import Span
from ..tree import (
    Applied,
    Chain,
    Entrywise,
    Minus,
    Name,
    Node,
    Numeral,
    Over,
    Plus,
    Raised,
    Rate,
    Times,
    names_in,
    printed,
    walk,
)
from .assignments import Assignments


class _Unwritten(Exception):
    """A formula holds what has no place in the equation of a scalar."""


@dataclass(frozen=True, slots=True)
class EquationModel:
    """A model in equations, or what its equations read and no number is given for.

    Args:
        network: The model; None where something is missing.
        equations: As they were read, in evaluation order.
        missing: What lacks a number.
    """

    network: Network | None
    equations: tuple[str, ...]
    missing: tuple[str, ...]


def model_of_equations(
    chains: Sequence[Chain], text: str, assignments: Assignments, activation: str, rate: Number
) -> EquationModel | None:
    """Return the model that a document defines in formulas, or None where it defines none.

    Args:
        chains: Its statements.
        text: The file.
        assignments: What it gives numbers.
        activation: What σ stands for.
        rate: The learning rate.
    """
    values_by_word = {
        _word(at.name): at for at in (*assignments.substituted, *reversed(assignments.every)) if at.single
    }
    formulas = dict(_formulas(chains, {name: at.start for name, at in values_by_word.items()}, text, activation))
    values = {name: at.rows[0][0] for name, at in values_by_word.items() if name not in formulas}
    loss, by = _differentiated(chains, formulas)
    if not loss:
        return None
    order = _ordered(loss, formulas)
    if not order:
        return None
    equations = tuple(f"{name} = {formulas[name].text}" for name in order)
    leaves = dict.fromkeys(read for name in order for read in formulas[name].reads if read not in order)
    missing = tuple(leaf for leaf in leaves if leaf not in values)
    if missing or len(order) > thresholds.MOST_EQUATIONS:
        return EquationModel(None, equations, missing)
    parameters = tuple(name for name in by if name in leaves) or tuple(leaves)
    try:
        network = written(
            Written(
                equations=tuple(statement.equation for statement in parse_equations("\n".join(equations), {})),
                loss=loss,
                parameters=parameters,
                values={leaf: values[leaf] for leaf in leaves},
                learning_rate=rate,
            )
        )
        _ = network.backward
    except SymbackpropError:
        return None
    return EquationModel(network, equations, ())


@dataclass(frozen=True, slots=True)
class _WrittenFormula:
    """The right-hand side of a definition in the index language, and the names that it reads."""

    text: str
    reads: tuple[str, ...]


def _formulas(
    chains: Sequence[Chain], starts: Mapping[str, int], text: str, activation: str
) -> Iterator[tuple[str, _WrittenFormula]]:
    """Yield each definition; of several of one quantity the first counts, unless a later one reads defined names.

    Args:
        chains: The statements.
        starts: Where a name is given a number; one that is given it first is no defined quantity.
        text: The file.
        activation: What σ stands for.
    """
    found: dict[str, _WrittenFormula] = {}
    worth: dict[Fraction, str] = {}
    for chain in chains:
        name = _subject(chain.sides[0].node, text)
        if not name or starts.get(name, chain.span.end) < chain.span.start or "≠" in chain.relations:
            continue
        for side in chain.sides[1:]:
            try:
                body = _split(side.node, {*starts, *found})
                if not names_in(body):
                    body = _recalled(body, worth)
                reads = tuple(dict.fromkeys(map(_word, names_in(body))))
                formula = _WrittenFormula(_text(body, activation), reads)
            except _Unwritten:
                continue
            through = any(read in found for read in reads)
            known = found.get(name)
            if name not in reads and (known is None or (through and not any(read in found for read in known.reads))):
                found[name] = formula
            break
        if name in found:
            with suppress(_Unwritten, ZeroDivisionError):
                worth[_worth(chain.sides[-1].node)] = name
    yield from found.items()


def _worth(node: Node) -> Fraction:
    """Return what a line of numbers comes to.

    Raises:
        _Unwritten: It is more than a sum of products.
    """
    match node:
        case Numeral(value=value):
            return value
        case Minus(body):
            return -_worth(body)
        case Plus(terms):
            return sum(map(_worth, terms), Fraction(0))
        case Times(factors, _):
            return prod(map(_worth, factors), start=Fraction(1))
        case _:
            raise _Unwritten


def _subject(node: Node, text: str) -> str:
    """Return the name of what an equation defines: a quantity, or a function of several names."""
    if isinstance(node, Name) and not node.new:
        return _word(node)
    if isinstance(node, Applied) and not node.primes and len(node.arguments) > 1:
        letter = text[node.span.start : node.span.end]
        return letter if letter.isalpha() and all(isinstance(at, Name) for at in node.arguments) else ""
    return ""


def _word(name: Name) -> str:
    """Return a name as the index language writes it, or nothing where it cannot."""
    base = "".join(sign for sign in name.base if sign.isalpha())
    below = [part for part in (*name.below, *name.above, *name.at) if part]
    marks = ["".join(sign for sign in part if sign.isalnum()) for part in below]
    base += name.accent
    if len(marks) == 1 and is_digits(marks[0]):
        return base + marks[0]
    return "_".join([base, *marks])


def _split(node: Node, known: set[str]) -> Node:
    """Return a formula in which letters side by side that name quantities are a product."""
    match node:
        case Name(base=base, below=(), above=(), at=(), accent="") if _word(node) not in known and len(base) > 1:
            letters = [replace(node, base=letter) for letter in base]
            return Times(tuple(letters)) if all(letter in known for letter in base) else node
        case Plus(terms):
            return Plus(tuple(_split(term, known) for term in terms))
        case Times(factors, tight):
            return Times(tuple(_split(factor, known) for factor in factors), tight)
        case Minus(body):
            return Minus(_split(body, known))
        case Over(top, below):
            return Over(_split(top, known), _split(below, known))
        case Raised(base, exponent):
            return Raised(_split(base, known), exponent)
        case Applied(function=function, arguments=(Numeral(text=text) as power,)) if (
            function == EXPONENTIAL and "e" in known and is_digits(text)
        ):
            return Raised(_named("e", "", node.span), power)
        case Applied():
            return replace(node, arguments=tuple(_split(at, known) for at in node.arguments))
        case _:
            return node


def _recalled(node: Node, worth: Mapping[Fraction, str]) -> Node:
    """Return the function of a number as that of the quantity that came out as this number last."""
    if isinstance(node, Applied) and len(node.arguments) == 1 and not node.primes:
        number = printed(node.arguments[0])
        if number is not None and number.value in worth:
            word = worth[number.value]
            base = word.rstrip("0123456789")
            below = word[len(base) :]
            if base.isalpha():
                return replace(node, arguments=(_named(base, below, node.span),))
    raise _Unwritten


def _named(base: str, below: str, span: Span) -> Name:
    marks = (below,) if below else ()
    return Name(base, marks, (), (), "", new=False, bold=False, text=base + below, span=span)


def _text(node: Node, activation: str) -> str:
    """Return a formula in the index language.

    Raises:
        _Unwritten: It holds a matrix, a derivative, a sum over an index, or a function that is not known.
    """
    if sum(1 for _ in walk(node)) > thresholds.MOST_NODES:
        raise _Unwritten

    def wrapped(part: Node) -> str:
        return f"({of(part)})" if isinstance(part, (Times, Entrywise)) else of(part)

    def of(part: Node) -> str:
        match part:
            case Numeral(value=value):
                top, below = value.numerator, value.denominator
                return str(top) if below == 1 else f"({top}/{below})"
            case Name():
                return _word(part)
            case Minus(body):
                return f"(-{of(body)})"
            case Plus(terms):
                return f"({' + '.join(map(of, terms))})"
            case Times(factors, _) | Entrywise(factors):
                return "*".join(map(of, factors))
            case Over(top_node, below_node):
                return f"({wrapped(top_node)}/{wrapped(below_node)})"
            case Raised(base, Numeral(text=text)) if is_digits(text):
                return f"{of(base)}^{text}" if isinstance(base, (Name, Plus)) else f"({of(base)})^{text}"
            case Applied(function=function, primes=0, arguments=(Numeral(value=Fraction(numerator=0)), body)) if (
                EXTREMES.get(function)
            ):
                return f"{RECTIFIER}({of(body)})"
            case Applied(function=function, primes=0, arguments=(body,)):
                called = function.replace("σ", activation)
                if called in FUNCTIONS:
                    return f"{called}({of(body)})"
        raise _Unwritten

    return of(node).removeprefix("(").removesuffix(")") if isinstance(node, Plus) else of(node)


def _differentiated(chains: Sequence[Chain], formulas: Mapping[str, _WrittenFormula]) -> tuple[str, list[str]]:
    """Return what is differentiated most of what is defined, and what it is differentiated by, in their order."""
    rates = [node for chain in chains for side in chain.sides for node in walk(side.node) if isinstance(node, Rate)]
    pairs = [(_word(at.of), _word(at.by)) for at in rates if isinstance(at.of, Name) and isinstance(at.by, Name)]
    # Where L is differentiated and the formula says Loss, both are the loss.
    losses = [name for name in formulas if _is_loss(name)]
    named = [of if of in formulas else losses[0] if losses and _is_loss(of) else "" for of, _ in pairs]
    counts = Counter(of for of in named if of)
    if not counts:
        return "", []
    loss = max(counts, key=lambda name: counts[name])
    return loss, list(dict.fromkeys(by for _, by in pairs))


def _is_loss(word: str) -> bool:
    return (PARTS.get(word) or PARTS.get(word.lower()) or ("",))[0] == LOSS


def _ordered(loss: str, formulas: Mapping[str, _WrittenFormula]) -> list[str]:
    """Return what the loss is computed from, each after what it reads, or nothing where they read in a circle."""
    needed: dict[str, list[str]] = {}
    waiting = [loss]
    while waiting:
        name = waiting.pop()
        if name in formulas and name not in needed:
            needed[name] = [read for read in formulas[name].reads if read in formulas]
            waiting += needed[name]
    try:
        return list(TopologicalSorter(needed).static_order())
    except CycleError:
        return []
