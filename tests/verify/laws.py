"""Try the law of own notes for some minutes: `python -m tests.verify.laws --minutes 10 --seed 1`.

Random notes of random networks are written and judged. Nothing in them may be called wrong or not be read; what is, is
printed with the options and the seed that give it, and the exit status is 1. In each of them one thing is changed as
well, and counted where nobody notices: what is multiplied by 0 cannot be noticed, so that a few are no fault. And a
slip of the table is made in one of their lines, which must be found and be named by its code.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from symbackprop.errors import DrawError

from .diagnosis.planted import outcome, right_lines, rows
from .own_notes import CHANGES, EQUATIONS, LAYERED, Notes, alarms, changed, drawn_options, is_noticed, passed_over
from .own_notes import written as written_notes

CASES_OF_NOTES = 4
MOST_OF_A_ROW = 3
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
        _plant(notes, draw, counts)
    print(", ".join(f"{count:,} {what}" for what, count in counts.items()))
    return 1 if counts["with a false alarm"] else 0


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


def _plant(notes: Notes, draw: random.Random, counts: Counter[str]) -> None:
    cases = list(right_lines(notes.text, notes.name, notes.network))
    for case in draw.sample(cases, min(len(cases), CASES_OF_NOTES)):
        made = [(row, planted) for row, several in rows(case, notes.text) for planted in islice(several, MOST_OF_A_ROW)]
        if not made:
            continue
        row, planted = draw.choice(made)
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
