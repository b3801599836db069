"""What is being done, in words: while an equation is judged, and where a step broke off by an error of ours."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..limits.boundary import Doing
from ..limits.steps import Phase

DOING_WORDS: Mapping[Doing, str] = MappingProxyType(
    {
        Doing.CONVENTIONS: "trying other conventions",
        Doing.DEFINITIONS: "finding definitions",
        Doing.DERIVATIONS: "judging formulas by what the document defines",
        Doing.DESCRIBING: "describing the notation",
        Doing.DOUBT: "doubting the network",
        Doing.EQUATIONS: "reading the equations of the network",
        Doing.EXPLAINING: "explaining",
        Doing.GIVEN_VALUES: "looking for given values",
        Doing.JUDGING: "judging",
        Doing.LAYERS: "guessing layers",
        Doing.MISPLACED_NAMES: "looking for misplaced names",
        Doing.MISSPELLINGS: "finding misspelt names",
        Doing.NAMES: "finding out what names mean",
        Doing.NETWORK: "finding out the network",
        Doing.NOTATION: "finding the notation",
        Doing.OTHER_EXAMPLES: "looking for other examples",
        Doing.PASSES: "telling passes apart",
        Doing.RATES: "comparing learning rates",
        Doing.READING: "reading",
        Doing.REPEATED_CLAIMS: "following repeated claims",
        Doing.REPORT: "writing the report",
        Doing.SAMPLES: "finding the errors of samples",
        Doing.SENTENCE: "reading a sentence",
        Doing.TABLE: "reading a table",
        Doing.UNKNOWN_NAMES: "finding what unknown names stand for",
    }
)
"""What was being done where a step broke off."""

PHASE_WORDS: Mapping[Phase, str] = MappingProxyType(
    {
        Phase.EXPLAINING: "Explaining",
        Phase.JUDGING: "Judging",
        Phase.NAMING: "Finding out what the names mean",
        Phase.READING: "Reading",
    }
)
"""What is being done with an equation, as the terminal shows it."""
