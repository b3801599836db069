"""How a document writes: decimal sign, layers above letters, letters that stand alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WritingStyle:
    """How a document writes, as far as reading it depends on that.

    Args:
        commas: Whether `0,5` is a decimal number.
        known: Words that name quantities of the network.
        layered: Letters whose bare superscripts are layers and no powers.
        alone: Of Δ, f, φ and their like those that name a quantity of their own; `S(` where that is the activation.
        samples: The letters that count samples, which stand in brackets above a name.
        marked: Names of the network with a mark that is part of them and elsewhere has another meaning: letter, mark.
        labelled: Names of the network with a word below that elsewhere marks them as old or new: letter, word.
        runs: The letters of positions along recurrences and of shifted ones, so that `t+1` below a name is a position
            and not a round.
        circled: Whether `⊗` multiplies entry by entry.
        rates: Greek letters that are taken from one, as in `1 - β`, so that a letter above one is a power of it.
        timed: Whether t counts times below names, so that above brackets it is a power and no transpose.
        endless: Commands of the document that stand for something too long to be written out.
    """

    commas: bool = False
    known: frozenset[str] = frozenset()
    layered: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    samples: frozenset[str] = frozenset()
    marked: frozenset[tuple[str, str]] = frozenset()
    labelled: frozenset[tuple[str, str]] = frozenset()
    runs: frozenset[str] = frozenset()
    circled: bool = False
    endless: frozenset[str] = frozenset()
    rates: frozenset[str] = frozenset()
    timed: bool = False
