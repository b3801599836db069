"""Try the law of own notes for some minutes: `python -m tests.verify.laws --minutes 10 --seed 1`.

Random notes of random networks are written and judged. Nothing in them may be called wrong or not be read; what is, is
printed with the options and the seed that give it, and the exit status is 1. In each of them one thing is changed as
well, and counted where nobody notices: what is multiplied by 0 cannot be noticed, so that a few are no fault. And slips
of the table are made in some of their lines, each of which must be found and be named by its code; a row that declines
most of the lines in which it could be made is printed as well.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator

from symbackprop.errors import DrawError

from .diagnosis.planted import Tries, outcome, right_lines
from .own_notes import CHANGES, EQUATIONS, LAYERED, Notes, alarms, changed, drawn_options, is_noticed, passed_over
from .own_notes import written as written_notes

CASES_OF_NOTES = 4
MISSED = frozenset({"slips called otherwise", "slips not named", "slips not noticed"})
MOST_SHOWN = 4
"""Lines that are shown of one document."""


def main() -> int:
    """Try until the minutes of processor time are over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0, help="of processor time")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    draw = random.Random(arguments.seed)
    counts: Counter[str] = Counter()
    tries = Tries()
    end = time.process_time() + 60 * arguments.minutes
    while time.process_time() < end:
        options = drawn_options((LAYERED, EQUATIONS)[counts["tried"] % 2], draw)
        counts["tried"] += 1
        try:
            notes = written_notes(options, draw.randrange(10**6))
        except DrawError:
            counts["without values"] += 1
            continue
        found = list(_faults(notes, counts))
        counts["with a false alarm"] += bool(found)
        for line in found[:MOST_SHOWN]:
            print(f"{notes.options} seed {notes.seed}: {line}", flush=True)
        _change(notes, draw, counts)
        _plant(notes, draw, counts, tries)
    print(", ".join(f"{count:,} {what}" for what, count in counts.items()))
    print(f"slips offered in {tries.offered.total():,} of {tries.tried.total():,} tries")
    print(*tries.below, sep="\n", end="\n" if tries.below else "")
    return 1 if counts["with a false alarm"] or tries.below or counts.keys() & MISSED else 0


def _faults(notes: Notes, counts: Counter[str]) -> Iterator[str]:
    report = notes.judged()
    counts["documents"] += 1
    counts["claims"] += len(report.claims)
    for line, equation, reason in alarms(report):
        yield f"line {line}: {reason}: {equation[:200]}"
    for equation in passed_over(notes, report):
        yield f"nothing is said of {equation[:200]}"


def _change(notes: Notes, draw: random.Random, counts: Counter[str]) -> None:
    what = draw.choice(sorted(CHANGES))
    found = changed(notes.text, what, draw)
    if found is not None:
        text, at = found
        counts["changes"] += 1
        if not is_noticed(notes.judged(text), at):
            counts["changes not noticed"] += 1
            print(f"{what} not noticed, seed {notes.seed}: {text[max(at - 100, 0) : at + 60]!r}", flush=True)


def _plant(notes: Notes, draw: random.Random, counts: Counter[str], tries: Tries) -> None:
    cases = list(right_lines(notes.text, notes.name, notes.network))
    for case in draw.sample(cases, min(len(cases), CASES_OF_NOTES)):
        drawn = tries.drawn(case, notes.text, draw)
        if drawn is None:
            continue
        row, planted = drawn
        found = outcome(planted, case.draft.chain.span, notes.text, notes.name, notes.network)
        counts["slips made"] += 1
        if found.found & {row.code, *row.same_as}:
            continue
        what = "called otherwise" if found.found else "not named" if found.is_wrong else "not noticed"
        counts[f"slips {what}"] += 1
        names = ", ".join(code.value for code in found.found)
        print(f"{row.code.value} {what} {names}, seed {notes.seed}: {found.line[:200]!r}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
