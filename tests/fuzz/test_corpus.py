"""What once broke something is tried again at each run, with a few new texts; `make fuzz` tries many."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from .running import findings
from .targets import CORPUS, TARGETS, Case

DOCUMENTS = sorted((CORPUS / "documents").iterdir())
SPECS = sorted((CORPUS / "specs").iterdir())
CHOICES = range(4)
"""Decide against what a document is judged, and in which forms notes are written."""

NEW = 25
FIRST = 20_261_130
"""The seed of the first new text."""


def tried(target: str, case: Case) -> list[str]:
    found = findings(target, TARGETS[target], case, Counter(), 0, 1 << 40)
    return [f"{finding.key}\n{finding.trace}" for finding in found]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
@pytest.mark.parametrize("choice", CHOICES)
def test_a_document_that_broke_the_judge_is_judged(path: Path, choice: int) -> None:
    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    assert not tried("documents", Case(path.name, text, choice))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.name)
@pytest.mark.parametrize("choice", CHOICES)
def test_a_spec_that_broke_something_is_used_or_refused(path: Path, choice: int) -> None:
    assert not tried("specs", Case(path.name, path.read_text(encoding="utf-8"), choice))


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_new_texts_break_nothing(target: str) -> None:
    for seed in range(FIRST, FIRST + NEW):
        case = TARGETS[target].make(random.Random(seed))
        assert not tried(target, case), case.text


def test_what_breaks_is_found() -> None:
    # The law that finds nothing must be able to find something.
    from .targets import Target

    broken = Target(TARGETS["tex"].make, lambda case: str(1 // (len(case.text) * 0)))
    (found,) = findings("tex", broken, Case("x.md", "x", 0), Counter(), 0, 1 << 40)
    assert found.key.startswith("ZeroDivisionError")
