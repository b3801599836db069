"""Documents that are their own models: of each claim, what is expected stands below its line (see `fixtures`).

No spec is given. The sentences and figures are our own, in the forms that people use; the values that are marked as
worked out were computed with NumPy.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .fixtures import differences, documents, fixture, report_alone, with_proposals

DOCUMENTS = documents("alone")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_is_judged_by_what_it_states_itself(path: Path, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        path.write_text(with_proposals(fixture(path), report_alone(path)), encoding="utf-8")
    assert differences(fixture(path), report_alone(path)) == []
    assert report_alone(path).broken == ()
    assert [expectation for expectation in fixture(path).expectations if not expectation.proposed]
