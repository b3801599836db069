"""The notes of the models of textbooks, judged by the spec: nothing is wrong, and everything is read."""

from __future__ import annotations

import pytest

from symbackprop.derive.narrate import Form

from .own_notes import alarms
from .textbooks import MODELS, judged, unread

SHORT = (Form.INDEX, Form.MATRIX)
"""Forms of which notes are made and judged in a moment; `make laws` tries all."""


@pytest.mark.some(8)
@pytest.mark.parametrize("name", MODELS)
def test_the_notes_of_a_model_are_read_and_right(name: str) -> None:
    model = MODELS[name]
    report = judged(model.network(name), tuple(form for form in SHORT if form in model.forms) or model.forms)
    assert alarms(report) == []
    assert list(unread(report)) == []
    assert len(report.judged) > 10
