"""Steps of optimisers that divide by what they remember, `w_t = w_{t-1} - η m_t / (√v_t + ε)`: of which power it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .. import thresholds
from ..lexicon.functions import ROOT
from ..tree import Applied, Chain, Entrywise, Minus, Name, Node, Numeral, Over, Plus, Raised, Rate, Times, walk
from .averages import Slipped, family

Family = tuple[str, str, tuple[str, ...]]

GRADIENT = "gradient"
RATE = "rate"


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a document that divide by what is remembered.

    Args:
        right: The numbers of the chains in which the size of the gradient makes no difference.
        slips: Those in which it does.
    """

    right: frozenset[int]
    slips: Mapping[int, Slipped]


def steps_in(chains: Sequence[Chain]) -> Steps:
    """Return the steps of optimisers that divide by what they remember: their size is that of the rate.

    For gradients that are always the same, a step by the gradient, divided by the root of its squares, has no size of
    its own; one that lacks the root, or the square, does.

    Args:
        chains: The formulas.
    """
    powers = _powers(chains)
    right, slips = set[int](), dict[int, Slipped]()
    for number, chain in enumerate(chains):
        power = _power_of_step(chain, powers)
        if power == 0:
            right.add(number)
        elif power is not None:
            gradient = thresholds.GRADIENT_OF_STEPS
            sizes = (GRADIENT, str(gradient)), (RATE, "1")
            slips[number] = Slipped(1, sizes, Fraction(-1), -Fraction(float(gradient) ** float(power)))
    return Steps(frozenset(right), slips)


def _powers(chains: Sequence[Chain]) -> Mapping[Family, int]:
    """Return of which power of the gradient what is remembered is a mean or a sum."""
    found: dict[Family, int] = {}
    for chain in chains:
        left, *others = (side.node for side in chain.sides)
        if not isinstance(left, Name) or not others:
            continue
        power = _remembered(left, others[0])
        if power is None and isinstance(others[0], Over) and isinstance(others[0].top, Name):
            power = found.get(family(others[0].top)) if _is_correction(others[0].below) else None
        if power is not None:
            found[family(left)] = power
    return found


def _remembered(left: Name, right: Node) -> int | None:
    """Return the power of what is added to a quantity that keeps what it was, as in `v = β v + (1 - β) g²`."""
    if not isinstance(right, Plus) or len(right.terms) != 2:
        return None
    kept = [term for term in right.terms if any(_is_of(factor, left) for factor in _factors(term))]
    added = [term for term in right.terms if term not in kept]
    if len(kept) != 1 or len(added) != 1:
        return None
    others = [factor for factor in _factors(kept[0]) if not _is_of(factor, left)]
    return _power(added[0]) if all(isinstance(factor, Name) for factor in others) and len(others) < 2 else None


def _power(node: Node) -> int | None:
    """Return the power of the gradient in a product; None where there is none, or another sign than that of a sum."""
    powers = [power for factor in _factors(node) if (power := _power_of_factor(factor)) is not None]
    return sum(powers) if powers else None


def _power_of_factor(factor: Node) -> int | None:
    match factor:
        case Raised(base, Numeral(value=power)) if _is_gradient(base) and power == 2:
            return int(power)
        case _ if _is_gradient(factor):
            return 1
    return None


def _is_gradient(node: Node) -> bool:
    if isinstance(node, Name) and node.base == "grad":
        # Without what is differentiated, a power of that may have been meant.
        return bool(node.below)
    # What stands above a letter may be a power as well.
    return isinstance(node, Rate) or (isinstance(node, Name) and node.base in GRADIENTS and not node.above)


GRADIENTS = frozenset({"g", "dw", "dW", "db"})
"""What a gradient is called."""


def _is_of(node: Node, name: Name) -> bool:
    return isinstance(node, Name) and family(node) == family(name)


def _is_correction(node: Node) -> bool:
    """Say whether what stands below is `1 - β^t`."""
    return isinstance(node, Plus) and isinstance(node.terms[0], Numeral) and node.terms[0].value == 1


def _power_of_step(chain: Chain, powers: Mapping[Family, int]) -> Fraction | None:
    """Return the power of the gradient in a step that divides by what is remembered; None where it is no such step."""
    left, *others = (side.node for side in chain.sides)
    if not isinstance(left, Name) or len(others) != 1 or not isinstance(others[0], Plus) or len(others[0].terms) != 2:
        return None
    before, step = others[0].terms
    if not _is_of(before, left) or not isinstance(step, Minus):
        return None
    above, below = _quotient(step.body)
    tops = [power for factor in above if (power := _whole_power(factor, powers)) is not None]
    sizes = [size for factor in below if (size := _size(factor, powers)) is not None]
    if len(tops) != 1 or len(sizes) != 1 or tops[0] != 1:
        return None
    return tops[0] - sizes[0]


def _quotient(node: Node) -> tuple[list[Node], list[Node]]:
    """Return the factors above and below the line."""
    above: list[Node] = []
    below: list[Node] = []
    for factor in _factors(node):
        if isinstance(factor, Over):
            top, bottom = _quotient(factor.top)
            above += top
            below += [*bottom, *_factors(factor.below)]
        else:
            above.append(factor)
    return above, below


def _whole_power(node: Node, powers: Mapping[Family, int]) -> Fraction | None:
    if isinstance(node, Name) and family(node) in powers:
        return Fraction(powers[family(node)])
    power = _power_of_factor(node)
    return Fraction(power) if power is not None else None


def _size(node: Node, powers: Mapping[Family, int]) -> Fraction | None:
    """Return the power of the gradient in what is divided by, beside which a small number may stand."""
    terms = node.terms if isinstance(node, Plus) else (node,)
    found = [size for term in terms if (size := _size_of_term(term, powers)) is not None]
    return found[0] if len(found) == 1 and len(terms) <= 2 else None


def _size_of_term(node: Node, powers: Mapping[Family, int]) -> Fraction | None:
    match node:
        case Applied(function=function, arguments=(inner,)) if function == ROOT:
            size = _size(inner, powers)
            return size / 2 if size is not None else None
        case Raised(base, exponent) if _is_half(exponent):
            size = _size(base, powers)
            return size / 2 if size is not None else None
        case Name() if family(node) in powers:
            return Fraction(powers[family(node)])
    return None


def _is_half(node: Node) -> bool:
    numbers = [part.value for part in walk(node) if isinstance(part, Numeral)]
    return numbers in ([Fraction(1, 2)], [1, 2])


def _factors(node: Node) -> Iterator[Node]:
    match node:
        case Times(several, _) | Entrywise(several):
            for factor in several:
                yield from _factors(factor)
        case _:
            yield node
