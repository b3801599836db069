"""Derivations in letters for the tests of this folder."""

from __future__ import annotations

from symbackprop.verify.calculus.definitions import Surroundings
from symbackprop.verify.calculus.derivation import Derivation
from symbackprop.verify.calculus.finding import Outcome
from symbackprop.verify.calculus.shapes import Ranks
from symbackprop.verify.calculus.theory import Theory
from symbackprop.verify.tree import Applied, Chain

from ..interpretation.names import chain


def chains(*formulas: str) -> tuple[Chain, ...]:
    """Return formulas as chains."""
    return tuple(map(chain, formulas))


def theory(*formulas: str, ranks: Ranks = Ranks.COLUMNS, sums_repeated: bool = False) -> Theory:
    """Return what some formulas say."""
    return Theory(chains(*formulas), ranks, sums_repeated)


def source(conditions: tuple[str, ...] = (), shares_one: bool = False, has_cross_entropy: bool = False) -> Surroundings:
    """Return what the words beside formulas say."""

    def letter_of(call: Applied) -> str:
        return call.function

    return Surroundings(letter_of, {}, shares_one, has_cross_entropy, lambda *_: conditions)


def derivation(*formulas: str, ranks: Ranks = Ranks.COLUMNS, words: Surroundings | None = None) -> Derivation:
    """Return a derivation of some formulas."""
    return Derivation(theory(*formulas, ranks=ranks), words or source())


def outcomes(*formulas: str, ranks: Ranks = Ranks.COLUMNS, words: Surroundings | None = None) -> list[Outcome]:
    """Return what is found out about each of some formulas."""
    return [found.standing for found in derivation(*formulas, ranks=ranks, words=words).findings()]
