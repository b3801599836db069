"""Documents in many hands: of each claim, what is expected stands below its line (see `fixtures`).

- `documents`: derivations that people published, in prose of our own. The equations, the figures and the verdicts are
  facts about those documents, computed independently of this program; the sentences around them were written here.
- `details`: short derivations of our own, each about one detail of what is said of a number.
- `formats`: short derivations of our own in each format, with a slip or two, and with what states nothing.
- `kinds`, `slips`: derivations of our own, each with a few slips put in by hand, each of a kind that people make. The
  right values were computed with mpmath and NumPy.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import verify
from symbackprop.verify.report.record import record

from .fixtures import FOLDER, differences, documents, fixture, report, report_alone, with_proposals
from .schemas import conforms

DOCUMENTS = documents("details", "documents", "formats", "kinds", "slips")
WITH_SLIPS = documents("kinds", "slips")
SCHEMA = json.loads((FOLDER.parents[1] / "docs" / "verdict.schema.json").read_text(encoding="utf-8"))
WITH_A_BATCH = frozenset({"batch.md"})
"""Documents whose network is not read from them."""


def called(path: Path) -> str:
    return f"{path.parent.name}-{path.name}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=called)
def test_every_claim_is_judged_as_is_expected_below_its_line(path: Path, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        path.write_text(with_proposals(fixture(path), report(path)), encoding="utf-8")
    assert differences(fixture(path), report(path)) == []
    assert report(path).broken == ()
    # The schema that is published, which the test of the record holds to that of the program.
    assert conforms(json.loads(record(report(path))), SCHEMA) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=called)
def test_of_every_document_something_was_worked_out_apart_from_the_program(path: Path) -> None:
    assert [expectation for expectation in fixture(path).expectations if not expectation.proposed]


@pytest.mark.parametrize("path", WITH_SLIPS, ids=called)
def test_of_every_slip_that_was_put_in_it_is_held_what_is_said_of_it(path: Path) -> None:
    wrong = [expectation for expectation in fixture(path).expectations if expectation.verdict is Verdict.WRONG]
    slips = [expectation for expectation in wrong if not expectation.cause]
    assert slips
    assert [slip.row for slip in slips if not (slip.slips or slip.reason)] == []


def test_nearly_everything_is_judged() -> None:
    claims = [claim for path in DOCUMENTS for claim in report(path).claims]
    assert len(claims) > 1000
    assert sum(not claim.is_judged for claim in claims) <= 0.003 * len(claims)


OF_AN_EXAMPLE = (FOLDER / "documents" / "bilingual.md",)
"""Documents that state half of the numbers of a built-in example, some of them twice, and are about it."""


@pytest.mark.parametrize(
    "path", [*OF_AN_EXAMPLE, *(path for path in WITH_SLIPS if path.name not in WITH_A_BATCH)], ids=called
)
def test_without_a_spec_the_same_is_said(path: Path) -> None:
    with_spec = [(claim.place.line, claim.stated, claim.verdict) for claim in report(path).faults]
    assert [(claim.place.line, claim.stated, claim.verdict) for claim in report_alone(path).faults] == with_spec


def test_the_house_style_is_said_once() -> None:
    assert report(FOLDER / "documents" / "lecture.txt").conventions == (
        "The document mostly rounds to 4 decimals, and truncates now and then.",
    )


def test_without_the_slip_nothing_is_wrong() -> None:
    german = fixture(FOLDER / "kinds" / "german.md")
    corrected = german.document.replace(b"0{,}6673", b"0{,}6637")
    assert corrected != german.document
    assert not verify(corrected, "german.md", german.network).faults
