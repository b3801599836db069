"""Try the laws of own notes for some minutes: `python -m tests.verify.laws --minutes 10 --seed 1`.

Random notes of random networks are written and judged. Nothing in them may be called wrong or not be read; what is, is
printed with the options that give it. In each of them one thing is changed as well, and counted where nobody notices:
what is multiplied by 0 cannot be noticed, so that a few are no fault. And slips of the table are made in some of their
lines, each of which must be found and be named by its code; a row that declines most of the lines in which it could be
made is printed as well. The exit status is 1 where anything but a change is found.

Every document is drawn by the seed and its number alone. `--only 17` tries the one document of that number again.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from symbackprop.errors import DrawError

from .diagnosis.planted import Tries, outcome, right_lines
from .own_notes import CHANGES, EQUATIONS, LAYERED, Notes, alarms, changed, drawn_options, is_noticed, passed_over
from .own_notes import written as written_notes

CASES_OF_NOTES = 4
MISSED = frozenset({"called otherwise", "not named", "not noticed"})
MOST_SHOWN = 4
"""Lines that are shown of one document."""


@dataclass
class Tally:
    """What was tried, and what was found."""

    counts: Counter[str] = field(default_factory=Counter)
    tries: Tries = field(default_factory=Tries)

    @property
    def is_clean(self) -> bool:
        """Whether all of it is as the laws say."""
        return not self.counts["false alarms"] and not self.tries.below and not self.counts.keys() & MISSED

    @property
    def lines(self) -> Iterator[str]:
        """The totals."""
        counts = self.counts
        yield (
            f"documents {counts['documents']:,} ({counts['without values']:,} more without values), "
            f"claims {counts['claims']:,}, false alarms {counts['false alarms']:,}"
        )
        yield f"changes {counts['changes']:,}, noticed {counts['changes'] - counts['changes not noticed']:,}"
        missed = "".join(f", {what} {counts[what]:,}" for what in sorted(MISSED))
        yield f"slips planted {counts['planted']:,}, found by their code {counts['found']:,}{missed}"
        yield f"slips offered in {self.tries.offered.total():,} of {self.tries.tried.total():,} tries"
        yield from self.tries.below


def main() -> int:
    """Try until the minutes of processor time are over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0, help="of processor time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="the number of a document, to try that one alone")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    tally = Tally()
    end = time.process_time() + 60 * arguments.minutes
    for number in count() if arguments.only is None else (arguments.only,):
        if time.process_time() >= end:
            break
        for line in tried(arguments.seed, number, tally):
            print(f"{number}: {line}", flush=True)
    print(*tally.lines, sep="\n")
    return 0 if tally.is_clean else 1


def tried(seed: int, number: int, tally: Tally) -> Iterator[str]:
    """Try one document, and yield what is not as the laws say.

    Args:
        seed: The seed of the run.
        number: The number of the document.
        tally: What it is counted in.
    """
    draw = random.Random(f"{seed}/{number}")
    options = drawn_options((LAYERED, EQUATIONS)[number % 2], draw)
    try:
        notes = written_notes(options, draw.randrange(10**6))
    except DrawError:
        tally.counts["without values"] += 1
        return
    found = list(_faults(notes, tally.counts))
    tally.counts["false alarms"] += len(found)
    for line in found[:MOST_SHOWN]:
        yield f"{notes.options} seed {notes.seed}: {line}"
    yield from _change(notes, draw, tally.counts)
    yield from _plant(notes, draw, tally)


def _faults(notes: Notes, counts: Counter[str]) -> Iterator[str]:
    report = notes.judged()
    counts["documents"] += 1
    counts["claims"] += len(report.claims)
    for line, equation, reason in alarms(report):
        yield f"line {line}: {reason}: {equation[:200]}"
    for equation in passed_over(notes, report):
        yield f"nothing is said of {equation[:200]}"


def _change(notes: Notes, draw: random.Random, counts: Counter[str]) -> Iterator[str]:
    what = draw.choice(sorted(CHANGES))
    found = changed(notes.text, what, draw)
    if found is not None:
        text, at = found
        counts["changes"] += 1
        if not is_noticed(notes.judged(text), at):
            counts["changes not noticed"] += 1
            yield f"{what} not noticed: {text[max(at - 100, 0) : at + 60]!r}"


def _plant(notes: Notes, draw: random.Random, tally: Tally) -> Iterator[str]:
    cases = list(right_lines(notes.text, notes.name, notes.network))
    for case in draw.sample(cases, min(len(cases), CASES_OF_NOTES)):
        drawn = tally.tries.drawn(case, notes.text, draw)
        if drawn is None:
            continue
        row, planted = drawn
        found = outcome(planted, case.draft.chain.span, notes.text, notes.name, notes.network)
        tally.counts["planted"] += 1
        if found.found & {row.code, *row.same_as}:
            tally.counts["found"] += 1
            continue
        what = "called otherwise" if found.found else "not named" if found.is_wrong else "not noticed"
        tally.counts[what] += 1
        names = ", ".join(code.value for code in found.found)
        yield f"{row.code.value} {what} {names}: {found.line[:200]!r}"


if __name__ == "__main__":
    sys.exit(main())
