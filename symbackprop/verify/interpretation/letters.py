"""Which function a Greek letter calls: σ the logistic function, or whatever the network applies.

By habit σ, φ and Φ are functions of their own, and by habit they are the activation. Of a network that applies the
function itself, or one whose formula or slope is written with it, the letter means that function; of others it means
the activation. Where what a document says comes true with only one of the two, it means that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice, pairwise

from ...expression.functions import FUNCTIONS
from ...expression.tree import Call, Expression, children
from ...models.network import Network
from .. import thresholds
from ..lexicon.words import ACTIVATION, OF_LETTERS
from ..limits.steps import Phase, TookTooLong, within
from ..quantities.indices import is_general_formula
from ..quantities.refusals import NotCheckable
from ..tree import Applied, Chain, Name, names_in, printed, walk
from ..values.arrays import Cells
from ..values.digits import fit
from ..values.points import Point
from .equality import holds
from .function_definitions import over_a_quantity
from .instances import instances
from .naming import Naming


def usual_letters(network: Network, legend: Mapping[str, str]) -> dict[str, str]:
    """Return what each letter stands for before anything but a legend is read.

    Args:
        network: The network.
        legend: What letters stand for by the document's own words, as in `σ = tanh`.
    """
    is_applied = bool(_written_with(network) & set(OF_LETTERS.values()))
    usual = {letter: function if is_applied else ACTIVATION for letter, function in OF_LETTERS.items()}
    return {**usual, **{letter: legend[letter] for letter in legend if letter in OF_LETTERS}}


def choose_letters(naming: Naming, chains: Sequence[Chain], points: Sequence[Point]) -> Naming:
    """Return the names with each letter read as the function by which more of what the document says comes true."""
    applied = _applied(naming.network)
    calls = {letter: [chain for chain in chains if _calls(chain, letter)] for letter in OF_LETTERS}
    named = sum(len(calls[letter]) for letter, function in OF_LETTERS.items() if function in applied)
    for letter, function in OF_LETTERS.items():
        usual = naming.letters[letter]
        concerned = [chain for chain in calls[letter] if len(chain.sides) > 1][: thresholds.MOST_CHAINS_OF_A_LETTER]
        if not concerned or usual not in (function, ACTIVATION):
            continue
        # Who calls the network's function by its own letter, and writes as the program does, means it by no other one;
        # nor does who does so by the other one only once.
        strictly = naming.keeps_notation or len(concerned) == 1 < named
        if function in applied or (named and strictly):
            naming = _with_letter(naming, letter, function)
            continue
        other = function if usual == ACTIVATION else ACTIVATION
        otherwise = _with_letter(naming, letter, other)
        for_other, for_usual = (_truths(each, concerned, letter, points) for each in (otherwise, naming))
        naming = otherwise if for_other > for_usual else naming
        if for_other != for_usual:
            naming = replace(naming, decided=naming.decided | {letter})
    return naming


def _with_letter(naming: Naming, letter: str, function: str) -> Naming:
    return replace(naming, letters={**naming.letters, letter: function})


def _applied(network: Network) -> set[str]:
    """Return the functions that the equations of a network apply."""
    bodies = (term.body for equation in network.graph.equations for term in equation.terms)
    return {name for body in bodies for name in _called(body)}


def _written_with(network: Network) -> set[str]:
    """Return the functions that are applied, and those that their formulas and slopes are written with."""
    found: set[str] = set()
    waiting = list(_applied(network))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            row = FUNCTIONS[name]
            waiting += [*_called(row.slope), *(_called(row.definition) if row.definition is not None else ())]
    return found


def _called(expression: Expression) -> Iterator[str]:
    if isinstance(expression, Call):
        yield expression.function
    for part in children(expression):
        yield from _called(part)


def _calls(chain: Chain, letter: str) -> bool:
    return any(
        isinstance(part, Applied) and part.function == letter for side in chain.sides for part in walk(side.node)
    )


def _truths(naming: Naming, chains: Iterable[Chain], letter: str, points: Sequence[Point]) -> tuple[int, ...]:
    """Return how much of what a document says of a letter comes true, the most telling first.

    A definition tells more than numbers that are worked out, these more than what an output is said to be, and a slope
    least, since a wrong slope is the likelier slip.
    """
    definitions = numbers = outputs = others = 0
    for chain in chains:
        numbers += _numbers_that_fit(naming, chain, letter)
        defining = _defining(naming, chain, letter)
        if not _comes_true(naming, chain if defining is None else defining, points):
            continue
        definitions += defining is not None
        outputs += isinstance(chain.sides[0].node, Name)
        others += 1
    return definitions, numbers, outputs, others


def _defining(naming: Naming, chain: Chain, letter: str) -> Chain | None:
    """Return `σ(x) = 1/(1 + e^{-x})` over a quantity of the network; None for what defines no function."""
    first = chain.sides[0].node
    is_call = isinstance(first, Applied) and first.function == letter and not first.primes
    return over_a_quantity(naming, chain) if is_call else None


def _comes_true(naming: Naming, chain: Chain, points: Sequence[Point]) -> bool:
    """Say whether the formulas of a chain are equal, or those of the first instances of one in index notation."""
    if not is_general_formula(chain, naming.layers.vocabulary):
        return holds(naming, chain, points[:1]) is True
    with suppress(NotCheckable):
        first = list(islice(instances(chain, naming), thresholds.MOST_INSTANCES_OF_A_LETTER))
        return bool(first) and all(holds(naming, each, points[:1]) is True for each in first)
    return False


def _numbers_that_fit(naming: Naming, chain: Chain, letter: str) -> int:
    """Return how often a number is printed that a call of a letter with numbers put in comes to."""
    found = 0
    for before, after in pairwise(chain.sides):
        number = printed(after.node)
        if number is None or names_in(before.node) or not _calls(replace(chain, sides=(before,)), letter):
            continue
        with suppress(NotCheckable, TookTooLong):
            worth = within(thresholds.SECONDS, Phase.NAMING, chain.span, partial(naming.worth, before.node))
            found += not isinstance(worth, Cells) and fit(number, worth).good
    return found
