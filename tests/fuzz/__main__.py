"""Try random texts for some minutes: `python -m tests.fuzz --minutes 10 --seed 1`.

Nothing may raise an exception that is not meant for the user, take more than five seconds of processor time, or more
than 500 MB. What does is kept in a folder, one file a cause, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path

from .running import Batch, Finding, run_batch
from .targets import TARGETS, Case

CASES_A_BATCH = 200
SILENCE = 60.0
"""Seconds without a word after which a batch is ended from outside, by which time a case has had its own limit."""


def main() -> int:
    """Run until the minutes, or the cases asked for, are over."""
    arguments = _arguments()
    names = arguments.target.split(",")
    print(f"seed {arguments.seed}, targets {', '.join(names)}", flush=True)
    end = time.monotonic() + 60 * arguments.minutes
    batches = iter(
        Batch(name, arguments.seed * 1_000_003 + number, CASES_A_BATCH) for number in range(1 << 40) for name in names
    )
    totals: dict[str, Counter[str]] = {name: Counter() for name in names}
    found = Found(Path(arguments.keep))
    running: dict[Connection, _Child] = {}
    told = time.monotonic()
    while True:
        while len(running) < arguments.jobs and time.monotonic() < end:
            if arguments.cases and all(counts["cases"] >= arguments.cases for counts in totals.values()):
                break
            batch = next(batches)
            if arguments.cases and totals[batch.target]["cases"] >= arguments.cases:
                continue
            child = _Child(batch)
            running[child.hears] = child
        if not running:
            break
        for hears in wait(list(running), timeout=1.0):
            assert isinstance(hears, Connection)
            child = running[hears]
            counts = totals[child.batch.target]
            if not child.hear(counts, found):
                del running[hears]
        for hears, child in list(running.items()):
            if child.is_silent(SILENCE):
                child.end(totals[child.batch.target], found)
                del running[hears]
        if time.monotonic() - told > 30:
            told = time.monotonic()
            _tell(totals, found)
    _tell(totals, found)
    return 1 if found.keys else 0


@dataclass
class Found:
    """What was found so far; each cause is kept once, as soon as it is found.

    Args:
        folder: Where its case is written.
        keys: The causes.
    """

    folder: Path
    keys: set[str] = field(default_factory=set)

    def add(self, finding: Finding) -> None:
        """Show and keep a finding, unless its cause is known."""
        if finding.key in self.keys:
            return
        self.keys.add(finding.key)
        print(f"\n{finding.target}: {finding.key}\n{finding.trace}", flush=True)
        if finding.case is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        name = "".join(c if c.isalnum() else "-" for c in f"{finding.target}-{finding.key}")[:100]
        path = self.folder / f"{name}-{finding.case.choice}{Path(finding.case.name).suffix}"
        path.write_bytes(finding.case.text.encode("utf-8", "surrogatepass"))
        print(f"kept: {path}", flush=True)


class _Child:
    """A process that works off a batch, and what is known of it."""

    def __init__(self, batch: Batch) -> None:
        context = get_context("fork")
        self.batch = batch
        self.hears, says = context.Pipe(duplex=False)
        self.process = context.Process(target=run_batch, args=(batch, says))
        self.process.start()
        says.close()
        self.case: Case | None = None
        self.since = time.monotonic()

    def hear(self, counts: Counter[str], found: Found) -> bool:
        """Take in one message, and say whether there may be more."""
        try:
            said = self.hears.recv()
        except EOFError:
            self.process.join()
            if self.process.exitcode:
                found.add(Finding(self.batch.target, f"ended with {self.process.exitcode}", "", self.case))
            return False
        self.since = time.monotonic()
        if isinstance(said, Case):
            self.case = said
        elif isinstance(said, Finding):
            found.add(said)
        else:
            counts.update(said)
        return True

    def is_silent(self, seconds: float) -> bool:
        """Say whether nothing was heard for so long."""
        return time.monotonic() - self.since > seconds

    def end(self, counts: Counter[str], found: Found) -> None:
        """End it, and report the case that it was at."""
        self.process.kill()
        self.process.join()
        counts["hung"] += 1
        found.add(Finding(self.batch.target, "hung, and was ended from outside", "", self.case))


def _tell(totals: dict[str, Counter[str]], found: Found) -> None:
    for name, counts in totals.items():
        words = ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items()) if what != "cases")
        print(f"{name}: {counts['cases']:,} cases: {words}")
    print(f"{len(found.keys)} findings", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--target", default=",".join(TARGETS), help=f"some of {', '.join(TARGETS)}")
    parser.add_argument("--cases", type=int, default=0, help="stop after as many of each target")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--keep", default=".fuzz", help="the folder for what was found")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
