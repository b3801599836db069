"""Documents that state their own network, in many ways of writing: below each line is what is expected of its claims.

The right values were worked out apart from the program. What is not said of a claim is proposed (see `fixtures`).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .fixtures import differences, documents, fixture, report_alone, with_proposals

DOCUMENTS = documents("written")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_however_it_is_written_it_is_judged_as_expected(path: Path, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        path.write_text(with_proposals(fixture(path), report_alone(path)), encoding="utf-8")
    assert differences(fixture(path), report_alone(path)) == []
    assert report_alone(path).broken == ()
    assert report_alone(path).coverage.unread == ()
