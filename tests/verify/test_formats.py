"""Whatever format a document has, no number of it is dropped without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbackprop.verify.judging.coverage import numbers_in
from symbackprop.verify.pipeline import verify
from symbackprop.verify.reading.document import read

from .fixtures import documents, fixture, report

PATHS = documents("formats")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_every_number_is_judged_or_listed(path: Path) -> None:
    found = report(path).coverage.numbers
    plain = read(fixture(path).document, path.name).plain.text
    assert found.total == len(list(numbers_in(plain, commas=False))) > 0


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_a_number_that_is_changed_makes_another_report(path: Path) -> None:
    # The last claim that is right, wherever the format has it: in a table, a cell, a comment, a tag.
    claim = [claim for claim in report(path).claims if claim.stated and not claim.is_fault and "." in claim.stated][-1]
    lines, stated = fixture(path).document.decode().split("\n"), claim.stated.lstrip("-")
    before, _, after = lines[claim.place.line - 1].rpartition(stated)
    lines[claim.place.line - 1] = f"{before}{stated.replace('.', '.9')}{after}"
    other = verify("\n".join(lines).encode(), path.name, fixture(path).network)
    assert len(other.faults) > len(report(path).faults) or other.coverage.numbers.not_read > 0
