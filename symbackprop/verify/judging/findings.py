"""What is found out about the formulas of a document, by what its letters may stand for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from .. import thresholds
from ..calculus.called import with_called, with_one_name, with_quantities
from ..calculus.definitions import Surroundings
from ..calculus.derivation import Derivation
from ..calculus.finding import Finding, Outcome
from ..calculus.operators import with_wide_operators
from ..calculus.shapes import Ranks
from ..calculus.slots import ONES
from ..calculus.stated_slopes import with_prime
from ..calculus.theory import Theory
from ..lexicon.prose import ENTROPY, LETTING, REPEATED, SHARES
from ..lexicon.words import is_digits
from ..limits.boundary import Doing, contained
from ..limits.steps import out_of_time
from ..reading.document import Reading
from ..reading.scopes import Scope, scopes
from ..reading.statements import Statements
from ..source import Span
from ..tree import Applied, Chain, Entrywise, Name, Node, Numeral, Times, Turned, parts, walk, with_parts
from .index_conditions import conditions_near

LETTER = re.compile(r"\\?(?:operatorname\*?|mathrm|text|mathbf)?\s{0,9}(?:\{\s{0,9})?([^\W\d_₀-₉]+)")
ENTROPY_IN_LETTERS = re.compile(r"\bCE\b")
BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|mathbb|vec)\s*\{?\s*$")
LIKELIEST = (Outcome.DEFINES, Outcome.PROVED, Outcome.HOLDS, Outcome.OPEN, Outcome.FAILS)
"""What is taken of two readings of one formula, the first first."""


def best_findings(
    chains: tuple[Chain, ...], reading: Reading, statements: Statements
) -> tuple[list[Finding], tuple[Ranks, bool]]:
    """Return what is found out by what the letters of a document stand for, as it comes out best, and what that is.

    Args:
        chains: Its formulas.
        reading: The document.
        statements: What it says.
    """
    best: list[Finding] = []
    worth = 0
    chosen = Ranks.SINGLE, False
    for ranks, sums in _hypotheses(chains, reading.plain.text):
        act = partial(findings, chains, ranks, sums, reading, statements)
        found = contained(Doing.DERIVATIONS, None, act, lambda _: list[Finding]())
        holding = sum(one.holds for one in found)
        failing = sum(one.standing is Outcome.FAILS for one in found)
        # A document is held to be right rather than wrong; what judges more of it is the better reading. Where nothing
        # holds by any, the simplest one that judges anything does: one that judges nothing is spared mistakes by that.
        judges = any(one.holds or one.standing is Outcome.FAILS for one in best)
        if found and (not best or (holding and 2 * holding - failing > worth) or (failing and not judges)):
            best, worth, chosen = found, 2 * holding - failing, (ranks, sums)
        if out_of_time() or (found and holding + defining(found) == len(found)):
            break
    return best, chosen


def defining(found: Sequence[Finding]) -> int:
    """Return how many formulas define something."""
    return sum(one.standing is Outcome.DEFINES for one in found)


def findings(
    chains: tuple[Chain, ...], ranks: Ranks, sums: bool, reading: Reading, statements: Statements
) -> list[Finding]:
    """Return what is found out about each formula.

    Args:
        chains: The formulas.
        ranks: What letters without positions stand for.
        sums: Whether repeated indices are summed over.
        reading: The document.
        statements: What it says.
    """
    text = reading.plain.text
    wide = {at: with_wide_operators(chain, reading.source.text) for at, chain in enumerate(chains)}
    others = {at: chain for at, chain in wide.items() if chain != chains[at]}
    every = (*chains, *others.values())
    words = Surroundings(
        partial(letter_of, reading, _numbered(reading, every)),
        statements.legend,
        bool(SHARES.search(text)),
        bool(ENTROPY.search(text) or ENTROPY_IN_LETTERS.search(text)),
        partial(_conditions, reading, every),
        lets=partial(_lets, reading, every),
        beside=partial(_beside, scopes(reading.plain), every),
    )
    primed = tuple(with_prime(chain, words.letter_of) for chain in every)
    read = with_one_name(with_called(with_quantities(primed, words.letter_of), words.letter_of))
    found = Derivation(Theory(read, ranks, sums), words).findings()
    for at, other in zip(others, found[len(chains) :], strict=True):
        if _likelihood(other) > _likelihood(found[at]):
            found[at] = other
    return found[: len(chains)]


def _likelihood(finding: Finding) -> tuple[int, int]:
    """Return how likely a reading of a formula is meant: where more of its steps hold, and none fails."""
    held = sum(one.holds for _, one in finding.steps)
    return held if finding.holds else 0, -LIKELIEST.index(finding.standing)


def _hypotheses(chains: Sequence[Chain], text: str) -> Iterator[tuple[Ranks, bool]]:
    """Yield what letters may stand for, the likeliest first, and whether repeated indices are summed over."""
    nodes = [node for chain in chains for side in chain.sides for node in walk(side.node)]
    pairs = [pair for node in nodes if isinstance(node, Times) for pair in pairwise(node.factors)]
    before = sum(_is_matrix(left) and _is_vector(right) for left, right in pairs)
    behind = sum(_is_vector(left) and _is_matrix(right) for left, right in pairs)
    arrays = any(isinstance(node, Entrywise | Turned) for node in nodes)
    vectors = Ranks.ROWS if behind > before else Ranks.COLUMNS
    sums = bool(REPEATED.search(text))
    either = (vectors,) if before or behind else (Ranks.COLUMNS, Ranks.ROWS)
    ranks = either if arrays else (Ranks.SINGLE, *either)
    yield from ((each, sums) for each in ranks)


def with_ones(chain: Chain, text: str) -> Chain:
    """Return a chain in which a bold 1 is a name, that of a vector of ones."""

    def of(node: Node) -> Node:
        if isinstance(node, Numeral) and node.text == "1" and BOLD.search(text[: node.span.start]):
            return Name(ONES, (), (), (), "", False, True, node.text, node.span)
        inner = parts(node)
        return with_parts(node, tuple(map(of, inner))) if inner else node

    return replace(chain, sides=tuple(replace(side, node=of(side.node)) for side in chain.sides))


def _is_matrix(node: Node) -> bool:
    name = node.body if isinstance(node, Turned) else node
    return isinstance(name, Name) and len(name.base) == 1 and name.base.isupper()


def _is_vector(node: Node) -> bool:
    return isinstance(node, Name) and node.base[:1].islower()


def letter_of(reading: Reading, numbered: frozenset[str], call: Applied) -> str:
    """Return how a function is called in the document."""
    found = LETTER.match(reading.source.text, call.span.start)
    letter = found[1] if found is not None else call.function
    return f"{letter}_{'_'.join(call.layer)}" if letter in numbered else letter


def _numbered(reading: Reading, chains: Sequence[Chain]) -> frozenset[str]:
    """Return the letters of functions that are told apart by numbers alone, as `g_1` and `g_2` are."""
    layers: dict[str, set[tuple[str, ...]]] = {}
    for part in (part for chain in chains for side in chain.sides for part in walk(side.node)):
        if isinstance(part, Applied):
            layers.setdefault(letter_of(reading, frozenset(), part), set()).add(part.layer)
    return frozenset(
        letter for letter, found in layers.items() if len(found) > 1 and all(is_digits("".join(at)) for at in found)
    )


def _lets(reading: Reading, chains: Sequence[Chain], number: int) -> bool:
    """Say whether the words before a chain tell that it says what a letter stands for."""
    plain = reading.plain
    start = bisect_left(plain.places, chains[number].span.start)
    return bool(LETTING.search(plain.text[max(start - thresholds.LONGEST_SUPPOSING, 0) : start]))


def _beside(sections: Sequence[Scope], chains: Sequence[Chain], first: int, second: int) -> bool:
    """Say whether two chains stand in the same scopes, the second below the first."""
    starts = chains[first].span.start, chains[second].span.start
    around = [[at for at in sections if at.span.start <= start < at.span.end] for start in starts]
    return starts[0] < starts[1] and around[0] == around[1]


def _conditions(reading: Reading, chains: Sequence[Chain], number: int, first: str, second: str) -> tuple[str, ...]:
    """Return how two letters are compared near a chain: in it, behind it, or in the paragraph that leads to it."""
    text, span = reading.source.text, chains[number].span
    led = text.rfind("\n\n", 0, span.start)
    if span.start - led < thresholds.LONGEST_LEAD:
        # Nothing but what begins a formula stands there.
        led = text.rfind("\n\n", 0, max(led, 0))
    return conditions_near(text, Span(max(led, span.start - thresholds.LONGEST_SENTENCE, 0), span.end), first, second)
