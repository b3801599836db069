"""Documents of formulas without a network, judged by what they define themselves: below each line is what is expected.

The right values were worked out apart from the program. What is not said of a claim is proposed (see `fixtures`).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from symbackprop.verify.judging.coverage import ItemKind

from .fixtures import differences, documents, fixture, report_alone, with_proposals

DOCUMENTS = documents("letters")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_formulas_are_judged_by_what_their_document_defines(path: Path, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        path.write_text(with_proposals(fixture(path), report_alone(path)), encoding="utf-8")
    assert differences(fixture(path), report_alone(path)) == []
    assert report_alone(path).broken == ()
    assert [item for item in report_alone(path).coverage.unread if item.part is ItemKind.FORMULA] == []
